"""Relations to the head of household, turned to another head: who is what to whom, in the 28 codes (dictionary §2.3).

A relation is a way through the family: C a child, P a parent, S a spouse, B a brother or sister, each with the sex of
the one reached where the code says it. To turn relations to another head, the way back from the new head to the old one
is put before each way and shortened. What the way leaves open (a grandchild: the new head's own or a brother's?) is
decided by who else is in the household, and marked as not sure, so that a person looks at it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.fields import Record

MAN, WOMAN = "1", "2"
HEAD, SPOUSE, OTHER = "01", "02", "28"

Step = tuple[str, str]
"""(C, P, S or B; sex of the one reached, “” = not said)."""
Way = tuple[Step, ...]

WAYS: dict[str, Way] = {
    "01": (),
    "02": (("S", ""),),
    "03": (("C", MAN),),
    "04": (("C", WOMAN),),
    "05": (("C", MAN), ("S", WOMAN)),
    "06": (("C", WOMAN), ("S", MAN)),
    "07": (("C", MAN), ("C", MAN)),
    "08": (("C", MAN), ("C", WOMAN)),
    "09": (("C", WOMAN), ("C", MAN)),
    "10": (("C", WOMAN), ("C", WOMAN)),
    "11": (("P", MAN),),
    "12": (("P", WOMAN),),
    "13": (("S", WOMAN), ("P", MAN)),
    "14": (("S", WOMAN), ("P", WOMAN)),
    "15": (("S", MAN), ("P", MAN)),
    "16": (("S", MAN), ("P", WOMAN)),
    "17": (("P", MAN), ("P", MAN)),
    "18": (("P", MAN), ("P", WOMAN)),
    "19": (("P", WOMAN), ("P", MAN)),
    "20": (("P", WOMAN), ("P", WOMAN)),
    "21": (("B", ""),),
    "22": (("C", MAN), ("C", MAN), ("C", MAN)),
    "23": (("C", MAN), ("C", MAN), ("C", WOMAN)),
    "24": (("B", MAN), ("C", MAN)),
    "25": (("B", MAN), ("C", WOMAN)),
    "26": (("B", MAN), ("S", WOMAN)),
    "27": (("P", MAN), ("B", MAN)),
}
"""Code → way from the head; 其他 has none."""

_BACK = {"C": "P", "P": "C", "S": "S", "B": "B"}
_SHORTER = {"PS": "P", "SC": "C", "CB": "C", "BP": "P", "BB": "B"}
"""Two steps that are one: a parent's spouse is a parent (also a step-parent, as the code list has it)."""


@dataclass(frozen=True, slots=True)
class Turned:
    """A member's relation to the new head; `sure` False = a person should look, `why` says what is open."""

    uid: str
    code: str
    sure: bool = True
    why: str = ""


def turn_all(members: Sequence[Record], new_head: str) -> list[Turned]:
    """Return every member's relation to the new head, in their order.

    `members` are records with uid, relation and sex; the new head is one of them. Who has no known relation to the old
    head becomes 其他 and is not sure.
    """
    head = next(one for one in members if one["uid"] == new_head)
    old_head = next((one for one in members if one.get("relation") == HEAD), None)
    return [_turn(one, head, (old_head.get("sex") if old_head else "") or "", members) for one in members]


def _way_of(member: Record) -> Way | None:
    way = WAYS.get(member.get("relation") or "")
    if not way:
        return way
    return (*way[:-1], (way[-1][0], member.get("sex") or way[-1][1]))


def _turn(one: Record, head: Record, sex_of_old: str, members: Sequence[Record]) -> Turned:
    uid = one["uid"]
    if uid == head["uid"]:
        return Turned(uid, HEAD)
    if head.get("relation") == HEAD:
        return Turned(uid, one.get("relation") or OTHER, bool(one.get("relation")))
    own, way = _way_of(head), _way_of(one)
    if own is None or way is None:
        return Turned(uid, OTHER, False, "和原户主的关系是“其他”或没填，推不出和新户主的关系")
    shared = _shared(own, way)
    code = _code(_short((*_back(own, shared, sex_of_old), *way[shared:])), one, head)
    if code == OTHER:
        return Turned(uid, code, False, "28 项关系里没有正好的，请核对")
    if shared and len(_standing_at(own[:shared], members)) > 1:
        return Turned(uid, code, False, "同辈有几个人，不能确定是谁的配偶或子女，请核对")
    return Turned(uid, code)


def _shared(own: Way, way: Way) -> int:
    """Return how many steps two ways have in common: through the same people, as far as one can tell."""
    shared = 0
    for mine, its in zip(own, way, strict=False):
        if mine[0] != its[0] or (mine[1] and its[1] and mine[1] != its[1]):
            break
        shared += 1
    return shared - 1 if shared == len(own) == len(way) else shared  # two people don't stand at one end


def _back(own: Way, shared: int, sex_of_old: str) -> Way:
    """Return the way from the new head back to where two ways part."""
    reached = [sex_of_old, *(sex for _kind, sex in own)]
    return tuple((_BACK[own[at][0]], reached[at]) for at in range(len(own) - 1, shared - 1, -1))


def _standing_at(way: Way, members: Sequence[Record]) -> list[Record]:
    return [one for one in members if (its := _way_of(one)) is not None and len(its) == len(way)
            and all(a[0] == b[0] and a[1] == b[1] for a, b in zip(its, way, strict=True))]  # fmt: skip


def _short(way: Way) -> Way:
    """Shorten a way: a parent's child is a brother or sister, a child's parent the spouse."""
    steps = list(way)
    at = 0
    while at + 1 < len(steps):
        pair, sex = steps[at][0] + steps[at + 1][0], steps[at + 1][1]
        if pair in _SHORTER:
            steps[at : at + 2] = [(_SHORTER[pair], sex)]
        elif pair == "PC":
            steps[at : at + 2] = [("B", sex)]
        elif pair == "CP":
            steps[at : at + 2] = [("S", sex)]
        elif pair == "SS":
            del steps[at : at + 2]
        else:
            at += 1
            continue
        at = max(0, at - 1)
    return tuple(steps)


def _code(way: Way, one: Record, head: Record) -> str:
    kinds = "".join(kind for kind, _sex in way)
    sex = one.get("sex") or (way[-1][1] if way else "")
    first = way[0][1] if way else ""
    woman = sex == WOMAN
    by_kind: dict[str, tuple[str, str]] = {
        "S": ("02", "02"), "C": ("03", "04"), "CS": ("06", "05"), "P": ("11", "12"), "B": ("21", "21"),
        "CC": ("09", "10") if first == WOMAN else ("07", "08"),
        "SP": ("15", "16") if head.get("sex") == WOMAN else ("13", "14"),
        "PP": ("19", "20") if first == WOMAN else ("17", "18"),
        "CCC": ("22", "23"), "BC": (OTHER, OTHER) if first == WOMAN else ("24", "25"), "BS": (OTHER, "26"),
        "PB": (OTHER if first == WOMAN else "27", OTHER),
    }  # fmt: skip
    codes = by_kind.get(kinds)
    return codes[woman] if codes is not None else OTHER
