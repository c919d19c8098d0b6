"""Preview of household cards: look at every page, then save as PDF or print; one household or a whole village."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from reports.page_images import PageImage
from storage.archive.progress import Cancelled
from ui import message
from ui.background import ArchiveWorker, Job
from ui.card_jobs import CardOrder, Cards, draw_page, drop_file, keep_copy, make_cards
from ui.card_printing import PrintRun, ask_printer, has_printer
from ui.message import Message
from ui.page_view import FIT, PageView
from ui.style import icon

WARNINGS_SHOWN = 20


def small_button(text: str, name: str, icon_name: str = "", *, checkable: bool = False) -> QPushButton:
    """Return a tool-bar button with its accessible name."""
    button = QPushButton(text)
    button.setAccessibleName(name)
    button.setToolTip(name)
    button.setAutoDefault(False)
    button.setCheckable(checkable)
    if icon_name:
        button.setIcon(icon(icon_name))
    return button


class CardPreview(QWidget):
    """Pages of the cards of one household or one village. `closed` asks the window to go back."""

    closed = Signal()

    def __init__(self, worker: ArchiveWorker, parent: QWidget | None = None) -> None:
        """Start empty; `show_cards` fills it."""
        super().__init__(parent)
        self._worker = worker
        self.household = self.household_name = self.scope = self.scope_name = ""
        self.order: CardOrder | None = None
        self.cards: Cards | None = None
        self.page = 0
        self._job: Job | None = None
        self._drawing: Job | None = None
        self._run: PrintRun | None = None
        self.view = PageView()
        self._make_buttons()
        self._make_progress()
        self._arrange()
        self._enable()

    # building

    def _make_buttons(self) -> None:
        self.one_button = small_button("本户", "只预览本户", checkable=True)
        self.village_button = small_button("全村", "预览全村各户", checkable=True)
        self.range = QButtonGroup(self)
        for button in (self.one_button, self.village_button):
            self.range.addButton(button)
            button.setProperty("segment", True)
        self.full_button = small_button("显示完整号码", "显示完整证件号、电话、银行卡号", "eye", checkable=True)
        self.previous_button = small_button("", "上一页 PgUp", "chevron-left")
        self.next_button = small_button("", "下一页 PgDn", "chevron-right")
        self.smaller_button = small_button("", "缩小 -", "zoom-out")
        self.larger_button = small_button("", "放大 +", "zoom-in")
        self.fit_button = small_button("适合 0", "适合宽度 0")
        self.page_label = QLabel()
        self.page_label.setMinimumWidth(self.fontMetrics().horizontalAdvance("第 000 / 000 页") + 8)
        self.page_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.save_button = small_button("存为 PDF", "存为 PDF 文件", "file-type-pdf")
        self.print_button = small_button("打印 Ctrl+P", "打印", "printer")
        self.print_button.setShortcut("Ctrl+P")
        self.print_button.setProperty("primary", True)
        self.print_button.setIcon(icon("printer", "on_primary"))
        self.one_button.clicked.connect(lambda: self._reorder())
        self.village_button.clicked.connect(lambda: self._reorder())
        self.full_button.clicked.connect(self._toggle_full)
        self.previous_button.clicked.connect(lambda: self.turn(-1))
        self.next_button.clicked.connect(lambda: self.turn(1))
        self.smaller_button.clicked.connect(lambda: self.view.step_zoom(False))
        self.larger_button.clicked.connect(lambda: self.view.step_zoom(True))
        self.fit_button.clicked.connect(lambda: self.view.set_zoom(FIT))
        self.save_button.clicked.connect(self.save_pdf)
        self.print_button.clicked.connect(self.print_cards)
        self.view.turned.connect(self.turn)
        self.view.dpi_wanted.connect(lambda _dpi: self._draw())

    def _make_progress(self) -> None:
        self.progress = QWidget()
        self.progress_text = QLabel()
        self.progress_bar = QProgressBar()
        self.progress_bar.setAccessibleName("进度")
        self.progress_bar.setTextVisible(False)
        self.cancel_button = small_button("取消", "取消")
        self.cancel_button.clicked.connect(self.cancel)
        row = QHBoxLayout(self.progress)
        row.setContentsMargins(10, 4, 10, 4)
        row.addWidget(self.progress_text)
        row.addWidget(self.progress_bar, 1)
        row.addWidget(self.cancel_button)
        self.progress.hide()

    def _arrange(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(10, 8, 10, 8)
        bar.setSpacing(6)
        for part in (self.one_button, self.village_button, None, self.full_button):
            bar.addSpacing(8) if part is None else bar.addWidget(part)
        bar.addStretch(1)
        for part in (self.previous_button, self.page_label, self.next_button):
            bar.addWidget(part)
        bar.addSpacing(8)
        for part in (self.smaller_button, self.fit_button, self.larger_button):
            bar.addWidget(part)
        bar.addStretch(1)
        bar.addWidget(self.save_button)
        bar.addWidget(self.print_button)
        self.notice = QLabel()
        self.notice.setWordWrap(True)
        self.notice.setProperty("notice", True)
        self.notice.setContentsMargins(10, 2, 10, 6)
        self.notice.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(self.progress)
        layout.addWidget(self.notice)
        layout.addWidget(self.view, 1)

    # what is shown

    def show_cards(self, household: str, household_name: str, scope: str = "", scope_name: str = "") -> None:
        """Preview a household's card; the village `scope` (division code) is one button away.

        With `household` empty the whole village is shown at once.
        """
        self.household, self.household_name, self.scope, self.scope_name = household, household_name, scope, scope_name
        self.one_button.setText(f"本户 {household_name}".strip())
        self.village_button.setText(f"全村 {scope_name}".strip())
        self.one_button.setEnabled(bool(household))
        self.village_button.setEnabled(bool(scope))
        (self.one_button if household else self.village_button).setChecked(True)
        self.full_button.setChecked(False)
        self._reorder()

    def _reorder(self) -> None:
        if self.one_button.isChecked():
            order = CardOrder(household=self.household, full=self.full_button.isChecked())
        else:
            order = CardOrder(scope=self.scope, full=self.full_button.isChecked())
        self.order = order
        if self._job is not None:
            self._job.cancel()
        self._report(0, 0, "正在排版户卡…")
        self._job = self._worker.submit(
            partial(make_cards, order=order), partial(self._arrived, order), partial(self._failed, order), self._report
        )
        self._enable()

    def _arrived(self, order: CardOrder, cards: Cards) -> None:
        if order is not self.order:
            return
        self._job = None
        self.cards, self.page = cards, 0
        self.progress.hide()
        listed = cards.warnings[:WARNINGS_SHOWN]
        more = f"\n……还有 {len(cards.warnings) - len(listed)} 条" if len(cards.warnings) > len(listed) else ""
        self.notice.setText("\n".join(f"⚠ {text}" for text in listed) + more)
        self.notice.setVisible(bool(listed))
        self._draw()
        self._enable()
        self.view.setFocus()

    def _failed(self, order: CardOrder, problem: Exception) -> None:
        if order is not self.order:
            return
        self._job = None
        self.progress.hide()
        self._enable()
        if not isinstance(problem, Cancelled):
            message.error(self, problem)

    def _toggle_full(self, full: bool) -> None:
        if full and not message.question(
            self,
            Message(
                "在户卡上显示完整的证件号、电话和银行卡号？",
                "张贴、发放的户卡应遮盖号码；显示完整号码只用于内部存档。",
                "离开预览后恢复遮盖。",
            ),
            yes="显示完整号码",
        ):
            self.full_button.setChecked(False)
            return
        self._reorder()

    # pages

    def turn(self, step: int) -> None:
        """Show the page `step` pages on."""
        if self.cards is None:
            return
        page = max(0, min(self.cards.pages - 1, self.page + step))
        if page != self.page:
            self.page = page
            self._draw()
            self._enable()

    def _draw(self) -> None:
        if self.cards is None or not self.cards.pages:
            return
        if self._drawing is not None:
            self._drawing.cancel()
        file, page = self.cards.file, self.page
        self._drawing = self._worker.submit(
            partial(draw_page, file=file, page=page, dpi=self.view.dpi),
            partial(self._drawn, file, page),
            self._not_drawn,
        )

    def _drawn(self, file: Path, page: int, image: PageImage) -> None:
        if self.cards is not None and file == self.cards.file and page == self.page:
            self.view.show_image(image.width, image.height, image.pixels)

    def _not_drawn(self, problem: Exception) -> None:
        if not isinstance(problem, Cancelled):
            message.error(self, problem)

    def _enable(self) -> None:
        pages = self.cards.pages if self.cards is not None else 0
        ready = pages > 0 and self._job is None and self._run is None
        printer = has_printer()
        self.page_label.setText(f"第 {self.page + 1} / {pages} 页" if pages else "")
        self.previous_button.setEnabled(self.page > 0)
        self.next_button.setEnabled(self.page + 1 < pages)
        self.save_button.setEnabled(ready)
        self.save_button.setVisible(printer)
        self.print_button.setEnabled(ready)
        self.print_button.setText("打印 Ctrl+P" if printer else "存为 PDF Ctrl+P")
        self.print_button.setToolTip("打印" if printer else "这台电脑没有打印机，可存为 PDF 拿到别处打印")
        self.print_button.setShortcut("Ctrl+P")

    def _report(self, done: int, total: int, text: str) -> None:
        self.progress_bar.setRange(0, total)
        self.progress_bar.setValue(done)
        self.progress_text.setText(text)
        self.progress.show()

    def cancel(self) -> None:
        """Stop laying out or printing; what was shown stays."""
        if self._run is not None:
            self._run.cancel()
        elif self._job is not None:
            self._job.cancel()

    # leaving on paper

    def _proposed_name(self) -> str:
        one = self.cards is not None and bool(self.cards.order.household)
        return f"户卡-{self.household_name if one else self.scope_name or '全部'}.pdf"

    def save_pdf(self) -> None:
        """Keep the cards as a PDF where the person says."""
        if self.cards is None:
            return
        name, _kind = QFileDialog.getSaveFileName(self, "存为 PDF", self._proposed_name(), "PDF (*.pdf)")
        if name:
            target = Path(name if name.lower().endswith(".pdf") else f"{name}.pdf")
            job = partial(keep_copy, file=self.cards.file, target=target)
            self._worker.submit(job, self._kept, partial(message.error, self))

    def _kept(self, target: Path) -> None:
        cards = self.cards
        figure = f"{cards.households:,} 户 {cards.pages:,} 页" if cards is not None else ""
        message.info(self, Message(f"已存为 PDF：{target}", figure))

    def print_cards(self) -> None:
        """Print, or save as PDF where there is no printer."""
        if self.cards is None:
            return
        if not has_printer():
            self.save_pdf()
            return
        printer = ask_printer(self, self.cards.pages)
        if printer is None:
            return
        self._run = PrintRun(self._worker, self.cards, printer, self)
        self._run.progressed.connect(self._report)
        self._run.finished.connect(self._printed)
        self._run.failed.connect(self._not_printed)
        self._enable()
        self._run.start()

    def _printed(self, pages: int) -> None:
        self._run = None
        self.progress.hide()
        self._enable()
        message.info(self, Message(f"已送往打印机 {pages:,} 页。"))

    def _not_printed(self, _problem: Exception) -> None:
        self._run = None
        self.progress.hide()
        self._enable()
        message.error(
            self,
            Message("打印没有完成。", "户卡和数据没有改动。", "检查打印机是否开机、有纸，再打印一次，或存为 PDF。"),
        )

    def forget(self) -> None:
        """Drop the pages and the temporary PDF: it holds personal data."""
        self.view.clear()
        if self.cards is not None:
            drop_file(self.cards.file)
        self.cards = None
        self._enable()

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave no PDF behind when the page is left."""
        super().hideEvent(event)
        if not event.spontaneous() and self._job is None and self._run is None:
            self.forget()
