"""Which column means what: every column with sample values and a proposal, the choice made by keyboard, remembered."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QSpinBox, QVBoxLayout, QWidget

from storage.exchange.column_mapping import JOINS, ColumnMapping
from storage.exchange.proposals import SheetLook
from storage.exchange.sheet_layout import HEADING_ROWS
from ui.choice_box import ChoiceBox
from ui.import_jobs import MappingLook, mapping_of
from ui.pick_table import PickModel, PickRow, PickTable

NOTHING = "不对应，原样保留"


class MappingView(QWidget):
    """One sheet's columns.

    `done` carries look, mapping and whether to remember it; `row_wanted` another heading row.
    """

    done = Signal(object, object, bool)
    row_wanted = Signal(int)
    left = Signal()

    def __init__(self) -> None:
        """Start empty; `set_look` fills it."""
        super().__init__()
        self.look: SheetLook | None = None
        self.title = QLabel()
        self.title.setProperty("role", "title")
        self.hint = QLabel("每一列已按列名、以前的对应和内容给出建议。↑↓ 换列，Enter 或直接打字改对应，Delete 不对应。")
        self.hint.setProperty("role", "secondary")
        self.hint.setWordWrap(True)
        self.model = PickModel(("列", "表头", "前几行的内容", "对应到", "依据"), 3, NOTHING, self)
        self.table = PickTable(self.model, "列对应", (3, 14, 0, 18, 16))
        self.heading_row = QSpinBox()
        self.heading_row.setRange(0, HEADING_ROWS)
        self.heading_row.setAccessibleName("表头在第几行")
        self.heading_row.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.heading_row.setSpecialValueText("没有表头")
        self.heading_row.lineEdit().setAccessibleName("表头在第几行")
        self.heading_row.setKeyboardTracking(False)
        self.heading_row.valueChanged.connect(self._row_changed)
        self.join_box = ChoiceBox("按什么认人", JOINS)
        self.remember = QCheckBox("记住，以后同样表头的表不再问")
        self.remember.setChecked(True)
        self.trouble = QLabel()
        self.trouble.setObjectName("trouble")
        self.trouble.setWordWrap(True)
        self.back_button = QPushButton("换一个文件")
        self.next_button = QPushButton("按此对应预检 Ctrl+Enter")
        self.next_button.setProperty("primary", True)
        self.next_button.setShortcut("Ctrl+Return")
        self.back_button.clicked.connect(self.left)
        self.next_button.clicked.connect(self._finish)
        self.model.picked.connect(lambda _at: self._check())
        self._arrange()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self.title)
        names.addWidget(self.hint)
        head.addLayout(names, 1)
        label = QLabel("表头在第几行")
        label.setBuddy(self.heading_row)
        head.addWidget(label)
        head.addWidget(self.heading_row)
        foot = QHBoxLayout()
        label = QLabel("按什么认人")
        label.setBuddy(self.join_box)
        foot.addWidget(label)
        foot.addWidget(self.join_box)
        foot.addWidget(self.remember)
        foot.addStretch(1)
        foot.addWidget(self.back_button)
        foot.addWidget(self.next_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.trouble)
        layout.addLayout(foot)

    def set_look(self, mapping: MappingLook) -> None:
        """Show a sheet."""
        look = self.look = mapping.look
        self.title.setText(f"列对应 — {look.path.name}" + (f"·{look.sheet}" if look.sheet else ""))
        self.heading_row.blockSignals(True)
        self.heading_row.setValue(look.heading_row)
        self.heading_row.blockSignals(False)
        self.join_box.setCurrentIndex(max(0, self.join_box.findData(look.layout.join)))
        rows = [
            PickRow(
                (one.column.letter, one.column.heading or "（没有列名）", "　".join(one.samples), one.why),
                one.target.key if one.target is not None else "",
                mapping.choices,
                "" if one.sure else "warning",
            )
            for one in look.proposals
        ]
        for row, one in zip(rows, look.proposals, strict=True):
            row.shown = {option.code: option.text for option in mapping.choices}
            if one.target is not None and one.target.key not in row.shown:
                row.shown[one.target.key] = one.column.heading
        self.model.set_rows(rows)
        self._check()
        unsure = next((at for at, one in enumerate(look.proposals) if not one.sure and one.target is not None), 0)
        self.table.setCurrentIndex(self.model.index(unsure, self.model.pick_column))
        self.table.setFocus()

    def mapping(self) -> ColumnMapping:
        """Return what is chosen."""
        assert self.look is not None
        return mapping_of(self.look, [row.choice for row in self.model.rows], self.join_box.currentData())

    def _check(self) -> None:
        """Say what keeps the sheet from being read: nobody could tell whom a row is about, or two columns are one."""
        chosen = [row.choice for row in self.model.rows if row.choice]
        whom = {"field:household.number", "field:member.id_number", "field:member.person_number",
                "field:household.head_id_number"}  # fmt: skip
        troubles: list[str] = []
        if not whom & set(chosen):
            troubles.append("还没有一列能认出是谁：请给证件号码、户编号或人编号指定一列。")
        twice = sorted({text for text in chosen if chosen.count(text) > 1 and text != "field:monitoring.risks"})
        if twice:
            names = "、".join(next(row.text() for row in self.model.rows if row.choice == text) for text in twice)
            troubles.append(f"{names}对应了不止一列：先取靠左的一列，它空着时才取后面的。")
        self.trouble.setText("\n".join(troubles))
        self.trouble.setVisible(bool(troubles))
        self.next_button.setEnabled(bool(whom & set(chosen)))

    def _row_changed(self, row: int) -> None:
        self.row_wanted.emit(row)

    def _finish(self) -> None:
        if self.look is not None:
            self.done.emit(self.look, self.mapping(), self.remember.isChecked())
