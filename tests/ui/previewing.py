"""What tests of the print preview share: reading its PDF, choosing a layout, printing into a file, what was said."""

import pypdfium2
from PySide6.QtCore import QTimer
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from storage.archive.audit import disclosures
from ui import card_out, card_printing
from ui.message import MessageDialog
from ui.print_memory import PrintMemory

NUMBER = "99010400100000"


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


def stay(monkeypatch, module=card_out):
    """Collect what is said instead of waiting for a click."""
    said = []
    monkeypatch.setattr(module.message, "info", lambda _parent, shown: said.append(shown.what))
    monkeypatch.setattr(module.message, "error", lambda _parent, shown: said.append(str(shown)))
    return said
