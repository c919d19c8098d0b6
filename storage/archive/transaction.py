"""One transaction on an archive: all of it or nothing, with known trouble told as a sentence."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from storage.archive.archive import Archive
from storage.archive.problems import known_problems
from storage.archive.sqlite import Connection


@contextmanager
def transaction(archive: Archive) -> Generator[Connection]:
    """Open a writing transaction; inside another one, take part in that."""
    archive.refuse_read_only()
    connection = archive.connection
    if connection.in_transaction:
        yield connection
        return
    with known_problems():
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.commit()
        except BaseException:
            if connection.in_transaction:
                connection.rollback()
            raise
