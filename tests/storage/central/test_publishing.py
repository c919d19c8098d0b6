"""Archives in a real PostgreSQL: the same state, whoever sends when, cut off or not."""

import json
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from models.catalogue import ENTITIES
from storage.archive.aliases import alias
from storage.archive.archive import open_archive
from storage.archive.records import RecordChange, delete, save
from storage.archive.verify import verify, village_digests
from storage.central.problems import CentralProblem
from storage.central.publishing import digests, publish, rebuild
from storage.central.readers import admit_reader
from storage.central.schema import VERSION, distribution, field_columns, leading_columns, record_tables
from tests.storage.exchange.offices import COUNTY, OTHER, RESOURCES, TOWN, VILLAGE, add_household, change, open_office

ROOT = Path(__file__).parents[3]
THIRD = "370826111213"


def the_same(archive, outcome):
    own = verify(archive)
    assert own.ok, own.problems
    assert village_digests(archive) == own.villages
    return {scope: outcome.digests.get(scope) for scope in own.villages} == own.villages


@pytest.fixture
def county(tmp_path):
    archive = open_office(tmp_path / "county", COUNTY)
    for number in range(6):
        add_household(archive, number, VILLAGE if number % 2 else OTHER, people=1 + number % 3)
    yield archive
    archive.close()


def test_an_archive_published_has_the_archives_state(county, url):
    outcome = publish(county, url)
    assert outcome.new == outcome.sent > 20
    assert the_same(county, outcome)
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM hudang.household WHERE standing = 0").fetchone() == (6,)
        shown = connection.execute("SELECT name, id_number, scope, county_code FROM hudang.member").fetchall()
        assert len(shown) == 12
        assert {row[3] for row in shown} == {COUNTY}


def test_the_same_again_changes_nothing_and_what_is_new_alone_is_sent(county, url):
    publish(county, url)
    again = publish(county, url)
    assert (again.new, again.records) == (0, 0)
    assert the_same(county, again)
    assert publish(county, url, since_last=True).sent == 0
    household, people = add_household(county, 77)
    change(county, "household", household, phone="13800009999")
    change(county, "member", people[0], name="孔令新")
    later = publish(county, url, since_last=True)
    assert later.sent == later.new < 20
    assert the_same(county, later)


def test_changes_deletions_moves_and_joined_people_follow(county, url):
    household, people = add_household(county, 50)
    _other, twins = add_household(county, 51)
    publish(county, url)
    save(county, [RecordChange("household", household, {"division": OTHER})])
    delete(county, people[1], reason="登记错了")
    alias(county, people[0], twins[0])
    outcome = publish(county, url, since_last=True)
    assert the_same(county, outcome)
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT scope FROM hudang.household WHERE uid = %s", (household,)).fetchone()
        assert row == (OTHER,)


def test_two_offices_of_one_county_that_edit_the_same_household(tmp_path, county, url):
    from tests.storage.exchange.offices import carry, meet

    town = open_office(tmp_path / "town", TOWN)
    meet(tmp_path, town, county)
    household, _people = add_household(town, 90)
    carry(tmp_path / "stick", town, county)
    change(town, "household", household, phone="13800001111", hamlet="一组")
    change(county, "household", household, phone="13800002222", address="村东")
    publish(town, url)
    publish(county, url)
    carry(tmp_path / "stick", county, town)
    carry(tmp_path / "stick", town, county)
    merged = publish(county, url, since_last=True)
    assert the_same(county, merged)
    assert the_same(town, merged)
    town.close()


def test_a_lost_server_leaves_whole_villages_and_the_next_run_goes_on(county, server, monkeypatch):
    url = server.url()
    monkeypatch.setattr("storage.central.publishing.FULL", 1)
    calls = []

    def lose(done, _total, _what):
        calls.append(done)
        if len(calls) == 1:
            server.stop()

    with pytest.raises(CentralProblem) as caught:
        publish(county, url, progress=lose)
    assert caught.value.code == "central_lost"
    assert "boss" not in caught.value.sentence
    server.start()
    with psycopg.connect(url) as connection:
        standing = digests(connection)
        own = verify(county).villages
        assert standing
        assert all(own[scope] == digest for scope, digest in standing.items())
    later = publish(county, url, since_last=True)
    assert 0 < later.sent < len(list(county.connection.execute("SELECT 1 FROM op")))
    assert the_same(county, later)


