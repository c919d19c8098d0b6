"""A village of 200 cards with six rare and three very long names: no empty box, no cut, no lonely signature."""

import re

import pytest

from reports.drawing import FLOOR
from reports.layouts import shipped_layouts
from reports.print_run import PrintOptions
from reports.printing import write_layout
from reports.qr import read_code
from tests.reports.reading import above, codes, fonts, outlines, sizes, texts
from tests.reports.samples import RESOURCES, context, whole_family

RARE = ("孔\U0002a6d6田", "孟\U0002b734", "颜\U0002b81d秀", "曾\U0002cea1", "仲\U0002ebe0林", "\U0002a700国")
"""Extensions B to F, first and last characters among them."""
LONG = (
    "阿卜杜热合曼·买买提艾力·吐尔逊江·库尔班尼亚孜",
    "热依汗古丽·阿布都克里木·玉素甫艾合买提江",
    "斯琴格日乐图雅其其格·巴特尔孟和吉日嘎拉",
)
HOUSEHOLDS = 200
LAYOUTS = shipped_layouts(RESOURCES)


def village():
    files = []
    for n in range(HOUSEHOLDS):
        file = whole_family(f"9900042017{n:04d}", 1 + n % 9, n % 7, hamlet=f"{n % 6 + 1} 组", address=f"南庄村 {n} 号")
        file.members[0]["name"] = "孔孟颜曾仲李"[n % 6] + "令秀维建国荣"[n % 5] + "田佳晨"[n % 3]
        files.append(file)
    for n, name in enumerate((*RARE, *LONG)):
        files[n * 21 + 3].members[0]["name"] = name
    return files


@pytest.fixture(scope="module", params=["card", "members", "measures"])
def printed(request, tmp_path_factory):
    """Return layout, file, households and texts of the pages."""
    out = tmp_path_factory.mktemp("village") / f"{request.param}.pdf"
    files = village()
    result = write_layout(out, files, context(), LAYOUTS[request.param], PrintOptions(register=True))
    assert (result.households, result.warnings) == (HOUSEHOLDS, [])
    return request.param, out, files, texts(out)


def squeezed(text):
    return re.sub(r"\s", "", text)


def test_every_name_is_whole_on_its_own_pages(printed):
    name, _out, files, pages = printed
    for file in files:
        number = file.household["number"]
        own = "".join(squeezed(page) for page in pages if f"户编号 {number}" in page)
        assert file.members[0]["name"] in own
        if name != "measures":
            for member in file.members:
                assert member["name"] in own
    listed = squeezed("".join(page for page in pages if "签收" in page))
    assert all(shown in listed for shown in (*RARE, *LONG))


def test_nothing_is_cut_on_a_card(printed):
    _name, _out, _files, pages = printed
    assert "…" not in "".join(pages)


def test_no_box_stands_for_a_character(printed):
    _name, out, _files, pages = printed
    assert "[U+" not in "".join(pages)
    assert "\ufffd" not in "".join(pages)
    assert fonts(out) == {"HUDANG+NotoSansSC-Regular": True, "HUDANG+NotoSansSC-Bold": True, "HUDANG+HanaMinB": True}


def test_no_signature_box_stands_alone(printed):
    _name, out, _files, _pages = printed
    found = above(out, "盖章")
    assert len(found) == HOUSEHOLDS
    assert min(found.values()) >= 8


def test_nothing_leaves_the_margins_and_nothing_is_too_small_to_read(printed):
    _name, out, _files, pages = printed
    for number in range(0, len(pages), 9):
        for left, bottom, right, top in outlines(out, number):
            assert 55.5 <= left <= right <= 595.28 - 55.5
            assert 30 <= bottom <= top <= 806
        assert min(sizes(out, number)) >= FLOOR >= 8


def test_codes_lead_back_from_the_print(printed):
    _name, out, files, pages = printed
    for file in (files[3], files[24], files[66], files[199]):
        number = file.household["number"]
        first = next(n for n, page in enumerate(pages) if f"户编号 {number}" in page)
        assert [read_code(code) for code in codes(out, first, 150)] == [number]
