"""The conflict inbox in the real window: cases of two real archives, decided by real keys."""

import openpyxl
import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QFileDialog

from storage.archive.batches import list_batches
from storage.archive.conflicts import count_conflicts
from storage.archive.files import load_file
from storage.archive.records import RecordChange, delete, load, save
from storage.exchange.packing import make_pack
from storage.exchange.taking import take_packs
from tests.storage.exchange.offices import NAMES, TOWN, VILLAGE, add_household, carry, change, offices
from tests.storage.exchange.sheets import id_number
from tests.ui.exchange.clerk import clerk_at
from ui.inbox.inbox_jobs import load_cards
from ui.inbox.value_dialog import ValueDialog
from ui.photo_reduce import reduce_image

OTHER_ID = id_number("19420115", 301)


@pytest.fixture
def world(tmp_path):
    """The township has taken a pack: phone, name with number, and a person deleted there and changed here."""
    stick = tmp_path / "stick"
    with offices(tmp_path, TOWN, VILLAGE) as (town, village):
        made = [add_household(village, number) for number in range(1, 5)]
        carry(stick, village, town)
        carry(stick, town, village)
        (first, (head, _wife)), (second, (_head2, wife2)), (_third, (head3, _wife3)) = made[:3]
        change(village, "household", first, phone="13800005001")
        change(town, "household", first, phone="13800007001")
        change(village, "member", head, name="孔令甜", id_number=OTHER_ID)
        change(town, "member", head, name="孔令舔")
        change(village, "member", head3, ethnicity="01")
        change(town, "member", head3, ethnicity="02")
        change(village, "member", head3, phone="13811115000")
        change(town, "member", head3, phone="13822225000")
        delete(village, wife2, reason="已去世")
        change(town, "member", wife2, phone="13800009999")
        add_household(village, 99)
        add_household(town, 99)
        taken = take_packs(town, make_pack(village, stick, NAMES[TOWN]).files)
        batch = taken[0].result.batch
    return {"town": tmp_path / NAMES[TOWN], "village": tmp_path / NAMES[VILLAGE], "stick": stick, "batch": batch,
            "first": first, "head": head, "second": second, "wife": wife2, "head3": head3}  # fmt: skip


def open_inbox(clerk):
    page = clerk.show("inbox")
    shown(clerk, page)
    return page


def shown(clerk, page):
    clerk.qtbot.waitUntil(lambda: page.idle and (not page.total or page.case.card is not None), timeout=20_000)
    clerk.wait()


def go_to(clerk, page, kind, facet=""):
    for _turn in range(page.total):
        case = page.case.card.conflict
        if case.kind == kind and (not facet or case.facet == facet):
            return page.case
        clerk.press(Qt.Key.Key_S)
        shown(clerk, page)
    raise AssertionError(f"no {kind} {facet}")


def of(clerk, entity, uid, key):
    return (clerk.ask(lambda archive, _progress: load(archive, entity, uid)) or {}).get(key)


def test_a_value_is_taken_by_arrow_and_enter_and_taken_back(qtbot, world, told):
    with clerk_at(qtbot, world["town"]) as clerk:
        page = open_inbox(clerk)
        total = page.total
        case = go_to(clerk, page, "value", "phone")
        assert case.hasFocus()
        assert case.frames[0].title.text() == "1　本机"
        assert case.frames[1].who.text() == "李梅"
        assert "原来都是：13800000001" in case.base.text()
        assert "<u>" in case.frames[1].values[0].text()
        clerk.press(Qt.Key.Key_Right)
        clerk.press(Qt.Key.Key_Return)
        shown(clerk, page)
        assert page.total == total - 1
        assert of(clerk, "household", world["first"], "phone") == "13800005001"
        assert clerk.window.rail.buttons["inbox"].text() == f"待处理 {total - 1}"
        clerk.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        shown(clerk, page)
        assert page.total == total
        assert of(clerk, "household", world["first"], "phone") == "13800007001"
        assert not told


