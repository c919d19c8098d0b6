"""Planted faults: every written rule of the year fires at its household, and nowhere is a fault left unlisted."""

import csv
from pathlib import Path

import pytest

from models.rules import RULES, check_household
from storage.archive.checking import context_of
from storage.archive.files import load_file
from storage.archive.findings import list_findings
from storage.archive.verify import verify
from storage.exchange.training import make_training_archive
from storage.exchange.training.fault_list import FAULTS
from storage.exchange.training.faults import FILE_NAME, plant_faults, write_fault_list

RESOURCES = Path(__file__).parents[4] / "resources"
IMPOSSIBLE = {45}
"""A member without its household can't be stored at all."""


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory):
    folder = tmp_path_factory.mktemp("错误") / "档案"
    with make_training_archive(folder, households=600, seed=1, resources=RESOURCES) as archive:
        clean = {finding.household for finding in list_findings(archive)}
        yield archive, clean, plant_faults(archive)


def test_there_is_a_fault_for_every_written_rule():
    listed = [fault.rule for fault in FAULTS]
    assert set(listed) == {rule.number for rule in RULES} - IMPOSSIBLE
    assert len(set(listed)) == len(listed)


def test_every_rule_finds_its_fault(spoilt):
    archive, _clean, planted = spoilt
    assert all(fault.household for fault in planted)
    found = {(finding.household or finding.village, finding.rule) for finding in list_findings(archive)}
    missed = [fault.rule for fault in planted if (fault.village or fault.household, fault.rule) not in found]
    later = [fault for fault in planted if fault.year > 2017]
    assert missed == [fault.rule for fault in later]
    assert len({fault.household for fault in planted}) == len(planted)

    as_of = archive.settings.get("as_of")
    archive.settings.set("year", 2023)
    archive.settings.set("as_of", "2023-12-31")
    try:
        context = context_of(archive)
        for fault in later:
            file = load_file(archive, fault.household)
            assert fault.rule in {finding.rule for finding in check_household(file, context)}
    finally:
        archive.settings.set("year", 2017)
        archive.settings.set("as_of", as_of)


def test_no_household_has_findings_without_a_fault_but_the_twins_of_copied_numbers(spoilt):
    archive, clean, planted = spoilt
    listed = {fault.household for fault in planted} | clean
    others = [
        finding.rule for finding in list_findings(archive) if finding.household and finding.household not in listed
    ]
    assert set(others) <= {6, 7, 195}


def test_the_list_beside_the_archive_names_each_fault(spoilt, tmp_path):
    archive, _clean, planted = spoilt
    write_fault_list(planted, RESOURCES, tmp_path / FILE_NAME)
    rows = list(csv.DictReader((tmp_path / FILE_NAME).read_text("utf-8-sig").splitlines()))
    assert [int(row["规则"]) for row in rows] == [fault.rule for fault in planted]
    assert all(row["户编号"].strip() and row["埋下的错误"] and row["规则内容"] for row in rows)
    assert verify(archive).ok


def test_a_small_archive_says_which_rules_found_no_household(tmp_path):
    with make_training_archive(tmp_path / "小", households=20, resources=RESOURCES) as archive:
        planted = plant_faults(archive)
    without = [fault for fault in planted if not fault.household]
    assert without
    assert len(planted) == len(FAULTS)
