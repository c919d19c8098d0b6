import pypdfium2
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDesktopServices
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QFileDialog

from reports.layouts import OfficeChange
from reports.office import keep_change
from storage.archive.audit import disclosures
from storage.archive.files import resolve_household
from storage.archive.records import RecordChange, save
from tests.reports.reading import codes
from tests.ui.office import VILLAGE, make_archive, worker_over
from ui import card_out, card_preview, card_printing, print_memory
from ui.card_preview import CardPreview
from ui.message import MessageDialog
from ui.print_memory import PrintMemory, recall, remember

NUMBER = "99010400100000"


@pytest.fixture(autouse=True)
def own_settings(monkeypatch, tmp_path):
    """What the machine remembers about printing goes into the test's own folder."""
    monkeypatch.setattr(print_memory, "memory_file", lambda: tmp_path / "printing.json")


@pytest.fixture
def preview(qtbot, data_folder):
    with make_archive(data_folder, households=30) as archive:
        household = resolve_household(archive, NUMBER)
    with worker_over(data_folder) as worker:
        widget = CardPreview(worker)
        qtbot.addWidget(widget)
        widget.resize(1100, 700)
        widget.show()
        widget.show_cards(household, "孔令田", VILLAGE, "西张阿村")
        wait_for_page(qtbot, widget)
        yield widget


def wait_for_page(qtbot, widget):
    qtbot.waitUntil(lambda: widget.cards is not None and widget._job is None, timeout=30_000)
    qtbot.waitUntil(lambda: not widget.view.page.pixmap().isNull(), timeout=30_000)


def text_of(file):
    document = pypdfium2.PdfDocument(file)
    try:
        return "".join(document[at].get_textpage().get_text_range() for at in range(len(document)))
    finally:
        document.close()


def answer_with(qtbot, key):
    def press():
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, MessageDialog)
        qtbot.keyClick(dialog, key)

    QTimer.singleShot(0, press)


def test_numbers_are_masked_until_someone_says_otherwise(qtbot, preview):
    assert "990000197203150010" not in text_of(preview.cards.file)
    answer_with(qtbot, Qt.Key.Key_Escape)
    preview.bar.full_button.click()
    assert not preview.bar.full_button.isChecked()
    assert preview.order.full is False
    answer_with(qtbot, Qt.Key.Key_Return)
    preview.bar.full_button.click()
    qtbot.waitUntil(lambda: preview._job is None and preview.cards.order.full, timeout=30_000)
    assert "9900001972031500" in text_of(preview.cards.file)


def test_a_whole_village_goes_into_one_file(qtbot, preview):
    assert preview.cards.households == 1
    preview.bar.village_button.click()
    qtbot.waitUntil(lambda: preview._job is None and preview.cards.households == 30, timeout=60_000)
    assert preview.cards.pages >= 30
    qtbot.keyClick(preview.view, Qt.Key.Key_PageDown)
    assert preview.bar.page_box.value() == 2
    qtbot.keyClick(preview.view, Qt.Key.Key_PageUp)
    assert preview.page == 0


def test_keys_zoom(qtbot, preview):
    before = preview.view.page.pixmap().width()
    preview.view.setFocus()
    qtbot.keyClick(preview.view, Qt.Key.Key_Plus)
    qtbot.waitUntil(lambda: preview.view.page.pixmap().width() > before, timeout=30_000)
    qtbot.keyClick(preview.view, Qt.Key.Key_0)
    qtbot.waitUntil(lambda: preview.view.page.pixmap().width() == before, timeout=30_000)


def test_without_a_printer_the_button_saves_a_pdf(qtbot, preview, monkeypatch, tmp_path):
    monkeypatch.setattr(card_preview, "has_printer", lambda: False)
    preview._enable()
    assert preview.bar.print_button.text().startswith("存为 PDF")
    assert not preview.bar.save_button.isVisible()
    target = tmp_path / "户卡.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), ""))
    said = []
    monkeypatch.setattr(card_out.message, "info", lambda _parent, shown: said.append(shown.what))
    preview.bar.print_button.click()
    qtbot.waitUntil(lambda: bool(said), timeout=30_000)
    assert target.read_bytes() == preview.cards.file.read_bytes()


def pdf_printer(file, cards, memory=None, first=0, last=0):
    """A printer that prints into a PDF, for pages of the size of `cards`."""
    made = card_printing.make_printer(cards.size, memory or PrintMemory())
    made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    made.setOutputFileName(str(file))
    if first:
        made.setFromTo(first, last)
    return made


