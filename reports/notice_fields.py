"""What may hang where anybody reads it, and nothing else: names of fields, and how numbers are kept out of texts.

By construction: a notice never sees a household's file. It is given rows made of the fields named here, so neither a
layout nor an office's wording can bring an ID number, a phone, a card, an illness or a disability onto the wall.
"""

from __future__ import annotations

import re

PUBLIC_FIELDS = frozenset({
    "household.hamlet",
    "household.identified_year",
    "household.exit_year",
    "household.poverty_state",
    "helper.name",
    "helper.unit",
    "helper.duty",
})
"""Fields of the catalogue a notice may show; beside them the computed ones of `PUBLIC_VALUES`.

Causes of poverty are left out on purpose: 因病 and 因残 tell of a person's health."""

PUBLIC_VALUES = frozenset({"order", "head_name", "people_count"})
"""Computed values: place in the list, the head's name, the number of people."""

HEALTH_FIELDS = frozenset({
    "household.main_cause", "household.other_causes", "household.return_cause", "household.cause_detail",
    "household.no_labour_backstop", "monitoring.no_labour_backstop",
    "member.disability_number", "member.disability_type", "member.disability_level", "member.disability_year",
    "member_year.health", "member_year.illness", "member_year.chronic_card", "member_year.labour",
    "member_year.illness_aid", "member_year.other_health_aid", "member_year.serious_illness_cover",
    "monitoring.risks", "monitoring.risk_note",
})  # fmt: skip
"""Fields that tell of a person's health, directly or by what they name; a notice never shows one."""

_LONG_NUMBER = re.compile(r"(?<![0-9])[0-9][0-9Xx \-－*]{5,}[0-9Xx](?![0-9])")
_LANDLINE = re.compile(r"0[0-9]{2,3}[- －]?[0-9]{7,8}|[48]00[- ]?[0-9]{3}[- ]?[0-9]{4}|[0-9]{7,8}")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")


def without_numbers(text: str) -> str:
    """Return a value with every long number in it blotted out: names and hamlets have none of their own."""
    return _LONG_NUMBER.sub(lambda found: "＊" if _digits(found.group()) >= 7 else found.group(), text)


def _digits(text: str) -> int:
    return sum(character.isdecimal() for character in text)


def looks_personal(text: str) -> str:
    """Return what in an office's wording looks like an ID number, a mobile phone or a bank card, or “”.

    The office's own landline is no person's number and may stand there.
    """
    plain = "".join(str(int(character)) if character.isdecimal() else character for character in text)
    for found in _LONG_NUMBER.finditer(plain):
        number = re.sub(r"[ \-－*]", "", found.group())
        if _MOBILE.fullmatch(number) or (len(number) >= 9 and not _LANDLINE.fullmatch(found.group().strip())):
            return found.group()
    return ""
