"""The trail of what was done with the archive: who got in, what was shown or carried out in full, what was restored.

Every desk has one chain: a line names the line before it by hash, so nothing in between can be changed or dropped
unnoticed. A desk signs the end of its chain in every pack; once exchanged, its past is out of its hands. Lines hold
no personal data of the people on file.

line  {"v":1,"d":desk,"q":number,"h":id before,"t":time claimed (UTC),"u":user,"k":kind,"a":what,"x":how much}
Its id is the first 16 bytes of SHA-256 over its bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import orjson

from storage.archive.archive import Archive
from storage.archive.problems import StorageProblem, known_problems
from storage.archive.sqlite import Connection

VERSION = 1
LONGEST_LINE = 4000


class Kind(StrEnum):
    """What a line is about; the value is stored."""

    LOGIN = "login"
    WRONG_PASSWORD = "wrong_password"
    LOCK = "lock"
    REVEAL = "reveal"
    OUT = "out"
    IMPORT = "import"
    PACK = "pack"
    KEY = "key"
    USER = "user"
    RESTORE = "restore"
    ERASE = "erase"


KIND_TEXTS = {
    Kind.LOGIN: "打开档案",
    Kind.WRONG_PASSWORD: "口令输错",
    Kind.LOCK: "锁屏与解锁",
    Kind.REVEAL: "查看完整号码",
    Kind.OUT: "导出与打印",
    Kind.IMPORT: "导入",
    Kind.PACK: "交换",
    Kind.KEY: "密钥与口令",
    Kind.USER: "用户与权限",
    Kind.RESTORE: "备份与恢复",
    Kind.ERASE: "抹去",
}


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One entry: UTC time, user, what was done, and how much of it (no personal data), at which desk."""

    at: str
    user: str
    action: str
    detail: str
    kind: str = ""
    desk: str = ""
    seq: int = 0


@dataclass(frozen=True, slots=True)
class AuditTip:
    """Where a desk's chain of lines ends; `id` in hex."""

    desk: str
    seq: int
    id: str


def note(archive: Archive, kind: Kind, action: str, detail: str = "", *, user: str | None = None) -> None:
    """Add a line to this desk's chain. An archive opened read-only, for its drive or its role, keeps no trail."""
    if archive.on_read_only_drive:
        return
    connection, desk = archive.connection, archive.office.desk
    with known_problems(), archive.writable():
        row = connection.execute(
            "SELECT id, seq FROM audit WHERE desk = ? ORDER BY seq DESC, n DESC LIMIT 1", (desk,)
        ).fetchone()
        before, number = (row[0].hex(), row[1]) if row else ("", 0)
        line = orjson.dumps(
            {
                "v": VERSION,
                "d": desk,
                "q": number + 1,
                "h": before,
                "t": datetime.now(UTC).isoformat(timespec="seconds"),
                "u": archive.user if user is None else user,
                "k": kind.value,
                "a": action,
                "x": detail,
            }
        )
        _put(connection, desk, number + 1, line)


def note_disclosure(archive: Archive, action: str, detail: str) -> None:
    """Write down that full numbers leave the archive; call it before they do."""
    note(archive, Kind.OUT, action, detail)


def disclosures(archive: Archive, limit: int = 500) -> list[AuditLine]:
    """Return what was carried out in full, newest first."""
    return lines(archive, kinds=(Kind.OUT,), limit=limit)


def lines(
    archive: Archive, *, kinds: Iterable[str] = (), user: str = "", since: str = "", limit: int = 5000
) -> list[AuditLine]:
    """Return lines of all desks, newest first: of some kinds (all where none is named), of a user, since a day."""
    wanted = set(kinds)
    found: list[AuditLine] = []
    for (line,) in archive.connection.execute("SELECT line FROM audit ORDER BY n DESC"):
        told = _parsed(line)
        if (not wanted or told.kind in wanted) and (not user or told.user == user) and told.at >= since:
            found.append(told)
            if len(found) == limit:
                break
    return found


def tips(archive: Archive) -> list[AuditTip]:
    """Return where the chains known here end, this desk's and others'."""
    rows = archive.connection.execute(
        "SELECT a.desk, a.seq, a.id FROM audit a WHERE NOT EXISTS "
        "(SELECT 1 FROM audit b WHERE b.desk = a.desk AND b.seq > a.seq) ORDER BY a.desk, a.n"
    )
    return [AuditTip(row[0], row[1], row[2].hex()) for row in rows]


def tip_text(tip: AuditTip) -> bytes:
    """Return the bytes a desk signs to say: this is where my trail ends."""
    return b"hudang audit 1\0" + f"{tip.desk}\0{tip.seq}\0{tip.id}".encode()


