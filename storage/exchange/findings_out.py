"""The work list as clerks pass it round: a workbook with one sheet for each rule, or one such for each village."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from models.catalogue import ENTITIES
from models.fields import Record
from models.rules import load_rule_book
from models.rules.rule_book import RuleInfo
from storage.archive.archive import Archive
from storage.archive.exemptions import Exemption, exemptions
from storage.archive.files import iterate_files
from storage.archive.findings import VERIFIED, StoredFinding, places_in_lists
from storage.archive.progress import Progress, silent
from storage.exchange.excel_out import TRAINING_BANNER, Written
from storage.exchange.sheet_writer import CellValue, SheetColumn, write_sheets

_LEVELS = {"E": "必改", "W": "核实", "Q": "比对"}
_COLUMNS = (
    ("序号", "integer", 6), ("级别", "text", 6), ("乡镇（街道）", "text", 14), ("行政村", "text", 14),
    ("户编号", "digits", 19), ("户主姓名", "text", 10), ("成员", "text", 10), ("证件号码", "digits", 22),
    ("来源表", "text", 12), ("来源行", "integer", 8), ("项目", "text", 18), ("现值", "text", 16), ("问题", "text", 60),
    ("怎么改", "text", 44), ("首次发现", "text", 11), ("状态", "text", 10), ("核实原因和依据", "text", 40),
    ("到期", "text", 11),
)  # fmt: skip
_FORBIDDEN = re.compile(r"""[\[\]:*?/\\'"<>|]""")
_TITLE_LENGTH = 31


def write_by_rule(archive: Archive, out: Path, found: Iterable[StoredFinding], progress: Progress = silent) -> Written:
    """Write one workbook: a sheet for each rule with its findings, first the rules that must be put right.

    “来源行” is the household's place in the list of its village, “状态” whether it is open or verified as true.
    """
    listed = list(found)
    people = _members(archive, listed, progress)
    marks = {one.key: one for one in exemptions(archive)}
    book = load_rule_book(archive.resources / "rules.csv")
    by_rule: dict[int, list[StoredFinding]] = {}
    for one in listed:
        by_rule.setdefault(one.finding.rule, []).append(one)
    order = sorted(by_rule, key=lambda rule: ("EWQ".index(book[rule].level), rule))
    columns = [SheetColumn(title, style, width) for title, style, width in _COLUMNS]  # pyright: ignore[reportArgumentType]
    places = places_in_lists(archive, {one.division for one in listed})
    sheets = ((_title(book[rule]), columns, _lines(archive, by_rule[rule], people, marks, places)) for rule in order)
    banner = TRAINING_BANNER if archive.office.training else ""
    rows = write_sheets(out, sheets, banner=banner) if listed else 0
    return Written(out, rows, len({one.finding.household for one in listed}))


def write_by_village(
    archive: Archive, folder: Path, found: Iterable[StoredFinding], progress: Progress = silent
) -> list[Written]:
    """Write such a workbook for each village into a folder, named after the village."""
    by_village: dict[str, list[StoredFinding]] = {}
    for one in found:
        by_village.setdefault(one.division, []).append(one)
    written: list[Written] = []
    for done, (division, listed) in enumerate(sorted(by_village.items()), 1):
        name = _FORBIDDEN.sub("", f"{archive.divisions.path(division) or '未填村'} 问题清单")
        written.append(write_by_rule(archive, folder / f"{division} {name}.xlsx", listed))
        progress(done, len(by_village), "写出问题清单")
    return written


def _title(rule: RuleInfo) -> str:
    return _FORBIDDEN.sub("", f"{rule.number} {rule.title}")[:_TITLE_LENGTH]


def _members(archive: Archive, found: list[StoredFinding], progress: Progress) -> dict[str, Record]:
    households = sorted({one.finding.household for one in found if one.finding.person})
    members: dict[str, Record] = {}
    for done, file in enumerate(iterate_files(archive, uids=households), 1):
        members.update((member["uid"], member) for member in file.members)
        if done % 500 == 0:
            progress(done, len(households), "写出问题清单")
    return members


def _lines(
    archive: Archive,
    found: list[StoredFinding],
    people: dict[str, Record],
    marks: dict[str, Exemption],
    places: dict[str, int],
) -> Iterator[list[CellValue]]:
    for number, one in enumerate(found, 1):
        finding, division = one.finding, one.division
        person = people.get(finding.person or "", {})
        mark = marks.get(one.exemption or "")
        entity = ENTITIES.get(finding.entity)
        yield [
            number, _LEVELS[finding.level], archive.divisions.name(division[:9]), archive.divisions.name(division),
            one.number, one.name, person.get("name"), person.get("id_number"), entity.label if entity else "",
            places.get(finding.household), _label(archive, one), finding.value, finding.sentence, finding.remedy,
            one.since, "已核实属实" if one.state == VERIFIED else "未改",
            f"{mark.reason}；{mark.evidence}（{mark.user}）" if mark else None, mark.expires if mark else None,
        ]  # fmt: skip


def _label(archive: Archive, one: StoredFinding) -> str:
    finding = one.finding
    if finding.entity == "income":
        return archive.codes.text("income_item", finding.field)
    fields = ENTITIES[finding.entity].fields
    return next((field.label for field in fields if field.name == finding.field), finding.field)
