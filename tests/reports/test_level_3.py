"""GB 18030-2022 level 3: every one of its 87,887 characters is drawn, copied and found again."""

import os
import random

import pytest
from reportlab.pdfgen.canvas import Canvas

from reports.drawing import Pen
from reports.fonts import BOLD, RARE, REGULAR, load_fonts
from tests.reports.reading import contains, texts
from tests.reports.samples import FONTS

FONT_SET = load_fonts(FONTS)
RANGES = (
    (0x4E00, 0x9FEF), (0x3400, 0x4DB5), (0x20000, 0x2A6D6), (0x2A700, 0x2B734), (0x2B740, 0x2B81D), (0x2B820, 0x2CEA1),
    (0x2CEB0, 0x2EBE0),
)  # fmt: skip
"""Unified ideographs and Extensions A–F, as far as level 3 goes."""
COMPATIBILITY = "\ufa0e\ufa0f\ufa11\ufa13\ufa14\ufa1f\ufa21\ufa23\ufa24\ufa27\ufa28\ufa29"
"""The twelve compatibility ideographs that are characters of their own."""
LEVEL_3 = [*(chr(code) for first, last in RANGES for code in range(first, last + 1)), *COMPATIBILITY]
SAMPLE = 1_000
A_LINE, A_PAGE = 50, 3_000


def written(path, characters):
    """Print characters in lines of fifty and return them as a reader copies them."""
    canvas = Canvas(str(path), (900, 1000), initialFontName=REGULAR)
    pen = Pen(FONT_SET, canvas._doc)
    for start in range(0, len(characters), A_PAGE):
        page = characters[start : start + A_PAGE]
        for line in range(0, len(page), A_LINE):
            text = "".join(page[line : line + A_LINE])
            canvas.addLiteral(pen.text(20, 980 - line / A_LINE * 16, text, 12))
        canvas.showPage()
    canvas.save()
    return [text.replace("\r", "").replace("\n", "") for text in texts(path)]


def test_level_3_is_counted_as_the_standard_counts_it():
    assert len(set(LEVEL_3)) == len(LEVEL_3) == 87_887


def test_every_character_has_a_glyph_with_an_outline():
    for character in LEVEL_3:
        (font, piece), *rest = FONT_SET.runs(character)
        assert piece == character
        assert not rest
        assert font.file.glyph(character)
        assert len(font.file._outline(font.file.glyph(character))) > 12


def test_bold_has_them_all_too():
    assert all(len(FONT_SET.runs(character, BOLD)[0][1]) == 1 for character in LEVEL_3)


def test_a_thousand_are_drawn_and_copied_as_they_went_in(tmp_path):
    sample = random.Random(18030).sample(LEVEL_3[:-12], SAMPLE - 12) + list(COMPATIBILITY)
    (copied,) = written(tmp_path / "sample.pdf", sample)
    assert copied == "".join(sample)


def test_rare_names_are_found_in_what_a_reader_reads(tmp_path):
    """A search for the plain characters behind a rare one is asked of the reader itself: they must not be lost.

    pdfium on Linux never finds characters beyond U+FFFF in any PDF (it compares UTF-32 with UTF-16), so for the rare
    ones the text it copies is searched. MuPDF's own search (1.28) finds every one of these names in the same file, and
    poppler and pypdf copy them: the file is right.
    """
    rare = ["王\U0002a6d6田", "李\U0002b734", "龚\U0002b81d", "\U0002cea1氏", "\U0002ebe0", "㐂\ufa0e"]
    for name in rare:
        (text,) = written(tmp_path / "names.pdf", list("户主" + name + "本人签字"))
        assert name in text
        assert contains(tmp_path / "names.pdf", "本人签字")
        assert not contains(tmp_path / "names.pdf", "签字人")


def test_both_fonts_are_needed_and_used():
    used = {FONT_SET.runs(character)[0][0].fontName for character in LEVEL_3[::50]}
    assert used == {REGULAR, RARE}


@pytest.mark.soak
def test_all_of_level_3_are_drawn_and_copied_as_they_went_in(tmp_path):
    """Every character in make soak, one in thirty otherwise."""
    wanted = LEVEL_3 if "HUDANG_SOAK" in os.environ else LEVEL_3[::30]
    pages = written(tmp_path / "all.pdf", wanted)
    assert len(pages) == -(-len(wanted) // A_PAGE)
    assert "".join(pages) == "".join(wanted)
