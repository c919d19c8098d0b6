"""The list of all 212 rules, written or still to be written, read from `resources/rules.csv`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from models.rules.base import Level


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """One rule as people see it: `object` is 人, 户, 村, 项目 or 资金, `source` says where the rule comes from.

    `waits_for` names the files a rule still to be written reads, "" where it is written.
    """

    number: int
    section: str
    object: str
    level: Level
    title: str
    source: str
    from_year: int | None = None
    to_year: int | None = None
    waits_for: str = ""


def load_rule_book(path: Path) -> dict[int, RuleInfo]:
    """Read the rule book: the rules by number. ValueError where a level is unknown or a number stands twice."""
    rules: dict[int, RuleInfo] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            number = int(row["number"])
            if row["level"] not in ("E", "W", "Q") or number in rules:
                raise ValueError(f"rule book: rule {number}")
            rules[number] = RuleInfo(
                number=number,
                section=row["section"],
                object=row["object"],
                level=row["level"],
                title=row["title"],
                source=row["source"],
                from_year=int(row["from_year"]) if row["from_year"] else None,
                to_year=int(row["to_year"]) if row["to_year"] else None,
                waits_for=row["waits_for"],
            )
    return rules
