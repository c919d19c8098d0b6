import pytest
from PySide6.QtGui import QColor, QImage

from tests.ui.photos import image, jpeg, noise, with_exif
from ui.photo_reduce import LONGEST, MOST_BYTES, PhotoProblem, reduce_image, reduce_photo, taken_on


def test_a_camera_photo_is_turned_upright_and_made_small(qapp):
    sideways = with_exif(jpeg(image(2400, 1800)), orientation=6, taken="2017:03:15 10:00:00")
    photo = reduce_photo(sideways, "a.jpg")
    made = QImage.fromData(photo.content)
    assert (made.width(), made.height()) == (1200, LONGEST)
    assert photo.taken == "2017-03-15"


@pytest.mark.parametrize(("width", "height"), [(900, 700), (1700, 300)])
def test_even_noise_fits_into_300_kb(qapp, width, height):
    photo = reduce_image(noise(width, height))
    made = QImage.fromData(photo.content)
    assert len(photo.content) <= MOST_BYTES
    assert max(made.width(), made.height()) <= LONGEST
    assert made.width() / made.height() == pytest.approx(width / height, rel=0.02)


def test_a_small_photo_keeps_its_size(qapp):
    assert QImage.fromData(reduce_photo(jpeg(image(640, 480)), "a.jpg").content).width() == 640


def test_what_is_transparent_becomes_white(qapp):
    clear = QImage(50, 50, QImage.Format.Format_ARGB32)
    clear.fill(QColor(0, 0, 0, 0))
    assert QImage.fromData(reduce_image(clear).content).pixelColor(25, 25) == QColor("white")


def test_what_is_no_photo_is_refused_in_words(qapp):
    with pytest.raises(PhotoProblem) as caught:
        reduce_photo(b"not a photo", "IMG_1.HEIC")
    assert "IMG_1.HEIC" in caught.value.sentence


@pytest.mark.parametrize("cut", [3, 12, 30, 50])
def test_a_damaged_exif_block_is_no_reason_to_fail(qapp, cut):
    whole = with_exif(jpeg(image(64, 48)), orientation=1, taken="2017:03:15 10:00:00")
    assert taken_on(whole) == "2017-03-15"
    assert taken_on(whole[:cut]) is None