def choose(qtbot, preview, layout):
    bar = preview.bar
    qtbot.waitUntil(lambda: bar.layouts.count() > 0, timeout=30_000)
    bar.layouts.setCurrentIndex(bar.layouts.findData(layout))
    bar.layouts.activated.emit(bar.layouts.currentIndex())
    qtbot.waitUntil(lambda: preview._job is None, timeout=60_000)


def audit(preview, qtbot):
    got = []
    preview._worker.submit(lambda archive, _progress: disclosures(archive), got.append)
    qtbot.waitUntil(lambda: bool(got), timeout=30_000)
    return [(line.action, line.detail) for line in got[0]]


def test_pages_are_printed_one_after_the_other(qtbot, preview, monkeypatch, tmp_path):
    paper = tmp_path / "printed.pdf"

    def printer(_parent, cards, _memory):
        return pdf_printer(paper, cards)

    monkeypatch.setattr(card_preview, "has_printer", lambda: True)
    monkeypatch.setattr(card_out, "ask_printer", printer)
    said = []
    monkeypatch.setattr(card_out.message, "info", lambda _parent, shown: said.append(shown.what))
    pages = preview.cards.pages
    preview.print_cards()
    qtbot.waitUntil(lambda: bool(said), timeout=60_000)
    document = pypdfium2.PdfDocument(paper)
    try:
        assert len(document) == pages
        assert [round(side) for side in document.get_page_size(0)] == [595, 842]
    finally:
        document.close()


def test_leaving_the_page_removes_the_temporary_file(preview):
    file = preview.cards.file
    assert file.exists()
    preview.hide()
    assert not file.exists()


def test_leaving_while_it_is_laid_out_leaves_nothing_behind_either(qtbot, preview):
    folder = preview.cards.file.parent
    preview.bar.village_button.click()
    preview.hide()
    qtbot.waitUntil(lambda: preview._job is None, timeout=60_000)
    assert preview.cards is None
    assert list(folder.glob("*.pdf")) == []


def test_a_print_run_can_be_stopped(qtbot, preview):
    preview.bar.village_button.click()
    preview.cancel()
    qtbot.waitUntil(lambda: preview._job is None, timeout=60_000)
    assert preview.cards is not None


def stay(monkeypatch, module=card_out):
    """Collect what is said instead of waiting for a click."""
    said = []
    monkeypatch.setattr(module.message, "info", lambda _parent, shown: said.append(shown.what))
    monkeypatch.setattr(module.message, "error", lambda _parent, shown: said.append(str(shown)))
    return said


def test_every_layout_can_be_chosen_and_shows_its_title(qtbot, preview):
    choose(qtbot, preview, "income")
    assert "家庭收入核算表" in text_of(preview.cards.file)
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
    text = text_of(preview.cards.file)
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
    text = text_of(preview.cards.file)
    places = [text.index(f"户编号 9901040010{n:04d}") for n in (3, 4, 5)]
    assert places == sorted(places)
    assert preview.order.extent == "3 户"


def test_both_sides_register_and_paper_are_for_this_run(qtbot, preview):
    preview.bar.village_button.click()
    preview.bar.register_action.trigger()
    qtbot.waitUntil(lambda: preview._job is None, timeout=60_000)
    assert "打印登记表" in text_of(preview.cards.file)
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


def test_a_range_is_printed_and_written_down_and_the_printer_remembered(qtbot, preview, monkeypatch, tmp_path):
    preview.bar.village_button.click()
    qtbot.waitUntil(lambda: preview._job is None and preview.cards.pages >= 30, timeout=60_000)
    monkeypatch.setattr(card_preview, "has_printer", lambda: True)
    paper = tmp_path / "range.pdf"
    monkeypatch.setattr(card_out, "ask_printer", lambda _p, cards, memory: pdf_printer(paper, cards, memory, 2, 4))
    monkeypatch.setattr(card_out, "memory_of", lambda _printer, before: PrintMemory("一楼", 2, before.right, 0.0, True))
    said = stay(monkeypatch)
    remember("card", PrintMemory(right=1.0))
    preview.print_cards()
    qtbot.waitUntil(lambda: bool(said), timeout=60_000)
    assert said == ["已送往打印机 3 页。"]
    assert len(pypdfium2.PdfDocument(paper)) == 3
    assert recall("card") == PrintMemory("一楼", 2, 1.0, 0.0, True)
    assert recall("file") == PrintMemory()
    assert ("打印：帮扶明白卡", f"{VILLAGE}，30 户，送出 3 页") in audit(preview, qtbot)


