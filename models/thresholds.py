"""Lines, ages, shares and limits that change by year or county, read from `resources/thresholds.csv`.

Columns: `key,value,unit,label,from_year,to_year,region,source,verified`. `value` is text as people write it (yuan, mu,
years of age, per cent); amounts in 元, 亩, ㎡ and 公里 are held as integer hundredths like the fields they are compared
with. Empty years mean “always”, an empty region the whole country; a region is the beginning of a division code.
`verified` is 是 where the value was seen in a document, 否 where the county must still confirm it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

HUNDREDTHS_UNITS = frozenset({"元", "亩", "㎡", "公里", "万元"})
"""Units whose values are held as integer hundredths."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """One value with its validity; `value` in the unit, or in hundredths of it (`HUNDREDTHS_UNITS`)."""

    key: str
    value: int
    unit: str
    label: str
    from_year: int | None = None
    to_year: int | None = None
    region: str = ""
    source: str = ""
    verified: bool = False

    def holds(self, year: int, region: str) -> bool:
        """Tell whether the value is in force in `year` for the division code `region`."""
        after = self.from_year is None or self.from_year <= year
        before = self.to_year is None or year <= self.to_year
        return after and before and region.startswith(self.region)


class Thresholds:
    """All thresholds; the most local one that is in force wins, among equals the one that began last."""

    def __init__(self, rows: Iterable[Threshold]) -> None:
        """Keep the rows."""
        self._by_key: dict[str, list[Threshold]] = {}
        for row in rows:
            self._by_key.setdefault(row.key, []).append(row)
        self._in_force: dict[tuple[str, int, str], Threshold | None] = {}
        for listed in self._by_key.values():
            listed.sort(key=lambda row: (-len(row.region), -(row.from_year or 0)))

    def __iter__(self) -> Iterator[Threshold]:
        """Iterate over every row, by key in the order of the file."""
        for listed in self._by_key.values():
            yield from listed

    def entry(self, key: str, year: int, region: str = "") -> Threshold | None:
        """Return the row of `key` in force in `year` at division `region`, or None; KeyError for an unknown key."""
        try:
            return self._in_force[key, year, region]
        except KeyError:
            found = next((row for row in self._by_key[key] if row.holds(year, region)), None)
            self._in_force[key, year, region] = found
            return found

    def get(self, key: str, year: int, region: str = "") -> int | None:
        """Return the value of `key` in force in `year` at division `region`, or None; KeyError for an unknown key."""
        found = self.entry(key, year, region)
        return found.value if found is not None else None

    def with_rows(self, rows: Iterable[Threshold]) -> Thresholds:
        """Return these thresholds with an office's own rows, each in place of that of the same key, year and region."""
        merged = {(row.key, row.from_year, row.region): row for row in self}
        merged.update({(row.key, row.from_year, row.region): row for row in rows})
        return Thresholds(merged.values())


def load_thresholds(path: Path) -> Thresholds:
    """Read a CSV file of thresholds; ValueError with the line number where a row can't be read."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return Thresholds([_row(row, reader.line_num) for row in reader])


def parse_value(text: str, unit: str) -> int:
    """Return the integer that `text` stands for in `unit`; ValueError if it isn't a whole number of it."""
    try:
        number = Decimal(text.strip()) * (100 if unit in HUNDREDTHS_UNITS else 1)
    except InvalidOperation:
        raise ValueError(f"“{text}”不是数字") from None
    if not number.is_finite() or number != number.to_integral_value():
        raise ValueError(f"“{text}”的小数位太多")
    return int(number)


def _row(row: dict[str, str], line: int) -> Threshold:
    try:
        return Threshold(
            key=row["key"],
            value=parse_value(row["value"], row["unit"]),
            unit=row["unit"],
            label=row["label"],
            from_year=int(row["from_year"]) if row["from_year"] else None,
            to_year=int(row["to_year"]) if row["to_year"] else None,
            region=row["region"],
            source=row["source"],
            verified=row["verified"] == "是",
        )
    except ValueError as problem:
        raise ValueError(f"thresholds line {line}: {problem}") from None
