"""Sheets that nobody knows: proposals, mappings that are remembered, option texts, suspects, several files at once."""

import json

import pytest

from models.headings import Target
from models.id_numbers import check_character
from storage.archive.archive import open_archive
from storage.archive.batches import undo_batch
from storage.archive.files import load_file, resolve_household
from storage.archive.local_codes import add_local_code, list_local_codes
from storage.archive.problems import StorageProblem
from storage.archive.sheet_memory import (
    forget_option,
    forget_sheet,
    kept_rows,
    list_options,
    list_sheets,
    remember_option,
)
from storage.exchange.column_mapping import ColumnMapping, applied, mapping_from_file, remember
from storage.exchange.excel_apply import apply_plan
from storage.exchange.excel_marked import write_marked
from storage.exchange.excel_plan import plan_import, plan_of
from storage.exchange.plan_parts import AS_NEW, AS_SAME
from storage.exchange.problems import ExchangeProblem
from storage.exchange.proposals import look_at_sheet
from storage.exchange.sheet_reading import SheetOrder, read_sources
from tests.storage.exchange.importing import bring_in, counts, file_of
from tests.storage.exchange.sheets import (
    RESOURCES,
    household_number,
    id_number,
    people,
    write_csv,
    write_form,
    write_sheet,
)

ODD = ("编码", "名儿", "号码", "手机", "病没病", "何处")
MEANT = {
    "编码": Target("field", "household.number"), "名儿": Target("field", "member.name"),
    "号码": Target("field", "member.id_number"), "病没病": Target("field", "member_year.health"),
}  # fmt: skip


def odd_rows():
    return [
        [row["户编号"], row["姓名"], row["证件号码"], f"1380000{at:04d}", ("健康", "残疾")[at % 2], row["行政村"]]
        for at, row in enumerate(people(2, 4))
    ]


@pytest.fixture
def filled(archive, tmp_path):
    bring_in(archive, write_form(tmp_path / "底册_20180101.xlsx", "E1", people(2, 4)), year=2018)
    return archive


class TestProposals:
    def test_columns_are_proposed_by_what_they_hold(self, archive, tmp_path):
        look = look_at_sheet(archive, write_sheet(tmp_path / "怪表.xlsx", ODD, odd_rows()))
        found = {one.column.heading: one.target.name if one.target else None for one in look.proposals}
        assert not look.known
        assert found["号码"] == "member.id_number"
        assert found["手机"] == "member.phone"
        assert found["病没病"] == "member_year.health"
        assert found["何处"] == "village"
        assert look.proposals[0].samples == (household_number(1), household_number(2))
        assert all(not one.sure for one in look.proposals if one.target is not None)

    def test_a_misspelt_known_sheet_is_asked_about_and_a_good_one_is_not(self, archive, tmp_path):
        path = write_form(tmp_path / "名单.xlsx", "E1", people(1, 2))
        assert look_at_sheet(archive, path).known
        rows = [[row["户编号"], row["姓名"], row["证件号码"], "因病"] for row in people(1, 2)]
        path = write_sheet(tmp_path / "另一张.xlsx", ["户编号", "姓名", "证件号码", "主要致贫原囗"], rows)
        look = look_at_sheet(archive, path)
        assert not look.known
        assert look.proposals[3].target == Target("field", "household.main_cause")
        assert "主要致贫原因" in look.proposals[3].why

    def test_a_sheet_without_a_heading(self, filled, tmp_path):
        path = write_sheet(tmp_path / "没表头.xlsx", odd_rows()[0], odd_rows()[1:])
        look = look_at_sheet(filled, path)
        assert (look.heading_row, look.known) == (0, False)
        assert [one.column.heading for one in look.proposals][:2] == ["A 列", "B 列"]
        mapping = ColumnMapping({"a列": MEANT["编码"], "b列": MEANT["名儿"], "c列": MEANT["号码"]}, heading_row=0)
        plan = plan_import(filled, path, mapping=mapping)
        assert (plan.refused, plan.rows) == ([], len(odd_rows()))


