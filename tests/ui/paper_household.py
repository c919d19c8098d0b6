"""A household of five on paper, the keys that enter it, and the keys the same takes in a spreadsheet.

`KEYS` is what a clerk presses, token by token: text as it is typed, <Enter> and other keys in angle brackets, and
{汉字|pinyin} for Chinese composed with an input method (its keys are the pinyin and one to choose). Made-up people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.ui.samples import id_number

NUMBER = "9900000000009001"
CARD = "9900001113335688716"
PHONE = "13800000036"
PEOPLE = (
    # name, pinyin, relation, ID number, education, school, health, labour
    ("孔令田", "konglingtian", "1", id_number("19720315", "017"), "3", "", "4", "4"),
    ("尹秀荣", "yinxiurong", "2", id_number("19740821", "022"), "2", "", "2", "3"),
    ("孔维强", "kongweiqiang", "3", id_number("19960504", "031"), "4", "", "1", "2"),
    ("孔维佳", "kongweijia", "4", id_number("20010610", "028"), "", "10", "1", "5"),
    ("张传兰", "zhangchuanlan", "12", id_number("19450212", "046"), "1", "", "2", "5"),
)
RELATIONS = ("01", "02", "03", "04", "12")
INCOME = (
    # item, person (position in PEOPLE, None = the household), yuan
    ("W01", 2, "12000"),
    ("B01", None, "3200"),
    ("P02", None, "400"),
    ("T02", 0, "2400"),
    ("T04", 4, "1320"),
    ("T05", None, "268"),
    ("T10", None, "384"),
    ("E01", None, "860"),
)


def _form() -> Iterator[str]:
    yield from ("<Ctrl+N>", "<F6>", NUMBER, "<Enter>")
    yield from ("<Enter>", "<Enter>")  # village and hamlet came along with F6
    yield from ("{村东大街|cundongdajie}", "36", "{号|hao}", "<Enter>", PHONE, "<Enter>")
    yield from ("4", "<Enter>", "0", "<Enter>", "2", "<Enter>", "8", "<Enter>")  # kind, state, main and other cause
    yield from ("<Enter>", "<Enter>", "<Enter>", "5", "<Enter>", "<Enter>")  # line, year, bank as before; 5 people
    yield from (CARD, "<Enter>", "{孔令田|konglingtian}", "<Enter>")


def _members() -> Iterator[str]:
    for at, (name, pinyin, relation, number, education, school, health, labour) in enumerate(PEOPLE):
        yield from (f"{{{name}|{pinyin}}}", "<Enter>", relation, "<Enter>", number, "<Enter>")
        yield from ("<Ctrl+D>",) if at else ("1", "<Enter>")  # 汉族, then as above
        yield education or "<Enter>"
        yield from (school, "<Enter>") if school else ("<Enter>",)
        yield from (health, labour, "1")  # 1: 参加居民医保


def _income() -> Iterator[str]:
    yield from ("<Ctrl+Tab>", "<Ctrl+Tab>")
    at = 1  # the sheet begins at the first person; column 0 is the whole household
    for item, person, amount in INCOME:
        wanted = 0 if person is None else person + 1
        yield from ["<Tab>" if wanted > at else "<Shift+Tab>"] * abs(wanted - at)
        at = wanted
        if item != "W01":
            yield from (item.lower(), "<Enter>")
        yield from (amount, "<Enter>")


def keys() -> list[str]:
    """Return all keys from the new household to the saved one."""
    return [*_form(), *_members(), *_income(), "<Ctrl+S>"]


COMPOSED = re.compile(r"\{(.+)\|(.+)\}")


def count(tokens: list[str]) -> int:
    """Return how often a key goes down; a chord like Ctrl+D counts as two."""
    total = 0
    for token in tokens:
        composed = COMPOSED.fullmatch(token)
        if composed:
            total += len(composed[2]) + 1
        elif token.startswith("<"):
            total += 1 + token.count("+")
        else:
            total += len(token)
    return total


SHEET_HOUSEHOLD = (
    NUMBER, "{南庄村|nanzhuangcun}", "{二组|erzu}", "{村东大街|cundongdajie}", "36", "{号|hao}", PHONE,
    "{低保贫困户|dibaopinkunhu}", "{未脱贫|weituopin}", "{因残|yincan}", "{缺劳力|quelaoli}",
    "{国家标准|guojiabiaozhun}", "2014", "5", "{农村商业银行|nongcunshangyeyinhang}", CARD, "{孔令田|konglingtian}",
)  # fmt: skip
SHEET_WORDS = {
    "relation": ("{户主|huzhu}", "{配偶|peiou}", "{之子|zhizi}", "{之女|zhinv}", "{之母|zhimu}"),
    "education": ("{初中|chuzhong}", "{小学|xiaoxue}", "{高中|gaozhong}", "", "{文盲|wenmang}"),
    "school": ("", "", "", "{中职一年级|zhongzhiyinianji}", ""),
    "health": ("{残疾|canji}", "{长期慢性病|changqimanxingbing}", "{健康|jiankang}", "{健康|jiankang}",
               "{长期慢性病|changqimanxingbing}"),
    "labour": ("{丧失劳动力|sangshilaodongli}", "{弱劳动力|ruolaodongli}", "{普通劳动力|putonglaodongli}",
               "{无劳动力|wulaodongli}", "{无劳动力|wulaodongli}"),
}  # fmt: skip


def sheet_keys() -> list[str]:
    """Return the keys of the same facts in a spreadsheet: one row for the household, one per person, one per amount.

    Each cell ends with one key; the national template takes words, not codes; sex and birth date are typed, 民族 and
    医保 filled down with one chord each; an amount takes the name of its item (copied: a chord each way) and person.
    """
    tokens: list[str] = []
    for cell in SHEET_HOUSEHOLD:
        # address is three tokens of one cell
        tokens += [cell] if cell in ("{村东大街|cundongdajie}", "36") else [cell, "<Tab>"]
    for at, (name, pinyin, _relation, number, *_rest) in enumerate(PEOPLE):
        sex = "{女|nv}" if int(number[16]) % 2 == 0 else "{男|nan}"
        row = [f"{{{name}|{pinyin}}}", SHEET_WORDS["relation"][at], number, sex, number[6:14]]
        row += ["{汉族|hanzu}" if at == 0 else "<Ctrl+D>"]
        row += [SHEET_WORDS[column][at] for column in ("education", "school", "health", "labour")]
        row += ["{是|shi}" if at == 0 else "<Ctrl+D>"]
        for cell in row:
            tokens += [cell, "<Tab>"] if cell else ["<Tab>"]
        tokens += ["<Enter>", "<Home>"]
    for item, person, amount in INCOME:
        tokens += [ITEM_WORDS[item], "<Tab>"]
        tokens += [f"{{{PEOPLE[person][0]}|{PEOPLE[person][1]}}}"] if person is not None else []
        tokens += ["<Tab>", amount, "<Enter>"]
    return [*tokens, "<Ctrl+S>"]


ITEM_WORDS = {
    "W01": "{务工工资|wugonggongzi}",
    "B01": "{种植业收入|zhongzhiyeshouru}",
    "P02": "{土地流转|tudiliuzhuan}",
    "T02": "{低保金|dibaojin}",
    "T04": "{养老保险金|yanglaobaoxianjin}",
    "T05": "{生态补偿金|shengtaibuchangjin}",
    "T10": "{农业补贴|nongyebutie}",
    "E01": "{生产经营性支出|shengchanjingyingxingzhichu}",
}
