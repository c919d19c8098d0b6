"""The key fields of a household: what a second person types again without seeing it: numbers, bank card, amounts.

A wrong digit here pays the wrong person or counts the wrong income, and no rule can find most of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.catalogue import ENTITIES
from models.codes import CodeBook
from models.fields import Field, Kind, Value
from models.household_file import HouseholdFile
from models.keys import income_key
from models.values import ValueProblem, parse, show

HOUSEHOLD_FIELDS = ("bank_card", "phone")
MEMBER_FIELDS = ("id_number",)


@dataclass(frozen=True, slots=True)
class KeyField:
    """One value to be typed again. `key` is the record's flat key, `owner` the person's name ("" = the household)."""

    entity: str
    uid: str
    key: str
    owner: str
    label: str
    declared: Field
    stored: Value


def key_fields(file: HouseholdFile, codes: CodeBook, year: int) -> list[KeyField]:
    """Return the key fields of a household as saved: numbers and cards always, amounts where there is one."""
    found: list[KeyField] = []
    for member in file.active_members:
        for name in MEMBER_FIELDS:
            declared = ENTITIES["member"].field(name)
            who = member.get("name") or "（未填姓名）"
            found.append(KeyField("member", member["uid"], name, who, declared.label, declared, member.get(name)))
    for name in HOUSEHOLD_FIELDS:
        declared = ENTITIES["household"].field(name)
        found.append(KeyField("household", file.uid, name, "", declared.label, declared, file.household.get(name)))
    return found + _amounts(file, codes, year)


def _amounts(file: HouseholdFile, codes: CodeBook, year: int) -> list[KeyField]:
    known = file.years.get(year)
    if known is None:
        return []
    amount = ENTITIES["income"].field("amount")
    names = {member["uid"]: member.get("name") or "（未填姓名）" for member in file.members}
    found = [
        KeyField("year", known.uid, one.name, "", f"{one.label}（{year}）", one, known.values[one.name])
        for one in ENTITIES["year"].fields
        if one.kind is Kind.MONEY and known.values.get(one.name) is not None
    ]
    for item in known.income:
        if item.amount is not None:
            label = f"{codes.text('income_item', item.item)}（{year}）"
            key = income_key(item.item, item.person)
            owner = names.get(item.person or "", "")
            found.append(KeyField("year", known.uid, key, owner, label, amount, item.amount))
    return found


def same_value(field: KeyField, typed: str, codes: CodeBook) -> bool:
    """Tell whether a text typed again means the stored value; blanks, x for X and 0.12万 are no difference."""
    try:
        return parse(field.declared, typed, codes) == field.stored
    except ValueProblem:
        return False


def shown(field: KeyField, codes: CodeBook) -> str:
    """Return the stored value as text, "" for empty."""
    return show(field.declared, field.stored, codes)
