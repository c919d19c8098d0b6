"""Industry projects, the shares households hold in them, and the distribution of their income (dictionary §7.1)."""

from models.benefit import Benefit
from models.case_type import CaseType
from models.fields import Entity, Facet, Field, Kind, Record, Section

SOURCES = ("central", "province", "city", "county", "township", "social")
"""Fields of a project that say where its investment comes from; they add up to `investment`."""

FACTOR = "4"
"""Code of the method that weighs what a household carries (`dividend_method`)."""


def _not_started(record: Record) -> bool:
    return record.get("state") not in ("1", "6")


def _by_factor(record: Record) -> bool:
    return record.get("method") == FACTOR


def _earns(record: Record) -> bool:
    return record.get("asset_class") in (None, "1")


PROJECT = Entity(
    name="project",
    label="产业项目",
    fields=(
        Field("number", "项目编号", Kind.NUMBER_TEXT, searchable=True),
        Field("name", "项目名称", Kind.TEXT, required=True, searchable=True),
        Field("division", "项目所在村", Kind.DIVISION),
        Field("year", "项目年度", Kind.YEAR, required=True),
        Field("kind", "项目类型", Kind.CODE, codes="project_kind"),
        Field("industry", "产业形态", Kind.CODE, codes="project_industry"),
        Field("content", "建设内容", Kind.NOTE, required=True),
        Field("unit", "责任单位", Kind.TEXT),
        Field("person_in_charge", "项目责任人", Kind.NAME, required=True),
        Field("phone", "责任人电话", Kind.PHONE, sensitive=True),
        Field("planned_start", "计划开工日期", Kind.DATE),
        Field("planned_end", "计划完工日期", Kind.DATE),
        Field("started", "实际开工日期", Kind.DATE),
        Field("finished", "实际完工日期", Kind.DATE),
        Field("state", "项目状态", Kind.CODE, codes="project_state", required=True),
        Field("progress", "项目进度", Kind.INTEGER, unit="%", least=0, most=100, required=True),
        Field("investment", "投资合计", Kind.MONEY, unit="元", least=0),
        Field("central", "其中：中央资金", Kind.MONEY, unit="元", least=0),
        Field("province", "其中：省级资金", Kind.MONEY, unit="元", least=0),
        Field("city", "其中：市级资金", Kind.MONEY, unit="元", least=0),
        Field("county", "其中：县级资金", Kind.MONEY, unit="元", least=0),
        Field("township", "其中：镇村配套", Kind.MONEY, unit="元", least=0),
        Field("social", "其中：社会资金", Kind.MONEY, unit="元", least=0),
        Field("fund_kind", "资金类别", Kind.CODE, codes="fund_kind"),
        Field("asset_class", "资产分类", Kind.CODE, codes="asset_class"),
        Field("property_owner", "产权归属", Kind.TEXT),
        Field("operator", "经营主体", Kind.TEXT),
        Field("rent", "年租金或约定收益", Kind.MONEY, unit="元", least=0),
        Field("yield_rate", "约定年收益率", Kind.DECIMAL, unit="%", least=0, most=10_000),
        Field("contract_start", "合同开始日期", Kind.DATE),
        Field("contract_end", "合同结束日期", Kind.DATE),
        Field(
            "right_share", "折股量化到户的产权比例", Kind.DECIMAL, unit="%", least=0, most=10_000,
            help="50 = 一半产权折股到户，其收益才参加分配；空 = 全部",
        ),
        Field(
            "household_share", "收益分给户的比例", Kind.DECIMAL, unit="%", least=0, most=10_000,
            help="70 = 七成分给户、三成归村集体；空 = 全部分给户",
        ),
        Field("method", "分配办法", Kind.CODE, codes="dividend_method"),
        Field("note", "备注", Kind.NOTE),
    ),
    sections=(
        Section(
            "项目情况",
            (
                "name", "number", "division", "year", "kind", "industry", "content", "unit", "person_in_charge",
                "phone", "planned_start", "planned_end", "state", "progress", "started", "finished",
            ),
        ),
        Section("投资", ("investment", *SOURCES, "fund_kind")),
        Section(
            "资产与分配",
            (
                "asset_class", "property_owner", "operator", "rent", "yield_rate", "contract_start", "contract_end",
                "right_share", "household_share", "method", "note",
            ),
        ),
    ),
    facets=(
        Facet("plan", ("planned_start", "planned_end")),
        Facet("investment", ("investment", *SOURCES)),
        Facet("contract", ("operator", "contract_start", "contract_end")),
        Facet("rule", ("right_share", "household_share", "method")),
    ),
    repeatable=("division", "year", "kind", "unit", "person_in_charge", "phone", "fund_kind"),
    shown_when={
        "started": _not_started,
        "finished": _not_started,
        **dict.fromkeys(("rent", "yield_rate", "right_share", "household_share", "method"), _earns),
    },
)  # fmt: skip

