"""Looks a pasted list up: who of it is on the register, who is not, who may be meant, and why.

Numbers come first: the whole ID number, person number, household number or phone. A number nobody has is tried with one
digit other, two digits swapped, one lost or one too many, and as an old one of 15 digits. A name alone is proof only
where one person bears it; a name nobody bears is tried by its sound.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import orjson

from models.pasted_list import Asked, completed, near_numbers
from storage.archive.archive import Archive
from storage.archive.pinyin import ways_of
from storage.archive.progress import Progress, silent
from storage.archive.search import find

MOST_NAMED = 5
"""People told by name where several may be meant."""


class Verdict(StrEnum):
    """What became of a line; the value is what people read."""

    FOUND = "在册"
    LEFT = "已不在册"
    SUSPECT = "疑似"
    MISSING = "不在册"


@dataclass(frozen=True, slots=True)
class Looked:
    """One line and its answer; `why` is a sentence.

    `household` and `person` are uids, “” where nobody or several people may be meant; `candidates` are the households
    of all who may be.
    """

    asked: Asked
    verdict: Verdict
    why: str
    household: str = ""
    person: str = ""
    name: str = ""
    id_number: str = ""
    village: str = ""
    number: str = ""
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Person:
    household: str
    person: str
    name: str
    id_number: str
    state: str
    division: str
    number: str


_SELECT = (
    "SELECT m.household, m.uid, coalesce(m.name, ''), coalesce(m.id_number, ''), coalesce(m.member_state, '1'), "
    "coalesce(h.division, ''), coalesce(h.number, h.local_number, '') FROM member m "
    "JOIN household h ON h.uid = m.household WHERE m.deleted = 0 AND h.deleted = 0 AND "
)
_BY_NUMBER = (
    ("证件号码", "m.id_number IS NOT NULL AND substr(m.id_number, 1, 18) IN (SELECT value FROM json_each(?))"),
    ("人编号", "m.person_number IN (SELECT value FROM json_each(?))"),
)
_KEY = {"证件号码": "substr(m.id_number, 1, 18)", "人编号": "m.person_number"}
_HEADS = "m.relation = '01' AND h.{column} IN (SELECT value FROM json_each(?))"


def look_up(archive: Archive, asked: Sequence[Asked], progress: Progress = silent) -> list[Looked]:
    """Return an answer for each line, in their order."""
    return _LookUp(archive, asked).answers(progress)


class _LookUp:
    def __init__(self, archive: Archive, asked: Sequence[Asked]) -> None:
        self._archive = archive
        self._asked = asked
        numbers = sorted({number for one in asked for number in one.numbers})
        self._by_number = self._people_by_number(numbers)
        self._by_name = self._people_by_name(sorted({name for one in asked for name in one.names}))
        self._first: dict[str, int] = {}

    def answers(self, progress: Progress) -> list[Looked]:
        made: list[Looked] = []
        for done, one in enumerate(self._asked, 1):
            made.append(self._twice(self._answer(one)))
            if done % 50 == 0:
                progress(done, len(self._asked), "查对名单")
        return made

    def _twice(self, looked: Looked) -> Looked:
        """Tell where a person stands in the list a second time."""
        if looked.verdict is not Verdict.FOUND:
            return looked
        first = self._first.setdefault(looked.person or looked.household, looked.asked.line)
        if first == looked.asked.line:
            return looked
        return replace(looked, why=f"{looked.why}；与第 {first} 行重复")

    def _answer(self, one: Asked) -> Looked:
        for number in one.numbers:
            people = self._by_number.get(number, [])
            if people:
                return self._by_found_number(one, number, people)
        for number in one.numbers:
            near = self._near(number)
            named = [who for who in near if who.name in one.names]
            if near:
                other = "，姓名也不同" if one.names and not named else ""
                chosen = named or near
                return self._suspects(one, chosen, _how_near(number, chosen[0].id_number) + other)
        if one.spoilt and not one.numbers and not one.names:
            return Looked(one, Verdict.SUSPECT, "号码被 Excel 存成了数字，后几位已丢失，请从原件重取")
        if one.names:
            return self._by_names(one)
        return Looked(one, Verdict.MISSING, "没有这个号码，差一位的也没有")

    def _by_found_number(self, one: Asked, number: str, found: list[tuple[str, _Person]]) -> Looked:
        how, person = found[0]
        names = {who.name for _how, who in found}
        if len({who.household for _how, who in found}) > 1:
            return self._suspects(one, [who for _how, who in found], f"{how}登记在 {len(found)} 户")
        if one.names and not names & set(one.names) and how not in ("户编号", "本地户号"):
            return self._told(one, Verdict.SUSPECT, person, f"{how}是 {person.name} 的，姓名与名单不同")
        if one.names and how in ("户编号", "本地户号") and not names & set(one.names):
            return self._in_household(one, person)
        return self._judged(one, person, f"{how}相同")

    def _in_household(self, one: Asked, head: _Person) -> Looked:
        people = [who for name in one.names for who in self._by_name.get(name, []) if who.household == head.household]
        if people:
            return self._judged(one, people[0], "户编号和姓名相同")
        return self._told(one, Verdict.SUSPECT, head, f"户编号是 {head.name} 家的，户里没有名单上的姓名")

    def _by_names(self, one: Asked) -> Looked:
        people = [who for name in one.names for who in self._by_name.get(name, [])]
        if one.numbers and people:
            why = "名单上的号码不在册，但有同名的人"
            return self._suspects(one, people, why)
        if len(people) == 1:
            return self._judged(one, people[0], "姓名相同，全档案只有一人")
        if people:
            return self._suspects(one, people, f"同名 {len(people)} 人")
        alike = [who for name in one.names for who in self._sounding_like(name)]
        if alike:
            return self._suspects(one, alike, "没有这个姓名，有同音的人")
        if one.numbers:
            return Looked(one, Verdict.MISSING, "没有这个号码，也没有这个姓名")
        return Looked(one, Verdict.MISSING, "没有这个姓名")

    # telling

    def _judged(self, one: Asked, person: _Person, why: str) -> Looked:
        if person.state == "1":
            return self._told(one, Verdict.FOUND, person, why)
        state = self._archive.codes.text("member_state", person.state)
        return self._told(one, Verdict.LEFT, person, f"{why}，但成员状态是“{state}”")

    def _suspects(self, one: Asked, people: Sequence[_Person], why: str) -> Looked:
        seen = list({who.person: who for who in people}.values())
        if len(seen) == 1:
            return self._told(one, Verdict.SUSPECT, seen[0], why)
        named = "、".join(f"{who.name}（{self._archive.divisions.name(who.division)}）" for who in seen[:MOST_NAMED])
        more = " 等" if len(seen) > MOST_NAMED else ""
        households = tuple(dict.fromkeys(who.household for who in seen))
        return Looked(one, Verdict.SUSPECT, f"{why}：{named}{more}", candidates=households)

    def _told(self, one: Asked, verdict: Verdict, who: _Person, why: str) -> Looked:
        village = self._archive.divisions.name(who.division)
        return Looked(
            one, verdict, why, who.household, who.person, who.name, who.id_number, village, who.number, (who.household,)
        )

    # finding

    def _people(self, condition: str, values: Sequence[str], key: str) -> Iterable[tuple[str, _Person]]:
        for start in range(0, len(values), 900):
            listed = _json(values[start : start + 900])
            query = _SELECT.replace("SELECT ", f"SELECT {key}, ", 1) + condition
            for found, *row in self._archive.connection.execute(query, (listed,)):
                yield found, _Person(*row)

    def _people_by_number(self, numbers: Sequence[str]) -> dict[str, list[tuple[str, _Person]]]:
        found: dict[str, list[tuple[str, _Person]]] = {}
        by_18 = {number[:18]: number for number in numbers}
        for how, condition in _BY_NUMBER:
            asked = list(by_18) if how == "证件号码" else numbers
            for key, person in self._people(condition, asked, _KEY[how]):
                found.setdefault(by_18.get(key, key) if how == "证件号码" else key, []).append((how, person))
        for column, how in (("number", "户编号"), ("local_number", "本地户号")):
            for key, person in self._people(_HEADS.format(column=column), numbers, f"h.{column}"):
                if key not in found:
                    found[key] = [(how, person)]
        phones = [number for number in numbers if len(number) == 11 and number not in found]
        if phones:
            for key, person in self._people("m.phone IN (SELECT value FROM json_each(?))", phones, "m.phone"):
                found.setdefault(key, []).append(("电话", person))
        return found

    def _people_by_name(self, names: Sequence[str]) -> dict[str, list[_Person]]:
        found: dict[str, list[_Person]] = {}
        if names:
            for name, person in self._people("m.name IN (SELECT value FROM json_each(?))", names, "m.name"):
                found.setdefault(name, []).append(person)
        return found

    def _near(self, number: str) -> list[_Person]:
        """Return the people whose ID number differs by what a hand mistypes."""
        tries = near_numbers(number) if len(number) == 18 else completed(number)
        if not tries:
            return []
        condition = _BY_NUMBER[0][1]
        return [person for _key, person in self._people(condition, sorted(tries), _KEY["证件号码"])]

    def _sounding_like(self, name: str) -> list[_Person]:
        """Return the people whose name is written otherwise and read the same."""
        readings = {"".join(way) for way in ways_of(name)}
        people: dict[str, _Person] = {}
        for reading in list(readings)[:3]:
            uids = [hit.person_uid for hit in find(self._archive, reading, 20)[0] if hit.person_uid]
            for _key, person in self._people("m.uid IN (SELECT value FROM json_each(?))", uids, "m.uid"):
                same_length = len(person.name) == len(name)
                if same_length and readings & {"".join(way) for way in ways_of(person.name)}:
                    people[person.person] = person
        return list(people.values())


def _json(values: Sequence[str]) -> str:
    return orjson.dumps(list(values)).decode()


def _how_near(asked: str, real: str) -> str:
    """Say how two numbers differ: which digit, or what is missing."""
    if len(asked) == 15:
        return "名单是 15 位旧号，档案里是 18 位"
    if len(asked) == 17:
        return "名单上的号码少一位"
    if len(asked) == 19:
        return "名单上的号码多一位"
    places = [at for at, (one, other) in enumerate(zip(asked, real, strict=False)) if one != other]
    if len(places) == 1:
        at = places[0]
        return f"差一位：第 {at + 1} 位名单是 {asked[at]}，档案是 {real[at]}"
    return f"第 {places[0] + 1}、{places[-1] + 1} 位颠倒" if places else "号码相近"
