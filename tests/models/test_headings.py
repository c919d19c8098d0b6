"""Headings: every known sheet is recognised whole, shuffled, written otherwise and in part."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.catalogue import ENTITIES
from models.heading_lists import FORMER, INCOME, INCOME_LEDGER, INVERSE, LEDGER_SUMS, MEASURES, OPPOSITES
from models.headings import FORM_ENTITIES, FORM_FIELDS, FORMS, HEADINGS, Target, normalise, recognise, target_of
from models.income_items import group_of
from tests.models.code_book import CODES

LARGE = 20
"""Columns from which on a sheet is still itself with some of them lost."""
EVERY = [pytest.param(name, headings, id=name) for name, (_title, headings) in FORMS.items()]
UNKNOWN = {
    "E1-SD-户表": {"用户照片"},
    "E1-SD": {"短号码", "用户照片", "帮扶责任人手机号"},
    "E3": {"产业分类"},
    "E4": {"村办公电话"},
    "E8-SD-党员": {"爱心助困帮扶党员"},
    "E9": {"生产经营性支出（合计）"},
    "E10-走访": {"驻村队长", "帮扶责任人", "当年走访次数", "累计走访次数"},
    "E10-异常": {"异常类型", "异常描述"},
    "E10-住房": {"改造进度", "是否列入行业计划"},
    "E10-收入": {"总收入", "总支出", "可支配收入", "人均可支配收入"},
    "发放-学前": {"所在学校班级", "开户行", "开户行用户名", "开户行账号"},
    "发放-学校": {"所在学校班级", "是否为寄宿生", "开户行", "账户名", "账户号码"},
    "发放-补助": {"发放类别", "发放月份", "发放金额"},
    "一人一档": {
        "学籍号", "户籍地址", "现住址", "学段", "就读学校", "年级", "班级", "班主任姓名", "班主任电话", "在校地区",
        "是否寄宿生", "监护人姓名", "监护人身份证", "监护人关系", "监护人电话", "困难类型", "资助年度", "学期",
        "资助项目", "资助金额", "资助时间", "开户行", "账户名", "账户号码",
    },
}  # fmt: skip
"""Columns that stay what they are: kept and shown, but no field of the catalogue."""


@pytest.mark.parametrize(("name", "headings"), EVERY)
def test_a_known_sheet_is_recognised(name, headings):
    form = recognise(headings)
    assert form is not None
    assert (form.name, form.confidence, form.missing) == (name, 1.0, ())
    assert set(form.unknown) == UNKNOWN.get(name, set())


@pytest.mark.parametrize(("name", "headings"), EVERY)
def test_order_and_spelling_do_not_matter(name, headings):
    mixed = [heading.replace("(", "（").replace(")", "）") + " " for heading in headings]
    random.Random(name).shuffle(mixed)
    form = recognise(["", *mixed])
    assert form is not None
    assert form.name == name
    assert form.headings[0] == ""
    assert form.targets[0] is None
    plain = recognise(headings)
    assert plain is not None
    given_targets = {normalise(heading): target for heading, target in zip(form.headings, form.targets, strict=True)}
    for heading, target in zip(plain.headings, plain.targets, strict=True):
        assert given_targets[normalise(heading)] == target


@pytest.mark.parametrize(
    ("name", "headings"),
    [pytest.param(name, headings, id=name) for name, (_title, headings) in FORMS.items() if len(headings) > LARGE],
)
def test_a_sheet_with_columns_lost_and_added_is_recognised(name, headings):
    kept = [heading for place, heading in enumerate(headings) if place % 9]
    form = recognise([*kept, "本县自加列", "又一列"])
    assert form is not None
    assert form.name == name
    assert 0.6 < form.confidence < 1
    assert set(form.missing) == {heading for place, heading in enumerate(headings) if place % 9 == 0}
    assert {"本县自加列", "又一列"} <= set(form.unknown)


@pytest.mark.parametrize(
    "headings",
    [[], [""], ["甲", "乙"], ["村", "户编号", "姓名", "证件号码", "金额"], ["姓名"] * 30, ["品名", "数量", "单价"]],
)
def test_another_sheet_is_not_recognised(headings):
    assert recognise(headings) is None


@given(st.lists(st.text(max_size=8), max_size=40))
def test_any_row_of_texts_is_answered(headings):
    form = recognise(headings)
    if form is not None:
        assert len(form.targets) == len(form.headings) == len(headings)
        assert 0 < form.confidence <= 1


def test_every_target_exists():
    items = {entry.code for entry in CODES["income_item"].entries}
    groups = {entry.code for entry in CODES["measure_group"].entries}
    for name, (_title, headings) in FORMS.items():
        form = recognise(headings)
        assert form is not None
        for target in filter(None, form.targets):
            if target.kind == "field":
                assert ENTITIES[target.entity].field(target.field).name == target.field
            elif target.kind == "income":
                assert target.name in items
            elif target.kind == "measure":
                assert target.name in groups
            else:
                assert target.kind in ("place", "sheet", "sum"), name


def test_lists_beside_the_fields_name_what_exists():
    for key in (*FORMER, *INVERSE, *OPPOSITES, *OPPOSITES.values()):
        entity, name = key.split(".")
        ENTITIES[entity].field(name)
    for fields in FORM_FIELDS.values():
        assert set(fields.values()) <= set(HEADINGS)
    assert set(FORM_ENTITIES) | set(FORM_FIELDS) <= set(FORMS)
    assert all(group_of(item) for item in (*INCOME, *INCOME_LEDGER.values()))
    assert set(LEDGER_SUMS) <= set(FORMS["SD-INCOME"][1])


def test_every_field_lists_its_own_label_first():
    for name, entity in ENTITIES.items():
        for field in entity.fields:
            assert HEADINGS[f"{name}.{field.name}"][0] == field.label


def test_own_labels_lead_back_to_the_field():
    """A sheet of one entity headed by the catalogue's labels comes back to the same fields."""
    for name, entity in ENTITIES.items():
        if name in ("division", "village_year", "income", "attachment"):
            continue
        for field in entity.fields:
            target = target_of(field.label, entities=(name,))
            assert target is not None
            assert target.kind in ("place", "sheet", "measure", "income") or target.name == f"{name}.{field.name}"


