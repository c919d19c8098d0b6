"""Findings verified as true (已核实属实, the 豁免清单): with reason, evidence, person and expiry; they travel in packs.

An exemption stands for one finding: place and value. When the value changes, or what else the sentence tells of the
record, or when the day of expiry has passed, the finding is back.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

import orjson

from models.rules import Finding
from storage.archive.archive import Archive
from storage.archive.problems import StorageProblem
from storage.archive.sqlite import Connection
from storage.archive.transaction import transaction

_PASSING = re.compile(r"[0-9]+ 岁|[0-9]{4}-[0-9]{2}(-[0-9]{2})?|[0-9]{4}年|[0-9]+ 个月")
"""What changes in a sentence by time alone: ages, days, years, months that have passed."""

MOST_TEXT = 500


@dataclass(frozen=True, slots=True)
class Exemption:
    """One verified finding. Days are ISO, `expires` is the last day it holds, `at` the day it was marked.

    `version` and `desk` decide between two offices that marked the same finding: the higher version, then the desk.
    """

    key: str
    household: str
    village: str
    rule: int
    entity: str
    person: str | None
    field: str
    value: str
    basis: str
    sentence: str
    reason: str
    evidence: str
    user: str
    at: str
    expires: str
    version: int
    desk: str
    taken_back: bool = False


_NAMES = tuple(field.name for field in fields(Exemption))
_COLUMNS = ", ".join(_NAMES)
_WRITE = f"INSERT OR REPLACE INTO exemption({_COLUMNS}) VALUES ({', '.join('?' * len(_NAMES))})"  # noqa: S608


class Exempt:
    """The exemptions in force of one household or village."""

    def __init__(self, listed: dict[str, str]) -> None:
        """Keep key → basis."""
        self._listed = listed

    def covering(self, finding: Finding) -> str | None:
        """Return the key of the exemption that covers the finding, or None."""
        key = key_of(finding)
        return key if self._listed.get(key) == basis_of(finding) else None


def key_of(finding: Finding) -> str:
    """Return the name of the place a finding is about: the same at every office."""
    told = (finding.household, finding.village, finding.rule, finding.entity, finding.person or "", finding.field)
    return hashlib.sha256("\0".join(map(str, told)).encode()).hexdigest()[:32]


def basis_of(finding: Finding) -> str:
    """Return what was verified: the value and the sentence without what time alone changes."""
    told = f"{finding.value}\0{_PASSING.sub('', finding.sentence)}"
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def exempt_of(connection: Connection, column: str, uids: Sequence[str], today: str) -> dict[str, Exempt]:
    """Return the exemptions in force of these households or villages."""
    marks = ",".join("?" * len(uids))
    query = (
        f"SELECT {column}, key, basis FROM exemption WHERE {column} IN ({marks}) "  # noqa: S608
        "AND taken_back = 0 AND expires >= ?"
    )
    found: dict[str, dict[str, str]] = {}
    for uid, key, basis in connection.execute(query, (*uids, today)):
        found.setdefault(uid, {})[key] = basis
    return {uid: Exempt(listed) for uid, listed in found.items()}


def verify_finding(archive: Archive, finding: Finding, reason: str, evidence: str, expires: date) -> Exemption:
    """Mark a finding as verified and true until a day (included); its household is quiet about it from now on.

    StorageProblem without a reason or evidence, or where the day has passed.
    """
    reason, evidence = reason.strip(), evidence.strip()
    if not reason or not evidence:
        raise StorageProblem("no_reason", "没有标记：要写明原因和依据（看了什么材料、问了谁）。")
    if max(len(reason), len(evidence)) > MOST_TEXT:
        raise StorageProblem("too_long", f"没有标记：原因和依据各不超过 {MOST_TEXT} 字。")
    today = archive.settings.today
    if expires < today:
        raise StorageProblem("expired", f"没有标记：到期日 {expires} 已经过去，请填今天或以后的日子。")
    key = key_of(finding)
    with transaction(archive) as connection:
        row = connection.execute("SELECT version FROM exemption WHERE key = ?", (key,)).fetchone()
        made = Exemption(
            key, finding.household, finding.village, finding.rule, finding.entity, finding.person, finding.field,
            finding.value, basis_of(finding), finding.sentence, reason, evidence, archive.user, today.isoformat(),
            expires.isoformat(), 1 + (row[0] if row else 0), archive.office.desk,
        )  # fmt: skip
        _write(connection, [made])
        _recheck(archive, [made])
    return made


def take_back(archive: Archive, key: str) -> None:
    """Take a mark away: the finding is open again, here and, by the next pack, elsewhere."""
    with transaction(archive) as connection:
        found = _one(connection, key)
        if found is None:
            return
        gone = replace(
            found, taken_back=True, version=found.version + 1, desk=archive.office.desk, user=archive.user,
            at=archive.settings.today.isoformat(),
        )  # fmt: skip
        _write(connection, [gone])
        _recheck(archive, [gone])


def exemptions(archive: Archive, scope: str = "") -> list[Exemption]:
    """Return the marks of a division prefix that weren't taken back, expired ones too; the first to end in front."""
    rows = archive.connection.execute(
        f"SELECT {_columns('e')} FROM exemption e LEFT JOIN household_row r ON r.uid = e.household "  # noqa: S608
        "WHERE e.taken_back = 0 AND coalesce(r.division, e.village) >= ? AND coalesce(r.division, e.village) < ? "
        "ORDER BY e.expires, e.rule, e.key",
        (scope, scope + ":"),
    )
    return [_read(row) for row in rows]


