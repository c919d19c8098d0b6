"""T2: every fault sown into the merge is noticed by the histories, or else by the scenes of test_merging*.py."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.storage.archive.merge_faults import FAULTS
from tests.storage.archive.merge_history import run_history

SOAK = int(os.environ.get("HUDANG_SOAK", "0"))
HISTORIES = 200
"""So many histories are tried on one fault before it counts as a survivor."""

EXPLAINED = frozenset({"moves decide by lamport"})
"""Faults that neither notices within that many histories: see docs/merge.md."""

HERE = Path(__file__).resolve().parent
SCENES = ("test_merging.py", "test_merging_undo.py", "test_merging_odd.py")
SOWN = """
import sys
import pytest
from tests.storage.archive.merge_faults import FAULTS
with next(fault for fault in FAULTS if fault.name == sys.argv[1]).sown():
    sys.exit(pytest.main(["-q", "-x", "-p", "no:cacheprovider", *sys.argv[2:]]))
"""


def scenes_notice(fault):
    """Tell whether the scenes fail with the fault in place."""
    command = [sys.executable, "-c", SOWN, fault.name, *(str(HERE / name) for name in SCENES)]
    return subprocess.run(command, cwd=HERE.parents[2], capture_output=True, check=False).returncode == 1


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
    noticed = seed is not None or scenes_notice(fault)
    with capsys.disabled():
        found = f"noticed by seed {seed}" if seed is not None else "noticed by a scene" if noticed else "survived"
        print(f"\nT2: {fault.name}: {found}")
    assert noticed or fault.name in EXPLAINED


def test_there_are_enough_faults():
    assert len(FAULTS) >= 40
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
