"""One condition of a filter as a line of editors: 且/或, field, question, value."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from models.fields import Kind, Value
from models.list_fields import list_field
from models.list_filter import ASK_TEXTS, ASKS, VALUES, Ask, Condition
from models.values import ValueProblem, half_width, parse
from ui.choice_box import ChoiceBox
from ui.editors.code_edit import CodeEdit, CodesEdit
from ui.editors.line import ENTER, LineEditor
from ui.editors.table import Surroundings, shown_text
from ui.options import Option
from ui.style import icon

AND, OR = "and", "or"
_LISTED = (Ask.ONE_OF, Ask.NONE_OF)
_AS_TYPED = (Ask.HAS, Ask.STARTS)
"""Questions about a part of a text, which need not be a whole number or date."""


class ConditionLine(QWidget):
    """`changed` says that the condition is another one, `removed` that it is not wanted, `left` that Enter asks on."""

    changed = Signal()
    removed = Signal()
    left = Signal()

    def __init__(self, fields: Sequence[Option], around: Surroundings, *, first: bool) -> None:
        """Offer `fields` by key and title."""
        super().__init__()
        self._around = around
        self._fields = fields
        self._key = ""
        self._values: list[Value] = []
        self.joint = ChoiceBox("与上一条的关系", {AND: "且", OR: "或"})
        self.joint.setFixedWidth(self.fontMetrics().horizontalAdvance("汉") * 5)
        self.start = QLabel("条件")
        self.start.setFixedWidth(self.joint.maximumWidth())
        self.start.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.field = CodeEdit(lambda: self._fields)
        self.field.setAccessibleName("字段")
        self.field.setPlaceholderText("字段：打汉字或拼音首字母")
        self.field.setMinimumWidth(self.fontMetrics().horizontalAdvance("汉") * 15)
        self.ask = ChoiceBox("怎么比")
        self.ask.setFixedWidth(self.fontMetrics().horizontalAdvance("汉") * 8)
        self.remove = QPushButton()
        self.remove.setIcon(icon("x"))
        self.remove.setIconSize(QSize(14, 14))
        self.remove.setFixedWidth(30)
        self.remove.setAccessibleName("去掉这个条件")
        self.remove.setToolTip("去掉这个条件")
        self.remove.setAutoDefault(False)
        self.room = QHBoxLayout()
        self.room.setSpacing(6)
        self.editors: list[LineEditor] = []
        self._arrange()
        # only now: a part shown before it lies in the line would be a window of its own for a moment
        self.set_first(first)

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for part in (self.start, self.joint, self.field, self.ask):
            row.addWidget(part)
        row.addLayout(self.room, 1)
        row.addWidget(self.remove)
        self.joint.currentIndexChanged.connect(lambda _at: self.changed.emit())
        self.field.committed.connect(self._field_chosen)
        self.field.left.connect(lambda step: self.ask.setFocus() if step > 0 else None)
        self.ask.currentIndexChanged.connect(lambda _at: self._ask_chosen())
        self.remove.clicked.connect(self.removed)
        for box in (self.joint, self.ask):
            box.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter on a choice goes on to the next part of the line, and does not end the dialog."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in ENTER:
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                return False
            if watched is self.joint:
                self.field.setFocus(Qt.FocusReason.TabFocusReason)
            elif self.editors:
                self.editors[0].setFocus(Qt.FocusReason.TabFocusReason)
            else:
                self.left.emit()
            return True
        return super().eventFilter(watched, event)

    # filling

    def show_condition(self, condition: Condition, joint: str = AND) -> None:
        """Show a condition that is there already."""
        self.joint.setCurrentIndex(self.joint.findData(joint))
        self.field.show_value(condition.key, condition.key)
        self._use_field(condition.key)
        self.ask.setCurrentIndex(self.ask.findData(condition.ask))
        self._values = list(condition.values)
        self._build_editors()

    @property
    def is_or(self) -> bool:
        """Tell whether this condition begins a group of its own."""
        return not self.joint.isHidden() and self.joint.currentData() == OR

    @property
    def condition(self) -> Condition | None:
        """Return the condition, None while no field is chosen."""
        if not self._key:
            return None
        return Condition(self._key, self._asked, tuple(self._values))

    @property
    def _asked(self) -> Ask:
        """Return the question chosen; Qt hands a plain text back."""
        return Ask(self.ask.currentData())

    def set_first(self, first: bool) -> None:
        """The first line needs no 且/或."""
        self.joint.setVisible(not first)
        self.start.setVisible(first)

    # choosing

    def _field_chosen(self, key: str) -> None:
        known = any(option.code == key for option in self._fields)
        self.field.show_state("" if known or not key else "error")
        if known and key != self._key:
            self._use_field(key)
            self._ask_chosen()
        elif not known:
            self._key = ""
            self.changed.emit()

    def _use_field(self, key: str) -> None:
        self._key = key
        self.ask.blockSignals(True)
        self.ask.clear()
        for ask in ASKS[list_field(key).kind]:
            self.ask.addItem(ASK_TEXTS[ask], ask)
        self.ask.blockSignals(False)

    def _ask_chosen(self) -> None:
        if self._key:
            self._values = []
            self._build_editors()
            self.changed.emit()

    def _build_editors(self) -> None:
        while (item := self.room.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.editors = []
        ask = self._asked
        declared = list_field(self._key)
        count = 1 if ask in _LISTED else VALUES.get(ask, 1)
        for at in range(count):
            if at:
                self.room.addWidget(QLabel("至"))
            editor = self._editor(ask, at)
            self.editors.append(editor)
            self.room.addWidget(editor, 1)
            editor.show()  # at once, so that it can take the focus
        if declared.unit and count:
            self.room.addWidget(QLabel(declared.unit))
        if not count:
            self.room.addStretch(1)
        self.setTabOrder(self.ask, self.editors[0] if self.editors else self.remove)

    def _editor(self, ask: Ask, at: int) -> LineEditor:
        declared = list_field(self._key)
        name = f"{declared.label} {ASK_TEXTS[ask]}" + ("（到）" if at else "")
        if ask in _LISTED:
            several = CodesEdit(lambda: self._around.options.of(declared.codes, None))
            several.show_value(list(self._values), "")
            several.committed.connect(lambda text: self._take_codes(text, several))
            editor: LineEditor = several
        elif declared.kind is Kind.DIVISION:
            editor = CodeEdit(lambda: self._around.options.divisions)
            if self._values:
                editor.show_value(self._values[0], str(self._values[0]))
            editor.committed.connect(lambda text: self._take(0, text))
        else:
            editor = LineEditor(ime=declared.kind in (Kind.NAME, Kind.TEXT, Kind.NOTE))
            if at < len(self._values):
                value = self._values[at]
                text = str(value) if ask in _AS_TYPED else shown_text(declared, value, self._around)
                editor.show_value(value, text)
            editor.typed.connect(lambda text, at=at: self._take(at, text, editor))
            editor.committed.connect(lambda text, at=at: self._take(at, text, editor))
        editor.left.connect(lambda step, at=at: self._go_on(step, at))
        editor.setAccessibleName(name)
        return editor

    def _go_on(self, step: int, at: int) -> None:
        if step < 0:
            self.ask.setFocus()
        elif at + 1 < len(self.editors):
            self.editors[at + 1].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.left.emit()

    # values

    def _take_codes(self, text: str, editor: CodesEdit) -> None:
        codes = [code for code in text.split("，") if code]
        known = {option.code for option in self._around.options.of(list_field(self._key).codes, None)}
        right = all(code in known for code in codes)
        editor.show_state("" if right else "error")
        self._values = list(codes) if right else []
        self.changed.emit()

    def _take(self, at: int, text: str, editor: LineEditor | None = None) -> None:
        value, sentence = self._read(text)
        while len(self._values) <= at:
            self._values.append(None)
        self._values[at] = value
        if editor is not None:
            editor.show_state("error" if sentence else "")
            editor.setToolTip(sentence)
        self.changed.emit()

    def _read(self, text: str) -> tuple[Value, str]:
        """Return the value that was typed and what is wrong with it."""
        declared = list_field(self._key)
        plain = text.strip()
        if self._asked in _AS_TYPED or declared.kind is Kind.DIVISION:
            words = declared.kind in (Kind.NAME, Kind.TEXT, Kind.NOTE)
            return (plain if words else "".join(half_width(plain).split())) or None, ""
        try:
            return parse(declared, plain, self._around.codes), ""
        except ValueProblem as problem:
            return None, str(problem)
