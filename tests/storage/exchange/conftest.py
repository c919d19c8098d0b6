from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.archive.archive import Archive, create_archive
from tests.storage.exchange.sheets import RESOURCES, TOWN


@pytest.fixture
def archive(data_folder: Path) -> Iterator[Archive]:
    """An empty archive of one township."""
    with create_archive(data_folder, division=TOWN, office="微山岛镇", user="李梅", resources=RESOURCES) as opened:
        yield opened
