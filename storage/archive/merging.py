"""Merging: ops made elsewhere come in, and exactly the records they speak of are folded anew. One transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime

from models.keys import new_uid
from storage.archive import after_save, incarnation, incarnation_guard
from storage.archive.archive import Archive
from storage.archive.attachments import drop_files, hashes_of
from storage.archive.erased_ops import apply_erasures
from storage.archive.merge_fold import fold_touched
from storage.archive.merge_result import MergeResult
from storage.archive.merge_review import Review
from storage.archive.op_exchange import gaps
from storage.archive.op_intake import Intake, OpHeader, Taken, everything
from storage.archive.progress import Progress, silent
from storage.archive.transaction import record_transaction


def merge(
    archive: Archive,
    ops: Iterable[tuple[bytes, bytes | None]],
    *,
    source: str,
    office: str = "",
    allowed: Callable[[OpHeader], bool] = everything,
    dry_run: bool = False,
    leave: Collection[tuple[str, str]] = (),
    take_up: bool = False,
    progress: Progress = silent,
    total: int = 0,
    also: Callable[[], None] | None = None,
) -> MergeResult:
    """Take in ops (header and payload bytes, as made) as one batch, or nothing of them.

    `source` names the file, `office` the sender as people know it. `allowed` says for each header whether the sender
    may bring it. `leave` sets aside what came for (uid, facet), facet "" for a whole record with all under it.
    `take_up` counts again what was set aside of the ops that are here already. `also` runs inside the transaction.
    StorageProblem where an op is malformed or the disk refuses; Cancelled where `progress` raises it.
    """
    if not dry_run:
        archive.refuse_read_only()
    result = MergeResult()
    job = _Merge(archive, result, source, office, leave, dry_run)
    with record_transaction(archive, None if dry_run else (job.batch, "merge", source, job.at)):
        job.run(ops, allowed, take_up, progress, total)
        if also is not None:
            also()
        if dry_run:
            archive.connection.rollback()
            archive.divisions.forget()
    if result.new_desk:
        incarnation.read_again(archive)
    if result.batch:
        drop_files(archive, job.freed)
        incarnation_guard.note(archive)
    return result


class _Merge:
    def __init__(
        self,
        archive: Archive,
        result: MergeResult,
        source: str,
        office: str,
        leave: Collection[tuple[str, str]],
        dry_run: bool,
    ) -> None:
        self.batch = new_uid()
        self.at = datetime.now(UTC).isoformat(timespec="milliseconds")
        self._archive = archive
        self._connection = archive.connection
        self._result = result
        self._source = source
        self._office = office
        self._leave = leave
        self._dry_run = dry_run
        self.freed: list[str] = []
        """Hashes of attachments that were erased elsewhere."""

    def run(
        self,
        ops: Iterable[tuple[bytes, bytes | None]],
        allowed: Callable[[OpHeader], bool],
        take_up: bool,
        progress: Progress,
        total: int,
    ) -> None:
        archive, connection, result = self._archive, self._connection, self._result
        first_op = 1 + (connection.execute("SELECT max(n) FROM op").fetchone()[0] or 0)
        intake = Intake(connection, archive.office.desk, allowed)
        for passed in intake.take(ops, keep_known=take_up):
            progress(passed, max(total, passed), "读入改动")
        intake.finish()
        taken = intake.taken
        for entity, uids in apply_erasures(connection, first_op).items():
            taken.touched.setdefault(entity, {}).update(uids)
            if entity == "attachment":
                self.freed += hashes_of(connection, uids)
        review = Review(archive, result, first_op, self._office, self._leave)
        review.batch = self.batch
        if take_up:
            self._take_up(taken, review)
        fold_touched(archive, taken.touched, review, self.at, progress)
        _count(result, taken)
        result.missing = gaps(archive)
        review.close()
        if not taken.inserted and not taken.filled and not review.taken_up:
            return
        if not self._dry_run:
            after_save.refresh(archive, review.touched, progress)
            self._record(first_op, review)
            result.batch = self.batch
            if taken.own:
                incarnation.renew(archive, "merge")
                result.new_desk = True

    def _take_up(self, taken: Taken, review: Review) -> None:
        for name in taken.known_ids:
            rows = self._connection.execute("SELECT facet FROM op_held WHERE op = ?", (name,)).fetchall()
            if not rows:
                continue
            review.taken_up.add(name.hex())
            self._connection.executemany(
                "INSERT OR IGNORE INTO op_taken_up(batch, op, facet) VALUES (?, ?, ?)",
                [(self.batch, name, facet) for (facet,) in rows],
            )
            self._connection.execute("DELETE FROM op_held WHERE op = ?", (name,))
            entity, uid = self._connection.execute(
                "SELECT json_extract(CAST(header AS TEXT), '$.e'), uid FROM op WHERE id = ?", (name,)
            ).fetchone()
            taken.touched.setdefault(entity, {})[uid] = None

    def _record(self, first_op: int, review: Review) -> None:
        touched = review.touched
        self._connection.execute(
            "INSERT INTO batch(uid, kind, source, at, user, households, people, first_op, last_op, undoes) "
            "VALUES (?, 'merge', ?, ?, ?, ?, ?, ?, (SELECT max(n) FROM op), NULL)",
            (
                self.batch,
                self._source,
                self.at,
                self._archive.user,
                len(touched.households),
                len(touched.people),
                first_op,
            ),
        )


def _count(result: MergeResult, taken: Taken) -> None:
    result.ops, result.known = taken.inserted, taken.known
    result.waiting, result.refused = taken.waiting, taken.refused
