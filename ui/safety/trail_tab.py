"""The trail: who opened the archive, looked at whole numbers, carried something out, changed keys."""

from __future__ import annotations

import csv
import io
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from storage.archive.archive import Archive
from storage.archive.audit import KIND_TEXTS, AuditLine, Kind
from storage.archive.files_aside import write_aside
from storage.archive.progress import Progress
from ui import message
from ui.background import ArchiveWorker
from ui.history_view import local_time
from ui.rows_model import Column, RowsModel, table_over
from ui.safety import jobs
from ui.safety.jobs import TrailShown
from ui.window_facts import WindowFacts

EVERY = "全部"
COLUMNS: tuple[Column[AuditLine], ...] = (
    Column("时间", lambda line: local_time(line.at), 16),
    Column("用户", lambda line: line.user or "—", 12),
    Column("类别", lambda line: KIND_TEXTS[Kind(line.kind)] if line.kind in set(Kind) else line.kind, 12),
    Column("做了什么", lambda line: line.action, 0),
    Column("多少", lambda line: line.detail, 26),
)


def write_csv(archive: Archive, _progress: Progress, lines: list[AuditLine], target: Path) -> Path:
    """Write lines as a sheet that spreadsheets open; job for the worker."""
    archive.refuse_own_file(target)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(column.title for column in COLUMNS)
    writer.writerows([column.text(line) for column in COLUMNS] for line in lines)
    write_aside(target, text.getvalue().encode("utf-8-sig"))
    return target


class TrailTab(QWidget):
    """Table with two filters, the state of the chain, and export."""

    said = Signal(str)

    def __init__(self, worker: ArchiveWorker, facts: WindowFacts) -> None:
        """Build filters and table."""
        super().__init__()
        self._worker, self._desk = worker, facts.desk_name
        self.kind, self.user = QComboBox(), QLineEdit()
        self.kind.setAccessibleName("类别")
        self.user.setAccessibleName("用户")
        self.user.setPlaceholderText("按用户姓名筛选")
        self.user.setClearButtonEnabled(True)
        self.kind.addItem(EVERY, "")
        for kind in Kind:
            self.kind.addItem(KIND_TEXTS[kind], kind.value)
        self.export_button = QPushButton("导出…")
        self.export_button.clicked.connect(self.export)
        self.state, self.count = QLabel(), QLabel()
        self.state.setWordWrap(True)
        self.model: RowsModel[AuditLine] = RowsModel(COLUMNS, self)
        self.table = table_over(self.model, "操作日志")
        row = QHBoxLayout()
        for widget in (QLabel("类别"), self.kind, QLabel("用户"), self.user):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.count)
        row.addWidget(self.export_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 12, 4, 4)
        layout.addLayout(row)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.state)
        self.kind.currentIndexChanged.connect(lambda _at: self._filter())
        self.user.textChanged.connect(lambda _text: self._filter())

    def reload(self) -> None:
        """Read the trail."""
        self._worker.submit(jobs.read_trail, self._show, partial(message.error, self))

    def _show(self, shown: TrailShown) -> None:
        self.model.set_rows(shown.lines)
        sound = "√ 日志逐条相扣，没有缺、没有改过。交换给上级后，本机不能再悄悄改写。"
        self.state.setText(f"⚠ {shown.problems[0]}" if shown.problems else sound)
        self._filter()

    def _filter(self) -> None:
        kind, user = self.kind.currentData(), self.user.text().strip()
        self.model.show_only(lambda line: (not kind or line.kind == kind) and user in line.user)
        self.count.setText(f"{self.model.rowCount():,} 条")

    def export(self) -> None:
        """Write what is shown as a sheet."""
        chosen, _kind = QFileDialog.getSaveFileName(self, "导出操作日志", "操作日志.csv", "CSV (*.csv)")
        if chosen:
            lines = [self.model.row(at) for at in range(self.model.rowCount())]
            job = partial(write_csv, lines=lines, target=Path(chosen))
            self._worker.submit(job, lambda file: self.said.emit(f"√ 已导出到 {file}"), partial(message.error, self))
