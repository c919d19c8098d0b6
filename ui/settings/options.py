"""Options of the code lists: renamed, ended or added by the office; a code in use never disappears from a record."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from models.catalogue import ENTITIES
from models.codes import Code
from storage.archive.pinyin import spellings
from ui.background import ArchiveWorker
from ui.editors.code_edit import CodeEdit
from ui.opening_pages import form_of, hint, line_edit
from ui.options import Option, option_of
from ui.rows_model import Column, RowsModel, table_over
from ui.settings import jobs
from ui.settings.amounts import years_text
from ui.settings.sections import Section
from ui.style import color
from ui.window_facts import WindowFacts


def list_titles() -> list[Option]:
    """Return the code lists by the fields that use them: 主要致贫原因、其他致贫原因."""
    used: dict[str, list[str]] = {}
    for entity in ENTITIES.values():
        for field in entity.fields:
            if field.codes and field.label not in used.setdefault(field.codes, []):
                used[field.codes].append(field.label)
    return [option_of(name, "、".join(labels[:3]), spellings) for name, labels in used.items()]


class OptionDialog(QDialog):
    """One option: code, text, years, other spellings; `entry` is what was typed."""

    def __init__(self, entry: Code | None, taken: set[str], parent: QWidget | None = None) -> None:
        """Begin with an entry, or an empty one whose code must not be `taken`."""
        super().__init__(parent)
        self.setWindowTitle("选项")
        self._taken = taken if entry is None else set()
        self.code, self.text = line_edit("代码"), line_edit("名称")
        self.first, self.last = line_edit("从哪一年", "空着 = 一直"), line_edit("到哪一年", "停用就填最后一年")
        self.aliases = line_edit("也叫", "导入时认得的别名，用、隔开")
        if entry is not None:
            self.code.setText(entry.code)
            self.code.setReadOnly(True)
            self.text.setText(entry.text)
            self.first.setText(str(entry.from_year or ""))
            self.last.setText(str(entry.to_year or ""))
            self.aliases.setText("、".join(entry.aliases))
        self._note = entry.note if entry is not None else "本单位"
        self.entry: Code | None = None
        self.trouble = QLabel()
        self.trouble.setObjectName("trouble")
        self.trouble.hide()
        save, cancel = QPushButton("保存"), QPushButton("取消 Esc")
        save.setProperty("primary", True)
        save.setDefault(True)
        save.clicked.connect(self.accept)
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        lines: list[tuple[str, QWidget | QHBoxLayout]] = [
            ("代码", self.code), ("名称", self.text), ("从哪一年", self.first), ("到哪一年", self.last),
            ("也叫", self.aliases),
        ]  # fmt: skip
        layout.addLayout(form_of(lines))
        layout.addWidget(self.trouble)
        layout.addLayout(buttons)
        self.setMinimumWidth(self.fontMetrics().height() * 24)

    def accept(self) -> None:
        """Read what was typed; tell what is missing."""
        code, text = self.code.text().strip(), self.text.text().strip()
        years = [edit.text().strip() for edit in (self.first, self.last)]
        wrong = (
            "代码和名称都要填。" if not code or not text
            else f"代码 {code} 已经有了。" if code in self._taken
            else "年份应是四位数字。" if any(year and not (year.isdecimal() and len(year) == 4) for year in years)
            else ""
        )  # fmt: skip
        if wrong:
            self.trouble.setText(f"× {wrong}")
            self.trouble.show()
            return
        first, last = (int(year) if year else None for year in years)
        others = tuple(part.strip() for part in self.aliases.text().replace("，", "、").split("、") if part.strip())
        self.entry = Code(code, text, first, last, others, self._note)
        super().accept()


class OptionsSection(Section):
    """One list at a time."""

    title = "选项"

    def __init__(self, worker: ArchiveWorker, facts: WindowFacts) -> None:
        """Build choice and table."""
        super().__init__(worker, facts)
        self._lists = list_titles()
        self._own: set[str] = set()
        self._name = "cause"
        self.choice = CodeEdit(lambda: self._lists)
        self.choice.setAccessibleName("哪一份选项")
        self.choice.committed.connect(self._choose)
        self.rows: RowsModel[Code] = RowsModel(
            (
                Column("代码", lambda one: one.code, 10),
                Column("名称", lambda one: one.text, 0),
                Column("年份", lambda one: years_text(one.from_year, one.to_year), 12),
                Column("谁定的", lambda one: "本单位" if one.code in self._own else "随程序", 10,
                       color=lambda one: color("primary") if one.code in self._own else None),
                Column("也叫", lambda one: "、".join(one.aliases), 40),
            ),
            self,
        )  # fmt: skip
        self.table = table_over(self.rows, "选项")
        self.table.activated.connect(lambda _index: self.edit())
        self.add_button, self.edit_button = QPushButton("新增…"), QPushButton("修改… Enter")
        self.drop_button = QPushButton("恢复随程序的")
        for button, act in ((self.add_button, self.add), (self.edit_button, self.edit), (self.drop_button, self.drop)):
            button.clicked.connect(act)
            button.setEnabled(not facts.read_only)
        row = QHBoxLayout()
        row.addWidget(QLabel("字段"))
        row.addWidget(self.choice, 1)
        for button in (self.drop_button, self.edit_button, self.add_button):
            row.addWidget(button)
        self.column.addLayout(row)
        self.column.addWidget(self.table, 1)
        self.column.addWidget(hint("停用一个选项：填“到哪一年”。已经用了它的户不变，照样显示；只是那年以后不能再选。"))

    def bring_up(self) -> None:
        """Read the list chosen."""
        self.choice.show_value(self._name, self._name)
        self.worker.submit(partial(jobs.read_options, name=self._name), self._show, self.failed)

    def _choose(self, name: str) -> None:
        if any(option.code == name for option in self._lists):
            self._name = name
            self.bring_up()

    def _show(self, options: jobs.Options) -> None:
        if options.name == self._name:
            self._own = options.own
            self.rows.set_rows(options.entries)
            if options.entries:
                self.table.setCurrentIndex(self.rows.index(0, 0))

    def _changed(self, options: jobs.Options) -> None:
        self._show(options)
        self.said.emit("√ 已保存选项")
        self.facts_changed.emit()

    def _ask(self, entry: Code | None) -> None:
        taken = {self.rows.row(line).code for line in range(self.rows.rowCount())}
        dialog = OptionDialog(entry, taken, self)
        if dialog.exec() == QDialog.DialogCode.Accepted and dialog.entry is not None:
            job = partial(jobs.write_option, name=self._name, entry=dialog.entry)
            self.worker.submit(job, self._changed, self.failed)

    @property
    def marked(self) -> Code | None:
        """Return the option of the marked line."""
        index = self.table.currentIndex()
        return self.rows.row(index.row()) if index.isValid() else None

    def add(self) -> None:
        """Ask for a new option."""
        self._ask(None)

    def edit(self) -> None:
        """Ask for other words or years."""
        if self.marked is not None and not self.facts.read_only:
            self._ask(self.marked)

    def drop(self) -> None:
        """Take the office's own entry away."""
        if self.marked is not None and self.marked.code in self._own:
            job = partial(jobs.drop_option, name=self._name, code=self.marked.code)
            self.worker.submit(job, self._changed, self.failed)
