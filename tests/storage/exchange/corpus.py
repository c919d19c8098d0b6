"""Nasty files of the kinds that lie on a clerk's desk, each with what must come of it.

Every case is made by its own function when the test runs. What comes of it: values of the plan's new people, rows or
cells refused with place and reason, notes, or one sentence for the whole file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.storage.exchange.sheets import COUNTY_NAME, TOWN_NAME, VILLAGES, household_number, id_number

HEAD = (
    "县", "乡", "行政村", "户编号", "人编号", "姓名", "证件号码", "与户主关系", "家庭成员联系电话", "务工时间（月）",
    "人均纯收入", "首次识别时间", "出生日期", "是否危房户", "自然村",
)  # fmt: skip
ID = id_number("19410115", 21)
ID2 = id_number("19430215", 22)


@dataclass(frozen=True)
class Case:
    """A file and what must come of it. `refused` holds (row, column heading, part of the value, part of the reason)."""

    name: str
    make: Callable[[Path], object]
    values: dict[str, Any] = field(default_factory=dict)
    people: int = 2
    refused: Sequence[tuple[int, str, str, str]] = ()
    notes: Sequence[str] = ()
    problem: str = ""
    says: Sequence[str] = ()


def person(place: int = 0, **told: Any) -> dict[str, Any]:
    """A row by heading: the head of household 1 (place 0), or the spouse (1)."""
    return {
        "县": COUNTY_NAME, "乡": TOWN_NAME, "行政村": VILLAGES[0], "户编号": household_number(1),
        "人编号": f"{household_number(1)}{place:02d}", "姓名": "赵一" if place == 0 else "钱二",
        "证件号码": ID if place == 0 else ID2, "与户主关系": "户主" if place == 0 else "配偶",
        "家庭成员联系电话": "13800001234", "务工时间（月）": "6", "人均纯收入": "4371", "首次识别时间": "201403",
        "出生日期": "19410115" if place == 0 else "19430215", "是否危房户": "否", "自然村": "一组",
    } | told  # fmt: skip


def grid(*people: dict[str, Any], titles: Sequence[str] = ()) -> list[list[Any]]:
    """Title rows, heading and rows; without people the usual two."""
    told = people or (person(0), person(1))
    return [[title] for title in titles] + [list(HEAD)] + [[row.get(name, "") for name in HEAD] for row in told]


GOOD: dict[str, Any] = {
    "household.number": household_number(1), "member.name": ["赵一", "钱二"], "member.id_number": [ID, ID2],
    "member.phone": ["13800001234"] * 2, "household.first_identified": "2014-03",
    "member.birth_date": ["1941-01-15", "1943-02-15"], "year.income_per_head": 437100, "household.hamlet": "一组",
}  # fmt: skip
"""What the usual two people become."""
