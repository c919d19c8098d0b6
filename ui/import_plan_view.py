"""The plan of an import as chips with counts over a table of lines; a chip shows or hides its kind of line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from ui.rows_model import Column, RowsModel, table_over
from ui.style import color


class Outcome(StrEnum):
    """What happens to a value or a row; the value is what people read."""

    NEW = "新增"
    CHANGED = "变更"
    FILLED = "补空"
    SAME = "相同"
    CONFLICT = "冲突"
    REFUSED = "拒收"


OUTCOME_COLORS = {
    Outcome.NEW: "primary",
    Outcome.CHANGED: "warning",
    Outcome.FILLED: "ok",
    Outcome.SAME: "text_secondary",
    Outcome.CONFLICT: "error",
    Outcome.REFUSED: "error",
}
"""Outcome → style token of its word."""


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One line of the plan. `basis` says why it is so (how matched, why refused); `uid` names the household."""

    outcome: Outcome
    household: str
    person: str
    field: str
    old: str
    new: str
    basis: str
    place: str = ""
    remedy: str = ""
    uid: str = ""


def _tint(line: PlanLine) -> QColor:
    return color(OUTCOME_COLORS[line.outcome])


COLUMNS: tuple[Column[PlanLine], ...] = (
    Column("结果", lambda line: line.outcome.value, 5, color=_tint),
    Column("表内位置", lambda line: line.place, 12),
    Column("户", lambda line: line.household, 25),
    Column("人", lambda line: line.person, 8),
    Column("字段", lambda line: line.field, 21),
    Column("原值", lambda line: line.old, 15),
    Column("新值", lambda line: line.new, 0),
    Column("依据 / 原因", lambda line: line.basis, 34),
)


class PlanView(QWidget):
    """Chips, a filter line and the table. `line_opened` carries the line that Enter or a double click opened."""

    line_opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty; `set_lines` fills it."""
        super().__init__(parent)
        self.model: RowsModel[PlanLine] = RowsModel(COLUMNS, self)
        self.table = table_over(self.model, "导入预检明细")
        self.table.activated.connect(lambda index: self.line_opened.emit(self.model.row(index.row())))
        self.table.selectionModel().currentRowChanged.connect(lambda now, _before: self._tell(now.row()))
        self.chips: dict[Outcome, QPushButton] = {}
        self.text = QLineEdit()
        self.text.setPlaceholderText("筛选：户、人、字段、值、原因")
        self.text.setAccessibleName("筛选明细")
        self.text.setClearButtonEnabled(True)
        self.text.textChanged.connect(self._filter)
        self.detail = QLabel()
        self.detail.setWordWrap(True)
        self.detail.setProperty("role", "secondary")
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.empty = QLabel()
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setProperty("role", "hint")
        self._arrange()
        self.set_lines([])

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        for outcome in Outcome:
            chip = QPushButton()
            chip.setCheckable(True)
            chip.setProperty("chip", True)
            chip.setProperty("tone", OUTCOME_COLORS[outcome])
            chip.setAutoDefault(False)
            chip.toggled.connect(self._filter)
            self.chips[outcome] = chip
            head.addWidget(chip)
        head.addStretch(1)
        self.text.setMinimumWidth(self.fontMetrics().height() * 14)
        head.addWidget(self.text)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self.stack, 1)
        layout.addWidget(self.detail)

    def set_lines(self, lines: Sequence[PlanLine]) -> None:
        """Show these lines; what needs a person is chosen first, “same” stays folded away."""
        self.model.set_rows(lines)
        counts = Counter(line.outcome for line in lines)
        urgent = counts[Outcome.REFUSED] + counts[Outcome.CONFLICT] > 0
        for outcome, chip in self.chips.items():
            count = counts[outcome]
            chip.blockSignals(True)
            chip.setText(f"{outcome.value} {count:,}")
            chip.setAccessibleName(f"{outcome.value} {count} 条，按下只看这一类")
            chip.setEnabled(count > 0)
            chip.setChecked(urgent and count > 0 and outcome in (Outcome.REFUSED, Outcome.CONFLICT))
            chip.blockSignals(False)
        self._filter()

    def show_only(self, *outcomes: Outcome) -> None:
        """Press exactly these chips; none = everything but 相同."""
        for outcome, chip in self.chips.items():
            chip.blockSignals(True)
            chip.setChecked(outcome in outcomes and chip.isEnabled())
            chip.blockSignals(False)
        self._filter()

    def _filter(self) -> None:
        pressed = {outcome for outcome, chip in self.chips.items() if chip.isChecked()}
        wanted = pressed or set(Outcome) - {Outcome.SAME}
        text = self.text.text().strip()
        self.model.show_only(lambda line: line.outcome in wanted and (not text or _holds(line, text)))
        rows = self.model.rowCount()
        self.stack.setCurrentWidget(self.table if rows else self.empty)
        self.empty.setText(self._nothing())
        if rows:
            self.table.selectRow(0)
        self._tell(0 if rows else -1)

    def _nothing(self) -> str:
        if not self.model.rows:
            return "这个文件里没有可导入的行。"
        if self.text.text().strip():
            return "没有符合筛选的行。"
        return "没有要改动的内容：文件里的值与档案完全相同。"

    def _tell(self, line: int) -> None:
        if line < 0 or line >= self.model.rowCount():
            self.detail.clear()
            return
        one = self.model.row(line)
        who = " ".join(part for part in (one.place, one.household, one.person, one.field) if part)
        change = f"{one.old or '（空）'} → {one.new or '（空）'}" if one.outcome is not Outcome.REFUSED else one.new
        self.detail.setText("　".join(part for part in (who, change, one.basis, one.remedy) if part))


def _holds(line: PlanLine, text: str) -> bool:
    return any(
        text in part for part in (line.household, line.person, line.field, line.old, line.new, line.basis, line.place)
    )
