"""T1: random histories of many desks come to one state, and nothing that nobody replaced is lost."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.storage.archive.merge_chance import Chance
from tests.storage.archive.merge_history import WEIGHTS, History, run_history

SOAK = int(os.environ.get("HUDANG_SOAK", "0"))
IN_TEST = 60
PER_SOAK = 200
"""Histories for each unit of HUDANG_SOAK: 20,000 at 100."""


def test_histories_by_seed_converge(tmp_path):
    """Every seed is one history, the same on every machine: `run_history(folder, seed, steps)` runs it again."""
    counts: dict[str, int] = {}
    for seed in range(IN_TEST):
        folder = tmp_path / f"{seed}"
        folder.mkdir()
        for what, number in run_history(folder, seed, 40).counts.items():
            counts[what] = counts.get(what, 0) + number
    for what in ("edits", "merges", "clones", "restores noticed", "restores unnoticed", "with a fork", "transfers"):
        assert counts[what] > 0, f"no {what}: the histories have become too tame"


@settings(max_examples=10)
@given(steps=st.lists(st.sampled_from(sorted(WEIGHTS)), max_size=40), seed=st.integers(0, 1 << 32))
def test_any_order_of_steps_converges(tmp_path_factory, steps, seed):
    """Hypothesis chooses what happens, and makes a history that fails shorter."""
    chance = Chance(seed)
    with chance.ruling():
        world = History(tmp_path_factory.mktemp("world"), chance, 3)
        try:
            world.begin()
            for kind in steps:
                world.step([kind])
            world.finish()
        finally:
            world.close()


@pytest.mark.soak
@pytest.mark.skipif(not SOAK, reason="make soak")
def test_many_histories_converge(tmp_path, capsys):
    counts: dict[str, int] = {}
    number = PER_SOAK * SOAK
    for seed in range(10_000, 10_000 + number):
        folder = tmp_path / f"{seed}"
        folder.mkdir()
        for what, found in run_history(folder, seed, 60).counts.items():
            counts[what] = counts.get(what, 0) + found
    with capsys.disabled():
        print(f"\nT1: {number} histories, seeds from 10000: {dict(sorted(counts.items()))}")
