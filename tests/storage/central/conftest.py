"""A PostgreSQL of our own on loopback, started and removed by the tests; without one they are skipped and say so."""

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))


class Server:
    """A running server: `url()` gives a fresh database."""

    def __init__(self, folder, programs, user):
        self.folder, self.programs, self.user = folder, programs, user
        self.port = 0

    def run(self, program, *arguments):
        made = subprocess.run(
            [str(self.programs / program), *map(str, arguments)],
            user=self.user, group=self.user, extra_groups=[], capture_output=True, text=True,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(self.folder)}, cwd=self.folder,
        ) if self.user else subprocess.run(
            [str(self.programs / program), *map(str, arguments)], capture_output=True, text=True, cwd=self.folder,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(self.folder)},
        )  # fmt: skip
        assert made.returncode == 0, made.stdout + made.stderr
        return made.stdout

    def start(self):
        data = self.folder / "data"
        if not data.exists():
            self.run("initdb", "-D", data, "-U", "boss", "-A", "trust", "-E", "UTF8", "--no-sync")
        self.port = self.port or 20000 + secrets.randbelow(30000)
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        self.run("pg_ctl", "-D", data, "-w", "-l", self.folder / "log", "-o", options, "start")

    def stop(self):
        self.run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "-w", "stop")

    def url(self, user="boss", name=None):
        if name is None:
            name = f"city_{secrets.token_hex(4)}"
            self.run("createdb", "-h", "127.0.0.1", "-p", self.port, "-U", "boss", name)
        return f"postgresql://{user}@127.0.0.1:{self.port}/{name}"


@pytest.fixture(scope="session")
def server():
    if not PROGRAMS:
        pytest.skip("no PostgreSQL here: apt install postgresql, then the central database is tested too")
    root = os.geteuid() == 0
    folder = Path(tempfile.mkdtemp(prefix="hudang-pg-"))
    user = None
    if root:
        user = "postgres" if "postgres" in {one.pw_name for one in pwd.getpwall()} else "nobody"
        shutil.chown(folder, user)
    one = Server(folder, PROGRAMS[-1], user)
    one.start()
    yield one
    one.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def url(server):
    return server.url()
