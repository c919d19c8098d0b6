"""What stands around a preview: which packs, their sentences, the actions; after the merge what it did."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from storage.exchange.taking import PackTaken
from ui.exchange.preview_jobs import (
    OUTCOME_SIGNS,
    OUTCOME_TONES,
    PASSPHRASE_CODES,
    Merged,
    Preview,
    summary,
)
from ui.exchange.preview_view import PreviewView

PACKS_SEEN = 4
"""So many lines about packs are seen before they scroll."""


class PackLines(QScrollArea):
    """A line for each pack: sign, file, what becomes of it. `unlock` asks for a pack's passphrase (its path)."""

    unlock = Signal(object)

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.lines: list[QLabel] = []
        self.buttons: list[QPushButton] = []

    def show_packs(self, taken: list[PackTaken], *, ask: bool) -> None:
        """Show these packs; with `ask` a locked one has a button."""
        self.lines, self.buttons = [], []
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        for one in taken:
            label = QLabel(f"{OUTCOME_SIGNS[one.outcome]} {one.file.name}　{one.sentence}")
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setProperty("role", OUTCOME_TONES[one.outcome])
            self.lines.append(label)
            row = QHBoxLayout()
            row.addWidget(label, 1)
            if ask and one.code in PASSPHRASE_CODES:
                button = _button("输入口令…")
                button.clicked.connect(lambda _on=False, file=one.file: self.unlock.emit(file))
                self.buttons.append(button)
                row.addWidget(button)
            column.addLayout(row)
        column.addStretch(1)
        self.setWidget(inside)
        self._fit()

    def _fit(self) -> None:
        inside = self.widget()
        if inside is not None:
            most = self.fontMetrics().lineSpacing() * PACKS_SEEN + 20
            wanted = inside.heightForWidth(max(200, self.viewport().width()))
            self.setFixedHeight(min(most, max(wanted, self.fontMetrics().lineSpacing() + 4)))

    def resizeEvent(self, event) -> None:  # noqa: ANN001 - Qt's own signature
        """Take the height that the lines need at this width."""
        super().resizeEvent(event)
        self._fit()


class TakeFrame(QWidget):
    """The preview page; the page that owns it connects the buttons."""

    def __init__(self, view: PreviewView) -> None:
        """Build everything around the preview."""
        super().__init__()
        self.view = view
        self.title = QLabel("取用包：预览")
        self.title.setProperty("role", "title")
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.packs = PackLines()
        self.count = QLabel()
        self.count.setProperty("role", "secondary")
        self.back_button = _button("返回")
        self.merge_button = _button("合并 Ctrl+Enter")
        self.merge_button.setProperty("primary", True)
        self.undo_button = _button("撤销这次合并")
        self.inbox_button = _button("去待处理")
        self._arrange()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.back_button)
        foot = QHBoxLayout()
        foot.addStretch(1)
        for widget in (self.count, self.undo_button, self.inbox_button, self.merge_button):
            foot.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self.packs)
        layout.addWidget(self.summary)
        layout.addWidget(self.view, 1)
        layout.addLayout(foot)

    def show_preview(self, preview: Preview) -> None:
        """Show what packs would do."""
        self.title.setText("取用包：预览")
        self.packs.show_packs(preview.taken, ask=True)
        self.summary.setText(summary(preview))
        self.view.set_preview(preview)

    def show_merged(self, merged: Merged) -> None:
        """Show what a merge did."""
        self.title.setText("取用包：已合并" if merged.batches else "取用包：没有新内容")
        self.packs.show_packs(list(merged.taken), ask=False)
        parts = ["已写入档案，可以整批撤销（之后又改过的地方会保留现值并逐条列出）。"] if merged.batches else []
        if not merged.batches:
            parts.append("档案里的内容没有改动；对方收到了什么已经记下。")
        if merged.waiting:
            parts.append(f"现在有 {merged.waiting:,} 处待处理：两边的值都在，不影响继续录入。")
        self.summary.setText("".join(parts))
        self.view.lock()

    def enable(self, preview: Preview | None, merged: Merged | None, *, idle: bool, shown: bool) -> None:
        """Offer what can be done now."""
        open_still = merged is None
        good = preview is not None and bool(preview.good)
        left = sum(preview.left) if preview is not None else 0
        self.merge_button.setVisible(open_still)
        self.merge_button.setEnabled(idle and good)
        self.merge_button.setShortcut("Ctrl+Return" if shown and open_still else "")
        self.count.setText(f"先放着 {left:,} 行，以后可在“已搁置”里再取用" if open_still and left else "")
        self.undo_button.setVisible(merged is not None and bool(merged.batches))
        self.undo_button.setEnabled(idle)
        self.inbox_button.setVisible(merged is not None and merged.waiting > 0)
        self.inbox_button.setText(f"去待处理（{merged.waiting:,}）" if merged is not None else "")
        self.back_button.setText("返回" if open_still else "完成")
        self.back_button.setEnabled(idle)


def _button(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    return button
