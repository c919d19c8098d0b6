"""Looks at every record that a merge folds: counts, preview lines, what is left for now, what else is touched."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from models.catalogue import ENTITIES
from models.fields import Record
from models.id_numbers import person_part
from storage.archive import cases
from storage.archive.archive import Archive
from storage.archive.facet_values import facet_values
from storage.archive.folding import ALIVE, DELETED_HERE, Folded, plain, refold
from storage.archive.merge_result import Counts, MergeLine, MergeResult
from storage.archive.ops import DELETED, HOME, Op
from storage.archive.rows import read_flat
from storage.archive.shared_values import shared_values
from storage.archive.state import Head
from storage.archive.writing import MOST_LISTED, SEARCHED, Touched

_TITLES = ("name", "number", "local_number", "head_name", "year", "date", "starts", "identified", "file_name", "code")


class Review:
    """Collects what the folded records of one merge say. `incoming` tells which ops came with it."""

    def __init__(
        self, archive: Archive, result: MergeResult, first_op: int, office: str, leave: Collection[tuple[str, str]]
    ) -> None:
        """Start; `leave` names (uid, facet), with facet "" for a whole record and all that hangs under it."""
        self.touched = Touched()
        self.moved: list[str] = []
        self.named: list[str] = []
        """People who are new or whose name or birthday changed."""
        self.taken_up: set[str] = set()
        self.batch = ""
        self._archive = archive
        self._result = result
        self._first_op = first_op
        self._office = office
        self._leave = set(leave)
        self._lines: list[MergeLine] = []
        self._heads: dict[str, str] = {}
        self._new_households: dict[str, int] = {}

    def look(self, part: list[Folded]) -> list[Folded]:
        """Take in one part; returns what is to be written."""
        if self._leave:
            part = self._set_aside(part)
        opened: dict[str, list[str]] = {}
        for case in cases.put_cases(self._archive.connection, part):
            opened.setdefault(case.uid, []).append(case.facet)
            self._result.counts.conflicts += 1
        for folded in part:
            self._take(folded, opened.get(folded.uid, []))
        return part

    def _incoming(self, op: Op) -> bool:
        return op.order >= self._first_op or op.id in self.taken_up

    def _set_aside(self, part: list[Folded]) -> list[Folded]:
        left: list[str] = []
        rows: list[tuple[bytes, str, str]] = []
        for folded in part:
            facets = self._left_facets(folded)
            if facets:
                left.append(folded.uid)
                rows += [
                    (bytes.fromhex(op.id), facet, self.batch)
                    for op in folded.ops
                    if self._incoming(op)
                    for facet in op.facets
                    if facet in facets
                ]
                self._lines += [self._line(folded, facet, "held", []) for facet in sorted(facets)]
                self._result.counts.held += len(facets)
        if not rows:
            return part
        self._archive.connection.executemany("INSERT OR IGNORE INTO op_held(op, facet, batch) VALUES (?, ?, ?)", rows)
        again = {folded.uid: folded for folded in refold(self._archive, part[0].entity, left)}
        return [again.get(folded.uid, folded) for folded in part]

    def _left_facets(self, folded: Folded) -> set[str]:
        written = {facet for op in folded.ops if self._incoming(op) for facet in op.facets}
        whole = (folded.uid, "") in self._leave
        under = folded.before is None and (folded.household, "") in self._leave
        return written if whole or under else {facet for facet in written if (folded.uid, facet) in self._leave}

    def _take(self, folded: Folded, conflicts: list[str]) -> None:
        state, before = folded.state, folded.before
        if not state.exists and before is None:
            return
        counts = (self._result.counts, self._result.villages.setdefault(state.scope or "", Counts()))
        standing = folded.standing if state.exists else DELETED_HERE
        old_standing = before["deleted"] if before is not None else None
        for one in counts:
            if before is None:
                one.new += 1
            elif standing != old_standing and standing == DELETED_HERE:
                one.deleted += 1
            elif folded.changed:
                one.changed += 1
            else:
                one.same += 1
        counts[1].conflicts += len(conflicts)
        self._describe(folded, conflicts, standing, old_standing)
        if folded.changed:
            self._note(folded)

    def _describe(self, folded: Folded, conflicts: list[str], standing: int, old_standing: int | None) -> None:
        state, before = folded.state, folded.before
        if folded.entity == "member" and state.values.get("relation") == "01":
            self._heads.setdefault(folded.household, state.values.get("name") or "")
        if before is None:
            if folded.entity == "household":
                self._new_households[folded.uid] = len(self._lines)
            if folded.entity == "household" or folded.household not in self._new_households:
                self._lines.append(self._line(folded, "", "new", []))
        elif standing != old_standing:
            kind = {ALIVE: "restored", DELETED_HERE: "deleted"}.get(standing, "moved")
            self._lines.append(self._line(folded, DELETED if kind != "moved" else HOME, kind, []))
        elif folded.changed:
            old = plain(before)
            for facet, keys in _changed_facets(folded.entity, old, state.values).items():
                if facet not in conflicts:
                    kind = "filled" if not any(key in old for key in keys) else "changed"
                    for one in (self._result.counts, self._result.villages[state.scope]):
                        one.filled += kind == "filled"
                    self._lines.append(self._line(folded, facet, kind, keys))
        self._lines += [self._line(folded, facet, "conflict", _keys(folded, facet)) for facet in conflicts]

    def _line(self, folded: Folded, facet: str, kind: str, keys: list[str]) -> MergeLine:
        state = folded.state
        head = self._head(folded, facet)
        old = plain(folded.before) if folded.before is not None else {}
        if kind == "new":
            names = ("number", "local_number", "division", "head_name") if folded.entity == "household" else None
            new = {key: state.values[key] for key in names or state.values if key in state.values}
        elif kind in ("conflict", "held") and head is not None:
            new = _shown(folded.entity, facet, head.value)
        else:
            new = {key: state.values[key] for key in keys if key in state.values}
        return MergeLine(
            entity=folded.entity,
            uid=folded.uid,
            household=folded.household,
            village=state.scope,
            facet=facet,
            kind=kind,
            old={key: old[key] for key in keys if key in old},
            new=new,
            who=head.op.user if head else "",
            desk=head.op.desk if head else "",
            office=self._office,
            at=head.op.at if head else "",
            title=_title(state.values or old),
        )

    def _head(self, folded: Folded, facet: str) -> Head | None:
        """Return the value that came, of several the ruling one; without a facet the first op of the record."""
        if not facet:
            op = folded.ops[0] if folded.ops else None
            return Head(op, None) if op else None
        state = folded.state
        living = [*state.heads.get(facet, ()), *state.late.get(facet, ())]
        came = [head for head in living if self._incoming(head.op)]
        if not came and not living:
            came = [Head(op, op.facets[facet]) for op in folded.ops if facet in op.facets and self._incoming(op)]
        return max(came or living, key=lambda head: head.precedence, default=None)

    def _note(self, folded: Folded) -> None:
        touched, state, before = self.touched, folded.state, folded.before
        touched.divisions = touched.divisions or folded.entity == "division"
        old = before or {}
        if before is None:
            changed = list(state.values)
        else:
            changed = [key for key in {**old, **state.values} if old.get(key) != state.values.get(key)]
        if len(touched.changed) < MOST_LISTED:
            touched.changed.extend((folded.uid, key) for key in changed)
        standing = [DELETED] if before is None or bool(before["deleted"]) != state.deleted else []
        touched.share(shared_values(folded.entity, folded.uid, old, state.values, {*changed, *standing}))
        standing_changed = before is None or not state.exists or bool(old["deleted"]) != state.deleted
        searched = standing_changed or not SEARCHED[folded.entity].isdisjoint(changed)
        for household in dict.fromkeys((folded.household, str(old.get("household") or ""))):
            if not household:
                continue
            touched.households[household] = None
            if searched and folded.entity in ("household", "member"):
                touched.searchable[household] = None
        if folded.entity == "household" and (
            (state.only is None and HOME in state.heads)
            if before is None
            else old["scope"] != state.scope or old["deleted"] != folded.standing
        ):
            self.moved.append(folded.uid)
        if folded.entity == "member":
            touched.people.add(folded.uid)
            if standing_changed or "name" in changed or "birth_date" in changed:
                self.named.append(folded.uid)
            if standing_changed or "id_number" in changed or "member_state" in changed:
                for number in (old.get("id_number"), state.values.get("id_number")):
                    if number:
                        touched.id_parts.add(person_part(number))

    def opened(self, new: set[str]) -> None:
        """Count cases that are opened beside those of single records."""
        self._result.counts.conflicts += len(new)

    def doubled(self, new: set[str]) -> None:
        """Count new duplicate cases, with a line for each: one person as old, the one who may be the same as new."""
        self._result.counts.duplicates += len(new)
        for name in sorted(new):
            row = self._archive.connection.execute(
                "SELECT uid, other, facet, household, scope FROM conflict WHERE id = ?", (name,)
            ).fetchone()
            if row is not None:
                self._lines.append(self._duplicate_line(*row))

    def _duplicate_line(self, uid: str, other: str, facet: str, household: str, scope: str) -> MergeLine:
        found = read_flat(self._archive.connection, "member", [uid, other])
        one, two = (
            {key: plain(found.get(name, {})).get(key) for key in ("name", "id_number", "birth_date")}
            for name in (uid, other)
        )
        return MergeLine(
            entity="member", uid=uid, household=household, village=scope, facet=facet, kind="duplicate",
            old={key: value for key, value in two.items() if value},
            new={key: value for key, value in one.items() if value},
            who="", desk="", office=self._office, at="", title=_title(one),
        )  # fmt: skip

    def close(self) -> None:
        """Hand the lines over, household by household."""
        order = {name: place for place, name in enumerate(ENTITIES)}
        self._lines.sort(key=lambda line: (line.village, line.household, order.get(line.entity, 99), line.uid))
        for line in self._lines:
            head = self._heads.get(line.uid) if line.kind == "new" and line.entity == "household" else None
            if head:
                line = MergeLine(
                    **{name: getattr(line, name) for name in MergeLine.__slots__ if name != "title"},
                    title=f"{head} {line.title}".strip(),
                )
            self._result.lines.add(line)
        self._lines.clear()


def _changed_facets(entity: str, old: Record, new: Record) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    facet_of = ENTITIES[entity].facet_of
    for key in {**old, **new}:
        if old.get(key) != new.get(key):
            found.setdefault(key if ":" in key else facet_of(key), []).append(key)
    return found


def _keys(folded: Folded, facet: str) -> list[str]:
    return list(facet_values(folded.entity, facet, None))


def _shown(entity: str, facet: str, value: Any) -> dict[str, Any]:
    if facet in (DELETED, HOME):
        return {facet: value}
    return {key: one for key, one in facet_values(entity, facet, value).items() if one is not None}


def _title(values: Record) -> str:
    found = [str(values[key]) for key in _TITLES if values.get(key)]
    return " ".join(found[:2])
