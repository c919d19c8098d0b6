"""T4: packs that are signed by a known desk and wrong inside. Each is refused with a sentence; nothing changes."""

import gzip
import hashlib
import lzma
import re
from dataclasses import replace

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.archive import age
from storage.archive.identity import DeskKey, desk_key, office_key
from storage.archive.verify import digest_of
from storage.exchange.certificates import certify, own_card
from storage.exchange.pack_problems import PackProblem
from storage.exchange.packing import make_pack
from storage.exchange.partners import admit, certificate_line, write_request
from storage.exchange.taking import take_packs
from tests.storage.exchange.forged_packs import UID, Forge, seal, unseal
from tests.storage.exchange.offices import COUNTY, OTHER, TOWN, VILLAGE, add_household, meet, offices, open_office

CHINESE = re.compile(r"[\u4e00-\u9fff]{4}.*。")


@pytest.fixture(scope="module")
def trio(tmp_path_factory):
    root = tmp_path_factory.mktemp("offices")
    with offices(root, COUNTY, TOWN, VILLAGE) as (_county, town, village), open_office(root / "东", OTHER) as other:
        meet(root, other, town)
        add_household(town, 7)
        yield town, village, other


def section(**changes):
    return lambda found, content: (replace(found, **changes), content)


def packed_as(found, content, way="gzip", **changes):
    digest = hashlib.sha256(content).hexdigest()
    return replace(found, size=len(content), sha256=digest, way=way, **changes), content


def bomb(found, _content):
    return packed_as(found, gzip.compress(b"\0" * (64 << 20)), raw=64 << 20)


def sly_bomb(found, _content):
    return packed_as(found, gzip.compress(b"\0" * (64 << 20)))


def not_gzip(found, content):
    return packed_as(found, b"PK\x03\x04" + content)


def two_members(found, content):
    return packed_as(found, gzip.compress(b"x" * found.raw) + gzip.compress(b"more"))


def xz_bomb(found, _content):
    return packed_as(found, lzma.compress(b"\0" * (64 << 20)), way="xz", raw=64 << 20)


def xz_cut(found, _content):
    return packed_as(found, lzma.compress(b"x" * found.raw)[:-20], way="xz")


def no_xz(found, content):
    return packed_as(found, b"no" + content, way="xz")


DEEP = b'{"n":"00","set":{"later":' + b"[" * 900 + b"]" * 900 + b"}}"
DEEPER = b'{"n":"00","set":{"phone":' + b"[" * 200_000 + b"]" * 200_000 + b"}}"
YEAR = UID + ".2020"
PHOTO = b'["' + b"0" * 64 + b'",%d]'
HUGE = b'{"n":"00","set":{"head_count":' + b"9" * 400 + b"}}"

