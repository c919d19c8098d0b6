"""What a print run of cards is told: the year, the office, the fonts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from models.codes import CodeBook
from models.fields import Record
from models.household_file import HouseholdFile
from reports.card_layouts import SIGNATURES, STATEMENT


@dataclass(frozen=True, slots=True)
class CardContext:
    """The same for all cards of a run.

    `division_path` turns a division code into names from county to village; `fonts` is the folder of the font files;
    `editions` gives the print edition by household uid, where the office counts them; `statement` stands in the first
    of the `signatures` boxes.
    """

    codes: CodeBook
    year: int
    as_of: date
    division_path: Callable[[str], str]
    title: str
    office: str
    phone: str
    training: bool
    printed_on: date
    fonts: Path
    hotline: str = "12317"
    statement: str = STATEMENT
    signatures: tuple[str, ...] = SIGNATURES
    editions: Mapping[str, int] = field(default_factory=dict[str, int])


@dataclass(frozen=True, slots=True)
class CardData:
    """One household on its way to paper: `facts` are the year's own fields, empty where the year is not on file."""

    file: HouseholdFile
    context: CardContext
    full: bool
    facts: Record

    @property
    def year(self) -> int:
        """Return the year of the card."""
        return self.context.year


def card_data(file: HouseholdFile, context: CardContext, full: bool) -> CardData:
    """Return the household's data for a card; only the card's own year is shown, never another one's figures."""
    year = file.years.get(context.year)
    return CardData(file, context, full, year.values if year else {})
