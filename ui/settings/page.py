"""设置: sections at the left, one of them at the right; each is built when first shown."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget, QVBoxLayout, QWidget

from ui.background import ArchiveWorker
from ui.settings.amounts import AmountsSection
from ui.settings.options import OptionsSection
from ui.settings.sections import AboutSection, AppearanceSection, BackupSection, OfficeSection, Section
from ui.window_facts import WindowFacts

SECTIONS: tuple[type[Section], ...] = (
    OfficeSection,
    AmountsSection,
    OptionsSection,
    BackupSection,
    AppearanceSection,
    AboutSection,
)


class SettingsPage(QWidget):
    """`theme_wanted` carries light or dark, `facts_changed` asks the window to read its facts anew."""

    said = Signal(str)
    theme_wanted = Signal(str)
    facts_changed = Signal()

    def __init__(self, worker: ArchiveWorker, facts: WindowFacts) -> None:
        """List the sections."""
        super().__init__()
        self._worker, self._facts = worker, facts
        self._made: dict[int, Section] = {}
        self.list = QListWidget()
        self.list.setProperty("framed", True)
        self.list.setAccessibleName("设置的各部分")
        self.list.setFixedWidth(self.fontMetrics().horizontalAdvance("汉") * 11)
        for section in SECTIONS:
            item = QListWidgetItem(section.title)
            item.setSizeHint(QSize(0, round(self.fontMetrics().height() * 1.9)))
            self.list.addItem(item)
        self.stack = QStackedWidget()
        card = QFrame()
        card.setProperty("card", True)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(20, 14, 20, 14)
        inside.addWidget(self.stack)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 10, 10, 10)
        row.setSpacing(10)
        row.addWidget(self.list)
        row.addWidget(card, 1)
        self.list.currentRowChanged.connect(self.show_section)

    def bring_up(self, _scope: str) -> None:
        """Show the section marked, as things stand now."""
        self.list.setCurrentRow(max(0, self.list.currentRow()))
        self.show_section(self.list.currentRow())

    def put_cursor(self) -> None:
        """Give the focus to the list of sections."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def section(self, at: int) -> Section:
        """Return a section, built when first asked for."""
        if at not in self._made:
            made = SECTIONS[at](self._worker, self._facts)
            made.said.connect(self.said)
            made.facts_changed.connect(self.facts_changed)
            if isinstance(made, AppearanceSection):
                made.theme_wanted.connect(self.theme_wanted)
            self._made[at] = made
            self.stack.addWidget(made)
        return self._made[at]

    def show_section(self, at: int) -> None:
        """Show a section."""
        if at >= 0:
            section = self.section(at)
            self.stack.setCurrentWidget(section)
            section.bring_up()
