"""One transaction on an archive: all of it or nothing, with known trouble told as a sentence."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from storage.archive.archive import Archive
from storage.archive.collector import rare_collections
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
    with known_problems(), _all_or_nothing(connection):
        yield connection


@contextmanager
def record_transaction(archive: Archive, note: tuple[str, str, str, str] | None) -> Generator[None]:
    """Open the transaction in which records are written; whoever takes it back inside has written nothing.

    `note` (batch, kind, source, time) stands beside the database meanwhile, so that the next start can say how a write
    ended that was cut off; None for a trial.
    """
    with known_problems(), rare_collections():
        try:
            if note is not None:
                archive.writing_note.begin(*note)
            with _all_or_nothing(archive.connection):
                yield
        except BaseException:
            archive.divisions.forget()
            raise
        finally:
            if note is not None:
                archive.writing_note.end()


@contextmanager
def _all_or_nothing(connection: Connection) -> Generator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.commit()
    except BaseException:
        # a full disk has rolled back already; a second rollback would hide the reason
        if connection.in_transaction:
            connection.rollback()
        raise
