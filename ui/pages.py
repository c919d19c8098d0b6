"""The pages of the window in the order of the rail: name, title, icon, group, key, and how each is built.

A later page is one entry here and one function that builds it; its module is loaded when the page is first shown, which
makes the start a third quicker. A page may have `bring_up(scope)` (called whenever it comes to the front, with the
division shown) and `put_cursor()` (gives the focus to what is worked in).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from ui.app_window import AppWindow

Make: TypeAlias = "Callable[[AppWindow], QWidget]"
Hints: TypeAlias = tuple[tuple[str, str], ...]

ALL_KEYS = ("Ctrl+/", "全部按键")
HELP_KEY = ("F1", "帮助")


@dataclass(frozen=True, slots=True)
class PageSpec:
    """One page. `digit` is its Ctrl+digit (a page keeps it for ever, whatever is put before it on the rail);
    a `training` page is there in training archives only.
    """

    name: str
    title: str
    icon: str
    group: str
    digit: str
    make: Make
    hints: Hints = (HELP_KEY, ALL_KEYS)
    training: bool = False


def _files(window: AppWindow) -> QWidget:
    return window.files


def _lists(window: AppWindow) -> QWidget:
    from ui.lists.page import ListPage

    page = ListPage(window.worker, window.facts, batch=window.change_several)
    page.opened.connect(window.ways.from_list)
    page.wanted.connect(window.ways.to_household)
    page.said.connect(window.bottom.say)
    return page


def _quality(window: AppWindow) -> QWidget:
    from ui.quality_page import QualityPage

    page = QualityPage(window.worker)
    page.wanted.connect(window.ways.to_finding)
    page.checked.connect(window.files.list.load)
    return page


def _import(window: AppWindow) -> QWidget:
    from ui.import_page import ImportPage

    page = ImportPage(window.worker)
    page.data_changed.connect(window.files.reload)
    page.household_wanted.connect(window.ways.to_household)
    page.codes_changed.connect(window.read_options)
    return page


def _comparison(window: AppWindow) -> QWidget:
    from ui.comparison.page import ComparisonPage

    page = ComparisonPage(window.worker)
    page.household_wanted.connect(window.ways.to_household)
    return page


def _exchange(window: AppWindow) -> QWidget:
    from ui.exchange.exchange_page import ExchangePage

    page = ExchangePage(window.worker)
    page.data_changed.connect(window.files.reload)
    page.data_changed.connect(window.count_waiting)
    page.inbox_wanted.connect(lambda: window.show_page("inbox"))
    page.household_wanted.connect(window.ways.to_household)
    return page


def _inbox(window: AppWindow) -> QWidget:
    from ui.inbox.inbox_page import InboxPage

    page = InboxPage(window.worker, window.facts)
    page.data_changed.connect(window.files.reload)
    page.counted.connect(window.show_waiting)
    page.household_wanted.connect(window.ways.to_household)
    return page


def _bin(window: AppWindow) -> QWidget:
    from ui.recycle_bin_page import RecycleBinPage

    page = RecycleBinPage(window.worker)
    page.data_changed.connect(window.files.reload)
    return page


def _training(window: AppWindow) -> QWidget:
    from ui.training_page import TrainingPage

    page = TrainingPage(window.worker)
    page.wanted.connect(window.ways.to_household)
    page.planted.connect(window.files.reload)
    return page


def _settings(window: AppWindow) -> QWidget:
    from ui.settings.page import SettingsPage

    page = SettingsPage(window.worker, window.facts)
    page.said.connect(window.bottom.say)
    page.theme_wanted.connect(window.use_theme)
    page.facts_changed.connect(window.read_facts_again)
    return page


def _safety(window: AppWindow) -> QWidget:
    from ui.safety.page import SafetyPage

    page = SafetyPage(window.worker, window.facts)
    page.said.connect(window.bottom.say)
    page.restored.connect(window.ways.restored)
    return page


FILES_HINTS: Hints = (
    ("Enter", "下一项"),
    ("Shift+Enter", "上一项"),
    ("F4", "展开选项"),
    ("F6", "同上一户"),
    ("F8", "下一个错误"),
    ("PgDn", "下一户"),
    ("Ctrl+Z", "撤销"),
    HELP_KEY,
    ALL_KEYS,
)
CARD_HINTS: Hints = (("PgDn", "下一页"), ("Ctrl+P", "打印"), ("Esc", "返回"), HELP_KEY, ALL_KEYS)

PAGES: tuple[PageSpec, ...] = (
    PageSpec("files", "户档案", "users", "records", "1", _files, FILES_HINTS),
    PageSpec(
        "lists", "户列表", "table", "records", "2", _lists,
        (("Ctrl+F", "筛选"), ("Enter", "打开"), ("Shift+↑↓", "多选"), ("Ctrl+E", "导出"), HELP_KEY, ALL_KEYS),
    ),
    PageSpec(
        "quality", "数据质量", "clipboard-check", "whole", "4", _quality,
        (("F5", "全部核查"), ("Enter", "去改"), HELP_KEY, ALL_KEYS),
    ),
    PageSpec(
        "comparison", "比对", "switch-horizontal", "whole", "", _comparison,
        (("Ctrl+O", "选名单"), ("空格", "已处理"), ("F2", "写说明"), ("Enter", "到户"), HELP_KEY, ALL_KEYS),
    ),
    PageSpec(
        "import", "导入", "file-import", "carry", "6", _import,
        (("Ctrl+O", "选文件"), ("空格", "勾选"), ("Enter", "到户"), ("Ctrl+Enter", "写入"), HELP_KEY, ALL_KEYS),
    ),
    PageSpec(
        "exchange", "交换", "usb", "carry", "7", _exchange,
        (("Ctrl+O", "取用包"), ("Ctrl+P", "打包"), ("空格", "先放着"), ("Ctrl+Enter", "合并"), HELP_KEY, ALL_KEYS),
    ),
    PageSpec(
        "inbox", "待处理", "git-merge", "carry", "8", _inbox,
        (("← →", "选哪边"), ("Enter", "采用"), ("F2", "另填"), ("S", "先放着"), ("Ctrl+Z", "撤回"), ALL_KEYS),
    ),
    PageSpec("bin", "回收站", "trash", "office", "9", _bin, (("Enter", "恢复"), HELP_KEY, ALL_KEYS)),
    PageSpec("safety", "安全", "key", "office", "", _safety, (("Ctrl+Shift+L", "锁屏"), HELP_KEY, ALL_KEYS)),
    PageSpec(
        "training", "培训", "school", "office", "", _training,
        (("F5", "看看改对没有"), HELP_KEY, ALL_KEYS), training=True,
    ),
    PageSpec("settings", "设置", "settings", "office", ",", _settings),
)  # fmt: skip
"""In rail order, which is the order of the digits: 0 首页, 1 户档案, 2 户列表, 3 项目, 4 数据质量, 5 统计报表, 6 导入,
7 交换, 8 待处理, 9 回收站, and the comma for 设置. A page that is not built yet leaves its digit free."""


def bring_up(page: QWidget, scope: str) -> None:
    """Bring what a page shows up to date, and put the cursor where one works."""
    bring, reload = getattr(page, "bring_up", None), getattr(page, "reload", None)
    if bring is not None:
        bring(scope)
    elif reload is not None:
        reload()
    getattr(page, "put_cursor", page.setFocus)()
