"""Any values a record may hold go out and come in again without a change."""

import re
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.catalogue import ENTITIES
from models.fields import Kind
from models.keys import member_key, year_uid
from models.values import ValueProblem, parse
from storage.archive import records
from storage.archive.archive import create_archive
from storage.archive.records import RecordChange
from storage.exchange.cells import NUMBERS_AS_TEXT
from storage.exchange.excel_out import export_kind
from storage.exchange.excel_plan import plan_import
from tests.storage.exchange.own_records import everything, nothing_happens
from tests.storage.exchange.sheets import RESOURCES, TOWN


def stored(one, codes):
    """Values of a field as the program stores them."""
    texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), min_size=1, max_size=20)
    if one.kind in (Kind.CODE, Kind.CODES):
        entries = [entry.code for entry in codes[one.codes].entries]
        if one.kind is Kind.CODE:
            return st.sampled_from(entries)
        return st.lists(st.sampled_from(entries), min_size=1, max_size=3, unique=True)
    if one.kind in (Kind.INTEGER, Kind.DECIMAL, Kind.MONEY):
        least = one.least if one.least is not None else -(10**6)
        return st.integers(least, one.most if one.most is not None else 10**9)
    plain = {
        Kind.YES_NO: st.booleans(),
        Kind.YEAR: st.integers(1950, 2050),
        Kind.DATE: st.dates().filter(lambda day: day.year >= 1000).map(lambda day: day.isoformat()),
        Kind.MONTH: st.dates().filter(lambda day: 1900 <= day.year <= 2100).map(lambda day: day.isoformat()[:7]),
    }
    if one.kind in plain:
        return plain[one.kind]
    digits = st.text("0123456789", min_size=1, max_size=19)
    source = digits if one.kind in (Kind.BANK_CARD, Kind.PHONE) else texts | digits | st.sampled_from(NASTY)
    found = source.map(lambda text: _parsed(one, text, codes)).filter(lambda value: value is not None)
    if one.kind in NUMBERS_AS_TEXT or one.kind is Kind.PHONE:
        # such a text has lost digits: it is refused wherever it comes from
        return found.filter(lambda value: not re.fullmatch(r"\d+\.0+|[\d.]+E[+-]?\d+", value) and "*" not in value)
    return found


NASTY = [
    "=1+1",
    "'甲",
    '="001"',
    "@a",
    "+8",
    "-5",
    "00123",
    "1.0",
    "1E5",
    "是",
    "赵\n钱",
    "a\tb",
    "x" * 300,
    "䶮",
    "𠮷",
]


def _parsed(one, text, codes):
    try:
        return parse(one, text, codes)
    except ValueProblem:
        return None


@pytest.mark.parametrize(
    "name", ["household", "member", "year", "member_year", "helper", "visit", "monitoring", "measure"]
)
def test_any_values_go_out_and_in_without_a_change(tmp_path_factory, name):
    folder = tmp_path_factory.mktemp("任意")
    kind = "member" if name == "member_year" else name
    left_out = {"number", "local_number", "division", "head_name", "year", "person", "helper", "group"}
    wanted = [one for one in ENTITIES[name].fields if one.name not in left_out and one.kind is not Kind.LINK]
    targets = {"household": "h1", "member": "m1", "year": year_uid("h1", 2020), "helper": "p1", "visit": "v1",
               "monitoring": "o1", "measure": "e1"}  # fmt: skip
    with create_archive(folder / "户", division=TOWN, office="镇", user="李", resources=RESOURCES) as archive:
        records.save(archive, everything())
        archive.settings.set("year", 2020)

        @settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
        @given(st.fixed_dictionaries({}, optional={one.name: stored(one, archive.codes) for one in wanted}))
        def comes_back(values):
            shutil.rmtree(folder / "表", ignore_errors=True)
            if name == "measure" and "options" in values:
                values["options"] = [code for code in values["options"] if code.startswith("45")] or None
            if name == "member_year":
                values = {member_key(key, "m1"): value for key, value in values.items()}
                records.save(archive, [RecordChange("year", year_uid("h1", 2020), values, "h1")])
            else:
                owner = "h1" if ENTITIES[name].owner or name in ("member", "year") else None
                records.save(archive, [RecordChange(name, targets[name], values, owner)])
            nothing_happens(plan_import(archive, export_kind(archive, folder / "表" / "表.xlsx", kind).file))

        comes_back()