def lines_after(archive: Archive, stated: Mapping[str, int]) -> Iterator[bytes]:
    """Yield the lines a partner lacks, in chain order; `stated` is desk → number of the last line it has."""
    for desk, seq, line in archive.connection.execute("SELECT desk, seq, line FROM audit ORDER BY desk, seq, n"):
        if seq > stated.get(desk, 0):
            yield line


def desk_of(line: bytes) -> str:
    """Return whose line it is; StorageProblem (bad_audit) where that cannot be read."""
    try:
        desk: Any = orjson.loads(line)["d"]
    except (ValueError, KeyError, TypeError) as problem:
        raise _bad() from problem
    if not isinstance(desk, str):
        raise _bad()
    return desk


def has(archive: Archive, tip: AuditTip) -> bool:
    """Tell whether the line at the end of a trail is here."""
    row = archive.connection.execute("SELECT desk, seq FROM audit WHERE id = ?", (bytes.fromhex(tip.id),)).fetchone()
    return row is not None and (row[0], row[1]) == (tip.desk, tip.seq)


def take_trail(archive: Archive, received: Iterable[bytes], end: AuditTip) -> bool:
    """Keep the lines that lead to `end`, within the caller's transaction; False where one is missing, and none is kept.

    StorageProblem (bad_audit) where a line is malformed: nothing of the pack may be taken then.
    """
    by_id = {_id(line): (line, told) for line in received if (told := _checked(line))["d"] == end.desk}
    path: list[tuple[int, bytes]] = []
    name, seq = bytes.fromhex(end.id), end.seq
    while seq and not has(archive, AuditTip(end.desk, seq, name.hex())):
        found = by_id.get(name)
        if found is None or found[1]["q"] != seq:
            return False
        path.append((seq, found[0]))
        name, seq = bytes.fromhex(found[1]["h"]), seq - 1
    for number, line in reversed(path):
        _put(archive.connection, end.desk, number, line)
    return True


def check_chains(connection: Connection) -> list[str]:
    """Return what is wrong with the trail, as sentences: a line changed, or one missing in between."""
    problems: list[str] = []
    ends: dict[str, dict[str, int]] = {}
    for name, desk, seq, line in connection.execute("SELECT id, desk, seq, line FROM audit ORDER BY desk, seq, n"):
        try:
            told = orjson.loads(line)
            sound = _id(line) == name and told["d"] == desk and told["q"] == seq
            before = ends.setdefault(desk, {})
            linked = seq == 1 or before.get(told["h"]) == seq - 1
        except (ValueError, KeyError, TypeError):
            sound, linked, before = False, True, ends.setdefault(desk, {})
        if sound and seq in before.values():
            problems.append(
                f"操作日志第 {seq} 条（{desk[:6]}）有两种：那台电脑被还原或复制过，或它的日志在交换之后被改写过。"
            )
        elif not sound:
            problems.append(f"操作日志第 {seq} 条（{desk[:6]}）与它的指纹不符，可能被改动过。")
        elif not linked:
            problems.append(f"操作日志第 {seq} 条（{desk[:6]}）前面缺了一条，可能被删过。")
        before[name.hex()] = seq
    return problems


def _put(connection: Connection, desk: str, seq: int, line: bytes) -> None:
    connection.execute("INSERT INTO audit(id, desk, seq, line) VALUES (?, ?, ?, ?)", (_id(line), desk, seq, line))


def _checked(line: bytes) -> dict[str, Any]:
    try:
        told: dict[str, Any] = orjson.loads(line)
        texts = [told[key] for key in ("d", "h", "t", "u", "k", "a", "x")]
        bytes.fromhex(told["d"] + told["h"])
        sound = (
            len(line) <= LONGEST_LINE
            and all(isinstance(text, str) for text in texts)
            and told["v"] == VERSION
            and told["q"].__class__ is int
            and 1 <= told["q"] < 1 << 48
            and len(told["d"]) == 24
            and len(told["h"]) == (32 if told["q"] > 1 else 0)
        )
    except (ValueError, KeyError, TypeError):
        sound, told = False, {}
    if not sound:
        raise _bad()
    return told


def _bad() -> StorageProblem:
    return StorageProblem("bad_audit", "包里的操作日志前后接不上或被改动过，没有取用，档案没有改动。请对方重新打包。")


def _id(line: bytes) -> bytes:
    return hashlib.sha256(line).digest()[:16]


def _parsed(line: bytes) -> AuditLine:
    told = orjson.loads(line)
    return AuditLine(told["t"], told["u"], told["a"], told["x"], told["k"], told["d"], told["q"])
