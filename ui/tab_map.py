"""Which tab of the household page holds which place, without Qt."""

from __future__ import annotations

from models.cases import CASE_TYPES
from models.catalogue import ENTITIES
from models.fields import Section
from ui.edits import Place
from ui.member_columns import COLUMNS

TABS: tuple[tuple[str, str], ...] = (
    ("basic", "基本与成员"),
    ("standing", "识别与搬迁"),
    ("income", "收入支出"),
    ("living", "住房饮水"),
    ("people", "教育医疗务工"),
    ("parts", "帮扶"),
    ("cases", "业务档案"),
    ("photos", "照片附件"),
    ("history", "变更痕迹"),
)
"""Name and title of the tabs, in order."""

_HOUSEHOLD = ENTITIES["household"].sections
_YEAR = ENTITIES["year"].sections
STANDING: tuple[Section, ...] = _HOUSEHOLD[1:]
LIVING: tuple[Section, ...] = tuple(section for section in _YEAR if "wage_income" not in section.names)
_IN_GRID = frozenset(column.field for column in COLUMNS if not column.computed)


def tab_of(place: Place) -> str:
    """Return the name of the tab that holds a place."""
    if place.entity == "household":
        return "basic" if place.field in _HOUSEHOLD[0].names else "standing"
    if place.entity == "year":
        return "living" if any(place.field in section.names for section in LIVING) else "income"
    if place.entity in ("member", "member_year"):
        return "basic" if place.field in _IN_GRID else "people"
    if place.entity in CASE_TYPES:
        return "cases"
    return {"income": "income", "attachment": "photos"}.get(place.entity, "parts")
