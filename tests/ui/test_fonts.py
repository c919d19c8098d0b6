import threading

from PySide6.QtGui import QTextLayout
from PySide6.QtWidgets import QLabel, QTableView

from tests.ui.office import RESOURCES
from ui.fonts import RareFont

RARE = "王\U0002a6d6田"
"""A name with the last character of Extension B."""


def families(font, text):
    """Return which family draws each glyph, and its number: 0 is the box for a missing one."""
    layout = QTextLayout(text, font)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    drawn = [(run.rawFont().familyName(), list(run.glyphIndexes())) for run in layout.glyphRuns()]
    layout.clearLayout()
    return drawn


def test_a_rare_name_is_drawn_in_runs_by_what_each_font_has(qtbot, qapp):
    label = QLabel(RARE)
    qtbot.addWidget(label)
    view = QTableView()  # its update wants an index; every window has one
    qtbot.addWidget(view)
    rare = RareFont(RESOURCES / "fonts")
    with qtbot.waitSignal(rare.ready, timeout=30_000):
        rare.start()
        rare.start()
    assert rare.loaded
    drawn = families(label.font(), RARE)
    assert {family for family, _glyphs in drawn} == {"Noto Sans SC", "HanaMinB"}
    assert all(glyph for _family, glyphs in drawn for glyph in glyphs)
    assert sum(len(glyphs) for _family, glyphs in drawn) == 3
    assert [thread for thread in threading.enumerate() if thread.name == "rare font"] == []
