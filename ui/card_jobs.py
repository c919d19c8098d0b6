"""What the card preview asks the archive worker to do: write a PDF of cards, and draw its pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.household_file import HouseholdFile
from reports.household_card import write_cards
from reports.page_images import PageImage, page_count, page_image
from storage.archive.archive import TEMPORARY, Archive
from storage.archive.audit import note_disclosure
from storage.archive.files import household_uids, iterate_files
from storage.archive.progress import Progress
from ui.commands.paper import card_context


@dataclass(frozen=True, slots=True)
class CardOrder:
    """Which cards: one household (`household` uid), or all of the division `scope`; `full` shows whole numbers."""

    household: str = ""
    scope: str = ""
    full: bool = False


@dataclass(frozen=True, slots=True)
class Cards:
    """A written PDF: where it lies, its pages and households, and what the person should know."""

    order: CardOrder
    file: Path
    pages: int
    households: int
    warnings: tuple[str, ...]


class CountedFiles:
    """Households streamed from the archive, whose number is known beforehand, so that progress has an end."""

    def __init__(self, archive: Archive, uids: Sequence[str]) -> None:
        """Keep which households are wanted."""
        self._archive = archive
        self._uids = uids

    def __len__(self) -> int:
        return len(self._uids)

    def __iter__(self) -> Iterator[HouseholdFile]:
        return iter(iterate_files(self._archive, uids=self._uids))


def make_cards(archive: Archive, progress: Progress, order: CardOrder) -> Cards:
    """Write the cards of an order into the data folder's temporary folder; job for the worker.

    A household with less to print than expected comes back as a warning. Raises Cancelled, ReportProblem.
    """
    folder = archive.folder / TEMPORARY
    folder.mkdir(exist_ok=True)
    for left_over in folder.glob("cards-*.pdf"):  # of a program that was killed: this one holds the folder's lock
        drop_file(left_over)
    out = folder / f"cards-{os.getpid()}.pdf"
    wanted = [order.household] if order.household else household_uids(archive, order.scope)
    files = CountedFiles(archive, wanted)
    if order.full:
        note_disclosure(archive, "户卡（完整号码）", "1 户" if order.household else order.scope or "全部")
    result = write_cards(out, files, card_context(archive), full=order.full, progress=progress)
    return Cards(order, out, page_count(out), result.households, tuple(result.warnings))


def draw_page(_archive: Archive, _progress: Progress, file: Path, page: int, dpi: int) -> PageImage:
    """Draw one page, counted from 0; job for the worker."""
    return page_image(file, page, dpi)


def keep_copy(_archive: Archive, _progress: Progress, file: Path, target: Path) -> Path:
    """Copy the written PDF to where the person wants it, aside first; job for the worker. OSError if it can't be."""
    part = target.with_name(target.name + ".part")
    shutil.copyfile(file, part)
    part.replace(target)
    return target


def drop_file(file: Path) -> None:
    """Remove a temporary PDF: it holds personal data."""
    file.unlink(missing_ok=True)
