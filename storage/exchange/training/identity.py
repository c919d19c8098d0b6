"""Numbers of made-up people: uids, ID numbers, phones, household and person numbers, all from the seed."""

from __future__ import annotations

from datetime import date
from random import Random

from models.id_numbers import check_character

IMPOSSIBLE_DIVISION = "990000"
"""No such division exists, so that a made-up number can't be anybody's."""

_FIRST_MILLISECOND = 1_514_678_400_000  # 2017-12-31 00:00 UTC
_PER_SEX = 500


class Numbers:
    """Hands out numbers; the same seed in the same order gives the same numbers."""

    def __init__(self, rng: Random) -> None:
        """Start counting."""
        self._rng = rng
        self._made = 0
        self._people = 0
        self._next: dict[tuple[date, str], int] = {}

    def uid(self) -> str:
        """Return a record uid in the form of UUID version 7 that sorts in the order of making."""
        moment = _FIRST_MILLISECOND + self._made
        self._made += 1
        chance = self._rng.getrandbits(74)
        head, tail = chance >> 62, chance & ((1 << 62) - 1)
        return (
            f"{moment >> 16:08x}-{moment & 0xFFFF:04x}-7{head:03x}-"
            f"{0x8000 | tail >> 48:04x}-{tail & 0xFFFFFFFFFFFF:012x}"
        )

    def id_number(self, born: date, sex: str) -> tuple[str, date]:
        """Return an ID number right by its check digit, and the birth date in it.

        A day that has no free number left is moved to the next day of the same year.
        """
        while (count := self._next.get((born, sex), 0)) >= _PER_SEX:
            following = date.fromordinal(born.toordinal() + 1)
            born = following if following.year == born.year else date(born.year, 1, 1)
        self._next[(born, sex)] = count + 1
        sequence = (count * 2 + (1 if sex == "1" else 0) + 20) % 1000
        body = f"{IMPOSSIBLE_DIVISION}{born:%Y%m%d}{sequence:03d}"
        return body + check_character(body), born

    def phone(self) -> str:
        """Return one of the ten thousand phone numbers that are made up for certain."""
        return f"1380000{self._rng.randrange(10_000):04d}"

    def person_number(self) -> str:
        """Return the next person number of 16 digits."""
        self._people += 1
        return f"9901{self._people:012d}"

    def bank_card(self) -> str:
        """Return an account number that no bank gives out."""
        return f"990000{self._rng.randrange(10**13):013d}"


def household_number(count: int) -> str:
    """Return the household number of 16 digits."""
    return f"9900{count:012d}"
