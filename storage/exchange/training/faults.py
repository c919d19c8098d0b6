"""Plants one fault per rule into a clean training archive, each into a household of its own."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from random import Random

from models.fields import Record
from models.rules import load_rule_book
from storage.archive.archive import Archive
from storage.archive.files import iterate_files
from storage.archive.problems import known_problems
from storage.archive.records import RecordChange, save
from storage.exchange.training.fault_house import Around, House
from storage.exchange.training.fault_list import FAULTS
from storage.exchange.training.fault_words import Fault
from storage.exchange.training.identity import Numbers

CLEAN = 12
"""Households that are kept clean, to lend what a fault copies from another household."""

FILE_NAME = "埋下的错误.csv"
_TITLES = ("规则", "级别", "规则内容", "户编号", "户主", "成员", "埋下的错误", "核查的年度")


@dataclass(frozen=True, slots=True)
class PlantedFault:
    """One fault: rule, what was done, where; household and number are "" where no household suited the rule.

    `village` is the division code where the rule is about a village, `year` the working year that finds it.
    """

    rule: int
    what: str
    household: str = ""
    number: str = ""
    head: str = ""
    person: str = ""
    name: str = ""
    village: str = ""
    year: int = 0


def plant_faults(
    archive: Archive, seed: int = 1, *, rules: Collection[int] | None = None, skip: int = 0
) -> list[PlantedFault]:
    """Plant the faults in one batch and return them by rule; the same archive and seed give the same faults.

    `rules` = only those of these rules; the first `skip` households are left as they are.
    """
    numbers = Numbers(Random(f"faults {seed}"))
    wanted = [fault for fault in FAULTS if rules is None or fault.rule in rules]
    waiting = dict(enumerate(wanted))
    planted: dict[int, PlantedFault] = {}
    changes: list[RecordChange] = []
    neighbours: list[Record] = []
    around = Around()
    for at, file in enumerate(iterate_files(archive)):
        if not waiting:
            break
        if at < skip:
            continue
        if not file.household.get("number") or file.head is None:
            continue
        if len(neighbours) < CLEAN:
            neighbours.append(file.head)
            around.lenders += [one["uid"] for one in file.parts.get("assignment", ()) if not one.get("ends")]
            continue
        house = House(file, neighbours[0], archive.settings.year, numbers, around)
        for place, fault in waiting.items():
            person = fault.pick(house)
            if person is None:
                continue
            fault.plant(house, person)
            planted[place] = _noted(house, fault, person)
            if house.village:
                around.villages.add(house.village)
            changes.extend(house.changes)
            if house.used_neighbour:
                del neighbours[0]  # it has lent its head's name, number or phone; the next household is left clean
            del waiting[place]
            break
    save(archive, changes, kind="demo", source="埋下的错误", reason="演练数据：每条规则一处错误")
    return [planted.get(place, PlantedFault(fault.rule, fault.what)) for place, fault in enumerate(wanted)]


def _noted(house: House, fault: Fault, person: Record) -> PlantedFault:
    told, head = house.file.household, house.file.head or {}
    return PlantedFault(
        fault.rule,
        fault.what,
        house.extra or house.file.uid,
        told.get("number") or "",
        head.get("name") or "",
        person["uid"],
        person["name"],
        house.village,
        fault.year or house.year,
    )


def write_fault_list(planted: list[PlantedFault], resources: Path, out: Path) -> None:
    """Write the faults as CSV that Excel opens with its characters right; StorageProblem where it can't be written."""
    book = load_rule_book(resources / "rules.csv")
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_TITLES)
    for fault in planted:
        info = book[fault.rule]
        where = (f"{fault.number}\t", fault.head, fault.name) if fault.number else ("没有合适的户", "", "")
        writer.writerow((fault.rule, info.level, info.title, *where, fault.what, fault.year or ""))
    with known_problems():
        out.write_text(text.getvalue(), encoding="utf-8-sig", newline="")
