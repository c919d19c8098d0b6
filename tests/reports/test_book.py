import re

import pytest

from reports.layouts import read_layout, shipped_layouts
from reports.print_run import PrintOptions
from reports.printing import write_layout
from reports.problems import ReportProblem
from reports.qr import read_code
from tests.reports.reading import above, codes, fonts, outlines, texts
from tests.reports.samples import RESOURCES, context, family, whole_family

LAYOUTS = shipped_layouts(RESOURCES)
SECRET = ("99000019720308017X", "13800000028", "6200000000000001234", "13800000001", "13800000011")
NAME = "龚\U00020bb7㐂"
FLOWING = ("file", "members", "income", "visits", "measures", "received")


def squeezed(text):
    return re.sub(r"\s", "", text)


def write(path, name, files, **options):
    result = write_layout(path, files, context(), LAYOUTS[name], PrintOptions(**options))
    return result, texts(path)


@pytest.fixture
def out(tmp_path):
    return tmp_path / "档案.pdf"


def test_the_whole_file_follows_the_handbook(out):
    result, pages = write(out, "file", [whole_family()])
    assert (result.pages, result.households, result.warnings) == (6, 1, [])
    whole = squeezed("".join(pages[1:]))
    parts = [
        "一、家庭基本情况",
        "二、生产生活条件",
        "三、家庭成员",
        "四、成员年度情况",
        "五、帮扶责任人",
        "六、帮扶计划与措施",
        "七、当年享受政策",
        "八、帮扶成效（元）",
        "九、收入明细（元）",
        "户主签字（按手印）",
        "十、走访记录",
        "十一、防返贫监测",
        "十二、附件目录",
        "十三、档案盒目录",
    ]
    places = [whole.index(part) for part in parts]
    assert places == sorted(places)
    for value in (
        NAME,
        "990000********017X",
        "因残（其他：缺劳力）",
        "48㎡",
        "草莓大棚入股年分红",
        "14,750.00",
        "2,107.14",
        "低保金",
        "户主.jpg",
        "脱贫不稳定户",
        "因病、因残",
    ):
        assert value in whole


def test_the_table_of_contents_names_the_page_each_part_begins_on(out):
    _result, pages = write(out, "file", [whole_family()])
    listed = dict(re.findall(r"(十?[一二三四五六七八九十]、[^\d\n]+?)\s*(\d+)\s*$", pages[0], re.MULTILINE))
    assert len(listed) == 13
    for title, page in listed.items():
        assert title.strip() in pages[int(page) - 1]
        assert not any(title.strip() + "\n" in earlier for earlier in pages[1 : int(page) - 1])


@pytest.mark.parametrize("name", FLOWING)
def test_every_layout_is_masked_numbered_embedded_and_leads_back(out, name):
    result, pages = write(out, name, [whole_family()])
    text = "".join(pages)
    assert not any(secret in text for secret in SECRET)
    total = len(pages)
    assert result.pages == result.sheets == total
    for number, page in enumerate(pages, 1):
        assert f"第 {number} 页 / 共 {total} 页　数据指纹" in page
    assert len(set(re.findall(r"数据指纹 ([0-9A-F-]{9})", text))) == 1
    assert all(fonts(out).values())
    assert set(fonts(out)) == {"HUDANG+NotoSansSC-Regular", "HUDANG+NotoSansSC-Bold", "HUDANG+HanaMinB"}
    assert [read_code(code) for code in codes(out)] == ["99000420170012"]


@pytest.mark.parametrize("name", ["file", "members", "visits"])
def test_whole_numbers_only_when_asked_for(out, name):
    _result, pages = write(out, name, [whole_family()], full=True)
    assert any(secret in "".join(pages) for secret in SECRET)


@pytest.mark.parametrize("name", ["card", *FLOWING])
@pytest.mark.parametrize("people", [1, 7, 30])
def test_a_signature_box_never_stands_alone_and_nothing_leaves_the_margins(out, name, people):
    for visits in (0, 5, 13, 14, 15, 16):
        _result, pages = write(out, name, [whole_family(people=people, visits=visits)])
        assert min(above(out, "盖章").values()) >= 8
        for number in range(len(pages)):
            margin = 35.5 if name == "file" and number == 0 else 55.5  # 20 mm, a cover 13 mm, less a line's width
            for left, bottom, right, top in outlines(out, number):
                assert left >= margin
                assert right <= 595.28 - margin
                assert bottom >= 30
                assert top <= 842 - 36


def test_a_table_goes_on_under_its_repeated_heading(out):
    _result, pages = write(out, "visits", [whole_family(visits=40)])
    assert len(pages) > 2
    for page in pages[1:-1]:
        assert "三、走访记录（续）" in page
        assert "走访内容" in page
    found = re.findall(r"(2017-\d\d-11)", "".join(pages))
    assert len(found) == 40
    assert found == sorted(found)


def test_members_of_a_large_household_are_all_there_once(out):
    file = whole_family(people=45)
    _result, pages = write(out, "members", [file])
    everything = squeezed("".join(pages))
    for member in file.members[2:]:
        assert everything.count(member["id_number"][:6] + "********" + member["id_number"][-4:]) >= 1
        assert everything.count(squeezed(member["name"])) == 2
    assert "（续）" in everything


