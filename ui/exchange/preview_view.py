"""The preview of packs: chips by effect, filters by village and text, the lines with their ticks, the line in full."""

from __future__ import annotations

from array import array
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ui.background import ArchiveWorker, Job
from ui.choice_box import ChoiceBox
from ui.exchange.preview_jobs import Preview, find_lines
from ui.exchange.preview_lines import EFFECTS, Effect
from ui.exchange.preview_model import EFFECT_COLORS, TICK, PreviewModel
from ui.style import color

CHIP_TONES = {effect: token if token in ("primary", "ok", "warning", "error") else "primary"
              for effect, token in EFFECT_COLORS.items()}  # fmt: skip
TYPING_MS = 200
VILLAGE, WHEN = 2, 9
"""Columns that can do without: the village where there is only one, the time on a narrow page."""
NARROW = 1180


class LinesTable(QTableView):
    """The table; Space leaves the marked lines for now or takes them again."""

    toggled = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space turns the ticks of the marked lines round."""
        if event.key() == Qt.Key.Key_Space and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.toggled.emit()
        else:
            super().keyPressEvent(event)


class PreviewView(QWidget):
    """`counted` says that ticks changed, `opened` asks for a household's page (uid)."""

    counted = Signal()
    opened = Signal(str)

    def __init__(self, worker: ArchiveWorker) -> None:
        """Start empty."""
        super().__init__()
        self._worker = worker
        self._job: Job | None = None
        self.preview: Preview | None = None
        self.chips: dict[Effect, QPushButton] = {}
        self.village_box = ChoiceBox("只看这个村")
        self.village_box.activated.connect(lambda _at: self._filter())
        self.text = QLineEdit()
        self.text.setPlaceholderText("在这些行里查找：户、人、字段、值")
        self.text.setAccessibleName("在预览里查找")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_MS)
        self._pause.timeout.connect(self._filter)
        self.text.textChanged.connect(lambda _text: self._pause.start())
        self.take_button = _button("列出的都要")
        self.leave_button = _button("列出的先放着")
        self.take_button.clicked.connect(lambda: self._tick_all(True))
        self.leave_button.clicked.connect(lambda: self._tick_all(False))
        self.model = PreviewModel(worker, self)
        self.table = LinesTable()
        self.detail = QLabel()
        self.detail.setProperty("role", "secondary")
        self.detail.setWordWrap(True)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.detail.setMinimumHeight(self.fontMetrics().lineSpacing() * 2 + 4)
        self.detail.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.empty = QLabel()
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setProperty("role", "hint")
        self._make_table()
        self._arrange()

    def _make_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setAccessibleName("包里的改动")
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setAlternatingRowColors(True)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        metrics = table.fontMetrics()
        rows = table.verticalHeader()
        rows.setVisible(False)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(round(metrics.height() * 1.6))
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(24)
        for at, column in enumerate(self.model.columns):
            if column.width:
                table.setColumnWidth(at, metrics.horizontalAdvance("0") * column.width + 8)
            else:
                header.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)
        table.setColumnWidth(TICK, 28)
        table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._tell())
        table.toggled.connect(self._toggle)
        table.activated.connect(self._open)
        self.model.arrived.connect(self._tell)
        self.model.ticked.connect(self._count)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        for effect in EFFECTS:
            chip = QPushButton()
            chip.setCheckable(True)
            chip.setProperty("chip", True)
            chip.setProperty("tone", CHIP_TONES[effect])
            chip.setAutoDefault(False)
            chip.toggled.connect(lambda _on: self._filter())
            self.chips[effect] = chip
            head.addWidget(chip)
        head.addStretch(1)
        bulk = QHBoxLayout()
        bulk.setSpacing(6)
        self.village_box.setMinimumWidth(self.fontMetrics().height() * 12)
        self.text.setMinimumWidth(self.fontMetrics().height() * 16)
        for widget in (self.village_box, self.text):
            bulk.addWidget(widget)
        bulk.addStretch(1)
        for widget in (self.take_button, self.leave_button):
            bulk.addWidget(widget)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addLayout(bulk)
        layout.addWidget(self.stack, 1)
        layout.addWidget(self.detail)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a narrow page leave out what the line below the table says as well."""
        super().resizeEvent(event)
        self._leave_out()

    def _leave_out(self) -> None:
        one_village = self.preview is not None and len(self.preview.villages) < 2
        self.table.setColumnHidden(VILLAGE, one_village)
        self.table.setColumnHidden(WHEN, self.width() < NARROW)

    # showing

    def set_preview(self, preview: Preview | None) -> None:
        """Show a preview, all of it; what can't be undone by a look is at the front of the chips."""
        self.preview = preview
        self.model.locked = False
        self.village_box.clear()
        self.village_box.addItem("所有村", None)
        for at, (_scope, name, lines) in enumerate(preview.villages if preview is not None else ()):
            self.village_box.addItem(f"{name}（{lines:,}）", at)
        self.village_box.setEnabled(self.village_box.count() > 2)
        totals = preview.totals if preview is not None else [0] * len(EFFECTS)
        for effect, chip in self.chips.items():
            chip.blockSignals(True)
            chip.setChecked(False)
            number = totals[EFFECTS.index(effect)]
            chip.setText(f"{effect.value} {number:,}")
            chip.setAccessibleName(f"{effect.value} {number} 行，按下只看这一类")
            chip.setVisible(number > 0)
            chip.blockSignals(False)
        self.text.blockSignals(True)
        self.text.clear()
        self.text.blockSignals(False)
        self._pause.stop()
        for widget in (self.village_box, self.text, self.take_button, self.leave_button, self.detail):
            widget.setVisible(bool(preview is not None and len(preview)))
        self._leave_out()
        self._filter()

    def lock(self) -> None:
        """Show what was merged; nothing is left any more."""
        self.model.locked = True
        for widget in (self.take_button, self.leave_button):
            widget.hide()
        self.table.viewport().update()

    def show_only(self, *effects: Effect) -> None:
        """Press exactly these chips; none = everything."""
        for effect, chip in self.chips.items():
            chip.blockSignals(True)
            chip.setChecked(effect in effects)
            chip.blockSignals(False)
        self._filter()

    @property
    def settled(self) -> bool:
        """Tell whether the lines asked for are shown."""
        return self._job is None and not self._pause.isActive()

    def _filter(self) -> None:
        preview = self.preview
        if self._job is not None:
            self._job.cancel()
            self._job = None
        if preview is None:
            self._found(None, array("i"))
            return
        pressed = [effect for effect, chip in self.chips.items() if chip.isChecked()] or list(EFFECTS)
        job = partial(
            find_lines,
            preview=preview,
            effects=pressed,
            scope=self.village_box.currentData(),
            text=self.text.text().strip(),
        )
        self._job = self._worker.submit(job, partial(self._found, preview), lambda _problem: None)

    def _found(self, preview: Preview | None, numbers: array[int]) -> None:
        if preview is not self.preview:
            return
        self._job = None
        self.model.show(preview, numbers)
        self.stack.setCurrentWidget(self.table if numbers else self.empty)
        narrowed = bool(self.text.text().strip()) or self.village_box.currentData() is not None
        self.empty.setText("没有符合筛选的行。" if narrowed else "没有要改动的内容。" if preview is not None else "")
        if numbers:
            self.table.selectRow(0)
        self._count()
        self._tell()

    def _tell(self) -> None:
        at = self.table.currentIndex().row()
        line = self.model.row(at) if 0 <= at < self.model.rowCount() else None
        if line is None:
            self.detail.clear()
            return
        where = " ".join(part for part in (line.village, line.household, line.person, line.field) if part)
        change = line.new if line.effect is Effect.NEW else f"{line.old or '（空）'} → {line.new or '（空）'}"
        more = {
            Effect.CONFLICT: "两边各改各的：合并后两个值都保留，到“待处理”里选。",
            Effect.DUPLICATE: "合并后到“待处理”里认定是不是同一个人。",
        }.get(line.effect, "")
        when = f"{line.source} {line.when}".strip()
        self.detail.setText("　".join(part for part in (where, change, when, more) if part))
        self.detail.setStyleSheet("" if "不准" not in line.when else f"color: {color('warning').name()}")

    def _count(self) -> None:
        self.counted.emit()

    # doing

    def _marked(self) -> list[int]:
        return sorted({index.row() for index in self.table.selectionModel().selectedRows()})

    def _toggle(self) -> None:
        rows = [row for row in self._marked() if self.model.is_ticked(row) is not None]
        if rows:
            self.model.tick(rows, not all(self.model.is_ticked(row) for row in rows))

    def _tick_all(self, take: bool) -> None:
        self.model.tick(range(self.model.rowCount()), take)

    def _open(self, index: QModelIndex) -> None:
        line = self.model.row(index.row())
        if line is not None and line.household_uid and line.effect is not Effect.NEW:
            self.opened.emit(line.household_uid)


def _button(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    return button
