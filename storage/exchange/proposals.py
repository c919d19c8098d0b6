"""What the columns of a sheet may mean: for every column a proposal with its reason and sample values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.catalogue import ENTITIES
from models.fields import Kind
from models.headings import USUAL, Target, later_record, like, target_from_key, target_of
from models.values import half_width
from storage.archive.archive import Archive
from storage.archive.divisions import match_name
from storage.archive.progress import Progress, silent
from storage.archive.sheet_memory import list_sheets
from storage.exchange.cells import Cell, show_cell
from storage.exchange.column_mapping import column_keys, remembered
from storage.exchange.reader import SheetReader
from storage.exchange.sheet_layout import HEADING_ROWS, OWN_COLUMNS, Column, Layout, heading_rows
from storage.exchange.sheet_reading import bare_layout, layout_of

SAMPLED = 40
"""Rows below the heading that are looked at."""
SAMPLES_SHOWN = 3
_ENOUGH = 0.8
_ENOUGH_OF_A_LIST = 0.6
"""Parts of the values that must have a shape, or stand in a code list, for a guess."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A column, its first values as they stand there, what it probably means (None = nothing known), and why."""

    column: Column
    samples: tuple[str, ...]
    target: Target | None
    why: str
    sure: bool


@dataclass(frozen=True, slots=True)
class SheetLook:
    """One sheet as a person maps it. `known` = it can be read without asking; `sheets` are all of the file's, hidden
    ones marked.
    """

    path: Path
    sheet: str
    sheets: tuple[tuple[str, bool], ...]
    heading_row: int
    layout: Layout
    proposals: tuple[Proposal, ...]
    known: bool


def look_at_sheet(
    archive: Archive,
    path: Path,
    sheet: str | None = None,
    *,
    heading_row: int | None = None,
    progress: Progress = silent,
) -> SheetLook:
    """Look at a sheet's head: what is its heading, what may its columns mean.

    `sheet` None = the first visible one that is recognised, else the first; `heading_row` overrides the row found, 0 =
    there is none. ExchangeProblem where the file can't be read.
    """
    with SheetReader(path, progress) as reader:
        sheets = tuple(reader.sheets())
        names = [sheet] if sheet is not None else [name for name, hidden in sheets if not hidden] or [sheets[0][0]]
        heads = {name: reader.head(name, HEADING_ROWS + SAMPLED) for name in names}
    found = next(((name, layout) for name, head in heads.items() if (layout := layout_of(archive, head))), None)
    name = found[0] if found is not None else names[0]
    head = heads[name]
    layout = found[1] if found is not None else bare_layout(head, _likely_heading(head))
    known = found is not None
    if heading_row is not None and heading_row != layout.heading_row:
        layout, known = bare_layout(head, heading_row), False
    proposals = _proposals(archive, layout, head[layout.heading_row :])
    is_remembered = remembered(archive, [column.heading for column in layout.columns]) is not None
    doubtful = any(not one.sure and one.target is not None for one in proposals)
    return SheetLook(
        path, name, sheets, layout.heading_row, layout, proposals, known and (is_remembered or not doubtful)
    )


def _likely_heading(head: Sequence[Sequence[Cell]]) -> int:
    """Return the row that looks most like a heading: the most known names, else the first with several texts."""
    best, best_score = 0, 0
    for last, headings in heading_rows(head):
        known = sum(target_of(text) is not None or like(text) is not None for text in headings if text)
        if known > best_score:
            best, best_score = last, known
    if best:
        return best
    for number, row in enumerate(head[:HEADING_ROWS], 1):
        texts = [show_cell(cell).strip() for cell in row]
        filled = [text for text in texts if text]
        if len(filled) >= 2:
            return 0 if any(re.fullmatch(r"\d{5,}[\dXx]", half_width(text)) for text in filled) else number
    return 0


def _proposals(archive: Archive, layout: Layout, below: Sequence[Sequence[Cell]]) -> tuple[Proposal, ...]:
    taught = _taught(archive)
    taken = {column.target.name for column in layout.columns if column.target is not None}
    guesses = _Guesses(archive)
    found: list[Proposal] = []
    keys = column_keys(column.heading for column in layout.columns)
    for column, key in zip(layout.columns, keys, strict=True):
        cells = [show_cell(row[column.place]).strip() for row in below if column.place < len(row)]
        filled = [text for text in cells if text]
        if not column.heading and not filled:
            continue
        samples = tuple(dict.fromkeys(filled))[:SAMPLES_SHOWN]
        target, why, sure = _propose(column, key, filled, layout, taught, guesses, taken)
        if target is not None and column.target is None:
            taken.add(target.name)
        found.append(Proposal(column, samples, target, why, sure))
    return tuple(found)


