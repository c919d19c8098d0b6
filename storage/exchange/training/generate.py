"""The whole made-up population as a stream of record changes, village by village."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

from storage.archive.writing import RecordChange
from storage.exchange.training import mix, places, support
from storage.exchange.training.household import Made, Surroundings, make_household
from storage.exchange.training.identity import Numbers
from storage.exchange.training.names import village_surnames


@dataclass(slots=True)
class VillageMade:
    """One village: its helpers' changes and its households."""

    helpers: list[RecordChange]
    households: list[Made]


def generate(
    rng: Random, numbers: Numbers, resources: Path, households: int, lines: Mapping[int, int]
) -> Iterator[VillageMade]:
    """Yield the villages one by one, `households` households in all; `lines` are poverty lines in yuan by year."""
    waiting = mix.slots(households)
    rng.shuffle(waiting)
    count = 0
    for village in places.villages(rng, resources, households):
        if not village.households:
            continue
        helpers = support.make_helpers(rng, numbers, village)
        around = Surroundings(village, village_surnames(rng), places.hamlets(rng), helpers, lines)
        made: list[Made] = []
        for _ in range(village.households):
            count += 1
            made.append(make_household(rng, numbers, waiting.pop(), around, count))
        yield VillageMade([RecordChange("helper", helper.uid, helper.values) for helper in helpers], made)
