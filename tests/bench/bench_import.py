"""A county's list of 50,000 rows and 60 columns: read, matched, compared and planned, against calamine's bare read.

Judged by ratio: the plan takes at most 4 times as long as calamine needs to read the file in the same run, and the
program and its reading process together stay below 400 MB. Applying takes at most 4 times as long as `executemany` of
all rows it writes, from ready tuples, into the same tables. Seconds are printed only. Run: make bench, or
`python -m pytest -q -s -p no:xdist tests/bench/bench_import.py`.
"""

from __future__ import annotations

import gc
import random
import shutil
import sqlite3
import threading
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from models.sheet_forms import FORMS
from storage.archive.archive import Archive, create_archive
from storage.exchange.excel_apply import apply_plan
from storage.exchange.excel_plan import plan_import
from tests.storage.exchange.sheets import RESOURCES, household_number, id_number

ROWS, COLUMNS = 50_000, 60
SIZE = 2
"""People of a household."""
MOST_MEMORY = 400 * 1024 * 1024

_CHOICES: dict[str, tuple[str, ...]] = {
    "与户主关系": ("配偶", "之子", "之女"), "民族": ("汉族", "回族"), "文化程度": ("小学", "初中", "文盲或半文盲"),
    "健康状况": ("健康", "长期慢性病", "残疾", "长期慢性病,残疾"), "劳动技能": ("普通劳动力", "丧失劳动力", "无劳动力"),
    "证件类型": ("居民身份证",), "政治面貌": ("群众", "中共党员"), "务工所在地": ("", "山东省济宁市", "江苏省徐州市"),
    "享受低保政策情况": ("未享受", "农村低保"), "享受特困供养政策情况": ("未享受",), "户类型": ("脱贫户",),
    "监测对象类别": ("", "脱贫不稳定户"),
}  # fmt: skip
_HOUSEHOLD_MONEY = ("工资性收入", "生产经营性收入", "财产性收入", "转移性收入", "生产经营性支出", "人均纯收入（元）")


def make_sheet(path: Path, villages: list[str]) -> None:
    """Write the sheet: 60 headings of form E5, all cells text as the national system exports them."""
    choice = random.Random(5)
    headings = [one for one in FORMS["E5"][1] if not one.startswith("致贫/返贫风险") and "帮扶" not in one][:COLUMNS]
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    page = book.add_worksheet("名单")
    for place, heading in enumerate(headings):
        page.write_string(2, place, heading)
    shared: dict[str, str] = {}
    for row in range(ROWS):
        number, place = divmod(row, SIZE)
        if place == 0:
            shared = _household(choice, number, villages)
        told = shared | _person(choice, number, place, shared)
        for column, heading in enumerate(headings):
            text = told.get(heading) or choice.choice(_CHOICES.get(heading, ("是", "否")))
            page.write_string(row + 3, column, text)
    book.close()


def _household(choice: random.Random, number: int, villages: list[str]) -> dict[str, str]:
    told = {
        "省": "山东省", "市": "济宁市", "县": "微山县", "乡": "微山岛镇", "村": villages[number % len(villages)],
        "自然村": f"{number % 9 + 1}组", "户编号": household_number(number),
        "户联系电话": f"1380000{number % 10_000:04d}",
        "家庭住址": f"{number % 200 + 1}号", "住房面积": f"{choice.randrange(300, 1500) / 10}", "户类型": "脱贫户",
        "监测对象类别": " ", "识别监测时间": " ", "是否危房户": "否", "是否解决安全饮用水": "是",
        "户主姓名": f"赵{number}",
        "是否通生活用电": "是", "是否有卫生厕所": "是", "入户道路是否硬化": "是", "整户无劳动能力兜底保障户": "否",
        "户主证件号码": id_number(f"19{number % 60 + 40}0115", number % 999), "特困人员救助供养金": "0",
        "与村主干路距离": "0.1", "合规自付支出": "0",
    }  # fmt: skip
    told |= {name: f"{choice.randrange(0, 2_000_000) / 100}" for name in _HOUSEHOLD_MONEY}
    told |= {name: f"{choice.randrange(0, 50) / 10}" for name in FORMS["E5"][1] if "面积" in name and name not in told}
    return told


