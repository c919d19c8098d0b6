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
from storage.archive.archive import Archive
from storage.archive.columns import table_of
from storage.archive.ops import Op, op_id, parse_op, unpack_payload
from storage.archive.progress import Progress, silent
from storage.archive.rows import BOOKKEEPING, read_flat
from storage.archive.state import RecordState, fold

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
    total = archive.connection.execute("SELECT count(DISTINCT uid) FROM op").fetchone()[0]
    done = 0
    for part in _parts(_states(archive)):
        _compare(archive, part, outcome)
        for state in part:
            _add(outcome, sums, state)
        done += len(part)
        progress(done, total, "核对")
    outcome.problems += _strays(archive)
    outcome.villages = _texts(sums)
    outcome.digest = _total(sums)
    outcome.ok = not outcome.problems
    return outcome


def digest_of(archive: Archive) -> str:
    """Return the digest of the data as it stands in the tables: what `verify` gives for a sound archive, sooner."""
    sums: dict[str, int] = {}
    for entity in RECORD_ENTITIES:
        query = f"SELECT uid FROM {table_of(entity)} WHERE deleted = 0 ORDER BY id"  # noqa: S608
        uids = [row[0] for row in archive.connection.execute(query)]
        for start in range(0, len(uids), 500):
            for uid, record in read_flat(archive.connection, entity, uids[start : start + 500]).items():
                _sum(sums, record["scope"], entity, uid, _plain(record))
    return _total(sums)


def _total(sums: dict[str, int]) -> str:
    return hashlib.sha256(orjson.dumps(_texts(sums), option=_SORTED)).hexdigest()


def _texts(sums: dict[str, int]) -> dict[str, str]:
    return {code: f"{number:064x}" for code, number in sorted(sums.items())}


def _sum(sums: dict[str, int], scope: str, entity: str, uid: str, values: Record) -> None:
    text = orjson.dumps([entity, uid, values], option=_SORTED)
    number = int.from_bytes(hashlib.sha256(text).digest(), "big")
    sums[scope] = (sums.get(scope, 0) + number) % _MODULUS


def _states(archive: Archive) -> Iterator[RecordState]:
    rows = archive.connection.cursor().execute("SELECT n, id, header, payload FROM op ORDER BY uid, n")
    for _uid, ops in groupby((parse_op(*row) for row in rows), key=lambda op: op.uid):
        listed: list[Op] = list(ops)
        yield fold(listed)


def _parts(states: Iterator[RecordState]) -> Iterator[list[RecordState]]:
    part: list[RecordState] = []
    for state in states:
        part.append(state)
        if len(part) == 500:
            yield part
            part = []
    if part:
        yield part


def _compare(archive: Archive, states: list[RecordState], outcome: Verified) -> None:
    by_entity: dict[str, list[RecordState]] = {}
    for state in states:
        by_entity.setdefault(state.entity, []).append(state)
    for entity, listed in by_entity.items():
        stored = read_flat(archive.connection, entity, [state.uid for state in listed])
        for state in listed:
            record = stored.get(state.uid)
            if record is None or _plain(record) != state.values or bool(record["deleted"]) != state.deleted:
                outcome.problems.append(f"{ENTITIES[entity].label}记录 {state.uid} 与改动日志不一致")


def _plain(record: Record) -> Record:
    return {key: value for key, value in record.items() if key not in BOOKKEEPING}


def _add(outcome: Verified, sums: dict[str, int], state: RecordState) -> None:
    if state.deleted:
        return
    outcome.households += state.entity == "household"
    outcome.people += state.entity == "member"
    _sum(sums, state.scope, state.entity, state.uid, state.values)


def _chain_problems(archive: Archive) -> list[str]:
    problems: list[str] = []
    rows = archive.connection.execute("SELECT scope, desk, seq, id, header, payload FROM op ORDER BY scope, desk, seq")
    before: tuple[str, str, int, bytes] | None = None
    ends: dict[tuple[str, str], tuple[bytes, int]] = {}
    for scope, desk, seq, name, header, payload in rows:
        head = orjson.loads(header)
        follows = before is not None and before[:2] == (scope, desk)
        expected = before[3].hex() if before is not None and follows else ""
        right_payload = payload is None or _hash(payload) == head["ph"]
        if op_id(header) != name or head["h"] != expected or head["q"] != seq or not right_payload:
            problems.append(f"改动日志 {scope} 第 {seq} 条校验不符")
        before = (scope, desk, seq, name)
        ends[scope, desk] = (name, seq)
    for scope, desk, name, seq in archive.connection.execute("SELECT scope, desk, id, seq FROM tip"):
        if ends.pop((scope, desk), None) != (name, seq):
            problems.append(f"改动日志 {scope} 的末尾缺了内容，应到第 {seq} 条")
    problems += [f"改动日志 {scope} 的末尾没有登记，第 {seq} 条" for (scope, _desk), (_name, seq) in ends.items()]
    return problems


def _hash(payload: bytes) -> str:
    try:
        return hashlib.sha256(unpack_payload(payload)).hexdigest()
    except zlib.error:
        return ""


def _strays(archive: Archive) -> list[str]:
    problems: list[str] = []
    for entity in RECORD_ENTITIES:
        query = f"SELECT count(*) FROM {table_of(entity)} r WHERE NOT EXISTS (SELECT 1 FROM op WHERE op.uid = r.uid)"  # noqa: S608
        number = archive.connection.execute(query).fetchone()[0]
        if number:
            problems.append(f"{ENTITIES[entity].label}有 {number} 条记录没有改动日志")
    return problems
