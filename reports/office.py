"""Paper as the office of an archive wants it: its layouts, what its pages share, and the record of what was printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from models.household_file import HouseholdFile
from reports.card_context import CardContext
from reports.layouts import Layout, OfficeChange, change_from, changed, setting_key, shipped_layouts
from reports.print_run import PrintResult
from reports.problems import ReportProblem
from reports.sheets import PAPERS
from storage.archive.archive import Archive
from storage.archive.audit import note_disclosure
from storage.archive.files import CHUNK, iterate_files
from storage.archive.lists import ListQuery, list_ids, list_rows

_PART = 500

OFFICE_PHONE = "office_phone"
"""Settings key of the telephone number at the foot of every page."""


def office_layouts(archive: Archive) -> dict[str, Layout]:
    """Return all layouts by name, with the office's own titles, paper, masking and wording.

    A stored change that can't be used any more leaves the layout as it is shipped.
    """
    found: dict[str, Layout] = {}
    for name, layout in shipped_layouts(archive.resources).items():
        try:
            found[name] = changed(layout, change_from(archive.settings.get(setting_key(name))))
        except ReportProblem:
            found[name] = layout
    return found


def keep_change(archive: Archive, name: str, change: OfficeChange) -> Layout:
    """Store what the office changes of a layout and return the layout so; an empty change gives the shipped one back.

    KeyError where there is no such layout, ReportProblem where a text can't be printed so: nothing is stored then.
    """
    made = changed(shipped_layouts(archive.resources)[name], change)
    archive.settings.set(setting_key(name), change.as_setting())
    return made


def print_context(archive: Archive) -> CardContext:
    """Return what all pages of this office share; the layout adds its own titles and wording."""
    settings = archive.settings
    return CardContext(
        codes=archive.codes,
        year=settings.year,
        as_of=settings.as_of,
        division_path=archive.divisions.path,
        title="",
        office=archive.office.name,
        phone=str(settings.get(OFFICE_PHONE, "")),
        training=archive.office.training,
        printed_on=date.today(),
        fonts=archive.resources / "fonts",
    )


class OrderedFiles:
    """Households streamed from the archive in the order given, whose number is known, so that progress has an end."""

    def __init__(self, archive: Archive, uids: Sequence[str]) -> None:
        """Keep which households are wanted, and in which order."""
        self._archive = archive
        self._uids = uids

    def __len__(self) -> int:
        """Return how many are wanted; some may be gone meanwhile."""
        return len(self._uids)

    def __iter__(self) -> Iterator[HouseholdFile]:
        """Yield them; they are read in parts, because the archive gives them back sorted by uid."""
        for start in range(0, len(self._uids), CHUNK):
            part = self._uids[start : start + CHUNK]
            found = {file.uid: file for file in iterate_files(self._archive, uids=part)}
            yield from (found[uid] for uid in part if uid in found)


def uids_in_print_order(archive: Archive, scope: str = "") -> list[str]:
    """Return the households of a division as they lie in the cupboard: by village, then by number."""
    ids = list_ids(archive, ListQuery(scope=scope))
    rows = [row for start in range(0, len(ids), _PART) for row in list_rows(archive, ids[start : start + _PART])]
    return [row.uid for row in sorted(rows, key=lambda row: (row.division, row.number, row.id))]


def note_full_numbers(archive: Archive, layout: Layout, scope: str) -> None:
    """Write down that whole numbers are about to leave the archive on paper."""
    note_disclosure(archive, f"{layout.label}（完整号码）", scope or "全部")


def note_print(archive: Archive, layout: Layout, way: str, scope: str, figures: str) -> None:
    """Write down what was printed: layout, way (打印机, PDF) and how much; a read-only archive keeps no such record."""
    if not archive.read_only:
        note_disclosure(archive, f"{way}：{layout.label}", f"{scope or '全部'}，{figures}")


def figures_of(result: PrintResult) -> str:
    """Return households and pages in words."""
    return f"{result.households:,} 户 {result.pages:,} 页"


def with_paper(layout: Layout, paper: str | None) -> Layout:
    """Return the layout on another paper, for one run; ValueError where there is no such paper."""
    if paper is None:
        return layout
    for known in PAPERS:
        if known == paper:
            return replace(layout, paper=known)
    raise ValueError(paper)
