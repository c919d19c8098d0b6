"""Folds everything that new ops touch, in the order in which records depend on each other, and the inbox with it."""

from __future__ import annotations

from models.catalogue import RECORD_ENTITIES
from storage.archive import alias_table, cases, duplicates
from storage.archive.archive import Archive
from storage.archive.columns import table_of
from storage.archive.folding import fold_records
from storage.archive.merge_review import Review
from storage.archive.ops import ALIAS, load_roots
from storage.archive.progress import Progress
from storage.archive.sqlite import Connection

PART = 5000
"""Records folded between two reports of progress."""


def fold_touched(
    archive: Archive, touched: dict[str, dict[str, None]], review: Review, at: str, progress: Progress
) -> None:
    """Fold the records of `touched` (entity → uids), owners before what they own; what moved or was joined takes more
    along. Cases of the inbox follow; lists, findings and search are `after_save.refresh`, by `review.touched`."""
    connection = archive.connection
    if ALIAS in touched:
        alias_table.widen(connection, touched)
    _name_roots(connection, touched)
    done, total = 0, sum(len(uids) for entity, uids in touched.items() if entity in RECORD_ENTITIES)
    for entity in RECORD_ENTITIES:
        uids = list(touched.get(entity, {}))
        for start in range(0, len(uids), PART):
            part = uids[start : start + PART]
            fold_records(archive, entity, part, at, review.look)
            done += len(part)
            progress(done, max(total, done), "合并")
        if entity == "household":
            _bring_along(connection, review.moved, touched)
    households = dict.fromkeys((*review.touched.households, *touched.get("household", ())))
    review.opened(cases.put_living_under_deleted(connection, households))
    people = dict.fromkeys((*review.touched.people, *touched.get("member", ())))
    review.doubled(duplicates.refresh(archive, people, near=review.named))


def _name_roots(connection: Connection, touched: dict[str, dict[str, None]]) -> None:
    """What came for a person who is joined to another changes that other's record."""
    people = touched.get("member")
    roots = load_roots(connection) if people else {}
    if people and roots:
        people.update(dict.fromkeys(roots[uid] for uid in list(people) if uid in roots))


def _bring_along(connection: Connection, households: list[str], touched: dict[str, dict[str, None]]) -> None:
    for household in households:
        for entity in cases.OWNED:
            query = f"SELECT uid FROM {table_of(entity)} WHERE household = ?"  # noqa: S608
            for (uid,) in connection.execute(query, (household,)).fetchall():
                touched.setdefault(entity, {})[uid] = None
