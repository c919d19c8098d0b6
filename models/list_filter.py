"""Filters of lists: conditions joined by 且 within a group, groups joined by 或; what each kind can be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias, cast

from models.codes import CodeBook
from models.fields import Field, Kind, Value
from models.list_fields import is_known, list_field, title_of
from models.values import show


class Ask(StrEnum):
    """What a condition asks of a value."""

    IS = "is"
    ONE_OF = "one_of"
    NONE_OF = "none_of"
    HAS = "has"
    STARTS = "starts"
    LEAST = "least"
    MOST = "most"
    BETWEEN = "between"
    YES = "yes"
    NO = "no"
    EMPTY = "empty"
    FILLED = "filled"


ASK_TEXTS: dict[Ask, str] = {
    Ask.IS: "等于",
    Ask.ONE_OF: "是（任一）",
    Ask.NONE_OF: "不是",
    Ask.HAS: "包含",
    Ask.STARTS: "开头是",
    Ask.LEAST: "不小于",
    Ask.MOST: "不大于",
    Ask.BETWEEN: "介于",
    Ask.YES: "为是",
    Ask.NO: "为否",
    Ask.EMPTY: "未填",
    Ask.FILLED: "已填",
}

_TEXT = (Ask.HAS, Ask.IS, Ask.STARTS, Ask.EMPTY, Ask.FILLED)
_NUMBER = (Ask.LEAST, Ask.MOST, Ask.BETWEEN, Ask.IS, Ask.EMPTY, Ask.FILLED)
_CODE = (Ask.ONE_OF, Ask.NONE_OF, Ask.EMPTY, Ask.FILLED)
ASKS: dict[Kind, tuple[Ask, ...]] = {
    Kind.NAME: _TEXT,
    Kind.TEXT: _TEXT,
    Kind.NOTE: (Ask.HAS, Ask.EMPTY, Ask.FILLED),
    Kind.NUMBER_TEXT: (Ask.STARTS, Ask.IS, Ask.HAS, Ask.EMPTY, Ask.FILLED),
    Kind.ID_NUMBER: (Ask.STARTS, Ask.IS, Ask.HAS, Ask.EMPTY, Ask.FILLED),
    Kind.PHONE: (Ask.STARTS, Ask.IS, Ask.HAS, Ask.EMPTY, Ask.FILLED),
    Kind.BANK_CARD: (Ask.STARTS, Ask.IS, Ask.HAS, Ask.EMPTY, Ask.FILLED),
    Kind.INTEGER: _NUMBER,
    Kind.DECIMAL: _NUMBER,
    Kind.MONEY: _NUMBER,
    Kind.DATE: _NUMBER,
    Kind.MONTH: _NUMBER,
    Kind.YEAR: _NUMBER,
    Kind.YES_NO: (Ask.YES, Ask.NO, Ask.EMPTY, Ask.FILLED),
    Kind.CODE: _CODE,
    Kind.CODES: _CODE,
    Kind.DIVISION: (Ask.STARTS, Ask.IS, Ask.EMPTY, Ask.FILLED),
    Kind.LINK: (Ask.EMPTY, Ask.FILLED),
}
"""Kind → what can be asked, the likeliest first."""

VALUES: dict[Ask, int] = {Ask.BETWEEN: 2, Ask.YES: 0, Ask.NO: 0, Ask.EMPTY: 0, Ask.FILLED: 0}
"""How many values a condition needs; one where it is not named, any number for ONE_OF and NONE_OF."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One question about one field (`models.list_fields`), with the values it compares with, as they are stored."""

    key: str
    ask: Ask
    values: tuple[Value, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing is missing: a condition still being typed filters nothing."""
        needed = VALUES.get(self.ask, 1)
        if self.ask in (Ask.ONE_OF, Ask.NONE_OF):
            return bool(self.values)
        return len(self.values) == needed and all(value not in (None, "") for value in self.values)


Group: TypeAlias = tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """Any of the groups must hold; a group holds where all its conditions do. No group = everything."""

    groups: tuple[Group, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything is asked at all."""
        return bool(self.groups)

    def also(self, *conditions: Condition) -> Filter:
        """Return this filter with conditions that must hold besides, in every group."""
        return Filter(tuple((*group, *conditions) for group in self.groups or ((),)))


NO_FILTER = Filter()
"""Takes everything."""


def whole(filter_: Filter) -> Filter:
    """Return the filter without conditions that are not whole and groups that are empty."""
    groups = (tuple(one for one in group if one.is_whole) for group in filter_.groups)
    return Filter(tuple(group for group in groups if group))


def sentence(condition: Condition, codes: CodeBook) -> str:
    """Return a condition as people say it: 主要致贫原因 是 因病、因残."""
    field = list_field(condition.key)
    texts = [value_text(field, value, codes) for value in condition.values]
    joined = " 至 ".join(texts) if condition.ask is Ask.BETWEEN else "、".join(texts)
    unit = field.unit if texts and field.unit else ""
    asked = "是" if condition.ask is Ask.ONE_OF else ASK_TEXTS[condition.ask]
    return " ".join(part for part in (title_of(condition.key), asked, f"{joined}{unit}") if part)


def filter_sentence(filter_: Filter, codes: CodeBook) -> str:
    """Return a whole filter as people say it, “” for none."""
    groups = [" 且 ".join(sentence(one, codes) for one in group) for group in filter_.groups]
    return " 或 ".join(f"（{group}）" if len(groups) > 1 and " 且 " in group else group for group in groups)


def value_text(field: Field, value: Value, codes: CodeBook) -> str:
    """Return a compared value as people read it; one code of a list of codes counts as one."""
    if field.kind is Kind.CODES:
        return codes.text(field.codes, value)
    return show(field, value, codes)


def to_json(filter_: Filter) -> list[list[list[Any]]]:
    """Return the filter as plain lists, for keeping."""
    return [[[one.key, one.ask.value, list(one.values)] for one in group] for group in filter_.groups]


def from_json(stored: object) -> tuple[Filter, int]:
    """Return a kept filter and how many of its conditions this program does not know and left out."""
    groups: list[Group] = []
    unknown = 0
    for group in _listed(stored):
        kept: list[Condition] = []
        for parts in _listed(group):
            condition = _condition(_listed(parts))
            unknown += condition is None
            if condition is not None:
                kept.append(condition)
        if kept:
            groups.append(tuple(kept))
    return Filter(tuple(groups)), unknown


def _listed(value: Any) -> Sequence[Any]:
    return cast("Sequence[Any]", value) if isinstance(value, list | tuple) else ()


def _condition(parts: Sequence[Any]) -> Condition | None:
    if len(parts) != 3 or not isinstance(parts[0], str) or not is_known(parts[0]):
        return None
    if parts[1] not in {ask.value for ask in Ask} or Ask(parts[1]) not in ASKS[list_field(parts[0]).kind]:
        return None
    return Condition(parts[0], Ask(parts[1]), tuple(_listed(parts[2])))
