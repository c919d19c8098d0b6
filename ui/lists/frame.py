"""What the list page is made of and where it stands: head, chips, table, totals, foot. What it does is in `page`."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from ui.background import ArchiveWorker
from ui.household_list import FilterEdit
from ui.lists.filter_chips import ConditionChips, QuickChips
from ui.lists.frozen_table import FrozenTable
from ui.lists.table_model import ListTableModel
from ui.lists.totals_row import TotalsRow
from ui.lists.view_menu import ViewMenu, action_button
from ui.safety.reveal import RevealButton
from ui.window_facts import WindowFacts


class ListFrame(QWidget):
    """The parts of the page, arranged."""

    def __init__(self, worker: ArchiveWorker, facts: WindowFacts) -> None:
        """Build the parts."""
        super().__init__()
        self._worker = worker
        self.model = ListTableModel(worker, facts.codes, self)
        self.model.masked = facts.masked
        self.table = FrozenTable(self.model, "户列表")
        self.totals = TotalsRow(self.table)
        self.find_edit = FilterEdit()
        self.quick = QuickChips()
        self.chips = ConditionChips(facts.codes)
        self.views = ViewMenu()
        self.marked = QLabel()
        self.state = QLabel()
        self.empty = QLabel()
        self._make_actions()
        self._arrange()

    def _make_actions(self) -> None:
        self.filter_button = action_button("筛选", "filter", "按任何字段筛选 Ctrl+F")
        self.columns_button = action_button("列", "columns", "选列、排列次序、左边不动的列")
        self.lookup_button = action_button("查对名单", "clipboard-list", "粘贴一份名单，看谁在册、谁不在 Ctrl+Shift+F")
        self.export_button = action_button("导出", "file-export", "把列表存成 Excel（有选中的只存选中的） Ctrl+E")
        self.batch_button = action_button("批量修改 Ctrl+B", "edit", "把选中各户的一个字段改成同一个值 Ctrl+B")
        self.batch_button.setEnabled(False)
        self.reveal = RevealButton(self._worker, "户列表", self._lines_in_sight)
        self.table.whole_wanted.connect(self.reveal.hold)
        self.reveal.revealed.connect(lambda on: self.model.mask(not on))
        if not self.model.masked:
            self.reveal.hide()

    def _lines_in_sight(self) -> int:
        bottom = self.table.rowAt(self.table.viewport().height() - 1)
        last = bottom if bottom >= 0 else self.model.rowCount() - 1
        return max(0, last - self.table.rowAt(0) + 1)

    def _arrange(self) -> None:
        self.find_edit.setPlaceholderText("在列表里找：姓名、拼音、号码、村名")
        self.find_edit.setAccessibleName("在列表里找")
        self.find_edit.setClearButtonEnabled(True)
        self.find_edit.setFixedWidth(self.fontMetrics().horizontalAdvance("汉") * 17)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.find_edit)
        head.addSpacing(4)
        head.addWidget(self.quick)
        head.addStretch(1)
        for part in (self.filter_button, self.lookup_button, self.views, self.columns_button, self.export_button):
            head.addWidget(part)
        foot = QHBoxLayout()
        foot.setContentsMargins(4, 0, 4, 0)
        self.marked.setProperty("role", "secondary")
        self.state.setProperty("role", "hint")
        foot.addWidget(self.marked)
        foot.addWidget(self.batch_button)
        foot.addWidget(self.reveal)
        foot.addStretch(1)
        foot.addWidget(self.state)
        self.empty.setProperty("role", "hint")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.body = QStackedWidget()
        self.body.addWidget(self.table)
        self.body.addWidget(self.empty)
        main = QWidget()
        layout = QVBoxLayout(main)
        layout.setContentsMargins(10, 8, 10, 6)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.chips)
        layout.addWidget(self.body, 1)
        layout.addWidget(self.totals)
        layout.addLayout(foot)
        layout.setStretchFactor(self.body, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(main)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.stack)
