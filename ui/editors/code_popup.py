"""The list under an option field: code, text and initials, in the window itself so that the field keeps the keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui.options import Option
from ui.style import color

ROWS_SHOWN = 9
ROW = 28

Index = QModelIndex | QPersistentModelIndex


class OptionModel(QAbstractListModel):
    """The options that fit what was typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.options: Sequence[Option] = ()

    def show_options(self, options: Sequence[Option]) -> None:
        """Replace the options."""
        self.beginResetModel()
        self.options = options
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return how many options fit."""
        return 0 if parent.isValid() else len(self.options)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a screen reader says of an option."""
        if index.isValid() and role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.options[index.row()].shown
        return None


class OptionDelegate(QStyledItemDelegate):
    """Draws code, text and initials in three columns."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the height of a row."""
        return QSize(120, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one option."""
        model = index.model()
        if not isinstance(model, OptionModel):
            return
        one = model.options[index.row()]
        rect: QRect = option.rect  # type: ignore[attr-defined]
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)  # type: ignore[attr-defined]
        painter.save()
        painter.setFont(option.font)  # type: ignore[attr-defined]
        if chosen or over:
            painter.fillRect(rect, color("primary" if chosen else "hover"))
        metrics = painter.fontMetrics()
        code_width = metrics.horizontalAdvance(one.code) + 10 if one.code_is_said else 0
        initials = one.initials[0] if one.initials else ""
        tail = metrics.horizontalAdvance(initials) + 8
        inner = rect.adjusted(10, 0, -8, 0)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.setPen(color("on_primary" if chosen else "text_secondary"))
        if one.code_is_said:
            painter.drawText(inner, middle, one.code)
        painter.drawText(inner, middle | int(Qt.AlignmentFlag.AlignRight), initials)
        painter.setPen(color("on_primary" if chosen else "text"))
        room = inner.adjusted(code_width, 0, -tail, 0)
        painter.drawText(room, middle, metrics.elidedText(one.text, Qt.TextElideMode.ElideRight, room.width()))
        painter.restore()


class CodePopup(QFrame):
    """A list of options under a field; `chosen` says that one was clicked."""

    chosen = Signal(object)

    def __init__(self, window: QWidget) -> None:
        """Stand hidden in `window`."""
        super().__init__(window)
        self._window = window
        self.setProperty("popup", True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.model = OptionModel(self)
        self.view = QListView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(OptionDelegate(self.view))
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setAccessibleName("选项")
        self.view.clicked.connect(lambda index: self.chosen.emit(self.model.options[index.row()]))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(self.view)
        self.hide()

    def show_under(self, field: QWidget, options: Sequence[Option], at: int = 0) -> None:
        """Show the options under `field`, above it where there is no room, with one marked."""
        self.model.show_options(options)
        if not options:
            self.hide()
            return
        height = min(ROWS_SHOWN, len(options)) * ROW + 4
        self.resize(max(field.width(), self._wanted_width(options)), height)
        window = self._window
        corner = field.mapTo(window, QPoint(0, field.height() + 1))
        if corner.y() + height > window.height() - 4:
            corner = field.mapTo(window, QPoint(0, -height - 1))
        corner.setX(max(4, min(corner.x(), window.width() - self.width() - 4)))
        self.move(corner)
        self.view.setCurrentIndex(self.model.index(at))
        self.show()
        self.raise_()

    def _wanted_width(self, options: Sequence[Option]) -> int:
        metrics = self.view.fontMetrics()
        texts = (f"{one.shown}{one.initials[0] if one.initials else ''}" for one in options[:60])
        widest = max((metrics.horizontalAdvance(text) for text in texts), default=0)
        return min(420, widest + 60)

    @property
    def current(self) -> Option | None:
        """Return the option marked."""
        at = self.view.currentIndex().row()
        return self.model.options[at] if self.isVisible() and 0 <= at < len(self.model.options) else None

    def step(self, by: int) -> None:
        """Mark another option."""
        last = len(self.model.options) - 1
        at = max(0, min(last, self.view.currentIndex().row() + by))
        self.view.setCurrentIndex(self.model.index(at))
