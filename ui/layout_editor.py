"""版式设置: an office's own title, paper, masking and wording of one layout."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from reports.layouts import WORDING_LABELS, Layout, OfficeChange
from reports.sheets import PAPER_NAMES, PAPERS
from ui.choice_box import ChoiceBox

_LONG = frozenset({"opening", "closing", "notes"})
Keep = Callable[[OfficeChange, str], None]
"""Stores a change and the office's telephone number; the editor is told by `stored` or `refused`."""


class LayoutEditor(QDialog):
    """Asks for what an office may change; which fields are printed is not among it."""

    def __init__(self, layout: Layout, phone: str, keep: Keep, parent: QWidget | None = None) -> None:
        """Show the layout as it is printed now."""
        super().__init__(parent)
        self.setWindowTitle(f"版式设置：{layout.label}")
        self.layout_shown = layout
        self._keep = keep
        self.title = _line("标题", layout.title)
        self.paper = ChoiceBox("纸张", {paper: PAPER_NAMES[paper] for paper in PAPERS})
        self.paper.setCurrentIndex(PAPERS.index(layout.paper))
        self.masked = QCheckBox("遮盖证件号码、电话、银行卡号")
        self.masked.setChecked(layout.masked)
        self.masked.setEnabled(not layout.public)
        self.wording: dict[str, QLineEdit | QPlainTextEdit] = {
            key: (_text if key in _LONG else _line)(WORDING_LABELS.get(key, key), text)
            for key, text in layout.wording.items()
        }
        self.signatures = _text("签字栏（每行一格，最多四格）", "\n".join(layout.signatures))
        self.phone = _line("单位电话", phone)
        self.trouble = QLabel()
        self.trouble.setObjectName("trouble")
        self.trouble.setWordWrap(True)
        self.trouble.hide()
        self._arrange()
        self.title.setFocus()

    def _arrange(self) -> None:
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        form.setHorizontalSpacing(10)
        form.setVerticalSpacing(9)
        form.addRow("标题", self.title)
        form.addRow("纸张", self.paper)
        form.addRow("号码", self.masked)
        for key, editor in self.wording.items():
            form.addRow(WORDING_LABELS.get(key, key), editor)
        form.addRow("签字栏", self.signatures)
        form.addRow("单位电话", self.phone)
        if self.layout_shown.public:
            told = QLabel("张贴在外的版式只印姓名、人口、村组、年度和帮扶责任人；这里写不进证件号、手机号和卡号。")
            told.setProperty("role", "hint")
            told.setWordWrap(True)
            form.addRow("", told)
        self.reset_button = QPushButton("恢复原样")
        self.reset_button.setToolTip("标题、纸张、遮盖、文字都恢复成软件自带的")
        self.keep_button, leave = QPushButton("保存"), QPushButton("取消")
        self.keep_button.setProperty("primary", True)
        self.keep_button.setDefault(True)
        for button in (self.reset_button, leave):
            button.setAutoDefault(False)
        self.reset_button.clicked.connect(lambda: self._keep(OfficeChange(), self.phone.text().strip()))
        self.keep_button.clicked.connect(lambda: self._keep(self.change(), self.phone.text().strip()))
        leave.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self.reset_button)
        row.addStretch(1)
        row.addWidget(leave)
        row.addWidget(self.keep_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(form)
        layout.addWidget(self.trouble)
        layout.addLayout(row)
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("汉") * 40)

    def change(self) -> OfficeChange:
        """Return what the person has typed."""
        wording = {key: _text_of(editor) for key, editor in self.wording.items()}
        lines = (line.strip() for line in self.signatures.toPlainText().splitlines())
        paper = PAPERS[self.paper.currentIndex()]
        return OfficeChange(
            self.title.text().strip(), paper, self.masked.isChecked(), wording, tuple(filter(None, lines))
        )

    def stored(self) -> None:
        """The change is stored: close."""
        self.accept()

    def refused(self, sentence: str) -> None:
        """Say why the change can't be stored; what was typed stays."""
        self.trouble.setText(sentence)
        self.trouble.show()


def _line(name: str, text: str) -> QLineEdit:
    line = QLineEdit(text)
    line.setAccessibleName(name)
    line.setCursorPosition(0)
    return line


def _text(name: str, text: str) -> QPlainTextEdit:
    box = QPlainTextEdit(text)
    box.setAccessibleName(name)
    box.setTabChangesFocus(True)
    box.setFixedHeight(box.fontMetrics().lineSpacing() * 3 + 12)
    return box


def _text_of(editor: QLineEdit | QPlainTextEdit) -> str:
    text = editor.text() if isinstance(editor, QLineEdit) else editor.toPlainText()
    return " ".join(text.split())
