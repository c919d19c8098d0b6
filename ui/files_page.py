"""户档案: the list at the left, the household in the middle, the checks at the right; cards in front of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from models.household_file import HouseholdFile
from storage.archive.archive import Archive
from storage.archive.lists import uids_of
from storage.archive.progress import Progress
from storage.archive.records import Change
from ui import message
from ui.background import ArchiveWorker
from ui.editors.table import Surroundings
from ui.edits import Place
from ui.household_list import HouseholdList
from ui.household_page import HouseholdPage
from ui.page_keys import bind_keys
from ui.window_facts import WindowFacts

if TYPE_CHECKING:
    from ui.card_preview import CardPreview

THREE_PANES, TWO_PANES = 1240 - 72, 1040 - 72
"""Widths of the page (the window's without its rail) below which the checks, then the list fold away."""


def _uid_of(archive: Archive, _progress: Progress, row_id: int) -> str:
    """Return the uid of a row id, “” where it is gone; job for the worker."""
    return next(iter(uids_of(archive, [row_id])), "")


class FilesPage(QWidget):
    """List and household. `said` goes to the bottom bar, `cards_shown` tells whether the card preview is in front."""

    said = Signal(str)
    cards_shown = Signal(bool)

    def __init__(self, worker: ArchiveWorker, facts: WindowFacts) -> None:
        """Build the panes; `start` fills them."""
        super().__init__()
        self.setObjectName("work-area")
        self._worker = worker
        self._facts = facts
        self.scope = facts.division
        self._drafts = list(facts.drafts)
        self._walk: tuple[Sequence[int], int] | None = None
        around = Surroundings(facts.codes, facts.options, facts.year, facts.as_of, {})
        self.list = HouseholdList(worker, facts.codes)
        self.page = HouseholdPage(worker, around, facts.office, read_only=facts.read_only)
        self.preview: CardPreview | None = None
        self.empty = QLabel(
            "还没有户。\n\nCtrl+N 新增一户，或按 Ctrl+6 到“导入”把 Excel 名单拖进来。"
            if not facts.training
            else "这里没有户。按 Ctrl+N 新增一户。"
        )
        self.empty.setProperty("role", "hint")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._list_wanted = True
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        self.middle = QStackedWidget()
        self.middle.addWidget(self.page)
        self.middle.addWidget(self.empty)
        panes = QWidget()
        row = QHBoxLayout(panes)
        row.setContentsMargins(8, 8, 8, 8)
        row.setSpacing(8)
        row.addWidget(self.list)
        row.addWidget(self.middle, 1)
        self.panes = panes
        self.stack = QStackedWidget()
        self.stack.addWidget(panes)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)

    def _connect(self) -> None:
        bind_keys(self.page, self.panes)
        self.list.wanted.connect(self._picked)
        self.list.entered.connect(self.page.enter)
        self.list.emptied.connect(self._nothing)
        self.list.loaded.connect(self._list_loaded)
        self.page.stepped.connect(self.step)
        self.page.saved.connect(self._saved)
        self.page.household_wanted.connect(self.show_found)
        self.page.second_keying_wanted.connect(self.second_keying)
        self.page.said.connect(self.said)
        self.page.opened.connect(lambda _uid: self.middle.setCurrentWidget(self.page))
        event = QShortcut(QKeySequence("Ctrl+Shift+H"), self)
        event.activated.connect(self.household_events)
        for keys, name in (("Ctrl+L", "list"), ("Ctrl+K", "panel")):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(lambda name=name: self._toggle(name))

    # filling

    def start(self, uid: str = "") -> None:
        """Show the list and a household: `uid`, one left unsaved by a crash, or the first."""
        first = uid or (self._drafts[0] if self._drafts else "")
        if first:
            self.open(first)
        self.list.set_scope(self._listed_scope(), then=first or None)

    def _listed_scope(self) -> str:
        """Return the prefix the list goes by: none for the whole office, so that files without a village show too."""
        return "" if self.scope == self._facts.division else self.scope

    def set_scope(self, scope: str) -> None:
        """Show the households of another division."""
        self.scope = scope or self._facts.division
        self.list.filter.clear()
        self.page.leave()
        self.page.close_household()
        self.list.set_scope(self._listed_scope())

    def _list_loaded(self) -> None:
        focused = self.window().focusWidget()
        if self.isVisible() and (focused is None or not self.isAncestorOf(focused)):  # else another page is at work
            self.list.view.setFocus()
        if self.page.session is None and self.list.model.ids:
            self.list.open_first()

    def _nothing(self) -> None:
        if self.page.session is None:
            self.middle.setCurrentWidget(self.empty)

    def reload(self) -> None:
        """Show list and household anew after an import, an undo or a restored record."""
        session = self.page.session
        self.list.load()
        if session is not None and not session.is_dirty:
            uid = session.file.uid
            self.page.session = None
            self.page.open(uid)

    # households

    def open(self, uid: str, go_to: Place | None = None) -> None:
        """Show a household."""
        session = self.page.session
        if session is not None and session.file.uid == uid:
            if go_to is not None:
                self.page.go_to(go_to)
            return
        self.page.open(uid, go_to)

    def show_found(self, uid: str, person: str | None = None) -> None:
        """Show a household that was searched for, and mark it in the list."""
        self.close_cards()
        self._walk = None
        self.list.show_household(uid)
        self.open(uid, Place("member", person, "name") if person else None)

    def add(self) -> None:
        """Begin a new household in the division shown."""
        self.close_cards()
        self.middle.setCurrentWidget(self.page)
        villages = [one.code for one in self._facts.options.divisions if one.code.startswith(self.scope)]
        lowest = self.scope if len(villages) == 1 or len(self.scope) == 12 else ""
        self.list.view.clearSelection()
        self.page.open_new(lowest)

    def follow(self, ids: Sequence[int], line: int) -> None:
        """Let PgDn and PgUp walk through another list: the row ids of the table, from a line on."""
        self._walk = (ids, line)

    @property
    def walk_line(self) -> int | None:
        """Return the line of the table one has walked to, None where its list is not followed."""
        return self._walk[1] if self._walk is not None else None

    def _walk_on(self, ids: Sequence[int], line: int) -> None:
        if not 0 <= line < len(ids):
            self.said.emit("已是列表里最后一户" if line >= len(ids) else "已是列表里第一户")
            return
        self._walk = (ids, line)
        self._worker.submit(partial(_uid_of, row_id=ids[line]), partial(self._walked_to, line, len(ids)))

    def _walked_to(self, line: int, total: int, uid: str) -> None:
        if uid:
            self.list.show_household(uid)
            self.open(uid)
            self.said.emit(f"户列表第 {line + 1:,} / {total:,} 户，Esc 回到列表")

    def _picked(self, uid: str) -> None:
        """Open what was picked in the list at the left; from there its order counts again."""
        self._walk = None
        self.open(uid)

    def step(self, step: int) -> None:
        """Show the next or previous household of the list."""
        if self._walk is not None:
            ids, line = self._walk
            self._walk_on(ids, line + step)
            return
        if not self.list.step(step):
            self.page.save()
            self.said.emit("已是最后一户" if step > 0 else "已是第一户")

    def second_keying(self) -> None:
        """Let key fields be typed a second time: of the household shown, or of a sample of the division shown."""
        from ui.second_keying_dialog import SecondKeyingDialog

        self.page.leave()
        session = self.page.session
        household = session.file.uid if session is not None and not session.is_new else ""
        dialog = SecondKeyingDialog(self._worker, self._listed_scope(), household, self)
        dialog.changed.connect(lambda _change: self.reload())
        dialog.exec()

    def household_events(self) -> None:
        """Tell what happened to the household shown: birth, marriage, death, move, new head, split, merge."""
        session = self.page.session
        if session is None or session.is_new:
            self.said.emit("先打开一户，再记户内变动")
            return
        self.page.leave()
        from ui.events.jobs import load

        job = partial(load, household=session.file.uid)
        self._worker.submit(job, self._ask_what_happened, partial(message.error, self))

    def _ask_what_happened(self, file: HouseholdFile | None) -> None:
        if file is None:
            return
        from ui.events.dialog import EventDialog

        dialog = EventDialog(self._worker, self._facts, file, self)
        dialog.changed.connect(self._happened)
        dialog.exec()

    def _happened(self, change: Change) -> None:
        self.said.emit(f"已写入户内变动，涉及 {len(change.households)} 户；在“导入”页的批次里可一次撤销")
        self.reload()

    def _saved(self, change: Change) -> None:
        for uid in change.households:
            self.list.refresh_household(uid)

    def place_of_cursor(self) -> Place | None:
        """Return the field the cursor is in, None where it is in none."""
        focus = self.window().focusWidget()
        if self.page.session is None or focus is None or not self.page.isAncestorOf(focus):
            return None
        return self.page.tabs.focused_place()

    # cards

    def show_cards(self) -> None:
        """Show the cards of the household in front of everything (F9)."""
        session = self.page.session
        if session is None or session.is_new:
            self.said.emit("先保存，再打印户卡")
            return
        self.page.leave()
        if self.preview is None:
            from ui.card_preview import CardPreview  # drawing cards takes a tenth of a second to load: not at start

            self.preview = CardPreview(self._worker)
            self.preview.closed.connect(self.close_cards)
            self.stack.addWidget(self.preview)
        record = session.file.household
        division = record.get("division") or self.scope
        names = {option.code: option.text for option in self._facts.options.divisions}
        name = (session.file.head or record).get("name") or record.get("head_name") or ""
        self.stack.setCurrentWidget(self.preview)
        self.preview.show_cards(session.file.uid, name, division, names.get(division, division))
        self.cards_shown.emit(True)

    @property
    def cards_are_shown(self) -> bool:
        """Tell whether the card preview is in front."""
        return self.preview is not None and self.stack.currentWidget() is self.preview

    def close_cards(self) -> None:
        """Go back from the cards."""
        if self.cards_are_shown:
            self.stack.setCurrentWidget(self.panes)
            self.cards_shown.emit(False)
            self.page.take_focus()

    # panes

    def _toggle(self, name: str) -> None:
        if name == "panel":
            self.page.side.toggle()
            return
        self._list_wanted = not self.list.isVisible()
        self.list.setVisible(self._list_wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold panes away on narrow windows; Ctrl+L and Ctrl+K bring them back."""
        super().resizeEvent(event)
        before, now = event.oldSize().width(), event.size().width()
        self.page.side.set_narrow(now < THREE_PANES)
        if before < 0 or (before >= TWO_PANES) != (now >= TWO_PANES):
            self.list.setVisible(now >= TWO_PANES and self._list_wanted)
