"""Packs as a dishonest or broken program would make them: rightly signed by a known desk, wrong inside."""

from __future__ import annotations

import hashlib
import io
import secrets
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import orjson

from storage.archive import age
from storage.archive.archive import Archive
from storage.archive.identity import DeskKey, desk_key, office_key
from storage.archive.ops import op_id
from storage.exchange.pack_format import MAGIC, SIGNED, Manifest, Receiver, Section
from storage.exchange.pack_lines import pack_lines
from storage.exchange.pack_sections import tip_text
from storage.exchange.partners import certificate_line, now
from storage.exchange.trust import Trust

UID = "01890000-0000-7000-8000-00000000aaaa"


@dataclass
class Forge:
    """What one forged pack says; every part can be bent before it is written."""

    sender: Archive
    receiver: Archive
    ops: list[tuple[bytes, bytes | None]] = field(default_factory=list)
    manifest_changes: dict[str, Any] = field(default_factory=dict)
    section_changes: dict[str, Callable[[Section, bytes], tuple[Any, bytes]]] = field(default_factory=dict)
    more_sections: dict[str, Iterable[bytes]] = field(default_factory=dict)
    signed_tips: bool = True
    magic: bytes = MAGIC
    trailing: bytes = b""
    key: DeskKey | None = None
    with_certificates: bool = True
    manifest_bytes: bytes | None = None

    def header(self, payload: bytes, **changes: Any) -> bytes:
        """A header of the sender's desk, first of its chain, with what the test bends."""
        office = self.sender.office
        told = {
            "v": 1, "s": office.division, "d": office.desk, "q": 1, "h": "", "l": 5, "t": now(), "u": "李梅",
            "k": office.rank, "r": UID, "e": "household", "kind": "set", "b": secrets.token_hex(8),
            "ph": hashlib.sha256(payload).hexdigest(),
        } | changes  # fmt: skip
        return orjson.dumps({key: value for key, value in told.items() if value is not ...})

    def op(self, facets: Any = None, *, body: Any = None, raw: bytes | None = None, **changes: Any) -> bytes:
        """Add an op; returns its id in hex."""
        told = {"n": secrets.token_hex(8), "set": facets if facets is not None else {"phone": "13800000001"}}
        payload = raw if raw is not None else orjson.dumps(body if body is not None else told)
        header = self.header(payload, **changes)
        self.ops.append((header, payload))
        return op_id(header).hex()

    def write(self, path: Path) -> Path:
        key = self.key or desk_key(self.sender)
        lines: dict[str, Iterable[bytes]] = {"ops": [h + b"\t" + (p or b"") for h, p in self.ops]}
        lines["tips"] = self._tips(key)
        if self.with_certificates:
            lines["certs"] = [certificate_line(one) for one in Trust(self.sender).chain(key.desk)]
        lines |= self.more_sections
        packed = []
        for name, told in lines.items():
            one = pack_lines(name, told)
            section, content = one.section, one.content
            if name in self.section_changes:
                section, content = self.section_changes[name](section, content)
            packed.append((section, content))
        manifest = self._manifest(key, [section for section, _content in packed])
        inner = self.magic + len(manifest).to_bytes(4, "big") + manifest
        inner += b"".join(content for _section, content in packed) + self.trailing + key.public
        inner += key.sign(SIGNED + hashlib.sha512(inner).digest())
        return seal(inner, path, age.recipient_of(office_key(self.receiver)))

    def _tips(self, key: DeskKey) -> list[bytes]:
        ends: dict[str, tuple[str, str, int]] = {}
        for header, _payload in self.ops:
            told = {"h": "", "s": "", "d": "", "q": 0} | orjson.loads(header)
            ends.pop(told["h"], None)
            ends[op_id(header).hex()] = (told["s"], told["d"], told["q"])
        found = []
        for name, (scope, desk, seq) in ends.items():
            signature = key.sign(tip_text(scope, desk, name, seq)).hex() if self.signed_tips else ""
            found.append(orjson.dumps([scope, desk, name, seq, [], signature]))
        return found

    def _manifest(self, key: DeskKey, sections: list[Any]) -> bytes:
        if self.manifest_bytes is not None:
            return self.manifest_bytes
        office, to = self.sender.office, self.receiver.office
        manifest = Manifest(
            pack=secrets.token_hex(16), number=1, volume=1, volumes=1, kind="pack", made=now(),
            training=office.training, office=office.name, division=office.division, desk=key.desk, desk_name="",
            user="李梅", to=(Receiver(to.name, to.division, (to.desk,)),), scope=office.division, full=True, photos=0,
            counts={"ops": len(self.ops)},
        )  # fmt: skip
        told = asdict(replace(manifest)) | {
            "sections": [asdict(one) if isinstance(one, Section) else one for one in sections]
        }
        told |= self.manifest_changes
        return orjson.dumps({key: value for key, value in told.items() if value is not ...})


class Bytes:
    """Collects what age writes."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, data: bytes, /) -> int:
        self.parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        pass


def seal(inner: bytes, path: Path, recipient: str) -> Path:
    out = Bytes()
    age.lock(io.BytesIO(inner), out, [recipient])
    path.write_bytes(b"".join(out.parts))
    return path


def unseal(path: Path, key: str) -> bytes:
    out = Bytes()
    with path.open("rb") as file:
        age.unlock(file, out, [key])
    return b"".join(out.parts)
