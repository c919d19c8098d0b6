"""Household cards: our canvas against platypus and, where it is installed, Typst, over the same households in one run.

Ratios are asserted (speed targets: ≥ 12 × platypus, ≥ 1.5 × Typst, one card from cold beside the import of reportlab
alone, ≤ 200 MB for 5,000 cards); seconds are printed only. Run: make bench, or
`python -m pytest -q -s -p no:xdist tests/bench/bench_cards.py`.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from time import perf_counter

import pytest
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table

from models.household_file import HouseholdFile
from reports.household_card import write_cards
from tests.reports.samples import FONTS, YEAR, context, family

ROOT = Path(__file__).resolve().parents[2]
CARDS = 1_000
PEERS = 100
"""Cards that platypus makes: it is slow, and its time grows in step with the cards."""
SURNAMES = "孔王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"
RARE = "𬀪㐂𠮷\U0002a6d6\U0002b740"


def households(count: int) -> list[HouseholdFile]:
    """Return made-up households of one to six people; one name in fifty holds a rare character."""
    choice = random.Random(5)
    made: list[HouseholdFile] = []
    for number in range(count):
        own = {"phone": f"1380000{number % 10_000:04d}", "address": f"南庄村 {number} 号"}
        file = family(f"99000420{number:06d}", 1 + number % 6, **own)
        for person in file.members:
            second = choice.choice(RARE) if choice.random() < 0.02 else choice.choice(GIVEN)
            person["name"] = choice.choice(SURNAMES) + second + choice.choice(GIVEN)
        file.years[YEAR].values["wage_income"] = choice.randrange(2_000_000)
        made.append(file)
    return made


def timed(work) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def texts_of(file: HouseholdFile) -> dict:
    """Return the card's texts for the peers, from the same functions as ours."""
    from reports.card_context import card_data
    from reports.card_layouts import BASIC, HELPERS, INCOME, MEMBERS, POLICIES
    from reports.card_members import member_rows
    from reports.card_policies import policy
    from reports.card_values import getter, number, place
    from reports.qr import code_for

    data = card_data(file, context(), False)
    rows = member_rows(data)
    blank = [("",) * len(MEMBERS)] * (6 - len(rows))
    return {
        "meta": [f"户编号 {number(data)}", f"{place(data)} {YEAR} 年度", "打印日期 2017-10-12"],
        "basic": [[text for slot in row for text in (slot.label, getter(slot.source)(data))] for row in BASIC],
        "members": [[column.label for column in MEMBERS], *map(list, rows), *map(list, blank)],
        "helpers": [text for slot in HELPERS for text in (slot.label, getter(slot.source)(data))],
        "policies": [[text for slot in row for text in (slot.label, policy(slot.source)(data))] for row in POLICIES],
        "income": [[slot.label for slot in INCOME], [getter(slot.source)(data) for slot in INCOME]],
        "code": code_for(number(data)),
    }


def platypus_cards(out: Path, files: list[HouseholdFile]) -> None:
    """Write the cards as the tutorials do: tables of strings, a QR widget, rare names by a font tag in a Paragraph."""
    for name, file in (("PeerNoto", "NotoSansSC-Regular"), ("PeerBold", "NotoSansSC-Bold"), ("PeerHana", "HanaMinB")):
        pdfmetrics.registerFont(TTFont(name, FONTS / f"{file}.ttf"))
    known = pdfmetrics.getFont("PeerNoto").face.charToGlyph
    cell = ParagraphStyle("cell", fontName="PeerNoto", fontSize=9.5, leading=12)
    title = ParagraphStyle("title", fontName="PeerBold", fontSize=20, leading=26, alignment=1)
    look = [("FONT", (0, 0), (-1, -1), "PeerNoto", 9.5), ("GRID", (0, 0), (-1, -1), 0.5, colors.black)]

    def fitted(text: str):
        if all(ord(character) in known for character in text):
            return text
        tagged = "".join(c if ord(c) in known else f'<font name="PeerHana">{c}</font>' for c in text)
        return Paragraph(tagged, cell)

    def table(rows):
        return Table([[fitted(text) for text in row] for row in rows], style=look)

    story: list = []
    for file in files:
        texts = texts_of(file)
        code = Drawing(80, 80)
        code.add(QrCodeWidget(texts["code"], barWidth=80, barHeight=80, barLevel="M"))
        story += [Paragraph("示范县贫困户帮扶明白卡", title), table([texts["meta"]])]
        story += [*(table([row]) for row in texts["basic"]), code, table(texts["members"]), table([texts["helpers"]])]
        story += [table(texts["policies"]), table(texts["income"]), PageBreak()]
    SimpleDocTemplate(str(out), topMargin=30, bottomMargin=30).build(story)


