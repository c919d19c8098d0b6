"""Commands of the central database: publish, collect. An optional extra: its driver is not in the packaged program."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from storage.archive.archive import Archive
from storage.archive.verify import village_digests
from storage.exchange.pack_format import ENDING
from storage.exchange.taking import REFUSED, take_packs
from ui.commands.answers import DONE, WAITING, Answer, CommandProblem, progress

_NO_DRIVER = (
    "本机没有装连接中心库的部件，没有发布。请在程序目录运行 .venv/bin/pip install “psycopg[binary]”，桌面程序里不带它。"
)


def publish(archive: Archive, options: Namespace) -> Answer:
    """Send the archive to the central database, or admit a reader there."""
    try:
        from storage.central.publishing import publish as send
        from storage.central.readers import admit_reader
    except ImportError as problem:
        raise CommandProblem("no_driver", _NO_DRIVER) from problem
    if options.reader:
        if not options.village:
            raise CommandProblem("usage", "登记读者要说明他能看的区划：--village 代码。没有改动。")
        admit_reader(options.url, options.reader, options.village)
        line = f"已登记：用户“{options.reader}”只能看到 {options.village} 的数据，号码已遮盖。"
        return Answer({"reader": options.reader, "division": options.village}, [line])
    sent = send(archive, options.url, since_last=options.since_last, progress=progress)
    own = village_digests(archive)
    differing = sorted(scope for scope, digest in own.items() if sent.digests.get(scope) != digest)
    lines = [
        f"已发布：送出改动 {sent.sent} 处，其中中心库原来没有的 {sent.new} 处，汇总记录 {sent.records} 条。",
        f"逐村核对：{len(own) - len(differing)} 个区划与本机一致"
        + (f"，{len(differing)} 个不同（别的单位有更新的改动，或本机有搁置的改动）：" if differing else "。"),
        *(f"  {scope}" for scope in differing[:20]),
    ]
    data = {"sent": sent.sent, "new": sent.new, "records": sent.records, "parts": sent.parts,
            "same": len(own) - len(differing), "different": differing}  # fmt: skip
    return Answer(data, lines, WAITING if differing else DONE)


def collect(archive: Archive, options: Namespace) -> Answer:
    """Take every pack of a folder, then publish what the central log lacks."""
    folder = Path(options.dir)
    packs = sorted(folder.glob(f"*{ENDING}"))
    if not packs:
        raise CommandProblem("missing", f"“{folder}”里没有交换包（{ENDING}），没有发布。请核对文件夹。")
    taken = take_packs(archive, packs, progress=progress)
    options.since_last, options.reader = True, None
    answer = publish(archive, options)
    refused = [one for one in taken if one.outcome == REFUSED]
    told = [f"{one.file.name}：{one.sentence}" for one in taken]
    code = WAITING if refused else answer.code
    return Answer({**answer.data, "packs": len(taken), "refused": len(refused)}, [*told, *answer.lines], code)
