"""Names of people: one way of writing each, and what was mended so that a clerk can look again.

Stored in NFC, never NFKC (that turns ㈱ into (株)). Radicals that only look like characters, compatibility characters
and the private codes of old Chinese character sets become the characters they stand for; private codes without a known
meaning stay as they are and are told.
"""

from __future__ import annotations

import re
import unicodedata

MIDDLE_DOT = "\u00b7"
INVISIBLE = dict.fromkeys(
    map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
)
_HAN = "[\u3007\u3400-\u9fff\uf900-\ufaff\ue000-\uf8ff\U00020000-\U0003ffff]"
_DOTS = "\u2022\u2027\u30fb\uff65\u2e31\uff0e\u00b7\u2219\u22c5\u0387."
_MIDDLE_DOTS = re.compile(rf"(?<={_HAN})\s*[{_DOTS}]+\s*(?={_HAN})")
_INNER_BLANKS = re.compile(rf"(?<={_HAN})[\s\u3000]+(?={_HAN})")
_PLAIN = re.compile("[\u3400-\u9fff]+|[ -~]*")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")

# Radicals of GB 18030 and CJK Radicals Supplement → characters, after Unicode's EquivalentUnifiedIdeograph.txt; only
# those that may stand in a name or a place
_SUPPLEMENT = (
    "⺁厂⺄乙⺆冂⺈刀⺉刂⺊卜⺋㔾⺌小⺎兀⺏尣⺐尢⺒巳⺓幺⺔彑⺖忄⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺦丬⺧牛⺨犭⺩王⺫罒⺬示⺭礻"
    "⺯糹⺰纟⺶羊⺹耂⺺肀⺻聿⺽臼⻁虎⻂衤⻃覀⻄西⻅见⻆角⻈讠⻉贝⻋车⻌辶⻐钅⻑長⻒镸⻓长⻔门⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻟飠⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾"
    "⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
_RADICALS = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)} | dict(
    zip(map(ord, _SUPPLEMENT[::2]), _SUPPLEMENT[1::2], strict=True)
)

# Private codes that GBK (FE50–FEA0) and GB 18030-2000/2005 gave to characters which Unicode names by now
_GBK_PRIVATE = [
    "2E81",
    "20087",
    "20089",
    "200CC",
    "2E84",
    "3473",
    "3447",
    "2E88",
    "2E8B",
    "9FB4",
    "359E",
    "361A",
    "360E",
    "2E8C",
    "2E97",
    "396E",
    "3918",
    "9FB5",
    "39CF",
    "39DF",
    "3A73",
    "39D0",
    "9FB6",
    "9FB7",
    "3B4E",
    "3C6E",
    "3CE0",
    "2EA7",
    "215D7",
    "9FB8",
    "2EAA",
    "4056",
    "415F",
    "2EAE",
    "4337",
    "2EB3",
    "2EB6",
    "2EB7",
    "2298F",
    "43B1",
    "43AC",
    "2EBB",
    "43DD",
    "44D6",
    "4661",
    "464C",
    "9FB9",
    "4723",
    "4729",
    "477C",
    "478D",
    "2ECA",
    "4947",
    "497A",
    "497D",
    "4982",
    "4983",
    "4985",
    "4986",
    "499F",
    "499B",
    "49B7",
    "49B6",
    "9FBA",
    "241FE",
    "4CA3",
    "4C9F",
    "4CA0",
    "4CA1",
    "4C77",
    "4CA2",
    "4D13",
    "4D14",
    "4D15",
    "4D16",
    "4D17",
    "4D18",
    "4D19",
    "4DAE",
    "9FBB",
]
_PRIVATE_CODES = (
    {0xE815 + place: chr(int(code, 16)) for place, code in enumerate(_GBK_PRIVATE)}
    | {0xE78D + place: chr(code) for place, code in enumerate((0xFE10, 0xFE12, 0xFE11, *range(0xFE13, 0xFE1A)))}
    | {0xE7C7: "\u1e3f"}
)


def mend_gb18030(text: str) -> str:
    """Return text decoded by Python's `gb18030` (the edition of 2000) with the characters of the 2022 edition."""
    return text.translate(_PRIVATE_CODES) if _PRIVATE.search(text) else text


def clean_name(text: str) -> str:
    """Return a name as stored: NFC, no blanks between Han characters or at the ends, dots between them as U+00B7."""
    if _PLAIN.fullmatch(text):  # most names: nothing to mend, told in a tenth of the time
        return text.strip()
    plain = text.translate(INVISIBLE).translate(_PRIVATE_CODES).translate(_RADICALS)
    plain = unicodedata.normalize("NFC", plain).strip()
    return _INNER_BLANKS.sub("", _MIDDLE_DOTS.sub(MIDDLE_DOT, plain))


def name_key(name: str) -> str:
    """Return a name for comparing: no dots and no blanks, so that 买买提·艾力 and 买买提艾力 are one."""
    plain = clean_name(name)
    return "".join(character for character in plain if character not in _DOTS and not character.isspace())


def is_doubtful(name: str) -> bool:
    """Tell whether a name holds a private code, which every computer shows otherwise."""
    return _PRIVATE.search(name) is not None


def name_remarks(text: str) -> tuple[str, ...]:
    """Return what `clean_name` has changed about the characters of a name, or could not, as Chinese sentences."""
    if _PLAIN.fullmatch(text):
        return ()
    told: list[str] = []
    for character in dict.fromkeys(text):
        code = ord(character)
        meant = _PRIVATE_CODES.get(code) or _RADICALS.get(code)
        if meant is None and ("\uf900" <= character <= "\ufaff" or "\U0002f800" <= character <= "\U0002fa1f"):
            meant = unicodedata.normalize("NFC", character)
        if meant is not None and meant != character:
            kind = "旧字库的自造码" if code in _PRIVATE_CODES else "部首符号" if code in _RADICALS else "兼容字"
            told.append(f"“{text}”里的{kind} U+{code:04X} 换成了“{meant}”，请核对")
        elif _PRIVATE.match(character):
            told.append(f"“{text}”含疑似造字 U+{code:04X}，别的电脑显示不出，请核对后改成正式汉字")
    if _INNER_BLANKS.search(_MIDDLE_DOTS.sub(MIDDLE_DOT, text.strip())):
        told.append(f"“{text}”中间的空格去掉了")
    return tuple(told)
