"""Sends an archive's change log to the central database, county by county, and folds there what it touches.

A transaction holds whole villages of one county: cut off at any moment, what is done stays and the rest is not there;
the next run sends what the central log lacks. Two offices of one county take turns, of different counties do not wait.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Any

import orjson
from psycopg import Connection

from storage.archive.archive import Archive
from storage.archive.op_exchange import Tip, ops_after
from storage.archive.ops import op_id
from storage.archive.progress import Progress, silent
from storage.archive.verify import add_digest, digest_texts
from storage.central.folding import CountyFold, Touched
from storage.central.link import connect
from storage.central.problems import known_problems
from storage.central.schema import county_of, ensure_schema, record_tables_with_digest

FULL = 20_000
"""Ops after which a transaction ends at the next village."""


@dataclass(slots=True)
class Published:
    """What was sent: ops sent and new, records folded, transactions; digests are scope → 64 hex digits."""

    sent: int = 0
    new: int = 0
    records: int = 0
    parts: int = 0
    digests: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class _Sent:
    """One op on its way."""

    county: str
    id: bytes
    scope: str
    desk: str
    seq: int
    lamport: int
    uid: str
    entity: str
    batch: str
    before: str
    header: bytes
    payload: bytes | None


def publish(archive: Archive, address: str, *, since_last: bool = False, progress: Progress = silent) -> Published:
    """Publish an archive; `since_last` sends only what the central log lacks, else all is offered again.

    CentralProblem where the database refuses or is lost; the archive is only read.
    """
    outcome = Published()
    with connect(address) as connection, known_problems():
        if ensure_schema(connection):
            rebuild(connection, progress)
        told = _tips(connection) if since_last else None
        for part in _parts(_ops(archive, told)):
            _send(connection, part, outcome)
            progress(outcome.sent, 0, "发布")
        scopes = {row[0] for row in archive.connection.execute("SELECT DISTINCT scope FROM tip")}
        outcome.digests = digests(connection, scopes)
    return outcome


def _ops(archive: Archive, told: list[Tip] | None) -> Iterator[_Sent]:
    """Yield the ops the central log lacks, by scope: chains of a scope stand together."""
    for header, payload in ops_after(archive, told, ""):
        head = orjson.loads(header)
        yield _Sent(
            county_of(head["s"]), op_id(header), head["s"], head["d"], head["q"], head["l"], head["r"], head["e"],
            head["b"], head["h"], header, payload,
        )  # fmt: skip


def _parts(ops: Iterator[_Sent]) -> Iterator[list[_Sent]]:
    """Gather whole villages of one county until a transaction is full."""
    part: list[_Sent] = []
    for _scope, village in groupby(ops, key=lambda op: op.scope):
        listed = list(village)
        if part and (len(part) >= FULL or part[0].county != listed[0].county):
            yield part
            part = []
        part += listed
    if part:
        yield part


_STAGING = (
    "CREATE TEMP TABLE IF NOT EXISTS hudang_incoming (county_code text, id bytea, scope text, desk text, seq bigint, "
    "lamport bigint, uid text, batch text, header bytea, payload bytea) ON COMMIT DELETE ROWS"
)
_COPY = "COPY hudang_incoming FROM STDIN (FORMAT BINARY)"
_TAKE = "INSERT INTO hudang.op SELECT * FROM hudang_incoming ON CONFLICT (county_code, id) DO NOTHING RETURNING id"


def _send(connection: Connection[Any], part: list[_Sent], outcome: Published) -> None:
    county = part[0].county
    connection.execute(_STAGING)
    with connection.transaction():
        # offices of one county take turns, so that each folds with what the other has brought
        connection.execute("SELECT pg_advisory_xact_lock(hashtext('hudang'), hashtext(%s))", (county,))
        with connection.cursor().copy(_COPY) as copy:
            copy.set_types(["text", "bytea", "text", "text", "int8", "int8", "text", "text", "bytea", "bytea"])
            for op in part:
                copy.write_row(
                    (op.county, op.id, op.scope, op.desk, op.seq, op.lamport, op.uid, op.batch, op.header, op.payload)
                )
        new = {row[0] for row in connection.execute(_TAKE, binary=True)}
        fresh = [op for op in part if op.id in new]
        _move_tips(connection, county, fresh)
        touched: Touched = {}
        for op in fresh:
            touched.setdefault(op.entity, {})[op.uid] = None
        CountyFold(connection, county).fold(touched)
    outcome.sent += len(part)
    outcome.new += len(fresh)
    outcome.records += sum(map(len, touched.values()))
    outcome.parts += 1


def _move_tips(connection: Connection[Any], county: str, fresh: list[_Sent]) -> None:
    """Write down where the chains end now."""
    followed = {bytes.fromhex(op.before) for op in fresh if op.before}
    connection.execute("DELETE FROM hudang.tip WHERE county_code = %s AND id = ANY(%s)", (county, list(followed)))
    ends = [(county, op.scope, op.desk, op.id, op.seq) for op in fresh if op.id not in followed]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO hudang.tip(county_code, scope, desk, id, seq) VALUES (%s, %s, %s, %s, %s) "
            "ON CONFLICT DO NOTHING",
            ends,
        )


def _tips(connection: Connection[Any]) -> list[Tip]:
    """Return where the central log's chains end, with some ops before, for a sender who lacks the end."""
    before: dict[tuple[str, str], list[str]] = {}
    rows = connection.execute(
        "SELECT o.scope, o.desk, encode(o.id, 'hex') FROM hudang.tip t "
        "JOIN hudang.op o ON o.county_code = t.county_code "
        "AND o.scope = t.scope AND o.desk = t.desk AND o.seq IN (t.seq - 8, t.seq - 64, t.seq - 512, t.seq - 4096) "
        "ORDER BY o.seq DESC"
    )
    for scope, desk, name in rows:
        before.setdefault((scope, desk), []).append(name)
    ends = connection.execute("SELECT scope, desk, encode(id, 'hex'), seq FROM hudang.tip ORDER BY scope, desk, seq")
    listed = ends.fetchall()
    several = {row[:2] for one, row in pairwise(listed) if one[:2] == row[:2]}
    return [
        Tip(scope, desk, name, seq, () if (scope, desk) in several else tuple(before.get((scope, desk), ())))
        for scope, desk, name, seq in listed
    ]


