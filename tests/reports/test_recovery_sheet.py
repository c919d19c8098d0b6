"""The recovery sheet reads back: by eye, by a scanner, and into the archive."""

from pathlib import Path

from reports.recovery_sheet import SheetFacts, recovery_sheet
from storage.archive.recovery_code import code_of, secret_of
from tests.reports import reading

FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"
SECRET = bytes(range(7, 23))


def test_the_code_stands_on_it_in_groups_and_as_a_symbol(tmp_path):
    code = code_of(SECRET)
    file = tmp_path / "恢复单.pdf"
    file.write_bytes(recovery_sheet(code, SheetFacts("微山岛镇人民政府", "一号窗口", "李梅", "2026-03-02"), FONTS))
    (text,) = reading.texts(file)
    for part in (*code.split("-"), "微山岛镇人民政府", "一号窗口", "李梅", "2026-03-02", "第 8 组"):
        assert part in text
    (scanned,) = reading.codes(file)
    assert secret_of(scanned) == SECRET
    assert all(one[0] > 0 and one[2] < 595 and one[1] > 0 and one[3] < 842 for one in reading.outlines(file))
