import json

import pytest

from models.catalogue import ENTITIES
from models.fields import Kind
from reports.book_blocks import BLOCKS
from reports.card_values import getter
from reports.layout_values import alignment, cell_text, heading
from reports.layouts import (
    WORDING_LABELS,
    OfficeChange,
    change_from,
    changed,
    read_layout,
    shipped_layouts,
)
from reports.notice_fields import PUBLIC_FIELDS, PUBLIC_VALUES
from reports.problems import ReportProblem
from reports.sheets import PAPERS
from tests.reports.samples import RESOURCES

LAYOUTS = shipped_layouts(RESOURCES)


def test_the_layouts_of_the_guide_are_there_in_their_order():
    assert list(LAYOUTS) == [
        "card",
        "file",
        "members",
        "income",
        "visits",
        "measures",
        "received",
        "student",
        "housing",
        "notice_in",
        "notice_list",
        "notice_out",
        "poster_helpers",
    ]
    for file in (RESOURCES / "layouts").glob("*.json"):
        assert json.loads(file.read_text("utf-8"))["name"] == file.stem


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_every_name_exists_and_every_layout_can_be_edited(layout):
    assert layout.paper in PAPERS
    assert layout.masked
    assert set(layout.wording) <= set(WORDING_LABELS)
    for section in layout.sections:
        assert section.block in {*BLOCKS, "cover"}
        if section.block == "pairs":
            assert all(callable(getter(item.source)) for item in section.items)
        if section.block == "table" and section.table != "public":
            assert all(callable(cell_text(item.source)) for item in section.items)
        if section.block == "table":
            assert all(heading(item.source, item.label) for item in section.items)
            assert sum(item.share for item in section.items) == pytest.approx(100)


def test_wrong_names_fail_at_once():
    for source in ("visit.no_such_field", "no_such_cell", "nothing.name"):
        with pytest.raises(KeyError):
            cell_text(source)


def test_amounts_stand_at_the_right_and_long_texts_at_the_left():
    assert alignment("measure.amount") == alignment("net") == "right"
    assert alignment("visit.content") == alignment("measure_text") == "left"
    assert alignment("member.name") == "center"


def test_an_office_changes_titles_paper_masking_and_wording():
    change = OfficeChange(
        "微山县帮扶明白卡", "two_up", False, {"hotline": "0537-12317", "new": "x"}, ("户主", "", "村")
    )
    made = changed(LAYOUTS["card"], change)
    assert (made.title, made.paper, made.masked) == ("微山县帮扶明白卡", "two_up", False)
    assert made.wording == {"hotline": "0537-12317", "statement": "以上内容属实，本人已知晓"}
    assert made.signatures == ("户主", "村")
    assert made.sections == LAYOUTS["card"].sections
    assert changed(LAYOUTS["card"], OfficeChange()) == LAYOUTS["card"]
    assert changed(LAYOUTS["card"], change_from(json.loads(json.dumps(change.as_setting())))) == made


@pytest.mark.parametrize(
    "stored", [None, 3, [], {"title": 7, "paper": "a9", "masked": "no", "wording": [], "signatures": 1}]
)
def test_a_damaged_setting_leaves_the_layout_as_shipped(stored):
    assert changed(LAYOUTS["file"], change_from(stored)) == LAYOUTS["file"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (OfficeChange(title="长" * 61), "title_too_long"),
        (OfficeChange(wording={"hotline": "长" * 401}), "wording_too_long"),
        (OfficeChange(signatures=("一", "二", "三", "四", "五")), "too_many_signatures"),
    ],
)
def test_what_does_not_fit_the_page_is_refused(change, code):
    with pytest.raises(ReportProblem) as caught:
        changed(LAYOUTS["card"], change)
    assert caught.value.code == code
    assert "没有保存" in caught.value.sentence


def test_a_source_can_be_named_anew_and_take_the_whole_row():
    layout = read_layout(
        {
            "name": "x",
            "label": "x",
            "kind": "household",
            "title": "x",
            "sections": [{"title": "甲", "pairs": ["household.address=住址*", "people"]}],
        }
    )
    first, second = layout.sections[0].items
    assert (first.source, first.label, first.wide) == ("household.address", "住址", True)
    assert (second.source, second.label, second.wide) == ("people", "", False)


PUBLIC = [layout for layout in LAYOUTS.values() if layout.public]


def test_what_hangs_in_public_names_only_public_fields():
    assert len(PUBLIC) == 4
    for layout in PUBLIC:
        (section,) = layout.sections
        assert {item.source for item in section.items} <= PUBLIC_FIELDS | PUBLIC_VALUES


def test_no_public_field_is_sensitive_or_tells_of_health_and_each_exists():
    private = {Kind.ID_NUMBER, Kind.PHONE, Kind.BANK_CARD, Kind.NOTE}
    health = {"health", "disability_type", "disability_level", "labour", "cause", "risk"}
    for source in PUBLIC_FIELDS:
        entity, name = source.split(".")
        field = ENTITIES[entity].field(name)
        assert not field.sensitive
        assert field.kind not in private
        assert field.codes not in health


@pytest.mark.parametrize("text", [
    "联系人王某 13800001234", "身份证 37082619720308017X", "卡号 6228 4800 1234 5678 901", "手机１３８００００１２３４",
    "电话138-0000-1234",
])  # fmt: skip
def test_an_office_cannot_write_a_person_s_number_into_a_notice(text):
    for change in (
        OfficeChange(wording={"closing": text}),
        OfficeChange(title=text[:40]),
        OfficeChange(signatures=(text,)),
    ):
        with pytest.raises(ReportProblem) as caught:
            changed(LAYOUTS["notice_out"], change)
        assert caught.value.code == "personal_number"


@pytest.mark.parametrize(
    "text", ["监督电话 0537-12345678", "公示期 7 天，2017-10-12 至 2017-10-18", "12317", "2017年10月12日"]
)
def test_landlines_dates_and_hotlines_may_stand_there(text):
    assert changed(LAYOUTS["notice_out"], OfficeChange(wording={"closing": text})).wording["closing"] == text


def test_masking_of_a_notice_cannot_be_switched_off():
    assert changed(LAYOUTS["notice_out"], OfficeChange(masked=False)).masked
