"""基本与成员: the household's main fields and the grid of its members."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from models.catalogue import ENTITIES
from models.rules import Finding
from ui.editors.id_number import live_message
from ui.editors.table import Surroundings
from ui.edits import Place
from ui.hint_label import hint_label
from ui.household_session import HouseholdSession, twin_of, where_of
from ui.member_columns import COLUMNS
from ui.member_grid import ROW_HEIGHT, MemberGrid
from ui.notice_line import NoticeLine
from ui.option_match import OptionMatchBar, unmatched_of
from ui.photo_strip import PhotoStrip
from ui.photo_thumbnails import Thumbnails
from ui.record_form import RecordForm, card
from ui.style import icon
from ui.tabs.base import PageTab, scroll_around

LEAST_ROWS = 3
_SECTION = ENTITIES["household"].sections[0]


def flat_button(text: str, icon_name: str, said: str) -> QPushButton:
    """Return a button that looks like a link, outside the chain of Tab."""
    button = QPushButton(text)
    button.setProperty("flat", True)
    button.setIcon(icon(icon_name, "primary"))
    button.setIconSize(QSize(14, 14))
    button.setAccessibleName(said)
    button.setFocusPolicy(button.focusPolicy().ClickFocus)
    button.setFixedHeight(22)
    return button


class BasicTab(PageTab):
    """The form above, the members below.

    `person_wanted` asks for a person's whole form, `repeat_wanted` for F6, `number_said` names an ID number to be
    looked up in the rest of the archive, `twin_wanted` asks for the household that holds the number already,
    `words_taught` says that a pasted text was matched to an option, `photo_wanted` names a photo to be shown.
    """

    person_wanted = Signal(str)
    repeat_wanted = Signal()
    number_said = Signal(str)
    twin_wanted = Signal()
    words_taught = Signal()
    photo_wanted = Signal(str)

    def __init__(self, around: Surroundings, thumbnails: Thumbnails) -> None:
        """Build form and grid."""
        super().__init__()
        self.session: HouseholdSession | None = None
        self._number = ""
        self.form = RecordForm(
            ENTITIES["household"], [_SECTION], around, read_only=("local_number",), extra=self._form_head()
        )
        self.grid = MemberGrid(around)
        self.grid.setMinimumHeight(ROW_HEIGHT * (LEAST_ROWS + 1))
        self.title = QLabel("家庭成员")
        self.notice = NoticeLine()
        self.match_bar = OptionMatchBar(around)
        self.strip = PhotoStrip(thumbnails)
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(8)
        inner.addWidget(self.form)
        inner.addWidget(self._members_card(), 1)
        inner.addWidget(self.strip)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll_around(holder))  # scrolls only where large text leaves too little height
        self._connect()

    def _connect(self) -> None:
        self.form.edited.connect(self.edited)
        self.form.left.connect(self._form_left)
        self.grid.edited.connect(self._grid_edited)
        self.grid.left.connect(self._grid_left)
        self.grid.said.connect(self._say)
        self.grid.number_said.connect(self._say_number)
        self.grid.wanted.connect(self.person_wanted)
        self.grid.pasted.connect(lambda report: self.match_bar.ask(unmatched_of(report.unread)))
        self.match_bar.matched.connect(self._matched)
        self.match_bar.done.connect(lambda: self.grid.setFocus(Qt.FocusReason.OtherFocusReason))
        self.strip.clicked.connect(self.photo_wanted)
        self.notice.followed.connect(self.twin_wanted)

    def _members_card(self) -> QFrame:
        frame, inner = card("")
        self.title.setProperty("role", "section")
        hint = hint_label("整块粘贴 Ctrl+V · 同上一行 Ctrl+D · 删行 Ctrl+Del · 成员明细 Ctrl+Enter")
        add = flat_button("加成员", "plus", "加成员")
        add.clicked.connect(self.add_member)
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(self.title)
        head.addWidget(hint)
        head.addStretch(1)
        head.addWidget(add)
        inner.addLayout(head)
        for part in (self.match_bar, self.grid, self.notice):
            inner.addWidget(part, 1 if part is self.grid else 0)
        inner.setSpacing(5)
        inner.setContentsMargins(10, 7, 10, 4)
        return frame

    def _form_head(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        hint = hint_label("* 必填　灰底 = 自动算出　紫字 = 沿用上一户")
        repeat = flat_button("同上一户 F6", "copy", "空项沿用上一户 F6")
        repeat.clicked.connect(self.repeat_wanted)
        row.addWidget(hint)
        row.addWidget(repeat)
        return holder

    # values

    def bind(self, session: HouseholdSession) -> None:
        """Show another household."""
        self.session = session
        self.form.bind(session)
        self.grid.show_session(session)
        self.match_bar.ask(())
        self._count()

    def refresh(self) -> None:
        """Show all values anew."""
        self.form.refresh()
        self.grid.refresh()
        self._count()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show photos where there is room for them."""
        super().resizeEvent(event)
        self._show_photos()

    def _show_photos(self) -> None:
        if self.session is not None:
            self.strip.show_records(self.session.file.parts.get("attachment", ()), self.height())

    def _count(self) -> None:
        assert self.session is not None
        self._show_photos()
        active, known = len(self.session.file.active_members), len(self.session.file.members)
        self.title.setText(f"家庭成员 {active} 人" + (f"（另有不在册 {known - active} 人）" if known > active else ""))

    def _grid_edited(self) -> None:
        self._count()
        self.edited.emit()

    def _matched(self, column: int, text: str, code: str) -> None:
        self.grid.rows.take_word(column, text, code)
        self.words_taught.emit()

    def answer_match(self) -> bool:
        """Put the cursor on the strip that asks which option a pasted text means; tell whether it asks."""
        if self.match_bar.asked is None:
            return False
        self.match_bar.answer.setFocus(Qt.FocusReason.OtherFocusReason)
        self.match_bar.answer.open_list()
        return True

    def _say(self, tone: str, text: str) -> None:
        self._number = ""
        self.notice.say(tone, text)

    def _say_number(self, text: str) -> None:
        """Say what an ID number says, what is wrong with it so far, or who has it already."""
        assert self.session is not None
        self._number = text
        twin = twin_of(self.session, text)
        if twin is not None:
            self.notice.say("error", f"× 已在{where_of(twin)}，{twin.name or '未填姓名'}名下", "转到那一户 Ctrl+J")
        else:
            self.notice.say(*live_message(text, self.session.office.as_of))
            self.number_said.emit(text)

    def say_twins(self) -> None:
        """Say anew what is known of the number the cursor is on: the archive has answered."""
        if self._number:
            self._say_number(self._number)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show at the fields and cells what the rules found."""
        self.form.show_findings(findings)
        self.grid.rows.show_findings(findings)

    def add_member(self) -> None:
        """Put the cursor on the empty row."""
        self.grid.enter_at(-1)

    # moving

    def _form_left(self, step: int) -> None:
        if step > 0:
            self.grid.enter_at(1)
        else:
            self.left.emit(-1)

    def _grid_left(self, step: int) -> None:
        if step < 0:
            self.form.focus_end(-1)
        else:
            self.left.emit(1)

    def focus_place(self, place: Place) -> bool:
        """Put the cursor on a place; tell whether the tab has it."""
        if place.entity == "household":
            return self.form.focus_field(place.field)
        return place.entity in ("member", "member_year") and self.grid.focus_cell(place.owner, place.field)

    def focus_row(self, row: int, field: str) -> None:
        """Put the cursor on the same row and column of the grid as in the household before."""
        column = next((at for at, one in enumerate(COLUMNS) if one.field == field), 0)
        self.grid.setFocus()
        self.grid.setCurrentIndex(self.grid.rows.index(min(row, self.grid.rows.rowCount() - 1), column))

    def focus_end(self, step: int) -> None:
        """Put the cursor on the first field, or on the members."""
        if step > 0:
            self.form.focus_end(1)
        else:
            self.grid.enter_at(-1)

    def focused_place(self) -> Place | None:
        """Return the place the cursor is on."""
        name = self.form.focused()
        if name is not None:
            return self.form.place(name)
        at = self.grid.currentIndex()
        inside = self.grid.hasFocus() or self.grid.isAncestorOf(self.focusWidget() or self)
        return self.grid.rows.place(at.row(), at.column()) if inside and at.isValid() else None

    def commit(self) -> None:
        """Hand over what is half typed."""
        self.form.commit()
        self.grid.commit()

    def half_typed(self) -> dict[Place, str]:
        """Return what is being typed in form or grid."""
        return self.form.half_typed() | self.grid.half_typed()
