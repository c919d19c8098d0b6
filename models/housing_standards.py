"""The table of subsidies for house renovation: by hardship group, grade, method, year and county.

`resources/housing_standards.csv` ships samples only (region 样例), which are never in force: no standard of Jining is
published. The office puts its county's own rows over it (`storage.archive.office_data`).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from models.fields import Record
from models.thresholds import parse_value

SAMPLE = "样例"
"""Region of rows that only show how a row looks."""


@dataclass(frozen=True, slots=True)
class Standard:
    """One line: `amount` in fen for one house. Empty `groups`, `grades` or `methods` mean any; years are included."""

    amount: int
    groups: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    from_year: int | None = None
    to_year: int | None = None
    region: str = ""
    source: str = ""
    verified: bool = False

    @property
    def sample(self) -> bool:
        """Tell whether the line only shows how one looks."""
        return self.region == SAMPLE

    def fits(self, case: Record, year: int, region: str) -> bool:
        """Tell whether the line is in force for a case of `year` in the division `region`."""
        after = self.from_year is None or self.from_year <= year
        before = self.to_year is None or year <= self.to_year
        asked = (
            (self.groups, case.get("hardship")), (self.grades, case.get("grade")), (self.methods, case.get("method"))
        )  # fmt: skip
        return (
            after and before and region.startswith(self.region)
            and all(not wanted or held in wanted for wanted, held in asked)
        )  # fmt: skip


class Standards:
    """All lines; the most local one that fits wins, then the most particular, then the one that began last."""

    def __init__(self, rows: Iterable[Standard]) -> None:
        """Keep the rows."""
        self._rows = sorted(rows, key=_rank)

    def __iter__(self) -> Iterator[Standard]:
        """Iterate over all lines, the winning ones first."""
        return iter(self._rows)

    def of(self, case: Record, region: str) -> Standard | None:
        """Return the line in force for a case, None where the county has set none; full cover knows no standard."""
        year = case.get("plan_year")
        if not year or case.get("full_cover") is True:
            return None
        return next((row for row in self._rows if row.fits(case, year, region)), None)

    def with_rows(self, rows: Iterable[Standard]) -> Standards:
        """Return the table with an office's own lines, each in place of the one that says the same of the same."""
        merged = {standard_key(row): row for row in self._rows}
        merged.update({standard_key(row): row for row in rows})
        return Standards(merged.values())


def standard_key(row: Standard) -> str:
    """Return what tells two lines apart: whom, what, from when and where; not the amount."""
    parts = ("+".join(row.groups), "+".join(row.grades), "+".join(row.methods), str(row.from_year or ""), row.region)
    return "|".join(parts)


def _rank(row: Standard) -> tuple[int, int, int]:
    particular = bool(row.groups) + bool(row.grades) + bool(row.methods)
    return (-len(row.region), -particular, -(row.from_year or 0))


def load_standards(path: Path) -> Standards:
    """Read the CSV file; ValueError with the line number where a row can't be read."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return Standards([_row(row, reader.line_num) for row in reader])


def _row(row: dict[str, str], line: int) -> Standard:
    try:
        return Standard(
            amount=parse_value(row["amount"], "元"),
            groups=_codes(row["group"]),
            grades=_codes(row["grade"]),
            methods=_codes(row["method"]),
            from_year=int(row["from_year"]) if row["from_year"] else None,
            to_year=int(row["to_year"]) if row["to_year"] else None,
            region=row["region"],
            source=row["source"],
            verified=row["verified"] == "是",
        )
    except ValueError as problem:
        raise ValueError(f"housing_standards line {line}: {problem}") from None


def _codes(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("|") if part)
