"""The side panel: what the rules find in the household while it is typed, and how complete it is."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from models.derived import Completeness
from ui.checks_strip import ChecksStrip
from ui.note_groups import ORDER, Note
from ui.notes_list import NotesModel, NotesView
from ui.style import color

WIDTH = 232
SECTIONS = (("household", "基本情况"), ("member", "家庭成员"), ("year", "收入与住房"), ("member_year", "成员年度"))


class SectionBars(QWidget):
    """Completeness by section: name, bar, filled of required."""

    ROW = 25

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._parts: dict[str, Completeness] = {}
        self.setFixedHeight(self.ROW * len(SECTIONS))
        self.setAccessibleName("各节完整度")

    def show_parts(self, parts: dict[str, Completeness]) -> None:
        """Show completeness by entity."""
        if parts != self._parts:
            self._parts = parts
            said = (f"{title} {parts[name].filled}/{parts[name].required}" for name, title in SECTIONS if name in parts)
            self.setAccessibleDescription("，".join(said))
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = painter.fontMetrics()
        title_width = max(metrics.horizontalAdvance(title) for _name, title in SECTIONS) + 8
        number_width = metrics.horizontalAdvance("000/000") + 6
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        for at, (name, title) in enumerate(SECTIONS):
            part = self._parts.get(name)
            row = QRect(0, at * self.ROW, self.width(), self.ROW)
            painter.setPen(color("text_secondary"))
            painter.drawText(row, middle, title)
            if part is None:
                continue
            painter.drawText(row, middle | int(Qt.AlignmentFlag.AlignRight), f"{part.filled}/{part.required}")
            bar = QRectF(title_width, row.center().y() - 2, self.width() - title_width - number_width, 5)
            draw_bar(painter, bar, part.filled / part.required if part.required else 1.0)
        painter.end()


def draw_bar(painter: QPainter, bar: QRectF, share: float) -> None:
    """Draw a bar filled to `share` (0–1)."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color("divider"))
    painter.drawRoundedRect(bar, 2.5, 2.5)
    if share > 0:
        painter.setBrush(color("primary"))
        painter.drawRoundedRect(QRectF(bar.left(), bar.top(), max(5.0, bar.width() * share), bar.height()), 2.5, 2.5)


class ChecksPanel(QFrame):
    """The panel. `picked` names the place a line is about.

    On a narrow window it is `folded` into a strip with the counts (`strip`), and can be drawn over the page.
    """

    picked = Signal(object)

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.setProperty("card", True)
        self.setFixedWidth(WIDTH)
        self.strip = ChecksStrip()
        self.model = NotesModel(self)
        self.view = NotesView(self.model)
        self.view.clicked.connect(lambda index: self._go(index.row()))
        self.view.below.connect(self._say_below)
        self.counts = QLabel()
        self.counts.setTextFormat(Qt.TextFormat.RichText)
        self.empty = QLabel("√ 没有发现问题")
        self.empty.setProperty("role", "ok")
        self.more = QPushButton()
        self.more.setProperty("flat", True)
        self.more.setAccessibleName("看下面的问题")
        self.more.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.more.clicked.connect(self._scroll_on)
        self.bars = SectionBars()
        self._arrange()
        self._count([])

    def _arrange(self) -> None:
        head = QHBoxLayout()
        title, hint = QLabel("实时核查"), QLabel("F8 跳到下一条")
        title.setProperty("role", "section")
        hint.setProperty("role", "hint")
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(hint)
        below = QLabel("各节完整度")
        below.setProperty("role", "section")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.counts)
        layout.addWidget(self.empty)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.more)
        layout.addSpacing(4)
        layout.addWidget(below)
        layout.addWidget(self.bars)
        self._say_below(0)

    def show_notes(self, notes: list[Note]) -> None:
        """Show these lines, keeping the mark where its line still stands."""
        marked = self.marked
        if not self.model.set_notes(notes):
            return
        self._count(notes)
        if marked is not None and marked in notes:
            self.view.setCurrentIndex(self.model.index(self.model.line_of(marked)))

    def _count(self, notes: list[Note]) -> None:
        found = {group: sum(note.group == group for note in notes) for group in ORDER}
        others = found["W"] + found["Q"]
        self.counts.setText(
            f"<span style='color:{color('error').name()}'>× {found['E']} 错误</span>&nbsp; "
            f"□ {found['M']} 缺项&nbsp; "
            f"<span style='color:{color('warning').name()}'>⚠ {others} 提醒</span>"
        )
        said = f"{found['E']} 个错误，{found['M']} 个缺项，{others} 个提醒"
        self.counts.setAccessibleName(said)
        self.strip.show_counts(found["E"], found["M"], others, said)
        self.empty.setVisible(not notes)

    def _say_below(self, hidden: int) -> None:
        self.more.setText(f"还有 {hidden} 条 ↓")
        kept = self.more.sizePolicy()
        kept.setRetainSizeWhenHidden(bool(self.model.notes))
        self.more.setSizePolicy(kept)
        self.more.setVisible(hidden > 0)

    def _scroll_on(self) -> None:
        bar = self.view.verticalScrollBar()
        bar.setValue(bar.value() + self.view.viewport().height() - 40)

    @property
    def marked(self) -> Note | None:
        """Return the line marked last."""
        at = self.view.currentIndex().row()
        line = self.model.lines[at] if 0 <= at < len(self.model.lines) else None
        return line if isinstance(line, Note) else None

    def step(self, step: int) -> bool:
        """Go to the next (1) or previous (-1) note, round the end; tell whether there is any."""
        notes = self.model.notes
        if not notes:
            return False
        marked = self.marked
        at = (notes.index(marked) + step) % len(notes) if marked is not None else (0 if step > 0 else len(notes) - 1)
        self._go(self.model.line_of(notes[at]))
        return True

    def forget(self) -> None:
        """Begin at the top again, for another household."""
        self.view.clearSelection()
        self.view.setCurrentIndex(QModelIndex())

    def _go(self, row: int) -> None:
        line = self.model.lines[row]
        if isinstance(line, Note):
            self.view.setCurrentIndex(self.model.index(row))
            self.view.scrollTo(self.model.index(row))
            self.picked.emit(line.place)
