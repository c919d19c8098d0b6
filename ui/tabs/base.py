"""What every tab of the household page is, and a tab made of forms only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from models.catalogue import ENTITIES
from models.fields import Section
from models.rules import Finding
from ui.editors.table import Surroundings
from ui.edits import Place
from ui.household_session import HouseholdSession
from ui.record_form import RecordForm

ROOM_AROUND = 40
"""Pixels kept in sight above and below the field with the cursor: its message, and the field after it."""


class PageTab(QWidget):
    """A part of the household page. `edited` follows changes, `left` asks for the tab before (-1) or after (1)."""

    edited = Signal()
    left = Signal(int)

    def bind(self, session: HouseholdSession) -> None:
        """Show another household."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Show all values anew."""
        raise NotImplementedError

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show at the fields what the rules found."""

    def focus_place(self, _place: Place) -> bool:
        """Put the cursor on a place; tell whether the tab has it."""
        return False

    def focus_end(self, step: int) -> None:
        """Put the cursor on the first (1) or last (-1) field."""

    def focused_place(self) -> Place | None:
        """Return the place the cursor is on."""
        return None

    def commit(self) -> None:
        """Hand over what is half typed."""

    def half_typed(self) -> dict[Place, str]:
        """Return what stands in the field with the cursor and has not been handed over."""
        return {}


class FollowingArea(QScrollArea):
    """Scrolls to what has the focus, however it got there; Qt itself follows Tab alone."""

    def __init__(self) -> None:
        """Follow from now on."""
        super().__init__()
        QApplication.instance().focusChanged.connect(self._focus_changed)  # type: ignore[union-attr]
        # a tab shown for the first time gets its height only after its field got the focus
        self.verticalScrollBar().rangeChanged.connect(lambda _least, _most: self._follow(QApplication.focusWidget()))

    def _focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        self._follow(now)

    def _follow(self, now: QWidget | None) -> None:
        inside = self.widget()
        if now is not None and inside is not None and inside.isAncestorOf(now):
            room = self.viewport().height() - now.height()
            if room > 0:
                # Qt's own ensureWidgetVisible is content when it sees the text cursor
                middle = now.mapTo(inside, now.rect().center())
                self.ensureVisible(middle.x(), middle.y(), 0, now.height() // 2 + 1 + min(ROOM_AROUND, room // 2))


def scroll_around(widget: QWidget) -> QScrollArea:
    """Return a frameless scroll area around a widget, which grows with it and follows the focus."""
    area = FollowingArea()
    area.setWidget(widget)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    widget.setObjectName("work-area")
    return area


class FormTab(PageTab):
    """One form of some sections of the household or its year."""

    def __init__(
        self, entity: str, sections: Sequence[Section], around: Surroundings, read_only: Iterable[str] = ()
    ) -> None:
        """Build the form."""
        super().__init__()
        self.form = RecordForm(ENTITIES[entity], sections, around, read_only=read_only)
        self.form.edited.connect(self.edited)
        self.form.left.connect(self.left)
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.form)
        inner.addStretch(1)
        self.area = scroll_around(holder)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.area)

    def bind(self, session: HouseholdSession) -> None:
        """Show another household."""
        self.form.bind(session)

    def refresh(self) -> None:
        """Show all values anew."""
        self.form.refresh()

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show at the fields what the rules found."""
        self.form.show_findings(findings)

    def focus_place(self, place: Place) -> bool:
        """Put the cursor on a place; tell whether the tab has it."""
        return place.entity == self.form.entity.name and self.form.focus_field(place.field)

    def focus_end(self, step: int) -> None:
        """Put the cursor on the first or last field."""
        self.form.focus_end(step)

    def focused_place(self) -> Place | None:
        """Return the place the cursor is on."""
        name = self.form.focused()
        return self.form.place(name) if name else None

    def commit(self) -> None:
        """Hand over what is half typed."""
        self.form.commit()

    def half_typed(self) -> dict[Place, str]:
        """Return what is being typed in the form."""
        return self.form.half_typed()
