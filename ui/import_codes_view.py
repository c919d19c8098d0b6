"""Texts that no code list holds: what they stand for, chosen by keyboard and remembered; a list grows on consent."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from storage.exchange.plan_parts import UnknownCode
from ui import message
from ui.import_jobs import ADD_OPTION, CodeQuestion
from ui.message import Message
from ui.pick_table import PickModel, PickRow, PickTable

NOTHING = "先按原文写入，下次再问"


class CodesView(QWidget):
    """The questions. `done` carries a list of (unknown code, answer); `skipped` leaves everything as it came."""

    done = Signal(object)
    skipped = Signal()

    def __init__(self) -> None:
        """Start empty; `set_questions` fills it."""
        super().__init__()
        self._codes: list[UnknownCode] = []
        self.title = QLabel()
        self.title.setProperty("role", "title")
        self.hint = QLabel(
            "这些写法不在选项表里。指定一次就会记住，以后的表同样处理；褐色的是建议，请核对。"
            "↑↓ 换行，Enter 或直接打字选，Delete 不指定。"
        )
        self.hint.setProperty("role", "secondary")
        self.hint.setWordWrap(True)
        self.model = PickModel(("列", "表里的写法", "格数", "对应选项", "依据"), 3, NOTHING, self)
        self.table = PickTable(self.model, "选项对照", (14, 0, 5, 20, 14))
        self.skip_button = QPushButton("都按原文，看预检")
        self.next_button = QPushButton("按此对照预检 Ctrl+Enter")
        self.next_button.setProperty("primary", True)
        self.next_button.setShortcut("Ctrl+Return")
        self.skip_button.clicked.connect(self.skipped)
        self.next_button.clicked.connect(self._finish)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.skip_button)
        foot.addWidget(self.next_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.setSpacing(8)
        for part in (self.title, self.hint):
            layout.addWidget(part)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)

    def set_questions(self, questions: Sequence[CodeQuestion]) -> None:
        """Show the texts to ask about."""
        self.title.setText(f"选项对照 — {len(questions)} 种写法不在选项表里")
        self._codes = [one.code for one in questions]
        self.model.set_rows(
            [
                PickRow(
                    (
                        "、".join(one.code.columns),
                        one.code.text,
                        f"{one.code.cells:,}",
                        "写法相近，请核对" if one.suggestion else "",
                    ),
                    one.suggestion,
                    one.options,
                    "warning" if one.suggestion else "",
                )
                for one in questions
            ]
        )
        self.table.setCurrentIndex(self.model.index(0, self.model.pick_column))
        self.table.setFocus()

    def _finish(self) -> None:
        answers = [(code, row.choice) for code, row in zip(self._codes, self.model.rows, strict=True)]
        added = [code.text for code, answer in answers if answer == ADD_OPTION]
        if added and not message.question(
            self,
            Message(
                f"把 {len(added)} 种写法加进本单位的选项表？",
                f"{'、'.join(added[:8])}{' 等' if len(added) > 8 else ''}会出现在录入的选项里，注明是本单位自加的。",
                "国家系统没有这些选项，上报时要换成国家的。",
            ),
            yes="加进选项表",
        ):
            return
        self.done.emit(answers)
