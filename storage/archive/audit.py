"""What was shown or carried out in full: printing and exporting unmasked numbers is written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from storage.archive.archive import Archive
from storage.archive.problems import known_problems


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One entry: UTC time, user, what was done, and how much of it (no personal data)."""

    at: str
    user: str
    action: str
    detail: str


def note_disclosure(archive: Archive, action: str, detail: str) -> None:
    """Write down that full numbers left the archive; call it before they do."""
    with known_problems():
        archive.connection.execute(
            "INSERT INTO audit(at, user, action, detail) VALUES (?, ?, ?, ?)",
            (datetime.now(UTC).isoformat(timespec="seconds"), archive.user, action, detail),
        )


def disclosures(archive: Archive, limit: int = 500) -> list[AuditLine]:
    """Return the entries, newest first."""
    rows = archive.connection.execute("SELECT at, user, action, detail FROM audit ORDER BY n DESC LIMIT ?", (limit,))
    return [AuditLine(*row) for row in rows]
