from datetime import date, datetime

import pytest

from storage.archive.progress import Cancelled
from storage.exchange.problems import ExchangeProblem
from storage.exchange.reader import SheetReader
from storage.exchange.text_book import BadText, decode
from tests.storage.exchange.sheets import bare_workbook, sheet_xml, write_csv, write_sheet


def all_rows(path, **more):
    with SheetReader(path, **more) as reader:
        sheet = reader.sheets()[0][0]
        return [pair for numbers, rows in reader.rows(sheet) for pair in zip(numbers, rows, strict=True)]


def test_rows_keep_the_numbers_a_clerk_sees(tmp_path):
    path = write_sheet(tmp_path / "a.xlsx", ["", "姓名"], [[], ["", "赵一"], [], [], ["", "钱二"]], titles=["", "标题"])
    assert all_rows(path) == [(2, ["标题", ""]), (3, ["", "姓名"]), (5, ["", "赵一"]), (8, ["", "钱二"])]


def test_cells_keep_their_types(tmp_path):
    values = ["字", 3.5, 7, True, date(2020, 1, 2), datetime(2020, 1, 2, 3, 4)]
    path = write_sheet(tmp_path / "a.xlsx", ["a"] * 6, [values])
    row = all_rows(path)[1][1]
    assert row == ["字", 3.5, 7.0, True, date(2020, 1, 2), datetime(2020, 1, 2, 3, 4)]
    assert [type(cell) for cell in row] == [str, float, float, bool, date, datetime]


def test_more_rows_than_one_message_holds(tmp_path):
    path = write_sheet(tmp_path / "a.xlsx", ["n"], [[f"r{n}"] for n in range(1234)])
    rows = all_rows(path)
    assert len(rows) == 1235
    assert rows[-1] == (1235, ["r1233"])


def test_a_wrong_dimension_hides_nothing(tmp_path):
    rows = b"".join(
        b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>r</t></is></c><c r="C%d"><v>5</v></c></row>' % (n, n, n)
        for n in range(1, 8)
    )
    xml = sheet_xml(rows).replace(b"<sheetData>", b'<dimension ref="A1"/><sheetData>')
    read = all_rows(bare_workbook(tmp_path / "a.xlsx", xml))
    assert [number for number, _row in read] == list(range(1, 8))
    assert read[6][1] == ["r", "", 5.0]


def test_a_trap_that_passes_the_look_ends_the_child_and_not_the_program(tmp_path):
    # written as character references the far corners escape the quick look; the reader then asks for gigabytes
    cells = b"".join(
        b'<row r="%s"><c r="%s%s"><v>1</v></c></row>' % (row, column, row)
        for row, column in ((b"1", b"A"), (b"1048576", b"&#88;FD"))
    )
    path = bare_workbook(tmp_path / "陷阱.xlsx", sheet_xml(cells))
    with pytest.raises(ExchangeProblem) as caught:
        all_rows(path)
    assert caught.value.code in ("memory", "damaged")
    assert "陷阱.xlsx" in caught.value.sentence


def test_memory_is_bounded(tmp_path):
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="75000"><c r="AZ75000"><v>1</v></c></row>'
    path = bare_workbook(tmp_path / "大.xlsx", sheet_xml(rows))
    with pytest.raises(ExchangeProblem) as caught:
        all_rows(path, memory=100 * 1024 * 1024)
    assert caught.value.code == "memory"
    small = write_sheet(tmp_path / "小.xlsx", ["a"], [["b"]])
    assert len(all_rows(small, memory=100 * 1024 * 1024)) == 2


def test_a_million_styled_empty_rows_are_no_rows(tmp_path):
    styled = b"".join(b'<row r="%d" s="1"><c r="A%d" s="1"/></row>' % (n, n) for n in range(2, 200_000))
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row>' + styled
    path = bare_workbook(tmp_path / "样式.xlsx", sheet_xml(rows))
    assert all_rows(path) == [(1, [1.0])]


def test_what_ends_a_slow_file(tmp_path):
    path = write_sheet(tmp_path / "a.xlsx", ["n"], [["r"]])
    with pytest.raises(ExchangeProblem) as caught, SheetReader(path, seconds=-1.0) as reader:
        reader._answer()  # nothing was asked, so nothing comes
    assert caught.value.code == "time"


def test_a_job_can_be_stopped_while_the_child_works(tmp_path):
    path = write_sheet(tmp_path / "a.xlsx", ["n"], [["r"]])

    def stop(_done, _total, text):
        if text == "读取表格":
            raise Cancelled

    with pytest.raises(Cancelled), SheetReader(path, stop) as reader:
        reader._answer()
    with pytest.raises(ValueError):  # the child is gone
        reader._child.is_alive()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_files_in_every_encoding(tmp_path, encoding):
    path = write_csv(tmp_path / "名单.csv", ["姓名", "备注"], [["赵䶮", "第一行\n第二行"], ["钱二", ""]], encoding)
    assert all_rows(path) == [(1, ["姓名", "备注"]), (2, ["赵䶮", "第一行\n第二行"]), (3, ["钱二", ""])]


def test_tabs_divide_as_well_as_commas(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("姓名\t备注\n赵一\t在家，务农\n".encode("gb18030"))
    assert all_rows(path)[1] == (2, ["赵一", "在家，务农"])


def test_what_is_no_text_says_so(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n\x81\xff\xff")
    with pytest.raises(ExchangeProblem) as caught:
        all_rows(path)
    assert caught.value.code == "encoding"
    with pytest.raises(BadText):
        decode(b"\x81\xff\xff")


def test_hidden_sheets_are_told(tmp_path):
    import openpyxl

    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "名单"
    book.create_sheet("旧").sheet_state = "hidden"
    book.save(path)
    with SheetReader(path) as reader:
        assert reader.sheets() == [("名单", False), ("旧", True)]
