"""Findings live: incremental is the same as all at once, the fixed close themselves, the verified come back in time."""

from datetime import date, timedelta
from pathlib import Path

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.rules import check_household
from storage.archive import after_save, exemptions, finding_months, records
from storage.archive.archive import create_archive
from storage.archive.checking import context_of, live_findings
from storage.archive.files import household_uids, iterate_files, load_file
from storage.archive.findings import count_findings, list_findings, run_checks, stored_findings
from storage.archive.lists import row_of
from storage.archive.problems import StorageProblem
from storage.archive.records import RecordChange, save
from storage.archive.village_checks import standings
from storage.exchange.training import make_training_archive
from storage.exchange.training.faults import plant_faults

RESOURCES = Path(__file__).parents[3] / "resources"
VILLAGE = "370826111214"
REASON, EVIDENCE = "入户看过，面积属实", "2017-11-02 入户照片，村委会证明"


@pytest.fixture
def archive(tmp_path):
    made = create_archive(
        tmp_path / "档案", division="370826111", office="微山岛镇", user="张三", training=True, resources=RESOURCES
    )
    made.settings.set("year", 2017)
    made.settings.set("as_of", "2017-12-31")
    with made:
        yield made


def household(archive, uid: str, *, phone: str | None = None, **values) -> None:
    told = {"division": VILLAGE, "head_name": "孔某", "number": f"86{uid:0>14}", **values}
    year = {"cropland": 12_000, "year:work_months:m" + uid: 600}
    save(archive, [
        RecordChange("household", uid, told),
        RecordChange("member", "m" + uid, {"name": "孔某" + uid, "relation": "01", "phone": phone}, uid),
        RecordChange("year", uid + ".2017", year, uid),
    ])  # fmt: skip


def rules_of(archive, uid: str) -> set[int]:
    return {finding.rule for finding in list_findings(archive, household=uid)}


def one(archive, rule: int):
    (found,) = [finding for finding in list_findings(archive) if finding.rule == rule]
    return found


def everything(archive) -> list:
    return sorted(
        (f.household, f.village, f.rule, f.person or "", f.field, f.value, f.sentence) for f in list_findings(archive)
    )


def test_a_phone_of_two_households_is_told_of_both_and_forgotten_in_both(archive):
    household(archive, "1", phone="13800000001")
    assert 164 not in rules_of(archive, "1")
    household(archive, "2", phone="13800000001")
    assert 164 in rules_of(archive, "1") & rules_of(archive, "2")
    save(archive, [RecordChange("member", "m2", {"name": "孟某"})])
    assert any("孟某" in finding.sentence for finding in list_findings(archive, household="1"))
    save(archive, [RecordChange("member", "m2", {"phone": "13800000002"})])
    assert 164 not in rules_of(archive, "1") | rules_of(archive, "2")


def test_a_deleted_household_shares_nothing(archive):
    household(archive, "1", bank_card="6217990000000000011")
    household(archive, "2", bank_card="6217990000000000011")
    assert 211 in rules_of(archive, "1")
    records.delete(archive, "2", reason="重复")
    assert 211 not in rules_of(archive, "1")
    assert not list_findings(archive, household="2")


def test_the_load_of_a_helper_follows_every_assignment(archive):
    save(archive, [RecordChange("helper", "he", {"name": "李某", "unit": "水利局"})])
    for number in range(11):
        household(archive, str(number))
        save(
            archive, [RecordChange("assignment", f"as{number}", {"helper": "he", "starts": "2016-01-01"}, str(number))]
        )
    assert all(195 in rules_of(archive, str(number)) for number in range(11))
    save(archive, [RecordChange("assignment", "as3", {"ends": "2016-12-31"})])
    assert not any(195 in rules_of(archive, str(number)) for number in range(11))


