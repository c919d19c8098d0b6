"""A real screen: Xvfb with a window manager, the program on it, real key events, pictures (`make screenshots`)."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
TOOLS = {"Xvfb": "xvfb", "openbox": "openbox", "xdotool": "xdotool", "import": "imagemagick"}
"""Program → Debian package."""

PATIENCE = 60.0


def missing_tools() -> list[str]:
    return sorted({package for tool, package in TOOLS.items() if shutil.which(tool) is None})


def install_tools() -> list[str]:
    """Install what is missing where this is possible; return what is missing still."""
    packages = missing_tools()
    if packages and shutil.which("apt-get"):
        command = ["apt-get", "-qq", "-y", "install", "--no-install-recommends", *packages]
        if os.geteuid() != 0:
            command = ["sudo", "-n", *command]
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return missing_tools()


class Screen:
    """Xvfb of a size with openbox; `keys` counts the key presses sent, Chinese as it is typed with an input method."""

    def __init__(self, width: int = 1366, height: int = 768) -> None:
        self.size = f"{width}x{height}"
        reader, writer = os.pipe()
        size = f"{width}x{height}x24"
        command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", size, "-dpi", "96", "-nolisten", "tcp"]
        self._processes = [subprocess.Popen(command, pass_fds=[writer], stderr=subprocess.DEVNULL)]
        os.close(writer)
        with os.fdopen(reader) as told:
            self.display = f":{told.readline().strip()}"
        self.environment = {**os.environ, "DISPLAY": self.display}
        self.environment.pop("QT_QPA_PLATFORM", None)
        self._start("openbox")
        self.keys = 0

    def _start(self, *command: str) -> subprocess.Popen:
        process = subprocess.Popen(
            command, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT
        )
        self._processes.append(process)
        return process

    def open_program(self, data: Path, settings: Path) -> None:
        """Start the program on a data folder, wait for its window and let it fill the screen."""
        self.environment["XDG_CONFIG_HOME"] = str(settings)
        self.program = self._start(sys.executable, "main.py", "--data", str(data))
        self.window = self._ask("search", "--sync", "--onlyvisible", "--name", "户档 — ").split()[-1]
        self._ask("windowactivate", "--sync", self.window)
        self._ask("windowsize", self.window, *self.size.split("x"))
        self._ask("windowmove", self.window, "0", "0")
        time.sleep(1.5)

    def _ask(self, *words: str) -> str:
        done = subprocess.run(
            ["xdotool", *words], env=self.environment, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        return done.stdout

    def key(self, *names: str, wait: float = 0.12) -> None:
        """Press keys one after the other: Return, ctrl+n, F8 …"""
        for name in names:
            self._ask("key", "--clearmodifiers", name)
            self.keys += 1
            time.sleep(wait)

    def type(self, text: str, pinyin: str = "") -> None:
        """Type a text; Chinese counts as the pinyin and the blank that choose it.

        A character the keyboard lacks is lent a key while the delay lasts: the program must have read it by then.
        """
        delay = "25" if text.isascii() else "300"
        self._ask("type", "--clearmodifiers", "--delay", delay, text)
        self.keys += len(pinyin) + 1 if pinyin else len(text)
        time.sleep(0.12)

    def fill(self, text: str = "", pinyin: str = "") -> None:
        """Type a text, if any, and press Enter."""
        if text:
            self.type(text, pinyin)
        self.key("Return")

    def settle(self, seconds: float = 0.8) -> None:
        time.sleep(seconds)

    def picture(self, file: Path) -> Path:
        self.settle()
        file.parent.mkdir(parents=True, exist_ok=True)
        command = ["import", "-window", "root", str(file)]
        subprocess.run(command, env=self.environment, check=True, timeout=PATIENCE)
        return file

    def close_program(self) -> int:
        """Close the window as a person does, and return the program's exit code."""
        self._ask("key", "alt+F4")
        try:
            return self.program.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.program.terminate()
            return self.program.wait(PATIENCE)

    def close(self) -> None:
        for process in reversed(self._processes):
            if process.poll() is None:
                process.terminate()
                process.wait(PATIENCE)
