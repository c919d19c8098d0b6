"""Printing: the pages of the PDF are drawn at 300 dpi, one at a time, and laid on the printer's paper."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QImage, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

from reports.page_images import PageImage
from ui.background import ArchiveWorker, Job
from ui.card_jobs import Cards, draw_page

PRINT_DPI = 300


def has_printer() -> bool:
    """Tell whether this machine knows any printer."""
    return bool(QPrinterInfo.availablePrinterNames())


def ask_printer(parent: QWidget, pages: int) -> QPrinter | None:
    """Let the person choose the printer and the pages; None where they cancelled."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    dialog = QPrintDialog(printer, parent)
    dialog.setMinMax(1, pages)
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
    return printer if dialog.exec() == QPrintDialog.DialogCode.Accepted else None


class PrintRun(QObject):
    """Prints the pages of `cards` one after the other; the window stays alive between them."""

    finished = Signal(int)
    failed = Signal(object)
    progressed = Signal(int, int, str)

    def __init__(self, worker: ArchiveWorker, cards: Cards, printer: QPrinter, parent: QObject | None = None) -> None:
        """Keep what to print, and where."""
        super().__init__(parent)
        self._worker, self._cards, self._printer = worker, cards, printer
        first, last = printer.fromPage(), printer.toPage()
        self._pages = list(range(first - 1, last)) if first else list(range(cards.pages))
        self._printed = 0
        self._painter: QPainter | None = None
        self._job: Job | None = None

    def start(self) -> None:
        """Begin with the first page."""
        self._painter = QPainter()
        if not self._painter.begin(self._printer):
            self._painter = None
            self.failed.emit(OSError("printer"))
            return
        self._next()

    def cancel(self) -> None:
        """Stop after the page being drawn; pages already sent stay sent."""
        if self._job is not None:
            self._job.cancel()
        if self._painter is not None:
            self._printer.abort()
            self._end()
            self.finished.emit(self._printed)

    def _end(self) -> None:
        if self._painter is not None:
            self._painter.end()
            self._painter = None

    def _next(self) -> None:
        if self._painter is None:
            return
        if self._printed == len(self._pages):
            self._end()
            self.finished.emit(self._printed)
            return
        self.progressed.emit(self._printed, len(self._pages), f"打印第 {self._printed + 1} / {len(self._pages)} 页")
        job = partial(draw_page, file=self._cards.file, page=self._pages[self._printed], dpi=PRINT_DPI)
        self._job = self._worker.submit(job, self._draw, self._fail)

    def _fail(self, problem: Exception) -> None:
        self._end()
        self.failed.emit(problem)

    def _draw(self, image: PageImage) -> None:
        if self._painter is None:
            return
        if self._printed:
            self._printer.newPage()
        drawn = QImage(image.pixels, image.width, image.height, image.width * 3, QImage.Format.Format_RGB888)
        paper = self._printer.pageLayout().fullRectPixels(self._printer.resolution())
        self._painter.drawImage(QRectF(0, 0, paper.width(), paper.height()), drawn)
        self._printed += 1
        self._next()
