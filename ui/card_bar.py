"""The two rows above the print preview: what and for whom, then pages, zoom and the ways out."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from reports.layouts import Layout
from reports.sheets import PAPER_NAMES
from ui.choice_box import ChoiceBox
from ui.style import icon


def small_button(text: str, name: str, icon_name: str = "", *, checkable: bool = False) -> QPushButton:
    """Return a tool-bar button with its accessible name."""
    button = QPushButton(text)
    button.setAccessibleName(name)
    button.setToolTip(name)
    button.setAutoDefault(False)
    button.setCheckable(checkable)
    if icon_name:
        button.setIcon(icon(icon_name))
    return button


class PreviewBar(QWidget):
    """Buttons and boxes of the preview. `options_changed` follows both sides, register and paper."""

    options_changed = Signal()

    def __init__(self) -> None:
        """Build both rows, the progress and the notice."""
        super().__init__()
        self._make_choice()
        self._make_options()
        self._make_pages()
        self._make_ways_out()
        self._make_progress()
        self._arrange()

    def _make_choice(self) -> None:
        self.layouts = ChoiceBox("版式")
        self.layouts.setMinimumWidth(self.fontMetrics().horizontalAdvance("汉") * 15)
        self.one_button = small_button("本户", "只预览本户", checkable=True)
        self.village_button = small_button("全村", "预览全村各户", checkable=True)
        self.pick_button = small_button("选户…", "勾选要打印的户", "list", checkable=True)
        # no exclusive QButtonGroup: Tab would reach only the one that is marked
        self._ranges = (self.one_button, self.village_button, self.pick_button)
        for button in self._ranges:
            button.setProperty("segment", True)
            button.clicked.connect(lambda _checked=False, button=button: self.use_range(button))
        self.full_button = small_button("显示完整号码", "显示完整证件号、电话、银行卡号", "eye", checkable=True)
        self.edit_button = small_button("版式设置…", "本单位的标题、纸张、遮盖和文字", "settings")

    def _make_options(self) -> None:
        self.options_button = small_button("选项", "双面、登记表、纸张、校准", "adjustments")
        menu = QMenu(self)
        self.duplex_action = _checkable(menu, "双面打印，每户从正面起")
        self.register_action = _checkable(menu, "末尾附打印登记表")
        menu.addSeparator()
        self._papers = QActionGroup(self)
        for paper, text in {"": "按版式设置", **PAPER_NAMES}.items():
            action = _checkable(menu, f"纸张：{text}")
            action.setData(paper)
            self._papers.addAction(action)
        self.use_paper("")
        menu.addSeparator()
        self.offset_action = menu.addAction("打印位置校准…")
        for action in (self.duplex_action, self.register_action, *self._papers.actions()):
            action.triggered.connect(lambda _checked=False: self.options_changed.emit())
        self.options_button.setMenu(menu)

    def _make_pages(self) -> None:
        self.previous_button = small_button("", "上一页 PgUp", "chevron-left")
        self.next_button = small_button("", "下一页 PgDn", "chevron-right")
        self.page_box = QSpinBox()
        for part in (self.page_box, self.page_box.lineEdit()):
            part.setAccessibleName("页码")
        self.page_box.setToolTip("打页码直接翻到那一页")
        self.page_box.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.page_box.setKeyboardTracking(False)
        self.page_box.setFixedWidth(self.fontMetrics().horizontalAdvance("00000") + 24)
        self.page_label = QLabel()
        self.page_label.setMinimumWidth(self.fontMetrics().horizontalAdvance("/ 000 页") + 8)
        self.smaller_button = small_button("", "缩小 -", "zoom-out")
        self.larger_button = small_button("", "放大 +", "zoom-in")
        self.fit_button = small_button("适合 0", "适合宽度 0")

    def _make_ways_out(self) -> None:
        self.open_button = small_button("打开", "用这台电脑的阅读器打开", "external-link")
        self.save_button = small_button("存为 PDF", "存为 PDF 文件", "file-type-pdf")
        self.this_page_button = small_button("补打本页", "只打印现在看到的这一页，用上次的打印机")
        self.print_button = small_button("打印 Ctrl+P", "打印", "printer")
        self.print_button.setProperty("primary", True)
        self.print_button.setIcon(icon("printer", "on_primary"))

    def _make_progress(self) -> None:
        self.progress = QWidget()
        self.progress_text = QLabel()
        self.progress_bar = QProgressBar()
        self.progress_bar.setAccessibleName("进度")
        self.progress_bar.setTextVisible(False)
        self.cancel_button = small_button("取消", "取消")
        row = QHBoxLayout(self.progress)
        row.setContentsMargins(10, 4, 10, 4)
        row.addWidget(self.progress_text)
        row.addWidget(self.progress_bar, 1)
        row.addWidget(self.cancel_button)
        self.progress.hide()
        self.notice = QLabel()
        self.notice.setWordWrap(True)
        self.notice.setProperty("notice", True)
        self.notice.setContentsMargins(10, 2, 10, 6)
        self.notice.hide()

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(_row(
            (self.layouts, 8, self.one_button, self.village_button, self.pick_button, 8, self.full_button, None,
             self.options_button, self.edit_button), 8,
        ))  # fmt: skip
        layout.addLayout(_row(
            (self.previous_button, self.page_box, self.page_label, self.next_button, 8, self.smaller_button,
             self.fit_button, self.larger_button, None, self.open_button, self.save_button, self.this_page_button,
             self.print_button), 0,
        ))  # fmt: skip
        layout.addWidget(self.progress)
        layout.addWidget(self.notice)

    # what is chosen

    @property
    def layout_name(self) -> str:
        """Return the name of the layout chosen, or “”."""
        return self.layouts.currentData() or ""

    @property
    def paper(self) -> str:
        """Return the paper chosen for this run, “” for the layout's own."""
        chosen = self._papers.checkedAction()
        return chosen.data() if chosen is not None else ""

    def use_range(self, chosen: QPushButton) -> None:
        """Mark whose pages are shown: one household's, the village's, or those ticked."""
        for button in self._ranges:
            button.setChecked(button is chosen)

    def use_paper(self, paper: str) -> None:
        """Choose a paper."""
        for action in self._papers.actions():
            action.setChecked(action.data() == paper)

    def show_layouts(self, layouts: Mapping[str, Layout]) -> None:
        """Offer layouts, what hangs in public below a line; the one chosen stays."""
        chosen = self.layout_name
        self.layouts.clear()
        public = False
        for name, layout in layouts.items():
            if layout.public and not public and self.layouts.count():
                self.layouts.insertSeparator(self.layouts.count())
            public = layout.public
            self.layouts.addItem(layout.label, name)
        self.layouts.setCurrentIndex(max(0, self.layouts.findData(chosen)))

    def name_ranges(self, household: str, village: str) -> None:
        """Write whose pages each range shows; long names are cut short with the whole in the tool tip."""
        for button, text, name in ((self.one_button, "本户", household), (self.village_button, "全村", village)):
            whole = f"{text} {name}".strip()
            button.setText(whole if len(whole) <= 12 else f"{whole[:11]}…")
            button.setToolTip(whole)

    # what can be done

    def enable(
        self, page: int, pages: int, *, ready: bool, printer: bool, public: bool, household: bool, scope: bool
    ) -> None:
        """Bring buttons into the state of the pages shown."""
        self.page_box.blockSignals(True)
        self.page_box.setRange(min(1, pages), max(1, pages))
        self.page_box.setValue(page + 1)
        self.page_box.blockSignals(False)
        self.page_box.setEnabled(pages > 1)
        self.page_label.setText(f"/ {pages} 页" if pages else "")
        self.previous_button.setEnabled(page > 0)
        self.next_button.setEnabled(page + 1 < pages)
        self.one_button.setEnabled(household and not public)
        self.pick_button.setEnabled(scope and not public)
        self.village_button.setEnabled(scope)
        self.full_button.setEnabled(not public)
        self.register_action.setEnabled(not public)
        for button in (self.save_button, self.open_button, self.print_button):
            button.setEnabled(ready)
        self.this_page_button.setEnabled(ready and printer)
        self.save_button.setVisible(printer)
        self.print_button.setText("打印 Ctrl+P" if printer else "存为 PDF Ctrl+P")
        self.print_button.setToolTip("打印" if printer else "这台电脑没有打印机，可存为 PDF 拿到别处打印")
        self.print_button.setShortcut("Ctrl+P")

    def report(self, done: int, total: int, text: str) -> None:
        """Show how far the work is."""
        self.progress_bar.setRange(0, total)
        self.progress_bar.setValue(done)
        self.progress_text.setText(f"{text} {done:,} / {total:,}" if total else text)
        self.progress.show()

    def tell(self, text: str) -> None:
        """Show what to see to before printing, or nothing."""
        self.notice.setText(text)
        self.notice.setVisible(bool(text))


def _checkable(menu: QMenu, text: str) -> QAction:
    action = menu.addAction(text)
    action.setCheckable(True)
    return action


def _row(parts: tuple[QWidget | int | None, ...], top: int) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(10, top, 10, 8)
    row.setSpacing(6)
    for part in parts:
        if part is None:
            row.addStretch(1)
        elif isinstance(part, int):
            row.addSpacing(part)
        else:
            row.addWidget(part)
    return row
