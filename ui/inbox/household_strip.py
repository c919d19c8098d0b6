"""The strip above a household with open cases, and the marks at its fields; typing goes on as ever."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from models.catalogue import ENTITIES
from models.keys import INCOME_PREFIX, split_key
from models.rules import Finding
from storage.archive.archive import Archive
from storage.archive.conflicts import conflicts_of
from storage.archive.ops import DELETED, HOME
from storage.archive.progress import Progress
from ui.background import ArchiveWorker

NO_RULE = 0
SENTENCE = "待核：两边填得不一样"
REMEDY = "到“待处理”里选，或直接改成核实过的值"


def waiting_of(archive: Archive, _progress: Progress, household: str) -> list[tuple[str, str, str, str]]:
    """Return (entity, record uid, facet, case id) of the open cases of a household."""
    return [(one.entity, one.uid, one.facet, one.id) for one in conflicts_of(archive, household)]


class HouseholdStrip(QFrame):
    """`wanted` asks for the inbox at a household (uid), `marked` says that `marks` are there or gone."""

    wanted = Signal(str)
    marked = Signal()

    def __init__(self, worker: ArchiveWorker) -> None:
        """Start hidden."""
        super().__init__()
        self.setProperty("banner", True)
        self._worker = worker
        self._uid = ""
        self._places: list[tuple[str, str, str, str]] = []
        self.text = QLabel()
        self.text.setProperty("role", "warning")
        self.text.setWordWrap(True)
        self.link = QPushButton("去待处理")
        self.link.setFocusPolicy(self.link.focusPolicy().ClickFocus)
        self.link.clicked.connect(lambda: self.wanted.emit(self._uid))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        row.addWidget(self.text, 1)
        row.addWidget(self.link)
        self.hide()

    def ask(self, uid: str) -> None:
        """Ask what is open in a household; until the answer is here what was shown of another one is gone."""
        if uid != self._uid:
            self._uid = uid
            self._show(uid, [])
        self._worker.submit(partial(waiting_of, household=uid), partial(self._show, uid), lambda _problem: None)

    def _show(self, uid: str, places: list[tuple[str, str, str, str]]) -> None:
        if uid != self._uid:
            return
        changed, self._places = places != self._places, places
        self.setVisible(bool(places))
        self.text.setText(f"⚠ 这一户有 {len(places)} 处待处理：两边改得不一样，值都在，可以照常录入。")
        if changed:
            self.marked.emit()

    def marks(self, year: int) -> list[Finding]:
        """Return a mark for every field that is in conflict, of yearly ones those of `year`."""
        found: list[Finding] = []
        for entity, uid, facet, _name in self._places:
            if facet in (DELETED, HOME) or entity not in ENTITIES:
                continue
            parts = split_key(facet)
            if entity == "year" and not uid.endswith(f".{year}"):
                continue
            if parts is not None:
                kind = "income" if parts[0] == INCOME_PREFIX else "member_year"
                found.append(self._mark(kind, parts[2], parts[1]))
                continue
            names = next((one.names for one in ENTITIES[entity].facets if one.name == facet), (facet,))
            person = "" if entity in ("household", "year") else uid
            found += [self._mark(entity, person, name) for name in names]
        return found

    def _mark(self, entity: str, person: str, field: str) -> Finding:
        return Finding(NO_RULE, "W", entity, self._uid, person or None, field, "", SENTENCE, REMEDY)
