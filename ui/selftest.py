"""`selftest`: opens the window offscreen on a small training archive, walks the main screens, saves their pictures."""

from __future__ import annotations

import shutil
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import TypeAlias

from PySide6.QtCore import QItemSelectionModel

from models.list_filter import Ask, Condition, Filter
from storage.archive.lists import ListQuery, list_ids, list_rows
from storage.archive.lookup import Verdict
from storage.archive.problems import StorageProblem
from storage.archive.records import RecordChange, save
from ui.app_window import AppWindow
from ui.appearance import Appearance
from ui.card_preview import CardPreview
from ui.commands.tour_sheet import planted_sheet
from ui.edits import Place
from ui.import_page import ImportPage
from ui.import_plan_view import Outcome
from ui.lists.page import ListPage
from ui.lookup_sample import pasted_sample, sample_people
from ui.opening_dialog import OpeningDialog
from ui.page_tabs import HistoryTab
from ui.picture_walk import PictureWalk, WalkFailed
from ui.process_watch import process_age, watch_network
from ui.quality_page import QualityPage
from ui.selftest_exchange import exchange, inbox
from ui.shortcuts_sheet import ShortcutsSheet
from ui.start import make_application
from ui.window_facts import read_facts

SELECT = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
DONE, FAILED = "成", "败"
HOUSEHOLDS = 60
SIZE = (1366, 768)
WRONG_PHONE = "1380000"
FOUND = "ldh"
"""Initials of the published head of household that every training archive holds."""


@dataclass(slots=True)
class Walked:
    """The walk, its window, and how many seconds application and window took, without the archive."""

    walk: PictureWalk
    window: AppWindow
    opened_after: float = 0.0


Step: TypeAlias = Callable[[Walked], str]


def selftest(out: Path, *, resources: Path) -> dict[str, object]:
    """Walk the screens; pictures go to `out`.

    Returns {"steps": [{"name", "outcome", "figure"}], "files": [path], "window_s": seconds}; `window_s` is the age of
    the process when the window was painted, without the making of the archive.
    """
    told: list[dict[str, str]] = []
    reached = watch_network()
    began = process_age()
    folder = Path(mkdtemp(prefix="hudang-selftest-"))
    walked: Walked | None = None
    usable: float | None = None
    try:
        walked = open_walk(folder, out, resources, households=HOUSEHOLDS)
        usable = began + walked.opened_after
        told.append({"name": "打开窗口", "outcome": DONE, "figure": f"{usable:.2f} 秒"})
        for name, step in STEPS:
            told.append(_carry_out(name, step, walked))
    except (WalkFailed, StorageProblem, OSError) as problem:
        told.append({"name": "打开窗口", "outcome": FAILED, "figure": str(problem)})
    finally:
        if walked is not None:
            close_walk(walked)
        shutil.rmtree(folder, ignore_errors=True)
    calls = reached()
    told.append({"name": "不用网络", "outcome": FAILED if calls else DONE, "figure": "，".join(calls)})
    files = [str(file) for file in walked.walk.files] if walked is not None else []
    return {"steps": told, "files": files, "window_s": round(usable, 2) if usable is not None else None}


def open_walk(folder: Path, out: Path, resources: Path, *, households: int, theme: str = "light") -> Walked:
    """Make a training archive below `folder` and open the window on it."""
    began = time.perf_counter()
    app = make_application(resources, Appearance(theme=theme))
    making = time.perf_counter()
    walk = PictureWalk(app, folder / "data", out, resources, households=households)
    made = time.perf_counter()
    window = AppWindow(walk.worker, walk.ask(read_facts))
    window.resize(*SIZE)
    window.show()
    walk.settle()
    return Walked(walk, window, (making - began) + (time.perf_counter() - made))


def close_walk(walked: Walked) -> None:
    """Close the window and the archive."""
    walked.walk.settle()
    walked.window.close()
    walked.window.deleteLater()
    walked.walk.app.processEvents()


def _carry_out(name: str, step: Step, walked: Walked) -> dict[str, str]:
    try:
        return {"name": name, "outcome": DONE, "figure": step(walked)}
    except Exception as problem:  # noqa: BLE001 - a step that fails is told, and the next one is tried
        if not isinstance(problem, WalkFailed):
            traceback.print_exc()
        return {"name": name, "outcome": FAILED, "figure": str(problem) or type(problem).__name__}


# the steps: each shows a screen, looks at what it holds, and returns a figure


def household_page(walked: Walked) -> str:
    """The window comes up with the list; a household with several people is opened."""
    files = walked.window.files
    walked.walk.until(lambda: files.page.session is not None and files.list.model.ids, "户档案页")
    rows = walked.walk.ask(lambda archive, _progress: list_rows(archive, list_ids(archive, ListQuery(), 200)))
    chosen = max(rows, key=lambda row: row.people)
    files.show_found(chosen.uid)
    walked.walk.until(lambda: _is_open(walked, chosen.uid), chosen.head_name)
    walked.walk.picture(walked.window, "household-list")
    return f"{len(files.list.model.ids)} 户，打开 {chosen.head_name}，{chosen.people} 人"


