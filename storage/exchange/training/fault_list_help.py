"""The faults of rules 52 and 168–212: villages, monitoring, measures, helpers, accounts."""

from __future__ import annotations

from collections.abc import Callable

from models.fields import Record, Value
from storage.exchange.training.fault_house import House
from storage.exchange.training.fault_words import Fault, Pick, Plant, head, household, suits

_DEVELOPMENT = frozenset({"39", "40", "41", "42"})
_SINCE = "2017-03"
_LOAD = 11
_FIGURES: dict[str, Value] = {
    "left_poverty": True, "households": 300, "people": 900, "collective_income": 500, "schools": 1, "clinics": 1,
    "doctors": 1, "public_toilets": 2, "waste_points": 6, "libraries": 1, "low_income_people": 30,
    "destitute_people": 4, "disabled_people": 20, "pension_insured": 500, "bus": True, "paved_road": True,
    "broadcast_households": 300, "unsafe_houses": 0, "unsafe_water_households": 0, "help_funds": 4000,
}  # fmt: skip
_AFTER: dict[str, Value] = {
    **dict.fromkeys(("cleared_dropout", "cleared_house_damaged", "cleared_uninsured", "cleared_water_damaged"), False),
    **{
        f"cleared_{name}": 9000_00
        for name in (
            "wage_income", "property_income", "transfer_income", "business_income", "business_expense", "net_income",
            "income_per_head", "claim_income", "self_paid",
        )
    },
    "risk_cleared": True, "cleared": "2017-10", "clearing_way": "1", "contact": "孔某",
}  # fmt: skip


def _monitored(**values: Value) -> Plant:
    told: dict[str, Value] = {"monitor_type": "1", "identified": _SINCE, "risks": ["05"], **values}
    return lambda house, _person: house.add("monitoring", **told)


def _cleared(**values: Value) -> Plant:
    return _monitored(**{**_AFTER, **values})


def _with_groups(wanted: Callable[[frozenset[str]], bool], *, able: bool | None = None) -> Pick:
    """Pick a household by the groups of its measures, and by whether somebody can work (None = either)."""
    return suits(lambda house: wanted(house.groups) and able in (None, house.able))


def _lacks(*groups: str) -> Pick:
    return _with_groups(lambda found: bool(found) and found.isdisjoint(groups))


def _with_option(group: str, option: str, plant: Plant) -> Plant:
    def both(house: House, person: Record) -> None:
        house.add_measure(group, [option])
        plant(house, person)

    return both


def _helped_long_ago(house: House, person: Record) -> None:
    for one in house.measures:
        house.set_part("measure", one["uid"], year=2014, done="2014-11-30")
    _monitored()(house, person)


def _moved_late(house: House, _person: Record) -> None:
    house.add("monitoring", monitor_type="1", identified="2021-03", risks=["05"])
    house.add_measure("53", ["5301"], 2021)


def _paid_before(house: House, _person: Record) -> None:
    house.add("monitoring", monitor_type="2", identified=_SINCE, risks=["05"], left_poverty=False)
    house.add_measure("45", ["4501"], 2016)


def _monitoring() -> list[Fault]:
    return [
        Fault(168, "监测对象没有风险类型", head, _monitored(risks=None)),
        Fault(169, "风险“其他”没有备注", head, _monitored(risks=["99"])),
        Fault(170, "整户无劳动力却因务工就业不稳", suits(lambda h: not h.able), _monitored(risks=["07"])),
        Fault(171, "监测对象识别以来没有任何措施", head, _helped_long_ago),
        Fault(174, "有产业帮扶却标尚未实施", _with_groups(lambda g: "39" in g), _monitored(development_measures="2")),
        Fault(175, "只有技能培训却标已实施", _with_groups(lambda g: g.isdisjoint(_DEVELOPMENT)),
              _with_option("40", "4003", _monitored(development_measures="1"))),
        Fault(176, "因病，识别时合规自付填成 0", head, _monitored(risks=["01"], self_paid=0)),
        Fault(177, "因病，没有健康帮扶", _lacks("45", "48", "52"), _monitored(risks=["01"])),
        Fault(178, "因学，没有教育帮扶", _lacks("46", "47", "52"), _monitored(risks=["02"])),
        Fault(179, "因残，没有综合保障", _lacks("48", "52"), _monitored(risks=["03"])),
        Fault(180, "因安全住房，没有住房措施", _lacks("50", "53"), _monitored(risks=["09"])),
        Fault(181, "有失学辍学，没有义务教育保障", _lacks("46"), _monitored(dropout=True)),
        Fault(182, "因安全饮水，没有饮水措施", _lacks("51"), _monitored(risks=["10"])),
        Fault(183, "有人未参保，没有健康帮扶", _lacks("45", "52"), _monitored(uninsured=True)),
        Fault(184, "识别两个月就消除", head, _cleared(cleared="2017-05")),
        Fault(185, "已消除，消除后自付支出没有填", head, _cleared(cleared_self_paid=None)),
        Fault(186, "已消除，却仍有人未参保", head, _cleared(cleared_uninsured=True)),
        Fault(187, "帮扶消除，识别以来没有措施", head, _cleared(identified="2017-12", cleared="2018-06")),
        Fault(188, "帮扶消除时人均纯收入只有 1000 元", head, _cleared(cleared_income_per_head=1000_00)),
        Fault(189, "整户无劳动力却标已消除", suits(lambda h: not h.able), _cleared()),
        Fault(190, "已消除，没有监测联系人", head, _cleared(contact=None)),
        Fault(191, "2021年的监测对象登记了搬迁", head, _moved_late),
        Fault(192, "识别前一年已有医保缴费补贴", head, _paid_before),
    ]  # fmt: skip


