import re
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.drawing import LEADING, PADDING, Pen
from reports.flow import ROW, Flow, Text
from reports.fonts import load_fonts
from tests.reports.samples import FONTS

TOP, BOTTOM = 700.0, 100.0


class Document(SimpleNamespace):
    __hash__ = object.__hash__


class Spy(Pen):
    """Remembers what it is asked to write, and where."""

    def __init__(self):
        super().__init__(load_fonts(FONTS), Document(fontMapping={}, delayedFonts=[]))
        self.written: list[tuple[float, float, str, float]] = []

    def text(self, x, y, text, size, weight="Noto"):
        self.written.append((x, y, text, size))
        return f"({len(self.written) - 1})"


def flow():
    return Flow(Spy(), TOP, BOTTOM)


def row(text, width=100.0, **more):
    return [Text(50, 30, "1"), Text(80, width, text, **more)]


def lines_of(made, page):
    """Return what is written on a page, in the order it was drawn."""
    return [made.pen.written[int(mark[1:-1])] for mark in made.pages[page].texts]


TEXTS = st.lists(st.text(st.sampled_from("孔令田户，。（）12 元AB·"), max_size=160), min_size=1, max_size=30)


@given(TEXTS, st.floats(24, 200))
def test_nothing_is_lost_and_nothing_leaves_its_cell_or_the_page(texts, width):
    made = flow()
    made.rows([[Text(50, width, text, align="left")] for text in texts])
    written = [line for page in range(len(made.pages)) for line in lines_of(made, page)]
    assert re.sub(r"\s", "", "".join(text for _x, _y, text, _size in written)) == re.sub(r"\s", "", "".join(texts))
    for x, y, text, size in written:
        assert x >= 50
        assert x + made.pen.width(text, size) <= 50 + width - PADDING + 0.01 or len(text.strip()) <= 2
        assert y - 0.2 * size >= BOTTOM - 0.01
        assert y + 0.8 * size <= TOP + 0.01


def test_a_heading_is_repeated_on_every_page():
    made = flow()
    made.rows([row(f"第{n}行") for n in range(90)], head=[row("表头")], again=lambda: [row("表头")])
    assert len(made.pages) == 3
    for page in range(3):
        assert lines_of(made, page)[1][2] == "表头"
    assert [text for p in range(3) for _x, _y, text, _s in lines_of(made, p) if "行" in text] == [
        f"第{n}行" for n in range(90)
    ]


def test_what_must_not_stand_alone_takes_the_last_rows_along():
    for count in range(1, 80):
        made = flow()
        made.rows([row(f"第{n}行") for n in range(count)], head=[row("表头")], tail=80.0)
        assert made.y - 80.0 >= BOTTOM
        last = [text for _x, _y, text, _s in lines_of(made, -1)]
        assert last[-1] == f"第{count - 1}行"
        assert count < 2 or f"第{count - 2}行" in last


def test_a_heading_never_stands_at_the_foot_without_rows():
    for gap in range(0, 600, 7):
        made = flow()
        made.y = TOP - gap
        made.rows([row(f"第{n}行") for n in range(40)], head=[row("标题"), row("表头")])
        texts = [[text for _x, _y, text, _s in lines_of(made, page)] for page in range(len(made.pages))]
        (where,) = [page for page in texts if "标题" in page]
        assert "第0行" in where
        assert "第1行" in where


def test_a_small_block_is_not_torn():
    made = flow()
    made.y = BOTTOM + 60
    made.rows([row(f"第{n}行") for n in range(5)], head=[row("表头")])
    assert lines_of(made, 0) == []
    assert len(made.pages) == 2


def test_a_row_taller_than_a_page_goes_on_in_parts():
    made = flow()
    text = "".join(f"第{n}句。" for n in range(900))
    made.rows([row(text, align="left")], again=lambda: [row("表头")])
    assert len(made.pages) > 2
    written = [t for p in range(len(made.pages)) for _x, _y, t, _s in lines_of(made, p) if t not in ("表头", "1")]
    assert "".join(written) == text


def test_long_names_shrink_before_their_row_grows():
    made = flow()
    name = "阿卜杜热合曼·买买提艾力·吐尔逊江"
    made.rows([[Text(50, 76, name)]])
    lines = lines_of(made, 0)
    assert "".join(line[2] for line in lines) == name
    assert all(line[3] < 9 for line in lines)
    assert all(line[2].endswith("·") for line in lines[:-1])


@pytest.mark.parametrize(("text", "lines"), [("短", 1), ("很长的内容" * 8, 5)])
def test_rows_are_as_high_as_their_lines(text, lines):
    made = flow()
    height = made.height_of(row(text, align="left"))
    assert height == pytest.approx(max(ROW, lines * 9 * LEADING + 5.6), abs=9 * LEADING)
    made.rows([row(text, align="left")])
    assert made.y == pytest.approx(TOP - height)


def test_upright_lines_run_as_far_as_rows_share_their_edges():
    made = flow()
    made.rows([row("a"), row("b"), [Text(50, 130, "whole")], row("c")])
    upright = [stroke for stroke in made.pages[0].strokes if stroke.split()[0] == stroke.split()[3]]
    tops = sorted((float(s.split()[1]), float(s.split()[4])) for s in upright)
    assert tops == [(TOP - 3 * ROW, TOP - 4 * ROW), (TOP, TOP - 2 * ROW)]
