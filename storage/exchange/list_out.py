"""A list as it stands in the window, written as a workbook; and the answers to a pasted list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from models.fields import Kind
from models.list_fields import list_field, title_of
from models.values import mask, show
from storage.archive.archive import Archive
from storage.archive.audit import note_disclosure
from storage.archive.lists import table_rows
from storage.archive.lookup import Looked
from storage.archive.progress import Progress, silent
from storage.exchange.excel_out import TRAINING_BANNER
from storage.exchange.sheet_writer import CellValue, SheetColumn, Style, write_sheet

PART = 500
STYLES: dict[Kind, Style] = {
    Kind.INTEGER: "integer",
    Kind.MONEY: "money",
    Kind.DECIMAL: "decimal",
    Kind.YEAR: "integer",
}
"""Kind → how its cells are written; everything else is text."""

MASKED = "证件号码、电话、银行卡号已遮盖"


def write_list(
    archive: Archive,
    out: Path,
    ids: Sequence[int],
    columns: Sequence[str],
    *,
    masked: bool,
    progress: Progress = silent,
) -> int:
    """Write the households of `ids` with `columns` (`models.list_fields`) and return how many they are."""
    fields = [list_field(key) for key in columns]

    def cells() -> Iterator[list[CellValue]]:
        for start in range(0, len(ids), PART):
            for row in table_rows(archive, ids[start : start + PART], columns):
                values = zip(fields, row.values, strict=True)
                yield [
                    value if one.kind in STYLES else show(one, mask(one, value) if masked else value, archive.codes)
                    for one, value in values
                ]
            progress(min(start + PART, len(ids)), len(ids), "写出清单")

    heads = [
        SheetColumn(_heading(key), STYLES.get(one.kind, "text"), 20 if one.kind in (Kind.ID_NUMBER, Kind.TEXT) else 13)
        for key, one in zip(columns, fields, strict=True)
    ]
    archive.refuse_own_file(out)
    if not masked and any(one.sensitive for one in fields):
        note_disclosure(archive, "导出清单（完整号码）", f"{len(ids)} 户，{len(fields)} 列")
    return write_sheet(out, "户清单", heads, cells(), banner=_banner(archive, masked))


def write_answers(archive: Archive, out: Path, answers: Sequence[Looked], *, masked: bool) -> int:
    """Write what became of each line of a pasted list and return how many lines there are."""
    id_field = list_field("head:id_number")
    heads = [
        SheetColumn("行", "integer", 6), SheetColumn("名单原文", width=40), SheetColumn("结果", width=10),
        SheetColumn("说明", width=40), SheetColumn("姓名", width=10), SheetColumn("证件号码", width=22),
        SheetColumn("村", width=16), SheetColumn("户编号", width=20),
    ]  # fmt: skip
    rows = (
        (
            one.asked.line, one.asked.text, one.verdict.value, one.why, one.name,
            mask(id_field, one.id_number) if masked else one.id_number, one.village, one.number,
        )
        for one in answers
    )  # fmt: skip
    archive.refuse_own_file(out)
    if not masked:
        note_disclosure(archive, "导出名单比对（完整号码）", f"{len(answers)} 行")
    return write_sheet(out, "名单比对", heads, rows, banner=_banner(archive, masked))


def _heading(key: str) -> str:
    field = list_field(key)
    return f"{title_of(key)}（{field.unit}）" if field.unit and field.kind in STYLES else title_of(key)


def _banner(archive: Archive, masked: bool) -> str:
    return "；".join(text for text, told in ((TRAINING_BANNER, archive.office.training), (MASKED, masked)) if told)
