"""What a person says the columns of a sheet mean: as JSON for the command line, remembered per heading set."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from models.catalogue import ENTITIES
from models.headings import HEADINGS, USUAL, Target, normalise, target_from_key, target_of
from storage.archive.archive import Archive
from storage.archive.sheet_memory import known_sheet, remember_sheet
from storage.exchange.problems import ExchangeProblem
from storage.exchange.sheet_layout import Column, Layout

JOINS: dict[str, str] = {
    "": "自动（人编号、证件号码、户编号加姓名，依次对）",
    "member.id_number": "只按证件号码",
    "member.person_number": "只按人编号",
    "household.number": "只按户编号和姓名",
}
"""By what a sheet's rows are told apart → how that is said."""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Columns by key (see `column_keys`) → what they mean, None = nothing: kept as it came.

    `heading_row` counts from 1; 0 = the sheet has no heading, its columns are called by their letters; None = the row
    that is found.
    """

    targets: dict[str, Target | None] = field(default_factory=dict[str, "Target | None"])
    join: str = ""
    heading_row: int | None = None


def column_keys(headings: Iterable[str]) -> list[str]:
    """Return a name for each column: the heading as it is compared, with “#2” … where it stands again."""
    seen: dict[str, int] = {}
    keys: list[str] = []
    for heading in headings:
        plain = normalise(heading)[0]
        seen[plain] = seen.get(plain, 0) + 1
        keys.append(plain if seen[plain] == 1 else f"{plain}#{seen[plain]}")
    return keys


def heading_set(headings: Iterable[str]) -> str:
    """Return the key of a set of headings: the same in whatever order the columns stand."""
    told = sorted(key for key in column_keys(headings) if key)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:32]


def applied(layout: Layout, mapping: ColumnMapping) -> Layout:
    """Return the layout with its columns meaning what the mapping says; columns it doesn't name stay as they are."""
    keys = column_keys(column.heading for column in layout.columns)
    columns = tuple(
        replace(column, target=mapping.targets[key]) if key in mapping.targets else column
        for column, key in zip(layout.columns, keys, strict=True)
    )
    return replace(layout, columns=columns, join=mapping.join)


def remember(archive: Archive, layout: Layout, title: str) -> None:
    """Remember what the columns of a layout mean for every sheet with these headings."""
    headings = [column.heading for column in layout.columns]
    targets = {
        key: column.target.key if column.target is not None else ""
        for key, column in zip(column_keys(headings), layout.columns, strict=True)
        if key
    }
    remember_sheet(archive, heading_set(headings), title, headings, targets, layout.join)


def remembered(archive: Archive, headings: Sequence[str]) -> ColumnMapping | None:
    """Return what is remembered of these headings, or None."""
    known = known_sheet(archive, heading_set(headings))
    if known is None:
        return None
    return ColumnMapping({key: target_from_key(text) for key, text in known.targets.items()}, known.join_by)


def mapping_from_file(path: Path) -> ColumnMapping:
    """Read a mapping: `{"heading_row": 3, "join": "…", "columns": {heading: field name, label or null}}`.

    ExchangeProblem where it can't be read, or names a field that there isn't.
    """
    try:
        told: Any = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise ExchangeProblem("mapping", f"列对应文件“{path.name}”读不了，没有导入。它应是 JSON 文件。") from error
    said: dict[str, Any] = cast("dict[str, Any]", told) if isinstance(told, dict) else {}
    if not isinstance(said.get("columns"), dict):
        raise ExchangeProblem("mapping", f"列对应文件“{path.name}”里没有 columns，没有导入。")
    join, row = said.get("join") or "", said.get("heading_row")
    if join not in JOINS or not (row is None or isinstance(row, int)):
        raise ExchangeProblem("mapping", f"列对应文件“{path.name}”的 join 或 heading_row 不对，没有导入。")
    return ColumnMapping(_targets(path, said["columns"]), join, row)


def _targets(path: Path, columns: Mapping[str, object]) -> dict[str, Target | None]:
    found: dict[str, Target | None] = {}
    for heading, said in columns.items():
        target = target_named(str(said)) if said else None
        if said and target is None:
            raise ExchangeProblem("mapping", f"列对应文件“{path.name}”里“{heading}”对应的“{said}”不认识，没有导入。")
        found[normalise(heading)[0]] = target
    return found


def target_named(text: str) -> Target | None:
    """Return the target called by a key, by “entity.field”, or by a label or known heading."""
    if text in HEADINGS:
        return Target("field", text)
    return target_from_key(text) or target_of(text)


def describe(target: Target) -> str:
    """Return a target as people read it: “成员 · 证件号码”."""
    if target.kind == "field":
        entity = ENTITIES[target.entity]
        text = f"{entity.label} · {entity.field(target.field).label}"
        return f"{text}（取反）" if target.inverse else text
    return text_of_other(target)


_PLACES = {"province": "省", "city": "市", "county": "县", "town": "乡镇", "village": "村"}
_SHEET = {"row": "序号", "date": "数据日期", "year": "年度"}


def text_of_other(target: Target) -> str:
    """Return what a target that is no field is called; income items and measures by code, their texts are in lists."""
    if target.kind == "place":
        return f"地名 · {_PLACES[target.name]}"
    if target.kind == "sheet":
        return f"本表 · {_SHEET[target.name]}"
    if target.kind == "sum":
        return "本表 · 合计（只核对）"
    return f"{'收入' if target.kind == 'income' else '帮扶措施'} · {target.name}"


def choosable(archive: Archive) -> list[tuple[Target, str]]:
    """Return every target that a column of an unknown sheet can be given, with its name, in the order of entry."""
    found = [Target("place", name) for name in _PLACES] + [Target("sheet", name) for name in ("year", "date", "row")]
    for entity in USUAL:
        found += [Target("field", f"{entity}.{one.name}") for one in ENTITIES[entity].fields if one.name != "uid"]
    named = [(target, describe(target)) for target in found]
    named += [(Target("income", entry.code), f"收入 · {entry.text}") for entry in archive.codes["income_item"].entries]
    named += [
        (Target("measure", entry.code), f"帮扶措施 · {entry.text}") for entry in archive.codes["measure_group"].entries
    ]
    return [pair for pair in named if target_from_key(pair[0].key) is not None]


def columns_of(row: Sequence[str], heading_row: int) -> tuple[Column, ...]:
    """Return the columns of a heading row without any meaning; without a heading they are called by their letters."""
    columns = tuple(Column(place, heading, None) for place, heading in enumerate(row))
    if heading_row:
        return columns
    return tuple(replace(column, heading=f"{column.letter} 列") for column in columns)
