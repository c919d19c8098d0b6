"""The faults of rules 50–53 and 71–167: changes, school, housing, insurance, work."""

from __future__ import annotations

from models.fields import Record, Value
from models.keys import member_key
from storage.exchange.training.fault_house import House
from storage.exchange.training.fault_list_housing import housing_faults
from storage.exchange.training.fault_words import (
    Fault,
    Plant,
    disabled,
    facts,
    fit,
    head,
    member,
    other,
    pupil,
    student,
    suits,
    who,
    year,
)

_POST: dict[str, Value] = {"public_post": ["07"], "public_post_months": 3}
_WORK: dict[str, Value] = {
    "work_scope": "4", "work_place": "江苏省徐州市沛县", "work_months": 600, "employer": "服装加工厂",
    "employ_channel": "06",
}  # fmt: skip


def _state(house: House, person: Record) -> str:
    return house.facts(person).get("school_state") or ""


def _in_class(house: House, person: Record) -> bool:
    """Tell whether a pupil of school age is at school: in a class of primary or middle school."""
    return pupil(house, person) and "03" <= _state(house, person) <= "06" and house.age(person) < 15


def _in_primary(house: House, person: Record) -> bool:
    return _state(house, person) == "03" and 8 <= house.age(person) < 12


def _single_class(house: House, person: Record) -> bool:
    return "04" <= _state(house, person) <= "24"


def _worker(house: House, person: Record) -> bool:
    return house.works(person)


def _nobody_vocational(house: House) -> bool:
    states = [_state(house, person) for person in house.people]
    return not any("10" <= state <= "19" for state in states)


def _healthy_alone(house: House) -> bool:
    return not any("4" in house.facts(person)["health"] or person.get("disability_number") for person in house.people)


def _same_class(house: House, person: Record) -> None:
    house.set_year({member_key("school_state", person["uid"]): _state(house, person)}, house.year - 1)


def _severe(house: House, person: Record) -> None:
    kind = person["disability_type"]
    house.set_member(person, disability_level="1", disability_number=f"{person['id_number']}{kind}1")


def _without_money(house: House) -> bool:
    return not (house.has_item("T07") or house.has_item("T08")) and "4805" not in house.options


def _little_wage(house: House, person: Record) -> None:
    house.drop_items("W01")
    house.put_item("W01", person["uid"], 1200_00)
    house.set_facts(person, work_months=600)


def _measure(group: str, option: str) -> Plant:
    return lambda house, _person: house.add_measure(group, [option])


def _changes() -> list[Fault]:
    return [
        Fault(50, "在册成员填了身故年月", who(other), member(death_month="2017-05")),
        Fault(51, "婚出的成员没有原因和日期", who(other), member(member_state="3")),
        Fault(53, "年底人口数比年初多一人，没有增加的人", head,
              lambda h, _p: h.set_year({"head_count_start": len(h.people), "head_count_end": len(h.people) + 1})),
    ]  # fmt: skip


def _school() -> list[Fault]:
    return [
        Fault(71, "适龄儿童的在校生状况清空", who(_in_class), facts(school_state=None, education="2")),
        Fault(72, "8 岁以上的小学生填成学前教育", who(_in_primary), facts(school_state="02")),
        Fault(73, "高中以上的学生填成小学", who(student), facts(school_state="03")),
        Fault(74, "18 岁以上的学生填成八年级", who(lambda h, p: student(h, p) and h.age(p) >= 18),
              facts(school_state="05")),
        Fault(75, "小学生填成高中一年级", who(_in_primary), facts(school_state="07")),
        Fault(76, "小学生填成本科一年级", who(_in_primary), facts(school_state="20")),
        Fault(77, "小学生填成研究生", who(_in_primary), facts(school_state="25")),
        Fault(78, "十六七岁的学生填成小学文化", who(student), facts(school_state=None, education="2")),
        Fault(79, "健康的孩子因病没有上学", who(_in_primary),
              facts(school_state=None, education="2", out_of_school_reason="1")),
        Fault(80, "在校生登记务工 3 个月", who(student), facts(work_months=300)),
        Fault(83, "没有中职、高职学生却有雨露计划", suits(_nobody_vocational), _measure("47", "4701")),
        Fault(84, "普通高中学生填成中职二年级", who(student, _nobody_vocational), facts(school_state="11")),
        Fault(85, "上年的年级改成和今年一样", who(_single_class), _same_class),
        Fault(86, "学生填成大专毕业，没有务工", who(lambda h, p: student(h, p) and h.facts(p)["health"] == ["1"]),
              facts(school_state=None, education="5", labour="2")),
    ]  # fmt: skip


