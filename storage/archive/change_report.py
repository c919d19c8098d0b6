"""The change report: per month, user and desk how much was written, looked at in full, and carried out.

Read from the change log and the trail of all desks known here, so that an upper office can ask it of its villages.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from storage.archive.archive import Archive
from storage.archive.audit import Kind

_OPS = """
SELECT strftime('%Y-%m', json_extract(h, '$.t'), 'localtime') AS month, json_extract(h, '$.u') AS user, desk,
    count(*), count(DISTINCT uid), count(DISTINCT batch),
    count(DISTINCT date(json_extract(h, '$.t'), 'localtime')),
    sum(json_extract(h, '$.kind') = 'del'), sum(json_extract(h, '$.kind') = 'erase')
FROM (SELECT CAST(header AS TEXT) AS h, desk, uid, batch FROM op) GROUP BY month, user, desk
"""
_TRAIL = """
SELECT strftime('%Y-%m', json_extract(t, '$.t'), 'localtime') AS month, json_extract(t, '$.u') AS user, desk,
    json_extract(t, '$.k') AS kind, count(*)
FROM (SELECT CAST(line AS TEXT) AS t, desk FROM audit) GROUP BY month, user, desk, kind
"""


@dataclass(slots=True)
class MonthOfUser:
    """What one user did at one desk in one month (local time). `desk` is the desk's name where it is this one."""

    month: str
    user: str
    desk: str
    changes: int = 0
    records: int = 0
    batches: int = 0
    days: int = 0
    deletions: int = 0
    erasures: int = 0
    trail: dict[str, int] = field(default_factory=dict[str, int])

    def lines_of(self, kind: Kind) -> int:
        """Return how many lines of the trail are of a kind."""
        return self.trail.get(kind.value, 0)


def change_report(archive: Archive, *, month: str = "", user: str = "") -> list[MonthOfUser]:
    """Return the months of all users, newest first, then by user; of one month (YYYY-MM) or user where named."""
    found: dict[tuple[str, str, str], MonthOfUser] = {}
    for row in archive.connection.execute(_OPS):
        found[row[:3]] = MonthOfUser(row[0], row[1], row[2], *row[3:])
    for at, who, desk, kind, number in archive.connection.execute(_TRAIL):
        line = found.setdefault((at, who, desk), MonthOfUser(at, who, desk))
        line.trail[kind] = number
    wanted = [one for one in found.values() if (not month or one.month == month) and (not user or one.user == user)]
    names = _desk_names(archive)
    for one in wanted:
        one.desk = names.get(one.desk, one.desk[:6])
    by_user = sorted(wanted, key=lambda one: (one.user, one.desk))
    return sorted(by_user, key=lambda one: one.month, reverse=True)


def _desk_names(archive: Archive) -> dict[str, str]:
    rows = archive.connection.execute("SELECT desk, office, desk_name FROM partner").fetchall()
    own = {archive.office.desk: archive.office.desk_name or "本机"}
    return {desk: f"{office}{f'（{name}）' if name else ''}" for desk, office, name in rows} | own
