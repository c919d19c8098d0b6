"""The members of one made-up household: ages that fit together, health and labour that fit the cause."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random

from storage.exchange.training import mix
from storage.exchange.training.identity import Numbers
from storage.exchange.training.mix import Seat, Slot
from storage.exchange.training.names import full_name

AS_OF_YEAR = 2017
MALE, FEMALE = "1", "2"
HEALTHY, CHRONIC, SERIOUS, DISABLED = "1", "2", "3", "4"

_RELATIONS = {
    ("head", MALE): "01", ("head", FEMALE): "01", ("spouse", MALE): "02", ("spouse", FEMALE): "02",
    ("child", MALE): "03", ("child", FEMALE): "04", ("grandchild", MALE): "07", ("grandchild", FEMALE): "08",
    ("father", MALE): "11", ("mother", FEMALE): "12",
}  # fmt: skip
_CHRONIC_NAMES = (
    "高血压", "糖尿病", "冠心病", "慢性支气管炎", "类风湿性关节炎", "脑血栓后遗症", "腰椎间盘突出", "慢性胃炎",
    "白内障", "骨质增生",
)  # fmt: skip
_SERIOUS_NAMES = ("尿毒症", "肺癌", "胃癌", "肝硬化", "脑出血后遗症", "心肌梗死", "股骨头坏死", "乳腺癌")

_DISABILITY_TYPES = "444411225663"
"""Types of disability as often as they stand here; limbs are the most frequent."""


@dataclass(slots=True)
class Person:
    """One made-up person as of late 2017; codes as in the code lists."""

    uid: str
    role: str
    relation: str
    kind: str
    sex: str
    born: date
    name: str
    id_number: str
    health: list[str] = field(default_factory=lambda: [HEALTHY])
    illness: str | None = None
    labour: str = "5"
    education: str | None = None
    vocational: bool = False
    disability_type: str | None = None
    disability_level: str | None = None

    def age_in(self, year: int) -> int:
        """Return the age at the end of `year`; negative for a child not born yet."""
        return year - self.born.year

    @property
    def old(self) -> bool:
        """Tell whether the person is 60 or older in late 2017."""
        return self.kind[0] == "O"

    @property
    def able(self) -> bool:
        """Tell whether the person can work, be it little."""
        return self.kind not in mix.NO_ABILITY


def make_people(rng: Random, numbers: Numbers, slot: Slot, surnames: list[str]) -> list[Person]:
    """Return the members in the order of the composition's seats."""
    seats = slot.composition.seats
    ages = _ages(rng, seats)
    sexes = _sexes(rng, slot)
    family = _pick(rng, surnames)
    people = [
        _person(rng, numbers, seat, age, sex, _surname(rng, seat, sexes, family, surnames))
        for seat, age, sex in zip(seats, ages, sexes, strict=True)
    ]
    carrier = _carrier(people, slot.cause)
    for person in people:
        _set_health(rng, person, slot.cause if person is carrier else "")
        person.labour = _labour(rng, person)
        person.education = _education(rng, person)
    return people


def _pick(rng: Random, listed: list[str]) -> str:
    return listed[int(len(listed) * rng.random())]


def _surname(rng: Random, seat: Seat, sexes: list[str], family: str, surnames: list[str]) -> str:
    """Children and parents bear the family's surname; whoever married in, most likely another one."""
    head_is_man = sexes[0] == MALE
    if seat.role in ("spouse", "mother"):
        return _pick(rng, surnames) if head_is_man or seat.role == "mother" else family
    if seat.role == "head" and not head_is_man and len(sexes) > 1:
        return _pick(rng, surnames)
    return family


def _person(rng: Random, numbers: Numbers, seat: Seat, age: int, sex: str, surname: str) -> Person:
    born = date.fromordinal(date(AS_OF_YEAR - age, 1, 1).toordinal() + int(365 * rng.random()))
    number, born = numbers.id_number(born, sex)
    name = full_name(rng, surname, sex, born.year)
    return Person(numbers.uid(), seat.role, _RELATIONS[seat.role, sex], seat.kind, sex, born, name, number)


def _ages(rng: Random, seats: tuple[Seat, ...]) -> list[int]:
    """Return ages at the end of 2017: children first, parents at least 22 years older, grandparents 20 more."""
    ages: dict[int, int] = {}
    for index, seat in enumerate(seats):
        if seat.kind == mix.CHILD:
            ages[index] = rng.randrange(1, 16)
        elif seat.kind == mix.STUDENT:
            ages[index] = rng.randrange(16, 22)
    eldest = max(ages.values(), default=0)
    head = seats[0]
    if head.kind[0] == "O":
        ages[0] = _old_head_age(rng, seats)
    elif eldest:
        ages[0] = min(57, eldest + rng.randrange(22, 34))
    else:
        ages[0] = 59 - int(30 * rng.random() ** 1.7)
    for index, seat in enumerate(seats[1:], 1):
        if index not in ages:
            ages[index] = _relative_age(rng, seat, ages[0])
    return [ages[index] for index in range(len(seats))]


