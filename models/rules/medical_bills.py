"""Rules 141 and 142: what is left after the six layers of medical cover (六重保障后的自付)."""

from __future__ import annotations

from models.fields import Record
from models.medical import bill_year, covered, self_paid, self_paid_share, too_much
from models.rules.base import Hit, Rule, person_rule
from models.rules.checked import CheckedHousehold, CheckedPerson
from models.rules.explain import plain, yuan


def _bills(house: CheckedHousehold, person: CheckedPerson) -> list[Record]:
    return [bill for bill in house.file.parts.get("medical_bill", ()) if bill.get("person") == person.uid]


def _named(bill: Record) -> str:
    day = bill.get("discharged") or bill.get("admitted") or bill.get("settled")
    parts = [part for part in (day, bill.get("hospital")) if part]
    return f"{'在'.join(parts)}的费用" if parts else "一笔医疗费用"


@person_rule(141, "W")
def pays_too_much(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """A bill of the year of which the person pays a tenth or more: the one with the largest share."""
    line = house.line("self_paid_share_most")
    if line is None:
        return None
    flagged = [bill for bill in _bills(house, person) if bill_year(bill) == house.year and too_much(bill, line.value)]
    if not flagged:
        return None
    bill = max(flagged, key=lambda one: self_paid_share(one) or 0)
    amount, share = self_paid(bill) or 0, self_paid_share(bill) or 0
    more = f"（本年共 {len(flagged)} 笔）" if len(flagged) > 1 else ""
    sentence = (
        f"{person.name}{_named(bill)}共 {yuan(bill['total'])}，各层保障后自付 {yuan(amount)}，"
        f"占 {plain(share)}%，达到 {line.value}%{more}"
    )
    remedy = "核对各层是否都已登记；确实没有报销到位的，帮助办理大病保险、医疗救助或特惠保理赔"
    return Hit("medical_bill", "stated_self_paid", yuan(amount), sentence, remedy, person.uid)


@person_rule(142, "E")
def layers_exceed_total(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """Layers that together pay more than the bill comes to."""
    for bill in _bills(house, person):
        total, paid = bill.get("total"), covered(bill)
        if bill_year(bill) in (None, house.year) and total is not None and paid is not None and paid > total:
            sentence = (
                f"{person.name}{_named(bill)}总共 {yuan(total)}，各层报销合计 {yuan(paid)}，多出 {yuan(paid - total)}"
            )
            return Hit("medical_bill", "total", yuan(total), sentence, "对照结算单核对总费用和各层金额", person.uid)
    return None


RULES: tuple[Rule, ...] = (pays_too_much, layers_exceed_total)
