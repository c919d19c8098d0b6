"""Commands of the exchange by USB: pack, merge."""

from __future__ import annotations

import getpass
import os
import sys
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

from storage.archive.archive import Archive
from storage.archive.merge_result import Counts
from storage.archive.op_exchange import gaps
from storage.exchange.packing import make_pack
from storage.exchange.taking import ALREADY, APPLIED, HELD, REFUSED, PackTaken, missing_sentences, take_packs
from ui.commands.answers import DONE, WAITING, Answer, CommandProblem, progress
from ui.commands.answers import REFUSED as NOTHING_DONE

PASSPHRASE_VARIABLE = "HUDANG_PACK_PASSPHRASE"


def pack(archive: Archive, options: Namespace) -> Answer:
    """Make a pack for a partner office."""
    passphrase = _passphrase("打包口令（电话告诉对方）：") if options.passphrase else None
    made = make_pack(
        archive,
        Path(options.out_dir),
        options.to,
        scope=options.village or "",
        full=options.full,
        photos=not options.no_photos,
        receipt=options.receipt,
        passphrase=passphrase,
        progress=progress,
    )
    data = {
        "file": str(made.files[0]),
        "files": [str(path) for path in made.files],
        "number": made.number,
        "to": made.to,
        "households": made.households,
        "records": made.records,
        "ops": made.ops,
        "attachments": made.attachments,
        "bytes": made.bytes,
        "warnings": list(made.left_out),
    }
    what = "回执" if made.kind == "receipt" else "包"
    lines = [
        f"给“{made.to}”的第 {made.number} 号{what}已写好并读回核对：{made.files[0]}",
        f"{made.households} 户 {made.records} 条记录，改动 {made.ops} 处，照片 {made.attachments} 张。",
        f"大小 {_size(made.bytes)}。",
        *made.left_out,
    ]
    return Answer(data, lines, WAITING if made.left_out else DONE)


def merge(archive: Archive, options: Namespace) -> Answer:
    """Take packs, each by itself; a refused one does not keep the others out."""
    passphrase = _passphrase("对方告诉您的口令：") if options.passphrase else None
    taken = take_packs(
        archive, _in_order(options.packs), dry_run=options.dry_run, passphrase=passphrase, progress=progress
    )
    counts = _sum(taken)
    batches = [one.result.batch for one in taken if one.result and one.result.batch]
    missing = missing_sentences(archive, gaps(archive))
    data: dict[str, Any] = {
        "packs": [
            {
                "file": str(one.file),
                "outcome": one.outcome,
                "from": one.sender,
                "number": one.number,
                "sentence": one.sentence,
                "code": one.code or None,
                "batch": (one.result.batch or None) if one.result else None,
            }
            for one in taken
        ],
        "new": counts.new,
        "changed": counts.changed,
        "conflicts": counts.conflicts,
        "duplicates": counts.duplicates,
        "same": counts.same,
        "filled": counts.filled,
        "deleted": counts.deleted,
        "missing": missing,
        "batch": batches[-1] if batches else None,
        "batches": batches,
    }
    lines = [f"{one.file.name}：{one.sentence}" for one in taken] + missing
    refused = [one for one in taken if one.outcome == REFUSED]
    if len(refused) == len(taken):
        first = refused[0]
        data["error"] = {"code": first.code, "sentence": first.sentence}
        print("\n".join(lines), file=sys.stderr)
        return Answer(data, [], NOTHING_DONE)
    waits = refused or counts.conflicts or counts.duplicates or any(one.outcome == HELD for one in taken)
    return Answer(data, lines, WAITING if waits else DONE)


def _in_order(names: list[str]) -> list[Path]:
    """Any order is right; by name the packs of one office come in the order they were made, and fewer have to wait."""
    return sorted(dict.fromkeys(map(Path, names)), key=lambda path: path.name)


def _sum(taken: list[PackTaken]) -> Counts:
    total = Counts()
    for one in taken:
        if one.result is not None and one.outcome in (APPLIED, ALREADY, HELD):
            for name, number in asdict(one.result.counts).items():
                setattr(total, name, getattr(total, name) + number)
    return total


def _passphrase(prompt: str) -> str:
    known = os.environ.get(PASSPHRASE_VARIABLE)
    if known:
        return known
    if not sys.stdin.isatty():
        raise CommandProblem("passphrase_needed", f"请在终端输入口令，或设环境变量 {PASSPHRASE_VARIABLE}。")
    return getpass.getpass(prompt)


def _size(size: int) -> str:
    return f"{size / 1024:.0f} KB" if size < 1 << 20 else f"{size / (1 << 20):.1f} MB"
