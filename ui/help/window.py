"""The help window: topics and fields at the left, found while one types; the text with its pictures at the right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import (
    QDesktopServices,
    QFont,
    QImage,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from models.codes import CodeBook
from models.rules import load_rule_book
from storage.archive.pinyin import spellings
from ui.edits import Place
from ui.help.book import Topic, help_folder, read_topics, search, topic_of
from ui.help.field_help import FieldHelp, all_fields, field_help
from ui.options import hits, option_of
from ui.style import color

ENTRY = Qt.ItemDataRole.UserRole
MOST_FIELDS = 40
MARGIN = 18
LINES, TABLE_LINES, PICTURE_LINES = (122.0, 1), (112.0, 1), (100.0, 1)
"""Height of lines in per cent of the font's (1 = proportional)."""
PICTURE = "\ufffc"
"""Stands in the text where a picture is."""


class HelpText(QTextBrowser):
    """Shows Markdown; pictures are drawn as wide as the window allows, sharp on dense screens."""

    def __init__(self, folder: Path) -> None:
        """Take pictures from `folder`."""
        super().__init__()
        self._folder = folder
        self._markdown = ""
        self.setOpenLinks(False)
        self.setAccessibleName("帮助内容")
        self.document().setDocumentMargin(MARGIN)
        font = QFont(self.font())
        font.setPixelSize(font.pixelSize() + 1)
        self.document().setDefaultFont(font)
        self.anchorClicked.connect(self._follow)

    def show_text(self, markdown: str) -> None:
        """Show another text from its beginning."""
        self._markdown = markdown
        self._show()
        self.verticalScrollBar().setValue(0)

    def _show(self) -> None:
        self.document().setDefaultStyleSheet(f"a {{ color: {color('primary').name()}; }}")
        self.document().clear()
        self.document().setIndentWidth(20)
        self.document().setMarkdown(self._markdown, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        self._space_out()

    def _space_out(self) -> None:
        """Give lines and paragraphs the air that Markdown says nothing about."""
        cursor = QTextCursor(self.document())
        block = self.document().begin()
        while block.isValid():
            cursor.setPosition(block.position())
            layout = block.blockFormat()
            in_table = cursor.currentTable() is not None
            pictured = PICTURE in block.text()
            layout.setLineHeight(*(PICTURE_LINES if pictured else TABLE_LINES if in_table else LINES))
            layout.setTopMargin(0)
            layout.setBottomMargin(0 if in_table else 3 if block.textList() is not None else 9)
            cursor.setBlockFormat(layout)
            block = block.next()
        for frame in self.document().rootFrame().childFrames():
            shape = frame.frameFormat()
            shape.setTopMargin(6)
            shape.setBottomMargin(10)
            frame.setFrameFormat(shape)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Return a picture of the guide in the width there is."""
        path = name.toString() if isinstance(name, QUrl) else name
        picture = QImage(str(self._folder / path))
        if kind != QTextDocument.ResourceType.ImageResource.value or picture.isNull():
            return super().loadResource(kind, name if isinstance(name, QUrl) else QUrl(name))
        ratio = self.devicePixelRatioF()
        width = round(max(200, self.viewport().width() - 2 * MARGIN - 8) * ratio)
        if picture.width() > width:
            picture = picture.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
        picture.setDevicePixelRatio(ratio)
        return picture

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the pictures anew in another width."""
        super().resizeEvent(event)
        if self._markdown and event.oldSize().width() != event.size().width():
            at = self.verticalScrollBar().value()
            self._show()
            self.verticalScrollBar().setValue(at)

    def _follow(self, url: QUrl) -> None:
        """Open nothing but a file of our own: the program has no business on a network."""
        if url.isRelative() and (self._folder / url.path()).exists():
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder / url.path())))


