"""Where the training households live: real villages of the shipped division list."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random

from storage.archive.divisions import Division, plain_name, shipped
from storage.exchange.training.mix import quotas

OFFICE = "3708"
OFFICE_NAME = "济宁市扶贫开发办公室（演练）"
NEAR = ("370826", "370811002")
"""微山县 and 许庄街道: where the people of the smaller archives live."""

WHOLE_CITY_FROM = 20_000
PER_VILLAGE = 24
"""About so many households a village, as 142,000 households over the city's villages give."""

_HAMLETS = ("东组", "西组", "南组", "北组", "中心组", "前街", "后街", "东头", "西头", "第一村民小组", "第二村民小组")


@dataclass(frozen=True, slots=True)
class Village:
    """One village with the households it gets; `path` is its everyday address."""

    code: str
    name: str
    town: str
    county: str
    households: int

    @property
    def path(self) -> str:
        """Return county, town and village in one word, as an address begins."""
        return f"{self.county}{self.town}{self.name}"


def villages(rng: Random, resources: Path, households: int) -> list[Village]:
    """Return the villages in order of code, their household numbers adding up to `households`."""
    whole_city = households > WHOLE_CITY_FROM
    listed = list(shipped(resources, OFFICE))
    names = {division.code: division.name for division in listed}
    rural = [division for division in listed if _is_rural(division) and (whole_city or division.code.startswith(NEAR))]
    chosen = _choose(rng, rural, max(1, -(-households // PER_VILLAGE)))
    shares = quotas([rng.uniform(0.5, 1.6) for _ in chosen], households)
    return [
        Village(
            division.code,
            plain_name(division.name),
            names.get(division.code[:9], ""),
            names.get(division.code[:6], ""),
            share,
        )
        for division, share in zip(chosen, shares, strict=True)
    ]


def _is_rural(division: Division) -> bool:
    return len(division.code) == 12 and division.name.endswith(("村委会", "村民委员会"))


def _choose(rng: Random, rural: list[Division], wanted: int) -> list[Division]:
    """Return `wanted` villages, towns in turn, so that a small archive still covers every town."""
    by_town: dict[str, list[Division]] = {}
    for division in rural:
        by_town.setdefault(division.code[:9], []).append(division)
    for listed in by_town.values():
        rng.shuffle(listed)
    chosen: list[Division] = []
    rank = 0
    while len(chosen) < wanted and any(len(listed) > rank for listed in by_town.values()):
        chosen.extend(listed[rank] for listed in by_town.values() if len(listed) > rank)
        rank += 1
    return sorted(chosen[:wanted], key=lambda division: division.code)


def hamlets(rng: Random) -> list[str]:
    """Return the hamlets of one village, as free text."""
    return rng.sample(_HAMLETS, 3)
