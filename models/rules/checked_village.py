"""A village in one year, prepared for the rules: its own figures, and sums over its households."""

from __future__ import annotations

from dataclasses import dataclass, field

from models.catalogue import ENTITIES
from models.fields import Record
from models.rules.base import Hit, RuleContext
from models.values import show

LAND = ("cropland", "irrigated_land", "forest_land", "returned_forest", "orchard")
"""Areas that both a village and a household have, in hundredths of a mu."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one household stands at the turn of the year.

    `before` and `now` tell whether it has data of the year before and of the checked year; `identified` is the year it
    was identified in, `cancelled` whether it has been struck off.
    """

    uid: str
    name: str
    before: bool
    now: bool
    identified: int | None
    cancelled: bool


@dataclass(slots=True)
class CheckedVillage:
    """What the rules about villages read. `record` is the village's year, empty where there is none."""

    division: str
    name: str
    year: int
    context: RuleContext
    record: Record = field(default_factory=dict[str, object])
    land: dict[str, int] = field(default_factory=dict[str, int])
    standings: list[Standing] = field(default_factory=list[Standing])

    def limit(self, key: str) -> int | None:
        """Return the threshold in force for the village in the checked year, or None."""
        return self.context.thresholds.get(key, self.year, self.division)

    def hit(self, name: str, sentence: str, remedy: str) -> Hit:
        """Return a hit at a field of the village's year."""
        value = show(ENTITIES["village_year"].field(name), self.record.get(name), self.context.codes)
        return Hit("village_year", name, value, f"{self.name}{self.year}年{sentence}", remedy)
