"""The log of packs: what was sent to whom and is acknowledged or not, what came and how it went, what partners told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import orjson

from storage.archive.archive import Archive
from storage.archive.transaction import transaction


@dataclass(frozen=True, slots=True)
class Sent:
    """A pack that went out. `tips` are (scope, desk, id, number) of the chain ends it led up to; times UTC, ISO.

    `acknowledged` is when the receiver said so and `how` by what: `receipt`, `tips`, or `assumed` by a person here.
    """

    id: str
    number: int
    office: str
    division: str
    at: str
    kind: str
    scope: str
    files: tuple[str, ...]
    bytes: int
    ops: int
    records: int
    tips: tuple[tuple[str, str, str, int], ...]
    digests: Mapping[str, str]
    acknowledged: str | None = None
    how: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A pack that came in, or was refused: then `sentence` says why. What the pack did not reveal is None."""

    id: str | None
    volume: int
    volumes: int
    number: int | None
    desk: str | None
    office: str | None
    division: str | None
    made: str | None
    at: str
    file: str
    outcome: str
    code: str
    sentence: str
    batch: str | None


_SENT = "id, number, office, division, at, kind, scope, files, bytes, ops, records, tips, digests, acknowledged, how"
_TAKEN = (
    "id, volume, volumes, number, desk, office, division, made, at, file, outcome, code, sentence, batch"
)  # fmt: skip


def next_number(archive: Archive, office: str, division: str) -> int:
    """Return the number of the next pack for an office, from 1 on."""
    row = archive.connection.execute(
        "SELECT max(number) FROM pack_sent WHERE office = ? AND division = ?", (office, division)
    ).fetchone()
    return 1 + (row[0] or 0)


def note_sent(archive: Archive, sent: Sent) -> None:
    """Write down a pack that went out."""
    with transaction(archive) as connection:
        connection.execute(
            f"INSERT INTO pack_sent({_SENT}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
            (
                sent.id, sent.number, sent.office, sent.division, sent.at, sent.kind, sent.scope,
                orjson.dumps(sent.files).decode(), sent.bytes, sent.ops, sent.records, orjson.dumps(sent.tips).decode(),
                orjson.dumps(dict(sent.digests)).decode(), sent.acknowledged, sent.how,
            ),
        )  # fmt: skip


def sent_packs(archive: Archive, office: str, division: str, limit: int = -1) -> list[Sent]:
    """Return the packs that went to an office, newest first."""
    rows = archive.connection.execute(
        f"SELECT {_SENT} FROM pack_sent WHERE office = ? AND division = ? ORDER BY number DESC LIMIT ?",  # noqa: S608
        (office, division, limit),
    ).fetchall()
    return [_sent(row) for row in rows]


def _sent(row: tuple[object, ...]) -> Sent:
    told = dict(zip([name.strip() for name in _SENT.split(",")], row, strict=True))
    tips = tuple(tuple(tip) for tip in orjson.loads(str(told["tips"])))
    read = {"files": tuple(orjson.loads(str(told["files"]))), "digests": orjson.loads(str(told["digests"]))}
    return Sent(**told | read | {"tips": tips})  # pyright: ignore[reportArgumentType]


def acknowledge(archive: Archive, pack: str, at: str, how: str) -> None:
    """Write down that the receiver has a pack; the first word stands."""
    with transaction(archive) as connection:
        connection.execute(
            "UPDATE pack_sent SET acknowledged = ?, how = ? WHERE id = ? AND acknowledged IS NULL", (at, how, pack)
        )


def note_taken(archive: Archive, taken: Taken) -> None:
    """Write down a pack that came in or was refused."""
    with transaction(archive) as connection:
        connection.execute(
            f"INSERT INTO pack_taken({_TAKEN}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
            (
                taken.id, taken.volume, taken.volumes, taken.number, taken.desk, taken.office, taken.division,
                taken.made, taken.at, taken.file, taken.outcome, taken.code, taken.sentence, taken.batch,
            ),
        )  # fmt: skip


def taken_packs(archive: Archive, desk: str | None = None, limit: int = -1) -> list[Taken]:
    """Return the packs that came, newest first: all, or those of one desk."""
    where, values = ("WHERE desk = ?", [desk]) if desk is not None else ("", [])
    rows = archive.connection.execute(
        f"SELECT {_TAKEN} FROM pack_taken {where} ORDER BY n DESC LIMIT ?",  # noqa: S608
        [*values, limit],
    )
    return [Taken(*row) for row in rows]


def was_taken(archive: Archive, pack: str, volume: int) -> bool:
    """Tell whether this volume of a pack came in before."""
    row = archive.connection.execute(
        "SELECT 1 FROM pack_taken WHERE id = ? AND volume = ? AND outcome IN ('applied', 'held', 'already') LIMIT 1",
        (pack, volume),
    ).fetchone()
    return row is not None


def keep_lines(archive: Archive, desk: str, section: str, lines: Mapping[str, bytes], *, all_of_it: bool) -> None:
    """Keep what a partner desk told in a section, by key; `all_of_it`: what is not named is over."""
    with transaction(archive) as connection:
        if all_of_it:
            connection.execute("DELETE FROM peer_line WHERE desk = ? AND section = ?", (desk, section))
        connection.executemany(
            "INSERT OR REPLACE INTO peer_line(desk, section, key, line) VALUES (?, ?, ?, ?)",
            [(desk, section, key, line) for key, line in lines.items() if line],
        )
        connection.executemany(
            "DELETE FROM peer_line WHERE desk = ? AND section = ? AND key = ?",
            [(desk, section, key) for key, line in lines.items() if not line],
        )


def told_lines(archive: Archive, desks: Iterable[str], section: str) -> dict[str, bytes]:
    """Return what desks last told in a section, by key."""
    found: dict[str, bytes] = {}
    for desk in desks:
        rows = archive.connection.execute(
            "SELECT key, line FROM peer_line WHERE desk = ? AND section = ? ORDER BY key", (desk, section)
        )
        found.update(dict(rows.fetchall()))
    return found


def count_lines(archive: Archive, desk: str, section: str) -> int:
    """Return how many lines a desk told in a section."""
    query = "SELECT count(*) FROM peer_line WHERE desk = ? AND section = ?"
    return int(archive.connection.execute(query, (desk, section)).fetchone()[0])


def latest_sent(archive: Archive, limit: int = 200) -> list[Sent]:
    """Return the packs that went out, to whomever, newest first."""
    rows = archive.connection.execute(
        f"SELECT {_SENT} FROM pack_sent ORDER BY at DESC, number DESC LIMIT ?",  # noqa: S608
        (limit,),
    ).fetchall()
    return [_sent(row) for row in rows]
