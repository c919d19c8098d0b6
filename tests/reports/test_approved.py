"""Pages look as they did when somebody looked at them; `approved_pages` draws the pictures anew."""

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from tests.reports.approved_pages import APPROVED, PAGES, draw

BLOCK = 12
"""Side of the squares that are compared, in dots: about the size of a character."""
MOST = 26
"""By how many of 255 steps a square's mean darkness may differ: less than a stroke, more than another smoothing."""


def difference(one: Image.Image, other: Image.Image) -> float:
    """Return how much the most different square of two pictures differs in darkness, 0–255."""
    if one.size != other.size:
        return 255.0
    smooth = [image.convert("L").filter(ImageFilter.GaussianBlur(1.2)) for image in (one, other)]
    apart = ImageChops.difference(*smooth)
    small = apart.resize((apart.width // BLOCK, apart.height // BLOCK), Image.Resampling.BOX)
    return float(small.getextrema()[1])


@pytest.mark.parametrize("name", PAGES)
def test_the_page_looks_as_approved(name, tmp_path):
    shown = draw(name, tmp_path)
    with Image.open(APPROVED / f"{name}.png") as approved:
        assert difference(shown, approved) < MOST


def test_there_is_no_picture_without_a_page():
    assert {file.stem for file in APPROVED.glob("*.png")} == set(PAGES)


def test_a_cut_a_tofu_and_a_missing_line_would_be_seen(tmp_path):
    page = draw("members", tmp_path)
    assert difference(page, page.copy()) == 0
    x, y = 145, 268  # a name in the members' table
    faults = []
    for fault in ("cut", "tofu", "gone"):
        spoilt = page.copy()
        pen = ImageDraw.Draw(spoilt)
        if fault == "cut":
            pen.rectangle((x, y, x + 60, y + 7), fill=255)
        elif fault == "tofu":
            pen.rectangle((x, y, x + 60, y + 12), fill=255)
            for n in range(3):
                pen.rectangle((x + 12 * n, y, x + 9 + 12 * n, y + 10), outline=0)
        else:
            pen.rectangle((60, y - 4, 560, y + 20), fill=255)
        faults.append(difference(page, spoilt))
    assert min(faults) > MOST


def test_another_smoothing_is_no_fault(tmp_path):
    page = draw("measures", tmp_path)
    softer = page.resize((page.width * 3, page.height * 3), Image.Resampling.BICUBIC)
    softer = softer.resize(page.size, Image.Resampling.LANCZOS)
    assert difference(page, softer) < MOST
