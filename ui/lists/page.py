"""户列表: all households of a place in a table: sorted, filtered, in columns of choice, opened and come back to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog

from models.list_fields import list_field, title_of
from models.list_filter import NO_FILTER, Filter
from storage.archive.list_views import ListView
from storage.archive.lists import ListQuery, Totals
from storage.archive.progress import Cancelled
from ui import message
from ui.background import ArchiveWorker, Job
from ui.editors.table import Surroundings
from ui.lists import jobs
from ui.lists.cells import WIDTHS
from ui.lists.column_dialog import ColumnDialog
from ui.lists.filter_chips import QUICK
from ui.lists.filter_dialog import FilterDialog
from ui.lists.frame import ListFrame
from ui.lists.lookup_pane import LookupPane
from ui.message import Message
from ui.window_facts import WindowFacts

FILTER_MS = 150
KEEP_MS = 1500
BatchChange = Callable[[list[str]], None]


class ListPage(ListFrame):
    """`opened` carries a household's uid, the ids of the list and the line it stands in; `said` goes to the bottom."""

    opened = Signal(str, object, int)
    wanted = Signal(str)
    said = Signal(str)

    def __init__(self, worker: ArchiveWorker, facts: WindowFacts, batch: BatchChange | None = None) -> None:
        """Start empty; `bring_up` fills it. `batch` changes a field of several households at once."""
        super().__init__(worker, facts)
        self._worker = worker
        self._facts = facts
        self._around = Surroundings(facts.codes, facts.options, facts.year, facts.as_of, {})
        self._batch = batch
        self._scope: str | None = None
        self._only = ""
        self._uids: tuple[str, ...] = ()
        self._job: Job | None = None
        self._views_known = False
        self._then: int | None = None
        self._lookup: LookupPane | None = None
        self.view = ListView()
        self._typing = self._timer(FILTER_MS, self.load)
        self._keeping = self._timer(KEEP_MS, self._keep)
        if batch is None:
            self.batch_button.hide()
        self._connect()

    def _timer(self, wait: int, act: Callable[[], None]) -> QTimer:
        made = QTimer(self)
        made.setSingleShot(True)
        made.setInterval(wait)
        made.timeout.connect(act)
        return made

    def _connect(self) -> None:
        self.find_edit.textChanged.connect(lambda _text: self._typing.start())
        self.find_edit.to_list.connect(self._into_table)
        self.quick.chosen.connect(self._only_chosen)
        self.filter_button.clicked.connect(self.edit_filter)
        self.columns_button.clicked.connect(self.choose_columns)
        self.lookup_button.clicked.connect(self.show_lookup)
        self.export_button.clicked.connect(self.export)
        self.batch_button.clicked.connect(self.change_marked)
        self.chips.removed.connect(self._drop_condition)
        self.chips.edit_wanted.connect(self.edit_filter)
        self.chips.cleared.connect(lambda: self.set_filter(NO_FILTER))
        self.chips.list_dropped.connect(lambda: self.show_only(()))
        self.table.activated.connect(lambda index: self.open_line(index.row()))
        self.table.sort_wanted.connect(self._sort_by)
        self.table.widths_changed.connect(self._keeping.start)
        self.table.selection_changed.connect(self._say_marked)
        self.views.chosen.connect(self.use_view)
        self.views.kept.connect(self._keep_views)
        self.views.asked_for_current = self._current_view
        keys = {
            "Ctrl+F": self.edit_filter,
            "Ctrl+Shift+F": self.show_lookup,
            "Ctrl+E": self.export,
            "Ctrl+B": self.change_marked,
            "F5": self.reload,
        }
        for sequence, act in keys.items():
            shortcut = QShortcut(QKeySequence(sequence), self.stack.widget(0))
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    # filling

    def bring_up(self, scope: str) -> None:
        """Show the households of a place, as they are now; marked lines and the place in the list stay."""
        self._scope = "" if scope == self._facts.division else scope
        if self._views_known:
            self.reload()
        else:
            self._worker.submit(jobs.read_views, self._views_read, partial(message.error, self))

    def put_cursor(self) -> None:
        """Give the focus to the table, or to the list looked up."""
        (self.table.setFocus if self.stack.currentIndex() == 0 else self.lookup.put_cursor)()

    def _views_read(self, views: jobs.Views) -> None:
        self._views_known = True
        self.views.show_views(views.named)
        self._show_view(views.last)
        self.reload()

    def reload(self) -> None:
        """Load list and counts anew."""
        self.load()
        names = [name for name, _title, _tone in QUICK]
        job = partial(jobs.load_counts, scope=self._scope or "", names=names)
        self._worker.submit(job, self.quick.show_counts)

    @property
    def query(self) -> ListQuery:
        """Return what the list shows."""
        view = self.view
        text = self.find_edit.text().strip()
        return ListQuery(self._scope or "", text, self._only, view.sort, view.descending, view.filter, self._uids)

    def load(self, *, then: int | None = None) -> None:
        """Load the ids; the line of the row id `then`, or the one marked, stays marked."""
        self._typing.stop()
        self._then = then
        if self._job is not None:
            self._job.cancel()
        self.state.setText("正在列出…")
        self._job = self._worker.submit(partial(jobs.load_ids, query=self.query), self._arrived, self._failed)

    def _failed(self, problem: Exception) -> None:
        if not isinstance(problem, Cancelled):
            self.state.clear()
            message.error(self, problem)

    def _arrived(self, listed: jobs.Listed) -> None:
        if listed.query != self.query:
            return
        self._job = None
        current = self._then if self._then is not None else self._current_id()
        same = list(listed.ids) == list(self.model.ids)
        self.model.set_ids(listed.ids)
        if not same:
            self._apply_layout()
        self.chips.show_filter(self.view.filter, len(self._uids))
        self._say_empty(listed)
        line = self.model.line_of(current) if current is not None else None
        if line is not None and (not same or self._then is not None):
            self.mark(line)
        elif line is None and listed.ids and not same:
            self.mark(0)
        self._then = None
        self.totals.show_totals(None)
        job = partial(jobs.load_totals, query=listed.query, columns=self.view.columns)
        self._worker.submit(job, self._counted)

    def _counted(self, told: tuple[ListQuery, Totals]) -> None:
        if told[0] == self.query:
            self.totals.show_totals(told[1])

    def _say_empty(self, listed: jobs.Listed) -> None:
        self.body.setCurrentWidget(self.table if listed.ids else self.empty)
        asked = listed.query.text or listed.query.only or listed.query.filter or listed.query.only_uids
        self.empty.setText(
            "没有符合条件的户。\n去掉一个条件，或点“全部”。"
            if asked
            else "这里还没有户。\nCtrl+N 新增一户，或按 Ctrl+6 导入名单。"
        )
        ordered = "" if listed.query.sort == "number" and not listed.query.descending else "点表头换排序；"
        self.state.setText(f"{ordered}Enter 打开，Esc 回到这一行" if listed.ids else "")

    # view

    def _show_view(self, view: ListView) -> None:
        self.view = view
        self.model.set_columns(view.columns)
        self._apply_layout()
        if view.unknown:
            self.said.emit(f"这个视图有 {view.unknown} 个条件是新版本的字段，没有用上")

    def _apply_layout(self) -> None:
        digit = self.fontMetrics().horizontalAdvance("0")
        kept = self.view.widths or {}
        widths = []
        for key in self.view.columns:
            usual = digit * WIDTHS[list_field(key).kind] + 14
            title = self.fontMetrics().horizontalAdvance(title_of(key)) + 34
            widths.append(kept.get(key, max(usual, title)))
        self.table.freeze(min(self.view.frozen, len(widths)))
        self.table.set_widths(widths)
        sort = self.view.sort if ":" in self.view.sort else f"row:{self.view.sort}"
        column = self.view.columns.index(sort) if sort in self.view.columns else -1
        self.table.show_order(column, self.view.descending)
        self._keeping.stop()

    def use_view(self, view: ListView) -> None:
        """Show a saved view."""
        self._show_view(view)
        self.load()
        self._keeping.start()

    def _current_view(self) -> ListView:
        widths = {key: self.table.columnWidth(at) for at, key in enumerate(self.view.columns[:-1])}
        return replace(self.view, widths=widths, unknown=0)

    def _keep(self) -> None:
        if self._views_known and not self._facts.read_only:
            self.view = self._current_view()
            self._worker.submit(partial(jobs.keep_last, view=self.view))

    def _keep_views(self, views: Sequence[ListView]) -> None:
        self._worker.submit(partial(jobs.keep_views, views=views), self.views.show_views, partial(message.error, self))

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep the view when the page is left."""
        super().hideEvent(event)
        if self._keeping.isActive():
            self._keeping.stop()
            self._keep()

    def _sort_by(self, column: int) -> None:
        key = self.view.columns[column].removeprefix("row:")
        key = {"village": "division"}.get(key, key)
        descending = key == self.view.sort and not self.view.descending
        self.view = replace(self._current_view(), sort=key, descending=descending)
        self.table.show_order(column, descending)
        self.load()
        self._keeping.start()

    def set_filter(self, filter_: Filter) -> None:
        """Show what fits a filter."""
        self.view = replace(self._current_view(), filter=filter_)
        self.load()
        self._keeping.start()

    def _drop_condition(self, group: int, place: int) -> None:
        groups = [list(one) for one in self.view.filter.groups]
        del groups[group][place]
        self.set_filter(Filter(tuple(tuple(one) for one in groups if one)))

    def _only_chosen(self, name: str) -> None:
        self._only = name
        self.load()

    def edit_filter(self) -> None:
        """Ask for the conditions."""
        dialog = FilterDialog(self._worker, self._around, self.query, self)
        if dialog.exec() == FilterDialog.DialogCode.Accepted:
            self.set_filter(dialog.filter)
        self.table.setFocus()

    def choose_columns(self) -> None:
        """Ask for the columns."""
        dialog = ColumnDialog(self.view.columns, self.view.frozen, self)
        if dialog.exec() == ColumnDialog.DialogCode.Accepted:
            self._show_view(replace(self._current_view(), columns=dialog.columns, frozen=dialog.frozen))
            self.load()
            self._keeping.start()

    # lines

    def _current_id(self) -> int | None:
        line = self.table.currentIndex().row()
        return self.model.ids[line] if 0 <= line < len(self.model.ids) else None

    def mark(self, line: int) -> None:
        """Mark a line and bring it into sight."""
        index = self.model.index(line, max(0, self.table.currentIndex().column()))
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.table.selectionModel().setCurrentIndex(index, flags)
        self.table.scrollTo(index)

    def _into_table(self) -> None:
        if self._typing.isActive():
            self.load()
        self.table.setFocus()

    def open_line(self, line: int) -> None:
        """Open a household; the list can be walked through from there."""
        row_id = self.model.ids[line]
        job = partial(jobs.uids_for, ids=[row_id])
        self._worker.submit(job, partial(self._opening, line))

    def _opening(self, line: int, uids: list[str]) -> None:
        if uids:
            self.opened.emit(uids[0], self.model.ids, line)

    def come_back_to(self, line: int) -> None:
        """Mark the line one has walked to in the household page."""
        if 0 <= line < len(self.model.ids):
            self.mark(line)

    def _say_marked(self, count: int) -> None:
        self.marked.setText(f"选中 {count:,} 户" if count > 1 else "")
        self.batch_button.setEnabled(count > 0 and not self._facts.read_only)

    @property
    def marked_ids(self) -> list[int]:
        """Return the row ids of the marked lines."""
        return [self.model.ids[line] for line in self.table.marked_lines()]

    def change_marked(self) -> None:
        """Change a field of all marked households at once."""
        if self._batch is not None and self.table.marked:
            self._worker.submit(partial(jobs.uids_for, ids=self.marked_ids), self._batch, partial(message.error, self))

    # list looked up

    @property
    def lookup(self) -> LookupPane:
        """Return where a list is looked up, built when first asked for."""
        if self._lookup is None:
            made = LookupPane(self._worker)
            made.masked = self._facts.masked
            made.closed.connect(self.close_lookup)
            made.wanted.connect(self.wanted)
            made.listed.connect(self._list_these)
            self.stack.addWidget(made)
            self._lookup = made
        return self._lookup

    def show_lookup(self) -> None:
        """Show where a list is pasted and looked up."""
        self.stack.setCurrentWidget(self.lookup)
        self.lookup.put_cursor()

    def close_lookup(self) -> None:
        """Go back to the table."""
        self.stack.setCurrentIndex(0)
        self.table.setFocus()

    def _list_these(self, uids: list[str]) -> None:
        self.close_lookup()
        self.show_only(tuple(uids))

    def show_only(self, uids: tuple[str, ...]) -> None:
        """Show these households only; none = all."""
        self._uids = uids
        self.load()

    # export

    def export(self) -> None:
        """Write the list, or its marked lines where there are several, as a workbook."""
        several = self.table.marked > 1
        ids = self.marked_ids if several else list(self.model.ids)
        if not ids:
            return
        title = f"导出选中的 {len(ids):,} 户" if several else f"导出 {len(ids):,} 户"
        name, _kind = QFileDialog.getSaveFileName(self, title, "户清单.xlsx", "Excel (*.xlsx)")
        if name:
            out = Path(name if name.lower().endswith(".xlsx") else f"{name}.xlsx")
            job = partial(jobs.export, out=out, ids=ids, columns=self.view.columns, masked=self._facts.masked)
            self._worker.submit(job, partial(self._exported, out), self._failed, self._report)

    def _report(self, done: int, total: int, text: str) -> None:
        self.state.setText(f"{text} {done:,} / {total:,}")

    def _exported(self, out: Path, lines: int) -> None:
        self.state.clear()
        message.info(self, Message(f"已导出 {lines:,} 户。", now=str(out)))
