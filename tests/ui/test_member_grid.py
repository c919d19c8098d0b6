import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from tests.ui.editors_helpers import compose, focus
from tests.ui.samples import id_number, session
from ui.editors.id_number import live_message
from ui.edits import Place
from ui.member_columns import COLUMNS, columns_from, columns_of_heading
from ui.member_grid import MemberGrid, read_block
from ui.member_model import LEVEL_ROLE, MemberModel

COLUMN = {one.field: at for at, one in enumerate(COLUMNS)}


@pytest.fixture
def grid(qtbot, around):
    made = MemberGrid(around)
    qtbot.addWidget(made)
    made.resize(820, 300)
    made.show_session(session())
    made.show()
    focus(qtbot, made)
    return made


def editor_of(grid):
    return QApplication.focusWidget()


def put_cursor(grid, row, field):
    grid.setCurrentIndex(grid.rows.index(row, COLUMN[field]))


def cursor(grid):
    at = grid.currentIndex()
    return at.row(), COLUMNS[at.column()].field


def test_the_model_is_sound(around, qtmodeltester):
    model = MemberModel(around)
    model.set_session(session())
    qtmodeltester.check(model)


def test_enter_skips_what_is_computed_and_goes_on_to_the_next_row(grid, qtbot):
    seen = [cursor(grid)]
    for _ in range(9):
        qtbot.keyClick(grid, Qt.Key.Key_Return)
        seen.append(cursor(grid))
    fields = ["name", "relation", "id_number", "ethnicity", "education", "school_state", "health", "labour"]
    assert seen == [(0, field) for field in [*fields, "medical_resident"]] + [(1, "name")]
    qtbot.keyClick(grid, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert cursor(grid) == (0, "medical_resident")


def test_enter_in_the_empty_row_leaves_the_grid(grid, qtbot):
    steps = []
    grid.left.connect(steps.append)
    put_cursor(grid, 2, "name")
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    put_cursor(grid, 0, "name")
    qtbot.keyClick(grid, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert steps == [1, -1]


def test_a_member_is_typed_with_keys_only(grid, qtbot):
    put_cursor(grid, 2, "name")
    qtbot.keyClick(grid, Qt.Key.Key_F2)
    compose(editor_of(grid), "孔维佳")
    qtbot.keyClick(editor_of(grid), Qt.Key.Key_Return)
    assert cursor(grid) == (2, "relation")
    qtbot.keyClicks(grid, "4")
    qtbot.keyClick(editor_of(grid), Qt.Key.Key_Return)
    qtbot.keyClicks(grid, "9")
    qtbot.keyClicks(editor_of(grid), id_number("20010610", "028")[1:])
    qtbot.keyClick(editor_of(grid), Qt.Key.Key_Return)
    assert cursor(grid) == (2, "ethnicity")
    qtbot.keyClicks(grid, "h")
    qtbot.keyClicks(editor_of(grid), "z")
    qtbot.keyClick(editor_of(grid), Qt.Key.Key_Return)
    put_cursor(grid, 2, "health")
    qtbot.keyClicks(grid, "1")
    qtbot.keyClicks(grid, "5")
    qtbot.keyClicks(grid, "1")
    one = grid.rows.session
    person = one.file.members[2]
    assert (person["name"], person["relation"], person["sex"]) == ("孔维佳", "04", "2")
    assert person["birth_date"] == "2001-06-10"
    assert person["ethnicity"] == "01"
    assert one.file.years[2017].members[person["uid"]] == {"health": ["1"], "labour": "5", "medical_resident": True}
    assert grid.rows.text(2, COLUMN["age"]) == "16"
    assert cursor(grid) == (3, "name")


def test_what_a_number_says_is_said_while_it_is_typed(grid, qtbot):
    heard = []
    as_of = grid.rows.session.office.as_of
    grid.number_said.connect(lambda text: heard.append(live_message(text, as_of)))
    put_cursor(grid, 0, "id_number")
    assert heard[-1][0] == "ok"
    qtbot.keyClicks(grid, "9")
    qtbot.keyClicks(editor_of(grid), "900001")
    assert heard[-1] == ("typing", "已输 7 位，还差 11 位")


def test_escape_gives_a_cell_up(grid, qtbot):
    put_cursor(grid, 0, "name")
    qtbot.keyClick(grid, Qt.Key.Key_F2)
    compose(editor_of(grid), "某")
    qtbot.keyClick(editor_of(grid), Qt.Key.Key_Escape)
    assert grid.rows.text(0, 0) == "孔令田"
    assert not grid.rows.session.is_dirty


def test_a_block_from_excel_grows_rows_and_skips_computed_columns(grid, qtbot):
    son, father = id_number("20121212", "011"), id_number("19460102", "031")
    lines = [
        ["孔祥福", "父亲", father, "汉族", "文盲或半文盲", "", "长期慢性病", "无劳动力", "是"],
        ["孔维明", "儿子", son, "汉", "", "小学", "健康", "无劳动能力", "是"],
    ]
    QGuiApplication.clipboard().setText("\r\n".join("\t".join(cells) for cells in lines) + "\r\n")
    put_cursor(grid, 2, "name")
    qtbot.keyClick(grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    one = grid.rows.session
    assert [person["name"] for person in one.file.members[2:]] == ["孔祥福", "孔维明"]
    assert [person["relation"] for person in one.file.members[2:]] == ["11", "03"]
    assert [grid.rows.text(row, COLUMN["age"]) for row in (2, 3)] == ["71", "5"]
    facts = one.file.years[2017].members[one.file.members[3]["uid"]]
    assert (facts["school_state"], facts["labour"], facts["medical_resident"]) == ("03", "5", True)
    assert grid.rows.rowCount() == 5
    one.undo()
    assert len(one.file.members) == 2


def test_a_block_with_sex_and_age_is_laid_one_to_one(grid, qtbot):
    cells = ["孔祥福", "父亲", id_number("19460102", "031"), "男", "71", "汉族", "小学"]
    QGuiApplication.clipboard().setText("\t".join(cells))
    put_cursor(grid, 2, "name")
    qtbot.keyClick(grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert grid.rows.text(2, COLUMN["ethnicity"]) == "01 汉族"
    assert grid.rows.text(2, COLUMN["education"]) == "2 小学"


def test_a_block_with_headings_goes_by_them(grid, qtbot):
    QGuiApplication.clipboard().setText("身份证号\t姓名\t序号\n" + id_number("19460102", "031") + "\t孔祥福\t1")
    put_cursor(grid, 2, "labour")
    qtbot.keyClick(grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert grid.rows.text(2, 0) == "孔祥福"
    assert grid.rows.text(2, COLUMN["age"]) == "71"


def test_what_was_not_understood_stays_and_is_said(grid, qtbot):
    heard = []
    grid.said.connect(lambda tone, text: heard.append((tone, text)))
    QGuiApplication.clipboard().setText("初八\t健康")
    put_cursor(grid, 0, "school_state")
    qtbot.keyClick(grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert heard[-1][0] == "warning"
    assert "已贴 1 行 1 格" in heard[-1][1]
    assert "第 1 行在校状况“初八”" in heard[-1][1]
    assert grid.rows.text(0, COLUMN["school_state"]) == "初八"
    assert grid.rows.index(0, COLUMN["school_state"]).data(LEVEL_ROLE) == "E"
    assert grid.rows.session.get(Place("member_year", "h1-m1", "health")) == ["1"]


def test_the_cell_and_the_row_above_are_copied(grid, qtbot):
    put_cursor(grid, 1, "education")
    qtbot.keyClick(grid, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert grid.rows.text(1, COLUMN["education"]) == "3 初中"
    assert cursor(grid) == (1, "school_state")
    put_cursor(grid, 2, "name")
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(grid, Qt.Key.Key_D, both)
    assert grid.rows.text(2, 0) == ""
    assert grid.rows.text(2, COLUMN["labour"]) == grid.rows.text(1, COLUMN["labour"])


def test_a_block_is_copied_as_excel_reads_it(grid, qtbot):
    grid.selectAll()
    qtbot.keyClick(grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    block = read_block(QGuiApplication.clipboard().text())
    assert block[1][:2] == ["尹秀荣", "02 配偶"]


def test_a_row_is_deleted_and_comes_back(grid, qtbot):
    put_cursor(grid, 1, "name")
    qtbot.keyClick(grid, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    assert [person["name"] for person in grid.rows.session.file.members] == ["孔令田"]
    grid.rows.session.undo()
    grid.refresh()
    assert grid.rows.rowCount() == 3


def test_delete_empties_the_selected_cells(grid, qtbot):
    put_cursor(grid, 0, "education")
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    assert grid.rows.session.get(Place("member_year", "h1-m1", "education")) is None


def test_the_input_method_follows_the_column(grid):
    put_cursor(grid, 0, "name")
    assert grid.inputMethodQuery(Qt.InputMethodQuery.ImEnabled)
    put_cursor(grid, 0, "id_number")
    assert not grid.inputMethodQuery(Qt.InputMethodQuery.ImEnabled)


def test_findings_mark_their_cells(grid):
    grid.rows.show_findings(grid.rows.session.findings())
    levels = {grid.rows.index(0, column).data(LEVEL_ROLE) for column in range(len(COLUMNS))}
    assert "" in levels
    person = grid.rows.session.file.members[1]
    grid.rows.session.set(Place("member", person["uid"], "id_number"), "990000197408210221")
    grid.rows.show_findings(grid.rows.session.findings())
    assert grid.rows.index(1, COLUMN["id_number"]).data(LEVEL_ROLE) == "E"


def test_columns_of_a_block():
    assert columns_of_heading(["张三", "户主"]) is None
    assert columns_of_heading(["姓名", "与户主关系", "备注"]) == [0, 1, None]
    assert columns_from(COLUMN["labour"], 4, ["1", "1", "x", "y"]) == [9, 10, None, None]
