"""Taking a posted distribution back, and putting it back again, even after other edits.

What one batch added to a household's income is subtracted from what stands there now, so a later distribution or a
correction by hand isn't lost. A line that is paid or signed for stays, and so does its income.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from models.fields import Record
from models.income_items import counts_by_default
from models.keys import income_key, year_uid
from models.values import hundredths
from storage.archive.archive import Archive
from storage.archive.ops import ops_of
from storage.archive.progress import Progress
from storage.archive.rows import in_parts, read_flat
from storage.archive.writing import RecordChange, Writing

Keep: TypeAlias = Callable[[str, str, str, str], None]
"""(uid, entity, facet or "", reason): lists what stays as it is."""

Turn: TypeAlias = Callable[[Archive, Writing, tuple[int, int], Keep, Progress], int]

_LEFT = (
    "SELECT 1 FROM dividend l LEFT JOIN household h ON h.uid = l.household "
    "WHERE l.distribution = ? AND (l.deleted <> 1 OR h.deleted <> 0) LIMIT 1"
)
"""A line that lies in the bin with its household comes back with it, so its distribution must stay."""


def turn_of(archive: Archive, batch: str) -> Turn | None:
    """Return how to undo a batch: take a distribution back, or put it back where the batch took it back; None for
    batches of other kinds."""
    turns = 0
    while True:
        row = archive.connection.execute("SELECT kind, undoes FROM batch WHERE uid = ?", (batch,)).fetchone()
        if row is None or row[0] not in ("dividend", "undo"):
            return None
        if row[0] == "dividend":
            return bring_back if turns % 2 else take_back
        turns, batch = turns + 1, row[1] or ""


def take_back(archive: Archive, writing: Writing, ops: tuple[int, int], keep: Keep, progress: Progress) -> int:
    """Delete the lines a batch made (those not paid), subtract them from the income items, and delete the
    distributions that have no line left; return how many records were taken back."""
    lines = _records(archive, "dividend", ops, deleted=False)
    going: dict[str, Record] = {}
    for uid, line in lines.items():
        if line.get("paid") or line.get("signed"):
            keep(uid, "dividend", "", "已经发放或签收，这条分红和它的收入保留")
        else:
            going[uid] = line
    done = _mark(writing, "dividend", list(going), True, progress)
    _change_income(archive, writing, going, -1, keep)
    for uid in _records(archive, "distribution", ops, deleted=False):
        if archive.connection.execute(_LEFT, (uid,)).fetchone() is None:
            done += _mark(writing, "distribution", [uid], True, progress)
    return done


def bring_back(archive: Archive, writing: Writing, ops: tuple[int, int], keep: Keep, progress: Progress) -> int:
    """Bring back the lines and distributions a batch took back, and add them to the income items again."""
    done = _mark(writing, "distribution", list(_records(archive, "distribution", ops, deleted=True)), False, progress)
    coming: dict[str, Record] = {}
    for uid, line in _records(archive, "dividend", ops, deleted=True).items():
        gone = archive.connection.execute(
            "SELECT deleted FROM household WHERE uid = ?", (line["household"],)
        ).fetchone()
        if gone is None or gone[0]:
            keep(uid, "dividend", "", "所属的户在回收站里，先恢复该户")
        else:
            coming[uid] = line
    done += _mark(writing, "dividend", list(coming), False, progress)
    _change_income(archive, writing, coming, 1, keep)
    return done


def _records(archive: Archive, entity: str, ops: tuple[int, int], *, deleted: bool) -> dict[str, Record]:
    rows = archive.connection.execute("SELECT DISTINCT uid FROM op WHERE n BETWEEN ? AND ?", ops)
    found = read_flat(archive.connection, entity, [row[0] for row in rows])
    return {uid: record for uid, record in found.items() if record["deleted"] == int(deleted)}


def _mark(writing: Writing, entity: str, uids: list[str], deleted: bool, progress: Progress) -> int:
    for done, uid in enumerate(uids, 1):
        writing.mark_deleted(entity, uid, deleted)
        if done % 500 == 0:
            progress(done, len(uids), "撤销" if deleted else "恢复")
    return len(uids)


def _change_income(archive: Archive, writing: Writing, lines: Mapping[str, Record], sign: int, keep: Keep) -> None:
    distributions = read_flat(
        archive.connection, "distribution", list({line["distribution"] for line in lines.values()})
    )
    sums: dict[str, dict[str, int]] = {}
    counts: dict[str, bool] = {}
    for line in lines.values():
        posted = distributions.get(line["distribution"], {})
        item = posted.get("item")
        if item and line.get("amount"):
            items = sums.setdefault(year_uid(line["household"], line["year"]), {})
            items[item] = items.get(item, 0) + line["amount"]
            counts[item] = posted.get("counts", counts_by_default(item))
    for part in in_parts(list(sums)):
        stored = read_flat(archive.connection, "year", part)
        ours = _only_ours(archive, part) if sign < 0 else {}
        changes: list[RecordChange] = []
        for uid in part:
            record = stored.get(uid, {})
            values: Record = {}
            for item, amount in sums[uid].items():
                key = income_key(item, None)
                before: Record = record.get(key) or {"amount": None, "counts": counts[item], "note": None}
                held: int | None = before["amount"]
                after = (held or 0) + sign * amount
                if record.get("deleted") or after < 0:
                    now = "空" if held is None else f"{hundredths(held)} 元"
                    keep(uid, "year", key, f"这一项现在是{now}，比本次分红少，没有减；请核对")
                elif not after and key in ours.get(uid, ()):
                    values[key] = None
                else:
                    values[key] = {**before, "amount": after}
            if values:
                changes.append(RecordChange("year", uid, values, household=uid.rsplit(".", 1)[0]))
        writing.apply(changes)


def _only_ours(archive: Archive, years: Sequence[str]) -> dict[str, set[str]]:
    """Return the income items by year that a distribution made: at 0 they go; one that was typed as 0 stays 0."""
    connection = archive.connection
    kinds = dict(connection.execute("SELECT uid, kind FROM batch WHERE kind IN ('dividend', 'undo')").fetchall())
    ours: dict[str, set[str]] = {}
    for uid, ops in ops_of(connection, list(years)).items():
        first: dict[str, str] = {}
        for op in ops:
            for facet, value in op.facets.items():
                if value is not None and facet.startswith("income:"):
                    first.setdefault(facet, op.batch)
        ours[uid] = {facet for facet, batch in first.items() if batch in kinds}
    return ours