class TestMapping:
    def test_it_is_remembered_per_heading_set_and_forgotten(self, filled, tmp_path, data_folder):
        path = write_sheet(tmp_path / "怪表_20190930.xlsx", ODD, odd_rows())
        with pytest.raises(ExchangeProblem) as caught:
            plan_import(filled, path)
        assert caught.value.code == "no_heading"
        look = look_at_sheet(filled, path)
        remember(filled, applied(look.layout, ColumnMapping(MEANT)), "怪表")
        filled.close()
        turned = [[row[at] for at in (5, 4, 3, 2, 1, 0)] for row in odd_rows()]
        path = write_sheet(tmp_path / "又一张_20190930.xlsx", ODD[::-1], turned, titles=["标题"])
        with open_archive(data_folder, user="李梅", resources=RESOURCES) as archive:
            assert look_at_sheet(archive, path).known
            plan = plan_import(archive, path)
            assert (plan.heading_row, plan.refused) == (2, [])
            assert {column.heading for column in plan.unknown} == {"手机", "何处"}
            apply_plan(archive, plan)
            facts = file_of(archive, household_number(1)).years[2019].members.values()
            assert sorted(fact["health"] for fact in facts) == [["1"], ["1"], ["4"], ["4"]]
            (known,) = list_sheets(archive)
            assert known.title == "怪表"
            forget_sheet(archive, known.key)
            with pytest.raises(ExchangeProblem):
                plan_import(archive, path)

    def test_from_a_file(self, filled, tmp_path):
        told = {"columns": {"编码": "household.number", "名儿": "姓名", "号码": "field:member.id_number", "手机": None},
                "heading_row": 1}  # fmt: skip
        file = tmp_path / "对应.json"
        file.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        path = write_sheet(tmp_path / "怪表.xlsx", ODD, odd_rows())
        plan = plan_import(filled, path, mapping=mapping_from_file(file))
        assert counts(plan) == ({"same": 2}, {"same": 8})
        for wrong in ("[]", '{"columns": {"编码": "没有这个"}}', '{"columns": {}, "join": "x"}', "{"):
            file.write_text(wrong, encoding="utf-8")
            with pytest.raises(ExchangeProblem, match="没有导入"):
                mapping_from_file(file)

    def test_the_chosen_key_alone_tells_who_it_is(self, filled, tmp_path):
        """A list with renewed household numbers finds its people by ID number, and says what changes."""
        row = people(1, 4)[0]
        rows = [["86399900000001", row["姓名"], row["证件号码"]]]
        path = write_sheet(tmp_path / "换号.xlsx", ["户编号", "姓名", "证件号码"], rows)
        assert plan_import(filled, path).household_counts()["refused"] == 1
        plan = plan_import(filled, path, mapping=ColumnMapping(join="member.id_number"))
        assert plan.refused == []
        (line,) = plan.households[0].records[0].lines
        assert (line.key, line.old, line.new) == ("number", household_number(1), "86399900000001")


class TestOptions:
    def sheet(self, tmp_path, text, name="名单_20190930.xlsx"):
        rows = [row | {"健康状况": text} for row in people(2, 2)]
        return write_form(tmp_path / name, "E1", rows)

    def test_unknown_texts_are_counted_with_their_columns(self, archive, tmp_path):
        plan = plan_import(archive, self.sheet(tmp_path, "身体还行，残疾"))
        (code,) = plan.codes
        assert (code.list_name, code.text, list(code.columns), code.cells) == ("health", "身体还行", ["健康状况"], 4)

    @pytest.mark.parametrize(("code", "stored"), [("1", ["1", "4"]), ("", ["身体还行", "4"])])
    def test_an_answer_is_remembered(self, archive, tmp_path, code, stored):
        remember_option(archive, "health", "身体还行", code)
        plan, _result = bring_in(archive, self.sheet(tmp_path, "身体还行，残疾"))
        assert plan.codes == []
        facts = file_of(archive, household_number(1)).years[2019].members.values()
        assert [fact["health"] for fact in facts] == [stored, stored]
        (known,) = list_options(archive)
        forget_option(archive, known.list_name, known.text)
        assert plan_import(archive, self.sheet(tmp_path, "身体还行")).codes[0].cells == 4

    def test_a_list_grows_by_an_entry_of_the_offices_own(self, archive, tmp_path, data_folder):
        entry = add_local_code(archive, "health", "身体还行", from_year=2019)
        bring_in(archive, self.sheet(tmp_path, "身体还行"))
        with pytest.raises(StorageProblem, match="已有"):
            add_local_code(archive, "health", "健康")
        archive.close()
        with open_archive(data_folder, user="李梅", resources=RESOURCES) as again:
            assert list_local_codes(again) == [("health", entry)]
            assert again.codes.text("health", entry.code) == "身体还行"
            assert (entry.local, again.codes["health"].find("身体还行", 2019)) == (True, entry.code)
            facts = file_of(again, household_number(1)).years[2019].members.values()
            assert [fact["health"] for fact in facts] == [[entry.code]] * 2


