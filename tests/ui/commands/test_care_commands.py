"""Medical cover and helpers by command, on a real folder."""

import json
from pathlib import Path

import pytest

import main
from storage.archive.archive import create_archive
from storage.archive.records import RecordChange, save

RESOURCES = Path(__file__).resolve().parents[3] / "resources"

VILLAGE = "370826111214"


@pytest.fixture
def call(tmp_path, capsys):
    with create_archive(tmp_path / "a", division="370826111", office="微山岛镇", resources=RESOURCES) as archive:
        archive.settings.set("year", 2017)
        home = "h1"
        changes = [
            RecordChange("household", home, {"number": "8630000000055001", "division": VILLAGE, "head_name": "孔令田"}),
            RecordChange("member", "p1", {"name": "孔令田", "relation": "01"}, home),
            RecordChange("helper", "old", {"name": "高原", "unit": "镇政府"}),
            RecordChange("helper", "new", {"name": "王海", "unit": "镇政府"}),
            RecordChange("helper", "twin", {"name": "王海", "unit": "县医院", "number": "0031"}),
            RecordChange("assignment", "as1", {"helper": "old", "starts": "2015-01-01"}, home),
            RecordChange("visit", "v1", {"date": "2017-10-01", "visitor": "高原"}, home),
            RecordChange(
                "medical_bill", "b1",
                {"person": "p1", "kind": "1", "discharged": "2017-05-02", "total": 1_000_000, "basic": 600_000,
                 "serious": 200_000}, home,
            ),
            RecordChange("mental_aid", "m1", {"person": "p1", "kind": "1", "month": "2017-03", "amount": 15_000}, home),
            RecordChange(
                "team_member", "t1", {"name": "周诚", "duty": "1", "division": VILLAGE, "starts": "2017-02-01"}
            ),
        ]  # fmt: skip
        save(archive, changes)

    def run(*arguments: str) -> tuple[int, dict]:
        capsys.readouterr()
        code = main.main(["--data", str(tmp_path / "a"), "--json", *arguments])
        out = capsys.readouterr().out
        return code, json.loads(out) if out else {}

    return run


def test_medical_cover_by_command(call):
    code, heavy = call("medical", "heavy", "--year", "2017")
    assert (code, heavy["count"], heavy["percent"]) == (0, 1, 10)
    assert (heavy["bills"][0]["self_paid"], heavy["bills"][0]["share"]) == ("2000.00", "20.00")
    assert call("medical", "heavy", "--percent", "21")[1]["count"] == 0
    assert call("medical", "uncovered")[1]["people"][0]["name"] == "孔令田"
    assert call("medical", "mental")[1]["drugs"] == {"people": 1, "entries": 1, "amount": "150.00"}
    code, seen = call("medical", "year", "8630000000055001")
    assert (code, seen["household"]["flagged"], seen["people"][0]["layers"]["serious"]) == (0, 1, "2000.00")


def test_a_hand_over_by_command_is_undone_in_one(call):
    code, refused = call(
        "helpers", "hand-over", "--from", "高原", "--to", "王海", "--day", "2017-11-01", "--reason", "调整"
    )
    assert (code, refused["error"]["code"]) == (1, "ambiguous")
    wanted = ("helpers", "hand-over", "--from", "高原", "--to", "0031", "--day", "2017-11-01", "--reason", "调整")
    code, planned = call(*wanted, "--dry-run")
    assert (code, planned["households"], planned["batch"]) == (0, 1, None)
    code, done = call(*wanted)
    assert (code, done["households"], done["refused"]) == (0, 1, [])
    loads = {one["helper"]: one["households"] for one in call("helpers", "load", "--on", "2017-11-01")[1]["helpers"]}
    assert loads == {"old": 0, "new": 0, "twin": 1}
    assert call("undo", done["batch"])[0] == 0
    assert call("helpers", "load", "--on", "2017-11-01")[1]["helpers"][0]["helper"] == "old"


def test_who_was_not_visited_and_who_was_not_there(call):
    code, late = call("helpers", "not-visited", "--on", "2017-11-30", "--days", "59")
    assert (code, [(one["last"], one["days"]) for one in late["households"]]) == (0, [("2017-10-01", 60)])
    assert call("helpers", "not-visited", "--on", "2017-11-30", "--days", "60")[1]["count"] == 0
    assert call("helpers", "days", "2017-05")[1]["members"][0]["present"] is None
    assert call("helpers", "days", "2017-13")[1]["error"]["code"] == "usage"
    assert call("helpers", "not-visited", "--days", "x")[0] == 2
