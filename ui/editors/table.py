"""The table from kind of value to editor, and the surroundings an editor needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QApplication

from models.codes import CodeBook
from models.fields import Field, Kind, Value
from models.values import show
from ui.editors.code_edit import CodeEdit, CodesEdit
from ui.editors.id_number import IdNumberEdit
from ui.editors.line import LineEditor
from ui.editors.note import NoteEditor
from ui.editors.segmented import SMALLER, SegmentedChoice
from ui.options import Option, OptionBook, common_ends

Editor: TypeAlias = LineEditor | NoteEditor | SegmentedChoice

MOST_SEGMENTS = 5
STRIP_ROOM = 172
"""Pixels a field of the three-column form has as a rule; a strip of options that needs more becomes a list."""


@dataclass(slots=True)
class Surroundings:
    """What editors need: lists, options, the working year, the as-of date, and options of links by field name.

    `words` are texts people use for options, as they were matched before: list ("" for 是/否) → text → code.
    """

    codes: CodeBook
    options: OptionBook
    year: int
    as_of: date
    links: dict[str, Callable[[], Sequence[Option]]]
    words: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])


YES_NO = (Option("1", "是"), Option("0", "否"))


def _words(_declared: Field, _around: Surroundings, _room: int) -> Editor:
    return LineEditor(ime=True)


def _digits(_declared: Field, _around: Surroundings, _room: int) -> Editor:
    return LineEditor(ime=False)


def _note(_declared: Field, _around: Surroundings, _room: int) -> Editor:
    return NoteEditor()


def _id_number(_declared: Field, around: Surroundings, _room: int) -> Editor:
    return IdNumberEdit(around.as_of)


def _yes_no(_declared: Field, _around: Surroundings, _room: int) -> Editor:
    return SegmentedChoice(YES_NO, ("是", "否"))


def _code(declared: Field, around: Surroundings, room: int) -> Editor:
    options = around.options.of(declared.codes, around.year)
    shorts = common_ends([option.text for option in options])
    if 2 <= len(options) <= MOST_SEGMENTS and _strip_width(options, shorts) <= room:
        return SegmentedChoice(options, shorts)
    return CodeEdit(lambda: around.options.of(declared.codes, around.year))


def _strip_width(options: Sequence[Option], shorts: Sequence[str]) -> int:
    font = QFont(QApplication.font())
    font.setPixelSize(max(10, font.pixelSize() - SMALLER))
    return SegmentedChoice.width_needed(options, shorts, QFontMetrics(font))


def _codes(declared: Field, around: Surroundings, _room: int) -> Editor:
    return CodesEdit(lambda: around.options.of(declared.codes, around.year))


def _division(_declared: Field, around: Surroundings, _room: int) -> Editor:
    return CodeEdit(lambda: around.options.divisions)


def _link(declared: Field, around: Surroundings, _room: int) -> Editor:
    return CodeEdit(lambda: around.links.get(declared.name, tuple)())


EDITORS: dict[Kind, Callable[[Field, Surroundings, int], Editor]] = {
    Kind.NAME: _words,
    Kind.TEXT: _words,
    Kind.NOTE: _note,
    Kind.NUMBER_TEXT: _digits,
    Kind.ID_NUMBER: _id_number,
    Kind.PHONE: _digits,
    Kind.BANK_CARD: _digits,
    Kind.INTEGER: _digits,
    Kind.DECIMAL: _digits,
    Kind.MONEY: _digits,
    Kind.DATE: _digits,
    Kind.MONTH: _digits,
    Kind.YEAR: _digits,
    Kind.YES_NO: _yes_no,
    Kind.CODE: _code,
    Kind.CODES: _codes,
    Kind.DIVISION: _division,
    Kind.LINK: _link,
}
"""Kind → how it is edited."""


def make_editor(declared: Field, around: Surroundings, room: int = STRIP_ROOM) -> Editor:
    """Return an editor for a field that gets `room` pixels, with the accessible name its label gives it."""
    editor = EDITORS[declared.kind](declared, around, room)
    editor.setObjectName(f"field-{declared.name}")
    editor.setAccessibleName(declared.label + (f"（{declared.unit}）" if declared.unit else ""))
    if declared.help:
        editor.setAccessibleDescription(declared.help)
        editor.setToolTip(declared.help)
    return editor


def shown_text(declared: Field, value: Value, around: Surroundings) -> str:
    """Return a stored value as it stands in an editor: amounts and areas without needless zeros."""
    text = show(declared, value, around.codes)
    if declared.kind is Kind.MONEY and text.endswith(".00"):
        return text[:-3]
    return text
