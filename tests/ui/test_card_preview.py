import pytest
from PySide6.QtCore import Qt

from reports.layouts import OfficeChange
from reports.office import keep_change
from tests.ui.office import VILLAGE
from tests.ui.previewing import answer_with, audit, choose, text_of
from ui import card_preview


def test_numbers_are_masked_until_someone_says_otherwise(qtbot, preview):
    assert "990000197203150010" not in text_of(preview.cards.file.read_bytes())
    answer_with(qtbot, Qt.Key.Key_Escape)
    preview.bar.full_button.click()
    assert not preview.bar.full_button.isChecked()
    assert preview.order.full is False
    answer_with(qtbot, Qt.Key.Key_Return)
    preview.bar.full_button.click()
    qtbot.waitUntil(lambda: preview._job is None and preview.cards.order.full, timeout=30_000)
    assert "9900001972031500" in text_of(preview.cards.file.read_bytes())


def test_a_whole_village_goes_into_one_file(qtbot, preview):
    assert preview.cards.households == 1
    preview.bar.village_button.click()
    qtbot.waitUntil(lambda: preview._job is None and preview.cards.households == 30, timeout=60_000)
    assert preview.cards.pages >= 30
    qtbot.keyClick(preview.view, Qt.Key.Key_PageDown)
    assert preview.bar.page_box.value() == 2
    qtbot.keyClick(preview.view, Qt.Key.Key_PageUp)
    assert preview.page == 0


def test_page_keys_work_from_the_first_moment(qtbot, preview):
    qtbot.waitUntil(lambda: preview.focusWidget() is preview.view, timeout=30_000)
    choose(qtbot, preview, "file")
    preview.show_cards(preview.household, "孔令田", VILLAGE, "西张阿村")
    assert preview.focusWidget() is preview.view


def test_keys_zoom(qtbot, preview):
    before = preview.view.page.pixmap().width()
    preview.view.setFocus()
    qtbot.keyClick(preview.view, Qt.Key.Key_Plus)
    qtbot.waitUntil(lambda: preview.view.page.pixmap().width() > before, timeout=30_000)
    qtbot.keyClick(preview.view, Qt.Key.Key_0)
    qtbot.waitUntil(lambda: preview.view.page.pixmap().width() == before, timeout=30_000)


def test_leaving_the_page_removes_the_temporary_file(preview):
    file = preview.cards.file.path
    assert file.exists()
    preview.hide()
    assert not file.exists()


def test_leaving_while_it_is_laid_out_leaves_nothing_behind_either(qtbot, preview):
    folder = preview.cards.file.path.parent
    preview.bar.village_button.click()
    preview.hide()
    qtbot.waitUntil(lambda: preview._job is None, timeout=60_000)
    assert preview.cards is None
    assert list(folder.glob("*.pdf")) == []


def test_every_layout_can_be_chosen_and_shows_its_title(qtbot, preview):
    choose(qtbot, preview, "income")
    assert "家庭收入核算表" in text_of(preview.cards.file.read_bytes())
    assert preview.cards.households == 1
    choose(qtbot, preview, "file")
    assert preview.cards.pages >= 3
    assert preview.view.paper_width == pytest.approx(210, abs=0.1)


def test_a_notice_is_of_the_village_and_never_shows_whole_numbers(qtbot, preview):
    choose(qtbot, preview, "notice_list")
    assert preview.cards.households == 30
    assert preview.bar.village_button.isChecked()
    for button in (preview.bar.one_button, preview.bar.pick_button, preview.bar.full_button):
        assert not button.isEnabled()
    text = text_of(preview.cards.file.read_bytes())
    assert "公示" in text
    assert "1380000" not in text
    choose(qtbot, preview, "card")
    assert preview.bar.one_button.isEnabled()


def test_a_notice_without_anybody_says_so_and_shows_no_page(qtbot, preview):
    choose(qtbot, preview, "notice_out")
    assert "没有要列入“退出公示”的户" in preview.bar.notice.text()
    assert preview.cards is None
    assert not preview.bar.print_button.isEnabled()
    choose(qtbot, preview, "card")
    assert preview.cards is not None


