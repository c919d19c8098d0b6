"""A list somebody pasted: one person or household a line, in any mess; what each line names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from models.id_numbers import clean_id_number
from models.values import clean_name, half_width

MOST_LINES = 20_000
_BREAKS = re.compile(r"[\t,;|，；、]+| {2,}|(?<=[\u3400-\u9fff]) +(?=[0-9A-Za-z])|(?<=[0-9Xx]) +(?=[\u3400-\u9fff])")
_HEADINGS = re.compile(
    r"序号|编号|户主|姓名|名字|身份证|证件|号码|户编号|户号|人编号|电话|手机|联系|村|组|镇|乡|备注|性别|年龄|关系|地址|出生|银行"
)
_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·•]{2,15}")
_SPOILT = re.compile(r"\d(?:\.\d+)?E\+?\d{2}", re.IGNORECASE)
_PLACE_ENDS = ("村", "镇", "乡", "县", "区", "市", "街道", "社区", "委会", "组")


@dataclass(frozen=True, slots=True)
class Asked:
    """One line: its place from 1 on, the text, the names and numbers in it; `spoilt` where Excel broke a number."""

    line: int
    text: str
    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    spoilt: bool = False


def read_list(text: str) -> list[Asked]:
    """Return what each line asks for; empty lines, headings and bare serial numbers are left out."""
    asked: list[Asked] = []
    for line, raw in enumerate(text.splitlines()[:MOST_LINES], 1):
        one = _read_line(line, raw.strip())
        if one is not None:
            asked.append(one)
    return asked


def _read_line(line: int, raw: str) -> Asked | None:
    if not raw:
        return None
    names: list[str] = []
    numbers: list[str] = []
    spoilt = False
    for part in _BREAKS.split(half_width(raw)):
        plain = part.strip().lstrip("'")
        if not plain:
            continue
        if _SPOILT.fullmatch(plain.replace(" ", "")):
            spoilt = True
            continue
        number = clean_id_number(plain) if not _NAME.search(plain) else ""
        if sum(character.isdigit() for character in number) >= 6:
            numbers.append(number)
        elif _NAME.fullmatch(name := clean_name(plain)) and not name.endswith(_PLACE_ENDS):
            names.append(name)
    if not names and not numbers and not spoilt:
        return None
    if not numbers and not spoilt and all(_HEADINGS.search(name) for name in names):
        return None
    return Asked(line, raw, tuple(names), tuple(numbers), spoilt)


def near_numbers(number: str) -> set[str]:
    """Return the numbers that differ from an 18-character one by one digit or by two neighbours swapped."""
    near: set[str] = set()
    for place, character in enumerate(number):
        for other in "0123456789X" if place == len(number) - 1 else "0123456789":
            if other != character:
                near.add(number[:place] + other + number[place + 1 :])
    for place in range(len(number) - 1):
        near.add(number[:place] + number[place + 1] + number[place] + number[place + 2 :])
    near.discard(number)
    return near


def completed(number: str) -> set[str]:
    """Return the 18-character numbers a number of another length may stand for: an old one of 15, one digit lost or
    one too many."""
    if len(number) == 15 and number.isdecimal():
        return {number[:6] + century + number[6:] + check for century in ("19",) for check in "0123456789X"}
    if len(number) == 17 and number.isdecimal():
        missing = {number[:at] + digit + number[at:] for at in range(18) for digit in "0123456789"}
        return missing | {number + "X"}
    if len(number) == 19:
        return {number[:at] + number[at + 1 :] for at in range(19)}
    return set()
