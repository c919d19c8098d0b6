"""What a season must end with, kept beside the program and not by it: who knew of which edit when each edit was made.

An edit is named by its op and by the op before it in its chain; that is how packs carry it. What a desk knows, what a
pack holds and which values are left alive is reckoned here from scratch.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import orjson

from storage.archive.archive import Archive


@dataclass(frozen=True)
class Edit:
    """One edit: its op, the op before it, its chain, what it wrote, and the edits it knowingly replaced."""

    op: str
    before: str
    chain: tuple[str, str]
    cell: tuple[str, str] | None
    value: str
    replaced: frozenset[str]


@dataclass
class Knowledge:
    """What has reached a desk, and what it last heard others say they have."""

    received: set[str] = field(default_factory=set)
    stated: dict[str, frozenset[str]] = field(default_factory=dict)

    def copy(self) -> Knowledge:
        return Knowledge(set(self.received), dict(self.stated))


class Oracle:
    """Every edit ever made, and who knows of it."""

    def __init__(self) -> None:
        self.edits: dict[str, Edit] = {}
        self.desks: dict[str, Knowledge] = {}

    def note(
        self, desk: str, archive: Archive, count: int, cell: tuple[str, str] | None = None, value: str = ""
    ) -> None:
        """Take down the last `count` ops that a desk has written."""
        query = "SELECT id, scope, desk, header FROM op ORDER BY n DESC LIMIT ?"
        known = self.known(desk)
        for name, scope, writer, header in reversed(archive.connection.execute(query, (count,)).fetchall()):
            replaced = frozenset(self.alive(known, cell)) if cell else frozenset[str]()
            edit = Edit(name.hex(), orjson.loads(header)["h"], (scope, writer), cell, value, replaced)
            self.edits[edit.op] = edit
            self.desks[desk].received.add(edit.op)

    def known(self, desk: str) -> set[str]:
        """What counts at a desk: received, with everything before it in its chain."""
        received = self.desks[desk].received
        found: set[str] = set()
        waiting = set(received)
        while True:
            fits = {op for op in waiting if not self.edits[op].before or self.edits[op].before in found}
            if not fits:
                return found
            found |= fits
            waiting -= fits

    def alive(self, known: set[str], cell: tuple[str, str]) -> list[str]:
        """The edits of a cell that no known edit replaced."""
        here = [op for op in known if self.edits[op].cell == cell]
        gone = {old for op in here for old in self.edits[op].replaced}
        return [op for op in here if op not in gone]

    def packed(self, sender: str, receiver: str, scope: str) -> tuple[set[str], frozenset[str]]:
        """What a pack holds, and what the sender says in it that it has."""
        known = self.known(sender)
        said = self.desks[sender].stated.get(receiver, frozenset())
        ends = {op for op in said if not any(self.edits[other].before == op for other in said)}
        had: set[str] = set()
        for op in ends:
            place = op if op in known else ""
            while place:
                had.add(place)
                place = self.edits[place].before
        return {op for op in known - had if self.edits[op].chain[0].startswith(scope)}, frozenset(known)

    def taken(self, sender: str, receiver: str, content: set[str], said: frozenset[str]) -> None:
        """A pack has arrived."""
        self.desks[receiver].received |= content
        self.desks[receiver].stated[sender] = said

    def conflicts(self, desk: str) -> set[tuple[str, str]]:
        """The cells in which different values are alive."""
        known = self.known(desk)
        cells = {self.edits[op].cell for op in known} - {None}
        return {cell for cell in cells if cell and len({self.edits[op].value for op in self.alive(known, cell)}) > 1}
