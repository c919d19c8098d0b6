"""Compares somebody's list of people with ours: two lists in, one line for each difference out. Pure; reads no files.

People are matched by person number, then by the first 18 characters of the ID number, then by household number with
name; anything less is a suspect and waits for a person.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import cast

from models.comparison_kinds import ComparisonKind, Outcome, Standing
from models.derived import age_on
from models.fields import Value
from models.id_numbers import eighteen
from models.likeness import Alike, Known
from models.names import name_key


@dataclass(slots=True)
class Ours:
    """One of our people; texts are “” where nothing is filled, `values` by “entity.field”."""

    household: str
    person: str
    name: str = ""
    id_number: str = ""
    person_number: str = ""
    number: str = ""
    division: str = ""
    state: str = "1"
    is_head: bool = False
    birth_date: str = ""
    values: dict[str, Value] = field(default_factory=dict[str, Value])

    @property
    def active(self) -> bool:
        """Tell whether the person is on the register."""
        return self.state == "1"


@dataclass(slots=True)
class Theirs:
    """One line of the list; `told` are its columns that mean no field of ours, by heading."""

    row: int
    name: str = ""
    id_number: str = ""
    person_number: str = ""
    number: str = ""
    division: str = ""
    values: dict[str, Value] = field(default_factory=dict[str, Value])
    told: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing to look at: a line of the list, one of our people, or both; `reason` is a sentence.

    `field` is “entity.field” where two values differ.
    """

    outcome: Outcome
    ours: Ours | None
    theirs: Theirs | None
    reason: str
    field: str = ""
    mine: Value = None
    other: Value = None


@dataclass(slots=True)
class Compared:
    """What came of it.

    `same` counts lines without any difference, `matched` those whose person was found, `others` those of people who
    aren't ours and needn't be.
    """

    found: list[Difference] = field(default_factory=list[Difference])
    same: int = 0
    matched: int = 0
    others: int = 0


SoundsOf = Callable[[str], Collection[str]]
"""Name → its readings without tones."""


def compare(
    kind: ComparisonKind,
    ours: Sequence[Ours],
    theirs: Sequence[Theirs],
    *,
    sounds_of: SoundsOf,
    look_alikes: Mapping[str, str],
    on: date,
    ages: tuple[int, int] | None = None,
) -> Compared:
    """Return the differences of a list from ours.

    `look_alikes` maps characters that are taken for each other to one of them; `ages` (from, below) on the day `on` say
    who counts at all, None = everybody.
    """
    return _Comparison(kind, ours, sounds_of, look_alikes, on, ages).run(theirs)


