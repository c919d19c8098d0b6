"""Sheets to be filled in by hand: empty templates, and correction sheets that show what the archive holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from models.catalogue import ENTITIES
from models.codes import CodeBook
from models.fields import Entity, Field, Kind
from models.headings import HEADINGS
from models.household_file import HouseholdFile
from storage.archive.archive import Archive
from storage.archive.files import iterate_files
from storage.archive.lists import count
from storage.archive.progress import Progress, silent
from storage.exchange.excel_out import KindSheet, Seen, Written, check_kind, sheet_column, title_line
from storage.exchange.own_columns import CORRECTED, LEFT_OUT, WHO, YEAR_ONLY, columns_of, mark_column
from storage.exchange.own_values import Line
from storage.exchange.problems import ExchangeProblem
from storage.exchange.sheet_writer import SheetColumn, write_sheet

CORRECTION_TITLE = "信息采集更正表"

_HINTS: dict[Kind, str] = {
    Kind.NAME: "按身份证填写，少数民族姓名的间隔点用“·”",
    Kind.ID_NUMBER: "18 位身份证号，或 20、22 位残疾人证号；按文本填写，末位 X 大写",
    Kind.NUMBER_TEXT: "按文本填写，不要变成科学计数",
    Kind.PHONE: "11 位手机号，或带区号的固定电话",
    Kind.BANK_CARD: "只填数字，按文本填写",
    Kind.INTEGER: "整数",
    Kind.DECIMAL: "数字，最多两位小数",
    Kind.MONEY: "数字，单位元，最多两位小数；没有填 0，不清楚留空",
    Kind.DATE: "年月日，例如 20170315 或 2017-03-15",
    Kind.MONTH: "年月，例如 202307 或 2023-07",
    Kind.YEAR: "四位年份，例如 2023",
    Kind.YES_NO: "是 或 否；不清楚留空",
    Kind.CODE: "从下拉列表里选",
    Kind.CODES: "可填多项，用逗号隔开",
    Kind.DIVISION: "9 位或 12 位区划代码",
    Kind.LINK: "本户成员或帮扶责任人的姓名",
    Kind.TEXT: "",
    Kind.NOTE: "",
}
_HELP_HEADINGS = ("栏目", "必填", "怎么填", "可选的内容")
_TO_CORRECT = "对的留空，有错的填正确的内容"
_MOST_CHOICES = 80
_PRINTED_WHO = (0, 1, 4, 5)
"""Of the leading columns the numbers, village and head: a page that is carried to the village has no room for more."""
_NAMED_BY = {"member": ("name", "id_number")}
"""Fields printed beside the household so that people know who a row is about."""


def write_template(archive: Archive, out: Path, kind: str) -> Written:
    """Write an empty sheet of a kind, with drop-downs, hints and a page that explains every column.

    ExchangeProblem for an unknown kind or file name. What is filled in comes in as any other sheet.
    """
    check_kind(kind)
    columns = [replace(column, hint=_who_hint(column.heading)) for column in KindSheet(archive, kind, True).who]
    lines: list[Sequence[str]] = [_HELP_HEADINGS]
    lines += [(column.heading, "", column.hint, "") for column in columns]
    for entity, one, heading in columns_of(kind):
        required = entity is not YEAR_ONLY and one.required
        hint = "；".join(part for part in (one.help, _HINTS[one.kind], _unit(one)) if part)
        columns.append(replace(sheet_column(one, heading, archive.codes), hint=hint, required=required))
        lines.append((heading, "必填" if required else "", hint, _choices(one, archive.codes)))
    columns.append(mark_column())
    write_sheet(Path(out), ENTITIES[kind].label, columns, [], banner=_template_banner(archive, kind), help_lines=lines)
    return Written(Path(out), 0, 0)


def _template_banner(archive: Archive, kind: str) -> str:
    return f"{title_line(archive, kind)}　空白模板：从第 3 行起填写，一行一条；红底的栏必填，说明见“填写说明”"


def _who_hint(heading: str) -> str:
    return {
        "户编号": "国家系统的户编号，按文本填写；没有的留空，填本地户号",
        "本地户号": "本系统编的户号；新的户留空",
        "户主姓名": "只作核对",
    }.get(heading, "全称")


def _unit(one: Field) -> str:
    return f"单位：{one.unit}" if one.unit else ""


def _choices(one: Field, codes: CodeBook) -> str:
    if one.kind not in (Kind.CODE, Kind.CODES):
        return ""
    texts = list(dict.fromkeys(entry.text for entry in codes[one.codes].entries))
    return "、".join(texts[:_MOST_CHOICES]) + ("……" if len(texts) > _MOST_CHOICES else "")


def correctable(kind: str) -> list[tuple[str, Field]]:
    """Return (heading, field) of what a correction sheet of a kind may ask for."""
    return [
        (heading, one)
        for entity, one, heading in columns_of(kind)
        if entity is not YEAR_ONLY and one.kind is not Kind.LINK
    ]


def write_corrections(
    archive: Archive,
    out: Path,
    kind: str,
    headings: Sequence[str],
    *,
    scope: str = "",
    uids: Sequence[str] | None = None,
    progress: Progress = silent,
) -> Written:
    """Write what the archive holds of some fields, each with an empty column “更正为” beside it.

    `headings` are labels or names of fields; `uids` are the households, all under `scope` where it is None. Imported
    again, only what was written into the empty columns counts. ExchangeProblem for an unknown kind or field.
    """
    check_kind(kind)
    sheet = KindSheet(archive, kind, False)
    wanted = [_find(kind, heading) for heading in headings]
    named = [_find(kind, name) for name in _NAMED_BY.get(kind, ())]
    plan = _CorrectionColumns(archive, sheet, kind, named, wanted)
    seen = Seen(progress, len(uids) if uids is not None else count(archive, scope)[0])
    files = iterate_files(archive, scope, uids=uids)
    rows = (line for file in seen.through(files) for line in plan.lines(file))
    banner = f"{CORRECTION_TITLE}　{title_line(archive, kind)}　有错的在“更正为”栏填写，对的留空"
    written = write_sheet(Path(out), CORRECTION_TITLE, plan.columns, rows, banner=banner, lined=True)
    return Written(Path(out), written, seen.households)


def _find(kind: str, text: str) -> tuple[Entity, Field, str]:
    for entity, one, heading in columns_of(kind):
        known = HEADINGS.get(f"{entity.name}.{one.name}", ())
        if entity is not YEAR_ONLY and (text in (heading, one.name) or text in known):
            return entity, one, heading
    listed = "、".join(heading for heading, _field in correctable(kind))
    hint = "这几项写在前面的栏里" if text in LEFT_OUT.get(kind, ()) or text in WHO else f"可以更正的有：{listed}"
    raise ExchangeProblem("field", f"“{ENTITIES[kind].label}”表里没有“{text}”这一项可更正。{hint}。")


class _CorrectionColumns:
    """Columns and lines of a correction sheet, taken out of the kind's whole sheet."""

    def __init__(
        self,
        archive: Archive,
        sheet: KindSheet,
        kind: str,
        named: Iterable[tuple[Entity, Field, str]],
        wanted: Iterable[tuple[Entity, Field, str]],
    ) -> None:
        self._sheet = sheet
        self._places: list[int | None] = list(_PRINTED_WHO)
        self.columns = [sheet.who[place] for place in _PRINTED_WHO]
        place = {heading: number for number, (_entity, _one, heading) in enumerate(columns_of(kind), len(WHO))}
        asked = list(wanted)
        headings = {heading for _entity, _one, heading in asked}
        year = YEAR_ONLY.fields[0]
        self._add(sheet_column(year, year.label, archive.codes), place.get(year.label))
        for _entity, one, heading in named:
            if heading not in headings:
                self._add(sheet_column(one, heading, archive.codes), place[heading])
        for _entity, one, heading in asked:
            column = sheet_column(one, heading, archive.codes)
            self._add(replace(column, choices=()), place[heading])
            self._add(
                replace(column, heading=heading + CORRECTED, blank=True, hint="对的留空，有错的填正确的内容"), None
            )
        self._add(mark_column(), -1)

    def _add(self, column: SheetColumn, place: int | None) -> None:
        if place is None and not column.blank:
            return
        self.columns.append(column)
        self._places.append(place)

    def lines(self, file: HouseholdFile) -> Iterable[Line]:
        """Yield the household's lines: of the whole line what is asked for, and room beside it."""
        for line in self._sheet.lines(file):
            yield [None if place is None else line[place] for place in self._places]
