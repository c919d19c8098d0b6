"""A process that saves, backs up and builds restored archives until it is killed: the other half of a test."""

import sys
from pathlib import Path

from storage.archive import key_slots, restoring
from storage.archive.archive import open_archive
from storage.archive.backup_making import make_point, own_store, source_of
from tests.storage.archive.merge_desks import RESOURCES, change, enter


def run(folder: Path, password: str) -> None:
    """Say how many saves were told as done, one line each."""
    key_slots.MEMORY_KIB, key_slots.ITERATIONS = 64, 1
    archive = open_archive(folder, password=password or None, resources=RESOURCES, answer="moved")
    store = own_store(folder)
    house, _person = enter(archive)
    print(house, flush=True)  # noqa: T201
    number = 0
    while True:
        number += 1
        change(archive, house, note=str(number))
        print(number, flush=True)  # noqa: T201
        point = make_point(source_of(archive), store, "asked")
        if number % 3 == 0:
            restoring.build_restored(folder, store, point, archive.key, RESOURCES)


run(Path(sys.argv[1]), sys.argv[2])
