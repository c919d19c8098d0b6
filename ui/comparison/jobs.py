"""What the comparison page asks the archive worker to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from models.comparison_kinds import KINDS
from storage.archive.archive import Archive
from storage.archive.audit import note_disclosure
from storage.archive.comparisons import (
    ComparedLine,
    Comparison,
    comparison,
    comparison_lines,
    comparisons,
    drop_comparison,
    handle_lines,
)
from storage.archive.progress import Progress
from storage.exchange.column_mapping import ColumnMapping
from storage.exchange.compare_list import compare_file, write_comparison


@dataclass(frozen=True, slots=True)
class Order:
    """A list that is to be compared."""

    path: Path
    kind: str
    sheet: str | None = None
    mapping: ColumnMapping | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A comparison with its lines, and the names of their villages."""

    made: Comparison
    lines: list[ComparedLine]
    villages: dict[str, str]


def list_made(archive: Archive, _progress: Progress) -> list[Comparison]:
    """Return the comparisons that were made, the latest first."""
    return comparisons(archive)


def run(archive: Archive, progress: Progress, order: Order, scope: str) -> Shown | None:
    """Compare a list and return what is to be shown."""
    made = compare_file(
        archive, order.path, order.kind, sheet=order.sheet, mapping=order.mapping, scope=scope, progress=progress
    )
    return show(archive, progress, made)


def show(archive: Archive, _progress: Progress, number: int) -> Shown | None:
    """Return a comparison that was kept; None where it is gone. National exports come household by household."""
    made = comparison(archive, number)
    if made is None:
        return None
    lines = comparison_lines(archive, number, by_household=KINDS[made.kind].every_field)
    villages = {line.division: archive.divisions.name(line.division) for line in lines if line.division}
    return Shown(made, lines, villages)


def handle(
    archive: Archive, progress: Progress, number: int, lines: Sequence[int], note: str, handled: bool
) -> Shown | None:
    """Mark lines as handled, or as open again."""
    handle_lines(archive, number, lines, note, handled=handled)
    return show(archive, progress, number)


def export(archive: Archive, _progress: Progress, number: int, out: Path) -> int:
    """Write a comparison as a workbook; the trail tells of it. Returns how many lines."""
    archive.refuse_own_file(out)
    made = comparison(archive, number)
    if made is not None:
        note_disclosure(archive, f"导出比对结果“{KINDS[made.kind].title}”（完整号码）", made.scope or "全部")
    return write_comparison(archive, number, out).rows


def drop(archive: Archive, _progress: Progress, number: int) -> list[Comparison]:
    """Forget a comparison."""
    drop_comparison(archive, number)
    return comparisons(archive)
