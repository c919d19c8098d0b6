"""Two or three desks for the merge tests: made, written on, and merged into each other."""

from __future__ import annotations

from pathlib import Path

from models.keys import income_key, member_key, new_uid, year_uid
from storage.archive import merging, op_exchange, records
from storage.archive.archive import Archive, create_archive
from storage.archive.records import RecordChange
from storage.archive.rows import read_flat
from storage.archive.verify import digest_of, verify

RESOURCES = Path(__file__).resolve().parents[3] / "resources"
VILLAGE, OTHER, TOWN = "370826111214", "370826111213", "370826111"


def make(folder: Path, division: str, user: str) -> Archive:
    archive = create_archive(folder, division=division, office=user, desk=user, user=user, resources=RESOURCES)
    archive.connection.execute("PRAGMA synchronous=OFF")
    return archive


def send(sender: Archive, receiver: Archive, **options):
    ops = op_exchange.ops_after(sender, op_exchange.tips(receiver), "")
    return merging.merge(receiver, ops, source="pack", office=sender.office.name, **options)


def enter(archive: Archive, **values: object) -> tuple[str, str]:
    household, person = new_uid(), new_uid()
    records.save(
        archive,
        [
            RecordChange("household", household, {"division": VILLAGE, "phone": "13800000001", **values}),
            RecordChange("member", person, {"name": "孔令田", "relation": "01"}, household),
            RecordChange(
                "year",
                year_uid(household, 2020),
                {
                    member_key("education", person): "01",
                    income_key("01", None): {"amount": 100, "counts": True, "note": None},
                },
                household,
            ),
        ],
    )
    return household, person


def change(archive: Archive, uid: str, entity: str = "household", **values: object) -> None:
    records.save(archive, [RecordChange(entity, uid, values)])


def value(archive: Archive, uid: str, key: str, entity: str = "household") -> object:
    return read_flat(archive.connection, entity, [uid])[uid].get(key)


def both_ways(one: Archive, other: Archive) -> None:
    send(one, other)
    send(other, one)
    for archive in (one, other):
        assert verify(archive).problems == []
    assert verify(one).digest == verify(other).digest == digest_of(one)
