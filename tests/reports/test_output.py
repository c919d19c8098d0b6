"""Files written aside: the old file or the new one, whatever happens in between."""

from pathlib import Path

import pytest

from reports.output import written_aside


def test_what_a_killed_print_left_beside_is_used_up_by_the_next(tmp_path):
    target, left = tmp_path / "户卡.pdf", tmp_path / "户卡.pdf.part"
    target.write_bytes(b"old")
    left.write_bytes(b"half of a longer file")
    with written_aside(target) as file:
        file.write(b"new")
    assert target.read_bytes() == b"new"
    assert not left.exists()


def break_off(target: Path) -> None:
    with written_aside(target) as file:
        file.write(b"ne")
        raise KeyboardInterrupt


def test_a_print_that_fails_leaves_the_old_file_and_nothing_beside(tmp_path):
    target = tmp_path / "户卡.pdf"
    target.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt):
        break_off(target)
    assert [path.name for path in tmp_path.iterdir()] == ["户卡.pdf"]
    assert target.read_bytes() == b"old"
