"""What a case type declares to stand on a household's card of everything it received."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Benefit:
    """An entity whose records are money a household received.

    `title` is the programme as the family reads it; it must not tell an illness. `detail` are fields that say more: a
    text, a code or the name a link leads to. `amount` is a MONEY field. The record belongs to the year of the field
    `year`, or of the day in `paid` where there is no such field; without a day in `paid` it still waits to be paid (a
    type without `paid` is taken as paid). `state` and `received` name a CODE field and the codes that count, where a
    record without them must not be shown. `item` is the income item the same money is posted to, so that it is told
    once.
    """

    entity: str
    title: str
    detail: tuple[str, ...] = ()
    amount: str = "amount"
    year: str = ""
    paid: str = ""
    state: str = ""
    received: tuple[str, ...] = ()
    item: str = ""
