"""The ID number editor: input method off, checked while it is typed."""

from __future__ import annotations

from datetime import date

from models.derived import age_on
from models.id_numbers import VALID_LENGTHS, check_character, clean_id_number, read_id_number
from ui.editors.line import LineEditor

SEXES = {"1": "男", "2": "女"}


def live_message(text: str, as_of: date) -> tuple[str, str]:
    """Return (state, message) for what has been typed of a number: what it says, or what is wrong with it so far."""
    number = clean_id_number(text)
    if not number:
        return "", ""
    facts = read_id_number(number)
    if facts is not None:
        age = age_on(facts.birth_date, as_of)
        return "ok", f"√ {SEXES[facts.sex]}  {facts.birth_date}  {age} 岁"
    if len(number) < VALID_LENGTHS[0]:
        return "typing", f"已输 {len(number)} 位，还差 {VALID_LENGTHS[0] - len(number)} 位"
    if len(number) not in VALID_LENGTHS:
        return "error", f"× 应为 18、20 或 22 位，现 {len(number)} 位"
    body = number[:17]
    if not (body.isascii() and body.isdigit()):
        return "error", "× 前 17 位应全是数字"
    right = check_character(body)
    if number[17] != right:
        return "error", f"× 校验位不对：按前 17 位，末位应为 {right}"
    return "error", f"× 出生日期 {number[6:14]} 不是真实存在的日期"


class IdNumberEdit(LineEditor):
    """A line for ID and disability certificate numbers; `as_of` is the day ages are told for."""

    def __init__(self, as_of: date) -> None:
        """Start empty."""
        super().__init__(ime=False)
        self._as_of = as_of
        self.setMaxLength(40)

    def live(self, text: str) -> tuple[str, str]:
        """Return (state, message) for a text."""
        return live_message(text, self._as_of)