def test_a_village_is_checked_when_its_figures_or_its_households_change(archive):
    figures = {"division": VILLAGE, "year": 2017, "cropland": 20_000, "left_poverty": False}
    save(archive, [RecordChange("village_year", f"village.{VILLAGE}.2017", figures)])
    household(archive, "1")
    assert not [finding for finding in list_findings(archive) if finding.village]
    household(archive, "2")
    found = one(archive, 200)
    assert (found.village, found.household) == (VILLAGE, "")
    assert "240亩" in found.sentence
    assert found in list_findings(archive, VILLAGE)
    assert found not in list_findings(archive, "370826112")
    save(archive, [RecordChange("village_year", f"village.{VILLAGE}.2017", {"cropland": 30_000})])
    assert not [finding for finding in list_findings(archive) if finding.village]


def test_the_yearly_table_adds_up_or_names_who_is_missing(archive):
    for uid in "123":
        household(archive, uid, identified_year=2014)
        save(archive, [RecordChange("year", f"{uid}.2016", {"cropland": 0}, uid)])
    household(archive, "4", identified_year=2017)
    assert not [finding for finding in list_findings(archive) if finding.village]
    assert [(s.before, s.now) for s in standings(archive, VILLAGE, 2017)] == [(True, True)] * 3 + [(False, True)]
    save(archive, [RecordChange("household", "4", {"identified_year": 2014, "head_name": "孔外来"})])
    assert "孔外来" in one(archive, 52).sentence


def test_what_is_put_right_closes_itself(archive):
    household(archive, "1")
    assert 123 in rules_of(archive, "1")
    archive.user = "李四"
    save(archive, [RecordChange("year", "1.2017", {"cropland": 1_200})])
    assert 123 not in rules_of(archive, "1")
    fixed = [one for one in finding_months.fixed_findings(archive) if one.rule == 123]
    assert [(one.household, one.user, one.level) for one in fixed] == [("1", "李四", "W")]
    assert finding_months.trend(archive)[-1].fixed >= 1


def test_a_changed_value_is_the_same_finding_since_the_first_day(archive):
    household(archive, "1")
    archive.settings._today = lambda: date.today() + timedelta(days=40)
    save(archive, [RecordChange("year", "1.2017", {"cropland": 13_000})])
    (kept,) = [one for one in stored_findings(archive) if one.finding.rule == 123]
    assert kept.since == date.today().isoformat()
    assert not [one for one in finding_months.fixed_findings(archive) if one.rule == 123]


def test_a_verified_finding_is_quiet_until_its_value_changes(archive):
    household(archive, "1")
    before = row_of(archive, "1").warnings
    exemptions.verify_finding(archive, one(archive, 123), REASON, EVIDENCE, date.today() + timedelta(days=300))
    assert 123 not in rules_of(archive, "1")
    assert row_of(archive, "1").warnings == before - 1
    verified = [one for one in stored_findings(archive, verified=True) if one.state == "verified"]
    assert [one.finding.rule for one in verified] == [123]
    run_checks(archive)
    save(archive, [RecordChange("household", "1", {"address": "村东"})])
    assert 123 not in rules_of(archive, "1")
    save(archive, [RecordChange("year", "1.2017", {"cropland": 12_100})])
    assert 123 in rules_of(archive, "1")
    save(archive, [RecordChange("year", "1.2017", {"cropland": 12_000})])
    assert 123 not in rules_of(archive, "1")


def test_a_verified_finding_is_back_after_its_last_day(archive):
    household(archive, "1")
    last = date.today() + timedelta(days=30)
    exemptions.verify_finding(archive, one(archive, 123), REASON, EVIDENCE, last)
    archive.settings._today = lambda: last
    run_checks(archive)
    assert 123 not in rules_of(archive, "1")
    archive.settings._today = lambda: last + timedelta(days=1)
    assert after_save.wake_expired(archive) == 1
    assert 123 in rules_of(archive, "1")
    assert after_save.wake_expired(archive) == 0
    assert [one.rule for one in exemptions.exemptions(archive)] == [123]


