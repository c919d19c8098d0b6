"""What a workbook holds beside its values: hidden rows and columns, and cells that have no value to read.

The reading library shows a cell of #N/A, and a formula whose result was never stored, as an empty cell. Taken for
empty they would be lost without a word, so the pre-scan finds them and the reader puts a `CellFault` in their place.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from storage.exchange.problems import ExchangeProblem

MOST_FAULTS = 20_000
"""Cells without a value that are told one by one; a file with more is refused as a whole."""
MOST_HIDDEN = 1_100_000

NO_RESULT = "公式"
"""Text of a formula without a stored result."""


@dataclass(frozen=True, slots=True)
class CellFault:
    """A cell that shows something, but holds no value: an error like #N/A, or a formula that was never computed."""

    text: str

    @property
    def reason(self) -> str:
        """Return why it can't be taken."""
        return "公式没有保存计算结果" if self.text == NO_RESULT else f"公式出错（{self.text}）"

    @property
    def remedy(self) -> str:
        """Return what to do."""
        if self.text == NO_RESULT:
            return "用 Excel 或 WPS 打开这张表，保存一次后再导入，或直接填上结果"
        return "改正公式，或直接填上结果；确实没有就清空这一格"


@dataclass(slots=True)
class SheetFacts:
    """Facts of one sheet. Rows and columns of `faults` count from 1, as a clerk counts them."""

    hidden_rows: set[int] = field(default_factory=set[int])
    hidden_columns: set[int] = field(default_factory=set[int])
    faults: dict[tuple[int, int], CellFault] = field(default_factory=dict[tuple[int, int], CellFault])
    unplaced: int = 0

    def by_row(self) -> dict[int, dict[int, CellFault]]:
        """Return the faults as row → column → fault."""
        found: dict[int, dict[int, CellFault]] = {}
        for (row, column), fault in self.faults.items():
            found.setdefault(row, {})[column] = fault
        return found

    def hide_row(self, number: int) -> None:
        """Note a hidden row; a million of them is enough to know."""
        if len(self.hidden_rows) < MOST_HIDDEN:
            self.hidden_rows.add(number)

    def hide_columns(self, first: int, last: int) -> None:
        """Note hidden columns, both ends included."""
        self.hidden_columns.update(range(first, min(last, 16_384) + 1))

    def fault(self, name: str, row: int, column: int, text: str) -> None:
        """Note a cell without a value; ExchangeProblem where there are too many to tell."""
        self.faults[(row, column)] = CellFault(text)
        if len(self.faults) > MOST_FAULTS:
            raise too_many_faults(name)


def too_many_faults(name: str) -> ExchangeProblem:
    """Return the refusal of a file whose formulas have no results."""
    return ExchangeProblem(
        "formulas",
        f"文件“{name}”里有大量公式没有计算结果或出错，读出来会缺内容，没有导入。"
        "请用 Excel 或 WPS 打开，保存一次（或复制后“选择性粘贴为数值”），再重新导入。",
    )


def column_letters(number: int) -> str:
    """Return the letters of a column that counts from 1: 1 → A, 28 → AB."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: bytes) -> int:
    """Return the number of a column, A → 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def spans(numbers: set[int], most: int = 5) -> str:
    """Return row numbers as a clerk writes them: “3、7—12 等”."""
    ordered = sorted(numbers)
    parts: list[str] = []
    start = previous = 0
    for number in [*ordered, 0]:
        if number == previous + 1 and previous:
            previous = number
            continue
        if previous:
            parts.append(str(start) if start == previous else f"{start}—{previous}")
        start = previous = number
    return "、".join(parts[:most]) + (" 等" if len(parts) > most else "")
