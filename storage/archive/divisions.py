"""Divisions: the shipped national list, the part of it an archive keeps, and the office's own changes to it."""

from __future__ import annotations

import csv
import io
import lzma
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from storage.archive.sqlite import Connection

_SUFFIX = re.compile(r"(村民委员会|居民委员会|村委会|居委会|社区居委会|委员会)$")
_FULL_LENGTH = {"town": 9, "village": 12}


@dataclass(frozen=True, slots=True)
class Division:
    """One division: code of 2, 4, 6, 9 or 12 digits and its name."""

    code: str
    name: str


def plain_name(name: str) -> str:
    """Return a village's everyday name: without 村委会/村民委员会/居委会, but with its 村 or 社区.

    西张阿村委会 → 西张阿村, 上庄村村委会 → 上庄村, 航运新村居委会 → 航运新村.
    """
    bare = _SUFFIX.sub("", name)
    if bare != name and not bare.endswith(("村", "社区", "居")):
        bare += "社区" if "居" in name[len(bare) :] else "村"
    return bare


def match_name(name: str) -> str:
    """Return the name by which villages are compared: plain, without a final 村/社区, blanks folded."""
    return re.sub(r"(村|社区|居)$", "", plain_name("".join(name.split())))


def plain_code(code: str) -> str:
    """Return a division code without the zeros that fill it up: 370800 → 3708, 370826111000 → 370826111."""
    for length, rest in ((9, "000"), (6, "000"), (4, "00"), (2, "00")):
        if len(code) == length + len(rest) and code.endswith(rest):
            code = code[:length]
    return code


def parent_of(code: str) -> str:
    """Return the code one level up, "" above the provinces."""
    return {12: code[:9], 9: code[:6], 6: code[:4], 4: code[:2]}.get(len(code), "")


def shipped(resources: Path, prefix: str) -> Iterator[Division]:
    """Yield the shipped divisions whose code begins with `prefix` (at least two digits), in order of code."""
    for code, name in _province(resources / "divisions" / f"{prefix[:2]}.csv.xz"):
        if code.startswith(prefix):
            yield Division(code, name)


@lru_cache(maxsize=2)
def _province(path: Path) -> list[tuple[str, str]]:
    if not path.exists():
        return []
    text = lzma.decompress(path.read_bytes()).decode()
    return sorted((row[0], row[1]) for row in csv.reader(io.StringIO(text)) if row and row[0].isdigit())


def shipped_children(resources: Path, code: str) -> list[Division]:
    """Return the shipped divisions directly under `code`; "" gives the provinces."""
    if len(code) < 4:
        text = (resources / "divisions" / "top.csv").read_text("utf-8")
        rows = [(row[0], row[1]) for row in csv.reader(io.StringIO(text)) if row and row[0].isdigit()]
        return [Division(c, n) for c, n in sorted(rows) if parent_of(c) == code and c != code]
    return [Division(d.code, d.name) for d in shipped(resources, code) if parent_of(d.code) == code]


class Divisions:
    """The archive's divisions: the shipped part, overlaid by the office's division records."""

    def __init__(self, connection: Connection) -> None:
        """Keep the connection; names are read when first asked for."""
        self._connection = connection
        self._names: dict[str, str] | None = None
        self._former: dict[str, list[str]] = {}
        self._villages: dict[str, list[str]] | None = None

    def fill(self, resources: Path, division: str) -> None:
        """Store the shipped divisions under an office's division, and those above it."""
        rows = [(d.code, d.name) for d in shipped(resources, division[:2]) if _belongs(d.code, division)]
        self._connection.executemany("INSERT OR REPLACE INTO division_list(code, name) VALUES (?, ?)", rows)
        self.forget()

    def forget(self) -> None:
        """Drop what was read, after division records changed."""
        self._names = self._villages = None

    def name(self, code: str | None) -> str:
        """Return the everyday name of `code`; an unknown code is its own name, empty gives ""."""
        if not code:
            return ""
        name = self._all().get(code)
        return plain_name(name) if name and len(code) == 12 else name or code

    def path(self, code: str | None) -> str:
        """Return the names from the county down: “微山县 微山岛镇 西张阿村”."""
        if not code:
            return ""
        levels = [code[:length] for length in (6, 9, 12) if len(code) >= length] or [code]
        return " ".join(self.name(level) for level in levels)

    def children(self, code: str) -> list[Division]:
        """Return the divisions directly under `code` that the archive knows."""
        return [Division(c, self.name(c)) for c in sorted(self._all()) if parent_of(c) == code]

    def having(self, text: str) -> list[str]:
        """Return the codes of the towns and villages whose name, or former name, contains `text`."""
        former = [code for code, names in self._former.items() if any(text in name for name in names)]
        return [code for code, name in self._all().items() if text in name and len(code) >= 9] + former

    def under(self, code: str) -> list[Division]:
        """Return the division `code` and everything below it that the archive knows, in order of code."""
        return [Division(c, self.name(c)) for c in sorted(self._all()) if c.startswith(code)]

    def knows(self, code: str) -> bool:
        """Tell whether the archive has this division."""
        return code in self._all()

    def find_village(self, county: str, town: str, village: str, hint_scope: str = "") -> str | None:
        """Return the code of a village by names as they stand in a sheet; None where unknown or ambiguous.

        Compared without 村委会/村民委员会/居委会 and by former names; `county` and `town` may be empty, then all under
        `hint_scope` are tried.
        """
        wanted = match_name(village)
        if not wanted:
            return None
        found = [code for code in self._by_match_name().get(wanted, ()) if code.startswith(hint_scope)]
        found = [code for code in found if self._is_under(code, county, 6) and self._is_under(code, town, 9)]
        exact = [code for code in found if self.name(code) == plain_name("".join(village.split()))]
        choice = exact if len(exact) == 1 else found
        return choice[0] if len(choice) == 1 else None

    def find_town(self, county: str, town: str, hint_scope: str = "") -> str | None:
        """Return the code of a township by names; None where unknown or ambiguous."""
        found = [
            code
            for code, name in self._all().items()
            if len(code) == 9 and code.startswith(hint_scope[:9]) and _same_place(name, town)
        ]
        found = [code for code in found if self._is_under(code, county, 6)]
        return found[0] if len(found) == 1 else None

    def _is_under(self, code: str, name: str, length: int) -> bool:
        return not name or _same_place(self._all().get(code[:length], ""), name)

    def _all(self) -> dict[str, str]:
        if self._names is None:
            self._names = dict(self._connection.execute("SELECT code, name FROM division_list"))
            self._former.clear()
            rows = self._connection.execute("SELECT code, name, former_names FROM division WHERE deleted = 0")
            for code, name, former in rows:
                if code and name:
                    self._names[code] = name
                if code and former:
                    self._former[code] = [part for part in re.split(r"[、,，;；\s]+", former) if part]
        return self._names

    def _by_match_name(self) -> dict[str, list[str]]:
        if self._villages is None:
            self._villages = {}
            for code, name in self._all().items():
                if len(code) == 12:
                    names = {match_name(text) for text in (name, *self._former.get(code, ()))}
                    for text in names:
                        self._villages.setdefault(text, []).append(code)
        return self._villages


def _belongs(code: str, division: str) -> bool:
    return code.startswith(division) or division.startswith(code)


def _same_place(name: str, wanted: str) -> bool:
    plain = "".join(wanted.split())
    if name == plain:
        return True
    short = re.sub(r"(街道办事处|街道|镇|乡|县|区|市)$", "", name)
    return len(short) >= 2 and short == re.sub(r"(街道办事处|街道|镇|乡|县|区|市)$", "", plain)
