"""Rules 141, 142, 158–160, 163 and 196: bills, spells of work, handbooks; every rule has a record and a twin."""

from datetime import date

from .drafts import Draft
from .examples import EXAMPLES as EXAMPLES
from .examples import example


def bill(d: Draft, total: int = 1_000_000, **values) -> None:
    d.hang("medical_bill", kind="1", discharged="2017-05-20", hospital="县人民医院", total=total, **values)


# --- 141 a tenth or more is left to pay, to the fen
example(141, "to the fen", lambda d: bill(d, basic=700_000, aid=200_000), lambda d: bill(d, basic=700_000, aid=200_001))
example(141, "as stated", lambda d: bill(d, stated_self_paid=100_000), lambda d: bill(d, stated_self_paid=99_999))
example(
    141,
    "all six",
    lambda d: bill(d, relief=50_000, basic=600_000, serious=100_000, aid=100_000, special=50_000),
    lambda d: bill(d, relief=50_000, basic=600_000, serious=100_000, aid=100_000, special=50_001),
)
example(141, "this year", lambda d: bill(d, basic=1), lambda d: bill(d, basic=1, settled="2016-12-31"))
example(141, "not settled", lambda d: bill(d, basic=0), lambda d: bill(d))
# --- 142 the layers pay more than there is
example(142, "one fen", lambda d: bill(d, basic=900_000, special=100_001), lambda d: bill(d, basic=1_000_000))
example(142, "no total", lambda d: bill(d, 0, basic=1), lambda d: d.hang("medical_bill", kind="1", basic=1))


def spell(d: Draft, starts: str | None, ends: str | None = None, **values) -> None:
    d.hang("work_spell", starts=starts, ends=ends, county="上海市浦东新区", **values)


# --- 158 one spell after the other
example(
    158,
    "same month",
    lambda d: (spell(d, "2017-01", "2017-03"), spell(d, "2017-03", "2017-06")),
    lambda d: (spell(d, "2017-01", "2017-03"), spell(d, "2017-04", "2017-06")),
)
example(
    158,
    "still open",
    lambda d: (spell(d, "2017-04", "2017-06"), spell(d, "2016-01")),
    lambda d: (spell(d, "2017-04", "2017-06"), spell(d, "2017-07")),
)
example(
    158,
    "somebody else's",
    lambda d: (spell(d, "2017-01"), spell(d, "2017-03")),
    lambda d: (spell(d, "2017-01"), spell(d, "2017-03", person="p2")),
)
# --- 159 back without an end
example(159, "open", lambda d: spell(d, "2017-03", gone=False), lambda d: spell(d, "2017-03", "2017-12", gone=False))
example(159, "to come", lambda d: spell(d, "2017-03", "2018-01", gone=False), lambda d: spell(d, "2017-03", gone=True))
example(
    159,
    "only planned",
    lambda d: spell(d, "2017-03", gone=False, planned=False),
    lambda d: spell(d, None, gone=False, planned=True, service_need="01"),
)


def in_2022(d: Draft) -> None:
    d.checked_year, d.as_of = 2022, date(2022, 12, 31)


# --- 160 gone since 2020
example(
    160, "away", lambda d: (in_2022(d), spell(d, "2020-05")), lambda d: (in_2022(d), spell(d, "2020-05", "2022-01"))
)
example(160, "later", lambda d: (in_2022(d), spell(d, "2020-12")), lambda d: (in_2022(d), spell(d, "2021-01")))
# --- 163 planned without need
example(
    163,
    "no need",
    lambda d: spell(d, None, planned=True, planned_county="江苏省昆山市"),
    lambda d: spell(d, None, planned=True, service_need="08"),
)


def book(d: Draft, signed: str | None = "2017-03-20", **values) -> None:
    d.hang("handbook", year=2017, printed="2017-03-01", signed=signed, **values)


def page(d: Draft, uid: str = "a1", slot: str = "6") -> None:
    d.parts["attachment"] = [{"uid": uid, "household": "h1", "slot": slot}]


# --- 196 the signature page
example(196, "no scan", lambda d: book(d), lambda d: (book(d), page(d)))
example(196, "other picture", lambda d: (book(d), page(d, slot="3")), lambda d: book(d, None))
example(
    196,
    "deleted page",
    lambda d: (book(d, attachment="gone"), page(d)),
    lambda d: (book(d, attachment="a1"), page(d, slot="9")),
)
example(196, "late", lambda d: (book(d, "2017-04-01"), page(d)), lambda d: (book(d, "2017-03-31"), page(d)))
