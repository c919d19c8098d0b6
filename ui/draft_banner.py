"""The strip above a household whose unsaved typing was brought back."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from storage.archive.drafts import DraftNote


class DraftBanner(QFrame):
    """Says what was brought back, with the two ways on."""

    save_wanted = Signal()
    drop_wanted = Signal()

    def __init__(self) -> None:
        """Start hidden."""
        super().__init__()
        self.setProperty("banner", True)
        self.text = QLabel()
        self.text.setProperty("role", "warning")
        save, drop = QPushButton("保存 Ctrl+S"), QPushButton("放弃草稿")
        for button, signal in ((save, self.save_wanted), (drop, self.drop_wanted)):
            button.setFocusPolicy(button.focusPolicy().ClickFocus)
            button.clicked.connect(signal)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        row.addWidget(self.text, 1)
        row.addWidget(save)
        row.addWidget(drop)
        self.hide()

    def show_draft(self, draft: DraftNote | None) -> None:
        """Tell of a draft, or hide."""
        self.setVisible(draft is not None)
        if draft is not None:
            at = datetime.fromisoformat(draft.at).astimezone()
            who = f"{draft.user} " if draft.user else ""
            self.text.setText(f"⚠ 已恢复 {who}{at:%m-%d %H:%M} 没有保存的录入。核对后保存，或放弃。")
