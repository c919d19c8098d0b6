"""An archive published into a PostgreSQL of our own, against PostgreSQL's own COPY of the same log and single INSERTs.

Judged by ratio: publishing again with nothing new takes at most 3 times as long as COPY of the log. The first
publication folds and writes every record besides; it is reported beside both peers, and judged against single INSERTs.
HUDANG_BENCH_CENTRAL sets the households (2,000). Run: python -m pytest -q -s -p no:xdist tests/bench/bench_central.py
"""

from __future__ import annotations

import os
from time import perf_counter

import psycopg
import pytest

from storage.archive import files
from storage.archive.op_exchange import ops_after
from storage.archive.records import RecordChange, save
from storage.central.publishing import publish
from tests.bench.bench_archive import archive_of
from tests.storage.central.conftest import server  # noqa: F401 - a fixture

HOUSEHOLDS = int(os.environ.get("HUDANG_BENCH_CENTRAL", "2000"))


@pytest.fixture(scope="module")
def archive():
    with archive_of(HOUSEHOLDS) as one:
        yield one


def seconds(job):
    start = perf_counter()
    job()
    return perf_counter() - start


def test_publishing(archive, server):  # noqa: F811 - the fixture
    url, peer = server.url(), server.url()
    ops = list(ops_after(archive, None, ""))
    with psycopg.connect(peer, autocommit=True) as connection:
        connection.execute("CREATE TABLE log (header bytea, payload bytea)")

        def copied():
            with connection.transaction(), connection.cursor().copy("COPY log FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(["bytea", "bytea"])
                for op in ops:
                    copy.write_row(op)

        def inserted():
            with connection.transaction():
                for op in ops[:2000]:
                    connection.execute("INSERT INTO log VALUES (%s, %s)", op)

        copy = seconds(copied)
        single = seconds(inserted) * len(ops) / min(2000, len(ops))
    first = seconds(lambda: publish(archive, url))
    again = seconds(lambda: publish(archive, url, since_last=True))
    changed = files.household_uids(archive)[:100]
    save(archive, [RecordChange("household", uid, {"address": "村东头"}) for uid in changed])
    some = seconds(lambda: publish(archive, url, since_last=True))
    print(f"{HOUSEHOLDS:,} households, {len(ops):,} ops: COPY {copy:.2f} s, single INSERTs {single:.1f} s")
    print(f"  published {first:.2f} s = {first / copy:.1f} × COPY, {first / single:.2f} × INSERTs")
    print(f"  nothing new {again:.2f} s, 100 changed households {some:.2f} s = {some / copy:.2f} × COPY")
    assert again <= 3 * copy
    assert first <= 3 * single
