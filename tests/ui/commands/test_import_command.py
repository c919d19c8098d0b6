"""`import` from the command line: several files, a mapping file, suspects, unknown texts, files given back."""

import json

import pytest

import main
from tests.storage.exchange.sheets import household_number, people, write_csv, write_form, write_sheet


@pytest.fixture
def office(tmp_path, capsys):
    def run(*arguments) -> tuple[int, dict]:
        capsys.readouterr()
        code = main.main(["--data", str(tmp_path / "档案"), "--json", *map(str, arguments)])
        out = capsys.readouterr().out
        return code, json.loads(out) if out else {}

    assert run("init", "--division", "370826111", "--office", "微山岛镇", "--desk", "一")[0] == 0
    return run


@pytest.fixture
def base(tmp_path):
    return write_form(tmp_path / "底册_20190930.xlsx", "E1", people(2, 2))


def test_several_files_are_one_batch(office, base, tmp_path):
    rows = [[row["姓名"], row["证件号码"], "群众", "甲"] for row in people(2, 2)]
    other = write_csv(tmp_path / "体检_20190930.csv", ["姓名", "身份证号", "政治面貌", "村医"], rows, "gb18030")
    code, told = office("import", base, other)
    assert (code, told["households"]["new"], told["people"]["new"]) == (0, 2, 4)
    assert [source["rows"] for source in told["sources"]] == [4, 4]
    assert told["unknown_columns"] == ["村医"]
    _code, shown = office("show", household_number(1))
    assert {row["cells"]["村医"] for row in shown["kept_columns"]} == {"甲"}
    _code, undone = office("undo", told["batch"])
    assert undone["kept"] == []


def test_a_mapping_file(office, base, tmp_path):
    assert office("import", base)[0] == 0
    rows = [[row["户编号"], row["姓名"], "13800009999"] for row in people(2, 1)]
    odd = write_sheet(tmp_path / "怪.xlsx", ["编码", "名儿", "手机"], rows)
    code, refused = office("import", odd)
    assert (code, refused["error"]["code"]) == (1, "no_heading")
    mapping = tmp_path / "对应.json"
    mapping.write_text('{"columns": {"编码": "户编号", "名儿": "姓名", "手机": "成员联系电话"}}', encoding="utf-8")
    code, told = office("import", odd, "--mapping", mapping)
    assert (code, told["people"]["changed"]) == (0, 2)
    mapping.write_text('{"columns": {"编码": "天气"}}', encoding="utf-8")
    assert office("import", odd, "--mapping", mapping)[1]["error"]["code"] == "mapping"
    assert office("import", odd, "--mapping", tmp_path / "没有.json")[1]["error"]["code"] == "mapping"


@pytest.mark.parametrize(("answer", "code", "new"), [("wait", 3, 0), ("new", 0, 1)])
def test_suspects_wait_unless_it_is_said_who_they_are(office, base, tmp_path, answer, code, new):
    assert office("import", base)[0] == 0
    row = people(1, 2)[0]
    number = row["证件号码"][:10] + str((int(row["证件号码"][10]) + 1) % 10) + row["证件号码"][11:]
    row |= {"户编号": household_number(77), "人编号": "", "证件号码": number}
    path = write_form(tmp_path / "新_20190930.xlsx", "E1", [row])
    got, told = office("import", path, "--suspects", answer)
    assert (got, told["people"]["new"], len(told["suspects"])) == (code, new, 1)
    assert told["suspects"][0]["row"] == 2


def test_unknown_texts_are_told_and_several_files_are_given_back(office, base, tmp_path):
    assert office("import", base)[0] == 0
    rows = [row | {"健康状况": "还行", "证件号码": int(row["证件号码"][:17])} for row in people(1, 2)]
    first = write_form(tmp_path / "一_20190930.xlsx", "E1", rows)
    second = write_form(tmp_path / "二_20190930.xlsx", "E1", rows)
    code, told = office("import", first, second, "--dry-run", "--marked", tmp_path / "退回.xlsx")
    assert (code, told["batch"], told["unknown_codes"][0]["text"]) == (3, None, "还行")
    assert [(tmp_path / name).exists() for name in ("退回.xlsx", "退回-2.xlsx")] == [True, True]
    assert {row["file"] for row in told["refused_rows"]} == {"一_20190930.xlsx", "二_20190930.xlsx"}


def test_all_sheets_of_a_workbook_and_another_year(office, tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    for at, title in enumerate(("上庄", "沟南")):
        page = book.active if at == 0 else book.create_sheet()
        page.title = title
        page.append(["户编号", "姓名", "证件号码", "与户主关系"])
        row = people(2, 1)[at]
        page.append([row["户编号"], row["姓名"], row["证件号码"], "户主"])
    book.save(tmp_path / "各村.xlsx")
    assert office("import", tmp_path / "各村.xlsx", "--dry-run")[1]["people"]["new"] == 1
    code, told = office("import", tmp_path / "各村.xlsx", "--all-sheets", "--year", "2018")
    assert (code, told["people"]["new"], told["year"]) == (0, 2, 2018)
