"""Drafts: what was typed and not yet saved, kept through a crash. They lie in the archive, protected like it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from storage.archive.archive import Archive
from storage.archive.problems import known_problems


@dataclass(frozen=True, slots=True)
class DraftNote:
    """An unfinished household: its uid, when (UTC, ISO) and by whom it was last typed in, and what was typed."""

    household: str
    at: str
    user: str
    data: dict[str, Any]


def save_draft(archive: Archive, household: str, data: dict[str, Any]) -> None:
    """Keep the draft of one household; a later one replaces it."""
    if archive.read_only:
        return
    with known_problems():
        archive.connection.execute(
            "INSERT OR REPLACE INTO draft(household, at, user, data) VALUES (?, ?, ?, ?)",
            (household, datetime.now(UTC).isoformat(timespec="seconds"), archive.user, orjson.dumps(data).decode()),
        )


def load_draft(archive: Archive, household: str) -> DraftNote | None:
    """Return the draft of a household, or None."""
    row = archive.connection.execute(
        "SELECT household, at, user, data FROM draft WHERE household = ?", (household,)
    ).fetchone()
    return DraftNote(row[0], row[1], row[2], orjson.loads(row[3])) if row else None


def drop_draft(archive: Archive, household: str) -> None:
    """Forget the draft of a household, after it was saved or given up."""
    if not archive.read_only:
        with known_problems():
            archive.connection.execute("DELETE FROM draft WHERE household = ?", (household,))


def list_drafts(archive: Archive) -> list[DraftNote]:
    """Return all drafts, newest first."""
    rows = archive.connection.execute("SELECT household, at, user, data FROM draft ORDER BY at DESC")
    return [DraftNote(row[0], row[1], row[2], orjson.loads(row[3])) for row in rows]
