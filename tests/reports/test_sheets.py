import io

import pypdfium2
import pytest

from reports.drawing import Pen
from reports.fonts import load_fonts
from reports.sheets import Sheets
from tests.reports.samples import FONTS


def printed(paper, duplex, households):
    """Print a page for each letter; a household is a word. Return the text of each PDF page from left to right."""
    file = io.BytesIO()
    sheets = Sheets(file, paper, duplex=duplex)
    pen = Pen(load_fonts(FONTS), sheets.canvas._doc)
    for word in households:
        sheets.begin()
        for letter in word:
            sheets.page("", pen.text(200, 400, letter, 40))
    sheets.finish()
    assert sheets.count == len("".join(households))
    document = pypdfium2.PdfDocument(file.getvalue())
    pages, sizes = [], []
    for page in document:
        text = page.get_textpage()
        half = page.get_width() / 2
        found = sorted((text.get_charbox(n)[0], text.get_text_range(n, 1)) for n in range(text.count_chars()))
        if paper == "two_up":
            left = "".join(letter for x, letter in found if x < half and letter.strip())
            right = "".join(letter for x, letter in found if x >= half and letter.strip())
            pages.append((left, right))
        else:
            pages.append("".join(letter for _x, letter in found if letter.strip()))
        sizes.append(page.get_size())
    document.close()
    assert sheets.sheets == len(pages)
    return pages, sizes


def test_one_page_a_sheet():
    pages, sizes = printed("a4", False, ["AB", "C"])
    assert pages == ["A", "B", "C"]
    assert sizes == [pytest.approx((595.28, 841.89), abs=0.01)] * 3


def test_printed_on_both_sides_every_household_begins_in_front():
    pages, _sizes = printed("a4", True, ["ABC", "D", "EF"])
    assert pages == ["A", "B", "C", "", "D", "", "E", "F"]


def test_a3_is_the_same_page_larger():
    pages, sizes = printed("a3", False, ["A"])
    assert pages == ["A"]
    assert sizes == [pytest.approx((841.89, 1190.55), abs=0.01)]


def test_two_up_side_by_side():
    pages, sizes = printed("two_up", False, ["AB", "C"])
    assert pages == [("A", "B"), ("C", "")]
    assert sizes[0] == pytest.approx((841.89, 595.28), abs=0.01)


def test_two_up_on_both_sides_the_halves_of_a_leaf_lie_back_to_back():
    """Turned over the short edge, what lies left in front lies right behind."""
    pages, _sizes = printed("two_up", True, ["AB", "CD", "E"])
    assert pages == [("A", "C"), ("D", "B"), ("E", ""), ("", "")]
