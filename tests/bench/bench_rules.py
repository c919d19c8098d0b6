"""All rules over the whole city against the bare scan of the tables they read, and again after 100 changed households.

Judged by ratio: all rules, findings and list rows written included, take at most 200 times as long as reading every row
of the tables in the same run, and keeping them right after 100 changed households at most 1/100 of the whole. Seconds
are printed only. HUDANG_BENCH_HOUSEHOLDS makes a smaller city; there 100 households are a larger share of all and only
the first ratio is judged. Run: make bench.
"""

from __future__ import annotations

import random
from time import perf_counter

import pytest

from storage.archive import after_save, files
from storage.archive.findings import count_findings, run_checks
from tests.bench.bench_archive import CITY, archive_of

MOST, MOST_AGAIN = 200, 1 / 100
CHANGED = 100
TABLES = ("household", "member", "year", "member_year", "income_item")


@pytest.fixture(scope="module")
def city():
    with archive_of(CITY) as archive:
        yield archive


def scan(archive) -> float:
    """Return how many seconds reading every row of the tables takes: the peer."""
    start = perf_counter()
    for table in TABLES:
        for _row in archive.connection.execute(f"SELECT * FROM {table}"):
            pass
    return perf_counter() - start


def test_all_rules_over_the_city(city):
    scan(city)
    peer = scan(city)
    told: list[int] = []
    start = perf_counter()
    found = run_checks(city, progress=lambda done, _total, _text: told.append(done))
    whole = perf_counter() - start
    print(f"all rules over {CITY:,} households: {whole:.1f} s, {found:,} findings; bare scan {peer:.2f} s")
    print(f"  {whole / peer:.0f} × the bare scan")
    assert found == count_findings(city) > 0
    assert len(told) == CITY // 1000
    assert whole <= MOST * peer

    changed = random.Random(4).sample(files.household_uids(city), CHANGED)
    start = perf_counter()
    with city.connection:
        after_save.refresh_households(city, changed, lambda _done, _total, _text: None)
    again = perf_counter() - start
    print(f"  after {CHANGED} changed households: {again * 1000:.0f} ms, 1/{whole / again:.0f} of that")
    assert count_findings(city) == found
    assert CITY < 50_000 or again <= MOST_AGAIN * whole
