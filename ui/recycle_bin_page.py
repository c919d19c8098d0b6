"""The recycle bin: what was deleted, by whom and why, and the way back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from models.catalogue import ENTITIES
from storage.archive.archive import Archive
from storage.archive.erasing import LEFT, Erased, erase
from storage.archive.progress import Progress
from storage.archive.records import Change, restore_record
from storage.archive.recycle import Deleted, recycle_bin
from ui import message
from ui.background import ArchiveWorker
from ui.history_view import local_time
from ui.message import Message
from ui.rows_model import Column, RowsModel, table_over


def load_deleted(archive: Archive, _progress: Progress) -> list[Deleted]:
    """Return what lies in the bin; job for the worker."""
    return recycle_bin(archive)


def bring_back(archive: Archive, _progress: Progress, uid: str, reason: str) -> Change:
    """Restore a record; job for the worker."""
    return restore_record(archive, uid, reason=reason)


def take_out(archive: Archive, _progress: Progress, uid: str, reason: str) -> Erased:
    """Erase a record; job for the worker."""
    return erase(archive, uid, reason)


def _entity_label(deleted: Deleted) -> str:
    entity = ENTITIES.get(deleted.entity)
    return entity.label if entity is not None else deleted.entity


COLUMNS: tuple[Column[Deleted], ...] = (
    Column("删除时间", lambda one: local_time(one.at), 16),
    Column("类别", _entity_label, 10),
    Column("名称", lambda one: one.label, 30),
    Column("删除人", lambda one: one.user, 10),
    Column("删除原因", lambda one: one.reason, 0),
)


class RecycleBinPage(QWidget):
    """Table of deleted records with the button that restores the marked one."""

    data_changed = Signal()

    def __init__(self, worker: ArchiveWorker, parent: QWidget | None = None) -> None:
        """Start empty; `reload` fills it."""
        super().__init__(parent)
        self._worker = worker
        self.model: RowsModel[Deleted] = RowsModel(COLUMNS, self)
        self.table = table_over(self.model, "回收站")
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._enable())
        self.table.activated.connect(lambda _index: self.restore_marked())
        self.erase_button = QPushButton("抹去…")
        self.erase_button.setToolTip("按本人要求，从改动日志里也抹去，不能恢复")
        self.erase_button.clicked.connect(self.erase_marked)
        self.restore_button = QPushButton("恢复…")
        self.restore_button.setEnabled(False)
        self.restore_button.clicked.connect(self.restore_marked)
        title = QLabel("回收站")
        title.setProperty("role", "section")
        self.empty = QLabel("回收站是空的。删除的户和成员会留在这里，随时可以恢复。")
        self.empty.setProperty("role", "hint")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        head = QHBoxLayout()
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(self.erase_button)
        head.addWidget(self.restore_button)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.addLayout(head)
        layout.addWidget(self.stack, 1)
        # an empty bin has nothing else that could hold the focus, and without one keys go nowhere
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def put_cursor(self) -> None:
        """Give the focus to the deleted records, or to the page where there are none."""
        (self.table if self.stack.currentWidget() is self.table else self).setFocus()

    def reload(self) -> None:
        """Load what lies in the bin."""
        self._worker.submit(load_deleted, self.set_deleted, partial(message.error, self))

    def set_deleted(self, deleted: list[Deleted]) -> None:
        """Show these records."""
        at_work = self.hasFocus() or self.table.hasFocus()
        self.model.set_rows(deleted)
        self.stack.setCurrentWidget(self.table if deleted else self.empty)
        if at_work:
            self.put_cursor()
        self._enable()

    @property
    def marked(self) -> Deleted | None:
        """Return the record of the marked line."""
        index = self.table.currentIndex()
        return self.model.row(index.row()) if index.isValid() else None

    def _enable(self) -> None:
        self.restore_button.setEnabled(self.marked is not None)
        self.erase_button.setEnabled(self.marked is not None and self.marked.entity in ("household", "member"))

    def restore_marked(self) -> None:
        """Restore the marked record, after asking why."""
        one = self.marked
        if one is None:
            return
        reason = message.ask_reason(self, Message(f"恢复“{one.label}”？"), yes="恢复")
        if reason is not None:
            job = partial(bring_back, uid=one.uid, reason=reason)
            self._worker.submit(job, self._restored, partial(message.error, self))

    def erase_marked(self) -> None:
        """Erase the marked household or person for good, after asking on what grounds."""
        one = self.marked
        if one is None:
            return
        told = Message(
            f"抹去“{one.label}”？抹去后不能恢复，也不能撤销。",
            "从改动日志、附件和查找里都抹去；谁、什么时候、依据什么抹去会留下。交换后，收到的单位也抹去。",
            LEFT,
        )
        reason = message.ask_reason(self, told, yes="抹去")
        if reason is not None:
            job = partial(take_out, uid=one.uid, reason=reason)
            self._worker.submit(job, self._erased, partial(message.error, self))

    def _erased(self, done: Erased) -> None:
        self.reload()
        self.data_changed.emit()
        message.info(self, Message(f"已抹去 {done.ops:,} 条改动的内容、{done.files} 个附件文件。", now=LEFT))

    def _restored(self, _change: Change) -> None:
        self.reload()
        self.data_changed.emit()
