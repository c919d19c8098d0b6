"""The plan of an import: sheets that were read, whom they are about, and what would happen. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from models.household_file import HouseholdFile
from storage.archive.archive import Archive
from storage.archive.files import iterate_files
from storage.archive.matching import hand_typed_since
from storage.archive.progress import Progress, silent
from storage.exchange import helper_plan, own_plan, person_plan, village_plan
from storage.exchange.column_mapping import ColumnMapping
from storage.exchange.household_diff import HouseholdDiff
from storage.exchange.households import FindVillage, Gathered, gather
from storage.exchange.plan_parts import (
    BLANKS,
    CHANGE,
    CHANGED,
    CLEAR,
    CONFLICT,
    KEPT,
    NEW,
    POLICIES,
    HouseholdPlan,
    ImportPlan,
    RecordPlan,
    person_in,
)
from storage.exchange.record_diff import Rules
from storage.exchange.resolve import PeopleCheck, Resolved, resolve
from storage.exchange.sheet_reading import Reading, SheetOrder, collector_at_rest, read_sources
from storage.exchange.sheet_rows import SheetRows

_PER_PERSON_FORMS = frozenset({"SD-INCOME", ""})


def plan_import(
    archive: Archive,
    path: Path | Sequence[Path],
    *,
    sheet: str | None = None,
    all_sheets: bool = False,
    policy: str = "update",
    blank: str = "keep",
    year: int | None = None,
    mapping: ColumnMapping | None = None,
    decisions: Mapping[int, str] | None = None,
    progress: Progress = silent,
) -> ImportPlan:
    """Return what importing a workbook or CSV file, or several about the same people, would do.

    `sheet` names the sheet to read (of each file), `all_sheets` takes every visible one that is recognised. `policy` is
    update, fill (only blanks) or add (only new records), `blank` keep or clear; `year` overrides the year that a sheet
    speaks of; `mapping` says what its columns mean; `decisions` what suspects are (row → `AS_SAME`, `AS_NEW`).
    ExchangeProblem where a file can't be read or is no known sheet; Cancelled where `progress` raises it.
    """
    paths = [Path(path)] if isinstance(path, (str, Path)) else [Path(one) for one in path]
    orders = [SheetOrder(one, sheet, mapping, all_sheets=all_sheets) for one in paths]
    with collector_at_rest():
        reading = read_sources(archive, orders, year=year, progress=progress)
        return plan_of(archive, reading, policy=policy, blank=blank, decisions=decisions, progress=progress)


def plan_of(
    archive: Archive,
    reading: Reading,
    *,
    policy: str = "update",
    blank: str = "keep",
    decisions: Mapping[int, str] | None = None,
    progress: Progress = silent,
) -> ImportPlan:
    """Return what importing sheets that were read would do; they may be planned again under another policy."""
    if policy not in POLICIES or blank not in BLANKS:
        raise ValueError(f"policy {policy!r}, blank {blank!r}")
    rules = Rules(policy, blank)
    plan = ImportPlan(list(reading.sources), policy, blank, notes=list(reading.notes), codes=list(reading.codes))
    progress(0, 0, "匹配户和人")
    with collector_at_rest():
        if reading.kind == "helper":
            helper_plan.fill(archive, plan, reading.sheets[0], rules)
            _judge(plan)
        elif reading.kind == "village":
            village_plan.fill(archive, plan, reading.sheets[0], rules)
        elif reading.kind in person_plan.PERSON_FORMS:
            person_plan.fill(archive, plan, reading.kind, reading.sheets[0], rules)
            _settle(archive, plan)
        elif reading.kind == "own":
            left = own_plan.fill(archive, plan, reading.layouts[0], reading.sheets[0], rules, progress)
            if left is not None:
                _plan_people(archive, plan, [left], decisions or {}, progress)
            _settle(archive, plan)
        else:
            _plan_people(archive, plan, reading.sheets, decisions or {}, progress)
            _settle(archive, plan)
    return plan


def _plan_people(
    archive: Archive, plan: ImportPlan, sheets: Sequence[SheetRows], decisions: Mapping[int, str], progress: Progress
) -> None:
    gathered = gather(sheets, find_division(archive), plan.where)
    for source, sheet in zip(plan.sources, sheets, strict=True):
        sheet.shape.income_of_people = source.form in _PER_PERSON_FORMS and gathered.speaks_of_people
    _compare(archive, plan, gathered, decisions, progress)
    _finish(plan, gathered, sheets)


def find_division(archive: Archive) -> FindVillage:
    """Return the function that finds a row's division: its village, or the township where no village is named."""
    divisions, own = archive.divisions, archive.office.division

    def find(county: str, town: str, village: str) -> str | None:
        if village:
            return divisions.find_village(county, town, village, own)
        if town:
            return divisions.find_town(county, town, own)
        return ""

    return find


