import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from reports.embedding import to_unicode
from reports.fonts import BOLD, REGULAR, character_warnings, clean, load_fonts
from reports.truetype import TrueTypeFile
from tests.reports.reading import fonts, texts
from tests.reports.samples import FONTS

FONT_SET = load_fonts(FONTS)


def draw(path, text, size=12, weight=REGULAR):
    canvas = Canvas(str(path), (3000, 200), initialFontName=REGULAR)
    x = 20
    for font, piece in FONT_SET.runs(text, weight):
        canvas.setFont(font.fontName, size)
        canvas.drawString(x, 100, piece)
        x += font.stringWidth(piece, size)
    canvas.showPage()
    canvas.save()


def test_names_with_characters_beyond_the_basic_plane_come_back_from_the_pdf_as_they_went_in(tmp_path):
    name = "孔令田𬀪㐂䶮\U0002a6d6𠮷野·买买提ABC"
    draw(tmp_path / "name.pdf", name)
    assert texts(tmp_path / "name.pdf") == [name]
    assert fonts(tmp_path / "name.pdf") == {"HUDANG+NotoSansSC-Regular": True, "HUDANG+HanaMinB": True}


def test_bold_falls_back_too(tmp_path):
    draw(tmp_path / "bold.pdf", "乡\U0002a6d6镇", weight=BOLD)
    assert texts(tmp_path / "bold.pdf") == ["乡\U0002a6d6镇"]


def test_platypus_takes_the_fonts_with_tables_bold_and_fallback(tmp_path):
    style = ParagraphStyle("body", fontName=REGULAR, wordWrap="CJK")
    document = SimpleDocTemplate(str(tmp_path / "story.pdf"))
    table = Table([["表格 (a) \\ 1"]], style=[("FONT", (0, 0), (-1, -1), BOLD)])
    document.build([Paragraph(FONT_SET.markup("龚𬀪<&>") + "<b>粗</b>", style), table])
    (text,) = texts(tmp_path / "story.pdf")
    assert "龚𬀪<&>粗" in text
    assert "表格 (a) \\ 1" in text


def test_two_documents_at_once_keep_their_characters_apart(tmp_path):
    first = Canvas(str(tmp_path / "1.pdf"), initialFontName=REGULAR)
    second = Canvas(str(tmp_path / "2.pdf"), initialFontName=REGULAR)
    for canvas, text in ((first, "甲乙"), (second, "丙"), (first, "丁"), (second, "甲")):
        canvas.setFont(REGULAR, 12)
        canvas.drawString(50, 700 - 60 * len(text) - 20 * (text == "甲"), text)
    second.save()
    first.save()
    assert sorted(texts(tmp_path / "1.pdf")[0].split()) == ["丁", "甲乙"]
    assert "".join(texts(tmp_path / "2.pdf")[0].split()) == "丙甲"


def test_a_character_that_no_font_has_is_spelt_and_warned_of():
    assert [piece for _, piece in FONT_SET.runs("陈\U00031350")] == ["陈", "[U+31350]"]
    assert FONT_SET.unprintable("陈\U00031350") == ["\U00031350"]
    (sentence,) = character_warnings(FONT_SET, ["陈\U00031350"])
    assert "U+31350" in sentence
    assert "手写补上" in sentence


def test_private_use_characters_are_never_drawn_and_are_called_doubtful():
    assert [piece for _, piece in FONT_SET.runs("\ue7c7")] == ["[U+E7C7]"]
    (sentence,) = character_warnings(FONT_SET, ["王\ue7c7"])
    assert "疑似造字" in sentence


def test_variation_selectors_are_left_out_and_warned_of():
    assert clean("葛\U000e0100城") == "葛城"
    (sentence,) = character_warnings(FONT_SET, ["葛\U000e0100"])
    assert "异体字" in sentence


def test_no_warning_for_what_prints_as_it_is():
    assert character_warnings(FONT_SET, ["孔令田", "𬀪㐂", "㎡ 1,200.00 — ·", ""]) == []


@given(st.text())
def test_clean_text_is_one_line_without_our_marks(text):
    cleaned = clean(text)
    assert not set(cleaned) & {"\n", "\t", "\ufdd0", "\ufdd1", "\ufdd2", "\u200b"}
    assert clean(cleaned) == cleaned


def test_to_unicode_is_utf_16_in_blocks_that_any_reader_takes():
    table = to_unicode(["\ufffd", *(chr(0x20000 + n) for n in range(250))])
    assert "<0001> <D840DC00>" in table
    sizes = [int(line.split()[0]) for line in table.splitlines() if line.endswith("beginbfchar")]
    assert sizes == [100, 100, 51]


def test_widths_agree_with_the_font_s_own_table():
    regular = FONT_SET.font(REGULAR)
    assert regular.stringWidth("户", 10) == 10
    assert regular.stringWidth("1", 100) == pytest.approx(55.5)
    assert FONT_SET.width("户\U0002a6d6", 10) == pytest.approx(20)


def test_a_file_that_is_no_font_is_refused(tmp_path):
    (tmp_path / "x.ttf").write_bytes(b"OTTO" + bytes(100))
    with pytest.raises(ValueError, match="not a TrueType font"):
        TrueTypeFile(tmp_path / "x.ttf")


def test_composite_glyphs_bring_their_parts():
    file = FONT_SET.font(REGULAR).file
    glyphs = [0, *(file.glyph(character) for character in "ÀÉĀ①")]
    small, large = file.subset([0, file.glyph("A")]), file.subset(glyphs)
    assert len(large) > len(small)
