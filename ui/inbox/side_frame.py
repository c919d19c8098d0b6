"""One side of a case, or one way to decide it: a framed column that is chosen by click, digit or arrow."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPixmap
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout

from ui.style import set_state

PICTURE = 150


class SideFrame(QFrame):
    """`picked` says that it was clicked, `taken` that it was clicked twice."""

    picked = Signal()
    taken = Signal()

    def __init__(self, digit: str, title: str, who: str, when: str, mine: bool) -> None:
        """Build the head; `add_lines` and `show_picture` fill it."""
        super().__init__()
        self.setProperty("side", True)
        self.setProperty("chosen", False)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{digit} {title} {who} {when}".strip())
        self.title = QLabel(f"{digit}　{title}")
        self.title.setProperty("role", "title")
        self.sign = QLabel("√ 选这个")
        self.sign.setProperty("tag", "neutral" if not mine else "ok")
        self.sign.setVisible(False)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.sign)
        self.who = QLabel(who)
        self.who.setProperty("role", "secondary")
        self.who.setWordWrap(True)
        self.when = QLabel(when)
        self.when.setProperty("role", "warning" if "不准" in when else "secondary")
        self.picture = QLabel()
        self.picture.hide()
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(10)
        self.grid.setVerticalSpacing(6)
        self.grid.setColumnStretch(1, 1)
        self.values: list[QLabel] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 12)
        layout.setSpacing(5)
        layout.addLayout(head)
        for part in (self.who, self.when):
            layout.addWidget(part)
            # not the other way about: a label shown before it has a place is a window of its own and takes the focus
            part.setHidden(not part.text())
        layout.addSpacing(4)
        layout.addLayout(self.grid)
        layout.addWidget(self.picture)
        layout.addStretch(1)

    def add_lines(self, lines: Sequence[tuple[str, str]]) -> None:
        """Show (label, value as HTML) lines; a single one needs no label."""
        for at, (label, value) in enumerate(lines):
            shown = QLabel(value)
            shown.setTextFormat(Qt.TextFormat.RichText)
            shown.setWordWrap(True)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            shown.setObjectName("side-value")
            if label:
                name = QLabel(label)
                name.setProperty("role", "secondary")
                self.grid.addWidget(name, at, 0, Qt.AlignmentFlag.AlignTop)
            self.grid.addWidget(shown, at, 1)
            self.values.append(shown)

    def show_picture(self, image: QImage) -> None:
        """Show a photo below the values."""
        self.picture.setVisible(not image.isNull())
        if not image.isNull():
            self.picture.setPixmap(picture_of(image, PICTURE, self.devicePixelRatioF()))

    def set_chosen(self, chosen: bool) -> None:
        """Mark as what Enter takes; the sign says so without colour."""
        set_state(self, "chosen", chosen)
        self.sign.setVisible(chosen)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click chooses."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two clicks take it."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.taken.emit()


def picture_of(image: QImage, side: int, ratio: float) -> QPixmap:
    """Return a photo that fits a square of `side` logical pixels."""
    room = round(side * ratio)
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    shown = QPixmap.fromImage(image.scaled(room, room, keep, smooth))
    shown.setDevicePixelRatio(ratio)
    return shown
