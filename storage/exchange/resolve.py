"""Which household and person of the archive each row of a sheet is about; what is doubtful waits for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from models.fields import Record
from models.household_file import HouseholdFile
from models.id_numbers import birth_date_of, eighteen, has_right_check, person_part
from models.keys import new_uid
from storage.archive.archive import Archive
from storage.archive.likeness import Likeness, find_twins
from storage.archive.matching import Match, PersonKey, match_households, match_people
from storage.exchange.household_diff import Household, Person
from storage.exchange.households import Gathered, Refusals, SheetHousehold, SheetPerson
from storage.exchange.plan_parts import AS_SAME, Suspect, Twin

_CHECK_FIRST = "核对号码；确是同一人的，先在档案里改正后再导入"
_REASONS = {
    "one_digit": "证件号码与档案里的只差一位，可能是同一个人",
    "fifteen": "15 位旧号码升到 18 位后与档案里的相同，可能是同一个人",
    "name_and_birth": "档案里另一户有同名、同日出生的人，可能是同一个人",
}
""" How somebody of the archive is like → the sentence for it."""


@dataclass(slots=True)
class Resolved:
    """A household of the sheet with the archive's uid, and how each of its people was found (None = not)."""

    household: Household
    sheet: list[SheetPerson]
    matches: list[Match | None]


@dataclass(slots=True)
class Resolution:
    """The sheet's households with uids, who of them may be somebody of the archive, and what waits for that."""

    households: list[Resolved]
    suspects: list[Suspect]
    waiting_households: int = 0
    waiting_people: int = 0


def resolve(archive: Archive, gathered: Gathered, decisions: Mapping[int, str]) -> Resolution:
    """Return the sheet's households with uids, existing ones with the archive's, new ones with new ones.

    Rows about people whom the archive keeps in another household, and rows that could mean two households, are refused.
    People whom nothing identifies but who are very like somebody of the archive are suspects: without a decision (row →
    `AS_SAME` or `AS_NEW`) they wait, and a new household waits with them.
    """
    keys = [_keys(one) for one in gathered.households]
    found = iter(match_people(archive, [key for listed in keys for key in listed]))
    numbers = match_households(archive, [one.number for one in gathered.households if one.number])
    resolver = _Resolver(numbers, gathered.refusals, decisions)
    matches = [[next(found) for _key in listed] for listed in keys]
    twins = _twins(archive, gathered.households, matches)
    for one, own in zip(gathered.households, matches, strict=True):
        resolver.take(one, own, twins)
    return resolver.finish()


def _keys(one: SheetHousehold) -> list[PersonKey]:
    if one.people:
        return [_person_key(one, person) for person in one.people]
    row = one.rows[0]
    return [
        PersonKey(
            row.value("household", "head_person_number") or "",
            person_part(row.value("household", "head_id_number") or ""),
            one.number,
            row.value("household", "head_name") or "",
        )
    ]


def _person_key(one: SheetHousehold, person: SheetPerson) -> PersonKey:
    """Return what tells the person, or only the part of it that somebody chose to tell the rows by."""
    join = person.rows[0].shape.join
    key = PersonKey(person.person_number, person_part(person.id_number), one.number, person.name)
    if join == "member.id_number":
        return PersonKey(id18=key.id18)
    if join == "member.person_number":
        return PersonKey(person_number=key.person_number)
    if join == "household.number":
        return PersonKey(household_number=key.household_number, name=key.name)
    return key


def _twins(
    archive: Archive, households: Sequence[SheetHousehold], matches: Sequence[Sequence[Match | None]]
) -> dict[int, Twin]:
    """Return, by the number of their first row, whom of the archive the people without a match are very like."""
    unknown = [
        person
        for one, own in zip(households, matches, strict=True)
        for person, match in zip(one.people, own, strict=False)
        if match is None
    ]
    asked = [Likeness(person.id_number, person.name, _birth_date(person)) for person in unknown]
    found = find_twins(archive, asked)
    return {
        person.rows[0].number: Twin(**asdict(twin))
        for person, twin in zip(unknown, found, strict=True)
        if twin is not None
    }


def _birth_date(person: SheetPerson) -> str:
    told = person.rows[0].value("member", "birth_date")
    born = birth_date_of(eighteen(person.id_number))
    return told or (born.isoformat() if born is not None else "")


