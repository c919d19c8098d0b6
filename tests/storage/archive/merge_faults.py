"""Faults sown into our own merge, one at a time: what the histories must notice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from storage.archive import (
    alias_table,
    cases,
    duplicates,
    folding,
    held,
    merge_fold,
    merge_review,
    merging,
    op_exchange,
    op_intake,
    records,
    resolving,
    rows,
    settling,
    state,
    transferring,
    writing,
)
from storage.archive.ops import DELETED
from storage.archive.state import Head


@dataclass(frozen=True)
class Fault:
    """One fault: where it sits and what stands there instead, made from what stood there."""

    name: str
    places: tuple[tuple[Any, str], ...]
    make: Callable[[Any], Any]

    @contextmanager
    def sown(self) -> Iterator[None]:
        """Have the fault in place while the block runs."""
        before = [(place, name, getattr(place, name)) for place, name in self.places]
        for place, name, old in before:
            setattr(place, name, self.make(old))
        try:
            yield
        finally:
            for place, name, old in before:
                setattr(place, name, old)


def _everywhere(name: str, *modules: Any) -> tuple[tuple[Any, str], ...]:
    return tuple((module, name) for module in modules if hasattr(module, name))


_HEADS = _everywhere("heads_of", state, writing, alias_table, duplicates)
_FOLD = _everywhere("fold", state, folding)


def _heads_without(wrong: Callable[[list[Head]], list[Head]]) -> Callable[[Any], Any]:
    def make(old: Any) -> Any:
        def heads_of(listed: Any) -> Any:
            return {facet: wrong(living) for facet, living in old(listed).items()}

        return heads_of

    return make


def _folded(change: Callable[[Any, list[Any]], None]) -> Callable[[Any], Any]:
    def make(old: Any) -> Any:
        def fold(listed: Any, owner_scope: str | None = None) -> Any:
            taken = list(listed)
            found = old(taken, owner_scope)
            change(found, taken)
            return found

        return fold

    return make


def _newest_by_clock(living: list[Head]) -> list[Head]:
    return [max(living, key=lambda head: head.op.at)]


def _ignore_seen(found: Any, _ops: list[Any]) -> None:
    found.deleted = any(head.value for head in found.heads.get(DELETED, ()))


def _never_deleted(found: Any, _ops: list[Any]) -> None:
    found.deleted = False


def _forget_late(found: Any, _ops: list[Any]) -> None:
    found.late = {}


def _forget_conflicts(found: Any, _ops: list[Any]) -> None:
    found.conflicts = []


def _own_scope(found: Any, listed: list[Any]) -> None:
    found.scope = listed[0].scope


def _by_arrival(head: Head) -> Any:
    return (head.op.order,)


def _no_rank(head: Head) -> Any:
    return (head.op.lamport, head.op.order)


def _last_line(old: Any) -> Any:
    def ops_after(*given: Any) -> Any:
        listed = list(old(*given))
        return iter(listed[:-1] if len(listed) > 3 else listed)

    return ops_after


def _nothing(result: Any) -> Callable[[Any], Any]:
    return lambda _old: lambda *_given, **_named: result


def _intake(name: str, make: Callable[[Any], Any], label: str) -> Fault:
    return Fault(label, ((op_intake.Intake, name),), make)


def _after_off_by_one(old: Any) -> Any:
    return lambda connection, scope, desk, number: old(connection, scope, desk, number + 1 if number else 0)


def _after_too_early(old: Any) -> Any:
    return lambda connection, scope, desk, number: old(connection, scope, desk, max(0, number - 1))


def _known_by_number(_old: Any) -> Any:
    """Take the number the receiver states for the truth: the fault that sync.md calls M03."""
    return lambda _connection, theirs: max((tip.seq for tip in theirs), default=0)


def _beside_nothing(_old: Any) -> Any:
    return lambda *_given: iter(())


def _only_one_end(old: Any) -> Any:
    def ends_of(self: Any, scope: str, desk: str) -> Any:
        found = old(self, scope, desk)
        while len(found) > 1:
            found.pop(next(iter(found)))
        return found

    return ends_of


def _put_forgetting(what: str) -> Callable[[Any], Any]:
    def make(old: Any) -> Any:
        def put(self: Any, name: Any, before: Any, head: Any, header: Any, stored: Any) -> Any:
            touched = {entity: dict(uids) for entity, uids in self.taken.touched.items()}
            old(self, name, before, head, header, stored)
            if what == "touched" and name[0] % 4 == 0:
                self.taken.touched = touched
            if what == "lamport":
                self._lamport = 0
            if what == "own":
                self.taken.own = False

        return put

    return make


def _never_here(_old: Any) -> Any:
    return lambda self, before, head: True


def _parents_first(old: Any) -> Any:
    return lambda listed, facets: {facet: ids[:1] for facet, ids in old(listed, facets).items()}


def _parents_none(_old: Any) -> Any:
    return lambda listed, facets: {}


def _parents_all(_old: Any) -> Any:
    """Claim to replace ops that are not known to live: every id of the record."""
    return lambda listed, facets: {facet: [op.id for op in listed][:1] for facet in facets}


def _spread_wrong_facet(old: Any) -> Any:
    def cases_of(folded: Any) -> Any:
        return [replace(case, facet="phone") for case in old(folded)]

    return cases_of


def _normal_as_text(_old: Any) -> Any:
    return lambda value: str(value)[:1]


def _compare_nothing(_old: Any) -> Any:
    return lambda row, folded_state, standing: row is None


def _keyed_stays(old: Any) -> Any:
    def replace_row(self: Any, entity: str, *given: Any, **named: Any) -> Any:
        old(self, entity, *given, **named)
        self._keyed_gone.clear()

    return replace_row


def _roots_of_each(old: Any) -> Any:
    return lambda edges: {uid: max(root, uid) for uid, root in old(edges).items()}


def _carry_without(key: str) -> Callable[[Any], Any]:
    def make(old: Any) -> Any:
        def carry(writer: Any, found: Any, listed: Any, to: str, heads: Any, homes: Any, changed: Any) -> Any:
            kept = {facet: head for facet, head in heads.items() if facet != key}
            return old(writer, found, listed, to, kept, homes, changed)

        return carry

    return make


def _layers_top_only(old: Any) -> Any:
    return lambda found, changed: old(found, changed)[-1:]


def _replaced_nothing(_old: Any) -> Any:
    return lambda *_given: []


def _home_by_lamport(_old: Any) -> Any:
    return lambda head: (head.op.rank, head.op.lamport, head.op.id)


def _dry_commits(old: Any) -> Any:
    def merge(archive: Any, listed: Any, **named: Any) -> Any:
        return old(archive, listed, **{**named, "dry_run": False})

    return merge


def _held_without_parents(old: Any) -> Any:
    """Let a value set aside go on replacing what it replaced."""

    def heads_of(listed: Any) -> Any:
        taken = list(listed)
        gone = {(facet, name) for op in taken for facet in op.held for name in op.parents.get(facet, ())}
        return {
            facet: kept
            for facet, living in old(taken).items()
            if (kept := [head for head in living if (facet, head.op.id) not in gone])
        }

    return heads_of


def _all_heads(listed: Any) -> Any:
    found: dict[str, list[Head]] = {}
    for op in listed:
        for facet, value in op.facets.items():
            found.setdefault(facet, []).append(Head(op, value))
    return found


FAULTS = (
    Fault("the newest clock wins", _HEADS, _heads_without(_newest_by_clock)),
    Fault("only the first head is kept", _HEADS, _heads_without(lambda living: living[:1])),
    Fault("only the last head is kept", _HEADS, _heads_without(lambda living: living[-1:])),
    Fault("replaced values live on", _HEADS, lambda _old: _all_heads),
    Fault("what is set aside goes on replacing", _HEADS, _held_without_parents),
    Fault("set-aside chains are not followed", ((state, "_replace_through"),), _nothing(None)),
    Fault("the last to arrive is shown", ((Head, "precedence"),), lambda _old: property(_by_arrival)),
    Fault("rank does not count", ((Head, "precedence"),), lambda _old: property(_no_rank)),
    Fault("a deletion hides what it did not see", _FOLD, _folded(_ignore_seen)),
    Fault("a deletion is never seen", _FOLD, _folded(_never_deleted)),
    Fault("edits after a move are forgotten", _FOLD, _folded(_forget_late)),
    Fault("conflicts are not noted", _FOLD, _folded(_forget_conflicts)),
    Fault("a record's scope is its first to arrive", _FOLD, _folded(_own_scope)),
    Fault("every value is equal to any with its first letter", ((state, "normal"),), _normal_as_text),
    Fault("the last op is not sent", ((op_exchange, "ops_after"),), _last_line),
    Fault("one op too few after a tip", ((op_exchange, "_after"),), _after_off_by_one),
    Fault("one op too many after a tip", ((op_exchange, "_after"),), _after_too_early),
    Fault("numbers are believed, not ids", ((op_exchange, "_known_number"),), _known_by_number),
    Fault("of a fork nothing is sent", ((op_exchange, "_beside"),), _beside_nothing),
    Fault("all of a fork is known", ((op_exchange, "_leading_up"),), lambda _old: lambda before, theirs: set(before)),
    _intake("_ends_of", _only_one_end, "a fork keeps one end"),
    _intake("_put", _put_forgetting("touched"), "every fourth op is not folded"),
    _intake("_put", _put_forgetting("lamport"), "the clock stands still at a merge"),
    _intake("_put", _put_forgetting("own"), "ops of one's own name are not noticed"),
    _intake("_is_here", _never_here, "gaps are not noticed"),
    _intake("_release", _nothing(None), "what waits is never released"),
    _intake("_known", _nothing({}), "known ops are taken again"),
    _intake("finish", _nothing(None), "chain ends are not written"),
    Fault("an edit replaces nothing", ((writing, "living_ids"),), _parents_none),
    Fault("an edit replaces one of several values", ((writing, "living_ids"),), _parents_first),
    Fault("an edit names the wrong op", ((writing, "living_ids"),), _parents_all),
    Fault("cases name another facet", ((cases, "cases_of"),), _spread_wrong_facet),
    Fault("cases are not opened", ((cases, "put_cases"),), _nothing([])),
    Fault("nothing under a deleted household is told", ((cases, "put_living_under_deleted"),), _nothing(set())),
    Fault("settled cases stay open", ((records, "settle"),), _nothing(None)),
    Fault("only new rows are written", ((folding, "differs"),), _compare_nothing),
    Fault("old keyed facts stay", ((rows.RowWriter, "replace"),), _keyed_stays),
    Fault("people are joined under two names", ((alias_table, "roots_of"),), _roots_of_each),
    Fault("joining is never carried out", ((alias_table, "rebuild"),), _nothing(set())),
    Fault("what came for a joined person is left", ((merge_fold, "_name_roots"),), _nothing(None)),
    Fault("a move forgets the phone", ((transferring, "_carry"),), _carry_without("phone")),
    Fault("a move carries one of several values", ((transferring, "_layers"),), _layers_top_only),
    Fault("a move replaces nothing", ((transferring, "_replaced"),), _replaced_nothing),
    Fault("a move leaves the records behind", ((transferring, "OWNED"),), lambda _old: ()),
    Fault("moves decide by lamport", ((state, "_home_precedence"),), _home_by_lamport),
    Fault("what moved is not folded with its household", ((merge_fold, "_bring_along"),), _nothing(None)),
    Fault("the row of a household tells nothing of its place", ((folding, "owners_of"),), _nothing({})),
    Fault("a dry run is a merge", ((merging, "merge"),), _dry_commits),
    Fault("leaving a line does nothing", ((merge_review.Review, "_set_aside"),), lambda _old: lambda self, part: part),
    Fault("undoing a merge holds nothing", ((held, "_hold"),), _nothing(None)),
    Fault("taking up releases nothing", ((held, "_release"),), _nothing(None)),
    Fault("a decision names no value it replaces", ((resolving, "_heads"),), _nothing([])),
    Fault("an open case is not looked at after an edit", ((settling, "_open_cases"),), _nothing([])),
)
