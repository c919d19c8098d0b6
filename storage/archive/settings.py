"""Settings of an archive: the working year, the as-of date, the income year, and what pages remember."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import orjson

from storage.archive.sqlite import Connection


class Settings:
    """Reads and writes the table `setting`; values are JSON."""

    def __init__(self, connection: Connection, today: Callable[[], date] = date.today) -> None:
        """Keep the connection; settings are read when asked for."""
        self._connection = connection
        self._today = today

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of `key`, or `default`."""
        row = self._connection.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
        return orjson.loads(row[0]) if row else default

    def set(self, key: str, value: Any) -> None:
        """Store a JSON value under `key`."""
        self._connection.execute(
            "INSERT INTO setting(key, value) VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value",
            (key, orjson.dumps(value).decode()),
        )

    @property
    def year(self) -> int:
        """Return the working year: the one set, else the calendar's."""
        return int(self.get("year") or self._today().year)

    @property
    def as_of(self) -> date:
        """Return the day for which ages are told: the one set, else the last day of the working year, at most today."""
        stored = self.get("as_of")
        if stored:
            return date.fromisoformat(stored)
        return min(self._today(), date(self.year, 12, 31))

    @property
    def today(self) -> date:
        """Return the calendar's day, whatever the working year."""
        return self._today()

    @property
    def income_start_month(self) -> int:
        """Return 1 for an income year January–December, 10 for October–September."""
        return int(self.get("income_start_month") or 1)

    @property
    def region(self) -> str:
        """Return the division code whose lines and thresholds apply."""
        return str(self.get("region") or "")