def test_digits_choose_and_what_stays_goes_to_both_offices(qtbot, world, told, tmp_path):
    with clerk_at(qtbot, world["town"]) as clerk:
        page = open_inbox(clerk)
        go_to(clerk, page, "value", "phone")
        clerk.press(Qt.Key.Key_2)
        clerk.press(Qt.Key.Key_1)
        clerk.press(Qt.Key.Key_Return)
        shown(clerk, page)
        pack = clerk.ask(lambda archive, _progress: make_pack(archive, world["stick"], NAMES[VILLAGE]))
    with clerk_at(qtbot, world["village"]) as clerk:
        clerk.ask(lambda archive, _progress: take_packs(archive, pack.files))
        assert of(clerk, "household", world["first"], "phone") == "13800007001"
        open_ones = [(card.conflict.entity, card.conflict.facet) for card in open_inbox(clerk).model._pages[0]]
        assert ("member", "phone") in open_ones
        assert ("household", "phone") not in open_ones
    assert not told


def test_another_value_is_typed(qtbot, world, told, monkeypatch):
    with clerk_at(qtbot, world["town"]) as clerk:
        page = open_inbox(clerk)
        go_to(clerk, page, "value", "phone")
        card = page.case.card
        dialog = ValueDialog(card, 0, page._around, page)
        qtbot.addWidget(dialog)
        dialog.show()
        editor = dialog.cells[0].editor
        editor.setFocus()
        editor.selectAll()
        qtbot.keyClicks(editor, "13800006001")
        qtbot.keyClick(editor, Qt.Key.Key_Return)
        assert dialog.value == {"phone": "13800006001"}
        page.take_value(card, dialog.value)
        shown(clerk, page)
        assert of(clerk, "household", world["first"], "phone") == "13800006001"
        assert not told


def test_a_name_with_its_number_is_one_case_of_several_fields(qtbot, world, told):
    with clerk_at(qtbot, world["town"]) as clerk:
        page = open_inbox(clerk)
        case = go_to(clerk, page, "value", "identity")
        assert case.title.text().endswith("姓名、证件号码")
        clerk.press(Qt.Key.Key_2)
        clerk.press(Qt.Key.Key_Return)
        shown(clerk, page)
        assert of(clerk, "member", world["head"], "name") == "孔令甜"
        assert of(clerk, "member", world["head"], "id_number") == OTHER_ID


def test_nothing_is_deleted_or_joined_by_an_enter_too_many(qtbot, world, told):
    with clerk_at(qtbot, world["town"]) as clerk:
        page = open_inbox(clerk)
        total = page.total
        for kind in ("deleted", "duplicate"):
            case = go_to(clerk, page, kind)
            assert not any(frame.sign.isVisible() for frame in case.frames)
            clerk.press(Qt.Key.Key_Return)
            shown(clerk, page)
            assert page.total == total
        case = go_to(clerk, page, "deleted")
        kept = next(at for at, way in enumerate(case.ways) if way.text.startswith("保留"))
        clerk.press(Qt.Key.Key_1 + kept)
        clerk.press(Qt.Key.Key_Return)
        shown(clerk, page)
        assert of(clerk, "member", world["wife"], "phone") == "13800009999"
        file = clerk.ask(lambda archive, _progress: load_file(archive, world["second"]))
        assert world["wife"] in [member["uid"] for member in file.members]


def test_two_people_are_told_apart_or_joined(qtbot, world, told):
    with clerk_at(qtbot, world["town"]) as clerk:
        page = open_inbox(clerk)
        total = page.total
        case = go_to(clerk, page, "duplicate")
        assert [way.text for way in case.ways] == ["同一个人", "不是同一个人"]
        assert "8630000000000099" in case.frames[0].who.text()
        clerk.press(Qt.Key.Key_2)
        clerk.press(Qt.Key.Key_Return)
        shown(clerk, page)
        assert page.total == total - 1
        go_to(clerk, page, "duplicate")
        clerk.press(Qt.Key.Key_1)
        clerk.press(Qt.Key.Key_Return)
        shown(clerk, page)
        cards = clerk.ask(lambda archive, progress: load_cards(archive, progress, "", 0, 20))
        assert "duplicate" not in [card.conflict.kind for card in cards]
        # whoever is in two households has to be told which one
        (home,) = [card for card in cards if card.conflict.facet == "household"]
        assert all("西张阿村 8630000000000099" in dict(side.values)["所属户"] for side in home.sides)
        assert not told


