"""The strip that asks which option a pasted text means, one text after the other; what was answered is remembered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from models.fields import Kind
from ui.editors.code_edit import CodeEdit
from ui.editors.table import YES_NO, Surroundings
from ui.member_columns import COLUMNS
from ui.options import Option

OPTION_KINDS = (Kind.CODE, Kind.CODES, Kind.YES_NO)


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A text that is none of its column's options, and in how many cells it stands."""

    column: int
    text: str
    cells: int


def unmatched_of(unread: Sequence[tuple[int, int, str]]) -> list[Unmatched]:
    """Return the texts of (row, column, text) that an option may be meant by, each once, in the order met."""
    found: dict[tuple[int, str], int] = {}
    for _row, column, text in unread:
        if COLUMNS[column].kind in OPTION_KINDS:
            found[column, text] = found.get((column, text), 0) + 1
    return [Unmatched(column, text, cells) for (column, text), cells in found.items()]


class OptionMatchBar(QFrame):
    """`matched` carries column, text and code of an answer, `done` says that the last one was answered or put off."""

    matched = Signal(int, str, str)
    done = Signal()

    def __init__(self, around: Surroundings) -> None:
        """Start hidden."""
        super().__init__()
        self.setProperty("banner", True)
        self._around = around
        self._waiting: list[Unmatched] = []
        self.question = QLabel()
        self.question.setProperty("role", "warning")
        self.answer = MatchEdit(self._options)
        self.answer.setAccessibleName("选项对照")
        self.answer.setMinimumWidth(self.fontMetrics().horizontalAdvance("汉") * 12)
        self.answer.committed.connect(self._answered)
        self.answer.put_off.connect(self._put_off)
        later = QPushButton("以后再说 Esc")
        later.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        later.clicked.connect(self._put_off)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 3, 6, 3)
        row.addWidget(self.question)
        row.addWidget(self.answer)
        row.addStretch(1)
        row.addWidget(later)
        self.hide()

    @property
    def asked(self) -> Unmatched | None:
        """Return what is asked now."""
        return self._waiting[0] if self._waiting else None

    def ask(self, unmatched: Sequence[Unmatched]) -> None:
        """Ask for these, the first at once."""
        self._waiting = list(unmatched)
        self._show()

    def _show(self) -> None:
        one = self.asked
        self.setVisible(one is not None)
        if one is None:
            return
        more = f"，还有 {len(self._waiting) - 1} 种" if len(self._waiting) > 1 else ""
        self.question.setText(f"“{one.text}”（{COLUMNS[one.column].title}，{one.cells} 格{more}）是哪一项？Ctrl+M 来选")
        self.answer.show_value(None, "")

    def _options(self) -> Sequence[Option]:
        declared = COLUMNS[self.asked.column].declared if self.asked is not None else None
        if declared is None:
            return ()
        return self._around.options.of(declared.codes, self._around.year) if declared.codes else YES_NO

    def _answered(self, code: str) -> None:
        one = self.asked
        if one is not None and any(option.code == code for option in self._options()):
            del self._waiting[0]
            self.matched.emit(one.column, one.text, code)
            self._after()

    def _put_off(self) -> None:
        self._waiting.clear()
        self._after()

    def _after(self) -> None:
        at_work = self.answer.hasFocus()
        self._show()
        if self.asked is None:
            if at_work:
                self.done.emit()
        elif at_work:
            self.answer.setFocus(Qt.FocusReason.OtherFocusReason)


class MatchEdit(CodeEdit):
    """The option field of the strip: Esc with nothing typed puts the question off."""

    put_off = Signal()

    @property
    def wants_escape(self) -> bool:
        """Esc always means something here."""
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves."""
        if event.key() == Qt.Key.Key_Escape and not self.popup_is_open and not self.isModified():
            self.put_off.emit()
        else:
            super().keyPressEvent(event)
