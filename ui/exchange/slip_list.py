"""快递单 on paper: what went out and came in, with room to sign for it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from reports.plain_list import ListColumn
from storage.archive.archive import Archive
from storage.archive.progress import Progress
from ui.background import ArchiveWorker
from ui.exchange.board_jobs import Slip
from ui.history_view import local_time
from ui.list_out import PaperList, save_list

COLUMNS = (
    ListColumn("时间", 18, "center"),
    ListColumn("收发", 6, "center"),
    ListColumn("单位", 18),
    ListColumn("号", 5, "center"),
    ListColumn("类别", 7, "center"),
    ListColumn("内容", 27),
    ListColumn("状态", 13),
    ListColumn("签收", 10),
)


def print_slips(parent: QWidget, worker: ArchiveWorker, slips: Sequence[Slip]) -> None:
    """Ask where the list goes and write it."""
    save_list(parent, worker, "快递单", partial(_made, slips=slips))


def _made(_archive: Archive, _progress: Progress, slips: Sequence[Slip]) -> PaperList:
    rows = [
        (
            local_time(slip.at),
            "发出" if slip.out else "收到",
            slip.office,
            str(slip.number or ""),
            slip.kind,
            slip.what,
            slip.state,
            "",
        )
        for slip in slips
    ]
    return PaperList("快递单", "", COLUMNS, rows, 24.0)
