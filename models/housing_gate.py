"""What a house renovation must not be saved with: stages out of order without a reason, money before its time.

The gate compares a case as it will stand with the one that stands. It speaks only of what the save itself makes
wrong: a case that came from elsewhere with an old fault can still be worked on, and the rules 115–120 name the fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from models.entities.housing import NO_HOUSE_METHOD, SOURCES
from models.fields import Record
from models.housing_money import ADVANCE, most_before_acceptance, standard_of, sum_of_sources
from models.housing_stages import (
    STAGES,
    Limits,
    Stage,
    day_of,
    earliest_notice_end,
    reversals,
    skipped,
)
from models.housing_standards import Standards
from models.thresholds import Thresholds
from models.values import hundredths

FULL_COVER = "housing_full_cover"
_ELIGIBLE = frozenset({"C", "D"})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the gate needs beside the case: the county's tables, the household's division, and today."""

    thresholds: Thresholds
    standards: Standards
    region: str
    today: date


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a case can't be saved: the field to go to, and a whole sentence."""

    field: str
    sentence: str


def refusals(before: Record, after: Record, around: Surroundings, reason: str = "") -> list[Refusal]:
    """Return everything that forbids to save `after` in place of `before` ({} for a new case); empty = it may.

    `reason` is one given with the save itself; it counts like a new text in `date_reason`.
    """
    limits = Limits(around.thresholds, after.get("plan_year") or around.today.year, around.region)
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    reasoned = bool(reason.strip()) or ("date_reason" in changed and bool(after.get("date_reason")))
    return [
        *_future(after, changed, around.today),
        *_order(after, changed, limits, reasoned=reasoned or bool(after.get("date_reason"))),
        *_notice(after, changed, limits, reasoned=reasoned),
        *_back_dated(before, after, changed, reasoned=reasoned),
        *_eligible(after, changed, limits),
        *_amounts(after, changed, around, limits),
    ]


def _future(after: Record, changed: Iterable[str], today: date) -> Iterator[Refusal]:
    for stage in STAGES:
        day = day_of(after, stage.field)
        # a notice may be prepared the day before it is put up, nothing else is dated ahead
        if stage.field in changed and day and day > today:
            yield Refusal(
                stage.field, f"“{stage.label}”的日期 {day} 还没到，没有保存。没发生的事不填日期，计划填在计划日期里。"
            )


def _order(after: Record, changed: set[str], limits: Limits, *, reasoned: bool) -> Iterator[Refusal]:
    if reasoned or changed.isdisjoint({*(stage.field for stage in STAGES), "notice_to", "date_reason"}):
        return
    for stage in skipped(after):
        later = _first_after(after, stage)
        yield Refusal(
            stage.field,
            f"还没有“{stage.label}”的日期，就填了“{later.label}”，没有保存。"
            f"补上“{stage.label}”日期，或在“跳过、补填理由”里写明为什么跳过。",
        )
    for earlier, later in reversals(after, limits):
        over = "公示结束" if earlier.name == "notice" else f"“{earlier.label}”"
        yield Refusal(
            later.field,
            f"“{later.label}”日期 {after[later.field]} 比{over}还早，没有保存。"
            "改正日期；确实如此的，在“跳过、补填理由”里写明原因。",
        )


def _first_after(case: Record, stage: Stage) -> Stage:
    at = STAGES.index(stage)
    return next(later for later in STAGES[at + 1 :] if day_of(case, later.field))


def _notice(after: Record, changed: set[str], limits: Limits, *, reasoned: bool) -> Iterator[Refusal]:
    begun, ended = day_of(after, "notice_from"), day_of(after, "notice_to")
    earliest = earliest_notice_end(begun, limits)
    if reasoned or ended is None or changed.isdisjoint({"notice_from", "notice_to"}):
        return
    if begun is None or (earliest and ended < earliest):
        said = f"公示要到 {earliest} 才满期" if begun else "还没有公示开始日期"
        yield Refusal(
            "notice_to", f"{said}，结束日期却填 {ended}，没有保存。改正日期，或在“跳过、补填理由”里写明原因。"
        )


def _back_dated(before: Record, after: Record, changed: set[str], *, reasoned: bool) -> Iterator[Refusal]:
    """A date put in, changed or taken out although a later stage stood already."""
    if reasoned or not before:
        return
    for number, stage in enumerate(STAGES):
        later = next((one for one in STAGES[number + 1 :] if day_of(before, one.field)), None)
        if stage.field in changed and later is not None and day_of(after, later.field):
            yield Refusal(
                stage.field,
                f"已经有“{later.label}”日期了，回头改“{stage.label}”日期要说明原因，没有保存。"
                "在“跳过、补填理由”里补一句再保存。",
            )


