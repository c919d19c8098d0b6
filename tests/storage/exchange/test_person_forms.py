"""Work away, reimbursements, medical aid and family doctors in and out, headings word for word."""

import openpyxl
import pytest

from models.sheet_forms import FORMS
from storage.archive import files
from storage.archive.batches import undo_batch
from storage.exchange import forms_out
from storage.exchange.excel_apply import apply_plan
from storage.exchange.excel_plan import plan_import
from tests.storage.exchange.sheets import household_number, id_number, people, write_form


@pytest.fixture
def filled(archive, tmp_path):
    plan = plan_import(archive, write_form(tmp_path / "底册_20180101.xlsx", "E1", people(2, 2)), year=2017)
    apply_plan(archive, plan)
    return archive


def parts_of(archive, entity: str) -> list[dict]:
    file = files.load_file(archive, files.resolve_household(archive, household_number(1)))
    assert file is not None
    return file.parts.get(entity, [])


WORKER = people(1, 2)[0]
STAY = {
    "街道": WORKER["乡"], "村庄": WORKER["村"], "姓名": WORKER["姓名"], "身份证号": WORKER["证件号码"],
    "入院日期": "2017-03-01", "出院日期": "2017-03-12", "出院诊断疾病名称": "肺炎", "医疗机构名称": "县人民医院",
    "医疗总费用": "8000.5", "基本补偿": "5000", "大病报销金额": "500", "自付金额": "2500.50",
}  # fmt: skip
AID = {
    "姓名": WORKER["姓名"], "身份证号码": WORKER["证件号码"], "疾病诊断": "肺炎", "救助金额": "1800",
    "救助人员类别": "低保户", "救助时间": "2017-04-02", "救助比例": "72%",
}  # fmt: skip
AWAY = WORKER | {
    "务工所在县": "江苏省昆山市", "是否已务工": "是", "开始时间": "2017年02月", "结束时间": "", "务工月收入": "3200",
    "是否点对点输送": "否", "年度交通费补助": "", "务工企业名称": "电子厂", "所属行业": "制造业",
    "就业渠道": "自主就业", "是否计划务工": "", "户类型": "脱贫户",
}  # fmt: skip


def bring_in(archive, path, **more):
    plan = plan_import(archive, path, **more)
    return plan, apply_plan(archive, plan)


def test_work_away_comes_in_once_is_corrected_and_undone(filled, tmp_path):
    path = write_form(
        tmp_path / "务工.xlsx",
        "E6",
        [AWAY],
    )
    plan, change = bring_in(filled, path)
    assert (plan.form, plan.household_counts()["changed"], plan.refused) == ("E6", 1, [])
    assert any("户类型" in note for note in plan.notes)
    (spell,) = parts_of(filled, "work_spell")
    told = {name: spell[name] for name in ("county", "gone", "starts", "month_wage", "industry", "channel")}
    assert told == {
        "county": "江苏省昆山市", "gone": True, "starts": "2017-02", "month_wage": 320_000, "industry": "C",
        "channel": "06",
    }  # fmt: skip
    assert not bring_in(filled, path)[1].batch
    again, again_change = bring_in(filled, write_form(tmp_path / "改.xlsx", "E6", [AWAY | {"结束时间": "2017年09月"}]))
    assert [line.key for one in again.households for record in one.records for line in record.lines] == ["ends"]
    assert [one["ends"] for one in parts_of(filled, "work_spell")] == ["2017-09"]
    undo_batch(filled, again_change.batch)
    assert [one["ends"] for one in parts_of(filled, "work_spell")] == [None]
    undo_batch(filled, change.batch)
    assert not parts_of(filled, "work_spell")


def test_the_reimbursement_and_the_aid_meet_in_one_bill(filled, tmp_path):
    bring_in(filled, write_form(tmp_path / "报销.xlsx", "SD-报销", [STAY]))
    plan, _change = bring_in(filled, write_form(tmp_path / "救助.xlsx", "SD-救助", [AID]))
    assert plan.form == "SD-救助"
    (bill,) = parts_of(filled, "medical_bill")
    told = {name: bill[name] for name in ("kind", "total", "basic", "serious", "aid", "aid_share", "aid_category")}
    assert told == {
        "kind": "1", "total": 800_050, "basic": 500_000, "serious": 50_000, "aid": 180_000, "aid_share": 7_200,
        "aid_category": "02",
    }  # fmt: skip
    assert not bring_in(filled, write_form(tmp_path / "再.xlsx", "SD-救助", [AID]))[1].batch
    later = AID | {"救助时间": "2018-01-09", "疾病诊断": "骨折"}
    bring_in(filled, write_form(tmp_path / "后.xlsx", "SD-救助", [later]))
    assert len(parts_of(filled, "medical_bill")) == 2


def test_who_is_not_on_file_and_what_stands_twice_is_refused(filled, tmp_path):
    stranger = STAY | {"姓名": "无此人", "身份证号": id_number("19500101", 31)}
    plan, _change = bring_in(filled, write_form(tmp_path / "报销.xlsx", "SD-报销", [STAY, stranger, STAY]))
    assert [refused.whole_row for refused in plan.refused] == [True, True]
    assert "没有这个人" in plan.refused[0].reason
    assert "同一个人的同一件事" in plan.refused[1].reason
    assert len(parts_of(filled, "medical_bill")) == 1


def test_doctors_come_in_for_the_year_of_the_sheet(filled, tmp_path):
    row = {"家庭成员姓名": WORKER["姓名"], "证件号码": WORKER["证件号码"]}
    row |= {"签约医生": "颜济民", "联系电话": "13800000099"}
    bring_in(filled, write_form(tmp_path / "签约.xlsx", "SD-签约", [row]), year=2017)
    (contract,) = parts_of(filled, "doctor_contract")
    assert (contract["doctor"], contract["phone"], contract["year"]) == ("颜济民", "13800000099", 2017)


@pytest.mark.parametrize(("form", "rows"), [("E6", [AWAY]), ("SD-报销", [STAY]), ("SD-救助", [AID])])
def test_what_goes_out_has_the_same_headings_and_comes_in_without_a_change(filled, tmp_path, form, rows):
    bring_in(filled, write_form(tmp_path / "表.xlsx", form, rows))
    written = forms_out.write_form(filled, tmp_path / "出.xlsx", form)
    assert (written.rows, written.households) == (1, 1)
    sheet = openpyxl.load_workbook(written.file).active
    assert tuple(cell.value for cell in sheet[1]) == FORMS[form][1]
    plan, change = bring_in(filled, written.file)
    assert (plan.form, plan.refused, change.batch) == (form, [], "")
    assert forms_out.write_form(filled, tmp_path / "无.xlsx", form, year=2001).rows == (1 if form == "E6" else 0)
