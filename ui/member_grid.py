"""The member grid: typing over, Enter to the right and on, blocks from Excel, copying from above."""

from __future__ import annotations

import csv
import io

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QInputMethodEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from models.fields import Kind
from ui.editors.line import ENTER, LineEditor
from ui.editors.table import Surroundings
from ui.edits import Place
from ui.household_session import HouseholdSession
from ui.member_columns import COLUMNS, ENTERED, ID_NUMBER, NAME, fitted_widths, next_column
from ui.member_delegate import MemberDelegate
from ui.member_model import Index, MemberModel, PasteReport

ROW_HEIGHT = 27
CHINESE = (Kind.NAME, Kind.TEXT)


class MemberGrid(QTableView):
    """The members of a session. `left` asks for what stands before (-1) or after (1) the grid.

    `edited` follows every change, `said` carries (tone, text) for the line under the grid, `number_said` the ID number
    the cursor is on or that is being typed, `wanted` a person whose whole form is asked for, `pasted` what a paste did.
    """

    edited = Signal()
    left = Signal(int)
    said = Signal(str, str)
    number_said = Signal(str)
    wanted = Signal(str)
    pasted = Signal(object)

    def __init__(self, around: Surroundings) -> None:
        """Start without a household."""
        super().__init__()
        self.composing = ""
        self.rows = MemberModel(around, self)
        self.setModel(self.rows)
        self.setAccessibleName("家庭成员")
        self.cells = MemberDelegate(around, self)
        self.cells.moved.connect(self._move)
        self.cells.number_typed.connect(self.number_said)
        self.setItemDelegate(self.cells)
        self.rows.written.connect(self.edited)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.AnyKeyPressed | triggers.DoubleClicked | triggers.EditKeyPressed)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._set_headers()

    def _set_headers(self) -> None:
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        rows.setFixedWidth(28)
        rows.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        rows.setSectionsClickable(True)
        header = self.horizontalHeader()
        header.setFixedHeight(ROW_HEIGHT)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(28)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns to the room, so that one scroll bar never calls for the other."""
        super().resizeEvent(event)
        scale = self.fontMetrics().horizontalAdvance("汉") / 13
        for at, width in enumerate(fitted_widths(self.viewport().width(), scale)):
            self.setColumnWidth(at, width)

    def show_session(self, session: HouseholdSession) -> None:
        """Show a household's members."""
        self.rows.set_session(session)
        self.setCurrentIndex(self.rows.index(0, NAME))

    def refresh(self) -> None:
        """Show the members anew, the cursor where it was."""
        at = self.currentIndex()
        row, column = at.row(), at.column()
        self.rows.refresh()
        if row >= 0:
            self.setCurrentIndex(self.rows.index(min(row, self.rows.rowCount() - 1), column))

    def commit(self) -> None:
        """Hand over what is half typed in a cell."""
        for editor in self.viewport().findChildren(LineEditor):
            editor.commit()

    def half_typed(self) -> dict[Place, str]:
        """Return what is being typed in a cell; in the empty row the owner is "" still."""
        at = self.currentIndex()
        editor = next((one for one in self.viewport().findChildren(LineEditor) if one.is_half_typed), None)
        if editor is None or not at.isValid():
            return {}
        column = COLUMNS[at.column()]
        place = self.rows.place(at.row(), at.column()) or Place(column.entity, "", column.field)
        return {place: editor.text()} if place.owner or place.entity == "member" else {}

    # moving

    def enter_at(self, step: int) -> None:
        """Take the focus at the first cell, or coming from below at the last row."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setCurrentIndex(self.rows.index(0 if step > 0 else self.rows.rowCount() - 1, NAME))

    def focus_cell(self, person: str, field: str) -> bool:
        """Put the cursor on a person's field; tell whether the grid has it."""
        row = self.rows.row_of(person)
        column = next((at for at, one in enumerate(COLUMNS) if one.field == field), None)
        if row is None or column is None:
            return False
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setCurrentIndex(self.rows.index(row, column))
        return True

    def current_field(self) -> tuple[int, str]:
        """Return the row and the field of the cursor."""
        at = self.currentIndex()
        return max(0, at.row()), COLUMNS[max(0, at.column())].field

    def _move(self, columns: int, rows: int) -> None:
        """Go on by cells, skipping computed ones, from row to row; out of the grid at its ends."""
        at = self.currentIndex()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if rows:
            row = max(0, min(self.rows.rowCount() - 1, at.row() + rows))
            self.setCurrentIndex(self.rows.index(row, at.column()))
            return
        column = next_column(at.column(), columns)
        row = at.row()
        if column is None:
            row += columns
            column = ENTERED[0] if columns > 0 else ENTERED[-1]
        if 0 <= row < self.rows.rowCount():
            self.setCurrentIndex(self.rows.index(row, column))
        else:
            self.left.emit(columns)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Follow the cursor: say what a number says, and give the input method to the columns that take Chinese."""
        super().currentChanged(current, previous)
        self.composing = ""
        chinese = current.isValid() and COLUMNS[current.column()].kind in CHINESE
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, chinese)
        if current.isValid() and current.column() == ID_NUMBER and self.rows.session is not None:
            self.number_said.emit(self.rows.text(current.row(), current.column()))
        else:
            self.said.emit("", "")

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> object:
        """Keep the input method off over columns that take no Chinese."""
        at = self.currentIndex()
        if query == Qt.InputMethodQuery.ImEnabled:
            return at.isValid() and COLUMNS[at.column()].kind in CHINESE
        return super().inputMethodQuery(query)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Let Chinese be composed over a cell, and open the editor with what was chosen.

        Qt's own way opens the editor at the first letter; the focus that moves then ends the composing, and a syllable
        is lost.
        """
        at = self.currentIndex()
        if not at.isValid() or COLUMNS[at.column()].kind not in CHINESE:
            event.ignore()
            return
        self.composing = event.preeditString()
        self.viewport().update(self.visualRect(at))
        event.accept()
        if event.commitString():
            self.edit(at)
            editor = self.focusWidget()
            if isinstance(editor, LineEditor):
                typed = QInputMethodEvent()
                typed.setCommitString(event.commitString())
                editor.selectAll()
                QGuiApplication.sendEvent(editor, typed)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Never be without a cursor."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.rows.rowCount():
            self.setCurrentIndex(self.rows.index(0, NAME))

    # keys

    def focusNextPrevChild(self, next_: bool) -> bool:
        """Keep Tab in the grid, as Enter: Qt itself would take it to the next widget before the grid sees the key."""
        if not self.hasFocus():
            return super().focusNextPrevChild(next_)
        self._enter(1 if next_ else -1)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys of the grid; what is left starts typing over the cell."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        key = event.key()
        if control and self._control_key(key, shift):
            return
        if key in ENTER:
            self._enter(-1 if shift else 1)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.rows.clear((index.row(), index.column()) for index in self.selectedIndexes())
        elif key == Qt.Key.Key_F4:
            self.edit(self.currentIndex())
            editor = self.indexWidget(self.currentIndex()) or self.focusWidget()
            open_list = getattr(editor, "open_list", None)
            if open_list is not None:
                open_list()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not shift and not control:
            self._sideways(1 if key == Qt.Key.Key_Right else -1)
        elif not (event.text() and not control and self._pick(event.text())):
            super().keyPressEvent(event)

    def _control_key(self, key: int, shift: bool) -> bool:
        actions = {
            Qt.Key.Key_C: self.copy,
            Qt.Key.Key_V: self.paste,
            Qt.Key.Key_D: self.copy_row_above if shift else self.copy_above,
            Qt.Key.Key_Delete: self.delete_rows,
            Qt.Key.Key_Return: self._ask_for_person,
            Qt.Key.Key_Enter: self._ask_for_person,
        }
        action = actions.get(Qt.Key(key))
        if action is None:
            return False
        action()
        return True

    def _enter(self, step: int) -> None:
        at = self.currentIndex()
        if step > 0 and self.rows.is_new_row(at.row()) and at.column() == NAME:
            self.left.emit(1)  # nothing typed in the empty row: done with the members
        else:
            self._move(step, 0)

    def _sideways(self, step: int) -> None:
        column = next_column(self.currentIndex().column(), step)
        if column is not None:
            self.setCurrentIndex(self.rows.index(self.currentIndex().row(), column))

    def _pick(self, key: str) -> bool:
        at = self.currentIndex()
        code = self.rows.digit_choice(at.column(), key) if at.isValid() else None
        if code is None or self.rows.is_new_row(at.row()):
            return at.isValid() and COLUMNS[at.column()].kind is Kind.YES_NO
        self.rows.setData(at, code)
        self._move(1, 0)
        return True

    def _ask_for_person(self) -> None:
        row = self.currentIndex().row()
        if 0 <= row < len(self.rows.members):
            self.wanted.emit(self.rows.members[row]["uid"])

    # blocks

    def copy(self) -> None:
        """Put the selected block on the clipboard as Excel reads it."""
        picked = sorted((index.row(), index.column()) for index in self.selectedIndexes())
        lines: dict[int, list[str]] = {}
        for row, column in picked:
            lines.setdefault(row, []).append(self.rows.text(row, column))
        QGuiApplication.clipboard().setText("\n".join("\t".join(cells) for cells in lines.values()))

    def paste(self) -> PasteReport | None:
        """Put the clipboard's block in from the cursor on, and say what became of it."""
        block = read_block(QGuiApplication.clipboard().text())
        at = self.currentIndex()
        if not block or not at.isValid() or self.rows.session is None:
            return None
        report = self.rows.paste(at.row(), at.column(), block)
        self.said.emit("warning" if report.unread or report.beyond else "ok", report.sentence())
        self.pasted.emit(report)
        return report

    def copy_above(self) -> None:
        """Copy the cell above, and go on."""
        at = self.currentIndex()
        if self.rows.copy_from_above(at.row(), [at.column()]):
            self._move(1, 0)

    def copy_row_above(self) -> None:
        """Copy the row above except name and number."""
        self.rows.copy_row_from_above(self.currentIndex().row())

    def delete_rows(self) -> None:
        """Take the selected members out; Ctrl+Z brings them back."""
        rows = {index.row() for index in self.selectedIndexes()} or {self.currentIndex().row()}
        names = "、".join(self.rows.text(row, NAME) for row in sorted(rows) if not self.rows.is_new_row(row))
        if not names:
            return
        at = self.currentIndex()
        row, column = min(rows), at.column()
        self.rows.remove_rows(rows)
        chosen = self.rows.index(min(row, self.rows.rowCount() - 1), column)
        self.selectionModel().setCurrentIndex(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.said.emit("warning", f"已删去 {names}，保存时进回收站；Ctrl+Z 撤销")


def read_block(text: str) -> list[list[str]]:
    """Return a clipboard text as rows of cells; cells with line breaks or tabs come quoted, as Excel writes them."""
    plain = text.replace("\r\n", "\n").rstrip("\n")
    return list(csv.reader(io.StringIO(plain), delimiter="\t")) if plain.strip() else []
