"""Texts that stand against each other, with the characters that differ underlined and in colour."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from html import escape

from ui.style import color

NOTHING = "（没有）"
LEAST_LIKE = 0.3
"""Texts less alike than this are simply different: marking nearly all of them would only hurt the eye."""


def marked_texts(texts: Sequence[str]) -> list[str]:
    """Return each text as HTML, compared with the first one that differs from it."""
    return [_marked(text, next((one for one in texts if one != text and one), "")) for text in texts]


def _marked(text: str, other: str) -> str:
    if not text:
        return NOTHING
    if not other:
        return escape(text)
    differs = _differing(text, other)
    if differs is None:
        return escape(text)
    shade = color("error").name()
    parts: list[str] = []
    for character, marked in zip(text, differs, strict=True):
        told = escape(character)
        parts.append(f'<u><b style="color:{shade}">{told}</b></u>' if marked else told)
    return "".join(parts)


def _differing(text: str, other: str) -> list[bool] | None:
    """Return for each character whether it differs; None where the texts have too little in common."""
    if len(text) == len(other):
        return [mine != theirs for mine, theirs in zip(text, other, strict=True)]
    matcher = SequenceMatcher(None, text, other, autojunk=False)
    if matcher.ratio() < LEAST_LIKE:
        return None
    differs = [True] * len(text)
    for block in matcher.get_matching_blocks():
        differs[block.a : block.a + block.size] = [False] * block.size
    return differs
