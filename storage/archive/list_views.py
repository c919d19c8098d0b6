"""Saved views of a list: columns, order and filter under a name, kept in the archive for everybody who works in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from models.list_fields import FIRST_COLUMNS, can_be_column
from models.list_filter import NO_FILTER, Filter, from_json, to_json
from storage.archive.archive import Archive

SETTING = "list_views"
LAST = "list_view_last"
"""Settings that hold the named views, and the view as it was left."""


@dataclass(frozen=True, slots=True)
class ListView:
    """How a list is shown. `widths` are pixels by column; `frozen` columns at the left stay when it is scrolled."""

    name: str = ""
    columns: tuple[str, ...] = FIRST_COLUMNS
    sort: str = "number"
    descending: bool = False
    filter: Filter = NO_FILTER
    frozen: int = 2
    widths: Mapping[str, int] | None = None
    unknown: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the view for keeping."""
        return {
            "name": self.name,
            "columns": list(self.columns),
            "sort": self.sort,
            "descending": self.descending,
            "filter": to_json(self.filter),
            "frozen": self.frozen,
            "widths": dict(self.widths or {}),
        }


def load_views(archive: Archive) -> list[ListView]:
    """Return the named views in the order they are offered."""
    stored = _listed(archive.settings.get(SETTING, []))
    records = [cast("dict[str, Any]", one) for one in stored if isinstance(one, dict)]
    return [_view(one) for one in records if one.get("name")]


def save_views(archive: Archive, views: Sequence[ListView]) -> None:
    """Keep the named views."""
    archive.settings.set(SETTING, [view.to_json() for view in views])


def load_last(archive: Archive) -> ListView:
    """Return the view as the list was left, or the usual one."""
    stored = archive.settings.get(LAST)
    return _view(cast("dict[str, Any]", stored)) if isinstance(stored, dict) else ListView()


def save_last(archive: Archive, view: ListView) -> None:
    """Keep the view as the list is left; what a read-only archive refuses is not worth a message."""
    if not archive.read_only:
        archive.settings.set(LAST, view.to_json())


def _view(stored: dict[str, Any]) -> ListView:
    kept, unknown = from_json(stored.get("filter"))
    named = [key for key in _listed(stored.get("columns")) if isinstance(key, str)]
    columns = tuple(key for key in dict.fromkeys(named) if can_be_column(key)) or FIRST_COLUMNS
    sort = stored.get("sort")
    known = isinstance(sort, str) and can_be_column(sort if ":" in sort else f"row:{sort}")
    frozen = stored.get("frozen")
    widths = stored.get("widths")
    return ListView(
        name=str(stored.get("name") or ""),
        columns=columns,
        sort=str(sort) if known else "number",
        descending=stored.get("descending") is True,
        filter=kept,
        frozen=frozen if isinstance(frozen, int) and 0 <= frozen <= 5 else 2,
        widths={str(key): int(width) for key, width in cast("dict[str, Any]", widths).items() if isinstance(width, int)}
        if isinstance(widths, dict)
        else None,
        unknown=unknown,
    )


def _listed(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else []
