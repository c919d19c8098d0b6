"""Fields and filters of lists as SQL: which tables a column needs, and what a condition is in a WHERE.

Only names out of the catalogue get into the text of a query; every value is bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from models.fields import Kind
from models.list_fields import AGE, COLUMN_SOURCES, list_field
from models.list_filter import Ask, Condition, Filter, Group

JOINS: dict[str, str] = {
    "row": "",
    "household": "JOIN household h ON h.id = r.id",
    "year": "LEFT JOIN year y ON y.household = r.uid AND y.year = :year AND y.deleted = 0",
    "head": "LEFT JOIN member m ON m.id = (SELECT id FROM member WHERE household = r.uid AND deleted = 0 "
    "AND relation = '01' AND (member_state IS NULL OR member_state = '1') ORDER BY id LIMIT 1)",
}
"""Source of a column → how its table joins the list's own (`household_row r`)."""

_ALIAS = {"row": "r", "household": "h", "year": "y", "head": "m"}
ACTIVE = "x.deleted = 0 AND (x.member_state IS NULL OR x.member_state = '1')"


@dataclass(slots=True)
class Query:
    """What a query needs so far: sources to join, and its bound values by name."""

    year: int
    as_of: date
    sources: set[str] = field(default_factory=set[str])
    values: dict[str, Any] = field(default_factory=dict[str, Any])

    def bind(self, value: Any) -> str:
        """Return the mark that stands for a value."""
        name = f"v{len(self.values)}"
        self.values[name] = int(value) if isinstance(value, bool) else value
        return f":{name}"

    def joins(self) -> str:
        """Return the joins of the sources named so far."""
        if "year" in self.sources:
            self.values["year"] = self.year
        return " ".join(JOINS[source] for source in COLUMN_SOURCES if source in self.sources)


def column(query: Query, key: str) -> str:
    """Return a column as SQL; KeyError for a field that can't be one."""
    source, _colon, name = key.partition(":")
    list_field(key)
    query.sources.add(source)
    return f'{_ALIAS[source]}."{name}"'


def where(query: Query, filter_: Filter) -> str:
    """Return the filter as a condition in brackets, “” for none."""
    groups = [_group(query, group) for group in filter_.groups if group]
    return f"({' OR '.join(groups)})" if groups else ""


def _group(query: Query, group: Group) -> str:
    """Return one group; conditions about members are asked of one and the same person, about visits of one visit."""
    parts: list[str] = []
    people: list[Condition] = []
    others: dict[str, list[Condition]] = {}
    for condition in group:
        source, _colon, name = condition.key.partition(":")
        if source in ("member", "member_year"):
            people.append(condition)
        elif source in COLUMN_SOURCES:
            expression = age(query, "m") if name == AGE.name else column(query, condition.key)
            query.sources.add(source)
            parts.append(asked(query, condition, expression))
        else:
            others.setdefault(source, []).append(condition)
    if people:
        parts.append(_someone(query, people))
    for source, conditions in others.items():
        told = " AND ".join(asked(query, one, f'x."{one.key.partition(":")[2]}"') for one in conditions)
        parts.append(f"r.uid IN (SELECT x.household FROM {source} x WHERE x.deleted = 0 AND {told})")  # noqa: S608
    return f"({' AND '.join(parts)})"


def _someone(query: Query, conditions: Sequence[Condition]) -> str:
    """Return that one person fits all conditions.

    Where a yearly fact must be there, its table is read through (a third of a second for a city); only to find people
    whose fact is missing the members lead, which takes several times as long.
    """
    told: list[str] = []
    of_year = [one for one in conditions if one.key.startswith("member_year:")]
    for condition in conditions:
        name = condition.key.partition(":")[2]
        expression = f'z."{name}"' if condition in of_year else age(query, "x") if name == AGE.name else f'x."{name}"'
        told.append(asked(query, condition, expression))
    tables = "member x"
    if of_year:
        query.values["year"] = query.year
        if all(one.ask is Ask.EMPTY for one in of_year):
            tables = (
                "member x JOIN year t ON t.household = x.household AND t.year = :year AND t.deleted = 0 "
                "LEFT JOIN member_year z ON z.year_uid = t.uid AND z.person = x.uid"
            )
        else:
            tables = "member_year z JOIN member x ON x.uid = z.person AND z.year = :year"
    return f"r.uid IN (SELECT x.household FROM {tables} WHERE {ACTIVE} AND {' AND '.join(told)})"  # noqa: S608


def age(query: Query, alias: str) -> str:
    """Return full years on the as-of date, NULL where the birth date is not whole."""
    query.values["as_of"] = query.as_of.isoformat()
    born = f"{alias}.birth_date"
    return (
        f"(CASE WHEN length({born}) = 10 THEN CAST(substr(:as_of, 1, 4) AS INTEGER) - CAST(substr({born}, 1, 4) AS "
        f"INTEGER) - (substr(:as_of, 6) < substr({born}, 6)) END)"
    )


def asked(query: Query, condition: Condition, expression: str) -> str:
    """Return what a condition asks of an expression, its values bound."""
    kind = list_field(condition.key).kind
    values = condition.values
    match condition.ask:
        case Ask.EMPTY:
            return f"({expression} IS NULL OR {expression} = '')"
        case Ask.FILLED:
            return f"({expression} IS NOT NULL AND {expression} <> '')"
        case Ask.YES | Ask.NO:
            return f"{expression} = {int(condition.ask is Ask.YES)}"
        case Ask.ONE_OF | Ask.NONE_OF:
            return _one_of(query, condition, expression, kind)
        case Ask.HAS:
            return f"instr({expression}, {query.bind(values[0])}) > 0"
        case Ask.STARTS:
            first = query.bind(values[0])
            return f"substr({expression}, 1, length({first})) = {first}"
        case Ask.LEAST:
            return f"{expression} >= {query.bind(values[0])}"
        case Ask.MOST:
            return f"{expression} <= {_upper(query, kind, values[0])}"
        case Ask.BETWEEN:
            low, high = sorted(values)
            return f"{expression} BETWEEN {query.bind(low)} AND {_upper(query, kind, high)}"
        case Ask.IS:
            if kind is Kind.DATE:
                return f"substr({expression}, 1, 10) = {query.bind(values[0])}"
            return f"{expression} = {query.bind(values[0])}"


def _upper(query: Query, kind: Kind, value: Any) -> str:
    """Return the mark of an upper bound; a day holds all its hours (`updated` is a time)."""
    return query.bind(f"{value}~" if kind is Kind.DATE else value)


def _one_of(query: Query, condition: Condition, expression: str, kind: Kind) -> str:
    marks = ", ".join(query.bind(value) for value in condition.values)
    if kind is Kind.CODES:
        found = f"EXISTS (SELECT 1 FROM json_each({expression}) WHERE value IN ({marks}))"  # noqa: S608
        wanted = found if condition.ask is Ask.ONE_OF else f"NOT {found}"
        return f"({expression} IS NOT NULL AND {wanted})"
    return f"{expression} {'IN' if condition.ask is Ask.ONE_OF else 'NOT IN'} ({marks})"
