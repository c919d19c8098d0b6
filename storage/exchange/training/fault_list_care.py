"""The faults of rules 141, 142, 158–160, 163 and 196: bills, spells of work, the handbook."""

from __future__ import annotations

from models.fields import Record, Value
from storage.exchange.training.fault_house import House
from storage.exchange.training.fault_words import Fault, Plant, head


def _bill(**amounts: Value) -> Plant:
    def plant(house: House, person: Record) -> None:
        house.add(
            "medical_bill", person=person["uid"], kind="1", admitted="2017-05-02", discharged="2017-05-14",
            hospital="县人民医院", total=20_000_00, **amounts,
        )  # fmt: skip

    return plant


def _spells(*spells: Record) -> Plant:
    def plant(house: House, person: Record) -> None:
        for values in spells:
            house.add("work_spell", person=person["uid"], **values)

    return plant


def _signed(house: House, _person: Record) -> None:
    house.add("handbook", year=house.year, printed="2017-03-01", signed="2017-03-20", number="补发")


def _gone_since_2020(house: House, person: Record) -> None:
    house.carry_over(2022)
    house.add("work_spell", person=person["uid"], starts="2020-03", gone=True, **_FAR)


_FAR: Record = {"county": "浙江省宁波市鄞州区"}

FAULTS: tuple[Fault, ...] = (
    Fault(141, "住院 2 万元，报销后还要自付四分之一", head, _bill(basic=12_000_00, serious=3_000_00)),
    Fault(142, "各层报销合计比总费用还多", head, _bill(basic=18_000_00, aid=2_500_00)),
    Fault(158, "前一段务工没结束又开始一段", head,
          _spells({**_FAR, "starts": "2015-03", "ends": "2015-09"}, {**_FAR, "starts": "2015-08", "ends": "2015-12"})),
    Fault(159, "标为没有外出，务工却没有结束时间", head, _spells({**_FAR, "starts": "2017-12", "gone": False})),
    Fault(160, "2022年：2020年外出，一直没有结束时间", head, _gone_since_2020, 2022),
    Fault(163, "计划外出务工，没填服务需求", head, _spells({"planned": True, "planned_county": "江苏省昆山市"})),
    Fault(196, "手册已签字，没有签字页扫描件", head, _signed),
)  # fmt: skip