SHARE = Entity(
    name="share",
    label="项目股权",
    owner="household",
    fields=(
        Field("project", "产业项目", Kind.LINK, required=True),
        Field("person", "持股成员", Kind.LINK, help="空 = 全户持有"),
        Field("units", "股数", Kind.DECIMAL, unit="股", least=0, help="按户平均分配的项目可以不填"),
        Field("value", "折股金额", Kind.MONEY, unit="元", least=0),
        Field("starts", "持股开始日期", Kind.DATE),
        Field("ends", "持股结束日期", Kind.DATE, help="空 = 仍持有"),
        Field("certificate", "股权证编号", Kind.NUMBER_TEXT),
        Field("note", "备注", Kind.TEXT),
    ),
    sections=(Section("项目股权", ("project", "person", "units", "value", "starts", "ends", "certificate", "note")),),
    facets=(Facet("period", ("starts", "ends")),),
    repeatable=("project", "units", "starts"),
)

DISTRIBUTION = Entity(
    name="distribution",
    label="收益分配",
    fields=(
        Field("project", "产业项目", Kind.LINK, required=True),
        Field("division", "项目所在村", Kind.DIVISION),
        Field("year", "计入年度", Kind.YEAR, required=True),
        Field("batch", "批次", Kind.TEXT, required=True),
        Field("income", "本期收益总额", Kind.MONEY, unit="元", least=0, required=True),
        Field("right_share", "折股量化到户的产权比例", Kind.DECIMAL, unit="%", least=0, most=10_000),
        Field("household_share", "收益分给户的比例", Kind.DECIMAL, unit="%", least=0, most=10_000),
        Field("method", "分配办法", Kind.CODE, codes="dividend_method", required=True),
        Field("weights", "因素权重", Kind.NOTE, help="因素法当时所用的权重"),
        Field("total", "分红总额", Kind.MONEY, unit="元", least=0, required=True),
        Field("village_amount", "村集体所得", Kind.MONEY, unit="元", least=0),
        Field("other_amount", "其余产权所得", Kind.MONEY, unit="元", least=0),
        Field("item", "记入的收入项目", Kind.CODE, codes="income_item"),
        Field("counts", "计入收入", Kind.YES_NO),
        Field("decided", "分配决议日期", Kind.DATE),
        Field("note", "备注", Kind.NOTE),
    ),
    sections=(
        Section(
            "收益分配",
            (
                "project", "division", "year", "batch", "income", "right_share", "household_share", "method", "weights",
                "total", "village_amount", "other_amount", "item", "counts", "decided", "note",
            ),
        ),
    ),
    facets=(
        Facet("result", ("income", "right_share", "household_share", "method", "total", "village_amount",
                         "other_amount")),
    ),
    shown_when={"weights": _by_factor},
)  # fmt: skip

DIVIDEND = Entity(
    name="dividend",
    label="分红明细",
    owner="household",
    fields=(
        Field("distribution", "收益分配", Kind.LINK, required=True),
        Field("project", "产业项目", Kind.LINK, required=True),
        Field("year", "计入年度", Kind.YEAR, required=True),
        Field("batch", "批次", Kind.TEXT),
        Field("basis", "分配依据", Kind.DECIMAL, least=0, help="股数、人数或因素分，随分配办法"),
        Field("amount", "分红金额", Kind.MONEY, unit="元", least=0, required=True),
        Field("paid", "发放日期", Kind.DATE),
        Field("signed", "是否签收", Kind.YES_NO),
        Field("note", "备注", Kind.TEXT),
    ),
    sections=(
        Section("分红明细", ("distribution", "project", "year", "batch", "basis", "amount", "paid", "signed", "note")),
    ),
    facets=(Facet("amount", ("basis", "amount")),),
)

ENTITIES: tuple[Entity, ...] = (PROJECT, SHARE, DISTRIBUTION, DIVIDEND)

BENEFITS: tuple[Benefit, ...] = (
    Benefit("dividend", "项目分红", detail=("project", "batch"), year="year", paid="paid", item="P01"),
)

CASE_TYPES: tuple[CaseType, ...] = (
    CaseType(
        "project",
        domain="industry",
        columns=("number", "name", "division", "year", "kind", "state", "progress", "investment", "operator"),
        title=("name", "year"),
        state="state",
        year="year",
        filters=("kind", "industry", "asset_class"),
        order="number",
    ),
    CaseType(
        "share",
        domain="industry",
        columns=("project.name", "person.name", "units", "value", "starts", "ends"),
        title=("project", "starts"),
        order="starts",
        descending=True,
    ),
    CaseType(
        "distribution",
        domain="industry",
        columns=("project.name", "year", "batch", "method", "income", "total", "village_amount", "other_amount"),
        title=("project", "year", "batch"),
        year="year",
        filters=("method",),
        order="year",
        descending=True,
    ),
    CaseType(
        "dividend",
        domain="industry",
        columns=("project.name", "year", "batch", "basis", "amount", "paid", "signed"),
        title=("project", "year", "batch"),
        year="year",
        filters=("signed",),
        order="year",
        descending=True,
    ),
)
