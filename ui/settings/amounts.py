"""Lines and amounts by year: what the program ships, what the office set itself, and each change with its undo."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from models.thresholds import HUNDREDTHS_UNITS, Threshold, parse_value
from models.values import hundredths
from storage.archive.office_data import OfficeChange, threshold_key
from ui.background import ArchiveWorker
from ui.history_view import local_time
from ui.lists.cells import grouped
from ui.opening_pages import form_of, hint, line_edit
from ui.rows_model import Column, RowsModel, table_over
from ui.settings import jobs
from ui.settings.sections import Section
from ui.style import color
from ui.window_facts import WindowFacts


def amount_text(row: Threshold) -> str:
    """Return a value as people read it."""
    return grouped(row.value).removesuffix(".00") if row.unit in HUNDREDTHS_UNITS else f"{row.value:,}"


def years_text(first: int | None, last: int | None) -> str:
    """Return a validity as people read it."""
    if first is None and last is None:
        return "一直"
    return str(first) if first == last else f"{first or ''}—{last or ''}"


class AmountDialog(QDialog):
    """One line or amount: value, years, region, source; `row` is what was typed."""

    def __init__(self, row: Threshold, parent: QWidget | None = None) -> None:
        """Begin with a row."""
        super().__init__(parent)
        self.setWindowTitle("标准与金额")
        self._row = row
        text = hundredths(row.value) if row.unit in HUNDREDTHS_UNITS else str(row.value)
        self.value = line_edit(f"数值（{row.unit}）")
        self.value.setText(text.removesuffix(".00"))
        self.first, self.last = line_edit("从哪一年"), line_edit("到哪一年", "空着 = 以后一直")
        self.first.setText(str(row.from_year or ""))
        self.last.setText(str(row.to_year or ""))
        self.region = line_edit("区划代码", "空着 = 全国；37 = 山东省")
        self.region.setText(row.region)
        self.source = line_edit("依据", "文件名称、文号")
        self.source.setText(row.source)
        self.verified = QCheckBox("已和文件核对")
        self.verified.setChecked(row.verified)
        self.trouble = QLabel()
        self.trouble.setObjectName("trouble")
        self.trouble.setWordWrap(True)
        self.trouble.hide()
        self.row: Threshold | None = None
        self._arrange()

    def _arrange(self) -> None:
        title = QLabel(self._row.label)
        title.setObjectName("dialog-title")
        save = QPushButton("保存")
        save.setProperty("primary", True)
        save.setDefault(True)
        save.clicked.connect(self.accept)
        cancel = QPushButton("取消 Esc")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(title)
        lines: list[tuple[str, QWidget | QHBoxLayout]] = [
            (f"数值（{self._row.unit}）", self.value), ("从哪一年", self.first), ("到哪一年", self.last),
            ("区划代码", self.region), ("依据", self.source), ("", self.verified),
        ]  # fmt: skip
        layout.addLayout(form_of(lines))
        layout.addWidget(hint("只改本单位这份档案；随程序的值不动，随时可以恢复。换一个起始年份保存，就是新的一条。"))
        layout.addWidget(self.trouble)
        layout.addLayout(buttons)
        self.setMinimumWidth(self.fontMetrics().height() * 26)

    def accept(self) -> None:
        """Read what was typed; tell what is wrong with it."""
        try:
            self.row = self._read()
        except ValueError as problem:
            self.trouble.setText(f"× {problem}")
            self.trouble.show()
            return
        super().accept()

    def _read(self) -> Threshold:
        text = self.value.text().replace(",", "").replace("，", "")
        return replace(
            self._row,
            value=parse_value(text, self._row.unit),
            from_year=_year(self.first),
            to_year=_year(self.last),
            region=self.region.text().strip(),
            source=self.source.text().strip() or "本单位",
            verified=self.verified.isChecked(),
        )


def _year(edit: QLineEdit) -> int | None:
    text = edit.text().strip()
    if not text:
        return None
    if not text.isdecimal() or not 1949 <= int(text) <= 2100:
        raise ValueError(f"{edit.accessibleName()}“{text}”应是四位年份")
    return int(text)


class AmountsSection(Section):
    """The table of lines and amounts, and the changes below."""

    title = "标准与金额"

    def __init__(self, worker: ArchiveWorker, facts: WindowFacts) -> None:
        """Build both tables."""
        super().__init__(worker, facts)
        self._own: set[str] = set()
        self.rows: RowsModel[Threshold] = RowsModel(
            (
                Column("项目", lambda row: row.label, 0),
                Column("数值", amount_text, 12, right=True),
                Column("单位", lambda row: row.unit, 6),
                Column("年份", lambda row: years_text(row.from_year, row.to_year), 11),
                Column("区划", lambda row: row.region or "全国", 8),
                Column("谁定的", self._whose, 10, color=self._tone),
                Column("核对", lambda row: "√" if row.verified else "未核对", 8,
                       color=lambda row: None if row.verified else color("warning")),
                Column("依据", lambda row: row.source, 22),
            ),
            self,
        )  # fmt: skip
        self.table = table_over(self.rows, "标准与金额")
        self.table.activated.connect(lambda _index: self.edit())
        self.edit_button, self.drop_button = QPushButton("修改… Enter"), QPushButton("恢复随程序的值")
        self.edit_button.clicked.connect(self.edit)
        self.drop_button.clicked.connect(self.drop)
        self.changes: RowsModel[OfficeChange] = RowsModel(
            (
                Column("时间", lambda one: local_time(one.at), 17),
                Column("谁", lambda one: one.user, 9),
                Column("改了什么", _change_text, 0),
                Column("", lambda one: "已撤销" if one.undone else "", 8),
            ),
            self,
        )
        self.log = table_over(self.changes, "改动记录")
        self.log.setMaximumHeight(self.fontMetrics().height() * 9)
        self.undo_button = QPushButton("撤销这次改动")
        self.undo_button.clicked.connect(self.undo)
        row = QHBoxLayout()
        row.addWidget(hint("核查、年度统计都按这里算。改过以后到“数据质量”按 F5 重新核查一遍。"), 1)
        row.addWidget(self.drop_button)
        row.addWidget(self.edit_button)
        self.column.addLayout(row)
        self.column.addWidget(self.table, 1)
        foot = QHBoxLayout()
        foot.addWidget(QLabel("改动记录"), 1)
        foot.addWidget(self.undo_button)
        self.column.addLayout(foot)
        self.column.addWidget(self.log)
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._enable())
        self.log.selectionModel().currentRowChanged.connect(lambda _now, _before: self._enable())
        self._enable()

    def _whose(self, row: Threshold) -> str:
        return "本单位" if threshold_key(row) in self._own else "随程序"

    def _tone(self, row: Threshold):  # noqa: ANN202 - a QColor or None
        return color("primary") if threshold_key(row) in self._own else None

    def bring_up(self) -> None:
        """Read everything."""
        self.worker.submit(jobs.read_amounts, self._show, self.failed)

    def _show(self, amounts: jobs.Amounts) -> None:
        at = self.table.currentIndex().row()
        self._own = amounts.own
        self.rows.set_rows(amounts.rows)
        self.changes.set_rows(amounts.changes)
        if self.rows.rowCount():
            self.table.setCurrentIndex(self.rows.index(max(0, min(at, self.rows.rowCount() - 1)), 0))
        self._enable()

    def _changed(self, amounts: jobs.Amounts) -> None:
        self._show(amounts)
        self.said.emit("√ 已保存；到“数据质量”按 F5 重新核查")
        self.facts_changed.emit()

    @property
    def marked(self) -> Threshold | None:
        """Return the row of the marked line."""
        index = self.table.currentIndex()
        return self.rows.row(index.row()) if index.isValid() else None

    def _enable(self) -> None:
        row, index = self.marked, self.log.currentIndex()
        writable = not self.facts.read_only
        self.edit_button.setEnabled(row is not None and writable)
        self.drop_button.setEnabled(row is not None and threshold_key(row) in self._own and writable)
        can_undo = index.isValid() and not self.changes.row(index.row()).undone
        self.undo_button.setEnabled(can_undo and writable)

    def edit(self) -> None:
        """Ask for another value."""
        row = self.marked
        if row is None or self.facts.read_only:
            return
        dialog = AmountDialog(row, self)
        if dialog.exec() == QDialog.DialogCode.Accepted and dialog.row is not None:
            self.worker.submit(partial(jobs.write_amount, row=dialog.row), self._changed, self.failed)

    def drop(self) -> None:
        """Take the office's own value away."""
        row = self.marked
        if row is not None:
            self.worker.submit(partial(jobs.drop_amount, row=row), self._changed, self.failed)

    def undo(self) -> None:
        """Undo the marked change."""
        index = self.log.currentIndex()
        if index.isValid():
            job = partial(jobs.take_back, number=self.changes.row(index.row()).number)
            self.worker.submit(job, self._changed, self.failed)


def _change_text(one: OfficeChange) -> str:
    row = one.after or one.before or {}
    name = row.get("label") or row.get("text") or one.key
    old, new = (_value_text(side) for side in (one.before, one.after))
    return f"{name}：{old or '随程序'} → {new or '随程序'}"


def _value_text(row: dict[str, object] | None) -> str:
    if row is None:
        return ""
    value = row.get("value")
    if isinstance(value, int):
        text = grouped(value).removesuffix(".00") if row.get("unit") in HUNDREDTHS_UNITS else str(value)
        return f"{text}{row.get('unit') or ''}（{years_text(_int(row, 'from_year'), _int(row, 'to_year'))}）"
    return f"{row.get('code')} {row.get('text')}（{years_text(_int(row, 'from_year'), _int(row, 'to_year'))}）"


def _int(row: dict[str, object], name: str) -> int | None:
    value = row.get(name)
    return value if isinstance(value, int) else None
