"""A list of 100,000 lines compared with the archive, against calamine's bare read of the same file.

Judged by ratio: reading, matching and finding the differences takes at most 3 times the bare read (keeping the result
in the archive is reported beside it). Run: make bench, or
`python -m pytest -q -s -p no:xdist tests/bench/bench_compare.py`.
"""

from __future__ import annotations

import random
from pathlib import Path
from time import perf_counter

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from models.comparison_kinds import KINDS
from models.id_numbers import check_character
from storage.archive.archive import Archive
from storage.archive.comparisons import comparison
from storage.archive.files import iterate_files
from storage.exchange.compare_list import compare_file
from storage.exchange.training import make_training_archive
from tests.storage.exchange.sheets import RESOURCES

ROWS, COLUMNS, HOUSEHOLDS = 100_000, 12, 10_000
MOST = 3.0


def make_list(archive: Archive, path: Path) -> None:
    """Write a list of which the archive's people are a part, one in fifty with a slip in the number."""
    choice = random.Random(7)
    people = [(m["name"], m["id_number"]) for file in iterate_files(archive) for m in file.members if m["id_number"]]
    while len(people) < ROWS:
        body = f"990000{choice.randint(1940, 2015)}{choice.randint(1, 12):02d}{choice.randint(1, 28):02d}"
        body += f"{choice.randint(0, 999):03d}"
        people.append((f"外{chr(0x4E00 + choice.randint(0, 2000))}", body + check_character(body)))
    choice.shuffle(people)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    page = book.add_worksheet("参保")
    page.write_row(0, 0, ["姓名", "身份证号码", "参保状态", "参保地", *(f"备注{n}" for n in range(COLUMNS - 4))])
    for row, (name, number) in enumerate(people[:ROWS], 1):
        if row % 50 == 0:
            number = number[:15] + str((int(number[15]) + 1) % 10) + number[16:]
        page.write_row(row, 0, [name, number, "正常", "微山县", *(f"{row}-{n}" for n in range(COLUMNS - 4))])
    book.close()


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bench") / "data"
    with make_training_archive(folder, households=HOUSEHOLDS, resources=RESOURCES) as made:
        yield made


def test_a_hundred_thousand_lines(archive, tmp_path):
    path = tmp_path / "参保.xlsx"
    make_list(archive, path)
    began = perf_counter()
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    bare = perf_counter() - began
    assert len(rows) == ROWS + 1
    began = perf_counter()
    number = compare_file(archive, path, KINDS["medical"].key)
    took = perf_counter() - began
    made = comparison(archive, number)
    assert made is not None
    print(f"\n  compare {ROWS:,} lines: {took:.2f} s = {took / bare:.2f}× bare read ({bare:.2f} s); {made.counts}")
    assert took <= MOST * bare
