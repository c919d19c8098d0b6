"""Offices that get to know each other: request, fingerprint, certificate; and what a wrong file says."""

import re

import pytest

from storage.archive import age
from storage.archive.identity import recovery_recipients, set_recovery_recipients
from storage.archive.partners_store import partners
from storage.archive.problems import StorageProblem
from storage.exchange.pack_board import assume_received, board
from storage.exchange.packing import make_pack
from storage.exchange.partners import admit, join, read_request, write_request
from storage.exchange.taking import take_packs
from tests.storage.exchange.offices import (
    COUNTY,
    OTHER,
    TOWN,
    VILLAGE,
    add_household,
    carry,
    meet,
    offices,
    open_office,
)


@pytest.fixture
def strangers(tmp_path):
    with open_office(tmp_path / "镇", TOWN) as town, open_office(tmp_path / "村", VILLAGE) as village:
        yield town, village


def refused(code, call, *arguments, **more):
    with pytest.raises(StorageProblem) as problem:
        call(*arguments, **more)
    assert problem.value.code == code, problem.value.sentence
    assert re.search(r"[\u4e00-\u9fff]{4}.*。", problem.value.sentence)
    return problem.value.sentence


def test_the_fingerprint_has_twenty_four_digits_and_is_the_same_on_both_sides(strangers, tmp_path):
    town, village = strangers
    met = write_request(village, tmp_path / "a.req")
    assert re.fullmatch(r"\d{4}( \d{4}){5}", met.fingerprint)
    assert read_request(town, tmp_path / "a.req").fingerprint == met.fingerprint
    again = write_request(village, tmp_path / "b.req")
    assert again.fingerprint == met.fingerprint


def test_digits_are_compared_however_they_are_written(strangers, tmp_path):
    town, village = strangers
    met = write_request(village, tmp_path / "a.req")
    wrong = met.fingerprint[:-1] + ("1" if met.fingerprint[-1] != "1" else "2")
    refused("fingerprint", admit, town, tmp_path / "a.req", tmp_path / "a.cert", digits=wrong)
    refused("fingerprint", admit, town, tmp_path / "a.req", tmp_path / "a.cert", digits=met.fingerprint[:9])
    assert not (tmp_path / "a.cert").exists()
    assert partners(town) == []
    spoken = met.fingerprint.replace(" ", "-").translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    admit(town, tmp_path / "a.req", tmp_path / "a.cert", digits=spoken)
    join(village, tmp_path / "a.cert")
    assert [(one.office, one.scope, one.rank) for one in partners(town)] == [("西张阿村委会", VILLAGE, 0)]
    assert [(one.office, one.scope, one.rank) for one in partners(village)] == [("微山岛镇人民政府", TOWN, 1)]


def test_nobody_gives_more_than_he_has(strangers, tmp_path):
    town, village = strangers
    write_request(village, tmp_path / "v.req")
    write_request(town, tmp_path / "t.req")
    out = tmp_path / "x.cert"
    refused("scope_above", admit, village, tmp_path / "t.req", out, digits=None)
    refused("scope_above", admit, town, tmp_path / "v.req", out, digits=None, scope=COUNTY)
    refused("rank", admit, town, tmp_path / "v.req", out, digits=None, rank=2)
    refused("own_request", admit, town, tmp_path / "t.req", out, digits=None)
    assert not out.exists()


def test_files_that_are_swapped_or_damaged_say_so(strangers, tmp_path):
    town, village = strangers
    request, certificate = tmp_path / "v.req", tmp_path / "v.cert"
    write_request(village, request)
    admit(town, request, certificate, digits=None)
    refused("other_file", admit, town, certificate, tmp_path / "x", digits=None)
    refused("other_file", join, village, request)
    refused("wrong_office", join, town, certificate)
    refused("missing", join, village, tmp_path / "没有.cert")
    for place in range(30, request.stat().st_size - 1, 41):
        content = bytearray(request.read_bytes())
        content[place] ^= 1
        (tmp_path / "bad.req").write_bytes(content)
        with pytest.raises(StorageProblem):
            admit(town, tmp_path / "bad.req", tmp_path / "bad.cert", digits=None)
    (tmp_path / "big.req").write_bytes(b"x" * 300_000)
    refused("malformed", admit, town, tmp_path / "big.req", tmp_path / "x", digits=None)
    assert not (tmp_path / "bad.cert").exists()


