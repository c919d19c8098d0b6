"""The faults, one for each rule of entry that a record of 2017 can break: whom it suits, and what is done."""

from __future__ import annotations

from models.fields import Record
from storage.exchange.training import (
    fault_list_care,
    fault_list_help,
    fault_list_life,
    fault_list_money,
    fault_list_students,
)
from storage.exchange.training.fault_house import FULL, House
from storage.exchange.training.fault_words import (
    Fault,
    Plant,
    child,
    disabled,
    facts,
    fit,
    grown,
    head,
    household,
    member,
    old,
    other,
    pupil,
    spouse,
    student,
    suits,
    who,
    year,
)


def _nobody(house: House, code: str) -> bool:
    return not any(code in house.facts(person)["health"] for person in house.people)


def _plain(house: House) -> bool:
    return house.file.household["household_type"] in ("01", "05") and not house.has_item("T02")


def _low_income(house: House) -> bool:
    return house.file.household["household_type"] in ("02", "04")


def _able(house: House) -> int:
    return sum(house.facts(person)["labour"] in FULL for person in house.people)


def _wrong_check(house: House, person: Record) -> None:
    number: str = person["id_number"]
    house.set_member(person, id_number=number[:17] + ("1" if number[17] != "1" else "2"))


def _same_person(house: House, person: Record) -> None:
    copied = ("name", "sex", "birth_date", "id_number")
    house.set_member(person, **{field: house.neighbour[field] for field in copied})


def _gone(house: House, _person: Record) -> None:
    for person in house.people:
        house.set_member(person, member_state="4", change_reason="23", change_date="2017-06-30")


def _child_head(house: House, person: Record) -> None:
    head = house.people[0]
    house.set_member(head, relation="17" if head["sex"] == "1" else "18")
    house.set_member(person, relation="01")
    house.set_household(head_name=person["name"], head_id_number=person["id_number"])


def _nothing_shared(house: House, person: Record) -> None:
    surname = "欧" if house.people[0]["name"][0] != "欧" else "满"
    house.set_member(person, name=surname + person["name"][1:], ethnicity="11")


def _no_aid(house: House, _person: Record) -> None:
    for person in house.people:
        house.set_facts(person, low_income_aid="0")
    house.set_household(household_type="01" if house.file.household["household_type"] == "04" else "05")


