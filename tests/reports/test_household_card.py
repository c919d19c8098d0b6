import os
import re
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest

from models.household_file import HouseholdFile
from reports import sheets
from reports.household_card import check_cards, write_cards
from reports.problems import ReportProblem
from reports.qr import read_code
from tests.reports.reading import codes, fonts, picture, texts
from tests.reports.samples import context, family

SECRET = ("99000019720308017X", "13800000028", "6200000000000001234", "13800000001")


@pytest.fixture
def out(tmp_path) -> Path:
    return tmp_path / "户卡.pdf"


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_a_card_says_what_the_file_says(out):
    result = write_cards(out, [family()], context(editions={"h1": 3}))
    assert (result.pages, result.households, result.warnings) == (1, 1, [])
    (text,) = texts(out)
    for part in (
        "示范县贫困户帮扶明白卡",
        "户编号 99000420170012",
        "示范县 柳林镇 南庄村　2017 年度",
        "打印日期 2017-10-12　第 3 版",
        "孔令田",
        "尹秀荣",
        "残疾（肢体二级）",
        "草莓大棚入股 年分红 2,100 元",
        "三、2017 年家庭收入（元）",
        "14,750.00",
        "户主签字（按手印）",
        "监督举报电话 12317　柳林镇扶贫办 0000-0000000",
        "第 1 页 / 共 1 页　数据指纹",
    ):
        assert part in text


def test_nothing_that_identifies_a_person_is_whole_unless_asked_for(out):
    write_cards(out, [family()], context())
    (text,) = texts(out)
    assert not any(secret in text for secret in SECRET)
    assert "990000********017X" in text
    write_cards(out, [family()], context(), full=True)
    (text,) = texts(out)
    assert all(secret in text for secret in SECRET)


def test_every_font_is_inside_the_file(out):
    file = family()
    file.members[0]["name"] = "龚\U0002a6d6"
    write_cards(out, [file], context())
    assert fonts(out) == {
        "HUDANG+NotoSansSC-Regular": True,
        "HUDANG+NotoSansSC-Bold": True,
        "HUDANG+HanaMinB": True,
    }
    assert b"Helvetica" not in out.read_bytes()


def test_the_code_on_the_print_leads_back_to_the_household(out):
    write_cards(out, [family(number="370826001123001")], context())
    (code,) = codes(out)
    assert read_code(code) == "370826001123001"
    assert code in texts(out)[0]


def test_codes_are_read_at_half_size_too(out):
    write_cards(out, [family(number=f"37082600112300{n}") for n in range(2)], context(), paper="two_up")
    assert sorted(map(str, map(read_code, codes(out)))) == ["370826001123000", "370826001123001"]


def test_each_household_has_pages_of_its_own_numbered_for_itself(out):
    result = write_cards(out, [family(people=9), family("99000420170013", people=2), family(people=40)], context())
    assert (result.pages, result.households) == (2 + 1 + 3, 3)
    pages = texts(out)
    numbers = [re.search(r"第 (\d) 页 / 共 (\d) 页", page).groups() for page in pages]
    assert numbers == [("1", "2"), ("2", "2"), ("1", "1"), ("1", "3"), ("2", "3"), ("3", "3")]
    assert "99000420170013" in pages[2]
    assert "99000420170013" not in "".join(pages[:2] + pages[3:])


def test_members_beyond_six_stand_under_a_repeated_head(out):
    write_cards(out, [family(people=9)], context())
    first, second = texts(out)
    assert "孔小己6" not in first.replace("孔小庚6", "")
    for part in ("一、家庭成员（续）", "姓名", "孔小辛7", "孔小壬8", "孔小癸9", "户编号 99000420170012"):
        assert part in second
    assert "孔小辛7" not in first


def test_forty_members_are_all_there_once(out):
    file = family(people=40)
    write_cards(out, [file], context())
    everything = squeezed("".join(texts(out)))
    for n in range(7, 41):
        assert everything.count(f"{n}{file.members[n - 1]['name']}男") == 1


def test_long_texts_go_on_on_a_page_of_their_own_and_nothing_is_lost(out):
    name = "买买提·阿卜杜热依木·吐尔逊江·艾合买提库尔班尼亚孜·" * 3
    address = "柳林镇南庄村东头老供销社北侧第三条胡同" * 12
    file = family(address=address)
    file.members[2]["name"] = name
    file.parts["measure"][0]["detail"] = "光伏收益分红" * 60
    assert write_cards(out, [file], context()).pages == 2
    first, second = map(squeezed, texts(out))
    assert "见附页" in first
    assert "附：前页未写完的内容" in second
    for whole in (name, address, "光伏收益分红" * 60):
        assert whole in second


