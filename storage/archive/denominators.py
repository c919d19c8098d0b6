"""Rural population by year and place: the denominator of the incidence, an input of every year, never a constant."""

from __future__ import annotations

from typing import Any, cast

from storage.archive.archive import Archive

SETTING = "rural_people"
"""{year: {division code, "" = the whole office: people}}."""


def load_rural_people(archive: Archive) -> dict[int, dict[str, int]]:
    """Return what the office typed in, by year and division."""
    stored = archive.settings.get(SETTING, {})
    years = cast("dict[str, dict[str, Any]]", stored) if isinstance(stored, dict) else {}
    return {int(year): {code: int(people) for code, people in places.items()} for year, places in years.items()}


def save_rural_people(archive: Archive, people: dict[int, dict[str, int]]) -> None:
    """Keep the denominators; none and 0 are left out."""
    kept = {str(year): {code: one for code, one in places.items() if one > 0} for year, places in people.items()}
    archive.settings.set(SETTING, {year: places for year, places in kept.items() if places})


def rural_people(archive: Archive, year: int, division: str) -> int | None:
    """Return the people a share of the place in the year is told of, None where nobody said.

    What the office typed for the place comes first, then the villages' own yearly figures (总人口数) where every
    village under it that has households has one.
    """
    typed = load_rural_people(archive).get(year, {})
    office = archive.office.division
    for code in (division, *(("", office) if division in ("", office) else ())):
        if code in typed:
            return typed[code]
    return _of_villages(archive, year, division)


def _of_villages(archive: Archive, year: int, division: str) -> int | None:
    row = archive.connection.execute(
        "SELECT count(*), count(v.people), sum(v.people) FROM "
        "(SELECT DISTINCT division FROM household_row WHERE division >= :low AND division < :high) d "
        "LEFT JOIN village_year v ON v.division = d.division AND v.year = :year AND v.deleted = 0",
        {"low": division, "high": f"{division}:", "year": year},
    ).fetchone()
    return row[2] if row[0] and row[0] == row[1] else None
