import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from storage.archive.records import RecordChange, save
from tests.reports.reading import codes
from tests.ui.office import VILLAGE
from tests.ui.previewing import answer_with, audit, pdf_printer, stay, text_of
from ui import card_out, card_preview
from ui.print_memory import PrintMemory, recall, remember


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


def test_a_print_run_can_be_stopped(qtbot, preview):
    preview.bar.village_button.click()
    preview.cancel()
    qtbot.waitUntil(lambda: preview._job is None, timeout=60_000)
    assert preview.cards is not None


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
    assert codes(paper, 0) == codes(preview.cards.file.read_bytes(), 6) != codes(preview.cards.file.read_bytes(), 5)


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
    assert text_of(opened[0]) == text_of(preview.cards.file.read_bytes())
    assert ("用阅读器打开：帮扶明白卡", "1 户，1 户 1 页") in audit(preview, qtbot)


def test_a_machine_without_a_reader_is_told(qtbot, preview, monkeypatch):
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    said = stay(monkeypatch)
    preview.bar.open_button.click()
    qtbot.waitUntil(lambda: bool(said), timeout=30_000)
    assert "没有能打开 PDF 的程序" in said[0]
