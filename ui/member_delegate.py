"""Cells of the member grid: how they are drawn, and the editors of the form inside them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from models.fields import Kind
from ui.editors.code_edit import CodeEdit
from ui.editors.id_number import IdNumberEdit
from ui.editors.line import ENTER, LineEditor
from ui.editors.table import Surroundings, make_editor
from ui.member_columns import COLUMNS
from ui.member_model import LEVEL_ROLE, MemberModel
from ui.style import color

Index = QModelIndex | QPersistentModelIndex
TRIANGLE = 8
DOT = 3


class MemberDelegate(QStyledItemDelegate):
    """Draws marks that don't need colour to be told apart, and edits with the form's editors.

    `moved` asks for the cell `columns` and `rows` on; `number_typed` follows the typing of an ID number.
    """

    moved = Signal(int, int)
    number_typed = Signal(str)

    def __init__(self, around: Surroundings, parent: QObject | None = None) -> None:
        """Make editors for `around`."""
        super().__init__(parent)
        self._around = around

    # drawing

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw ground, text and mark of a cell, and the frame of the current one."""
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        level = index.data(LEVEL_ROLE) or ""
        column = COLUMNS[index.column()]
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        ground = "error_bg" if level == "E" else "warning_bg" if level else "computed" if column.computed else ""
        if selected and not level:
            ground = "selected"
        if ground:
            painter.fillRect(rect, color(ground))
        model = index.model()
        faint = isinstance(model, MemberModel) and model.is_new_row(index.row())
        painter.setPen(color("hint" if faint else "text_secondary" if column.computed else "text"))
        composing = getattr(self.parent(), "composing", "") if state & QStyle.StateFlag.State_HasFocus else ""
        if composing:
            painter.setPen(color("primary"))
        whole = composing or index.data() or ""
        if column.kind is Kind.CODE and painter.fontMetrics().horizontalAdvance(whole) > rect.width() - 9:
            whole = whole.partition(" ")[2] or whole  # the word says more than the code
        text = painter.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideRight, rect.width() - 9)
        side = index.data(Qt.ItemDataRole.TextAlignmentRole)
        painter.drawText(rect.adjusted(6, 0, -3, 0), side, text)
        self._mark(painter, rect, level)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(color("primary"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def _mark(self, painter: QPainter, rect: QRect, level: str) -> None:
        if not level:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        corner = QPointF(rect.right() + 1, rect.top())
        if level == "E":
            painter.setBrush(color("error"))
            points = [corner - QPointF(TRIANGLE, 0), corner, corner + QPointF(0, TRIANGLE)]
            painter.drawPolygon(QPolygonF(points))
        else:
            painter.setBrush(color("warning"))
            painter.drawEllipse(corner + QPointF(-DOT - 4, DOT + 4), DOT, DOT)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    # editing

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget | None:  # type: ignore[override]
        """Return the form's editor for the cell; 是/否 is picked by a key, without an editor."""
        declared = COLUMNS[index.column()].declared
        if declared is None or declared.kind is Kind.YES_NO:
            return None
        editor = make_editor(declared, self._around, 0)
        assert isinstance(editor, LineEditor)
        editor.setParent(parent)
        editor.setProperty("cell", True)
        cell = QPersistentModelIndex(index)
        editor.committed.connect(lambda text: self._store(cell, text))
        editor.left.connect(lambda step: self._leave(editor, step))
        if isinstance(editor, IdNumberEdit):
            editor.textEdited.connect(self.number_typed)
        return editor

    def _store(self, cell: QPersistentModelIndex, text: str) -> None:
        model = cell.model()
        if isinstance(model, MemberModel):
            model.setData(cell, text)

    def _leave(self, editor: LineEditor, step: int) -> None:
        self._close(editor)
        self.moved.emit(step, 0)

    def _close(self, editor: LineEditor) -> None:
        editor.commit()
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show the cell's value in its editor, unless it is being typed in."""
        model = index.model()
        if not isinstance(model, MemberModel) or not isinstance(editor, LineEditor) or editor.isModified():
            return
        place = model.place(index.row(), index.column())
        if place is None or model.session is None:
            editor.show_value(None, "")
            return
        editor.show_value(model.session.get(place), model.text(index.row(), index.column()))
        editor.selectAll()

    def setModelData(self, editor: QWidget, _model: object, _index: Index) -> None:  # type: ignore[override]
        """Hand over what was typed."""
        if isinstance(editor, LineEditor):
            editor.commit()

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Fill the cell, wider where the column is too narrow to see what is typed."""
        rect: QRect = QRect(option.rect)  # type: ignore[attr-defined]
        if isinstance(editor, CodeEdit):
            rect.setWidth(max(rect.width(), 104))
        right = self.parent().viewport().width()  # type: ignore[attr-defined]
        if rect.right() > right:
            rect.moveRight(right)
        editor.setGeometry(rect)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Let the editor have the keys of data entry; the rest is Qt's."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(editor, LineEditor):
            key = event.key()
            if key in ENTER:
                return False
            if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                self._leave(editor, 1 if key == Qt.Key.Key_Tab else -1)
                return True
            listed = isinstance(editor, CodeEdit)
            if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not listed:
                self._close(editor)
                self.moved.emit(0, 1 if key == Qt.Key.Key_Down else -1)
                return True
            if key == Qt.Key.Key_Escape:
                if isinstance(editor, CodeEdit):
                    editor.hide_popup()
                editor.restore()
                self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.RevertModelCache)
                return True
            return False
        return super().eventFilter(editor, event)