def entry(walked: Walked) -> str:
    """A wrong phone is typed; the checks say so at the field and at the side, and one undo takes it back."""
    page = walked.window.files.page
    session = page.session
    if session is None:
        raise WalkFailed("没有打开的户")
    before = session.file.household.get("phone")
    page.go_to(Place("household", "", "phone"))
    walked.walk.type_into(walked.walk.app.focusWidget(), WRONG_PHONE)
    if session.file.household.get("phone") != WRONG_PHONE:
        raise WalkFailed("打进去的电话没有进到档案里")
    # a household without a phone was told so before; what counts is that the number just typed is judged
    walked.walk.until(lambda: any(finding.value == WRONG_PHONE for finding in page.findings), "对电话的核查")
    walked.walk.picture(walked.window, "household-page")
    page.undo()
    walked.walk.settle()
    shown = getattr(walked.walk.app.focusWidget(), "text", str)()
    if session.file.household.get("phone") != before or shown != (before or ""):
        raise WalkFailed("撤销没有改回电话")
    return f"电话 {WRONG_PHONE} 报错，撤销后改回"


def _is_open(walked: Walked, uid: str) -> bool:
    session = walked.window.files.page.session
    return session is not None and session.file.uid == uid


def search(walked: Walked) -> str:
    """The search box finds the published household by initials."""
    box = walked.window.top.search
    box.begin()
    box.setText(FOUND)
    box.search_now()
    walked.walk.until(lambda: box.model.rowCount() and box.popup is not None and box.popup.isVisible(), "查找结果")
    walked.walk.picture(walked.window, "search")
    hit = box.model.hit(box.model.index(0))
    box.open_current()
    if hit is None:
        raise WalkFailed("没有找到")
    walked.walk.until(lambda: _is_open(walked, hit.household_uid), hit.name)
    box.clear()
    return f"{FOUND} → {hit.name}"


def history(walked: Walked) -> str:
    """The trace of changes of the household found, after a change with a reason."""
    session = walked.window.files.page.session
    if session is None:
        raise WalkFailed("没有打开的户")
    change = RecordChange("household", session.file.uid, {"phone": "13800001234"})
    walked.walk.ask(lambda archive, _progress: save(archive, [change], reason="入户核实"))
    tab = walked.window.files.page.tabs.show_tab("history")
    if not isinstance(tab, HistoryTab):
        raise WalkFailed("变更痕迹页没有建成")
    walked.walk.until(lambda: tab.view.model.rowCount() > 0, "变更痕迹")
    walked.walk.picture(walked.window, "history")
    lines = tab.view.model.rowCount()
    walked.window.files.page.tabs.show_tab("basic")
    return f"{lines} 条"


def cards(walked: Walked) -> str:
    """The card of the household open, drawn from its PDF."""
    files = walked.window.files
    files.show_cards()
    preview = files.preview
    if not isinstance(preview, CardPreview):
        raise WalkFailed("户卡预览没有打开")
    walked.walk.until(lambda: preview.cards is not None and not preview.view.page.pixmap().isNull(), "户卡")
    walked.walk.picture(walked.window, "card-preview")
    pages = preview.cards.pages if preview.cards is not None else 0
    files.close_cards()
    return f"{pages} 页"


def import_plan(walked: Walked) -> str:
    """A sheet of one village with planted errors is planned; nothing is written."""
    sheet = walked.walk.data.parent / "成员名单.xlsx"
    walked.walk.ask(lambda archive, _progress: planted_sheet(archive, sheet))
    walked.window.show_page("import")
    page = walked.window.page("import")
    if not isinstance(page, ImportPage):
        raise WalkFailed("导入页没有建成")
    page.open_file(sheet)
    walked.walk.until(lambda: page.planned is not None, "导入预检")
    page.plan_view.show_only(Outcome.REFUSED, Outcome.CHANGED, Outcome.FILLED, Outcome.CONFLICT)
    walked.walk.until(lambda: page.plan_view.settled, "预检明细")
    walked.walk.picture(walked.window, "import-plan")
    planned = page.planned
    if planned is None or not planned.plan.refused:
        raise WalkFailed("预检没有指出表里的错误")
    page.start_over()
    walked.walk.picture(walked.window, "import")
    return f"明细 {len(planned.index)} 条，拒收 {len(planned.plan.refused)} 处"