class _Resolver:
    """Puts sheet households together by the household of the archive they mean."""

    def __init__(self, numbers: dict[str, str], refusals: Refusals, decisions: Mapping[int, str]) -> None:
        self._numbers = numbers
        self._refusals = refusals
        self._decisions = decisions
        self._by_uid: dict[str, Resolved] = {}
        self._result = Resolution([], [])

    def finish(self) -> Resolution:
        self._result.households = list(self._by_uid.values())
        return self._result

    def take(self, one: SheetHousehold, matches: list[Match | None], twins: Mapping[int, Twin]) -> None:
        waiting: list[Suspect] = []
        for place, person in enumerate(one.people):
            twin = twins.get(person.rows[0].number)
            if twin is not None:
                suspect = self._suspect(one, person, twin)
                self._result.suspects.append(suspect)
                if suspect.decision == AS_SAME:
                    matches[place] = Match(twin.household, twin.person, "decided")
                elif not suspect.decision:
                    waiting.append(suspect)
        if waiting and not self._set_aside(one, matches, waiting):
            return
        self._place(one, matches)

    def _suspect(self, one: SheetHousehold, person: SheetPerson, twin: Twin) -> Suspect:
        row = person.rows[0]
        return Suspect(
            row=row.number,
            rows=tuple(one.number for one in person.rows),
            name=person.name,
            number=one.number,
            twin=twin,
            reason=_REASONS[twin.how],
            shown={"证件号码": person.id_number, "出生日期": _birth_date(person), "村": row.place("village")},
            decision=self._decisions.get(row.number, ""),
        )

    def _set_aside(self, one: SheetHousehold, matches: list[Match | None], waiting: list[Suspect]) -> bool:
        """Take out who waits; False where the whole household waits, because it would be a new one."""
        homes = {match.household for match in matches if match is not None}
        if one.number not in self._numbers and not homes:
            waiting[0].rows = tuple(row.number for row in one.rows)
            self._result.waiting_households += 1
            self._result.waiting_people += len(one.people)
            return False
        gone = {suspect.row for suspect in waiting}
        kept = [
            (person, match)
            for person, match in zip(one.people, matches, strict=True)
            if person.rows[0].number not in gone
        ]
        rows = {row.number for person in one.people if person.rows[0].number in gone for row in person.rows}
        one.people = [person for person, _match in kept]
        matches[:] = [match for _person, match in kept]
        one.rows = [row for row in one.rows if row.number not in rows]
        self._result.waiting_people += len(waiting)
        return bool(one.rows)

    def _place(self, one: SheetHousehold, matches: Sequence[Match | None]) -> None:
        strong = [match for match in matches if match is not None and match.how != "household_and_name"]
        homes = list(dict.fromkeys(match.household for match in strong))
        uid = self._numbers.get(one.number) if one.number else None
        if one.rows[0].shape.join in ("member.id_number", "member.person_number") and homes:
            uid = homes[0] if len(homes) == 1 else None
        if uid is None and len(homes) > 1:
            self._refuse_all(
                one, "member.name", one.number,
                "这户的成员在档案里分属不同的户，可能是分户、并户或婚迁，未导入",
                "先在档案里办理人员增减或核对户编号，再导入",
            )  # fmt: skip
            return
        if uid is None and homes:
            uid = homes[0]
        if uid is None and not one.number and not _can_found(one):
            self._refuse_all(
                one, "member.id_number", _first_id(one),
                "档案里没有这个人，表里也没有户编号和户主关系，不知道属于哪一户",
                "核对姓名和证件号码；新增的人请补上户编号和与户主关系",
            )  # fmt: skip
            return
        new = uid is None
        uid = uid or new_uid()
        resolved = self._by_uid.get(uid)
        if resolved is None:
            resolved = self._by_uid[uid] = Resolved(Household(uid, one.number, {}, [], [], new), [], [])
        household = resolved.household
        household.number = household.number or one.number
        household.divisions |= one.divisions
        household.rows += one.rows
        resolved.sheet += one.people
        resolved.matches += matches if one.people else []

    def _refuse_all(self, one: SheetHousehold, name: str, value: str, reason: str, remedy: str) -> None:
        for row in one.rows:
            self._refusals.row(row.number, name, value, reason, remedy)