# name → (code, what bends the forged pack)
CASES = {
    "bomb": ("malformed too_large", lambda f: f.section_changes.update(ops=bomb)),
    "bomb that lies about its size": ("malformed", lambda f: f.section_changes.update(ops=sly_bomb)),
    "bomb of xz": ("malformed too_large", lambda f: f.section_changes.update(ops=xz_bomb)),
    "section is no xz": ("malformed", lambda f: f.section_changes.update(ops=no_xz)),
    "xz that ends early": ("malformed", lambda f: f.section_changes.update(ops=xz_cut)),
    "unknown way of packing": ("newer", lambda f: f.section_changes.update(ops=section(way="zip"))),
    "same as the line before, but there is none": ("malformed", lambda f: f.op(h="=", q=2)),
    "section is no gzip": ("malformed", lambda f: f.section_changes.update(ops=not_gzip)),
    "two gzip members": ("malformed", lambda f: f.section_changes.update(ops=two_members)),
    "section hash": ("damaged", lambda f: f.section_changes.update(ops=section(sha256="0" * 64))),
    "section count too small": ("malformed", lambda f: f.section_changes.update(ops=section(count=0))),
    "section count too large": ("malformed", lambda f: f.section_changes.update(ops=section(count=2))),
    "section raw too small": ("malformed", lambda f: f.section_changes.update(ops=section(raw=10))),
    "section raw too large": ("malformed", lambda f: f.section_changes.update(ops=section(raw=10**6))),
    "section of four gigabytes": ("too_large", lambda f: f.section_changes.update(ops=section(raw=1 << 32))),
    "section longer than the pack": ("malformed", lambda f: f.section_changes.update(ops=section(size=1 << 29))),
    "negative section": ("malformed", lambda f: f.section_changes.update(ops=section(size=-1))),
    "bytes after the last section": ("malformed", lambda f: setattr(f, "trailing", b"x")),
    "no manifest": ("malformed", lambda f: setattr(f, "manifest_bytes", b"{}")),
    "manifest is a list": ("malformed", lambda f: setattr(f, "manifest_bytes", b"[]")),
    "manifest is no JSON": ("malformed", lambda f: setattr(f, "manifest_bytes", b"\xff\xfe")),
    "manifest too deep": ("malformed", lambda f: setattr(f, "manifest_bytes", b"[" * 100_000)),
    "manifest too long": ("malformed", lambda f: setattr(f, "manifest_bytes", b" " * (300 * 1024))),
    "magic of a newer form": ("newer", lambda f: setattr(f, "magic", b"HSP2")),
    "magic of nothing": ("malformed", lambda f: setattr(f, "magic", b"%PDF")),
    "newer reader wanted": ("newer", lambda f: f.manifest_changes.update(min_reader=2)),
    "no signature suite": ("newer", lambda f: f.manifest_changes.update(suite="none")),
    "unknown kind of pack": ("newer", lambda f: f.manifest_changes.update(kind="command")),
    "pack id": ("malformed", lambda f: f.manifest_changes.update(pack="../../etc")),
    "number is text": ("malformed", lambda f: f.manifest_changes.update(number="1")),
    "number is huge": ("malformed", lambda f: f.manifest_changes.update(number=10**18)),
    "volume beyond volumes": ("malformed", lambda f: f.manifest_changes.update(volume=3)),
    "sections missing": ("malformed", lambda f: f.manifest_changes.update(sections=...)),
    "training data": ("training", lambda f: f.manifest_changes.update(training=True)),
    "for another office": (
        "wrong_office",
        lambda f: f.manifest_changes.update(to=[{"office": "别处", "division": "370826112", "desks": []}]),
    ),
    "another desk's name": ("bad_signature", lambda f: f.manifest_changes.update(desk=f.receiver_partner)),
    "unknown desk's name": ("unknown_sender", lambda f: f.manifest_changes.update(desk="0" * 24)),
    "other scope": ("wrong_scope", lambda f: f.op(s=OTHER)),
    "scope of the township": ("wrong_scope", lambda f: f.op(s=TOWN)),
    "scope is no code": ("malformed", lambda f: f.op(s="../../x")),
    "rank of the county": ("wrong_rank", lambda f: f.op(k=2)),
    "unknown author": ("unknown_author", lambda f: f.op(d="f" * 24)),
    "op in another desk's name": ("unsigned_chain", lambda f: f.op(d=f.other_desk, s=OTHER)),
    "op in our own name": ("unsigned_chain", lambda f: f.op(d=f.receiver.office.desk)),
    "chain end without signature": ("unsigned_chain", lambda f: setattr(f, "signed_tips", False)),
    "first op has a predecessor": ("broken_chain", lambda f: f.op(h="0" * 32)),
    "later op without predecessor": ("broken_chain", lambda f: f.op(q=7)),
    "number skipped": ("broken_chain", lambda f: f.op(h=f.op(), q=3)),
    "chain goes on in another scope": ("broken_chain wrong_scope", lambda f: f.op(h=f.op(), q=2, s=TOWN)),
    "payload is not the header's": ("broken_chain", lambda f: f.op(ph="0" * 64)),
    "payload is no JSON": ("malformed", lambda f: f.op(raw=b"{{{")),
    "payload is a list": ("malformed", lambda f: f.op(raw=b"[]")),
    "payload begins with a blank": ("malformed", lambda f: f.op(raw=b' {"n":"0"}')),
    "set is a list": ("malformed", lambda f: f.op(body={"n": "0", "set": [1]})),
    "parents are text": ("malformed", lambda f: f.op(body={"n": "0", "set": {}, "p": {"phone": "x"}})),
    "parents are no ids": ("malformed", lambda f: f.op(body={"n": "0", "set": {}, "p": {"phone": ["x"]}})),
    "seen is an object": ("malformed", lambda f: f.op(body={"n": "0", "set": {}, "seen": {}})),
    "received without year": ("malformed", lambda f: f.op(body={"n": "0", "set": {}, "rec": {"phone": ["x"]}})),
    "deep JSON in a new facet": ("malformed", lambda f: f.op(raw=DEEP)),
    "very deep JSON": ("malformed", lambda f: f.op(raw=DEEPER)),
    "number for text": ("bad_value", lambda f: f.op({"phone": 13800000001})),
    "text for number": ("bad_value", lambda f: f.op({"head_count": "3"})),
    "yes for number": ("bad_value", lambda f: f.op({"head_count": True})),
    "fraction for number": ("bad_value", lambda f: f.op({"head_count": 2.5})),
    "huge number": ("bad_value malformed", lambda f: f.op(raw=HUGE)),
    "number beyond 64 bits": ("bad_value malformed", lambda f: f.op({"head_count": (1 << 64) - 1})),
    "group is text": ("bad_value", lambda f: f.op({"bank": "x"})),
    "number in a group": ("bad_value", lambda f: f.op({"bank": {"bank_card": 1}})),
    "deleted mark is text": ("bad_value", lambda f: f.op({"_del": "yes"}, kind="del")),
    "list of codes with a number": ("bad_value", lambda f: f.op({"other_causes": [1]})),
    "keyed facet without a person": ("malformed", lambda f: f.op({"year:health": "1"}, e="year", r=YEAR)),
    "income is a number": ("bad_value", lambda f: f.op({"income:1:": 3}, e="year", r=YEAR)),
    "income amount is text": ("bad_value", lambda f: f.op({"income:1:": {"amount": "3"}}, e="year", r=YEAR)),
    "record name is a path with blanks": ("malformed", lambda f: f.op(r="../../ etc")),
    "record name is endless": ("malformed", lambda f: f.op(r="a" * 5000)),
    "clock at the end of time": ("malformed", lambda f: f.op(l=(1 << 62))),
    "clock is a fraction": ("malformed", lambda f: f.op(l=1.5)),
    "chain number zero": ("malformed", lambda f: f.op(q=0)),
    "header without a key": ("malformed", lambda f: f.op(ph=...)),
    "user is an object": ("malformed", lambda f: f.op(u={"a": 1})),
    "version zero": ("malformed", lambda f: f.op(v=0)),
    "certificates are noise": ("malformed", lambda f: f.more_sections.update(certs=[b"x" * 100])),
    "tips are noise": ("malformed", lambda f: f.more_sections.update(tips=[b"{}"])),
    "settings are noise": ("malformed", lambda f: f.more_sections.update(settings=[b"[1]"])),
    "photos that are not there": ("malformed", lambda f: f.more_sections.update(photos=[PHOTO % 9])),
    "photo with a path for a name": ("malformed", lambda f: f.more_sections.update(photos=[b'["../../x",0]'])),
    "photo of a gigabyte": ("too_large", lambda f: f.more_sections.update(photos=[PHOTO % (1 << 30)])),
    "receipts are noise": ("malformed", lambda f: f.more_sections.update(taken=[b'["x"]'])),
    "wishes are noise": ("malformed", lambda f: f.more_sections.update(wants=[b"../../x"])),
}  # fmt: skip