def test_ages_alone_do_not_wake_a_verified_finding(archive):
    household(archive, "1")
    save(archive, [
        RecordChange("member", "m1", {"birth_date": "1940-01-01"}),
        RecordChange("year", "1.2017", {"year:public_post:m1": ["07"], "year:public_post_months:m1": 3}),
    ])  # fmt: skip
    exemptions.verify_finding(
        archive, one(archive, 148), "老支书看大门", "上岗协议", date.today() + timedelta(days=900)
    )
    archive.settings.set("as_of", "2017-01-01")
    run_checks(archive)
    assert 148 not in rules_of(archive, "1")


@pytest.mark.parametrize(("reason", "evidence"), [("", EVIDENCE), (REASON, "  "), ("长" * 501, EVIDENCE)])
def test_a_mark_needs_reason_and_evidence(archive, reason, evidence):
    household(archive, "1")
    with pytest.raises(StorageProblem):
        exemptions.verify_finding(archive, one(archive, 123), reason, evidence, date.today())
    assert 123 in rules_of(archive, "1")


def test_a_mark_that_is_over_is_refused_and_one_can_be_taken_back(archive):
    household(archive, "1")
    with pytest.raises(StorageProblem):
        exemptions.verify_finding(archive, one(archive, 123), REASON, EVIDENCE, date.today() - timedelta(days=1))
    made = exemptions.verify_finding(archive, one(archive, 123), REASON, EVIDENCE, date.today())
    exemptions.take_back(archive, made.key)
    assert 123 in rules_of(archive, "1")
    assert exemptions.exemptions(archive) == []


def test_marks_travel_and_the_newer_one_wins_at_both_offices(archive, tmp_path):
    household(archive, "1")
    made = exemptions.verify_finding(archive, one(archive, 123), REASON, EVIDENCE, date.today() + timedelta(days=9))
    lines = list(exemptions.exemption_lines(archive, "3708"))
    assert list(exemptions.exemption_lines(archive, "3708", ["2"])) == []
    assert list(exemptions.exemption_lines(archive, "3709")) == []
    with create_archive(
        tmp_path / "县", division="370826", office="微山县", user="王五", training=True, resources=RESOURCES
    ) as county:
        county.settings.set("year", 2017)
        county.settings.set("as_of", "2017-12-31")
        household(county, "1")
        assert 123 in rules_of(county, "1")
        assert exemptions.take_exemptions(county, map(exemptions.read_exemption, lines)) == 1
        assert 123 not in rules_of(county, "1")
        assert exemptions.take_exemptions(county, map(exemptions.read_exemption, lines)) == 0
        exemptions.take_back(county, made.key)
        back = list(exemptions.exemption_lines(county, "3708"))
    assert exemptions.take_exemptions(archive, map(exemptions.read_exemption, back)) == 1
    assert 123 in rules_of(archive, "1")


@pytest.mark.parametrize(
    "change", [{"rule": "123"}, {"key": "x"}, {"expires": "bald"}, {"version": 0}, {"reason": "a" * 9999}, {"more": 1}]
)
def test_a_forged_mark_is_refused(archive, change):
    household(archive, "1")
    exemptions.verify_finding(archive, one(archive, 123), REASON, EVIDENCE, date.today())
    (line,) = exemptions.exemption_lines(archive, "")
    with pytest.raises((ValueError, TypeError)):
        exemptions.read_exemption(orjson.dumps({**orjson.loads(line), **change}))


def test_trend_and_ranking(archive):
    household(archive, "1")
    household(archive, "2", division="370826111205")
    run_checks(archive)
    archive.settings._today = lambda: date.today() + timedelta(days=40)
    save(archive, [RecordChange("year", "1.2017", {"cropland": 1_200})])
    before, now = finding_months.trend(archive)
    assert before.month < now.month
    assert now.warnings == before.warnings - 1
    assert (before.fixed, now.fixed) == (0, 1)
    assert now.errors == sum(finding.level == "E" for finding in list_findings(archive))
    (alone,) = finding_months.trend(archive, VILLAGE, months=1)
    assert alone.warnings < now.warnings
    ranked = finding_months.ranking(archive)
    assert [rank.division for rank in ranked] == [VILLAGE, "370826111205"]
    assert [(rank.households, rank.with_errors, rank.clean_share) for rank in ranked] == [(1, 1, 0)] * 2


