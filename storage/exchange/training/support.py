"""Who helps the made-up households, and how: helpers, assignments without gaps, visits, measures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from models.fields import Record
from storage.exchange.training import mix
from storage.exchange.training.identity import Numbers
from storage.exchange.training.income import IncomeYear
from storage.exchange.training.names import SURNAMES, full_name
from storage.exchange.training.people import CHRONIC, SERIOUS, Person
from storage.exchange.training.places import Village

PER_HELPER = 7
_COUNTY_UNITS = ("农业局", "教育体育局", "卫生和计划生育局", "水利局", "财政局", "民政局", "国土资源局", "林业局")
_CONTENT = (
    "入户了解生产生活情况，核对明白卡。", "查看住房、饮水和用电情况，讲解帮扶政策。", "核对收入账，听取本户意见。",
    "了解用药和住院报销情况，送医保政策单。", "帮助打扫庭院，了解过冬准备。", "讲解低保、养老金和特惠保政策。",
)  # fmt: skip
_FINDINGS = ("无", "无", "无", "药费负担较重", "院墙有裂缝，不影响安全", "想学养殖技术", "慢性病卡快到期")
_NEXT = {
    "无": "按月走访",
    "药费负担较重": "联系村卫生室核对报销",
    "院墙有裂缝，不影响安全": "报村委会维修",
    "想学养殖技术": "报名镇里的培训班",
    "慢性病卡快到期": "协助换卡",
}

_AID_OPTIONS = {mix.LOW_INCOME: ["4801"], mix.DESTITUTE: ["4802"]}


@dataclass(slots=True)
class Helper:
    """One helper with the record's values."""

    uid: str
    name: str
    phone: str
    values: Record


def make_helpers(rng: Random, numbers: Numbers, village: Village) -> list[Helper]:
    """Return the helpers of one village, about seven households each."""
    return [_helper(rng, numbers, village) for _ in range(-(-village.households // PER_HELPER))]


def _helper(rng: Random, numbers: Numbers, village: Village) -> Helper:
    sex = "1" if rng.random() < 0.7 else "2"
    name = full_name(rng, rng.choice(SURNAMES), sex, rng.randrange(1965, 1992))
    chance = rng.random()
    if chance < 0.5:
        unit, affiliation = f"{village.town}人民政府", "5"
    elif chance < 0.85:
        unit, affiliation = f"{village.county}{rng.choice(_COUNTY_UNITS)}", "4"
    else:
        unit, affiliation = f"{village.name}村民委员会", "6"
    phone = numbers.phone()
    values: Record = {
        "name": name, "sex": sex, "politics": "01" if rng.random() < 0.8 else "13", "phone": phone, "unit": unit,
        "affiliation": affiliation,
    }  # fmt: skip
    return Helper(numbers.uid(), name, phone, values)


def assignments(rng: Random, helper: Helper, other: Helper) -> list[Record]:
    """Return one assignment, or two that follow each other without a gap where the helper changed."""
    begun = "2015-03-01"
    if helper is other or rng.random() < 0.75:
        return [{"helper": helper.uid, "starts": begun}]
    last = date(2016, 1, 31) + timedelta(days=rng.randrange(0, 400))
    return [
        {"helper": other.uid, "starts": begun, "ends": last.isoformat(), "note": "工作调动"},
        {"helper": helper.uid, "starts": (last + timedelta(days=1)).isoformat()},
    ]


def visits(rng: Random, helper: Helper) -> list[Record]:
    """Return the visits of 2017: one or two by the helper."""
    found: list[Record] = []
    for first, last in (((4, 1), (6, 30)), ((10, 1), (12, 20))) if rng.random() < 0.5 else (((9, 1), (12, 20)),):
        span = (date(2017, *last) - date(2017, *first)).days
        finding = _FINDINGS[int(len(_FINDINGS) * rng.random())]
        found.append(
            {
                "date": (date(2017, *first) + timedelta(days=int(span * rng.random()))).isoformat(),
                "visitor": helper.name,
                "helper": helper.uid,
                "content": _CONTENT[int(len(_CONTENT) * rng.random())],
                "findings": finding,
                "next_steps": _NEXT[finding],
            }
        )
    return found


def measures(
    people: list[Person], cause: str, aid: str, last: IncomeYear, rebuilt: int, vocational: bool
) -> list[Record]:
    """Return the measures of 2017 that the household's state calls for, and house building where there was any."""
    found: list[Record] = []
    safety = _AID_OPTIONS.get(aid, [])[:]
    if last.has("T07") or last.has("T08"):
        safety.append("4805")
    if any(person.old for person in people):
        safety.append("4803")
    if safety:
        found.append(_measure("48", safety))
    serious = any(SERIOUS in person.health for person in people)
    if serious or any(CHRONIC in person.health for person in people):
        found.append(_measure("45", ["4501", "4504", "4505" if serious else "4503"]))
    if vocational or any(person.kind == mix.STUDENT for person in people):
        found.append(_measure("47", ["4701"] if vocational else ["4703"]))
    elif cause == mix.DISABILITY and not safety:
        found.append(_measure("52", ["5201"]))
    if last.has("P01"):
        found.append(_measure("39", ["3905"], detail="光伏、旅游等资产收益项目入股分红"))
    elif last.has("B02"):
        found.append(_measure("39", ["3901"], detail="发放鸡苗、饲料"))
    if rebuilt:
        found.append(_measure("50", ["5001"], year=rebuilt, detail="危房改造"))
    return found


def _measure(group: str, options: list[str], *, year: int = 2017, detail: str | None = None) -> Record:
    found: Record = {"year": year, "group": group, "options": options, "done": f"{year}-11-30"}
    if detail is not None:
        found["detail"] = detail
    return found
