"""A note beside the database says which write is under way, so that the next start can say how it ended."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime
from pathlib import Path

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
}


def begin(folder: Path, batch: str, kind: str, source: str, at: str) -> None:
    """Note that a write begins; the note holds no personal data."""
    note = {"batch": batch, "kind": kind, "source": source, "at": at}
    (folder / NOTE_NAME).write_text(json.dumps(note, ensure_ascii=False), "utf-8")


def end(folder: Path) -> None:
    """Note that the write is over, one way or the other."""
    with suppress(OSError):
        (folder / NOTE_NAME).unlink(missing_ok=True)


def settle(connection: Connection, folder: Path) -> str | None:
    """Return the sentence about a write that was cut off since the last start, or None; drop the note."""
    path = folder / NOTE_NAME
    try:
        note = json.loads(path.read_text("utf-8"))
        batch, kind, source, at = str(note["batch"]), str(note["kind"]), str(note["source"]), str(note["at"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        end(folder)
        return None
    written = connection.execute("SELECT 1 FROM batch WHERE uid = ?", (batch,)).fetchone() is not None
    end(folder)
    work = _WORK.get(kind, "写入") + (f"“{source}”" if source else "")
    with suppress(ValueError):
        at = f"{datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M}"
    if written:
        return f"上次程序中断时正在{work}（{at}）：已经完整写入，无需重做。"
    return f"上次程序中断时正在{work}（{at}）：没有写入任何内容，原有数据完好，请重做一次。"
