"""T3: packs with flipped, missing or foreign bytes, and sticks that fail. None is taken, nothing changes."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from storage.archive import age
from storage.archive.identity import office_key
from storage.archive.problems import StorageProblem
from storage.archive.verify import digest_of
from storage.exchange import stick
from storage.exchange.packing import make_pack
from storage.exchange.taking import take_packs
from tests.storage.exchange.forged_packs import seal, unseal
from tests.storage.exchange.offices import OTHER, TOWN, VILLAGE, add_household, meet, offices, open_office

SOAK = int(os.environ.get("HUDANG_SOAK", "0"))
STEP = 97


@pytest.fixture
def packed(tmp_path):
    with offices(tmp_path, TOWN, VILLAGE) as (town, village):
        add_household(village, 1)
        (tmp_path / "u").mkdir()
        made = make_pack(village, tmp_path / "u", town.office.name)
        yield town, village, made.files[0]


TABLES = (
    "op", "op_wait", "tip", "batch", "certificate", "partner", "peer_tip", "shared_row", "tip_signature",
)  # fmt: skip


def state(archive):
    return (
        digest_of(archive),
        [archive.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES],
    )


def damaged(content: bytes, step: int):
    """Every step-th byte flipped, every step-th cut, zeroed and doubled blocks."""
    for place in range(0, len(content), step):
        yield f"flip {place}", content[:place] + bytes([content[place] ^ 1 << place % 8]) + content[place + 1 :]
        yield f"cut {place}", content[:place]
    for place in range(0, len(content), max(step, 512)):
        yield f"zeroed {place}", content[:place] + bytes(512) + content[place + 512 :]
    yield "doubled", content + content
    yield "one byte more", content + b"\0"


def refuse_all(town, path: Path, step: int) -> int:
    before = state(town)
    content = path.read_bytes()
    bad = path.with_name("x.hdpack")
    tried = 0
    for what, damage in damaged(content, step):
        if damage == content:
            continue
        bad.write_bytes(damage)
        (taken,) = take_packs(town, [bad])
        assert taken.outcome == "refused", what
        assert taken.code in ("damaged", "not_a_pack", "wrong_office", "passphrase_needed"), (what, taken.code)
        tried += 1
    assert state(town) == before
    (taken,) = take_packs(town, [path])
    assert taken.outcome == "applied"
    return tried


def test_no_damaged_pack_is_taken(packed):
    town, _village, path = packed
    assert refuse_all(town, path, STEP) > 60


@pytest.mark.soak
@pytest.mark.skipif(not SOAK, reason="HUDANG_SOAK")
def test_no_damaged_pack_is_taken_at_any_byte(packed):
    town, _village, path = packed
    sys.stdout.write(f"damaged packs refused: {refuse_all(town, path, 1)}\n")


def test_an_inner_file_with_a_changed_byte_is_refused_too(packed):
    """Whoever has a key can lock anything anew; the signature covers every byte inside."""
    town, _village, path = packed
    inner = unseal(path, office_key(town))
    recipient = age.recipient_of(office_key(town))
    before = state(town)
    for place in range(0, len(inner), STEP):
        bent = inner[:place] + bytes([inner[place] ^ 4]) + inner[place + 1 :]
        (taken,) = take_packs(town, [seal(bent, path.with_name("x.hdpack"), recipient)])
        assert taken.code == "bad_signature", place
        (taken,) = take_packs(town, [seal(inner[:place], path.with_name("x.hdpack"), recipient)])
        assert taken.code in ("bad_signature", "damaged"), place
    assert state(town) == before


def test_files_that_are_no_packs_say_so(packed, tmp_path):
    town, _village, _path = packed
    for name, content, code in (
        ("名单.xlsx", b"PK\x03\x04" + bytes(200), "not_a_pack"),
        ("空.hdpack", b"", "damaged"),
        ("零.hdpack", bytes(4000), "damaged"),
        ("说明.txt", "你好".encode(), "not_a_pack"),
    ):
        (tmp_path / name).write_bytes(content)
        (taken,) = take_packs(town, [tmp_path / name])
        assert (taken.outcome, taken.code) == ("refused", code), name
    (taken,) = take_packs(town, [tmp_path])
    assert taken.code == "not_a_pack"
    (taken,) = take_packs(town, [tmp_path / "没有.hdpack"])
    assert taken.code == "missing"


def test_a_pack_for_another_office_is_refused_by_name(packed, tmp_path):
    town, _village, path = packed
    with open_office(tmp_path / "东", OTHER) as other:
        meet(tmp_path, other, town)
        (taken,) = take_packs(other, [path])
        assert (taken.outcome, taken.code) == ("refused", "wrong_office")


def test_one_bad_pack_of_several_does_not_keep_the_others_out(packed, tmp_path):
    town, _village, path = packed
    bad = tmp_path / "坏.hdpack"
    bad.write_bytes(path.read_bytes()[:-20])
    taken = take_packs(town, [bad, path])
    assert [one.outcome for one in taken] == ["refused", "applied"]


def test_a_full_stick_leaves_no_half_file(packed, tmp_path, monkeypatch):
    town, village, _path = packed
    target = tmp_path / "满"
    target.mkdir()
    monkeypatch.setattr(stick.shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(10, 10, 0))
    with pytest.raises(StorageProblem) as refused:
        make_pack(village, target, town.office.name)
    assert refused.value.code == "full"
    assert list(target.iterdir()) == []


def test_a_stick_that_gives_back_other_bytes_is_found_out(packed, tmp_path, monkeypatch):
    town, village, _path = packed
    target = tmp_path / "假"
    target.mkdir()
    honest = os.fsync

    def swallow(handle):
        os.pwrite(handle, b"\0" * 16, 100) if os.fstat(handle).st_size > 1000 else None
        honest(handle)

    monkeypatch.setattr(stick.os, "fsync", swallow)
    with pytest.raises(StorageProblem) as refused:
        make_pack(village, target, town.office.name)
    assert refused.value.code == "lying_stick"
    assert list(target.iterdir()) == []


def test_a_stick_pulled_out_is_a_sentence(packed, tmp_path):
    town, village, _path = packed
    with pytest.raises(StorageProblem) as refused:
        make_pack(village, tmp_path / "没有盘", town.office.name)
    assert refused.value.code == "no_folder"


def test_three_packs_stay_on_the_stick_and_a_copy_here(packed, tmp_path):
    town, village, path = packed
    (path.parent / "别人的.hdpack").write_bytes(b"x")
    for _more in range(4):
        make_pack(village, path.parent, town.office.name)
    on_stick = sorted(one.name for one in path.parent.glob("户档包*"))
    assert [name.split("-第")[1][:3] for name in on_stick] == ["003", "004", "005"]
    assert sorted(one.name for one in (village.folder / "packs").iterdir()) == on_stick
    assert (path.parent / "别人的.hdpack").exists()
    assert not list(path.parent.glob("*.part"))
