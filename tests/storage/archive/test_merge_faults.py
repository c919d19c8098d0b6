"""T2: every fault sown into the merge is noticed by the histories, or explained in docs/merge.md."""

from __future__ import annotations

import os

import pytest

from tests.storage.archive.merge_faults import FAULTS
from tests.storage.archive.merge_history import run_history

SOAK = int(os.environ.get("HUDANG_SOAK", "0"))
HISTORIES = 200
"""So many histories are tried on one fault before it counts as a survivor."""

EXPLAINED = frozenset[str]()
"""Faults that change nothing anyone could see: see docs/merge.md."""


def first_seed_that_notices(fault, folder, histories):
    """Return the first seed whose history fails with the fault in place, or None."""
    for seed in range(histories):
        place = folder / f"{seed}"
        place.mkdir()
        try:
            with fault.sown():
                run_history(place, seed, 40)
        except Exception:  # noqa: BLE001 - any failure is a fault noticed
            return seed
    return None


@pytest.mark.parametrize("fault", FAULTS[:4], ids=lambda fault: fault.name)
def test_a_gross_fault_is_noticed_at_once(fault, tmp_path):
    assert first_seed_that_notices(fault, tmp_path, 5) is not None


@pytest.mark.soak
@pytest.mark.skipif(not SOAK, reason="make soak")
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_every_fault_is_noticed(fault, tmp_path, capsys):
    seed = first_seed_that_notices(fault, tmp_path, HISTORIES)
    with capsys.disabled():
        print(f"\nT2: {fault.name}: " + ("survived" if seed is None else f"noticed by seed {seed}"))
    assert (seed is None) == (fault.name in EXPLAINED)


def test_there_are_enough_faults():
    assert len(FAULTS) >= 40
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
