import zipfile

import pytest

from storage.exchange.prescan import MOST_UNPACKED_BYTES, look_at
from storage.exchange.problems import ExchangeProblem
from tests.storage.exchange.biff import ole_file
from tests.storage.exchange.sheets import bare_workbook, people, rewrite_part, sheet_xml, write_form


def refusal(path):
    with pytest.raises(ExchangeProblem) as caught:
        look_at(path)
    assert path.name in caught.value.sentence
    assert caught.value.sentence.endswith("。")
    return caught.value.code


def test_an_ordinary_workbook_passes(tmp_path):
    look = look_at(write_form(tmp_path / "名单.xlsx", "E1", people()))
    assert (look.kind, look.dates_from_1904) == ("xlsx", False)


def test_a_workbook_with_dates_from_1904_says_so(tmp_path):
    path = write_form(tmp_path / "名单.xlsx", "E1", people())
    rewrite_part(path, "xl/workbook.xml", lambda xml: xml.replace(b"<workbookPr", b'<workbookPr date1904="1"'))
    assert look_at(path).dates_from_1904


def test_missing_and_empty_files(tmp_path):
    assert refusal(tmp_path / "没有.xlsx") == "missing"
    empty = tmp_path / "空.xlsx"
    empty.write_bytes(b"")
    assert refusal(empty) == "empty"


def test_a_zip_bomb_is_refused_before_it_unpacks(tmp_path):
    path = tmp_path / "炸弹.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("xl/workbook.xml", b"<workbook/>")
        with target.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(MOST_UNPACKED_BYTES // (16 * 1024 * 1024) + 1):
                part.write(b" " * (16 * 1024 * 1024))
    assert path.stat().st_size < 2_000_000
    assert refusal(path) == "bomb"


def test_a_part_squeezed_too_tightly_is_refused(tmp_path):
    path = bare_workbook(tmp_path / "紧.xlsx", sheet_xml(b"<row r='1'></row>" * 400_000))
    assert refusal(path) == "bomb"


def test_a_document_type_is_refused(tmp_path):
    evil = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d "&b;&b;">]>' + sheet_xml(b"")
    assert refusal(bare_workbook(tmp_path / "实体.xlsx", evil)) == "doctype"
    wide = evil.decode().encode("utf-16")
    assert refusal(bare_workbook(tmp_path / "宽.xlsx", wide)) == "doctype"


@pytest.mark.parametrize("attributes", [b"", b' t="inlineStr"', b' s="1" t="inlineStr"'])
def test_cells_in_far_corners_are_refused(tmp_path, attributes):
    cells = b'<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>' + (
        b'<row r="1048576"><c r="XFD1048576"' + attributes + b"><is><t>b</t></is></c></row>"
    )
    path = bare_workbook(tmp_path / "角.xlsx", sheet_xml(cells))
    assert path.stat().st_size < 3000
    assert refusal(path) == "far_cell"


def test_empty_styled_cells_in_far_columns_do_no_harm(tmp_path):
    filled = b'<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
    cells = filled + b'<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    assert look_at(bare_workbook(tmp_path / "样式.xlsx", sheet_xml(cells))).kind == "xlsx"


def test_what_is_no_workbook_is_called_by_its_name(tmp_path):
    cases = {
        "网页.xls": (b"MIME-Version: 1.0\nContent-Type: multipart/related", "html"),
        "表格.xml": (b'<?xml version="1.0"?><Workbook/>', "xml"),
        "图片.xlsx": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not_excel"),
        "坏.xlsx": (b"PK\x03\x04 and nothing more", "damaged"),
    }
    for name, (content, code) in cases.items():
        path = tmp_path / name
        path.write_bytes(content)
        assert refusal(path) == code
    word = tmp_path / "文档.xlsx"
    with zipfile.ZipFile(word, "w") as target:
        target.writestr("word/document.xml", b"<document/>")
    assert refusal(word) == "not_excel"


def test_a_workbook_with_an_opening_password_says_so(tmp_path):
    # an encrypted workbook is an OLE file whose directory names the stream EncryptedPackage
    path = tmp_path / "加密.xlsx"
    path.write_bytes(ole_file({"EncryptedPackage": bytes(5000), "EncryptionInfo": bytes(300)}))
    assert refusal(path) == "password"


def test_text_files_are_left_to_the_reader(tmp_path):
    path = tmp_path / "名单.csv"
    path.write_bytes("姓名,证件号码\n".encode("gb18030"))
    assert look_at(path).kind == "text"


@pytest.mark.parametrize(
    ("error", "part"), [(PermissionError(13, "x"), "正被别的程序打开"), (OSError(5, "x"), "盘可能没插好")]
)
def test_a_file_that_is_locked_or_on_a_bad_disk_says_so(tmp_path, monkeypatch, error, part):
    path = write_form(tmp_path / "名单.xlsx", "E1", people())

    def refuse(*_args, **_more):
        raise error

    monkeypatch.setattr("pathlib.Path.open", refuse)
    with pytest.raises(ExchangeProblem) as caught:
        look_at(path)
    assert caught.value.code == "unreadable"
    assert part in caught.value.sentence
