"""Makes `resources/pinyin.csv.xz` from pypinyin: `python -m storage.archive.pinyin_table`.

The program itself never imports pypinyin: it takes a third of a second to load. Each line is a character's readings
without tones, likeliest first, and the characters that have exactly these.
"""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from pathlib import Path

RESOURCE = Path(__file__).resolve().parents[2] / "resources" / "pinyin.csv.xz"

MOST_READINGS = 3

OWN_READINGS: dict[str, str] = {
    "单": "shan dan", "仇": "qiu chou", "查": "zha cha", "区": "ou qu", "覃": "qin tan", "翟": "zhai di",
    "解": "xie jie", "长": "chang zhang", "曾": "zeng ceng", "朴": "piao pu", "盖": "ge gai", "乐": "yue le",
    "尉": "wei yu", "万": "wan mo", "缪": "miao mou miu", "任": "ren", "召": "zhao shao", "隗": "wei kui",
    "员": "yun yuan", "牟": "mu mou", "宓": "mi fu", "祭": "zhai ji", "繁": "po fan", "冼": "xian sheng",
    "洗": "xian xi", "折": "she zhe", "盛": "sheng cheng", "黑": "he hei", "那": "na nuo", "郇": "xun huan",
    "郗": "xi chi", "俟": "qi si", "俞": "yu shu", "葛": "ge", "华": "hua", "纪": "ji", "宁": "ning", "燕": "yan",
    "应": "ying", "訾": "zi", "种": "chong zhong", "重": "chong zhong", "逄": "pang", "佴": "nai er", "车": "che ju",
    "晟": "sheng cheng", "茜": "qian xi", "行": "xing hang", "传": "chuan zhuan", "朝": "chao zhao", "兴": "xing",
    "曲": "qu", "藏": "cang zang", "石": "shi", "大": "da", "中": "zhong", "和": "he", "英": "ying", "柏": "bai bo",
    "褚": "chu zhe", "尹": "yin", "沈": "shen", "干": "gan", "樊": "fan", "呙": "guo", "相": "xiang", "卜": "bu",
    "莘": "shen xin", "乜": "nie mie", "秘": "bi mi", "薄": "bo", "都": "du dou", "洪": "hong", "过": "guo",
    "幺": "yao", "么": "yao me", "卓": "zhuo", "撒": "sa", "谌": "chen shen", "郄": "qie xi", "会": "hui", "子": "zi",
}  # fmt: skip
"""Surnames whose reading differs from the everyday one, and characters whose rare readings nobody would type."""


def lines() -> Iterator[str]:
    """Yield the table's lines: readings, comma, characters."""
    from pypinyin import Style, pinyin
    from pypinyin.pinyin_dict import pinyin_dict

    characters: dict[str, list[str]] = {}
    for code in sorted(pinyin_dict):
        character = chr(code)
        found = pinyin(character, heteronym=True, style=Style.NORMAL, errors="ignore")
        plain = [reading for reading in (found[0] if found else []) if reading.isascii() and reading.isalpha()]
        readings = OWN_READINGS.get(character) or " ".join(plain[:MOST_READINGS])
        if readings:
            characters.setdefault(readings, []).append(character)
    for readings in sorted(characters):
        yield f"{readings},{''.join(characters[readings])}"


def make(path: Path = RESOURCE) -> None:
    """Write the table."""
    path.write_bytes(lzma.compress("\n".join(lines()).encode(), preset=9 | lzma.PRESET_EXTREME))


if __name__ == "__main__":
    make()
