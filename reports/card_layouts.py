"""What stands where on the household card: lists of values by name, no drawing.

A value's name is `entity.field` of the catalogue or the name of a function in `card_values` or `card_policies`.
"""

from __future__ import annotations

from typing import NamedTuple


class Slot(NamedTuple):
    """A label and its value in the basic block; `wide` takes the whole row."""

    label: str
    source: str
    wide: bool = False


class Column(NamedTuple):
    """A column of a table, `width` in points."""

    label: str
    source: str
    width: float


BASIC: tuple[tuple[Slot, ...], ...] = (
    (Slot("户主姓名", "head_name"), Slot("家庭人口", "people")),
    (Slot("证件号码", "head_id_number"), Slot("联系电话", "phone")),
    (Slot("家庭住址", "address", wide=True),),
    (Slot("农户属性", "standing"), Slot("脱贫状态", "state")),
    (Slot("致贫原因", "causes"), Slot("识别年度", "household.identified_year")),
    (Slot("住房情况", "house"), Slot("耕地面积", "year.cropland")),
    (Slot("开户银行", "household.bank_name"), Slot("银行卡号", "household.bank_card")),
)

MEMBERS: tuple[Column, ...] = (
    Column("序", "order", 20),
    Column("姓名", "member.name", 112),
    Column("性别", "member.sex", 26),
    Column("关系", "member.relation", 40),
    Column("年龄", "age", 28),
    Column("文化/在校", "schooling", 64),
    Column("健康状况", "health", 70),
    Column("劳动能力", "member_year.labour", 58),
    Column("参保情况", "insurance", 63.89),
)

HELPERS: tuple[Slot, ...] = (
    Slot("帮扶责任人", "helper_names"), Slot("单　位", "helper_units"), Slot("电　话", "helper_phones"),
)

POLICIES: tuple[tuple[Slot, ...], ...] = (
    (Slot("产业帮扶", "industry"), Slot("就业帮扶", "employment")),
    (Slot("医疗保障", "medical", wide=True),),
    (Slot("教育保障", "education"), Slot("住房安全", "housing")),
    (Slot("兜底保障", "allowances", wide=True),),
    (Slot("饮水安全", "water"), Slot("养老助残", "care")),
    (Slot("金融帮扶", "finance"), Slot("其他帮扶", "other_help")),
)

INCOME: tuple[Slot, ...] = (
    Slot("工资性", "wage"),
    Slot("生产经营性", "business"),
    Slot("财产性", "property"),
    Slot("转移性", "transfer"),
    Slot("经营支出", "expense"),
    Slot("纯收入合计", "net"),
    Slot("人均纯收入", "per_head"),
)

SIGNATURES: tuple[str, ...] = ("户主签字（按手印）", "帮扶责任人签字", "村民委员会（盖章）")
STATEMENT = "以上内容属实，本人已知晓"
"""What stands in the first signature box."""
