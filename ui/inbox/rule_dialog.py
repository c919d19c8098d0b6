"""按批处理: every case of one merge decided by one rule."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from storage.archive.batches import Batch
from ui.choice_box import ChoiceBox
from ui.exchange.steps_dialog import push, words
from ui.history_view import local_time


class RuleDialog(QDialog):
    """Which merge, and whose values; accepted = do it."""

    def __init__(self, batches: Sequence[Batch], parent: QWidget | None = None) -> None:
        """Offer these merges, the newest first."""
        super().__init__(parent)
        self.setWindowTitle("按批处理")
        self.batch_box = ChoiceBox("哪一次合并")
        for one in batches:
            self.batch_box.addItem(f"{local_time(one.at)}　{one.source}", one.uid)
        self.theirs = QRadioButton("这一批都以对方为准")
        self.mine = QRadioButton("这一批都以本机为准")
        self.theirs.setChecked(True)
        self.do_button = push("处理 Enter")
        self.do_button.setProperty("primary", True)
        self.do_button.setDefault(True)
        self.do_button.clicked.connect(self.accept)
        cancel = push("取消 Esc")
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.do_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(22, 18, 22, 16)
        layout.setSpacing(12)
        layout.addWidget(words("按批处理", name="dialog-title"))
        layout.addWidget(
            words(
                "只处理“两边填得不一样”的；一边删除、疑似同一个人、一方有几个值的仍留着逐条看。"
                "没选的值留在变更痕迹里，处理完还能整批撤回（Ctrl+Z，或批次列表）。",
                "secondary",
            )
        )
        layout.addWidget(self.batch_box)
        for choice in (self.theirs, self.mine):
            choice.setProperty("tile", True)
            layout.addWidget(choice)
        layout.addLayout(buttons)
        self.setMinimumWidth(self.fontMetrics().height() * 30)
        self.theirs.setFocus()

    @property
    def batch(self) -> str:
        """Return the merge chosen."""
        return self.batch_box.currentData() or ""

    @property
    def rule(self) -> str:
        """Return mine or theirs."""
        return "mine" if self.mine.isChecked() else "theirs"
