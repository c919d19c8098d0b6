"""The look: tokens of both themes, icons that exist, texts that the fonts can draw."""

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor

from ui.sheet import SHEET
from ui.style import RESOURCES, apply_theme, color, current_theme, icon
from ui.tokens import DARK, LIGHT

UI = Path(__file__).parents[2] / "ui"
NOT_IN_THE_FONT = "☐☑☒✔✕✗◻▾▸"


def luminance(text: str) -> float:
    def channel(value: float) -> float:
        return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4

    one = QColor(text)
    return 0.2126 * channel(one.redF()) + 0.7152 * channel(one.greenF()) + 0.0722 * channel(one.blueF())


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_both_themes_have_the_same_tokens():
    assert LIGHT.keys() == DARK.keys()


def test_the_sheet_names_known_tokens_only():
    assert set(re.findall(r"@([a-z_:-]+)@", SHEET)) <= LIGHT.keys()


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read_on_its_ground(tokens):
    pairs = [
        ("text", "surface"), ("text", "app"), ("text_secondary", "surface"), ("hint", "surface"), ("text", "selected"),
        ("error", "error_bg"), ("warning", "warning_bg"), ("ok", "ok_bg"), ("carried", "carried_bg"),
        ("text_secondary", "computed"), ("on_primary", "primary"), ("primary", "surface"), ("rail_text", "rail"),
        ("training_text", "training_bg"),
    ]  # fmt: skip
    poor = {pair: contrast(tokens[pair[0]], tokens[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in poor.items() if ratio < 4.5} == {}
    assert contrast(tokens["input_border"], tokens["surface"]) >= 3


def test_the_theme_is_switched(qapp):
    apply_theme(qapp, "dark")
    try:
        assert current_theme() == "dark"
        assert color("surface").name().upper() == DARK["surface"]
    finally:
        apply_theme(qapp, "light")
    assert color("surface").name().upper() == LIGHT["surface"]


def test_an_icon_takes_the_colour_of_its_token(qapp):
    image = icon("x", "error", 24).pixmap(24, 24).toImage()
    pixels = [image.pixelColor(x, y) for x in range(24) for y in range(24)]
    tints = {pixel.name() for pixel in pixels if pixel.alpha() > 250}
    assert tints == {LIGHT["error"].lower()}


def test_every_icon_the_window_names_is_shipped():
    named = set()
    for file in UI.rglob("*.py"):
        named |= set(re.findall(r"""(?:icon|pixmap)\("([a-z0-9-]+)\"""", file.read_text("utf-8")))
    assert len(named) > 5
    with pytest.raises(OSError, match="no-such-icon"):  # names that come through variables fail when they are drawn
        icon("no-such-icon", "text", 16)
    assert [name for name in named if not (RESOURCES / "icons" / f"{name}.svg").is_file()] == []


def test_no_text_of_the_window_needs_a_character_the_font_lacks():
    found = {
        file.name: sorted(set(file.read_text("utf-8")) & set(NOT_IN_THE_FONT))
        for file in UI.rglob("*.py")
        if set(file.read_text("utf-8")) & set(NOT_IN_THE_FONT)
    }
    assert found == {}