def test_one_page_is_printed_again_without_asking(qtbot, preview, monkeypatch, tmp_path):
    preview.bar.village_button.click()
    qtbot.waitUntil(lambda: preview._job is None and preview.cards.pages >= 30, timeout=60_000)
    preview.turn(6)
    paper = tmp_path / "again.pdf"
    monkeypatch.setattr(card_out, "has_printer", lambda: True)
    monkeypatch.setattr(card_out, "make_printer", lambda size, _memory: pdf_printer(paper, preview.cards))
    said = stay(monkeypatch)
    preview.print_this_page()
    qtbot.waitUntil(lambda: bool(said), timeout=60_000)
    assert said == ["已送往打印机 1 页。"]
    assert len(pypdfium2.PdfDocument(paper)) == 1
    assert codes(paper, 0) == codes(preview.cards.file, 6) != codes(preview.cards.file, 5)


def left_edge(file):
    image = pypdfium2.PdfDocument(file)[0].render(scale=300 / 72).to_pil().convert("L")
    return image.point(lambda value: 255 * (value < 128)).getbbox()[:2]


def test_a_shift_moves_the_print_by_millimetres(qtbot, preview, monkeypatch, tmp_path):
    said = stay(monkeypatch)
    edges = []
    for n, memory in enumerate((PrintMemory(), PrintMemory(right=3.0, down=-2.0))):
        paper = tmp_path / f"{n}.pdf"
        preview.out._start(preview.cards, pdf_printer(paper, preview.cards), memory)
        qtbot.waitUntil(lambda n=n: len(said) == n + 1, timeout=60_000)
        edges.append(left_edge(paper))
    assert edges[1][0] - edges[0][0] == pytest.approx(3 * 300 / 25.4, abs=2)
    assert edges[1][1] - edges[0][1] == pytest.approx(-2 * 300 / 25.4, abs=2)


def test_characters_to_see_to_are_listed_before_anything_is_printed(qtbot, preview, monkeypatch, tmp_path):
    uid = preview.household

    def rename(archive, _progress):
        member = archive.connection.execute("SELECT uid FROM member WHERE household = ?", (uid,)).fetchone()[0]
        save(archive, [RecordChange("member", member, {"name": "王\U00031350\ue7c7"})], reason="改名")

    done = []
    preview._worker.submit(rename, done.append)
    qtbot.waitUntil(lambda: bool(done), timeout=30_000)
    preview.reorder()
    qtbot.waitUntil(lambda: preview._job is None, timeout=30_000)
    told = preview.bar.notice.text()
    assert "U+31350" in told
    assert "疑似造字 U+E7C7" in told
    target = tmp_path / "户卡.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), ""))
    answer_with(qtbot, Qt.Key.Key_Escape)
    preview.save_pdf()
    assert not target.exists()
    said = stay(monkeypatch)
    answer_with(qtbot, Qt.Key.Key_Return)
    preview.save_pdf()
    qtbot.waitUntil(lambda: bool(said), timeout=30_000)
    assert target.exists()
    assert ("存为 PDF：帮扶明白卡", "1 户，1 户 1 页") in audit(preview, qtbot)


def test_a_copy_is_opened_in_the_reader(qtbot, preview, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or True)
    preview.bar.open_button.click()
    qtbot.waitUntil(lambda: bool(opened), timeout=30_000)
    assert text_of(opened[0]) == text_of(preview.cards.file)
    assert ("用阅读器打开：帮扶明白卡", "1 户，1 户 1 页") in audit(preview, qtbot)


def test_a_machine_without_a_reader_is_told(qtbot, preview, monkeypatch):
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    said = stay(monkeypatch)
    preview.bar.open_button.click()
    qtbot.waitUntil(lambda: bool(said), timeout=30_000)
    assert "没有能打开 PDF 的程序" in said[0]


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
    text = text_of(preview.cards.file)
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
    assert "990000197203150010" not in text_of(preview.cards.file)
    done = []
    change = OfficeChange(masked=False)
    preview._worker.submit(lambda archive, _progress: keep_change(archive, "card", change), done.append)
    qtbot.waitUntil(lambda: bool(done), timeout=30_000)
    preview.show_cards(preview.household, "孔令田", VILLAGE, "西张阿村")
    qtbot.waitUntil(lambda: preview._job is None and preview.cards.order.full, timeout=30_000)
    assert preview.bar.full_button.isChecked()
    assert "9900001972031500" in text_of(preview.cards.file)
    assert ("帮扶明白卡（完整号码）", "1 户") in audit(preview, qtbot)
