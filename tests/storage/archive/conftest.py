"""Desks that the merge tests share."""

from __future__ import annotations

import pytest

from tests.storage.archive.merge_desks import TOWN, VILLAGE, make


@pytest.fixture
def village(tmp_path):
    with make(tmp_path / "village", VILLAGE, "李梅") as opened:
        yield opened


@pytest.fixture
def town(tmp_path):
    with make(tmp_path / "town", TOWN, "王强") as opened:
        yield opened
