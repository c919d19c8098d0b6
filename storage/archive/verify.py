"""Proof that the tables follow from the change log: every record folded anew, compared, and summed into digests."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

import orjson

from models.catalogue import ENTITIES, RECORD_ENTITIES
from models.fields import Record
from storage.archive import sqlite
from storage.archive.alias_table import is_live, read_edges, roots_of
from storage.archive.archive import Archive
from storage.archive.cases import DELETION, case_id, cases_of, living_under, stranded
from storage.archive.columns import table_of
from storage.archive.erased_ops import erasure_problems
from storage.archive.folding import ALIVE, Folded, Owner, extra_of, owners_of, plain, standing_of, states_of
from storage.archive.ops import (
    DELETED,
    NOTHING_HELD,
    Op,
    load_held,
    load_roots,
    op_id,
    ops_of,
    parse_op,
    unpack_payload,
)
from storage.archive.progress import Progress, silent
from storage.archive.rows import read_flat
from storage.archive.sqlite import Connection
from storage.archive.state import RecordState

_MODULUS = 1 << 256
_SORTED = orjson.OPT_SORT_KEYS


@dataclass(slots=True)
class Verified:
    """The outcome: problems as Chinese sentences, counts, and digests that depend on the data only."""

    ok: bool = True
    problems: list[str] = field(default_factory=list[str])
    households: int = 0
    people: int = 0
    digest: str = ""
    villages: dict[str, str] = field(default_factory=dict[str, str])


def verify(archive: Archive, progress: Progress = silent) -> Verified:
    """Check the file, the chains and every record against the change log."""
    outcome = Verified()
    outcome.problems += [f"数据库自检：{text}" for text in sqlite.quick_check(archive.connection)]
    outcome.problems += _chain_problems(archive)
    sums: dict[str, int] = {}
    cases: set[str] = set()
    total = archive.connection.execute("SELECT count(DISTINCT uid) FROM op").fetchone()[0]
    done = 0
    for part in _parts(_states(archive)):
        owners = owners_of(archive.connection, [state for state in part if ENTITIES[state.entity].owner])
        folded = [_folded(archive, state, owners) for state in part]
        _compare(archive, folded, outcome)
        for one in folded:
            _add(outcome, sums, one)
            if one.state.exists:
                cases |= {case.id for case in cases_of(one)}
        done += len(part)
        progress(done, total, "核对")
    outcome.problems += _strays(archive)
    outcome.problems += erasure_problems(archive.connection)
    outcome.problems += _inbox_problems(archive, cases)
    outcome.villages = digest_texts(sums)
    outcome.digest = _total(sums)
    outcome.ok = not outcome.problems
    return outcome


def digest_of(archive: Archive) -> str:
    """Return the digest of the data as it stands in the tables: what `verify` gives for a sound archive, sooner."""
    return _total(_sums_of(archive))


def village_digests(archive: Archive) -> dict[str, str]:
    """Return scope → digest of the data as it stands in the tables: `Verified.villages` of a sound archive, sooner."""
    return digest_texts(_sums_of(archive))


def _sums_of(archive: Archive) -> dict[str, int]:
    sums: dict[str, int] = {}
    left_out = stranded(archive.connection)
    for entity in RECORD_ENTITIES:
        query = f"SELECT uid FROM {table_of(entity)} WHERE deleted = 0 ORDER BY id"  # noqa: S608
        uids = [row[0] for row in archive.connection.execute(query) if row[0] not in left_out]
        for start in range(0, len(uids), 500):
            for uid, record in read_flat(archive.connection, entity, uids[start : start + 500]).items():
                _sum(sums, record["scope"], entity, uid, {**extra_of(record), **plain(record)})
    return sums


def _total(sums: dict[str, int]) -> str:
    return hashlib.sha256(orjson.dumps(digest_texts(sums), option=_SORTED)).hexdigest()


def digest_texts(sums: dict[str, int]) -> dict[str, str]:
    """Return scope → digest as 64 hex digits, by scope."""
    return {code: f"{number:064x}" for code, number in sorted(sums.items())}


def _sum(sums: dict[str, int], scope: str, entity: str, uid: str, values: Record) -> None:
    add_digest(sums, scope, record_digest(entity, uid, values))


def record_digest(entity: str, uid: str, values: Record) -> bytes:
    """Return the 32 bytes a living record adds to its village's digest; `values` are flat, unknown facets included."""
    return hashlib.sha256(orjson.dumps([entity, uid, values], option=_SORTED)).digest()


def add_digest(sums: dict[str, int], scope: str, digest: bytes) -> None:
    """Add a record's digest to its village's: the order of the records plays no part."""
    sums[scope] = (sums.get(scope, 0) + int.from_bytes(digest, "big")) % _MODULUS


def _states(archive: Archive) -> Iterator[RecordState]:
    connection = archive.connection
    held, joined = load_held(connection), set[str]()
    for uid, root in connection.execute("SELECT uid, root FROM alias").fetchall():
        joined |= {uid, root}
    roots = load_roots(connection)
    rows = connection.cursor().execute("SELECT n, id, header, payload FROM op ORDER BY uid, n")
    parsed = (parse_op(row[0], row[1], row[2], row[3], held.get(row[1], NOTHING_HELD), roots) for row in rows)
    for uid, group in groupby(parsed, key=lambda op: op.uid):
        ops = list(group)
        if uid not in joined:
            yield from _states_of(connection, uid, ops)
    for root in sorted(set(roots.values())):
        yield from _states_of(connection, root, ops_of(connection, [root])[root])


def _states_of(connection: Connection, uid: str, ops: list[Op]) -> Iterator[RecordState]:
    """Yield the state of the record for each entity that speaks of it (one, unless an office makes nonsense)."""
    for entity in dict.fromkeys(op.entity for op in ops):
        if entity in RECORD_ENTITIES:
            yield from states_of(connection, entity, {uid: ops}).values()


