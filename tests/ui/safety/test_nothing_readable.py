"""A protected archive after a day's work: nothing of the people on file can be read in any file the program left.

Looked through are the data folder, the system's folder for temporary files and the user's state folder, in the middle
of the work and after it, and what a killed program would leave. Texts are looked for in every encoding a file may use,
and in unpacked members of zip files and PDF streams, so that packing alone hides nothing.
"""

import io
import os
import re
import tempfile
import zipfile
import zlib
from functools import partial
from pathlib import Path

import pytest

from models.keys import new_uid, year_uid
from storage.archive import attachments, backups, drafts, key_slots, records
from storage.archive.archive import create_archive, open_archive
from storage.archive.backup_making import make_point, mirror_files, own_store, source_of
from storage.archive.progress import silent
from storage.archive.records import RecordChange
from storage.archive.restoring import build_restored
from storage.exchange.excel_apply import apply_plan
from storage.exchange.excel_out import export_kind
from storage.exchange.excel_plan import plan_import
from storage.exchange.packing import make_pack
from storage.exchange.taking import take_packs
from tests.storage.exchange.offices import RESOURCES, TOWN, VILLAGE, id_number, meet, open_office
from ui.card_jobs import CardOrder, draw_page, make_cards
from ui.crash import report_of, write_log

PASSWORD = "correct horse"
NAME, PHONE, ADDRESS, NOTE = "欧阳疏影", "13800007731", "暗香巷七号", "独居老人需要照看"
DRAFTED = "司马青衫泪湿"
ID_NUMBER = id_number("19631204", 88)
PHOTO = b"\xff\xd8\xff\xe0 house of the family " + bytes(range(256)) * 20
IN_SHEET = "上官浣溪沙"
SECRETS = [
    coded
    for text in (NAME, PHONE, ADDRESS, NOTE, DRAFTED, ID_NUMBER, IN_SHEET)
    for coded in {text.encode(), text.encode("gb18030"), text.encode("utf-16-le"), text.encode("utf-16-be")}
] + [PHOTO[:60], PHOTO[300:360]]


def layers(raw: bytes):
    """The bytes of a file, and those of what is packed in it."""
    yield raw
    if raw[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            for name in packed.namelist():
                yield from layers(packed.read(name))
    for found in re.finditer(rb"stream\r?\n(.*?)endstream", raw, re.DOTALL):
        try:
            yield zlib.decompress(found[1])
        except zlib.error:
            continue


def readable(*folders: Path) -> list[str]:
    found = []
    for folder in folders:
        for path in folder.rglob("*"):
            if not path.is_file():
                continue
            raw = path.read_bytes()
            hit = [secret for layer in layers(raw) for secret in SECRETS if secret in layer]
            if hit or raw[:5] == b"%PDF-" or NAME in path.name:
                found.append(f"{path}: {hit[:1]}")
    return found


@pytest.fixture
def places(tmp_path, monkeypatch):
    """The data folder, and own folders for what programs put elsewhere."""
    monkeypatch.setattr(key_slots, "MEMORY_KIB", 64)
    monkeypatch.setattr(key_slots, "ITERATIONS", 1)
    system, state, data = tmp_path / "system-tmp", tmp_path / "state", tmp_path / "档案"
    for folder in (system, state):
        folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(system))
    monkeypatch.setenv("HUDANG_STATE", str(state))
    monkeypatch.setattr(tempfile, "tempdir", str(system))
    return data, system, state


def enter_household(archive) -> tuple[str, str]:
    household, person = new_uid(), new_uid()
    values = {"division": VILLAGE, "number": "3708261112140001", "phone": PHONE, "address": ADDRESS, "note": NOTE}
    member = {"name": NAME, "relation": "01", "id_number": ID_NUMBER, "id_type": "1"}
    records.save(archive, [RecordChange("household", household, values)])
    records.save(archive, [RecordChange("member", person, member, household)])
    records.save(archive, [RecordChange("year", year_uid(household, 2020), {"head_count_year": 1}, household)])
    records.save(archive, [RecordChange("household", household, {"phone": "13800000001"})])
    return household, person