def publishing(folder, url):
    command = [sys.executable, "main.py", "--data", str(folder), "publish", url, "--json"]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_three_offices_publish_at_once_and_one_is_killed(tmp_path, server):
    """By the command line, each in a process of its own."""
    url = server.url()
    villages = (VILLAGE, OTHER, THIRD)
    for number, code in enumerate(villages):
        with open_office(tmp_path / code, code, office=f"村{code}", user=f"甲{number}") as archive:
            for household in range(20):
                add_household(archive, number * 100 + household, code)
    running = [publishing(tmp_path / code, url) for code in villages]
    running[0].kill()
    told = [one.communicate(timeout=120) for one in running]
    assert [one.returncode for one in running[1:]] == [0, 0], told
    again = publishing(tmp_path / VILLAGE, url)
    answer, _errors = again.communicate(timeout=120)
    assert again.returncode == 0
    assert json.loads(answer)["different"] == []
    for code in villages:
        with open_archive(tmp_path / code, resources=RESOURCES) as archive, psycopg.connect(url) as connection:
            own = verify(archive).villages
            assert digests(connection, set(own)) == own


def test_a_newer_catalogue_adds_its_columns_and_folds_anew(county, url):
    first = publish(county, url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ALTER TABLE hudang.member DROP COLUMN phone")
        connection.execute("UPDATE hudang.migration SET catalogue = 'older'")
    assert publish(county, url, since_last=True).digests == first.digests
    with psycopg.connect(url, autocommit=True) as connection:
        assert connection.execute("SELECT count(phone) FROM hudang.member").fetchone() is not None
        assert rebuild(connection) > 0
        connection.execute("UPDATE hudang.migration SET version = %s", (VERSION + 1,))
    with pytest.raises(CentralProblem) as caught:
        publish(county, url)
    assert caught.value.code == "newer"


def test_a_reader_sees_its_own_division_and_no_full_number(county, server):
    url = server.url()
    publish(county, url)
    with psycopg.connect(url, autocommit=True) as connection:
        role = "reader_" + url.rpartition("_")[2]
        connection.execute(f"CREATE ROLE {role} LOGIN")
    admit_reader(url, role, OTHER)
    full = {row[0] for row in county.connection.execute("SELECT id_number FROM member")}
    with psycopg.connect(server.url(role, url.rpartition("/")[2]), autocommit=True) as reader:
        scopes = reader.execute("SELECT DISTINCT scope FROM hudang_read.member").fetchall()
        assert scopes == [(OTHER,)]
        assert reader.execute("SELECT DISTINCT scope FROM hudang.household").fetchall() == [(OTHER,)]
        shown = {row[0] for row in reader.execute("SELECT id_number FROM hudang_read.member")}
        assert shown
        assert not shown & full
        assert all("********" in number for number in shown)
        for forbidden in ("SELECT id_number FROM hudang.member", "SELECT payload FROM hudang.op",
                          "DELETE FROM hudang.household", "SELECT * FROM hudang.reader"):  # fmt: skip
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                reader.execute(forbidden)


def test_no_field_is_called_like_a_column_of_ours():
    clashes = {name: leading_columns(name).keys() & field_columns(name).keys() for name in ENTITIES}
    assert {name: found for name, found in clashes.items() if found and not ENTITIES[name].part_of} == {}


def test_a_cluster_is_told_to_spread_every_table_by_county():
    told = [statement.as_string(None) for statement in distribution()]
    assert len(told) == len(record_tables()) + 3
    assert all(text.endswith("'county_code')") for text in told)


def test_every_query_on_a_spread_table_names_the_county(county, url, monkeypatch):
    """What a cluster needs: read off the statements that really go out while publishing."""
    seen = []
    original = psycopg.Cursor.execute

    def note(self, query, *arguments, **named):
        seen.append(query if isinstance(query, str) else query.as_string(self.connection))
        return original(self, query, *arguments, **named)

    publish(county, url)
    monkeypatch.setattr(psycopg.Cursor, "execute", note)
    add_household(county, 60)
    publish(county, url)
    verbs = ("SELECT", "DELETE", "INSERT", "UPDATE")
    spread = [text for text in seen if "hudang." in text and text.split()[0] in verbs]
    asked = [text for text in spread if "migration" not in text and "DISTINCT county_code" not in text]
    assert len(asked) > 8
    assert [text for text in asked if "county_code" not in text and "hudang_incoming" not in text] == []


@pytest.mark.parametrize("wrong", ["mysql://a", "postgresql://127.0.0.1:1/x", "postgresql://[bad"])
def test_a_wrong_address_is_a_sentence(county, wrong):
    with pytest.raises(CentralProblem) as caught:
        publish(county, wrong)
    assert caught.value.code in ("central_address", "central_lost")
