"""Rules 1–15: certificates and identity (证件)."""

from __future__ import annotations

import unicodedata
from datetime import date

from models.id_numbers import (
    birth_date_of,
    check_character,
    has_right_check,
    is_right_length,
    person_part,
    suggestions,
)
from models.rules.base import Hit, Rule, Twin, household_rule, person_rule
from models.rules.checked import DISABLED, CheckedHousehold, CheckedPerson

_COMPARE = "对照身份证或户口簿核对每一位"
_COMPARE_CERTIFICATE = "对照残疾人证核对每一位"
_TYPES = frozenset("1234567")
_LEVELS = frozenset("1234")


@person_rule(1, "E")
def number_empty(_house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """No certificate number."""
    if person.number:
        return None
    return person.hit("id_number", f"{person.name}的证件号码没有填", "对照身份证、户口簿或残疾人证补填")


@person_rule(2, "E")
def number_length(_house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """A certificate number that has not 18, 20 or 22 characters."""
    number = person.number
    if not number or is_right_length(number):
        return None
    sentence = f"{person.name}的证件号码 {number} 有 {len(number)} 位，应为 18 位（身份证）或 20、22 位（残疾人证）"
    return person.hit("id_number", sentence, f"{_COMPARE}，看是不是漏了或多了数字")


@person_rule(3, "E")
def number_check(_house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """A wrong 18th character of an ID number; stand-in numbers that begin with 999999 have none."""
    if len(person.number) != 18 or person.stand_in or person.id_facts is not None or has_right_check(person.number):
        return None
    sentence = f"{person.name}的证件号码 {person.number} {_check_fault(person.number)}"
    return person.hit("id_number", sentence, _COMPARE + _likely(person))


def _likely(person: CheckedPerson) -> str:
    """Return the one slip that explains the number, where the known birth date tells it from all others."""
    known = str(person.record.get("birth_date") or "")
    if not known or person.number[6:14] == known.replace("-", ""):
        return ""
    found = [one for one in suggestions(person.number, birth_date=known) if one.fits]
    return f"；按出生日期 {known}，可能是 {found[0].number}（{found[0].how}）" if len(found) == 1 else ""


def _check_fault(number: str) -> str:
    try:
        return f"校验位不对，末位应为 {check_character(number[:17])}"
    except ValueError:
        return "前 17 位里有不是数字的字符"


@person_rule(4, "E")
def certificate_number(_house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """A disability certificate number, in either field, whose first 18 characters or whose type and level are wrong."""
    for field in ("disability_number", "id_number"):
        number = person.record.get(field) or ""
        if (
            number
            and (field == "disability_number" or len(number) in (20, 22))
            and (fault := _certificate_fault(number))
        ):
            return person.hit(field, f"{person.name}的残疾证号 {number} {fault}", _COMPARE_CERTIFICATE)
    return None


def _certificate_fault(number: str) -> str:
    if len(number) not in (20, 22):
        return f"有 {len(number)} 位，应为 20 位或 22 位"
    if not has_right_check(number):
        return f"前 18 位{_check_fault(number).replace('末位', '第 18 位')}"
    if number[18] not in _TYPES:
        return f"第 19 位（残疾类别）是 {number[18]}，应为 1—7"
    return "" if number[19] in _LEVELS else f"第 20 位（残疾等级）是 {number[19]}，应为 1—4"


@person_rule(5, "E")
def birth_date_impossible(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """A birth date, entered or in the number, that is no day, or before 1900, or after the office's year."""
    number = person.number
    if number and not person.stand_in and is_right_length(number) and number[:17].isdecimal():
        fault = _birth_fault(house, birth_date_of(number))
        if fault:
            sentence = f"{person.name}的证件号码 {number} 里的出生日期 {number[6:14]} {fault}"
            return person.hit("id_number", sentence, f"{_COMPARE}，重点看第 7—14 位")
    text = person.record.get("birth_date")
    if text is None:
        return None
    fault = _birth_fault(house, _day(text))
    return (
        person.hit("birth_date", f"{person.name}的出生日期 {text} {fault}", "对照户口簿改正出生日期") if fault else None
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _birth_fault(house: CheckedHousehold, born: date | None) -> str:
    if born is None:
        return "不是真实存在的日期"
    least, this_year = house.limit("birth_year_least"), house.context.as_of.year
    if least is not None and born.year < least:
        return f"早于 {least} 年"
    return f"晚于 {this_year} 年" if born.year > this_year else ""


@person_rule(6, "E")
def number_twice(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """The same first 18 characters as another person: in the household, or elsewhere under another name."""
    if not person.number or person.stand_in:
        return None
    part = person_part(person.number)
    for other in house.people:
        if other is not person and person_part(other.number) == part:
            sentence = f"{person.name}和同户的{other.name}用了同一个证件号码 {person.number}"
            return person.hit("id_number", sentence, "对照证件核对两个人的号码；如果是同一个人录了两遍，删去一条")
    for twin in house.twins(part):
        if twin.name != person.record.get("name"):
            sentence = f"{person.name}的证件号码 {person.number} 与{_where(twin)}的{twin.name or '一名成员'}相同"
            return person.hit("id_number", sentence, "对照证件核对两个人的号码，改正录错的一个")
    return None


@person_rule(7, "E")
def person_in_two_households(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """The same number and name as an active member of another household."""
    if not person.number or person.stand_in:
        return None
    for twin in house.twins(person_part(person.number)):
        if twin.name == person.record.get("name"):
            sentence = f"{person.name}（{person.number}）同时是{_where(twin)}的在册成员"
            return person.hit("id_number", sentence, "弄清这个人现在属于哪一户，在另一户登记婚出、迁出等减少原因")
    return None


def _where(twin: Twin) -> str:
    return f"户编号 {twin.household_number} 的户" if twin.household_number else "另一户"


@person_rule(8, "W")
def stand_in_number(_house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """A number that begins with 999999: a person without an ID number. An empty number is rule 1."""
    if not person.stand_in:
        return None
    sentence = f"{person.name}的证件号码 {person.number} 以 999999 开头，表示没有身份证号码"
    return person.hit("id_number", sentence, "请派出所出具证明或补办户口；办好后换成真实号码")


@person_rule(9, "E")
def sex_against_number(_house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """A sex that the 17th digit of a valid number contradicts."""
    if person.id_facts is None or person.sex is None or person.sex == person.id_facts.sex:
        return None
    said, read = ("男", "女") if person.sex == "1" else ("女", "男")
    sentence = f"{person.name}的性别填的是{said}，证件号码 {person.number} 第 17 位是 {person.number[16]}，应为{read}"
    return person.hit("sex", sentence, "对照身份证，改正性别或证件号码", said)


@person_rule(10, "E")
def birth_date_against_number(_house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """A birth date other than the one in a valid number."""
    text = person.record.get("birth_date")
    if person.id_facts is None or text is None or text == person.id_facts.birth_date:
        return None
    sentence = f"{person.name}的出生日期填的是 {text}，证件号码 {person.number} 里是 {person.id_facts.birth_date}"
    return person.hit("birth_date", sentence, "对照身份证，改正出生日期或证件号码")


@household_rule(11, "E")
def head_against_member(house: CheckedHousehold) -> Hit | None:
    """The head's number or name on the household differs from the member who is the head."""
    if len(house.heads) != 1 or house.head is None:
        return None
    head, number, name = house.head, house.record.get("head_id_number"), house.record.get("head_name")
    remedy = "两处应是同一个人：对照户口簿改正户主信息或户主成员记录"
    if number and head.number and person_part(number) != person_part(head.number):
        sentence = f"户主证件号码是 {number}，户主成员{head.name}的证件号码却是 {head.number}"
        return house.hit("head_id_number", sentence, remedy)
    if name and head.record.get("name") and name != head.record["name"]:
        return house.hit("head_name", f"户主姓名是{name}，与户主关系为“户主”的成员却是{head.name}", remedy)
    return None


@person_rule(12, "W")
def name_characters(_house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """A name with blanks, digits, full-width signs or a sign in place of a rare character."""
    name = person.record.get("name") or ""
    if name.isalpha() and not any("！" <= ch <= "～" for ch in name):
        return None
    wrong = [ch for ch in name if not _fits_name(ch)]
    if not wrong:
        return None
    shown = "、".join(
        "空格" if ch.isspace() else f"“{ch}”" if ch.isprintable() else "显示不出的字" for ch in dict.fromkeys(wrong)
    )
    return person.hit(
        "name", f"成员姓名“{name}”里有{shown}", "对照身份证重新录入姓名；生僻字打不出时查字库，不要用符号代替"
    )


def _fits_name(ch: str) -> bool:
    """Tell whether a character may stand in a name: letters, 〇, the middle dot, variation marks."""
    return (ch.isalpha() and not "！" <= ch <= "～") or ch in "〇·" or unicodedata.category(ch).startswith("M")


@person_rule(13, "W")
def disabled_without_certificate(_house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """Health says disabled, but no certificate is on file."""
    if person.health is None or DISABLED not in person.health:
        return None
    if person.certificate or person.record.get("id_type") == "2":
        return None
    sentence = f"{person.name}的健康状况含“残疾”，但没有残疾证号，证件类型也不是残疾人证"
    return person.hit("disability_number", sentence, "有残疾人证的补填证号；没有办证的改正健康状况，或帮助办证")


@person_rule(14, "W")
def certificate_without_disability(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """A disability certificate on file, but health, which is filled, doesn't say so."""
    if person.health is None or DISABLED in person.health or not person.disabled:
        return None
    shown = "，".join(house.text("health", code) for code in person.facts["health"])
    has = f"有残疾证（{person.certificate}）" if person.certificate else "证件类型是残疾人证"
    return person.hit(
        "health",
        f"{person.name}{has}，健康状况却是“{shown}”，不含“残疾”",
        "核对残疾人证，在健康状况里加上“残疾”",
        shown,
    )


@person_rule(15, "E")
def disability_against_certificate(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """Type or level of disability other than characters 19 and 20 of the certificate's number."""
    number = person.certificate
    if len(number) not in (20, 22):
        return None
    for field, read, allowed, place, word in (
        ("disability_type", number[18], _TYPES, 19, "残疾类别"),
        ("disability_level", number[19], _LEVELS, 20, "残疾等级"),
    ):
        said = person.record.get(field)
        if said in allowed and read in allowed and said != read:
            shown = house.text(field, said)
            read_as = f"{read}（{house.text(field, read)}）"
            sentence = f"{person.name}的{word}填的是{shown}，残疾证号 {number} 第 {place} 位是 {read_as}"
            return person.hit(field, sentence, f"对照残疾人证，改正{word}或证号", shown)
    return None


RULES: tuple[Rule, ...] = (
    number_empty,
    number_length,
    number_check,
    certificate_number,
    birth_date_impossible,
    number_twice,
    person_in_two_households,
    stand_in_number,
    sex_against_number,
    birth_date_against_number,
    head_against_member,
    name_characters,
    disabled_without_certificate,
    certificate_without_disability,
    disability_against_certificate,
)
