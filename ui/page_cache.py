"""The pages of rows that are looked at: what lists and tables share that fetch while someone scrolls."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from functools import partial
from typing import Generic, TypeAlias, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

R = TypeVar("R")
Tell: TypeAlias = "Callable[[list[int], list[R]], None]"
"""What is called with the numbers of pages and the pages, once they are here."""


class PageCache(QObject, Generic[R]):
    """Pages by number, those used last. `came` names a page that arrived, `fetched` says that an answer is in.

    `ask` has the pages of these numbers fetched and calls what it is given with them; in one go or piece by piece.
    """

    came = Signal(int)
    fetched = Signal()

    def __init__(
        self, ask: Callable[[list[int], Tell[R]], None], *, kept: int, at_once: int, parent: QObject | None = None
    ) -> None:
        """Start empty; `kept` pages stay. While someone scrolls fast only the last `at_once` are worth fetching."""
        super().__init__(parent)
        self._ask = ask
        self._kept = kept
        self._at_once = at_once
        self._pages: OrderedDict[int, R] = OrderedDict()
        self._wanted: list[int] = []
        self._generation = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._fetch)

    def __len__(self) -> int:
        return len(self._pages)

    def __iter__(self) -> Iterator[int]:
        return iter(self._pages)

    def __getitem__(self, page: int) -> R:
        return self._pages[page]

    def get(self, page: int) -> R | None:
        """Return a page if it is here, else None and fetch it."""
        found = self._pages.get(page)
        if found is None:
            self._want(page)
            return None
        self._pages.move_to_end(page)
        return found

    def drop(self, page: int) -> None:
        """Have a page fetched anew when it is looked at."""
        self._pages.pop(page, None)

    def forget(self) -> None:
        """Drop all pages; what is on its way is no longer wanted."""
        self._pages.clear()
        self._wanted.clear()
        self._generation += 1

    def _want(self, page: int) -> None:
        if page in self._wanted:
            return
        self._wanted.append(page)
        del self._wanted[: -self._at_once]
        if not self._timer.isActive():
            self._timer.start()

    def _fetch(self) -> None:
        pages, self._wanted = self._wanted, []
        if pages:
            self._ask(pages, partial(self._arrived, self._generation))

    def _arrived(self, generation: int, pages: list[int], found: list[R]) -> None:
        if generation != self._generation:
            return
        for page, rows in zip(pages, found, strict=True):
            self._pages[page] = rows
            self.came.emit(page)
        while len(self._pages) > self._kept:
            self._pages.popitem(last=False)
        self.fetched.emit()
