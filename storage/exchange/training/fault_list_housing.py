"""The faults of rules 115–120: cases of house renovation."""

from __future__ import annotations

from models.fields import Record, Value
from storage.exchange.training.fault_house import House
from storage.exchange.training.fault_words import Fault, Plant, head

_CASE: dict[str, Value] = {
    "plan_year": 2016, "hardship": "12", "people": 2, "grade": "D", "method": "2", "applied": "2016-02-20",
    "county_approved": "2016-04-20", "applied_money": 2_000_000, "approved_money": 2_000_000,
}  # fmt: skip


def _case(**values: Value) -> Plant:
    def plant(house: House, _person: Record) -> None:
        house.add("housing", **{**_CASE, **values})

    return plant


def _twice(house: House, _person: Record) -> None:
    house.add("housing", **_CASE)
    house.add("housing", **{**_CASE, "plan_year": 2017, "county_approved": "2017-04-20"})


def housing_faults() -> list[Fault]:
    """Return one fault for each rule of the housing case."""
    return [
        Fault(115, "D 级危房填成修缮加固", head, _case(method="1")),
        Fault(116, "竣工日期填在开工日期之前", head, _case(started="2016-06-10", finished="2016-05-10")),
        Fault(117, "没有验收就拨付了全款", head, _case(paid_money=2_000_000, paid_date="2016-08-01")),
        Fault(118, "同一户审批了两次危房改造", head, _twice),
        Fault(119, "两口之家改造后面积填成 75 ㎡", head, _case(new_area=7500)),
        Fault(120, "验收了，一张照片也没有", head, _case(accepted="2016-10-01", acceptance="1")),
    ]
