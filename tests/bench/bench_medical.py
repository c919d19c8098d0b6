"""100,000 bills: the list of those that leave a tenth or more to pay, beside sqlite-utils reading the same rows.

Run: python -m pytest -q -s -p no:xdist tests/bench/bench_medical.py
"""

import time
from pathlib import Path
from random import Random

import sqlite_utils

from models.medical import PAYING, too_much
from storage.archive.archive import create_archive
from storage.archive.medical_lists import heavy_bills

BILLS, HOUSEHOLDS, ROUNDS = 100_000, 50_000, 5
RESOURCES = Path(__file__).parents[2] / "resources"


def _best(act) -> tuple[float, int]:
    """Return the seconds of the quickest of some rounds, and how many lines it found."""
    took, found = [], 0
    for _ in range(ROUNDS):
        began = time.perf_counter()
        found = act()
        took.append(time.perf_counter() - began)
    return min(took), found


def test_the_list_of_heavy_bills_beside_sqlite_utils(tmp_path):
    rng = Random(1)
    with create_archive(tmp_path / "a", division="3708", office="济宁市", resources=RESOURCES) as archive:
        connection = archive.connection
        connection.executemany(
            "INSERT INTO household(uid, scope, updated, division, head_name) VALUES (?, '370826111214', '', ?, '孔')",
            [(f"h{number}", "370826111214") for number in range(HOUSEHOLDS)],
        )
        names = ("total", *PAYING)
        rows = []
        for number in range(BILLS):
            total = rng.randrange(1_000_00, 60_000_00)
            layers = (0, total * rng.randrange(70, 86) // 100, total // 10, total // 12, 0)
            rows.append((f"b{number}", f"h{number % HOUSEHOLDS}", "2017-05-01", total, *layers))
        columns = ", ".join(names)
        connection.executemany(
            f"INSERT INTO medical_bill(uid, household, scope, updated, settled, {columns}) "
            f"SELECT v.a, v.b, '370826111214', '', v.c, {', '.join(f'v.{name}' for name in names)} "
            f"FROM (SELECT {', '.join(f'? AS {name}' for name in ('a', 'b', 'c', *names))}) v",
            rows,
        )
        ours, listed = _best(lambda: len(heavy_bills(archive, 2017, 10)))
        table = sqlite_utils.Database(connection)["medical_bill"]
        peer, read = _best(lambda: sum(too_much(row, 10) for row in table.rows_where("deleted = 0")))
    print(f"\n{BILLS} bills, {listed} of them heavy: {ours * 1000:.0f} ms; sqlite-utils {peer * 1000:.0f} ms, "
          f"{peer / ours:.1f} times that")  # fmt: skip
    assert listed == read > 0