def import_mapping(walked: Walked) -> str:
    """A sheet whose headings nobody knows: its columns are proposed; nothing is written."""
    sheet = walked.walk.data.parent / "村里的摸底表.csv"
    rows = walked.walk.ask(lambda archive, _progress: list_rows(archive, list_ids(archive, ListQuery())[3:9]))
    lines = [
        f"{row.number},{row.head_name},1380000{at:04d},{'健康' if at % 2 else '残疾'},王" for at, row in enumerate(rows)
    ]
    sheet.write_text("\n".join(["编码,名儿,手机,病没病,签字", *lines]), encoding="utf-8")
    page = walked.window.page("import")
    if not isinstance(page, ImportPage):
        raise WalkFailed("导入页没有建成")
    page.open_file(sheet)
    walked.walk.until(lambda: page.stack.currentWidget() is page.mapping_view, "列对应")
    walked.walk.picture(walked.window, "import-mapping")
    proposed = sum(bool(row.choice) for row in page.mapping_view.model.rows)
    page.start_over()
    if not proposed:
        raise WalkFailed("没有一列有建议")
    return f"{proposed} 列有建议"


def lists(walked: Walked) -> str:
    """The table of all households, filtered; several lines marked."""
    walked.window.show_page("lists")
    page = walked.window.page("lists")
    if not isinstance(page, ListPage):
        raise WalkFailed("户列表没有建成")
    walked.walk.until(lambda: page.model.ids and page.model.row(0) is not None, "户列表")
    several = Condition("row:people", Ask.LEAST, (2,))
    page.set_filter(Filter(((Condition("row:main_cause", Ask.ONE_OF, ("01", "02")), several),)))
    walked.walk.until(lambda: page.model.ids and page.totals.texts() and page.model.row(0) is not None, "筛选")
    page.table.selectRow(2)
    for line in (3, 4):
        page.table.selectionModel().select(page.model.index(line, 0), SELECT)
    walked.walk.picture(walked.window, "lists")
    filtered = len(page.model.ids)
    page.set_filter(Filter())
    walked.walk.settle()
    if not filtered:
        raise WalkFailed("筛选后没有户")
    return f"筛出 {filtered} 户，共 {len(page.model.ids)} 户"


def lookup(walked: Walked) -> str:
    """A pasted list is looked up: one whole number, one with a digit wrong, one that nobody has."""
    page = walked.window.page("lists")
    if not isinstance(page, ListPage):
        raise WalkFailed("户列表没有建成")
    people = walked.walk.ask(lambda archive, _progress: sample_people(archive))
    page.show_lookup()
    page.lookup.text.setPlainText(pasted_sample(people))
    page.lookup.look()
    walked.walk.until(lambda: page.lookup.answers, "查对结果")
    walked.walk.picture(walked.window, "lookup")
    told = [one.verdict for one in page.lookup.answers]
    page.close_lookup()
    if not {Verdict.FOUND, Verdict.SUSPECT, Verdict.MISSING} <= set(told):
        raise WalkFailed("查对没有分清在册、疑似、不在册")
    return f"{len(told)} 行：{'、'.join(dict.fromkeys(verdict.value for verdict in told))}"


def help_window(walked: Walked) -> str:
    """The help of the page, with a picture of the guide."""
    walked.window.show_page("files")
    shown = walked.window.show_help()
    shown.show_page("files")
    walked.walk.picture(shown, "help")
    count = len(shown.topics)
    shown.close()
    if not count:
        raise WalkFailed("没有找到使用说明")
    return f"{count} 个题目"


def quality(walked: Walked) -> str:
    """The checks of the whole archive."""
    walked.window.show_page("quality")
    page = walked.window.page("quality")
    if not isinstance(page, QualityPage):
        raise WalkFailed("数据质量页没有建成")
    walked.walk.picture(walked.window, "quality")
    return f"{page.model.rowCount()} 条"


def opening(walked: Walked) -> str:
    """The opening dialog at the choice of the division."""
    dialog = OpeningDialog(walked.walk.resources, walked.walk.data.parent / "新档案", recent=[])
    dialog.show()
    dialog.show_page(dialog.unit_page)
    cascade = dialog.unit_page.cascade
    for code in ("37", "3708", "370826"):
        cascade.filter.setText(code)
        cascade.take_current()
    offered = cascade.list.count()
    walked.walk.picture(dialog, "opening-dialog")
    dialog.close()
    if cascade.division is None or offered < 2:
        raise WalkFailed("区划列表是空的")
    return f"{cascade.division.name}下 {offered - 1} 个乡镇"


def shortcuts(walked: Walked) -> str:
    """The sheet of all keys."""
    sheet = ShortcutsSheet(walked.window)
    sheet.show()
    walked.walk.picture(sheet, "shortcuts")
    sheet.close()
    return ""


STEPS: tuple[tuple[str, Step], ...] = (
    ("户档案", household_page),
    ("录入核查", entry),
    ("户卡预览", cards),
    ("查找", search),
    ("变更痕迹", history),
    ("导入预检", import_plan),
    ("列对应", import_mapping),
    ("户列表", lists),
    ("查对名单", lookup),
    ("数据质量", quality),
    ("交换", lambda walked: exchange(walked.walk, walked.window)),
    ("待处理", lambda walked: inbox(walked.walk, walked.window)),
    ("打开档案库", opening),
    ("快捷键", shortcuts),
    ("帮助", help_window),
)
