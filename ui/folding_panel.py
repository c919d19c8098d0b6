"""The place of the checks panel: beside the page where there is room, else a strip that draws it over the page."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.checks_panel import ChecksPanel

GAP = 4


class FoldingPanel(QWidget):
    """Holds panel and strip; `page` is what a drawn panel lies over."""

    def __init__(self, panel: ChecksPanel, page: QWidget) -> None:
        """Begin with the whole panel."""
        super().__init__(page)
        self.panel, self.strip = panel, panel.strip
        self._page = page
        self._narrow = False
        self._wanted = True
        self.is_drawn = False
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(panel)
        self._row.addWidget(self.strip)
        self.strip.clicked.connect(self.toggle)
        panel.picked.connect(lambda _place: self.put_away())
        page.installEventFilter(self)

    def set_narrow(self, narrow: bool) -> None:
        """Fold the panel because there is no room beside the page, or bring it back."""
        if narrow != self._narrow:
            self._narrow = narrow
            self.is_drawn = False
            self._follow()

    def toggle(self) -> None:
        """Show or fold the panel (Ctrl+K); on a narrow window it is drawn over the page."""
        if self._narrow:
            self.is_drawn = not self.is_drawn
        else:
            self._wanted = not self._wanted
        self._follow()

    def put_away(self) -> None:
        """Uncover the page; a panel that stands beside it stays."""
        if self.is_drawn:
            self.is_drawn = False
            self._follow()

    def _follow(self) -> None:
        whole = self._wanted and not self._narrow
        if self.is_drawn:
            self._row.removeWidget(self.panel)
            self.panel.setParent(self._page)
            self._place()
            self.panel.show()
            self.panel.raise_()
        else:
            self._row.insertWidget(0, self.panel)
            self.panel.setVisible(whole)
        self.strip.setVisible(not whole)

    def _place(self) -> None:
        right = self._page.width() - self.strip.width() - GAP
        width = self.panel.width()
        self.panel.setGeometry(QRect(right - width, 0, width, self._page.height()))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Keep a drawn panel at the right edge."""
        if event.type() == QEvent.Type.Resize and self.is_drawn:
            self._place()
        return False
