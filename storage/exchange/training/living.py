"""Living conditions of one household over the years: housing, water, power, road, land."""

from __future__ import annotations

from random import Random

from models.fields import Record


def base_conditions(rng: Random, people: int, cropland: int) -> Record:
    """Return the conditions that stay the same over the years; areas in hundredths of mu and ㎡."""
    area = min(95 * people, max(20 * people, rng.randrange(36, 92)) + 8 * (people - 1))
    return {
        "cropland": cropland,
        "irrigated_land": cropland * rng.randrange(60, 101) // 100,
        "forest_land": 0 if rng.random() < 0.9 else rng.randrange(20, 200),
        "returned_forest": 0,
        "orchard": 0 if rng.random() < 0.93 else rng.randrange(20, 150),
        "pasture": 0,
        "water_area": 0 if rng.random() < 0.94 else rng.randrange(50, 600),
        "household_power": True,
        "production_power": rng.random() < 0.8,
        "broadcast_tv": True,
        "road_distance": rng.randrange(0, 180),
        "has_house": True,
        "house_area": area * 100,
        "fuel": "04" if rng.random() < 0.4 else "01" if rng.random() < 0.5 else "03",
        "leading_firm": rng.random() < 0.1,
        "leading_person": rng.random() < 0.12,
    }


class Conditions:
    """What changes from year to year, decided once for a household."""

    def __init__(self, rng: Random, people: int, cropland: int) -> None:
        """Decide when house, water, road and toilet got better."""
        self.base = base_conditions(rng, people, cropland)
        self.rebuilt = rng.choice((2016, 2017)) if rng.random() < 0.034 else 0
        self._grade = "D" if rng.random() < 0.4 else "C"
        self._water = rng.choice((2014, 2015, 2016)) if rng.random() < 0.12 else 0
        self._road = rng.choice((2014, 2015, 2016, 2017)) if rng.random() < 0.5 else 0
        self._toilet = rng.choice((2015, 2016, 2017)) if rng.random() < 0.6 else 0
        self._cooperative = rng.choice((2016, 2017)) if rng.random() < 0.2 else 9999
        self._brick = "2" if rng.random() < 0.35 else "3"

    def in_year(self, year: int) -> Record:
        """Return all conditions of `year`."""
        found = dict(self.base)
        unsafe = year < self.rebuilt
        found["house_unsafe"] = unsafe
        if unsafe:
            found["house_grade"] = self._grade
            found["house_structure"] = "5" if self._grade == "D" else "3"
        else:
            found["house_structure"] = "2" if self.rebuilt else self._brick
            if self.rebuilt:
                found["house_rebuilt_year"] = self.rebuilt
        water = year >= self._water
        found["water_safe"] = water
        found["water_scarce"] = not water
        found["water_supply"] = "1" if water else "3"
        found["tap_water"] = water
        if self._water and water:
            found["water_solved_year"] = self._water
        hard = year >= self._road
        found["road_type"] = "03" if hard else "02"
        found["road_hardened"] = hard
        found["toilet"] = year >= self._toilet
        if found["toilet"]:
            found["toilet_works"] = True
        found["cooperative"] = year >= self._cooperative
        return found


def cropland_of(rng: Random, people: int) -> int:
    """Return the household's cropland in hundredths of a mu; fishermen of the lake have none."""
    if rng.random() < 0.08:
        return 0
    return 10 * int(people * rng.uniform(4, 17))
