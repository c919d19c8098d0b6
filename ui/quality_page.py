"""数据质量: what the checks of the whole place found, villages ranked, counts by month; one line leads to the field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from storage.archive.finding_months import MonthCount, VillageRank
from storage.archive.progress import Cancelled
from ui import message
from ui.background import ArchiveWorker, Job
from ui.choice_box import ChoiceBox
from ui.quality_jobs import MOST, Found, Line, check_all, export, export_villages, load_findings, mark, unmark
from ui.rail import on_key
from ui.rows_model import Column, RowsModel, table_over
from ui.style import color
from ui.verify_dialog import VerifyDialog

LEVELS = {"E": "× 错误", "W": "⚠ 提醒", "Q": "待核实"}
TONES = {"E": "error", "W": "warning", "Q": "primary"}
ALL = "全部问题"
OPEN, VERIFIED, RANKING, MONTHS = "open", "verified", "ranking", "months"
VIEWS = {OPEN: "未改的问题", VERIFIED: "已核实属实", RANKING: "各村排名", MONTHS: "逐月变化"}

COLUMNS: tuple[Column[Line], ...] = (
    Column("级别", lambda line: LEVELS[line.finding.level], 9, color=lambda line: color(TONES[line.finding.level])),
    Column("村", lambda line: line.village, 14),
    Column("户主", lambda line: line.name, 10),
    Column("户号", lambda line: line.number, 18),
    Column("问题", lambda line: line.finding.sentence, 0),
    Column("怎么改", lambda line: _told(line), 36),
)


def _told(line: Line) -> str:
    """Return the remedy, or of a verified finding why, by whom and until when."""
    if line.mark is None:
        return line.finding.remedy
    return f"{line.mark.reason}；{line.mark.evidence}（{line.mark.user}，有效到 {line.mark.expires}）"


RANK_COLUMNS: tuple[Column[tuple[int, str, VillageRank]], ...] = (
    Column("名次", lambda row: str(row[0]), 6, right=True),
    Column("村", lambda row: row[1], 0),
    Column("户数", lambda row: f"{row[2].households:,}", 10, right=True),
    Column("无错误的户", lambda row: f"{row[2].clean_share / 100:.2f}%", 14, right=True),
    Column("有错误的户", lambda row: f"{row[2].with_errors:,}", 14, right=True),
    Column("错误", lambda row: f"{row[2].errors:,}", 10, right=True),
    Column("提醒", lambda row: f"{row[2].warnings:,}", 10, right=True),
)
MONTH_COLUMNS: tuple[Column[MonthCount], ...] = (
    Column("月份", lambda row: row.month, 0),
    Column("错误", lambda row: f"{row.errors:,}", 14, right=True),
    Column("提醒", lambda row: f"{row.warnings:,}", 14, right=True),
    Column("已核实属实", lambda row: f"{row.verified:,}", 14, right=True),
    Column("本月改好", lambda row: f"{row.fixed:,}", 14, right=True),
)


class QualityPage(QWidget):
    """The tables of findings, villages and months. `wanted` carries the finding whose field is to be shown."""

    wanted = Signal(object)
    checked = Signal()

    def __init__(self, worker: ArchiveWorker) -> None:
        """Start empty."""
        super().__init__()
        self._worker = worker
        self._scope = ""
        self._job: Job | None = None
        self._found: Found | None = None
        self.model: RowsModel[Line] = RowsModel(COLUMNS, self)
        self.table = table_over(self.model, "问题清单")
        self.table.activated.connect(lambda index: self._open(self.model.row(index.row())))
        self.rank_model: RowsModel[tuple[int, str, VillageRank]] = RowsModel(RANK_COLUMNS, self)
        self.rank_table = table_over(self.rank_model, "各村排名")
        self.rank_table.activated.connect(lambda index: self._show_village(self.rank_model.row(index.row())[1]))
        self.month_model: RowsModel[MonthCount] = RowsModel(MONTH_COLUMNS, self)
        self.month_table = table_over(self.month_model, "逐月变化")
        self.views = ChoiceBox("看什么", VIEWS)
        self.rules = ChoiceBox("按规则筛选")
        self.rules.setMinimumContentsLength(20)
        self.rules.addItem(ALL)
        self.levels = ChoiceBox("按级别筛选", {"": "各级", **LEVELS})
        self.villages = ChoiceBox("按村筛选", {"": "各村"})
        self.clerks = ChoiceBox("按采集人筛选", {"": "各采集人"})
        for box in self._boxes():
            box.currentIndexChanged.connect(lambda _at: self._filter())
        self.count = QLabel()
        self.count.setProperty("role", "secondary")
        self.check_button = self._button("全部核查 F5", "F5", self.check)
        self.check_button.setProperty("primary", True)
        self.mark_button = self._button("标记已核实 Ctrl+E", "Ctrl+E", self.mark)
        self.export_button = self._button("导出 Ctrl+Shift+E", "Ctrl+Shift+E", self.export)
        self.village_button = self._button("按村导出", "", self.export_villages)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.empty = QLabel("还没有核查结果。按 F5 核查本单位全部户。")
        self.empty.setProperty("role", "hint")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._arrange()

    def _boxes(self) -> tuple[ChoiceBox, ...]:
        return (self.views, self.rules, self.levels, self.villages, self.clerks)

    def _button(self, text: str, keys: str, pressed: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        if keys:
            on_key(button, keys)
        button.clicked.connect(lambda: pressed())
        return button

    def _arrange(self) -> None:
        title = QLabel("数据质量")
        title.setObjectName("page-title")
        head, line = QHBoxLayout(), QHBoxLayout()
        for row in (head, line):
            row.setSpacing(12)
        head.addWidget(title)
        head.addWidget(self.count)
        head.addStretch(1)
        for part in (self.bar, self.mark_button, self.export_button, self.village_button, self.check_button):
            head.addWidget(part)
        for box in self._boxes():
            line.addWidget(box)
        line.addStretch(1)
        self.stack = QStackedWidget()
        for part in (self.empty, self.table, self.rank_table, self.month_table):
            self.stack.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addLayout(line)
        layout.addWidget(self.stack, 1)

    def bring_up(self, scope: str) -> None:
        """Show the stored findings of a place."""
        self._scope = scope
        self._worker.submit(partial(load_findings, scope=scope), self._arrived, partial(message.error, self))

    def put_cursor(self) -> None:
        """Give the focus to what is shown; where there is nothing yet, to the button that looks for it."""
        shown = self.stack.currentWidget()
        if shown is self.empty:
            self.check_button.setFocus()
            return
        shown.setFocus()
        if shown is self.table and not self.table.currentIndex().isValid():
            self.table.selectRow(0)  # so that Enter leads on at once

    def check(self) -> None:
        """Run the checks of the place anew; pressing again while they run stops them."""
        if self._job is not None:
            self._job.cancel()
            return
        self.check_button.setText("停止")
        self.bar.show()
        job = partial(check_all, scope=self._scope)
        self._job = self._worker.submit(job, self._checked, self._failed, self._report)

    def current(self) -> Line | None:
        """Return the line under the cursor, or None."""
        index = self.table.currentIndex()
        return self.model.row(index.row()) if self.stack.currentWidget() is self.table and index.isValid() else None

    def mark(self) -> None:
        """Mark the finding under the cursor as verified and true; of a verified one, take the mark away."""
        line = self.current()
        if line is None:
            self.count.setText("先在清单里选一个问题，再标记。")
            return
        if line.mark is not None:
            told = message.Message("取消这条核实标记？", "问题会重新出现在清单里。", "")
            if message.question(self, told, yes="取消标记", no="保留"):
                self._write(partial(unmark, scope=self._scope, key=line.mark.key))
            return
        dialog = VerifyDialog(line.finding, date.today(), self)
        if dialog.exec() and dialog.expires is not None:
            self._write(
                partial(
                    mark, scope=self._scope, finding=line.finding, reason=dialog.reason, evidence=dialog.evidence,
                    expires=dialog.expires,
                )
            )  # fmt: skip

    def _write(self, job: Callable[..., Found]) -> None:
        self._worker.submit(job, self._arrived, partial(message.error, self))

    def export(self) -> None:
        """Write the findings of the place, one sheet for each rule."""
        name, _kind = QFileDialog.getSaveFileName(self, "导出问题清单", "问题清单.xlsx", "Excel (*.xlsx)")
        if name:
            self._send(partial(export, scope=self._scope, out=Path(name)), "条问题", name)

    def export_villages(self) -> None:
        """Write such a workbook for each village into a folder."""
        name = QFileDialog.getExistingDirectory(self, "每村一个问题清单，放到哪个文件夹")
        if name:
            self._send(partial(export_villages, scope=self._scope, folder=Path(name)), "个村的清单", name)

    def _send(self, job: Callable[..., int], what: str, where: str) -> None:
        def told(number: int) -> None:
            self._ended()
            self.count.setText(f"已导出 {number:,} {what}：{where}")

        self.bar.show()
        self._job = self._worker.submit(job, told, self._failed, self._report)

    def _open(self, line: Line) -> None:
        if line.finding.household:
            self.wanted.emit(line.finding)
        else:
            self.count.setText("这是村年度情况的问题：在村年度表里改正后重新导入。")

    def _show_village(self, village: str) -> None:
        """Go from a village of the ranking to its findings."""
        self.villages.setCurrentIndex(max(0, self.villages.findData(village)))
        self.views.setCurrentIndex(self.views.findData(OPEN))
        self.put_cursor()

    def _report(self, done: int, total: int, _text: str) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _checked(self, found: Found) -> None:
        self._ended()
        self.empty.setText("√ 未发现问题")
        self._arrived(found)
        self.checked.emit()

    def _failed(self, problem: Exception) -> None:
        self._ended()
        if not isinstance(problem, Cancelled):
            message.error(self, problem)

    def _ended(self) -> None:
        self._job = None
        self.bar.hide()
        self.check_button.setText("全部核查 F5")

    def _arrived(self, found: Found) -> None:
        at_work = self.table.hasFocus() or self.check_button.hasFocus()
        line = self.table.currentIndex().row()
        self._found = found
        self.model.set_rows(found.lines)
        self.rank_model.set_rows([(n, found.names[one.division], one) for n, one in enumerate(found.villages, 1)])
        self.month_model.set_rows(list(reversed(found.months)))
        self._fill_boxes(found)
        self._filter()
        if self.model.rowCount() and line >= 0:
            self.table.selectRow(min(line, self.model.rowCount() - 1))
        if at_work:
            self.put_cursor()

    def _fill_boxes(self, found: Found) -> None:
        """Offer the rules, villages and clerks that there are, and keep what was chosen."""
        still_open = [line for line in found.lines if line.mark is None]
        counts = Counter(line.finding.rule for line in still_open)
        rules = {rule: f"{rule} {found.titles.get(rule, '')}（{number:,}）" for rule, number in counts.most_common()}
        _refill(self.rules, {None: f"{ALL}（{len(still_open):,}）", **rules})
        _refill(self.villages, {"": "各村", **{name: name for name in sorted({line.village for line in found.lines})}})
        clerks = sorted({line.clerk for line in found.lines if line.clerk})
        _refill(self.clerks, {"": "各采集人", **{name: name for name in clerks}})

    def _filter(self) -> None:
        view = self.views.currentData()
        listed = view in (OPEN, VERIFIED)
        for box in (self.rules, self.levels, self.villages, self.clerks, self.mark_button):
            box.setEnabled(listed)
        self.mark_button.setText("取消标记 Ctrl+E" if view == VERIFIED else "标记已核实 Ctrl+E")
        self.model.show_only(self._is_wanted)
        if not listed:
            self.stack.setCurrentWidget(self.rank_table if view == RANKING else self.month_table)
        else:
            self.stack.setCurrentWidget(self.table if self.model.rowCount() else self.empty)
        lines = [self.model.row(at) for at in range(self.model.rowCount())]
        found = Counter(line.finding.level for line in lines)
        households = len({line.finding.household for line in lines if line.finding.household})
        more = f"（只列前 {MOST:,} 条）" if self._found is not None and self._found.more else ""
        self.count.setText(f"{households:,} 户　× {found['E']:,}　⚠ {found['W'] + found['Q']:,}{more}")

    def _is_wanted(self, line: Line) -> bool:
        rule, level = self.rules.currentData(), self.levels.currentData()
        village, clerk = self.villages.currentData(), self.clerks.currentData()
        return (
            (line.mark is not None) == (self.views.currentData() == VERIFIED)
            and (rule is None or line.finding.rule == rule)
            and (not level or line.finding.level == level)
            and (not village or line.village == village)
            and (not clerk or line.clerk == clerk)
        )


def _refill(box: ChoiceBox, entries: dict[int | None, str] | dict[str, str]) -> None:
    chosen = box.currentData()
    box.blockSignals(True)
    box.clear()
    for value, text in entries.items():
        box.addItem(text, value)
    box.setCurrentIndex(max(0, box.findData(chosen)) if chosen else 0)
    box.blockSignals(False)
