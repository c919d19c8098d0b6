import re
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.drawing import DASH, FLOOR, GAP, OPEN, PADDING, TICK, TIGHT, Cell, Grid, Pen, mark
from reports.fonts import load_fonts
from tests.reports.samples import FONTS


class Document(SimpleNamespace):
    __hash__ = object.__hash__


PEN = Pen(load_fonts(FONTS), Document(fontMapping={}, delayedFonts=[]))
WORDS = st.text(st.sampled_from(f"孔令田户，。（）12 元AB-{GAP}{TICK}"), max_size=120)


@given(WORDS, st.floats(2, 30))
def test_wrapping_loses_nothing_but_blanks(text, room):
    lines = PEN.wrap(text, room)
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)


@given(WORDS, st.floats(3, 30))
def test_no_line_is_wider_than_its_room(text, room):
    assert all(PEN.width(line, 1) <= room + 1e-9 for line in PEN.wrap(text, room))


@given(WORDS.filter(str.strip), st.floats(40, 300), st.floats(12, 60))
def test_what_is_printed_stays_inside_its_cell(text, width, height):
    cell = Cell(0, 0, width, height)
    size, lines, whole = PEN.fit(text, cell)
    assert FLOOR <= size <= cell.size
    assert all(PEN.width(line, size) <= width - 2 * PADDING + 0.01 for line in lines)
    assert len(lines) == 1 or len(lines) * size * TIGHT <= height
    if whole:
        assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)


def test_a_text_that_cannot_fit_says_where_it_goes_on():
    _, lines, whole = PEN.fit("很长的住址" * 40, Cell(0, 0, 123, 20))
    assert not whole
    assert lines[-1].endswith("…（见附页）")


def test_a_name_is_broken_inside_a_word_before_it_is_cut():
    name = "买买提艾力·买买提艾力·买买提艾力"
    size, lines, whole = PEN.fit(name, Cell(0, 0, 90, 21.5))
    assert (size, whole) == (FLOOR, True)
    assert "".join(lines) == name


@pytest.mark.parametrize(("width", "hint"), [(123, "…（见附页）"), (81, "…见附页"), (36, "…")])
def test_the_hint_leaves_room_for_text(width, hint):
    _, lines, _ = PEN.fit("很长的住址" * 40, Cell(0, 0, width, 12))
    assert lines[-1].endswith(hint)
    assert lines[-1].startswith("很")


def test_a_little_too_long_is_made_smaller_before_it_is_broken():
    size, lines, whole = PEN.fit("十个字的文本正好十个字", Cell(0, 0, 106, 20))
    assert (len(lines), whole) == (1, True)
    assert FLOOR < size < 10


def test_centred_lines_are_of_like_length():
    _, lines, _ = PEN.fit("弱劳动力或半劳动力", Cell(0, 0, 66, 21.5, 9.5))
    assert lines == ["弱劳动力或", "半劳动力"]


def test_marked_entries_stay_whole():
    entries = [f"{TICK}基本医保 3 人", f"{DASH}大病保险", f"{OPEN}补充医保"]
    lines = PEN.wrap(GAP.join(entries), 14)
    assert [entry for line in lines for entry in line.split(GAP)] == entries
    assert len(lines) == 2


def test_the_three_marks_differ():
    drawn = {mark(0, 0, kind, 10) for kind in (TICK, DASH, OPEN)}
    assert len(drawn) == 3


def test_marks_are_never_typed():
    operators = PEN.text(0, 0, f"{TICK}已落实", 10)
    assert operators.count("Tj") == 1
    assert " re S" in operators


def test_a_missing_character_takes_the_room_of_its_spelling():
    assert PEN.width("\U00031350", 1) == pytest.approx(PEN.width("[U+31350]", 1))


def test_edges_shared_by_boxes_are_drawn_once():
    grid = Grid()
    for x in (0, 10, 20):
        grid.box(x, 0, 10, 5)
    strokes = grid.operators().splitlines()
    assert sorted(strokes[1:-1]) == sorted(
        [
            "0 0 m 30 0 l",
            "0 5 m 30 5 l",
            "0 0 m 0 5 l",
            "10 0 m 10 5 l",
            "20 0 m 20 5 l",
            "30 0 m 30 5 l",
        ]
    )
