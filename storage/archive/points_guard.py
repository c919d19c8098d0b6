"""Keeps the points of the charity shops from falling below zero, whatever way an entry is written on this desk."""

from __future__ import annotations

from collections.abc import Sequence

from models.catalogue import ENTITIES
from models.fields import Record
from models.shop_points import overdrawn
from storage.archive.columns import RowReader
from storage.archive.problems import StorageProblem
from storage.archive.sqlite import Connection

_POINTS = RowReader(ENTITIES["shop_points"], ("uid", "household"))


def refuse_overdrawn(connection: Connection, entries: Sequence[str]) -> None:
    """Raise StorageProblem where the points of a household that `entries` belong to fall below zero on some day.

    Called before a batch is written down for good, so that the whole batch falls. Entries that meet in a merge are
    not refused: both happened, and the register shows the balance.
    """
    for household in _households(connection, entries):
        rows = connection.execute(
            f"SELECT {_POINTS.columns} FROM shop_points WHERE household = ? AND deleted = 0",  # noqa: S608
            (household,),
        ).fetchall()
        by_shop: dict[str, list[Record]] = {}
        for record in map(_POINTS.record, rows):
            by_shop.setdefault(record.get("charity_shop") or "", []).append(record)
        for listed in by_shop.values():
            found = overdrawn(listed)
            if found is not None:
                raise StorageProblem(
                    "points_overdrawn",
                    f"爱心积分不够：{found.date or '没填日期'}这一笔之后只剩 {found.balance} 分，没有保存。"
                    "先核对得分，或把兑换的分数改小。",
                )


def _households(connection: Connection, entries: Sequence[str]) -> list[str]:
    found: dict[str, None] = {}
    for start in range(0, len(entries), 500):
        part = entries[start : start + 500]
        marks = ",".join("?" * len(part))
        query = f"SELECT DISTINCT household FROM shop_points WHERE uid IN ({marks})"  # noqa: S608
        found.update((row[0], None) for row in connection.execute(query, part))
    return list(found)
