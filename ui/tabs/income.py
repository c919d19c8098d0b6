"""收入支出: the income sheet, live net income, and the totals as the paper form states them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from models.catalogue import ENTITIES
from models.derived import income_of
from models.rules import Finding
from ui import income_lines
from ui.editors.table import Surroundings
from ui.edits import Place
from ui.field_cell import MessageLine
from ui.hint_label import hint_label
from ui.household_session import HouseholdSession
from ui.income_grid import IncomeGrid
from ui.income_lines import money
from ui.record_form import RecordForm, card
from ui.style import color
from ui.tabs.base import PageTab, scroll_around
from ui.tabs.basic import flat_button

SECTION = next(section for section in ENTITIES["year"].sections if "wage_income" in section.names)
GRID_HEIGHT = 330
FIGURES = (
    ("wage", "工资性"),
    ("business", "经营性"),
    ("property", "财产性"),
    ("transfer", "转移性"),
    ("expense", "经营支出"),
    ("net", "纯收入"),
    ("per_head", "人均纯收入"),
)


class IncomeTab(PageTab):
    """Sheet above, form of totals below."""

    def __init__(self, around: Surroundings) -> None:
        """Build sheet and form."""
        super().__init__()
        self.session: HouseholdSession | None = None
        self.grid = IncomeGrid(around)
        self.grid.setMinimumHeight(GRID_HEIGHT)
        self.form = RecordForm(ENTITIES["year"], [SECTION], around)
        self.filled_only = QCheckBox("只看已填")
        self.filled_only.toggled.connect(self._filter)
        self.figures = QLabel()
        self.figures.setTextFormat(self.figures.textFormat().RichText)
        self.grid.edited.connect(self._edited)
        self.grid.left.connect(self._grid_left)
        self.form.edited.connect(self._edited)
        self.form.left.connect(self._form_left)
        frame = self._sheet_card()
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(frame)
        column.addWidget(self.form)
        column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll_around(holder))

    def _sheet_card(self) -> QFrame:
        frame, inner = card("")
        head = QHBoxLayout()
        title = QLabel("收入明细")
        title.setProperty("role", "section")
        hint = hint_label("单位：元　字母跳到项目（T02、dbj）　Enter 下一项　Tab 下一人")
        for part in (title, hint):
            head.addWidget(part)
        head.addStretch(1)
        head.addWidget(self.filled_only)
        last_year = flat_button("同去年 F7", "history", "空项填去年的数 F7")
        last_year.clicked.connect(self.like_last_year)
        head.addWidget(last_year)
        inner.addLayout(head)
        inner.addWidget(self.grid, 1)
        self.notice = MessageLine(frame, right=False)
        self.grid.said.connect(self.notice.say)
        inner.addWidget(self.figures)
        inner.addWidget(self.notice)
        return frame

    def _filter(self, filled_only: bool) -> None:
        self.grid.sheet.all_items = not filled_only
        self.grid.sheet.refresh()

    def like_last_year(self) -> None:
        """Fill what is empty with last year's amounts (F7)."""
        if self.session is None:
            return
        self.commit()
        filled, year = income_lines.like_last_year(self.session)
        at = self.grid.currentIndex()
        self.grid.sheet.refresh()
        self.grid.setCurrentIndex(self.grid.sheet.index(at.row(), at.column()))
        if year is None:
            self.notice.say("hint", "以前年度没有收入明细")
        else:
            self.notice.say("ok", f"已按 {year} 年填入 {filled} 项，逐项核对；Ctrl+Z 全部撤回")
        self._edited()

    def bind(self, session: HouseholdSession) -> None:
        """Show another household."""
        self.session = session
        self.grid.sheet.set_session(session)
        self.form.bind(session)
        self._figure()

    def refresh(self) -> None:
        """Show all values anew."""
        at = self.grid.currentIndex()
        self.grid.sheet.refresh()
        self.grid.setCurrentIndex(self.grid.sheet.index(at.row(), at.column()))
        self.form.refresh()
        self._figure()

    def _edited(self) -> None:
        self._figure()
        self.edited.emit()

    def _figure(self) -> None:
        """Show the year's income as the program works it out."""
        assert self.session is not None
        income = income_of(self.session.file, self.session.year)
        parts = []
        for name, title in FIGURES:
            amount = getattr(income, name)
            strong = name in ("net", "per_head")
            shown = money(amount) or "—"
            value = f"<b style='color:{color('primary').name()}'>{shown}</b>" if strong else shown
            parts.append(f"<span style='color:{color('text_secondary').name()}'>{title}</span>&nbsp;{value}")
        self.figures.setText("&nbsp;&nbsp;&nbsp;".join([*parts, self._against_line(income.per_head)]))

    def _against_line(self, per_head: int | None) -> str:
        """Return how the income per head stands against the poverty line of the year and place, in words."""
        assert self.session is not None
        office, place = self.session.office, self.session.file.household.get("division") or ""
        line = office.thresholds.get("poverty_line", office.year, place)
        if line is None:
            return ""
        told = f"<span style='color:{color('text_secondary').name()}'>标准线 {money(line)}</span>"
        if per_head is None:
            return told
        tone, word = ("ok", "高出") if per_head >= line else ("error", "低于，差")
        return f"{told} <span style='color:{color(tone).name()}'>{word} {money(abs(per_head - line))}</span>"

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show at the fields what the rules found."""
        self.form.show_findings(findings)

    def _grid_left(self, step: int) -> None:
        if step > 0:
            self.form.focus_end(1)
        else:
            self.left.emit(-1)

    def _form_left(self, step: int) -> None:
        if step < 0:
            self.grid.enter_at(-1)
        else:
            self.left.emit(1)

    def focus_place(self, place: Place) -> bool:
        """Put the cursor on a place; tell whether the tab has it."""
        if place.entity == "income":
            return self.grid.focus_item(place.field, place.owner)
        return place.entity == "year" and self.form.focus_field(place.field)

    def focus_end(self, step: int) -> None:
        """Put the cursor on the first amount or the last field."""
        if step > 0:
            self.grid.enter_at(1)
        else:
            self.form.focus_end(-1)

    def focused_place(self) -> Place | None:
        """Return the place the cursor is on."""
        name = self.form.focused()
        if name is not None:
            return self.form.place(name)
        at = self.grid.currentIndex()
        return self.grid.sheet.place(at.row(), at.column()) if at.isValid() and self.grid.hasFocus() else None

    def commit(self) -> None:
        """Hand over what is half typed."""
        self.grid.commit()
        self.form.commit()

    def half_typed(self) -> dict[Place, str]:
        """Return what is being typed in sheet or form."""
        return self.form.half_typed() | self.grid.half_typed()
