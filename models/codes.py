"""Code lists with validity periods, read from `resources/codes/*.csv` and extended by the office.

A list is a CSV file `<list>.csv` with the columns `code,text,from_year,to_year,aliases,note`; aliases are separated by
`|`, empty years mean “always”. Lists that moved (dictionary §1.2) hold every version's entries side by side.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a code list; valid from `from_year` to `to_year`, both included, None = open.

    `local` marks an entry that the office added itself.
    """

    code: str
    text: str
    from_year: int | None = None
    to_year: int | None = None
    aliases: tuple[str, ...] = ()
    note: str = ""
    local: bool = False

    def is_valid_in(self, year: int | None) -> bool:
        """Tell whether the entry may be chosen in `year` (None = any year)."""
        if year is None:
            return True
        return (self.from_year is None or self.from_year <= year) and (self.to_year is None or year <= self.to_year)


class CodeList:
    """The entries of one list, in the order in which they are offered."""

    def __init__(self, name: str, entries: Iterable[Code]) -> None:
        """Keep the entries; a code may stand once only."""
        self.name = name
        self.entries = tuple(entries)
        self.by_code: dict[str, Code] = {entry.code: entry for entry in self.entries}
        if len(self.by_code) != len(self.entries):
            raise ValueError(f"code list {name}: a code stands twice")

    @cached_property
    def _by_text(self) -> dict[str, list[Code]]:
        found: dict[str, list[Code]] = {}
        for entry in self.entries:
            for text in (entry.text, *entry.aliases):
                found.setdefault(_plain(text), []).append(entry)
        return found

    def valid_in(self, year: int | None) -> list[Code]:
        """Return the entries that may be chosen in `year`."""
        return [entry for entry in self.entries if entry.is_valid_in(year)]

    def text(self, code: str) -> str:
        """Return the text of `code`; a code that is not in the list is its own text."""
        entry = self.by_code.get(code)
        return entry.text if entry is not None else code

    def find(self, text: str, year: int | None = None) -> str | None:
        """Return the code that `text` means in `year`: by text, alias, code, or code without leading zeros; else None.

        Where a text stands in several versions of the list, the latest entry valid in `year` wins, else the latest.
        """
        candidates = self._by_text.get(_plain(text), [])
        if candidates:
            valid = [entry for entry in candidates if entry.is_valid_in(year)]
            return max(valid or candidates, key=lambda entry: entry.from_year or 0).code
        number = text.strip()
        if number in self.by_code:
            return number
        padded = number.zfill(2)
        return padded if number.isdecimal() and padded in self.by_code else None


class CodeBook:
    """All code lists by name."""

    def __init__(self, lists: Mapping[str, CodeList]) -> None:
        """Keep the lists."""
        self.lists = dict(lists)

    def __getitem__(self, name: str) -> CodeList:
        """Return the list called `name`; KeyError if there is none."""
        return self.lists[name]

    def with_entries(self, entries: Mapping[str, Iterable[Code]]) -> CodeBook:
        """Return this book with an office's own entries: each in place of that of the same code, new ones last."""
        lists = dict(self.lists)
        for name, own in entries.items():
            if name in lists:
                merged = {entry.code: entry for entry in lists[name].entries}
                merged.update({entry.code: entry for entry in own})
                lists[name] = CodeList(name, merged.values())
        return CodeBook(lists)

    def take_over(self, other: CodeBook) -> None:
        """Hold the lists of another book from now on, for everyone who holds this one."""
        self.lists = dict(other.lists)

    def text(self, name: str, code: str) -> str:
        """Return the text of `code` in the list called `name`."""
        return self.lists[name].text(code)


def load_code_book(folder: Path) -> CodeBook:
    """Read every `*.csv` of `folder` (normally `resources/codes`)."""
    return CodeBook({path.stem: CodeList(path.stem, _read(path)) for path in sorted(folder.glob("*.csv"))})


def _read(path: Path) -> list[Code]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Code(
                code=row["code"],
                text=row["text"],
                from_year=int(row["from_year"]) if row.get("from_year") else None,
                to_year=int(row["to_year"]) if row.get("to_year") else None,
                aliases=tuple(part for part in (row.get("aliases") or "").split("|") if part),
                note=row.get("note") or "",
            )
            for row in csv.DictReader(file)
        ]


_FOLD = str.maketrans("（）【】，．／　", "()[],./ ")


def _plain(text: str) -> str:
    return "".join(text.translate(_FOLD).split()).casefold()
