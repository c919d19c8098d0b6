"""Village, township and county through the command line only: edits on all sides, a lost pack, a wrong clock, a copied
folder, a restored backup; at the end the same files everywhere and just the conflicts a person would expect."""

import json
import shutil
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

import main
from storage.archive import records

HOUSEHOLD = "8630000000055001"
SECOND = "8630000000055002"
VILLAGE = "370826111214"
LOST_YEARS = timedelta(days=3650)


class Offices:
    """Calls the command line in the folder of one office after the other."""

    def __init__(self, root: Path, capsys) -> None:
        self.root = root
        self.capsys = capsys
        self.stick = root / "U盘"
        self.stick.mkdir()

    def __call__(self, office: str, *arguments: str, code: int | None = 0):
        self.capsys.readouterr()
        found = main.main(["--data", str(self.root / office), "--json", *map(str, arguments)])
        out = self.capsys.readouterr()
        if code is not None:
            assert found == code, (office, arguments, out.out, out.err)
        return json.loads(out.out)

    def meet(self, lower: str, upper: str) -> None:
        request, certificate = self.root / f"{lower}.req", self.root / f"{lower}.cert"
        asked = self(lower, "partner", "request", request)
        self(upper, "partner", "admit", request, certificate, "--fingerprint", asked["fingerprint"])
        self(lower, "partner", "join", certificate)

    def pack(self, sender: str, receiver: str) -> str:
        made = self(sender, "pack", self.stick, "--to", receiver)
        assert set(made) >= {"file", "number", "to", "households", "records", "ops", "attachments", "bytes"}
        assert Path(made["file"]).exists()
        return made["file"]

    def carry(self, sender: str, receiver: str) -> dict:
        return self(receiver, "merge", self.pack(sender, receiver), code=None)

    def round(self, *offices: str) -> None:
        """Up to the county and down again."""
        for sender, receiver in pairwise((*offices, *offices[-2::-1])):
            self.carry(sender, receiver)

    def verified(self, office: str) -> str:
        outcome = self(office, "verify")
        assert outcome["ok"], outcome["problems"]
        return outcome["villages"][VILLAGE]


@pytest.fixture
def county(tmp_path, capsys):
    run = Offices(tmp_path, capsys)
    run("县", "--user", "赵局", "init", "--division", "370826", "--office", "县")
    run("镇", "--user", "王强", "init", "--division", "370826111", "--office", "镇")
    run("村", "--user", "李梅", "init", "--division", VILLAGE, "--office", "村", "--desk", "一号机")
    run.meet("镇", "县")
    run.meet("村", "镇")
    for number in (HOUSEHOLD, SECOND):
        run("村", "add", "household", f"户编号={number}", f"行政村={VILLAGE}", "户联系电话=13800000001")
    run(
        "村", "add", "member", "姓名=孔令田", "与户主关系=户主", "证件号码=990000197203150174", "--household", HOUSEHOLD
    )
    run(
        "村", "add", "member", "姓名=孔令芳", "与户主关系=配偶", "证件号码=990000197408210222", "--household", HOUSEHOLD
    )
    run.round("村", "镇", "县")
    return run


def change(run, office, household, *pairs, member=None):
    who = ("--member", member) if member else ()
    return run(office, "set", household, *pairs, *who, "--reason", "核实")


def test_all_sides_edit_and_end_alike_with_the_conflicts_one_expects(county, monkeypatch):
    run = county
    assert run.verified("村") == run.verified("镇") == run.verified("县")
    change(run, "村", HOUSEHOLD, "phone=13800000002")
    change(run, "镇", HOUSEHOLD, "phone=13800000003")  # conflict
    change(run, "县", HOUSEHOLD, "note=县里看过")  # nobody else touches it
    change(run, "村", SECOND, "phone=13800000009")
    change(run, "镇", SECOND, "phone=13800000009")  # the same: no conflict
    run("村", "delete", HOUSEHOLD, "--member", "990000197408210222", "--reason", "搬走")
    change(run, "镇", HOUSEHOLD, "姓名=孔令方", member="990000197408210222")  # deleted against edited

    class Later(datetime):
        @classmethod
        def now(cls, zone=None):
            return datetime.now(zone) + LOST_YEARS

    with monkeypatch.context() as patched:
        patched.setattr(records, "datetime", Later)  # the township's clock is ten years off
        change(run, "镇", SECOND, "address=村东头")
    change(run, "村", SECOND, "address=村西头")  # conflict; the clock decides nothing
    for path in [Path(run.pack("村", "镇"))]:
        path.unlink()  # lost on the way
    run.round("村", "镇", "县")
    run.round("村", "镇", "县")
    listed = {office: run(office, "conflicts", code=3)["conflicts"] for office in ("村", "镇", "县")}
    told = [sorted((one["id"], one["kind"], one["facet"]) for one in listed[office]) for office in listed]
    assert told[0] == told[1] == told[2]
    assert sorted((kind, facet) for _id, kind, facet in told[0]) == [
        ("deleted", "_del"), ("value", "address"), ("value", "phone"),
    ]  # fmt: skip
    assert run.verified("村") == run.verified("镇") == run.verified("县")
    phone = next(one for one in listed["村"] if one["facet"] == "phone")
    assert phone["base"] == {"phone": "13800000001"}
    assert {(side["values"]["phone"], side["mine"], side["office"]) for side in phone["sides"]} == {
        ("13800000002", True, "村"), ("13800000003", False, "镇"),
    }  # fmt: skip
    address = next(one for one in listed["村"] if one["facet"] == "address")
    assert [side["clock_wrong"] for side in address["sides"] if not side["mine"]] == [True]
    missing = run("镇", "partner", "list")["partners"]
    assert any("不用补" in text for one in missing for text in one["missing"])
    run("村", "resolve", phone["id"], "--take", "mine")
    run("镇", "resolve", address["id"], "--value", "村中间")
    gone = next(one for one in listed["县"] if one["kind"] == "deleted")
    run(
        "县",
        "resolve",
        gone["id"],
        "--take",
        next(side["op"] for side in gone["sides"] if "_del" not in side["values"]),
    )
    run.round("村", "镇", "县")
    run.round("村", "镇", "县")
    for office in ("村", "镇", "县"):
        assert run(office, "conflicts")["conflicts"] == []
        shown = run(office, "show", HOUSEHOLD)
        assert shown["household"]["phone"]["value"] == "13800000002"
        assert {one["name"]["value"] for one in shown["members"]} == {"孔令田", "孔令方"}
        assert run(office, "show", SECOND)["household"]["address"]["value"] == "村中间"
    assert run.verified("村") == run.verified("镇") == run.verified("县")