class _Comparison:
    def __init__(
        self,
        kind: ComparisonKind,
        ours: Sequence[Ours],
        sounds_of: SoundsOf,
        look_alikes: Mapping[str, str],
        on: date,
        ages: tuple[int, int] | None,
    ) -> None:
        self._kind, self._ours, self._on, self._ages = kind, ours, on, ages
        self._sounds_of, self._look_alikes = sounds_of, look_alikes
        self._by_number: dict[str, Ours] = {}
        self._by_id: dict[str, list[Ours]] = {}
        self._by_home: dict[tuple[str, str], Ours] = {}
        for one in ours:
            if one.person_number:
                self._by_number[one.person_number] = one
            if one.id_number:
                self._by_id.setdefault(eighteen(one.id_number)[:18], []).append(one)
            if one.number and one.name:
                self._by_home[one.number, name_key(one.name)] = one
        self._seen: dict[str, Theirs] = {}
        self._touched: set[str] = set()
        self._result = Compared()

    def run(self, theirs: Sequence[Theirs]) -> Compared:
        """Compare line by line, then look for those of ours who are missing."""
        lost: list[Theirs] = []
        for one in theirs:
            found, reason = self._match(one)
            if found is None:
                lost.append(one)
            elif reason:
                self._suspect(found, one, reason)
            else:
                self._matched(found, one)
        self._look_for(lost)
        self._missing()
        order = {outcome: place for place, outcome in enumerate(Outcome)}
        self._result.found.sort(key=lambda one: (order[one.outcome], one.theirs.row if one.theirs else 0))
        return self._result

    def _match(self, one: Theirs) -> tuple[Ours | None, str]:
        """Return whom a line means, and what is doubtful about it; None where nobody is meant."""
        found = self._by_number.get(one.person_number) if one.person_number else None
        if found is not None:
            return found, _doubt(one, found, "人编号")
        number = eighteen(one.id_number)[:18]
        people = self._by_id.get(number, []) if len(number) == 18 else []
        if people:
            found = next((who for who in people if who.active), people[0])
            return found, _doubt(one, found, "证件号码")
        if one.number and one.name:
            found = self._by_home.get((one.number, name_key(one.name)))
            if found is not None and not (one.id_number and found.id_number):
                return found, ""
        return None, ""

    # lines whose person is found

    def _matched(self, who: Ours, one: Theirs) -> None:
        kind = self._kind
        first = self._seen.setdefault(who.person, one)
        if first is not one:
            self._add(Outcome.REPEATED, who, one, f"与第 {first.row} 行是同一个人")
            return
        self._result.matched += 1
        if kind.standing is not None and (ended := ended_by(kind.standing, one.told)):
            del self._seen[who.person]  # a line no longer in force names nobody
            if who.active and self._claims(who):
                self._touch(who)
                self._add(Outcome.MINE, who, one, f"{kind.say(Outcome.MINE)}（名单写“{ended}”）")
            else:
                self._result.same += 1
            return
        self._touch(who)
        if not who.active:
            self._add(Outcome.LEFT, who, one, "")
        elif kind.hit:
            self._add(Outcome.HIT, who, one, kind.say(Outcome.HIT))
        elif kind.claims and not self._claims(who):
            self._add(Outcome.THEIRS, who, one, kind.say(Outcome.THEIRS))
        elif not self._differences(who, one):
            self._result.same += 1

    def _differences(self, who: Ours, one: Theirs) -> int:
        """Add what differs about a person of both sides; a blank cell says nothing."""
        kind, count = self._kind, 0
        if kind.every_field and one.id_number and who.id_number and one.id_number != who.id_number:
            self._add(Outcome.DIFFERS, who, one, "证件号码不同", "member.id_number", who.id_number, one.id_number)
            count += 1
        fields = one.values if kind.every_field else (key for key in kind.compares if key in one.values)
        for key in fields:
            other = one.values[key]
            mine = who.values.get(key)
            if other is None or _alike(mine, other):
                continue
            self._add(Outcome.DIFFERS, who, one, "档案没有填" if mine is None else "两边值不同", key, mine, other)
            count += 1
        return count

    def _suspect(self, who: Ours, one: Theirs, reason: str) -> None:
        self._touch(who)
        self._seen.setdefault(who.person, one)
        self._add(Outcome.SUSPECT, who, one, reason)

    def _touch(self, who: Ours) -> None:
        self._touched.add(who.household if self._kind.household else who.person)

    # lines whose person is not found

    def _look_for(self, lost: Sequence[Theirs]) -> None:
        if not lost:
            return
        alike = Alike([_known(one) for one in lost], [_known_ours(who) for who in self._ours],
                      self._sounds_of, self._look_alikes)  # fmt: skip
        for place, one in enumerate(lost):
            found = alike.best(place)
            if found is not None:
                self._suspect(self._ours[found[0]], one, found[1])
            elif not one.name and not one.id_number:
                self._add(Outcome.UNREAD, None, one, "")
            elif not self._kind.absent or (self._kind.standing and ended_by(self._kind.standing, one.told)):
                self._result.others += 1
            else:
                told = "" if one.id_number else "名单没有证件号码，按姓名没有找到唯一的人"
                self._add(Outcome.ABSENT, None, one, told)

    # ours who are missing

    def _missing(self) -> None:
        kind = self._kind
        if not kind.claims and not kind.everybody:
            return
        for who in self._ours:
            if not who.active or (kind.household and not who.is_head):
                continue
            if (who.household if kind.household else who.person) in self._touched:
                continue
            if not kind.claims:
                self._add(Outcome.MINE, who, None, kind.say(Outcome.MINE))
            elif not self._counts(who):
                continue
            elif self._claims(who):
                self._add(Outcome.MINE, who, None, kind.say(Outcome.MINE))
            elif kind.neither:
                self._add(Outcome.NEITHER, who, None, kind.say(Outcome.NEITHER))

    def _claims(self, who: Ours) -> bool:
        return any(claim.holds(who.values.get(claim.field)) for claim in self._kind.claims)

    def _counts(self, who: Ours) -> bool:
        if self._ages is None:
            return True
        age = age_on(who.birth_date or None, self._on)
        return age is not None and self._ages[0] <= age < self._ages[1]

    def _add(
        self,
        outcome: Outcome,
        who: Ours | None,
        one: Theirs | None,
        reason: str,
        field: str = "",
        mine: Value = None,
        other: Value = None,
    ) -> None:
        self._result.found.append(Difference(outcome, who, one, reason or self._kind.say(outcome), field, mine, other))


def ended_by(standing: Standing, told: Mapping[str, str]) -> str:
    """Return the word by which a line says that it is no longer in force, “” where it is."""
    for heading in standing.headings:
        said = told.get(heading, "").strip()
        if said in standing.ended:
            return said
    return ""


def _doubt(one: Theirs, who: Ours, by: str) -> str:
    """Say what is doubtful about a match by a number; “” where nothing is."""
    if one.name and who.name and name_key(one.name) != name_key(who.name):
        return f"{by}相同，姓名不同：名单是“{one.name}”，档案是“{who.name}”"
    if by == "证件号码" and len(one.id_number) == 15 != len(who.id_number):
        return "名单是 15 位旧号码，档案是 18 位"
    if by == "证件号码" and len(who.id_number) == 15 != len(one.id_number):
        return "档案是 15 位旧号码，名单是 18 位：核对后把档案改成 18 位"
    return ""


def _known(one: Theirs) -> Known:
    return Known(one.name, one.id_number, _born(one.id_number, one.values.get("member.birth_date")), one.division, True)


def _known_ours(who: Ours) -> Known:
    return Known(who.name, who.id_number, who.birth_date or _born(who.id_number, None), who.division, who.active)


def _born(number: str, told: Value) -> str:
    if isinstance(told, str) and told:
        return told
    whole = eighteen(number)
    return f"{whole[6:10]}-{whole[10:12]}-{whole[12:14]}" if len(whole) >= 18 and whole[6:14].isdigit() else ""


def _alike(mine: Value, other: Value) -> bool:
    if isinstance(mine, list) and isinstance(other, list):
        return set(cast("list[str]", mine)) == set(cast("list[str]", other))
    if isinstance(mine, str) and isinstance(other, str):
        return mine == other or name_key(mine) == name_key(other)
    return mine == other


def count_by(found: Iterable[Difference]) -> dict[Outcome, int]:
    """Return how many differences there are of each kind, in the order they are shown."""
    counts = dict.fromkeys(Outcome, 0)
    for one in found:
        counts[one.outcome] += 1
    return {outcome: number for outcome, number in counts.items() if number}
