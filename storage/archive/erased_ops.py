"""What an erase op does to the log: the payloads it names are dropped, now and whenever they come again.

So whether an op still says something depends only on which ops are here, never on the order in which they came.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from storage.archive.ops import ERASE, unpack_payload
from storage.archive.sqlite import Connection

_PART = 500
_BACK = (
    "FROM erased e JOIN op o ON o.id = e.op JOIN op b ON b.id = e.by WHERE o.payload IS NOT NULL "
    "AND o.uid = b.uid AND o.scope = b.scope "
    f"AND json_extract(CAST(o.header AS TEXT), '$.kind') <> '{ERASE}'"
)
"""Ops that were erased and still, or again, say something. Only ops of the same record and scope can be erased: who may
write one may erase it. An erase op is never itself erased: what it dropped would come back."""


def named_by(payload: bytes) -> list[bytes]:
    """Return the ops that an erase op's payload names; what is no name is left out."""
    told: Any = orjson.loads(payload).get("seen", [])
    return [bytes.fromhex(one) for one in told if len(one) == 32 and _is_hex(one)]


def _is_hex(text: str) -> bool:
    return all(sign in "0123456789abcdef" for sign in text)


def apply_erasures(connection: Connection, first_op: int) -> dict[str, dict[str, None]]:
    """Do what the erase ops from number `first_op` on say; returns entity → uids of the records that said it.

    Also drops what came (again) of ops that were erased before. Within the caller's transaction.
    """
    rows = connection.execute(
        "SELECT id, payload FROM op WHERE n >= ? AND payload IS NOT NULL "
        "AND json_extract(CAST(header AS TEXT), '$.kind') = ?",
        (first_op, ERASE),
    ).fetchall()
    for name, payload in rows:
        listed = [(one, name) for one in named_by(unpack_payload(payload)) if one != name]
        connection.executemany("INSERT OR IGNORE INTO erased(op, by) VALUES (?, ?)", listed)
    if not rows and connection.execute("SELECT 1 FROM erased LIMIT 1").fetchone() is None:
        return {}
    connection.execute(
        "UPDATE op_wait SET payload = NULL WHERE payload IS NOT NULL AND EXISTS (SELECT 1 FROM erased e "
        "JOIN op b ON b.id = e.by WHERE e.op = op_wait.id AND b.scope = op_wait.scope "
        "AND b.uid = json_extract(CAST(op_wait.header AS TEXT), '$.r'))"
    )
    found = connection.execute(f"SELECT o.id, json_extract(CAST(o.header AS TEXT), '$.e'), o.uid {_BACK}").fetchall()
    touched: dict[str, dict[str, None]] = {}
    for name, entity, uid in found:
        connection.execute("UPDATE op SET payload = NULL WHERE id = ?", (name,))
        touched.setdefault(entity, {})[uid] = None
    if found:
        _forget_beside(connection, [uid for uids in touched.values() for uid in uids])
    return touched


def _forget_beside(connection: Connection, uids: Sequence[str]) -> None:
    """Drop what stands beside the records about what was erased: kept columns, drafts, findings, second keying."""
    for part in _parts(uids):
        marks = ",".join("?" * len(part))
        for statement in (
            f"DELETE FROM kept_row WHERE household IN ({marks}) OR person IN ({marks})",  # noqa: S608
            f"DELETE FROM second_keying WHERE uid IN ({marks}) OR household IN ({marks})",  # noqa: S608
            f"DELETE FROM finding_fixed WHERE household IN ({marks}) OR person IN ({marks})",  # noqa: S608
            f"DELETE FROM exemption WHERE household IN ({marks}) OR person IN ({marks})",  # noqa: S608
        ):
            connection.execute(statement, (*part, *part))
        connection.execute(f"DELETE FROM draft WHERE household IN ({marks})", part)  # noqa: S608


def _parts(uids: Sequence[str]) -> Iterable[list[str]]:
    for start in range(0, len(uids), _PART):
        yield list(uids[start : start + _PART])


def erasure_problems(connection: Connection) -> list[str]:
    """Return what is wrong with the erasures, for `verify`: something erased that is back."""
    row = connection.execute(f"SELECT count(DISTINCT o.id) {_BACK}").fetchone()
    return [f"有 {row[0]} 条应抹去的改动内容还在"] if row[0] else []
