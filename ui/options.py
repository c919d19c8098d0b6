"""Options a person chooses from, found by code, Chinese text, pinyin initials or full pinyin; without Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from models.codes import CodeBook

Spell: TypeAlias = Callable[[str], list[str]]
"""A text → its spellings, syllables joined by a blank, the likeliest first (`storage.archive.pinyin.spellings`)."""


def unspelled(_text: str) -> list[str]:
    """Return no spellings: for options that are found by their text only."""
    return []


@dataclass(frozen=True, slots=True)
class Option:
    """One option with what it is found by; `shown` is what stands in the field once it is chosen.

    How it is spelled is worked out when first asked for, and once: spelling a city's villages before the window opens
    would keep everybody waiting.
    """

    code: str
    text: str
    aliases: tuple[str, ...] = ()
    code_is_said: bool = True
    spell: Spell = field(default=unspelled, compare=False, repr=False)
    _spelled: list[tuple[str, ...]] = field(
        default_factory=list[tuple[str, ...]], init=False, compare=False, repr=False
    )

    @property
    def initials(self) -> tuple[str, ...]:
        """Return the first letters of each reading."""
        return self._ways()[0]

    @property
    def pinyin(self) -> tuple[str, ...]:
        """Return each reading in full."""
        return self._ways()[1]

    def _ways(self) -> list[tuple[str, ...]]:
        if not self._spelled:
            spelled = [spelling.split() for spelling in self.spell(self.text)]
            initials = tuple(dict.fromkeys("".join(part[0] for part in parts) for parts in spelled if parts))
            # both at once: another thread may be asking too
            self._spelled[:] = [initials, tuple(dict.fromkeys("".join(parts) for parts in spelled if parts))]
        return self._spelled

    @property
    def shown(self) -> str:
        """Return code and text as they stand in the field."""
        return f"{self.code} {self.text}" if self.code_is_said else self.text


class OptionBook:
    """The options of every code list by name, and of the divisions the office knows."""

    def __init__(self, lists: dict[str, tuple[Option, ...]], codes: CodeBook, divisions: Sequence[Option] = ()) -> None:
        """Keep options made by `make_options`."""
        self._lists = lists
        self._codes = codes
        self._shown = {(name, one.code): one.shown for name, listed in lists.items() for one in listed}
        self.divisions = tuple(divisions)

    def take_over(self, other: OptionBook) -> None:
        """Offer what another book does, after a list grew; who holds this one goes on with it."""
        self._lists, self._codes, self._shown = other._lists, other._codes, other._shown

    def shown(self, name: str, code: str) -> str:
        """Return code and text of an option; a code that is not in the list as it is."""
        return self._shown.get((name, code), code)

    def of(self, name: str, year: int | None) -> list[Option]:
        """Return the options of a list that may be chosen in `year`."""
        valid = {entry.code for entry in self._codes[name].valid_in(year)}
        return [option for option in self._lists[name] if option.code in valid]


def make_options(codes: CodeBook, spell: Spell, divisions: Iterable[tuple[str, str]] = ()) -> OptionBook:
    """Read every code list, and (code, name) of the divisions, into options."""
    lists = {
        name: tuple(_option(entry.code, entry.text, spell, entry.aliases) for entry in listed.entries)
        for name, listed in codes.lists.items()
    }
    places = [_option(code, name, spell, (), said=False) for code, name in divisions]
    return OptionBook(lists, codes, places)


def option_of(uid: str, text: str, spell: Spell) -> Option:
    """Return a record as an option found by its text only."""
    return _option(uid, text, spell, (), said=False)


def _option(code: str, text: str, spell: Spell, aliases: tuple[str, ...], *, said: bool | None = None) -> Option:
    return Option(code, text, aliases, code.isdecimal() if said is None else said, spell)


def spell_all(book: OptionBook) -> None:
    """Work out how the divisions are spelled, so that the first search among them need not."""
    for option in book.divisions:
        option.initials  # noqa: B018


def hits(options: Sequence[Option], query: str, limit: int = 200) -> list[Option]:
    """Return the options that fit what was typed, best first; all of them for an empty query."""
    plain = "".join(query.split()).casefold()
    if not plain:
        return list(options[:limit])
    ranked: list[tuple[int, int]] = []
    for at, option in enumerate(options):
        rank = _rank(option, plain)
        if rank is not None:
            ranked.append((rank, at))
    ranked.sort()
    return [options[at] for _rank_, at in ranked[:limit]]


def _rank(option: Option, plain: str) -> int | None:
    """Return 0 for the best fit upwards, None for no fit."""
    code = option.code.casefold()
    tests: tuple[Callable[[], bool], ...] = (
        lambda: plain in (code, code.lstrip("0")) or plain == option.shown.replace(" ", "").casefold(),
        lambda: plain == option.text.casefold(),
        lambda: plain in option.aliases,
        lambda: plain in option.initials,
        lambda: code.startswith(plain) or code.lstrip("0").startswith(plain),
        lambda: option.text.casefold().startswith(plain),
        lambda: any(one.startswith(plain) for one in option.initials),
        lambda: any(one.startswith(plain) for one in option.pinyin),
        lambda: plain in option.text.casefold(),
        lambda: any(alias.startswith(plain) for alias in option.aliases),
        lambda: len(plain) > 1 and any(plain in one for one in option.initials),
    )
    return next((rank for rank, test in enumerate(tests) if test()), None)


def common_ends(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the texts without the ending they all share, as long as something is left of each.

    国家标准, 省定标准, 市定标准 → 国家, 省定, 市定.
    """
    shared = 0
    shortest = min(map(len, texts), default=0)
    while shared < shortest - 1 and len({text[len(text) - shared - 1] for text in texts}) == 1:
        shared += 1
    return tuple(text[: len(text) - shared] for text in texts) if shared and len(texts) > 1 else tuple(texts)
