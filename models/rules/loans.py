"""Rules 207–210: small loans (小额信贷)."""

from __future__ import annotations

from datetime import date

from models.derived import age_on
from models.fields import Record
from models.loans import balance_on, due_day, standing
from models.rules.base import Hit, Rule, household_rule
from models.rules.checked import CheckedHousehold
from models.rules.explain import yuan
from models.rules.months import year_of

_LIMITED = (None, "1", "2")
"""Kinds of loans that the limits of amount and term speak of; None = not filled."""


def _loans(house: CheckedHousehold) -> list[Record]:
    return house.file.parts.get("loan") or []


def _of(house: CheckedHousehold, entity: str, loan: Record) -> list[Record]:
    return [one for one in house.file.parts.get(entity) or [] if one.get("loan") == loan["uid"]]


def _told(loan: Record) -> str:
    granted = loan.get("granted")
    return f"{granted} 放款的" if granted else ""


@household_rule(207, "E")
def subsidised_while_overdue(house: CheckedHousehold) -> Hit | None:
    """A loan past its due day with something owed, whose interest is still subsidised after that day."""
    for loan in _loans(house):
        repayments = _of(house, "repayment", loan)
        now = standing(loan, repayments, house.context.as_of)
        if now.overdue is None or now.due is None or not balance_on(loan, repayments, now.due):
            continue
        late = [one["ends"] for one in _of(house, "subsidy", loan) if (one.get("ends") or "") > now.due]
        if late:
            sentence = (
                f"{_told(loan)}贷款 {now.due} 到期，还欠 {yuan(now.balance)}，已逾期 {now.overdue} 天，"
                f"贴息却算到了 {max(late)}"
            )
            return Hit(
                "loan",
                "due",
                now.due,
                sentence,
                "逾期不再贴息：改正贴息的起止；已展期的补填展期日期",
                loan.get("person"),
            )
    return None


@household_rule(208, "W")
def borrower_out_of_age(house: CheckedHousehold) -> Hit | None:
    """A borrower younger than 18 or older than 65 on the day of lending."""
    by_uid = {one["uid"]: one for one in house.file.members}
    for loan in _loans(house):
        person, granted = by_uid.get(loan.get("person") or ""), loan.get("granted")
        if person is None or not granted:
            continue
        age, year = age_on(person.get("birth_date"), date.fromisoformat(granted)), int(granted[:4])
        thresholds, region = house.context.thresholds, house.region
        least, most = (thresholds.get(key, year, region) for key in ("loan_age_least", "loan_age_most"))
        if age is not None and least is not None and most is not None and not least <= age <= most:
            sentence = f"借款人{person.get('name') or ''}放款时 {age} 岁，不在 {least}–{most} 岁之间"
            return Hit("loan", "person", person.get("name") or "", sentence, "核对借款人和放款日期", person["uid"])
    return None


@household_rule(209, "E")
def loan_above_limits(house: CheckedHousehold) -> Hit | None:
    """A small loan of a larger amount or a longer term than its year allows."""
    for loan in _loans(house):
        year = year_of(loan.get("granted")) or house.year
        if loan.get("kind") not in _LIMITED:
            continue
        thresholds, region = house.context.thresholds, house.region
        amount, most = loan.get("amount"), thresholds.get("loan_amount_most", year, region)
        if amount is not None and most is not None and amount > most:
            sentence = f"{_told(loan)}贷款 {yuan(amount)}，超过当年上限 {yuan(most)}"
            return Hit("loan", "amount", yuan(amount), sentence, "核对金额和单位（元）；不是小额信贷的改贷款种类")
        months, longest = loan.get("months"), thresholds.get("loan_months_most", year, region)
        if months is not None and longest is not None and months > longest:
            sentence = f"{_told(loan)}贷款期限 {months} 个月，超过 {longest} 个月"
            return Hit("loan", "months", f"{months}个月", sentence, "核对期限；展期的填“展期至”，不改期限")
    return None


@household_rule(210, "Q")
def several_loans_open(house: CheckedHousehold) -> Hit | None:
    """Several loans of one household with something owed at the same time."""
    day = house.context.as_of.isoformat()
    owed = [(loan, balance_on(loan, _of(house, "repayment", loan), day)) for loan in _loans(house)]
    owed = [(loan, balance) for loan, balance in owed if balance]
    if len(owed) < 2:
        return None
    listed = "、".join(f"{yuan(balance)}（{due_day(loan) or '到期日未填'}）" for loan, balance in owed)
    sentence = f"户内同时有 {len(owed)} 笔贷款未还：{listed}"
    return Hit("loan", "amount", str(len(owed)), sentence, "向承贷银行核对；已还清的补录还款")


RULES: tuple[Rule, ...] = (subsidised_while_overdue, borrower_out_of_age, loan_above_limits, several_loans_open)