def test_ticked_households_are_printed_in_the_order_of_the_list(qtbot, preview, monkeypatch):
    class Picked:
        DialogCode = card_preview.PickDialog.DialogCode

        def __init__(self, people, _ticked, _parent):
            self.model = self
            self.people = people

        def exec(self):
            return self.DialogCode.Accepted

        def chosen(self):
            return tuple(one.uid for one in self.people[3:6])

    monkeypatch.setattr(card_preview, "PickDialog", Picked)
    preview.bar.pick_button.click()
    qtbot.waitUntil(lambda: preview._job is None and preview.cards.households == 3, timeout=30_000)
    text = text_of(preview.cards.file.read_bytes())
    places = [text.index(f"户编号 9901040010{n:04d}") for n in (3, 4, 5)]
    assert places == sorted(places)
    assert preview.order.extent == "3 户"


def test_both_sides_register_and_paper_are_for_this_run(qtbot, preview):
    preview.bar.village_button.click()
    preview.bar.register_action.trigger()
    qtbot.waitUntil(lambda: preview._job is None, timeout=60_000)
    assert "打印登记表" in text_of(preview.cards.file.read_bytes())
    preview.bar.use_paper("two_up")
    preview.bar.options_changed.emit()
    qtbot.waitUntil(lambda: preview._job is None, timeout=60_000)
    assert preview.cards.size[0] > preview.cards.size[1]
    assert preview.view.paper_width == pytest.approx(297, abs=0.1)
    choose(qtbot, preview, "members")
    assert preview.bar.paper == ""


def test_a_page_number_typed_turns_there(qtbot, preview):
    preview.bar.village_button.click()
    qtbot.waitUntil(lambda: preview._job is None and preview.cards.pages >= 30, timeout=60_000)
    preview.bar.page_box.setFocus()
    preview.bar.page_box.selectAll()
    qtbot.keyClicks(preview.bar.page_box, "12")
    qtbot.keyClick(preview.bar.page_box, Qt.Key.Key_Return)
    assert preview.page == 11


def test_the_office_s_wording_shows_at_once(qtbot, preview, monkeypatch):
    qtbot.waitUntil(lambda: bool(preview.choice.layouts), timeout=30_000)

    def edit(editor):
        editor.title.setText("微山县帮扶明白卡")
        editor.phone.setText("0537-7500001")
        editor.keep_button.click()
        qtbot.waitUntil(lambda: editor.result() == 1, timeout=30_000)

    monkeypatch.setattr(card_preview.LayoutEditor, "exec", edit)
    preview.bar.edit_button.click()
    qtbot.waitUntil(lambda: preview._job is None, timeout=30_000)
    text = text_of(preview.cards.file.read_bytes())
    assert "微山县帮扶明白卡" in text
    assert "0537-7500001" in text


def test_a_personal_number_in_a_notice_is_refused_in_the_editor(qtbot, preview, monkeypatch):
    choose(qtbot, preview, "notice_list")

    def edit(editor):
        editor.wording["closing"].setPlainText("请打 13800001234")
        editor.keep_button.click()
        qtbot.waitUntil(lambda: not editor.trouble.isHidden(), timeout=30_000)
        assert "像证件号、手机号或卡号" in editor.trouble.text()

    monkeypatch.setattr(card_preview.LayoutEditor, "exec", edit)
    preview.bar.edit_button.click()
    assert "1380000" not in preview.choice.layouts["notice_list"].wording["closing"]


def test_all_of_it_can_be_reached_by_tab(qtbot, preview):
    preview.bar.layouts.setFocus()
    reached = set()
    for _step in range(30):
        reached.add(preview.focusWidget())
        qtbot.keyClick(preview.focusWidget(), Qt.Key.Key_Tab)
    bar = preview.bar
    for part in (
        bar.layouts, bar.pick_button, bar.full_button, bar.options_button, bar.edit_button, bar.page_box,
        bar.smaller_button, bar.open_button, bar.print_button, preview.view,
    ):  # fmt: skip
        assert part in reached or not part.isEnabled()
        assert part.accessibleName()


def test_an_office_that_prints_in_full_sees_it_so_and_it_is_written_down(qtbot, preview):
    assert "990000197203150010" not in text_of(preview.cards.file.read_bytes())
    done = []
    change = OfficeChange(masked=False)
    preview._worker.submit(lambda archive, _progress: keep_change(archive, "card", change), done.append)
    qtbot.waitUntil(lambda: bool(done), timeout=30_000)
    preview.show_cards(preview.household, "孔令田", VILLAGE, "西张阿村")
    qtbot.waitUntil(lambda: preview._job is None and preview.cards.order.full, timeout=30_000)
    assert preview.bar.full_button.isChecked()
    assert "9900001972031500" in text_of(preview.cards.file.read_bytes())
    assert ("帮扶明白卡（完整号码）", "1 户") in audit(preview, qtbot)
