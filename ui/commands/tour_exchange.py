"""The exchange part of the tour: a second office, a pack, edits on both sides, a merge, one conflict resolved."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from storage.archive import conflicts, files, records
from storage.archive.archive import Archive, create_archive, open_archive
from storage.archive.records import RecordChange
from storage.archive.resolving import resolve
from storage.archive.verify import verify
from storage.exchange.packing import make_pack
from storage.exchange.partners import admit, join, write_request
from storage.exchange.taking import PackTaken, take_packs

COUNTY = "370826"
OFFICE = "微山县（演练）"


class ExchangeFailed(Exception):
    """A step whose result is not what it must be; the text says what came out."""


def pack_for_second_office(archive: Archive, out: Path) -> str:
    """Let a county office join, pack its part of the files, and take the pack there."""
    stick = out / "U盘"
    stick.mkdir(parents=True, exist_ok=True)
    with closing(_second(archive, out, new=True)) as county:
        met = write_request(county, out / "微山县.req")
        admit(archive, out / "微山县.req", out / "微山县.cert", digits=met.fingerprint)
        join(county, out / "微山县.cert")
        made = make_pack(archive, stick, OFFICE)
        taken = _applied(take_packs(county, made.files))
        counts = taken.result.counts if taken.result else None
        if counts is None or counts.new != made.records:
            raise ExchangeFailed(f"打包 {made.records} 条记录，对方新增 {counts.new if counts else 0} 条")
    return f"{made.households} 户 {made.records} 条记录，{made.bytes // 1024} KB，对方全部收到"


def edit_both_and_merge(archive: Archive, out: Path) -> str:
    """Change the same phone on both sides and another fact on one; merge both ways."""
    household = files.household_uids(archive, COUNTY)[0]
    with closing(_second(archive, out)) as county:
        records.save(archive, [RecordChange("household", household, {"phone": "13800000011"})], reason="市里核实")
        both = {"phone": "13800000022", "hamlet": "演练组"}
        records.save(county, [RecordChange("household", household, both)], reason="县里核实")
        up = _applied(take_packs(archive, make_pack(county, out / "U盘", archive.office.name).files))
        _applied(take_packs(county, make_pack(archive, out / "U盘", OFFICE).files))
        found = [one.facet for one in conflicts.conflicts(archive) if one.household == household]
        if found != ["phone"]:
            raise ExchangeFailed(f"应只有联系电话一处冲突，实际 {found}")
    kept = records.load(archive, "household", household)
    if kept is None or kept["hamlet"] != "演练组":
        raise ExchangeFailed("县里单独改的一处没有合并进来")
    return f"{up.sentence.rstrip('。')}；两边不冲突的改动都在"


def resolve_and_compare(archive: Archive, out: Path) -> str:
    """Resolve the conflict, send the decision, and compare both archives village by village."""
    case = next(one for one in conflicts.conflicts(archive) if one.facet == "phone")
    left = resolve(archive, case.id, "theirs").left
    with closing(_second(archive, out)) as county:
        _applied(take_packs(county, make_pack(archive, out / "U盘", OFFICE).files))
        if any(one.id == case.id for one in conflicts.conflicts(county)):
            raise ExchangeFailed("对方收到决定后冲突还在")
        ours, theirs = verify(archive), verify(county)
    if not (ours.ok and theirs.ok):
        raise ExchangeFailed("；".join([*ours.problems, *theirs.problems][:3]))
    different = [code for code, digest in theirs.villages.items() if ours.villages.get(code) != digest]
    if different:
        raise ExchangeFailed(f"{len(different)} 个村两边不一致：{different[:3]}")
    return f"用了县里的电话，还有 {left} 处待处理；{len(theirs.villages)} 个村两边指纹一致"


def _second(archive: Archive, out: Path, *, new: bool = False) -> Archive:
    folder = out / "微山县档案"
    if not new:
        return open_archive(folder, resources=archive.resources)
    return create_archive(
        folder, division=COUNTY, office=OFFICE, desk="县里", user="县里", training=True, resources=archive.resources
    )


def _applied(taken: list[PackTaken]) -> PackTaken:
    if len(taken) != 1 or taken[0].outcome != "applied":
        raise ExchangeFailed("；".join(one.sentence for one in taken))
    return taken[0]
