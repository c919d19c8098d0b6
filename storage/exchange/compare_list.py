"""Compares another office's list with the archive: read by recognition and mapping like an import, kept, given out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

from models.catalogue import ENTITIES
from models.comparison import Compared, Difference, Ours, Theirs, compare
from models.comparison_kinds import KINDS, ComparisonKind, Outcome
from models.fields import Value
from models.values import show
from storage.archive.archive import Archive
from storage.archive.comparisons import (
    COMPARABLE,
    ComparedLine,
    comparison,
    comparison_lines,
    drift,
    keep_comparison,
    people_to_compare,
)
from storage.archive.pinyin import ways_of
from storage.archive.progress import Progress, silent
from storage.exchange.cells import Coded
from storage.exchange.column_mapping import ColumnMapping
from storage.exchange.excel_out import TRAINING_BANNER, Written
from storage.exchange.excel_plan import find_division
from storage.exchange.problems import ExchangeProblem
from storage.exchange.sheet_layout import Layout
from storage.exchange.sheet_reading import Reading, SheetOrder, collector_at_rest, read_sources
from storage.exchange.sheet_rows import Shape, SheetRow, SheetRows
from storage.exchange.sheet_writer import CellValue, SheetColumn, write_sheets

_WHO = frozenset(
    {"member.name", "member.id_number", "member.person_number", "household.number", "household.head_name",
     "household.head_id_number", "household.division"}
)  # fmt: skip
MOST_TOLD = 8
"""Columns of the list's own that are told with a line."""


def compare_file(
    archive: Archive,
    path: Path,
    kind_key: str,
    *,
    sheet: str | None = None,
    mapping: ColumnMapping | None = None,
    scope: str = "",
    year: int | None = None,
    progress: Progress = silent,
) -> int:
    """Compare a list with our people and keep the result; return the comparison's number.

    ExchangeProblem where the file can't be read, is no known sheet, or names nobody; Cancelled where `progress` raises
    it. Nothing but the comparison itself is written.
    """
    kind = KINDS.get(kind_key)
    if kind is None:
        raise ExchangeProblem("kind", f"没有“{kind_key}”这种比对。可以用的有：{'、'.join(KINDS)}。")
    with collector_at_rest():
        reading = read_sources(archive, [SheetOrder(path, sheet, mapping)], year=year, progress=progress)
        if reading.kind not in ("people", "own"):
            raise ExchangeProblem("not_people", "这张表说的不是人和户，没有比对。")
        return _compare_reading(archive, reading, kind, scope, progress)


def _compare_reading(
    archive: Archive, reading: Reading, kind: ComparisonKind, scope: str, progress: Progress
) -> int:
    source, rows = reading.sources[0], reading.sheets[0]
    shape = rows.shape
    fields = _fields(kind, shape)
    compared = fields if kind.every_field else [key for key in fields if key in kind.compares]
    theirs = list(_theirs(archive, rows, compared))
    progress(0, 0, "读取档案")
    ours = people_to_compare(archive, fields, scope=scope, year=source.year, progress=progress)
    progress(0, 0, "逐人比对")
    ages = None
    if kind.ages is not None:
        ages = (_limit(archive, kind.ages[0], source.year), _limit(archive, kind.ages[1], source.year))
    done = compare(
        kind, ours, theirs, sounds_of=_sounds, look_alikes=look_alikes(archive.resources / "look_alikes.txt"),
        on=date(source.year, 9, 1), ages=ages,
    )  # fmt: skip
    progress(0, 0, "保存结果")
    return keep_comparison(
        archive, kind.key, (source.path.name, source.sheet), scope=scope, year=source.year,
        counts=(len(theirs), done.same, done.others), notes=_notes(reading, done),
        lines=_kept(archive, done.found, _order(reading.layouts[0])),
    )  # fmt: skip


def _notes(reading: Reading, done: Compared) -> list[str]:
    notes = list(reading.notes)
    if not done.matched:
        notes.append("没有一个人对上：请检查“证件号码”“姓名”两列对应得对不对，或表里是不是别处的人。")
    return notes


