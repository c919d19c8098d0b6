"""report: listed by name, written as workbook and paper, refused where it would mislead."""

import json

import main
from tests.reports import reading


def call(capsys, data, *arguments):
    capsys.readouterr()
    code = main.main(["--json", *map(str, arguments), "--data", str(data)])
    return code, json.loads(capsys.readouterr().out)


def test_a_table_is_listed_written_and_refused(tmp_path, capsys):
    data = tmp_path / "档案"
    assert call(capsys, data, "demo", "--households", "40")[0] == 0
    code, listed = call(capsys, data, "report", "list")
    assert code == 0
    assert {"labour", "poverty_at_start"} <= {one["report"] for one in listed["reports"]}
    out = tmp_path / "各地.pdf"
    code, told = call(capsys, data, "report", "causes_by_place", out)
    assert (code, told["total"], told["pages"]) == (0, 40, 1)
    assert "各地主要致贫原因统计表" in "".join("".join(reading.texts(out)).split())
    code, told = call(capsys, data, "report", "年末贫困人口和贫困发生率", tmp_path / "表.xlsx")
    assert code == 0
    assert call(capsys, data, "report", "没有", out)[0] == 2
    assert call(capsys, data, "report", "ages", tmp_path / "表.doc")[0] == 2
    code, told = call(capsys, data, "report", "ages", tmp_path / "无.xlsx", "--village", "11")
    assert (code, told["error"]["code"]) == (1, "no_households")
    assert not (tmp_path / "无.xlsx").exists()
