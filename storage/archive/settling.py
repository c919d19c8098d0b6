"""What a local batch owes to the inbox, in its own transaction: raw ops are folded, cases it settles are closed."""

from __future__ import annotations

from storage.archive import cases, duplicates
from storage.archive.archive import Archive
from storage.archive.merge_fold import fold_touched
from storage.archive.merge_result import MergeResult
from storage.archive.merge_review import Review
from storage.archive.ops import DELETED
from storage.archive.progress import Progress
from storage.archive.sqlite import Connection
from storage.archive.writing import MOST_LISTED, Writing


def settle(archive: Archive, writing: Writing, progress: Progress) -> None:
    """Fold anew what was written by `Writing.append`, and what stands in the inbox; call it before `after_save`."""
    connection = archive.connection
    touched = {entity: dict(uids) for entity, uids in writing.folded.items()}
    for entity, uid in _open_cases(connection, writing):
        touched.setdefault(entity, {})[uid] = None
    if touched:
        review = Review(archive, MergeResult(), writing.first_op, "", ())
        fold_touched(archive, touched, review, writing.at, progress)
        writing.touched.add(review.touched)
    if touched or any(key == DELETED for _uid, key in writing.touched.changed):
        cases.put_living_under_deleted(connection, writing.touched.households)
    if writing.touched.id_parts:
        duplicates.refresh_numbers(archive, writing.touched.id_parts, writing.touched.people)


def _open_cases(connection: Connection, writing: Writing) -> list[tuple[str, str]]:
    """Return (entity, uid) of the open cases whose record, person or household this batch changed."""
    rows = connection.execute("SELECT kind, entity, uid, other, household FROM conflict").fetchall()
    if not rows:
        return []
    changed = writing.touched.changed
    named = {uid for uid, _key in changed} if len(changed) < MOST_LISTED else None
    found: dict[tuple[str, str], None] = {}
    for kind, entity, uid, other, household in rows:
        if named is None or uid in named or other in named or (kind == cases.DELETION and household in named):
            found[entity, uid] = None
            if other:
                found[entity, other] = None
    return list(found)
