import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from ui import selftest as walk_module
from ui.picture_walk import WalkFailed
from ui.process_watch import watch_network

ROOT = Path(__file__).parents[2]


def test_the_program_walks_through_its_own_window(tmp_path):
    out = tmp_path / "图片"
    command = [sys.executable, str(ROOT / "main.py"), "selftest", str(out), "--json"]
    settings = {**os.environ, "XDG_CONFIG_HOME": str(tmp_path / "settings")}
    run = subprocess.run(command, capture_output=True, text=True, timeout=240, env=settings, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    told = json.loads(run.stdout)
    names = [name for name, _step in walk_module.STEPS]
    assert [step["name"] for step in told["steps"]] == ["打开窗口", *names, "不用网络"]
    assert {step["outcome"] for step in told["steps"]} == {"成"}
    assert told["window_s"] > 0
    assert len(told["files"]) >= len(walk_module.STEPS)
    sizes = {QImage(file).size().toTuple() for file in told["files"]}
    assert (1366, 768) in sizes


def test_a_step_that_fails_is_told_and_the_others_go_on(monkeypatch, tmp_path, qapp):
    def broken(_walked):
        raise WalkFailed("等不到户卡")

    monkeypatch.setattr(walk_module, "STEPS", (("坏的一步", broken), ("快捷键", walk_module.shortcuts)))
    monkeypatch.setattr(walk_module, "HOUSEHOLDS", 10)
    told = walk_module.selftest(tmp_path / "out", resources=ROOT / "resources")
    assert told["steps"][1] == {"name": "坏的一步", "outcome": "败", "figure": "等不到户卡"}
    assert told["steps"][2]["outcome"] == "成"


def test_a_reach_for_a_network_is_noticed():
    noted = watch_network()
    sys.audit("socket.getaddrinfo", "example", 80, 0, 0, 0)
    assert "socket.getaddrinfo" in noted()


@pytest.mark.parametrize("size", [(0, 0), (40, 40)])
def test_a_blank_picture_is_noticed(size):
    from ui.picture_walk import _shows_something

    assert not _shows_something(*size, lambda _x, _y: 0xFFFFFF)