class HelpWindow(QDialog):
    """Stays open beside the work. `show_page` and `show_field` bring what F1 was pressed at."""

    def __init__(self, resources: Path, codes: CodeBook, parent: QWidget | None = None) -> None:
        """Read the guide."""
        super().__init__(parent)
        self.setWindowTitle("帮助")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.setModal(False)
        folder = help_folder(resources)
        self._codes = codes
        self._rules = list(load_rule_book(resources / "rules.csv").values())
        self.topics = read_topics(folder)
        self._fields = {one.key: one for one in all_fields(codes)}
        self._options = [option_of(one.key, one.title, spellings) for one in self._fields.values()]
        self.query = QLineEdit()
        self.query.setPlaceholderText("找：导入、F6、身份证、zpyy…")
        self.query.setAccessibleName("在帮助里找")
        self.query.setClearButtonEnabled(True)
        self.found = QListWidget()
        self.found.setProperty("framed", True)
        self.found.setAccessibleName("找到的内容")
        self.found.setWordWrap(True)
        self.title = QLabel()
        self.title.setObjectName("page-title")
        self.where = QLabel()
        self.where.setProperty("role", "hint")
        self.text = HelpText(folder)
        self._arrange()
        self.query.textChanged.connect(self._search)
        self.query.returnPressed.connect(self.text.setFocus)
        self.found.currentItemChanged.connect(lambda now, _before: self._show_item(now))
        QShortcut(QKeySequence("F1"), self).activated.connect(self.query.setFocus)
        self._search("")

    def _arrange(self) -> None:
        unit = self.fontMetrics().height()
        self.resize(QSize(unit * 52, unit * 36))
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.query)
        column.addWidget(self.found, 1)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addWidget(self.where)
        head.addStretch(1)
        column.addLayout(head)
        column.addWidget(self.text, 1)
        both = QSplitter(Qt.Orientation.Horizontal)
        both.addWidget(left)
        both.addWidget(right)
        both.setChildrenCollapsible(False)
        both.setSizes([unit * 13, unit * 39])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.addWidget(both)

    # finding

    def _search(self, query: str) -> None:
        self.found.blockSignals(True)
        self.found.clear()
        for one in search(self.topics, query, spellings):
            text = f"{one.topic.title}\n…{one.around}…" if one.around else one.topic.title
            self._add(text, one.topic)
        if query.strip():
            for option in hits(self._options, query, MOST_FIELDS):
                one = self._fields[option.code]
                self._add(f"{one.title}（字段 · {one.where}）", one)
        self.found.blockSignals(False)
        if self.found.count():
            self.found.setCurrentRow(0)
            self._show_item(self.found.item(0))
        else:
            self.title.setText("没有找到")
            self.where.clear()
            self.text.show_text("换一个词试试：页面名、按键（如 F6）、字段名或它的拼音首字母。")

    def _add(self, text: str, entry: Topic | FieldHelp) -> None:
        item = QListWidgetItem(text)
        item.setData(ENTRY, entry)
        self.found.addItem(item)

    # showing

    def _show_item(self, item: QListWidgetItem | None) -> None:
        entry = item.data(ENTRY) if item is not None else None
        if isinstance(entry, Topic):
            self._show(entry.title, "", entry.text)
        elif isinstance(entry, FieldHelp):
            entity, _colon, name = entry.key.partition(":")
            self._show_field(field_help(entity, name, self._codes, self._rules) or entry)

    def _show(self, title: str, where: str, text: str) -> None:
        self.title.setText(title)
        self.where.setText(where)
        self.text.show_text(text)

    def _show_field(self, one: FieldHelp) -> None:
        self._show(one.title, one.where, one.text)

    def show_page(self, page: str) -> None:
        """Show the topic of a page of the window."""
        self.query.clear()
        topic = topic_of(self.topics, page)
        if topic is not None:
            self.found.setCurrentRow(self.topics.index(topic))
        self.query.setFocus()

    def come_up(self, place: Place | None, page: str) -> None:
        """Come to the front with the field of `place`, else with what there is about a page."""
        if place is None or not self.show_field(place.entity, place.field):
            self.show_page(page)
        self.show()
        self.raise_()
        self.activateWindow()

    def show_field(self, entity: str, name: str) -> bool:
        """Show what a field is; tell whether there is such a field."""
        one = field_help(entity, name, self._codes, self._rules)
        if one is None:
            return False
        self.query.clear()
        self.found.blockSignals(True)
        self.found.setCurrentRow(-1)
        self.found.blockSignals(False)
        self._show_field(one)
        self.query.setFocus()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↑ and ↓ in the search line move in the list; Esc closes."""
        if self.query.hasFocus() and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self.found.setCurrentRow(max(0, min(self.found.count() - 1, self.found.currentRow() + step)))
            return
        super().keyPressEvent(event)
