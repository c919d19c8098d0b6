"""What runs in the child process: it opens one file and answers its parent's questions about it over a pipe.

A workbook can make the reading library end the whole process; here that ends a child with bounded memory, and the
program goes on. Messages from the parent: ("names",), ("head", sheet, rows), ("rows", sheet), ("merged", sheet).
Answers are tuples that begin with "names", "head", "rows", "end", "merged" or "failed"; a row's cells are text, float,
bool, date or datetime, “” where empty.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from typing import Any, Protocol

from storage.exchange.text_book import BadText, Row, TextBook


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


def serve(pipe: Pipe, path: str, kind: str, memory: int) -> None:
    """Answer questions until the parent hangs up; nothing is written anywhere."""
    _be_quiet()
    _limit_memory(memory)
    try:
        book = _open(path, kind)
    except MemoryError:
        pipe.send(("failed", "memory", 0))
        return
    except Exception as error:  # noqa: BLE001 - whatever the library says becomes a code for the parent's sentence
        pipe.send(("failed", *_code_of(error)))
        return
    try:
        while True:
            question = pipe.recv()
            if question[0] == "names":
                pipe.send(("names", book.sheets()))
            elif question[0] == "head":
                pipe.send(("head", _first(book.rows(question[1]), question[2])))
            elif question[0] == "merged":
                pipe.send(("merged", book.merged(question[1])))
            else:
                _send_rows(pipe, book.rows(question[1]))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
    except MemoryError:
        pipe.send(("failed", "memory", 0))
    except Exception as error:  # noqa: BLE001
        pipe.send(("failed", *_code_of(error)))


def _open(path: str, kind: str) -> Any:
    if kind == "text":
        return TextBook(path)
    if kind in ("html", "xml"):
        from storage.exchange.table_books import HtmlBook, XmlBook

        return HtmlBook(path) if kind == "html" else XmlBook(path)
    return CellBook(path, kind)


class CellBook:
    """A workbook read by calamine."""

    def __init__(self, path: str, kind: str) -> None:
        """Open the file."""
        import python_calamine  # the parent never loads it

        opener: Any = python_calamine
        if path.casefold().endswith(f".{kind}"):
            self._book: Any = opener.load_workbook(path)
        else:  # by its name the library would take it for another format
            with open(path, "rb") as file:  # noqa: PTH123 - the child starts faster without pathlib
                self._book = opener.load_workbook(file)
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

    def merged(self, sheet: str) -> list[Any]:
        """Return the merged cells as ((row, column), (row, column)) from 0; an .ods file tells none."""
        self.rows(sheet)
        return list(self._last[1].merged_cell_ranges or ()) if self._last is not None else []


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


def _code_of(error: Exception) -> tuple[str, int]:
    """Name the failure and the line it is about (0 = none); the error's own text may hold data and stays here."""
    if isinstance(error, BadText):
        return error.code, error.line
    name = type(error).__name__
    if name == "PasswordError" or re.search("password|encrypt", str(error), re.IGNORECASE):
        return "password", 0
    if name == "NoTable":
        return "html", 0
    return "damaged", 0


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
