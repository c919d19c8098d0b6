"""Keys end to end: password, recovery sheet, county key, wrong tries; what opens a slot and what does not."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.archive import accounts, age, attempts, audit, key_slots, protection
from storage.archive.archive import Archive, create_archive, open_archive
from storage.archive.audit import Kind
from storage.archive.problems import StorageProblem
from storage.archive.recovery_code import GROUPS, WrongCode, code_of, secret_of
from storage.archive.roles import Role

RESOURCES = Path(__file__).resolve().parents[3] / "resources"
PASSWORD = "correct horse"


@pytest.fixture(autouse=True)
def quick_argon(monkeypatch):
    """Less memory for Argon2id: it is tried hundreds of times here."""
    monkeypatch.setattr(key_slots, "MEMORY_KIB", 64)
    monkeypatch.setattr(key_slots, "ITERATIONS", 1)


def make(folder: Path, password: str | None = PASSWORD, user: str = "李梅") -> Archive:
    return create_archive(
        folder, division="370826111", office="微山岛镇人民政府", user=user, password=password, resources=RESOURCES
    )


def reopen(folder: Path, password: str = PASSWORD, user: str | None = None) -> Archive:
    return open_archive(folder, user=user, password=password, resources=RESOURCES)


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "档案 一"
    make(place).close()
    return place


def test_argon2id_is_as_strong_as_promised():
    source = Path(key_slots.__file__).read_text("utf-8")
    assert "MEMORY_KIB, ITERATIONS, LANES = 65536, 3, 4" in source


@given(st.binary(min_size=16, max_size=16))
def test_a_code_comes_back_as_it_was_typed(secret):
    code = code_of(secret)
    assert secret_of(code) == secret_of(code.replace("-", " ")) == secret_of(f" {code}\n".replace("-", "")) == secret
    wide = code.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert secret_of(wide) == secret


@given(st.binary(min_size=16, max_size=16), st.integers(0, 47), st.integers(1, 9))
def test_one_wrong_digit_is_told_with_its_group(secret, place, more):
    digits = list(code_of(secret).replace("-", ""))
    digits[place] = str((int(digits[place]) + more) % 10)
    with pytest.raises(WrongCode) as caught:
        secret_of("".join(digits))
    assert caught.value.group == place // 6 + 1


@given(st.binary(min_size=16, max_size=16), st.integers(0, 46))
def test_two_digits_swapped_within_a_group_are_told(secret, place):
    digits = list(code_of(secret).replace("-", ""))
    if place % 6 == 5 or digits[place] == digits[place + 1]:
        return
    digits[place], digits[place + 1] = digits[place + 1], digits[place]
    with pytest.raises(WrongCode):
        secret_of("".join(digits))


def test_a_code_cut_short_is_told_by_its_length():
    with pytest.raises(WrongCode) as caught:
        secret_of(code_of(bytes(16))[:-1])
    assert caught.value.group == 0


def test_the_key_file_holds_neither_key_nor_password(folder):
    key = protection.unlock(folder, PASSWORD).key
    raw = (folder / "keys.json").read_bytes()
    assert key not in raw
    assert key.hex().encode() not in raw
    assert PASSWORD.encode() not in raw


@pytest.mark.parametrize("weak", ["short", "12345678", "88888888", "abababab", "password", "abcdefgh"])
def test_a_password_that_everyone_tries_first_is_refused(tmp_path, weak):
    with pytest.raises(StorageProblem) as caught:
        make(tmp_path / "new", weak)
    assert caught.value.code == "weak_password"
    assert not (tmp_path / "new" / "keys.json").exists()


def test_each_user_opens_with_their_own_password_and_acts_under_their_own_name(folder):
    with reopen(folder) as archive:
        accounts.add_user(archive, "王强", Role.ENTRY, "battery staple")
    with reopen(folder, "battery staple") as archive:
        assert (archive.user, archive.role) == ("王强", Role.ENTRY)
    with pytest.raises(StorageProblem, match="口令不对"):
        reopen(folder, "battery staple", "李梅")
    with pytest.raises(StorageProblem, match="没有登记用户"):
        reopen(folder, PASSWORD, "孔令田")
    with reopen(folder, PASSWORD, "李梅") as archive:
        assert (archive.user, archive.role) == ("李梅", Role.MANAGER)


def test_a_changed_password_is_the_only_one(folder):
    database = (folder / "archive.db").read_bytes()
    with reopen(folder) as archive:
        with pytest.raises(StorageProblem, match="口令不对"):
            accounts.change_password(archive, "not the one", "tr0ubador and 3")
        accounts.change_password(archive, PASSWORD, "tr0ubador and 3")
    with pytest.raises(StorageProblem, match="口令不对"):
        reopen(folder)
    with reopen(folder, "tr0ubador and 3") as archive:
        assert archive.user == "李梅"
    assert len(database) == len((folder / "archive.db").read_bytes())


def test_a_clerk_who_left_gets_in_no_more_and_keeps_the_name_on_the_work(folder):
    with reopen(folder) as archive:
        accounts.add_user(archive, "王强", Role.ENTRY, "battery staple")
        accounts.end_user(archive, "王强")
        assert [(one.name, one.ended is not None) for one in accounts.accounts(archive)] == [
            ("李梅", False),
            ("王强", True),
        ]
    with pytest.raises(StorageProblem, match="口令不对"):
        reopen(folder, "battery staple")


def test_the_last_manager_stays(folder):
    with reopen(folder) as archive:
        accounts.add_user(archive, "王强", Role.ENTRY, "battery staple")
        with pytest.raises(StorageProblem, match="最后一位管理员"):
            accounts.end_user(archive, "李梅")
        with pytest.raises(StorageProblem, match="最后一位管理员"):
            accounts.set_role(archive, "李梅", Role.ENTRY)


def test_the_sheet_counts_only_after_two_groups_were_typed_back(folder):
    sheet = protection.draw_sheet()
    groups = sheet.code.split("-")
    assert len(groups) == GROUPS
    key = protection.unlock(folder, PASSWORD).key
    with pytest.raises(StorageProblem, match="没有做过恢复单"):
        protection.unlock_with_code(folder, sheet.code)
    right = (groups[sheet.asked[0] - 1], groups[sheet.asked[1] - 1])
    with pytest.raises(StorageProblem, match=f"第 {sheet.asked[1]} 组"):
        protection.confirm_sheet(folder, key, sheet, (right[0], "000000"))
    assert protection.sheet_made(folder) == ""
    protection.confirm_sheet(folder, key, sheet, right)
    assert protection.sheet_made(folder) == sheet.made
    assert protection.unlock_with_code(folder, sheet.code.replace("-", "  ")) == key


def test_a_new_sheet_ends_the_old_one(folder):
    key = protection.unlock(folder, PASSWORD).key
    sheets = []
    for _ in range(2):
        sheet = protection.draw_sheet()
        groups = sheet.code.split("-")
        protection.confirm_sheet(folder, key, sheet, (groups[sheet.asked[0] - 1], groups[sheet.asked[1] - 1]))
        sheets.append(sheet)
    assert protection.unlock_with_code(folder, sheets[1].code) == key
    with pytest.raises(StorageProblem, match="不是这份档案现在的恢复单"):
        protection.unlock_with_code(folder, sheets[0].code)


def test_the_county_opens_what_was_locked_for_it_and_nobody_else_does(folder):
    key = protection.unlock(folder, PASSWORD).key
    county, stranger = age.new_key(), age.new_key()
    with pytest.raises(StorageProblem, match="age1"):
        protection.set_county(folder, key, "no key at all")
    protection.set_county(folder, key, age.recipient_of(county))
    (slot,) = [slot for slot in key_slots.read_slots(folder) if slot.kind == "county"]
    assert key_slots.open_county_slot(slot.sealed, county) == key
    assert key_slots.open_county_slot(slot.sealed, stranger) is None
    assert protection.county_recipient(folder) == age.recipient_of(county)
    assert protection.unlock(folder, PASSWORD).key == key


class Clock:
    now = 1_800_000_000.0

    def __call__(self):
        return self.now


def test_after_five_wrong_tries_the_wait_grows_to_ten_minutes_and_outlives_the_program(tmp_path):
    clock = Clock()
    waits = [attempts.note_wrong(tmp_path, clock) for _ in range(14)]
    assert waits == [0, 0, 0, 0, 15, 30, 60, 120, 240, 480, 600, 600, 600, 600]
    assert attempts.wait_left(tmp_path, clock) == 600
    with pytest.raises(StorageProblem) as caught:
        attempts.refuse_while_waiting(tmp_path, clock)
    assert caught.value.code == "wait"
    clock.now += 599
    assert attempts.wait_left(tmp_path, clock) == 1
    clock.now += 1
    attempts.refuse_while_waiting(tmp_path, clock)


def test_a_clock_set_back_never_locks_longer_than_ten_minutes(tmp_path):
    clock = Clock()
    for _ in range(12):
        attempts.note_wrong(tmp_path, clock)
    clock.now -= 20 * 365 * 86400
    assert attempts.wait_left(tmp_path, clock) == 600


def test_while_one_waits_even_the_right_password_is_refused_and_later_the_tries_are_told(folder, monkeypatch):
    clock = Clock()
    monkeypatch.setattr(attempts.refuse_while_waiting, "__defaults__", (clock,))
    monkeypatch.setattr(attempts.note_wrong, "__defaults__", (clock,))
    for _ in range(5):
        with pytest.raises(StorageProblem, match="口令不对"):
            reopen(folder, "not the one")
    with pytest.raises(StorageProblem) as caught:
        reopen(folder)
    assert caught.value.code == "wait"
    clock.now += 15
    with reopen(folder) as archive:
        assert archive.wrong_tries == 5
        (line,) = audit.lines(archive, kinds=[Kind.WRONG_PASSWORD])
        assert line.action == "口令输错 5 次"
    with reopen(folder) as archive:
        assert archive.wrong_tries == 0


@pytest.mark.parametrize(
    "damage",
    [
        lambda told: told.pop("slots"),
        lambda told: told.update(slots=[]),
        lambda told: told["slots"][0].update(sealed="!!"),
        lambda told: told["slots"][0].update(kind="other"),
        lambda told: told["slots"][0]["kdf"].update(memory_kib=1 << 40),
        lambda told: told["slots"][0]["kdf"].update(iterations=0),
        lambda told: told["slots"][0]["kdf"].update(salt=""),
    ],
)
def test_a_damaged_key_file_is_told_and_never_asks_for_all_memory(folder, damage):
    told = json.loads((folder / "keys.json").read_text("utf-8"))
    damage(told)
    (folder / "keys.json").write_text(json.dumps(told), "utf-8")
    with pytest.raises(StorageProblem) as caught:
        reopen(folder)
    assert caught.value.code == "bad_key_file"


def test_a_slot_under_another_name_or_kind_opens_nothing(folder):
    (slot,) = key_slots.read_slots(folder)
    assert key_slots.open_slot(slot, PASSWORD.encode()) is not None
    assert key_slots.open_slot(replace(slot, name="王强"), PASSWORD.encode()) is None
    assert key_slots.open_slot(replace(slot, kind="sheet"), PASSWORD.encode()) is None


def test_every_changed_byte_of_a_wrapped_key_is_noticed(folder):
    (slot,) = key_slots.read_slots(folder)
    for place in range(len(slot.sealed)):
        changed = bytearray(slot.sealed)
        changed[place] ^= 1
        assert key_slots.open_slot(replace(slot, sealed=bytes(changed)), PASSWORD.encode()) is None
