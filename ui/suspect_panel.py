"""A person of the sheet beside the one of the archive who may be the same: what differs stands out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from storage.exchange.plan_parts import AS_NEW, AS_SAME, Suspect
from ui.marked_text import marked_texts

ROWS = ("姓名", "证件号码", "出生日期", "户编号", "户主", "村")


class SuspectPanel(QFrame):
    """Both side by side. `decided` carries the suspect and `AS_SAME`, `AS_NEW` or “” (not yet)."""

    decided = Signal(object, str)

    def __init__(self) -> None:
        """Start hidden; `set_suspect` shows it."""
        super().__init__()
        self.setObjectName("suspect")
        self.suspect: Suspect | None = None
        self.reason = QLabel()
        self.reason.setProperty("role", "section")
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(3)
        self.cells: dict[tuple[str, int], QLabel] = {}
        for at, title in enumerate(("", "表里", "档案里")):
            head = QLabel(title)
            head.setProperty("role", "secondary")
            grid.addWidget(head, 0, at)
        for at, name in enumerate(ROWS, 1):
            label = QLabel(name)
            label.setProperty("role", "secondary")
            grid.addWidget(label, at, 0)
            for side in (1, 2):
                cell = QLabel()
                cell.setTextFormat(Qt.TextFormat.RichText)
                cell.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                self.cells[(name, side)] = cell
                grid.addWidget(cell, at, side)
        grid.setColumnStretch(3, 1)
        self.same_button = QPushButton("是同一人 S")
        self.new_button = QPushButton("不是同一人 N")
        self.wait_button = QPushButton("再等等 W")
        buttons = QHBoxLayout()
        for button, decision in ((self.same_button, AS_SAME), (self.new_button, AS_NEW), (self.wait_button, "")):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _on=False, told=decision: self._decide(told))
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 8)
        layout.addWidget(self.reason)
        layout.addLayout(grid)
        layout.addLayout(buttons)
        self.hide()

    def set_suspect(self, suspect: Suspect, village: str) -> None:
        """Show a suspect; `village` is the name of the archive's."""
        self.suspect = suspect
        twin = suspect.twin
        self.reason.setText(f"{suspect.reason}。它牵涉表里 {len(suspect.rows)} 行，定下来之前都不写入。")
        sides = {
            "姓名": (suspect.name, twin.name),
            "证件号码": (suspect.shown.get("证件号码", ""), twin.id_number),
            "出生日期": (suspect.shown.get("出生日期", ""), twin.birth_date),
            "户编号": (suspect.number, twin.number),
            "户主": ("", twin.head_name),
            "村": (suspect.shown.get("村", ""), village),
        }
        for name, (ours, theirs) in sides.items():
            left, right = marked_texts((ours, theirs))
            self.cells[(name, 1)].setText(left)
            self.cells[(name, 2)].setText(right)
        self.show()

    def _decide(self, decision: str) -> None:
        if self.suspect is not None:
            self.decided.emit(self.suspect, decision)
