"""The photos of one slot as a list of pictures with captions."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from models.codes import CodeBook
from models.fields import Record
from ui.photo_thumbnails import Thumbnails
from ui.style import color, icon

Index = QModelIndex | QPersistentModelIndex
PICTURE = QSize(148, 112)
GAP, CAPTION = 6, 22


class PhotoModel(QAbstractListModel):
    """Attachment records, shown by picture and caption."""

    def __init__(self, codes: CodeBook, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.records: list[Record] = []
        self.codes = codes
        self.thumbnails = thumbnails
        thumbnails.arrived.connect(self._arrived)

    def show_records(self, records: list[Record]) -> None:
        """Show these photos."""
        self.beginResetModel()
        self.records = records
        self.endResetModel()

    def _arrived(self, content_hash: str) -> None:
        for row, record in enumerate(self.records):
            if record.get("content_hash") == content_hash:
                self.dataChanged.emit(self.index(row), self.index(row))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return how many photos there are."""
        return 0 if parent.isValid() else len(self.records)

    def caption(self, row: int) -> str:
        """Return what stands under a photo: note or kind, and the day it was taken."""
        record = self.records[row]
        said = record.get("note") or self.codes.text("attachment_slot", record.get("slot") or "9")
        return " · ".join(part for part in (said, record.get("taken")) if part)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return caption or file name."""
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.caption(index.row())
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.records[index.row()].get("file_name")
        return None


class PhotoDelegate(QStyledItemDelegate):
    """Draws a photo in its frame, whole, with its caption."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Picture, gaps and caption."""
        return QSize(PICTURE.width() + 2 * GAP, PICTURE.height() + 2 * GAP + CAPTION)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one photo."""
        model = index.model()
        assert isinstance(model, PhotoModel)
        rect: QRect = option.rect  # type: ignore[attr-defined]
        marked = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        picture = QRect(rect.left() + GAP, rect.top() + GAP, PICTURE.width(), PICTURE.height())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(picture, color("computed"))
        pixmap = model.thumbnails.get(model.records[index.row()].get("content_hash") or "")
        if pixmap is not None and not pixmap.isNull():
            size = pixmap.size().scaled(PICTURE, Qt.AspectRatioMode.KeepAspectRatio)
            at = QRect(0, 0, size.width(), size.height())
            at.moveCenter(picture.center())
            painter.drawPixmap(at, pixmap)
        elif pixmap is not None:
            icon("alert-triangle", "warning", 24).paint(painter, picture.adjusted(0, 0, 0, -20))
            painter.setPen(color("warning"))
            bottom = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom)
            painter.drawText(picture.adjusted(0, 0, 0, -12), bottom, "文件不在本机")
        painter.setPen(QPen(color("primary" if marked else "border"), 2 if marked else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(picture)
        painter.setPen(color("text" if marked else "text_secondary"))
        below = QRect(picture.left(), picture.bottom() + 2, picture.width(), CAPTION)
        text = painter.fontMetrics().elidedText(model.caption(index.row()), Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), text)
        painter.restore()


def photo_view(model: PhotoModel) -> QListView:
    """Return a view that lays the photos out in rows."""
    view = QListView()
    view.setModel(model)
    view.setItemDelegate(PhotoDelegate(view))
    view.setViewMode(QListView.ViewMode.IconMode)
    view.setResizeMode(QListView.ResizeMode.Adjust)
    view.setMovement(QListView.Movement.Static)
    view.setUniformItemSizes(True)
    view.setSpacing(2)
    view.setAccessibleName("照片")
    view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
    return view
