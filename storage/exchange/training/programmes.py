"""The programmes of the training archive: medical cover, work, care, donors, teams, in the published figures.

What the report counts for the whole city (142,000 households) is handed out evenly: after n of N households
ceil(n/N of the figure) is given, a little early at the end, so that the figure comes out exactly even where a household
that is due has nobody who suits. What the report doesn't count stands in every 15th household, to practise with.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from models.fields import Record, Value
from models.keys import split_key
from storage.archive.writing import RecordChange
from storage.exchange.training.household import Made
from storage.exchange.training.identity import Numbers
from storage.exchange.training.names import SURNAMES, full_name
from storage.exchange.training.people import AS_OF_YEAR, CHRONIC, DISABLED, SERIOUS, Person

CITY = 142_000
DRUG_PATIENTS, HOSPITAL_PATIENTS = 4_762, 626
WORKSHOPS, DISABILITY_BASES = 103, 52
FIRST_SECRETARIES, TOWN_OFFICERS = 785, 20
"""Figures of the newspaper report of 2017 for the whole city."""

PRACTISE_EVERY = 15
_EARLY = 1.05
_MENTAL = "6"
_HOSPITALS = ("县人民医院", "县中医院", "市第一人民医院", "济宁医学院附属医院")
_BUSINESS = ("手套加工", "纸花加工", "柳编加工", "服装加工", "玩具加工", "毛绒制品来料加工")
_FUND_MONTHS = ("2017-10", "2017-11", "2017-12")


@dataclass(slots=True)
class Quota:
    """A published figure, handed out along the households; `given` is what was handed out so far."""

    figure: int
    households: int
    given: int = 0

    @property
    def total(self) -> int:
        """Return what an archive of this size gets, at least one."""
        return max(1, round(self.figure * self.households / CITY))

    def due(self, count: int) -> int:
        """Return how many are due after `count` households."""
        early = -int(-self.total * count * _EARLY // self.households)
        return min(self.total, early) - self.given


class Programmes:
    """Makes the records of the programmes beside the households, from a chance of their own."""

    def __init__(self, seed: int, households: int) -> None:
        """Begin with nothing handed out."""
        self.households = households
        self.count = 0
        self.rng = Random(f"programmes {seed}")
        self.numbers = Numbers(self.rng)
        self.drugs, self.stays = Quota(DRUG_PATIENTS, households), Quota(HOSPITAL_PATIENTS, households)
        self._places = {
            kind: Quota(figure, self.households) for kind, figure in (("1", WORKSHOPS), ("2", DISABILITY_BASES))
        }
        self._secretaries = Quota(FIRST_SECRETARIES, self.households)
        self._officers = Quota(TOWN_OFFICERS, self.households)
        self._latest: dict[str, str] = {}
        self._owed = {"old": 0, "able": 0, "disabled": 0}

    def of(self, made: Made) -> list[RecordChange]:
        """Return the records that hang on one more household, and the registers it brings along."""
        self.count += 1
        division: str = made.changes[0].values["division"]
        changes = list(self._registers(division))
        facts = _facts_of(made)
        changes += self._medical(made)
        changes += self._mental(made)
        changes += self._work(made, facts)
        if self.count % PRACTISE_EVERY == 1:
            changes += self._practise(made)
            for what in self._owed:
                self._owed[what] += 1
        changes += self._practise_with(made)
        return changes

    def _new(self, entity: str, household: str | None = None, **values: Value) -> RecordChange:
        uid = self.numbers.uid()
        self._latest[entity] = uid
        return RecordChange(entity, uid, values, household)

    def _name(self, born: int = 1975) -> str:
        return full_name(self.rng, self.rng.choice(SURNAMES), "1", born)

    def _registers(self, division: str) -> Iterator[RecordChange]:
        """Yield workplaces and teams that are due in this household's village, homes, shops and donors now and then."""
        for kind, quota in self._places.items():
            while quota.due(self.count) > 0:
                quota.given += 1
                title = "扶贫车间" if kind == "1" else "助残就业基地"
                yield self._new(
                    "workplace", name=f"第{quota.given}{title}", kind=kind, division=division, opened="2016-06-01",
                    business=self.rng.choice(_BUSINESS), contact=self._name(), phone=self.numbers.phone(), places=20,
                )  # fmt: skip
        yield from self._teams(division)
        if self.count % (PRACTISE_EVERY * 10) == 1:
            number = self.count // (PRACTISE_EVERY * 10) + 1
            yield self._new(
                "care_home", name=f"第{number}互助养老院", division=division, places=30, opened="2016-01-01"
            )
            yield self._new(
                "charity_shop", name=f"第{number}爱心超市", kind="3", division=division, opened="2016-05-01"
            )
            yield self._new(
                "donor", name=f"第{number}食品有限公司（编）", kind="2", campaign="01", contact=self._name()
            )
            yield self._new(
                "village_pairing", donor=self._latest["donor"], division=division, campaign="01", starts="2016-03-01",
                plan="收购农产品，提供岗位", amount=50_000_00, jobs=10,
            )  # fmt: skip

    def _teams(self, division: str) -> Iterator[RecordChange]:
        while self._secretaries.due(self.count) > 0:
            self._secretaries.given += 1
            yield self._new(
                "village_team", name=f"第{self._secretaries.given}驻村工作队", division=division, level="4",
                unit="县直机关（编）", starts="2017-02-10",
            )  # fmt: skip
            yield self._member("1", division, "2017-02-10", self._latest["village_team"])
            if self._secretaries.given % PRACTISE_EVERY == 1:
                month: Record = {"team_member": self._latest["team_member"], "month": "2017-11", "due": 22}
                yield self._new("team_month", **month, present=21, valid=21)
                yield self._new(
                    "team_plan", village_team=self._latest["village_team"], division=division, year=AS_OF_YEAR,
                    content="修通入户道路，发展大棚种植", due="2017-12-31",
                )  # fmt: skip
        while self._officers.due(self.count) > 0:
            self._officers.given += 1
            yield self._member("4", division[:9], "2016-03-01", None)

    def _member(self, duty: str, division: str, starts: str, team: str | None) -> RecordChange:
        sex = "1" if self.rng.random() < 0.75 else "2"
        name = full_name(self.rng, self.rng.choice(SURNAMES), sex, 1980)
        values: Record = {"name": name, "duty": duty, "division": division, "sex": sex, "politics": "01", "level": "4",
                          "unit": "县直机关（编）", "phone": self.numbers.phone(), "starts": starts}  # fmt: skip
        if team is not None:
            values["village_team"] = team
        return self._new("team_member", **values)

    def _medical(self, made: Made) -> Iterator[RecordChange]:
        """Yield everybody's cover of the year, and bills, doctor and rounds of who is seriously ill."""
        for person in made.people:
            yield self._new("special_cover", made.uid, person=person.uid, year=AS_OF_YEAR, premium=100_00)
        for person in made.people:
            if SERIOUS in person.health:
                yield self._bill(made.uid, person)
                yield self._new("doctor_contract", made.uid, person=person.uid, year=AS_OF_YEAR, doctor=self._name())

    def _bill(self, household: str, person: Person) -> RecordChange:
        """Return one stay with its layers; what is left is under a tenth, as the programme promises."""
        total = self.rng.randrange(8_000, 60_000) * 100
        own = total * self.rng.randrange(40, 96) // 1000
        basic = total * self.rng.randrange(50, 66) // 100
        serious = (total - basic - own) * 4 // 10
        aid = (total - basic - own) * 3 // 10
        month, day = self.rng.randrange(1, 12), self.rng.randrange(1, 15)
        return self._new(
            "medical_bill", household, person=person.uid, kind="1", admitted=f"2017-{month:02d}-{day:02d}",
            discharged=f"2017-{month:02d}-{day + 12:02d}", settled=f"2017-{month:02d}-{day + 12:02d}",
            diagnosis=person.illness, hospital=self.rng.choice(_HOSPITALS), total=total, relief=0, basic=basic,
            serious=serious, aid=aid, special=total - basic - serious - aid - own, aid_category="03",
        )  # fmt: skip

    def _mental(self, made: Made) -> Iterator[RecordChange]:
        """Yield drug aid, and hospital aid, where they are due: for the mentally disabled first, else who is ill."""
        late = self.count * _EARLY >= self.households
        for quota, kind in ((self.drugs, "1"), (self.stays, "2")):
            due = quota.due(self.count)
            person = _patient(made, due > 3 or self.count < 10 or late) if due > 0 else None
            if person is None:
                continue
            quota.given += 1
            yield self._new(
                "mental_patient", made.uid, person=person.uid, diagnosis="精神分裂症（演练）", diagnosed="2012-05-01",
                institution="市精神病防治院", approved="2017-01-01",
            )  # fmt: skip
            values: Record = {"month": "2017-03", "drug": "利培酮片", "cost": 200_00, "amount": 150_00}
            if kind == "2":
                values = {"admitted": "2017-04-01", "discharged": "2017-05-01", "cost": 9_000_00, "amount": 4_000_00}
            yield self._new(
                "mental_aid", made.uid, person=person.uid, kind=kind, institution="市精神病防治院", **values
            )

    def _work(self, made: Made, facts: dict[str, Record]) -> Iterator[RecordChange]:
        """Yield the spell of the year of who works, as the yearly facts say."""
        for person in made.people:
            told = facts.get(person.uid, {})
            months = (told.get("work_months") or 0) // 100
            if months:
                yield self._new(
                    "work_spell", made.uid, person=person.uid, county=told.get("work_place"), gone=False,
                    starts="2017-01", ends=f"2017-{months:02d}", employer=told.get("employer"),
                    channel=told.get("employ_channel"), point_to_point=False,
                )  # fmt: skip

    def _practise(self, made: Made) -> Iterator[RecordChange]:
        home, head = made.uid, made.people[0].uid
        yield self._new("doctor_round", home, person=head, date="2017-09-12", doctor=self._name(), checks="血压、血糖")
        yield self._new(
            "cover_claim", home, person=head, reported="2017-06-01", state="3", claimed=800_00, paid=800_00,
            paid_on="2017-06-20",
        )  # fmt: skip
        donor, shop = self._latest["donor"], self._latest["charity_shop"]
        yield self._new("donor_pairing", home, donor=donor, campaign="01", starts="2016-03-01", content="节日慰问")
        yield self._new("gift", home, donor=donor, date="2017-01-18", form="2", goods="米面油", amount=200_00)
        yield self._new(
            "shop_points", home, charity_shop=shop, date="2017-05-02", way="1", points=20, reason="庭院整洁"
        )
        yield self._new("shop_points", home, charity_shop=shop, date="2017-06-02", way="2", points=15, reason="洗衣粉")
        yield self._new("handbook", home, year=AS_OF_YEAR, printed="2017-03-01", handed="2017-03-10")

    def _practise_with(self, made: Made) -> Iterator[RecordChange]:
        """Yield what needs somebody old, able or disabled, as soon as a household has one."""
        for what, owed in self._owed.items():
            person = next((one for one in made.people if _suits(one, what)), None) if owed else None
            if person is not None:
                self._owed[what] -= 1
                yield from {"old": self._for_old, "able": self._for_able, "disabled": self._for_disabled}[what](
                    made.uid, person.uid
                )

    def _for_old(self, home: str, head: str) -> Iterator[RecordChange]:
        yield self._new("elder_care", home, person=head, model="1", starts=_FUND_MONTHS[0], share=1_000)
        yield self._new(
            "elder_child", home, person=head, name=self._name(1985), relation="03", monthly=100_00,
            starts=_FUND_MONTHS[0],
        )  # fmt: skip
        child = self._latest["elder_child"]
        for month in _FUND_MONTHS[:2]:
            yield self._new(
                "elder_payment", home, person=head, month=month, elder_child=child, paid=100_00, supplement=10_00
            )

    def _for_able(self, home: str, person: str) -> Iterator[RecordChange]:
        yield self._new(
            "work_spell", home, person=person, workplace=self._latest["workplace"], gone=False, starts="2016-07",
            ends="2016-12", month_wage=800_00, industry="C", channel="02",
        )  # fmt: skip
        yield self._new(
            "job_training", home, person=person, need="08", course="07", institution="镇成人学校", starts="2017-03-06",
            ends="2017-03-10", finished=True,
        )  # fmt: skip
        yield self._new(
            "post_spell", home, person=person, post="07", starts="2015-01-01", ends="2015-12-31", month_pay=300_00
        )

    def _for_disabled(self, home: str, person: str) -> Iterator[RecordChange]:
        yield self._new("disability_device", home, person=person, date="2017-05-20", device="手杖", quantity=1)
        yield self._new(
            "disability_aid", home, person=person, kind="1", starts="2016-01", ends="2016-12", monthly=80_00
        )


def _patient(made: Made, anybody: bool) -> Person | None:
    """Return the first mentally disabled person; with `anybody` else who is disabled or ill, at last the head."""
    found = next((one for one in made.people if one.disability_type == _MENTAL), None)
    if found is None and anybody:
        ill = (one for one in made.people if {DISABLED, CHRONIC, SERIOUS} & set(one.health))
        found = next(ill, made.people[0])
    return found


def _suits(person: Person, what: str) -> bool:
    if what == "disabled":
        return person.disability_type is not None
    return person.old if what == "old" else person.able


def _facts_of(made: Made) -> dict[str, Record]:
    """Return the last year's facts by member."""
    found: dict[str, Record] = {}
    for change in made.changes:
        if change.entity == "year" and change.uid.endswith(f".{AS_OF_YEAR}"):
            for key, value in change.values.items():
                parts = split_key(key)
                if parts is not None and parts[0] == "year":
                    found.setdefault(parts[2], {})[parts[1]] = value
    return found
