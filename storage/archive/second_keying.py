"""二次录入核对: what a second person typed without seeing the first, kept as data: who, when, which value was taken."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from models.catalogue import ENTITIES
from models.fields import Field, Value
from models.key_fields import KeyField, same_value, shown
from models.keys import split_key
from models.values import ValueProblem, parse
from storage.archive.archive import Archive
from storage.archive.files import load_file
from storage.archive.history import field_history
from storage.archive.lists import ListQuery, list_ids, list_rows
from storage.archive.problems import known_problems
from storage.archive.records import Change, RecordChange, save

REASON = "二次录入核对"


class Result(StrEnum):
    """How the two values compare."""

    SAME = "same"
    DIFFERS = "differs"
    SKIPPED = "skipped"  # left empty the second time: not on the paper, not legible, or empty both times


@dataclass(frozen=True, slots=True)
class Compared:
    """One field typed twice; `taken` is "", "first" or "second" (what the person decided), `number` its row."""

    number: int
    at: str
    user: str
    household: str
    entity: str
    uid: str
    key: str
    label: str
    first: str
    second: str
    first_user: str
    result: Result
    taken: str


@dataclass(frozen=True, slots=True)
class Tally:
    """Fields compared and how many differed, for one person or one kind of field."""

    name: str
    compared: int
    differed: int

    @property
    def rate(self) -> float:
        """Return the share that differed, in per cent."""
        return 100 * self.differed / self.compared if self.compared else 0.0


@dataclass(frozen=True, slots=True)
class Statistics:
    """Totals, by who typed first, and by field; `open` are differences nobody has decided yet."""

    total: Tally
    first_typists: tuple[Tally, ...]
    fields: tuple[Tally, ...]
    households: int
    open: int


_COLUMNS = "n, at, user, household, entity, uid, key, label, first, second, first_user, result, taken"


def sample_households(archive: Archive, scope: str, how_many: int, seed: int | None = None) -> list[str]:
    """Return the uids of households of a division drawn at random, in the order of their numbers."""
    ids = list_ids(archive, ListQuery(scope=scope))
    drawn = random.Random(seed).sample(ids, min(how_many, len(ids)))
    return [row.uid for row in sorted(list_rows(archive, drawn), key=lambda row: row.number)]


def record_answers(
    archive: Archive, round_: str, household: str, answers: Iterable[tuple[KeyField, str]]
) -> list[Compared]:
    """Compare and keep what was typed for the key fields of a household; return all of it, differences and all."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    made: list[Compared] = []
    with known_problems():
        archive.connection.execute("BEGIN IMMEDIATE")
        try:
            for field, typed in answers:
                result = _compare(field, typed, archive)
                label = " · ".join(part for part in (field.owner, field.label) if part)
                texts = (shown(field, archive.codes), typed.strip(), _first_user(archive, field))
                what = (household, field.entity, field.uid, field.key, label)
                values = (round_, at, archive.user, *what, *texts, result.value)
                number = archive.connection.execute(
                    "INSERT INTO second_keying(round, at, user, household, entity, uid, key, label, first, second,"
                    " first_user, result) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    values,
                ).lastrowid
                made.append(Compared(number, *values[1:11], result, ""))
            archive.connection.execute("COMMIT")
        except BaseException:
            archive.connection.execute("ROLLBACK")
            raise
    return made


def _compare(field: KeyField, typed: str, archive: Archive) -> Result:
    if not typed.strip():
        return Result.SKIPPED
    return Result.SAME if same_value(field, typed, archive.codes) else Result.DIFFERS


def _first_user(archive: Archive, field: KeyField) -> str:
    lines = field_history(archive, field.uid, field.key)
    return lines[0].user if lines else ""


