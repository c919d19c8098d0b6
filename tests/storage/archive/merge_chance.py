"""All chance and time of a merge history, ruled by its seed."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from storage.archive import (
    incarnation,
    incarnation_guard,
    merging,
    ops,
    records,
)


def _admit_all(*_ignored: object, **_named: object) -> None:
    """Stand for the guard at opening: a history says itself which restores and copies are noticed."""


class Chance:
    """All chance and time of one history, so that its seed tells everything: uids, nonces, desk ids, keys, clocks."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.offset = timedelta()
        self._ticks = itertools.count()

    def now(self, tz: Any = None) -> datetime:
        return datetime(2026, 3, 1, tzinfo=tz or UTC) + timedelta(minutes=next(self._ticks)) + self.offset

    def uid(self) -> str:
        return f"{next(self._ticks):08x}-{self.random.getrandbits(48):012x}"

    def hex(self, size: int) -> str:
        return self.random.randbytes(size).hex()

    @contextmanager
    def ruling(self) -> Iterator[None]:
        """Rule over the modules that write, while the block runs."""
        own = SimpleNamespace(now=self.now, fromisoformat=datetime.fromisoformat)
        patches = [
            (ops, "os", SimpleNamespace(urandom=self.random.randbytes)),
            (incarnation, "secrets", SimpleNamespace(token_hex=self.hex)),
            *((module, "new_uid", self.uid) for module in (records, merging)),
            *((module, "datetime", own) for module in (records, merging)),
            (incarnation_guard, "admit", _admit_all),
            (incarnation_guard, "note", _admit_all),
        ]
        before = [(module, name, getattr(module, name)) for module, name, _new in patches]
        for module, name, new in patches:
            setattr(module, name, new)
        try:
            yield
        finally:
            for module, name, old in before:
                setattr(module, name, old)
