"""A TrueType font as reportlab's canvas and platypus take it: one PDF font of two-byte codes for a whole document.

reportlab's own `TTFont` cuts a font into pieces of 256 characters and writes code points above U+FFFF wrongly into the
ToUnicode table, so that copying and searching rare names fails. Here code n is glyph n of the subset (Identity-H), and
ToUnicode is UTF-16BE. The class keeps reportlab's protocol of “dynamic fonts” (see the head of its `ttfonts` module).
"""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any
from weakref import WeakKeyDictionary

from reportlab import rl_config
from reportlab.pdfbase import pdfdoc

from reports.truetype import TrueTypeFile

rl_config.useA85 = 0
"""Streams stay binary: writing them as ASCII takes longer than all the drawing and makes files a quarter larger."""

_BLOCK = 100
"""Entries of one bfchar block; readers must take at least 100 (ISO 32000-1 §9.10.3)."""


class Codes(dict[str, str]):
    """Character → its code in one document, four hexadecimal digits; given when first asked for."""

    def __init__(self, font: TrueTypeFile) -> None:
        """Start with code 0 for the missing glyph."""
        super().__init__()
        self.font = font
        self.characters: list[str] = ["\ufffd"]

    def __missing__(self, character: str) -> str:
        """Give the next code to `character`."""
        code = f"{len(self.characters):04X}"
        self.characters.append(character)
        self[character] = code
        return code

    def encode(self, text: str) -> str:
        """Return the hexadecimal string that shows `text`."""
        return "".join(map(self.__getitem__, text))


class Widths(dict[str, float]):
    """Character → width in em, read from the font when first asked for."""

    def __init__(self, font: TrueTypeFile) -> None:
        """Start empty."""
        super().__init__()
        self.font = font

    def __missing__(self, character: str) -> float:
        """Look the width up and keep it."""
        width = self.font.width(self.font.glyph(character)) / 1000
        self[character] = width
        return width


class EmbeddedFont:
    """A font for reportlab; its characters' codes are kept apart for each document."""

    _multiByte = 1
    _dynamicFont = 1
    shapable = False

    def __init__(self, name: str, file: TrueTypeFile) -> None:
        """Keep the font file under reportlab's font name `name`."""
        self.fontName = name
        self.file = file
        self.widths = Widths(file)
        self.encoding = SimpleNamespace(name="UTF-8")
        self.face = SimpleNamespace(name=file.name, ascent=file.ascent, descent=file.descent, builtIn=0)
        self._codes: WeakKeyDictionary[Any, Codes] = WeakKeyDictionary()
        self._names: WeakKeyDictionary[Any, str] = WeakKeyDictionary()

    def stringWidth(self, text: str, size: float, encoding: str = "utf8") -> float:
        """Return the width of `text` in points at `size` points."""
        return sum(map(self.widths.__getitem__, text)) * size

    def codes(self, document: Any) -> Codes:
        """Return the codes of `document`."""
        found = self._codes.get(document)
        if found is None:
            found = self._codes[document] = Codes(self.file)
        return found

    def splitString(self, text: str, doc: Any, encoding: str = "utf-8") -> list[tuple[int, bytes]]:
        """Return the text as one run of two-byte codes (reportlab's protocol)."""
        return [(0, bytes.fromhex(self.codes(doc).encode(text)))] if text else []

    def getSubsetInternalName(self, subset: int, doc: Any) -> str:
        """Return the font's resource name in `doc`, such as /F1; the first call has it embedded on saving."""
        name = self._names.get(doc)
        if name is None:
            name = self._names[doc] = f"/F{len(doc.fontMapping) + 1}"
            doc.fontMapping[self.fontName] = name
            doc.delayedFonts.append(self)
        return name

    def addObjects(self, doc: Any) -> None:
        """Write the font with the characters used into `doc` (reportlab's protocol)."""
        characters = self.codes(doc).characters
        glyphs = [0, *(self.file.glyph(character) for character in characters[1:])]
        base = pdfdoc.PDFName(f"HUDANG+{self.file.name}")
        descendant = pdfdoc.PDFDictionary({
            "Type": "/Font",
            "Subtype": "/CIDFontType2",
            "BaseFont": base,
            "CIDSystemInfo": pdfdoc.PDFDictionary({
                "Registry": pdfdoc.PDFString("Adobe"), "Ordering": pdfdoc.PDFString("Identity"), "Supplement": 0,
            }),
            "CIDToGIDMap": "/Identity",
            "DW": 1000,
            "W": pdfdoc.PDFArray([0, pdfdoc.PDFArray([round(self.file.width(glyph), 1) for glyph in glyphs])]),
            "FontDescriptor": self._descriptor(doc, base, glyphs),
        })
        name = self.getSubsetInternalName(0, doc)[1:]
        doc.idToObject["BasicFonts"].dict[name] = pdfdoc.PDFDictionary({
            "Type": "/Font",
            "Subtype": "/Type0",
            "BaseFont": base,
            "Encoding": "/Identity-H",
            "DescendantFonts": pdfdoc.PDFArray([doc.Reference(descendant, f"descendant:{name}")]),
            "ToUnicode": doc.Reference(_stream(to_unicode(characters).encode("ascii")), f"toUnicode:{name}"),
        })

    def _descriptor(self, doc: Any, base: Any, glyphs: list[int]) -> Any:
        font_file = self.file.subset(glyphs)
        stream = _stream(font_file)
        stream.dictionary["Length1"] = len(font_file)
        return doc.Reference(pdfdoc.PDFDictionary({
            "Type": "/FontDescriptor",
            "FontName": base,
            "Flags": 4,
            "FontBBox": pdfdoc.PDFArray(self.file.box),
            "ItalicAngle": 0,
            "Ascent": self.file.ascent,
            "Descent": self.file.descent,
            "CapHeight": self.file.ascent,
            "StemV": 80,
            "FontFile2": doc.Reference(stream, f"fontFile:{self.fontName}"),
        }), f"descriptor:{self.fontName}")


def to_unicode(characters: Iterable[str]) -> str:
    """Return the CMap that turns codes 0, 1, 2 … into `characters`, right above U+FFFF too."""
    pairs = [f"<{code:04X}> <{char.encode('utf-16-be').hex().upper()}>" for code, char in enumerate(characters)]
    blocks = [pairs[start : start + _BLOCK] for start in range(0, len(pairs), _BLOCK)]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<0000> <FFFF>",
        "endcodespacerange",
    ]
    for block in blocks:
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join([*lines, "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"])


def _stream(content: bytes) -> Any:
    return pdfdoc.PDFStream(content=content, filters=[pdfdoc.PDFZCompress])
