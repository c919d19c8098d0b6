"""A project's year on the command line: preview, post, list, take back; loans that are due; the sums of the cards."""

import json

import pytest

import main
from models.benefits import received_in
from models.keys import new_uid
from storage.archive.archive import open_archive
from storage.archive.files import iterate_files
from storage.archive.records import RecordChange, save


@pytest.fixture
def call(tmp_path, capsys):
    def run(*arguments: str) -> tuple[int, dict]:
        capsys.readouterr()
        code = main.main(["--json", *arguments, "--data", str(tmp_path / "档案")])
        out = capsys.readouterr().out
        return code, json.loads(out) if out else {}

    assert run("demo", "--households", "40", "--seed", "4")[0] == 0
    return run


def test_a_dividend_from_preview_to_undo(call):
    asked = ("dividend", "旅游专业合作社", "--year", "2018", "--batch", "年度", "--income", "97200", "--right", "50",
             "--method", "2")  # fmt: skip
    code, shown = call(*asked)
    assert (code, shown["households"], shown["other"], shown["batch"]) == (0, 4_860_000, 4_860_000, "")
    assert call("dividends", "--year", "2018")[1]["lines"] == []
    code, posted = call(*asked, "--post")
    assert code == 0
    assert call("dividends", "--year", "2018")[1]["total"] == 4_860_000
    code, refused = call(*asked, "--post")
    assert (code, refused["error"]["code"]) == (1, "dividend_problem")
    code, undone = call("undo", posted["batch"])
    assert (code, undone["kept"]) == (0, [])
    assert call("dividends", "--year", "2018")[1]["lines"] == []


def test_wrong_words_are_refused(call):
    words = ("--year", "2018", "--batch", "年度", "--income")
    assert call("dividend", "没有这个项目", *words, "1")[1]["error"]["code"] == "no_project"
    assert call("dividend", "旅游专业合作社", *words, "很多")[1]["error"]["code"] == "not_a_number"
    assert call("dividend", "旅游专业合作社", *words, "-5")[1]["error"]["code"] == "bad_share"


def test_loans_that_are_due(call):
    everything = call("loans", "--all", "--on", "2017-12-31")[1]
    assert everything["overdue"] == 0
    assert len(everything["loans"]) > 1
    assert [one["due"] for one in everything["loans"] if one["borrower"] == "文庆磊"] == [None]
    dated = [one for one in everything["loans"] if one["due"]]
    first = dated[0]["due"]
    soon = call("loans", "--days", "0", "--on", first)[1]["loans"]
    assert [(one["due"], one["left"]) for one in soon] == [(first, 0)] * len(soon) != []
    year, rest = int(first[:4]), first[4:]
    assert call("loans", "--days", "0", "--on", f"{year + 1}{rest}")[1]["overdue"] >= len(soon)


def test_the_cards_of_all_households_add_up_to_the_register(call, tmp_path):
    total = call("dividends", "--year", "2017")[1]["total"]
    with open_archive(tmp_path / "档案", user="演练", resources=main.RESOURCES) as archive:
        household = next(iterate_files(archive)).uid
        line = {"project": "published.project.1", "year": 2017, "batch": "补", "amount": 3}
        save(archive, [RecordChange("dividend", new_uid(), line, household)])
        told = [one for file in iterate_files(archive) for one in received_in(file, 2017, archive.codes)]
    assert sum(one.amount for one in told if one.title == "项目分红") == total + 3
