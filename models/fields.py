"""The building blocks of the catalogue: kinds of values, fields and entities."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

Value: TypeAlias = Any
"""A stored value: see `Kind` for the Python type of each kind; None means 未填 (never asked or not answered)."""

Record: TypeAlias = dict[str, Value]
"""One record by field name, plus the bookkeeping keys `uid` and, where it belongs to a household, `household`."""


class Kind(StrEnum):
    """What a field holds. The Python value of each kind stands behind it."""

    NAME = "name"  # str in NFC
    TEXT = "text"  # str, one line
    NOTE = "note"  # str, several lines
    NUMBER_TEXT = "number_text"  # str of digits and letters that is never a number (household no., bank branch …)
    ID_NUMBER = "id_number"  # str, 18, 20 or 22 characters
    PHONE = "phone"  # str of digits
    BANK_CARD = "bank_card"  # str of digits
    INTEGER = "integer"  # int
    DECIMAL = "decimal"  # int, hundredths of the unit: exact, sorts in SQL
    MONEY = "money"  # int, hundredths of a yuan (fen)
    DATE = "date"  # str, ISO yyyy-mm-dd
    MONTH = "month"  # str, ISO yyyy-mm
    YEAR = "year"  # int
    YES_NO = "yes_no"  # bool
    CODE = "code"  # str: a code of the list, or the text as received where the list has no such entry
    CODES = "codes"  # list[str] of codes, ordered as typed, never empty (empty = None)
    DIVISION = "division"  # str, division code of 2, 4, 6, 9 or 12 digits
    LINK = "link"  # str, uid of another record


HUNDREDTHS = frozenset({Kind.DECIMAL, Kind.MONEY})
"""Kinds that are held as integer hundredths."""


class Policy(StrEnum):
    """How two values of a facet that did not know of each other are treated (sync.md §1.3)."""

    ASK = "ask"  # both are kept and a person decides
    AUTO = "auto"  # the ruling value is shown, the other stays in the history
    UNION = "union"  # the values are joined
    MAX = "max"  # the later or larger one is shown


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an entity: facts only; how it looks belongs to its reader.

    `national` is the field's id in the national system where a source names it. `least` and `most` bound integers,
    years and hundredths in the value's own unit.
    """

    name: str
    label: str
    kind: Kind
    codes: str = ""
    unit: str = ""
    help: str = ""
    required: bool = False
    sensitive: bool = False
    searchable: bool = False
    national: str = ""
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A titled group of field names, in the order of entry."""

    title: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facet:
    """Fields that belong together in a conflict; a field in no facet is a facet of its own with policy ASK."""

    name: str
    names: tuple[str, ...]
    policy: Policy = Policy.ASK


Condition: TypeAlias = Callable[[Record], bool]


@dataclass(frozen=True, slots=True)
class Entity:
    """A kind of record. `part_of` names the entity whose record carries this one (yearly member facts, income items).

    `owner` is the entity a record hangs under ("household" or ""). `required_when` and `shown_when` hold plain
    functions of the record. `repeatable` are the fields that “same as the previous household” may copy.
    """

    name: str
    label: str
    fields: tuple[Field, ...]
    sections: tuple[Section, ...]
    owner: str = ""
    part_of: str = ""
    facets: tuple[Facet, ...] = ()
    repeatable: tuple[str, ...] = ()
    required_when: Mapping[str, Condition] = field(default_factory=dict[str, Condition])
    shown_when: Mapping[str, Condition] = field(default_factory=dict[str, Condition])

    def field(self, name: str) -> Field:
        """Return the field called `name`; KeyError if there is none."""
        for candidate in self.fields:
            if candidate.name == name:
                return candidate
        raise KeyError(name)

    def is_required(self, name: str, record: Record) -> bool:
        """Tell whether `name` must be filled in this record."""
        condition = self.required_when.get(name)
        return condition(record) if condition is not None else self.field(name).required

    def is_shown(self, name: str, record: Record) -> bool:
        """Tell whether `name` applies to this record at all."""
        condition = self.shown_when.get(name)
        return condition is None or condition(record)

    def facet_of(self, name: str) -> str:
        """Return the name of the facet that holds field `name`."""
        for facet in self.facets:
            if name in facet.names:
                return facet.name
        return name
