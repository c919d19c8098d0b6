"""A project with its distributions, prepared for the rules."""

from __future__ import annotations

from dataclasses import dataclass, field

from models.catalogue import ENTITIES
from models.fields import Record
from models.rules.base import Hit, RuleContext
from models.values import show


@dataclass(frozen=True, slots=True)
class Distributed:
    """One distribution: what was to be paid (fen, None = not filled), the sum and number of its lines, and the names of
    households that stand in it twice."""

    batch: str
    total: int | None
    lines: int
    number: int
    twice: tuple[str, ...] = ()


@dataclass(slots=True)
class CheckedProject:
    """What the rules about projects read. `place` is the division its findings stand under."""

    record: Record
    place: str
    context: RuleContext
    distributions: list[Distributed] = field(default_factory=list[Distributed])

    def hit(self, name: str, sentence: str, remedy: str) -> Hit:
        """Return a hit at a field of the project."""
        value = show(ENTITIES["project"].field(name), self.record.get(name), self.context.codes)
        title = self.record.get("name") or self.record.get("number") or "未填名称的项目"
        return Hit("project", name, value, f"项目“{title}”{sentence}", remedy, self.record["uid"])
