"""Python's search for unreachable cycles, made rare while very many records pass through."""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager

OBJECTS = 50_000
"""So many new objects between two searches: some ten megabytes at most lie about until then."""


@contextmanager
def rare_collections() -> Generator[None]:
    """Let the collector look only after every `OBJECTS` new objects while the block runs.

    Records are plain data without cycles and go as soon as nobody holds them; looking through a plan of a whole county
    again and again finds nothing. Where the collector is off, it stays off.
    """
    before = gc.get_threshold()
    gc.set_threshold(max(OBJECTS, before[0]) if before[0] else 0, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
