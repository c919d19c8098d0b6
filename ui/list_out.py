"""A list of a page saved as PDF to print, or as xlsx: asks where, writes it on the worker, says where it lies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from reports.office import print_context
from reports.plain_list import ListColumn, print_list
from storage.archive.archive import Archive
from storage.archive.audit import note_disclosure
from storage.archive.progress import Progress
from storage.exchange.sheet_writer import SheetColumn, write_sheet
from ui import message
from ui.background import ArchiveWorker
from ui.message import Message

KINDS = "PDF，打印用 (*.pdf);;Excel (*.xlsx)"
CHARACTERS = 90
"""Width of a sheet in characters, shared out like the page's."""


@dataclass(frozen=True, slots=True)
class PaperList:
    """A list: what stands above it, its columns and rows. `least` is the height of a row on paper in points."""

    title: str
    note: str
    columns: tuple[ListColumn, ...]
    rows: Sequence[Sequence[str]]
    least: float = 20.0


@dataclass(frozen=True, slots=True)
class Saved:
    """What was written."""

    file: Path
    rows: int
    warnings: tuple[str, ...]


Make = Callable[[Archive, Progress], PaperList]


def save_list(parent: QWidget, worker: ArchiveWorker, name: str, make: Make) -> None:
    """Ask where a list goes, and write it as PDF or xlsx by the name's ending."""
    chosen, kind = QFileDialog.getSaveFileName(parent, "存到哪里", f"{name}.pdf", KINDS)
    if chosen:
        file = Path(chosen)
        if file.suffix.lower() not in (".pdf", ".xlsx"):
            file = file.with_name(f"{file.name}{'.xlsx' if 'xlsx' in kind else '.pdf'}")
        failed = partial(message.error, parent)
        worker.submit(partial(write_list, make=make, file=file), partial(_saved, parent), failed)


def write_list(archive: Archive, progress: Progress, make: Make, file: Path) -> Saved:
    """Make a list and write it; job for the worker."""
    made = make(archive, progress)
    warnings: list[str] = []
    if file.suffix.lower() == ".xlsx":
        total = sum(one.share for one in made.columns)
        columns = [SheetColumn(one.heading, width=max(6, CHARACTERS * one.share / total)) for one in made.columns]
        write_sheet(file, made.title, columns, made.rows, banner=made.note)
    else:
        context = replace(print_context(archive), title=made.title)
        warnings = print_list(
            file, context, made.title, made.columns, made.rows, note=made.note, least=made.least, progress=progress
        ).warnings
    if not archive.read_only:
        note_disclosure(archive, f"{file.suffix[1:].upper()}：{made.title}", f"{len(made.rows):,} 条")
    return Saved(file, len(made.rows), tuple(warnings))


def _saved(parent: QWidget, saved: Saved) -> None:
    more = "有的字印不出，已写成字码：" + "；".join(saved.warnings[:3]) if saved.warnings else ""
    message.info(parent, Message(f"已存为 {saved.file}", f"共 {saved.rows:,} 条。", more))
