"""Tries the packaged program as an office would get it: nothing of this machine's environment, no Python, no fonts.

    python .ci/try_package.py dist/hudang build/selftest

Prints size and start time, runs the self-test with an empty environment, keeps the data of an older copy when the
program folder is replaced, and looks for what must not be inside. Ends with 1 where anything is wrong.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MOST_MEGABYTES = 200
UNWANTED = re.compile(r"Qt6?(Network|Qml|Quick|WebEngine)|opengl32sw|icuuc\.dll|libgtk|_ssl\.|libssl", re.IGNORECASE)
WINDOWS = sys.platform == "win32"


def megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()) / 1024**2


def bare(home: Path) -> dict[str, str]:
    """An environment with next to nothing: Windows can't start a program without these three."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "WINDIR", "TEMP") if WINDOWS and name in os.environ}
    return {**kept, "HOME": str(home), "USERPROFILE": str(home), "QT_QPA_PLATFORM": "offscreen"}


def run(program: Path, home: Path, *arguments: str) -> tuple[subprocess.CompletedProcess[str], float]:
    began = time.perf_counter()
    done = subprocess.run(
        [str(program), *arguments],
        env=bare(home),
        cwd=home,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done, time.perf_counter() - began


def looked_through(folder: Path) -> list[str]:
    """What must not be inside, and what must."""
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    wrong = [f"unwanted: {name}" for name in names if UNWANTED.search(name)]
    needed = {
        "Chinese texts of Qt": "qtbase_zh_CN.qm",
        "guide": "resources/help/user-guide.md",
        "font": "NotoSansSC-Regular.ttf",
        "icons": "resources/icons/users.svg",
        "divisions": "resources/divisions/top.csv",
        "licences": "resources/LICENSES.md",
    }
    if not WINDOWS:
        needed["input method"] = "platforminputcontexts/libibusplatforminputcontextplugin.so"
    wrong += [f"missing: {what}" for what, name in needed.items() if not any(one.endswith(name) for one in names)]
    return wrong


def updated(folder: Path, home: Path, work: Path) -> list[str]:
    """A new program folder copied over the old one, as from a stick, leaves the data beside it as they are."""
    office = work / "户档 程序"
    shutil.copytree(folder, office)
    program = office / ("hudang-cli.exe" if WINDOWS else "hudang")
    (office / "data").mkdir()
    made, _took = run(program, home, "init", "--division", "370826", "--office", "某县", "--user", "某人", "--json")
    before, _took = run(program, home, "verify", "--json")
    shutil.copytree(folder, office, dirs_exist_ok=True)
    after, _took = run(program, home, "verify", "--json")
    if made.returncode or before.returncode or after.returncode:
        return [f"update: {made.stderr}{before.stderr}{after.stderr}"]
    digests = [json.loads(told.stdout)["digest"] for told in (before, after)]
    beside = (office / "data" / "archive.db").exists()
    return [] if beside and digests[0] == digests[1] else ["update: the data are not what they were"]


def main(arguments: list[str]) -> int:
    folder, out = Path(arguments[0]).resolve(), Path(arguments[1]).resolve()
    program = folder / ("hudang-cli.exe" if WINDOWS else "hudang")
    size = megabytes(folder)
    wrong = looked_through(folder)
    if size > MOST_MEGABYTES:
        wrong.append(f"too large: {size:.0f} MB, at most {MOST_MEGABYTES}")
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        home = work / "home"
        home.mkdir()
        _help, command_time = run(program, home, "--help")
        tested, _took = run(program, home, "selftest", str(out), "--json")
        try:
            told = json.loads(tested.stdout)
        except ValueError:
            told = {"steps": [{"name": "selftest", "outcome": "败", "figure": tested.stderr[-2000:]}]}
        for step in told["steps"]:
            print(f"{step['outcome']}  {step['name']}  {step['figure']}")
        wrong += [f"selftest: {step['name']} {step['figure']}" for step in told["steps"] if step["outcome"] != "成"]
        wrong += updated(folder, home, work)
    print(
        f"size {size:.0f} MB, a command answers after {command_time:.2f} s, window after {told.get('window_s', '?')} s"
    )
    for sentence in wrong:
        print(f"WRONG {sentence}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