def forged(town, village, other) -> Forge:
    forge = Forge(village, town)
    forge.receiver_partner = other.office.desk
    forge.other_desk = other.office.desk
    return forge


def outcome(archive, path):
    before = digest_of(archive), archive.connection.execute("SELECT count(*) FROM op").fetchone()
    (taken,) = take_packs(archive, [path])
    after = digest_of(archive), archive.connection.execute("SELECT count(*) FROM op").fetchone()
    return taken, before == after


@pytest.mark.parametrize("name", CASES)
def test_a_signed_but_wrong_pack_is_refused_with_a_sentence(trio, tmp_path, name):
    town, village, other = trio
    forge = forged(town, village, other)
    code, bend = CASES[name]
    bend(forge)
    if not forge.ops:
        forge.op()
    taken, unchanged = outcome(town, forge.write(tmp_path / "p.hdpack"))
    assert taken.outcome == "refused", name
    assert taken.code in code.split(), (name, taken.code)
    assert CHINESE.search(taken.sentence)
    assert unchanged


def test_the_forge_itself_can_make_a_pack_that_is_taken(tmp_path):
    with offices(tmp_path, TOWN, VILLAGE) as (town, village):
        forge = Forge(village, town)
        forge.op(h=forge.op(), q=2, facets={"phone": "13800000002"})
        (taken,) = take_packs(town, [forge.write(tmp_path / "p.hdpack")])
        assert (taken.outcome, taken.result.ops) == ("applied", 2), taken.sentence


def test_a_path_as_record_name_is_plain_data(tmp_path):
    with offices(tmp_path, TOWN, VILLAGE) as (town, village):
        forge = Forge(village, town)
        forge.op(r="..")
        (taken,) = take_packs(town, [forge.write(tmp_path / "p.hdpack")])
        assert taken.outcome == "applied"
        desk = village.office.desk
        expected = {"p.hdpack", town.folder.name, village.folder.name, f"{desk}.req", f"{desk}.cert"}
        assert {path.name for path in tmp_path.iterdir()} == expected


def test_a_stranger_who_certifies_himself_is_not_believed(trio, tmp_path):
    town, village, other = trio
    stranger = DeskKey("a" * 24, Ed25519PrivateKey.generate())
    card = replace(own_card(village), desk=stranger.desk, sign=stranger.public)
    for scope, rank in ((VILLAGE, 0), ("", 5)):
        mine = certify(stranger, card, scope=scope, rank=rank)
        forge = forged(town, village, other)
        forge.key, forge.with_certificates = stranger, False
        forge.more_sections["certs"] = [certificate_line(mine)]
        forge.op(d=stranger.desk)
        taken, unchanged = outcome(town, forge.write(tmp_path / "p.hdpack"))
        assert (taken.code, unchanged) == ("unknown_sender", True)


