"""CSV and tab-separated files: encoding, delimiter and quotes found out; text that lost something is refused."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any, TypeAlias

from models.names import mend_gb18030

Row: TypeAlias = list[Any]

MOST_CSV_FIELD = 1024 * 1024
_DELIMITERS = ",\t;|"


class BadText(Exception):
    """The text can't be read for sure. `code` names the parent's sentence, `line` where it begins to be doubtful."""

    def __init__(self, code: str, line: int) -> None:
        """Keep both."""
        super().__init__(code)
        self.code = code
        self.line = line


class TextBook:
    """A CSV or tab-separated file: UTF-8 (with or without mark), UTF-16 with mark, else GB18030."""

    def __init__(self, path: str) -> None:
        """Read and decode the file; BadText where that can't be done without a doubt."""
        csv.field_size_limit(MOST_CSV_FIELD)
        with open(path, "rb") as file:  # noqa: PTH123 - the child starts faster without pathlib
            self._text = decode(file.read())
        self._delimiter = _delimiter_of(self._text)
        self._check_quotes()

    def sheets(self) -> list[tuple[str, bool]]:
        """Return the one nameless sheet."""
        return [("", False)]

    def rows(self, _sheet: str) -> Iterator[Row]:
        """Return the rows; all cells are text."""
        return self._reader(strict=False)

    def merged(self, _sheet: str) -> list[Any]:
        """Return no merged cells: text has none."""
        return []

    def _reader(self, *, strict: bool) -> Any:
        return csv.reader(io.StringIO(self._text, newline=""), delimiter=self._delimiter, strict=strict)

    def _check_quotes(self) -> None:
        """One quote too many would swallow the rows up to the next one, so a doubtful one is told."""
        if '"' not in self._text:
            return
        reader = self._reader(strict=True)
        line = 1
        try:
            for _row in reader:
                line = reader.line_num + 1
        except csv.Error:
            raise BadText("quotes", line) from None


def decode(raw: bytes) -> str:
    """Return the text of a file whose encoding nobody wrote down; BadText if it is none, or two at once."""
    try:
        if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            return raw.decode("utf-16")
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.encoding.startswith("utf-16") or _is_mostly_utf8(raw):
            raise BadText("encoding", raw.count(b"\n", 0, error.start) + 1) from None
    try:
        return mend_gb18030(raw.decode("gb18030"))
    except UnicodeDecodeError as error:
        raise BadText("encoding", raw.count(b"\n", 0, error.start) + 1) from None


def _is_mostly_utf8(raw: bytes) -> bool:
    """Tell whether broken UTF-8 is still UTF-8 (cut off, or pasted together) and no GB18030, which would misread it."""
    text = raw.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(1 for character in text if "\u3000" <= character <= "\u9fff" or "\uff00" <= character <= "\uff60")
    return good > 10 * bad


def _delimiter_of(text: str) -> str:
    """Return the character that stands most often in the first filled line, a comma where none does."""
    first = next((line for line in text[:65536].splitlines() if line.strip()), "")
    for line in text[:65536].splitlines()[:20]:
        if max(map(line.count, _DELIMITERS)) > max(map(first.count, _DELIMITERS)):
            first = line
    return max(_DELIMITERS, key=first.count)