def slip(number, place=10):
    """The number with one digit mistyped; its check digit no longer fits."""
    return number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]


class TestSuspects:
    def stranger(self, tmp_path, **more):
        """A household of its own with one person who is like somebody of household 1."""
        row = people(1, 4)[0] | {"户编号": household_number(77), "人编号": f"{household_number(77)}00"} | more
        mate = people(1, 4)[1] | {"户编号": household_number(77), "人编号": f"{household_number(77)}01"}
        mate |= {"姓名": "郑十", "证件号码": id_number("19600606", 778)}
        return write_form(tmp_path / "来表_20190930.xlsx", "E1", [row, mate])

    @pytest.mark.parametrize(
        ("number", "how"),
        [
            (slip(people(1, 1)[0]["证件号码"]), "one_digit"),
            (slip(people(1, 1)[0]["证件号码"], 3), "one_digit"),
            (slip(people(1, 1)[0]["证件号码"], 16), "one_digit"),
            ("", "name_and_birth"),
        ],
    )
    def test_they_wait_with_their_new_household(self, filled, tmp_path, number, how):
        birth = {} if number else {"出生日期": "19410115"}
        rows = [people(1, 4)[0] | {"户编号": household_number(77), "人编号": "", "证件号码": number} | birth]
        headings = ["户编号", "姓名", "证件号码", "与户主关系", "出生日期"]
        cells = [[row.get(heading, "") for heading in headings] for row in rows]
        plan = plan_import(filled, write_sheet(tmp_path / "来表.xlsx", headings, cells))
        (suspect,) = plan.suspects
        assert (suspect.twin.how, suspect.twin.number, suspect.decision) == (how, household_number(1), "")
        assert counts(plan) == ({"conflict": 1}, {"conflict": 1})
        assert plan.waits_for_a_person
        assert list(plan.changes()) == []

    def test_a_number_of_the_first_generation_is_the_person_itself(self, filled, tmp_path):
        known = people(1, 4)[0]
        old = known | {"证件号码": known["证件号码"][:6] + known["证件号码"][8:17]}
        headings = ["户编号", "姓名", "证件号码", "与户主关系"]
        path = write_sheet(tmp_path / "旧号.xlsx", headings, [[old[heading] for heading in headings]])
        plan = plan_import(filled, path)
        assert plan.suspects == []
        assert counts(plan) == ({"same": 1}, {"same": 1})
        assert any("15 位旧号" in note for note in plan.notes)

    def test_a_person_decides(self, filled, tmp_path):
        path = self.stranger(tmp_path, 证件号码=slip(people(1, 4)[0]["证件号码"]))
        reading = read_sources(filled, [SheetOrder(path)])
        waiting = plan_of(filled, reading)
        (suspect,) = waiting.suspects
        assert (suspect.rows, waiting.people_counts()["conflict"]) == ((2, 3), 2)
        new = plan_of(filled, reading, decisions={suspect.row: AS_NEW})
        assert counts(new) == ({"new": 1}, {"new": 2})
        same = plan_of(filled, reading, decisions={suspect.row: AS_SAME})
        assert "户编号" in same.refused[0].column  # the archive has that person in a household of another number
        apply_plan(filled, new)
        assert load_file(filled, resolve_household(filled, household_number(77))) is not None

    def test_in_a_household_that_is_there_only_the_person_waits(self, filled, tmp_path):
        rows = people(1, 4)
        rows[0] |= {"姓名": "另名", "人编号": "", "证件号码": slip(rows[0]["证件号码"])}
        path = write_form(tmp_path / "来表_20190930.xlsx", "E1", rows)
        reading = read_sources(filled, [SheetOrder(path)])
        plan = plan_of(filled, reading)
        assert plan.people_counts()["conflict"] == 1
        same = plan_of(filled, reading, decisions={plan.suspects[0].row: AS_SAME})
        lines = {line.key: line.new for record in same.households[0].records for line in record.lines}
        assert (lines["name"], lines["id_number"]) == ("另名", rows[0]["证件号码"])

    def test_two_sound_numbers_are_two_people(self, filled, tmp_path):
        row = people(1, 4)[0]
        body = row["证件号码"][:14] + "987"
        path = self.stranger(tmp_path, 证件号码=body + check_character(body))
        assert plan_import(filled, path).suspects == []


