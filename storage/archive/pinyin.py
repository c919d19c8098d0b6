"""Pinyin of names from a shipped table of single characters; characters of several readings are found by each.

The table is made by `storage.archive.pinyin_table`; pypinyin itself takes too long to load for a search box.
"""

from __future__ import annotations

import lzma
from functools import lru_cache
from itertools import islice, product
from pathlib import Path

TABLE = Path(__file__).resolve().parents[2] / "resources" / "pinyin.csv.xz"

MOST_WAYS = 12
"""A name is indexed under so many combinations of readings at most."""


@lru_cache(maxsize=1)
def table() -> dict[str, tuple[str, ...]]:
    """Return character → readings without tones, likeliest first (ü is v)."""
    found: dict[str, tuple[str, ...]] = {}
    for line in lzma.decompress(TABLE.read_bytes()).decode().splitlines():
        readings, characters = line.split(",", 1)
        ways = tuple(readings.split())
        for character in characters:
            found[character] = ways
    return found


@lru_cache(maxsize=65536)
def ways_of(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the ways to read a name, each a tuple of syllables; at most `MOST_WAYS`, the likeliest first.

    A Latin letter or digit is its own syllable; what has no reading is left out. The surname may have a third reading,
    the other characters two.
    """
    known = table()
    syllables: list[tuple[str, ...]] = []
    for character in name:
        readings = known.get(character)
        if readings is not None:
            syllables.append(readings if not syllables else readings[:2])
        elif character.isascii() and character.isalnum():
            syllables.append((character.lower(),))
    if not syllables:
        return ()
    return tuple(islice(product(*syllables), MOST_WAYS))


def spellings(name: str) -> list[str]:
    """Return the ways to read a name, syllables joined by a blank."""
    return [" ".join(way) for way in ways_of(name)]
