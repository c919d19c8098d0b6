"""The command line's grammar: global options may stand before or after the command."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, NoReturn, TypeAlias

from models.comparison_kinds import KINDS
from ui.commands.care_options import add_helpers, add_medical

NOT_YET = ("fill",)
"""Commands of the contract that the program does not have yet."""


Command: TypeAlias = Callable[[str, str], argparse.ArgumentParser]


class WrongUse(Exception):
    """The command line can't be read; the text says why, in Chinese."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise WrongUse(f"命令写法不对：{_in_chinese(message)}。各命令的写法见 {self.prog} --help")


_MESSAGES = (
    (r"argument (.*?): (.*[\u4e00-\u9fff].*)", "{0} {1}"),
    (r"the following arguments are required: (.*)", "缺少 {0}"),
    (r"unrecognized arguments: (.*)", "不认识 {0}"),
    (r"argument (?:command|命令): invalid choice: '(.*?)'.*", "没有命令“{0}”"),
    (r"argument (.*?): invalid choice: '(.*?)' \(choose from (.*)\)", "{0} 不能是“{1}”，可以是 {2}"),
    (r"argument (.*?): invalid int value: '(.*?)'", "{0} 应是整数，不是“{1}”"),
    (r"argument (.*?): expected (?:one|at least one) argument", "{0} 后面缺少内容"),
    (r"argument (.*?): ignored explicit argument '(.*?)'", "{0} 后面不该有“{1}”"),
    (r"ambiguous option: (.*?) could match (.*)", "{0} 不明确，可能是 {1}"),
)
"""What argparse says, and how it is said in Chinese; anything else stays as it is."""


def _in_chinese(message: str) -> str:
    for pattern, text in _MESSAGES:
        if found := re.fullmatch(pattern, message):
            return text.format(*found.groups())
    return message


def _village(text: str) -> str:
    """A division code or its first digits: a mistyped one would find nothing and look like “no faults”."""
    if not re.fullmatch(r"[0-9]{2,12}", text):
        raise argparse.ArgumentTypeError(f"应是区划代码的前 2—12 位数字，不是“{text}”")
    return text


def _year(text: str) -> int:
    """A year that a file can be about."""
    if not re.fullmatch(r"(19|20)[0-9]{2}", text):
        raise argparse.ArgumentTypeError(f"应是四位年份，例如 2019，不是“{text}”")
    return int(text)