def _can_found(one: SheetHousehold) -> bool:
    """A household without a number can be made where the sheet names its head."""
    return any(row.value("member", "relation") == "01" or row.value("household", "head_id_number") for row in one.rows)


def _first_id(one: SheetHousehold) -> str:
    return one.people[0].id_number if one.people else ""


class PeopleCheck:
    """Gives each person of a household the archive's uid, or refuses the rows where that is in doubt."""

    def __init__(self, archive: Archive, refusals: Refusals) -> None:
        """Keep what is asked of the archive."""
        self._archive = archive
        self._refusals = refusals

    def settle(self, resolved: Resolved, file: HouseholdFile | None) -> bool:
        """Fill in the household's people; False where nothing of the household is left."""
        household = resolved.household
        by_person = household.rows[0].shape.join in ("member.id_number", "member.person_number")
        if file is not None and not by_person and not self._is_same_number(household, file):
            return False
        members = {member["uid"]: member for member in file.members} if file is not None else {}
        taken: dict[str, SheetPerson] = {}
        for person, match in zip(resolved.sheet, resolved.matches, strict=True):
            uid = self._uid(household, person, match, members, taken)
            if uid is None:
                household.rows = [row for row in household.rows if row not in person.rows]
            else:
                household.people.append(Person(uid, person.name, person.rows, uid not in members))
        return bool(household.rows)

    def _is_same_number(self, household: Household, file: HouseholdFile) -> bool:
        """A household that was found by its people may have no other national number than the sheet's."""
        known = (file.household.get("number"), file.household.get("local_number"))
        if not household.number or household.number in known:
            return True
        if known[0] is None:
            return True  # made offline; here comes its national number
        for row in household.rows:
            self._refusals.row(
                row.number, "household.number", household.number,
                f"档案里此户的户编号是 {known[0]}，与表里的不同，未导入",
                "核对户编号；若户编号确已变更，先在档案里改正",
            )  # fmt: skip
        return False

    def _uid(
        self,
        household: Household,
        person: SheetPerson,
        match: Match | None,
        members: dict[str, Record],
        taken: dict[str, SheetPerson],
    ) -> str | None:
        if match is None:
            return new_uid()
        if match.household != household.uid:
            self._refuse(
                person, "member.id_number" if match.how == "id_number" else "member.person_number",
                "此人在档案里属于另一户，可能是婚迁、分户，或号码填错，未导入",
                "确已迁入的，先在档案里办理人员增减；否则改正号码",
            )  # fmt: skip
            return None
        if match.person in taken:
            self._refuse(
                person, "member.name",
                f"与{self._refusals.where(taken[match.person].rows[0].number)}指向档案里同一个人，这一行未导入",
                "删去多余的一行，或改正姓名、号码",
            )  # fmt: skip
            return None
        if not self._fits(person, match, members.get(match.person)):
            return None
        taken[match.person] = person
        return match.person

    def _fits(self, person: SheetPerson, match: Match, member: Record | None) -> bool:
        """Doubt a match whose ID number speaks against it."""
        known = (member or {}).get("id_number") or ""
        wanted = person_part(person.id_number)
        if not known or not wanted or person_part(known) == wanted:
            return True
        if match.how == "household_and_name" and _both_sound(known, wanted):
            self._refuse(
                person, "member.id_number",
                f"同户同名“{person.name}”，但证件号码与档案里的不同，可能不是同一人，未导入",
                _CHECK_FIRST,
            )  # fmt: skip
            return False
        if match.how == "person_number":
            other = match_people(self._archive, [PersonKey(id18=wanted)])[0]
            if other is not None and other.person != match.person:
                self._refuse(
                    person, "member.person_number", "人编号和证件号码在档案里是两个不同的人，未导入", _CHECK_FIRST
                )
                return False
        return True

    def _refuse(self, person: SheetPerson, name: str, reason: str, remedy: str) -> None:
        value = person.person_number if name == "member.person_number" else person.id_number
        for row in person.rows:
            self._refusals.row(row.number, name, person.name if name == "member.name" else value, reason, remedy)


def _both_sound(known: str, wanted: str) -> bool:
    """Two right numbers of people born on different days are not one number mistyped."""
    return (
        has_right_check(known)
        and has_right_check(wanted)
        and birth_date_of(known) is not None
        and birth_date_of(wanted) is not None
        and birth_date_of(known) != birth_date_of(wanted)
    )
