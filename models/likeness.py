"""Who of a known list somebody may be, whom no number identifies: a slip in the number, the same sound, a look-alike.

Built for lists of 100,000: keys of the unknown are gathered first, and the known are gone through once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from models.id_numbers import eighteen, has_right_check, one_slip_apart
from models.names import name_key

_FEW = 3
"""Namesakes above this number prove nothing."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of somebody; texts are “” where it isn't. `born` ISO, `active` on the register."""

    name: str
    id_number: str
    born: str
    division: str
    active: bool


class Alike:
    """Finds for each of the asked the one of the known who is most like."""

    def __init__(
        self,
        asked: Sequence[Known],
        known: Sequence[Known],
        sounds_of: Callable[[str], Collection[str]],
        look_alikes: Mapping[str, str],
    ) -> None:
        """Find the candidates of everybody who is asked for."""
        self._asked, self._known = asked, known
        self._sounds_of = sounds_of
        self._shape = str.maketrans(dict(look_alikes))
        # two sound numbers never are one person by name, so only the few others are worth a look at names
        doubtful_known, doubtful_asked = _besides(known), _besides(asked)
        wanted: set[tuple[str, ...]] = set()
        self._keys_of = [list(self._keys(one, doubtful_known)) for one in asked]
        for keys in self._keys_of:
            wanted.update(keys)
        self._found: dict[tuple[str, ...], list[int]] = {}
        for place, one in enumerate(known):
            for key in self._keys(one, doubtful_asked):
                if key in wanted:
                    self._found.setdefault(key, []).append(place)

    def _keys(self, one: Known, doubtful: Collection[str]) -> Iterator[tuple[str, ...]]:
        """Yield what somebody like this one shares with it; `doubtful`: see `_besides`."""
        number = eighteen(one.id_number)[:18]
        if len(number) == 18:
            yield "a", number[6:]
            yield "b", number[:6] + number[14:]
            yield "c", number[:14]
        if not one.name:
            return
        any_name = not _is_sound(one)
        besides = [told for told in (one.born, one.division) if told and (any_name or told in doubtful)]
        name = name_key(one.name)
        if any_name or name in doubtful:
            yield "name", name
        for beside in besides:
            yield "shape", beside, name.translate(self._shape)
            for sound in self._sounds_of(name):
                yield "sound", beside, sound

    def best(self, place: int) -> tuple[int, str] | None:
        """Return the place of the one most like the asked, and why; None where nobody is."""
        one = self._asked[place]
        best: tuple[int, int, str] | None = None
        for key in self._keys_of[place]:
            for other in self._found.get(key, ()):
                told = self._judge(one, self._known[other], key)
                if told is not None and (best is None or told[0] < best[0]):
                    best = told[0], other, told[1]
        return (best[1], best[2]) if best is not None else None

    def _judge(self, one: Known, other: Known, key: tuple[str, ...]) -> tuple[int, str] | None:
        """Return (rank, why) or None: sound numbers that differ in more than a slip belong to two people."""
        same_name = name_key(one.name) == name_key(other.name) and bool(one.name)
        if key[0] in ("a", "b", "c"):
            mine, theirs = eighteen(other.id_number)[:18], eighteen(one.id_number)[:18]
            if not one_slip_apart(theirs, mine):
                return None
            told = _slip(theirs, mine)
            if same_name or not one.name:
                return 0, told
            # two sound numbers of two names are two people, perhaps twins
            if has_right_check(theirs) and has_right_check(mine):
                return None
            return 3, f"{told}，姓名也不同（档案是“{other.name}”）"
        if _is_sound(one) and _is_sound(other):
            return None
        if key[0] == "name":
            return self._judge_name(one, other, key)
        if same_name or len(name_key(one.name)) != len(name_key(other.name)):
            return None
        beside = "出生日期" if key[1] == one.born else "村"
        why = "同音" if key[0] == "sound" else "形近"
        return 4, f"姓名{why}、{beside}相同：名单是“{one.name}”，档案是“{other.name}”"

    def _judge_name(self, one: Known, other: Known, key: tuple[str, ...]) -> tuple[int, str] | None:
        if abs(len(one.id_number) - len(other.id_number)) == 1 and _one_lost(one.id_number, other.id_number):
            more = len(one.id_number) > len(other.id_number)
            return 1, f"姓名相同，名单的证件号码{'多' if more else '少'}一位"
        if one.born and one.born == other.born:
            return 2, "姓名、出生日期相同，证件号码不同或没有"
        if one.id_number and other.id_number:
            return None
        if one.division and one.division == other.division:
            return 5, "姓名和村相同，没有证件号码可对"
        if not one.division and len(self._found.get(key, ())) <= _FEW:
            return 6, "姓名相同，没有证件号码可对"
        return None


def _is_sound(one: Known) -> bool:
    return has_right_check(one.id_number[:18])


def _besides(people: Sequence[Known]) -> set[str]:
    """Return the names, birthdays and villages of those without a sound number."""
    listed = [one for one in people if not _is_sound(one)]
    return {told for one in listed for told in (name_key(one.name), one.born, one.division) if told}


def _one_lost(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return any(short == long[:at] + long[at + 1 :] for at in range(len(long)))


def _slip(theirs: str, mine: str) -> str:
    places = [at for at in range(18) if theirs[at] != mine[at]]
    if len(places) == 1:
        at = places[0]
        return f"证件号码差一位：第 {at + 1} 位名单是 {theirs[at]}，档案是 {mine[at]}"
    return f"证件号码第 {places[0] + 1}、{places[1] + 1} 位颠倒"
