"""The backups: when each was made, what it holds, what going back to it would undo; made now, or gone back to."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from storage.archive.backup_points import WHY_TEXTS
from storage.archive.batches import KIND_TEXTS
from storage.archive.progress import Cancelled
from storage.archive.restoring import Loss
from ui import message
from ui.background import ArchiveWorker, Job
from ui.errand import Errand
from ui.history_view import local_time
from ui.message import Message
from ui.opening_pages import hint
from ui.rows_model import Column, RowsModel, table_over
from ui.safety import backup_jobs
from ui.safety.backup_jobs import BackupsShown, Kept
from ui.style import color

MOST_TOLD = 12
"""So many batches that would be undone are named."""


def _loss_text(loss: Loss) -> str:
    if not loss.known:
        return "读不出"
    return f"{len(loss.batches)} 批 {loss.ops:,} 处" if loss.ops else "没有改动"


def _size(count: int) -> str:
    return f"{count / (1 << 20):.1f} MB" if count < 1 << 30 else f"{count / (1 << 30):.1f} GB"


COLUMNS: tuple[Column[Kept], ...] = (
    Column("时间", lambda kept: f"{kept.point.at:%Y-%m-%d %H:%M}", 18),
    Column("为什么备份", lambda kept: WHY_TEXTS.get(kept.point.why, kept.point.why), 16),
    Column("户 / 人", lambda kept: f"{kept.point.households:,} / {kept.point.people:,}", 18),
    Column("备份以后的改动", lambda kept: _loss_text(kept.loss), 20,
           color=lambda kept: color("text_secondary") if not kept.loss.ops else None),
    Column("大小", lambda kept: _size(kept.point.size), 10),
    Column("在哪里", lambda kept: "本机" if kept.near else str(kept.store), 0),
)  # fmt: skip


def question_of(kept: Kept) -> Message:
    """Return what is asked before going back to a backup: what it undoes, batch by batch."""
    loss, at = kept.loss, f"{kept.point.at:%Y-%m-%d %H:%M}"
    undone = (
        f"备份以后的 {len(loss.batches)} 批、{loss.ops:,} 处改动不在这份备份里，恢复后看不到。"
        if loss.ops
        else "备份以后没有改动，什么都不会少。"
    )
    lines = [
        f"{local_time(one.at)}　{one.user}　{KIND_TEXTS.get(one.kind, one.kind)}　{one.source}　{one.households} 户"
        for one in loss.batches[:MOST_TOLD]
    ]
    if len(loss.batches) > MOST_TOLD:
        lines.append(f"…… 还有 {len(loss.batches) - MOST_TOLD} 批")
    return Message(
        f"把档案恢复到 {at}？{undone}",
        "恢复之前先把现在的再备份一次，换下来的数据库也留着，随时可以退回来。",
        "恢复后程序重新打开档案；这台电脑换一个新的编号，已经交换出去的内容合并对方的包就能收回。",
        "\n".join(lines),
    )


class BackupsTab(QWidget):
    """Table with two buttons. `restored` asks the window to open anew: the backup counts from then on."""

    said = Signal(str)
    restored = Signal()

    def __init__(self, worker: ArchiveWorker) -> None:
        """Build table and buttons."""
        super().__init__()
        self._worker = worker
        self._shown: BackupsShown | None = None
        self._errand: Errand | None = None
        self._job: Job | None = None
        self.model: RowsModel[Kept] = RowsModel(COLUMNS, self)
        self.table = table_over(self.model, "备份")
        self.table.selectionModel().currentChanged.connect(lambda *_at: self._enable())
        self.now = QPushButton("立即备份")
        self.now.setProperty("primary", True)
        self.now.clicked.connect(self.back_up)
        self.restore_button = QPushButton("恢复到这一份…")
        self.restore_button.clicked.connect(self.restore)
        self.stop_button = QPushButton("取消")
        self.stop_button.clicked.connect(self.stop)
        self.bar, self.state, self.far = QProgressBar(), QLabel(), QLabel()
        self.bar.setAccessibleName("进度")
        self.bar.setTextVisible(False)
        self.far.setWordWrap(True)
        row = QHBoxLayout()
        for widget in (self.now, self.restore_button, self.bar, self.state, self.stop_button):
            row.addWidget(widget)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 12, 4, 4)
        layout.addLayout(row)
        layout.addWidget(self.far)
        layout.addWidget(self.table, 1)
        layout.addWidget(
            hint(
                "每天、导入之前、取用交换包之前、升级之前自动备份，当场打开核对；旧的按天、周、月逐渐减少。"
                "另一块盘在“设置 → 备份”里选，插着就一起备份，照片也在内。"
            )
        )
        self._busy(False)

    def reload(self) -> None:
        """List the backups."""
        self._worker.submit(backup_jobs.read_backups, self._show, partial(message.error, self))

    def _show(self, shown: BackupsShown) -> None:
        self._shown = shown
        self.model.set_rows(shown.rows)
        if shown.rows:
            self.table.selectRow(0)
        self.far.setText(
            "⚠ 还没有选另一块盘：电脑坏了或丢了，本机的备份也没有了。请到“设置 → 备份”选一个。"
            if not shown.far
            else f"√ 另一块盘：{shown.far}"
            if shown.far_is_there
            else f"⚠ 另一块盘没有插上：{shown.far}。插上后会自动补做。"
        )
        self._enable()

    @property
    def marked(self) -> Kept | None:
        """Return the backup marked."""
        index = self.table.currentIndex()
        return self.model.row(index.row()) if index.isValid() else None

    def _enable(self) -> None:
        idle = self._errand is None and self._job is None
        self.now.setEnabled(idle and self._shown is not None)
        may = self._shown is not None and self._shown.may_restore
        self.restore_button.setEnabled(idle and may and self.marked is not None)
        self.restore_button.setToolTip("" if may else "恢复备份要管理权限")

    def _busy(self, busy: bool) -> None:
        for widget in (self.bar, self.state, self.stop_button):
            widget.setVisible(busy)
        if busy:
            self._report(0, 0, "")
        self._enable()

    def _report(self, done: int, total: int, text: str) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.state.setText(text)

    def back_up(self) -> None:
        """Make a backup in every store, beside the work."""
        if self._shown is None:
            return
        job = partial(backup_jobs.back_up, self._shown.source, self._shown.stores, "asked")
        self._errand = Errand(job, self)
        self._errand.progressed.connect(self._report)
        self._errand.done.connect(self._made)
        self._errand.failed.connect(self._ended)
        self._busy(True)
        self._errand.start()

    def _made(self, made: list[object]) -> None:
        self._ended(None)
        self.said.emit(f"√ 已备份并核对，共 {len(made)} 处")

    def restore(self) -> None:
        """Ask, build the archive of the backup beside this one, then let the window open it."""
        kept = self.marked
        if kept is not None and message.question(self, question_of(kept), yes="恢复并重新打开"):
            job = partial(backup_jobs.prepare, kept=kept)
            self._job = self._worker.submit(job, lambda _none: self._prepared(), self._ended, self._report)
            self._busy(True)

    def _prepared(self) -> None:
        self._ended(None)
        self.restored.emit()

    def stop(self) -> None:
        """Give up what is under way; nothing has changed then."""
        for running in (self._errand, self._job):
            if running is not None:
                running.cancel()

    def _ended(self, problem: BaseException | None) -> None:
        self._errand = self._job = None
        self._busy(False)
        if problem is None or isinstance(problem, Cancelled):
            self.reload()
        else:
            message.error(self, problem)
