"""Which class a child is in, by the age on 1 September."""

from __future__ import annotations

from datetime import date

_SENIOR = {15: "07", 16: "08", 17: "09"}
_VOCATIONAL = {15: "10", 16: "11", 17: "12"}
_UNIVERSITY = {18: "20", 19: "21", 20: "22", 21: "23"}
_COLLEGE = {18: "13", 19: "14", 20: "15", 21: "22"}
"""After three years of 高职 the third year of 本科: 专升本."""


def school_state(born: date, year: int, vocational: bool) -> str:
    """Return the code of school_state at the end of `year` for a child or student born on `born`.

    Six-year primary school from six; `vocational` goes to 中职 at fifteen and 高职 at eighteen.
    """
    age = year - born.year - ((born.month, born.day) > (9, 1))
    if age < 3:
        return "01"
    if age < 6:
        return "02"
    if age < 12:
        return "03"
    if age < 15:
        return f"{age - 8:02d}"
    by_age = (_VOCATIONAL | _COLLEGE) if vocational else (_SENIOR | _UNIVERSITY)
    return by_age[min(age, 21)]


def at_vocational_school(born: date, year: int, vocational: bool) -> bool:
    """Tell whether a child or student is at 中职 or 高职 at the end of `year`: for them there is 雨露计划."""
    return vocational and "10" <= school_state(born, year, vocational) <= "15"
