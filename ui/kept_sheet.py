"""Columns of imported sheets that mean nothing known, as they came: a household's cells with file, row and person."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from storage.archive.archive import Archive
from storage.archive.progress import Progress
from storage.archive.records import load
from storage.archive.sheet_memory import kept_rows
from ui.rows_model import Column, RowsModel, table_over


@dataclass(frozen=True, slots=True)
class KeptCell:
    """One cell: where it came from, whom it is about, its heading, its text."""

    source: str
    row: int
    person: str
    heading: str
    text: str


COLUMNS: tuple[Column[KeptCell], ...] = (
    Column("人", lambda cell: cell.person, 8),
    Column("列名", lambda cell: cell.heading, 18),
    Column("内容", lambda cell: cell.text, 0),
    Column("来自", lambda cell: cell.source, 30),
    Column("行", lambda cell: str(cell.row), 6, right=True),
)


def load_kept(archive: Archive, _progress: Progress, household: str) -> list[KeptCell]:
    """Return a household's kept cells, the latest first; job for the worker."""
    names: dict[str, str] = {"": ""}
    found: list[KeptCell] = []
    for row in kept_rows(archive, household):
        if row.person not in names:
            names[row.person] = (load(archive, "member", row.person) or {}).get("name") or ""
        found += [
            KeptCell(row.source, row.row, names[row.person], heading, text) for heading, text in row.cells.items()
        ]
    return found


class KeptSheet(QDialog):
    """The list, to be read."""

    def __init__(self, cells: list[KeptCell], parent: QWidget | None = None) -> None:
        """Show these cells."""
        super().__init__(parent)
        self.setWindowTitle("导入时没有对应字段的列")
        self.resize(900, 420)
        self.model: RowsModel[KeptCell] = RowsModel(COLUMNS, self)
        self.model.set_rows(cells)
        hint = QLabel("这些列导入时没有对应的字段，按原样保留在这一户名下，没有写进档案的字段。")
        hint.setProperty("role", "secondary")
        hint.setWordWrap(True)
        close = QPushButton("关闭")
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(hint)
        layout.addWidget(table_over(self.model, "原表其他列"), 1)
        layout.addWidget(close)
