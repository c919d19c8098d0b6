"""Rules 39–49: who makes up the household (户结构)."""

from __future__ import annotations

from itertools import combinations

from models.derived import age_on
from models.rules.base import Hit, Rule, household_rule, person_rule
from models.rules.checked import DESTITUTE_TYPES, LOST_LABOUR, NO_LABOUR, CheckedHousehold, CheckedPerson

SPOUSE = "02"
CHILDREN = frozenset({"03", "04"})
PARENTS = frozenset({"11", "12"})
MALE = frozenset({"03", "06", "07", "09", "11", "13", "15", "17", "19", "22", "24", "27"})
FEMALE = frozenset({"04", "05", "08", "10", "12", "14", "16", "18", "20", "23", "25", "26"})
"""Relations that only a man or only a woman can have (dictionary §2.3); the others say nothing of the sex."""

_SEX = {"1": "男", "2": "女"}
_CANCELLED = "9"
_ORPHAN_MONEY = "T09"


@household_rule(39, "E")
def one_head(house: CheckedHousehold) -> Hit | None:
    """No head or several; while a member's relation is still empty (rule 19) the head may be that member."""
    count = len(house.heads)
    if count > 1:
        names = "、".join(head.name for head in house.heads)
        return house.heads[1].hit(
            "relation", f"本户有 {count} 个户主：{names}", "对照户口簿只留一个户主，其他人改为与户主的关系", "户主"
        )
    if count == 1 or not house.people or any(person.record.get("relation") is None for person in house.people):
        return None
    sentence = f"本户 {len(house.people)} 名成员里没有户主"
    return house.people[0].hit("relation", sentence, "对照户口簿，把户主的与户主关系改为“户主”，其他人的关系随之改正")


@household_rule(40, "W")
def one_spouse(house: CheckedHousehold) -> Hit | None:
    """More than one spouse."""
    spouses = _spouses(house)
    if len(spouses) < 2:
        return None
    names = "、".join(person.name for person in spouses)
    return spouses[1].hit(
        "relation", f"本户有 {len(spouses)} 个配偶：{names}", "对照户口簿改正其中一人与户主的关系", "配偶"
    )


def _spouses(house: CheckedHousehold) -> list[CheckedPerson]:
    return [person for person in house.people if person.record.get("relation") == SPOUSE]


@household_rule(41, "E")
def couple_of_one_sex(house: CheckedHousehold) -> Hit | None:
    """Head and spouse of the same sex."""
    if house.head is None or house.head.sex is None:
        return None
    for spouse in _spouses(house):
        if spouse.sex == house.head.sex:
            sex = _SEX[house.head.sex]
            sentence = f"户主{house.head.name}和配偶{spouse.name}的性别都是{sex}"
            return spouse.hit("sex", sentence, "对照身份证改正性别，或改正与户主关系", sex)
    return None