def _taught(archive: Archive) -> dict[str, Target]:
    """Return what single headings meant in sheets that people mapped before."""
    taught: dict[str, Target] = {}
    for sheet in list_sheets(archive):
        for key, text in sheet.targets.items():
            target = target_from_key(text)
            if target is not None:
                taught.setdefault(key, target)
    return taught


def _propose(
    column: Column,
    key: str,
    filled: list[str],
    layout: Layout,
    taught: dict[str, Target],
    guesses: _Guesses,
    taken: set[str],
) -> tuple[Target | None, str, bool]:
    if column.target is not None:
        return column.target, "表头认识", True
    if column.heading in OWN_COLUMNS:
        return None, "退回原表时加的列", True
    target = target_of(column.heading, layout.form) if column.heading else None
    if target is not None and target.name not in taken:
        return target, "表头认识", True
    if key in taught and taught[key].name not in taken:
        return taught[key], "以前这样对应过", False
    later = later_record(column.heading)
    if later:
        return None, f"属于“{later}”，这一版还没有", True
    near = like(column.heading, layout.form, () if layout.form else USUAL)
    if near is not None and near[1].name not in taken and not guesses.speak_against(near[1], filled):
        return near[1], f"像“{near[0]}”写错了", False
    if layout.form and column.heading:
        return None, "这种表里没有的列", True
    guess = guesses.of(filled)
    if guess is not None and guess[0].name not in taken:
        return guess[0], guess[1], False
    return None, "不认识", True


class _Guesses:
    """Guesses from values alone."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._lists = [
            (Target("field", f"{entity}.{field.name}"), field.codes, field.label)
            for entity in USUAL
            for field in ENTITIES[entity].fields
            if field.kind in (Kind.CODE, Kind.CODES)
        ]

    def of(self, filled: list[str]) -> tuple[Target, str] | None:
        """Return what the values look like, and the reason; None where they look like nothing."""
        if not filled:
            return None
        shaped = self._shaped(filled)
        if shaped is not None:
            return shaped
        if _most(self._is_village(text) for text in dict.fromkeys(filled)):
            return Target("place", "village"), "内容像村名"
        return self._code(filled)

    def _is_village(self, text: str) -> bool:
        divisions, wanted = self._archive.divisions, match_name(text)
        return len(text) > 1 and any(match_name(divisions.name(code)) == wanted for code in divisions.having(text))

    def speak_against(self, target: Target, filled: list[str]) -> bool:
        """Tell whether the values have the shape of another kind of field."""
        shaped = self._shaped(filled)
        return shaped is not None and _kind_of(shaped[0]) is not _kind_of(target)

    def _shaped(self, filled: list[str]) -> tuple[Target, str] | None:
        plain = [half_width(text).strip().strip('="').upper() for text in filled]
        for pattern, name, why in _SHAPES:
            if _most(re.fullmatch(pattern, text) for text in plain):
                return Target("field", name), why
        return None

    def _code(self, filled: list[str]) -> tuple[Target, str] | None:
        texts = list(dict.fromkeys(filled))
        if all(text.isdigit() or text in ("是", "否") for text in texts):
            return None
        for target, name, label in self._lists:
            listed = self._archive.codes[name]
            known = sum(not text.isdigit() and listed.find(text) is not None for text in texts)
            if known >= len(texts) * _ENOUGH_OF_A_LIST:
                return target, f"内容像“{label}”的选项"
        surnames = sum(len(text) in (2, 3, 4) and _HAN.fullmatch(text) is not None for text in texts)
        if len(texts) > 3 and surnames == len(texts) and sum(text[0] in _SURNAMES for text in texts) > len(texts) / 2:
            return Target("field", "member.name"), "内容像姓名"
        return None


_SHAPES = (
    (r"\d{17}[\dX](\d\d){0,2}|\d{15}", "member.id_number", "内容像证件号码"),
    (r"1[3-9]\d{9}(\.0)?", "member.phone", "内容像手机号"),
    (r"(62|60|95)\d{14,17}", "household.bank_card", "内容像银行卡号"),
)
_HAN = re.compile("[\u4e00-\u9fff·]+")
_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪"
    "田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊殷施陶洪翟安颜倪严牛温季"
)
"""Surnames of the greater part of the people: enough to tell a column of names from one of anything else."""


def _kind_of(target: Target) -> Kind | None:
    return ENTITIES[target.entity].field(target.field).kind if target.kind == "field" else None


def _most(answers: Iterable[object]) -> bool:
    listed = [bool(answer) for answer in answers]
    return bool(listed) and sum(listed) >= len(listed) * _ENOUGH
