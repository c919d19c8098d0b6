"""The head of the household page: name, tags, number, completeness, previous and next."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from models.codes import CodeBook
from models.derived import Completeness
from models.household_file import HouseholdFile
from ui.checks_panel import draw_bar
from ui.photo_thumbnails import Thumbnails
from ui.style import color, icon, set_state

MOST_TAGS = 3
PHOTO = 34
HEADS_PHOTO = "1"
"""The slot of the photo shown beside the name."""


class PercentBar(QWidget):
    """“完整度 78%” with a bar."""

    def __init__(self) -> None:
        """Start at nothing."""
        super().__init__()
        self.percent = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Text and a bar of 84 pixels."""
        return QSize(self.fontMetrics().horizontalAdvance("完整度 100%") + 94, 26)

    def show_percent(self, part: Completeness) -> None:
        """Show how complete the household is."""
        self.percent = part.percent
        self.setAccessibleName(f"完整度 {part.percent}%")
        self.setToolTip(f"必填 {part.required} 项，已填 {part.filled} 项")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw text and bar."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(color("text_secondary"))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter), f"完整度 {self.percent}%")
        draw_bar(painter, QRectF(self.width() - 86, self.height() / 2 - 3, 84, 6), self.percent / 100)
        painter.end()


class HeadPhoto(QWidget):
    """The head's photo, cut square; hidden where there is none. `clicked` asks for all photos."""

    clicked = Signal()

    def __init__(self, thumbnails: Thumbnails) -> None:
        """Start hidden."""
        super().__init__()
        self._thumbnails = thumbnails
        self._content = ""
        self.setFixedSize(PHOTO, PHOTO)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName("户主照片")
        thumbnails.arrived.connect(lambda content: self.update() if content == self._content else None)
        self.hide()

    def show_content(self, content_hash: str) -> None:
        """Show the photo with this content, "" for none."""
        if content_hash != self._content:
            self._content = content_hash
            self.setVisible(bool(content_hash))
            self.update()

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """Ask for the photos."""
        self.clicked.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the middle of the photo."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        pixmap = self._thumbnails.get(self._content) if self._content else None
        if pixmap is not None and not pixmap.isNull():
            side = min(pixmap.width(), pixmap.height())
            left, top = (pixmap.width() - side) // 2, (pixmap.height() - side) // 2
            painter.drawPixmap(self.rect(), pixmap, QRect(left, top, side, side))
        painter.setPen(color("border"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


class PageHeader(QWidget):
    """The row above the tabs. `stepped` asks for the previous (-1) or next (1) household."""

    stepped = Signal(int)

    def __init__(self, codes: CodeBook, thumbnails: Thumbnails) -> None:
        """Start without a household."""
        super().__init__()
        self._codes = codes
        self.photo = HeadPhoto(thumbnails)
        self.name = QLabel()
        self.name.setObjectName("household-name")
        self.number = QLabel()
        self.number.setProperty("role", "secondary")
        self.number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.tags = [QLabel() for _ in range(MOST_TAGS)]
        self.bar = PercentBar()
        self.setMinimumHeight(PHOTO)  # so that a photo moves nothing
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(7)
        row.addWidget(self.photo)
        row.addWidget(self.name)
        for tag in self.tags:
            tag.hide()
            tag.setFixedHeight(20)
            tag.setProperty("tag", "neutral")  # before the first polish, so that the padding counts from the start
            row.addWidget(tag)
        row.addWidget(self.number)
        row.addStretch(1)
        row.addWidget(self.bar)
        for name, step, said in (("chevron-left", -1, "上一户 PgUp"), ("chevron-right", 1, "下一户 PgDn")):
            button = QPushButton()
            button.setIcon(icon(name))
            button.setFixedSize(28, 28)
            button.setStyleSheet("padding: 0")
            button.setAccessibleName(said)
            button.setToolTip(said)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _checked=False, step=step: self.stepped.emit(step))
            row.addWidget(button)

    def show_file(self, file: HouseholdFile, year: int, complete: Completeness) -> None:
        """Show who the household is."""
        record = file.household
        head = file.head
        name = (head.get("name") if head else None) or record.get("head_name") or "新户"
        self.name.setText(self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, 180))
        self.name.setToolTip(name)
        self.number.setText(record.get("number") or record.get("local_number") or "保存时编本地户号")
        tags = self._tags(file, year)
        for label, (tone, text) in zip(self.tags, [*tags, *[("", "")] * MOST_TAGS], strict=False):
            label.setText(text)
            set_state(label, "tag", tone or "neutral")
            label.setVisible(bool(text))
        self.bar.show_percent(complete)
        photos = file.parts.get("attachment", ())
        first = next((one for one in photos if one.get("slot") == HEADS_PHOTO), None)
        self.photo.show_content((first or {}).get("content_hash") or "")

    def _tags(self, file: HouseholdFile, year: int) -> list[tuple[str, str]]:
        record = file.household
        tags: list[tuple[str, str]] = []
        for name, tone in (("household_type", "neutral"), ("poverty_state", "warning")):
            if record.get(name):
                tags.append((tone, self._codes.text(name, record[name])))
        found = file.years.get(year)
        grade = found.values.get("house_grade") if found else None
        if found and grade in ("C", "D") and found.values.get("house_unsafe") is not False:
            tags.append(("error", f"{grade} 级危房"))
        return tags
