"""Tables of partner desks, certificates and the signatures of chain ends. What they mean: storage/exchange."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from storage.archive.archive import Archive
from storage.archive.sqlite import Connection
from storage.archive.transaction import transaction

ROOT, ADMITTED, ONCE = "root", "admitted", "once"
"""How a desk became a partner: we joined it, we admitted it, or it came once with a passphrase."""


@dataclass(frozen=True, slots=True)
class Partner:
    """One desk of a partner office. `scope` is the beginning of the division codes it works in; `at` UTC, ISO.

    `former`: the desk was restored or copied and a new one speaks for it since.
    """

    desk: str
    office: str
    division: str
    desk_name: str
    age: str
    scope: str
    rank: int
    relation: str
    certificate: str
    at: str
    former: bool = False


@dataclass(frozen=True, slots=True)
class StoredCertificate:
    """A certificate as received: its bytes are never written anew."""

    id: str
    desk: str
    body: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class SignedTip:
    """The end of a chain, signed by the desk whose chain it is. `id` in hex."""

    scope: str
    desk: str
    id: str
    seq: int
    signature: bytes = b""


_COLUMNS = "desk, office, division, desk_name, age, scope, rank, relation, certificate, at, former"


def partners(archive: Archive) -> list[Partner]:
    """Return all partner desks, by office and desk."""
    rows = archive.connection.execute(f"SELECT {_COLUMNS} FROM partner ORDER BY division, office, at, desk")  # noqa: S608
    return [Partner(*row[:-1], former=bool(row[-1])) for row in rows]


def partner(archive: Archive, desk: str) -> Partner | None:
    """Return one partner desk, or None."""
    row = archive.connection.execute(f"SELECT {_COLUMNS} FROM partner WHERE desk = ?", (desk,)).fetchone()  # noqa: S608
    return Partner(*row[:-1], former=bool(row[-1])) if row else None


def keep_partner(archive: Archive, new: Partner) -> None:
    """Store a partner desk, in place of what was known of it."""
    with transaction(archive) as connection:
        connection.execute(
            f"INSERT OR REPLACE INTO partner({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
            (
                new.desk, new.office, new.division, new.desk_name, new.age, new.scope, new.rank, new.relation,
                new.certificate, new.at, int(new.former),
            ),
        )  # fmt: skip


def mark_former(archive: Archive, desk: str, former: bool) -> None:
    """Note that another desk speaks for this one now, or that it speaks for itself again."""
    known = partner(archive, desk)
    if known is not None and known.former != former:
        keep_partner(archive, replace(known, former=former))


def forget_partner(archive: Archive, desk: str) -> None:
    """Stop exchanging with a desk; its certificate stays, because its ops do."""
    with transaction(archive) as connection:
        connection.execute("DELETE FROM partner WHERE desk = ?", (desk,))


def certificates(archive: Archive) -> list[StoredCertificate]:
    """Return all certificates, oldest first."""
    rows = archive.connection.execute("SELECT id, desk, body, signature FROM certificate ORDER BY at, id")
    return [StoredCertificate(*row) for row in rows]


def keep_certificates(archive: Archive, found: Iterable[StoredCertificate], at: str) -> None:
    """Store certificates that are not known yet."""
    with transaction(archive) as connection:
        connection.executemany(
            "INSERT OR IGNORE INTO certificate(id, desk, body, signature, at) VALUES (?, ?, ?, ?, ?)",
            [(one.id, one.desk, one.body, one.signature, at) for one in found],
        )


def keep_tip_signatures(archive: Archive, tips: Iterable[SignedTip]) -> None:
    """Store signatures of chain ends; of each chain the last ones are enough."""
    rows = [(bytes.fromhex(t.id), t.scope, t.desk, t.seq, t.signature) for t in tips if t.signature]
    with transaction(archive) as connection:
        connection.executemany(
            "INSERT OR REPLACE INTO tip_signature(id, scope, desk, seq, signature) VALUES (?, ?, ?, ?, ?)", rows
        )
        for _id, scope, desk, seq, _signature in rows:
            _drop_old(connection, scope, desk, seq)


def _drop_old(connection: Connection, scope: str, desk: str, seq: int) -> None:
    """Drop signatures far behind that no chain of ours ends with."""
    connection.execute(
        "DELETE FROM tip_signature WHERE scope = ? AND desk = ? AND seq < ? AND id NOT IN "
        "(SELECT id FROM tip WHERE scope = ? AND desk = ?)",
        (scope, desk, seq - KEPT_BEHIND, scope, desk),
    )


KEPT_BEHIND = 10_000
"""Ops behind the newest signed end of a chain within which older signatures are kept (forks, waiting parts)."""


def tip_signature(archive: Archive, tip_id: str) -> bytes | None:
    """Return the signature of a chain end, or None where it is not known."""
    row = archive.connection.execute(
        "SELECT signature FROM tip_signature WHERE id = ?", (bytes.fromhex(tip_id),)
    ).fetchone()
    return row[0] if row else None
