"""The fonts of everything printed: Noto Sans SC, and HanaMinB for the rare characters that Noto has not.

Together they hold all 87,887 Han characters of GB 18030-2022 level 3. A character that neither has is never drawn as a
box: it is printed as its code point in brackets and named in the warnings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from reportlab.pdfbase import pdfmetrics

from reports.embedding import EmbeddedFont
from reports.font_files import font_file
from reports.truetype import TrueTypeFile

REGULAR, BOLD, RARE = "Noto", "NotoBold", "Hana"
_FILES = {REGULAR: "NotoSansSC-Regular.ttf", BOLD: "NotoSansSC-Bold.ttf", RARE: "HanaMinB.ttf"}
_ORDER = {REGULAR: (REGULAR, RARE), BOLD: (BOLD, REGULAR, RARE)}

_BLANKS = re.compile(r"\s+")
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f-\u009f"  # controls, but not the blanks among them
    "\u200b-\u200f\u2028-\u202e\u2060\ufeff"  # of no width, or turning the direction of writing
    "\ufdd0-\ufdef"  # non-characters, our marks among them
    "\ufe00-\ufe0f\U000e0100-\U000e01ef]"  # variation selectors
)
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")


class FontSet:
    """The three fonts, each opened when first needed."""

    def __init__(self, folder: Path) -> None:
        """Remember where the font files are; ReportProblem comes later, where one is missing."""
        self.folder = folder
        self._fonts: dict[str, EmbeddedFont] = {}
        self._choice: dict[str, dict[str, str]] = {weight: {} for weight in _ORDER}

    def font(self, name: str) -> EmbeddedFont:
        """Return a font by name, known to reportlab under the same name from then on."""
        found = self._fonts.get(name)
        if found is None:
            found = self._fonts[name] = EmbeddedFont(name, TrueTypeFile(font_file(self.folder, _FILES[name])))
            pdfmetrics._fonts[name] = found  # type: ignore[attr-defined]  # registerFont() keeps an older one of the name
            pdfmetrics.registerFontFamily(name, normal=name, bold=BOLD if name == REGULAR else name, italic=name)
        return found

    def runs(self, text: str, weight: str = REGULAR) -> list[tuple[EmbeddedFont, str]]:
        """Return the text in pieces with the font that has each piece; what no font has is spelt as its code point."""
        choice = self._choice[weight]
        try:
            names = {choice[character] for character in text}
        except KeyError:
            for character in text:
                choice[character] = self._choose(character, weight)
            names = {choice[character] for character in text}
        if len(names) == 1 and "" not in names:
            return [(self.font(names.pop()), text)]
        runs: list[tuple[EmbeddedFont, str]] = []
        for name, characters in groupby(text, choice.__getitem__):
            piece = "".join(characters)
            runs.append((self.font(name), piece) if name else (self.font(REGULAR), "".join(map(spelt, piece))))
        return runs

    def width(self, text: str, size: float, weight: str = REGULAR) -> float:
        """Return the width in points of `text` at `size` points."""
        return sum(font.stringWidth(piece, size) for font, piece in self.runs(text, weight))

    def unprintable(self, text: str) -> list[str]:
        """Return the characters of `text` that no font has, private-use ones included, in order, each once."""
        return list(dict.fromkeys(character for character in clean(text) if not self._choose(character, REGULAR)))

    def markup(self, text: str, weight: str = REGULAR) -> str:
        """Return the text for a reportlab Paragraph, with font tags where the rare font is needed."""
        parts: list[str] = []
        for font, piece in self.runs(clean(text), weight):
            plain = _escape(piece)
            parts.append(plain if font.fontName == weight else f'<font name="{font.fontName}">{plain}</font>')
        return "".join(parts)

    def _choose(self, character: str, weight: str) -> str:
        if _PRIVATE.match(character):
            return ""  # a glyph there would be the font maker's own, not the office's
        return next((name for name in _ORDER[weight] if self.font(name).file.glyph(character)), "")


@lru_cache(maxsize=4)
def load_fonts(folder: Path) -> FontSet:
    """Return the fonts of `folder` (resources/fonts), the same object each time, ready for canvas and platypus."""
    fonts = FontSet(folder)
    fonts.font(REGULAR)
    fonts.font(BOLD)
    return fonts


def clean(text: str) -> str:
    """Return the text on one line: blanks joined, controls and variation selectors left out."""
    return _BLANKS.sub(" ", _UNSEEN.sub("", text)).strip() if not text.isalnum() else text


def spelt(character: str) -> str:
    """Return what stands on paper for a character without a glyph: [U+2FA1F]."""
    return f"[U+{ord(character):04X}]"


def character_warnings(fonts: FontSet, texts: Iterable[str]) -> list[str]:
    """Return a sentence for each text with characters that can't be printed as they are, or that are private use."""
    found: list[str] = []
    for text in dict.fromkeys(texts):
        characters = fonts.unprintable(text)
        private = [character for character in characters if _PRIVATE.match(character)]
        missing = [character for character in characters if character not in private]
        if missing:
            found.append(f"“{text}”含字库没有的字 {'、'.join(map(_code, missing))}，已印成字码，请手写补上")
        if private:
            found.append(f"“{text}”含疑似造字 {'、'.join(map(_code, private))}，已印成字码，请核对后改成正式汉字")
        if re.search("[\ufe00-\ufe0f\U000e0100-\U000e01ef]", text):
            found.append(f"“{text}”带有异体字选择符，按通用字形印出，请核对")
    return found


def _code(character: str) -> str:
    return f"U+{ord(character):04X}"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
