import pypdfium2
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QFileDialog

from storage.archive.files import resolve_household
from tests.ui.office import VILLAGE, make_archive, worker_over
from ui import card_out, card_preview, print_memory
from ui.card_preview import CardPreview
from ui.message import MessageDialog

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


def test_pages_are_printed_one_after_the_other(qtbot, preview, monkeypatch, tmp_path):
    paper = tmp_path / "printed.pdf"

    def printer(_parent, _cards, _memory):
        made = QPrinter(QPrinter.PrinterMode.HighResolution)
        made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        made.setOutputFileName(str(paper))
        made.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        made.setFullPage(True)
        return made

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


def test_a_print_run_can_be_stopped(qtbot, preview):
    preview.bar.village_button.click()
    preview.cancel()
    qtbot.waitUntil(lambda: preview._job is None, timeout=60_000)
    assert preview.cards is not None
