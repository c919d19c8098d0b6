"""What runs in the child process: it opens one file and answers its parent's questions about it over a pipe.

A workbook can make the reading library end the whole process; here that ends a child with bounded memory, and the
program goes on. Messages from the parent: ("names",), ("head", sheet, rows), ("rows", sheet). Answers are tuples that
begin with "names", "head", "rows", "end" or "failed".
"""

from __future__ import annotations

import csv
import io
import os
import re
import sys
from collections.abc import Iterator
from typing import Any, Protocol, TypeAlias

Row: TypeAlias = list[Any]
"""Cells as read: text, float, bool, date or datetime, “” where empty."""


class Pipe(Protocol):
    """One end of a pipe between two processes, on every platform."""

    def send(self, obj: Any, /) -> None:
        """Send an object."""

    def recv(self) -> Any:
        """Wait for an object; EOFError when the other end is gone."""

    def poll(self, timeout: float, /) -> bool:
        """Tell whether something arrives within `timeout` seconds."""
        ...

    def close(self) -> None:
        """Close this end."""


ROWS_AT_ONCE = 500
MOST_CSV_FIELD = 1024 * 1024


def serve(pipe: Pipe, path: str, kind: str, memory: int) -> None:
    """Answer questions until the parent hangs up; nothing is written anywhere."""
    _be_quiet()
    _limit_memory(memory)
    try:
        book = TextBook(path) if kind == "text" else CellBook(path)
    except MemoryError:
        pipe.send(("failed", "memory"))
        return
    except Exception as error:  # noqa: BLE001 - whatever the library says becomes a code for the parent's sentence
        pipe.send(("failed", _code_of(error)))
        return
    try:
        while True:
            question = pipe.recv()
            if question[0] == "names":
                pipe.send(("names", book.sheets()))
            elif question[0] == "head":
                pipe.send(("head", _first(book.rows(question[1]), question[2])))
            else:
                _send_rows(pipe, book.rows(question[1]))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
    except MemoryError:
        pipe.send(("failed", "memory"))
    except Exception as error:  # noqa: BLE001
        pipe.send(("failed", _code_of(error)))


class CellBook:
    """A workbook read by calamine."""

    def __init__(self, path: str) -> None:
        """Open the file."""
        import python_calamine  # the parent never loads it

        opener: Any = python_calamine
        self._book: Any = opener.load_workbook(path)
        self._last: tuple[str, Any] | None = None

    def sheets(self) -> list[tuple[str, bool]]:
        """Return (name, hidden) of every worksheet."""
        from python_calamine import SheetTypeEnum, SheetVisibleEnum

        return [
            (sheet.name, sheet.visible != SheetVisibleEnum.Visible)
            for sheet in self._book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet
        ]

    def rows(self, sheet: str) -> Iterator[Row]:
        """Return the rows of a sheet from row 1 on."""
        if self._last is None or self._last[0] != sheet:
            self._last = (sheet, self._book.get_sheet_by_name(sheet))
        return self._last[1].iter_rows()


class TextBook:
    """A CSV or tab-separated file: UTF-8 (with or without mark), UTF-16 with mark, else GB18030."""

    def __init__(self, path: str) -> None:
        """Read and decode the file."""
        with open(path, "rb") as file:  # noqa: PTH123 - the child starts faster without pathlib
            self._text = decode(file.read())
        csv.field_size_limit(MOST_CSV_FIELD)

    def sheets(self) -> list[tuple[str, bool]]:
        """Return the one nameless sheet."""
        return [("", False)]

    def rows(self, _sheet: str) -> Iterator[Row]:
        """Return the rows; all cells are text."""
        line_end = self._text.find("\n", 0, 4096)
        first = self._text[: line_end if line_end > 0 else 4096]
        delimiter = max(",\t;", key=first.count)
        return csv.reader(io.StringIO(self._text, newline=""), delimiter=delimiter)


def decode(raw: bytes) -> str:
    """Return the text of a file whose encoding nobody wrote down; UnicodeDecodeError if it is no text."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030")


def _first(rows: Iterator[Row], count: int) -> list[Row]:
    found: list[Row] = []
    for row in rows:
        found.append(row)
        if len(found) == count:
            break
    return found


def _send_rows(pipe: Pipe, rows: Iterator[Row]) -> None:
    """Send the filled rows with their numbers, a few hundred at a time; blank rows stay behind."""
    numbers: list[int] = []
    part: list[Row] = []
    last = 0
    for number, row in enumerate(rows, 1):
        last = number
        if row.count("") == len(row):
            continue
        numbers.append(number)
        part.append(row)
        if len(part) == ROWS_AT_ONCE:
            pipe.send(("rows", numbers, part))
            numbers, part = [], []
    if part:
        pipe.send(("rows", numbers, part))
    pipe.send(("end", last))


def _code_of(error: Exception) -> str:
    """Name the failure; the error's own text may hold data and stays here."""
    name = type(error).__name__
    if name == "PasswordError" or re.search("password|encrypt", str(error), re.IGNORECASE):
        return "password"
    if isinstance(error, UnicodeDecodeError):
        return "encoding"
    return "damaged"


def _be_quiet() -> None:
    """Send the child's own complaints nowhere: an aborting library prints to stderr."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)


def _limit_memory(memory: int) -> None:
    if sys.platform == "win32":
        from storage.exchange.windows_limit import limit_memory

        limit_memory(memory)
        return
    import resource

    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
