"""The trace of changes of one household: when, who, where, which field, old → new, why."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.catalogue import ENTITIES
from storage.archive.archive import Archive
from storage.archive.batches import KIND_TEXTS
from storage.archive.history import HistoryLine, household_history
from storage.archive.progress import Progress
from ui import message
from ui.background import ArchiveWorker
from ui.choice_box import ChoiceBox
from ui.kept_sheet import KeptCell, KeptSheet, load_kept
from ui.rows_model import Column, RowsModel, table_over

MOST_LINES = 2000
ALL_FIELDS = "全部字段"
ALL_KINDS = "全部来源"
PLUMBING = frozenset({("*", "household"), ("year", "year")})
"""(entity, key) of what ties records together and means nothing to people; * = any entity."""


def local_time(stamp: str) -> str:
    """Return an ISO time stamp as local time to the minute; what is no stamp comes back as it is."""
    try:
        moment = datetime.fromisoformat(stamp)
    except ValueError:
        return stamp
    if moment.tzinfo is not None:
        moment = moment.astimezone()
    return moment.strftime("%Y-%m-%d %H:%M")


def _why(line: HistoryLine) -> str:
    return line.reason or _kind(line)


def _value(text: str) -> str:
    return text if text else "（空）"


def _whose(line: HistoryLine) -> str:
    return line.who or ("本户" if line.entity == "household" else ENTITIES[line.entity].label)


COLUMNS: tuple[Column[HistoryLine], ...] = (
    Column("时间", lambda line: local_time(line.at), 16),
    Column("录入人", lambda line: line.user, 6),
    Column("机器", lambda line: line.desk, 9),
    Column("对象", _whose, 8),
    Column("字段", lambda line: line.label, 14),
    Column("原值", lambda line: _value(line.old), 12),
    Column("新值", lambda line: _value(line.new), 0),
    Column("原因或来源", _why, 12),
)


def load_history(archive: Archive, _progress: Progress, household: str) -> list[HistoryLine]:
    """Return a household's lines, newest first; job for the worker."""
    lines = household_history(archive, household, MOST_LINES)
    return [line for line in lines if not PLUMBING & {(line.entity, line.key), ("*", line.key)}]


class HistoryView(QWidget):
    """Table of changes with a filter by field and one by text."""

    counted = Signal(int)

    def __init__(self, worker: ArchiveWorker, parent: QWidget | None = None) -> None:
        """Start empty; `show_household` fills it."""
        super().__init__(parent)
        self._worker = worker
        self.household: str | None = None
        self.model: RowsModel[HistoryLine] = RowsModel(COLUMNS, self)
        self.table = table_over(self.model, "变更痕迹")
        self.fields = ChoiceBox("按字段筛选")
        self.fields.addItem(ALL_FIELDS)
        self.fields.setMinimumContentsLength(14)
        self.kinds = ChoiceBox("按来源筛选")
        self.kinds.addItem(ALL_KINDS)
        self.text = QLineEdit()
        self.text.setPlaceholderText("筛选：姓名、值、录入人、原因")
        self.text.setAccessibleName("按文字筛选变更痕迹")
        self.text.setClearButtonEnabled(True)
        self.text.setMaximumWidth(self.fontMetrics().height() * 18)
        self.count = QLabel()
        self.count.setProperty("role", "secondary")
        self._kept: list[KeptCell] = []
        self.kept_button = QPushButton()
        self.kept_button.setAccessibleName("原表其他列")
        self.kept_button.setAutoDefault(False)
        self.kept_button.clicked.connect(lambda: KeptSheet(self._kept, self).exec())
        self.kept_button.hide()
        self.fields.currentTextChanged.connect(self._filter)
        self.kinds.currentTextChanged.connect(self._filter)
        self.text.textChanged.connect(self._filter)
        self.empty = QLabel("这一户还没有变更痕迹。每次保存、导入、撤销都会在这里留下记录。")
        self.empty.setProperty("role", "hint")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._arrange()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.fields)
        head.addWidget(self.kinds)
        head.addWidget(self.text, 1)
        head.addStretch(1)
        head.addWidget(self.kept_button)
        head.addWidget(self.count)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self.stack, 1)

    def show_household(self, household: str) -> None:
        """Load and show the lines of a household; a later call wins over an earlier one still running."""
        self.household = household
        self._worker.submit(
            partial(load_history, household=household),
            partial(self._arrived, household),
            partial(message.error, self),
        )

        self._worker.submit(partial(load_kept, household=household), partial(self._kept_arrived, household))

    def _kept_arrived(self, household: str, cells: list[KeptCell]) -> None:
        if household == self.household:
            self._kept = cells
            self.kept_button.setText(f"原表其他列 {len(cells)}…")
            self.kept_button.setVisible(bool(cells))

    def _arrived(self, household: str, lines: list[HistoryLine]) -> None:
        if household == self.household:
            self.set_lines(lines)

    def set_lines(self, lines: list[HistoryLine]) -> None:
        """Show these lines, keeping the field filter where the household has the field."""
        self.model.set_rows(lines)
        _refill(self.fields, [ALL_FIELDS, *sorted({line.label for line in lines})])
        _refill(self.kinds, [ALL_KINDS, *sorted({_kind(line) for line in lines})])
        self.counted.emit(len(lines))
        self._filter()

    def show_field(self, label: str) -> None:
        """Show the lines of one field only."""
        self.fields.setCurrentIndex(max(0, self.fields.findText(label)))

    def _filter(self) -> None:
        label = self.fields.currentText() if self.fields.currentIndex() > 0 else ""
        kind = self.kinds.currentText() if self.kinds.currentIndex() > 0 else ""
        text = self.text.text().strip()
        wanted = partial(_fits, label=label, kind=kind, text=text)
        self.model.show_only(wanted if label or kind or text else None)
        shown, total = self.model.rowCount(), len(self.model.rows)
        self.count.setText(f"{shown:,} / {total:,} 条" if shown != total else f"{total:,} 条")
        self.stack.setCurrentWidget(self.table if total else self.empty)


def _refill(box: QComboBox, entries: list[str]) -> None:
    """Offer other entries and keep the chosen one, if it is still there."""
    chosen = box.currentText()
    box.blockSignals(True)
    box.clear()
    box.addItems(entries)
    box.setCurrentIndex(max(0, box.findText(chosen)))
    box.blockSignals(False)


def _kind(line: HistoryLine) -> str:
    return KIND_TEXTS.get(line.kind, line.kind)


def _fits(line: HistoryLine, label: str, kind: str, text: str) -> bool:
    if (label and line.label != label) or (kind and _kind(line) != kind):
        return False
    return not text or any(text in part for part in (line.who, line.old, line.new, line.user, line.reason, line.label))