def digests(connection: Connection[Any], scopes: set[str] | None = None) -> dict[str, str]:
    """Return scope → digest as `verify` gives it for an archive of the county; of these scopes, or of all."""
    sums: dict[str, int] = {}
    counties = sorted({county_of(scope) for scope in scopes}) if scopes is not None else _counties(connection)
    for county in counties:
        for statement in record_tables_with_digest():
            for scope, digest in connection.execute(statement, (county,)):
                if scopes is None or scope in scopes:
                    add_digest(sums, scope, digest)
    return digest_texts(sums)


def _counties(connection: Connection[Any]) -> list[str]:
    return [row[0] for row in connection.execute("SELECT DISTINCT county_code FROM hudang.tip ORDER BY county_code")]


def rebuild(connection: Connection[Any], progress: Progress = silent) -> int:
    """Fold every record anew from the log, a county at a time; returns how many."""
    done = 0
    for county in _counties(connection):
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(hashtext('hudang'), hashtext(%s))", (county,))
            touched: Touched = {}
            rows = connection.execute(
                "SELECT DISTINCT convert_from(header, 'UTF8')::json ->> 'e', uid FROM hudang.op WHERE county_code = %s",
                (county,),
            )
            for entity, uid in rows:
                touched.setdefault(entity, {})[uid] = None
            CountyFold(connection, county).fold(touched)
        done += sum(map(len, touched.values()))
        progress(done, 0, "重新汇总")
    return done
