"""A page of a PDF on a grey desk: zoom with the wheel or the keys, page by page."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QWidget

ZOOMS = (50, 75, 100, 125, 150, 200, 300)
"""Per cent of true size that the zoom buttons step through; 0 = as wide as the view."""
FIT = 0
A4_WIDTH_MM = 210.0
MARGIN = 24
WIDEST_FIT = 900
"""A fitted page is this wide at most, in logical pixels: wider is larger than print and needs more scrolling."""


class PageView(QScrollArea):
    """Shows one drawn page. `dpi_wanted` is emitted when the zoom needs another resolution; `turned` by PgUp/PgDn.

    `paper_width` is the page's width in mm.
    """

    dpi_wanted = Signal(int)
    turned = Signal(int)
    zoomed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a page, fitted to the width."""
        super().__init__(parent)
        self.setObjectName("page-desk")
        self.setAccessibleName("打印预览")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFrameShape(QFrame.Shape.NoFrame)
        # a bar that comes and goes would change the width a page is fitted to
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.page = QLabel()
        self.page.setObjectName("page-sheet")
        self.page.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWidget(self.page)
        self.zoom = FIT
        self.paper_width = A4_WIDTH_MM

    @property
    def dpi(self) -> int:
        """Return the resolution the page is wanted in, in device pixels."""
        ratio = self.devicePixelRatioF()
        if self.zoom == FIT:
            room = max(300, min(self.viewport().width() - 2 * MARGIN, WIDEST_FIT))
            return round(room * ratio / (self.paper_width / 25.4))
        return round(self.logicalDpiX() * ratio * self.zoom / 100)

    def set_zoom(self, zoom: int) -> None:
        """Show the page at `zoom` per cent, or fitted to the width with `FIT`."""
        self.zoom = zoom
        self.zoomed.emit(zoom)
        self.dpi_wanted.emit(self.dpi)

    def step_zoom(self, up: bool) -> None:
        """Go one step larger or smaller."""
        now = self.zoom or round(self.dpi * 100 / (self.logicalDpiX() * self.devicePixelRatioF()))
        larger = [zoom for zoom in ZOOMS if zoom > now]
        smaller = [zoom for zoom in ZOOMS if zoom < now]
        self.set_zoom((larger[0] if larger else ZOOMS[-1]) if up else (smaller[-1] if smaller else ZOOMS[0]))

    def show_image(self, width: int, height: int, data: bytes) -> None:
        """Show a page drawn as raw RGB bytes."""
        image = QImage(data, width, height, width * 3, QImage.Format.Format_RGB888).copy()
        image.setDevicePixelRatio(self.devicePixelRatioF())
        pixmap = QPixmap.fromImage(image)
        self.page.setPixmap(pixmap)
        self.page.resize(pixmap.deviceIndependentSize().toSize())
        self.verticalScrollBar().setValue(0)

    def clear(self) -> None:
        """Show no page."""
        self.page.clear()
        self.page.resize(0, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """PgUp/PgDn turn the page, + and − zoom, 0 fits the width."""
        key = event.key()
        if key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self.turned.emit(1 if key == Qt.Key.Key_PageDown else -1)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.step_zoom(key != Qt.Key.Key_Minus)
        elif key == Qt.Key.Key_0:
            self.set_zoom(FIT)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl+wheel zooms."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.step_zoom(event.angleDelta().y() > 0)
            event.accept()
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep a fitted page fitted."""
        super().resizeEvent(event)
        if self.zoom == FIT and event.size().width() != event.oldSize().width():
            self.dpi_wanted.emit(self.dpi)