def _compare(
    archive: Archive, plan: ImportPlan, gathered: Gathered, decisions: Mapping[int, str], progress: Progress
) -> None:
    diff = HouseholdDiff(Rules(plan.policy, plan.blank), plan.where)
    check = PeopleCheck(archive, gathered.refusals)
    resolution = resolve(archive, gathered, decisions)
    plan.suspects = resolution.suspects
    plan.waiting_households = resolution.waiting_households
    plan.waiting_people = resolution.waiting_people
    total = len(resolution.households)
    for done, (one, file) in enumerate(_with_files(archive, resolution.households)):
        if done % 200 == 0:
            progress(done, total, "比对档案")
        if check.settle(one, file):
            plan.households.append(diff.plan(one.household, file))
        else:
            plan.refused_households += 1
    plan.households.sort(key=lambda household: household.rows[0])


def _with_files(archive: Archive, resolved: Iterable[Resolved]) -> Iterator[tuple[Resolved, HouseholdFile | None]]:
    known: dict[str, Resolved] = {}
    for one in resolved:
        if one.household.new:
            yield one, None
        else:
            known[one.household.uid] = one
    for file in iterate_files(archive, uids=list(known)):
        yield known.pop(file.uid), file


def _settle(archive: Archive, plan: ImportPlan) -> None:
    mark_conflicts(archive, plan.made, plan.households)
    _judge(plan)


def _judge(plan: ImportPlan) -> None:
    for household in plan.households:
        give_verdicts(household)


def _finish(plan: ImportPlan, gathered: Gathered, sheets: Sequence[SheetRows]) -> None:
    plan.refused += gathered.refusals.found
    plan.speaks_of_people = gathered.speaks_of_people
    plan.refused_households += _wholly_refused(gathered, sheets)
    if gathered.skipped:
        listed = "、".join(map(plan.where, gathered.skipped[:5])) + ("等" if len(gathered.skipped) > 5 else "")
        plan.notes.append(f"{listed}没有户编号、姓名和证件号码（合计或说明行），跳过 {len(gathered.skipped)} 行。")


def _wholly_refused(gathered: Gathered, sheets: Sequence[SheetRows]) -> int:
    """Count household numbers whose every row was refused before households were compared."""
    present = {one.number for one in gathered.households if one.number}
    gone: set[str] = set()
    for sheet in sheets:
        for row in sheet.rows:
            if row.number in gathered.refusals.rows:
                number = row.value("household", "number")
                if number and number not in present:
                    gone.add(number)
    return len(gone)


def mark_conflicts(archive: Archive, made: str, households: Iterable[HouseholdPlan]) -> None:
    """Turn changes of values that a person typed since the sheet was made into conflicts, which wait."""
    listed = list(households)
    uids = [
        record.uid
        for household in listed
        for record in household.records
        if any(line.verdict in (CHANGE, CLEAR) for line in record.lines)
    ]
    typed = hand_typed_since(archive, uids, _utc(made)) if uids else {}
    if not typed:
        return
    for household in listed:
        for record in household.records:
            for line in record.lines:
                at = typed.get((record.uid, line.key))
                if at is not None and line.verdict in (CHANGE, CLEAR):
                    line.verdict, line.take = CONFLICT, False
                    line.why = f"档案里的值是 {_local_day(at)} 手工录入的，晚于这张表"


def _utc(made: str) -> str:
    """Return a local day or time as UTC, in the form of the change log."""
    return datetime.fromisoformat(made).astimezone(UTC).isoformat(timespec="milliseconds")


def _local_day(at: str) -> str:
    return datetime.fromisoformat(at).astimezone().date().isoformat()


def give_verdicts(household: HouseholdPlan) -> None:
    """Set the verdicts of a household and its people from their records' lines."""
    worst: dict[str, str] = {}
    for record in household.records:
        if record.new and household.verdict != NEW:
            _note(worst, "", CHANGED)
        _note_record(worst, record, household.verdict == NEW)
    for person in household.people:
        if person.verdict != NEW:
            person.verdict = worst.get(person.uid, person.verdict)
    if CONFLICT in worst.values():
        household.verdict = CONFLICT
    elif household.verdict != NEW and worst:
        household.verdict = CHANGED


def _note_record(worst: dict[str, str], record: RecordPlan, in_new_household: bool) -> None:
    for line in record.lines:
        if line.verdict != KEPT:
            verdict = CONFLICT if line.verdict == CONFLICT else CHANGED
            _note(worst, record.person or person_in(line.key), verdict)
    if record.new and not record.person and not in_new_household:
        for key in record.values:
            person = person_in(key)
            if person:
                _note(worst, person, CHANGED)


def _note(worst: dict[str, str], who: str, verdict: str) -> None:
    if worst.get(who) != CONFLICT:
        worst[who] = verdict
