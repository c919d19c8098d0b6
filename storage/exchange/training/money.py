"""Projects, shares and dividends of the made-up households, and the small loans of some; the same of the published two.

The dividends are the income items the households have already, so both tell the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from models.derived import age_on
from models.fields import Record
from models.income_items import counts_by_default
from models.keys import INCOME_PREFIX, split_key
from models.loans import subsidy
from models.thresholds import Thresholds
from storage.archive.dividends import DIVIDEND_ITEM
from storage.archive.writing import RecordChange
from storage.exchange.training.generate import VillageMade
from storage.exchange.training.identity import Numbers

YEAR = 2017
_EVERY = 3
"""One household in so many, of those with a head of the right age, has a small loan."""

_CONTENT = (
    ("蔬菜大棚", "01", "新建蔬菜大棚 20 个，租给合作社"), ("光伏电站", "04", "建村级光伏电站 100 千瓦"),
    ("肉鸡养殖小区", "02", "建标准鸡舍 4 栋"), ("沿街商铺", "07", "建商铺 23 间，对外出租"),
    ("乡村旅游接待", "06", "建游客接待点和停车场"), ("来料加工车间", "03", "建加工车间 600 平方米"),
)  # fmt: skip


def of_village(village: VillageMade, numbers: Numbers, thresholds: Thresholds) -> list[RecordChange]:
    """Return a village's project with the shares and dividends of those who have any, and the loans."""
    paid: list[tuple[str, int]] = []
    changes: list[RecordChange] = []
    division = ""
    for made in village.households:
        household = next(one for one in made.changes if one.entity == "household")
        division = division or str(household.values.get("division") or "")
        if amount := _dividend(made.changes):
            paid.append((household.uid, amount))
        changes += _loan(household.uid, made.changes, numbers, thresholds, division)
    return [*_project(division, paid, numbers), *changes]


def _dividend(changes: Iterable[RecordChange]) -> int:
    """Return the dividend in fen among the year's income items."""
    total = 0
    for change in changes:
        if change.entity == "year" and change.uid.endswith(f".{YEAR}"):
            for key, value in change.values.items():
                if key.startswith(f"{INCOME_PREFIX}{DIVIDEND_ITEM}:") and value and split_key(key):
                    total += value["amount"] or 0
    return total


def _project(division: str, paid: list[tuple[str, int]], numbers: Numbers) -> list[RecordChange]:
    if not paid or not division:
        return []
    project, distribution = numbers.uid(), numbers.uid()
    total = sum(amount for _household, amount in paid)
    name, industry, content = _CONTENT[sum(map(ord, division)) % len(_CONTENT)]
    values: Record = {
        "name": name, "division": division, "year": 2016, "kind": "06", "industry": industry, "content": content,
        "unit": "村民委员会", "person_in_charge": "村委会主任", "planned_start": "2016-03-01",
        "planned_end": "2016-11-30", "finished": "2016-11-20", "state": "5", "progress": 100,
        "investment": 200_000_00, "central": 150_000_00, "county": 50_000_00, "asset_class": "1",
        "property_owner": "村集体", "operator": "农民专业合作社", "right_share": 5_000, "method": "1",
        "contract_start": "2016-12-01", "contract_end": "2021-11-30",
    }  # fmt: skip
    told: Record = {
        "project": project, "division": division, "year": YEAR, "batch": f"{YEAR}年度", "income": 2 * total,
        "right_share": 5_000, "method": "1", "total": total, "village_amount": 0, "other_amount": total,
        "item": DIVIDEND_ITEM, "counts": counts_by_default(DIVIDEND_ITEM), "decided": f"{YEAR}-12-10",
    }  # fmt: skip
    changes = [RecordChange("project", project, values), RecordChange("distribution", distribution, told)]
    for household, amount in paid:
        share: Record = {"project": project, "units": amount, "starts": "2016-12-01"}
        line: Record = {
            "distribution": distribution, "project": project, "year": YEAR, "batch": f"{YEAR}年度", "basis": amount,
            "amount": amount, "paid": f"{YEAR}-12-20", "signed": True,
        }  # fmt: skip
        changes.append(RecordChange("share", numbers.uid(), share, household))
        changes.append(RecordChange("dividend", numbers.uid(), line, household))
    return changes


def _loan(
    household: str, changes: Iterable[RecordChange], numbers: Numbers, thresholds: Thresholds, region: str
) -> list[RecordChange]:
    head = next((one for one in changes if one.entity == "member" and one.values.get("relation") == "01"), None)
    if head is None:
        return []
    chance = int(numbers.uid()[-8:], 16)
    lent = date(2016, 1 + chance // _EVERY % 12, 10)
    age = age_on(head.values.get("birth_date"), lent)
    if chance % _EVERY or age is None or not 18 <= age <= 65:
        return []
    uid, granted = numbers.uid(), lent.isoformat()
    values: Record = {
        "person": head.uid, "kind": "1", "bank": "农村商业银行", "purpose": str(1 + chance // 100 % 4),
        "amount": (3 + chance // 1000 % 3) * 10_000_00, "months": 36, "rate": 475, "granted": granted,
        "repay_way": "1", "no_mortgage": True, "subsidised": True,
    }  # fmt: skip
    found = [RecordChange("loan", uid, values, household)]
    repaid: list[Record] = []
    if chance // 10_000 % 2:
        repaid.append({"loan": uid, "date": "2017-06-20", "principal": 10_000_00})
        found.append(RecordChange("repayment", numbers.uid(), repaid[0], household))
    for year in (2016, YEAR):
        starts, ends = max(granted, f"{year}-01-01"), f"{year}-12-31"
        told: Record = {
            "loan": uid, "year": year, "starts": starts, "ends": ends,
            "amount": subsidy(values, repaid, starts, ends, thresholds, region), "paid": f"{year}-12-25",
        }  # fmt: skip
        found.append(RecordChange("subsidy", numbers.uid(), told, household))
    return found


def published_money(told: list[RecordChange]) -> list[RecordChange]:
    """Return what the report says of the two households' shares and loan; what it doesn't say stays empty."""
    liu, wen = (change for change in told if change.entity == "household")
    borrower = next(one.uid for one in told if one.entity == "member" and one.values.get("name") == "文庆磊")
    fund: Record = {
        "name": "旅游专业合作社", "division": liu.values["division"], "year": 2016, "industry": "06",
        "content": "扶贫资金以股份形式投入旅游专业合作社，由贫困户持有，每年从门票收入中分红",
        "investment": 160_000_00, "operator": "旅游专业合作社", "note": "公开报道中的真实事例；报道没有写的一律留空。",
    }  # fmt: skip
    joined: Record = {"division": wen.values["division"], "note": "公开报道只写“入股项目，参与分红”，没有写项目名称。"}
    loan: Record = {
        "person": borrower, "amount": 50_000_00, "months": 36, "no_mortgage": True, "subsidised": True,
        "purpose": "4", "purpose_note": "开干货店", "note": "基准利率、全额贴息；放款日期报道没有写，到期日因此未填。",
    }  # fmt: skip
    return [
        RecordChange("project", "published.project.1", fund),
        RecordChange("project", "published.project.2", joined),
        RecordChange("share", "published.share.1", {"project": "published.project.1"}, liu.uid),
        RecordChange("share", "published.share.2", {"project": "published.project.2"}, wen.uid),
        RecordChange("loan", "published.loan.1", loan, wen.uid),
    ]