def _parts(states: Iterator[RecordState]) -> Iterator[list[RecordState]]:
    part: list[RecordState] = []
    for state in states:
        part.append(state)
        if len(part) == 500:
            yield part
            part = []
    if part:
        yield part


def _folded(archive: Archive, state: RecordState, owners: dict[str, Owner]) -> Folded:
    owner = owners.get(state.values.get("household", ""))
    standing = standing_of(state, archive.office.division, owner)
    return Folded(state.entity, state.uid, None, state, (), owner, standing)


def _compare(archive: Archive, records: list[Folded], outcome: Verified) -> None:
    by_entity: dict[str, list[Folded]] = {}
    for folded in records:
        by_entity.setdefault(folded.entity, []).append(folded)
    for entity, listed in by_entity.items():
        stored = read_flat(archive.connection, entity, [folded.uid for folded in listed])
        for folded in listed:
            if _row_differs(stored.get(folded.uid), folded.state, folded.standing):
                outcome.problems.append(f"{ENTITIES[entity].label}记录 {folded.uid} 与改动日志不一致")


def _row_differs(row: Record | None, state: RecordState, standing: int) -> bool:
    """Tell whether a row is not what the log says; what codes were received with may be older in the row."""
    if row is None or not state.exists:
        return row is not None or state.exists
    values = (row["deleted"], row["scope"], plain(row), extra_of(row))
    return values != (standing, state.scope, state.values, state.extra)


def _add(outcome: Verified, sums: dict[str, int], folded: Folded) -> None:
    state = folded.state
    if not state.exists or folded.standing != ALIVE:
        return
    outcome.households += state.entity == "household"
    outcome.people += state.entity == "member"
    if not folded.is_stranded:
        _sum(sums, state.scope, state.entity, state.uid, {**state.extra, **state.values})


def _chain_problems(archive: Archive) -> list[str]:
    """Check every op's name and payload, that each follows one that is there, and that the ends are written down."""
    problems: list[str] = []
    rows = archive.connection.execute("SELECT scope, desk, seq, id, header, payload FROM op ORDER BY scope, desk, seq")
    for (scope, desk), chain in groupby(rows, key=lambda row: (row[0], row[1])):
        ends: dict[str, int] = {}
        before: dict[str, int] = {"": 0}
        level: dict[str, int] = {}
        for _scope, _desk, seq, name, header, payload in chain:
            if level and seq not in level.values():
                before, level = level, {}
            head = orjson.loads(header)
            right_payload = payload is None or _hash(payload) == head["ph"]
            named = (head["s"], head["d"], head["q"]) == (scope, desk, seq) and op_id(header) == name
            if not named or before.get(head["h"]) != seq - 1 or not right_payload:
                problems.append(f"改动日志 {scope} 第 {seq} 条校验不符")
            level[name.hex()] = seq
            ends.pop(head["h"], None)
            ends[name.hex()] = seq
        problems += _end_problems(archive, scope, desk, ends)
    known = "SELECT 1 FROM op o WHERE o.scope = t.scope AND o.desk = t.desk"
    for scope, seq in archive.connection.execute(f"SELECT scope, seq FROM tip t WHERE NOT EXISTS ({known})"):  # noqa: S608
        problems.append(f"改动日志 {scope} 的末尾缺了内容，应到第 {seq} 条")
    return problems


def _end_problems(archive: Archive, scope: str, desk: str, ends: dict[str, int]) -> list[str]:
    rows = archive.connection.execute("SELECT id, seq FROM tip WHERE scope = ? AND desk = ?", (scope, desk)).fetchall()
    stated = {name.hex(): seq for name, seq in rows}
    return [
        f"改动日志 {scope} 的末尾缺了内容，应到第 {seq} 条" for name, seq in stated.items() if ends.get(name) != seq
    ] + [f"改动日志 {scope} 的末尾没有登记，第 {seq} 条" for name, seq in ends.items() if name not in stated]


def _inbox_problems(archive: Archive, expected: set[str]) -> list[str]:
    """Compare the inbox with what the records leave open; duplicates are found by comparing people, not here."""
    connection = archive.connection
    stored = {row[0] for row in connection.execute("SELECT id FROM conflict WHERE kind <> 'duplicate'")}
    for (uid,) in connection.execute("SELECT uid FROM household WHERE deleted = 1").fetchall():
        if living_under(connection, uid):
            expected.add(case_id(DELETION, uid, DELETED))
    problems = [f"待处理里缺了 {len(expected - stored)} 个冲突"] if expected - stored else []
    problems += [f"待处理里有 {len(stored - expected)} 个已经处理过的冲突"] if stored - expected else []
    edges = roots_of(uid for uid, ops in read_edges(connection).items() if is_live(ops))
    if dict(connection.execute("SELECT uid, root FROM alias").fetchall()) != edges:
        problems.append("合为一人的登记与改动日志不一致")
    return problems


def _hash(payload: bytes) -> str:
    try:
        return hashlib.sha256(unpack_payload(payload)).hexdigest()
    except zlib.error:
        return ""


def _strays(archive: Archive) -> list[str]:
    problems: list[str] = []
    for entity in RECORD_ENTITIES:
        unknown = "NOT EXISTS (SELECT 1 FROM op WHERE op.uid = r.uid) AND uid NOT IN (SELECT root FROM alias)"
        query = f"SELECT count(*) FROM {table_of(entity)} r WHERE {unknown}"  # noqa: S608
        number = archive.connection.execute(query).fetchone()[0]
        if number:
            problems.append(f"{ENTITIES[entity].label}有 {number} 条记录没有改动日志")
    return problems
