"""One case on the page: where and whose it is, the older value both began with, the sides, the keys that decide."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from storage.archive.ops import DELETED
from storage.exchange.inbox import KINDS, Card, SideCard
from ui.editors.line import ENTER
from ui.inbox.inbox_jobs import More
from ui.inbox.side_frame import PICTURE, SideFrame, picture_of
from ui.marked_text import NOTHING, marked_texts

MOST_SIDES = 9
"""Digits choose."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to decide a case: what `resolve` is told."""

    take: str
    text: str


class CaseView(QWidget):
    """Shows a card. `decided` carries a `Way`; `another` asks for another value, `passed` leaves the case for now."""

    decided = Signal(object)
    another = Signal()
    passed = Signal()
    taken_back = Signal()
    moved = Signal(int)
    household_wanted = Signal(str)

    def __init__(self) -> None:
        """Start without a case."""
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("待处理的一处")
        self.card: Card | None = None
        self.ways: list[Way] = []
        self.frames: list[SideFrame] = []
        self.chosen = 0
        self.kind = QLabel()
        self.kind.setProperty("tag", "neutral")  # before the first polish, so that the padding counts from the start
        self.title = QLabel()
        self.title.setObjectName("household-name")
        self.title.setWordWrap(True)
        self.where = QLabel()
        self.where.setProperty("role", "secondary")
        self.where.setWordWrap(True)
        self.open_button = _button("看这一户")
        self.open_button.setProperty("flat", True)
        self.open_button.clicked.connect(self._open)
        self.portrait = QLabel()
        self.portrait.setAccessibleName("照片")
        self.base = QLabel()
        self.base.setObjectName("case-base")
        self.base.setWordWrap(True)
        self.base.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.advice = QLabel()
        self.advice.setProperty("role", "secondary")
        self.advice.setWordWrap(True)
        self.take_button = _button("采用 Enter")
        self.take_button.setProperty("primary", True)
        self.other_button = _button("另填一个值 F2")
        self.pass_button = _button("先放着 S")
        for button, act in (
            (self.take_button, self.take),
            (self.other_button, self.ask_another),
            (self.pass_button, self.passed.emit),
        ):
            button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            button.clicked.connect(act)
        self._arrange()
        self.show_card(None)

    def _arrange(self) -> None:
        names = QVBoxLayout()
        names.setSpacing(4)
        line = QHBoxLayout()
        line.addWidget(self.kind)
        line.addStretch(1)
        line.addWidget(self.open_button)
        names.addLayout(line)
        names.addWidget(self.title)
        names.addWidget(self.where)
        names.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addLayout(names, 1)
        head.addWidget(self.portrait, 0, Qt.AlignmentFlag.AlignTop)
        self.sides = QWidget()
        self.sides.setObjectName("case-sides")
        self.people_row, self.sides_row = QHBoxLayout(), QHBoxLayout()
        rows = QVBoxLayout(self.sides)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(10)
        for row in (self.people_row, self.sides_row):
            row.setSpacing(10)
            rows.addLayout(row)
        rows.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(self.sides)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(self.base)
        layout.addWidget(self.area, 1)
        layout.addWidget(self.advice)
        layout.addLayout(self._foot())

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.addWidget(self.pass_button)
        foot.addStretch(1)
        foot.addWidget(self.other_button)
        foot.addWidget(self.take_button)
        return foot

    # showing

    def show_card(self, card: Card | None) -> None:
        """Show a case, with nothing chosen beyond what usually holds: our own side."""
        self.card = card
        for frame in self.frames:
            # hidden first: a layout shows what was just added to it a little later, by then as a window of its own
            frame.hide()
            frame.setParent(None)
            frame.deleteLater()
        self.frames, self.ways = [], []
        self.portrait.hide()
        # never disabled as a whole: that would throw the focus out
        for button in (self.take_button, self.other_button, self.pass_button):
            button.setEnabled(card is not None)
        if card is None:
            for label in (self.kind, self.title, self.where, self.base, self.advice):
                label.clear()
            self.base.hide()
            return
        case = card.conflict
        self.kind.setText(KINDS[case.kind])
        self.kind.setProperty("tag", {"value": "warning", "deleted": "error"}.get(case.kind, "neutral"))
        self.kind.style().unpolish(self.kind)
        self.kind.style().polish(self.kind)
        self.title.setText("　".join(part for part in (card.person, title_of(card)) if part))
        self.where.setText("　".join(part for part in (card.village, card.household, card.head) if part))
        self.open_button.setVisible(bool(case.household))
        told = "，".join(f"{label} {text}" if len(card.base) > 1 else text for label, text in card.base if text)
        self.base.setText(f"原来都是：{told}" if told else "原来是空的")
        self.base.setVisible(case.kind == "value")
        self.other_button.setVisible(case.kind == "value")
        self.advice.setText(self._advice(card))
        if case.kind == "duplicate":
            self._show_people(card)
        else:
            self._show_sides(card)
        # what joins or deletes is never taken by an Enter too many: it must be chosen first
        self.choose(0 if case.kind == "value" else -1)

    def hold(self) -> None:
        """Take no key for the case shown any more: it is decided, and the next one is on its way."""
        self.card = None

    @staticmethod
    def _advice(card: Card) -> str:
        if card.conflict.kind == "deleted":
            return "一边把它删了，另一边不知道，又改了它。保留：回到档案里，改动都在；删除：进回收站，以后还能恢复。"
        if card.conflict.kind == "duplicate":
            return "是同一个人：两份合成一份，历史都留着，以后还能分开。不是同一个人：两份都留着，不再提醒。"
        if any(side.side.moved for side in card.sides):
            return "这处改动写在迁出之后：户已经不在那个村了。"
        return "没选的值也留在变更痕迹里，不会丢。"

    def _show_sides(self, card: Card) -> None:
        labels = list(dict.fromkeys(label for side in card.sides for label, _text in side.values))
        texts = {label: marked_texts([dict(side.values).get(label, "") for side in card.sides]) for label in labels}
        for at, side in enumerate(card.sides[:MOST_SIDES]):
            frame = SideFrame(str(at + 1), self._side_title(card, side), user_of(side), side.when, side.side.mine)
            alone = len(labels) == 1
            if card.conflict.kind == "deleted":
                lines = [(label, text or "（空）") for label, text in side.values if label != "删除"]
                lines = lines or ([] if side.side.values.get(DELETED) else [("", "内容没有改动")])
            else:
                lines = [("" if alone else label, texts[label][at]) for label in labels]
                lines = lines or [("", NOTHING)]
            frame.add_lines(lines)
            self._add(frame, Way(side.side.op, self._side_title(card, side)))

    @staticmethod
    def _side_title(card: Card, side: SideCard) -> str:
        whose = "本机" if side.side.mine else side.side.office or "别的单位"
        if card.conflict.kind != "deleted":
            return whose
        return f"删除（{whose}）" if side.side.values.get(DELETED) else f"保留（{whose}的改动）"

    def _show_people(self, card: Card) -> None:
        labels = list(dict.fromkeys(label for side in card.sides for label, _text in side.values))
        texts = {label: marked_texts([dict(side.values).get(label, "") for side in card.sides]) for label in labels}
        for at, side in enumerate(card.sides):
            name = next((text for label, text in side.values if label == "姓名"), "")
            whose = "本机" if side.side.mine else side.side.office
            frame = SideFrame("甲乙"[at], name, f"最早录入：{user_of(side)}　{whose}", side.when, side.side.mine)
            frame.setCursor(Qt.CursorShape.ArrowCursor)
            frame.add_lines([(label, texts[label][at]) for label in labels])
            self.frames.append(frame)
            self.people_row.addWidget(frame, 1)
        for digit, way in enumerate((Way("join", "同一个人"), Way("apart", "不是同一个人")), 1):
            frame = SideFrame(str(digit), way.text, "", "", False)
            told = "合成一份" if way.take == "join" else "两份都留着"
            frame.add_lines([("", told)])
            self._add(frame, way)

    def _add(self, frame: SideFrame, way: Way) -> None:
        at = len(self.ways)
        frame.picked.connect(lambda: self.choose(at))
        frame.taken.connect(lambda: self._take(at))
        self.ways.append(way)
        self.frames.append(frame)
        self.sides_row.addWidget(frame, 1)

    def show_more(self, more: More) -> None:
        """Show photos, and where the people of a duplicate live."""
        card = self.card
        if card is None:
            return
        if not more.portrait.isNull():
            self.portrait.setPixmap(picture_of(more.portrait, PICTURE // 2 + 20, self.devicePixelRatioF()))
            self.portrait.show()
        for frame, side in zip(self.frames, card.sides, strict=False):
            if side.side.op in more.places:
                frame.who.setText(f"{more.places[side.side.op]}\n{frame.who.text()}")
            if side.side.op in more.pictures:
                frame.show_picture(more.pictures[side.side.op])

    # choosing

    @property
    def _deciding(self) -> list[SideFrame]:
        return self.frames[len(self.frames) - len(self.ways) :]

    def choose(self, at: int) -> None:
        """Mark what Enter takes; -1 = nothing yet."""
        if not self.ways:
            return
        self.chosen = at
        for place, frame in enumerate(self._deciding):
            frame.set_chosen(place == at)
        if at < 0:
            self.take_button.setText("先选一种：← → 或数字键")
            return
        self.take_button.setText(f"采用“{self.ways[at].text}” Enter")
        self.area.ensureWidgetVisible(self._deciding[at], 0, 0)

    def _turn(self, step: int) -> None:
        if self.ways:
            before = self.chosen if self.chosen >= 0 else (-1 if step > 0 else 0)
            self.choose((before + step) % len(self.ways))

    def take(self) -> None:
        """Decide for what is chosen."""
        self._take(self.chosen)

    def _take(self, at: int) -> None:
        if self.card is not None and 0 <= at < len(self.ways):
            self.choose(at)
            self.decided.emit(self.ways[at])

    def ask_another(self) -> None:
        """Ask for another value, where the case has a field to type it in."""
        if self.card is not None and self.card.conflict.kind == "value":
            self.another.emit()

    def _open(self) -> None:
        if self.card is not None and self.card.conflict.household:
            self.household_wanted.emit(self.card.conflict.household)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """←→ and digits choose, Enter takes, F2 types, S leaves, ↑↓ go through the list, Ctrl+Z takes back."""
        key, control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._turn(1 if key == Qt.Key.Key_Right else -1)
        elif key in ENTER:
            self.take()
        elif key == Qt.Key.Key_F2:
            self.ask_another()
        elif key == Qt.Key.Key_S and not control:
            self.passed.emit()
        elif key == Qt.Key.Key_Z and control:
            self.taken_back.emit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(1 if key == Qt.Key.Key_Down else -1)
        elif event.text().isdecimal() and 1 <= int(event.text()) <= len(self.ways):
            self.choose(int(event.text()) - 1)
        else:
            super().keyPressEvent(event)


def user_of(side: SideCard) -> str:
    """Return who wrote a side."""
    return side.side.user or "未署名"


def title_of(card: Card) -> str:
    """Return what a case is about: of several fields that belong together those in which the sides differ."""
    if card.conflict.kind != "value" or len(card.conflict.fields) == 1:
        return card.title
    told = [dict(side.values) for side in card.sides]
    labels = dict.fromkeys(label for side in told for label in side)
    return "、".join(label for label in labels if len({side.get(label, "") for side in told}) > 1) or card.title


def _button(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    return button