def test_very_long_texts_are_whole_however_many_pages_they_take(out):
    file = whole_family()
    content = "".join(f"第{n}句话。" for n in range(2500))
    file.parts["visit"][0]["content"] = content
    _result, pages = write(out, "visits", [file])
    numbers = [int(n) for page in pages for n in re.findall(r"第(\d+)句", squeezed(page))]
    assert set(range(2500)) - set(numbers) == set() or len(set(range(2500)) - set(numbers)) < len(pages)


def test_three_values_stay_three(out):
    file = family()
    file.parts["visit"] = [
        {"uid": "a", "date": "2017-01-01", "visitor": "甲", "done": True},
        {"uid": "b", "date": "2017-01-02", "visitor": "乙", "done": False},
        {"uid": "c", "date": "2017-01-03", "visitor": "丙"},
        {"uid": "d", "date": "2017-01-04", "visitor": "丁", "done": False, "due": "2017-02-01"},
    ]
    _result, pages = write(out, "visits", [file])
    lines = {line[0]: line for line in re.findall(r"(?:\d+\s+)2017-01-0\d\s+(.*)", pages[0])}
    assert "到位" in lines["甲"]
    assert "未到位" in lines["乙"]
    assert "到位" not in lines["丙"]
    assert "2017-02-01 前" in squeezed(pages[0]).replace("前", " 前")


def test_an_empty_household_prints_as_forms_to_fill_in(out):
    from models.household_file import HouseholdFile

    nothing = HouseholdFile(household={"uid": "x"})
    for name in FLOWING:
        _result, pages = write(out, name, [nothing])
        assert "None" not in "".join(pages)
        assert "户主姓名" in "".join(pages)


def test_a_register_lists_what_was_printed(out):
    files = [whole_family(f"9900042017001{n}", people=2 + n, visits=n) for n in range(3)]
    result, pages = write(out, "members", files, register=True)
    assert result.households == 3
    last = pages[-1]
    assert "打印登记表" in last
    for file in files:
        shown = file.household["number"]
        (own,) = {re.search(r"数据指纹 (\S+)", page)[1] for page in pages[:-1] if f"户编号 {shown}" in page}
        line = next(line for line in last.splitlines() if shown in line)
        assert own in line
        assert NAME in line
    assert "第 1 页 / 共 1 页" in last


def test_on_both_sides_every_household_begins_in_front(out):
    files = [whole_family("99000420170011", visits=0), family("99000420170012"), whole_family("99000420170013")]
    result, pages = write(out, "visits", files, duplex=True)
    for file in files:
        first = next(n for n, page in enumerate(pages) if f"户编号 {file.household['number']}" in page)
        assert first % 2 == 0
    assert result.sheets == len(pages) > result.pages


def test_the_fingerprint_changes_with_a_printed_value_only(out):
    def fingerprint(file):
        _result, pages = write(out, "income", [file])
        return re.search(r"数据指纹 (\S+)", pages[0])[1]

    plain = fingerprint(family())
    assert fingerprint(family(note="不印的备注")) == plain
    file = family()
    file.years[2017].income[0].amount += 1
    assert fingerprint(file) != plain


def test_layouts_about_records_the_program_has_not_are_refused(out):
    with pytest.raises(ReportProblem) as caught:
        write(out, "student", [family()])
    assert caught.value.code in ("not_yet", "nothing_to_print")
    assert not out.exists()


def test_characters_to_see_to_are_told_for_the_whole_file(out):
    file = whole_family()
    file.parts["visit"][0]["content"] = "见到\U00031350户"
    result, pages = write(out, "file", [file])
    (sentence,) = result.warnings
    assert sentence.startswith("户编号 99000420170012：")
    assert "U+31350" in sentence
    assert "[U+31350]" in "".join(pages)


def test_a_layout_about_cases_gives_each_case_pages_of_its_own(out):
    """As the layouts of student aid and housing do; here with monitoring, which every archive has."""
    layout = read_layout({
        "name": "cases", "label": "监测表", "kind": "case", "title": "监测表", "each": "monitoring",
        "wording": {"statement": ""}, "signatures": ["村民委员会（盖章）"],
        "sections": [
            {"title": "户信息", "pairs": ["head_name=户主姓名", "head_id_number=证件号码"], "code": True},
            {"block": "record"},
            {"block": "signatures"},
        ],
    })  # fmt: skip
    file = whole_family()
    file.parts["monitoring"].append({"uid": "m2", "monitor_type": "2", "identified": "2017-08", "phone": "13800000055"})
    result = write_layout(out, [file, family()], context(), layout, PrintOptions(register=True))
    pages = texts(out)
    assert (result.households, result.pages) == (1, len(pages))
    assert "脱贫不稳定户" in pages[0]
    assert sum("边缘易致贫户" in page for page in pages) == 1
    assert sum("第 1 页 / 共" in page for page in pages) == 3
    assert "2017 年 8 月" in "".join(pages)
    assert "13800000055" not in "".join(pages)
    assert min(above(out, "盖章").values()) >= 8


def test_a_household_without_such_cases_prints_nothing(out):
    layout = read_layout(
        {"name": "x", "label": "x", "kind": "x", "title": "x", "each": "monitoring", "sections": [{"block": "record"}]}
    )
    with pytest.raises(ReportProblem) as caught:
        write_layout(out, [family()], context(), layout, PrintOptions())
    assert caught.value.code == "nothing_to_print"
