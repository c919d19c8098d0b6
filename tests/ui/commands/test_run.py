"""The command line on real folders: keys, exit codes, sentences."""

import json

import openpyxl
import pypdfium2
import pytest

import main
from storage.archive.archive import open_archive
from storage.archive.audit import disclosures


@pytest.fixture
def call(tmp_path, capsys):
    def run(*arguments: str) -> tuple[int, dict]:
        capsys.readouterr()
        code = main.main(["--data", str(tmp_path / "档案"), "--json", *arguments])
        out = capsys.readouterr().out
        return code, json.loads(out) if out else {}

    return run


@pytest.fixture
def office(call):
    code, data = call("init", "--division", "370826111", "--office", "微山岛镇人民政府", "--desk", "一号机")
    assert code == 0
    assert set(data) == {"office", "desk", "division", "households", "people", "digest"}
    return call


def test_a_household_is_made_found_changed_deleted_and_brought_back(office):
    code, made = office("add", "household", "户编号=8630000000055001", "行政村=370826111214", "户联系电话=13800000001")
    assert (code, "number" in made["changed"]) == (0, True)
    person = ["姓名=孔令田", "与户主关系=户主", "证件号码=990000197203150174"]
    code, _made = office("add", "member", *person, "--household", "8630000000055001")
    assert code == 0
    code, found = office("find", "klt")
    assert (code, found["total"], found["hits"][0]["name"]) == (0, 1, "孔令田")
    code, _changed = office("set", "8630000000055001", "phone=13800000002", "--reason", "核实")
    assert code == 0
    code, shown = office("show", "990000197203150174")
    assert shown["household"]["phone"] == {"label": "户联系电话", "value": "13800000002"}
    assert shown["members"][0]["relation"]["value"] == {"code": "01", "text": "户主"}
    code, checked = office("check")
    assert code == 3
    assert checked["count"] == len(checked["findings"]) > 0
    uid = shown["household"]["uid"]["value"]
    assert office("delete", "8630000000055001", "--reason", "重复")[0] == 0
    assert office("show", "8630000000055001")[0] == 1
    assert office("restore-record", uid)[0] == 0
    code, verified = office("verify")
    assert (code, verified["ok"], verified["households"]) == (0, True, 1)


def test_bad_calls_answer_with_a_code_and_a_sentence(office):
    code, data = office("show", "没有这一户")
    assert (code, data["error"]["code"]) == (1, "not_found")
    code, data = office("set", "x")
    assert (code, data["error"]["code"]) == (2, "usage")
    code, data = office("init", "--division", "370826111", "--office", "再来一次")
    assert (code, data["error"]["code"]) == (1, "used_folder")


def test_without_an_archive_the_sentence_says_so(call):
    code, data = call("find", "张")
    assert (code, data["error"]["code"]) == (1, "no_archive")