def differences(archive: Archive, *, undecided: bool = True, limit: int = 1000) -> list[Compared]:
    """Return fields that differed, newest first; by default those nobody has decided yet."""
    only = " AND taken = ''" if undecided else ""
    rows = archive.connection.execute(
        f"SELECT {_COLUMNS} FROM second_keying WHERE result = 'differs'{only} ORDER BY n DESC LIMIT ?",  # noqa: S608
        (limit,),
    )
    return [_compared(row) for row in rows]


def _compared(row: Sequence[Any]) -> Compared:
    number, at, user, household, entity, uid, key, label, first, second, first_user, result, taken = row
    return Compared(
        number, at, user, household, entity, uid, key, label, first, second, first_user, Result(result), taken
    )


def decide(archive: Archive, one: Compared, take: str) -> Change | None:
    """Keep the “first” value or write the “second” one; the decision is kept with who and when.

    ValueProblem where the second text can't be a value of the field; StorageProblem where the record is gone.
    """
    change = None
    if take == "second":
        change = save(archive, [_change(archive, one)], reason=REASON)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with known_problems():
        archive.connection.execute(
            "UPDATE second_keying SET taken = ?, taken_at = ?, taken_by = ? WHERE n = ?",
            (take, now, archive.user, one.number),
        )
    return change


def _change(archive: Archive, one: Compared) -> RecordChange:
    household = None if one.entity == "household" else one.household
    parts = split_key(one.key)
    if parts is None:
        return RecordChange(one.entity, one.uid, {one.key: _read(one, archive)}, household=household)
    amount = _read(one, archive)
    known = _income_of(archive, one, parts[1], parts[2])
    return RecordChange("year", one.uid, {one.key: {**known, "amount": amount}}, household=household)


def _read(one: Compared, archive: Archive) -> Value:
    return parse(_declared(one), one.second, archive.codes)


def _declared(one: Compared) -> Field:
    return ENTITIES["income"].field("amount") if split_key(one.key) else ENTITIES[one.entity].field(one.key)


def _income_of(archive: Archive, one: Compared, item: str, person: str) -> dict[str, Value]:
    file = load_file(archive, one.household)
    year = next((found for found in file.years.values() if found.uid == one.uid), None) if file else None
    for income in year.income if year else ():
        if income.item == item and (income.person or "") == person:
            return {"counts": income.counts, "note": income.note}
    raise ValueProblem("这一笔收入已不在档案里", "重新录入后再核对")


def statistics(archive: Archive, since: str = "") -> Statistics:
    """Return the figures since an ISO time (UTC), "" for all; fields skipped the second time don't count."""
    where = "WHERE result <> 'skipped' AND at >= ?"
    households, undecided = archive.connection.execute(
        "SELECT COUNT(DISTINCT household), COUNT(*) FILTER (WHERE result = 'differs' AND taken = '')"
        " FROM second_keying WHERE at >= ?",
        (since,),
    ).fetchone()

    def tallies(by: str) -> tuple[Tally, ...]:
        rows = archive.connection.execute(
            f"SELECT {by}, COUNT(*), COUNT(*) FILTER (WHERE result = 'differs') AS wrong"  # noqa: S608
            f" FROM second_keying {where} GROUP BY 1 ORDER BY wrong DESC, 2 DESC",
            (since,),
        )
        return tuple(Tally(*row) for row in rows)

    total = tallies("'合计'")
    return Statistics(
        total[0] if total else Tally("合计", 0, 0),
        tallies("first_user"),
        # “孔令田 · 证件号码” and “务工工资（2017）” are kinds 证件号码 and 务工工资
        _merged(tallies("label")),
        households,
        undecided,
    )


def _merged(tallies: Iterable[Tally]) -> tuple[Tally, ...]:
    found: dict[str, Tally] = {}
    for one in tallies:
        kind = one.name.rpartition(" · ")[2].partition("（")[0]
        known = found.get(kind, Tally(kind, 0, 0))
        found[kind] = Tally(kind, known.compared + one.compared, known.differed + one.differed)
    return tuple(sorted(found.values(), key=lambda one: (-one.differed, -one.compared)))
