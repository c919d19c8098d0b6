"""Chinese citizen ID numbers (GB 11643) and disability certificate numbers (dictionary §2.5, §2.6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from operator import mul

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
VALID_LENGTHS = (18, 20, 22)
NO_NUMBER_PREFIX = "999999"
"""A number that begins so stands for a person without an ID number (rule 8)."""


@dataclass(frozen=True, slots=True)
class IdFacts:
    """What a number says: `birth_date` ISO, `sex` code 1/2, disability type and level codes where it carries them."""

    birth_date: str
    sex: str
    disability_type: str = ""
    disability_level: str = ""


def clean_id_number(text: str) -> str:
    """Return the number as stored: half-width, no blanks or invisible characters, X in capitals, × taken for X."""
    if text.isascii() and text.isalnum():
        return text.upper()
    kept = [chr(ord(ch) - 0xFEE0) if "！" <= ch <= "～" else ch for ch in text]
    plain = "".join(ch for ch in kept if ch.isalnum() or ch == "×")
    return plain.replace("×", "X").upper()


def check_character(body: str) -> str:
    """Return the 18th character for the first 17 digits; ValueError if they are not 17 ASCII digits."""
    if len(body) != 17 or not (body.isascii() and body.isdigit()):
        raise ValueError(body)
    return CHECK_CHARACTERS[sum(map(mul, WEIGHTS, map(int, body))) % 11]


def eighteen(number: str) -> str:
    """Return a number of 15 digits (issued up to 1999) as the 18 characters it became; any other as it is.

    The year gets its century 19, the end its check character.
    """
    if len(number) != 15 or not (number.isascii() and number.isdigit()):
        return number
    body = f"{number[:6]}19{number[6:]}"
    return body + check_character(body)


def one_slip_apart(one: str, other: str) -> bool:
    """Tell whether two numbers of 18 characters differ in one character, or by two neighbours changed about."""
    if len(one) != 18 or len(other) != 18:
        return False
    places = [place for place in range(18) if one[place] != other[place]]
    if len(places) == 1:
        return True
    if len(places) != 2 or places[1] != places[0] + 1:
        return False
    first, second = places
    return one[first] == other[second] and one[second] == other[first]


def person_part(number: str) -> str:
    """Return the first 18 characters: what tells two people apart, whatever certificate they hold."""
    return number[:18]


def upgrade_15(number: str) -> str | None:
    """Return the 18 characters of a number of the first generation (15 digits, born 19xx), None if it is none.

    Source: GB 11643-1999, the century goes in after the sixth digit and the check character to the end.
    """
    if len(number) != 15 or not (number.isascii() and number.isdigit()):
        return None
    body = f"{number[:6]}19{number[6:]}"
    return body + check_character(body) if birth_date_of(body) is not None else None


def is_temporary(number: str) -> bool:
    """Tell whether the number stands for a person without an ID number."""
    return number.startswith(NO_NUMBER_PREFIX)


def is_right_length(number: str) -> bool:
    """Tell whether the number has 18, 20 or 22 characters."""
    return len(number) in VALID_LENGTHS


def has_right_check(number: str) -> bool:
    """Tell whether the 18th character follows from the first 17."""
    body = number[:17]
    if len(number) < 18 or not (body.isascii() and body.isdigit()):
        return False
    return check_character(body) == number[17]


def birth_date_of(number: str) -> date | None:
    """Return the birth date in characters 7–14, or None where there is no such day."""
    part = number[6:14]
    if len(part) != 8 or not (part.isascii() and part.isdigit()):
        return None
    try:
        return date(int(part[:4]), int(part[4:6]), int(part[6:]))
    except ValueError:
        return None


def one_off(first: str, second: str) -> str:
    """Return how two numbers differ where it is one character or two neighbours changed over, else “”.

    Certificates are compared by their first 18 characters. Places count from 1: “第 12 位 3→8”, “第 7、8 位对调”.
    """
    first, second = person_part(first), person_part(second)
    if len(first) != len(second):
        return ""
    places = [place for place, (one, two) in enumerate(zip(first, second, strict=True)) if one != two]
    if len(places) == 1:
        place = places[0]
        return f"第 {place + 1} 位 {first[place]}→{second[place]}"
    if len(places) == 2 and places[1] == places[0] + 1:
        one, two = places
        if first[one] == second[two] and first[two] == second[one]:
            return f"第 {one + 1}、{two + 1} 位对调"
    return ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A number that differs by one slip and is right; `how` says by what, `fits` how much speaks for it."""

    number: str
    how: str
    fits: int


def suggestions(
    number: str, *, birth_date: str = "", sex: str = "", divisions: frozenset[str] = frozenset(), latest: str = ""
) -> list[Suggestion]:
    """Return the right numbers that one wrong character, or two neighbours changed over, would have made of `number`.

    Likeliest first: those that agree with a known birth date (ISO) or sex (1, 2) or begin with a known division of
    six digits. Born after `latest` (ISO, default today) nobody is. Characters behind the 18th stay. A slip nobody can
    find by the check character alone has up to 30 of them: show some, never write one.
    """
    body, tail = number[:18], number[18:]
    if len(body) != 18 or not is_right_length(number) or has_right_check(number):
        return []
    latest = latest or date.today().isoformat()
    found: dict[str, Suggestion] = {}
    for candidate in _slips(body):
        born = birth_date_of(candidate)
        if candidate in found or not has_right_check(candidate) or born is None:
            continue
        if not "1900" <= born.isoformat() <= latest:
            continue
        fits = 4 * (born.isoformat() == birth_date) + (("1" if int(candidate[16]) % 2 else "2") == sex)
        fits += 2 * (candidate[:6] in divisions)
        found[candidate] = Suggestion(candidate + tail, one_off(body, candidate), fits)
    return sorted(found.values(), key=lambda one: -one.fits)


def _slips(body: str) -> Iterator[str]:
    for place in range(17):
        if body[place] != body[place + 1]:
            yield body[:place] + body[place + 1] + body[place] + body[place + 2 :]
    for place in range(18):
        for character in "0123456789X" if place == 17 else "0123456789":
            if character != body[place]:
                yield body[:place] + character + body[place + 1 :]


def read_id_number(number: str) -> IdFacts | None:
    """Return what a whole, valid number says, or None if any part of it is wrong."""
    born = birth_date_of(number)
    if not is_right_length(number) or not has_right_check(number) or born is None:
        return None
    sex = "1" if int(number[16]) % 2 else "2"
    if len(number) == 18:
        return IdFacts(born.isoformat(), sex)
    return IdFacts(born.isoformat(), sex, number[18], number[19])


def mask_id_number(number: str) -> str:
    """Return the number with all but the first 6 and last 4 characters hidden."""
    return number if len(number) < 11 else number[:6] + "*" * (len(number) - 10) + number[-4:]
