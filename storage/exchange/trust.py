"""Whom an office believes: itself, the office it joined, and whoever a chain of certificates from these reaches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from storage.archive.archive import Archive
from storage.archive.identity import DeskKey, desk_key, former_desks
from storage.archive.partners_store import ROOT, Partner, certificates, partners
from storage.exchange.certificates import Certificate, certify, own_card, parse

BEYOND = frozenset({"transfer_in", "alias", "unalias"})
"""Kinds of ops a desk may write outside its certificate: a household moves there, or two people prove to be one."""
SHARED = "@"
"""How the scope of records begins that belong to no household (helpers, divisions): shared up and down."""
DEEPEST = 12
"""Certificates between a desk and a trusted office; a longer chain is not followed."""


class Trust:
    """What is known about desks when one pack is made or taken: certificates and who may vouch for whom."""

    def __init__(self, archive: Archive, more: Iterable[Certificate] = ()) -> None:
        """Read the archive's certificates; `more` came with the pack and counts only if a chain reaches it."""
        self.key: DeskKey = desk_key(archive)
        self.card = own_card(archive)
        self._own = {one.desk: one.public for one in (*former_desks(archive), self.key)}
        self._former = former_desks(archive)
        self._by_desk: dict[str, list[Certificate]] = {}
        known = [parse(one.body, one.signature) for one in certificates(archive)]
        for one in (*known, *more):
            if one not in self._by_desk.setdefault(one.desk, []):
                self._by_desk[one.desk].append(one)
        listed = partners(archive)
        self._roots = {one.desk: _key_of(known, one.certificate) for one in listed if one.relation == ROOT}
        self._found: dict[str, list[Certificate]] = {}
        self.made: list[Certificate] = []
        self._extend_roots(listed)

    def _extend_roots(self, listed: list[Partner]) -> None:
        """A trusted office that was restored is a new desk, certified by the old one: trusted as before."""
        ages = {one.desk: (one.office, one.division, one.age) for one in listed if one.relation == ROOT}
        waiting = [one for found in self._by_desk.values() for one in found]
        grown = True
        while grown:
            grown = False
            for one in waiting:
                named = (one.office, one.division, one.age)
                by_root = one.by in self._roots and one.by_sign == self._roots[one.by]
                if one.desk not in self._roots and by_root and ages[one.by] == named:
                    self._roots[one.desk], ages[one.desk] = one.sign, named
                    grown = True

    def is_own(self, desk: str) -> bool:
        """Tell whether this database is that desk, or was before it was restored or copied."""
        return desk in self._own

    def reaches(self, scope: str) -> bool:
        """Tell whether this office may write in a scope: by what others certified of it, else by its own division."""
        held = [one for own in self._own for one in self._by_desk.get(own, ()) if one.by not in self._own]
        return any(covers(one.scope, scope) for one in held or [self.card])

    def signing_key(self, desk: str) -> bytes | None:
        """Return the key with which a believed desk signs, or None where it is not believed."""
        if desk in self._own:
            return self._own[desk]
        found = self.believed(desk)
        return found[0].sign if found else self._roots.get(desk)

    def may_write(self, desk: str, scope: str, rank: int, kind: str = "set") -> str:
        """Return "" if the desk may write such an op in the scope at the rank, else the code of the problem."""
        if desk in self._own:
            return ""
        found = self.believed(desk)
        if not found:
            return "unknown_author"
        covering = [one for one in found if kind in BEYOND or covers(one.scope, scope)]
        if not covering:
            return "wrong_scope"
        return "" if any(rank <= one.rank for one in covering) else "wrong_rank"

    def believed(self, desk: str) -> list[Certificate]:
        """Return the certificates of a desk that a chain from a trusted office reaches; all name the same key."""
        if desk not in self._found:
            found = [one for one in self._by_desk.get(desk, ()) if self._reaches(one, DEEPEST, {one.id})]
            root = self._roots.get(desk)
            self._found[desk] = [one for one in found if one.sign == (root or found[0].sign)]
        return self._found[desk]

    def chain(self, desk: str) -> list[Certificate]:
        """Return what a receiver needs to believe a desk: its certificate and those above it, or our own word."""
        if desk in self._own:
            return self._own_chain(desk)
        for one in self.believed(desk):
            above = self._up(one, DEEPEST)
            if above is not None:
                return above
        believed = self.believed(desk)
        if not believed:
            return []
        widest = min(believed, key=lambda one: (len(one.scope), -one.rank))
        word = self._make(certify(self.key, widest, scope=widest.scope, rank=widest.rank))
        return [word, *self._own_chain(self.key.desk)]

    def _own_chain(self, desk: str) -> list[Certificate]:
        """Return what others certified of us, and for each former desk its word for the next one."""
        chained = [one for own in self._own for one in self._by_desk.get(own, ()) if not one.is_own_card]
        wanted = [*self._former, self.key]
        for before, after in pairwise(wanted):
            if not any(one.desk == after.desk and one.by == before.desk for one in chained):
                held = [one for one in chained if one.desk == before.desk]
                scope, rank = (held[-1].scope, held[-1].rank) if held else (self.card.scope, self.card.rank)
                subject = replace(self.card, desk=after.desk, sign=after.public)
                chained.append(self._make(certify(before, subject, scope=scope, rank=rank)))
        return chained

    def _make(self, one: Certificate) -> Certificate:
        self._by_desk.setdefault(one.desk, []).append(one)
        self.made.append(one)
        return one

    def _up(self, one: Certificate, depth: int) -> list[Certificate] | None:
        """Return the certificates from this one up to one that we signed ourselves, None where there is no such way."""
        if one.by in self._own:
            return [one, *self._own_chain(one.by)]
        if depth == 0:
            return None
        for above in self._by_desk.get(one.by, ()):
            if above.sign == one.by_sign and above.by != above.desk and _covers(above, one):
                rest = self._up(above, depth - 1)
                if rest is not None:
                    return [one, *rest]
        return None

    def _reaches(self, one: Certificate, depth: int, passed: set[str]) -> bool:
        if one.by in self._own:
            return one.by_sign == self._own[one.by]
        if one.by in self._roots:
            return one.by_sign == self._roots[one.by]
        if depth == 0 or one.is_own_card:
            return False
        for above in self._by_desk.get(one.by, ()):
            fits = above.sign == one.by_sign and above.id not in passed and _covers(above, one)
            if fits and self._reaches(above, depth - 1, passed | {above.id}):
                return True
        return False


def covers(reach: str, scope: str) -> bool:
    """Tell whether who works in `reach` may write in a scope: there and below, and in what is shared from above."""
    return concerns(scope, reach) if scope.startswith(SHARED) else scope.startswith(reach)


def concerns(scope: str, reach: str) -> bool:
    """Tell whether a scope is anything to who works in `reach`: there and below, and what is shared from above."""
    code = scope.removeprefix(SHARED)
    return code.startswith(reach) or (code != scope and reach.startswith(code))


def _covers(above: Certificate, below: Certificate) -> bool:
    """A desk vouches only for what it may do itself."""
    return below.scope.startswith(above.scope) and below.rank <= above.rank and below.training == above.training


def _key_of(known: list[Certificate], name: str) -> bytes:
    return next((one.sign for one in known if one.id == name), b"")