def test_notes_longer_than_a_page_flow_on(out):
    text = "".join(f"第{n}句话。" for n in range(1500))
    assert write_cards(out, [family(address=text)], context()).pages > 2
    pages = [squeezed(page) for page in texts(out)]
    found = [int(n) for page in pages[1:] for n in re.findall(r"第(\d+)句话。", page)]
    whole = [n for n in range(1500) if n in found]
    assert len(whole) > 1500 - len(pages)  # where a page ends the sentence goes on below the next page's head
    assert found == sorted(found)
    assert "第1499句话" in pages[-1]


def test_rare_names_print_and_what_cannot_is_spelt_and_told(out):
    file = family()
    for person, name in zip(file.members, ["王𬀪", "李㐂𠮷", "龚䶮", "陈\U0002a6d6\U00031350\ue7c7"], strict=True):
        person["name"] = name
    warnings = check_cards([file], context())
    result = write_cards(out, [file], context())
    text = squeezed(texts(out)[0])
    for name in ("王𬀪", "李㐂𠮷", "龚䶮", "陈\U0002a6d6[U+31350][U+E7C7]"):
        assert name in text
    assert result.warnings == warnings
    assert len(warnings) == 2
    assert all(warning.startswith("户编号 99000420170012：") for warning in warnings)


def test_an_empty_household_and_one_without_the_year_print_as_forms_to_fill_in(out):
    nothing = HouseholdFile(household={"uid": "h9", "local_number": "L0A1B2C000017"})
    no_year = family()
    no_year.years = {}
    assert write_cards(out, [nothing, no_year, HouseholdFile(household={"uid": "x"})], context()).pages == 3
    pages = texts(out)
    assert "户主姓名" in pages[0]
    assert "None" not in "".join(pages)
    assert read_code(codes(out, 0)[0]) == "L0A1B2C000017"
    assert codes(out, 2) == []


def test_the_fingerprint_follows_the_printed_values_only(out):
    def fingerprint(file, **options):
        write_cards(out, [file], context(**options.pop("changes", {})), **options)
        return re.search(r"数据指纹 ([0-9A-F]{4}-[0-9A-F]{4})", texts(out)[0])[1]

    plain = fingerprint(family())
    assert fingerprint(family()) == plain
    assert fingerprint(family(), changes={"printed_on": context().printed_on.replace(day=13)}) == plain
    assert fingerprint(family(note="不印的备注")) == plain
    changed = family()
    changed.members[3]["name"] = "孔维辰"
    assert fingerprint(changed) != plain


def dark(image, box):
    pixels = image.crop(box).convert("L").tobytes()
    return sum(value < 128 for value in pixels)


def test_training_cards_carry_a_watermark_and_real_ones_none(out):
    write_cards(out, [family(people=9)], context(training=True))
    assert all("培训演示" in squeezed(page) for page in texts(out))
    marked = picture(out, 1, 50).convert("L").tobytes().count(236)
    write_cards(out, [family(people=9)], context())
    assert not any("培训演示" in squeezed(page) for page in texts(out))
    assert marked > 5_000 > 500 > picture(out, 1, 50).convert("L").tobytes().count(236)


def test_ticks_dashes_and_open_boxes_are_drawn(out):
    """The same card with 自来水入户 true, false and empty differs in ink: a tick, a dash, nothing in the box."""
    ink = []
    for state in (True, False, None):
        file = family()
        file.years[2017].values["tap_water"] = state
        write_cards(out, [file], context())
        image = picture(out, 0, 300)
        # the water cell, left half of its row; everything else on the page is the same
        box = (image.width * 0.19, image.height * 0.68, image.width * 0.49, image.height * 0.706)
        ink.append(dark(image, tuple(map(int, box))))
    ticked, dashed, empty = ink
    assert ticked > dashed > empty


def test_two_cards_share_a_sheet_with_a_line_between(out):
    families = [family("99000420170012"), family("99000420170013"), family("99000420170014")]
    result = write_cards(out, families, context(), paper="two_up")
    assert (result.pages, result.households) == (3, 3)
    document = pypdfium2.PdfDocument(out)
    sizes = [document.get_page_size(n) for n in range(len(document))]
    document.close()
    assert sizes == [pytest.approx((841.89, 595.28), abs=0.01)] * 2
    first, second = texts(out)
    assert "99000420170012" in first
    assert "99000420170013" in first
    assert "99000420170014" in second


