from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from storage.archive.divisions import Division, shipped_children
from ui.division_cascade import DivisionCascade, office_name

RESOURCES = Path(__file__).parents[2] / "resources"


@pytest.fixture
def cascade(qtbot):
    widget = DivisionCascade(
        lambda code: shipped_children(RESOURCES, code), lambda name: ["wsx"] if name == "微山县" else []
    )
    qtbot.addWidget(widget)
    widget.show()
    return widget


def type_and_enter(qtbot, cascade, text):
    cascade.filter.setText(text)
    qtbot.keyClick(cascade.filter, Qt.Key.Key_Return)


def test_every_province_is_offered_first(cascade):
    assert cascade.list.count() == 31


def test_typing_and_enter_lead_down_to_the_village(qtbot, cascade):
    for text in ("山东", "济宁", "wsx", "微山岛", "西张阿"):
        type_and_enter(qtbot, cascade, text)
    assert [one.name for one in cascade.path][:4] == ["山东省", "济宁市", "微山县", "微山岛镇"]
    assert cascade.division is not None
    assert len(cascade.division.code) == 12
    assert cascade.trail.text().endswith("微山岛镇 › 西张阿村")


def test_enter_on_the_first_line_takes_the_chosen_division(qtbot, cascade):
    type_and_enter(qtbot, cascade, "37")
    type_and_enter(qtbot, cascade, "3708")
    with qtbot.waitSignal(cascade.accepted, timeout=1000):
        qtbot.keyClick(cascade.filter, Qt.Key.Key_Return)
    assert cascade.division == Division("3708", "济宁市")


def test_backspace_in_the_empty_line_goes_up(qtbot, cascade):
    type_and_enter(qtbot, cascade, "37")
    qtbot.keyClick(cascade.filter, Qt.Key.Key_Backspace)
    assert cascade.path == []


def test_arrows_mark_another_line(qtbot, cascade):
    type_and_enter(qtbot, cascade, "37")
    qtbot.keyClick(cascade.filter, Qt.Key.Key_Down)
    qtbot.keyClick(cascade.filter, Qt.Key.Key_Return)
    assert cascade.division == Division("3701", "济南市")


def test_nothing_fits_and_enter_does_nothing(qtbot, cascade):
    type_and_enter(qtbot, cascade, "没有这个地方")
    assert cascade.path == []


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ([], ""),
        ([Division("37", "山东省"), Division("3708", "济宁市"), Division("370826", "微山县")], "微山县乡村振兴局"),
        ([Division("370826108", "微山岛镇")], "微山岛镇乡村振兴办公室"),
        ([Division("370826108201", "西张阿村委会")], "西张阿村"),
    ],
)
def test_the_office_name_follows_from_the_division(path, expected):
    assert office_name(path) == expected


def test_what_fits_nothing_says_so_and_cannot_be_taken(qtbot, cascade):
    type_and_enter(qtbot, cascade, "37")
    type_and_enter(qtbot, cascade, "zz")
    assert cascade.division == Division("37", "山东省")
    assert "没有符合的区划" in cascade.list.item(0).text()
    cascade.list.itemClicked.emit(cascade.list.item(0))
    assert cascade.division == Division("37", "山东省")
