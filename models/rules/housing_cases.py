"""Rules 115–120: the case of a house renovation (危房改造档案). Each names the first case of the household it finds."""

from __future__ import annotations

from models.fields import Record
from models.housing_money import standard_of
from models.rules.base import Hit, Rule, Twin, household_rule
from models.rules.checked import CheckedHousehold
from models.rules.explain import label, plain, yuan

REPAIR = "1"
ID_LENGTH = 18
_REBUILDING = frozenset({"2", "3", "4"})
_WORK_DATES = ("started", "finished", "accepted", "paid_date")
PHOTO_SLOTS: tuple[str, ...] = ("21", "22", "23")
"""Before, during and after the work: codes of `attachment_slot`."""


def _cases(house: CheckedHousehold) -> list[Record]:
    return house.file.parts.get("housing", [])


def _hit(field: str, sentence: str, remedy: str, value: str = "") -> Hit:
    return Hit("housing", field, value, sentence, remedy)


def _called(case: Record) -> str:
    year = case.get("plan_year")
    return f"{year}年危房改造" if year else "危房改造"


@household_rule(115, "W")
def method_against_grade(house: CheckedHousehold) -> Hit | None:
    """Grade D only repaired, or grade C rebuilt."""
    for case in _cases(house):
        method, grade = case.get("method"), case.get("grade")
        if (method == REPAIR and grade == "D") or (method in _REBUILDING and grade == "C"):
            text = house.text("housing_method", method)
            sentence = f"{_called(case)}：{grade} 级危房，改造方式却是“{text}”"
            return _hit("method", sentence, "D 级一般拆除重建，C 级一般修缮加固；对照鉴定报告改正", text)
    return None


@household_rule(116, "E")
def work_dates_reversed(house: CheckedHousehold) -> Hit | None:
    """Start, finish, acceptance and payment not in this order."""
    for case in _cases(house):
        filled = [(name, case[name]) for name in _WORK_DATES if case.get(name)]
        for (first, earlier), (second, later) in zip(filled, filled[1:], strict=False):
            if later < earlier:
                names = label("housing", first), label("housing", second)
                sentence = f"{_called(case)}：{names[1]} {later} 早于{names[0]} {earlier}"
                return _hit(second, sentence, "按纸质材料改正日期", later)
    return None


@household_rule(117, "W")
def money_too_much_or_too_early(house: CheckedHousehold) -> Hit | None:
    """Paid over what was applied for, applied for over the standard, or all paid before acceptance."""
    for case in _cases(house):
        applied, approved, paid = (case.get(name) for name in ("applied_money", "approved_money", "paid_money"))
        standard = standard_of(case, house.context.standards, house.region)
        if paid is not None and applied is not None and paid > applied:
            sentence = f"{_called(case)}：实际补助 {yuan(paid)}，多于申请的 {yuan(applied)}"
            return _hit("paid_money", sentence, "核对打款凭证和申请表", yuan(paid))
        if applied is not None and standard is not None and applied > standard:
            sentence = f"{_called(case)}：申请补助 {yuan(applied)}，超过标准 {yuan(standard)}"
            return _hit("applied_money", sentence, "核对贫困类型、等级、改造方式和标准", yuan(applied))
        if _paid_early(case, paid, approved if approved is not None else applied):
            sentence = f"{_called(case)}：还没有验收就拨付了全款 {yuan(paid or 0)}"
            return _hit("paid_date", sentence, "补验收日期；确实没有验收的，报告拨付单位", case.get("paid_date") or "")
    return None


def _paid_early(case: Record, paid: int | None, whole: int | None) -> bool:
    if not paid or whole is None or paid < whole:
        return False
    accepted, day = case.get("accepted"), case.get("paid_date")
    return accepted is None or (day is not None and day < accepted)


@household_rule(118, "Q")
def renovated_twice(house: CheckedHousehold) -> Hit | None:
    """Two approved cases in one household, or one of its people in another household with an approved case."""
    approved = [case for case in _cases(house) if case.get("county_approved")]
    if len(approved) > 1:
        years = "、".join(str(case.get("plan_year") or "年度未填") for case in approved)
        return _hit("plan_year", f"这一户审批了 {len(approved)} 次危房改造（{years}）", "核实是否重复享受", years)
    if not approved:
        return None
    for person in house.people:
        for twin in _elsewhere(house, person.number[:ID_LENGTH]):
            sentence = f"{person.name}在 {twin.household_number or '另一'} 户也享受了危房改造，证件号码相同"
            return _hit("plan_year", sentence, "核实是否重复享受", str(approved[0].get("plan_year") or ""))
    return None


def _elsewhere(house: CheckedHousehold, part: str) -> list[Twin]:
    return house.context.same_house(part, house.file.uid) if len(part) == ID_LENGTH else []


@household_rule(119, "W")
def new_house_large(house: CheckedHousehold) -> Hit | None:
    """A built house larger than the household may have; a repaired one keeps the size it had."""
    for case in _cases(house):
        area, people = case.get("new_area"), case.get("people") or len(house.people)
        whole, each, few = (
            house.limit(key) for key in ("housing_area_most", "housing_area_head_most", "housing_area_few_people")
        )
        if area is None or case.get("method") == REPAIR or not people or whole is None or each is None or few is None:
            continue
        most = whole if people <= few else each * people
        if area > most:
            how = f"{people} 人户不超过 {plain(most)}㎡"
            sentence = f"{_called(case)}：改造后面积 {plain(area)}㎡，{how}"
            return _hit("new_area", sentence, "核对验收表上的面积和人口；属实的注明原因", f"{plain(area)}㎡")
    return None


@household_rule(120, "W")
def accepted_without_photos(house: CheckedHousehold) -> Hit | None:
    """Accepted, but a photo of before, during or after is missing."""
    for case in _cases(house):
        if not case.get("accepted"):
            continue
        missing = missing_photos(case, house.file.parts.get("attachment", []), only=len(_cases(house)) == 1)
        if missing:
            texts = "、".join(house.text("attachment_slot", slot) for slot in missing)
            return _hit("accepted", f"{_called(case)}已验收，缺{texts}照片", "补照片；找不到的在备注里说明", texts)
    return None


def missing_photos(case: Record, attachments: list[Record], *, only: bool) -> list[str]:
    """Return the slots without a photo; photos that name no case count where the household has `only` this one."""
    own = (case.get("uid"), None) if only else (case.get("uid"),)
    held = {record.get("slot") for record in attachments if record.get("housing") in own}
    return [slot for slot in PHOTO_SLOTS if slot not in held]


RULES: tuple[Rule, ...] = (
    method_against_grade,
    work_dates_reversed,
    money_too_much_or_too_early,
    renovated_twice,
    new_house_large,
    accepted_without_photos,
)