def _limit(archive: Archive, key: str, year: int) -> int:
    found = archive.thresholds.get(key, year, archive.office.division)
    if found is None:
        raise ExchangeProblem("threshold", f"{year}年没有设置“{key}”，没有比对。请在“设置”里补上。")
    return found


def _fields(kind: ComparisonKind, shape: Shape) -> list[str]:
    """Return the fields of ours to read: those that claim, and those that can be compared with a column."""
    keys = {claim.field for claim in kind.claims}
    columns = {target.name for _column, target in shape.columns if target.kind == "field"}
    wanted = columns if kind.every_field else columns & set(kind.compares)
    return sorted(keys | {key for key in wanted if key.split(".")[0] in COMPARABLE and key not in _WHO} | _names(kind))


def _names(kind: ComparisonKind) -> set[str]:
    return {"member.id_number"} if kind.every_field else set()


def _theirs(archive: Archive, rows: SheetRows, fields: Sequence[str]) -> Iterator[Theirs]:
    find = find_division(archive)
    by_entity: dict[str, list[str]] = {}
    for key in fields:
        if key not in _WHO:
            entity, name = key.split(".", 1)
            if rows.shape.has(entity, name):
                by_entity.setdefault(entity, []).append(name)
    places: dict[tuple[str, str, str], str] = {}
    for row in rows.rows:
        name = _text(row, "member", "name")
        number = _text(row, "member", "id_number")
        if not name and not number:
            name, number = _text(row, "household", "head_name"), _text(row, "household", "head_id_number")
        place = (row.place("county"), row.place("town"), row.place("village"))
        if place not in places:
            places[place] = find(*place) or ""
        values: dict[str, Value] = {}
        for entity, names in by_entity.items():
            found = row.values(entity)
            for one in names:
                value = found.get(one)
                values[f"{entity}.{one}"] = value.value if type(value) is Coded else value
        told = {column.heading: column.values[row.number] for column in rows.unknown if row.number in column.values}
        yield Theirs(
            row.number, name, number, _text(row, "member", "person_number"), _text(row, "household", "number"),
            places[place], values, told,
        )  # fmt: skip


def _text(row: SheetRow, entity: str, name: str) -> str:
    value = row.value(entity, name)
    return value if isinstance(value, str) else ""


def _sounds(name: str) -> set[str]:
    return {"".join(way) for way in ways_of(name)}


def look_alikes(path: Path) -> dict[str, str]:
    """Return character → the first of its group, from a file with one group a line."""
    found: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            found.update((character, line[0]) for character in line)
    return found


def _order(layout: Layout) -> dict[str, int]:
    """Return field → its column in the list: the order in which the other system asks for it."""
    order: dict[str, int] = {}
    for column in layout.columns:
        if column.target is not None:
            order.setdefault(column.target.name, column.place)
    return order


def _kept(archive: Archive, found: Iterable[Difference], order: dict[str, int]) -> Iterator[ComparedLine]:
    """Turn differences into lines; those of one person stand in the order of the list's columns."""
    listed = list(found)
    place = {outcome: at for at, outcome in enumerate(Outcome)}
    listed.sort(
        key=lambda one: (
            place[one.outcome], _division(one), one.theirs.row if one.theirs else 0,
            one.ours.person if one.ours else "", order.get(one.field, 0),
        )
    )  # fmt: skip
    for n, one in enumerate(listed, 1):
        yield _line(archive, n, one)


def _division(one: Difference) -> str:
    return one.ours.division if one.ours else one.theirs.division if one.theirs else ""


def _line(archive: Archive, n: int, one: Difference) -> ComparedLine:
    who = one.ours or Ours("", "")
    their = one.theirs or Theirs(0)
    mine = theirs = ""
    if one.field:
        entity, name = one.field.split(".", 1)
        field = ENTITIES[entity].field(name)
        mine, theirs = show(field, one.mine, archive.codes), show(field, one.other, archive.codes)
    told = "；".join(f"{heading} {text}" for heading, text in list(their.told.items())[:MOST_TOLD])
    return ComparedLine(
        0, n, one.outcome.value, their.row, who.household, who.person, _division(one), who.number or their.number,
        who.name, who.id_number, their.name, their.id_number, one.field, mine, theirs, one.reason, told,
    )  # fmt: skip


# giving out

