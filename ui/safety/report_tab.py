"""谁改了多少: the change report per month and clerk, with export."""

from __future__ import annotations

import csv
import io
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from storage.archive.archive import Archive
from storage.archive.audit import Kind
from storage.archive.change_report import MonthOfUser, change_report
from storage.archive.files_aside import write_aside
from storage.archive.progress import Progress
from ui import message
from ui.background import ArchiveWorker
from ui.opening_pages import hint
from ui.rows_model import Column, RowsModel, table_over

EVERY = "全部月份"
COLUMNS: tuple[Column[MonthOfUser], ...] = (
    Column("月份", lambda one: one.month, 10),
    Column("用户", lambda one: one.user or "—", 12),
    Column("电脑", lambda one: one.desk, 0),
    Column("改动", lambda one: f"{one.changes:,}", 10),
    Column("记录", lambda one: f"{one.records:,}", 10),
    Column("批次", lambda one: f"{one.batches:,}", 8),
    Column("天数", lambda one: str(one.days), 8),
    Column("删除", lambda one: f"{one.deletions:,}", 8),
    Column("抹去", lambda one: f"{one.erasures:,}", 8),
    Column("看全号", lambda one: f"{one.lines_of(Kind.REVEAL):,}", 9),
    Column("导出打印全号", lambda one: f"{one.lines_of(Kind.OUT):,}", 14),
    Column("输错口令", lambda one: f"{one.lines_of(Kind.WRONG_PASSWORD):,}", 10),
)


def read_report(archive: Archive, _progress: Progress) -> list[MonthOfUser]:
    """Return the report; job for the worker."""
    return change_report(archive)


def write_csv(archive: Archive, _progress: Progress, rows: list[MonthOfUser], target: Path) -> Path:
    """Write rows as a sheet that spreadsheets open; job for the worker."""
    archive.refuse_own_file(target)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(column.title for column in COLUMNS)
    writer.writerows([column.text(row) for column in COLUMNS] for row in rows)
    write_aside(target, text.getvalue().encode("utf-8-sig"))
    return target


class ReportTab(QWidget):
    """Table by month, with the choice of one month, and export."""

    said = Signal(str)

    def __init__(self, worker: ArchiveWorker) -> None:
        """Build choice and table."""
        super().__init__()
        self._worker = worker
        self.month = QComboBox()
        self.month.setAccessibleName("月份")
        self.month.addItem(EVERY, "")
        self.month.currentIndexChanged.connect(lambda _at: self._filter())
        self.export_button = QPushButton("导出…")
        self.export_button.clicked.connect(self.export)
        self.model: RowsModel[MonthOfUser] = RowsModel(COLUMNS, self)
        self.table = table_over(self.model, "谁改了多少")
        row = QHBoxLayout()
        row.addWidget(QLabel("月份"))
        row.addWidget(self.month)
        row.addStretch(1)
        row.addWidget(self.export_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 12, 4, 4)
        layout.addLayout(row)
        layout.addWidget(self.table, 1)
        layout.addWidget(hint("从改动日志和操作日志算出，含交换来的。时间以各台电脑自己的钟为准，钟不准会算到别的月份。"))

    def reload(self) -> None:
        """Read the report."""
        self._worker.submit(read_report, self._show, partial(message.error, self))

    def _show(self, rows: list[MonthOfUser]) -> None:
        chosen = self.month.currentData()
        self.month.blockSignals(True)
        self.month.clear()
        self.month.addItem(EVERY, "")
        for month in dict.fromkeys(row.month for row in rows):
            self.month.addItem(month, month)
        self.month.setCurrentIndex(max(0, self.month.findData(chosen)))
        self.month.blockSignals(False)
        self.model.set_rows(rows)
        self._filter()

    def _filter(self) -> None:
        month = self.month.currentData()
        self.model.show_only(lambda row: not month or row.month == month)

    def export(self) -> None:
        """Write what is shown as a sheet."""
        chosen, _kind = QFileDialog.getSaveFileName(self, "导出谁改了多少", "谁改了多少.csv", "CSV (*.csv)")
        if chosen:
            rows = [self.model.row(at) for at in range(self.model.rowCount())]
            job = partial(write_csv, rows=rows, target=Path(chosen))
            self._worker.submit(job, lambda file: self.said.emit(f"√ 已导出到 {file}"), partial(message.error, self))
