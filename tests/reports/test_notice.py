import re

import pytest

from models.catalogue import ENTITIES
from models.fields import Kind
from reports.card_context import card_data
from reports.layouts import OfficeChange, changed, shipped_layouts
from reports.notice import CHOICES, public_rows
from reports.notice_fields import HEALTH_FIELDS, PUBLIC_FIELDS, without_numbers
from reports.print_run import PrintOptions
from reports.printing import write_layout
from reports.problems import ReportProblem
from tests.reports.reading import above, texts
from tests.reports.samples import RESOURCES, context, family, whole_family

LAYOUTS = shipped_layouts(RESOURCES)
NOTICES = [layout.name for layout in LAYOUTS.values() if layout.public]


def everything_about(file):
    """Return every value of a file as text, with the field it belongs to."""
    records = [("household", file.household), *(("member", one) for one in file.members)]
    records += [("helper", one) for one in file.helpers.values()]
    records += [(name, one) for name, listed in file.parts.items() for one in listed]
    for year in file.years.values():
        records += [("year", year.values), *(("member_year", facts) for facts in year.members.values())]
    for entity, record in records:
        for field in ENTITIES[entity].fields:
            if record.get(field.name) is not None:
                yield f"{entity}.{field.name}", field, record[field.name]


def poster_family(**changes):
    more = {"identified_year": 2017, "exit_year": 2017, "head_id_number": "99000019720308017X"}
    file = whole_family(**(more | changes))
    file.household["note"] = "备注里的 13800000077"
    return file


@pytest.fixture
def out(tmp_path):
    return tmp_path / "公示.pdf"


def write(out, name, files, layout=None, **options):
    result = write_layout(out, files, context(**options), layout or LAYOUTS[name], PrintOptions(full=True))
    return result, texts(out)


@pytest.mark.parametrize("name", NOTICES)
def test_no_number_and_no_health_of_anybody_is_on_a_notice_even_if_asked_for(out, name):
    file = poster_family()
    _result, pages = write(out, name, [file])
    text = "".join(pages)
    assert "龚\U00020bb7㐂" in text
    for source, field, value in everything_about(file):
        if field.sensitive or field.kind in (Kind.ID_NUMBER, Kind.PHONE, Kind.BANK_CARD):
            assert str(value) not in text
            assert str(value)[-4:] not in re.sub(r"\s", "", text)
        if source in HEALTH_FIELDS:
            shown = value if isinstance(value, list) else [value]
            for code in shown:
                told = context().codes.text(field.codes, code) if field.codes else str(code)
                assert told == "健康" or len(told) < 2 or told not in text


def test_a_layout_that_asks_for_more_is_refused_not_trimmed():
    data = card_data(family(), context(), True)
    for entity in ENTITIES.values():
        for field in entity.fields:
            source = f"{entity.name}.{field.name}"
            if source not in PUBLIC_FIELDS:
                with pytest.raises(ValueError, match="not public"):
                    public_rows(data, ["head_name", source])


def test_sensitive_and_health_fields_are_never_public():
    sensitive = {
        f"{entity.name}.{field.name}"
        for entity in ENTITIES.values()
        for field in entity.fields
        if field.sensitive or field.kind in (Kind.ID_NUMBER, Kind.PHONE, Kind.BANK_CARD)
    }
    assert len(sensitive) > 12
    assert not PUBLIC_FIELDS & sensitive
    assert not PUBLIC_FIELDS & HEALTH_FIELDS
    for source in PUBLIC_FIELDS | HEALTH_FIELDS:
        entity, name = source.split(".")
        assert ENTITIES[entity].field(name)


def test_every_field_about_health_is_known_as_one():
    """A new field whose code list or name is about health must be added to HEALTH_FIELDS."""
    about = re.compile(r"健康|疾病|病|残疾|劳动能力|致贫原因|返贫原因|风险$|风险备注")
    for name in ("household", "member", "member_year"):
        for field in ENTITIES[name].fields:
            if about.search(field.label):
                assert f"{name}.{field.name}" in HEALTH_FIELDS, field.label


