"""Which households the training archive holds: compositions, causes, aid and exit years as exact quotas.

The weights per 100,000 households were fitted once so that over people they give the published shares: 60 or older
44.03 %, no working ability 70.41 %, illness or disability as main cause 68.7 %, 238,900 people in 142,000 households.
Quotas by largest remainder keep the shares at every size; nothing is drawn until it fits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

OLD_UNABLE, OLD_WEAK, UNABLE, WEAK, ABLE, CHILD, STUDENT = "O-", "O+", "M-", "M~", "M+", "K", "T"
"""Kinds of people: 60 or older, 16–59, under 16, student of 16–21; - no working ability, ~ and O+ weak labour."""

NO_ABILITY = frozenset({OLD_UNABLE, UNABLE, CHILD, STUDENT})
ILLNESS, DISABILITY, SCHOOL = "01", "02", "03"
PLAIN, LOW_INCOME, DESTITUTE = "", "L", "D"


@dataclass(frozen=True, slots=True)
class Seat:
    """One place in a household: role (head, spouse, child, grandchild, father, mother) and kind of person."""

    role: str
    kind: str


@dataclass(frozen=True, slots=True)
class Composition:
    """A kind of household with its two weights: main cause illness or disability, and any other.

    `ill_causes` and `other_causes` are gone through in turn, so that each stands in proportion; `aids` likewise.
    """

    seats: tuple[Seat, ...]
    ill: int
    other: int
    ill_causes: tuple[str, ...]
    other_causes: tuple[str, ...]
    aids: tuple[str, ...]


def _made(seats: str, ill: int, other: int, ill_causes: str, other_causes: str, aids: str = "") -> Composition:
    listed = tuple(Seat(*part.split(":")) for part in seats.split())
    if not aids:
        aids = "L" if all(seat.kind in NO_ABILITY for seat in listed) else "- - - L"
    parts = tuple("" if aid == "-" else aid for aid in aids.split())
    return Composition(listed, ill, other, tuple(ill_causes.split()), tuple(other_causes.split()), parts)


COMPOSITIONS: tuple[Composition, ...] = (
    _made("head:O-", 17396, 11882, "01 01 02 01", "08", "L L D L L L D L L D"),
    _made("head:O+", 3468, 1523, "01", "09 07 04 09 05", "- - L"),
    _made("head:M-", 11278, 1284, "02 01 02 01 02", "08"),
    _made("head:M~", 4089, 1397, "01", "11 07 09", "- - L"),
    _made("head:O- spouse:O-", 5435, 2939, "01 01 02 01", "08"),
    _made("head:O- spouse:O+", 2054, 1111, "01 01 02", "08"),
    _made("head:O+ spouse:O+", 643, 450, "01", "07 09"),
    _made("head:M- spouse:M+", 5134, 951, "01 02 01", "09 07"),
    _made("head:M~ spouse:M+", 1957, 881, "01", "07 09 05"),
    _made("head:M~ child:T", 870, 1116, "01", "03"),
    _made("head:M~ child:K", 1015, 710, "01", "11 09 13"),
    _made("head:M- mother:O-", 2730, 506, "02 02 01", "08"),
    _made("head:O- child:M-", 2366, 438, "02 02 01", "08"),
    _made("head:O- grandchild:K", 1070, 1124, "01", "08"),
    _made("head:M~ spouse:M+ child:K", 1394, 642, "01", "07 09 04"),
    _made("head:M- spouse:M+ child:T", 1498, 691, "01 02 01", "03"),
    _made("head:O- spouse:O- child:M-", 1034, 196, "02 02 01", "08"),
    _made("head:M+ spouse:M~ mother:O-", 632, 366, "01", "09 07"),
    _made("head:M+ spouse:M+ child:T", 0, 952, "01", "03"),
    _made("head:M- spouse:M+ child:K", 1592, 302, "01 02 01", "09 07"),
    _made("head:M- spouse:M+ child:T child:K", 1141, 539, "01 02", "03"),
    _made("head:M+ spouse:M- child:K father:O-", 782, 215, "01 02 01", "09"),
    _made("head:M~ spouse:M+ child:K child:K", 588, 432, "01", "07 09"),
    _made("head:M~ spouse:M+ child:T child:K mother:O-", 298, 225, "01", "03"),
    _made("head:M- spouse:M+ child:K father:O- mother:O-", 282, 80, "01 02", "09"),
    _made("head:M+ spouse:M- child:K child:K father:O- mother:O-", 234, 68, "01 02", "09"),
)

STILL_POOR = 34_300 / 238_900
EXITS: tuple[tuple[int, float], ...] = (
    (0, STILL_POOR),
    (2015, 0.30),
    (2016, 0.36),
    (2017, 1 - STILL_POOR - 0.66),
)
"""Exit year (0 = still poor in late 2017) and its share of the people; all were poor in early 2015."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One household to be made."""

    composition: Composition
    cause: str
    aid: str
    exit_year: int


def quotas(weights: Sequence[float], total: int) -> list[int]:
    """Return whole numbers in proportion to the weights that add up to `total`, by largest remainder."""
    whole = sum(weights)
    if whole <= 0:
        raise ValueError("no weight")
    exact = [total * weight / whole for weight in weights]
    found = [int(value) for value in exact]
    order = sorted(range(len(exact)), key=lambda index: (found[index] - exact[index], index))
    for index in order[: total - sum(found)]:
        found[index] += 1
    return found


def slots(households: int) -> list[Slot]:
    """Return the households to be made, composition by composition; shuffle them before giving them villages."""
    weights = [weight for each in COMPOSITIONS for weight in (each.ill, each.other)]
    counts = quotas(weights, households)
    owed = dict.fromkeys((year for year, _share in EXITS), 0.0)
    made: list[Slot] = []
    for index, composition in enumerate(COMPOSITIONS):
        aided = 0
        for causes, count in zip(
            (composition.ill_causes, composition.other_causes), counts[2 * index : 2 * index + 2], strict=True
        ):
            for number in range(count):
                aid = composition.aids[aided % len(composition.aids)]
                aided += 1
                exit_year = _next_exit(owed, len(composition.seats))
                made.append(Slot(composition, causes[number % len(causes)], aid, exit_year))
    return made


def _next_exit(owed: dict[int, float], people: int) -> int:
    """Return the exit year that lags its share of the people most, and book the household to it."""
    for year, share in EXITS:
        owed[year] += share * people
    chosen = max(owed, key=lambda year: (owed[year], year))
    owed[chosen] -= people
    return chosen
