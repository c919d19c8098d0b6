"""Moving a household to another village."""

from __future__ import annotations

from storage.archive.archive import Archive
from storage.archive.problems import StorageProblem
from storage.archive.records import Change, RecordChange, write_batch
from storage.archive.transferring import write_transfer


def transfer(archive: Archive, household: str, division: str, *, reason: str = "") -> Change:
    """Move a household with all that hangs under it to another division; one batch.

    StorageProblem where there is no such household or division, or it is there already.
    """
    row = archive.connection.execute("SELECT scope, deleted FROM household WHERE uid = ?", (household,)).fetchone()
    if row is None or row[1] == 1:
        raise StorageProblem("not_found", "档案里没有这一户，或它在回收站里，没有迁移。")
    if not archive.divisions.knows(division):
        raise StorageProblem("no_division", f"区划代码“{division}”不在本档案的区划里，没有迁移。请核对代码。")
    if row[0] == division:
        raise StorageProblem("same_village", f"这一户已经在“{archive.divisions.name(division)}”，没有改动。")
    with write_batch(archive, "transfer", "", reason or "迁移") as writing:
        writing.apply([RecordChange("household", household, {"division": division})])
        if not writing.moved:
            write_transfer(archive.connection, writing, household, division, {})
    return Change(writing.batch, tuple(writing.touched.households), tuple(writing.touched.changed))
