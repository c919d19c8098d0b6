"""What the self-test notices about its own process: how old it is, and whether anything reached for a network."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

REACHING = (
    "socket.connect",
    "socket.bind",
    "socket.sendto",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "urllib.Request",
)
"""Events of Python's own audit that mean a network: Qt has its network module left out of the package."""


def watch_network() -> Callable[[], list[str]]:
    """Begin to note every reach for a network; the function returned tells them."""
    noted: list[str] = []

    def hook(event: str, _arguments: object) -> None:
        if event in REACHING:
            noted.append(event)

    sys.addaudithook(hook)
    return lambda: list(noted)


def process_age() -> float:
    """Return for how many seconds this process has been running; 0 where the system does not say."""
    try:
        began = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
        uptime = float(Path("/proc/uptime").read_text().split()[0])
        return uptime - began / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, AttributeError):
        return time.process_time()
