"""Values by kind: from what people type to what is stored, to what is shown, to JSON and back.

`parse` is for text that a person typed or a sheet held as text. It never guesses: what it can't read is a
`ValueProblem` with a Chinese sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from models.codes import CodeBook, CodeList
from models.fields import HUNDREDTHS, Field, Kind, Value
from models.id_numbers import clean_id_number, mask_id_number
from models.names import INVISIBLE, clean_name

YES = frozenset({"是", "有", "能", "会", "1", "y", "yes", "true", "√", "t"})
NO = frozenset({"否", "无", "不能", "不会", "0", "n", "no", "false", "×", "f", "没有"})
EMPTY = frozenset({"", "-", "—", "--", "/", "\\", "无数据", "null", "none"})


class ValueProblem(Exception):
    """Text that can't be a value of its field; `str()` is the Chinese sentence, `remedy` what to do."""

    def __init__(self, sentence: str, remedy: str = "") -> None:
        """Keep sentence and remedy."""
        super().__init__(sentence)
        self.remedy = remedy


def parse(field: Field, text: str, codes: CodeBook, year: int | None = None) -> Value:
    """Return the stored value of `text` (None if empty); `year` selects the version of a code list.

    Codes that are not in the list come back as the text itself, so that nothing is lost: a rule reports them.
    """
    plain = text.translate(INVISIBLE).strip()
    if half_width(plain).casefold() in EMPTY:
        return None
    if field.kind is Kind.CODE:
        return codes[field.codes].find(plain, year) or plain
    if field.kind is Kind.CODES:
        return _parse_codes(field, plain, codes, year)
    return _PARSERS[field.kind](field, plain)


def half_width(text: str) -> str:
    """Return the text with full-width ASCII made half-width; for numbers, never for names."""
    if text.isascii():
        return text
    return "".join(chr(ord(ch) - 0xFEE0) if "！" <= ch <= "～" else " " if ch == "\u3000" else ch for ch in text)


def visible(text: str) -> str:
    """Return the text without the characters nobody sees (zero width, direction marks), as copied from web pages."""
    return text if text.isascii() else text.translate(INVISIBLE)


def _parse_name(_field: Field, text: str) -> Value:
    return clean_name(text) or None


def _parse_text(field: Field, text: str) -> Value:
    plain = unicodedata.normalize("NFC", text)
    return plain if field.kind is Kind.NOTE else " ".join(plain.splitlines())


def _parse_number_text(_field: Field, text: str) -> Value:
    return "".join(half_width(text).split()) or None


def _parse_id(_field: Field, text: str) -> Value:
    return clean_id_number(text) or None


def _parse_digits(field: Field, text: str) -> Value:
    plain = re.sub(r"[\s\-]", "", half_width(text))
    if field.kind is Kind.BANK_CARD and plain and not plain.isdigit():
        raise ValueProblem(f"{field.label}“{text}”含有数字以外的字符", "只填数字")
    return plain or None


def _number(field: Field, text: str) -> Decimal:
    plain = half_width(text).replace(",", "").replace("，", "").replace(" ", "")
    for unit in ("元", "亩", "㎡", "平方米", "公里", "个月", "月", "人", field.unit):
        if unit and plain.endswith(unit):
            plain = plain[: -len(unit)]
            break
    factor = 1
    if plain.endswith("万") and field.unit != "万元":
        plain, factor = plain[:-1], 10_000
    try:
        number = Decimal(plain) * factor
    except InvalidOperation:
        raise ValueProblem(f"{field.label}“{text}”不是数字", "填数字，例如 1200 或 0.12万") from None
    if not number.is_finite() or abs(number) > 10**12:
        raise ValueProblem(f"{field.label}“{text}”不是可用的数字", "核对位数")
    return number


def _bounded(field: Field, number: int, text: str) -> int:
    low, high = field.least, field.most
    if (low is not None and number < low) or (high is not None and number > high):
        span = f"不小于 {low}" if high is None else f"{low}—{high}"
        raise ValueProblem(f"{field.label}“{text}”超出范围", f"应{span}")
    return number


def _parse_integer(field: Field, text: str) -> Value:
    number = _number(field, text)
    if number != number.to_integral_value():
        raise ValueProblem(f"{field.label}“{text}”应为整数", "去掉小数")
    return _bounded(field, int(number), text)


