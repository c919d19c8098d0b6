import lzma

import pytest

from reports.font_files import font_file


def test_a_font_in_the_folder_is_taken_as_it_is(tmp_path):
    (tmp_path / "a.ttf").write_bytes(b"font")
    assert font_file(tmp_path, "a.ttf", tmp_path / "cache") == tmp_path / "a.ttf"
    assert font_file(tmp_path, "none.ttf", tmp_path / "cache") == tmp_path / "none.ttf"


def test_a_packed_font_is_unpacked_once_and_anew_when_it_changed(tmp_path):
    cache = tmp_path / "cache"
    (tmp_path / "a.ttf.xz").write_bytes(lzma.compress(b"font" * 100))
    found = font_file(tmp_path, "a.ttf", cache)
    assert found.read_bytes() == b"font" * 100
    before = found.stat().st_mtime_ns
    assert font_file(tmp_path, "a.ttf", cache).stat().st_mtime_ns == before
    (tmp_path / "a.ttf.xz").write_bytes(lzma.compress(b"another font"))
    assert font_file(tmp_path, "a.ttf", cache).read_bytes() == b"another font"
    assert sorted(path.name for path in cache.iterdir()) == ["a.ttf", "a.ttf.size"]


def test_a_damaged_packed_font_leaves_nothing_behind(tmp_path):
    (tmp_path / "a.ttf.xz").write_bytes(lzma.compress(b"font" * 100)[:40])
    with pytest.raises((EOFError, lzma.LZMAError)):
        font_file(tmp_path, "a.ttf", tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []
