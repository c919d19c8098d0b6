"""The ways out of the print preview: a printer, a PDF of one's own, the machine's reader; and one page once more."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from ui import message
from ui.background import ArchiveWorker
from ui.card_jobs import Cards, copy_to_open, drop_file, keep_copy, note_printed
from ui.card_printing import PrintRun, ask_printer, has_printer, make_printer, memory_of, print_test_page
from ui.message import Message
from ui.print_memory import PrintMemory, recall, remember
from ui.print_offset import OffsetDialog


class PrintOut(QObject):
    """Brings `cards` out of the window. `progressed` counts pages, `changed` follows a print run's begin and end."""

    progressed = Signal(int, int, str)
    changed = Signal()

    def __init__(self, worker: ArchiveWorker, widget: QWidget) -> None:
        """Ask and tell above `widget`."""
        super().__init__(widget)
        self._worker, self._widget = worker, widget
        self._run: PrintRun | None = None
        self._cards: Cards | None = None

    @property
    def running(self) -> bool:
        """Tell whether pages are on their way to a printer."""
        return self._run is not None

    def save_pdf(self, cards: Cards, name: str) -> None:
        """Keep the pages as a PDF where the person says; `name` is proposed."""
        if not self.sound(cards):
            return
        chosen, _kind = QFileDialog.getSaveFileName(self._widget, "存为 PDF", name, "PDF (*.pdf)")
        if chosen:
            target = Path(chosen if chosen.lower().endswith(".pdf") else f"{chosen}.pdf")
            kept = partial(self._kept, cards)
            self._worker.submit(partial(keep_copy, cards=cards, target=target), kept, self._failed)

    def _kept(self, cards: Cards, target: Path) -> None:
        message.info(self._widget, Message(f"已存为 PDF：{target}", cards.figures))

    def _failed(self, problem: Exception) -> None:
        message.error(self._widget, problem)

    def open_pdf(self, cards: Cards) -> None:
        """Open a copy of the pages in the machine's own reader."""
        if self.sound(cards):
            self._worker.submit(partial(copy_to_open, cards=cards), self._open, self._failed)

    def _open(self, file: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(file))):
            drop_file(file)
            told = Message("这台电脑没有能打开 PDF 的程序。", "数据没有改动。", "请用“存为 PDF”拿到别处打开。")
            message.error(self._widget, told)

    def sound(self, cards: Cards) -> bool:
        """Ask before characters leave on paper that must be seen to by hand; True where there are none."""
        if not cards.warnings:
            return True
        return message.question(
            self._widget,
            Message(
                f"有 {len(cards.warnings)} 处的字印不出或需要核对。",
                "印不出的字已写成字码，没有丢掉，也没有印成方框。",
                "可以先改正再打印；照打的请手写补上。",
                "\n".join(cards.warnings),
            ),
            yes="照样继续",
            no="先不打印",
        )

    def print_cards(self, cards: Cards, duplex: bool) -> None:
        """Print what the person chooses in the system's dialog."""
        if not self.sound(cards):
            return
        memory = self._memory(cards, duplex)
        printer = ask_printer(self._widget, cards, memory)
        if printer is not None:
            memory = memory_of(printer, memory)
            remember(cards.layout.name, memory)
            self._start(cards, printer, memory)

    def print_page(self, cards: Cards, page: int, duplex: bool) -> None:
        """Print one page once more on the printer used last, without asking."""
        if has_printer():
            memory = self._memory(cards, duplex)
            self._start(cards, make_printer(cards.size, memory), memory, (page,))

    def _memory(self, cards: Cards, duplex: bool) -> PrintMemory:
        return replace(recall(cards.layout.name), duplex=duplex)

    def _start(self, cards: Cards, printer: QPrinter, memory: PrintMemory, pages: tuple[int, ...] = ()) -> None:
        self._cards = cards
        self._run = PrintRun(self._worker, cards, printer, memory, self, pages=pages)
        self._run.progressed.connect(self.progressed)
        self._run.finished.connect(self._printed)
        self._run.failed.connect(self._not_printed)
        self.changed.emit()
        self._run.start()

    def cancel(self) -> None:
        """Stop printing; pages already sent stay sent."""
        if self._run is not None:
            self._run.cancel()

    def _printed(self, pages: int) -> None:
        self._run = None
        self.changed.emit()
        if self._cards is not None and pages:
            self._worker.submit(partial(note_printed, cards=self._cards, pages=pages))
        told = "这次打印已记入打印登记。" if pages else ""
        message.info(self._widget, Message(f"已送往打印机 {pages:,} 页。", told))

    def _not_printed(self, _problem: Exception) -> None:
        self._run = None
        self.changed.emit()
        remedy = "检查打印机是否开机、有纸，再打印一次，或存为 PDF。"
        message.error(self._widget, Message("打印没有完成。", "数据没有改动。", remedy))

    def calibrate(self, cards: Cards) -> None:
        """Move a layout's print by a few millimetres."""
        layout, size = cards.layout, cards.size

        def test(memory: PrintMemory) -> None:
            if not print_test_page(make_printer(size, memory), memory):
                self._not_printed(OSError("printer"))

        dialog = OffsetDialog(layout.label, recall(layout.name), test if has_printer() else None, self._widget)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            remember(layout.name, dialog.memory)
