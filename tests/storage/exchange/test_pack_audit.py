"""The trail goes up with the packs: signed, whole, and what was exchanged can't be rewritten unnoticed."""

import orjson
import pytest

from storage.archive import audit
from storage.archive.audit import AuditTip, Kind
from storage.archive.identity import desk_key
from storage.archive.partners_store import partners
from storage.archive.problems import StorageProblem
from storage.exchange.pack_audit import SECTION, Trail, keep_trail, trail_lines
from storage.exchange.pack_problems import PackProblem
from tests.storage.exchange.offices import COUNTY, TOWN, VILLAGE, add_household, carry, offices


@pytest.fixture
def three(tmp_path):
    with offices(tmp_path, COUNTY, TOWN, VILLAGE) as made:
        yield made


def of_desk(archive, desk):
    return [line for line in audit.lines(archive) if line.desk == desk]


def test_a_village_s_trail_arrives_at_the_county_by_way_of_the_township(three, tmp_path):
    county, town, village = three
    add_household(village, 1)
    audit.note(village, Kind.REVEAL, "查看完整号码", "1 人")
    desk = village.office.desk
    carry(tmp_path / "stick", village, town)
    carry(tmp_path / "stick", town, county)
    assert [line.action for line in of_desk(county, desk)] == ["查看完整号码"]
    assert audit.check_chains(county.connection) == []
    audit.note(village, Kind.OUT, "导出“成员”（完整号码）", "全部")
    carry(tmp_path / "stick", village, town)
    carry(tmp_path / "stick", town, county)
    told = [line.action for line in of_desk(county, desk)]
    assert told[0] == "导出“成员”（完整号码）"
    assert told[-1] == "查看完整号码"
    assert [line.seq for line in of_desk(county, desk)] == list(range(len(told), 0, -1))


def test_only_what_the_upper_office_lacks_is_sent_and_nothing_goes_down(three, tmp_path):
    _county, town, village = three
    for number in range(5):
        audit.note(village, Kind.REVEAL, "查看完整号码", f"{number}")
    own = {village.office.desk: desk_key(village)}
    upper = [one for one in partners(village) if one.division == TOWN]
    assert len(list(trail_lines(village, upper, own))) == 6
    carry(tmp_path / "stick", village, town)
    assert len(list(trail_lines(village, upper, own))) > 6  # not known to have arrived
    carry(tmp_path / "stick", town, village)
    assert len(list(trail_lines(village, upper, own))) == 3  # the pack that went out, and the one that came in
    lower = [one for one in partners(town) if one.division == VILLAGE]
    assert len(list(trail_lines(town, lower, {town.office.desk: desk_key(town)}))) == 1
    assert not [line for line in audit.lines(village) if line.desk == town.office.desk]


def test_a_past_rewritten_after_the_exchange_shows_at_the_township(three, tmp_path):
    _county, town, village = three
    for text in ("导出“成员”（完整号码）", "打印"):
        audit.note(village, Kind.OUT, text)
    carry(tmp_path / "stick", village, town)
    assert audit.check_chains(town.connection) == []
    # the village drops its export and writes the rest anew, chain and all
    kept = [line for line in audit.lines(village) if "导出" not in line.action][::-1]
    village.connection.execute("DELETE FROM audit")
    for line in kept:
        audit.note(village, Kind(line.kind), line.action, line.detail)
    assert audit.check_chains(village.connection) == []
    carry(tmp_path / "stick", village, town)
    assert any("改写过" in problem for problem in audit.check_chains(town.connection))


@pytest.mark.parametrize("harm", ["changed", "missing", "unsigned", "other_signature"])
def test_a_trail_that_does_not_fit_is_refused_whole(three, harm):
    _county, town, village = three
    for number in range(3):
        audit.note(village, Kind.REVEAL, "查看完整号码", f"{number}")
    key = desk_key(village)
    (tip,) = audit.tips(village)
    lines = list(audit.lines_after(village, {}))
    signature = key.sign(audit.tip_text(tip))
    if harm == "changed":
        lines[1] = lines[1].replace(b'"x":"1"', b'"x":"9"')
    elif harm == "missing":
        del lines[1]
    elif harm == "unsigned":
        signature = b""
    else:
        signature = desk_key(town).sign(audit.tip_text(tip))
    trail = Trail([(tip, signature)], lines)
    town.connection.execute("BEGIN")
    if harm in ("unsigned", "other_signature"):
        with pytest.raises(PackProblem):
            keep_trail(town, trail, village.office.desk, lambda _desk: key.public)
    else:
        keep_trail(town, trail, village.office.desk, lambda _desk: key.public)
    assert not of_desk(town, village.office.desk)
    town.connection.rollback()


def test_a_restored_township_gets_the_trail_it_lost_again(three, tmp_path):
    """What the village believes to have arrived is gone there: its lines wait, they don't make the pack refused."""
    _county, town, village = three
    audit.note(village, Kind.REVEAL, "查看完整号码", "1 人")
    carry(tmp_path / "stick", village, town)
    carry(tmp_path / "stick", town, village)
    town.connection.execute("DELETE FROM audit WHERE desk = ?", (village.office.desk,))
    carry(tmp_path / "stick", village, town)
    assert not of_desk(town, village.office.desk)
    carry(tmp_path / "stick", town, village)
    carry(tmp_path / "stick", village, town)
    assert "查看完整号码" in [line.action for line in of_desk(town, village.office.desk)]
    assert audit.check_chains(town.connection) == []


def test_of_a_desk_nobody_vouches_for_nothing_is_kept(three):
    _county, town, village = three
    audit.note(village, Kind.REVEAL, "查看完整号码", "1 人")
    (tip,) = audit.tips(village)
    trail = Trail([(tip, desk_key(village).sign(audit.tip_text(tip)))], list(audit.lines_after(village, {})))
    town.connection.execute("BEGIN")
    keep_trail(town, trail, village.office.desk, lambda _desk: None)
    assert not of_desk(town, village.office.desk)
    town.connection.rollback()


@pytest.mark.parametrize("line", [b"", b"{}", b"[1]", b'{"v":1}', b"x" * 5000, orjson.dumps({"v": 1, "q": "1"})])
def test_a_malformed_line_is_refused(three, line):
    with pytest.raises(StorageProblem) as caught:
        audit.take_trail(three[0], [line], AuditTip("0" * 24, 1, "0" * 32))
    assert caught.value.code == "bad_audit"


def test_a_line_changed_or_dropped_at_home_shows_in_the_check(three):
    village = three[2]
    for number in range(4):
        audit.note(village, Kind.REVEAL, "查看完整号码", f"{number}")
    assert audit.check_chains(village.connection) == []
    village.connection.execute("DELETE FROM audit WHERE seq = 2")
    assert any("缺了一条" in problem for problem in audit.check_chains(village.connection))
    village.connection.execute("UPDATE audit SET line = replace(line, '查看', '没看') WHERE seq = 4")
    assert any("指纹不符" in problem for problem in audit.check_chains(village.connection))
    assert SECTION == "audit"
