"""The six layers of medical cover: what a person pays himself, and the year's picture (dictionary §5).

Amounts are in fen. The layers pay in this order: 保健预防 (family doctor and rounds, no money of its own), 机构减免,
基本医保, 大病保险, 医疗救助, 特惠保; what they leave is the self-paid amount. Percentages, deductibles and clauses are
not computed: the amounts really paid are recorded, and only the share is worked out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from models.fields import Record


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of the cover; `field` is its amount in a bill, "" for the first, which is work and not money."""

    number: int
    title: str
    field: str


LAYERS: tuple[Layer, ...] = (
    Layer(1, "保健预防", ""),
    Layer(2, "医疗机构减免", "relief"),
    Layer(3, "基本医疗保险", "basic"),
    Layer(4, "大病保险", "serious"),
    Layer(5, "医疗救助", "aid"),
    Layer(6, "扶贫特惠保", "special"),
)
"""The six layers in the order in which they pay."""

PAYING: tuple[str, ...] = tuple(layer.field for layer in LAYERS if layer.field)
"""The amounts of a bill that come off the total, in order."""

DRUGS, HOSPITAL = "1", "2"
"""Codes of mental_aid_kind."""


def covered(bill: Record) -> int | None:
    """Return the sum of the layers in fen, None where not one of them is filled."""
    known = [amount for name in PAYING if (amount := bill.get(name)) is not None]
    return sum(known) if known else None


def self_paid(bill: Record) -> int | None:
    """Return what the person pays in fen: total less the layers, else the stated amount; None where not known.

    Until 基本补偿 is filled nothing was settled, so total less nothing would be a false alarm. Where the layers exceed
    the total the result is below zero: rule 142 speaks of it.
    """
    total = bill.get("total")
    if total is None or bill.get("basic") is None:
        return bill.get("stated_self_paid")
    return total - (covered(bill) or 0)


def share_of(self_paid_amount: int, total: int) -> int:
    """Return the self-paid share in hundredths of a per cent, rounded half up; `total` must be above zero."""
    return (self_paid_amount * 20_000 + total) // (2 * total)


def self_paid_share(bill: Record) -> int | None:
    """Return the self-paid share of the total in hundredths of a per cent; None where one of them is not known."""
    amount, total = self_paid(bill), bill.get("total")
    return None if amount is None or not total else share_of(amount, total)


def too_much(bill: Record, limit: int | None) -> bool:
    """Tell whether the person pays `limit` per cent of the total or more, to the fen, without rounding."""
    amount, total = self_paid(bill), bill.get("total")
    return limit is not None and amount is not None and bool(total) and amount * 100 >= total * limit


def stated_difference(bill: Record) -> int | None:
    """Return stated less computed self-paid amount in fen; None where one is missing or they are equal."""
    stated, computed = bill.get("stated_self_paid"), self_paid(bill)
    if stated is None or computed is None or bill.get("total") is None or bill.get("basic") is None:
        return None
    return stated - computed or None


def bill_date(bill: Record) -> str | None:
    """Return the day a bill counts on: settled, else discharged, admitted, or the day of the aid."""
    return bill.get("settled") or bill.get("discharged") or bill.get("admitted") or bill.get("aid_date")


def bill_year(bill: Record) -> int | None:
    """Return the year a bill counts in, None where no day is filled."""
    day = bill_date(bill)
    return int(day[:4]) if day and day[:4].isdecimal() else None


