"""What the quality page asks of the archive: its lines, the ranking, the months, marks and workbooks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from models.rules import Finding, load_rule_book
from storage.archive import after_save
from storage.archive.archive import Archive
from storage.archive.exemptions import Exemption, exemptions, take_back, verify_finding
from storage.archive.finding_months import MonthCount, VillageRank, ranking, trend
from storage.archive.findings import StoredFinding, run_checks, stored_findings
from storage.archive.progress import Progress

MOST = 20_000


@dataclass(frozen=True, slots=True)
class Line:
    """A finding with the household's name, number, village and clerk, and the mark that covers it."""

    finding: Finding
    name: str
    number: str
    village: str
    clerk: str
    since: str
    mark: Exemption | None


@dataclass(frozen=True, slots=True)
class Found:
    """The lines of a place and the titles of its rules; `more` tells that not all are shown."""

    lines: list[Line]
    titles: dict[int, str]
    more: bool
    villages: list[VillageRank]
    names: dict[str, str]
    months: list[MonthCount]


def load_findings(archive: Archive, _progress: Progress, scope: str) -> Found:
    """Return the stored findings of a place, verified ones too; marks that ran out are open again."""
    after_save.wake_expired(archive)
    stored = stored_findings(archive, scope, limit=MOST + 1, verified=True)
    marks = {one.key: one for one in exemptions(archive, scope)}
    lines = [_line(archive, one, marks) for one in stored[:MOST]]
    book = load_rule_book(archive.resources / "rules.csv")
    villages = ranking(archive, scope)
    return Found(
        lines,
        {number: rule.title for number, rule in book.items()},
        len(stored) > MOST,
        villages,
        {one.division: archive.divisions.name(one.division) for one in villages},
        trend(archive, scope),
    )


def _line(archive: Archive, one: StoredFinding, marks: dict[str, Exemption]) -> Line:
    village = archive.divisions.name(one.division)
    return Line(one.finding, one.name, one.number, village, one.clerk, one.since, marks.get(one.exemption or ""))


def check_all(archive: Archive, progress: Progress, scope: str) -> Found:
    """Run the checks of a place anew and return what they found; job for the worker."""
    run_checks(archive, scope, progress)
    return load_findings(archive, progress, scope)


def mark(
    archive: Archive, progress: Progress, scope: str, finding: Finding, reason: str, evidence: str, expires: date
) -> Found:
    """Mark a finding as verified and true and return what is left; job for the worker."""
    verify_finding(archive, finding, reason, evidence, expires)
    return load_findings(archive, progress, scope)


def unmark(archive: Archive, progress: Progress, scope: str, key: str) -> Found:
    """Take a mark away and return what stands then; job for the worker."""
    take_back(archive, key)
    return load_findings(archive, progress, scope)


def export(archive: Archive, progress: Progress, scope: str, out: Path) -> int:
    """Write the workbook with one sheet for each rule; return how many lines. Job for the worker."""
    from storage.exchange.findings_out import write_by_rule

    return write_by_rule(archive, out, stored_findings(archive, scope, verified=True), progress).rows


def export_villages(archive: Archive, progress: Progress, scope: str, folder: Path) -> int:
    """Write one such workbook for each village; return how many workbooks. Job for the worker."""
    from storage.exchange.findings_out import write_by_village

    return len(write_by_village(archive, folder, stored_findings(archive, scope, verified=True), progress))
