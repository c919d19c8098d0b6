"""What a command names: households, fields and values; and how a record is printed."""

from __future__ import annotations

from typing import Any

from models.fields import Entity, Field, Record, Value
from models.values import ValueProblem, parse, to_json
from storage.archive import files
from storage.archive.archive import Archive
from ui.commands.answers import CommandProblem


def household_of(archive: Archive, text: str) -> str:
    """Return the uid of the household a person named, or refuse with a sentence."""
    found = files.households_meant(archive, text)
    if not found:
        raise CommandProblem("not_found", f"没有找到户“{text}”。请核对户编号或证件号码，或先用 find 查找。")
    if len(found) > 1:
        which = "、".join(found)
        sentence = f"“{text}”在 {len(found)} 户里都有，不知道指哪一户，没有改动。请改用户的编号（uid）：{which}"
        raise CommandProblem("ambiguous", sentence)
    return found[0]


def field_of(entity: Entity, text: str) -> Field:
    """Return the field named by catalogue name or Chinese label, or refuse."""
    for field in entity.fields:
        if text in (field.name, field.label):
            return field
    raise CommandProblem("usage", f"{entity.label}没有字段“{text}”。字段名见 docs/field-dictionary.md。", 2)


def assigned(archive: Archive, entity: Entity, pairs: list[str], year: int | None = None) -> Record:
    """Return the values of FIELD=VALUE pairs; an empty VALUE clears the field.

    `year` selects the version of code lists, the archive's working year if not given.
    """
    values: dict[str, Value] = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals:
            raise CommandProblem("usage", f"“{pair}”应写成 字段=值。", 2)
        field = field_of(entity, name)
        try:
            values[field.name] = parse(field, text, archive.codes, year or archive.settings.year)
        except ValueProblem as problem:
            raise CommandProblem("value", f"{problem}。{problem.remedy}。没有改动任何数据。") from problem
    return values


def described(archive: Archive, entity: Entity, record: Record) -> dict[str, Any]:
    """Return a record as {name: {"label", "value"}}, its uid included."""
    fields = {
        field.name: {"label": field.label, "value": to_json(field, record.get(field.name), archive.codes)}
        for field in entity.fields
    }
    return {"uid": {"label": "编号", "value": record.get("uid")}, **fields}


def plain(value: Any) -> str:
    """Return a JSON value as people read it."""
    if isinstance(value, dict):
        return value["text"]
    if isinstance(value, list):
        return "，".join(plain(part) for part in value)
    return "是" if value is True else "否" if value is False else str(value)
