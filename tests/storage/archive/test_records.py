"""Saving, history, undo, recycle bin, verification, backup and faults, on real data folders, plain and protected."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from models.catalogue import ENTITIES, RECORD_ENTITIES
from models.fields import Kind
from models.keys import income_key, member_key, new_uid, year_uid
from storage.archive import backups, batches, drafts, files, findings, history, lists, matching, records, recycle
from storage.archive.archive import DATABASE_NAME, Archive, create_archive, open_archive
from storage.archive.columns import BOOKKEEPING, SQL_TYPES, table_of
from storage.archive.divisions import plain_code
from storage.archive.problems import StorageProblem
from storage.archive.records import RecordChange
from storage.archive.verify import digest_of, verify

ROOT = Path(__file__).resolve().parents[3]
RESOURCES = ROOT / "resources"
VILLAGE = "370826111214"


def make(folder: Path, password: str | None = None) -> Archive:
    return create_archive(
        folder,
        division="370826111",
        office="微山岛镇人民政府",
        desk="一号机",
        user="王芳",
        password=password,
        resources=RESOURCES,
    )


@pytest.fixture(params=[None, "correct horse"], ids=["plain", "protected"])
def archive(request, tmp_path):
    with make(tmp_path / "档案 一", request.param) as opened:
        yield opened


def enter(archive: Archive, number: str = "8630000000055001") -> tuple[str, str, str, records.Change]:
    household, person = new_uid(), new_uid()
    year = year_uid(household, 2017)
    change = records.save(
        archive,
        [
            RecordChange("household", household, {"division": VILLAGE, "number": number, "phone": "13800000001"}),
            RecordChange(
                "member",
                person,
                {"name": "孔令田", "relation": "01", "id_number": "990000197203150174", "sex": "1"},
                household=household,
            ),
            RecordChange(
                "year",
                year,
                {
                    "house_area": 4800,
                    "house_unsafe": False,
                    member_key("health", person): ["4"],
                    income_key("T02", person): {"amount": 360_000, "counts": True, "note": None},
                },
                household=household,
            ),
        ],
    )
    return household, person, year, change


def test_a_saved_household_is_read_back_whole(archive):
    household, person, _year, _change = enter(archive)
    file = files.load_file(archive, household)
    assert file is not None
    assert file.household["number"] == "8630000000055001"
    assert file.head is not None
    assert file.head["name"] == "孔令田"
    facts = file.years[2017]
    assert facts.values["house_unsafe"] is False
    assert facts.values["cropland"] is None
    assert facts.members[person]["health"] == ["4"]
    assert [(item.item, item.amount, item.counts) for item in facts.income] == [("T02", 360_000, True)]


def test_equal_values_write_nothing(archive):
    household, *_rest = enter(archive)
    before = archive.connection.execute("SELECT count(*) FROM op").fetchone()
    change = records.save(archive, [RecordChange("household", household, {"phone": "13800000001"})])
    assert change == records.NOTHING
    assert archive.connection.execute("SELECT count(*) FROM op").fetchone() == before


def test_history_tells_who_when_old_new_and_why(archive):
    household, person, year, _change = enter(archive)
    records.save(archive, [RecordChange("year", year, {member_key("health", person): ["2", "4"]})], reason="入户核实")
    line = history.household_history(archive, household)[0]
    assert (line.label, line.who, line.old, line.new) == ("健康状况（2017）", "孔令田", "残疾", "长期慢性病，残疾")
    assert (line.user, line.desk, line.reason, line.kind) == ("王芳", "一号机", "入户核实", "entry")


def test_undo_puts_back_what_nobody_touched_since_and_lists_the_rest(archive):
    household, person, year, _change = enter(archive)
    second = records.save(
        archive,
        [
            RecordChange("household", household, {"phone": "13800000002", "hamlet": "二组"}),
            RecordChange("year", year, {income_key("T02", person): None}),
        ],
        kind="import",
        source="表.xlsx",
    )
    records.save(archive, [RecordChange("household", household, {"phone": "13800000003"})])
    undone = batches.undo_batch(archive, second.batch)
    assert undone.reverted == 2
    assert [kept.field for kept in undone.kept] == ["户联系电话"]
    file = files.load_file(archive, household)
    assert file is not None
    assert file.household["phone"] == "13800000003"
    assert file.household["hamlet"] is None
    assert file.years[2017].income[0].amount == 360_000
    with pytest.raises(StorageProblem, match="已经撤销过"):
        batches.undo_batch(archive, second.batch)
    assert verify(archive).problems == []


def test_undo_of_a_first_import_takes_the_records_away_and_undo_of_the_undo_brings_them_back(archive):
    household, _person, _year, change = enter(archive)
    undone = batches.undo_batch(archive, change.batch)
    assert undone.kept == ()
    assert files.load_file(archive, household) is None
    assert lists.count(archive) == (0, 0)
    batches.undo_batch(archive, undone.batch)
    assert files.load_file(archive, household) is not None
    assert lists.count(archive) == (1, 1)
    assert verify(archive).problems == []


def test_a_deleted_household_waits_in_the_recycle_bin_with_its_members(archive):
    household, person, _year, _change = enter(archive)
    records.delete(archive, household, reason="重复建档")
    assert [(item.uid, item.reason) for item in recycle.recycle_bin(archive)] == [(household, "重复建档")]
    assert files.resolve_household(archive, "990000197203150174") is None
    records.restore_record(archive, household)
    assert recycle.recycle_bin(archive) == []
    assert files.resolve_household(archive, "990000197203150174") == household
    assert files.resolve_person(archive, household, "孔令田") == person


def test_a_twin_elsewhere_is_found_and_cleared_on_both_sides(archive):
    first, *_rest = enter(archive)
    second, person, *_rest = enter(archive, "8630000000055002")
    assert any(f.rule in (6, 7) for f in findings.list_findings(archive, household=first))
    records.save(archive, [RecordChange("member", person, {"id_number": "990000197408210222"})])
    for household in (first, second):
        assert not any(f.rule in (6, 7) for f in findings.list_findings(archive, household=household))


def test_bulk_check_agrees_with_what_saving_found(archive):
    enter(archive)
    enter(archive, "8630000000055002")
    saved = findings.list_findings(archive)
    assert findings.run_checks(archive) == len(saved)
    assert sorted(map(repr, findings.list_findings(archive))) == sorted(map(repr, saved))


def test_verify_notices_a_changed_row_and_a_changed_op(archive):
    household, *_rest = enter(archive)
    assert verify(archive).ok
    archive.connection.execute("UPDATE household SET phone = '13800009999' WHERE uid = ?", (household,))
    assert any("不一致" in text for text in verify(archive).problems)
    archive.connection.execute("UPDATE op SET payload = CAST('{}' AS BLOB) WHERE uid = ?", (household,))
    assert any("校验不符" in text for text in verify(archive).problems)


def test_matching_goes_by_number_then_id_then_household_and_name(archive):
    household, person, _year, _change = enter(archive)
    keys = [
        matching.PersonKey(id18="990000197203150174"),
        matching.PersonKey(household_number="8630000000055001", name="孔令田"),
        matching.PersonKey(household_number="8630000000055001", name="孔令天"),
    ]
    found = matching.match_people(archive, keys)
    assert [match and (match.person, match.how) for match in found] == [
        (person, "id_number"),
        (person, "household_and_name"),
        None,
    ]
    typed = matching.hand_typed_since(archive, [household], "2020-01-01")
    assert (household, "phone") in typed


def test_a_draft_stays_until_dropped(archive):
    drafts.save_draft(archive, "h1", {"phone": "138"})
    draft = drafts.load_draft(archive, "h1")
    assert draft is not None
    assert draft.data == {"phone": "138"}
    drafts.drop_draft(archive, "h1")
    assert drafts.load_draft(archive, "h1") is None


@pytest.mark.parametrize("password", [None, "correct horse"])
def test_backup_and_restore_give_the_same_digest(tmp_path, password):
    with make(tmp_path / "a", password) as archive:
        enter(archive)
        made = backups.backup(archive, tmp_path / "备份.hdbak")
    restored = backups.restore_backup(tmp_path / "备份.hdbak", tmp_path / "b", password=password, resources=RESOURCES)
    assert (restored.digest, restored.households, restored.people) == (made.digest, 1, 1)


def test_a_damaged_backup_leaves_nothing(tmp_path):
    with make(tmp_path / "a") as archive:
        enter(archive)
        backups.backup(archive, tmp_path / "b.hdbak")
    whole = (tmp_path / "b.hdbak").read_bytes()
    (tmp_path / "b.hdbak").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(StorageProblem, match="没有恢复"):
        backups.restore_backup(tmp_path / "b.hdbak", tmp_path / "c", resources=RESOURCES)
    assert not (tmp_path / "c").exists()


def test_a_protected_archive_holds_no_readable_name_and_refuses_a_wrong_password(tmp_path):
    folder = tmp_path / "a"
    with make(folder, "correct horse") as archive:
        enter(archive)
    content = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    for text in ("孔令田", "990000197203150174", "13800000001"):
        assert text.encode() not in content
    with pytest.raises(StorageProblem) as wrong:
        open_archive(folder, password="wrong horse", resources=RESOURCES)
    assert wrong.value.code == "wrong_password"


def test_a_second_opening_is_refused_with_the_users_name(archive):
    with pytest.raises(StorageProblem, match="王芳"):
        open_archive(archive.folder, password="correct horse", resources=RESOURCES)


def test_a_newer_database_is_left_alone(tmp_path):
    with make(tmp_path / "a") as archive:
        archive.connection.execute("PRAGMA user_version = 99")
    with pytest.raises(StorageProblem) as newer:
        open_archive(tmp_path / "a", resources=RESOURCES)
    assert newer.value.code == "newer"


def test_a_corrupt_database_is_a_sentence(tmp_path):
    make(tmp_path / "a").close()
    (tmp_path / "a" / DATABASE_NAME).write_bytes(b"not a database at all" * 500)
    with pytest.raises(StorageProblem, match="没有改动"):
        open_archive(tmp_path / "a", resources=RESOURCES)


def test_a_full_disk_rolls_back_and_says_so(tmp_path):
    with make(tmp_path / "a") as archive:
        household, *_rest = enter(archive)
        pages = archive.connection.execute("PRAGMA page_count").fetchone()[0]
        archive.connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StorageProblem) as full:
            records.save(archive, [RecordChange("household", household, {"note": "长" * 2_000_000})])
        assert full.value.code == "full"
        file = files.load_file(archive, household)
        assert file is not None
        assert file.household["note"] is None


KILLED = """
import os, sys
from pathlib import Path
from storage.archive.archive import open_archive
from storage.archive import records
from storage.archive.records import RecordChange
from models.keys import new_uid
archive = open_archive(Path(sys.argv[1]), resources=Path(sys.argv[2]))
def changes():
    for place in range(1200):
        if place == 1100:
            os.kill(os.getpid(), 9)
        yield RecordChange("household", new_uid(), {"division": "370826111214", "number": f"86{place:014d}"})