def test_paper_is_a4_upright(out):
    write_cards(out, [family()], context())
    document = pypdfium2.PdfDocument(out)
    assert document.get_page_size(0) == pytest.approx((595.28, 841.89), abs=0.01)
    document.close()


def test_long_titles_and_places_stay_inside_the_margins(out):
    long = context(
        title="某某自治州某某蒙古族藏族自治县易地扶贫搬迁安置区贫困户帮扶措施明白卡",
        division_path=lambda _code: "某某蒙古族藏族自治县 柳林开发区街道办事处 南庄民族村第二居民委员会",
    )
    write_cards(out, [family()], long)
    image = picture(out, 0, 100).convert("L")
    margin = int(19.5 / 25.4 * 100)
    for box in ((0, 0, margin, image.height), (image.width - margin, 0, image.width, image.height)):
        assert dark(image, box) == 0
    assert squeezed(long.title) in squeezed(texts(out)[0])


def test_progress_counts_and_a_cancelled_run_leaves_the_old_file(out):
    class Cancelled(Exception):
        pass

    out.write_bytes(b"old")
    seen = []

    def stop(done, total, text):
        seen.append((done, total, text))
        if done >= 50:
            raise Cancelled

    with pytest.raises(Cancelled):
        write_cards(out, [family() for _ in range(80)], context(), progress=stop)
    assert [(done, total) for done, total, _ in seen] == [(25, 80), (50, 80)]
    assert out.read_bytes() == b"old"
    assert list(out.parent.iterdir()) == [out]


def test_a_stream_of_households_is_printed_without_knowing_how_many(out):
    seen = []
    result = write_cards(out, (family() for _ in range(30)), context(), progress=lambda *args: seen.append(args[:2]))
    assert result.households == 30
    assert seen == [(25, 0), (30, 30)]


def test_a_fault_in_the_households_leaves_the_old_file(out):
    def files():
        yield family()
        raise RuntimeError("lost")

    out.write_bytes(b"old")
    with pytest.raises(RuntimeError):
        write_cards(out, files(), context())
    assert out.read_bytes() == b"old"
    assert list(out.parent.iterdir()) == [out]


def test_a_target_held_by_another_program_is_a_sentence(out, monkeypatch):
    out.write_bytes(b"old")

    def refuse(self, target):
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(ReportProblem) as caught:
        write_cards(out, [family()], context())
    assert caught.value.code == "target_in_use"
    assert "正被别的程序打开" in caught.value.sentence
    assert out.read_bytes() == b"old"
    assert list(out.parent.iterdir()) == [out]


def test_a_folder_that_is_not_there_or_is_the_target_is_a_sentence(tmp_path):
    with pytest.raises(ReportProblem) as caught:
        write_cards(tmp_path / "nowhere" / "x.pdf", [family()], context())
    assert caught.value.code == "no_folder"
    (tmp_path / "folder.pdf").mkdir()
    with pytest.raises(ReportProblem) as caught:
        write_cards(tmp_path / "folder.pdf", [family()], context())
    assert caught.value.code == "target_is_folder"


def test_a_full_disk_is_a_sentence(out, monkeypatch):
    def full(self):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(sheets.Sheets, "finish", full)
    with pytest.raises(ReportProblem) as caught:
        write_cards(out, [family()], context())
    assert caught.value.code == "disk_full"
    assert not out.exists()


def test_a_drive_that_loses_what_was_written_is_noticed(out, monkeypatch):
    out.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", lambda handle: os.truncate(out.with_name(out.name + ".part"), 100))
    with pytest.raises(ReportProblem) as caught:
        write_cards(out, [family()], context())
    assert "读回的内容不完整" in caught.value.sentence
    assert out.read_bytes() == b"old"


def test_no_household_makes_no_file(out):
    out.write_bytes(b"old")
    with pytest.raises(ReportProblem) as caught:
        write_cards(out, [], context())
    assert caught.value.code == "nothing_to_print"
    assert out.read_bytes() == b"old"


def test_the_rare_font_is_opened_only_when_a_name_needs_it(tmp_path):
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from tests.reports.samples import context, family\n"
        "from reports.fonts import RARE, load_fonts\n"
        "from reports.household_card import write_cards\n"
        "write_cards(Path(sys.argv[1]), [family()], context())\n"
        "assert RARE not in load_fonts(context().fonts)._fonts\n"
        "assert 'PySide6' not in sys.modules\n"
    )
    root = Path(__file__).resolve().parents[2]
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "x.pdf")], cwd=root, check=True)
