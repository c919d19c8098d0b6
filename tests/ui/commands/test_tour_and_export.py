"""tour, demo, export, check --out, restore --replace: keys, exit codes, files that exist."""

import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

import main

ROOT = Path(main.__file__).parent


@pytest.fixture
def call(tmp_path, capsys):
    def run(*arguments: str) -> tuple[int, dict]:
        capsys.readouterr()
        code = main.main(["--json", *arguments, "--data", str(tmp_path / "档案")])
        out = capsys.readouterr().out
        return code, json.loads(out) if out else {}

    return run


@pytest.fixture
def training(call):
    code, data = call("demo", "--households", "25", "--seed", "4")
    assert code == 0
    assert set(data) == {"office", "desk", "division", "households", "people", "digest"}
    assert (data["households"], data["division"]) == (25, "3708")
    return call


def test_export_check_and_problem_list(training, tmp_path):
    code, data = training("export", str(tmp_path / "成员.xlsx"), "--kind", "member", "--mask")
    assert code == 0
    assert set(data) == {"file", "rows", "households", "warnings"}
    assert openpyxl.load_workbook(data["file"]).active.max_row == data["rows"] + 2
    code, data = training("check", "--out", str(tmp_path / "清单.xlsx"))
    assert code == 3
    assert openpyxl.load_workbook(data["file"]).active.max_row == data["count"] + 2
    finding = data["findings"][0]
    keys = {"rule", "level", "entity", "household", "person", "field", "value", "sentence", "remedy", "state"}
    assert set(finding) >= keys


def test_export_lists_its_kinds_without_an_archive(call):
    code, data = call("export", "--kind", "list")
    assert code == 0
    assert {"kind": "member", "label": "成员"} in data["kinds"]


def test_export_refuses_in_chinese(training, tmp_path):
    code, data = training("export", str(tmp_path / "x.xlsx"), "--kind", "nothing")
    assert (code, data["error"]["code"]) == (1, "kind")
    code, data = training("export")
    assert (code, data["error"]["code"]) == (2, "usage")


def test_demo_takes_only_possible_numbers_and_an_empty_folder(call):
    assert call("demo", "--households", "2")[0] == 2
    assert call("demo", "--households", "12")[0] == 0
    code, data = call("demo", "--households", "12")
    assert (code, data["error"]["code"]) == (1, "used_folder")


def test_restore_replace_keeps_the_old_archive_beside(training, tmp_path):
    code, made = training("backup", str(tmp_path / "b.hdbak"))
    assert code == 0
    code, data = training("restore", str(tmp_path / "b.hdbak"))
    assert code == 1
    code, data = training("restore", str(tmp_path / "b.hdbak"), "--replace")
    assert (code, data["digest"]) == (0, made["digest"])
    assert (Path(data["kept"]) / "archive.db").exists()
    assert training("verify")[1]["digest"] == made["digest"]


def test_a_bad_backup_leaves_the_archive_where_it_is(training, tmp_path):
    before = training("verify")[1]["digest"]
    (tmp_path / "bad.hdbak").write_bytes(b"not a backup")
    assert training("restore", str(tmp_path / "bad.hdbak"), "--replace")[0] == 1
    assert training("verify")[1]["digest"] == before


def test_the_tour_does_every_step_that_is_built(tmp_path, capsys):
    out = tmp_path / "走一遍"
    for _again in range(2):
        code = main.main(["tour", str(out), "--households", "60", "--json"])
        data = json.loads(capsys.readouterr().out)
        assert code == 0, data
    assert {step["outcome"] for step in data["steps"]} <= {"成", "未建"}
    assert sum(step["outcome"] == "成" for step in data["steps"]) >= 14
    assert data["files"]
    assert all(Path(path).stat().st_size > 0 for path in data["files"])


def test_the_tour_leaves_other_folders_alone(tmp_path, capsys):
    (tmp_path / "家.txt").write_text("x")
    assert main.main(["tour", str(tmp_path), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "used_folder"
    assert (tmp_path / "家.txt").exists()


def test_a_failing_step_is_told_and_gives_one(tmp_path, capsys, monkeypatch):
    from ui.commands import tour

    def broken(_walk):
        raise tour.StepFailed("坏了")

    monkeypatch.setattr(tour, "STEPS", (("一步", broken), ("没有的", None)))
    assert main.main(["tour", str(tmp_path / "t"), "--json"]) == 1
    steps = json.loads(capsys.readouterr().out)["steps"]
    assert [(step["outcome"], step["figure"]) for step in steps] == [("败", "坏了"), ("未建", "")]


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["unknown"], "没有命令“unknown”"),
        (["show"], "缺少 household"),
        (["find", "x", "--limit", "y"], "应是整数"),
        (["import", "x", "--policy", "z"], "不能是“z”"),
        (["--data"], "后面缺少内容"),
        (["find", "a", "--nothing"], "不认识 --nothing"),
    ],
)
def test_wrong_usage_is_told_in_chinese(arguments, text, capsys):
    assert main.main(arguments) == 2
    assert text in capsys.readouterr().err


def test_commands_that_are_not_there_yet_say_so(capsys):
    assert main.main(["fill", "x", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "not_yet"


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *arguments],
        env={**kept, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="display variables are a Linux matter")
def test_without_a_display_the_window_is_refused_in_chinese(tmp_path):
    found = run("--data", str(tmp_path / "档案"))
    assert found.returncode == 2
    assert "没有显示器" in found.stderr
    assert "Traceback" not in found.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="display variables are a Linux matter")
def test_a_display_that_does_not_answer_is_told_apart(tmp_path):
    found = run("--data", str(tmp_path / "档案"), DISPLAY=":987")
    assert found.returncode == 2
    assert "显示器" in found.stderr or "apt-get" in found.stderr


def test_a_command_in_its_own_process_loads_no_window_library(tmp_path):
    made = run("demo", "--households", "10", "--data", str(tmp_path / "档案"), "--json", HUDANG_PASSWORD="")
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["households"] == 10
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import main; "
        "code = main.main(['--data', sys.argv[2], 'find', 'ldh', '--json']); "
        "heavy = ('PySide6', 'reportlab', 'openpyxl'); "
        "print([name for name in sys.modules if name.startswith(heavy)], file=sys.stderr)"
    )
    found = subprocess.run(
        [sys.executable, "-c", code, str(ROOT), str(tmp_path / "档案")],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert json.loads(found.stdout)["hits"][0]["name"] == "刘德华"
    assert found.stderr.strip().endswith("[]")


def test_help_names_the_commands(capsys):
    assert main.main(["--help"]) == 0
    assert "tour" in capsys.readouterr().out


def test_demo_with_faults_lists_them(call, tmp_path):
    code, data = call("demo", "--households", "40", "--faults")
    assert code == 0
    assert Path(data["faults"]).read_text("utf-8-sig").startswith("规则,级别")
    assert data["planted"] > 10
    assert call("check")[0] == 3
