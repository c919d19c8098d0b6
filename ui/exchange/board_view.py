"""The exchange page at rest: what can be done, the partner offices with what they have and lack, slips, lines left."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from storage.archive.pack_log import Sent, Taken
from storage.exchange.pack_board import OfficeLine
from ui.exchange.board_jobs import RANKS, HeldLine, Look, Slip
from ui.exchange.pack_drop import PackDrop
from ui.history_view import local_time
from ui.rows_model import Column, RowsModel, table_over
from ui.style import color

NOBODY = (
    "还没有登记往来单位。\n第一次交换前，两个单位先互相登记：下级生成申请，上级核对指纹后发证书。按“登记单位…”开始。"
)


def _numbers(numbers: tuple[int, ...]) -> str:
    return "、".join(map(str, numbers)) if numbers else ""


def _last(pack: Taken | Sent | None) -> str:
    return f"第 {pack.number} 号　{local_time(pack.at)[:10]}" if pack is not None else "还没有"


def _missing(line: OfficeLine) -> str:
    parts = [f"第 {_numbers(line.missing)} 号"] if line.missing else []
    return "，".join([*parts, *line.missing_photos])


OFFICE_COLUMNS: tuple[Column[OfficeLine], ...] = (
    Column("单位", lambda line: line.office, 0),
    Column("级别", lambda line: RANKS.get(line.rank, ""), 6),
    Column("电脑", lambda line: "、".join(desk.desk_name for desk in line.desks if not desk.former), 12),
    Column(
        "上次收到",
        lambda line: f"第 {line.last_in.number} 号　{local_time(line.last_in.at)[:10]}" if line.last_in else "还没有",
        22,
    ),
    Column(
        "上次发出",
        lambda line: (
            f"第 {line.last_out.number} 号　{local_time(line.last_out.at)[:10]}" if line.last_out else "还没有"
        ),
        22,
    ),
    Column("没收到", _missing, 13, color=lambda line: color("warning") if _missing(line) else None),
    Column(
        "没取用",
        lambda line: f"{len(line.refused)} 个" if line.refused else "",
        8,
        color=lambda _line: color("error"),
    ),
    Column(
        "对方没回应",
        lambda line: f"{len(line.unacknowledged)} 个" if line.unacknowledged else "",
        12,
        color=lambda _line: color("warning"),
    ),
    Column("对方待处理", lambda line: f"{line.conflicts:,}" if line.conflicts else "", 12, right=True),
    Column("对方问题", lambda line: f"{line.findings:,}" if line.findings else "", 10, right=True),
)
SLIP_COLUMNS: tuple[Column[Slip], ...] = (
    Column("时间", lambda slip: local_time(slip.at), 17),
    Column("", lambda slip: "发出" if slip.out else "收到", 6),
    Column("单位", lambda slip: slip.office, 22),
    Column("号", lambda slip: f"{slip.number}" if slip.number is not None else "", 5, right=True),
    Column("类别", lambda slip: slip.kind, 9),
    Column("内容", lambda slip: slip.what, 0),
    Column("状态", lambda slip: slip.state, 16, color=lambda slip: color(slip.tone)),
    Column("文件", lambda slip: slip.file, 30),
)
HELD_COLUMNS: tuple[Column[HeldLine], ...] = (
    Column("村", lambda line: line.village, 12),
    Column("户", lambda line: line.household, 26),
    Column("人", lambda line: line.person, 9),
    Column("字段", lambda line: line.field, 18),
    Column("先放着的值", lambda line: line.value, 0),
    Column("谁改的", lambda line: line.who, 12),
    Column("时间", lambda line: line.when, 14),
)
NARROW = 1180
OFFICE_EXTRA, SLIP_EXTRA = (1, 2, 9), (7,)
"""Columns that a narrow page leaves out: level, desks and findings of an office, the file of a slip."""


class BoardView(QWidget):
    """`taking` asks for files, `dropped` carries them; the other signals ask for a step with the marked office."""

    taking = Signal()
    dropped = Signal(object)
    meeting = Signal()
    packing = Signal(str)
    assuming = Signal(str)
    printing = Signal()
    taking_up = Signal(object)
    inbox_wanted = Signal()

    def __init__(self) -> None:
        """Build the parts; `show_look` fills them."""
        super().__init__()
        self.now: Look | None = None
        self.drop = PackDrop()
        self.drop.chosen.connect(self.taking)
        self.drop.dropped.connect(self.dropped)
        self.meet_button = _button("登记单位…")
        self.pack_button = _button("打包 Ctrl+P")
        self.pack_button.setProperty("primary", True)
        self.assume_button = _button("视为已收到")
        self.inbox_button = _button("")
        self.inbox_button.setProperty("flat", True)
        self.print_button = _button("打印快递单…")
        self.up_button = _button("重新取用")
        self.offices: RowsModel[OfficeLine] = RowsModel(OFFICE_COLUMNS, self)
        self.office_table = table_over(self.offices, "往来单位")
        self.slips: RowsModel[Slip] = RowsModel(SLIP_COLUMNS, self)
        self.slip_table = table_over(self.slips, "快递单")
        self.held: RowsModel[HeldLine] = RowsModel(HELD_COLUMNS, self)
        self.held_table = table_over(self.held, "已搁置")
        self.held_table.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self.notes = QLabel()
        self.notes.setWordWrap(True)
        self.notes.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.nobody = _hint(NOBODY)
        self.no_slip = _hint("还没有收发过包。")
        self.no_held = _hint("没有搁置的内容。预览时按空格“先放着”的行会留在这里，随时可以再取用。")
        self.slip_chip, self.held_chip = _chip("快递单"), _chip("已搁置")
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        self.office_stack = QStackedWidget()
        self.office_stack.addWidget(self.nobody)
        self.office_stack.addWidget(self.office_table)
        head = QHBoxLayout()
        head.addWidget(_section("往来单位"))
        head.addWidget(self.inbox_button)
        head.addStretch(1)
        for button in (self.assume_button, self.meet_button, self.pack_button):
            head.addWidget(button)
        self.below = QStackedWidget()
        for part in (self.no_slip, self.slip_table, self.no_held, self.held_table):
            self.below.addWidget(part)
        tabs = QHBoxLayout()
        tabs.setSpacing(6)
        tabs.addWidget(self.slip_chip)
        tabs.addWidget(self.held_chip)
        tabs.addStretch(1)
        tabs.addWidget(self.up_button)
        tabs.addWidget(self.print_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.setSpacing(8)
        layout.addWidget(self.drop)
        layout.addLayout(head)
        layout.addWidget(self.office_stack, 2)
        layout.addWidget(self.notes)
        layout.addLayout(tabs)
        layout.addWidget(self.below, 3)

    def _connect(self) -> None:
        self.office_table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._tell())
        self.office_table.activated.connect(lambda _index: self._pack())
        self.pack_button.clicked.connect(self._pack)
        self.meet_button.clicked.connect(self.meeting)
        self.assume_button.clicked.connect(lambda: self.assuming.emit(self.marked.division) if self.marked else None)
        self.inbox_button.clicked.connect(self.inbox_wanted)
        self.print_button.clicked.connect(self.printing)
        self.up_button.clicked.connect(self._take_up)
        self.held_table.activated.connect(lambda _index: self._take_up())
        self.held_table.selectionModel().selectionChanged.connect(lambda _new, _old: self._enable())
        self.slip_chip.setChecked(True)
        self.slip_chip.clicked.connect(lambda: self._turn(True))
        self.held_chip.clicked.connect(lambda: self._turn(False))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a narrow page leave out what can do without, so that names are not cut."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        for at in OFFICE_EXTRA:
            self.office_table.setColumnHidden(at, narrow)
        for at in SLIP_EXTRA:
            self.slip_table.setColumnHidden(at, narrow)

    # showing

    def show_look(self, now: Look) -> None:
        """Show what the archive says; the marked office stays marked."""
        before = self.marked.division if self.marked else ""
        at_work = self.office_table.hasFocus() or (self.now is None and self.meet_button.hasFocus())
        self.now = now
        self.offices.set_rows(now.offices)
        self.slips.set_rows(now.slips)
        self.held.set_rows(now.held)
        self.office_stack.setCurrentWidget(self.office_table if now.offices else self.nobody)
        self.held_chip.setText(f"已搁置 {len(now.held):,}")
        self.slip_chip.setText(f"快递单 {len(now.slips):,}")
        row = next((at for at, line in enumerate(now.offices) if line.division == before), 0)
        if now.offices:
            self.office_table.selectRow(row)
        if at_work:
            self.put_cursor()
        self._turn(self.slip_chip.isChecked())
        self._tell()

    def put_cursor(self) -> None:
        """Give the focus to the offices, or to what comes first where there are none."""
        if self.now is not None and self.now.offices:
            self.office_table.setFocus()
        else:
            self.meet_button.setFocus()

    @property
    def marked(self) -> OfficeLine | None:
        """Return the marked office."""
        index = self.office_table.currentIndex()
        return self.offices.row(index.row()) if index.isValid() and index.row() < self.offices.rowCount() else None

    def _tell(self) -> None:
        line = self.marked
        told = list(line.notes) if line is not None else []
        if self.now is not None and self.now.strangers and not (line and line.refused):
            last = self.now.strangers[0]
            told.append(f"最近没有取用的文件“{last.file}”：{last.sentence}")
        self.notes.setText("\n".join(f"· {text}" for text in told))
        self.notes.setVisible(bool(told))
        self.notes.setProperty("role", "secondary")
        self._enable()

    def _turn(self, slips: bool) -> None:
        self.slip_chip.setChecked(slips)
        self.held_chip.setChecked(not slips)
        if slips:
            self.below.setCurrentWidget(self.slip_table if self.slips.rowCount() else self.no_slip)
        else:
            self.below.setCurrentWidget(self.held_table if self.held.rowCount() else self.no_held)
        self._enable()

    def _enable(self) -> None:
        now, line = self.now, self.marked
        writable = now is not None and not now.read_only
        self.drop.setEnabled(writable)
        self.pack_button.setEnabled(writable)
        self.meet_button.setEnabled(writable)
        self.assume_button.setEnabled(writable and line is not None and bool(line.unacknowledged))
        self.inbox_button.setVisible(now is not None and now.waiting > 0)
        self.inbox_button.setText(f"有 {now.waiting:,} 处待处理 →" if now is not None else "")
        slips = self.slip_chip.isChecked()
        self.print_button.setVisible(slips)
        self.print_button.setEnabled(self.slips.rowCount() > 0)
        self.up_button.setVisible(not slips)
        self.up_button.setEnabled(writable and self.held_table.selectionModel().hasSelection())

    # doing

    def _pack(self) -> None:
        self.packing.emit(self.marked.division if self.marked else "")

    def _take_up(self) -> None:
        rows = sorted({index.row() for index in self.held_table.selectionModel().selectedRows()})
        lines = [self.held.row(row) for row in rows]
        if lines:
            self.taking_up.emit(frozenset((line.uid, line.facet) for line in lines))


def _section(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "section")
    return label


def _hint(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "hint")
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
    return label


def _chip(text: str) -> QPushButton:
    chip = _button(text)
    chip.setCheckable(True)
    chip.setProperty("chip", True)
    chip.setProperty("tone", "primary")
    return chip


def _button(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    return button