def a_sheet(place: Path) -> Path:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["户编号", "姓名", "证件号码", "与户主关系", "行政村"])
    sheet.append(["3708261112140002", IN_SHEET, id_number("19700101", 44), "户主", "西张阿村"])
    file = place / "名单.xlsx"
    book.save(file)
    return file


def _look(seen, data, system, *_told) -> None:
    seen.append(readable(data, system))


def test_after_a_day_of_work_nothing_is_readable(places, tmp_path):
    data, system, state = places
    outside = tmp_path / "what the clerk chose"
    outside.mkdir()
    sheet = a_sheet(outside)
    with create_archive(
        data, division=TOWN, office="微山岛镇人民政府", user="李梅", password=PASSWORD, resources=RESOURCES
    ) as archive:
        household, person = enter_household(archive)
        photo = f"{NAME}的房屋.jpg"
        attachments.add_attachment(archive, household, PHOTO, file_name=photo, slot="house", person=person)
        drafts.save_draft(archive, household, {"household": {"note": DRAFTED}})
        seen: list[list[str]] = []
        plan = plan_import(archive, sheet, progress=lambda *_told: seen.append(readable(data, system, state)))
        apply_plan(archive, plan, lambda *_told: seen.append(readable(data, system, state)))
        assert seen
        assert not any(seen)
        cards = make_cards(archive, silent, CardOrder(households=(household,), full=True))
        assert draw_page(archive, silent, cards.file, 0, 72).width
        assert readable(data, system, state) == []  # the preview is open: a killed program leaves just this
        backups.backup(archive, outside / "备份.hdbak")
        for store in (own_store(data), outside / "另一块盘"):
            for _whole_then_tail in range(2):
                point = make_point(source_of(archive), store, "daily")
            mirror_files(source_of(archive), store)
            told = partial(_look, seen, data, system)
            build_restored(data, store, point, archive.key, RESOURCES, told)
        assert not any(seen)
        export_kind(archive, outside / "成员.xlsx", "member", masked=False)
        try:
            raise ValueError(f"{NAME} {ID_NUMBER}")
        except ValueError as fault:
            write_log(data, report_of(fault))
        assert readable(data, system, state) == []
        assert readable(outside), "the search finds what lies open: the sheets the clerk asked for"
        (outside / "成员.xlsx").unlink()
        sheet.unlink()
        assert readable(outside) == []  # the backup
    assert readable(data, system, state) == []
    assert not list(system.rglob("*"))
    with open_archive(data, password=PASSWORD, resources=RESOURCES) as archive:
        assert drafts.load_draft(archive, household).data["household"]["note"] == DRAFTED


def test_a_pack_on_the_stick_and_its_copies_are_not_readable(places, tmp_path):
    data, system, state = places
    stick = tmp_path / "stick"
    stick.mkdir()
    with (
        open_office(data / "村", VILLAGE, password=PASSWORD) as village,
        open_office(data / "镇", TOWN, password=PASSWORD) as town,
    ):
        meet(tmp_path, village, town)
        household, person = enter_household(village)
        attachments.add_attachment(village, household, PHOTO, file_name="房屋.jpg", slot="house", person=person)
        made = make_pack(village, stick, town.office.name)
        (taken,) = take_packs(town, made.files)
        assert taken.outcome == "applied"
        assert readable(data, system, state, stick) == []
    assert readable(data, system, state, stick) == []
    assert not [path for path in stick.iterdir() if NAME in path.name]


def test_a_plain_archive_is_readable_and_the_search_says_so(places):
    data, _system, _state = places
    with create_archive(data, division=TOWN, office="微山岛镇人民政府", user="李梅", resources=RESOURCES) as archive:
        enter_household(archive)
    assert readable(data)
    assert os.environ["TMPDIR"]
