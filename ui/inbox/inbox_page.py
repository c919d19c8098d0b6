"""待处理: the list of open cases at the left, the case at hand at the right, decided by keys."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from models.fields import Record
from storage.archive.batches import Batch, Undone
from storage.archive.resolving import Resolved
from storage.exchange.inbox import Card
from ui import message
from ui.background import ArchiveWorker, Job
from ui.buttons import push
from ui.editors.table import Surroundings
from ui.inbox.case_list import case_table, columns
from ui.inbox.case_view import CaseView, Way, title_of
from ui.inbox.inbox_jobs import (
    More,
    decide,
    decide_batch,
    load_cards,
    load_more,
    merges,
    place_of,
    search_duplicates,
    take_back,
    waiting,
)
from ui.inbox.paper import paper_list
from ui.inbox.rule_dialog import RuleDialog
from ui.inbox.value_dialog import ValueDialog, fields_of
from ui.list_out import save_list
from ui.message import Message
from ui.paged_model import PagedModel
from ui.rail import on_key
from ui.window_facts import WindowFacts

NOTHING = (
    "没有待处理的。\n\n合并别的单位的包时，两边改得不一样的地方会留在这里等人选；两个值都在，不影响录入、打印和上报。"
)
VILLAGE, NARROW = 4, 1180


class InboxPage(QWidget):
    """`counted` tells how many cases are open in the whole archive, `data_changed` that a decision was written."""

    data_changed = Signal()
    counted = Signal(int)
    household_wanted = Signal(str)

    def __init__(self, worker: ArchiveWorker, facts: WindowFacts, parent: QWidget | None = None) -> None:
        """Start empty; `bring_up` fills it."""
        super().__init__(parent)
        self._worker = worker
        self._facts = facts
        self._around = Surroundings(facts.codes, facts.options, facts.year, facts.as_of, {})
        self._scope = ""
        self._at = 0
        self._job: Job | None = None
        self._undo: list[str] = []
        self._wanted = ""
        self.total = 0
        self.model: PagedModel[Card] = PagedModel(worker, columns(), self, page=60)
        self.table: QTableView = case_table(self.model)
        self.case = CaseView()
        self.heading = QLabel()
        self.heading.setProperty("role", "section")
        self.said = QLabel()
        self.said.setProperty("role", "ok")
        self.back_button = push("撤回上一步 Ctrl+Z")
        self.search_button = push("查找重复 F5")
        on_key(self.search_button, "F5")
        self.rule_button = push("按批处理…")
        self.paper_button = push("打印清单…")
        self.empty = QLabel(NOTHING)
        self.empty.setProperty("role", "hint")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        # an empty inbox has nothing else that could hold the focus
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.heading)
        head.addWidget(self.said)
        head.addStretch(1)
        for button in (self.back_button, self.search_button, self.rule_button, self.paper_button):
            head.addWidget(button)
        right = QFrame()
        right.setProperty("card", True)
        inside = QVBoxLayout(right)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.case)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(8)
        split.addWidget(self.table)
        split.addWidget(right)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        split.setChildrenCollapsible(False)
        split.setSizes([430, 820])
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(split)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.table.selectionModel().currentRowChanged.connect(self._row_changed)
        self.table.activated.connect(lambda _index: self.case.setFocus())
        self.model.arrived.connect(self._show_current)
        case = self.case
        case.decided.connect(self._decide)
        case.another.connect(self.ask_value)
        case.passed.connect(lambda: self.step(1))
        case.moved.connect(self.step)
        case.taken_back.connect(self.undo)
        case.household_wanted.connect(self.household_wanted)
        self.back_button.clicked.connect(self.undo)
        self.search_button.clicked.connect(self.find_duplicates)
        self.rule_button.clicked.connect(self.ask_rule)
        self.paper_button.clicked.connect(self.print_list)
        undo = QShortcut(QKeySequence("Ctrl+Z"), self)
        undo.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        undo.activated.connect(self.undo)

    def find_duplicates(self) -> None:
        """Look through the whole archive for people who stand in it twice; they join the list."""
        self.search_button.setEnabled(False)
        self._worker.submit(search_duplicates, self._searched, self._search_failed)

    def _searched(self, found: int) -> None:
        self.search_button.setEnabled(True)
        self.said.setText(f"疑似重复 {found:,} 对" if found else "√ 没有发现重复的人")
        self.load()

    def _search_failed(self, problem: Exception) -> None:
        self.search_button.setEnabled(True)
        message.error(self, problem)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a narrow page leave the village out of the list; the case says it."""
        super().resizeEvent(event)
        self.table.setColumnHidden(VILLAGE, self.width() < NARROW)

    # filling

    def bring_up(self, scope: str) -> None:
        """Show the open cases of a division."""
        self._scope = "" if scope == self._facts.division else scope
        self.load()

    def load(self) -> None:
        """Count anew and show the list; the cursor stays where it was."""
        self._worker.submit(partial(waiting, village=self._scope), self._counted, partial(message.error, self))
        if self._scope:
            self._worker.submit(partial(waiting, village=""), self.counted.emit, lambda _problem: None)

    def show_household(self, household: str) -> None:
        """Bring the first case of a household to the front."""
        self._wanted = household
        job = partial(place_of, village=self._scope, household=household)
        self._worker.submit(job, self._found, partial(message.error, self))

    def _found(self, at: int) -> None:
        self._at = at
        self._wanted = ""
        self._set_current()

    def _counted(self, total: int) -> None:
        at_work = self.isAncestorOf(self.window().focusWidget() or self) or self.hasFocus()
        self.total = total
        if not self._scope:
            self.counted.emit(total)
        where = f"（{self._facts_place()}）" if self._scope else ""
        self.heading.setText(f"待处理 {total:,} 处{where}")
        self.model.set_source(total, partial(load_cards, village=self._scope) if total else None)
        self.stack.setCurrentIndex(1 if total else 0)
        if total:
            self._set_current()
        else:
            self.case.show_card(None)
        self._enable()
        if at_work:
            self.put_cursor()

    def _facts_place(self) -> str:
        return next((one.text for one in self._facts.options.divisions if one.code == self._scope), self._scope)

    def _set_current(self) -> None:
        self._at = max(0, min(self._at, self.total - 1))
        if self.total:
            self.table.selectRow(self._at)
            self.table.scrollTo(self.model.index(self._at, 0))
            self._show_current()

    def put_cursor(self) -> None:
        """Give the focus to the case at hand, or to the page where there is none."""
        (self.case if self.total else self).setFocus()

    def _row_changed(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid():
            self._at = now.row()
            self._show_current()

    def _show_current(self) -> None:
        card = self.model.row(self._at) if self._at < self.model.rowCount() else None
        shown = self.case.card
        if card is None or card is shown:
            return
        self.case.show_card(card)
        self.case.other_button.setVisible(bool(fields_of(card)))
        self._worker.submit(partial(load_more, card=card), partial(self._more, card), lambda _problem: None)
        self._enable()

    def _more(self, card: Card, more: More) -> None:
        if self.case.card is card:
            self.case.show_more(more)

    def step(self, by: int) -> None:
        """Go to the next or previous case; at the end back to the first, so that nothing left is forgotten."""
        if self.total:
            self._at = (self._at + by) % self.total
            self._set_current()

    # deciding

    @property
    def idle(self) -> bool:
        """Tell whether no decision is being written."""
        return self._job is None

    def _decide(self, way: Way) -> None:
        card = self.case.card
        if card is not None:
            job = partial(decide, case=card.conflict.id, take=way.take, value=None, reason="")
            self._write(job, f"√ {_name(card)}：采用“{way.text}”")

    def ask_value(self) -> None:
        """Ask for another value and decide for it."""
        card = self.case.card
        if card is None or not fields_of(card) or self._facts.read_only:
            return
        dialog = ValueDialog(card, max(0, self.case.chosen), self._around, self)
        if dialog.exec():
            self.take_value(card, dialog.value)

    def take_value(self, card: Card, value: Record) -> None:
        """Decide a case for a value that neither side has."""
        job = partial(decide, case=card.conflict.id, take="", value=value, reason="另填核实过的值")
        self._write(job, f"√ {_name(card)}：已另填")

    def _write(self, job: partial[Resolved], said: str) -> None:
        if self._job is not None or self._facts.read_only:
            return
        self._job = self._worker.submit(job, partial(self._written, said), self._failed)
        self._enable()

    def _written(self, said: str, resolved: Resolved) -> None:
        self._job = None
        if resolved.batch:
            self._undo.append(resolved.batch)
        self.said.setText(said)
        self._changed()

    def _failed(self, problem: Exception) -> None:
        self._job = None
        message.error(self, problem)
        self._changed()

    def _changed(self) -> None:
        self.case.hold()
        self.load()
        self.data_changed.emit()

    def ask_rule(self) -> None:
        """Offer to decide a whole merge by one rule."""
        self._worker.submit(merges, self._offer_rule, partial(message.error, self))

    def _offer_rule(self, batches: list[Batch]) -> None:
        if not batches:
            message.info(self, Message("没有可以按批处理的合并。", "只有取用包产生的冲突能按批处理。"))
            return
        dialog = RuleDialog(batches, self)
        if dialog.exec():
            self.follow_rule(dialog.batch, dialog.rule)

    def follow_rule(self, batch: str, rule: str) -> None:
        """Decide every value case of a merge by one rule."""
        if self._job is None:
            job = partial(decide_batch, batch=batch, rule=rule)
            self._job = self._worker.submit(job, partial(self._ruled, rule), self._failed)
            self._enable()

    def _ruled(self, rule: str, resolved: Resolved) -> None:
        whose = "本机" if rule == "mine" else "对方"
        if resolved.cases:
            self._written(f"√ 按批处理了 {resolved.cases:,} 处，都以{whose}为准", resolved)
            return
        self._job = None
        self.said.setText("这一批没有能按批处理的：剩下的要逐条看")
        self._enable()

    def undo(self) -> None:
        """Take the last decision made here back; the case is open again."""
        if self._undo and self._job is None:
            batch = self._undo.pop()
            self._job = self._worker.submit(partial(take_back, batch=batch), self._undone, self._failed)
            self._enable()

    def _undone(self, undone: Undone) -> None:
        self._job = None
        kept = "；之后又改过的保留现值" if undone.kept else ""
        self.said.setText(f"已撤回上一步{kept}")
        self._changed()

    def print_list(self) -> None:
        """Save the list for the village."""
        save_list(self, self._worker, "待核实清单", partial(paper_list, village=self._scope))

    def _enable(self) -> None:
        writable = not self._facts.read_only and self._job is None
        self.back_button.setEnabled(writable and bool(self._undo))
        self.rule_button.setEnabled(writable and self.total > 0)
        self.paper_button.setEnabled(self.total > 0)
        for button in (self.case.take_button, self.case.other_button):
            button.setEnabled(writable)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that reach the page go to the case."""
        if self.total and not self.case.hasFocus() and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.case.setFocus()
            self.case.keyPressEvent(event)
        else:
            super().keyPressEvent(event)


def _name(card: Card) -> str:
    return " ".join(part for part in (card.person or card.head, title_of(card)) if part)