def expired_places(archive: Archive, since: str) -> tuple[list[str], list[str]]:
    """Return the households and villages whose marks ran out since the day `since` (it included)."""
    rows = archive.connection.execute(
        "SELECT DISTINCT household, village FROM exemption WHERE taken_back = 0 AND expires >= ? AND expires < ?",
        (since, archive.settings.today.isoformat()),
    ).fetchall()
    return [row[0] for row in rows if row[0]], [row[1] for row in rows if row[1]]


# --- in packs: one line for each mark


def exemption_lines(archive: Archive, scope: str, households: Iterable[str] | None = None) -> Iterator[bytes]:
    """Yield the marks of a division prefix as JSON lines, those taken back too; `households` None means all of it."""
    wanted = None if households is None else set(households)
    rows = archive.connection.execute(
        f"SELECT {_columns('e')} FROM exemption e LEFT JOIN household_row r ON r.uid = e.household "  # noqa: S608
        "WHERE coalesce(r.division, e.village) >= ? AND coalesce(r.division, e.village) < ? ORDER BY e.key",
        (scope, scope + ":"),
    )
    for row in rows:
        one = _read(row)
        if wanted is None or not one.household or one.household in wanted:
            yield orjson.dumps(asdict(one))


def read_exemption(line: bytes) -> Exemption:
    """Read one line; ValueError or TypeError where it isn't one."""
    told: Any = orjson.loads(line)
    made = Exemption(**told)
    for field in fields(Exemption):
        value: Any = getattr(made, field.name)
        expected = {"rule": int, "version": int, "taken_back": bool}.get(field.name, str)
        if value.__class__ is not expected and not (field.name == "person" and value is None):
            raise ValueError(field.name)
        if isinstance(value, str) and len(value) > 4 * MOST_TEXT:
            raise ValueError(field.name)
    date.fromisoformat(made.expires)
    if not 1 <= made.version <= 1 << 48 or not re.fullmatch(r"[0-9a-f]{32}", made.key):
        raise ValueError("version")
    return made


def take_exemptions(archive: Archive, came: Iterable[Exemption], within: str = "") -> int:
    """Take in marks of other offices; the higher version wins, then the desk. Returns how many were newer.

    Marks of households and villages that don't lie under the division `within` are passed over: an office speaks for
    its own.
    """
    with transaction(archive) as connection:
        newer: dict[str, Exemption] = {}
        for one in came:
            if not _place_of(connection, one).startswith(within):
                continue
            held = newer.get(one.key) or _one(connection, one.key)
            if held is None or (one.version, one.desk) > (held.version, held.desk):
                newer[one.key] = one
        _write(connection, newer.values())
        _recheck(archive, newer.values())
    return len(newer)


def _recheck(archive: Archive, changed: Iterable[Exemption]) -> None:
    from storage.archive import after_save  # it writes findings by these marks

    listed = list(changed)
    households = list(dict.fromkeys(one.household for one in listed if one.household))
    villages = list(dict.fromkeys(one.village for one in listed if one.village))
    after_save.recheck(archive, households, villages)


def _write(connection: Connection, listed: Iterable[Exemption]) -> None:
    connection.executemany(_WRITE, [tuple(getattr(one, name) for name in _NAMES) for one in listed])


def _place_of(connection: Connection, one: Exemption) -> str:
    if one.village:
        return one.village
    row = connection.execute("SELECT division FROM household WHERE uid = ?", (one.household,)).fetchone()
    return (row[0] if row else None) or ""


def _one(connection: Connection, key: str) -> Exemption | None:
    row = connection.execute(f"SELECT {_COLUMNS} FROM exemption WHERE key = ?", (key,)).fetchone()  # noqa: S608
    return _read(row) if row else None


def _read(row: tuple[Any, ...]) -> Exemption:
    told: dict[str, Any] = dict(zip(_NAMES, row, strict=True))
    told["taken_back"] = bool(told["taken_back"])
    return Exemption(**told)


def _columns(table: str) -> str:
    return ", ".join(f"{table}.{name}" for name in _NAMES)
