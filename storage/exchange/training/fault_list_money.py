"""The faults of rules 203–210: projects and small loans."""

from __future__ import annotations

from datetime import date

from models.derived import age_on
from models.fields import Record, Value
from storage.exchange.training.fault_house import House
from storage.exchange.training.fault_words import Fault, Plant, suits


def _project(**values: Value) -> Plant:
    def plant(house: House, _person: Record) -> None:
        house.set_project(**values)

    return plant


def _new_village(house: House) -> Record | None:
    return house.people[0] if len(house.division) == 12 and house.division not in house.around.villages else None


def _without_loan(house: House) -> bool:
    age = age_on(house.people[0].get("birth_date"), date(house.year - 1, 3, 10))
    return not house.file.parts.get("loan") and age is not None and 18 <= age <= 65


def _old_without_loan(house: House) -> bool:
    age = age_on(house.people[0].get("birth_date"), date(house.year - 1, 3, 10))
    return age is not None and age > 65


def _subsidised_late(house: House, _person: Record) -> None:
    uid = house.lend(granted="2014-03-10", subsidised=True)
    house.add("subsidy", loan=uid, year=2017, starts="2017-01-01", ends="2017-12-31", amount=240_799)


def _lent(times: int = 1, **values: Value) -> Plant:
    def plant(house: House, _person: Record) -> None:
        for _ in range(times):
            house.lend(**values)

    return plant


COMMON: tuple[Fault, ...] = (
    Fault(203, "项目没有填建设内容", _new_village, _project(content=None)),
    Fault(204, "计划去年完工的项目还是“进行中”", _new_village, _project(state="2", planned_end="2016-12-31")),
    Fault(205, "投资合计和来源差 1 元", _new_village, _project(investment=160_000_00, central=159_999_00)),
    Fault(206, "分红明细比总额少 1 分", _new_village, lambda house, _person: house.distribute(2_113_05, 2_113_04)),
    Fault(207, "贷款到期未还，贴息算到年底", suits(_without_loan), _subsidised_late),
    Fault(208, "给 66 岁以上的户主放款", suits(_old_without_loan), _lent()),
    Fault(209, "小额信贷填成 6 万元", suits(_without_loan), _lent(amount=60_000_00)),
    Fault(210, "户内两笔贷款都没有还", suits(_without_loan), _lent(2)),
)
