"""The household page: head, tabs, checks; loading, saving, drafts and undo of one household at a time."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from models.derived import overall
from models.fields import Record
from models.household_file import HouseholdFile
from models.keys import new_uid
from models.rules import Finding
from storage.archive.records import Change
from ui import message
from ui.background import ArchiveWorker
from ui.checks_panel import ChecksPanel
from ui.draft_banner import DraftBanner
from ui.draft_keeper import DraftKeeper
from ui.editors.table import Surroundings
from ui.edits import Place
from ui.folding_panel import FoldingPanel
from ui.household_session import HouseholdSession, twin_of
from ui.household_session import Office as SessionOffice
from ui.inbox.household_strip import HouseholdStrip
from ui.note_groups import notes_of
from ui.page_jobs import Loaded, keep_draft, load_household, save_household
from ui.page_repeat import carry_over, ditto
from ui.page_tabs import PageTabs
from ui.page_twins import TwinFinder

CHECK_MS = 150
MOST_KEPT = 30
"""Households whose undo is kept after another one was opened."""


class HouseholdPage(QWidget):
    """One household. `stepped` asks for its neighbour in the list, `saved` tells what a save changed.

    `said` carries a text for the status bar, `opened` the uid of the household that is shown now, `household_wanted`
    asks for another household and a person of it.
    """

    stepped = Signal(int)
    saved = Signal(object)
    said = Signal(str)
    opened = Signal(str)
    household_wanted = Signal(str, str)
    second_keying_wanted = Signal()

    def __init__(self, worker: ArchiveWorker, around: Surroundings, office: SessionOffice, *, read_only: bool) -> None:
        """Start without a household."""
        super().__init__()
        self.session: HouseholdSession | None = None
        self.previous: HouseholdFile | None = None
        self.findings: list[Finding] = []
        self._worker = worker
        self._around = around
        self._office = office
        self._read_only = read_only
        self._wanted = ""
        self._loading = ""
        self._place: tuple[str, int, Place | None] = ("basic", 0, None)
        self._go_to: Place | None = None
        self._enter_first = False
        self.tabs = PageTabs(worker, around)
        self.panel = ChecksPanel()
        self.side = FoldingPanel(self.panel, self)
        self.twins = TwinFinder(worker)
        self.banner = DraftBanner()
        self.conflicts = HouseholdStrip(worker)
        self.drafts = DraftKeeper(worker, lambda: None if read_only else self.session, self.tabs.half_typed)
        self._kept: dict[str, HouseholdSession] = {}
        self._checks = QTimer(self)
        self._checks.setSingleShot(True)
        self._checks.setInterval(CHECK_MS)
        self._checks.timeout.connect(self.check_now)
        self._arrange()
        self._connect()
        self.setEnabled(False)

    def _arrange(self) -> None:
        middle = QVBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(8)
        middle.addWidget(self.banner)
        middle.addWidget(self.conflicts)
        middle.addWidget(self.tabs, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(middle, 1)
        layout.addWidget(self.side)

    def _connect(self) -> None:
        self.tabs.edited.connect(self._edited)
        self.tabs.repeat_wanted.connect(self.repeat_previous)
        self.tabs.number_said.connect(self.twins.ask)
        self.twins.found.connect(self._say_twins)
        self.tabs.twin_wanted.connect(self.go_to_twin)
        self.tabs.header.stepped.connect(self.stepped)
        self.panel.picked.connect(self.go_to)
        self.conflicts.marked.connect(self._show_marks)
        self.banner.save_wanted.connect(self.save)
        self.banner.drop_wanted.connect(self.drop_draft)
        self.drafts.kept.connect(self._say_draft)
        self.drafts.failed.connect(partial(message.error, self))
        QApplication.instance().focusChanged.connect(self._focus_changed)  # type: ignore[union-attr]

    # opening

    def open(self, uid: str, go_to: Place | None = None) -> None:
        """Show a household, saving the one shown before; the cursor stays on the same field, or goes to `go_to`."""
        if uid == self._loading:  # it is on its way: shown twice, it would lose the place asked for
            self._go_to = go_to or self._go_to
            return
        self.leave()
        self._wanted = self._loading = uid
        self._go_to = go_to
        self._worker.submit(partial(load_household, uid=uid), partial(self._arrived, uid), self._not_loaded)

    def open_new(self, division: str) -> None:
        """Begin a household that is not in the archive yet."""
        self.leave()
        uid = new_uid()
        self._wanted, self._loading = uid, ""
        self._go_to = Place("household", "", "number")
        self._show(Loaded(HouseholdFile({"uid": uid, "division": division or None}), True, None, {}))

    def _not_loaded(self, problem: Exception) -> None:
        self._loading = ""
        message.error(self, problem)

    def _arrived(self, uid: str, loaded: Loaded) -> None:
        self._loading = ""
        if uid != self._wanted:
            return
        session = self.session
        if session is not None and session.file.uid != uid and not self._read_only:
            # typed, or a photo arrived, between the key and the household it asked for
            self.tabs.commit()
            if session.is_dirty:
                self.save()
        self._show(loaded)

    def _show(self, loaded: Loaded) -> None:
        session = HouseholdSession(loaded.file, self._office, loaded.is_new, twins=dict(loaded.twins))
        self.twins.begin(session)
        earlier = self._kept.pop(session.file.uid, None)
        if earlier is not None:
            session.take_over(earlier)
        if loaded.draft is not None:
            session.restore(loaded.draft.data)
        self.session = session
        self.banner.show_draft(loaded.draft if session.is_dirty else None)
        self.setEnabled(True)
        self.panel.forget()
        self.tabs.bind(session)
        self.conflicts.ask(session.file.uid)
        self.check_now()
        self._restore_cursor()
        self.opened.emit(loaded.file.uid)

    def leave(self) -> None:
        """Hand over what is half typed and save it; what could not be read stays as a draft."""
        if self.session is None:
            return
        self._place = self.tabs.where()
        self.tabs.commit()
        if self.session.is_dirty and not self._read_only:
            self.save()
        if not self.session.is_blank:
            self.previous = self.session.file
            self._remember(self.session)

    def _remember(self, session: HouseholdSession) -> None:
        """Keep what can be undone in the last households, so that it can be on coming back."""
        self._kept.pop(session.file.uid, None)
        self._kept[session.file.uid] = session
        while len(self._kept) > MOST_KEPT:
            del self._kept[next(iter(self._kept))]

    def close_household(self) -> None:
        """Show nothing: the household is gone or the list is empty."""
        self.session = None
        self._wanted = self._loading = ""
        self.drafts.stop()
        self.setEnabled(False)

    def _restore_cursor(self) -> None:
        if self._go_to is not None:
            self.go_to(self._go_to)
        elif self._enter_first:
            self.tabs.focus_end(1)
        elif self.isVisible():  # loaded anew behind another page, it leaves that page its cursor
            self.tabs.put_cursor(*self._place)
        self._go_to = None
        self._enter_first = False

    # editing

    def _edited(self) -> None:
        if self.session is not None:
            self._checks.start()
            self.drafts.note_change()

    def _focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is None or not self.isAncestorOf(now):
            return
        self.drafts.field_left()
        signal = now.textEdited if isinstance(now, QLineEdit) else getattr(now, "textChanged", None)
        if signal is not None:
            signal.connect(self._key_typed, Qt.ConnectionType.UniqueConnection)

    @Slot()
    def _key_typed(self) -> None:
        """Every key counts for the draft, long before the field hands anything over."""
        if self.session is not None:
            self.drafts.note_change()

    def _say_draft(self, lies_there: bool) -> None:
        if self.isVisible():  # behind another page it would stay in the status bar there
            kept = f"草稿已自动保存 {datetime.now():%H:%M:%S}"
            self.said.emit(kept if lies_there else "改动已全部撤回，没有待保存的内容")

    def check_now(self) -> None:
        """Run the rules and show what they find."""
        self._checks.stop()
        if self.session is None:
            return
        self.twins.ask_all()
        self.findings = self.session.findings()
        names = {member["uid"]: member.get("name") or "" for member in self.session.file.members}
        self.panel.show_notes(notes_of(self.findings, self.session.unparsed, names))
        parts = self.session.completeness()
        self.panel.bars.show_parts(parts)
        self.tabs.header.show_file(self.session.file, self.session.year, overall(parts.values()))
        self._show_marks()

    def _show_marks(self) -> None:
        """Show at the fields what the rules found and what is in conflict."""
        if self.session is not None:
            marks = self.conflicts.marks(self.session.year)
            self.tabs.show_findings([*marks, *self.findings], list(self.session.unparsed))

    def _say_twins(self) -> None:
        self.check_now()
        self.tabs.say_twins()

    def go_to_twin(self) -> None:
        """Ask for the household that has the number under the cursor already (Ctrl+J)."""
        if self.session is None:
            return
        self.tabs.commit()
        place = self.tabs.focused_place()
        twin = None
        if place is not None and place.entity in ("member", "member_year"):
            twin = twin_of(self.session, self.session.get(Place("member", place.owner, "id_number")) or "")
        if twin is None:
            self.said.emit("光标所在的证件号码不在别的户里")
        else:
            self.household_wanted.emit(twin.household, twin.person)

    def undo(self) -> None:
        """Take back the last edit."""
        self._after_undo(lambda session: (session.undo_name, session.undo()), "已撤销：")

    def redo(self) -> None:
        """Bring back what was undone."""
        self._after_undo(lambda session: (session.redo_name, session.redo()), "已重做：")

    def _after_undo(self, act, said: str) -> None:  # noqa: ANN001 - a small local function
        if self.session is None:
            return
        self.tabs.commit()
        name, place = act(self.session)
        if not name:
            self.said.emit("没有可撤销的改动" if said == "已撤销：" else "没有可重做的改动")
            return
        self.tabs.refresh()
        self.check_now()
        self.drafts.note_change()
        if place is not None:
            self.go_to(place)
        self.said.emit(said + name)

    def repeat_previous(self) -> None:
        """Fill empty repeatable fields from the household before (F6)."""
        if self.session is None or self.previous is None or self._read_only:
            self.said.emit("还没有上一户可沿用")
            return
        self.tabs.commit()
        filled = carry_over(self.session, self.previous)
        self.tabs.mark_carried(filled)
        self.tabs.refresh()
        self._edited()
        self.check_now()
        self.said.emit(f"沿用上一户 {len(filled)} 项" if filled else "没有可沿用的空项")

    def ditto(self) -> None:
        """Copy the field the cursor is on from the household before (Ctrl+D); in the grid the cell above."""
        if self.tabs.ditto_in_grid() or self.session is None or self._read_only:
            return
        place = self.tabs.focused_place()
        if place is not None and ditto(self.session, self.previous, place):
            self.tabs.mark_carried([place])
            self.tabs.refresh()
            self._edited()
            self.check_now()

    # moving

    def enter(self) -> None:
        """Put the cursor on the first field of the tab in front, now or when the household arrives."""
        if self.session is not None and self.session.file.uid == self._wanted:
            self.tabs.focus_end(1)
        else:
            self._enter_first = True

    def take_focus(self) -> None:
        """Put the cursor back where it was before cards, search or another page took it."""
        last = self.focusWidget()
        if last is not None and last is not self and last.isVisible():
            last.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.session is not None:
            self.tabs.focus_end(1)

    def go_to(self, place: Place) -> None:
        """Put the cursor on a place, whichever tab it is on."""
        self.tabs.go_to(place)

    def next_error(self, step: int) -> None:
        """Go to the next or previous line of the checks (F8)."""
        self.tabs.commit()
        self.check_now()
        if not self.panel.step(step):
            self.said.emit("√ 没有发现问题")

    # saving

    def save(self) -> None:
        """Write the household; errors never stand in the way."""
        session = self.session
        if session is None or self._read_only:
            return
        self.tabs.commit()
        self.drafts.stop()
        if session.is_blank:
            self.said.emit("新户还没有内容，没有保存")
            return
        pending = session.pending()
        if not pending.changes and not pending.removed:
            if session.unparsed:
                self.drafts.keep_now()
            self.said.emit("看不懂的内容没有写入，存为草稿" if session.unparsed else "没有改动")
            return
        rest = {"is_new": False, "year": session.year, "changes": [], "removed": [], "texts": []}
        rest["texts"] = [[*place, text] for place, text in session.unparsed.items()]
        job = partial(save_household, pending=pending, draft=rest if session.unparsed else {})
        self._worker.submit(job, partial(self._was_saved, session, pending), partial(self._not_saved, session))

    def _was_saved(self, session: HouseholdSession, pending, change: Change) -> None:  # noqa: ANN001 - Pending
        session.mark_saved(pending)
        head = pending.after.head or {}
        name = head.get("name") or pending.after.household.get("head_name") or "新户"
        unread = f"，{len(session.unparsed)} 项看不懂，没有写入" if session.unparsed else ""
        self.said.emit(f"√ 已保存 {name} {datetime.now():%H:%M:%S}{unread}")
        if session is self.session:
            self.banner.show_draft(None)
            self.tabs.after_save()
            self.conflicts.ask(session.file.uid)
            self.check_now()
        self.saved.emit(change)

    def _not_saved(self, session: HouseholdSession, problem: Exception) -> None:
        # on a full disk the draft can't be kept either: the text stays on the page, and one message is enough
        job = partial(keep_draft, household=session.file.uid, data=session.draft())
        self._worker.submit(job, failed=lambda _problem: None)
        message.error(self, problem)

    def drop_draft(self) -> None:
        """Give the draft up and show the household as it lies in the archive."""
        session = self.session
        if session is None:
            return
        self.drafts.stop()
        uid, is_new = session.file.uid, session.is_new
        self._worker.submit(partial(keep_draft, household=uid, data={}))
        self.session = None
        if is_new:
            self.close_household()
            self.banner.show_draft(None)
        else:
            self.open(uid)

    def record(self) -> Record:
        """Return the household's own record, empty where none is shown."""
        return self.session.file.household if self.session is not None else {}