def test_numbers_hidden_in_names_and_hamlets_are_blotted_out(out):
    file = poster_family(hamlet="2 组 13800000028")
    file.members[0]["name"] = "孔令田99000019720308017X"
    _result, pages = write(out, "notice_out", [file])
    text = "".join(pages)
    assert "孔令田＊" in text
    assert "2 组" in text
    assert "1380000" not in text
    assert "9900001972" not in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [("2 组", "2 组"), ("孔令田", "孔令田"), ("张三 138 0000 0028", "张三 ＊"), ("2017 年", "2017 年")],
)
def test_short_numbers_stay(text, shown):
    assert without_numbers(text) == shown


def test_wording_cannot_widen_a_notice(out):
    """Field names and braces in an office's wording are print, never a way to a value."""
    change = OfficeChange(wording={"opening": "{household.phone} {head_id_number} %(phone)s $phone"})
    _result, pages = write(out, "notice_out", [poster_family()], changed(LAYOUTS["notice_out"], change))
    assert "{household.phone}" in pages[0]
    assert "1380000" not in "".join(pages)


def test_the_office_s_own_mobile_is_left_off_a_notice(out):
    _result, pages = write(out, "notice_out", [poster_family()], phone="13800000099")
    assert "13800000099" not in "".join(pages)
    _result, pages = write(out, "notice_out", [poster_family()], phone="0537-7500001")
    assert "0537-7500001" in pages[0]


def test_each_village_has_pages_of_its_own_with_the_seal_kept_with_the_list(out):
    files = [
        poster_family(number=f"9900042017{n:04d}", hamlet=f"{n % 12 + 1} 组", division=v)
        for v in ("990004001001", "990004001002")
        for n in range(60)
    ]
    result, pages = write(out, "notice_out", files, division_path=lambda code: f"示范县 柳林镇 {code[-1]}村")
    assert result.households == 120
    assert len(pages) == 6
    for number, page in enumerate(pages):
        assert ("1村" in page) == (number < 3)
        assert "序号" in page
    assert min(above(out, "盖章").values()) >= 8
    assert sum("村民委员会（盖章）" in page for page in pages) == 2
    assert sum("公示期为发布之日起 7 天" in page for page in pages) == 2
    hamlets = [int(n) for n in re.findall(r"(\d+) 组", "".join(pages[:3]))]
    assert hamlets == sorted(hamlets)


def test_only_households_concerned_are_listed(out):
    inside = poster_family(number="99000420170001", poverty_state="0", exit_year=None)
    outside = family("99000420170002", poverty_state="4", exit_year=2016)
    outside.members[0]["name"] = "已脱贫"
    for name, listed in (("notice_list", ["龚"]), ("notice_in", ["龚"])):
        _result, pages = write(out, name, [inside, outside])
        assert all(one in pages[0] for one in listed)
        assert "已脱贫" not in re.sub("脱贫状态.*", "", pages[0])
    with pytest.raises(ReportProblem) as caught:
        write(out, "notice_out", [inside])
    assert caught.value.code == "nothing_to_print"
    assert set(CHOICES) >= {layout.choose for layout in LAYOUTS.values() if layout.public}


def test_a_poster_of_helpers_lists_each_helper_of_the_day(out):
    _result, pages = write(out, "poster_helpers", [poster_family()])
    assert "周明" in pages[0]
    assert "从前" not in pages[0]
    assert "共 1 户" in pages[0]
    nobody = family()
    nobody.parts["assignment"] = []
    with pytest.raises(ReportProblem):
        write(out, "poster_helpers", [nobody])


def test_progress_and_cancel(out):
    class Stop(Exception):
        pass

    def stop(_done, _total, _text):
        raise Stop

    out.write_bytes(b"old")
    files = [poster_family(number=f"9900042017{n:04d}") for n in range(500)]
    with pytest.raises(Stop):
        write_layout(out, files, context(), LAYOUTS["notice_out"], PrintOptions(), stop)
    assert out.read_bytes() == b"old"
