"""Projects with their households: distribute, post, list one year; the shape of the published 663 projects and 31,000
households.

Judged by ratio: previewing and posting all distributions (two records for each household: its line and its year) takes
at most 4 times as long as saving one visit for each household through the same door in the same run; listing the year
at most 8 times as long as reading the same rows from the bare table. Seconds are printed only. HUDANG_BENCH_PROJECTS
makes fewer projects. Run: make bench.
"""

from __future__ import annotations

import os
from pathlib import Path
from time import perf_counter

import pytest

from models.keys import new_uid
from storage.archive.archive import create_archive
from storage.archive.batches import undo_batch
from storage.archive.dividends import lines_of_year, post_all, preview, terms_of
from storage.archive.records import RecordChange, save

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
PROJECTS = int(os.environ.get("HUDANG_BENCH_PROJECTS", "663"))
EACH = 47
"""31,000 households over 663 projects."""

MOST_POST, MOST_LIST = 4, 8


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    folder = tmp_path_factory.mktemp("项目") / "档案"
    with create_archive(folder, division="370826", office="微山县", user="王芳", resources=RESOURCES) as archive:
        yield archive


def filled(archive) -> tuple[list[dict], list[str]]:
    """Make the projects with their households and shares; return the projects and the households."""
    projects: list[dict] = []
    households: list[str] = []
    for n in range(PROJECTS):
        project = {"name": f"项目{n}", "division": "370826111214", "year": 2016, "content": "大棚", "state": "5",
                   "person_in_charge": "李梅", "progress": 100, "right_share": 5_000, "method": "1"}  # fmt: skip
        uid = new_uid()
        changes = [RecordChange("project", uid, project)]
        for at in range(EACH):
            household = new_uid()
            households.append(household)
            number = f"8637{n:06d}{at:06d}"
            changes += [
                RecordChange("household", household, {"division": "370826111214", "number": number}),
                RecordChange("member", new_uid(), {"name": "孔令田", "relation": "01"}, household),
                RecordChange("share", new_uid(), {"project": uid, "units": 100 + at}, household),
            ]
        save(archive, changes, kind="demo")
        projects.append({**project, "uid": uid})
    return projects, households


def test_a_year_of_dividends(county):
    projects, households = filled(county)
    start = perf_counter()
    save(county, (RecordChange("visit", new_uid(), {"date": "2017-10-01"}, uid) for uid in households))
    peer = perf_counter() - start

    start = perf_counter()
    shown = [preview(county, terms_of(project, 2017, "2017年度", 9_720_000)) for project in projects]
    previewed = perf_counter() - start
    batch = post_all(county, shown).batch
    posted = perf_counter() - start
    people = len(households)
    print(f"{PROJECTS} projects, {people:,} households: preview {previewed:.1f} s, with posting {posted:.1f} s")
    print(f"  {posted / peer:.1f} × saving one visit each ({peer:.1f} s)")

    start = perf_counter()
    rows = county.connection.execute("SELECT * FROM dividend WHERE year = 2017").fetchall()
    bare = perf_counter() - start
    start = perf_counter()
    listed = lines_of_year(county, 2017)
    listing = perf_counter() - start
    print(f"  list of the year {listing * 1000:.0f} ms, {listing / bare:.1f} × the bare table")
    assert len(listed) == len(rows) == people
    assert sum(line.amount for line in listed) == PROJECTS * 4_860_000

    start = perf_counter()
    undone = undo_batch(county, batch)
    print(f"  taken back in {perf_counter() - start:.1f} s")
    assert undone.kept == ()
    assert lines_of_year(county, 2017) == []
    assert posted <= MOST_POST * peer
    assert listing <= MOST_LIST * bare
