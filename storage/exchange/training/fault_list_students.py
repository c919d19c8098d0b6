"""The faults of rules 87–89: student files and what was paid on them."""

from __future__ import annotations

from models.fields import Record, Value
from storage.exchange.training.fault_house import House
from storage.exchange.training.fault_words import Fault, Plant, pupil, who


def _file(**values: Value) -> Plant:
    def plant(house: House, person: Record) -> None:
        house.add("student_aid", person=person["uid"], file_state="1", **values)

    return plant


def _paid_twice(house: House, person: Record) -> None:
    for _time in range(2):
        house.add(
            "payout_line", person=person["uid"], programme="S03", period="2017年秋季学期", amount=500_00,
            payout_state="2",
        )  # fmt: skip


FAULTS: tuple[Fault, ...] = (
    Fault(87, "同一学期同一项目发放了两次", who(pupil), _paid_twice),
    Fault(88, "中小学生的学生档案填成大学", who(pupil), _file(stage="7")),
    Fault(89, "学籍号少了一位", who(pupil), _file(student_number="G12345678901234567")),
)
