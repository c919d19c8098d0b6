import pytest
from reportlab.pdfgen.canvas import Canvas

from reports.page_images import page_count, page_image, page_size
from reports.problems import ReportProblem


@pytest.fixture
def document(tmp_path):
    canvas = Canvas(str(tmp_path / "x.pdf"), (101, 50))
    canvas.setFillColorRGB(1, 0, 0)
    canvas.rect(0, 0, 50, 50, stroke=0, fill=1)
    canvas.showPage()
    canvas.showPage()
    canvas.save()
    return tmp_path / "x.pdf"


def test_pages_are_counted_and_measured(document):
    assert page_count(document) == 2
    assert page_size(document, 0) == pytest.approx((101, 50))


@pytest.mark.parametrize("dots", [72, 100, 144])
def test_a_page_is_rows_of_red_green_blue_from_the_top(document, dots):
    image = page_image(document, 0, dots)
    assert image.width == pytest.approx(101 * dots / 72, abs=1)
    assert len(image.pixels) == image.width * image.height * 3
    for row in (0, image.height - 1):
        first = image.pixels[row * image.width * 3 :][: image.width * 3]
        assert first[:3] == b"\xff\x00\x00"
        assert first[-3:] == b"\xff\xff\xff"


def test_an_empty_page_is_white(document):
    image = page_image(document, 1)
    assert set(image.pixels) == {255}


def test_a_page_that_is_not_there(document):
    with pytest.raises(IndexError):
        page_image(document, 2)


@pytest.mark.parametrize("content", [b"", b"no pdf at all", None])
def test_a_file_that_is_no_pdf_is_a_sentence(tmp_path, content):
    path = tmp_path / "bad.pdf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ReportProblem) as caught:
        page_count(path)
    assert "打不开" in caught.value.sentence
