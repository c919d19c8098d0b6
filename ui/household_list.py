"""The list of households at the left: filter as you type, badges, totals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QVBoxLayout,
)

from models.codes import CodeBook
from storage.archive.archive import Archive
from storage.archive.lists import ListQuery, count, id_of, list_ids
from storage.archive.progress import Cancelled, Progress
from ui import message
from ui.background import ArchiveWorker, Job
from ui.household_row import HouseholdDelegate
from ui.list_model import HouseholdListModel, Index
from ui.style import icon

WIDTH = 200
FILTER_MS = 120
SHOWN = (("", "全部"), ("errors", "有错误"), ("incomplete", "未填完"), ("complete", "完整"))


@dataclass(frozen=True, slots=True)
class Listed:
    """The ids of a query and the totals of its scope: households, people, complete ones, ones with errors."""

    query: ListQuery
    ids: list[int]
    households: int
    people: int
    complete: int
    errors: int


def load_list(archive: Archive, _progress: Progress, query: ListQuery) -> Listed:
    """Return the ids and totals; job for the worker."""
    households, people = count(archive, query.scope)
    figures = [len(list_ids(archive, ListQuery(scope=query.scope, only=only))) for only in ("complete", "errors")]
    return Listed(query, list_ids(archive, query), households, people, *figures)


def find_id(archive: Archive, _progress: Progress, uid: str) -> int | None:
    """Return the row id of a household; job for the worker."""
    return id_of(archive, uid)


class FilterEdit(QLineEdit):
    """The filter line: ↓ and Enter go into the list."""

    to_list = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go into the list, or empty the line with Esc."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.to_list.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.clear()
        else:
            super().keyPressEvent(event)


class LinesView(QListView):
    """Lines all of one height: a row that arrives only has to be painted, not all lines laid out anew."""

    def dataChanged(self, topLeft: Index, bottomRight: Index, roles: Sequence[int] = ()) -> None:
        """Paint what is in sight."""
        self.viewport().update()


class HouseholdList(QFrame):
    """The list.

    `wanted` carries the uid of the household to show, `entered` says that Enter asks to type in it, `emptied` that
    nothing fits.
    """

    wanted = Signal(str)
    entered = Signal()
    emptied = Signal()
    loaded = Signal()

    def __init__(self, worker: ArchiveWorker, codes: CodeBook) -> None:
        """Start empty; `load` fills it."""
        super().__init__()
        self.setProperty("card", True)
        self.setFixedWidth(WIDTH)
        self._worker = worker
        self._job: Job | None = None
        self._scope = ""
        self._only = 0
        self._after: str | None = None
        self._waiting: int | None = None
        self.listed: Listed | None = None
        self.filter = FilterEdit()
        self.funnel = QPushButton()
        self.model = HouseholdListModel(worker, self)
        self.view = LinesView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(HouseholdDelegate(codes, self.view))
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setAccessibleName("户列表")
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.clicked.connect(lambda index: self._open_line(index.row()))
        self.view.activated.connect(self._enter)
        self.footer = QLabel()
        self.footer.setProperty("role", "hint")
        self.footer.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(FILTER_MS)
        self._timer.timeout.connect(self.load)
        self.filter.textChanged.connect(lambda _text: self._timer.start())
        self.filter.to_list.connect(self._into_list)
        self.model.fetched.connect(self._open_waiting)
        self._make_head()
        self._arrange()
        self._say_only()

    def _make_head(self) -> None:
        self.filter.setAccessibleName("筛选户")
        self.filter.setClearButtonEnabled(True)
        self.funnel.setIcon(icon("filter"))
        self.funnel.setFixedSize(28, 28)
        self.funnel.setStyleSheet("padding: 0")
        self.funnel.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.funnel.clicked.connect(self._next_only)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(8, 8, 8, 4)
        head.setSpacing(6)
        head.addWidget(self.filter, 1)
        head.addWidget(self.funnel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 0, 1, 5)
        layout.setSpacing(3)
        layout.addLayout(head)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.footer)

    def _say_only(self) -> None:
        _name, title = SHOWN[self._only]
        self.funnel.setToolTip(f"只看：{title}（点击换）")
        self.funnel.setAccessibleName(f"只看：{title}")
        self.funnel.setIcon(icon("filter", "primary" if self._only else "text_secondary"))

    def _next_only(self) -> None:
        self._only = (self._only + 1) % len(SHOWN)
        self._say_only()
        self.load()

    # loading

    @property
    def query(self) -> ListQuery:
        """Return what the list shows."""
        return ListQuery(scope=self._scope, text=self.filter.text().strip(), only=SHOWN[self._only][0])

    def set_scope(self, scope: str, *, then: str | None = None) -> None:
        """Show the households of a division; `then` is the uid to mark."""
        self._scope = scope
        self.load(then=then)

    def load(self, *, then: str | None = None) -> None:
        """Load the ids; the household `then`, or the one marked now, stays marked."""
        self._timer.stop()
        self._after = then
        if self._job is not None:
            self._job.cancel()
        self._job = self._worker.submit(partial(load_list, query=self.query), self._arrived, self._failed)

    def _failed(self, problem: Exception) -> None:
        if not isinstance(problem, Cancelled):
            message.error(self, problem)

    def _arrived(self, listed: Listed) -> None:
        if listed.query != self.query:
            return
        self._job = None
        self.listed = listed
        marked = self._marked_id()
        self.model.set_ids(listed.ids)
        self._say_totals(listed)
        if not listed.ids:
            self.emptied.emit()
        elif self._after is not None:
            self.show_household(self._after)
        elif marked is not None and (line := self.model.line_of(marked)) is not None:
            self._mark(line)
        self._after = None
        self.loaded.emit()

    def _say_totals(self, listed: Listed) -> None:
        place = f"筛选 {listed.households:,} 户"
        self.filter.setPlaceholderText(place)
        filtered = listed.query.text or listed.query.only
        shown = f"筛出 {len(listed.ids):,} / " if filtered else ""
        told = f"{shown}{listed.households:,} 户 {listed.people:,} 人"
        self.footer.setText(f"{told}\n完整 {listed.complete:,} · 有错 {listed.errors:,}")

    def refresh_household(self, uid: str) -> None:
        """Fetch a household's line anew; a new household is put into the list."""
        self._worker.submit(partial(find_id, uid=uid), partial(self._refresh_line, uid))

    def _refresh_line(self, uid: str, row_id: int | None) -> None:
        line = self.model.line_of(row_id) if row_id is not None else None
        if line is None:
            self.load(then=uid)
        else:
            self.model.forget([line])

    # moving

    def _marked_id(self) -> int | None:
        at = self.view.currentIndex().row()
        return self.model.ids[at] if 0 <= at < len(self.model.ids) else None

    def _mark(self, line: int) -> None:
        index = self.model.index(line)
        self.view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.view.scrollTo(index)

    def show_household(self, uid: str) -> None:
        """Mark a household's line, if the list has it."""
        self._worker.submit(partial(find_id, uid=uid), self._mark_id)

    def _mark_id(self, row_id: int | None) -> None:
        line = self.model.line_of(row_id) if row_id is not None else None
        if line is not None:
            self._mark(line)
        else:
            self.view.clearSelection()
            self.view.setCurrentIndex(QModelIndex())

    def step(self, step: int) -> bool:
        """Open the next or previous household; tell whether there is one."""
        at = self.view.currentIndex().row() + step
        if not 0 <= at < len(self.model.ids):
            return False
        self._open_line(at)
        return True

    def open_first(self) -> None:
        """Open the first household."""
        if self.model.ids:
            self._open_line(0)

    def _into_list(self) -> None:
        if self._timer.isActive():
            self.load()
        self.view.setFocus()
        if not self.view.currentIndex().isValid() and self.model.ids:
            self._mark(0)

    def _open_line(self, line: int) -> None:
        self._mark(line)
        row = self.model.row(line)
        self._waiting = line if row is None else None
        if row is not None:
            self.wanted.emit(row.uid)

    def _enter(self, index: QModelIndex) -> None:
        self._open_line(index.row())
        self.entered.emit()

    def _open_waiting(self) -> None:
        if self._waiting is not None:
            line, self._waiting = self._waiting, None
            self._open_line(line)
