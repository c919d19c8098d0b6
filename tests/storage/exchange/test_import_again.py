"""Sheets into an archive that holds something already: changes, conflicts, undo, stopping."""

import pytest

from models.sheet_forms import FORMS
from storage.archive.batches import list_batches, undo_batch
from storage.archive.files import iterate_files, resolve_household
from storage.archive.lists import count
from storage.archive.progress import Cancelled
from storage.archive.records import RecordChange, load, save
from storage.exchange.excel_apply import apply_plan
from storage.exchange.excel_plan import plan_import
from storage.exchange.plan_parts import CLEAR, CONFLICT, FILL, KEPT
from storage.exchange.problems import ExchangeProblem
from tests.storage.exchange.importing import bring_in, counts, file_of
from tests.storage.exchange.sheets import (
    household_number,
    id_number,
    people,
    table,
    write_form,
    write_sheet,
)


class TestIntoAFilledArchive:
    @pytest.fixture
    def filled(self, archive, tmp_path):
        bring_in(archive, write_form(tmp_path / "旧_20190101.xlsx", "E1", people(2, 2)), year=2019)
        return archive

    def changed(self, tmp_path, **more):
        rows = people(2, 2)
        rows[0] |= {"文化程度": "初中", "人均纯收入": "5000", "联系电话": "13800009999", **more}
        rows[1] |= {"人均纯收入": "5000", "联系电话": "13800009999"}
        return write_form(tmp_path / "新_20190601.xlsx", "E1", rows)

    def test_changes_show_old_and_new(self, filled, tmp_path):
        plan = plan_import(filled, self.changed(tmp_path))
        assert counts(plan) == ({"changed": 1, "same": 1}, {"changed": 1, "same": 3})
        lines = {line.key.split(":")[1] if ":" in line.key else line.key: (line.old, line.new)
                 for record in plan.households[0].records for line in record.lines}  # fmt: skip
        assert lines == {
            "education": ("2", "3"),
            "income_per_head": (437100, 500000),
            "phone": ("13800000001", "13800009999"),
        }
        apply_plan(filled, plan)
        assert file_of(filled, household_number(1)).years[2019].values["income_per_head"] == 500000

    def test_only_blanks_are_filled(self, filled, tmp_path):
        plan, _done = bring_in(filled, self.changed(tmp_path, 务工状况="乡镇内"), policy="fill")
        verdicts = {line.verdict for record in plan.households[0].records for line in record.lines}
        assert verdicts == {FILL, KEPT}
        file = file_of(filled, household_number(1))
        assert file.year_facts(2019, file.head["uid"])["work_scope"] == "1"
        assert file.household["phone"] == "13800000001"

    def test_only_new_ones_are_added(self, filled, tmp_path):
        rows = people(3, 2)
        rows[0]["文化程度"] = "初中"
        plan, _done = bring_in(filled, write_form(tmp_path / "新.xlsx", "E1", rows), policy="add", year=2019)
        assert counts(plan) == ({"new": 1, "same": 2}, {"new": 2, "same": 4})
        file = file_of(filled, household_number(1))
        assert file.year_facts(2019, file.head["uid"])["education"] == "2"
        assert count(filled) == (3, 6)

    def test_a_new_member_joins_a_known_household(self, filled, tmp_path):
        plan, _done = bring_in(filled, write_form(tmp_path / "新.xlsx", "E1", people(1, 3)), year=2019)
        assert counts(plan) == ({"changed": 1}, {"same": 2, "new": 1})
        assert len(file_of(filled, household_number(1)).members) == 3

    def test_blank_cells_keep_or_clear(self, filled, tmp_path):
        rows = people(1, 2)
        for row in rows:
            row |= dict.fromkeys(("联系电话", "文化程度", "姓名", "人均纯收入"), "")
        path = write_form(tmp_path / "新.xlsx", "E1", rows)
        assert counts(plan_import(filled, path, year=2019)) == ({"same": 1}, {"same": 2})
        plan, _done = bring_in(filled, path, blank="clear", year=2019)
        assert {line.verdict for record in plan.households[0].records for line in record.lines} == {CLEAR}
        file = file_of(filled, household_number(1))
        assert file.household.get("phone") is None
        assert file.years[2019].values.get("income_per_head") is None
        assert file.head["name"] == people(1, 1)[0]["姓名"]

    def test_what_a_person_typed_since_waits(self, filled, tmp_path):
        uid = resolve_household(filled, household_number(1))
        save(filled, [RecordChange("household", uid, {"phone": "13800007777"})], reason="入户核实")
        plan, _done = bring_in(filled, self.changed(tmp_path))
        assert counts(plan) == ({"conflict": 1, "same": 1}, {"changed": 1, "same": 3})
        line = next(line for one in plan.households[0].records for line in one.lines if line.key == "phone")
        assert (line.old, line.new, line.verdict, line.take) == ("13800007777", "13800009999", CONFLICT, False)
        assert load(filled, "household", uid)["phone"] == "13800007777"
        assert file_of(filled, household_number(1)).years[2019].values["income_per_head"] == 500000

    def test_a_sheet_made_later_than_the_typing_rules(self, filled, tmp_path):
        uid = resolve_household(filled, household_number(1))
        save(filled, [RecordChange("household", uid, {"phone": "13800007777"})])
        later = self.changed(tmp_path).rename(tmp_path / "新_20991231.xlsx")
        plan = plan_import(filled, later, year=2019)
        assert counts(plan)[0] == {"changed": 1, "same": 1}

    def test_a_conflict_goes_in_when_a_person_ticks_it(self, filled, tmp_path):
        uid = resolve_household(filled, household_number(1))
        save(filled, [RecordChange("household", uid, {"phone": "13800007777"})])
        plan = plan_import(filled, self.changed(tmp_path))
        for record in plan.households[0].records:
            for line in record.lines:
                line.take = line.key == "phone"
        apply_plan(filled, plan)
        assert load(filled, "household", uid)["phone"] == "13800009999"
        assert file_of(filled, household_number(1)).years[2019].values["income_per_head"] == 437100

    def test_people_are_found_by_person_number_then_id_then_name(self, filled, tmp_path):
        rows = people(2, 2)
        rows[0] |= {"证件号码": "", "姓名": "改名"}
        rows[1] |= {"人编号": "", "姓名": "又改名"}
        rows[2] |= {"人编号": "", "证件号码": ""}
        plan = plan_import(filled, write_form(tmp_path / "新.xlsx", "E1", rows), year=2019)
        assert counts(plan) == ({"changed": 1, "same": 1}, {"changed": 2, "same": 2})

    def test_a_certificate_of_the_same_person_is_the_same_person(self, filled, tmp_path):
        rows = people(1, 1)
        rows[0] |= {"人编号": "", "证件号码": rows[0]["证件号码"] + "43", "姓名": "改名"}
        plan = plan_import(filled, write_form(tmp_path / "新.xlsx", "E1", rows), year=2019)
        assert counts(plan) == ({"changed": 1}, {"changed": 1})

    def test_somebody_of_another_household_waits(self, filled, tmp_path):
        rows = people(2, 2)
        moved = dict(rows[3], 户编号=rows[0]["户编号"])
        plan = plan_import(filled, write_form(tmp_path / "新.xlsx", "E1", [rows[0], moved]), year=2019)
        assert counts(plan) == ({"same": 1}, {"same": 1, "refused": 1})
        assert "另一户" in plan.refused[0].reason

    def test_the_same_name_with_another_number_waits(self, filled, tmp_path):
        rows = people(1, 1)
        rows[0] |= {"人编号": "", "证件号码": id_number("19900307", 501)}
        plan = plan_import(filled, write_form(tmp_path / "新.xlsx", "E1", rows), year=2019)
        assert counts(plan) == ({"refused": 1}, {"refused": 1})
        assert "可能不是同一人" in plan.refused[0].reason

    def test_numbers_that_mean_two_people_wait(self, filled, tmp_path):
        rows = people(2, 1)
        rows[0]["证件号码"] = rows[1]["证件号码"]
        plan = plan_import(filled, write_form(tmp_path / "新.xlsx", "E1", rows[:1]), year=2019)
        assert counts(plan) == ({"refused": 1}, {"refused": 1})
        assert "两个不同的人" in plan.refused[0].reason

    def test_a_household_with_another_number_waits(self, filled, tmp_path):
        rows = people(1, 2)
        for row in rows:
            row["户编号"] = household_number(77)
        plan = plan_import(filled, write_form(tmp_path / "新.xlsx", "E1", rows), year=2019)
        assert counts(plan) == ({"refused": 1}, {"refused": 2})
        assert household_number(1) in plan.refused[0].reason


