"""Commands about partner offices: partner request admit join list received."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from storage.archive.archive import Archive
from storage.exchange import pack_board
from storage.exchange.partners import Met, admit, join, write_request
from ui.commands.answers import WRONG_USE, Answer, CommandProblem
from ui.commands.archive import local_time


def partner(archive: Archive, options: Namespace) -> Answer:
    """Carry out one of the steps by which offices get to know each other."""
    if options.step == "request":
        met = write_request(archive, Path(options.out))
        told = [
            f"申请已写到 {met.file}，请交给上级单位。",
            f"指纹：{met.fingerprint}",
            "上级来电核对时，逐位念给对方听。",
        ]
        return _met(met, told)
    if options.step == "admit":
        return _admit(archive, options)
    if options.step == "join":
        met = join(archive, Path(options.certificate))
        told = [
            f"已登记“{met.office}”，从现在起可以互相打包。",
            f"对方指纹：{met.fingerprint}（有疑问时与对方电话核对）",
        ]
        return _met(met, told)
    if options.step == "received":
        sent = pack_board.assume_received(archive, options.office, options.number)
        sentence = f"第 {sent.number} 号包视为“{sent.office}”已收到；对方下一个包若说没有收到，会自动补上。"
        return Answer({"office": sent.office, "number": sent.number}, [sentence])
    return _list(archive)


def _admit(archive: Archive, options: Namespace) -> Answer:
    if not options.fingerprint and not options.trust:
        sentence = "请写 --fingerprint 和对方在电话里念的数字；文件是对方当面交来的，写 --trust。"
        raise CommandProblem("usage", sentence, WRONG_USE)
    met = admit(
        archive,
        Path(options.request),
        Path(options.out),
        digits=None if options.trust else options.fingerprint,
        scope=options.scope,
        rank=options.rank,
    )
    return _met(met, [f"已登记“{met.office}”，证书在 {met.file}，请交给对方取用。", f"指纹：{met.fingerprint}"])


def _met(met: Met, lines: list[str]) -> Answer:
    return Answer({"office": met.office, "fingerprint": met.fingerprint, "file": str(met.file)}, lines)


def _list(archive: Archive) -> Answer:
    lines: list[str] = []
    data: list[dict[str, object]] = []
    for one in pack_board.board(archive):
        data.append(
            {
                "office": one.office,
                "division": one.division,
                "scope": one.scope,
                "rank": one.rank,
                "desks": len(one.desks),
                "last_in": _in(one),
                "last_out": _out(one),
                "missing": list(one.notes),
                "missing_numbers": list(one.missing),
                "refused": len(one.refused),
                "unacknowledged": [sent.number for sent in one.unacknowledged],
                "findings": one.findings,
                "conflicts": one.conflicts,
            }
        )
        came = f"收到第 {one.last_in.number} 号（{local_time(one.last_in.at)}）" if one.last_in else "还没有收到过包"
        went = f"发出第 {one.last_out.number} 号（{local_time(one.last_out.at)}）" if one.last_out else "还没有打过包"
        lines += [f"{one.office}  范围 {one.scope}  {came}  {went}", *(f"  {note}" for note in one.notes)]
    return Answer({"partners": data}, lines or ["还没有登记过单位。"])


def _in(one: pack_board.OfficeLine) -> dict[str, object] | None:
    taken = one.last_in
    return {"number": taken.number, "at": taken.at, "file": taken.file} if taken else None


def _out(one: pack_board.OfficeLine) -> dict[str, object] | None:
    sent = one.last_out
    if sent is None:
        return None
    return {"number": sent.number, "at": sent.at, "file": sent.files[0], "acknowledged": sent.acknowledged is not None}
