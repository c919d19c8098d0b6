"""The house: who may import what, how long a module may be, what never gets into the repository."""

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import NetworkUsed

ROOT = Path(__file__).parent.parent
PACKAGES = ("models", "storage", "reports", "ui")
LONGEST_MODULE = 400

# Imports every module of the named packages while a finder refuses the forbidden ones
WALK = """
import importlib, pkgutil, sys
packages, forbidden = sys.argv[1].split(","), set(sys.argv[2].split(","))

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in forbidden:
            raise ImportError("forbidden here: " + name)

sys.meta_path.insert(0, Refuse())
count = 0
for package in packages:
    home = importlib.import_module(package)
    count += 1
    for module in pkgutil.walk_packages(getattr(home, "__path__", []), package + "."):
        importlib.import_module(module.name)
        count += 1
print(count)
"""


def import_all(packages: str, forbidden: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", WALK, packages, forbidden]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def tracked_files() -> list[Path]:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name for name in names.decode().split("\0") if name and (ROOT / name).is_file()]


def modules() -> list[Path]:
    found = [ROOT / "main.py", *(ROOT / "tests").rglob("*.py")]
    for package in PACKAGES:
        found += (ROOT / package).rglob("*.py")
    return [path for path in found if path.is_file()]


def test_the_window_starts_without_what_only_some_pages_need():
    """Each of them costs the start more than a page does; they are loaded when first used."""
    started = import_all("ui.start", "reportlab,PIL,segno,pypdfium2,openpyxl,xlsxwriter,sqlite_utils,pypinyin")
    assert started.returncode == 0, started.stderr


def test_floors_below_the_window_run_without_qt():
    walked = import_all("models,storage,reports", "PySide6,shiboken6")
    assert walked.returncode == 0, walked.stderr
    assert int(walked.stdout) > 10


def test_models_use_the_standard_library_only():
    outside = (
        "PySide6,shiboken6,sqlite_utils,sqlcipher3,cryptography,openpyxl,xlsxwriter,defusedxml,python_calamine,reportlab,"
        "segno,pypinyin,pypdfium2,platformdirs,orjson,PIL,dateutil,sqlite3"
    )
    walked = import_all("models", outside)
    assert walked.returncode == 0, walked.stderr
    assert int(walked.stdout) > 10


def test_the_walk_itself_notices_a_forbidden_import(tmp_path):
    (tmp_path / "upstart").mkdir()
    (tmp_path / "upstart" / "__init__.py").write_text("")
    (tmp_path / "upstart" / "window.py").write_text("import PySide6")
    command = [sys.executable, "-c", WALK, "upstart", "PySide6"]
    walked = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert walked.returncode != 0
    assert "forbidden here: PySide6" in walked.stderr


def test_no_module_is_longer_than_the_limit():
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines()) for path in modules()}
    assert len(lengths) > 10
    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_every_module_of_the_packages_says_what_it_is_for():
    silent = [
        path.relative_to(ROOT).as_posix()
        for path in modules()
        if path.relative_to(ROOT).parts[0] in PACKAGES and not path.read_text("utf-8").lstrip().startswith('"""')
    ]
    assert silent == []


def test_no_trace_of_a_build_machine_or_of_a_package_index():
    # Put together here, so that this file does not find itself
    traces = re.compile(
        rb"|".join(
            re.escape("".join(parts).encode())
            for parts in (
                ("/work", "/main"),
                ("/work", "/shared"),
                ("/ro", "ot/"),
                ("/home", "/runner"),
                ("/tmp/", "brief"),
                ("/opt", "/pypi"),
                ("/opt", "/wheels"),
                ("files.python", "hosted.org"),
                ("pypi", ".org"),
                ("registry.npm", "js.org"),
                ("deb.deb", "ian.org"),
                ("--index", "-url"),
                ("--extra-index", "-url"),
            )
        )
    )
    found = []
    for path in tracked_files():
        if path.suffix in {".ttf", ".xz", ".ico", ".png", ".pdf", ".xlsx"}:
            continue
        match = traces.search(path.read_bytes())
        if match:
            found.append(f"{path.relative_to(ROOT)}: {match.group().decode()}")
    assert found == []


def test_the_lock_names_a_hash_for_every_package():
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    entries = re.findall(r"^[a-z0-9-]+==[^\n]*\n(?:    --hash=sha256:[0-9a-f]{64}[ \\]*\n?)+", lock, re.MULTILINE)
    assert len(entries) == len(re.findall(r"^[a-z]", lock, re.MULTILINE)) > 40
    assert "://" not in lock


def test_the_suite_cannot_reach_the_network():
    with socket.socket() as caller, pytest.raises(NetworkUsed):
        caller.connect(("127.0.0.1", 9))
    with pytest.raises(NetworkUsed):
        socket.create_connection(("localhost", 9))