def test_a_household_made_offline_gets_its_national_number(archive, tmp_path):
    rows = people(1, 2)
    headings = [one for one in FORMS["E1"][1] if one not in ("户编号", "人编号")]
    cells = [[row.get(heading, "") for heading in headings] for row in rows]
    plan, _done = bring_in(archive, write_sheet(tmp_path / "离线.xlsx", headings, cells), year=2019)
    assert counts(plan) == ({"new": 1}, {"new": 2})
    uid = plan.households[0].uid
    local = load(archive, "household", uid)["local_number"]
    assert local.startswith("L")

    plan, _done = bring_in(archive, write_form(tmp_path / "国家.xlsx", "E1", rows), year=2019)
    assert counts(plan) == ({"changed": 1}, {"changed": 2})
    assert plan.households[0].uid == uid
    stored = load(archive, "household", uid)
    assert (stored["number"], stored["local_number"]) == (household_number(1), local)
    assert resolve_household(archive, local) == uid


def test_a_payment_list_finds_its_people_and_makes_nobody(archive, tmp_path):
    bring_in(archive, write_form(tmp_path / "名单.xlsx", "E1", people(2, 2)), year=2019)
    known = people(2, 2)[3]
    rows = [[known["姓名"], known["证件号码"], 1800.0], ["陌生人", id_number("19500101", 111), 600.0]]
    plan, _done = bring_in(archive, write_sheet(tmp_path / "发放_2019.xlsx", ["姓名", "身份证号", "低保金"], rows))
    assert counts(plan)[1] == {"changed": 1, "refused": 1}
    assert "档案里没有这个人" in plan.refused[0].reason
    item = file_of(archive, household_number(2)).years[2019].income[0]
    assert (item.item, item.amount, item.counts) == ("T02", 180000, True)
    assert item.person is not None


