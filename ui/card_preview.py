"""Print preview: choose what to print and for whom, look at every page, then print it, keep it or open it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from reports.layouts import Layout, OfficeChange
from reports.page_images import PageImage
from reports.problems import ReportProblem
from storage.archive.progress import Cancelled
from storage.archive.sealed_file import SealedFile
from ui import message
from ui.background import ArchiveWorker, Job
from ui.card_bar import PreviewBar
from ui.card_jobs import (
    FIRST_LAYOUT,
    Candidate,
    CardOrder,
    Cards,
    LayoutChoice,
    candidates,
    draw_page,
    drop_file,
    keep_layout,
    make_cards,
    read_layouts,
)
from ui.card_out import PrintOut
from ui.card_pick import PickDialog
from ui.card_printing import has_printer
from ui.layout_editor import LayoutEditor
from ui.message import Message
from ui.page_view import FIT, PageView
from ui.print_memory import recall

WARNINGS_SHOWN = 20
_POINTS_TO_MM = 25.4 / 72


class CardPreview(QWidget):
    """Pages of a layout for one household, a village or ticked households. `closed` asks the window to go back."""

    closed = Signal()

    def __init__(self, worker: ArchiveWorker, parent: QWidget | None = None) -> None:
        """Start empty; `show_cards` fills it."""
        super().__init__(parent)
        self._worker = worker
        self.household = self.household_name = self.scope = self.scope_name = ""
        self.ticked: tuple[str, ...] = ()
        self.choice = LayoutChoice({}, "")
        self.order: CardOrder | None = None
        self.cards: Cards | None = None
        self.page = 0
        self._job: Job | None = None
        self._drawing: Job | None = None
        self.view = PageView()
        self.bar = PreviewBar()
        self.out = PrintOut(worker, self)
        self._connect()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self.view, 1)
        self._enable()

    def _connect(self) -> None:
        bar = self.bar
        bar.layouts.activated.connect(lambda _at: self._layout_chosen())
        bar.one_button.clicked.connect(lambda: self.reorder())
        bar.village_button.clicked.connect(lambda: self.reorder())
        bar.pick_button.clicked.connect(self.pick)
        bar.full_button.clicked.connect(self._toggle_full)
        bar.options_changed.connect(self.reorder)
        bar.offset_action.triggered.connect(lambda: self.cards is not None and self.out.calibrate(self.cards))
        bar.edit_button.clicked.connect(self.edit_layout)
        bar.previous_button.clicked.connect(lambda: self.turn(-1))
        bar.next_button.clicked.connect(lambda: self.turn(1))
        bar.page_box.valueChanged.connect(lambda number: self.turn(number - 1 - self.page))
        bar.smaller_button.clicked.connect(lambda: self.view.step_zoom(False))
        bar.larger_button.clicked.connect(lambda: self.view.step_zoom(True))
        bar.fit_button.clicked.connect(lambda: self.view.set_zoom(FIT))
        bar.save_button.clicked.connect(self.save_pdf)
        bar.open_button.clicked.connect(lambda: self.cards is not None and self.out.open_pdf(self.cards))
        bar.this_page_button.clicked.connect(self.print_this_page)
        bar.print_button.clicked.connect(self.print_cards)
        bar.cancel_button.clicked.connect(self.cancel)
        self.out.progressed.connect(self._report)
        self.out.changed.connect(self._run_changed)
        self.view.turned.connect(self.turn)
        self.view.dpi_wanted.connect(lambda _dpi: self._draw())

    # what is shown

    @property
    def layout_shown(self) -> Layout | None:
        """Return the layout chosen, None until the layouts are known."""
        return self.choice.layouts.get(self.bar.layout_name)

    def show_cards(self, household: str, household_name: str, scope: str = "", scope_name: str = "") -> None:
        """Preview a household's card; the village `scope` (division code) is one button away.

        With `household` empty the whole village is shown at once.
        """
        self.household, self.household_name, self.scope, self.scope_name = household, household_name, scope, scope_name
        self.ticked = ()
        self.bar.name_ranges(household_name if household else "", scope_name if scope else "")
        self.bar.use_range(self.bar.one_button if household else self.bar.village_button)
        self.bar.full_button.setChecked(False)
        self._worker.submit(read_layouts, self._begin)
        self.reorder()
        self.view.setFocus()  # PgDn turns pages from the first moment

    def _begin(self, choice: LayoutChoice) -> None:
        """The layouts are known: an office that prints this one in full does not have to ask for it each time."""
        self._take_layouts(choice)
        layout = self.layout_shown
        if layout is not None and not layout.masked:
            self._layout_chosen()
        else:
            self._enable()

    def _take_layouts(self, choice: LayoutChoice) -> None:
        self.choice = choice
        self.bar.show_layouts(choice.layouts)

    def _layout_chosen(self) -> None:
        """Another layout: what hangs in public is of a village, and shows nothing in full."""
        layout = self.layout_shown
        if layout is None:
            return
        bar = self.bar
        if layout.public:
            bar.use_range(bar.village_button)
        elif self.household and not self.ticked and not bar.village_button.isChecked():
            bar.use_range(bar.one_button)
        bar.full_button.setChecked(not layout.masked)
        bar.duplex_action.setChecked(recall(layout.name).duplex)
        bar.use_paper("")
        self.reorder()

    def _order(self) -> CardOrder:
        bar, layout = self.bar, self.layout_shown
        public = layout is not None and layout.public
        households: tuple[str, ...] = ()
        if bar.one_button.isChecked() and not public:
            households = (self.household,)
        elif bar.pick_button.isChecked():
            households = self.ticked
        return CardOrder(
            bar.layout_name or FIRST_LAYOUT, households, "" if households else self.scope,
            bar.full_button.isChecked() and not public, bar.paper, bar.duplex_action.isChecked(),
            bar.register_action.isChecked() and not public,
        )  # fmt: skip

    def reorder(self) -> None:
        """Lay out what is now asked for; an order under way is dropped."""
        order = self.order = self._order()
        if self._job is not None:
            self._job.cancel()
        self._report(0, 0, "正在排版…")
        self._job = self._worker.submit(
            partial(make_cards, order=order), partial(self._arrived, order), partial(self._failed, order), self._report
        )
        self._enable()

    def _arrived(self, order: CardOrder, cards: Cards) -> None:
        if order is not self.order:
            return
        self._job = None
        self.cards, self.page = cards, 0
        if not self.isVisible():  # the person left while it was laid out: nothing personal stays behind
            self.bar.progress.hide()
            self.forget()
            return
        self.view.paper_width = cards.size[0] * _POINTS_TO_MM
        self.bar.progress.hide()
        self.bar.tell(_listed(cards))
        self._draw()
        self._enable()
        if not self.bar.isAncestorOf(self.focusWidget() or self):
            self.view.setFocus()

    def _failed(self, order: CardOrder, problem: Exception) -> None:
        if order is not self.order:
            return
        self._job = None
        self.bar.progress.hide()
        if isinstance(problem, ReportProblem) and problem.code == "nothing_to_print":
            self.forget()
            self.bar.tell(problem.sentence)
        elif not isinstance(problem, Cancelled):
            message.error(self, problem)
        self._enable()

    def _toggle_full(self, full: bool) -> None:
        if full and not message.question(
            self,
            Message(
                "显示完整的证件号、电话和银行卡号？",
                "张贴、发放的应遮盖号码；显示完整号码只用于内部存档，会记下谁在什么时候打印。",
                "离开预览后恢复遮盖。",
            ),
            yes="显示完整号码",
        ):
            self.bar.full_button.setChecked(False)
            return
        self.reorder()

    # choosing

    def pick(self) -> None:
        """Let the person tick households of the division."""
        job = partial(candidates, scope=self.scope)
        self._worker.submit(job, self._pick_from, partial(message.error, self))

    def _pick_from(self, people: list[Candidate]) -> None:
        dialog = PickDialog(people, self.ticked or ((self.household,) if self.household else ()), self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.ticked = dialog.model.chosen()
            self.bar.use_range(self.bar.pick_button)
            self.reorder()
        else:
            self._mark_range()

    def _mark_range(self) -> None:
        """Put the mark back on the range that is shown."""
        order = self.order
        one = order is not None and order.households == (self.household,) and not self.ticked
        button = self.bar.one_button if one else self.bar.pick_button if self.ticked else self.bar.village_button
        self.bar.use_range(button)

    def edit_layout(self) -> None:
        """Change the office's title, paper, masking and wording of this layout."""
        layout = self.layout_shown
        if layout is None:
            return
        editor = LayoutEditor(layout, self.choice.phone, lambda change, phone: self._keep(editor, change, phone), self)
        editor.exec()

    def _keep(self, editor: LayoutEditor, change: OfficeChange, phone: str) -> None:
        def done(choice: LayoutChoice) -> None:
            editor.stored()
            self._take_layouts(choice)
            layout = self.layout_shown
            self.bar.full_button.setChecked(layout is not None and not layout.masked)
            self.bar.use_paper("")
            self.reorder()

        def failed(problem: Exception) -> None:
            editor.refused(message.of_exception(problem).what)

        job = partial(keep_layout, name=editor.layout_shown.name, change=change, phone=phone)
        self._worker.submit(job, done, failed)

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

    def _drawn(self, file: SealedFile, page: int, image: PageImage) -> None:
        if self.cards is not None and file == self.cards.file and page == self.page:
            self.view.show_image(image.width, image.height, image.pixels)

    def _not_drawn(self, problem: Exception) -> None:
        if not isinstance(problem, Cancelled):
            message.error(self, problem)

    def _enable(self) -> None:
        pages = self.cards.pages if self.cards is not None else 0
        layout = self.layout_shown
        self.bar.enable(
            self.page, pages, ready=pages > 0 and self._job is None and not self.out.running, printer=has_printer(),
            public=layout is not None and layout.public, household=bool(self.household), scope=bool(self.scope),
        )  # fmt: skip

    def _report(self, done: int, total: int, text: str) -> None:
        self.bar.report(done, total, text)

    def cancel(self) -> None:
        """Stop laying out or printing; what was shown stays."""
        if self.out.running:
            self.out.cancel()
        elif self._job is not None:
            self._job.cancel()

    # leaving on paper

    def _proposed_name(self, cards: Cards) -> str:
        order = cards.order
        one = order.households == (self.household,)
        whose = self.household_name if one else order.extent if order.households else self.scope_name
        return f"{cards.layout.label}-{whose or '全部'}.pdf"

    def save_pdf(self) -> None:
        """Keep the pages as a PDF where the person says."""
        if self.cards is not None:
            self.out.save_pdf(self.cards, self._proposed_name(self.cards))

    def print_cards(self) -> None:
        """Print, or save as PDF where there is no printer."""
        if self.cards is None:
            return
        if has_printer():
            self.out.print_cards(self.cards, self.bar.duplex_action.isChecked())
        else:
            self.save_pdf()

    def print_this_page(self) -> None:
        """Print the page shown once more."""
        if self.cards is not None:
            self.out.print_page(self.cards, self.page, self.bar.duplex_action.isChecked())

    def _run_changed(self) -> None:
        self.bar.progress.hide()
        self._enable()

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
        if not event.spontaneous() and self._job is None and not self.out.running:
            self.forget()


def _listed(cards: Cards) -> str:
    listed = cards.warnings[:WARNINGS_SHOWN]
    more = f"\n……还有 {len(cards.warnings) - len(listed)} 条" if len(cards.warnings) > len(listed) else ""
    return "\n".join(f"⚠ {text}" for text in listed) + more