def test_backup_and_restore(office, tmp_path, capsys):
    office("add", "household", "户编号=8630000000055001", "行政村=370826111214")
    code, made = office("backup", str(tmp_path / "b.hdbak"))
    assert code == 0
    capsys.readouterr()
    assert main.main(["restore", str(tmp_path / "b.hdbak"), "--data", str(tmp_path / "新"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["digest"] == made["digest"]


def test_a_backup_kept_in_the_data_folder_replaces_that_folder(office, tmp_path):
    office("add", "household", "户编号=8630000000055001", "行政村=370826111214")
    kept = tmp_path / "档案" / "我的备份" / "b.hdbak"
    _code, made = office("backup", str(kept))
    office("delete", "8630000000055001", "--reason", "重复")
    code, restored = office("restore", str(kept), "--replace")
    assert (code, restored["households"], restored["digest"]) == (0, 1, made["digest"])


def test_a_card_is_printed_masked(office, tmp_path):
    office("add", "household", "户编号=8630000000055001", "行政村=370826111214")
    person = ["姓名=孔令田", "与户主关系=户主", "证件号码=990000197203150174"]
    office("add", "member", *person, "--household", "8630000000055001")
    out = tmp_path / "卡.pdf"
    code, printed = office("card", str(out), "--all")
    assert (code, printed["households"], printed["pages"]) == (0, 1, 1)
    pages = pypdfium2.PdfDocument(out)
    text = pages[0].get_textpage().get_text_range()
    pages.close()
    assert "孔令田" in text
    assert "990000197203150174" not in text
    assert office("card", str(out))[0] == 2
    code, refused = office("card", str(out), "--village", "990004")
    assert (code, refused["error"]["code"]) == (1, "no_households")
    assert "990004" in refused["error"]["sentence"]


def test_a_sheet_comes_in_once_and_is_undone(office, tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["行政县", "乡镇", "行政村", "户编号", "人编号", "姓名", "证件号码", "人数", "与户主关系", "健康状况"])
    place = ["微山县", "微山岛镇", "西张阿村"]
    first_row = ["8630000000055001", "863000000005500100", "孔令田", "990000197203150174", "2", "户主", "残疾"]
    sheet.append([*place, *first_row])
    sheet.append([*place, "8630000000055002", "863000000005500200", "尹秀荣", 990000197408210222, "1", "户主", "健康"])
    book.save(tmp_path / "名单_2019.xlsx")
    code, first = office("import", str(tmp_path / "名单_2019.xlsx"))
    assert code == 3
    assert first["households"]["new"] == 1
    assert [(row["row"], row["column"]) for row in first["refused_rows"]] == [(3, "证件号码")]
    code, again = office("import", str(tmp_path / "名单_2019.xlsx"))
    assert (again["batch"], again["households"]["same"]) == (None, 1)
    code, undone = office("undo", first["batch"])
    assert (code, undone["kept"]) == (0, [])
    assert office("find", "klt")[1]["total"] == 0


def test_the_training_archive_is_the_same_for_the_same_seed(tmp_path, capsys):
    digests = []
    for name in ("a", "b"):
        capsys.readouterr()
        assert main.main(["demo", "--households", "60", "--data", str(tmp_path / name), "--json"]) == 0
        digests.append(json.loads(capsys.readouterr().out)["digest"])
    assert digests[0] == digests[1]


def test_full_numbers_on_paper_are_written_down(office, tmp_path):
    office("add", "household", "户编号=8630000000055001", "行政村=370826111214")
    assert office("card", str(tmp_path / "卡.pdf"), "--all", "--full")[0] == 0
    with open_archive(tmp_path / "档案", resources=main.RESOURCES) as archive:
        assert [line.action for line in disclosures(archive)] == [
            "存为 PDF：帮扶明白卡",
            "帮扶明白卡（完整号码）",
        ]


def text_of(file):
    document = pypdfium2.PdfDocument(file)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def three_households(office):
    for n, state in enumerate(("未脱贫", "预脱贫", "已脱贫（不再享受政策）")):
        number = f"863000000005500{n}"
        facts = [f"户编号={number}", "行政村=370826111214", f"脱贫状态={state}", "户联系电话=13800000028"]
        office("add", "household", *facts)
        office("add", "member", f"姓名=孔令{'田秀国'[n]}", "与户主关系=户主", "--household", number)


def test_every_layout_is_listed_and_printed(office, tmp_path):
    three_households(office)
    code, listed = office("card", "--layout", "list")
    names = [row["layout"] for row in listed["layouts"]]
    assert code == 0
    assert names[:6] == ["card", "file", "members", "income", "visits", "measures"]
    assert all(row["label"] and row["title"] and row["paper"] for row in listed["layouts"])
    for name in (*names[:6], "户档案全册"):
        out = tmp_path / f"{name}.pdf"
        code, printed = office("card", str(out), "--layout", name, "--all", "--register")
        assert (code, printed["households"], printed["sheets"]) == (0, 3, len(text_of(out)))
        assert "打印登记表" in text_of(out)[-1]
    assert office("card", str(tmp_path / "x.pdf"), "--kind", "mingbai", "--all")[1]["layout"] == "measures"


def test_a_notice_lists_who_is_concerned_and_refuses_whole_numbers(office, tmp_path):
    three_households(office)
    out = tmp_path / "公示.pdf"
    code, printed = office("card", str(out), "--layout", "notice_out", "--village", "370826")
    assert (code, printed["households"]) == (0, 1)
    text = "".join(text_of(out))
    assert "孔令秀" in text
    assert "孔令田" not in text
    assert "1380000" not in text
    code, data = office("card", str(out), "--layout", "notice_out", "--all", "--full")
    assert (code, data["error"]["code"]) == (2, "public")


def test_households_are_printed_in_the_order_named_on_the_paper_asked_for(office, tmp_path):
    three_households(office)
    out = tmp_path / "卡.pdf"
    wanted = ["8630000000055002", "8630000000055000"]
    code, printed = office("card", str(out), "--household", *wanted, "--paper", "two_up", "--duplex")
    assert (code, printed["pages"], printed["sheets"]) == (0, 2, 2)
    pages = text_of(out)
    assert [number in pages[0] for number in wanted] == [True, True]


def test_a_character_to_see_to_is_told_with_the_answer_and_on_stderr(office, tmp_path, capsys):
    office("add", "household", "户编号=8630000000055001", "行政村=370826111214")
    office("add", "member", "姓名=王\U00031350", "与户主关系=户主", "--household", "8630000000055001")
    code, printed = office("card", str(tmp_path / "卡.pdf"), "--all")
    assert code == 0
    assert any("U+31350" in sentence for sentence in printed["warnings"])


@pytest.mark.parametrize("wrong", [["--layout", "nothing"], ["--kind", "nothing"], ["--paper", "a9"]])
def test_a_layout_there_is_not_is_told(office, tmp_path, wrong):
    code, data = office("card", str(tmp_path / "x.pdf"), "--all", *wrong)
    assert (code, data["error"]["code"]) == (2, "usage")
    assert wrong[-1] in data["error"]["sentence"]


@pytest.mark.parametrize(
    "wrong",
    [
        ["check", "--village", "微山岛"],
        ["export", "户.xlsx", "--village", "3"],
        ["card", "户卡.pdf", "--village", "3708261112140"],
        ["set", "8630000000055001", "house_area=0", "--reason", "核实", "--year", "99999"],
        ["set", "8630000000055001", "phone=", "--reason", " "],
        ["delete", "8630000000055001", "--reason", ""],
        ["init", "--division", "370826111", "--office", " "],
    ],
)
def test_a_slip_in_an_option_is_told_not_carried_out(office, wrong):
    code, data = office(*wrong)
    assert (code, data["error"]["code"]) == (2, "usage")
    assert wrong[-2] in data["error"]["sentence"]


@pytest.mark.parametrize("name", ["archive.db", "ARCHIVE.DB", "archive.db-wal", "in-use.lock"])
def test_nothing_is_written_over_the_archive_itself(office, tmp_path, name):
    office("add", "household", "户编号=8630000000055001", "行政村=370826111214")
    own = str(tmp_path / "档案" / ".." / "档案" / name)
    for command in (["backup", own], ["card", own, "--all"], ["check", "--out", own], ["import", "x", "--marked", own]):
        code, data = office(*command)
        assert (code, data["error"]["code"]) == (1, "own_file")
    assert office("verify")[1]["ok"] is True


def test_outputs_keep_to_their_kind_of_file(office, tmp_path):
    office("add", "household", "户编号=8630000000055001", "行政村=370826111214")
    sheet = tmp_path / "名单.xlsx"
    sheet.write_bytes(b"precious")
    assert office("card", str(sheet), "--all")[1]["error"]["code"] == "suffix"
    assert sheet.read_bytes() == b"precious"


def test_a_number_in_two_households_is_not_guessed(office):
    for _twice in range(2):
        office("add", "household", "户编号=8630000000055001", "行政村=370826111214")
    code, data = office("delete", "8630000000055001", "--reason", "重复")
    assert (code, data["error"]["code"]) == (1, "ambiguous")
    uid = data["error"]["sentence"].rpartition("：")[2].split("、")[0]
    assert office("delete", uid, "--reason", "重复")[0] == 0
    assert office("show", "8630000000055001")[0] == 0


def test_an_import_whose_errors_cannot_be_given_back_changes_nothing(office, tmp_path):
    book = openpyxl.Workbook()
    rows = [
        ["户编号", "行政村", "姓名", "证件号码", "与户主关系"],
        ["8630000000055002", "西张阿村", "孔令田", "990000197203150174", "户主"],
        ["8630000000055002", "西张阿村", "孔令田", "990000197203150174", "户主"],
    ]
    for row in rows:
        book.active.append(row)
    sheet = tmp_path / "名单.xlsx"
    book.save(sheet)
    assert office("import", str(sheet), "--marked", str(sheet))[0] == 1
    assert office("verify")[1]["households"] == 0
    assert office("import", str(sheet), "--marked", str(tmp_path / "退回.xlsx"))[0] == 3
    assert office("verify")[1]["households"] == 1


def test_exported_full_numbers_are_written_down_and_masked_ones_are_not(office, tmp_path):
    office("add", "household", "户编号=8630000000055001", "行政村=370826111214")
    office("export", str(tmp_path / "a.xlsx"), "--mask")
    office("export", str(tmp_path / "b.xlsx"))
    with open_archive(tmp_path / "档案", resources=main.RESOURCES) as archive:
        assert [line.action for line in disclosures(archive)] == ["导出“household”（完整号码）"]


def test_a_refused_beginning_leaves_the_folder_free_for_the_next(call, monkeypatch):
    wanted = ("init", "--division", "370826111", "--office", "微山岛镇人民政府", "--protect")
    monkeypatch.setenv("HUDANG_PASSWORD", "short")
    assert call(*wanted)[1]["error"]["code"] == "weak_password"
    monkeypatch.setenv("HUDANG_PASSWORD", "long enough")
    assert call(*wanted)[0] == 0


def test_a_bug_tells_no_personal_data(office, tmp_path, capsys, monkeypatch):
    def broken(*_any):
        raise KeyError("孔令田 990000197203150174")

    monkeypatch.setattr("ui.commands.records.search.find", broken)
    assert main.main(["--data", str(tmp_path / "档案"), "--json", "find", "klt"]) == 1
    told = capsys.readouterr()
    assert json.loads(told.out)["error"]["code"] == "bug"
    assert "test_run.py" in told.err
    assert "孔令田" not in told.out + told.err
    assert "990000" not in told.out + told.err
