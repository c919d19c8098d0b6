"""Forms that say more than a list of people: monitoring and measures, income of single people, helpers."""

import pytest

from storage.archive.files import load_file, resolve_household
from storage.exchange.excel_apply import apply_plan
from storage.exchange.excel_plan import plan_import
from tests.storage.exchange.sheets import household_number, id_number, people, write_form, write_sheet


def bring_in(archive, path, **more):
    plan = plan_import(archive, path, **more)
    apply_plan(archive, plan)
    return plan


def file_of(archive, count):
    file = load_file(archive, resolve_household(archive, household_number(count)))
    assert file is not None
    return file


@pytest.fixture
def filled(archive, tmp_path):
    bring_in(archive, write_form(tmp_path / "底册_20180101.xlsx", "E1", people(2, 2)), year=2019)
    return archive


class TestMonitoring:
    def sheet(self, tmp_path, **more):
        told = {
            "监测对象类别": "脱贫不稳定户", "识别监测时间": "202303", "致贫/返贫风险1": "因病",
            "致贫/返贫风险2": "因学", "风险是否已消除": "否", "健康帮扶": "医疗救助,办理慢性病卡", "产业帮扶": "",
            "工资性收入": "3497", "住房面积": "72.5", "特困人员救助供养金": "0", "户类型": "脱贫户",
        } | more  # fmt: skip
        rows = [row | told for row in people(1, 2)]
        return write_form(
            tmp_path / "（自定义）监测对象信息_20231218.xlsx", "E5", rows,
            titles=["（自定义）监测对象信息", "单位：微山岛镇　　导出时间：20231218"],
        )  # fmt: skip

    def test_risks_and_measures_become_records(self, filled, tmp_path):
        plan = bring_in(filled, self.sheet(tmp_path))
        assert (plan.form, plan.heading_row, plan.year, plan.made) == ("E5", 3, 2023, "2023-12-18")
        assert plan.household_counts()["changed"] == 1
        file = file_of(filled, 1)
        assert file.household["rural_type"] == "1"
        monitoring = file.parts["monitoring"]
        assert len(monitoring) == 1
        assert monitoring[0]["identified"] == "2023-03"
        assert monitoring[0]["risks"] == ["01", "02"]
        assert monitoring[0]["risk_cleared"] is False
        measures = {(one["year"], one["group"]): one["options"] for one in file.parts["measure"]}
        assert measures == {(2023, "45"): ["4502", "4503"]}
        assert file.years[2023].values["wage_income"] == 349700
        assert file.years[2023].values["house_area"] == 7250
        assert file.years[2019].values["income_per_head"] == 437100

    def test_twice_and_in_another_order_of_values_changes_nothing(self, filled, tmp_path):
        bring_in(filled, self.sheet(tmp_path))
        turned = {"致贫/返贫风险1": "因学", "致贫/返贫风险2": "因病", "健康帮扶": "办理慢性病卡,医疗救助"}
        path = self.sheet(tmp_path, **turned)
        assert plan_import(filled, path).household_counts()["same"] == 1

    def test_the_same_risk_cleared_later_is_the_same_record(self, filled, tmp_path):
        bring_in(filled, self.sheet(tmp_path))
        later = {"风险是否已消除": "是", "消除监测时间": "2023年11月", "风险消除方式": "帮扶消除"}
        plan = bring_in(filled, self.sheet(tmp_path, **later))
        assert plan.household_counts()["changed"] == 1
        monitoring = file_of(filled, 1).parts["monitoring"]
        assert [(one["risk_cleared"], one["cleared"], one["clearing_way"]) for one in monitoring] == [
            (True, "2023-11", "1")
        ]

    def test_another_identification_is_another_record(self, filled, tmp_path):
        bring_in(filled, self.sheet(tmp_path))
        bring_in(filled, self.sheet(tmp_path, 识别监测时间="202310"))
        assert [one["identified"] for one in file_of(filled, 1).parts["monitoring"]] == ["2023-03", "2023-10"]

    def test_a_household_that_is_not_monitored_gets_no_record(self, archive, tmp_path):
        rows = [row | {"风险是否消除": "否"} for row in people(1, 2)]
        bring_in(archive, write_form(tmp_path / "已脱贫_20220630.xlsx", "E2", rows))
        assert file_of(archive, 1).parts.get("monitoring") is None

    def test_the_date_of_a_list_stands_in_its_own_column(self, archive, tmp_path):
        rows = [row | {"数据日期": "20220630"} for row in people(1, 1)]
        plan = bring_in(archive, write_form(tmp_path / "名单.xlsx", "E2", rows))
        assert (plan.made, plan.year) == ("2022-06-30", 2022)
        assert 2022 in file_of(archive, 1).years


