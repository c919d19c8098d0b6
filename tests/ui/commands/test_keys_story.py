"""Keys and users through the command line only: protecting, a sheet, a forgotten password, a departed clerk."""

import io
import json
import re

import pytest

import main
from storage.archive import key_slots
from tests.reports import reading

PASSWORD, NEW, CLERK = "correct horse", "tr0ubador and 3", "battery staple"


@pytest.fixture(autouse=True)
def quick_argon(monkeypatch):
    monkeypatch.setattr(key_slots, "MEMORY_KIB", 64)
    monkeypatch.setattr(key_slots, "ITERATIONS", 1)


@pytest.fixture
def call(tmp_path, capsys, monkeypatch):
    def run(*arguments, code=0, password=None, new=None, recovery=None, typed=""):
        for name, value in (
            ("HUDANG_PASSWORD", password), ("HUDANG_NEW_PASSWORD", new), ("HUDANG_RECOVERY_CODE", recovery),
        ):  # fmt: skip
            monkeypatch.setenv(name, value) if value else monkeypatch.delenv(name, raising=False)
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        capsys.readouterr()
        found = main.main(["--data", str(tmp_path / "档案"), "--json", *map(str, arguments)])
        shown = capsys.readouterr()
        assert found == code, (arguments, shown.out, shown.err)
        return json.loads(shown.out)

    run("--user", "李梅", "init", "--division", "370826111", "--office", "微山岛镇人民政府", "--desk", "一号机")
    return run


class Typist:
    """Reads the sheet as a person does: from the paper, when the program has asked for two of its groups."""

    def __init__(self, file, asked):
        self.file, self.asked, self.answers = file, asked, []

    def isatty(self):
        return False

    def readline(self):
        if not self.answers:
            (text,) = reading.texts(self.file)
            groups = re.findall(r"(?<![0-9])[0-9]{6}(?![0-9])", text)
            assert len(groups) == 8
            self.answers = [groups[number - 1] for number in self.asked]
        return self.answers.pop(0) + "\n"


def make_sheet(call, tmp_path, monkeypatch, capsys):
    from storage.archive import protection

    drawn = []
    real = protection.draw_sheet
    monkeypatch.setattr(protection, "draw_sheet", lambda: drawn.append(real()) or drawn[-1])
    out = tmp_path / "恢复单.pdf"
    monkeypatch.setenv("HUDANG_PASSWORD", PASSWORD)

    class Later(Typist):
        def __init__(self):
            super().__init__(out, ())

        def readline(self):
            self.asked = drawn[-1].asked
            return super().readline()

    monkeypatch.setattr("sys.stdin", Later())
    capsys.readouterr()
    assert main.main(["--data", str(tmp_path / "档案"), "--json", "password", "sheet", str(out)]) == 0
    (text,) = reading.texts(out)
    return "-".join(re.findall(r"(?<![0-9])[0-9]{6}(?![0-9])", text))


def test_protect_sheet_forget_and_come_back(call, tmp_path, monkeypatch, capsys):
    assert call("password", "state")["protected"] is False
    assert call("password", "protect", new="12345678", code=1)["error"]["code"] == "weak_password"
    call("password", "protect", new=PASSWORD)
    assert call("password", "state", code=1)["error"]["code"] == "password_needed"
    state = call("password", "state", password=PASSWORD)
    assert (state["protected"], state["users"], state["sheet"]) == (True, ["李梅"], None)
    code = make_sheet(call, tmp_path, monkeypatch, capsys)
    assert call("password", "state", password=PASSWORD)["sheet"]
    # forgotten
    assert call("password", "state", password="no idea at all", code=1)["error"]["code"] == "wrong_password"
    call("password", "reset", recovery=code, new=NEW)
    call("password", "state", password=PASSWORD, code=1)
    log = call("log", password=NEW)
    assert log["problems"] == []
    kinds = [line["kind"] for line in log["lines"]]
    assert kinds.count("wrong_password") == 1
    assert {"login", "key"} <= set(kinds)
    call("password", "change", password=NEW, new=PASSWORD)
    call("password", "unprotect", password=PASSWORD)
    assert call("verify")["ok"]


def test_a_sheet_not_typed_back_never_counts_and_is_not_left_behind(call, tmp_path):
    call("password", "protect", new=PASSWORD)
    out = tmp_path / "恢复单.pdf"
    told = call("password", "sheet", out, password=PASSWORD, typed="000000\n000000\n", code=1)
    assert told["error"]["code"] == "wrong_groups"
    assert not out.exists()
    assert call("password", "state", password=PASSWORD)["sheet"] is None


def test_the_county_helps_by_two_files_and_a_telephone_call(call, tmp_path):
    county, ask, reply = tmp_path / "县.key", tmp_path / "申请", tmp_path / "答复"
    recipient = call("password", "county-key", county)["recipient"]
    assert call("password", "county-key", county, code=1)["error"]["code"] == "exists"
    call("password", "protect", new=PASSWORD)
    call("password", "county", recipient, password=PASSWORD)
    told = call("password", "ask", ask, "--office", "微山岛镇", new=NEW)
    assert call("password", "answer", ask, reply, "--key", county, code=1)["error"]["code"] == "fingerprint_needed"
    wrong = ["--fingerprint", "00000 00000 00000 00000"]
    assert call("password", "answer", ask, reply, "--key", county, *wrong, code=1)["error"]["code"] == "fingerprint"
    assert not reply.exists()
    call("password", "answer", ask, reply, "--key", county, "--fingerprint", told["fingerprint"])
    call("password", "accept", reply, new=NEW)
    assert call("verify", password=NEW)["ok"]


def test_a_clerk_comes_and_leaves(call):
    call("password", "protect", new=PASSWORD)
    call("users", "add", "王强", "--role", "entry", password=PASSWORD, new=CLERK)
    call("add", "household", "户编号=8630000000055001", "行政村=370826111214", password=CLERK)
    for job in (("users", "end", "李梅"), ("password", "renew-key"), ("password", "county", "age1x")):
        assert call(*job, password=CLERK, code=1)["error"]["code"] == "not_allowed"
    call("users", "role", "王强", "reader", password=PASSWORD)
    refused = call("set", "8630000000055001", "phone=13800000002", "--reason", "核实", password=CLERK, code=1)
    assert refused["error"]["code"] == "not_allowed"
    assert call("find", "8630000000055001", password=CLERK)["total"] == 1
    call("users", "end", "王强", password=PASSWORD)
    call("find", "8630000000055001", password=CLERK, code=1)
    listed = call("users", password=PASSWORD)["users"]
    assert [(one["name"], one["role"], one["ended"] is None) for one in listed] == [
        ("李梅", "manager", True),
        ("王强", "reader", False),
    ]
    call("password", "renew-key", password=PASSWORD)
    assert call("verify", password=PASSWORD)["households"] == 1
    actions = [line["action"] for line in call("log", "--kind", "user", "key", password=PASSWORD)["lines"]]
    assert actions[:3] == ["更换数据库密钥", "停用用户：王强", "改权限：王强"]
