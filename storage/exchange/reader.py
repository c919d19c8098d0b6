"""Reads a sheet's rows through a child process, with bounded memory and time; any file ends in rows or a sentence."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from storage.archive.progress import Progress, silent
from storage.exchange.prescan import FileLook, kind_of, look_at
from storage.exchange.problems import ExchangeProblem
from storage.exchange.reading_process import Pipe, serve
from storage.exchange.sheet_facts import CellFault, SheetFacts, column_letters, spans
from storage.exchange.text_book import Row

MEMORY = 2 * 1024 * 1024 * 1024
"""Bytes of address space the child may use: a county list of 250,000 rows fits, a trap does not."""
SECONDS = 300.0
"""The longest a file may take to answer one question."""
_TICK = 0.2

_SENTENCES: dict[str, str] = {
    "memory": "文件“{name}”读起来占用内存太多，已停止读取，没有导入任何内容。请删除多余的行列，或按村拆开后再导入。",
    "password": "文件“{name}”设了密码，读不了。请用 Excel 或 WPS 打开，去掉密码另存后再导入。",
    "encoding": "文件“{name}”第 {line} 行起的文字编码认不出来，可能没有拷完整或混了两种编码，没有导入任何内容。"
    "请用 Excel 或 WPS 打开核对，另存为 xlsx 再导入。",
    "quotes": "文件“{name}”第 {line} 行附近的英文双引号没有配对，照此读会把几行并成一行，没有导入任何内容。"
    "请删去多余的双引号，或用 Excel 打开核对后另存为 xlsx 再导入。",
    "html": "“{name}”其实是网页，里面没有可导入的表格。请用 Excel 或 WPS 打开，另存为 xlsx 再导入。",
    "damaged": "文件“{name}”已损坏，或不是真正的 Excel 表格，打不开。请用 Excel 或 WPS 打开后另存为 xlsx，再重新导入。",
    "time": "文件“{name}”读了很久还没有读完，已停止读取，没有导入任何内容。请删除多余的行列，或按村拆开后再导入。",
}


class SheetReader:
    """One open file. Use it in a `with`: leaving it ends the child process, whatever happened."""

    def __init__(
        self, path: Path, progress: Progress = silent, *, memory: int = MEMORY, seconds: float = SECONDS
    ) -> None:
        """Look at the file and open it in the child; ExchangeProblem where it can't be read."""
        self._name = path.name
        self._progress = progress
        self._seconds = seconds
        self._hidden_seen: set[int] = set()
        self._faults_seen: set[int] = set()
        progress(0, 0, "检查文件")
        kind = kind_of(path)
        context = multiprocessing.get_context("spawn")
        ours, other = context.Pipe()
        self._pipe: Pipe = ours
        self._child = context.Process(target=serve, args=(other, str(path), kind, memory), daemon=True)
        # the child begins to read while the file is still looked at: whatever it meets, its memory is bounded
        self._child.start()
        other.close()
        try:
            self.look: FileLook = look_at(path, kind)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child process."""
        self._pipe.close()
        if self._child.is_alive():
            self._child.terminate()
        self._child.join()
        self._child.close()

    def sheets(self) -> list[tuple[str, bool]]:
        """Return (name, hidden) of every sheet; a CSV file has one nameless sheet."""
        return self._ask(("names",))[1]

    def head(self, sheet: str, rows: int) -> list[Row]:
        """Return the first rows of a sheet, blank ones included."""
        found = self._ask(("head", sheet, rows))[1]
        for number, faults in self.facts(sheet).by_row().items():
            if number <= len(found):
                found[number - 1] = _with_faults(found[number - 1], faults)
        return found

    def rows(self, sheet: str) -> Iterator[tuple[list[int], list[Row]]]:
        """Yield (row numbers, rows) of a sheet, some hundreds at a time, blank rows left out; numbers begin at 1."""
        hidden, faults = self.facts(sheet).hidden_rows, self.facts(sheet).by_row()
        answer = self._ask(("rows", sheet))
        while answer[0] == "rows":
            rows = answer[2]
            if faults:
                for place, number in enumerate(answer[1]):
                    rows[place] = _with_faults(rows[place], faults.pop(number, None))
            self._hidden_seen.update(hidden.intersection(answer[1]))
            yield answer[1], rows
            answer = self._answer()
        if faults:  # rows of nothing but faults look blank to the child
            numbers = sorted(faults)
            self._hidden_seen.update(hidden.intersection(numbers))
            yield numbers, [_with_faults([], faults[number]) for number in numbers]

    def facts(self, sheet: str) -> SheetFacts:
        """Return what the pre-scan knows of a sheet."""
        return self.look.facts.get(sheet) or SheetFacts()

    def merged(self, sheet: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
        """Return a sheet's merged cells as ((row, column), (row, column)), first and last place, from 0."""
        return [(tuple(first), tuple(last)) for first, last in self._ask(("merged", sheet))[1]]

    def notes(self, sheet: str, *, own: bool = False) -> list[str]:
        """Return what a clerk should know of a sheet whose rows were read, as Chinese sentences.

        `own`: we wrote it ourselves, and its hidden column is ours.
        """
        found: list[str] = []
        if self._hidden_seen:
            found.append(
                f"第 {spans(self._hidden_seen)} 行在表里是隐藏（或被筛选掉）的，共 {len(self._hidden_seen)} 行，"
                "也一起读入了。不想要的请在方案里去掉勾选。"
            )
        columns = self.facts(sheet).hidden_columns
        if columns and not own and max(columns) - min(columns) < 16_000:
            letters = "、".join(column_letters(number) for number in sorted(columns)[:8])
            found.append(f"{letters}{' 等' if len(columns) > 8 else ''} 列在表里是隐藏的，也一起读入了。")
        if self.look.dates_from_1904:
            found.append("此工作簿从 1904 年起数日期，已按此换算，请核对导入后的日期。")
        return found

    def _ask(self, question: tuple[Any, ...]) -> tuple[Any, ...]:
        try:
            self._pipe.send(question)
        except OSError:
            # the child may have left a reason before it went
            return self._answer()
        return self._answer()

    def _answer(self) -> tuple[Any, ...]:
        """Wait for the child, letting the job be cancelled meanwhile."""
        ends = time.monotonic() + self._seconds
        while not self._pipe.poll(_TICK):
            self._progress(0, 0, "读取表格")
            if time.monotonic() > ends:
                raise self._problem("time")
        try:
            answer = self._pipe.recv()
        except (EOFError, OSError):
            # the child is gone without a word: it ran into its memory limit
            raise self._problem("memory") from None
        if answer[0] == "failed":
            raise self._problem(answer[1], answer[2])
        return answer

    def _problem(self, code: str, line: int = 0) -> ExchangeProblem:
        return ExchangeProblem(code, _SENTENCES[code].format(name=self._name, line=line))


def _with_faults(row: Row, faults: dict[int, CellFault] | None) -> Row:
    """Return the row with faults put in by column, from 1."""
    if not faults:
        return row
    found = list(row) + [""] * (max(faults) - len(row))
    for column, fault in faults.items():
        found[column - 1] = fault
    return found
