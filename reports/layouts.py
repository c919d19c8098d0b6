"""What is printed, as lists of names: shipped in resources/layouts; what an office changes is kept in its settings.

A source is `entity.field` of the catalogue or the name of a computed value; `=label` gives it another heading than the
catalogue's, `*` behind it the whole width. An office changes titles, paper, masking and wording; which fields stand on
a page it can't change, so that no notice can be made to show what must not be shown.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from reports.problems import ReportProblem
from reports.sheets import PAPERS, Paper

NOTICE = "notice"
"""The kind of layouts that hang in public: see `reports.notice_fields` for what they may show."""

FOLDER = "layouts"
LONGEST_TITLE, LONGEST_WORDING = 60, 400


@dataclass(frozen=True, slots=True)
class Item:
    """A value in a grid of pairs, or a column of a table with its share of the width."""

    source: str
    label: str = ""
    wide: bool = False
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Section:
    """A block of a page: pairs, a table, or one of the fixed ones named by `block`.

    `blank` are rows left empty for the pen; `columns` how many pairs stand side by side; `all_years` asks a table for
    more than the working year.
    """

    block: str
    title: str = ""
    items: tuple[Item, ...] = ()
    table: str = ""
    columns: int = 2
    blank: int = 0
    code: bool = False
    all_years: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """One thing that can be printed. `each` names an entity whose every record gets pages of its own."""

    name: str
    label: str
    kind: str
    title: str
    paper: Paper = "a4"
    masked: bool = True
    wording: Mapping[str, str] = field(default_factory=dict[str, str])
    signatures: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    each: str = ""
    choose: str = ""
    order: int = 99

    @property
    def public(self) -> bool:
        """Tell whether it hangs where anybody reads it."""
        return self.kind == NOTICE


WORDING_LABELS: dict[str, str] = {
    "hotline": "监督举报电话",
    "statement": "签字栏说明",
    "notes": "填写说明",
    "opening": "开头文字",
    "closing": "结尾文字",
    "subtitle": "副标题",
}
"""What an office can word, and what the editor calls it."""


def shipped_layouts(resources: Path) -> dict[str, Layout]:
    """Return the layouts of resources/layouts by name, in their order."""
    found = [read_layout(json.loads(file.read_text(encoding="utf-8"))) for file in (resources / FOLDER).glob("*.json")]
    return {layout.name: layout for layout in sorted(found, key=lambda layout: (layout.order, layout.name))}


def read_layout(data: Mapping[str, Any]) -> Layout:
    """Return a layout from its JSON object; KeyError or TypeError where the object is not one."""
    sections = tuple(_section(entry) for entry in data.get("sections", ()))
    return Layout(
        name=data["name"], label=data["label"], kind=data["kind"], title=data["title"], paper=data.get("paper", "a4"),
        masked=data.get("masked", True), wording=dict(data.get("wording", {})), each=data.get("each", ""),
        signatures=tuple(data.get("signatures", ())), sections=sections, choose=data.get("choose", ""),
        order=data.get("order", 99),
    )  # fmt: skip


def _section(data: Mapping[str, Any]) -> Section:
    shares: list[tuple[str, float]] = [tuple(entry) for entry in data.get("table_columns", ())]
    items = [_item(text) for text in data.get("pairs", ())] or [_item(text, share) for text, share in shares]
    items = items or [Item(text) for text in data.get("lines", ())]
    block = data.get("block") or ("pairs" if "pairs" in data else "table")
    return Section(
        block, data.get("title", ""), tuple(items), data.get("table", ""), data.get("columns", 2), data.get("blank", 0),
        data.get("code", False), data.get("all_years", False),
    )  # fmt: skip


def _item(text: str, share: float = 0.0) -> Item:
    plain = text.removesuffix("*")
    source, _, label = plain.partition("=")
    return Item(source, label, wide=plain != text, share=share)


@dataclass(frozen=True, slots=True)
class OfficeChange:
    """What an office has changed of a layout; None and missing keys leave what is shipped."""

    title: str | None = None
    paper: Paper | None = None
    masked: bool | None = None
    wording: Mapping[str, str] = field(default_factory=dict[str, str])
    signatures: tuple[str, ...] | None = None

    def as_setting(self) -> dict[str, Any]:
        """Return the JSON value kept in the settings."""
        kept: dict[str, Any] = {"title": self.title, "paper": self.paper, "masked": self.masked}
        kept["signatures"] = None if self.signatures is None else list(self.signatures)
        kept["wording"] = dict(self.wording)
        return {key: value for key, value in kept.items() if value not in (None, {})}


def setting_key(name: str) -> str:
    """Return the settings key of a layout's changes."""
    return f"layout.{name}"


def change_from(stored: object) -> OfficeChange:
    """Return the changes kept in a setting; what is not understood is left out, so that printing goes on."""
    if not isinstance(stored, dict):
        return OfficeChange()
    data = cast("dict[str, Any]", stored)
    title, paper, masked, signatures = (data.get(key) for key in ("title", "paper", "masked", "signatures"))
    wording = data.get("wording")
    return OfficeChange(
        title if isinstance(title, str) else None,
        paper if paper in PAPERS else None,
        masked if isinstance(masked, bool) else None,
        {key: str(value) for key, value in wording.items()} if isinstance(wording, dict) else {},
        tuple(map(str, signatures)) if isinstance(signatures, list) else None,
    )


def changed(layout: Layout, change: OfficeChange) -> Layout:
    """Return the layout as the office wants it; ReportProblem where a text can't be printed so.

    Only wording the layout has can be changed, and a public layout stays masked whatever the change says.
    """
    wording = {key: change.wording.get(key, text).strip() for key, text in layout.wording.items()}
    title = (change.title or "").strip() or layout.title
    signatures = layout.signatures if change.signatures is None else tuple(filter(None, change.signatures))
    made = replace(
        layout, title=title, paper=change.paper or layout.paper, wording=wording, signatures=signatures,
        masked=layout.public or (layout.masked if change.masked is None else change.masked),
    )  # fmt: skip
    check_wording(made)
    return made


def check_wording(layout: Layout) -> None:
    """Raise ReportProblem where a text is too long, or a public one holds what looks like a person's number."""
    from reports.notice_fields import looks_personal

    if len(layout.title) > LONGEST_TITLE:
        raise ReportProblem("title_too_long", f"标题有 {len(layout.title)} 个字，最多 {LONGEST_TITLE} 个；没有保存。")
    if len(layout.signatures) > 4:
        raise ReportProblem("too_many_signatures", "签字栏最多四格，没有保存。")
    for key, text in layout.wording.items():
        if len(text) > LONGEST_WORDING:
            name = WORDING_LABELS.get(key, key)
            told = f"“{name}”有 {len(text)} 个字，最多 {LONGEST_WORDING} 个；没有保存。"
            raise ReportProblem("wording_too_long", told)
    if layout.public:
        for text in (layout.title, *layout.wording.values(), *layout.signatures):
            if number := looks_personal(text):
                raise ReportProblem(
                    "personal_number", f"公示里的文字含“{number}”，像证件号、手机号或卡号；没有保存，请删去再存。"
                )