TYPST = """
#set page(paper: "a4", margin: (x: 20mm, y: 15mm))
#set text(font: ("Noto Sans SC", "HanaMinB"), size: 9.5pt)
#set table(stroke: 0.5pt, inset: 5pt)
#for card in json("cards.json") [
  #align(center, text(20pt, weight: "bold")[示范县贫困户帮扶明白卡])
  #grid(columns: (1fr, 1fr, 1fr), ..card.meta)
  #for row in card.basic { table(columns: row.len() * (1fr,), ..row) }
  #text(8pt, card.code)
  #table(columns: 9 * (1fr,), ..card.members.flatten())
  #table(columns: 6 * (1fr,), ..card.helpers)
  #table(columns: 4 * (1fr,), ..card.policies.flatten())
  #table(columns: 7 * (1fr,), ..card.income.flatten())
  #pagebreak(weak: true)
]
"""


def typst_cards(folder: Path, files: list[HouseholdFile]) -> None:
    """Write the cards with Typst, without a QR symbol (it has none of its own), which is in its favour."""
    import typst

    (folder / "cards.json").write_text(json.dumps([texts_of(file) for file in files]), encoding="utf-8")
    (folder / "cards.typ").write_text(TYPST, encoding="utf-8")
    typst.compile(folder / "cards.typ", output=folder / "typst.pdf", font_paths=[FONTS], ignore_system_fonts=True)


@pytest.fixture(scope="module")
def ours(tmp_path_factory) -> float:
    """Return our cards a second, the better of two runs, and print it."""
    files = households(CARDS)
    out = tmp_path_factory.mktemp("cards") / "ours.pdf"
    seconds = min(timed(lambda: write_cards(out, files, context())) for _ in range(2))
    print(f"\ncards: {CARDS / seconds:.0f} pages/s over {CARDS}, {out.stat().st_size / 1e6:.1f} MB")
    return CARDS / seconds


def test_against_platypus(ours, tmp_path):
    files = households(PEERS)
    seconds = timed(lambda: platypus_cards(tmp_path / "platypus.pdf", files))
    peer = PEERS / seconds
    print(f"cards: platypus {peer:.0f} pages/s; ours {ours / peer:.1f} times that")
    assert ours >= 12 * peer


def test_against_typst(ours, tmp_path):
    pytest.importorskip("typst")
    files = households(CARDS)
    seconds = timed(lambda: typst_cards(tmp_path, files))
    peer = CARDS / seconds
    print(f"cards: Typst {peer:.0f} pages/s; ours {ours / peer:.1f} times that")
    assert ours >= 1.5 * peer


COLD = """
import sys
from time import perf_counter
start = perf_counter()
from pathlib import Path
from reports.household_card import write_cards
from tests.reports.samples import context, family
run = context()
file = family()
file.members[1]["name"] = "尹\\U0002a6d6荣"
write_cards(Path(sys.argv[1]), [file], run)
print(perf_counter() - start)
"""
BARE = """
from time import perf_counter
start = perf_counter()
import reportlab.pdfgen.canvas
print(perf_counter() - start)
"""


def run_alone(program: str, *arguments: str) -> str:
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def test_one_card_from_cold(tmp_path):
    """A rare name, the code lists and all imports included; the import of reportlab alone is the measure beside it."""
    bare = min(float(run_alone(BARE)) for _ in range(3))
    cold = min(float(run_alone(COLD, str(tmp_path / "one.pdf"))) for _ in range(3))
    print(f"\ncards: one from cold {cold * 1000:.0f} ms; importing reportlab alone {bare * 1000:.0f} ms")
    assert cold <= 5 * bare


MEMORY = """
import sys
from pathlib import Path
from reports.household_card import write_cards
from tests.bench.bench_cards import households
from tests.reports.samples import context
files = (household for part in range(50) for household in households(100))
write_cards(Path(sys.argv[1]), files, context())
status = Path("/proc/self/status").read_text()
print(int(status.split("VmHWM:")[1].split()[0]) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is read from /proc")
def test_memory_for_5000_cards(tmp_path):
    peak = int(run_alone(MEMORY, str(tmp_path / "many.pdf")))
    print(f"\ncards: peak memory {peak} MB for 5,000 cards")
    assert peak <= 200
