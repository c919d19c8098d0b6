"""The state of a county from its part of the log: the archive's own pure function, over rows of the central database.

A county here has what an archive of that county's office would have. Nothing asks for more than one county.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson
from psycopg import Connection, sql

from models.catalogue import ENTITIES, RECORD_ENTITIES
from models.fields import Kind, Record
from models.keys import INCOME_PREFIX, MEMBER_PREFIX, split_key
from storage.archive.alias_table import ends_of, is_live, roots_of
from storage.archive.columns import table_of
from storage.archive.folding import ALIVE, AWAY, Owner, standing_of, states_at_home
from storage.archive.ops import ALIAS, NOTHING_HELD, Op, parse_op
from storage.archive.state import RecordState
from storage.archive.verify import record_digest
from storage.central.schema import SCHEMA, field_columns, leading_columns

PART = 2000
"""Records folded at once."""

Row = tuple[Any, ...]
Touched = dict[str, dict[str, None]]
"""Entity → uids to fold anew."""

_OWNED = tuple(name for name in RECORD_ENTITIES if ENTITIES[name].owner)
_LISTS = {name: frozenset(f.name for f in entity.fields if f.kind is Kind.CODES) for name, entity in ENTITIES.items()}


class CountyFold:
    """Folds what new ops of one county touch, inside the caller's transaction."""

    def __init__(self, connection: Connection[Any], county: str) -> None:
        """Read the people that are joined."""
        self._connection = connection
        self._county = county
        self._roots = self._read_roots()

    def fold(self, touched: Touched) -> None:
        """Write the records of `touched` as the log says, and what follows a moved household or a joined person."""
        if ALIAS in touched:
            self._widen(touched)
        people = touched.get("member")
        if people:
            people.update(dict.fromkeys(self._roots[uid] for uid in list(people) if uid in self._roots))
        for entity in RECORD_ENTITIES:
            uids = list(touched.get(entity, {}))
            for start in range(0, len(uids), PART):
                moved = self._fold_part(entity, uids[start : start + PART])
                if entity == "household":
                    self._bring_along(moved, touched)

    def _fold_part(self, entity: str, uids: Sequence[str]) -> list[str]:
        states = states_at_home(entity, self._ops(uids), self._home_of)
        homes = self._homes({one.values["household"] for one in states.values() if "household" in one.values})
        before = self._homes(uids) if entity == "household" else {}
        rows: list[tuple[RecordState, int, Owner | None]] = []
        for uid in uids:
            state = states.get(uid)
            if state is not None and state.exists:
                owner = homes.get(state.values.get("household", "")) if ENTITIES[entity].owner else None
                rows.append((state, standing_of(state, self._division(), owner), owner))
        self._write(entity, uids, rows)
        after = {state.uid: Owner(state.scope, standing == AWAY) for state, standing, _owner in rows}
        return [uid for uid, home in before.items() if after.get(uid, home) != home]

    def _division(self) -> str:
        # what a province shares belongs to no county: nothing there is ever away
        return self._county if self._county.isdecimal() else ""

    def _ops(self, uids: Sequence[str]) -> dict[str, list[Op]]:
        wanted: dict[str, None] = dict.fromkeys(uids)
        for uid, root in self._roots.items():
            if root in wanted:
                wanted[uid] = None
        rows = self._connection.execute(
            "SELECT id, header, payload FROM hudang.op WHERE county_code = %s AND uid = ANY(%s) "
            "ORDER BY uid, lamport, id",
            (self._county, list(wanted)),
            binary=True,
        )
        found: dict[str, list[Op]] = {}
        for order, (name, header, payload) in enumerate(rows):
            op = parse_op(order, name, header, payload, NOTHING_HELD, self._roots)
            found.setdefault(op.uid, []).append(op)
        return found

    def _home_of(self, household: str) -> str | None:
        found = self._homes([household]).get(household)
        return found.scope if found else None

    def _homes(self, uids: Iterable[str]) -> dict[str, Owner]:
        rows = self._connection.execute(
            "SELECT uid, scope, standing FROM hudang.household WHERE county_code = %s AND uid = ANY(%s)",
            (self._county, list(uids)),
        )
        return {uid: Owner(scope, standing == AWAY) for uid, scope, standing in rows}

    def _read_roots(self) -> dict[str, str]:
        rows = self._connection.execute(
            "SELECT uid, root FROM hudang.alias WHERE county_code = %s AND uid <> root", (self._county,)
        )
        return dict(rows.fetchall())

    def _widen(self, touched: Touched) -> None:
        """Join and part people anew; their records, and what speaks of them, are folded."""
        rows = self._connection.execute(
            "SELECT id, header, payload FROM hudang.op WHERE county_code = %s AND uid >= 'alias:' AND uid < 'alias;'",
            (self._county,),
            binary=True,
        )
        edges: dict[str, list[Op]] = {}
        for order, row in enumerate(rows):
            op = parse_op(order, *row)
            if op.entity == ALIAS:
                edges.setdefault(op.uid, []).append(op)
        before = self._roots
        after = roots_of(uid for uid, ops in edges.items() if is_live(ops))
        self._connection.execute("DELETE FROM hudang.alias WHERE county_code = %s", (self._county,))
        with self._connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO hudang.alias(county_code, uid, root) VALUES (%s, %s, %s)",
                [(self._county, uid, root) for uid, root in after.items()],
            )
        self._roots = {uid: root for uid, root in after.items() if uid != root}
        named = {person for edge in touched[ALIAS] for person in ends_of(edge) if person}
        people = named | before.keys() | set(before.values()) | set(after)
        touched.setdefault("member", {}).update(dict.fromkeys(sorted(people)))
        self._bring_along(self._households_of(people), touched)

    def _households_of(self, people: Iterable[str]) -> list[str]:
        rows = self._connection.execute(
            "SELECT id, header, payload FROM hudang.op WHERE county_code = %s AND uid = ANY(%s)",
            (self._county, list(people)),
            binary=True,
        )
        said = (parse_op(order, *row).facets.get("household") for order, row in enumerate(rows))
        return list(dict.fromkeys(one for one in said if isinstance(one, str)))

    def _bring_along(self, households: Sequence[str], touched: Touched) -> None:
        if not households:
            return
        for entity in _OWNED:
            rows = self._connection.execute(
                sql.SQL("SELECT uid FROM {} WHERE county_code = %s AND household = ANY(%s)").format(_table(entity)),
                (self._county, list(households)),
            )
            touched.setdefault(entity, {}).update(dict.fromkeys(row[0] for row in rows))

    def _write(self, entity: str, uids: Sequence[str], rows: Sequence[tuple[RecordState, int, Owner | None]]) -> None:
        self._replace(entity, "uid", uids, (self._row(entity, *one) for one in rows))
        if entity == "year":
            self._replace("member_year", "year_uid", uids, self._parts(rows, "member_year", _member_rows))
            self._replace("income", "year_uid", uids, self._parts(rows, "income", _income_rows))

    def _replace(self, name: str, key: str, uids: Sequence[str], rows: Iterator[Row]) -> None:
        table = _table(name)
        self._connection.execute(
            sql.SQL("DELETE FROM {} WHERE county_code = %s AND {} = ANY(%s)").format(table, sql.Identifier(key)),
            (self._county, list(uids)),
        )
        columns = (*leading_columns(name), *field_columns(name))
        names = sql.SQL(", ").join(map(sql.Identifier, columns))
        with self._connection.cursor().copy(sql.SQL("COPY {} ({}) FROM STDIN").format(table, names)) as copy:
            for row in rows:
                copy.write_row(row)

    def _row(self, entity: str, state: RecordState, standing: int, owner: Owner | None) -> Row:
        values = state.values
        stranded = owner is not None and owner.scope != state.scope
        counted = standing == ALIVE and not stranded
        digest = record_digest(entity, state.uid, {**state.extra, **values}) if counted else None
        extra = orjson.dumps(state.extra).decode() if state.extra else None
        owned = [values.get("household")] if ENTITIES[entity].owner else []
        year = [values.get("year")] if entity == "year" else []
        lists = _LISTS[entity]
        fields = [_text(values.get(name)) if name in lists else values.get(name) for name in field_columns(entity)]
        return (self._county, state.uid, *owned, *year, state.scope, standing, digest, extra, *fields)

    def _parts(
        self,
        rows: Sequence[tuple[RecordState, int, Owner | None]],
        name: str,
        split: Callable[[Record], Mapping[tuple[str, ...], Record]],
    ) -> Iterator[Row]:
        lists = _LISTS[name]
        for state, standing, _owner in rows:
            values = state.values
            place = (values.get("household"), values.get("year"), state.scope, standing)
            for key, told in split(values).items():
                fields = [_text(told.get(one)) if one in lists else told.get(one) for one in field_columns(name)]
                yield (self._county, state.uid, *key, *place, *fields)


def _table(name: str) -> sql.Identifier:
    return sql.Identifier(SCHEMA, table_of(name))


def _text(value: Any) -> Any:
    return orjson.dumps(value).decode() if isinstance(value, list) else value


def _member_rows(values: Record) -> dict[tuple[str, ...], Record]:
    """Return the yearly facts of people: (person,) → field → value."""
    found: dict[tuple[str, ...], Record] = {}
    for (prefix, name, person), value in _keyed(values):
        if prefix == MEMBER_PREFIX:
            found.setdefault((person,), {})[name] = value
    return found


def _income_rows(values: Record) -> dict[tuple[str, ...], Record]:
    """Return the income items: (item, person) → amount, counts, note."""
    return {(item, person): value for (prefix, item, person), value in _keyed(values) if prefix == INCOME_PREFIX}


def _keyed(values: Record) -> Iterator[tuple[tuple[str, str, str], Any]]:
    for key, value in values.items():
        split = split_key(key)
        if split is not None:
            yield split, value
