from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.archive.archive import Archive, create_archive
from tests.storage.exchange import offices
from tests.storage.exchange.sheets import RESOURCES, TOWN


@pytest.fixture
def archive(data_folder: Path) -> Iterator[Archive]:
    """An empty archive of one township."""
    with create_archive(data_folder, division=TOWN, office="微山岛镇", user="李梅", resources=RESOURCES) as opened:
        yield opened


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Archive, ...]]:
    """A township and one of its villages that know each other."""
    with offices.offices(tmp_path, offices.TOWN, offices.VILLAGE) as made:
        yield made
