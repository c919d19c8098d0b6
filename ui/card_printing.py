"""Printing: the pages of the PDF are drawn at 300 dpi, one at a time, and laid on the printer's paper."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPen
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

from reports.page_images import PageImage
from ui.background import ArchiveWorker, Job
from ui.card_jobs import Cards, draw_page
from ui.print_memory import PrintMemory

PRINT_DPI = 300
_CROSS_MM = 20.0


def has_printer() -> bool:
    """Tell whether this machine knows any printer."""
    return bool(QPrinterInfo.availablePrinterNames())


def make_printer(size: tuple[float, float], memory: PrintMemory) -> QPrinter:
    """Return a printer for pages of `size` points, set up as remembered; an unknown printer leaves the usual one."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if memory.printer in QPrinterInfo.availablePrinterNames():
        printer.setPrinterName(memory.printer)
    longest = max(size)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A3 if longest > 1000 else QPageSize.PageSizeId.A4))
    across = size[0] > size[1]
    printer.setPageOrientation(QPageLayout.Orientation.Landscape if across else QPageLayout.Orientation.Portrait)
    if memory.tray >= 0:
        printer.setPaperSource(QPrinter.PaperSource(memory.tray))
    printer.setDuplex(sides_for(size, memory.duplex))
    printer.setFullPage(True)
    return printer


def sides_for(size: tuple[float, float], duplex: bool) -> QPrinter.DuplexMode:
    """Return how sheets of `size` are turned: two-up ones lie across and are turned over their short side."""
    if not duplex:
        return QPrinter.DuplexMode.DuplexNone
    return QPrinter.DuplexMode.DuplexShortSide if size[0] > size[1] else QPrinter.DuplexMode.DuplexLongSide


def ask_printer(parent: QWidget, cards: Cards, memory: PrintMemory) -> QPrinter | None:
    """Let the person choose printer and pages in the system's dialog; None where they cancelled."""
    printer = make_printer(cards.size, memory)
    dialog = QPrintDialog(printer, parent)
    dialog.setMinMax(1, cards.pages)
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
    return printer if dialog.exec() == QPrintDialog.DialogCode.Accepted else None


def memory_of(printer: QPrinter, before: PrintMemory) -> PrintMemory:
    """Return what to remember of a printer chosen; the shift stays."""
    duplex = printer.duplex() not in (QPrinter.DuplexMode.DuplexNone, QPrinter.DuplexMode.DuplexAuto)
    return PrintMemory(printer.printerName(), printer.paperSource().value, before.right, before.down, duplex)


class PrintRun(QObject):
    """Prints pages of `cards` one after the other; the window stays alive between them."""

    finished = Signal(int)
    failed = Signal(object)
    progressed = Signal(int, int, str)

    def __init__(
        self,
        worker: ArchiveWorker,
        cards: Cards,
        printer: QPrinter,
        memory: PrintMemory,
        parent: QObject | None = None,
        *,
        pages: Sequence[int] = (),
    ) -> None:
        """Keep what to print, and where: `pages` counted from 0, else the range chosen at the printer."""
        super().__init__(parent)
        self._worker, self._cards, self._printer, self._memory = worker, cards, printer, memory
        first, last = printer.fromPage(), printer.toPage()
        chosen = range(first - 1, min(last, cards.pages)) if first else range(cards.pages)
        self._pages = list(pages or chosen)
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
        if self._painter is None:
            return  # stopped by the person, who was told
        self._end()
        self.failed.emit(problem)

    def _draw(self, image: PageImage) -> None:
        if self._painter is None:
            return
        if self._printed and not self._printer.newPage():
            self._fail(OSError("printer"))
            return
        drawn = QImage(image.pixels, image.width, image.height, image.width * 3, QImage.Format.Format_RGB888)
        self._painter.drawImage(place_on(self._printer, self._memory), drawn)
        self._printed += 1
        self._next()


def place_on(printer: QPrinter, memory: PrintMemory) -> QRectF:
    """Return where a page lies on the paper in the printer's dots, moved as the printer needs it."""
    paper = printer.pageLayout().fullRectPixels(printer.resolution())
    dots = printer.resolution() / 25.4
    return QRectF(memory.right * dots, memory.down * dots, paper.width(), paper.height())


def print_test_page(printer: QPrinter, memory: PrintMemory) -> bool:
    """Print crosses 20 mm from the edges with millimetres beside them; False where the printer can't be begun."""
    painter = QPainter()
    if not painter.begin(printer):
        return False
    dots = printer.resolution() / 25.4
    field = place_on(printer, memory)
    painter.setPen(QPen(Qt.GlobalColor.black, 0.2 * dots))
    far_x, far_y = field.width() - _CROSS_MM * dots, field.height() - _CROSS_MM * dots
    for x, y in ((_CROSS_MM * dots, _CROSS_MM * dots), (far_x, far_y)):
        middle = QPointF(field.left() + x, field.top() + y)
        for step in range(-10, 11):
            long = (2.0 if step % 5 == 0 else 1.0) * dots
            across = QPointF(middle.x() + step * dots, middle.y())
            down = QPointF(middle.x(), middle.y() + step * dots)
            painter.drawLine(QPointF(across.x(), across.y() - long), QPointF(across.x(), across.y() + long))
            painter.drawLine(QPointF(down.x() - long, down.y()), QPointF(down.x() + long, down.y()))
        painter.drawLine(QPointF(middle.x() - 10 * dots, middle.y()), QPointF(middle.x() + 10 * dots, middle.y()))
        painter.drawLine(QPointF(middle.x(), middle.y() - 10 * dots), QPointF(middle.x(), middle.y() + 10 * dots))
    return painter.end()
