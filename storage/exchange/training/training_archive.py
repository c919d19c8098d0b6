"""Makes the training archive on disk."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from random import Random

from storage.archive.archive import Archive, create_archive
from storage.archive.denominators import save_rural_people
from storage.archive.progress import Progress, silent
from storage.archive.records import RecordChange, new_local_number, save
from storage.exchange.training import money, places, published
from storage.exchange.training.generate import generate
from storage.exchange.training.identity import Numbers
from storage.exchange.training.income import YEARS
from storage.exchange.training.programmes import Programmes

PUBLISHED = 2
LEAST_HOUSEHOLDS = 10
MOST_HOUSEHOLDS = 142_000
PART = 1000
"""Households written as one batch: large enough to be fast, small enough for little memory."""

AS_OF = "2017-12-31"
RURAL_PEOPLE = {2015: 4_140_000, 2017: 4_400_000}
"""Rural people of the whole city, as the published shares imply (238,900 are 5.77 %, 34,300 are 0.78 %)."""
USER = "演练"


def make_training_archive(
    folder: Path, *, households: int = 2000, seed: int = 1, resources: Path, progress: Progress | None = None
) -> Archive:
    """Make a training archive of `households` households, the two published ones included, and return it open.

    The same seed and number give the same digest. ValueError unless 10 ≤ households ≤ 142,000; StorageProblem where
    the folder is in use or can't be written.
    """
    if not LEAST_HOUSEHOLDS <= households <= MOST_HOUSEHOLDS:
        raise ValueError(f"households must be {LEAST_HOUSEHOLDS}–{MOST_HOUSEHOLDS}")
    report = progress or silent
    archive = create_archive(
        folder,
        division=places.OFFICE,
        office=places.OFFICE_NAME,
        desk="演练机",
        user=USER,
        training=True,
        resources=resources,
        desk_id=hashlib.sha256(f"training desk {seed}".encode()).hexdigest()[:24],
    )
    try:
        archive.settings.set("year", YEARS[-1])
        archive.settings.set("as_of", AS_OF)
        rural = {year: round(people * households / MOST_HOUSEHOLDS) for year, people in RURAL_PEOPLE.items()}
        save_rural_people(archive, {year: {"": people} for year, people in rural.items()})
        _fill(archive, households, seed, report)
    except BaseException:
        archive.close()
        raise
    return archive


def _fill(archive: Archive, households: int, seed: int, progress: Progress) -> None:
    rng = Random(seed)
    numbers = Numbers(rng)
    done = PUBLISHED
    told = [
        *published.liu_dehua(numbers, new_local_number(archive)),
        *published.wen_qinglei(numbers, new_local_number(archive)),
    ]
    told += money.published_money(told)
    save(archive, told, kind="demo", source="公开报道", reason="演练数据")
    programmes = Programmes(seed, households - PUBLISHED)
    for part, count in _parts(archive, rng, numbers, programmes):
        save(archive, part, kind="demo", source="演练数据", reason="演练数据")
        done += count
        progress(done, households, "生成演练数据")


def _parts(
    archive: Archive, rng: Random, numbers: Numbers, programmes: Programmes
) -> Iterator[tuple[list[RecordChange], int]]:
    """Yield changes of about `PART` households each, and how many households they are."""
    changes: list[RecordChange] = []
    count, own = 0, Numbers(Random(f"money {programmes.households}"))
    for village in generate(rng, numbers, archive.resources, programmes.households, poverty_lines(archive)):
        changes.extend(village.helpers)
        for made in village.households:
            changes.extend(made.changes)
            changes.extend(programmes.of(made))
        changes.extend(money.of_village(village, own, archive.thresholds))
        count += len(village.households)
        if count >= PART:
            yield changes, count
            changes, count = [], 0
    if changes:
        yield changes, count


def poverty_lines(archive: Archive) -> dict[int, int]:
    """Return the poverty line in yuan of each training year, from the thresholds in force."""
    found: dict[int, int] = {}
    for year in YEARS:
        line = archive.thresholds.get("poverty_line", year, places.OFFICE)
        if line is None:
            raise ValueError(f"no poverty line for {year}")
        found[year] = line // 100
    return found
