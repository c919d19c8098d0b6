"""Pinyin of names: initials and full spelling, with every common reading of a character (长 = chang or zhang)."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice, product

SURNAMES: dict[str, tuple[str, ...]] = {
    "单": ("shan", "dan"),
    "仇": ("qiu", "chou"),
    "查": ("zha", "cha"),
    "区": ("ou", "qu"),
    "覃": ("qin", "tan"),
    "翟": ("zhai", "di"),
    "解": ("xie", "jie"),
    "曾": ("zeng", "ceng"),
    "任": ("ren",),
    "盖": ("ge", "gai"),
    "朴": ("piao", "pu"),
    "尉": ("wei", "yu"),
}
"""Readings that a general list puts last or leaves out."""

MOST_SPELLINGS = 8
"""So many spellings of one name are kept."""


@lru_cache(maxsize=20_000)
def readings(character: str) -> tuple[str, ...]:
    """Return the readings of one character without tones, the likeliest first; () for what has none."""
    if character in SURNAMES:
        return SURNAMES[character]
    if not "\u3400" <= character <= "\U0003ffff":
        return (character.lower(),) if character.isascii() and character.isalnum() else ()
    from pypinyin import Style, pinyin  # slow to import: only when a name is really spelled

    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors=lambda _text: [[]])
    listed = found[0] if found else []
    return tuple(dict.fromkeys(text.replace("ü", "v") for text in listed if text.isascii() or "ü" in text))[:3]


def spellings(name: str) -> list[str]:
    """Return the full spellings of a name, syllables joined by a blank, at most `MOST_SPELLINGS`."""
    parts = [readings(character) for character in name]
    return [" ".join(choice) for choice in islice(product(*(part for part in parts if part)), MOST_SPELLINGS)]
