"""Opening a connection to the central database."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import Connection

from storage.central.problems import CentralProblem, known_problems

TIMEOUT = 15
"""Seconds until an address that does not answer is given up."""


def connect(address: str) -> Connection[Any]:
    """Connect to `postgresql://…`; TLS and passwords as libpq takes them (sslmode, PGPASSWORD, ~/.pgpass)."""
    if not address.startswith(("postgresql://", "postgres://")):
        raise CentralProblem("central_address", "中心库的地址应以 postgresql:// 开头，没有发布。")
    with known_problems():
        try:
            return psycopg.connect(address, connect_timeout=TIMEOUT, autocommit=True, application_name="hudang")
        except psycopg.ProgrammingError:
            raise CentralProblem("central_address", "中心库的地址写得不对，没有发布。请核对。") from None