def _visited_long_ago(house: House, _person: Record) -> None:
    for number, visit in enumerate(house.file.parts["visit"]):
        house.set_part("visit", visit["uid"], date=f"2015-0{number + 1}-01")


def _left_by_helper(house: House, _person: Record) -> None:
    last = max(house.file.parts["assignment"], key=lambda one: one["starts"])
    house.set_part("assignment", last["uid"], ends="2017-09-30")


def _overloaded(house: House, _person: Record) -> None:
    helper = max(house.file.parts["assignment"], key=lambda one: one["starts"])["helper"]
    for uid in house.around.lenders[:_LOAD]:
        house.set_part("assignment", uid, helper=helper)


def _same_card(house: House, person: Record) -> None:
    for one in (person, house.people[1]):
        house.set_member(one, bank_card="6217990000000000123")


def _of_people() -> list[Fault]:
    return [
        Fault(193, "走访日期改到两年前", head, _visited_long_ago),
        Fault(194, "帮扶责任人结束后没有人接上", head, _left_by_helper),
        Fault(195, "一名责任人结对十几户", suits(lambda h: len(h.around.lenders) >= _LOAD), _overloaded),
        Fault(211, "两名成员的银行卡号相同", suits(lambda h: len(h.people) > 1), _same_card),
        Fault(212, "账户姓名改成外人", head, household(bank_holder="欧阳某某")),
    ]  # fmt: skip


def _figures(**values: Value) -> Plant:
    return lambda house, _person: house.set_village(**{**_FIGURES, **values})


def _of_villages() -> list[Fault]:
    return [
        Fault(197, "出列村的村小学填成 0", _new_village, _figures(schools=0)),
        Fault(198, "出列村没有通硬化路", _new_village, _figures(paved_road=False)),
        Fault(199, "危房户和饮水不安全户超过总户数", _new_village,
              _figures(unsafe_houses=200, unsafe_water_households=150)),
        Fault(200, "村耕地面积填成 1 亩", _farming_village, _figures(cropland=100)),
        Fault(201, "村里没有执业医师", _new_village, _figures(doctors=0, left_poverty=False)),
        Fault(202, "村年帮扶资金只有 5 万元", _new_village, _figures(help_funds=500)),
        Fault(52, "多出一户没有上年资料、又不是新识别的户", _new_village,
              lambda h, _p: h.add_household(identified_year=2014, head_name="孔外来")),
    ]  # fmt: skip


def _new_village(house: House) -> Record | None:
    return house.people[0] if len(house.division) == 12 and house.division not in house.around.villages else None


def _farming_village(house: House) -> Record | None:
    return _new_village(house) if (house.found.values.get("cropland") or 0) > 100 else None


RARE: tuple[Fault, ...] = (
    Fault(173, "有劳动力，只有综合保障", _with_groups(lambda g: g == frozenset({"48"}), able=True), _monitored()),
    Fault(172, "有劳动力，没有开发式措施",
          _with_groups(lambda g: len(g) > 1 and g.isdisjoint(_DEVELOPMENT), able=True), _monitored()),
)  # fmt: skip
COMMON: tuple[Fault, ...] = (*_of_villages(), *_monitoring(), *_of_people())
