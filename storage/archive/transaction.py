"""One transaction on an archive: all of it or nothing, with known trouble told as a sentence."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from storage.archive import ballast
from storage.archive.archive import Archive
from storage.archive.collector import rare_collections
from storage.archive.problems import StorageProblem, known_problems
from storage.archive.sqlite import Connection


@contextmanager
def transaction(archive: Archive) -> Generator[Connection]:
    """Open a writing transaction; inside another one, take part in that."""
    archive.refuse_read_only()
    connection = archive.connection
    if connection.in_transaction:
        yield connection
        return
    with _room_for_full(archive), known_problems(), _all_or_nothing(connection):
        yield connection


@contextmanager
def _room_for_full(archive: Archive) -> Generator[None]:
    """Give the ballast back where the disk is full, so that the next try of the same thing gets through."""
    try:
        yield
    except StorageProblem as problem:
        if problem.code == "full" and ballast.release(archive.folder):
            raise StorageProblem("full", _SAVE_AGAIN) from problem
        raise


_SAVE_AGAIN = "磁盘满了，这次的改动没有写入，原有数据完好。程序已腾出备用的空间：请马上再保存一次，然后清理磁盘。"


@contextmanager
def record_transaction(archive: Archive, note: tuple[str, str, str, str] | None) -> Generator[None]:
    """Open the transaction in which records are written; whoever takes it back inside has written nothing.

    `note` (batch, kind, source, time) stands beside the database meanwhile, so that the next start can say how a write
    ended that was cut off; None for a trial.
    """
    with _room_for_full(archive), known_problems(), rare_collections():
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