@dataclass(slots=True)
class MedicalYear:
    """The medical picture of one person, or of a household (`person` ""), in one year; amounts in fen.

    `bills` and `stays` count; `total` sums the bills that have one; `layers` sums by field of `PAYING`; `unsettled`
    counts bills whose self-paid amount is not known. `insured` counts people with the supplementary cover.
    """

    person: str
    year: int
    bills: int = 0
    stays: int = 0
    unsettled: int = 0
    flagged: int = 0
    total: int = 0
    settled_total: int = 0
    self_paid: int = 0
    layers: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PAYING, 0))
    doctors: list[str] = field(default_factory=list[str])
    rounds: list[str] = field(default_factory=list[str])
    insured: int = 0
    premium: int = 0
    claims: int = 0
    claims_open: int = 0
    claims_paid: int = 0
    drug_months: list[str] = field(default_factory=list[str])
    drug_aid: int = 0
    mental_stays: int = 0
    mental_stay_aid: int = 0

    @property
    def share(self) -> int | None:
        """Return the self-paid share of the settled bills in hundredths of a per cent, None without one."""
        return share_of(self.self_paid, self.settled_total) if self.settled_total else None


def medical_year(parts: dict[str, list[Record]], year: int, person: str = "", limit: int | None = None) -> MedicalYear:
    """Return the year's picture of `person`, or of the whole household with "".

    `parts` are the household's records by entity, `limit` the per cent from which a bill is flagged.
    """
    found = MedicalYear(person, year)

    def of(entity: str) -> Iterable[Record]:
        return (one for one in parts.get(entity, ()) if not person or one.get("person") == person)

    for bill in of("medical_bill"):
        if bill_year(bill) == year:
            _add_bill(found, bill, limit)
    for contract in of("doctor_contract"):
        doctor = contract.get("doctor")
        if contract.get("year") == year and doctor and doctor not in found.doctors:
            found.doctors.append(doctor)
    found.rounds = sorted(day for one in of("doctor_round") if (day := one.get("date")) and _in(day, year))
    for cover in of("special_cover"):
        if cover.get("year") == year:
            found.insured += 1
            found.premium += cover.get("premium") or 0
    for claim in of("cover_claim"):
        if _in(claim.get("paid_on") or claim.get("reported"), year):
            _add_claim(found, claim)
    for aid in of("mental_aid"):
        _add_mental(found, aid)
    found.drug_months.sort()
    return found


def _in(day: str | None, year: int) -> bool:
    return day is not None and day.startswith(f"{year:04d}")


def _add_bill(found: MedicalYear, bill: Record, limit: int | None) -> None:
    found.bills += 1
    found.stays += bill.get("kind") == "1"
    found.total += bill.get("total") or 0
    for name in PAYING:
        found.layers[name] += bill.get(name) or 0
    amount, total = self_paid(bill), bill.get("total")
    if amount is None or total is None:
        found.unsettled += 1
        return
    found.self_paid += amount
    found.settled_total += total
    found.flagged += too_much(bill, limit)


def _add_claim(found: MedicalYear, claim: Record) -> None:
    found.claims += 1
    found.claims_open += claim.get("state") in ("1", "2")
    found.claims_paid += claim.get("paid") or 0


def _add_mental(found: MedicalYear, aid: Record) -> None:
    amount = aid.get("amount") or 0
    if aid.get("kind") == DRUGS and _in(aid.get("month"), found.year):
        found.drug_months.append(aid["month"])
        found.drug_aid += amount
    elif aid.get("kind") == HOSPITAL and _in(aid.get("discharged") or aid.get("admitted"), found.year):
        found.mental_stays += 1
        found.mental_stay_aid += amount


def not_insured(people: Sequence[str], covers: Iterable[Record], year: int) -> list[str]:
    """Return the people (member uids, in their order) without the supplementary cover in `year`."""
    insured = {cover.get("person") for cover in covers if cover.get("year") == year}
    return [person for person in people if person not in insured]


def mental_people(aids: Iterable[Record], year: int | None = None) -> tuple[int, int]:
    """Return how many people got drugs and how many a hospital stay, in `year` or ever: each person once per kind."""
    people: dict[str, set[str]] = {DRUGS: set(), HOSPITAL: set()}
    for aid in aids:
        day = aid.get("month") or aid.get("discharged") or aid.get("admitted")
        if aid.get("kind") in people and aid.get("person") and (year is None or _in(day, year)):
            people[aid["kind"]].add(aid["person"])
    return len(people[DRUGS]), len(people[HOSPITAL])