def test_an_import_can_be_undone_and_done_again(archive, tmp_path):
    first = write_form(tmp_path / "名单.xlsx", "E1", people(2, 2))
    bring_in(archive, first, year=2019)
    before = [(file.household, file.members, file.years) for file in iterate_files(archive)]
    _plan, done = bring_in(archive, write_form(tmp_path / "新.xlsx", "E5", people(3, 2)), year=2023)
    assert count(archive) == (3, 6)
    undo_batch(archive, done.batch)
    assert count(archive) == (2, 4)
    after = [(file.household, file.members, file.years) for file in iterate_files(archive)]
    assert after == before
    batches = list_batches(archive)
    assert [(one.kind, one.source) for one in batches][1:] == [("import", "新.xlsx"), ("import", "名单.xlsx")]

    bring_in(archive, tmp_path / "新.xlsx", year=2023)
    assert count(archive) == (3, 6)
    assert counts(plan_import(archive, tmp_path / "新.xlsx", year=2023)) == ({"same": 3}, {"same": 6})
    assert 2023 in file_of(archive, household_number(1)).years


def test_a_plan_is_applied_once_and_only_while_it_is_true(archive, tmp_path):
    path = write_form(tmp_path / "名单.xlsx", "E1", people(1, 1))
    first, second = plan_import(archive, path), plan_import(archive, path)
    apply_plan(archive, first)
    for plan, code in ((first, "applied"), (second, "stale")):
        with pytest.raises(ExchangeProblem) as caught:
            apply_plan(archive, plan)
        assert caught.value.code == code
    assert count(archive) == (1, 1)


def test_a_job_that_is_stopped_writes_nothing(archive, tmp_path):
    path = write_form(tmp_path / "名单.xlsx", "E1", people(5, 2))

    def stop_at(wanted):
        def progress(_done, _total, text):
            if text == wanted:
                raise Cancelled

        return progress

    for text in ("检查文件", "读取表格", "匹配户和人", "比对档案"):
        with pytest.raises(Cancelled):
            plan_import(archive, path, progress=stop_at(text))
    plan = plan_import(archive, path)
    with pytest.raises(Cancelled):
        apply_plan(archive, plan, stop_at("核对档案"))
    assert count(archive) == (0, 0)
    assert list_batches(archive) == []


@pytest.mark.parametrize(
    ("headings", "rows", "code"),
    [
        (["甲", "乙"], [["1", "2"]], "no_heading"),
        ([], [], "empty"),
        (list(FORMS["E1"][1]), [], "no_rows"),
    ],
)
def test_sheets_that_hold_nothing_to_import(archive, tmp_path, headings, rows, code):
    with pytest.raises(ExchangeProblem) as caught:
        plan_import(archive, write_sheet(tmp_path / "表.xlsx", headings, rows))
    assert caught.value.code == code
    assert caught.value.sentence.endswith("。")


def test_one_sheet_of_several(archive, tmp_path):
    import openpyxl

    path = write_form(tmp_path / "名单.xlsx", "E1", people(1, 1), sheet="一村")
    book = openpyxl.load_workbook(path)
    book.create_sheet("说明", 0).append(["填表说明"])
    other = book.create_sheet("二村")
    headings, cells = table("E1", people(2, 1))
    for row in (headings, *cells):
        other.append(row)
    book.save(path)
    plan = plan_import(archive, path)
    assert (plan.sheet, len(plan.households)) == ("一村", 1)
    assert "二村" in plan.notes[0]
    assert len(plan_import(archive, path, sheet="二村").households) == 2
    with pytest.raises(ExchangeProblem) as caught:
        plan_import(archive, path, sheet="三村")
    assert "一村" in caught.value.sentence
