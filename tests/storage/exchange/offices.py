"""Offices of one county on real data folders, that know each other and pass packs through a folder, the stick."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

from models.keys import new_uid, year_uid
from storage.archive.archive import Archive, create_archive
from storage.archive.records import RecordChange, save
from storage.archive.verify import verify
from storage.exchange.packing import PackMade, make_pack
from storage.exchange.partners import admit, join, write_request
from storage.exchange.taking import PackTaken, take_packs
from tests.storage.exchange.sheets import RESOURCES, id_number

COUNTY, TOWN, VILLAGE, OTHER = "370826", "370826111", "370826111214", "370826111211"
NAMES = {COUNTY: "微山县乡村振兴局", TOWN: "微山岛镇人民政府", VILLAGE: "西张阿村委会", OTHER: "东张阿村委会"}
USERS = {COUNTY: "赵局", TOWN: "王强", VILLAGE: "李梅", OTHER: "孙会计"}


def open_office(folder: Path, division: str, *, desk: str = "一号机", **more: Any) -> Archive:
    return create_archive(
        folder, division=division, office=more.pop("office", NAMES.get(division, division)), desk=desk,
        user=more.pop("user", USERS.get(division, "")), resources=RESOURCES, **more,
    )  # fmt: skip


@contextmanager
def offices(root: Path, *divisions: str) -> Iterator[list[Archive]]:
    """Offices of these divisions, each admitted by the one before it."""
    made = [open_office(root / NAMES[division], division) for division in divisions]
    try:
        for upper, lower in pairwise(made):
            meet(root, lower, upper)
        yield made
    finally:
        for one in made:
            one.close()


def meet(root: Path, asking: Archive, upper: Archive, **more: Any) -> None:
    request = root / f"{asking.office.desk}.req"
    certificate = root / f"{asking.office.desk}.cert"
    met = write_request(asking, request)
    admit(upper, request, certificate, digits=met.fingerprint, **more)
    join(asking, certificate)


def add_household(archive: Archive, number: int, village: str = VILLAGE, people: int = 2) -> tuple[str, list[str]]:
    """A household with so many people and one year; returns its uid and theirs."""
    household = new_uid()
    persons = [new_uid() for _ in range(people)]
    values = {"division": village, "number": f"8630000000{number:06d}", "phone": f"1380000{number % 10000:04d}"}
    changes = [RecordChange("household", household, values)]
    for place, person in enumerate(persons):
        told = {
            "name": "孔令" + "田芳国庆"[place % 4], "relation": "01" if place == 0 else "02",
            "id_number": id_number(f"19{40 + number % 50:02d}0{place % 9 + 1}15", number % 400 * 2 + place % 2),
        }  # fmt: skip
        changes.append(RecordChange("member", person, told, household=household))
    changes.append(RecordChange("year", year_uid(household, 2020), {"head_count_year": people}, household=household))
    save(archive, changes)
    return household, persons


def change(archive: Archive, entity: str, uid: str, **values: Any) -> None:
    save(archive, [RecordChange(entity, uid, values)])


def carry(stick: Path, sender: Archive, receiver: Archive, **more: Any) -> tuple[PackMade, list[PackTaken]]:
    """A pack from one office to another, over the stick."""
    stick.mkdir(exist_ok=True)
    made = make_pack(sender, stick, receiver.office.name, **more)
    taken = take_packs(receiver, made.files)
    return made, taken


def village_digest(archive: Archive, village: str = VILLAGE) -> str:
    outcome = verify(archive)
    assert outcome.ok, outcome.problems
    return outcome.villages.get(village, "")
