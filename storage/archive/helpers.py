"""The people who help, for choosing one: they belong to no household."""

from __future__ import annotations

from models.catalogue import ENTITIES
from models.fields import Record
from storage.archive.archive import Archive
from storage.archive.columns import RowReader, table_of

_HELPER = RowReader(ENTITIES["helper"], ("uid",))


def list_helpers(archive: Archive) -> list[Record]:
    """Return every helper that is not deleted, by unit and name."""
    query = f"SELECT {_HELPER.columns} FROM {table_of('helper')} WHERE deleted = 0 ORDER BY unit, name"  # noqa: S608
    return [_HELPER.record(row) for row in archive.connection.execute(query)]
