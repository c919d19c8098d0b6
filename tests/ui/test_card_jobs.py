import pytest

from storage.archive.files import resolve_household
from storage.archive.progress import Cancelled
from tests.ui.office import VILLAGE, make_archive
from ui.card_jobs import CardOrder, draw_page, keep_copy, make_cards


def nothing(_done, _total, _text):
    pass


@pytest.fixture
def archive(data_folder):
    with make_archive(data_folder, households=60) as made:
        yield made


def test_progress_knows_its_end(archive):
    seen = []
    cards = make_cards(archive, lambda done, total, _text: seen.append((done, total)), CardOrder(scope=VILLAGE))
    assert cards.households == 60
    assert {total for _done, total in seen} == {60}
    assert seen[-1] == (60, 60)


def test_a_cancelled_run_leaves_no_file_with_personal_data(archive):
    def stop(_done, _total, _text):
        raise Cancelled

    with pytest.raises(Cancelled):
        make_cards(archive, stop, CardOrder(scope=VILLAGE))
    assert list((archive.folder / "tmp").iterdir()) == []


def test_a_page_is_drawn_in_the_wanted_resolution(archive):
    cards = make_cards(archive, nothing, CardOrder(households=(resolve_household(archive, "99010400100000"),)))
    image = draw_page(archive, nothing, cards.file, 0, 72)
    assert (image.width, image.height) == (596, 842)
    assert len(image.pixels) == image.width * image.height * 3
    assert len(set(image.pixels)) > 10


def test_a_copy_replaces_the_old_file_whole(archive, tmp_path):
    cards = make_cards(archive, nothing, CardOrder(scope=VILLAGE))
    target = tmp_path / "户卡.pdf"
    target.write_bytes(b"old")
    keep_copy(archive, nothing, cards, target)
    assert target.read_bytes() == cards.file.read_bytes()
    assert list(tmp_path.glob("*.part")) == []