def _old_head_age(rng: Random, seats: tuple[Seat, ...]) -> int:
    if any(seat.role == "grandchild" for seat in seats):
        return rng.randrange(62, 76)
    if any(seat.role == "child" for seat in seats):
        return rng.randrange(62, 83)
    return 60 + int(rng.triangular(0, 31, 8))


def _relative_age(rng: Random, seat: Seat, head: int) -> int:
    if seat.role == "spouse":
        least, most = (60, 92) if seat.kind[0] == "O" else (head - 4 if head < 40 else 28, 59)
        return max(least, min(most, head + rng.randrange(-4, 4)))
    if seat.role == "child":
        return max(23, min(58, head - rng.randrange(22, 37)))
    return min(92, max(60, head + rng.randrange(20, 33)))


def _sexes(rng: Random, slot: Slot) -> list[str]:
    seats = slot.composition.seats
    men = 0.86 if slot.aid == mix.DESTITUTE else 0.62 if len(seats) == 1 else 0.88
    head = MALE if rng.random() < men else FEMALE
    sexes: list[str] = []
    for seat in seats:
        if seat.role == "head":
            sexes.append(head)
        elif seat.role == "spouse":
            sexes.append(FEMALE if head == MALE else MALE)
        elif seat.role in ("father", "mother"):
            sexes.append(MALE if seat.role == "father" else FEMALE)
        else:
            sexes.append(MALE if rng.random() < 0.53 else FEMALE)
    return sexes


def _carrier(people: list[Person], cause: str) -> Person | None:
    """Return who is ill or disabled where that is the main cause."""
    if cause not in (mix.ILLNESS, mix.DISABILITY):
        return None
    order = (mix.UNABLE, mix.WEAK, mix.OLD_UNABLE, mix.OLD_WEAK)
    return min(people, key=lambda person: order.index(person.kind) if person.kind in order else len(order))


def _set_health(rng: Random, person: Person, cause: str) -> None:
    chance = rng.random()
    if cause == mix.DISABILITY:
        _disable(rng, person, chance)
    elif cause == mix.ILLNESS:
        person.health = [SERIOUS] if person.kind == mix.UNABLE or chance < 0.15 else [CHRONIC]
    elif person.kind == mix.UNABLE:
        if chance < 0.5:
            _disable(rng, person, chance)
        else:
            person.health = [SERIOUS] if chance < 0.85 else [CHRONIC]
    elif person.kind == mix.WEAK:
        person.health = [CHRONIC]
    elif person.old:
        if chance < 0.06 and person.kind == mix.OLD_UNABLE:
            _disable(rng, person, 1.0)
        elif chance < 0.5:
            person.health = [CHRONIC]
    if CHRONIC in person.health:
        person.illness = _CHRONIC_NAMES[int(len(_CHRONIC_NAMES) * rng.random())]
    elif SERIOUS in person.health:
        person.illness = _SERIOUS_NAMES[int(len(_SERIOUS_NAMES) * rng.random())]


def _disable(rng: Random, person: Person, chance: float) -> None:
    """Give a disability; people of working age who can't work at all hold level one or two."""
    person.health = [CHRONIC, DISABLED] if person.old and chance < 0.3 else [DISABLED]
    person.disability_type = _DISABILITY_TYPES[int(len(_DISABILITY_TYPES) * rng.random())]
    levels = "3344" if person.old else "1222"
    person.disability_level = levels[int(4 * rng.random())]


def _labour(rng: Random, person: Person) -> str:
    if person.kind in (mix.CHILD, mix.STUDENT):
        return "5"
    if person.kind == mix.ABLE:
        return "1" if rng.random() < 0.2 else "2"
    if person.able:
        return "3"
    if person.old and (person.health == [HEALTHY] or person.age_in(AS_OF_YEAR) >= 70):
        return "5"
    return "4"


def _education(rng: Random, person: Person) -> str | None:
    if person.kind in (mix.CHILD, mix.STUDENT):
        person.vocational = rng.random() < 0.45
        return None
    chance, age = rng.random(), person.age_in(AS_OF_YEAR)
    if age >= 60:
        unread = 0.35 if person.sex == MALE else 0.65
        return "1" if chance < unread else "2" if chance < 0.9 else "3"
    if age >= 40:
        return "1" if chance < 0.08 else "2" if chance < 0.42 else "3" if chance < 0.9 else "4"
    return "2" if chance < 0.12 else "3" if chance < 0.75 else "4" if chance < 0.93 else "5"
