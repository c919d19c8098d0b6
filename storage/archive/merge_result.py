"""What a merge did or would do: counts, and a line per record and facet, packed so that a whole city fits."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from storage.archive.op_exchange import Gap

PAGE = 500
"""Lines packed together."""


@dataclass(frozen=True, slots=True)
class MergeLine:
    """One record that is new or gone, or one facet of one record that changes. Values by flat key, as stored.

    `kind` is new, filled (it was empty here), changed, conflict, duplicate, deleted, restored or held (set aside);
    `old` what stands here, `new` what came. `title` says which record it is, as people read it; `who`, `desk` and `at`
    (UTC, as claimed) belong to the value that came, `office` brought it.
    """

    entity: str
    uid: str
    household: str
    village: str
    facet: str
    kind: str
    old: dict[str, Any]
    new: dict[str, Any]
    who: str
    desk: str
    office: str
    at: str
    title: str


@dataclass(slots=True)
class Counts:
    """Records by what happens to them, each once in `new`, `changed`, `deleted` or `same`.

    Conflicts and duplicates are cases; `filled` are facets that were empty here.
    """

    new: int = 0
    changed: int = 0
    deleted: int = 0
    same: int = 0
    filled: int = 0
    conflicts: int = 0
    duplicates: int = 0
    held: int = 0


class MergeLines:
    """The lines of a merge in the order of households; packed in memory, fetched by page."""

    def __init__(self) -> None:
        """Start empty."""
        self._packed: list[bytes] = []
        self._open: list[MergeLine] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, line: MergeLine) -> None:
        """Add a line at the end."""
        self._open.append(line)
        self._count += 1
        if len(self._open) == PAGE:
            self._packed.append(zlib.compress(orjson.dumps(self._open), 1))
            self._open.clear()

    def page(self, start: int, count: int) -> list[MergeLine]:
        """Return up to `count` lines from number `start` on."""
        found: list[MergeLine] = []
        place = start
        while place < min(start + count, self._count):
            lines = self._lines_of(place // PAGE)
            wanted = lines[place % PAGE : place % PAGE + start + count - place]
            found += wanted
            place += len(wanted)
        return found

    def __iter__(self) -> Iterator[MergeLine]:
        for number in range(len(self._packed) + 1):
            yield from self._lines_of(number)

    def _lines_of(self, number: int) -> list[MergeLine]:
        if number >= len(self._packed):
            return self._open
        return [MergeLine(**line) for line in orjson.loads(zlib.decompress(self._packed[number]))]


@dataclass(slots=True)
class MergeResult:
    """The outcome. `batch` is "" where nothing came that was not here, and in a dry run.

    `ops` are new ones, `known` those that were here; `waiting` lack their predecessor, `refused` come from a desk or
    for a village that the sender may not speak for. `villages` counts by scope. `new_desk` says that this desk found
    ops under its own name which it never wrote, and has taken a new name.
    """

    counts: Counts = field(default_factory=Counts)
    villages: dict[str, Counts] = field(default_factory=dict[str, Counts])
    lines: MergeLines = field(default_factory=MergeLines)
    missing: list[Gap] = field(default_factory=list[Gap])
    ops: int = 0
    known: int = 0
    waiting: int = 0
    refused: int = 0
    batch: str = ""
    new_desk: bool = False
