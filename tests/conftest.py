import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import socket
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# What the program remembers of archives outside their folders stays out of the user's own folder
os.environ["HUDANG_STATE"] = tempfile.mkdtemp(prefix="hudang-state-")

# The machine may be busy with other work: a slow example is no fault of the code
settings.register_profile("hudang", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("hudang")


class NetworkUsed(AssertionError):
    """The program works offline: a test that opens a connection has found a fault."""


@pytest.fixture(autouse=True, scope="session")
def no_network():
    """Let every attempt to reach another machine fail loudly, in the whole suite."""

    def refuse(self, address, *_rest):
        raise NetworkUsed(f"connection to {address!r}")

    def refuse_lookup(host, *_rest, **_named):
        raise NetworkUsed(f"lookup of {host!r}")

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", refuse)
    patch.setattr(socket.socket, "connect_ex", refuse)
    patch.setattr(socket.socket, "bind", refuse)
    patch.setattr(socket.socket, "sendto", refuse_lookup)
    patch.setattr(socket, "getaddrinfo", refuse_lookup)
    yield
    patch.undo()


@pytest.fixture
def data_folder(tmp_path: Path) -> Path:
    """A folder for one office's archive that does not exist yet, with a space and Chinese characters in its path."""
    return tmp_path / "档案 数据" / "data"
