"""A note beside the database says which write is under way, so that the next start can say how it ended."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from io import FileIO
from pathlib import Path

import orjson

from storage.archive.sqlite import Connection

NOTE_NAME = "writing.json"
_WORK = {
    "import": "导入",
    "demo": "生成培训档案",
    "undo": "撤销",
    "entry": "保存",
    "delete": "删除",
    "restore": "恢复记录",
    "merge": "合并",
    "erase": "抹去",
}


class WritingNote:
    """The note of one open archive.

    The file is made by the first write and emptied after each: making and removing it every time would cost a save more
    than its rows do.
    """

    def __init__(self, folder: Path) -> None:
        """Touch nothing yet."""
        self._path = folder / NOTE_NAME
        self._file: FileIO | None = None

    def begin(self, batch: str, kind: str, source: str, at: str) -> None:
        """Note that a write begins; the note holds no personal data. OSError where it can't be written."""
        note = {"batch": batch, "kind": kind, "source": source, "at": at}
        if self._file is None:
            self._file = FileIO(self._path, "w")
        self._file.seek(0)
        self._file.write(orjson.dumps(note))

    def end(self) -> None:
        """Note that the write is over, one way or the other."""
        if self._file is not None:
            with suppress(OSError):
                self._file.truncate(0)

    def close(self) -> None:
        """Remove the note; it can be begun again."""
        if self._file is not None:
            self._file.close()
            self._file = None
            _drop(self._path)


def settle(connection: Connection, folder: Path) -> str | None:
    """Return the sentence about a write that was cut off since the last start, or None; drop the note."""
    path = folder / NOTE_NAME
    try:
        note = orjson.loads(path.read_bytes())
        batch, kind, source, at = str(note["batch"]), str(note["kind"]), str(note["source"]), str(note["at"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        _drop(path)
        return None
    written = connection.execute("SELECT 1 FROM batch WHERE uid = ?", (batch,)).fetchone() is not None
    _drop(path)
    work = _WORK.get(kind, "写入") + (f"“{source}”" if source else "")
    with suppress(ValueError):
        at = f"{datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M}"
    if written:
        return f"上次程序中断时正在{work}（{at}）：已经完整写入，无需重做。"
    return f"上次程序中断时正在{work}（{at}）：没有写入任何内容，原有数据完好，请重做一次。"


def _drop(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)