def test_a_rule_for_the_whole_batch_can_be_taken_back(qtbot, world, told):
    with clerk_at(qtbot, world["town"]) as clerk:
        page = open_inbox(clerk)
        total = page.total
        page.follow_rule(world["batch"], "theirs")
        shown(clerk, page)
        assert page.total == total - 4
        assert "4 处" in page.said.text()
        assert of(clerk, "household", world["first"], "phone") == "13800005001"
        page.back_button.click()
        shown(clerk, page)
        assert page.total == total
        batches = clerk.ask(lambda archive, _progress: list_batches(archive))
        assert batches[0].kind == "undo"


def test_the_household_page_marks_the_field_and_leads_here(qtbot, world, told):
    with clerk_at(qtbot, world["town"]) as clerk:
        clerk.window.ways.to_household(world["first"])
        clerk.wait()
        page = clerk.window.files.page
        qtbot.waitUntil(lambda: page.conflicts.isVisible(), timeout=10_000)
        assert "2 处待处理" in page.conflicts.text.text()
        assert "待核" in page.tabs.tab("basic").form.cells["phone"].message.text
        page.conflicts.link.click()
        inbox = clerk.window.page("inbox")
        clerk.wait()
        shown(clerk, inbox)
        assert inbox.case.card.conflict.household == world["first"]
        clerk.window.ways.to_household(world["first"])
        clerk.wait()
        page.tabs.tab("basic").form.focus_field("phone")
        editor = page.tabs.tab("basic").form.cells["phone"].editor
        qtbot.waitUntil(editor.hasFocus)
        editor.selectAll()
        qtbot.keyClicks(editor, "13800006111")
        page.save()
        clerk.wait()
        qtbot.waitUntil(lambda: "1 处待处理" in page.conflicts.text.text(), timeout=10_000)
        assert of(clerk, "household", world["first"], "phone") == "13800006111"


def test_a_photo_stands_beside_the_person(qtbot, world, told):
    with clerk_at(qtbot, world["town"]) as clerk:
        from storage.archive.attachments import keep_content

        image = QImage(300, 400, QImage.Format.Format_RGB32)
        image.fill(QColor("#335577"))
        content = reduce_image(image).content

        def add(archive, _progress):
            name = keep_content(archive, content, "照片.jpg")
            values = {"slot": "1", "person": world["head"], "content_hash": name, "file_name": "照片.jpg"}
            save(archive, [RecordChange("attachment", "01900000-0000-7000-8000-000000000001", values,
                                        household=world["first"])])  # fmt: skip

        clerk.ask(add)
        page = open_inbox(clerk)
        case = go_to(clerk, page, "value", "identity")
        qtbot.waitUntil(case.portrait.isVisible, timeout=10_000)
        assert not case.portrait.pixmap().isNull()


def test_the_list_goes_on_paper_with_masked_numbers_and_to_xlsx(qtbot, world, told, tmp_path, monkeypatch):
    with clerk_at(qtbot, world["town"]) as clerk:
        page = open_inbox(clerk)
        for name in ("清单.pdf", "清单.xlsx"):
            monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, name=name: (str(tmp_path / name), ""))
            page.paper_button.click()
            clerk.wait()
        qtbot.waitUntil(lambda: len(told) == 2, timeout=20_000)
        with pypdfium2.PdfDocument(tmp_path / "清单.pdf") as document:
            text = "".join(document[at].get_textpage().get_text_bounded() for at in range(len(document)))
        assert "待核实清单" in text
        assert OTHER_ID not in text
        assert "990000********" in text
        # hidden, but for the digit in which the two differ: 13800007001 against 13800005001
        assert "138****7001" in text.replace("\n", "").replace("\r", "")
        assert "13800007001" not in text
        assert "13822225000" in text
        sheet = openpyxl.load_workbook(tmp_path / "清单.xlsx").active
        cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
        assert not any(OTHER_ID in cell for cell in cells)
        assert sheet.max_row == page.total + 2


def test_an_empty_inbox_says_so_and_holds_the_focus(qtbot, tmp_path, told):
    with offices(tmp_path, TOWN):
        pass
    with clerk_at(qtbot, tmp_path / NAMES[TOWN]) as clerk:
        page = open_inbox(clerk)
        assert page.empty.isVisible()
        assert QApplication.focusWidget() is page
        assert not page.rule_button.isEnabled()
        assert clerk.ask(lambda archive, _progress: count_conflicts(archive)) == 0
