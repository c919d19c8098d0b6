from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import Qt

from storage.archive.archive import create_archive, open_archive
from storage.archive.lists import HouseholdRow
from storage.archive.records import RecordChange, save
from tests.ui.samples import RESOURCES, VILLAGE, office
from ui.background import ArchiveWorker
from ui.household_list import HouseholdList
from ui.household_row import badge_of
from ui.list_model import PAGE, ROW_ROLE, HouseholdListModel

MANY = 400


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    data = tmp_path_factory.mktemp("list") / "data"
    with create_archive(data, division=VILLAGE[:9], office="某镇", user="录入员", resources=RESOURCES) as archive:
        changes = []
        for at in range(MANY):
            uid = f"h{at:04d}"
            village = VILLAGE if at % 2 else VILLAGE[:9] + "202"
            changes.append(RecordChange("household", uid, {"number": f"9901{at:08d}", "division": village}))
            name = "李德厚" if at == 137 else f"张某{at}"
            member = {"name": name, "relation": "01"}
            changes.append(RecordChange("member", f"{uid}-1", member, household=uid))
        save(archive, changes)
    return data


@pytest.fixture
def worker(folder):
    made = ArchiveWorker(partial(open_archive, folder, resources=RESOURCES))
    made.wait_opened()
    yield made
    made.close()


@pytest.fixture
def shown(qtbot, worker):
    made = HouseholdList(worker, office().codes)
    qtbot.addWidget(made)
    made.resize(200, 600)
    made.show()
    with qtbot.waitSignal(made.loaded):
        made.set_scope("")
    qtbot.waitUntil(lambda: not worker.busy)
    return made


def test_the_model_is_sound(qtbot, worker, qtmodeltester):
    model = HouseholdListModel(worker)
    model.set_ids(list(range(1, MANY + 1)))
    qtmodeltester.check(model)
    qtbot.waitUntil(lambda: not worker.busy)


def test_only_the_pages_looked_at_are_fetched(qtbot, worker):
    model = HouseholdListModel(worker)
    model.set_ids(list(range(1, MANY + 1)))
    assert model.index(5).data(ROW_ROLE) is None
    with qtbot.waitSignal(model.fetched):
        pass
    assert model.index(5).data(ROW_ROLE).number == "990100000005"
    assert set(model._pages) == {0}
    assert model.index(PAGE).data(ROW_ROLE) is None
    qtbot.waitUntil(lambda: not worker.busy)


def test_totals_stand_below(shown):
    assert "400 户 400 人" in shown.footer.text()
    assert "有错 400" in shown.footer.text()


def test_the_list_is_filtered_while_typing_by_initials(shown, qtbot):
    with qtbot.waitSignal(shown.loaded):
        qtbot.keyClicks(shown.filter, "ldh")
    assert len(shown.model.ids) == 1
    assert "筛出 1 / 400 户" in shown.footer.text()
    with qtbot.waitSignal(shown.wanted) as wanted:
        qtbot.keyClick(shown.filter, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: shown.model.row(0) is not None)
        qtbot.keyClick(shown.view, Qt.Key.Key_Return)
    assert wanted.args == ["h0137"]
    with qtbot.waitSignal(shown.loaded):
        qtbot.keyClick(shown.filter, Qt.Key.Key_Escape)
    assert len(shown.model.ids) == MANY


def test_a_place_shows_its_own_households_only(shown, qtbot):
    with qtbot.waitSignal(shown.loaded):
        shown.set_scope(VILLAGE)
    assert len(shown.model.ids) == MANY // 2


def test_stepping_opens_neighbours_and_stops_at_the_ends(shown, qtbot):
    heard = []
    shown.wanted.connect(heard.append)
    shown.open_first()
    qtbot.waitUntil(lambda: heard == ["h0000"])
    assert shown.step(1)
    qtbot.waitUntil(lambda: heard == ["h0000", "h0001"])
    assert shown.step(-1)
    assert not shown.step(-1)


def test_a_line_far_down_opens_when_its_row_has_come(shown, qtbot):
    with qtbot.waitSignal(shown.wanted) as wanted:
        shown._open_line(MANY - 1)
    assert wanted.args == ["h0399"]


def test_the_funnel_goes_through_what_can_be_shown(shown, qtbot):
    with qtbot.waitSignal(shown.loaded):
        shown.funnel.click()
    assert shown.query.only == "errors"
    assert len(shown.model.ids) == MANY


def test_badges():
    blank: dict[str, Any] = dict.fromkeys(HouseholdRow.__slots__, "")
    row = replace(HouseholdRow(**blank), errors=0, completeness=88)
    assert badge_of(row) == ("", "88%")
    assert badge_of(replace(row, completeness=100)) == ("ok", "√ 完整")
    assert badge_of(replace(row, completeness=100, errors=2)) == ("error", "× 2 处")