@person_rule(42, "E")
def relation_against_sex(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """A relation that a person of this sex can't have."""
    relation = person.record.get("relation")
    if person.sex is None or relation not in (FEMALE if person.sex == "1" else MALE):
        return None
    sex = _SEX[person.sex]
    sentence = f"{person.name}的与户主关系是“{house.text('relation', relation)}”，性别却是{sex}"
    return person.hit("sex", sentence, "对照户口簿改正性别或与户主关系", sex)


@household_rule(43, "E")
def head_count(house: CheckedHousehold) -> Hit | None:
    """The head count entered isn't the number of members on the register."""
    entered = house.record.get("head_count")
    if entered is None or entered == len(house.people):
        return None
    sentence = f"家庭人口数填的是 {entered} 人，在册成员有 {len(house.people)} 人"
    return house.hit("head_count", sentence, "改正家庭人口数，或补录、减少成员")


@household_rule(44, "E")
def no_members(house: CheckedHousehold) -> Hit | None:
    """A household without a member on the register, unless it was cancelled."""
    if house.people or house.record.get("poverty_state") == _CANCELLED or house.record.get("valid") is False:
        return None
    sentence = (
        "本户没有成员" if not house.file.members else f"本户的 {len(house.file.members)} 名成员都已减少，没有在册成员"
    )
    return house.hit("head_name", sentence, "补录户主和家庭成员；整户已销户的，把脱贫状态改为“注销”", "")


@person_rule(45, "E")
def member_elsewhere(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """A member whose record names no household or another one."""
    if person.record.get("household", house.file.uid) == house.file.uid:
        return None
    return person.hit("name", f"{person.name}的记录没有挂在本户下面", "把这名成员移到所属的户，或删去多余的记录")


@person_rule(46, "W")
def generations(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """A child as old as the head, a parent younger than the head, or less than 15 years between them."""
    head, relation = house.head, person.record.get("relation")
    if head is None or head is person:
        return None
    if relation in CHILDREN:
        older, younger = head, person
    elif relation in PARENTS:
        older, younger = person, head
    else:
        return None
    if older.born is None or younger.born is None:
        return None
    least = house.limit("parent_child_gap")
    gap = age_on(older.born.isoformat(), younger.born)
    if gap is None or least is None or gap >= least:
        return None
    shown = house.text("relation", relation)
    if older.born >= younger.born:
        fault = f"{older.name}（{older.born}出生）反而不比{younger.name}（{younger.born}出生）年长"
    else:
        fault = f"{younger.name}出生时{older.name}只有 {gap} 岁"
    remedy = "对照户口簿核对两人的出生日期和与户主关系；继父母、养父母属实的不用改"
    return person.hit("relation", f"{person.name}是户主{head.name}的“{shown}”，{fault}", remedy, shown)


@household_rule(47, "W")
def head_is_child(house: CheckedHousehold) -> Hit | None:
    """A head under 16, unless marked as an orphan or drawing orphans' money."""
    head, least = house.head, house.limit("head_age_least")
    if (
        head is None
        or head.age is None
        or least is None
        or head.age >= least
        or head.record.get("orphaned_child") is True
    ):
        return None
    if house.year_file and any(item.item == _ORPHAN_MONEY and item.amount for item in house.year_file.income):
        return None
    sentence = f"户主{head.name}只有 {head.age} 岁，不满 {least} 岁"
    return head.hit(
        "relation", sentence, "核对出生日期和户主；孤儿户的请标明“事实无人抚养儿童”或登记孤儿生活费", "户主"
    )


@household_rule(48, "W")
def destitute_with_support(house: CheckedHousehold) -> Hit | None:
    """A 特困 or 五保 household of more than two people, or with a grown child who is able to work."""
    kind = house.record.get("household_type")
    if kind not in DESTITUTE_TYPES and house.record.get("rural_type") != "8":
        return None
    field = "household_type" if kind in DESTITUTE_TYPES else "rural_type"
    shown = house.text(field, house.record[field])
    most, adult = house.limit("destitute_people_most"), house.limit("adult_age")
    if most is not None and len(house.people) > most:
        sentence = f"本户是“{shown}”，却有 {len(house.people)} 名在册成员（一般不超过 {most} 人）"
        return house.hit(field, sentence, "核对是否整户享受特困供养，改正户属性或成员", shown)
    for person in house.people:
        grown = person.age is not None and adult is not None and person.age >= adult
        if grown and person.record.get("relation") in CHILDREN and person.labour not in (LOST_LABOUR, NO_LABOUR):
            sentence = f"本户是“{shown}”，成员里却有成年子女{person.name}（{person.age} 岁），可能有赡养义务"
            return house.hit(field, sentence, "核对子女有无赡养能力，改正户属性或成员", shown)
    return None


@household_rule(49, "Q")
def nothing_in_common(house: CheckedHousehold) -> Hit | None:
    """Members none of whom share a surname or an ethnicity; a couple alone is nothing out of the way."""
    if len(house.people) < 2 or all(person.record.get("relation") in ("01", SPOUSE) for person in house.people):
        return None
    for one, other in combinations(
        [(person.record.get("name"), person.record.get("ethnicity")) for person in house.people], 2
    ):
        if not (one[0] and other[0] and one[1] and other[1]) or one[0][0] == other[0][0] or one[1] == other[1]:
            return None
    names = "、".join(
        f"{person.name}（{house.text('ethnicity', person.record['ethnicity'])}）" for person in house.people
    )
    return house.people[-1].hit(
        "name", f"同户成员的姓氏、民族全都不同：{names}", "入户或查户口簿，看有没有别户的人录到了本户"
    )


RULES: tuple[Rule, ...] = (
    one_head,
    one_spouse,
    couple_of_one_sex,
    relation_against_sex,
    head_count,
    no_members,
    member_elsewhere,
    generations,
    head_is_child,
    destitute_with_support,
    nothing_in_common,
)
