"""Runs one command: opens the archive, calls the command, prints its answer, returns the exit code."""

from __future__ import annotations

import getpass
import os
import sys
import traceback
from argparse import Namespace
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TypeAlias

import platformdirs

from storage.archive.archive import Archive, open_archive
from storage.archive.incarnation_guard import QUESTIONS
from storage.archive.problems import StorageProblem, known_problems
from ui.commands.answers import REFUSED, WAITING, WRONG_USE, Answer, CommandProblem, give, refuse
from ui.commands.parser import NOT_YET, WrongUse, make_parser

PASSWORD_VARIABLE = "HUDANG_PASSWORD"

OnArchive: TypeAlias = Callable[[Archive, Namespace], Answer]


def parsed(arguments: list[str]) -> Namespace | int:
    """Return the options, or the exit code where help was asked for or the command line can't be read."""
    as_json = "--json" in arguments
    try:
        options = make_parser().parse_args(arguments)
    except WrongUse as problem:
        return refuse("usage", str(problem), as_json, WRONG_USE)
    except SystemExit:
        return 0  # help was printed
    options.json = as_json
    options.data = getattr(options, "data", None)
    options.user = getattr(options, "user", None)
    moved, copied = getattr(options, "moved", False), getattr(options, "copied", False)
    if moved and copied:
        return refuse("usage", "--moved（搬来的）和 --copied（另立一台）只能选一个。", as_json, WRONG_USE)
    options.answer = "moved" if moved else "copied" if copied else ""
    return options


def run(options: Namespace, resources: Path, program: Path) -> int:
    """Carry out a command; never raises for what a person can mend."""
    as_json: bool = options.json
    if options.command in NOT_YET:
        return refuse("not_yet", f"本版本还没有命令“{options.command}”。", as_json, WRONG_USE)
    try:
        with known_problems():
            return give(_carry_out(options, resources, program), as_json)
    except CommandProblem as problem:
        return refuse(problem.code, problem.sentence, as_json, problem.exit_code)
    except StorageProblem as problem:
        return refuse(problem.code, problem.sentence, as_json, WAITING if problem.code in QUESTIONS else REFUSED)
    except KeyboardInterrupt:
        return refuse("cancelled", "已取消，这一步没有写入。", as_json, REFUSED)
    except Exception as problem:  # noqa: BLE001 - a bug: its message must not reach a log
        print("\n".join(_where(problem)), file=sys.stderr)
        return refuse("bug", _BUG, as_json, REFUSED)


_BUG = "程序内部出错，这一步没有完成，已保存的数据没有改动。上面几行不含任何人的信息，可发给维护人员。"


def _where(problem: BaseException) -> list[str]:
    """Return the kind of a bug and the lines it passed; never its message, which may hold a person's data."""
    frames = traceback.extract_tb(problem.__traceback__)
    return [type(problem).__name__, *(f"  {Path(f.filename).name}:{f.lineno} {f.name}" for f in frames)]


def data_folder(options: Namespace, program: Path) -> Path:
    """Return the data folder: the one named, else `data` beside the program, else the user's."""
    if options.data:
        return Path(options.data)
    beside = program / "data"
    return beside if beside.exists() else Path(platformdirs.user_data_dir("hudang", appauthor=False))


def _carry_out(options: Namespace, resources: Path, program: Path) -> Answer:
    folder = data_folder(options, program)
    if options.command in ("init", "restore"):
        from ui.commands import archive as whole

        if options.command == "init":
            return whole.init(folder, options, resources, _new_password() if options.protect else None)
        if options.point or options.store:
            from ui.commands import backups

            return backups.restore(folder, options, resources, _known_password())
        return whole.restore(folder, options, resources, _known_password())
    if options.command == "demo":
        from ui.commands import exchange

        return exchange.demo(folder, options, resources)
    if options.command == "tour":
        from ui.commands import tour

        return tour.tour(options, resources)
    if options.command == "export" and options.kind == "list":
        from ui.commands import exchange

        return exchange.kinds()
    if options.command == "password":
        from ui.commands import keys

        if keys.closed(options.step):
            return keys.password_closed(folder, options, resources)
    with _opened(folder, options, resources) as archive:
        if archive.last_interruption:
            print(archive.last_interruption, file=sys.stderr)
        for out in (getattr(options, "out", None), getattr(options, "marked", None)):
            if out:
                archive.refuse_own_file(Path(out))
        return _on_archive(options.command)(archive, options)


_COMMANDS: dict[str, tuple[str, str]] = {
    "find": ("records", "find"),
    "show": ("records", "show"),
    "add": ("records", "add"),
    "set": ("records", "set_values"),
    "delete": ("records", "delete"),
    "restore-record": ("records", "restore_record"),
    "erase": ("records", "erase"),
    "changes": ("keys", "changes"),
    "password": ("keys", "password"),
    "users": ("keys", "users"),
    "log": ("keys", "log"),
    "backup": ("backups", "backup"),
    "backups": ("backups", "list_points"),
    "publish": ("central", "publish"),
    "collect": ("central", "collect"),
    "card": ("paper", "card"),
    "report": ("figures", "report"),
    "partner": ("partners", "partner"),
    "conflicts": ("inbox", "conflicts"),
    "resolve": ("inbox", "resolve"),
    "duplicates": ("inbox", "duplicates"),
    "pack": ("packs", "pack"),
    "merge": ("packs", "merge"),
    "compare": ("comparing", "compare"),
    "import": ("exchange", "bring_in"),
    "export": ("exchange", "export"),
    "template": ("exchange", "template"),
    "dividend": ("money", "dividend"),
    "dividends": ("money", "dividends"),
    "loans": ("money", "loans"),
    "medical": ("care", "medical"),
    "helpers": ("care", "helpers"),
    "check": ("archive", "check"),
    "batches": ("archive", "list_batches"),
    "undo": ("archive", "undo"),
    "verify": ("archive", "verify"),
}
"""Command → module under `ui.commands` and its function."""


def _on_archive(name: str) -> OnArchive:
    """Return the command on an open archive; only its own module is loaded, so that every command starts fast."""
    module, function = _COMMANDS[name]
    return getattr(import_module(f"ui.commands.{module}"), function)


def _opened(folder: Path, options: Namespace, resources: Path) -> Archive:
    try:
        return _open(folder, options, resources, _known_password())
    except StorageProblem as problem:
        if problem.code != "password_needed" or not sys.stdin.isatty():
            raise
    return _open(folder, options, resources, getpass.getpass("口令："))


def _open(folder: Path, options: Namespace, resources: Path, password: str | None) -> Archive:
    return open_archive(folder, user=options.user, password=password, resources=resources, answer=options.answer)


def _known_password() -> str | None:
    return os.environ.get(PASSWORD_VARIABLE)


def _new_password() -> str:
    password = _known_password()
    if password:
        return password
    if not sys.stdin.isatty():
        raise CommandProblem("password_needed", f"请在终端输入口令，或设环境变量 {PASSWORD_VARIABLE}。")
    password = getpass.getpass("新口令：")
    if getpass.getpass("再输一遍：") != password:
        raise CommandProblem("password_differs", "两次输入的口令不同，没有新建档案。")
    return password