def test_income_and_measure_headings_agree_with_the_code_lists():
    listed = CODES["income_item"]
    for item, names in INCOME.items():
        for heading in names:
            assert listed.find(heading) == item, heading
    for heading, item in INCOME_LEDGER.items():
        if listed.find(heading) and heading not in ("生产经营性支出",):
            assert listed.find(heading) == item, heading
    for group, names in MEASURES.items():
        assert CODES["measure_group"].find(names[0]) == group


@pytest.mark.parametrize(
    ("heading", "form", "target"),
    [
        ("首次识别时间", "", "household.first_identified"),
        ("人员识别时间", "", "member.identified"),
        ("风险识别时间", "", "monitoring.identified"),
        ("识别监测时间", "", "monitoring.identified"),
        ("饮水困难", "", "year.water_scarce"),
        ("饮水安全", "", "year.water_safe"),
        ("新农合", "", "member_year.medical_resident"),
        ("致贫原因1", "", "household.main_cause"),
        ("姓名", "", "member.name"),
        ("姓名", "E8", "helper.name"),
        ("性别", "E8", "helper.sex"),
        ("证件号码", "", "member.id_number"),
        ("证件号码", "E8-SD", "household.head_id_number"),
        ("致贫/返贫风险5", "E5", "monitoring.risks"),
        ("整户无劳动能力兜底保障户", "E5", "monitoring.no_labour_backstop"),
        ("整户无劳动能力兜底保障户", "", "household.no_labour_backstop"),
        ("风险消除后是否失学辍学", "E5", "monitoring.cleared_dropout"),
        ("行政村文化（图书）室个数 （个）", "E7", "village_year.libraries"),
        ("总户数", "E7", "village_year.households"),
        ("耕地面积（亩）", "", "year.cropland"),
        ("公益性岗位(月数)", "", "member_year.public_post_months"),
        ("当前家庭人口数", "", "household.head_count"),
        ("年度家庭人口数", "", "year.head_count_year"),
    ],
)
def test_headings_and_their_fields(heading, form, target):
    found = target_of(heading, form)
    assert found is not None
    assert (found.kind, found.name, found.inverse) == ("field", target, False)


@pytest.mark.parametrize(
    ("heading", "form", "kind", "name"),
    [
        ("行政县", "", "place", "county"),
        ("乡(镇)", "", "place", "town"),
        ("行政村", "", "place", "village"),
        ("省", "", "place", "province"),
        ("年度", "", "sheet", "year"),
        ("数据日期", "", "sheet", "date"),
        ("五保金", "", "income", "T03"),
        ("农支地保", "SD-INCOME", "income", "T10"),
        ("其他", "SD-INCOME", "income", "T19"),
        ("工资性收入", "SD-INCOME", "income", "W09"),
        ("转移性收入合计", "SD-INCOME", "sum", "transfer"),
        ("健康帮扶", "E5", "measure", "45"),
    ],
)
def test_headings_that_are_no_fields(heading, form, kind, name):
    found = target_of(heading, form)
    assert found is not None
    assert (found.kind, found.name, found.entity, found.field) == (kind, name, "", "")


def test_inverse_and_units():
    assert target_of("饮水不安全") == Target("field", "year.water_safe", inverse=True)
    assert target_of("工资性收入（万元）") == Target("field", "year.wage_income", unit="万元")
    assert normalise(" *耕地面积 （亩）：") == ("耕地面积", "亩")
    assert normalise("务工时间（月）") == ("务工时间", "月")
    assert normalise("是否危房户（是/否）") == ("是否危房户", "")
    assert target_of("其他") is None
    assert target_of("工资性收入") == Target("field", "year.wage_income")
