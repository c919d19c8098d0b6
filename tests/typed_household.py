"""A household of five with its income, as a clerk types it from paper: fields, members, lines of income, and the keys.

Chinese is given with the pinyin that an input method takes for it; that is what is counted.
"""

from dataclasses import dataclass

from models.id_numbers import check_character
from tests.screen import Screen

NUMBER = "9900000000009901"
PHONE = "13800009999"
INCOME = (("W01", 12_000_00), ("B01", 3_600_00))
"""Lines of income of the head, in fen."""

BETWEEN_LINES = 6
"""Lines of wages that stay empty between the two."""


def number(birth: str, serial: int) -> str:
    body = f"990000{birth}{serial:03d}"
    return body + check_character(body)


@dataclass(frozen=True)
class Person:
    name: str
    pinyin: str
    relation: str
    id_number: str
    education: str
    school: str
    health: str
    labour: str


PEOPLE = (
    Person("孔令田", "konglingtian", "01", number("19720315", 1), "3", "", "3", "4"),
    Person("尹秀荣", "yinxiurong", "02", number("19740821", 2), "2", "", "1", "2"),
    Person("孔维佳", "kongweijia", "04", number("20010610", 4), "", "07", "1", "5"),
    Person("孔维民", "kongweimin", "03", number("20050907", 3), "", "04", "1", "5"),
    Person("孔庆祥", "kongqingxiang", "11", number("19450102", 5), "2", "", "2", "5"),
)


def type_household(screen: Screen, village: str) -> None:
    """From Ctrl+N to the last field before the members."""
    screen.key("ctrl+n", wait=0.8)
    screen.fill(NUMBER)
    screen.fill(village)
    screen.fill("东组", "dongzu")
    screen.fill()
    screen.fill(PHONE)
    screen.fill("05")
    screen.fill("1")
    screen.fill("yb")
    screen.fill()
    screen.type("2")
    screen.fill("2014")
    screen.fill("2017")
    screen.fill("5")
    for _bank in range(3):
        screen.fill()


def type_people(screen: Screen) -> None:
    """The members, row after row; sex and age come by themselves, and one digit picks a short option and moves on."""
    for person in PEOPLE:
        screen.fill(person.name, person.pinyin)
        for text in (person.relation, person.id_number, "01"):
            screen.fill(text)
        if person.education:
            screen.type(person.education)
        else:
            screen.fill()
        screen.fill(person.school)
        for digit in (person.health, person.labour, "1"):
            screen.type(digit)


def type_income(screen: Screen) -> None:
    """Two tabs on: wages and farming of the head."""
    screen.key("ctrl+Tab", wait=0.8)
    screen.key("ctrl+Tab", wait=0.8)
    screen.fill("12000")
    for _line in range(BETWEEN_LINES):
        screen.fill()
    screen.fill("3600")
    screen.key("ctrl+s", wait=1.0)


def spreadsheet_keys() -> int:
    """The same household in a spreadsheet: what is typed in full there, and one key to leave each cell.

    Options are typed as words (pinyin and the blank that chooses them), sex, birth date and age by hand.
    """
    household = [
        NUMBER, "xizhangacun ", "dongzu ", PHONE, "yibantuopinhu ", "yituopin(xiangshouzhengce) ", "yinbing ",
        "shengding ", "2014", "2017", "5", "12000", "3600",
    ]  # fmt: skip
    words = {
        "relation": {"01": "huzhu ", "02": "peiou ", "03": "zhizi ", "04": "zhinv ", "11": "zhifu "},
        "education": {"": "", "2": "xiaoxue ", "3": "chuzhong "},
        "school": {"": "", "04": "qinianji ", "07": "putonggaozhongyinianji "},
        "health": {"1": "jiankang ", "2": "changqimanxingbing ", "3": "huanyoudabing "},
        "labour": {"2": "putonglaodongli ", "4": "sangshilaodongli ", "5": "wulaodongli "},
    }
    cells = [len(text) + 1 for text in household]
    for person in PEOPLE:
        texts = [person.pinyin + " ", person.id_number, "nan ", person.id_number[6:14], "45", "hanzu ", "shi "]
        texts += [words[name][getattr(person, name)] for name in words]
        cells += [len(text) + 1 for text in texts]
    return sum(cells)
