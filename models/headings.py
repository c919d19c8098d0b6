"""What a column of somebody's sheet means: heading → target, and which known sheet a row of headings is.

`HEADINGS` lists for every field its own label and its former and foreign names (the names themselves stand in
`models.heading_lists`, the known sheets in `models.sheet_forms`). `recognise(headings)` says which known sheet a row of
headings belongs to and what each column means; `target_of(heading)` answers for one heading of an unknown sheet. A
heading without a target is unknown: it is kept and shown, never refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache

from models.catalogue import ENTITIES
from models.heading_lists import FORMER, INCOME, INCOME_LEDGER, INVERSE, LATER, LEDGER_SUMS, MEASURES, PLACES, SHEET
from models.sheet_forms import FORMS

HEADINGS: dict[str, tuple[str, ...]] = {
    f"{entity.name}.{field.name}": tuple(dict.fromkeys((field.label, *FORMER.get(f"{entity.name}.{field.name}", ()))))
    for entity in ENTITIES.values()
    for field in entity.fields
}
"""“entity.field” → every heading known for it, its own label first."""

USUAL: tuple[str, ...] = ("household", "member", "year", "member_year", "monitoring")
"""Entities that a sheet of households and people speaks of; where two share a heading the first one is meant."""

FORM_ENTITIES: dict[str, tuple[str, ...]] = {
    "E6": ("work_spell", "member", "household", "monitoring"),
    "E7": ("village_year",),
    "SD-报销": ("medical_bill", "member", "household"),
    "SD-救助": ("medical_bill", "member", "household"),
    "SD-签约": ("doctor_contract", "member", "household"),
    "E8": ("helper", "assignment", "household", "member"),
    "E8-SD": ("helper", "assignment", "household", "member"),
    "E8-SD-党员": ("member", "household", "helper"),
}

FORM_FIELDS: dict[str, dict[str, str]] = {
    "E5": {
        "家庭住址": "monitoring.address",
        "整户无劳动能力兜底保障户": "monitoring.no_labour_backstop",
        "合规自付支出": "monitoring.self_paid",
    },
    "E8-SD": {"证件号码": "household.head_id_number"},
    "SD-救助": {"疾病诊断": "medical_bill.diagnosis", "家庭住址": "household.address"},
    "SD-签约": {"联系电话": "doctor_contract.phone"},
    "E8-SD-党员": {"帮扶责任人": "helper.name", "帮扶人手机号": "helper.phone"},
}
"""Headings that mean another field in one form than elsewhere."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a column means.

    `kind` and `name`: field “household.number” · income “T02” (income item) · measure “45” (measure group) · place
    province/city/county/town/village · sheet row/date/year · sum (a ledger's own total, to compare only). `inverse`: 是
    in the sheet is 否 in the field. `unit`: the unit in the heading's brackets, “” if none (万元 on a field in 元 means
    ×10,000).
    """

    kind: str
    name: str
    inverse: bool = False
    unit: str = ""

    @property
    def key(self) -> str:
        """Return the target as one text, as remembered mappings keep it: “field:household.number”, “!field:…@万元”."""
        return f"{'!' if self.inverse else ''}{self.kind}:{self.name}{'@' + self.unit if self.unit else ''}"

    @property
    def entity(self) -> str:
        """Return the field's entity, “” for other kinds."""
        return self.name.partition(".")[0] if self.kind == "field" else ""

    @property
    def field(self) -> str:
        """Return the field's name, “” for other kinds."""
        return self.name.partition(".")[2] if self.kind == "field" else ""


@dataclass(frozen=True, slots=True)
class SheetForm:
    """The known sheet that a row of headings is.

    `targets` stands beside `headings` one to one (None = unknown). `confidence` runs from 0 to 1: how much of the row
    the form explains (weight 0.7) and how much of the form is there (0.3). `missing` lists the form's own headings that
    the row lacks.
    """

    name: str
    title: str
    confidence: float
    headings: tuple[str, ...]
    targets: tuple[Target | None, ...]
    missing: tuple[str, ...]

    @property
    def unknown(self) -> tuple[str, ...]:
        """Return the headings that mean nothing known, empty ones left out."""
        pairs = zip(self.headings, self.targets, strict=True)
        return tuple(heading for heading, target in pairs if target is None and heading.strip())


def later_record(heading: str) -> str:
    """Return the kind of record, not kept by the program yet, that a heading belongs to; “” where it is none."""
    return _later().get(normalise(heading)[0], "")


@cache
def _later() -> dict[str, str]:
    return {normalise(heading)[0]: kind for kind, headings in LATER.items() for heading in headings}


def target_from_key(key: str) -> Target | None:
    """Return the target that `Target.key` wrote; None for “” and for what this version does not know."""
    body, _at, unit = key.partition("@")
    inverse = body.startswith("!")
    kind, _colon, name = body.lstrip("!").partition(":")
    known = {
        "field": HEADINGS,
        "income": dict.fromkeys((*INCOME, *INCOME_LEDGER.values())),
        "measure": MEASURES,
        "place": PLACES,
        "sheet": SHEET,
        "sum": dict.fromkeys(LEDGER_SUMS.values()),
    }
    return Target(kind, name, inverse, unit) if name in known.get(kind, ()) else None