def test_a_copied_folder_and_a_restored_backup_lose_nothing(county, tmp_path):
    run = county
    run("镇", "backup", tmp_path / "镇.hdbak")
    change(run, "镇", HOUSEHOLD, "address=镇里写的")
    run.round("村", "镇", "县")
    # the township's PC dies; its backup knows nothing of the address
    shutil.rmtree(run.root / "镇")
    run("镇", "restore", tmp_path / "镇.hdbak")
    change(run, "镇", SECOND, "address=恢复后写的")
    # the village copies its folder to a second PC and both go on
    shutil.copytree(run.root / "村", run.root / "村二")
    change(run, "村", HOUSEHOLD, "hamlet=一组")
    asked = run("村二", "verify", code=3)  # one plain question, and nothing goes on before its answer
    assert asked["error"]["code"] in ("copied", "restored")
    assert "--copied" in asked["error"]["sentence"]
    run("村二", "--copied", "verify")
    change(run, "村二", SECOND, "hamlet=二组")
    for _twice in range(3):
        for desk in ("村", "村二"):
            run("镇", "merge", run.pack(desk, "镇"), code=None)
        run.round("镇", "县")
        down = run.pack("镇", "村")
        for desk in ("村", "村二"):
            run(desk, "merge", down, code=None)
    digests = {office: run.verified(office) for office in ("村", "村二", "镇", "县")}
    assert len(set(digests.values())) == 1, digests
    for office in digests:
        shown = run(office, "show", HOUSEHOLD)["household"]
        assert (shown["address"]["value"], shown["hamlet"]["value"]) == ("镇里写的", "一组")
        other = run(office, "show", SECOND)["household"]
        assert (other["address"]["value"], other["hamlet"]["value"]) == ("恢复后写的", "二组")
        assert run(office, "conflicts")["conflicts"] == []


def test_the_answers_have_the_keys_of_the_contract(county):
    run = county
    change(run, "村", HOUSEHOLD, "phone=13800000002")
    file = run.pack("村", "镇")
    tried = run("镇", "merge", file, "--dry-run")
    assert tried["changed"] == 1
    assert tried["batch"] is None
    merged = run("镇", "merge", file)
    assert set(merged) >= {"packs", "new", "changed", "conflicts", "duplicates", "same", "missing", "batch"}
    assert [set(one) >= {"file", "outcome", "from", "number", "sentence"} for one in merged["packs"]] == [True]
    assert (merged["changed"], merged["packs"][0]["outcome"], merged["packs"][0]["from"]) == (1, "applied", "村")
    assert run("镇", "merge", file)["packs"][0]["outcome"] == "already"
    assert run("县", "merge", file, code=1)["error"]["code"] == "wrong_office"
    undone = run("镇", "undo", merged["batch"])
    assert run("镇", "show", HOUSEHOLD)["household"]["phone"]["value"] == "13800000001"
    assert undone["kept"] == []
    bad = run.root / "坏.hdpack"
    bad.write_bytes(Path(file).read_bytes()[:-1])
    both = run("镇", "merge", bad, file, code=3)
    assert sorted(one["outcome"] for one in both["packs"]) == ["applied", "refused"]
    listed = run("镇", "partner", "list")["partners"]
    assert all(set(one) >= {"office", "scope", "rank", "last_in", "last_out", "missing"} for one in listed)


def test_the_same_person_in_two_households_is_a_case_and_joined_only_by_a_person(county):
    run = county
    change(run, "村", HOUSEHOLD, "phone=13800000004")
    run(
        "村", "add", "member", "姓名=尹秀荣", "与户主关系=之母", "证件号码=990000195001010024", "--household", HOUSEHOLD
    )
    run("镇", "add", "member", "姓名=尹秀荣", "与户主关系=户主", "证件号码=990000195001010024", "--household", SECOND)
    merged = run.carry("村", "镇")
    assert merged["duplicates"] == 1
    (case,) = run("镇", "conflicts", code=3)["conflicts"]
    assert (case["kind"], len(case["sides"])) == ("duplicate", 2)
    assert run("镇", "resolve", case["id"], "--take", "apart")["left"] == 0
    assert run("镇", "verify")["people"] == 4


def test_wrong_use_is_told(county):
    run = county
    assert run("村", "resolve", "0" * 12, "--take", "mine", code=1)["error"]["code"] == "no_conflict"
    assert run("村", "resolve", "x", code=2)["error"]["code"] == "usage"
    assert run("村", "pack", run.stick, "--to", "不认识", code=1)["error"]["code"] == "no_partner"
    assert run("村", "partner", "admit", "a", "b", code=2)["error"]["code"] == "usage"
    assert run("村", "merge", run.root / "没有.hdpack", code=1)["error"]["code"] == "missing"