# --- the same findings, whichever way they came about


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory):
    folder = tmp_path_factory.mktemp("同") / "档案"
    with make_training_archive(folder, households=300, seed=4, resources=RESOURCES) as made:
        plant_faults(made)
        yield made


def test_typing_bulk_and_stored_findings_are_the_same(spoilt):
    bulk, typed = context_of(spoilt, bulk=True), {}
    for file in iterate_files(spoilt):
        typed[file.uid] = live_findings(spoilt, file)
        assert check_household(file, bulk) == typed[file.uid]
    stored = {uid: list_findings(spoilt, household=uid) for uid in household_uids(spoilt)}
    for uid, findings in typed.items():
        assert sorted(findings, key=repr) == sorted(stored[uid], key=repr)
    before = everything(spoilt)
    assert len(before) > 200
    run_checks(spoilt)
    assert everything(spoilt) == before
    assert count_findings(spoilt) == len(before)


_FIELDS = st.sampled_from([
    ("member", "phone", ["13800000001", "13800000002", None]),
    ("member", "bank_card", ["6217990000000000011", "6217990000000000029", None]),
    ("member", "id_number", ["990000197205010116", "990000197406120222", None]),
    ("member", "name", ["孔某", "孟某"]),
    ("member", "member_state", ["1", "4", None]),
    ("household", "bank_card", ["6217990000000000011", None]),
    ("household", "division", [VILLAGE, "370826111205"]),
    ("household", "poverty_state", ["0", "1", "9"]),
    ("household", "identified_year", [2014, 2017, None]),
    ("household", "number", ["8600000000000001", "8600000000000002", None]),
    ("year", "cropland", [0, 12_000, 30_000]),
    ("assignment", "helper", ["he1", "he2"]),
    ("assignment", "ends", ["2016-12-31", None]),
    ("delete", "household", [None]),
])  # fmt: skip


@given(st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_changes_leave_what_a_full_check_finds(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("变") / "档案"
    with create_archive(
        folder, division="370826111", office="镇", user="张三", training=True, resources=RESOURCES
    ) as archive:
        archive.settings.set("year", 2017)
        archive.settings.set("as_of", "2017-12-31")
        archive.thresholds = archive.thresholds.with_rows(
            [type(row)(row.key, 1, row.unit, row.label) for row in archive.thresholds if row.key == HELPERS]
        )
        save(archive, [RecordChange("helper", name, {"name": name, "unit": "局"}) for name in ("he1", "he2")])
        figures = {"division": VILLAGE, "year": 2017, "cropland": 30_000}
        save(archive, [RecordChange("village_year", f"village.{VILLAGE}.2017", figures)])
        living = list("1234")
        for uid in living:
            household(archive, uid)
            save(archive, [
                RecordChange("assignment", "as" + uid, {"helper": "he1", "starts": "2016-01-01"}, uid),
                RecordChange("year", uid + ".2016", {"cropland": 0}, uid),
            ])  # fmt: skip
        for _ in range(data.draw(st.integers(1, 8))):
            entity, field, values = data.draw(_FIELDS)
            uid = data.draw(st.sampled_from("1234"))
            if uid not in living:
                continue
            if entity == "delete":
                living.remove(uid)
                records.delete(archive, uid, reason="重复")
                continue
            record = {"household": uid, "member": "m" + uid, "year": uid + ".2017", "assignment": "as" + uid}[entity]
            save(archive, [RecordChange(entity, record, {field: data.draw(st.sampled_from(values))})])
        before = everything(archive)
        run_checks(archive)
        assert everything(archive) == before


HELPERS = "households_of_helper_most"


def test_a_household_file_has_the_findings_of_its_page(archive):
    household(archive, "1")
    file = load_file(archive, "1")
    assert {finding.rule for finding in live_findings(archive, file)} == rules_of(archive, "1")