_FOLD = str.maketrans("（）［］【】，／：＊－", "()()(),/:*-")
_UNIT = re.compile(r"\((元|万元|亩|㎡|m2|平方米|公里|千米|月|个月|人|户|个|个数|是/否|年/月|必填)\)$")


def normalise(heading: str) -> tuple[str, str]:
    """Return (heading for comparing, unit): half-width brackets, no blanks, stars or colons, units cut off."""
    plain = unicodedata.normalize("NFC", heading).translate(_FOLD)
    plain = "".join(plain.split()).strip("*:").casefold()
    unit = ""
    while found := _UNIT.search(plain):
        unit = found[1] if found[1] not in ("是/否", "必填", "年/月") else unit
        plain = plain[: found.start()]
    return plain, unit


def target_of(heading: str, form: str = "", entities: Sequence[str] = ()) -> Target | None:
    """Return what a heading means, or None.

    `form` is the name of a known sheet; `entities` says what an unknown sheet speaks of (default `USUAL`), which
    decides where several fields share a heading.
    """
    plain, unit = normalise(heading)
    order = tuple(entities) or FORM_ENTITIES.get(form, USUAL)
    found = _form_table(form).get(plain) or _table(order).get(plain)
    return replace(found, unit=unit) if found is not None and unit else found


LIKE_ENOUGH = 0.7
"""Two headings this much alike (0 to 1, `difflib`) may be one, misspelt: worth asking, never worth assuming."""


def like(heading: str, form: str = "", entities: Sequence[str] = ()) -> tuple[str, Target] | None:
    """Return the known heading that `heading` may be misspelt from, and its target; None where none is near."""
    plain = normalise(heading)[0]
    if len(plain) < 2:
        return None
    table = {**_table(tuple(entities) or FORM_ENTITIES.get(form, USUAL)), **_form_table(form)}
    matcher = SequenceMatcher(b=plain, autojunk=False)
    best, best_ratio = "", LIKE_ENOUGH - 1e-9
    for name in table:
        if abs(len(name) - len(plain)) > (1 if len(plain) > 3 else 0):
            continue
        matcher.set_seq1(name)
        if matcher.real_quick_ratio() > best_ratio and (ratio := matcher.ratio()) > best_ratio:
            best, best_ratio = name, ratio
    return (best, table[best]) if best else None


def recognise(headings: Iterable[str]) -> SheetForm | None:
    """Return the known sheet these headings (in the order of the columns) belong to, or None if none fits.

    A form fits where it explains at least two thirds of the row, the row holds at least a quarter of the form and at
    least six of its headings (all of a shorter form). The order of the columns does not matter.
    """
    row = tuple(headings)
    plain = {normalise(heading)[0] for heading in row} - {""}
    best, best_score = "", 0.0
    for name in FORMS:
        known = _form_headings(name)
        common = len(plain & known)
        if common < min(6, len(known)) or common < len(known) * 0.25 or common * 3 < len(plain) * 2:
            continue
        score = 0.7 * common / len(plain) + 0.3 * common / len(known)
        if score > best_score:
            best, best_score = name, score
    if not best:
        return None
    title, own = FORMS[best]
    missing = tuple(heading for heading in own if normalise(heading)[0] not in plain)
    targets = tuple(target_of(heading, best) for heading in row)
    return SheetForm(best, title, round(best_score, 3), row, targets, missing)


@cache
def _form_headings(form: str) -> frozenset[str]:
    return frozenset(normalise(heading)[0] for heading in FORMS[form][1])


@cache
def _form_table(form: str) -> dict[str, Target]:
    table = {normalise(name)[0]: Target("field", key) for name, key in FORM_FIELDS.get(form, {}).items()}
    if form == "SD-INCOME":
        table |= {normalise(name)[0]: Target("income", item) for name, item in INCOME_LEDGER.items()}
        table |= {normalise(name)[0]: Target("sum", total) for name, total in LEDGER_SUMS.items()}
    return table


@cache
def _table(order: tuple[str, ...]) -> dict[str, Target]:
    table: dict[str, Target] = {}

    def add(names: Iterable[str], target: Target) -> None:
        for name in names:
            table.setdefault(normalise(name)[0], target)

    for kind, listed in (("place", PLACES), ("sheet", SHEET), ("measure", MEASURES), ("income", INCOME)):
        if kind == "sheet" or "household" in order or (kind == "place" and "village_year" in order):
            for name, names in listed.items():
                add(names, Target(kind, name))
    for entity in order:
        for field in ENTITIES[entity].fields:
            key = f"{entity}.{field.name}"
            add(HEADINGS[key], Target("field", key))
            add(INVERSE.get(key, ()), Target("field", key, inverse=True))
            if field.label.startswith("消除后"):  # the exports write 风险消除后…
                add(("风险" + field.label,), Target("field", key))
    return table
