"""Any file ends in a plan or a sentence: at least sixty nasty ones, each made here, none of them able to hurt."""

import resource

import pytest

from storage.archive.archive import create_archive
from storage.archive.lists import count
from storage.archive.progress import Cancelled
from storage.exchange.excel_plan import plan_import
from storage.exchange.problems import ExchangeProblem
from storage.exchange.reader import SheetReader
from tests.storage.exchange import corpus_books, corpus_text
from tests.storage.exchange.corpus import Case
from tests.storage.exchange.sheets import RESOURCES, TOWN

CASES = [*corpus_text.CASES, *corpus_books.CASES]
MOST_MEMORY = 500 * 1024 * 1024
"""Bytes by which the program itself may grow over one file; its child has a limit of its own."""


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """One archive for all: planning writes nothing."""
    folder = tmp_path_factory.mktemp("全部") / "档案"
    with create_archive(folder, division=TOWN, office="微山岛镇", user="李梅", resources=RESOURCES) as opened:
        yield opened


def test_the_corpus_is_large_and_no_case_stands_twice():
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)


def told(plan, name):
    """The values of a field over the plan's new records: one for the household, a list for its people."""
    entity, _dot, field = name.partition(".")
    records = [record for one in plan.households for record in one.records if record.entity == entity]
    found = [record.values.get(field) for record in records]
    return found if entity == "member" else found[0]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_nasty_file_ends_in_a_plan_or_a_sentence(archive, tmp_path, case: Case):
    path = tmp_path / case.name
    case.make(path)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if case.problem:
        with pytest.raises(ExchangeProblem) as caught:
            plan_import(archive, path)
        assert caught.value.code == case.problem, caught.value.sentence
        assert caught.value.sentence.endswith("。")
        for part in case.says:
            assert part in caught.value.sentence
    else:
        plan = plan_import(archive, path)
        refused = [(one.row, one.column, one.value, one.reason) for one in plan.refused]
        assert len(refused) == len(case.refused), refused
        for (row, column, value, reason), wanted in zip(sorted(refused), sorted(case.refused), strict=True):
            assert (row, column) == wanted[:2]
            assert wanted[2] in value
            assert wanted[3] in reason
        assert all(one.remedy and one.letter for one in plan.refused)
        assert sum(len(one.people) for one in plan.households) == case.people
        for name, value in case.values.items():
            assert told(plan, name) == value, name
        for part in case.notes:
            assert any(part in note for note in plan.notes), plan.notes
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert (after - before) * 1024 < MOST_MEMORY
    assert count(archive) == (0, 0)


@pytest.mark.parametrize("name", ["普通.xlsx", "网页.xls", "GB18030.csv", "老版.xls", "开放文档.ods"])
def test_every_kind_of_file_can_be_stopped(tmp_path, name):
    case = next(case for case in CASES if case.name == name)
    path = tmp_path / name
    case.make(path)

    def stop(_done, _total, text):
        if text == "读取表格":
            raise Cancelled

    with pytest.raises(Cancelled), SheetReader(path, stop) as reader:
        reader._answer()  # nothing was asked, so the child stays silent and the job's own stop is heard
