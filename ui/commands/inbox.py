"""Commands of the conflict inbox: conflicts, resolve."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from models.fields import Record
from models.values import ValueProblem, parse
from storage.archive.archive import Archive
from storage.archive.cases import DUPLICATE
from storage.archive.conflicts import Conflict, conflict_of
from storage.archive.duplicate_search import doubled_households, find_duplicates
from storage.archive.resolving import resolve as resolve_one
from storage.archive.resolving import resolve_batch
from storage.exchange.inbox import KINDS, Card, as_json, cards, field_of_key
from ui.commands.answers import DONE, WAITING, WRONG_USE, Answer, CommandProblem, progress


def conflicts(archive: Archive, options: Namespace) -> Answer:
    """List what waits for a person."""
    found = cards(archive, options.village or "")
    data = [_data(archive, card) for card in found]
    lines = [line for card in found for line in _lines(card)]
    return Answer({"conflicts": data}, lines or ["没有待处理的冲突。"], WAITING if found else DONE)


def resolve(archive: Archive, options: Namespace) -> Answer:
    """Decide one case, or all value cases of a merge by one rule."""
    if options.batch:
        if options.take not in ("mine", "theirs"):
            raise CommandProblem("usage", "按批处理时请写 --take mine 或 --take theirs。", WRONG_USE)
        done = resolve_batch(archive, options.batch, options.take, progress)
        sentence = f"按批处理了 {done.cases} 处冲突，还有 {done.left} 处待处理。可用 undo {done.batch} 撤销。"
        return Answer({"id": None, "resolved": done.cases, "left": done.left, "batch": done.batch or None}, [sentence])
    if not options.id or (options.take is None) == (options.value is None):
        sentence = "请写冲突的编号，再写 --take mine、--take theirs，或 --value 和要填的值。"
        raise CommandProblem("usage", sentence, WRONG_USE)
    value = _value(archive, conflict_of(archive, options.id), options.value) if options.value is not None else None
    done = resolve_one(archive, options.id, options.take or "", value=value)
    sentence = f"已处理，还有 {done.left} 处待处理。"
    return Answer({"id": options.id, "left": done.left, "batch": done.batch or None}, [sentence])


def duplicates(archive: Archive, options: Namespace) -> Answer:
    """Look through the whole archive for people and households that stand in it twice; they wait in the inbox."""
    find_duplicates(archive, progress)
    found = [card for card in cards(archive, options.village or "") if card.conflict.kind == DUPLICATE]
    households = [
        one for one in doubled_households(archive)
        if any(division.startswith(options.village or "") for _uid, _head, division in one.households)
    ]  # fmt: skip
    data = {
        "duplicates": [
            _data(archive, card) | {"why": "near" if card.conflict.near else "same_number"} for card in found
        ],
        "households": [
            {
                "number": one.number,
                "households": [
                    {"uid": uid, "head": head, "village": archive.divisions.name(division)}
                    for uid, head, division in one.households
                ],
            }
            for one in households
        ],
        "count": len(found) + len(households),
    }
    lines = [line for card in found for line in _lines(card)]
    for one in households:
        named = [f"{head or '（未填户主）'}（{archive.divisions.name(place)}）" for _uid, head, place in one.households]
        lines.append(f"户编号 {one.number} 有 {len(named)} 户：{'、'.join(named)}")
    if found:
        lines.append("是同一个人用 resolve 编号 --take join，不是用 --take apart；也可在窗口“待处理”里并排看着定。")
    return Answer(data, lines or ["没有发现重复的人和户。"], WAITING if data["count"] else DONE)


def _value(archive: Archive, case: Conflict, told: list[str]) -> Record:
    """Return what was typed: the value of the only field, or FIELD=VALUE for each of several."""
    fields = {key: field for key in case.fields if (field := field_of_key(case.entity, key)) is not None}
    if case.kind != "value" or not fields:
        raise CommandProblem("usage", "这一处不能另填值，请用 --take 选一方。", WRONG_USE)
    if len(fields) == 1 and len(told) == 1:
        key, field = next(iter(fields.items()))
        return {key: _parsed(archive, field, told[0].removeprefix(f"{field.name}=").removeprefix(f"{field.label}="))}
    values: Record = {}
    for pair in told:
        name, equals, text = pair.partition("=")
        key = next((key for key, field in fields.items() if name in (field.name, field.label)), None)
        if not equals or key is None:
            names = "、".join(field.label for field in fields.values())
            raise CommandProblem("usage", f"“{pair}”应写成 字段=值，字段是{names}之一。", WRONG_USE)
        values[key] = _parsed(archive, fields[key], text)
    return values


def _parsed(archive: Archive, field: Any, text: str) -> Any:
    try:
        return parse(field, text, archive.codes, archive.settings.year)
    except ValueProblem as problem:
        raise CommandProblem("value", f"{problem}。{problem.remedy}。没有改动任何数据。") from problem


def _data(archive: Archive, card: Card) -> dict[str, Any]:
    case = card.conflict
    return {
        "id": case.id,
        "household": card.household,
        "household_uid": case.household,
        "head": card.head,
        "village": card.village,
        "person": case.person or None,
        "person_name": card.person or None,
        "entity": case.entity,
        "facet": case.facet,
        "kind": case.kind,
        "fields": list(case.fields),
        "base": as_json(archive, case, case.base),
        "sides": [
            {
                "op": one.side.op,
                "values": as_json(archive, case, one.side.values),
                "user": one.side.user,
                "desk": one.side.desk,
                "office": one.side.office,
                "at": one.side.at,
                "mine": one.side.mine,
                "shown": one.side.shown,
                "clock_wrong": one.side.clock_wrong,
            }
            for one in card.sides
        ],
    }


def _lines(card: Card) -> list[str]:
    place = "  ".join(part for part in (card.village, card.household, card.head, card.person) if part)
    lines = [f"{card.conflict.id}  {place}  {card.title}（{KINDS[card.conflict.kind]}）"]
    if card.base:
        lines.append(f"    原来：{_told(card.base)}")
    lines += [f"    {one.who} {one.when}：{_told(one.values)}" for one in card.sides]
    return lines


def _told(values: tuple[tuple[str, str], ...]) -> str:
    return "；".join(f"{label} {value or '（空）'}" for label, value in values) or "（空）"
