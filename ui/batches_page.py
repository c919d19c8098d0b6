"""What came in or was changed in bulk: the list of batches, each of which can be taken back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from storage.archive.archive import Archive
from storage.archive.batches import KIND_TEXTS, Batch, Kept, Undone, list_batches, undo_batch
from storage.archive.progress import Progress
from storage.archive.records import load
from ui import message
from ui.background import ArchiveWorker
from ui.history_view import local_time
from ui.memory_sheet import MemorySheet
from ui.message import Message
from ui.rows_model import Column, RowsModel, table_over
from ui.style import color

KEPT_SHOWN = 12


def load_batches(archive: Archive, _progress: Progress) -> list[Batch]:
    """Return the latest batches; job for the worker."""
    return list_batches(archive, bulk_only=True)


def take_back(archive: Archive, progress: Progress, batch: str) -> Undone:
    """Undo a batch, and name the records that were kept; job for the worker."""
    undone = undo_batch(archive, batch, progress)
    kept = [Kept(_name_of(archive, one.record), one.field, one.reason) for one in undone.kept]
    return Undone(undone.batch, undone.reverted, tuple(kept))


def _name_of(archive: Archive, uid: str) -> str:
    """Return whose record it is, as people call it: a member's name, else the household's number."""
    member = load(archive, "member", uid)
    if member is not None:
        return member["name"] or ""
    household = load(archive, "household", uid.partition(".")[0])
    if household is None:
        return ""
    return household["number"] or household["local_number"] or household["head_name"] or ""


def undone_message(undone: Undone) -> Message:
    """Return what an undo did: how much went back, and what stayed because it was changed again since."""
    what = f"已撤销本批，{undone.reverted:,} 处改回原值。"
    if not undone.kept:
        return Message(what, "撤销本身也记入变更痕迹。")
    listed = "\n".join(f"{kept.record}　{kept.field}：{kept.reason}" for kept in undone.kept[:KEPT_SHOWN])
    more = f"\n……还有 {len(undone.kept) - KEPT_SHOWN} 处" if len(undone.kept) > KEPT_SHOWN else ""
    return Message(what, f"{len(undone.kept):,} 处在这批之后又改过，保留现值：", listed + more)


COLUMNS: tuple[Column[Batch], ...] = (
    Column("时间", lambda batch: local_time(batch.at), 16),
    Column("类别", lambda batch: KIND_TEXTS.get(batch.kind, batch.kind), 9),
    Column("来源", lambda batch: batch.source, 0),
    Column("录入人", lambda batch: batch.user, 10),
    Column("户", lambda batch: f"{batch.households:,}", 8, right=True),
    Column("人", lambda batch: f"{batch.people:,}", 8, right=True),
    Column(
        "状态",
        lambda batch: "已撤销" if batch.undone else "",
        9,
        color=lambda batch: color("text_secondary") if batch.undone else None,
    ),
)


class BatchesPage(QWidget):
    """Table of batches with the button that takes the marked one back."""

    data_changed = Signal()

    def __init__(self, worker: ArchiveWorker, parent: QWidget | None = None) -> None:
        """Start empty; `reload` fills it."""
        super().__init__(parent)
        self._worker = worker
        self.model: RowsModel[Batch] = RowsModel(COLUMNS, self)
        self.table = table_over(self.model, "批次")
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._enable())
        self.undo_button = QPushButton("撤销本批")
        self.undo_button.setEnabled(False)
        self.undo_button.clicked.connect(self.undo_marked)
        title = QLabel("批次")
        title.setProperty("role", "section")
        self.empty = QLabel("还没有批次。每次导入或批量修改都会在这里列出，可整批撤销。")
        self.empty.setProperty("role", "hint")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        head = QHBoxLayout()
        self.memory_button = QPushButton("记住的对应…")
        self.memory_button.clicked.connect(lambda: MemorySheet(self._worker, self).exec())
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(self.memory_button)
        head.addWidget(self.undo_button)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.addLayout(head)
        layout.addWidget(self.stack, 1)

    def reload(self) -> None:
        """Load the batches."""
        self._worker.submit(load_batches, self.set_batches, partial(message.error, self))

    def set_batches(self, batches: list[Batch]) -> None:
        """Show these batches."""
        self.model.set_rows(batches)
        self.stack.setCurrentWidget(self.table if batches else self.empty)
        self._enable()

    @property
    def marked(self) -> Batch | None:
        """Return the batch of the marked line."""
        index = self.table.currentIndex()
        return self.model.row(index.row()) if index.isValid() else None

    def _enable(self) -> None:
        batch = self.marked
        self.undo_button.setEnabled(batch is not None and not batch.undone)

    def undo_marked(self) -> None:
        """Take the marked batch back, after asking."""
        batch = self.marked
        if batch is None or batch.undone or not ask_undo(self, batch):
            return
        self._worker.submit(partial(take_back, batch=batch.uid), self._undone, partial(message.error, self))

    def _undone(self, undone: Undone) -> None:
        self.reload()
        self.data_changed.emit()
        message.info(self, undone_message(undone))


def ask_undo(parent: QWidget, batch: Batch) -> bool:
    """Ask whether a batch is to be taken back."""
    return message.question(
        parent,
        Message(
            f"撤销“{batch.source or KIND_TEXTS.get(batch.kind, batch.kind)}”这一批？",
            f"{batch.households:,} 户 {batch.people:,} 人的改动将改回原值；之后又改过的地方保留现值并逐条列出。",
        ),
        yes="撤销本批",
    )
