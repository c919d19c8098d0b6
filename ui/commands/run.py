"""Runs one command: opens the archive, calls the command, prints its answer, returns the exit code."""

from __future__ import annotations

import getpass
import os
import sys
from argparse import Namespace
from pathlib import Path

import platformdirs

from storage.archive.archive import Archive, open_archive
from storage.archive.problems import StorageProblem
from ui.commands import archive as whole
from ui.commands import records
from ui.commands.answers import WRONG_USE, Answer, CommandProblem, give, refuse
from ui.commands.parser import NOT_YET, WrongUse, make_parser

PASSWORD_VARIABLE = "HUDANG_PASSWORD"


def _card(archive: Archive, options: Namespace) -> Answer:
    from ui.commands import paper  # reportlab is slow to load and most commands don't print

    return paper.card(archive, options)


def _bring_in(archive: Archive, options: Namespace) -> Answer:
    from ui.commands import exchange

    return exchange.bring_in(archive, options)


ON_ARCHIVE = {
    "find": records.find,
    "show": records.show,
    "add": records.add,
    "set": records.set_values,
    "delete": records.delete,
    "restore-record": records.restore_record,
    "check": whole.check,
    "batches": whole.list_batches,
    "undo": whole.undo,
    "backup": whole.backup,
    "verify": whole.verify,
    "card": _card,
    "import": _bring_in,
}


def run(arguments: list[str], resources: Path, program: Path) -> int:
    """Carry out the command line; never raises for what a person can mend."""
    as_json = "--json" in arguments
    try:
        options = make_parser().parse_args(arguments)
        if options.command in NOT_YET:
            return refuse("not_yet", f"本版本还没有命令“{options.command}”。", as_json, WRONG_USE)
        return give(_carry_out(options, resources, program), as_json)
    except WrongUse as problem:
        return refuse("usage", str(problem), as_json, WRONG_USE)
    except CommandProblem as problem:
        return refuse(problem.code, problem.sentence, as_json, problem.exit_code)
    except StorageProblem as problem:
        return refuse(problem.code, problem.sentence, as_json)


def data_folder(options: Namespace, program: Path) -> Path:
    """Return the data folder: the one named, else `data` beside the program, else the user's."""
    named = getattr(options, "data", None)
    if named:
        return Path(named)
    beside = program / "data"
    return beside if beside.exists() else Path(platformdirs.user_data_dir("hudang", appauthor=False))


def _carry_out(options: Namespace, resources: Path, program: Path) -> Answer:
    folder = data_folder(options, program)
    user: str | None = getattr(options, "user", None)
    options.user = user
    if options.command == "init":
        return whole.init(folder, options, resources, _new_password() if options.protect else None)
    if options.command == "demo":
        from ui.commands import exchange

        return exchange.demo(folder, options, resources)
    if options.command == "restore":
        return whole.restore(folder, options, resources, os.environ.get(PASSWORD_VARIABLE))
    try:
        archive = open_archive(folder, user=user, password=os.environ.get(PASSWORD_VARIABLE), resources=resources)
    except StorageProblem as problem:
        if problem.code != "password_needed" or not sys.stdin.isatty():
            raise
        archive = open_archive(folder, user=user, password=getpass.getpass("口令："), resources=resources)
    with archive:
        if archive.last_interruption:
            print(archive.last_interruption, file=sys.stderr)
        return ON_ARCHIVE[options.command](archive, options)


def _new_password() -> str:
    password = os.environ.get(PASSWORD_VARIABLE)
    if password:
        return password
    if not sys.stdin.isatty():
        raise CommandProblem("password_needed", f"请在终端输入口令，或设环境变量 {PASSWORD_VARIABLE}。")
    password = getpass.getpass("新口令：")
    if getpass.getpass("再输一遍：") != password:
        raise CommandProblem("password_differs", "两次输入的口令不同，没有新建档案。")
    return password
