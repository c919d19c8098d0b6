"""All case types by entity, the domains of the registers, and what a column of a register is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from models.case_type import CaseType
from models.catalogue import CASE_MODULES, ENTITIES
from models.codes import CodeBook
from models.fields import Field, Kind, Record
from models.values import show

DOMAINS: dict[str, str] = {
    "students": "学生资助",
    "housing": "危房改造",
    "medical": "医疗保障",
    "industry": "产业与分红",
    "loans": "小额信贷",
    "work": "就业",
    "care": "养老服务",
    "social": "社会帮扶",
    "team": "帮扶队伍",
    "payouts": "资金发放",
}
"""Domain → its title, in the order of the registers."""

CASE_TYPES: dict[str, CaseType] = {one.entity: one for module in CASE_MODULES for one in module.CASE_TYPES}
"""Every case type by its entity."""

HOUSEHOLD_COLUMNS = ("household.number", "household.head_name", "household.village")
"""What stands in front of every line that hangs under a household."""

_OF_HOUSEHOLD = {
    "number": Field("number", "户编号", Kind.NUMBER_TEXT),
    "head_name": Field("head_name", "户主", Kind.NAME),
    "village": Field("village", "村", Kind.TEXT),
}
_NAMED_LIKE = {"person": "member", "helper": "helper"}


@dataclass(frozen=True, slots=True)
class RegisterColumn:
    """A column of a register. `link` is the own field it comes over (“household” for the household, “” for none)."""

    key: str
    link: str
    field: Field
    title: str


def case_types_of(domain: str) -> list[CaseType]:
    """Return a domain's case types in the order in which they are declared."""
    return [one for one in CASE_TYPES.values() if one.domain == domain]


def linked_entity(entity: str, name: str) -> str:
    """Return the entity that LINK field `name` of `entity` points to: the one it is named after, or as declared."""
    case = CASE_TYPES.get(entity)
    if case is not None and name in case.links:
        return case.links[name]
    return _NAMED_LIKE.get(name, name)


def link_fields(entity: str) -> Iterator[Field]:
    """Yield the LINK fields of an entity."""
    return (one for one in ENTITIES[entity].fields if one.kind is Kind.LINK)


def is_owned(entity: str) -> bool:
    """Tell whether records of the entity hang under a household."""
    return ENTITIES[entity].owner == "household"


def column_keys(entity: str) -> tuple[str, ...]:
    """Return the columns of a case type's register, those of the household in front."""
    return (*(HOUSEHOLD_COLUMNS if is_owned(entity) else ()), *CASE_TYPES[entity].columns)


def all_column_keys(entity: str) -> tuple[str, ...]:
    """Return every column that a register could show: its own first, then the fields left."""
    chosen = column_keys(entity)
    rest = (one.name for one in ENTITIES[entity].fields if one.kind is not Kind.LINK and one.name not in chosen)
    return (*chosen, *rest)


def register_column(entity: str, key: str) -> RegisterColumn:
    """Return a column by its key; KeyError where there is no such field."""
    link, dot, name = key.rpartition(".")
    if not dot:
        declared = ENTITIES[entity].field(name)
        return RegisterColumn(key, "", declared, declared.label)
    if link == "household":
        declared = _OF_HOUSEHOLD[name]
        return RegisterColumn(key, link, declared, declared.label)
    through = ENTITIES[entity].field(link)
    declared = ENTITIES[linked_entity(entity, link)].field(name)
    title = through.label if name == "name" else declared.label
    return RegisterColumn(key, link, declared, title)


def own_columns(entity: str) -> list[str]:
    """Return the own fields a case's list on the household page shows, links to people among them by their field."""
    names = [key.partition(".")[0] for key in CASE_TYPES[entity].columns]
    return [name for name in dict.fromkeys(names) if any(one.name == name for one in ENTITIES[entity].fields)]


def title_of(entity: str, record: Record, codes: CodeBook, names: Mapping[str, str] | None = None) -> str:
    """Return what a record is called: the values of its title fields; `names` is uid → text of what links name."""
    parts: list[str] = []
    for name in CASE_TYPES[entity].title if entity in CASE_TYPES else ("name",):
        declared, value = ENTITIES[entity].field(name), record.get(name)
        if value is not None:
            known = names or {}
            parts.append(known.get(value, "") if declared.kind is Kind.LINK else show(declared, value, codes))
    return " ".join(part for part in parts if part) or ENTITIES[entity].label
