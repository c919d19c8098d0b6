"""Helpers over a whole archive: load, hand-over in one step, households not visited, days of village teams."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.catalogue import ENTITIES
from models.helping import HandOver, not_visited, plan_hand_over
from models.keys import new_uid
from storage.archive.archive import Archive
from storage.archive.columns import RowReader
from storage.archive.problems import StorageProblem
from storage.archive.records import Change, RecordChange, change_of, write_batch

_ASSIGNMENT = RowReader(ENTITIES["assignment"], ("uid", "household"))
_NEEDS_HELP = "h.deleted = 0 AND coalesce(h.poverty_state, '') <> '9' AND coalesce(h.valid, 1) = 1"


@dataclass(frozen=True, slots=True)
class Load:
    """A helper and the households it answers for on a day."""

    helper: str
    name: str
    unit: str
    households: int


@dataclass(frozen=True, slots=True)
class NotVisited:
    """A household that was not visited for too long; `last` is "" and `days` None where it never was."""

    household: str
    number: str
    head: str
    village: str
    helpers: str
    last: str
    days: int | None


@dataclass(frozen=True, slots=True)
class TeamDays:
    """A member of a village team in one month; `present` None = not entered."""

    member: str
    name: str
    duty: str
    division: str
    present: int | None
    least: int


def helper_loads(archive: Archive, day: str) -> list[Load]:
    """Return every helper with its load on `day`, heaviest first; those without a household stand last."""
    query = """
        SELECT p.uid, coalesce(p.name, ''), coalesce(p.unit, ''), count(DISTINCT h.uid) AS load
        FROM helper p
        LEFT JOIN assignment a ON a.helper = p.uid AND a.deleted = 0 AND a.starts <= ?1
             AND (a.ends IS NULL OR a.ends >= ?1)
        LEFT JOIN household h ON h.uid = a.household AND h.deleted = 0
        WHERE p.deleted = 0 GROUP BY p.uid ORDER BY load DESC, p.unit, p.name, p.uid"""
    return [Load(*row) for row in archive.connection.execute(query, (day,))]


def plan_handing_over(
    archive: Archive, old: str, new: str, day: str, households: Iterable[str] | None = None
) -> HandOver:
    """Plan that helper `new` answers from `day` on for the households of `old`; nothing is written.

    StorageProblem where one of the two is no helper of the archive.
    """
    connection = archive.connection
    for uid in (old, new):
        if connection.execute("SELECT 1 FROM helper WHERE uid = ? AND deleted = 0", (uid,)).fetchone() is None:
            raise StorageProblem("not_found", "档案里没有这位帮扶责任人，没有改动。")
    query = f"""
        SELECT {_ASSIGNMENT.columns} FROM assignment
        WHERE deleted = 0 AND household IN (
            SELECT a.household FROM assignment a JOIN household h ON h.uid = a.household AND h.deleted = 0
            WHERE a.helper = ? AND a.deleted = 0)"""  # noqa: S608
    rows = [_ASSIGNMENT.record(row) for row in connection.execute(query, (old,))]
    return plan_hand_over(rows, old, new, day, households)


def hand_over(archive: Archive, plan: HandOver, *, reason: str) -> Change:
    """Carry out a plan as one batch, which one undo takes back; nothing is written where the plan has no step."""
    changes: list[RecordChange] = []
    for step in plan.steps:
        if not step.withdrawn:
            changes.append(RecordChange("assignment", step.ends, {"ends": step.last_day}, step.household))
        if step.begins:
            values = {"helper": plan.new, "starts": plan.day}
            changes.append(RecordChange("assignment", new_uid(), values, step.household))
    with write_batch(archive, "bulk", "", reason) as writing:
        for start in range(0, len(changes), 500):
            writing.apply(changes[start : start + 500])
        for step in plan.steps:
            if step.withdrawn:
                writing.mark_deleted("assignment", step.ends, True)
    return change_of(writing)


def households_not_visited(archive: Archive, day: str, days: int, scope: str = "") -> list[NotVisited]:
    """Return the households on the register not visited for more than `days` days before `day`, never visited first."""
    query = f"""
        SELECT h.uid, coalesce(h.number, h.local_number, ''), coalesce(h.head_name, ''), coalesce(h.division, ''),
               (SELECT max(v.date) FROM visit v WHERE v.household = h.uid AND v.deleted = 0 AND v.date <= ?1),
               (SELECT group_concat(p.name, '、') FROM assignment a JOIN helper p ON p.uid = a.helper
                WHERE a.household = h.uid AND a.deleted = 0 AND a.starts <= ?1 AND (a.ends IS NULL OR a.ends >= ?1))
        FROM household h WHERE {_NEEDS_HELP} AND coalesce(h.division, '') >= ?2 AND coalesce(h.division, '') < ?3"""  # noqa: S608
    rows = {row[0]: row for row in archive.connection.execute(query, (day, scope, f"{scope}:"))}
    found: list[NotVisited] = []
    for uid, since in not_visited({uid: row[4] for uid, row in rows.items()}, day, days):
        _uid, number, head, village, last, helpers = rows[uid]
        found.append(NotVisited(uid, number, head, village, helpers or "", last or "", since))
    return found


def team_days(archive: Archive, month: str, least: int, scope: str = "") -> list[TeamDays]:
    """Return the members of village teams on duty in `month` with fewer than `least` days present, or none entered."""
    query = """
        SELECT t.uid, coalesce(t.name, ''), coalesce(t.duty, ''), coalesce(t.division, ''), max(m.present)
        FROM team_member t LEFT JOIN team_month m ON m.team_member = t.uid AND m.month = ?1 AND m.deleted = 0
        WHERE t.deleted = 0 AND substr(t.starts, 1, 7) <= ?1 AND (t.ends IS NULL OR substr(t.ends, 1, 7) >= ?1)
          AND coalesce(t.division, '') >= ?2 AND coalesce(t.division, '') < ?3
        GROUP BY t.uid HAVING max(m.present) IS NULL OR max(m.present) < ?4
        ORDER BY max(m.present) IS NOT NULL, max(m.present), t.division, t.uid"""
    rows = archive.connection.execute(query, (month, scope, f"{scope}:", least))
    return [TeamDays(*row, least=least) for row in rows]
