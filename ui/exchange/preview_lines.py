"""What a pack would change, line by line, in words: where, whose, which field, old → new, from whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from models.catalogue import ENTITIES
from models.keys import split_key
from storage.archive.archive import Archive
from storage.archive.conflicts import EARLIEST, TOLERANCE
from storage.archive.history import label_of, text_of
from storage.archive.merge_result import MergeLine
from storage.archive.ops import DELETED, HOME
from storage.archive.titles import household_titles, people_named
from storage.exchange.partners import office_names

MOST_OF_NEW = 4
"""So many values of a new record are told; all of them are on its page after the merge."""


class Effect(StrEnum):
    """What happens to a record or field; the value is what people read."""

    NEW = "新增"
    FILLED = "补空"
    CHANGED = "变更"
    CONFLICT = "冲突"
    DUPLICATE = "疑似重复"
    DELETED = "删除"
    RESTORED = "恢复"
    MOVED = "迁移"
    HELD = "已搁置"


EFFECTS = tuple(Effect)
EFFECT_OF = {
    "new": Effect.NEW,
    "filled": Effect.FILLED,
    "changed": Effect.CHANGED,
    "conflict": Effect.CONFLICT,
    "duplicate": Effect.DUPLICATE,
    "deleted": Effect.DELETED,
    "restored": Effect.RESTORED,
    "moved": Effect.MOVED,
    "held": Effect.HELD,
}
"""Kind of a merge line → what people read."""


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One line in words. `source` says user and office, `when` the clock's claim in local time."""

    effect: Effect
    village: str
    household: str
    person: str
    field: str
    old: str
    new: str
    source: str
    when: str
    household_uid: str


def lines_in_words(archive: Archive, lines: Sequence[MergeLine]) -> list[PreviewLine]:
    """Return lines as people read them; names come from the archive, of what isn't in it yet from the line."""
    titles = household_titles(archive, {line.household for line in lines if line.household})
    names = people_named(archive, {uid for line in lines for uid in _people(line)})
    words = _Words(archive, titles, names, office_names(archive))
    return [words.line(line) for line in lines]


def _people(line: MergeLine) -> Iterable[str]:
    if line.entity == "member":
        yield line.uid
    for key, value in (*line.old.items(), *line.new.items()):
        parts = split_key(key)
        if parts and parts[2]:
            yield parts[2]
        elif key in ("helper", "person") and isinstance(value, str):
            yield value


class _Words:
    def __init__(
        self, archive: Archive, titles: dict[str, tuple[str, str, str]], names: dict[str, str], offices: dict[str, str]
    ) -> None:
        self._archive = archive
        self._titles = titles
        self._names = names
        self._offices = offices
        self._latest = datetime.now(UTC) + TOLERANCE

    def line(self, line: MergeLine) -> PreviewLine:
        number, head, _village = self._titles.get(line.household, ("", "", ""))
        household = f"{number} {head}".strip()
        if not household and line.entity == "household":
            household = line.title
        office = self._offices.get(line.desk) or line.office
        return PreviewLine(
            EFFECT_OF.get(line.kind, Effect.CHANGED),
            self._archive.divisions.name(line.village.lstrip("@")) or line.village.lstrip("@"),
            household,
            self._person(line),
            self._field(line),
            self._values(line, line.old),
            self._values(line, line.new),
            "　".join(part for part in (line.who, office) if part),
            self._when(line.at),
            line.household,
        )

    def _person(self, line: MergeLine) -> str:
        if line.entity == "member":
            return self._names.get(line.uid) or line.title.partition(" ")[0]
        parts = split_key(line.facet)
        if parts:
            return self._names.get(parts[2], "") if parts[2] else ""
        if line.entity in ("household", "year"):
            return ""
        entity = ENTITIES.get(line.entity)
        return f"{entity.label if entity else line.entity} {line.title}".strip()

    def _field(self, line: MergeLine) -> str:
        entity = ENTITIES.get(line.entity)
        label = entity.label if entity else "新版本的内容"
        if line.kind == "duplicate":
            return "证件号码相同" if line.facet != "near" else "姓名、生日相同"
        if line.kind == "new":
            return "整户" if line.entity == "household" else f"新增{label}"
        if line.facet == DELETED:
            return "整户" if line.entity == "household" else label
        if line.facet == HOME:
            return "所在村"
        if entity is None:
            return label
        keys = dict.fromkeys((*line.old, *line.new)) or {line.facet: None}
        return "、".join(dict.fromkeys(label_of(self._archive, line.entity, key, line.uid) for key in keys))

    def _values(self, line: MergeLine, values: dict[str, Any]) -> str:
        if line.entity not in ENTITIES:
            return ""
        if line.kind == "deleted" and values is line.new:
            return "删除"
        told = [(key, self._text(line.entity, key, value)) for key, value in values.items()]
        told = [(key, text) for key, text in told if text]
        if line.kind == "new":
            return "，".join(text for _key, text in told[:MOST_OF_NEW])
        if len(told) == 1:
            return told[0][1]
        return "，".join(f"{label_of(self._archive, line.entity, key, line.uid)} {text}" for key, text in told)

    def _text(self, entity: str, key: str, value: Any) -> str:
        if key == DELETED:
            return "删除" if value else "保留"
        if key == HOME:
            return self._archive.divisions.path(str(value))
        return text_of(self._archive, entity, key, value, self._names)

    def _when(self, at: str) -> str:
        return when_said(at, self._latest)


def when_said(at: str, latest: datetime | None = None) -> str:
    """Return a claimed time as a local day, marked where it can't be true."""
    latest = latest or datetime.now(UTC) + timedelta(days=1)
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return at
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    wrong = at < EARLIEST or moment > latest
    return f"{moment.astimezone():%Y-%m-%d}{'（时钟可能不准）' if wrong else ''}"
