"""The exchange in the walk of `selftest`: a second office sends a pack, it is previewed, merged, and a case decided."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from storage.archive.archive import Archive, open_archive
from storage.archive.files import household_uids, load_file
from storage.archive.progress import Progress
from storage.archive.records import RecordChange, save
from storage.exchange.packing import make_pack
from ui.app_window import AppWindow
from ui.commands.tour_exchange import COUNTY, pack_for_second_office
from ui.exchange.exchange_page import ExchangePage
from ui.inbox.inbox_page import InboxPage
from ui.picture_walk import PictureWalk, WalkFailed

CHANGED = 8
"""Households that the second office changes."""


def _pack_of_second_office(archive: Archive, _progress: Progress, out: Path) -> Path:
    """Let a second office change what this one changes too, and return its pack."""
    pack_for_second_office(archive, out)
    households = household_uids(archive, COUNTY)[:CHANGED]
    with closing(open_archive(out / "微山县档案", resources=archive.resources)) as county:
        for at, household in enumerate(households):
            file = load_file(archive, household)
            if file is None:
                continue
            save(county, [RecordChange("household", household, {"phone": f"1380000{6100 + at}", "hamlet": "演练组"})])
            if at % 3 == 0:
                save(archive, [RecordChange("household", household, {"phone": f"1380000{6200 + at}"})])
            if at == 0 and file.head is not None:
                name = file.head["name"] or ""
                save(county, [RecordChange("member", file.head["uid"], {"name": f"{name[:-1]}明"})])
                save(archive, [RecordChange("member", file.head["uid"], {"name": f"{name[:-1]}民"})])
        return make_pack(county, out / "U盘", archive.office.name).files[0]


def exchange(walk: PictureWalk, window: AppWindow) -> str:
    """The board, then the preview of a pack that came from another office, then the merge."""
    out = walk.data.parent / "交换"
    pack = walk.ask(lambda archive, progress: _pack_of_second_office(archive, progress, out))
    window.show_page("exchange")
    page = window.page("exchange")
    if not isinstance(page, ExchangePage):
        raise WalkFailed("交换页没有建成")
    walk.until(lambda: page.board.marked is not None, "往来单位")
    walk.picture(window, "exchange-board")
    page.open_packs([pack])
    walk.until(lambda: page.preview is not None and page.view.settled and page.idle, "包的预览")
    walk.until(lambda: page.view.model.row(0) is not None, "预览的行")
    walk.picture(window, "exchange-preview")
    lines = page.view.model.rowCount()
    page.merge()
    walk.until(lambda: page.merged is not None, "合并")
    if page.merged is None or not page.merged.batches or not page.merged.waiting:
        raise WalkFailed("合并没有写入，或没有留下要人选的冲突")
    page.go_back()
    return f"预览 {lines} 行，合并后 {page.board.offices.rowCount()} 个单位"


def inbox(walk: PictureWalk, window: AppWindow) -> str:
    """The cases that the merge left; one is decided and taken back."""
    window.show_page("inbox")
    page = window.page("inbox")
    if not isinstance(page, InboxPage):
        raise WalkFailed("待处理页没有建成")
    walk.until(lambda: page.total and page.case.card is not None, "待处理")
    for _turn in range(page.total):
        card = page.case.card
        if card is not None and card.conflict.facet == "identity":
            break
        page.step(1)
        walk.settle()
    walk.picture(window, "inbox")
    before = page.total
    page.case.take()
    walk.until(lambda: page.idle and page.total == before - 1, "选定一处")
    page.undo()
    walk.until(lambda: page.idle and page.total == before, "撤回选定")
    return f"{before} 处，选定一处又撤回"