def test_a_request_survives_windows_line_ends(strangers, tmp_path):
    town, village = strangers
    write_request(village, tmp_path / "v.req")
    (tmp_path / "v.req").write_bytes((tmp_path / "v.req").read_bytes().replace(b"\n", b"\r\n"))
    admit(town, tmp_path / "v.req", tmp_path / "v.cert", digits=None)


def test_an_unknown_office_is_named_with_those_that_are_known(strangers, tmp_path):
    town, village = strangers
    assert "还没有" in refused("no_partner", make_pack, town, tmp_path, "西张阿村委会")
    meet(tmp_path, village, town)
    assert "西张阿村委会" in refused("no_partner", make_pack, town, tmp_path, "别的村")
    refused("wrong_scope_to", make_pack, town, tmp_path, "西张阿村委会", scope=OTHER)


def test_the_recovery_recipient_travels_with_the_certificate_and_opens_packs(strangers, tmp_path):
    town, village = strangers
    county_key = age.new_key()
    set_recovery_recipients(town, [age.recipient_of(county_key)])
    meet(tmp_path, village, town)
    assert recovery_recipients(village) == [age.recipient_of(county_key)]
    add_household(village, 1)
    made = make_pack(village, tmp_path, town.office.name)
    from tests.storage.exchange.forged_packs import unseal

    assert unseal(made.files[0], county_key)[:4] == b"HSP1"


def test_a_passphrase_is_enough_for_one_pack(strangers, tmp_path):
    town, village = strangers
    add_household(village, 1)
    made = make_pack(village, tmp_path, "微山岛镇人民政府", passphrase="微山岛 一九八四")
    for passphrase, code in ((None, "passphrase_needed"), ("wrong", "wrong_passphrase")):
        (taken,) = take_packs(town, made.files, passphrase=passphrase)
        assert (taken.outcome, taken.code) == ("refused", code)
    (taken,) = take_packs(town, made.files, passphrase="微山岛 一九八四")
    assert (taken.outcome, taken.result.counts.new) == ("applied", 4), taken.sentence


def test_the_board_tells_what_came_went_and_is_missing(tmp_path):
    with offices(tmp_path, TOWN, VILLAGE) as (town, village):
        stick = tmp_path / "u"
        add_household(village, 1)
        carry(stick, village, town)
        for path in make_pack(village, stick, town.office.name).files:
            path.unlink()
        carry(stick, village, town)
        (line,) = board(town)
        assert (line.office, line.last_in.number, line.missing) == ("西张阿村委会", 3, (2,))
        assert "不用补" in line.notes[0]
        (there,) = board(village)
        assert [one.number for one in there.unacknowledged] == [3, 2, 1]
        receipt, _taken = carry(stick, town, village, receipt=True)
        assert (receipt.kind, receipt.bytes <= 2048) == ("receipt", True)
        (there,) = board(village)
        assert (there.unacknowledged, there.last_out.acknowledged is not None) == ((), True)
        bad = tmp_path / "x.hdpack"
        bad.write_bytes(b"x" * 50)
        take_packs(town, [bad])


def test_assumed_to_be_received_is_only_an_assumption(tmp_path):
    with offices(tmp_path, TOWN, VILLAGE) as (town, village):
        stick = tmp_path / "u"
        stick.mkdir()
        add_household(village, 1)
        lost = make_pack(village, stick, town.office.name)
        refused("no_pack", assume_received, village, town.office.name, 9)
        assume_received(village, town.office.name)
        assert make_pack(village, stick, town.office.name).ops == 0
        carry(stick, town, village)  # the town says what it has: nothing
        _made, (taken,) = carry(stick, village, town)
        assert taken.result.counts.new == 4
        assert lost.number == 1


def test_two_desks_of_a_village_exchange_through_the_town(tmp_path):
    with (
        offices(tmp_path, TOWN, VILLAGE) as (town, village),
        open_office(tmp_path / "二", VILLAGE, desk="二号机") as second,
    ):
        meet(tmp_path, second, town)
        stick = tmp_path / "u"
        add_household(village, 1)
        add_household(second, 2)
        carry(stick, village, town)
        carry(stick, second, town)
        made = make_pack(town, stick, village.office.name)
        for desk in (village, second):
            (taken,) = take_packs(desk, made.files)
            assert taken.outcome == "applied", taken.sentence
        from tests.storage.exchange.offices import village_digest

        assert village_digest(town) == village_digest(village) == village_digest(second)
        assert len(board(town)) == 1
