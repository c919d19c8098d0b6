import pytest

from models.pasted_list import read_list
from storage.archive.lookup import Verdict, look_up
from storage.archive.records import RecordChange, delete, save
from tests.ui.office import id_number, make_archive

HEAD = id_number("19720315", "1")


@pytest.fixture
def archive(tmp_path):
    with make_archive(tmp_path / "data") as made:
        yield made


def asked(archive, text):
    return look_up(archive, read_list(text))


def one(archive, text):
    (looked,) = asked(archive, text)
    return looked


def test_a_whole_number_is_found_with_and_without_the_name(archive):
    for text in (HEAD, f"孔令田\t{HEAD}", f"{HEAD} 孔令田"):
        looked = one(archive, text)
        assert looked.verdict is Verdict.FOUND
        assert looked.name == "孔令田"
        assert looked.number == "99010400100000"
        assert looked.household


def test_one_digit_off_is_suspected_and_the_digit_is_told(archive):
    wrong = HEAD[:9] + str((int(HEAD[9]) + 1) % 10) + HEAD[10:]
    looked = one(archive, wrong)
    assert looked.verdict is Verdict.SUSPECT
    assert looked.why == f"差一位：第 10 位名单是 {wrong[9]}，档案是 {HEAD[9]}"
    assert looked.id_number == HEAD


def test_swapped_lost_doubled_and_old_numbers_are_suspected(archive):
    at = next(at for at in range(6, 16) if HEAD[at] != HEAD[at + 1])
    swapped = HEAD[:at] + HEAD[at + 1] + HEAD[at] + HEAD[at + 2 :]
    for wrong in (swapped, HEAD[:5] + HEAD[6:], HEAD[:5] + "7" + HEAD[5:], HEAD[:6] + HEAD[8:17]):
        looked = one(archive, wrong)
        assert looked.verdict is Verdict.SUSPECT, wrong
        assert looked.id_number == HEAD


def test_a_number_nobody_has_is_missing(archive):
    looked = one(archive, f"某某某\t{id_number('19500101', '900')}")
    assert looked.verdict is Verdict.MISSING
    assert looked.household == ""


def test_another_name_behind_the_number_is_suspected(archive):
    looked = one(archive, f"张三\t{HEAD}")
    assert looked.verdict is Verdict.SUSPECT
    assert "孔令田" in looked.why


def test_a_name_is_proof_only_where_one_person_bears_it(archive):
    assert one(archive, "孔令田").verdict is Verdict.FOUND
    save(archive, [RecordChange("member", "twin", {"name": "孔令田"}, household=one(archive, HEAD).household)])
    looked = one(archive, "孔令田")
    assert looked.verdict is Verdict.SUSPECT
    assert "同名 2 人" in looked.why


def test_a_name_of_the_same_sound_is_suspected(archive):
    looked = one(archive, "孔岭田")
    assert looked.verdict is Verdict.SUSPECT
    assert looked.name == "孔令田"
    assert "同音" in looked.why


def test_household_numbers_and_phones_are_looked_up_too(archive):
    assert one(archive, "99010400100001").verdict is Verdict.FOUND
    with_member = one(archive, "99010400100000\t尹秀荣")
    assert with_member.verdict is Verdict.FOUND
    assert with_member.name == "尹秀荣"
    assert one(archive, "99010400100000\t张三").verdict is Verdict.SUSPECT


def test_who_died_or_moved_is_told_apart(archive):
    person = one(archive, HEAD).person
    save(archive, [RecordChange("member", person, {"member_state": "4", "change_reason": "23"})])
    assert one(archive, HEAD).verdict is Verdict.LEFT


def test_what_was_deleted_is_not_on_the_register(archive):
    delete(archive, one(archive, HEAD).household, reason="重复")
    assert one(archive, HEAD).verdict is Verdict.MISSING


def test_a_person_named_twice_is_told(archive):
    first, second = asked(archive, f"{HEAD}\n孔令田 {HEAD}")
    assert "重复" not in first.why
    assert "与第 1 行重复" in second.why


def test_a_number_spoilt_by_excel_is_never_guessed(archive):
    looked = one(archive, "9.9E+17")
    assert looked.verdict is Verdict.SUSPECT
    assert looked.household == ""