def _half_before(house: House, _person: Record) -> None:
    before: int = house.file.years[house.year - 1].values["income_per_head"]
    house.set_year({"income_per_head": before // 2}, house.year - 1)


def _without_transfers(house: House, _person: Record) -> None:
    house.drop_items("T")


def _put(item: str, yuan: int, *, of_head: bool = False) -> Plant:
    return lambda house, person: house.put_item(item, person["uid"] if of_head else None, yuan * 100)


def _drop(beginning: str) -> Plant:
    return lambda house, _person: house.drop_items(beginning)


def _small_wage(house: House, person: Record) -> None:
    house.drop_items("W01")
    house.put_item("W01", person["uid"], 50_00)


def _identity() -> list[Fault]:
    return [
        Fault(1, "证件号码清空", head, member(id_number=None)),
        Fault(2, "证件号码少一位", head, lambda h, p: h.set_member(p, id_number=p["id_number"][:17])),
        Fault(3, "证件号码末位改错", head, _wrong_check),
        Fault(4, "残疾证号的类别改成 9", who(disabled),
              lambda h, p: h.set_member(p, disability_number=p["id_number"] + "9" + p["disability_level"])),
        Fault(5, "出生日期改到 2018 年", who(other), member(birth_date="2018-03-01")),
        Fault(6, "证件号码改成别户户主的", head, lambda h, p: h.set_member(p, id_number=h.neighbour["id_number"])),
        Fault(7, "把别户户主又录进本户", who(other), _same_person),
        Fault(8, "证件号码改成 999999 开头", who(other),
              lambda h, p: h.set_member(p, id_number="999999" + p["id_number"][6:])),
        Fault(9, "性别改反", head, lambda h, p: h.set_member(p, sex="2" if p["sex"] == "1" else "1")),
        Fault(10, "出生日期改成另一天", head, lambda h, p: h.set_member(p, birth_date=p["birth_date"][:4] + "-02-03"
              if not p["birth_date"].endswith("-02-03") else p["birth_date"][:4] + "-02-04")),
        Fault(11, "户主证件号码改成别人的", head,
              lambda h, _p: h.set_household(head_id_number=h.neighbour["id_number"])),
        Fault(12, "姓名中间加空格", who(other),
              lambda h, p: h.set_member(p, name=p["name"][0] + " " + p["name"][1:])),
        Fault(13, "残疾证号清空", who(disabled),
              member(disability_number=None, disability_type=None, disability_level=None)),
        Fault(14, "健康的人填了残疾证号", who(lambda h, p: h.facts(p)["health"] == ["1"]),
              lambda h, p: h.set_member(p, disability_number=p["id_number"] + "43")),
        Fault(15, "残疾等级与证号不一致", who(disabled),
              lambda h, p: h.set_member(p, disability_level="1" if p["disability_level"] != "1" else "2")),
    ]  # fmt: skip


def _required() -> list[Fault]:
    return [
        Fault(16, "民族清空", head, member(ethnicity=None)),
        Fault(17, "健康状况清空", head, facts(health=None)),
        Fault(18, "劳动能力清空", head, facts(labour=None)),
        Fault(19, "与户主关系填成“干儿子”", who(child), member(relation="干儿子")),
        Fault(20, "政治面貌填成“团员干部”", head, member(politics="团员干部")),
        Fault(21, "文化程度填成“私塾”", who(grown), facts(education="私塾")),
        Fault(22, "在校生状况填成“复读”", who(pupil), facts(school_state="复读")),
        Fault(23, "文化程度清空", who(grown), facts(education=None)),
        Fault(24, "在校生又填文化程度", who(pupil), facts(education="2")),
        Fault(25, "是否参加大病保险清空", head, facts(serious_illness_cover=None)),
        Fault(26, "两项养老保险都清空", head, facts(pension_resident=None, pension_employee=None)),
        Fault(27, "两项医保都填否", head, facts(medical_resident=False)),
        Fault(28, "两项医保都填是", head, facts(medical_employee=True)),
        Fault(29, "是否会讲普通话清空", head, facts(speaks_mandarin=None)),
        Fault(30, "户联系电话少一位", head, household(phone="1380000123")),
        Fault(31, "成员电话填成座机", head, member(phone="05370000123")),
        Fault(32, "林果面积清空", head, year(orchard=None)),
        Fault(33, "有无卫生厕所清空", head, year(toilet=None)),
        Fault(34, "与村主干路距离清空", head, year(road_distance=None)),
        Fault(35, "是否通生活用电清空", head, year(household_power=None)),
        Fault(36, "识别标准清空", head, household(line_used=None)),
        Fault(37, "脱贫年度清空", suits(lambda h: h.file.household["poverty_state"] == "1"), household(exit_year=None)),
        Fault(38, "其他致贫原因与主要原因重复", head,
              lambda h, _p: h.set_household(other_causes=[h.file.household["main_cause"]])),
    ]  # fmt: skip


def _structure() -> list[Fault]:
    return [
        Fault(39, "两个户主", who(child), member(relation="01")),
        Fault(40, "两个配偶", who(child, lambda h: h.first(lambda p: spouse(h, p)) is not None),
              member(relation="02")),
        Fault(41, "配偶的性别改成和户主一样", who(spouse), lambda h, p: h.set_member(p, sex=h.people[0]["sex"])),
        Fault(42, "之子、之女改反", who(child),
              lambda h, p: h.set_member(p, relation="04" if p["relation"] == "03" else "03")),
        Fault(43, "家庭人口数多填一人", head, lambda h, _p: h.set_household(head_count=len(h.people) + 1)),
        Fault(44, "成员全部迁出，户没有注销", head, _gone),
        Fault(46, "之子改成之父", who(lambda _h, p: p["relation"] == "03"), member(relation="11")),
        Fault(47, "户主改成未满 16 岁的孩子",
              who(lambda h, p: p["relation"] in ("07", "08") and h.age(p) < 16), _child_head),
        Fault(48, "三口以上的户改成特困供养", suits(lambda h: len(h.people) > 2), household(household_type="06")),
        Fault(49, "同户两人姓氏、民族都不同", who(other, lambda h: len(h.people) == 2), _nothing_shared),
    ]  # fmt: skip


def _labour() -> list[Fault]:
    return [
        Fault(54, "孩子填成普通劳动力", who(lambda h, p: h.age(p) < 16), facts(labour="2")),
        Fault(55, "健康的壮年填成丧失劳动力", who(fit), facts(labour="4")),
        Fault(56, "健康的壮年填成无劳动力", who(fit), facts(labour="5")),
        Fault(57, "健康的壮年填成弱劳动力", who(fit), facts(labour="3")),
        Fault(58, "60 岁以上填成普通劳动力", who(old), facts(labour="2")),
        Fault(59, "在校生填成普通劳动力", who(student), facts(labour="2")),
        Fault(60, "病人填成普通劳动力", who(lambda h, p: not old(h, p) and h.facts(p)["labour"] == "3"),
              facts(labour="2")),
        Fault(61, "肢体重度残疾填成普通劳动力",
              who(lambda h, p: (p.get("disability_type"), p.get("disability_level")) in (("4", "1"), ("4", "2"))),
              facts(labour="2")),
        Fault(62, "健康状况既有健康又有慢性病", head, facts(health=["1", "2"])),
        Fault(63, "没有残疾人却因残", suits(lambda h: _nobody(h, "4")), household(main_cause="02", other_causes=None)),
        Fault(64, "没有病人却因病", suits(lambda h: _nobody(h, "2") and _nobody(h, "3")),
              household(main_cause="01", other_causes=None)),
        Fault(65, "没有学生却因学", suits(lambda h: not any(h.facts(p).get("school_state") for p in h.people)),
              household(main_cause="03", other_causes=None)),
        Fault(66, "都有劳动力却缺劳力",
              suits(lambda h: len(h.people) == 1 and h.facts(h.people[0])["labour"] == "3"
                  and not old(h, h.people[0])), _full_alone),
        Fault(67, "一半人是普通劳动力却缺劳力", suits(lambda h: len(h.people) == 2 and _able(h) == 1),
              household(main_cause="08", other_causes=None)),
        Fault(68, "四口之家一半有劳动力却缺劳力", suits(lambda h: len(h.people) == 4 and _half(h)),
              household(main_cause="08", other_causes=None)),
        Fault(69, "整户无劳动力，低保都改成未享受",
              suits(lambda h: _low_income(h) and all(h.facts(p)["labour"] in "45" for p in h.people)), _no_aid),
    ]  # fmt: skip


def _full_alone(house: House, person: Record) -> None:
    house.set_facts(person, labour="2")
    house.set_household(main_cause="08", other_causes=None)


def _half(house: House) -> bool:
    return sum(house.facts(person)["labour"] in ("1", "2", "3") for person in house.people) * 2 >= len(house.people)


def _income() -> list[Fault]:
    return [
        Fault(90, "人均纯收入多填 100 元", head,
              lambda h, _p: h.set_year({"income_per_head": h.found.values["income_per_head"] + 100_00})),
        Fault(91, "已脱贫，人均纯收入改成 2000 元", suits(lambda h: h.file.household["poverty_state"] == "1"),
              year(income_per_head=2000_00)),
        Fault(94, "全户年工资只有 50 元", who(fit, lambda h: h.has_item("W01")), _small_wage),
        Fault(95, "有经营收入，支出为 0", suits(lambda h: h.has_item("E01")), _drop("E01")),
        Fault(96, "有产业帮扶，经营收入为 0", suits(lambda h: h.total("business") == 0),
              lambda h, _p: h.add_measure("39", ["3901"])),
        Fault(97, "没有退耕还林却有生态补偿金", head, _put("T05", 200)),
        Fault(98, "低保户没有低保金", suits(lambda h: _low_income(h) and h.has_item("T04")), _drop("T02")),
        Fault(99, "不是低保户却有低保金", suits(_plain), _put("T02", 300, of_head=True)),
        Fault(100, "计划生育金只有 50 元", head, _put("T01", 50)),
        Fault(101, "有老人，养老保险金为 0", suits(lambda h: h.has_item("T04") and h.has_item("T10")), _drop("T04")),
        Fault(102, "特困供养金只有 100 元", suits(lambda h: h.has_item("T03")), _put("T03", 100, of_head=True)),
        Fault(103, "享受低保，转移性收入为 0", suits(_low_income), _without_transfers),
        Fault(104, "有技能培训，工资性收入为 0", suits(lambda h: h.total("wage") == 0),
              lambda h, _p: h.add_measure("40", ["4003"])),
        Fault(105, "务工 6 个月，工资性收入为 0", suits(lambda h: h.total("wage") == 0), facts(work_months=600)),
        Fault(106, "上年人均纯收入改成一半", head, _half_before),
        Fault(107, "慰问金计入收入", head, _put("N08", 200)),
        Fault(108, "年收入比四项之和多 500 元", head,
              lambda h, _p: h.set_year({"annual_income": h.found.values["annual_income"] + 500_00})),
    ]  # fmt: skip


def _of_later_years() -> list[Fault]:
    return [
        Fault(70, "2023年整户无劳动力，兜底保障户改成否", suits(lambda h: not h.able), _backstop_denied, 2023),
        Fault(92, "2023年人均纯收入改成 5000 元，没有纳入监测",
              suits(lambda h: h.file.household["poverty_state"] == "1"), _below_monitor_line, 2023),
        Fault(93, "2023年识别监测时人均纯收入填成 25000 元", head, _rich_when_identified, 2023),
    ]  # fmt: skip


def _backstop_denied(house: House, _person: Record) -> None:
    house.carry_over(2023)
    house.set_household(no_labour_backstop=False)


def _below_monitor_line(house: House, _person: Record) -> None:
    house.carry_over(2023)
    house.set_year({"income_per_head": 5000_00})


def _rich_when_identified(house: House, _person: Record) -> None:
    house.carry_over(2023)
    house.add("monitoring", monitor_type="1", identified="2023-11", risks=["05"], income_per_head=25000_00)


FAULTS: tuple[Fault, ...] = (
    *fault_list_help.RARE,
    *fault_list_life.RARE,
    *_structure(),
    *_labour(),
    *_of_later_years(),
    *fault_list_help.COMMON,
    *fault_list_life.COMMON,
    *fault_list_money.COMMON,
    *fault_list_care.FAULTS,
    *fault_list_students.FAULTS,
    *_income(),
    *_identity(),
    *_required(),
)
"""Those that suit few households come first. Left out is only 45, which the archive itself makes impossible."""
