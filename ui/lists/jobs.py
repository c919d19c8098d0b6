"""What the list page asks the archive for; every function here is a job for the worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from storage.archive.archive import Archive
from storage.archive.list_views import ListView, load_last, load_views, save_last, save_views
from storage.archive.lists import ListQuery, TableRow, Totals, list_ids, table_rows, totals, uids_of
from storage.archive.progress import Progress
from storage.exchange.list_out import write_list


@dataclass(frozen=True, slots=True)
class Listed:
    """The ids of a query in order."""

    query: ListQuery
    ids: list[int]


@dataclass(frozen=True, slots=True)
class Views:
    """The view as the list was left, and the named ones."""

    last: ListView
    named: list[ListView]


def read_views(archive: Archive, _progress: Progress) -> Views:
    """Return the views."""
    return Views(load_last(archive), load_views(archive))


def keep_last(archive: Archive, _progress: Progress, view: ListView) -> None:
    """Keep the view as the list is left."""
    save_last(archive, view)


def keep_views(archive: Archive, _progress: Progress, views: Sequence[ListView]) -> list[ListView]:
    """Keep the named views and return them."""
    save_views(archive, views)
    return load_views(archive)


def load_ids(archive: Archive, _progress: Progress, query: ListQuery) -> Listed:
    """Return the ids of a query."""
    return Listed(query, list_ids(archive, query))


def load_totals(
    archive: Archive, _progress: Progress, query: ListQuery, columns: Sequence[str]
) -> tuple[ListQuery, Totals]:
    """Return the query and the figures of all its lines."""
    return query, totals(archive, query, columns)


def load_counts(archive: Archive, _progress: Progress, scope: str, names: Sequence[str]) -> dict[str, int]:
    """Return how many households of a place each quick choice shows."""
    return {name: totals(archive, ListQuery(scope=scope, only=name), ()).lines for name in names}


def load_rows(
    archive: Archive, _progress: Progress, pages: Sequence[Sequence[int]], columns: Sequence[str]
) -> list[list[TableRow]]:
    """Return the rows of several pages of ids."""
    return [table_rows(archive, ids, columns) for ids in pages]


def uids_for(archive: Archive, _progress: Progress, ids: Sequence[int]) -> list[str]:
    """Return the uids of row ids."""
    return uids_of(archive, ids)


def export(
    archive: Archive, progress: Progress, out: Path, ids: Sequence[int], columns: Sequence[str], masked: bool
) -> int:
    """Write the lines with their columns as a workbook and return how many they are."""
    return write_list(archive, out, ids, columns, masked=masked, progress=progress)
