"""Commands of medical cover and of the people who answer: medical, helpers."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from models.medical import LAYERS, PAYING, MedicalYear, medical_year
from models.values import hundredths
from storage.archive import files, helper_load, medical_lists
from storage.archive.archive import Archive
from storage.archive.helpers import list_helpers
from ui.commands.answers import WAITING, Answer, CommandProblem
from ui.commands.records import household_of

_MENTAL = {"1": "药物救助", "2": "住院治疗救助"}


def medical(archive: Archive, options: Namespace) -> Answer:
    """Answer one question about medical cover."""
    steps: dict[str, Callable[[Archive, Namespace], Answer]] = {
        "heavy": _heavy,
        "uncovered": _uncovered,
        "mental": _mental,
        "year": _year,
    }
    return steps[options.step](archive, options)


def helpers(archive: Archive, options: Namespace) -> Answer:
    """Answer one question about helpers, or hand households over."""
    steps: dict[str, Callable[[Archive, Namespace], Answer]] = {
        "load": _load,
        "hand-over": _hand_over,
        "not-visited": _not_visited,
        "days": _days,
    }
    return steps[options.step](archive, options)


def _limit(archive: Archive, key: str, year: int) -> int:
    found = archive.thresholds.get(key, year, archive.office.division)
    if found is None:
        raise CommandProblem("no_threshold", f"{year} 年没有设这条标准，请用选项写明，或在设置里补上。")
    return found


def _heavy(archive: Archive, options: Namespace) -> Answer:
    year = options.year or archive.settings.year
    limit = options.percent if options.percent is not None else _limit(archive, "self_paid_share_most", year)
    found = medical_lists.heavy_bills(archive, year, limit, options.village or "")
    money = ("total", "covered", "self_paid", "share")
    data = [{**asdict(one), **{name: hundredths(getattr(one, name)) for name in money}} for one in found]
    lines = [
        f"{archive.divisions.path(one.village)}  {one.head}户 {one.name}  {one.day}  {one.hospital}  "
        f"总费用 {hundredths(one.total)} 元，自付 {hundredths(one.self_paid)} 元，占 {hundredths(one.share)}%"
        for one in found
    ]
    lines.append(f"{year} 年自付达到 {limit}% 的费用 {len(found)} 笔。")
    return Answer({"bills": data, "count": len(found), "year": year, "percent": limit}, lines)


def _uncovered(archive: Archive, options: Namespace) -> Answer:
    year = options.year or archive.settings.year
    found = medical_lists.not_covered(archive, year, options.village or "")
    lines = [f"{archive.divisions.path(one.village)}  {one.number}  {one.head}户  {one.name}" for one in found]
    lines.append(f"{year} 年没有参加特惠保的 {len(found)} 人。")
    return Answer({"people": [asdict(one) for one in found], "count": len(found), "year": year}, lines)


def _mental(archive: Archive, options: Namespace) -> Answer:
    found = medical_lists.mental_aid(archive, options.year, options.village or "")
    data = {
        name: {"people": one.people, "entries": one.entries, "amount": hundredths(one.amount)}
        for name, one in zip(("drugs", "hospital"), found, strict=True)
    }
    lines = [f"{_MENTAL[one.kind]}：{one.people} 人，{one.entries} 次，{hundredths(one.amount)} 元" for one in found]
    return Answer({**data, "year": options.year}, lines)


def _year(archive: Archive, options: Namespace) -> Answer:
    file = files.load_file(archive, household_of(archive, options.household))
    if file is None:
        raise CommandProblem("not_found", "这一户在回收站里。用 restore-record 恢复后再看。")
    year = options.year or archive.settings.year
    limit = archive.thresholds.get("self_paid_share_most", year, file.household.get("division") or "")
    home = medical_year(file.parts, year, "", limit)
    people = [(one, medical_year(file.parts, year, one["uid"], limit)) for one in file.active_members]
    data = {
        "year": year,
        "household": _picture(home),
        "people": [{"name": one.get("name"), **_picture(seen)} for one, seen in people],
    }
    lines = [f"{year} 年 {file.household.get('head_name') or ''}户", *_told(home)]
    for one, seen in people:
        if seen.bills or seen.doctors or seen.rounds or seen.insured or seen.drug_months or seen.mental_stays:
            lines += [f"—— {one.get('name') or '未填姓名'}", *_told(seen)]
    return Answer(data, lines)


def _picture(seen: MedicalYear) -> dict[str, Any]:
    share = seen.share
    return {
        "person": seen.person or None,
        "bills": seen.bills,
        "stays": seen.stays,
        "unsettled": seen.unsettled,
        "flagged": seen.flagged,
        "total": hundredths(seen.total),
        "layers": {name: hundredths(seen.layers[name]) for name in PAYING},
        "self_paid": hundredths(seen.self_paid),
        "share": None if share is None else hundredths(share),
        "doctors": seen.doctors,
        "rounds": seen.rounds,
        "insured": seen.insured,
        "premium": hundredths(seen.premium),
        "claims_paid": hundredths(seen.claims_paid),
        "drug_months": seen.drug_months,
        "drug_aid": hundredths(seen.drug_aid),
        "mental_stays": seen.mental_stays,
        "mental_stay_aid": hundredths(seen.mental_stay_aid),
    }


def _told(seen: MedicalYear) -> list[str]:
    layers = "，".join(f"{one.title} {hundredths(seen.layers[one.field])} 元" for one in LAYERS if one.field)
    share = "" if seen.share is None else f"，占 {hundredths(seen.share)}%"
    return [
        f"费用 {seen.bills} 笔（住院 {seen.stays}），总费用 {hundredths(seen.total)} 元；{layers}",
        f"自付 {hundredths(seen.self_paid)} 元{share}；没结算的 {seen.unsettled} 笔，达到提示线的 {seen.flagged} 笔",
        f"签约医生 {'、'.join(seen.doctors) or '未签约'}，巡诊 {len(seen.rounds)} 次；特惠保 {seen.insured} 人",
    ]


def _helper(archive: Archive, text: str) -> str:
    found = [one for one in list_helpers(archive) if text in (one["uid"], one.get("number"), one.get("name"))]
    if len(found) == 1:
        return found[0]["uid"]
    if not found:
        raise CommandProblem("not_found", f"没有帮扶责任人“{text}”，没有改动。")
    listed = "、".join(f"{one.get('unit') or ''}{one['name']}（{one['uid']}）" for one in found)
    raise CommandProblem("ambiguous", f"叫“{text}”的有 {len(found)} 位：{listed}。请写编号，没有改动。")


def _load(archive: Archive, options: Namespace) -> Answer:
    day = options.on or archive.settings.as_of.isoformat()
    most = archive.thresholds.get("households_of_helper_most", int(day[:4]), archive.office.division)
    found = helper_load.helper_loads(archive, day)
    over = sum(most is not None and one.households > most for one in found)
    lines = [f"{one.households:5d} 户  {one.name}  {one.unit}" for one in found]
    lines.append(f"{day} 共 {len(found)} 位帮扶责任人，超过 {most} 户的 {over} 位。")
    return Answer({"helpers": [asdict(one) for one in found], "on": day, "most": most, "over": over}, lines)


def _hand_over(archive: Archive, options: Namespace) -> Answer:
    old, new = _helper(archive, options.leaving), _helper(archive, options.taking)
    homes = [household_of(archive, one) for one in options.household] if options.household else None
    plan = helper_load.plan_handing_over(archive, old, new, options.day, homes)
    batch = ""
    if not options.dry_run and plan.steps:
        batch = helper_load.hand_over(archive, plan, reason=options.reason).batch
    homes_done = len({step.household for step in plan.steps})
    data = {
        "batch": batch or None,
        "households": homes_done,
        "refused": [{"household": uid, "reason": reason} for uid, reason in plan.refused],
        "dry_run": options.dry_run,
    }
    done = "可以交接" if options.dry_run else "已交接"
    lines = [f"{options.day} 起{done} {homes_done} 户，前一天是原责任人的最后一天。"]
    lines += [f"没有交接：{uid}，{reason}" for uid, reason in plan.refused]
    return Answer(data, lines, WAITING if plan.refused else 0)


def _not_visited(archive: Archive, options: Namespace) -> Answer:
    day = options.on or archive.settings.as_of.isoformat()
    days = options.days if options.days is not None else _limit(archive, "visit_days_most", int(day[:4]))
    found = helper_load.households_not_visited(archive, day, days, options.village or "")
    lines = [
        f"{archive.divisions.path(one.village)}  {one.number}  {one.head}户  责任人 {one.helpers or '无'}  "
        f"{f'{one.last}，{one.days} 天' if one.last else '没有走访记录'}"
        for one in found
    ]
    lines.append(f"到 {day}，超过 {days} 天没有走访的 {len(found)} 户。")
    return Answer({"households": [asdict(one) for one in found], "count": len(found), "on": day, "days": days}, lines)


def _days(archive: Archive, options: Namespace) -> Answer:
    least = _limit(archive, "team_days_least", int(options.month[:4]))
    found = helper_load.team_days(archive, options.month, least, options.village or "")
    duty = archive.codes["team_duty"]
    lines = [
        f"{archive.divisions.path(one.division)}  {one.name}  {duty.text(one.duty)}  "
        f"{'没有登记考勤' if one.present is None else f'{one.present} 天'}"
        for one in found
    ]
    lines.append(f"{options.month} 在岗不满 {least} 天或没有考勤的 {len(found)} 人。")
    return Answer({"members": [asdict(one) for one in found], "month": options.month, "least": least}, lines)