records.save(archive, changes(), kind="import", source="表.xlsx")
"""


KILLED_SAVES = """
import sys
from pathlib import Path
from storage.archive.archive import open_archive
from storage.archive import records
from storage.archive.records import RecordChange
archive = open_archive(Path(sys.argv[1]), resources=Path(sys.argv[2]))
for place in range(100_000):
    records.save(archive, [RecordChange("household", sys.argv[3], {"note": str(place), "hamlet": str(place)})])
    print(place, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a POSIX signal")
@pytest.mark.parametrize("after", [1, 2, 5, 9])
def test_a_killed_save_leaves_the_last_state_told_or_the_next_one(tmp_path, after):
    with make(tmp_path / "a") as archive:
        household, *_rest = enter(archive)
    command = [sys.executable, "-c", KILLED_SAVES, str(tmp_path / "a"), str(RESOURCES), household]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = [int(process.stdout.readline()) for _ in range(after)][-1]
        process.kill()
        rest = process.stdout.read().split()
    told = int(rest[-1]) if rest else told
    with open_archive(tmp_path / "a", resources=RESOURCES) as archive:
        file = files.load_file(archive, household)
        assert file is not None
        assert file.household["note"] == file.household["hamlet"]
        assert int(file.household["note"]) in (told, told + 1)
        assert verify(archive).problems == []


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a POSIX signal")
def test_a_killed_import_leaves_the_old_state_and_the_next_start_says_so(tmp_path):
    with make(tmp_path / "a") as archive:
        enter(archive)
    command = [sys.executable, "-c", textwrap.dedent(KILLED), str(tmp_path / "a"), str(RESOURCES)]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -9
    with open_archive(tmp_path / "a", resources=RESOURCES) as archive:
        assert archive.last_interruption is not None
        assert "没有写入任何内容" in archive.last_interruption
        assert lists.count(archive)[0] == 1
        assert verify(archive).problems == []


def test_the_schema_is_the_catalogues(tmp_path):
    with make(tmp_path / "a") as archive:
        for name in RECORD_ENTITIES:
            rows = archive.connection.execute(f"PRAGMA table_info({table_of(name)})").fetchall()
            columns = {row[1]: row[2] for row in rows if row[1] not in (*BOOKKEEPING, "id")}
            expected = {field.name: SQL_TYPES[field.kind] for field in ENTITIES[name].fields}
            if name == "year":
                expected["year"] = "INTEGER"
            assert columns == expected, name
    assert set(SQL_TYPES) == set(Kind)


def test_village_names_are_found_without_their_committees(archive):
    assert archive.divisions.find_village("微山县", "微山岛镇", "西张阿村") == VILLAGE
    assert archive.divisions.find_village("", "", "西张阿村村民委员会") == VILLAGE
    assert archive.divisions.find_village("微山县", "微山岛镇", "没有的村") is None
    assert archive.divisions.path(VILLAGE) == "微山县 微山岛镇 西张阿村"


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("370800", "3708"),
        ("370826000000", "370826"),
        ("370826111000", "370826111"),
        (VILLAGE, VILLAGE),
        ("370000", "37"),
    ],
)
def test_a_division_code_loses_the_zeros_that_fill_it_up(typed, plain):
    assert plain_code(typed) == plain


def test_an_unknown_division_makes_no_archive(tmp_path):
    with pytest.raises(StorageProblem, match="不在全国区划表"):
        create_archive(tmp_path / "a", division="379999", office="x", resources=RESOURCES)
    assert not (tmp_path / "a").exists()


def test_the_quick_digest_is_the_verified_one(archive):
    household, *_rest = enter(archive)
    enter(archive, "8630000000055002")
    records.delete(archive, household, reason="重复")
    assert digest_of(archive) == verify(archive).digest
