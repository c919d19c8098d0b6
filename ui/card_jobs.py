"""What the print preview asks the archive worker to do: write a PDF, draw its pages, keep it, note what was printed."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from models.keys import new_uid
from reports.layouts import Layout, OfficeChange
from reports.office import (
    OFFICE_PHONE,
    OrderedFiles,
    figures_of,
    keep_change,
    note_full_numbers,
    note_print,
    office_layouts,
    print_context,
    uids_in_print_order,
    with_paper,
)
from reports.output import written_aside
from reports.page_images import PageImage, page_image, page_size
from reports.print_run import PrintOptions
from reports.printing import is_ready, write_layout
from storage.archive.archive import TEMPORARY, Archive
from storage.archive.lists import ListQuery, list_ids, list_rows
from storage.archive.problems import StorageProblem
from storage.archive.progress import Progress
from storage.archive.sealed_file import SealedFile

FIRST_LAYOUT = "card"


@dataclass(frozen=True, slots=True)
class CardOrder:
    """What to print: a layout of some households (uids), or of all of the division `scope`; `full` shows whole numbers.

    `paper` “” is the layout's own.
    """

    layout: str = FIRST_LAYOUT
    households: tuple[str, ...] = ()
    scope: str = ""
    full: bool = False
    paper: str = ""
    duplex: bool = False
    register: bool = False

    @property
    def extent(self) -> str:
        """Return what it covers in words that name nobody."""
        return f"{len(self.households)} 户" if self.households else self.scope


@dataclass(frozen=True, slots=True)
class Cards:
    """A written PDF: where it lies, its pages and households, and what the person should know before printing."""

    order: CardOrder
    layout: Layout
    file: SealedFile
    pages: int
    households: int
    figures: str
    size: tuple[float, float]
    warnings: tuple[str, ...]


def make_cards(archive: Archive, progress: Progress, order: CardOrder) -> Cards:
    """Write what an order asks for into the data folder's temporary folder; job for the worker.

    A household with less to print than expected comes back as a warning. Raises Cancelled, ReportProblem.
    """
    folder = archive.folder / TEMPORARY
    for left_over in folder.glob("cards-*"):  # of a program that was killed: this one holds the folder's lock
        drop_file(left_over)
    out = SealedFile(folder / f"cards-{new_uid()}.sealed")
    layout = with_paper(office_layouts(archive)[order.layout], order.paper or None)
    files = OrderedFiles(archive, order.households or uids_in_print_order(archive, order.scope))
    if order.full and not layout.public:
        note_full_numbers(archive, layout, order.extent)
    options = PrintOptions(order.full, layout.paper, order.duplex, order.register)
    result = write_layout(out, files, print_context(archive), layout, options, progress)
    return Cards(
        order, layout, out, result.sheets, result.households, figures_of(result), page_size(out, 0),
        tuple(result.warnings),
    )  # fmt: skip


def draw_page(_archive: Archive, _progress: Progress, file: SealedFile, page: int, dpi: int) -> PageImage:
    """Draw one page, counted from 0; job for the worker."""
    return page_image(file, page, dpi)


def keep_copy(archive: Archive, _progress: Progress, cards: Cards, target: Path) -> Path:
    """Copy the written PDF to where the person wants it, aside first; job for the worker. ReportProblem if not."""
    _copy(cards.file, target)
    note_print(archive, cards.layout, "存为 PDF", cards.order.extent, cards.figures)
    return target


def copy_to_open(archive: Archive, _progress: Progress, cards: Cards) -> Path:
    """Copy the PDF for another program to open; it goes with the folder's other temporary files.

    StorageProblem in a protected archive: there nothing readable may lie in the data folder.
    """
    if archive.is_protected:
        raise StorageProblem(
            "protected",
            "档案有口令保护，程序不在数据文件夹里放没有加密的 PDF。没有打开。请用“存为 PDF”存到别处再打开，用完删除。",
        )
    target = archive.folder / TEMPORARY / f"{cards.layout.label}-{os.getpid()}.pdf"
    _copy(cards.file, target)
    note_print(archive, cards.layout, "用阅读器打开", cards.order.extent, cards.figures)
    return target


def _copy(file: SealedFile, target: Path) -> None:
    with written_aside(target) as out, file.opened() as pages:
        shutil.copyfileobj(pages, out, 1 << 20)


def note_printed(archive: Archive, _progress: Progress, cards: Cards, pages: int) -> None:
    """Write down that pages went to a printer; job for the worker."""
    note_print(archive, cards.layout, "打印", cards.order.extent, f"{cards.households:,} 户，送出 {pages:,} 页")


@dataclass(frozen=True, slots=True)
class LayoutChoice:
    """The layouts that can be printed, and the office's telephone number."""

    layouts: dict[str, Layout]
    phone: str


def read_layouts(archive: Archive, _progress: Progress) -> LayoutChoice:
    """Return what can be printed; job for the worker."""
    ready = {name: layout for name, layout in office_layouts(archive).items() if is_ready(layout)}
    return LayoutChoice(ready, str(archive.settings.get(OFFICE_PHONE, "")))


def keep_layout(archive: Archive, progress: Progress, name: str, change: OfficeChange, phone: str) -> LayoutChoice:
    """Store what the office changes of a layout, and its telephone number. Raises ReportProblem."""
    keep_change(archive, name, change)
    archive.settings.set(OFFICE_PHONE, phone)
    return read_layouts(archive, progress)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A household that can be ticked for printing."""

    uid: str
    number: str
    name: str
    village: str
    people: int


def candidates(archive: Archive, _progress: Progress, scope: str) -> list[Candidate]:
    """Return the households of a division in the order of their numbers; job for the worker."""
    found: list[Candidate] = []
    ids = list_ids(archive, ListQuery(scope=scope))
    for start in range(0, len(ids), 500):
        rows = list_rows(archive, ids[start : start + 500])
        found += [Candidate(row.uid, row.number, row.head_name, row.village, row.people) for row in rows]
    return found


def drop_file(file: Path | SealedFile) -> None:
    """Remove a temporary PDF: it holds personal data. One that another program holds open goes at the next start."""
    if isinstance(file, SealedFile):
        file.remove()
        return
    with suppress(OSError):
        file.unlink(missing_ok=True)