_COLUMNS = (
    ("序号", "integer", 6), ("乡镇（街道）", "text", 14), ("行政村", "text", 14), ("户编号", "digits", 19),
    ("档案姓名", "text", 10), ("档案证件号码", "digits", 22), ("名单姓名", "text", 10), ("名单证件号码", "digits", 22),
    ("名单行", "integer", 8), ("项目", "text", 18), ("档案值", "text", 18), ("名单值", "text", 18),
    ("说明", "text", 50), ("名单其他内容", "text", 40), ("处理", "text", 10), ("处理人", "text", 10),
    ("处理说明", "text", 30),
)  # fmt: skip


def write_comparison(archive: Archive, number: int, out: Path) -> Written:
    """Write a comparison as a workbook: how it ended, what is to be typed in, each outcome, each village."""
    made = comparison(archive, number)
    if made is None:
        raise ExchangeProblem("comparison", f"没有编号为 {number} 的比对结果，没有写出。")
    kind = KINDS[made.kind]
    columns = [SheetColumn(title, style, width) for title, style, width in _COLUMNS]  # pyright: ignore[reportArgumentType]
    sheets: list[tuple[str, Sequence[SheetColumn], Iterable[Sequence[CellValue]]]] = [_summary(archive, number)]
    if kind.every_field:
        lines = [
            line for line in comparison_lines(archive, number, by_household=True)
            if line.outcome in (Outcome.MINE, Outcome.DIFFERS)
        ]  # fmt: skip
        sheets.append(("待录入清单", columns, _cells(archive, lines)))
    for outcome in made.counts:
        sheets.append((outcome, columns, _cells(archive, comparison_lines(archive, number, outcome=outcome))))
    villages = [
        (archive.divisions.name(division[:9]), archive.divisions.name(division), all_, left)
        for division, all_, left in drift(archive, number)
    ]
    heads = [SheetColumn("乡镇（街道）", "text", 16), SheetColumn("行政村", "text", 16),
             SheetColumn("差异", "integer", 10), SheetColumn("未处理", "integer", 10)]  # fmt: skip
    sheets.append(("各村", heads, villages))
    banner = TRAINING_BANNER if archive.office.training else ""
    rows = write_sheets(out, sheets, banner=banner)
    return Written(out, rows, sum(made.counts.values()))


def _summary(
    archive: Archive, number: int
) -> tuple[str, Sequence[SheetColumn], Iterable[Sequence[CellValue]]]:
    made = comparison(archive, number)
    assert made is not None
    kind = KINDS[made.kind]
    place = archive.divisions.path(made.scope) if made.scope else archive.office.name
    lines: list[Sequence[CellValue]] = [
        ("名单", f"{kind.title}：{made.file}"), ("范围", place), ("年度", str(made.year)),
        ("比对时间", datetime_text(made.at)), ("比对人", made.user), ("名单行数", f"{made.rows:,}"),
        ("一致", f"{made.same:,}"),
    ]  # fmt: skip
    lines += [
        (name, f"{count:,}（未处理 {made.open_counts[name]:,}）：{kind.say(Outcome(name))}")
        for name, count in made.counts.items()
    ]
    if made.others:
        lines.append(("不是本档案的人", f"{made.others:,}"))
    lines += [("说明", note) for note in made.notes]
    return "结果", [SheetColumn("项目", "text", 18), SheetColumn("内容", "text", 90)], lines


def datetime_text(at: str) -> str:
    """Return a UTC time as local day and minute."""
    return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")


def _cells(archive: Archive, lines: Iterable[ComparedLine]) -> Iterator[Sequence[CellValue]]:
    for place, line in enumerate(lines, 1):
        yield (
            place, archive.divisions.name(line.division[:9]), archive.divisions.name(line.division), line.number,
            line.name, line.id_number, line.their_name, line.their_id, line.row or None, field_text(line.field),
            line.mine, line.theirs, line.reason, line.told, "已处理" if line.handled else "", line.handled_by,
            line.note,
        )  # fmt: skip


def field_text(key: str) -> str:
    """Return the label of “entity.field”, “” for none."""
    if not key:
        return ""
    entity, name = key.split(".", 1)
    return ENTITIES[entity].field(name).label


