"""The training archive on disk: clean by the rules, the same every time, the two published households as told."""

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from storage.archive import files, findings, search
from storage.archive.lists import count
from storage.archive.problems import StorageProblem
from storage.archive.verify import verify
from storage.exchange.training import make_training_archive

RESOURCES = Path(__file__).parents[4] / "resources"


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("演练") / "档案"
    with make_training_archive(folder, households=400, seed=3, resources=RESOURCES) as opened:
        yield opened


@pytest.fixture(scope="module")
def told(archive):
    def of(name: str):
        hits, _total = search.find(archive, name)
        (uid,) = {hit.household_uid for hit in hits if hit.name == name}
        return files.load_file(archive, uid)

    return {name: of(name) for name in ("刘德华", "文庆磊")}


def test_it_is_marked_as_training_and_holds_what_was_asked_for(archive):
    assert archive.office.training
    assert archive.office.division == "3708"
    assert (archive.settings.year, archive.settings.as_of.isoformat()) == (2017, "2017-12-31")
    assert count(archive)[0] == 400


def test_only_the_two_published_households_have_findings(archive, told):
    published = {file.uid for file in told.values()}
    found = findings.list_findings(archive)
    assert {one.household for one in found if one.entity != "project"} == published
    assert {one.person for one in found if one.entity == "project"} == {"published.project.1", "published.project.2"}


def test_every_made_up_household_is_filled_and_has_five_years(archive, told):
    published = {file.uid for file in told.values()}
    for file in files.iterate_files(archive):
        if file.uid in published:
            continue
        assert sorted(file.years) == [2013, 2014, 2015, 2016, 2017]
        assert file.household["head_count"] == len(file.active_members)
        assert file.head is not None
        assert all(found.income for found in file.years.values())
        assert file.parts["assignment"]
        assert file.parts["visit"]
        assert archive.divisions.name(file.household["division"]) != file.household["division"]


def test_assignments_follow_each_other_without_a_gap(archive):
    changed = 0
    for file in files.iterate_files(archive):
        periods = sorted((one["starts"], one["ends"] or "") for one in file.parts.get("assignment", ()))
        for (_starts, ends), (following, _ends) in pairwise(periods):
            assert (date.fromisoformat(following) - date.fromisoformat(ends)).days == 1
            changed += 1
        if periods:
            assert periods[-1][1] == ""
    assert changed > 0


def test_liu_dehua_as_told(told):
    file = told["刘德华"]
    household = file.household
    assert household["division"] == "370826111214"
    assert (household["head_count"], len(file.active_members)) == (4, 4)
    assert (household["main_cause"], household["other_causes"]) == ("01", ["03"])
    assert sum("大学生" in (member["note"] or "") for member in file.members) == 2
    items = {item.item: item for item in file.years[2017].income}
    assert "唱歌" in items["B09"].note
    assert items["B09"].amount is None
    (shares,) = file.parts["measure"]
    assert (shares["year"], shares["group"], shares["options"]) == (2016, "39", ["3905"])
    assert "16万元" in shares["detail"]


def test_wen_qinglei_as_told(told):
    file = told["文庆磊"]
    assert file.household["division"] == "370811002"
    assert file.household["managing_unit"] == "太白湖新区"
    assert len(file.active_members) == 7
    insured = [file.year_facts(2017, member["uid"]).get("supplement_cover") for member in file.members]
    assert insured == [True] * 7
    assert {item.item for item in file.years[2017].income} == {"B04", "P01", "T02"}
    by_group = {measure["group"]: measure for measure in file.parts["measure"]}
    assert by_group["41"]["amount"] == 5_000_000
    assert by_group["48"]["options"] == ["4801"]


def test_nothing_is_invented_for_the_published_households(told):
    for file in told.values():
        assert [member["name"] for member in file.members if member["name"]] == [file.household["head_name"]]
        for member in file.members:
            for field in ("id_number", "birth_date", "ethnicity", "phone", "bank_card"):
                assert member[field] is None
        for field in ("number", "phone", "household_type", "poverty_state", "line_used", "bank_card"):
            assert file.household[field] is None


def test_same_seed_same_digest(tmp_path):
    digests = []
    for folder, seed in (("a", 7), ("b", 7), ("c", 8)):
        with make_training_archive(tmp_path / folder, households=40, seed=seed, resources=RESOURCES) as made:
            outcome = verify(made)
        assert outcome.ok
        digests.append(outcome.digest)
    assert digests[0] == digests[1] != digests[2]


def test_a_used_folder_and_an_impossible_number_are_refused(tmp_path):
    (tmp_path / "x").write_text("x")
    with pytest.raises(StorageProblem) as problem:
        make_training_archive(tmp_path, households=40, resources=RESOURCES)
    assert problem.value.code == "used_folder"
    assert (tmp_path / "x").read_text() == "x"
    with pytest.raises(ValueError):
        make_training_archive(tmp_path / "neu", households=3, resources=RESOURCES)
    assert not (tmp_path / "neu").exists()