def _housing() -> list[Fault]:
    return [
        Fault(109, "填成危房户，没有措施", suits(lambda h: "50" not in h.groups), year(house_unsafe=True)),
        Fault(110, "不是危房户却是 C 级", head, year(house_unsafe=False, house_grade="C")),
        Fault(111, "已脱贫，住房填成 D 级危房", suits(lambda h: h.file.household["poverty_state"] == "1"),
              year(house_unsafe=True, house_grade="D")),
        Fault(112, "2016年已危改却填成危房户", head, year(house_unsafe=True, house_rebuilt_year=2016)),
        Fault(114, "住房面积填成 5 ㎡", head, year(house_area=500)),
        Fault(121, "没有解决安全饮用水，没有措施", suits(lambda h: "51" not in h.groups), year(water_safe=False)),
        Fault(122, "退耕还林比林地还多", head, year(returned_forest=500, forest_land=0, pasture=0)),
        Fault(123, "耕地面积填成 120 亩", head, year(cropland=12_000)),
        Fault(124, "林果面积填成 250 亩", head, year(orchard=25_000)),
        Fault(125, "水面面积填成 120 亩", head, year(water_area=12_000)),
        Fault(126, "与村主干路距离填成 600 公里", head, year(road_distance=60_000)),
        Fault(127, "是否通生活用电填成否", head, year(household_power=False)),
        Fault(128, "有效灌溉面积比耕地还多", head,
              lambda h, _p: h.set_year({"irrigated_land": h.found.values["cropland"] + 100})),
    ]  # fmt: skip


def _insurance() -> list[Fault]:
    return [
        Fault(129, "居民医保填否，职工医保清空", head, facts(medical_resident=False, medical_employee=None)),
        Fault(130, "是否参加大病保险填成否", head, facts(serious_illness_cover=False)),
        Fault(132, "没有参保却接受医疗救助", head,
              facts(medical_resident=False, medical_employee=False, illness_aid=True)),
        Fault(134, "健康的壮年填成特困供养", who(fit), facts(destitute_aid="2")),
        Fault(135, "外出务工的人填成特困供养", who(_worker), facts(destitute_aid="2")),
        Fault(136, "享受低保的人又填特困供养",
              who(lambda h, p: h.facts(p).get("low_income_aid") == "2"), facts(destitute_aid="2")),
        Fault(138, "没有残疾人却有残疾人补贴", suits(_healthy_alone), _measure("48", "4805")),
        Fault(139, "享受低保，措施没有勾低保", suits(lambda h: bool(h.groups) and "4801" not in h.options),
              facts(low_income_aid="2")),
        Fault(140, "享受特困供养，措施没有勾特困", suits(lambda h: bool(h.groups) and "4802" not in h.options),
              facts(destitute_aid="2")),
    ]  # fmt: skip


def _posts() -> list[Fault]:
    return [
        Fault(144, "公益性岗位有月数没有岗位", head, facts(public_post_months=3)),
        Fault(145, "公益性岗位有岗位没有月数", head, facts(public_post=["07"])),
        Fault(146, "一个人三种公益性岗位", head, facts(public_post=["01", "02", "07"], public_post_months=3)),
        Fault(147, "孩子填了公益性岗位", who(pupil), facts(**_POST)),
        Fault(148, "70 岁以上填了公益性岗位", who(lambda h, p: h.age(p) >= 70), facts(**_POST)),
        Fault(149, "丧失劳动力的人填了公益性岗位",
              who(lambda h, p: h.facts(p)["labour"] in ("4", "5") and h.age(p) >= 18), facts(**_POST)),
    ]  # fmt: skip


def _work() -> list[Fault]:
    return [
        Fault(150, "整户无劳动力却有就业帮扶", suits(lambda h: not h.able), _measure("40", "4099")),
        Fault(151, "弱劳动力填了外出务工", who(lambda h, p: h.facts(p)["labour"] == "3"), facts(**_WORK)),
        Fault(152, "不上学的孩子填了务工", who(_in_class),
              facts(**{**_WORK, "school_state": None, "education": "2", "out_of_school_reason": "3"})),
        Fault(153, "务工所在地只写到市", who(_worker), facts(work_place="江苏省徐州市")),
        Fault(154, "务工企业清空", who(_worker), facts(employer=None)),
        Fault(155, "务工 6 个月，工资只有 1200 元", who(_worker), _little_wage),
        Fault(156, "有务工地没有月数", who(_worker), facts(work_months=None)),
        Fault(157, "务工时间填成 13 个月", who(_worker), facts(work_months=1300)),
        Fault(161, "省外务工却选帮扶车间", who(_worker), facts(work_scope="4", employ_channel="02")),
        Fault(162, "技能劳动力没有务工", who(_worker), facts(**dict.fromkeys(_WORK), labour="1")),
        Fault(164, "两户人的电话相同", who(_worker), _same_phone),
        Fault(165, "务工人员电话少一位", who(_worker), member(phone="1380000123")),
        Fault(166, "没有人县外务工却有劳务输出", suits(lambda h: not any(h.works(p) for p in h.people)),
              _measure("40", "4001")),
        Fault(167, "外出务工补贴没有金额", who(_worker), _measure("40", "4002")),
    ]  # fmt: skip


def _same_phone(house: House, person: Record) -> None:
    for one in (person, house.neighbour):
        house.set_member(one, phone="13800000123")


RARE: tuple[Fault, ...] = (
    Fault(137, "残疾等级改成一级，没有补贴", who(disabled, _without_money), _severe),
    *_school(),
)
COMMON: tuple[Fault, ...] = (*_changes(), *_insurance(), *_work(), *_posts(), *_housing(), *housing_faults())