def _person(choice: random.Random, number: int, place: int, shared: dict[str, str]) -> dict[str, str]:
    index = number * SIZE + place
    born = f"{date(1930, 1, 1) + timedelta(days=index // 1000 * 400):%Y%m%d}"
    return {
        "人编号": f"{shared['户编号']}{place:02d}", "姓名": f"赵{number}号{place}", "性别": choice.choice("男女"),
        "出生日期": born, "证件号码": id_number(born, index % 1000), "家庭成员联系电话": " ",
        "与户主关系": "户主" if place == 0 else "配偶", "务工时间（月）": str(choice.randrange(0, 13)),
        "公益性岗位(月数)": " ", "公益性岗位": " ", "就业渠道（易地搬迁后扶使用）": " ", "义务教育阶段未上学原因": " ",
        "务工企业名称": " ", "在校生状况": " ",
    }  # fmt: skip


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sheet, in the villages of one township."""
    folder = tmp_path_factory.mktemp("import")
    with new_archive(folder / "names") as archive:
        villages = [division.name for division in archive.divisions.children("370826111")]
    path = folder / "全县名单_20231218.xlsx"
    make_sheet(path, villages)
    return path


def new_archive(folder: Path) -> Archive:
    return create_archive(folder, division="370826111", office="微山岛镇", user="李梅", resources=RESOURCES)


def timed(job: Callable[[], Any]) -> tuple[float, Any]:
    gc.collect()
    start = perf_counter()
    result = job()
    return perf_counter() - start, result


def bare_read(path: Path) -> int:
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    return len(rows)


class Memory:
    """The largest memory, in bytes, of this process and its children together while the block runs (Linux)."""

    def __enter__(self) -> Memory:
        self.most = 0
        self._stop = threading.Event()
        self._start = _used()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.05):
            self.most = max(self.most, _used() - self._start)


def _used() -> int:
    total = 0
    for process in ("self", *_children()):
        try:
            pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
        except OSError:
            continue
        total += pages * 4096
    return total


def _children() -> list[str]:
    found: list[str] = []
    for task in Path("/proc/self/task").iterdir():
        try:
            found += (task / "children").read_text().split()
        except OSError:
            continue
    return found


def rows_again(database: Path, target: Path, clock: Callable[[], float] = perf_counter) -> float:
    """Seconds that `executemany` needs to write every row of a database into an empty one of the same tables."""
    with sqlite3.connect(database) as source, sqlite3.connect(target) as copy:
        tables = source.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'")
        ready: list[tuple[str, list[tuple[Any, ...]]]] = []
        for name, sql in tables.fetchall():
            if name.startswith("sqlite_"):
                continue
            copy.execute(sql)
            rows = source.execute(f'SELECT * FROM "{name}"').fetchall()
            if rows:  # every table counts that has been filled, the change log and the search index included
                ready.append((f'INSERT INTO "{name}" VALUES ({",".join("?" * len(rows[0]))})', rows))
        indexes = "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        for (sql,) in source.execute(indexes).fetchall():
            copy.execute(sql)
        copy.commit()
        start = clock()
        for sql, rows in ready:
            copy.executemany(sql, rows)
        copy.commit()
        return clock() - start


def test_a_county_list_is_planned(sheet: Path, tmp_path: Path) -> None:
    bare, rows = timed(lambda: bare_read(sheet))
    assert rows == ROWS + 1  # the bare read begins at the first filled row
    print(f"\n{ROWS:,} × {COLUMNS}, {sheet.stat().st_size / 1e6:.1f} MB; calamine's bare read {bare:.2f} s")
    with new_archive(tmp_path / "county") as archive:
        with Memory() as memory:
            seconds, plan = timed(lambda: plan_import(archive, sheet))
        assert plan.people_counts()["new"] == ROWS
    print(f"plan, all new: {seconds:.2f} s = {seconds / bare:.1f} × bare read; memory {memory.most / 1e6:.0f} MB")
    assert seconds <= 4 * bare
    assert memory.most <= MOST_MEMORY


def test_the_plan_is_applied_and_known_again(sheet: Path, tmp_path: Path) -> None:
    with new_archive(tmp_path / "county") as archive:
        plan = plan_import(archive, sheet)
        applied, _result = timed(lambda: apply_plan(archive, plan))
        del plan
        bare, _rows = timed(lambda: bare_read(sheet))
        again, plan = timed(lambda: plan_import(archive, sheet))
        assert plan.people_counts()["same"] == ROWS
        print(f"\nplan, all known: {again:.2f} s = {again / bare:.1f} × bare read")
        database = archive.folder / "archive.db"
    peer = rows_again(database, tmp_path / "copy.db")
    print(f"apply: {applied:.2f} s; executemany of the same rows {peer:.2f} s; {applied / peer:.1f} ×")
    shutil.rmtree(tmp_path / "county")
    assert again <= 4 * bare
    assert applied <= 4 * peer
