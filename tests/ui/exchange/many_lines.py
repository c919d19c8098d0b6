"""A preview of any length, without the packs behind it."""

from pathlib import Path

from storage.archive.archive import Archive
from storage.archive.merge_result import MergeLine, MergeResult
from storage.archive.progress import silent
from storage.exchange.taking import APPLIED, PackTaken
from tests.storage.exchange.offices import VILLAGE
from ui.exchange.preview_jobs import Preview, _index


def many_lines(archive: Archive, count: int) -> Preview:
    result = MergeResult()
    for number in range(count):
        result.lines.add(
            MergeLine(
                entity="household", uid=f"h{number}", household=f"h{number}", village=VILLAGE, facet="phone",
                kind="changed", old={"phone": "13800000000"}, new={"phone": f"1380000{number:04d}"}, who="李梅",
                desk="", office="村委会", at="2026-01-01T00:00:00+00:00", title="",
            )
        )  # fmt: skip
    file = Path("包.hdpack")
    preview = Preview((file,), {}, [PackTaken(file, APPLIED, "村委会第 1 号包", result=result)])
    _index(archive, preview, silent)
    return preview
