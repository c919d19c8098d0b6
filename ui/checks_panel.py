"""The side panel: what the rules find in the household while it is typed, and how complete it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from models.catalogue import ENTITIES
from models.derived import Completeness
from models.rules import Finding
from ui.edits import Place
from ui.style import color, icon

Index = QModelIndex | QPersistentModelIndex
WIDTH = 232
SECTIONS = (("household", "基本情况"), ("member", "家庭成员"), ("year", "收入与住房"), ("member_year", "成员年度"))
STYLE = {
    "E": ("error_bg", "error_bg", "circle-x", "error"),
    "M": ("surface", "error", "info-circle", "error"),
    "W": ("warning_bg", "warning_bg", "alert-triangle", "warning"),
    "Q": ("primary_soft", "primary_soft", "bulb", "primary"),
}
"""Group → ground, frame, icon and colour of the icon. M is an E that only says that a field is empty."""
ORDER = "EMWQ"


@dataclass(frozen=True, slots=True)
class Note:
    """A line of the panel: group, title, text, and where a click goes. `finding` is None for text not understood."""

    group: str
    title: str
    text: str
    place: Place
    finding: Finding | None = None


def notes_of(findings: Sequence[Finding], unread: Mapping[Place, str], names: Mapping[str, str]) -> list[Note]:
    """Return the panel's lines, errors first; `names` are the members' names by uid."""
    notes = [_unread_note(place, text, names) for place, text in unread.items()]
    notes += [_note(finding, names) for finding in findings]
    return sorted(notes, key=lambda note: ORDER.index(note.group))


def _note(finding: Finding, names: Mapping[str, str]) -> Note:
    missing = finding.level == "E" and not finding.value and "没有填" in finding.sentence
    place = Place(finding.entity, finding.person or "", finding.field)
    return Note("M" if missing else finding.level, _title(place, names), finding.sentence, place, finding)


def _unread_note(place: Place, text: str, names: Mapping[str, str]) -> Note:
    return Note("E", _title(place, names), f"“{text}”没看懂，没有写入", place)


def _title(place: Place, names: Mapping[str, str]) -> str:
    entity = ENTITIES.get(place.entity)
    label = next((field.label for field in entity.fields if field.name == place.field), "") if entity else ""
    name = names.get(place.owner, "")
    return " · ".join(part for part in (name, label or "收入明细") if part)


class NotesModel(QAbstractListModel):
    """The lines of the panel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.notes: list[Note] = []

    def set_notes(self, notes: list[Note]) -> bool:
        """Show these lines; tell whether anything changed."""
        if notes == self.notes:
            return False
        self.beginResetModel()
        self.notes = notes
        self.endResetModel()
        return True

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self.notes)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a line as one sentence."""
        if not index.isValid():
            return None
        note = self.notes[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{note.title}：{note.text}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return note.finding.remedy if note.finding is not None else ""
        return None


class NoteDelegate(QStyledItemDelegate):
    """Draws a line as a tinted card: icon, title, wrapped text."""

    MARGINS = (30, 5, 8, 6)
    GAP = 5

    def _fonts(self, font: QFont) -> tuple[QFont, QFont]:
        bold, small = QFont(font), QFont(font)
        bold.setWeight(QFont.Weight.DemiBold)
        small.setPixelSize(max(10, font.pixelSize() - 1))
        return bold, small

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as the wrapped text asks."""
        model = index.model()
        view = self.parent()
        assert isinstance(model, NotesModel)
        assert isinstance(view, QListView)
        width = view.viewport().width()
        left, top, right, bottom = self.MARGINS
        bold, small = self._fonts(option.font)  # type: ignore[attr-defined]
        room = QRect(0, 0, max(40, width - left - right), 2000)
        metrics = QFontMetrics(small)
        text = metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), model.notes[index.row()].text)
        return QSize(width, QFontMetrics(bold).height() + text.height() + top + bottom + self.GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one line."""
        model = index.model()
        assert isinstance(model, NotesModel)
        note = model.notes[index.row()]
        rect = QRect(option.rect).adjusted(0, 0, -1, -self.GAP)  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        ground, frame, sign, tint = STYLE[note.group]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        marked = bool(state & QStyle.StateFlag.State_Selected)
        over = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.setPen(QPen(color("primary" if marked else "input_border" if over else frame), 1))
        painter.setBrush(color(ground))
        painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        icon(sign, tint).paint(painter, QRect(rect.left() + 8, rect.top() + 6, 16, 16))
        left, top, right, bottom = self.MARGINS
        inner = rect.adjusted(left, top, -right, -bottom + self.GAP)
        bold, small = self._fonts(option.font)  # type: ignore[attr-defined]
        painter.setFont(bold)
        painter.setPen(color("text"))
        title = painter.fontMetrics().elidedText(note.title, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignTop), title)
        painter.setFont(small)
        painter.setPen(color("text_secondary" if note.group == "M" else "text"))
        below = inner.adjusted(0, QFontMetrics(bold).height(), 0, 0)
        painter.drawText(below, int(Qt.TextFlag.TextWordWrap), note.text)
        painter.restore()


class NotesView(QListView):
    """The list of lines; their heights follow its width."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap anew."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.scheduleDelayedItemsLayout()


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


def draw_bar(painter: QPainter, bar: QRectF, share: float) -> None:
    """Draw a bar filled to `share` (0–1)."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color("divider"))
    painter.drawRoundedRect(bar, 2.5, 2.5)
    if share > 0:
        painter.setBrush(color("primary"))
        painter.drawRoundedRect(QRectF(bar.left(), bar.top(), max(5.0, bar.width() * share), bar.height()), 2.5, 2.5)


class ChecksPanel(QFrame):
    """The panel. `picked` names the place a line is about."""

    picked = Signal(object)

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.setProperty("card", True)
        self.setFixedWidth(WIDTH)
        self.model = NotesModel(self)
        self.view = NotesView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(NoteDelegate(self.view))
        self.view.setAccessibleName("实时核查")
        self.view.setMouseTracking(True)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.clicked.connect(lambda index: self._go(index.row()))
        self.counts = QLabel()
        self.counts.setTextFormat(Qt.TextFormat.RichText)
        self.empty = QLabel("√ 没有发现问题")
        self.empty.setProperty("role", "ok")
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
        layout.addSpacing(4)
        layout.addWidget(below)
        layout.addWidget(self.bars)

    def show_notes(self, notes: list[Note]) -> None:
        """Show these lines, keeping the mark where its line still stands."""
        marked = self.marked
        if not self.model.set_notes(notes):
            return
        self._count(notes)
        if marked in notes:
            self.view.setCurrentIndex(self.model.index(notes.index(marked)))

    def _count(self, notes: list[Note]) -> None:
        found = {group: sum(note.group == group for note in notes) for group in ORDER}
        others = found["W"] + found["Q"]
        self.counts.setText(
            f"<span style='color:{color('error').name()}'>× {found['E']} 错误</span>&nbsp; "
            f"□ {found['M']} 缺项&nbsp; "
            f"<span style='color:{color('warning').name()}'>⚠ {others} 提醒</span>"
        )
        self.counts.setAccessibleName(f"{found['E']} 个错误，{found['M']} 个缺项，{others} 个提醒")
        self.empty.setVisible(not notes)

    @property
    def marked(self) -> Note | None:
        """Return the line marked last."""
        at = self.view.currentIndex().row()
        return self.model.notes[at] if 0 <= at < len(self.model.notes) else None

    def step(self, step: int) -> bool:
        """Go to the next (1) or previous (-1) line, round the end; tell whether there is any."""
        count = len(self.model.notes)
        if not count:
            return False
        at = self.view.currentIndex().row()
        self._go((at + step) % count if at >= 0 else (0 if step > 0 else count - 1))
        return True

    def forget(self) -> None:
        """Begin at the top again, for another household."""
        self.view.clearSelection()
        self.view.setCurrentIndex(QModelIndex())

    def _go(self, row: int) -> None:
        self.view.setCurrentIndex(self.model.index(row))
        self.view.scrollTo(self.model.index(row))
        self.picked.emit(self.model.notes[row].place)