class TestIncome:
    HEADINGS = (
        "行政县", "乡镇", "行政村", "户编号", "人编号", "姓名", "身份证号", "家庭人口数", "与户主关系", "低保金",
        "养老保险金", "雨露计划", "工资性收入", "其他转移性收入合计", "转移性收入合计", "家庭总收入", "人均纯收入",
    )  # fmt: skip

    def sheet(self, tmp_path, *amounts):
        rows = [
            [*(row[heading] for heading in self.HEADINGS[:6]), row["证件号码"], 2.0, row["与户主关系"], *money]
            for row, money in zip(people(1, 2), amounts, strict=True)
        ]  # fmt: skip
        titles = ["2019年度收入（2018年10月—2019年9月）"]
        return write_sheet(tmp_path / "收入明细_201810-201909.xlsx", self.HEADINGS, rows, titles=titles)

    def items(self, archive):
        file = file_of(archive, 1)
        names = {member["uid"]: member["relation"] for member in file.members}
        return {(one.item, names.get(one.person)): (one.amount, one.counts) for one in file.years[2019].income}

    def test_each_persons_items_become_income_items(self, filled, tmp_path):
        first, second = [1800.0, 0.0, 500.0, "", 0, 1800, 2300, ""], [0.0, 1416.5, 0.0, 6000.0, 0, 0, 0, ""]
        path = self.sheet(tmp_path, first, second)
        plan = bring_in(filled, path)
        assert (plan.form, plan.year) == ("SD-INCOME", 2019)
        assert self.items(filled) == {
            ("T02", "01"): (180000, True),
            ("N01", "01"): (50000, False),
            ("T04", "02"): (141650, True),
            ("W09", "02"): (600000, True),
        }
        assert plan_import(filled, path).people_counts()["same"] == 2

    def test_a_new_amount_keeps_what_a_person_decided(self, filled, tmp_path):
        from models.keys import income_key, year_uid
        from storage.archive.records import RecordChange, save

        bring_in(filled, self.sheet(tmp_path, [1800.0, *[""] * 7], [""] * 8))
        file = file_of(filled, 1)
        key = income_key("T02", file.head["uid"])
        kept = {"amount": 180000, "counts": False, "note": "代管"}
        save(filled, [RecordChange("year", year_uid(file.uid, 2019), {key: kept})])
        path = self.sheet(tmp_path, [0.0, *[""] * 7], [""] * 8).rename(tmp_path / "收入_20991231.xlsx")
        plan = bring_in(filled, path, year=2019)
        assert plan.people_counts()["changed"] == 1
        item = file_of(filled, 1).years[2019].income[0]
        assert (item.amount, item.counts, item.note) == (0, False, "代管")

    def test_household_sheets_give_items_of_the_household(self, archive, tmp_path):
        rows = [{**row, "户主姓名": row["姓名"], "户主证件号码": row["证件号码"], "年度": "2018", "低保金": "1800",
                 "家庭人口数": "2", "工资性收入": "0"} for row in people(1, 1)]  # fmt: skip
        plan = bring_in(archive, write_form(tmp_path / "户表.xlsx", "E4", rows))
        assert plan.people_counts() == dict.fromkeys(("new", "changed", "same", "conflict", "refused"), 0)
        assert plan.household_counts()["new"] == 1
        file = file_of(archive, 1)
        assert [(one.item, one.person, one.amount) for one in file.years[2018].income] == [("T02", None, 180000)]
        assert file.years[2018].values["wage_income"] == 0  # nought is not the same as blank
        assert file.years[2018].values.get("business_income") is None


class TestHelpers:
    def sheet(self, tmp_path, name="帮扶责任人信息.xlsx", **more):
        rows = [
            {
                "市": "济宁市", "县": "微山县", "乡": "微山岛镇", "户编号": household_number(count),
                "单位名称": "微山岛镇人民政府", "隶属关系": "乡镇", "姓名": "曾秀", "性别": "女",
                "联系人电话": "13800005000", "户主姓名": "谁", "户主证件号码": id_number("19410115", 21),
                "帮扶开始时间": "20160301", "帮扶责任人编号": "H0001", "政治面貌": "中共党员",
            } | more
            for count in (1, 2)
        ]  # fmt: skip
        return write_form(tmp_path / name, "E8", rows)

    def test_one_helper_of_two_households(self, filled, tmp_path):
        plan = bring_in(filled, self.sheet(tmp_path))
        assert plan.household_counts()["changed"] == 2
        assert len(plan.helpers) == 1
        for count in (1, 2):
            file = file_of(filled, count)
            helper = next(iter(file.helpers.values()))
            assert (helper["name"], helper["affiliation"], helper["politics"]) == ("曾秀", "5", "01")
            assert [one["starts"] for one in file.parts["assignment"]] == ["2016-03-01"]
            assert file.household.get("head_name") != "谁"
        again = plan_import(filled, self.sheet(tmp_path))
        assert again.household_counts()["same"] == 2
        assert again.helpers == []

    def test_an_end_closes_the_same_assignment_and_a_new_helper_begins_another(self, filled, tmp_path):
        bring_in(filled, self.sheet(tmp_path))
        bring_in(filled, self.sheet(tmp_path, 帮扶结束时间="20180630"))
        bring_in(filled, self.sheet(tmp_path, 姓名="王勇", 帮扶责任人编号="H0002", 帮扶开始时间="20180701"))
        periods = {(one["starts"], one.get("ends")) for one in file_of(filled, 1).parts["assignment"]}
        assert periods == {("2016-03-01", "2018-06-30"), ("2018-07-01", None)}

    def test_helpers_of_unknown_households_are_refused(self, filled, tmp_path):
        path = self.sheet(tmp_path, 户编号=household_number(99), 户主证件号码=id_number("19500505", 555))
        plan = plan_import(filled, path)
        assert plan.household_counts()["refused"] == 2
        assert "档案里没有这一户" in plan.refused[0].reason
        assert list(plan.changes()) == []