def test_a_village_cannot_certify_more_than_it_may_do_itself(trio, tmp_path):
    town, village, other = trio
    helper = DeskKey("b" * 24, Ed25519PrivateKey.generate())
    card = replace(own_card(village), desk=helper.desk, sign=helper.public)
    for scope, rank, code in ((TOWN, 0, "unknown_author"), (VILLAGE, 1, "unknown_author"), (VILLAGE, 0, "")):
        given = certify(desk_key(village), card, scope=scope, rank=rank)
        forge = forged(town, village, other)
        forge.more_sections["certs"] = [certificate_line(given)]
        forge.op(d=helper.desk)
        taken, _unchanged = outcome(town, forge.write(tmp_path / "p.hdpack"))
        # signed by the village's key, not by the helper's: even the right certificate is not enough
        assert taken.code == (code or "unsigned_chain")


def test_a_pack_locked_anew_for_another_office_is_refused(trio, tmp_path):
    town, village, other = trio
    add_household(village, 3)
    (tmp_path / "u").mkdir()
    made = make_pack(village, tmp_path / "u", town.office.name)
    inner = unseal(made.files[0], office_key(town))
    replayed = seal(inner, tmp_path / "x.hdpack", age.recipient_of(office_key(other)))
    taken, unchanged = outcome(other, replayed)
    assert (taken.outcome, unchanged) == ("refused", True)
    assert taken.code in ("unknown_sender", "wrong_office")


def test_training_and_real_archives_do_not_mix(tmp_path):
    with (
        open_office(tmp_path / "a", TOWN) as town,
        open_office(tmp_path / "b", VILLAGE, training=True) as village,
    ):
        write_request(village, tmp_path / "r.req")
        with pytest.raises(PackProblem) as refused:
            admit(town, tmp_path / "r.req", tmp_path / "r.cert", digits=None)
        assert refused.value.code == "training"
        forge = Forge(town, village)
        forge.op()
        (taken,) = take_packs(village, [forge.write(tmp_path / "p.hdpack")])
        assert taken.code == "real_into_training"


def test_facets_kinds_and_entities_of_a_newer_program_are_taken_and_passed_on_byte_for_byte(tmp_path):
    with offices(tmp_path, COUNTY, TOWN, VILLAGE) as (county, town, village):
        forge = Forge(village, town)
        first = forge.op({"phone": "13800000001", "from_2031": {"a": [1, 2.5, None]}})
        second = forge.op({"x": 1}, h=first, q=2, kind="verify_on_site")
        forge.op({"y": "z"}, h=second, q=3, e="drone_survey", r=UID + "x", v=7)
        (taken,) = take_packs(town, [forge.write(tmp_path / "p.hdpack")])
        assert taken.outcome == "applied", taken.sentence
        made = make_pack(town, tmp_path, county.office.name)
        (passed,) = take_packs(county, made.files)
        assert passed.outcome == "applied", passed.sentence
        query = "SELECT header FROM op WHERE desk = ? ORDER BY seq"
        stored = [bytes(row[0]) for row in county.connection.execute(query, (village.office.desk,))]
        assert stored == [header for header, _payload in forge.ops]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    lines=st.lists(st.binary(max_size=80), max_size=4),
    name=st.sampled_from(
        ["ops", "certs", "tips", "taken", "wants", "settings", "findings", "conflicts", "photos", "zz"]
    ),
)
def test_any_bytes_in_any_section_are_refused_or_passed_over(trio, tmp_path, lines, name):
    town, village, other = trio
    forge = forged(town, village, other)
    forge.more_sections[name] = [line.replace(b"\n", b"") for line in lines]
    taken, unchanged = outcome(town, forge.write(tmp_path / "p.hdpack"))
    assert unchanged
    assert taken.outcome in ("refused", "applied", "already")
    assert CHINESE.search(taken.sentence)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    told=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
        max_leaves=8,
    ),
    key=st.sampled_from(
        ["fmt", "min_reader", "suite", "pack", "number", "volume", "volumes", "kind", "made", "training", "office",
         "division", "desk", "desk_name", "user", "to", "scope", "full", "photos", "counts", "sections"]
    ),
)  # fmt: skip
def test_any_value_in_the_manifest_is_refused_or_harmless(trio, tmp_path, told, key):
    town, village, other = trio
    forge = forged(town, village, other)
    try:
        orjson.dumps(told)
    except TypeError:
        return
    forge.manifest_changes[key] = told
    taken, unchanged = outcome(town, forge.write(tmp_path / "p.hdpack"))
    assert unchanged
    assert taken.outcome in ("refused", "applied", "already")


def test_there_are_forty_and_more_cases():
    assert len(CASES) >= 80