class TestSeveral:
    def sheets(self, tmp_path):
        headings = ["户编号", "姓名", "证件号码", "与户主关系"]
        base = [[row[heading] for heading in headings] for row in people(2, 2)]
        first = write_sheet(tmp_path / "名单_20190930.xlsx", headings, base)
        houses = [[household_number(count), "否", f"1380000{count:04d}"] for count in (1, 2)]
        second = write_sheet(tmp_path / "住房_20190930.xlsx", ["户编号", "危房户", "联系电话", "姓名"],
                             [[*house, people(2, 2)[at * 2]["姓名"]] for at, house in enumerate(houses)])  # fmt: skip
        ills = [[row["姓名"], row["证件号码"], "残疾", f"备注{row['姓名']}"] for row in people(2, 2)]
        third = write_csv(tmp_path / "体检_20190930.csv", ["姓名", "身份证号", "健康状况", "村医"], ills, "gb18030")
        return [first, second, third]

    @pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
    def test_files_about_the_same_people_make_one_plan(self, archive, tmp_path, order):
        paths = self.sheets(tmp_path)
        plan = plan_import(archive, [paths[at] for at in order])
        assert plan.refused == []
        assert counts(plan) == ({"new": 2}, {"new": 4})
        result = apply_plan(archive, plan)
        file = file_of(archive, household_number(1))
        assert file.household["phone"] == "13800000001"
        assert file.years[2019].values["house_unsafe"] is False
        assert {tuple(facts["health"]) for facts in file.years[2019].members.values()} == {("4",)}
        kept = {row.person: row.cells["村医"] for row in kept_rows(archive, file.uid)}
        assert kept == {member["uid"]: f"备注{member['name']}" for member in file.members}
        again = plan_import(archive, paths)
        assert list(again.changes()) == []
        undo_batch(archive, result.batch)
        assert kept_rows(archive, file.uid) == []

    def test_sheets_of_one_workbook_and_where_they_disagree(self, archive, tmp_path):
        import openpyxl

        book = openpyxl.Workbook()
        headings = ["户编号", "姓名", "证件号码", "与户主关系", "联系电话"]
        for at, title in enumerate(("一组", "二组")):
            page = book.active if at == 0 else book.create_sheet(title)
            page.title = title
            page.append(headings)
            for row in people(2, 2)[: 3 + at]:
                page.append([*(row[heading] for heading in headings[:4]), f"1380000000{at}"])
        book.create_sheet("说明")["A1"] = "填表说明"
        path = tmp_path / "两组_20190930.xlsx"
        book.save(path)
        one = plan_import(archive, path)
        assert "只读了工作表“一组”" in one.notes[0]
        plan = plan_import(archive, path, all_sheets=True)
        assert [source.sheet for source in plan.sources] == ["一组", "二组"]
        assert "说明" in "".join(plan.notes)
        assert plan.refused == []
        clash = next(line for record in plan.households[0].records for line in record.lines)
        assert (clash.key, clash.take) == ("phone", False)
        assert "两组_20190930.xlsx·二组 第 2 行" in clash.why

    def test_refused_rows_name_their_file_and_go_back_to_it(self, archive, tmp_path):
        first, second, third = self.sheets(tmp_path)
        rows = [["谁也不是", id_number("19770707", 555), "健康", "甲"]]
        third = write_csv(tmp_path / "体检_20190930.csv", ["姓名", "身份证号", "健康状况", "村医"], rows, "utf-8")
        plan = plan_import(archive, [first, second, third])
        (refused,) = plan.refused
        assert plan.where(refused.row) == "体检_20190930.csv 第 2 行"
        told = plan.as_json()["refused_rows"][0]
        assert (told["file"], told["row"]) == ("体检_20190930.csv", 2)
        assert plan.alone(0).refused == []
        assert write_marked(plan.alone(2), tmp_path / "退回.xlsx").rows == 1

    def test_sheets_of_different_matters_are_not_mixed(self, archive, tmp_path):
        people_sheet = self.sheets(tmp_path)[0]
        villages = write_form(tmp_path / "村.xlsx", "E7", [{"县": "微山县"}])
        with pytest.raises(ExchangeProblem) as caught:
            plan_import(archive, [people_sheet, villages])
        assert caught.value.code == "mixed"
