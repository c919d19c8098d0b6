"""The view of the income sheet: amounts typed over, Enter down the items, Tab across the people."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui.editors.line import ENTER, LineEditor
from ui.editors.table import Surroundings
from ui.edits import Place
from ui.income_jump import IncomeJump
from ui.income_model import ITEM, STATE_ROLE, IncomeModel, Index
from ui.member_grid import ROW_HEIGHT, read_block
from ui.style import color

ITEM_CHARACTERS = 24
"""Digits' widths kept for the titles of the items."""
CONTROL = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class IncomeDelegate(QStyledItemDelegate):
    """Draws amounts, and edits them in a line without input method. `moved` asks for (columns, rows) on."""

    moved = Signal(int, int)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        kind = index.data(STATE_ROLE)
        painter.save()
        ground = {"group": "raised", "computed": "computed", "error": "error_bg"}.get(kind, "")
        if state & QStyle.StateFlag.State_Selected and kind != "error":
            ground = "selected"
        if ground:
            painter.fillRect(rect, color(ground))
        if kind == "group":
            font = QFont(option.font)  # type: ignore[attr-defined]
            font.setWeight(QFont.Weight.DemiBold)
            painter.setFont(font)
        painter.setPen(color("error" if kind == "error" else "text_secondary" if kind == "computed" else "text"))
        room = rect.adjusted(6 if kind == "group" or index.column() else 16, 0, -7, 0)
        text = painter.fontMetrics().elidedText(index.data() or "", Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, index.data(Qt.ItemDataRole.TextAlignmentRole), text)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(color("primary"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget | None:  # type: ignore[override]
        """Return a line for an amount."""
        editor = LineEditor(ime=False, parent=parent)
        editor.setProperty("cell", True)
        editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        editor.setAccessibleName("金额（元）")
        cell = QPersistentModelIndex(index)
        editor.committed.connect(lambda text: cell.model().setData(cell, text))  # type: ignore[union-attr]
        editor.left.connect(lambda step: self._leave(editor, 0, step))
        return editor

    def _leave(self, editor: LineEditor, columns: int, rows: int) -> None:
        editor.commit()
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
        self.moved.emit(columns, rows)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show the amount without thousands marks, unless it is being typed in."""
        if isinstance(editor, LineEditor) and not editor.isModified():
            editor.show_value(None, (index.data() or "").replace(",", ""))
            editor.selectAll()

    def setModelData(self, editor: QWidget, _model: object, _index: Index) -> None:  # type: ignore[override]
        """Hand over what was typed."""
        if isinstance(editor, LineEditor):
            editor.commit()

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Let the editor have its keys; Tab goes across, Esc gives up."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(editor, LineEditor):
            key = event.key()
            if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                self._leave(editor, 1 if key == Qt.Key.Key_Tab else -1, 0)
                return True
            if key == Qt.Key.Key_Escape:
                editor.restore()
                self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.RevertModelCache)
                return True
            return False
        return super().eventFilter(editor, event)


class IncomeGrid(QTableView):
    """The income sheet. `left` asks for what stands before (-1) or after (1) it; `edited` follows every change."""

    edited = Signal()
    left = Signal(int)
    said = Signal(str, str)

    def __init__(self, around: Surroundings) -> None:
        """Start without a household."""
        super().__init__()
        self.sheet = IncomeModel(self)
        self.jump = IncomeJump(lambda: around.options.of("income_item", around.year), self.viewport())
        self.jump.chosen.connect(self._jump_to)
        self.jump.given_up.connect(lambda: self.setFocus(Qt.FocusReason.OtherFocusReason))
        self.setModel(self.sheet)
        self.setAccessibleName("收入明细")
        self.sheet.written.connect(self.edited)
        self.cells = IncomeDelegate(self)
        self.cells.moved.connect(self._move)
        self.setItemDelegate(self.cells)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.AnyKeyPressed | triggers.DoubleClicked | triggers.EditKeyPressed)
        self.setTabKeyNavigation(False)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.setVisible(False)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setFixedHeight(ROW_HEIGHT)
        header.setHighlightSections(False)
        self.sheet.modelReset.connect(self._set_columns)

    def _set_columns(self) -> None:
        header = self.horizontalHeader()
        unit = self.fontMetrics().horizontalAdvance("0")
        room = self.viewport().width() - unit * (ITEM_CHARACTERS + 9)
        amount = max(unit * 9, min(unit * 12, room // max(1, self.sheet.total_column)))
        for column in range(self.sheet.columnCount()):
            stretch = column == ITEM
            mode = QHeaderView.ResizeMode.Stretch if stretch else QHeaderView.ResizeMode.Interactive
            header.setSectionResizeMode(column, mode)
            if not stretch:
                self.setColumnWidth(column, unit * 9 if column == self.sheet.counts_column else amount)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new width."""
        super().resizeEvent(event)
        self._set_columns()

    def enter_at(self, step: int) -> None:
        """Take the focus at the first amount or the last."""
        rows = [row for row, line in enumerate(self.sheet.lines) if not line.is_group]
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if rows:
            column = 2 if len(self.sheet.people) > 1 else 1
            self.setCurrentIndex(self.sheet.index(rows[0 if step > 0 else -1], column))

    def focus_item(self, item: str, person: str) -> bool:
        """Put the cursor on an item's amount."""
        row = next((row for row, line in enumerate(self.sheet.lines) if line.code == item and not line.is_group), None)
        if row is None:
            return False
        column = next((at for at, one in enumerate(self.sheet.people, 1) if one.uid == person), 1)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setCurrentIndex(self.sheet.index(row, column))
        return True

    def _jump_to(self, item: str) -> None:
        at = self.currentIndex()
        person = self.sheet.people[at.column() - 1].uid if 1 <= at.column() <= len(self.sheet.people) else ""
        if not self.focus_item(item, person):
            self.sheet.all_items = True
            self.sheet.refresh()
            self.focus_item(item, person)

    def _begin_jump(self, letter: str) -> None:
        spot = self.visualRect(self.sheet.index(self.currentIndex().row(), ITEM))
        self.jump.begin(letter, (spot.left(), spot.top(), spot.width(), spot.height()))

    def commit(self) -> None:
        """Hand over what is half typed in a cell."""
        for editor in self._amounts():
            editor.commit()

    def _amounts(self) -> list[LineEditor]:
        return [one for one in self.viewport().findChildren(LineEditor) if one is not self.jump]

    def half_typed(self) -> dict[Place, str]:
        """Return what is being typed in a cell."""
        at = self.currentIndex()
        editor = next((one for one in self._amounts() if one.is_half_typed), None)
        place = self.sheet.place(at.row(), at.column()) if at.isValid() else None
        return {place: editor.text()} if editor is not None and place is not None else {}

    def _move(self, columns: int, rows: int) -> None:
        at = self.currentIndex()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if columns:
            self._across(at, columns)
            return
        row = at.row() + rows
        while 0 <= row < self.sheet.rowCount() and self.sheet.lines[row].is_group:
            row += rows
        if 0 <= row < self.sheet.rowCount():
            self.setCurrentIndex(self.sheet.index(row, max(1, at.column())))
        else:
            self.left.emit(rows)

    def _across(self, at: Index, step: int) -> None:
        """Go to the next person; from the last to the next item, and out of the sheet at its ends."""
        column = at.column() + step
        if 1 <= column <= self.sheet.counts_column:
            self.setCurrentIndex(self.sheet.index(at.row(), column))
            return
        row = at.row() + step
        while 0 <= row < self.sheet.rowCount() and self.sheet.lines[row].is_group:
            row += step
        if 0 <= row < self.sheet.rowCount():
            self.setCurrentIndex(self.sheet.index(row, 1 if step > 0 else self.sheet.counts_column))
        else:
            self.left.emit(step)

    def focusNextPrevChild(self, next_: bool) -> bool:
        """Keep Tab in the sheet: Qt itself would take it to the next widget before the sheet sees the key."""
        if not self.hasFocus():
            return super().focusNextPrevChild(next_)
        self._move(1 if next_ else -1, 0)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and arrows go through the items, Tab across, Del empties, digits set the flag, the rest types."""
        key, shift = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        at = self.currentIndex()
        if key in ENTER:
            self._move(0, -1 if shift else 1)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._move(0, 1 if key == Qt.Key.Key_Down else -1)
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.sheet.setData(at, "")
        elif at.isValid() and at.column() == self.sheet.counts_column and event.text() in (" ", "1", "0", "2"):
            self.sheet.toggle_counts(at.row(), {"1": True, "0": False, "2": False}.get(event.text()))
        elif event.text().isascii() and event.text().isalpha() and not event.modifiers() & CONTROL:
            self._begin_jump(event.text())
        else:
            super().keyPressEvent(event)

    def paste(self) -> None:
        """Put a block of amounts in from the cursor on, over item lines only; one undo takes it back."""
        at = self.currentIndex()
        block = read_block(QGuiApplication.clipboard().text())
        session = self.sheet.session
        if not block or not at.isValid() or session is None:
            return
        filled = unread = 0
        with session.macro("粘贴"):
            for place, text in self._cells_of(block, at.row(), at.column()):
                read = session.set_text(place, text) is None
                filled, unread = filled + read, unread + (not read)
        more = f"；{unread} 格没看懂，标红，改好才写入" if unread else ""
        self.said.emit("warning" if unread else "ok", f"已贴 {filled} 格{more}")
        self.sheet.refresh()
        self.setCurrentIndex(self.sheet.index(at.row(), at.column()))
        self.edited.emit()

    def _cells_of(self, block: list[list[str]], first_row: int, first_column: int) -> Iterator[tuple[Place, str]]:
        """Yield where each filled cell of a block goes; group lines are skipped."""
        rows = [row for row in range(first_row, self.sheet.rowCount()) if not self.sheet.lines[row].is_group]
        for row, cells in zip(rows, block, strict=False):
            for column, text in enumerate(cells, first_column):
                place = self.sheet.place(row, column)
                if place is not None and text.strip():
                    yield place, text.strip()
