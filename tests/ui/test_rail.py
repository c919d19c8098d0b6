import pytest

from ui.pages import PageSpec
from ui.rail import LOW, TALL, Rail

GROUPS = ("a", "a", "a", "b", "b", "b", "c", "c", "c", "d")


def specs(count):
    return [
        PageSpec(f"p{at}", f"页面{at}", "users", GROUPS[at % 10], str(at % 10) if at < 10 else "", lambda _window: None)
        for at in range(count)
    ]


@pytest.fixture
def made(qtbot):
    def make(count, height):
        rail = Rail(specs(count), (("theme", "深色", "moon", ""), ("help", "帮助", "help", "")))
        qtbot.addWidget(rail)
        rail.resize(72, height)
        rail.show()
        return rail

    return make


def test_few_pages_have_tall_buttons(made):
    rail = made(4, 560)
    assert {button.height() for button in rail.buttons.values()} == {TALL}
    assert not rail.more.isVisible()


def test_ten_pages_fit_the_lowest_window_with_low_buttons(made):
    rail = made(10, 612)
    assert {button.height() for button in rail.buttons.values()} == {LOW}
    assert not rail.more.isVisible()
    last = rail.buttons["p9"]
    assert last.mapTo(rail, last.rect().bottomLeft()).y() < rail.buttons["theme"].y()


def test_more_pages_scroll_and_the_one_in_front_comes_into_sight(made):
    rail = made(14, 612)
    assert rail.more.isVisible()
    rail.mark("p13")
    button = rail.buttons["p13"]
    assert rail.area.viewport().rect().contains(button.mapTo(rail.area.viewport(), button.rect().center()))
    assert rail.more.text() == "更多 ↑"
    rail.mark("p0")
    assert rail.more.text() == "更多 ↓"


def test_digits_are_unique_in_the_program():
    from ui.pages import PAGES

    digits = [spec.digit for spec in PAGES if spec.digit.isdecimal()]
    assert sorted(digits) == digits
    assert len(set(digits)) == len(digits)
