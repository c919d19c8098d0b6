"""24 things sqlite-utils must be able to do on SQLCipher's library: both are pinned to what passes here."""

from pathlib import Path

import pytest

from storage.archive import sqlite

KEY = bytes(range(32))
sqlite_utils = sqlite.schema_tools()


@pytest.fixture(params=[None, KEY], ids=["plain", "protected"])
def db(request, tmp_path):
    connection = sqlite.connect(tmp_path / "check.db", request.param)
    yield sqlite_utils.Database(connection)
    connection.close()


PEOPLE = [{"id": n, "name": f"孔令{n}", "note": "户主"} for n in range(1, 21)]


def filled(db):
    db["t"].insert_all(PEOPLE, pk="id")
    return db["t"]


def names(db):
    return [row["name"] for row in db["t"].rows]


def check_insert(db):
    assert filled(db).count == 20
    assert names(db)[0] == "孔令1"


def check_last_pk(db):
    assert db["t"].insert({"id": 7, "name": "孔"}, pk="id").last_pk == 7


def check_insert_all_in_parts(db):
    db["t"].insert_all(({"id": n} for n in range(2500)), pk="id", batch_size=100)
    assert db["t"].count == 2500


def check_upsert(db):
    filled(db).upsert({"id": 1, "name": "改"}, pk="id")
    assert (db["t"].get(1)["name"], db["t"].get(1)["note"]) == ("改", "户主")


def check_insert_or_replace(db):
    filled(db).insert({"id": 1, "name": "替"}, replace=True)
    assert db["t"].get(1)["name"] == "替"


def check_insert_or_ignore(db):
    filled(db).insert({"id": 1, "name": "不"}, ignore=True)
    assert db["t"].get(1)["name"] == "孔令1"


def check_alter(db):
    filled(db).insert({"id": 99, "name": "新", "更多": "列"}, alter=True)
    assert db["t"].get(99)["更多"] == "列"


def check_update(db):
    filled(db).update(2, {"name": "二"})
    assert db["t"].get(2)["name"] == "二"


def check_delete(db):
    filled(db).delete(3)
    assert db["t"].count == 19


def check_delete_where(db):
    filled(db).delete_where("id > ?", [10])
    assert db["t"].count == 10


def check_rows_where(db):
    assert [row["id"] for row in filled(db).rows_where("id < ?", [3], order_by="id desc")] == [2, 1]


def check_query(db):
    filled(db)
    assert list(db.query("select count(*) as n from t where name like :w", {"w": "孔%"})) == [{"n": 20}]


def check_add_column(db):
    filled(db).add_column("phone", str)
    assert "phone" in db["t"].columns_dict


def check_transform(db):
    filled(db).transform(rename={"note": "remark"}, types={"id": str})
    assert db["t"].columns_dict == {"id": str, "name": str, "remark": str}
    assert db["t"].count == 20


def check_index(db):
    filled(db).create_index(["name"], unique=True)
    with pytest.raises(Exception, match="UNIQUE"):
        db["t"].insert({"id": 50, "name": "孔令1"})


def check_foreign_key(db):
    filled(db)
    db["child"].insert({"id": 1, "t_id": 1}, pk="id", foreign_keys=[("t_id", "t", "id")])
    assert db["child"].foreign_keys[0].other_table == "t"


def check_full_text(db):
    filled(db).enable_fts(["name"], tokenize="trigram", create_triggers=True)
    db["t"].insert({"id": 60, "name": "欧阳娜娜"})
    assert [row["id"] for row in db["t"].search("欧阳娜")] == [60]


def check_atomic(db):
    filled(db)

    def fail():
        with db.atomic():
            db["t"].delete(1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert db["t"].count == 20


def check_convert(db):
    filled(db).convert("name", lambda value: value + "！")
    assert names(db)[0] == "孔令1！"


def check_register_function(db):
    @db.register_function
    def twice(value):
        return value * 2

    assert db.execute("select twice('孔')").fetchone()[0] == "孔孔"


def check_wal(db):
    assert db.journal_mode == "wal"


def check_views(db):
    filled(db)
    assert db.table_names() == ["t"]
    db.create_view("v", "select id from t")
    assert db.view_names() == ["v"]


def check_backup_call(db, tmp_path: Path):
    filled(db)
    target = tmp_path / "copy.db"
    key = db.execute("PRAGMA cipher_version").fetchone()
    assert key, "not SQLCipher's library"
    db.vacuum()
    db.execute(f"VACUUM INTO '{target}'")
    raw = target.read_bytes()
    protected = raw[:15] != b"SQLite format 3"
    assert protected is ("孔令".encode() not in raw)


def check_errors_have_names(db):
    filled(db)
    with pytest.raises(Exception, match="UNIQUE") as caught:
        db.execute("insert into t(id) values (1)")
    assert caught.value.sqlite_errorname.startswith("SQLITE_CONSTRAINT")


CHECKS = [value for name, value in list(globals().items()) if name.startswith("check_")]


def test_there_are_24():
    assert len(CHECKS) == 24


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__.removeprefix("check_"))
def test_sqlite_utils_works_on_it(db, check, tmp_path):
    check(db, tmp_path) if "tmp_path" in check.__annotations__ else check(db)
