"""A village's book: the whole files of 1,000 households in one PDF, against platypus with the same tables and texts.

The ratio is asserted (speed target: ≥ 8 × platypus); pages a second are printed. Run: make bench, or
`python -m pytest -q -s -p no:xdist tests/bench/bench_books.py`.
"""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

from models.household_file import HouseholdFile
from reports.card_context import card_data
from reports.card_layouts import POLICIES
from reports.card_policies import policy
from reports.card_values import getter, head_name, number, place
from reports.layout_values import cell_text, heading, lines_of
from reports.layouts import Layout, shipped_layouts
from reports.print_run import PrintOptions
from reports.printing import write_layout
from reports.qr import code_for
from tests.bench.bench_cards import households, timed
from tests.reports.samples import FONTS, RESOURCES, context

BOOK = 1_000
PEERS = 20
"""Households that platypus makes: its time grows in step with them."""


def files(count: int) -> list[HouseholdFile]:
    """Return made-up households with visits of several lines, as a village has them."""
    made = households(count)
    for at, file in enumerate(made):
        file.parts["visit"] = [
            {
                "uid": f"v{at}-{n}", "date": f"2017-{n + 1:02d}-12", "visitor": "周明",
                "content": f"第 {n + 1} 次入户，核对低保金到账情况，查看大棚草莓长势，叮嘱按时复查。" * (1 + n % 3),
            }
            for n in range(8)
        ]  # fmt: skip
    return made


def platypus_book(out: Path, listed: list[HouseholdFile], layout: Layout) -> None:
    """Write the same parts: Paragraphs in tables, so that long texts wrap and rare names change their font; a QR code.

    Numbering the pages of each household for itself and the pages in the contents would need a second pass: left out,
    which is in its favour.
    """
    for name, file in (("PeerNoto", "NotoSansSC-Regular"), ("PeerBold", "NotoSansSC-Bold"), ("PeerHana", "HanaMinB")):
        pdfmetrics.registerFont(TTFont(name, FONTS / f"{file}.ttf"))
    known = pdfmetrics.getFont("PeerNoto").face.charToGlyph
    cell = ParagraphStyle("cell", fontName="PeerNoto", fontSize=9, leading=11.5, wordWrap="CJK")
    bold = ParagraphStyle("bold", parent=cell, fontName="PeerBold")
    look = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("FONT", (0, 0), (-1, -1), "PeerNoto", 9)]

    def shown(text: str, style: ParagraphStyle = cell):
        if len(text) < 8 and all(ord(character) in known for character in text):
            return text
        tagged = "".join(c if ord(c) in known else f'<font name="PeerHana">{c}</font>' for c in escape(text))
        return Paragraph(tagged, style)

    story: list = []
    for file in listed:
        data = card_data(file, context(), False)
        code = Drawing(80, 80)
        code.add(QrCodeWidget(code_for(number(data)), barWidth=80, barHeight=80, barLevel="M"))
        story += [Paragraph(layout.title, bold), code]
        cover = (("户主姓名", head_name(data)), ("户编号", number(data)), ("所在村", place(data)))
        story.append(Table([[shown(text) for text in pair] for pair in cover], style=look))
        listed_parts = [[section.title, str(at)] for at, section in enumerate(layout.sections) if section.title]
        story += [Table(listed_parts), PageBreak()]
        for section in layout.sections:
            story.append(Paragraph(section.title or "　", bold))
            if section.block == "pairs":
                pairs = [(heading(i.source, i.label), getter(i.source)(data)) for i in section.items]
                rows = [[shown(text) for pair in pairs[at : at + 2] for text in pair] for at in range(0, len(pairs), 2)]
                rows[-1] += [""] * (4 - len(rows[-1]))
                story.append(Table(rows, style=look, colWidths=[66, 175, 66, 175]))
            elif section.block == "table":
                cells = [cell_text(item.source) for item in section.items]
                total = sum(item.share for item in section.items)
                head = [shown(heading(item.source, item.label), bold) for item in section.items]
                body = [[shown(get(data, line)) for get in cells] for line in lines_of(data, section.table, True)]
                widths = [482 * item.share / total for item in section.items]
                story.append(Table([head, *body], style=look, colWidths=widths, repeatRows=1))
            elif section.block == "policies":
                entries = [(slot.label, policy(slot.source)(data)) for row in POLICIES for slot in row]
                rows = [[shown(t) for pair in entries[at : at + 2] for t in pair] for at in range(0, len(entries), 2)]
                story.append(Table(rows, style=look, colWidths=[66, 175, 66, 175]))
            elif section.block == "signatures":
                story.append(Table([[*layout.signatures], ["年 月 日"] * 3], style=look))
            elif section.block == "contents":
                story.append(Table([[item.source, "份"] for item in section.items], style=look))
            story.append(Spacer(1, 10))
        story.append(PageBreak())

    def frame(canvas, _document) -> None:
        canvas.setFont("PeerNoto", 8.5)
        canvas.drawString(57, 34, "监督举报电话 12317　柳林镇扶贫办 0000-0000000")
        canvas.drawRightString(538, 34, f"第 {canvas.getPageNumber()} 页　数据指纹 0000-0000")

    document = SimpleDocTemplate(str(out), topMargin=50, bottomMargin=50)
    document.build(story, onFirstPage=frame, onLaterPages=frame)


def test_a_village_book_against_platypus(tmp_path):
    layout = shipped_layouts(RESOURCES)["file"]
    many = files(BOOK)
    ours = tmp_path / "book.pdf"
    pages: list[int] = []

    def write() -> None:
        pages.append(write_layout(ours, many, context(), layout, PrintOptions()).pages)

    seconds = min(timed(write) for _ in range(2))
    peers = timed(lambda: platypus_book(tmp_path / "platypus.pdf", many[:PEERS], layout))
    ratio = (peers / PEERS) / (seconds / BOOK)
    print(
        f"\nbook: {BOOK} households, {pages[0]} pages in {seconds:.1f} s ({pages[0] / seconds:.0f} pages/s), "
        f"{ours.stat().st_size / 1e6:.1f} MB; platypus {PEERS / peers:.1f} households/s; ours {ratio:.1f} times that"
    )
    assert ratio >= 8
