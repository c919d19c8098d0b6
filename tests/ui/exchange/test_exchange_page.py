"""The exchange page in the real window: real archives in folders, real pack files on a stick, real keys."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog

from storage.archive.archive import open_archive
from storage.archive.conflicts import count_conflicts
from storage.archive.records import load
from storage.exchange.packing import make_pack
from storage.exchange.taking import take_packs
from tests.storage.exchange.offices import (
    NAMES,
    TOWN,
    VILLAGE,
    add_household,
    carry,
    change,
    offices,
    open_office,
)
from tests.storage.exchange.sheets import RESOURCES
from tests.ui.exchange.clerk import clerk_at
from ui import message
from ui.exchange.meet_dialog import MeetDialog
from ui.exchange.pack_dialog import STRANGER, PackDialog
from ui.exchange.preview_lines import Effect
from ui.message import MessageDialog


@pytest.fixture
def world(tmp_path):
    """A village and its township know each other; both have changed the phone of the first household since."""
    stick = tmp_path / "stick"
    with offices(tmp_path, TOWN, VILLAGE) as (town, village):
        households = [add_household(village, number) for number in range(1, 5)]
        carry(stick, village, town)
        carry(stick, town, village)
        first, (head, _wife) = households[0]
        change(village, "household", first, phone="13800005001")
        change(town, "household", first, phone="13800007001")
        change(village, "member", head, ethnicity="01")
        made = make_pack(village, stick, NAMES[TOWN])
    return {"town": tmp_path / NAMES[TOWN], "village": tmp_path / NAMES[VILLAGE], "pack": made.files[0],
            "stick": stick, "household": first, "head": head, "root": tmp_path}  # fmt: skip


def texts(page):
    model = page.view.model
    return [[model.data(model.index(row, at)) for at in range(model.columnCount())] for row in range(model.rowCount())]


def test_the_board_says_what_came_last_and_what_waits(qtbot, world, told):
    with clerk_at(qtbot, world["town"]) as clerk:
        page = clerk.show("exchange")
        line = page.board.marked
        assert line.office == NAMES[VILLAGE]
        assert (line.last_in.number, line.last_out.number) == (1, 1)
        assert page.board.slips.rowCount() == 2
        assert page.board.office_table.hasFocus()
        assert not told


def test_a_pack_is_previewed_merged_and_taken_back(qtbot, world, told, monkeypatch):
    with clerk_at(qtbot, world["town"]) as clerk:
        page = clerk.preview(world["pack"])
        rows = texts(page)
        assert [row[1] for row in rows] == ["冲突", "补空"]
        assert rows[0][5:8] == ["户联系电话", "13800007001", "13800005001"]
        assert rows[1][5:8] == ["民族", "", "汉族"]
        assert "李梅" in rows[0][8]
        assert NAMES[VILLAGE] in rows[0][8]
        assert clerk.ask(lambda archive, _progress: load(archive, "member", world["head"])).get("ethnicity") is None

        clerk.merge(page)
        assert clerk.ask(lambda archive, _progress: load(archive, "member", world["head"]))["ethnicity"] == "01"
        assert clerk.window.rail.buttons["inbox"].text() == "待处理 1"
        assert page.frame.inbox_button.hasFocus()

        monkeypatch.setattr(message, "question", lambda *_args, **_named: True)
        page.frame.undo_button.click()
        qtbot.waitUntil(lambda: page.preview is None, timeout=20_000)
        clerk.wait()
        assert "已撤销本批" in told[0].what
        assert clerk.ask(lambda archive, _progress: load(archive, "member", world["head"])).get("ethnicity") is None
        assert clerk.window.rail.buttons["inbox"].text() == "待处理"
        assert len(page.now.held) == 2


def test_a_line_left_for_now_by_space_is_taken_up_later(qtbot, world, told):
    with clerk_at(qtbot, world["town"]) as clerk:
        page = clerk.preview(world["pack"])
        clerk.press(Qt.Key.Key_Space)
        assert texts(page)[0][1] == "先放着"
        assert page.frame.count.text().startswith("先放着 1 行")
        clerk.merge(page)
        assert clerk.ask(lambda archive, _progress: count_conflicts(archive)) == 0
        clerk.press(Qt.Key.Key_Escape)
        clerk.wait()
        page.board.held_chip.click()
        (held,) = page.now.held
        assert (held.field, held.value) == ("户联系电话", "13800005001")
        page.board.held_table.setFocus()
        page.board.held_table.selectRow(0)
        clerk.press(Qt.Key.Key_Return)
        clerk.wait()
        assert clerk.ask(lambda archive, _progress: count_conflicts(archive)) == 1
        assert not page.now.held
        assert not told


def test_filters_narrow_the_preview(qtbot, world, told):
    with clerk_at(qtbot, world["town"]) as clerk:
        page = clerk.preview(world["pack"])
        page.view.show_only(Effect.CONFLICT)
        clerk.settled(page)
        assert [row[1] for row in texts(page)] == ["冲突"]
        page.view.show_only()
        page.view.text.setText("汉族")
        clerk.settled(page)
        assert [row[5] for row in texts(page)] == ["民族"]


def test_every_refusal_has_its_own_sentence(qtbot, world, told, tmp_path):
    whole = world["pack"].read_bytes()
    damaged, cut, other, sheet = (tmp_path / name for name in ("坏.hdpack", "断.hdpack", "别人的.hdpack", "表.xlsx"))
    damaged.write_bytes(whole[: len(whole) // 2] + bytes([whole[len(whole) // 2] ^ 1]) + whole[len(whole) // 2 + 1 :])
    cut.write_bytes(whole[:-40])
    sheet.write_bytes(b"PK\x03\x04 no pack")
    with open_archive(world["town"], resources=RESOURCES) as town:
        other.write_bytes(make_pack(town, tmp_path, NAMES[VILLAGE]).files[0].read_bytes())
    with clerk_at(qtbot, world["town"]) as clerk:
        page = clerk.preview(damaged, cut, sheet, tmp_path / "没有了.hdpack")
        said = {one.file.name: one.sentence for one in page.preview.taken}
        assert "已损坏" in said["坏.hdpack"]
        assert "已损坏" in said["断.hdpack"]
        assert "不是户档的交换包" in said["表.xlsx"]
        assert said["没有了.hdpack"]
        assert not page.frame.merge_button.isEnabled()
        clerk.wait()
        clerk.press(Qt.Key.Key_Escape)
        clerk.wait()
        assert {slip.state for slip in page.now.slips if not slip.out} == {"没有取用", "已取用"}
        assert "没有取用" in page.board.notes.text()
    with clerk_at(qtbot, world["village"]) as clerk:
        page = clerk.preview(world["pack"])
        assert clerk.ask(lambda archive, _progress: take_packs(archive, [world["pack"]], dry_run=True))[0].sentence
    assert not told


def test_the_same_pack_twice_changes_nothing_and_says_so(qtbot, world, told):
    with clerk_at(qtbot, world["town"]) as clerk:
        page = clerk.preview(world["pack"])
        clerk.merge(page)
        page = clerk.preview(world["pack"])
        assert "以前已经取用过" in page.frame.packs.lines[0].text()
        assert page.view.empty.text() == "没有要改动的内容。"


def test_a_drop_on_the_page_opens_the_preview(qtbot, world, told):
    with clerk_at(qtbot, world["town"]) as clerk:
        page = clerk.show("exchange")
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(world["pack"]))])
        copy, no_key = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
        page.dropEvent(QDropEvent(QPointF(QPoint(200, 300)), copy, data, Qt.MouseButton.LeftButton, no_key))
        qtbot.waitUntil(lambda: page.preview is not None and page.idle, timeout=20_000)
        clerk.settled(page)
        assert len(page.preview) == 2


def test_a_pack_is_made_by_keys_and_remembered(qtbot, world, told, tmp_path):
    with clerk_at(qtbot, world["village"]) as clerk:
        page = clerk.show("exchange")
        dialog = PackDialog(clerk.worker, page.now, page.board.marked.division, page)
        qtbot.addWidget(dialog)
        dialog.show()
        dialog.folder.setText(str(world["stick"]))
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: dialog.result_pack is not None, timeout=20_000)
        assert dialog.result_pack.files[0].exists()
        assert f"给“{NAMES[TOWN]}”的第 {dialog.result_pack.number} 号包已写好" in dialog.done_title.text()
        dialog.folder.setText(str(tmp_path / "没有这个盘"))
        dialog.back_button.click()
        dialog._go_on()
        qtbot.waitUntil(lambda: dialog.idle, timeout=20_000)
        assert "找不到文件夹" in dialog.trouble.text()
        dialog.reject()
        page.reload()
        clerk.wait()
        assert page.now.folder == str(world["stick"])
        assert page.board.marked.unacknowledged


def test_assumed_as_received_after_a_question(qtbot, world, told, monkeypatch):
    with clerk_at(qtbot, world["village"]) as clerk:
        page = clerk.show("exchange")
        asked = []
        monkeypatch.setattr(message, "question", lambda _parent, what, **_named: asked.append(what) or True)
        page.board.assume_button.click()
        clerk.wait()
        assert "第 2 号包" in asked[0].what
        assert not page.board.marked.unacknowledged
        assert page.board.slips.row(0).state == "视为已收到"


def test_a_passphrase_pack_asks_and_opens(qtbot, world, told, tmp_path):
    with open_office(tmp_path / "邻村", "370826111211") as stranger:
        add_household(stranger, 77, village="370826111211")
        locked = make_pack(stranger, tmp_path, NAMES[TOWN], passphrase="correct horse battery").files[0]
    with clerk_at(qtbot, world["town"]) as clerk:
        page = clerk.show("exchange")
        typed = iter(["wrong wrong wrong", "correct horse battery"])
        heads = []

        def answer():
            dialog = QApplication.activeModalWidget()
            if not isinstance(dialog, MessageDialog) or not dialog.isVisible():
                QTimer.singleShot(20, answer)
                return
            heads.append(dialog.accessibleName())
            dialog.edit.setText(next(typed))
            qtbot.keyClick(dialog, Qt.Key.Key_Return)

        QTimer.singleShot(20, answer)
        page.open_packs([locked])
        qtbot.waitUntil(lambda: len(heads) == 1 and page.idle and bool(page._wrong), timeout=20_000)
        assert "口令不对" in page.frame.packs.lines[0].text()
        QTimer.singleShot(20, answer)
        page.frame.packs.buttons[0].click()
        qtbot.waitUntil(lambda: page.preview is not None and bool(page.preview.good) and page.idle, timeout=20_000)
        assert heads == ["这个包用口令加锁。", "口令不对，请再试一次。"]
        assert page.preview.counts.new


def test_a_pack_for_a_stranger_wants_a_name_and_a_passphrase(qtbot, world, told):
    with clerk_at(qtbot, world["village"]) as clerk:
        page = clerk.show("exchange")
        dialog = PackDialog(clerk.worker, page.now, "", page)
        qtbot.addWidget(dialog)
        dialog.show()
        dialog.office_box.setCurrentIndex(dialog.office_box.findData(STRANGER))
        dialog.folder.setText(str(world["stick"]))
        dialog._go_on()
        assert "口令" in dialog.trouble.text()
        dialog.name.setText("县档案馆")
        dialog.passphrase.setText("correct horse battery")
        dialog._go_on()
        qtbot.waitUntil(lambda: dialog.result_pack is not None, timeout=20_000)
        dialog.reject()


def test_two_offices_meet_in_the_window(qtbot, tmp_path, told, monkeypatch):
    names = {TOWN: tmp_path / "town", VILLAGE: tmp_path / "village"}
    for division, folder in names.items():
        open_office(folder, division).close()
    request, certificate = tmp_path / "stick" / "a.req", tmp_path / "stick" / "a.cert"
    request.parent.mkdir()

    with clerk_at(qtbot, names[VILLAGE]) as clerk:
        dialog = MeetDialog(clerk.worker, clerk.show("exchange").now, clerk.window)
        qtbot.addWidget(dialog)
        dialog.show()
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(request), ""))
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: dialog.idle and request.exists(), timeout=20_000)
        digits = dialog.own_digits.text()
        assert len(digits.split()) == 6
        assert str(request) in dialog.file_label.text()
        dialog.reject()

    with clerk_at(qtbot, names[TOWN]) as clerk:
        dialog = MeetDialog(clerk.worker, clerk.show("exchange").now, clerk.window)
        qtbot.addWidget(dialog)
        dialog.show()
        dialog.open_certificate(request)
        qtbot.waitUntil(lambda: dialog.idle, timeout=20_000)
        assert "不是证书文件" in dialog.trouble.text()
        dialog.open_request(request)
        qtbot.waitUntil(lambda: dialog.idle, timeout=20_000)
        assert dialog.digits.text() == digits
        assert NAMES[VILLAGE] in dialog.who.text()
        assert not dialog.on_button.isEnabled()
        qtbot.keyClick(dialog.by_phone, Qt.Key.Key_Space)
        assert dialog.on_button.isEnabled()
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(certificate), ""))
        dialog.on_button.click()
        qtbot.waitUntil(lambda: dialog.idle and certificate.exists(), timeout=20_000)
        assert "已登记" in dialog.done_title.text()
        dialog.reject()

    with clerk_at(qtbot, names[VILLAGE]) as clerk:
        page = clerk.show("exchange")
        dialog = MeetDialog(clerk.worker, page.now, clerk.window)
        qtbot.addWidget(dialog)
        dialog.show()
        dialog.open_certificate(certificate)
        qtbot.waitUntil(lambda: dialog.idle, timeout=20_000)
        assert NAMES[TOWN] in dialog.done_title.text()
        dialog.reject()
        page.reload()
        clerk.wait()
        assert page.board.marked.office == NAMES[TOWN]
    assert not told


def test_ten_thousand_lines_scroll_by_pages(qtbot, tmp_path, told):
    """Only what is in sight is fetched; the last line is there at once."""
    from tests.ui.exchange.many_lines import many_lines

    with offices(tmp_path, TOWN) as (town,):
        preview = many_lines(town, 10_000)
    with clerk_at(qtbot, tmp_path / NAMES[TOWN]) as clerk:
        page = clerk.show("exchange")
        page._tried(preview)
        clerk.settled(page)
        view = page.view
        assert view.model.rowCount() == 10_000
        view.table.scrollToBottom()
        view.table.grab()
        qtbot.waitUntil(lambda: view.model.row(9_999) is not None, timeout=20_000)
        assert len(view.model._pages) <= 3
        assert view.model.row(9_999).new == "13800009999"
        view.leave_button.click()
        assert sum(preview.left) == 10_000
        assert len(preview.leaves()) == 10_000
