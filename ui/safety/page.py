"""安全: how the archive can be opened, its backups, who works in it, and the trail of what was done."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from ui.background import ArchiveWorker
from ui.safety.backups_tab import BackupsTab
from ui.safety.keys_tab import KeysTab
from ui.safety.report_tab import ReportTab
from ui.safety.trail_tab import TrailTab
from ui.safety.users_tab import UsersTab
from ui.window_facts import WindowFacts


class SafetyPage(QWidget):
    """Five tabs; each reads what it shows when it comes to the front."""

    said = Signal(str)
    restored = Signal()

    def __init__(self, worker: ArchiveWorker, facts: WindowFacts) -> None:
        """Build the tabs."""
        super().__init__()
        self.keys, self.users, self.trail = KeysTab(worker), UsersTab(worker), TrailTab(worker, facts)
        self.backups, self.report = BackupsTab(worker), ReportTab(worker)
        self.backups.restored.connect(self.restored)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for title, tab in (
            ("口令与恢复", self.keys), ("备份", self.backups), ("用户与权限", self.users), ("操作日志", self.trail),
            ("谁改了多少", self.report),
        ):  # fmt: skip
            self.tabs.addTab(tab, title)
            tab.said.connect(self.said)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.addWidget(self.tabs)
        self.tabs.currentChanged.connect(lambda _at: self.bring_up(""))

    def bring_up(self, _scope: str) -> None:
        """Show the tab in front as things stand now."""
        front = self.tabs.currentWidget()
        assert isinstance(front, KeysTab | BackupsTab | ReportTab | UsersTab | TrailTab)
        front.reload()

    def put_cursor(self) -> None:
        """Give the focus to the bar of tabs."""
        self.tabs.tabBar().setFocus()
