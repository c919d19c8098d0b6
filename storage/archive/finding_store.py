"""The stored findings: what differs is written, what is gone is kept as fixed, what was verified is marked so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.rules import Finding
from storage.archive.exemptions import Exempt, exempt_of
from storage.archive.sqlite import Connection

_TOLD = ("household", "village", "rule", "level", "entity", "person", "field", "value", "sentence", "remedy")
_COLUMNS = (*_TOLD, "since", "exemption")
_STORED = f"SELECT {', '.join(_COLUMNS)} FROM finding WHERE {{}} IN "  # noqa: S608
_INSERT = f"INSERT INTO finding({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608
_FIXED = (
    "INSERT INTO finding_fixed(household, village, rule, level, entity, person, field, value, sentence, since, fixed, "
    "user) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
HOUSEHOLD, VILLAGE = "household", "village"

_Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes findings, and when: `today` is an ISO day."""

    connection: Connection
    user: str
    today: str


def write(by: Writer, column: str, uids: Sequence[str], found: Mapping[str, list[Finding]]) -> dict[str, list[Finding]]:
    """Store the findings of these households or villages, and return those that are open (not verified as true).

    `column` is `HOUSEHOLD` or `VILLAGE`. A finding that stood before keeps the day it was first seen.
    """
    stored = _stored(by.connection, column, uids)
    exempt = exempt_of(by.connection, column, uids, by.today)
    new: list[_Row] = []
    rewritten: list[str] = []
    fixed: list[_Row] = []
    still_open: dict[str, list[Finding]] = {}
    for uid in uids:
        before, findings = stored.get(uid, []), found[uid]
        if not findings and not before:
            still_open[uid] = []
            continue
        rows, still_open[uid] = _rows(findings, before, exempt.get(uid), by.today)
        if rows != before:
            rewritten.append(uid)
            new += rows
            fixed += _gone(before, rows, by)
    by.connection.executemany(f"DELETE FROM finding WHERE {column} = ?", [(uid,) for uid in rewritten if uid in stored])  # noqa: S608
    by.connection.executemany(_INSERT, new)
    by.connection.executemany(_FIXED, fixed)
    return still_open


def _stored(connection: Connection, column: str, uids: Sequence[str]) -> dict[str, list[_Row]]:
    marks = ",".join("?" * len(uids))
    stored: dict[str, list[_Row]] = {}
    place = _COLUMNS.index(column)
    for row in connection.execute(f"{_STORED.format(column)}({marks}) ORDER BY rowid", uids):
        stored.setdefault(row[place], []).append(row)
    return stored


def _rows(
    findings: list[Finding], before: list[_Row], exempt: Exempt | None, today: str
) -> tuple[list[_Row], list[Finding]]:
    since = {_place(row): row[10] for row in before}
    rows: list[_Row] = []
    still_open: list[Finding] = []
    for one in findings:
        exemption = exempt.covering(one) if exempt else None
        if exemption is None:
            still_open.append(one)
        told = (one.household, one.village, one.rule, one.level, one.entity, one.person, one.field, one.value)
        row = (*told, one.sentence, one.remedy)
        rows.append((*row, since.get(_place(row), today), exemption))
    return rows, still_open


def _place(row: _Row) -> _Row:
    """Return what makes two rows the same finding: rule, entity, person, field; not its value or sentence."""
    return (row[2], row[4], row[5], row[6])


def _gone(before: list[_Row], rows: list[_Row], by: Writer) -> list[_Row]:
    """Return the rows of `finding_fixed` for findings that no longer stand."""
    standing = {_place(row) for row in rows}
    return [(*row[:9], row[10], by.today, by.user) for row in before if _place(row) not in standing]
