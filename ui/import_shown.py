"""What stands around an import plan: file, sheet and policy, remarks, the actions; and the progress strip."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from ui.choice_box import ChoiceBox
from ui.import_jobs import BLANKS, NOTES_SHOWN, POLICIES, Planned, Written
from ui.import_plan_view import PlanView

ALL_SHEETS = "\x00all"
"""What the sheet box holds for “all sheets that are recognised”."""


class ProgressStrip(QWidget):
    """What is being done, how far it is, and cancel."""

    def __init__(self) -> None:
        """Start hidden."""
        super().__init__()
        self.text = QLabel()
        self.bar = QProgressBar()
        self.bar.setAccessibleName("进度")
        self.bar.setTextVisible(False)
        self.cancel_button = _button("取消")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.text)
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel_button)
        self.hide()

    def report(self, done: int, total: int, text: str) -> None:
        """Show progress; `total` 0 = not known."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.text.setText(text if total else f"{text} {done:,}" if done else text)
        self.show()


def stacked(upper: QWidget, lower: QWidget) -> QWidget:
    """Return a part with two widgets one over the other."""
    part = QWidget()
    layout = QVBoxLayout(part)
    layout.setContentsMargins(12, 12, 12, 12)
    layout.setSpacing(10)
    layout.addWidget(upper, 2)
    layout.addWidget(lower, 3)
    return part


def below_strip(page: QWidget, strip: ProgressStrip, shown: QWidget) -> None:
    """Fill a page with what it shows, the progress strip above."""
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    bar = QVBoxLayout()
    bar.setContentsMargins(14, 6, 14, 0)
    bar.addWidget(strip)
    layout.addLayout(bar)
    layout.addWidget(shown, 1)


class PlanFrame(QWidget):
    """The plan page; the page that owns it connects the buttons."""

    def __init__(self, plan_view: PlanView) -> None:
        """Build everything around the plan."""
        super().__init__()
        self.plan_view = plan_view
        self.file_label = QLabel()
        self.file_label.setProperty("role", "title")
        self.form_label = QLabel()
        self.form_label.setProperty("role", "secondary")
        self.form_label.setWordWrap(True)
        self.sheet_box = ChoiceBox("工作表")
        self.policy_box = ChoiceBox("已有户的处理", POLICIES)
        self.blank_box = ChoiceBox("空单元格的处理", BLANKS)
        self.other_button = _button("换文件")
        self.mapping_button = _button("列对应…")
        self.codes_button = _button("选项对照…")
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.notes = QLabel()
        self.notes.setWordWrap(True)
        self.notes.setProperty("notice", True)
        self.count = QLabel()
        self.count.setProperty("role", "secondary")
        self.marked_button = _button("退回原表（带错误原因）…")
        self.write_button = _button("写入 Ctrl+Enter")
        self.write_button.setProperty("primary", True)
        self.undo_button = _button("撤销本批")
        self._arrange()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self.file_label)
        names.addWidget(self.form_label)
        head.addLayout(names, 1)
        for widget in (
            self.sheet_box, self.policy_box, self.blank_box, self.mapping_button, self.codes_button, self.other_button,
        ):  # fmt: skip
            head.addWidget(widget)
        foot = QHBoxLayout()
        foot.addWidget(self.marked_button)
        foot.addStretch(1)
        foot.addWidget(self.count)
        foot.addWidget(self.undo_button)
        foot.addWidget(self.write_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self.summary)
        layout.addWidget(self.notes)
        layout.addWidget(self.plan_view, 1)
        layout.addLayout(foot)

    def show_plan(self, planned: Planned) -> None:
        """Show what is said about a plan."""
        self.form_label.setText(planned.form)
        self._offer_sheets(planned)
        for box, value in ((self.policy_box, planned.plan.policy), (self.blank_box, planned.plan.blank)):
            box.setCurrentIndex(box.findData(value))
        self.summary.setText(planned.summary)
        shown = list(planned.notes[:NOTES_SHOWN])
        if len(planned.notes) > NOTES_SHOWN:
            shown.append(f"还有 {len(planned.notes) - NOTES_SHOWN} 条，停在这里可以看到。")
        self.notes.setText("\n".join(shown))
        self.notes.setToolTip("\n".join(planned.notes))
        self.notes.setVisible(bool(planned.notes))
        self.codes_button.setText(f"选项对照 {len(planned.questions)}…")

    def _offer_sheets(self, planned: Planned) -> None:
        box = self.sheet_box
        if not box.count():
            for sheet in planned.sheets:
                box.addItem(sheet, sheet)
            if len(planned.sheets) > 1:
                box.addItem("全部能识别的工作表", ALL_SHEETS)
        wanted = ALL_SHEETS if planned.order.all_sheets else planned.plan.sheet
        box.setCurrentIndex(max(0, box.findData(wanted)))

    def enable(self, planned: Planned | None, written: Written | None, *, idle: bool, undecided: bool) -> None:
        """Offer what can be done now."""
        open_still = written is None
        one_file = planned is not None and len(planned.order.paths) == 1
        ticked = sum(planned.index.ticked) if planned is not None else 0
        total = sum(planned.index.total) if planned is not None else 0
        same = planned.index.total[3] if planned is not None else 0
        self.write_button.setVisible(open_still)
        self.write_button.setText("按决定重新预检 Ctrl+Enter" if undecided else "写入 Ctrl+Enter")
        self.write_button.setShortcut("Ctrl+Return" if self.isVisible() else "")
        self.write_button.setEnabled(idle and planned is not None and (ticked > 0 or undecided))
        self.count.setText(
            f"打勾 {ticked:,} 处，其余 {total - ticked - same:,} 处不写入" if open_still and total else ""
        )
        self.undo_button.setVisible(written is not None and written.batch is not None)
        self.undo_button.setEnabled(idle)
        self.marked_button.setVisible(planned is not None and bool(planned.plan.refused))
        self.marked_button.setEnabled(idle)
        self.sheet_box.setVisible(one_file and self.sheet_box.count() > 1)
        self.mapping_button.setVisible(
            open_still and one_file and not (planned is not None and planned.order.all_sheets)
        )
        self.codes_button.setVisible(open_still and planned is not None and bool(planned.questions))
        for widget in (
            self.policy_box, self.blank_box, self.sheet_box, self.mapping_button, self.codes_button,
        ):  # fmt: skip
            widget.setEnabled(idle and open_still)
        self.other_button.setEnabled(idle)


def _button(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    return button
