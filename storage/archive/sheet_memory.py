"""What the office has taught the program about sheets: columns by heading set, option texts; and columns kept as is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

import orjson

from storage.archive.archive import Archive

KEEP_TEXT = ""
"""An option mapping to this says: keep the text as it came."""


@dataclass(frozen=True, slots=True)
class KnownSheet:
    """One remembered heading set: `targets` by column key; what a target's text means is the exchange's business."""

    key: str
    title: str
    headings: tuple[str, ...]
    targets: dict[str, str]
    join_by: str
    at: str
    user: str


@dataclass(frozen=True, slots=True)
class KnownOption:
    """A text of some sheet and the code it stands for; `code` “” = kept as text."""

    list_name: str
    text: str
    code: str
    at: str
    user: str


@dataclass(frozen=True, slots=True)
class KeptRow:
    """Cells of columns that mean nothing known, as they came: by heading, with file, row and who they are about."""

    household: str
    person: str
    source: str
    row: int
    cells: dict[str, str]
    batch: str = ""


def remember_sheet(
    archive: Archive, key: str, title: str, headings: Iterable[str], targets: Mapping[str, str], join_by: str
) -> None:
    """Remember what the columns of a heading set mean; a later decision replaces an earlier one."""
    archive.connection.execute(
        "INSERT OR REPLACE INTO sheet_mapping(key, title, headings, targets, join_by, at, user) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (key, title, _json(list(headings)), _json(dict(targets)), join_by, _now(), archive.user),
    )


def known_sheet(archive: Archive, key: str) -> KnownSheet | None:
    """Return what is remembered of a heading set, or None."""
    found = _sheets(archive, "WHERE key = ?", (key,))
    return found[0] if found else None


def list_sheets(archive: Archive) -> list[KnownSheet]:
    """Return every remembered heading set, the latest first."""
    return _sheets(archive, "", ())


def forget_sheet(archive: Archive, key: str) -> None:
    """Forget a heading set."""
    archive.connection.execute("DELETE FROM sheet_mapping WHERE key = ?", (key,))


def _sheets(archive: Archive, where: str, values: tuple[str, ...]) -> list[KnownSheet]:
    rows = archive.connection.execute(
        f"SELECT key, title, headings, targets, join_by, at, user FROM sheet_mapping {where} ORDER BY at DESC, key",  # noqa: S608
        values,
    )
    return [
        KnownSheet(key, title, tuple(orjson.loads(headings)), orjson.loads(targets), join_by, at, user)
        for key, title, headings, targets, join_by, at, user in rows
    ]


def remember_option(archive: Archive, list_name: str, text: str, code: str) -> None:
    """Remember which code a text stands for; `KEEP_TEXT` = none, keep the text."""
    archive.connection.execute(
        "INSERT OR REPLACE INTO option_mapping(list, text, code, at, user) VALUES (?, ?, ?, ?, ?)",
        (list_name, text, code, _now(), archive.user),
    )


def list_options(archive: Archive) -> list[KnownOption]:
    """Return every remembered option text."""
    rows = archive.connection.execute("SELECT list, text, code, at, user FROM option_mapping ORDER BY list, text")
    return [KnownOption(*row) for row in rows]


def forget_option(archive: Archive, list_name: str, text: str) -> None:
    """Forget what an option text stands for."""
    archive.connection.execute("DELETE FROM option_mapping WHERE list = ? AND text = ?", (list_name, text))


def keep_rows(archive: Archive, batch: str, rows: Iterable[KeptRow]) -> None:
    """Keep cells of unknown columns beside the records they came with; what is kept already is not kept twice."""
    listed = iter(rows)
    while part := list(islice(listed, 500)):
        homes = sorted({row.household for row in part})
        marks = ",".join("?" * len(homes))
        known = set(
            archive.connection.execute(
                f"SELECT household, person, cells FROM kept_row WHERE household IN ({marks})",  # noqa: S608
                homes,
            ).fetchall()
        )
        told = [(batch, row.household, row.person, row.source, row.row, _json(row.cells)) for row in part]
        archive.connection.executemany(
            "INSERT INTO kept_row(batch, household, person, source, row, cells) VALUES (?, ?, ?, ?, ?, ?)",
            [row for row in told if (row[1], row[2], row[5]) not in known],
        )


def kept_rows(archive: Archive, household: str) -> list[KeptRow]:
    """Return the kept cells of a household, the latest first; those of batches that were undone left out."""
    rows = archive.connection.execute(
        "SELECT k.household, k.person, k.source, k.row, k.cells, k.batch FROM kept_row k "
        "LEFT JOIN batch b ON b.uid = k.batch WHERE k.household = ? AND b.undone_by IS NULL ORDER BY k.n DESC",
        (household,),
    )
    return [
        KeptRow(home, person, source, row, orjson.loads(cells), batch)
        for home, person, source, row, cells, batch in rows
    ]


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