def _eligible(after: Record, changed: set[str], limits: Limits) -> Iterator[Refusal]:
    approved = day_of(after, "county_approved")
    homeless = after.get("without_house") is True or after.get("method") == NO_HOUSE_METHOD
    grade = after.get("grade")
    if approved and not homeless and grade and grade not in _ELIGIBLE and not changed.isdisjoint(
        {"county_approved", "grade", "without_house", "method"}
    ):  # fmt: skip
        yield Refusal("grade", f"危险等级是 {grade} 级，C、D 级或无房户才能审批，没有保存。核对鉴定报告。")
    if approved and after.get("objection") is True and not changed.isdisjoint({"county_approved", "objection"}):
        yield Refusal("objection", "公示有异议，没有处理完不能审批，没有保存。处理后把“公示有无异议”改为“无”。")
    covered = after.get("full_cover") is True and not changed.isdisjoint({"full_cover", "plan_year"})
    if covered and not limits.days(FULL_COVER):
        yield Refusal(
            "full_cover", "本县没有设“危改政府兜底”，没有保存。县里确有规定的，先在“设置—标准与金额”里加上。"
        )


def _amounts(after: Record, changed: set[str], around: Surroundings, limits: Limits) -> Iterator[Refusal]:
    applied, approved, paid = (after.get(name) for name in ("applied_money", "approved_money", "paid_money"))
    standard = standard_of(after, around.standards, around.region)
    asked = {"applied_money", "standard", "hardship", "grade", "method", "plan_year", "full_cover"}
    if applied is not None and standard is not None and applied > standard and not changed.isdisjoint(asked):
        yield Refusal(
            "applied_money", f"申请补助 {_yuan(applied)} 超过标准 {_yuan(standard)}，没有保存。改正金额或标准。"
        )
    most = applied if standard is None else standard if applied is None else min(applied, standard)
    touched = not changed.isdisjoint({*asked, "approved_money"})
    if touched and approved is not None and most is not None and approved > most:
        over = "申请" if applied is not None and applied <= approved and most == applied else "标准"
        yield Refusal("approved_money", f"审批补助 {_yuan(approved)} 超过{over} {_yuan(most)}，没有保存。核对审批表。")
    if not changed.isdisjoint({"paid_money", "approved_money", "accepted", "acceptance", "paid_date"}):
        yield from payment_refusals(after, paid or 0, limits, after.get("paid_date"))
    yield from _total(after, changed)


def payment_refusals(case: Record, paid: int, limits: Limits, day: str | None) -> Iterator[Refusal]:
    """Yield why `paid` fen in all can't be paid by `day` (None = open): over what was approved, or before acceptance.

    The payout list asks this too, before an amount goes to the bank.
    """
    approved = case.get("approved_money")
    if paid <= 0 and not day:
        return
    if paid > 0 and approved is None:
        yield Refusal("paid_money", f"还没有审批金额，不能拨付 {_yuan(paid)}，没有保存。先填“审批补助金额”。")
        return
    if approved is not None and paid > approved:
        yield Refusal("paid_money", f"一共拨付 {_yuan(paid)}，超过审批的 {_yuan(approved)}，没有保存。核对金额。")
        return
    accepted = day_of(case, "accepted")
    if accepted is not None and case.get("acceptance") == "3":
        yield from _too_early(paid, approved, limits, "验收不合格")
    elif accepted is None:
        yield from _too_early(paid, approved, limits, "还没有验收")
    elif day is not None and day < accepted.isoformat():
        yield from _too_early(paid, approved, limits, f"拨付日期 {day} 在验收 {accepted} 之前")


def _too_early(paid: int, approved: int | None, limits: Limits, why: str) -> Iterator[Refusal]:
    most = most_before_acceptance(approved or 0, limits.days(ADVANCE))
    if approved is not None and paid >= approved:
        yield Refusal("paid_money", f"{why}，不能拨付全款 {_yuan(paid)}，没有保存。验收合格后再拨余款。")
    elif paid > most:
        yield Refusal("paid_money", f"{why}，最多先拨 {_yuan(most)}，不能拨 {_yuan(paid)}，没有保存。")


def _total(after: Record, changed: set[str]) -> Iterator[Refusal]:
    total, sources = after.get("total_money"), sum_of_sources(after)
    if total is None or sources is None or total == sources or changed.isdisjoint({"total_money", *SOURCES}):
        return
    yield Refusal(
        "total_money",
        f"总投资 {_yuan(total)} 与各来源合计 {_yuan(sources)} 不一样，没有保存。核对来源，或把总投资清空由程序合计。",
    )


def _yuan(fen: int) -> str:
    return f"{hundredths(fen).removesuffix('.00')}元"
