"""数据质量: what the checks of the whole place found; one line leads to the field."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.rules import Finding, load_rule_book
from storage.archive.archive import Archive
from storage.archive.findings import list_findings, run_checks
from storage.archive.lists import row_of
from storage.archive.progress import Cancelled, Progress
from ui import message
from ui.background import ArchiveWorker, Job
from ui.choice_box import ChoiceBox
from ui.rail import on_key
from ui.rows_model import Column, RowsModel, table_over
from ui.style import color

LEVELS = {"E": "× 错误", "W": "⚠ 提醒", "Q": "待核实"}
TONES = {"E": "error", "W": "warning", "Q": "primary"}
MOST = 20_000
ALL = "全部问题"


@dataclass(frozen=True, slots=True)
class Line:
    """A finding with the household's name, number and village."""

    finding: Finding
    name: str
    number: str
    village: str


@dataclass(frozen=True, slots=True)
class Found:
    """The lines of a place and the titles of its rules; `more` tells that not all are shown."""

    lines: list[Line]
    titles: dict[int, str]
    more: bool


def load_findings(archive: Archive, _progress: Progress, scope: str) -> Found:
    """Return the stored findings of a place; job for the worker."""
    findings = list_findings(archive, scope, limit=MOST + 1)
    rows = {uid: row_of(archive, uid) for uid in {finding.household for finding in findings}}
    lines = []
    for finding in findings[:MOST]:
        row = rows[finding.household]
        if row is not None:
            lines.append(Line(finding, row.head_name, row.number, row.village))
    book = load_rule_book(archive.resources / "rules.csv")
    titles = {number: rule.title for number, rule in book.items()}
    return Found(lines, titles, len(findings) > MOST)


def check_all(archive: Archive, progress: Progress, scope: str) -> Found:
    """Run the checks of a place anew and return what they found; job for the worker."""
    run_checks(archive, scope, progress)
    return load_findings(archive, progress, scope)


COLUMNS: tuple[Column[Line], ...] = (
    Column("级别", lambda line: LEVELS[line.finding.level], 9, color=lambda line: color(TONES[line.finding.level])),
    Column("村", lambda line: line.village, 14),
    Column("户主", lambda line: line.name, 10),
    Column("户号", lambda line: line.number, 18),
    Column("问题", lambda line: line.finding.sentence, 0),
    Column("怎么改", lambda line: line.finding.remedy, 36),
)


class QualityPage(QWidget):
    """The table of findings. `wanted` carries the finding whose field is to be shown."""

    wanted = Signal(object)
    checked = Signal()

    def __init__(self, worker: ArchiveWorker) -> None:
        """Start empty."""
        super().__init__()
        self._worker = worker
        self._scope = ""
        self._job: Job | None = None
        self._more = False
        self.model: RowsModel[Line] = RowsModel(COLUMNS, self)
        self.table = table_over(self.model, "问题清单")
        self.table.activated.connect(lambda index: self.wanted.emit(self.model.row(index.row()).finding))
        self.rules = ChoiceBox("按规则筛选")
        self.rules.setAccessibleName("按规则筛选")
        self.rules.setMinimumContentsLength(24)
        self.rules.addItem(ALL)
        self.rules.currentIndexChanged.connect(lambda _at: self._filter())
        self.count = QLabel()
        self.count.setProperty("role", "secondary")
        self.check_button = QPushButton("全部核查 F5")
        self.check_button.setProperty("primary", True)
        on_key(self.check_button, "F5")
        self.check_button.clicked.connect(self.check)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.empty = QLabel("还没有核查结果。按 F5 核查本单位全部户。")
        self.empty.setProperty("role", "hint")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._arrange()

    def _arrange(self) -> None:
        title = QLabel("数据质量")
        title.setObjectName("page-title")
        head = QHBoxLayout()
        head.setSpacing(12)
        for part in (title, self.rules, self.count):
            head.addWidget(part)
        head.addStretch(1)
        head.addWidget(self.bar)
        head.addWidget(self.check_button)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self.stack, 1)

    def bring_up(self, scope: str) -> None:
        """Show the stored findings of a place."""
        self._scope = scope
        self._worker.submit(partial(load_findings, scope=scope), self._arrived, partial(message.error, self))

    def put_cursor(self) -> None:
        """Give the focus to the findings; where there are none yet, to the button that looks for them."""
        shown = self.stack.currentWidget() is self.table
        (self.table if shown else self.check_button).setFocus()
        if shown and not self.table.currentIndex().isValid():
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

    def _report(self, done: int, total: int, _text: str) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _checked(self, found: Found) -> None:
        self._ended()
        self._arrived(found)
        if not found.lines:
            self.empty.setText("√ 未发现问题")
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
        self.model.set_rows(found.lines)
        self.stack.setCurrentWidget(self.table if found.lines else self.empty)
        counts = Counter(line.finding.rule for line in found.lines)
        self.rules.blockSignals(True)
        self.rules.clear()
        self.rules.addItem(f"{ALL}（{len(found.lines):,}）", None)
        for rule, number in counts.most_common():
            self.rules.addItem(f"{rule} {found.titles.get(rule, '')}（{number:,}）", rule)
        self.rules.blockSignals(False)
        self._more = found.more
        self._filter()
        if at_work:
            self.put_cursor()

    def _filter(self) -> None:
        rule = self.rules.currentData()
        self.model.show_only(None if rule is None else lambda line: line.finding.rule == rule)
        lines = [self.model.row(at) for at in range(self.model.rowCount())]
        found = Counter(line.finding.level for line in lines)
        households = len({line.finding.household for line in lines})
        more = f"（只列前 {MOST:,} 条）" if self._more else ""
        self.count.setText(f"{households:,} 户　× {found['E']:,}　⚠ {found['W'] + found['Q']:,}{more}")
