"""Trouble with the central database, as one sentence; never with its address, which may hold a password."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

import psycopg

from storage.archive.problems import StorageProblem


class CentralProblem(StorageProblem):
    """Known trouble with the central database."""


@contextmanager
def known_problems() -> Generator[None]:
    """Turn what psycopg raises into a CentralProblem."""
    try:
        yield
    except psycopg.Error as problem:
        raise _known(problem) from None  # the message may name a person's values or the address


def _known(problem: psycopg.Error) -> CentralProblem:
    if isinstance(problem, psycopg.errors.InsufficientPrivilege):
        return CentralProblem(
            "central_rights", "中心库不让这个用户写入，没有发布。请让管理员给这个用户建表和写入的权限。"
        )
    if isinstance(problem, psycopg.errors.DiskFull):
        return CentralProblem(
            "central_full", "中心库的磁盘满了。已完成的村保留，其余没有写入。请清理后再发布一次，会从断处接着做。"
        )
    if isinstance(problem, psycopg.OperationalError):
        return CentralProblem(
            "central_lost",
            "连不上中心库，或连接断了。已完成的村保留，其余没有写入，本机档案没有改动。"
            "请检查地址、口令和网络，再发布一次，会从断处接着做。",
        )
    state = problem.sqlstate or type(problem).__name__
    return CentralProblem("central", f"中心库拒绝了写入（{state}）。已完成的村保留，其余没有写入，本机档案没有改动。")
