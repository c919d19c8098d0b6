"""What lists of households show and filter by: the list's own figures, and every field of the catalogue.

A field is named by its source and its name: `row:people` (computed per household), `household:phone`, `year:house_area`
(the working year), `head:id_number` (the head's own record), `member:ethnicity` (any member), `visit:date` (any visit).
"""

from __future__ import annotations

from models.catalogue import ENTITIES, HOUSEHOLD_PARTS
from models.fields import Field, Kind

ROW_FIELDS: tuple[Field, ...] = (
    Field("number", "户编号", Kind.NUMBER_TEXT),
    Field("head_name", "户主", Kind.NAME),
    Field("village", "村", Kind.TEXT),
    Field("people", "在册人口", Kind.INTEGER, unit="人", least=0),
    Field("head_count", "家庭人口数", Kind.INTEGER, unit="人", least=0),
    Field("household_type", "户类型", Kind.CODE, codes="household_type"),
    Field("main_cause", "主要致贫原因", Kind.CODE, codes="cause"),
    Field("poverty_state", "脱贫状态", Kind.CODE, codes="poverty_state"),
    Field("income_per_head", "人均纯收入", Kind.MONEY, unit="元"),
    Field("completeness", "完整度", Kind.INTEGER, unit="%", least=0, most=100),
    Field("errors", "错误", Kind.INTEGER, unit="处", least=0),
    Field("warnings", "提醒", Kind.INTEGER, unit="处", least=0),
    Field("updated", "最后改动", Kind.DATE),
)
"""Figures that are kept ready for every household; sorting and filtering by them is instant."""

AGE = Field("age", "年龄", Kind.INTEGER, unit="岁", least=0, most=130)
"""Counted from the birth date; can be asked for, but not shown as a column."""

SOURCES: dict[str, str] = {
    "row": "常用",
    "household": "户",
    "year": "年度情况",
    "head": "户主",
    "member": "任一成员",
    "member_year": "任一成员的年度情况",
    **{name: f"任一{ENTITIES[name].label}" for name in HOUSEHOLD_PARTS},
}
"""Where a field comes from → how that is said."""

FIRST_COLUMNS = (
    "row:number", "row:head_name", "row:village", "row:people", "row:household_type", "row:main_cause",
    "row:poverty_state", "row:income_per_head", "row:completeness", "row:errors", "row:updated",
)  # fmt: skip
"""The columns of a list nobody has arranged yet."""

COLUMN_SOURCES = ("row", "household", "year", "head")
"""Sources with one value per household: only these can be columns."""


def fields_of(source: str) -> tuple[Field, ...]:
    """Return the fields of a source; KeyError for an unknown one."""
    if source == "row":
        return ROW_FIELDS
    entity = ENTITIES["member" if source == "head" else source]
    fields = tuple(field for field in entity.fields if field.kind is not Kind.LINK)
    return (*fields, AGE) if source in ("head", "member") else fields


def list_field(key: str) -> Field:
    """Return the field behind `source:name`; KeyError for an unknown one."""
    source, _colon, name = key.partition(":")
    if source not in SOURCES:
        raise KeyError(key)
    for field in fields_of(source):
        if field.name == name:
            return field
    raise KeyError(key)


def is_known(key: str) -> bool:
    """Tell whether this program knows a field: a saved view may be of a newer one."""
    try:
        list_field(key)
    except KeyError:
        return False
    return True


def can_be_column(key: str) -> bool:
    """Tell whether a field has one value per household that can stand in a column."""
    source, _colon, name = key.partition(":")
    return source in COLUMN_SOURCES and name != AGE.name and is_known(key)


def title_of(key: str) -> str:
    """Return what a field is called where its source must be told: 户主 · 联系电话."""
    source = key.partition(":")[0]
    label = list_field(key).label
    return label if source in ("row", "household", "year") else f"{SOURCES[source]} · {label}"
