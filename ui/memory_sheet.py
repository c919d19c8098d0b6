"""What the office has taught the import: columns by heading set and option texts, listed, each to be forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from models.headings import target_from_key
from storage.archive.archive import Archive
from storage.archive.progress import Progress
from storage.archive.sheet_memory import forget_option, forget_sheet, list_options, list_sheets
from storage.exchange.column_mapping import describe
from ui import message
from ui.background import ArchiveWorker
from ui.history_view import local_time
from ui.rows_model import Column, RowsModel, table_over


@dataclass(frozen=True, slots=True)
class Memory:
    """One thing remembered: `key` is the heading set, or list and text."""

    kind: str
    what: str
    meaning: str
    user: str
    at: str
    key: tuple[str, ...]


COLUMNS: tuple[Column[Memory], ...] = (
    Column("类别", lambda one: one.kind, 8),
    Column("表头或写法", lambda one: one.what, 34),
    Column("当作", lambda one: one.meaning, 0),
    Column("谁定的", lambda one: one.user, 8),
    Column("时间", lambda one: local_time(one.at), 16),
)


def list_memories(archive: Archive, _progress: Progress) -> list[Memory]:
    """Return everything remembered, the latest mappings first; job for the worker."""
    found: list[Memory] = []
    for sheet in list_sheets(archive):
        targets = [(key, target_from_key(text)) for key, text in sheet.targets.items()]
        told = "；".join(f"{key} = {describe(target)}" for key, target in targets if target is not None)
        found.append(Memory("列对应", sheet.title, told, sheet.user, sheet.at, (sheet.key,)))
    for option in list_options(archive):
        text = archive.codes.text(option.list_name, option.code) if option.code else "保留原文"
        found.append(Memory("选项对照", option.text, text, option.user, option.at, (option.list_name, option.text)))
    return found


def forget(archive: Archive, _progress: Progress, memory: Memory) -> None:
    """Forget one thing; job for the worker."""
    if len(memory.key) == 1:
        forget_sheet(archive, memory.key[0])
    else:
        forget_option(archive, memory.key[0], memory.key[1])


class MemorySheet(QDialog):
    """The list; Delete forgets the marked line."""

    def __init__(self, worker: ArchiveWorker, parent: QWidget | None = None) -> None:
        """Fetch the list."""
        super().__init__(parent)
        self._worker = worker
        self.setWindowTitle("记住的对应")
        self.resize(980, 460)
        self.model: RowsModel[Memory] = RowsModel(COLUMNS, self)
        self.table = table_over(self.model, "记住的对应")
        self.hint = QLabel("同样表头的表、同样的写法按这里处理。忘掉以后，下次导入会再问；已经导入的数据不变。")
        self.hint.setProperty("role", "secondary")
        self.hint.setWordWrap(True)
        self.forget_button = QPushButton("忘掉这一条 Delete")
        self.forget_button.setAutoDefault(False)
        self.forget_button.clicked.connect(self.forget_marked)
        close = QPushButton("关闭")
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addWidget(self.forget_button)
        foot.addStretch(1)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(self.hint)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)
        self.reload()

    def reload(self) -> None:
        """Fetch the list anew."""
        self._worker.submit(list_memories, self._show, partial(message.error, self))

    def _show(self, memories: list[Memory]) -> None:
        self.model.set_rows(memories)
        self.forget_button.setEnabled(bool(memories))
        if memories:
            self.table.selectRow(0)
            self.table.setFocus()
        else:
            self.hint.setText("还没有记住任何对应。导入时在“列对应”“选项对照”里定下来的会列在这里。")

    def forget_marked(self) -> None:
        """Forget the marked line."""
        index = self.table.currentIndex()
        if index.isValid():
            job = partial(forget, memory=self.model.row(index.row()))
            self._worker.submit(job, lambda _none: self.reload(), partial(message.error, self))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete forgets."""
        if event.key() == Qt.Key.Key_Delete:
            self.forget_marked()
        else:
            super().keyPressEvent(event)