def _parse_hundredths(field: Field, text: str) -> Value:
    number = (_number(field, text) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return _bounded(field, int(number), text)


def _parse_yes_no(field: Field, text: str) -> Value:
    plain = half_width(text).casefold()
    if plain in YES:
        return True
    if plain in NO:
        return False
    raise ValueProblem(f"{field.label}“{text}”不是“是”或“否”", "填 是 或 否；不清楚就留空")


def _parse_year(field: Field, text: str) -> Value:
    found = re.fullmatch(r"(\d{4})(?:年(?:度)?|\.0+)?", half_width(text))
    if not found or not 1900 <= int(found[1]) <= 2100:
        raise ValueProblem(f"{field.label}“{text}”不是年份", "填四位年份，例如 2016")
    return int(found[1])


_CLOCK = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?"
_DATE = re.compile(r"(\d{4})\s*(?:[-./年])\s*(\d{1,2})\s*(?:[-./月])\s*(\d{1,2})\s*日?" + _CLOCK)
_MONTH = re.compile(r"(\d{4})\s*(?:[-./年])\s*(\d{1,2})\s*月?")


def _parse_date(field: Field, text: str) -> Value:
    plain = half_width(text)
    if re.fullmatch(r"[+-]\d{1,4}", plain):
        return (date.today() + timedelta(days=int(plain))).isoformat()
    parts: tuple[str, str, str] | None = None
    if found := _DATE.fullmatch(plain):
        parts = (found[1], found[2], found[3])
    elif re.fullmatch(r"\d{8}", plain):
        parts = (plain[:4], plain[4:6], plain[6:])
    elif re.fullmatch(r"\d{6}", plain) and not _is_month(plain):
        parts = (_century(plain[:2]), plain[2:4], plain[4:])
    if parts is not None:
        try:
            return date(int(parts[0]), int(parts[1]), int(parts[2])).isoformat()
        except ValueError:
            pass
    raise ValueProblem(f"{field.label}“{text}”不是日期", "例如 20170315、2017.3.15 或 2017年3月15日")


def _is_month(plain: str) -> bool:
    return plain[:2] in ("19", "20") and 1 <= int(plain[4:]) <= 12 and not 1 <= int(plain[2:4]) <= 12


def _century(two: str) -> str:
    return ("20" if int(two) <= date.today().year % 100 + 10 else "19") + two


def _parse_month(field: Field, text: str) -> Value:
    plain = half_width(text)
    found = _MONTH.fullmatch(plain) or re.fullmatch(r"(\d{4})(\d{2})", plain)
    if not found:
        day = _DATE.fullmatch(plain) or re.fullmatch(r"(\d{4})(\d{2})(\d{2})", plain)
        found = day
    if found and 1900 <= int(found[1]) <= 2100 and 1 <= int(found[2]) <= 12:
        return f"{int(found[1]):04d}-{int(found[2]):02d}"
    raise ValueProblem(f"{field.label}“{text}”不是年月", "例如 202307 或 2023年07月")


def _parse_division(field: Field, text: str) -> Value:
    plain = half_width(text)
    if plain.isdigit() and len(plain) in (2, 4, 6, 9, 12):
        return plain
    raise ValueProblem(f"{field.label}“{text}”不是区划代码", "填 9 位或 12 位代码，或从列表里选")


def _parse_codes(field: Field, text: str, codes: CodeBook, year: int | None) -> Value:
    listed = codes[field.codes]
    whole = listed.find(text, year)
    if whole is not None:
        return [whole]
    found: list[str] = []
    for part in re.split(r"[,，;；|\n]+", text):
        for code in _codes_in(listed, part.strip(), year):
            if code not in found:
                found.append(code)
    return found or None


def _codes_in(listed: CodeList, part: str, year: int | None) -> list[str]:
    """Return the codes in one part of a list; 、/ and blanks divide only what is no entry as a whole."""
    whole = listed.find(part, year)
    if whole is not None:
        return [whole]
    pieces = [piece for piece in re.split(r"[、/\s]+", part) if half_width(piece).casefold() not in EMPTY]
    codes = [listed.find(piece, year) for piece in pieces]
    if not any(codes):
        return [part] if pieces else []
    return [code or piece for code, piece in zip(codes, pieces, strict=True)]


_PARSERS: dict[Kind, Callable[[Field, str], Value]] = {
    Kind.NAME: _parse_name,
    Kind.TEXT: _parse_text,
    Kind.NOTE: _parse_text,
    Kind.NUMBER_TEXT: _parse_number_text,
    Kind.ID_NUMBER: _parse_id,
    Kind.PHONE: _parse_digits,
    Kind.BANK_CARD: _parse_digits,
    Kind.INTEGER: _parse_integer,
    Kind.DECIMAL: _parse_hundredths,
    Kind.MONEY: _parse_hundredths,
    Kind.DATE: _parse_date,
    Kind.MONTH: _parse_month,
    Kind.YEAR: _parse_year,
    Kind.YES_NO: _parse_yes_no,
    Kind.DIVISION: _parse_division,
    Kind.LINK: _parse_text,
}


def hundredths(value: int) -> str:
    """Return integer hundredths as text with two decimals: -5 → "-0.05"."""
    sign = "-" if value < 0 else ""
    whole, rest = divmod(abs(value), 100)
    return f"{sign}{whole}.{rest:02d}"


def show(field: Field, value: Value, codes: CodeBook) -> str:
    """Return the value as people read it (“” for None), unmasked; `parse(show(v)) == v` for every kind."""
    if value is None:
        return ""
    if field.kind is Kind.YES_NO:
        return "是" if value else "否"
    if field.kind is Kind.CODE:
        return codes.text(field.codes, value)
    if field.kind is Kind.CODES:
        return "，".join(codes.text(field.codes, code) for code in value)
    if field.kind is Kind.MONEY:
        return hundredths(value)
    if field.kind is Kind.DECIMAL:
        return hundredths(value).rstrip("0").rstrip(".")
    return str(value)


def mask(field: Field, value: Value) -> Value:
    """Return a sensitive text with its middle hidden; other values as they are."""
    if not field.sensitive or not isinstance(value, str):
        return value
    if field.kind is Kind.ID_NUMBER:
        return mask_id_number(value)
    if field.kind is Kind.PHONE:
        return value if len(value) < 8 else value[:3] + "*" * (len(value) - 7) + value[-4:]
    return value if len(value) < 5 else "*" * (len(value) - 4) + value[-4:]


def to_json(field: Field, value: Value, codes: CodeBook) -> object:
    """Return the value as the command line prints it: money as text, codes as {"code","text"}, empty as null."""
    if value is None:
        return None
    if field.kind is Kind.CODE:
        return {"code": value, "text": codes.text(field.codes, value)}
    if field.kind is Kind.CODES:
        return [{"code": code, "text": codes.text(field.codes, code)} for code in value]
    return hundredths(value) if field.kind in HUNDREDTHS else value