def _filled(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("不能空着")
    return text.strip()


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    common = _Parser(add_help=False)
    common.add_argument("--data", default=argparse.SUPPRESS)
    common.add_argument("--json", action="store_true", default=argparse.SUPPRESS)
    common.add_argument("--user", default=argparse.SUPPRESS)
    common.add_argument("--moved", action="store_true", default=argparse.SUPPRESS)
    common.add_argument("--copied", action="store_true", default=argparse.SUPPRESS)
    parser = _Parser(prog="hudang", parents=[common], description="户档：不带命令时打开窗口")
    commands = parser.add_subparsers(dest="command", parser_class=_Parser, metavar="命令")

    def command(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, parents=[common], help=text)

    _add_record_commands(command)
    _add_archive_commands(command)
    _add_exchange_commands(command)
    _add_money_commands(command)
    _add_comparing_commands(command)
    _add_figure_commands(command)
    _add_pack_commands(command, common)
    _add_key_commands(command, common)
    _add_care_commands(command, common)
    for name in NOT_YET:
        command(name, "本版本还没有").add_argument("rest", nargs=argparse.REMAINDER)
    return parser


def _add_archive_commands(command: Command) -> None:
    init = command("init", "新建档案")
    init.add_argument("--division", required=True)
    init.add_argument("--office", required=True, type=_filled)
    init.add_argument("--desk", default="")
    init.add_argument("--protect", action="store_true")
    check = command("check", "核查")
    check.add_argument("--village", type=_village)
    check.add_argument("--out", metavar="OUT.xlsx")
    command("batches", "批次")
    command("undo", "撤销一批").add_argument("batch")
    command("backup", "备份").add_argument("out", nargs="?")
    command("backups", "列出自动备份").add_argument("--from", dest="store", metavar="FOLDER")
    restore = command("restore", "恢复备份")
    restore.add_argument("file", nargs="?")
    restore.add_argument("--point", metavar="NAME")
    restore.add_argument("--from", dest="store", metavar="FOLDER")
    restore.add_argument("--replace", action="store_true")
    command("verify", "核对档案")
    publish = command("publish", "发布到中心库")
    publish.add_argument("url", metavar="postgresql://…")
    publish.add_argument("--since-last", action="store_true")
    publish.add_argument("--reader", metavar="ROLE")
    publish.add_argument("--village", type=_village)
    collect = command("collect", "收一个文件夹的包，再发布")
    collect.add_argument("dir", metavar="DIR")
    collect.add_argument("url", metavar="postgresql://…")


def _add_comparing_commands(command: Command) -> None:
    command("duplicates", "查找重复的人和户").add_argument("--village", type=_village)
    compare = command("compare", "把别处的名单和档案比对")
    compare.add_argument("file")
    compare.add_argument("--with", dest="kind", required=True, choices=tuple(KINDS), metavar="KIND")
    compare.add_argument("--sheet")
    compare.add_argument("--mapping", metavar="FILE.json")
    compare.add_argument("--village", type=_village)
    compare.add_argument("--year", type=_year)
    compare.add_argument("--out", metavar="OUT.xlsx")


def _add_money_commands(command: Command) -> None:
    dividend = command("dividend", "收益分配：预览，加 --post 写入")
    dividend.add_argument("project", help="项目编号或名称")
    dividend.add_argument("--year", type=_year, required=True)
    dividend.add_argument("--batch", required=True, type=_filled)
    dividend.add_argument("--income", required=True, metavar="元")
    dividend.add_argument("--method", choices=("1", "2", "3", "4"), help="1 按股 2 按户 3 按人 4 因素法")
    dividend.add_argument("--right", metavar="%", help="折股量化到户的产权比例")
    dividend.add_argument("--share", metavar="%", help="收益分给户的比例")
    dividend.add_argument("--on", type=_day, metavar="YYYY-MM-DD", help="按哪一天的持股")
    dividend.add_argument("--post", action="store_true")
    listed = command("dividends", "列出一年的分红")
    listed.add_argument("--year", type=_year)
    listed.add_argument("--village", type=_village)
    loans = command("loans", "快到期和逾期的小额信贷")
    loans.add_argument("--days", type=int, metavar="N")
    loans.add_argument("--all", action="store_true")
    loans.add_argument("--on", type=_day, metavar="YYYY-MM-DD", help="按哪一天算，不写是今天")
    loans.add_argument("--village", type=_village)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError("日期写成 2017-12-31 的样子") from None


def _add_exchange_commands(command: Command) -> None:
    demo = command("demo", "生成培训档案")
    demo.add_argument("--households", type=int, default=2000)
    demo.add_argument("--seed", type=int, default=1)
    demo.add_argument("--faults", action="store_true")
    bring = command("import", "导入表格")
    bring.add_argument("file", nargs="+")
    bring.add_argument("--sheet")
    bring.add_argument("--all-sheets", action="store_true")
    bring.add_argument("--mapping", metavar="FILE.json")
    bring.add_argument("--year", type=_year)
    bring.add_argument("--suspects", choices=("wait", "same", "new"), default="wait")
    bring.add_argument("--policy", choices=("fill", "update", "add"), default="update")
    bring.add_argument("--blank", choices=("keep", "clear"), default="keep")
    bring.add_argument("--dry-run", action="store_true")
    bring.add_argument("--marked")
    export = command("export", "导出表格")
    export.add_argument("out", nargs="?", metavar="OUT.xlsx")
    export.add_argument("--kind", default="household")
    export.add_argument("--village", type=_village)
    export.add_argument("--mask", action="store_true")
    export.add_argument("--correct", metavar="FIELD,FIELD")
    export.add_argument("--year", type=_year)
    template = command("template", "空白模板")
    template.add_argument("out", metavar="OUT.xlsx")
    template.add_argument("--kind", required=True)
    tour = command("tour", "不用窗口走一遍主要工作")
    tour.add_argument("out")
    tour.add_argument("--households", type=int, default=300)
    command("selftest", "离屏打开窗口并截图").add_argument("out")
    card = command("card", "户卡、档案、公示 PDF")
    card.add_argument("out", nargs="?", metavar="OUT.pdf")
    card.add_argument("--layout", metavar="NAME")
    card.add_argument("--paper", choices=("a4", "two_up", "a3"))
    card.add_argument("--duplex", action="store_true")
    card.add_argument("--register", action="store_true")
    card.add_argument("--kind", default="household")
    card.add_argument("--household", nargs="*", default=[])
    card.add_argument("--village", type=_village)
    card.add_argument("--all", action="store_true")
    card.add_argument("--full", action="store_true")


def _add_figure_commands(command: Command) -> None:
    report = command("report", "统计表：list 列出，或写成 .xlsx、.pdf")
    report.add_argument("name", metavar="NAME|list", type=_filled)
    report.add_argument("out", nargs="?", metavar="OUT")
    report.add_argument("--year", type=_year)
    report.add_argument("--village", type=_village)


def _add_pack_commands(command: Command, common: _Parser) -> None:
    partner = command("partner", "登记互换的单位")
    steps = partner.add_subparsers(dest="step", required=True, metavar="步骤", parser_class=_Parser)

    def step(name: str, text: str) -> argparse.ArgumentParser:
        return steps.add_parser(name, parents=[common], help=text)

    step("request", "写申请文件").add_argument("out", metavar="OUT.req")
    admit = step("admit", "登记下级，写证书")
    admit.add_argument("request", metavar="REQ")
    admit.add_argument("out", metavar="OUT.cert")
    admit.add_argument("--scope", type=_village)
    admit.add_argument("--rank", type=int, choices=range(5))
    admit.add_argument("--fingerprint")
    admit.add_argument("--trust", action="store_true")
    step("join", "取用上级的证书").add_argument("certificate", metavar="CERT")
    step("list", "登记过的单位和收发情况")
    received = step("received", "视为已收到")
    received.add_argument("office")
    received.add_argument("number", type=int, nargs="?")
    pack = command("pack", "给单位打包")
    pack.add_argument("out_dir", metavar="OUT_DIR")
    pack.add_argument("--to", required=True, type=_filled)
    pack.add_argument("--village", type=_village)
    pack.add_argument("--full", action="store_true")
    pack.add_argument("--no-photos", action="store_true")
    pack.add_argument("--receipt", action="store_true")
    pack.add_argument("--passphrase", action="store_true")
    merge = command("merge", "取用对方的包")
    merge.add_argument("packs", nargs="+", metavar="PACK")
    merge.add_argument("--dry-run", action="store_true")
    merge.add_argument("--passphrase", action="store_true")
    command("conflicts", "待处理的冲突").add_argument("--village", type=_village)
    resolve = command("resolve", "处理冲突")
    resolve.add_argument("id", nargs="?")
    resolve.add_argument("--take", metavar="mine|theirs")
    resolve.add_argument("--value", nargs="+")
    resolve.add_argument("--batch")


def _add_key_commands(command: Command, common: _Parser) -> None:
    password = command("password", "口令、恢复单、县级恢复")
    steps = password.add_subparsers(dest="step", metavar="步骤", parser_class=_Parser)

    def step(name: str, text: str) -> argparse.ArgumentParser:
        return steps.add_parser(name, parents=[common], help=text)

    for name, text in (
        ("state", "现在有哪些办法能打开"), ("change", "改自己的口令"), ("protect", "给档案加上口令"),
        ("unprotect", "去掉口令保护"), ("renew-key", "换数据库密钥"), ("reset", "忘了口令：用恢复单"),
    ):  # fmt: skip
        step(name, text)
    step("sheet", "做恢复单").add_argument("out", metavar="OUT.pdf")
    step("county", "登记县级恢复公钥").add_argument("recipient")
    step("county-key", "县里：做恢复钥匙").add_argument("out", metavar="OUT.key")
    ask = step("ask", "忘了口令：向县里申请")
    ask.add_argument("out", metavar="OUT")
    ask.add_argument("--office", default="")
    answer = step("answer", "县里：答复申请")
    answer.add_argument("request")
    answer.add_argument("out", metavar="OUT")
    answer.add_argument("--key", required=True)
    answer.add_argument("--fingerprint")
    step("accept", "取用县里的答复").add_argument("file")
    users = command("users", "用户与权限")
    jobs = users.add_subparsers(dest="step", metavar="步骤", parser_class=_Parser)
    roles = ("entry", "review", "manager", "reader")
    jobs.add_parser("list", parents=[common], help="列出")
    for name, text in (("add", "登记"), ("role", "改权限"), ("end", "停用"), ("reset", "重设口令")):
        job = jobs.add_parser(name, parents=[common], help=text)
        job.add_argument("name", type=_filled)
        if name == "add":
            job.add_argument("--role", choices=roles, default="entry")
        elif name == "role":
            job.add_argument("role", choices=roles)
    log = command("log", "操作日志")
    log.add_argument("--kind", nargs="*", default=[])
    log.add_argument("--by", metavar="NAME")
    log.add_argument("--limit", type=int, default=200)
    changes = command("changes", "谁改了多少，按月")
    changes.add_argument("--month", default="", metavar="YYYY-MM")
    changes.add_argument("--by", default="", metavar="NAME")


def _add_care_commands(command: Command, common: _Parser) -> None:
    for name, text in (("medical", "医疗保障"), ("helpers", "帮扶队伍")):
        steps = command(name, text).add_subparsers(dest="step", parser_class=_Parser, metavar="步骤", required=True)
        step = partial(_add_step, steps, common)
        if name == "medical":
            add_medical(step, _year, _village)
        else:
            add_helpers(step, _village, _filled)


def _add_step(steps: Any, common: _Parser, name: str, text: str) -> argparse.ArgumentParser:
    return steps.add_parser(name, parents=[common], help=text)


def _add_record_commands(command: Command) -> None:
    find = command("find", "查找")
    find.add_argument("text")
    find.add_argument("--limit", type=int, default=50)
    command("show", "看一户").add_argument("household")
    add = command("add", "新增")
    add.add_argument("kind")
    add.add_argument("values", nargs="+")
    add.add_argument("--household")
    add.add_argument("--reason", default="")
    change = command("set", "修改")
    change.add_argument("household")
    change.add_argument("values", nargs="+")
    change.add_argument("--member")
    change.add_argument("--year", type=_year)
    change.add_argument("--reason", required=True, type=_filled)
    delete = command("delete", "删除（进回收站）")
    delete.add_argument("household")
    delete.add_argument("--member")
    delete.add_argument("--reason", required=True, type=_filled)
    command("restore-record", "从回收站恢复").add_argument("uid")
    erase = command("erase", "抹去回收站里的户或成员")
    erase.add_argument("uid")
    erase.add_argument("--reason", required=True, type=_filled)
