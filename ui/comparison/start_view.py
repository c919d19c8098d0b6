"""Where a comparison begins: whose list it is, the file, and the comparisons made before."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from models.comparison_kinds import KINDS, Outcome
from storage.archive.comparisons import Comparison
from storage.exchange.compare_list import datetime_text
from ui.choice_box import ChoiceBox
from ui.drop_zone import dropped_files
from ui.file_drop import FileDrop
from ui.rows_model import Column, RowsModel, table_over
from ui.style import icon

COLUMNS: tuple[Column[Comparison], ...] = (
    Column("时间", lambda made: datetime_text(made.at), 17),
    Column("名单", lambda made: KINDS[made.kind].title, 24),
    Column("文件", lambda made: made.file, 0),
    Column("年度", lambda made: str(made.year), 6, right=True),
    Column("行数", lambda made: f"{made.rows:,}", 9, right=True),
    Column("一致", lambda made: f"{made.same:,}", 9, right=True),
    Column("差异", lambda made: f"{sum(made.counts.values()):,}", 9, right=True),
    Column("未处理", lambda made: f"{sum(made.open_counts.values()):,}", 9, right=True),
    Column("比对人", lambda made: made.user, 10),
)


class ListDrop(FileDrop):
    """Takes one list."""

    def __init__(self) -> None:
        """Build icon and two lines of text."""
        super().__init__("选择要比对的名单", "按回车选择文件，或把文件拖到这里")
        picture = QLabel()
        size = self.fontMetrics().height() * 2
        picture.setPixmap(icon("file-spreadsheet", "primary", size).pixmap(size, size))
        lead = QLabel("把名单文件（Excel 或 CSV）拖到这里，或按 Enter 选择文件")
        lead.setProperty("role", "title")
        more = QLabel("只看不改：比对不会改动档案。证件号码错一位、15 位旧号、同音和形近的姓名会列为“疑似”，由人来定。")
        more.setProperty("role", "secondary")
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addStretch(1)
        for label in (picture, lead, more):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(label is more)
            layout.addWidget(label)
        layout.addStretch(1)

    def welcome(self, data: QMimeData) -> list[Path]:
        """Return the sheets that may be dropped here."""
        return dropped_files(data)


class StartView(QWidget):
    """`opened` and `dropped` carry a comparison made before, to be shown or forgotten."""

    opened = Signal(object)
    dropped = Signal(object)

    def __init__(self) -> None:
        """Offer the kinds."""
        super().__init__()
        self.kinds = ChoiceBox("谁的名单", {key: f"{kind.title}　{kind.office}" for key, kind in KINDS.items()})
        self.hint = QLabel()
        self.hint.setProperty("role", "secondary")
        self.hint.setWordWrap(True)
        self.kinds.currentIndexChanged.connect(lambda _at: self._tell())
        self.drop_zone = ListDrop()
        self.model: RowsModel[Comparison] = RowsModel(COLUMNS, self)
        self.table = table_over(self.model, "以前的比对")
        self.table.activated.connect(lambda index: self.opened.emit(self.model.row(index.row())))
        self.empty = QLabel("还没有比对过。先选是谁的名单，再选文件；结果留在这里，下个月再比时已处理的不再出现。")
        self.empty.setProperty("role", "hint")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        delete = QShortcut(QKeySequence("Delete"), self.table)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._drop)
        self._arrange()
        self._tell()

    def _arrange(self) -> None:
        title = QLabel("比对")
        title.setObjectName("page-title")
        label = QLabel("谁的名单")
        label.setBuddy(self.kinds)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(title)
        line.addSpacing(12)
        line.addWidget(label)
        line.addWidget(self.kinds)
        line.addWidget(self.hint, 1)
        before = QLabel("以前的比对　Enter 打开，Delete 删除结果")
        before.setProperty("role", "secondary")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(8)
        layout.addLayout(line)
        layout.addWidget(self.drop_zone, 2)
        layout.addWidget(before)
        layout.addWidget(self.table, 3)
        layout.addWidget(self.empty, 3)

    @property
    def kind(self) -> str:
        """Return the kind chosen."""
        return self.kinds.currentData()

    def _tell(self) -> None:
        kind = KINDS[self.kind]
        told = [Outcome.MINE, Outcome.THEIRS] if kind.claims else [Outcome.HIT] if kind.hit else [Outcome.MINE]
        if kind.neither:
            told.append(Outcome.NEITHER)
        self.hint.setText("；".join(kind.say(outcome) for outcome in told) + "。")

    def set_made(self, made: list[Comparison]) -> None:
        """Show the comparisons made before."""
        self.model.set_rows(made)
        self.table.setVisible(bool(made))
        self.empty.setVisible(not made)

    def _drop(self) -> None:
        index = self.table.currentIndex()
        if index.isValid():
            self.dropped.emit(self.model.row(index.row()))
