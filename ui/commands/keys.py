"""Commands of keys and users: password, users."""

from __future__ import annotations

import getpass
import os
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

from reports.recovery_sheet import SheetFacts, recovery_sheet
from storage.archive import accounts, audit, protecting, protection, recovery
from storage.archive.archive import Archive
from storage.archive.audit import Kind
from storage.archive.change_report import change_report
from storage.archive.files_aside import write_aside
from storage.archive.identity import set_recovery_recipients
from storage.archive.problems import StorageProblem
from storage.archive.roles import ROLE_SENTENCES, ROLE_TEXTS, Power, Role
from ui.commands.answers import Answer, CommandProblem, progress

PASSWORD, NEW_PASSWORD = "HUDANG_PASSWORD", "HUDANG_NEW_PASSWORD"
HONEST = (
    "权限由程序执行；拿到数据文件夹又知道口令的人可以绕过它。"
    "真正管用的是：每处改动、每次导出和打印都记名，交换出去后改不掉。"
)


def secret(variable: str, question: str, *, twice: bool = False) -> str:
    """Return a password from an environment variable, else asked for on a terminal."""
    found = os.environ.get(variable)
    if found:
        return found
    if not sys.stdin.isatty():
        raise CommandProblem("password_needed", f"请在终端输入，或设环境变量 {variable}。")
    typed = getpass.getpass(question)
    if twice and getpass.getpass("再输一遍：") != typed:
        raise CommandProblem("password_differs", "两次输入的口令不同，没有改动。")
    return typed


def closed(step: str) -> bool:
    """Tell whether a step of `password` wants the archive closed: its password is lost, or its key changes."""
    return step in ("protect", "unprotect", "renew-key", "reset", "ask", "accept", "county-key", "answer")


def password_closed(folder: Path, options: Namespace, resources: Path) -> Answer:
    """Carry out a step of `password` that needs no open archive."""
    steps: dict[str, Callable[[Path, Namespace, Path], Answer]] = {
        "protect": _protect, "unprotect": _unprotect, "renew-key": _renew, "reset": _reset, "ask": _ask,
        "accept": _accept, "county-key": _county_key, "answer": _answer,
    }  # fmt: skip
    return steps[options.step](folder, options, resources)


def _protect(folder: Path, options: Namespace, resources: Path) -> Answer:
    password = secret(NEW_PASSWORD, "新口令：", twice=True)
    protecting.protect(folder, user=options.user, password=password, resources=resources, progress=progress)
    return Answer(
        {"protected": True}, ["档案已加上口令保护：数据库、照片和备份都加密。请接着做恢复单：password sheet。"]
    )


def _unprotect(folder: Path, options: Namespace, resources: Path) -> Answer:
    password = secret(PASSWORD, "口令：")
    protecting.unprotect(folder, user=options.user, password=password, resources=resources, progress=progress)
    return Answer({"protected": False}, ["档案已去掉口令保护：拿到数据文件夹的人都能看。"])


def _renew(folder: Path, options: Namespace, resources: Path) -> Answer:
    password = secret(PASSWORD, "口令：")
    protecting.renew_key(folder, user=options.user, password=password, resources=resources, progress=progress)
    return Answer({"protected": True}, ["已换数据库密钥。请重做恢复单，并为其他用户重设口令（users reset）。"])


def _reset(folder: Path, options: Namespace, _resources: Path) -> Answer:
    if not protection.is_protected(folder):
        raise CommandProblem("not_protected", "这份档案没有口令保护。")
    code = secret("HUDANG_RECOVERY_CODE", "恢复码（8 组，每组 6 位数字）：")
    user = _user(folder, options)
    recovery.reset_by_code(folder, code, user, secret(NEW_PASSWORD, "新口令：", twice=True))
    return Answer({"user": user}, [f"已用恢复单为“{user}”定了新口令。恢复单仍然有效，请放回保险柜。"])


def _ask(folder: Path, options: Namespace, _resources: Path) -> Answer:
    user = _user(folder, options)
    password = secret(NEW_PASSWORD, "新口令（恢复后使用，请记牢）：", twice=True)
    made = recovery.ask(folder, Path(options.out), office=options.office or "", user=user, password=password)
    lines = [f"申请在 {options.out}，请送到县里。指纹 {made.fingerprint}，打电话报给县里核对。"]
    return Answer({"file": options.out, "user": user, "fingerprint": made.fingerprint}, lines)


def _answer(_folder: Path, options: Namespace, _resources: Path) -> Answer:
    request = recovery.read_request(Path(options.request))
    if options.fingerprint is None:
        raise CommandProblem(
            "fingerprint_needed",
            f"“{request.office or '（没写单位）'}”的“{request.user}”申请恢复。请打电话核对指纹 {request.fingerprint}，"
            "一致再用 --fingerprint 写明，才写出答复。",
        )
    if "".join(options.fingerprint.split()) != request.fingerprint.replace(" ", ""):
        raise CommandProblem("fingerprint", "指纹不一致，没有写出答复。这份申请可能被换过，请与对方核对。")
    private = recovery.read_county_key(Path(options.key).read_text("utf-8"))
    recovery.answer(request, private, Path(options.out))
    return Answer({"file": options.out, "user": request.user}, [f"答复在 {options.out}，请交回申请的单位。"])


def _accept(folder: Path, options: Namespace, _resources: Path) -> Answer:
    user = recovery.accept(folder, Path(options.file), secret(NEW_PASSWORD, "写申请时定的新口令："))
    return Answer({"user": user}, [f"“{user}”现在可以用新口令打开档案。"])


def _county_key(_folder: Path, options: Namespace, _resources: Path) -> Answer:
    out = Path(options.out)
    if out.exists():
        raise CommandProblem("exists", f"“{out}”已经存在，没有覆盖。覆盖了私钥，以它为准的档案就再也恢复不了。")
    text, recipient = recovery.new_county_key()
    write_aside(out, text.encode())
    lines = [f"县级恢复私钥在 {out}：请存在单独的 U 盘，锁进县里保险柜。", f"发给各单位的公钥：{recipient}"]
    return Answer({"file": str(out), "recipient": recipient}, lines)


def _user(folder: Path, options: Namespace) -> str:
    names = protection.users(folder)
    if options.user:
        return str(options.user)
    if len(names) == 1:
        return names[0]
    raise CommandProblem("user_needed", f"请用 --user 写明是谁的口令：{'、'.join(names)}。")


def password(archive: Archive, options: Namespace) -> Answer:
    """Carry out a step of `password` on an open archive."""
    if options.step == "change":
        accounts.change_password(
            archive, secret(PASSWORD, "现在的口令："), secret(NEW_PASSWORD, "新口令：", twice=True)
        )
        return Answer({"user": archive.user}, ["口令已更改。"])
    if options.step == "sheet":
        return _sheet(archive, Path(options.out))
    if options.step == "county":
        return _county(archive, options.recipient)
    return _state(archive)


def _state(archive: Archive) -> Answer:
    data: dict[str, Any] = {
        "protected": archive.is_protected,
        "users": protection.users(archive.folder),
        "sheet": protection.sheet_made(archive.folder) or None,
        "county": protection.county_recipient(archive.folder) or None,
    }
    if not archive.is_protected:
        return Answer(data, ["这份档案没有口令保护：拿到数据文件夹的人都能看。加上口令：password protect。"])
    sheet = data["sheet"]
    lines = [
        f"有口令的用户：{'、'.join(name or '（未署名）' for name in data['users'])}",
        f"恢复单：{sheet} 做的" if sheet else "⚠ 还没有恢复单：口令忘了，档案就打不开了。请做一张：password sheet。",
        f"县级恢复公钥：{data['county']}" if data["county"] else "没有设县级恢复公钥。",
    ]
    return Answer(data, lines)


def _sheet(archive: Archive, out: Path) -> Answer:
    """Write a sheet, then ask for two of its groups: only then it counts."""
    archive.require(Power.KEYS)
    if archive.key is None:
        raise StorageProblem("no_password", "这份档案没有口令保护，用不着恢复单。")
    archive.refuse_own_file(out)
    sheet = protection.draw_sheet()
    facts = SheetFacts(archive.office.name, archive.office.desk_name, archive.user, sheet.made)
    write_aside(out, recovery_sheet(sheet.code, facts, archive.resources / "fonts"))
    print(f"恢复单在 {out}。请打印出来，看着纸输回两组数字。", file=sys.stderr)
    try:
        typed = (_line(f"第 {sheet.asked[0]} 组："), _line(f"第 {sheet.asked[1]} 组："))
        protection.confirm_sheet(archive.folder, archive.key, sheet, typed)
    except BaseException:
        out.unlink(missing_ok=True)  # a sheet that does not count must not lie in anyone's safe
        raise
    audit.note(archive, Kind.KEY, "启用新的恢复单", sheet.made)
    return Answer({"file": str(out), "made": sheet.made}, [f"恢复单已核对、生效。打印封存后请删除文件 {out}。"])


def _line(question: str) -> str:
    print(question, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()


def _county(archive: Archive, recipient: str) -> Answer:
    archive.require(Power.KEYS)
    if archive.key is None:
        raise StorageProblem("no_password", "这份档案没有口令保护，用不着县级恢复公钥。")
    protection.set_county(archive.folder, archive.key, recipient)
    set_recovery_recipients(archive, [recipient.strip()])
    audit.note(archive, Kind.KEY, "登记县级恢复公钥", recipient.strip())
    return Answer({"recipient": recipient.strip()}, ["已登记：县里的私钥从此也能打开这份档案和发出的数据包。"])


def users(archive: Archive, options: Namespace) -> Answer:
    """List, add, change or end users."""
    done = ""
    if options.step == "add":
        new = secret(NEW_PASSWORD, f"“{options.name}”的口令：", twice=True) if archive.is_protected else ""
        accounts.add_user(archive, options.name, Role(options.role), new)
        done = f"已登记“{options.name}”（{ROLE_TEXTS[Role(options.role)]}）。"
    elif options.step == "role":
        accounts.set_role(archive, options.name, Role(options.role))
        done = f"“{options.name}”现在是{ROLE_TEXTS[Role(options.role)]}。"
    elif options.step == "end":
        accounts.end_user(archive, options.name)
        done = f"“{options.name}”已停用，留下的改动仍记在其名下。走的人拷走过数据的，请再换密钥：password renew-key。"
    elif options.step == "reset":
        accounts.reset_password(archive, options.name, secret(NEW_PASSWORD, f"“{options.name}”的新口令：", twice=True))
        done = f"已为“{options.name}”定了新口令。"
    listed = accounts.accounts(archive)
    data = [{"name": one.name, "role": one.role.value, "made": one.made, "ended": one.ended} for one in listed]
    lines = [
        f"{one.name}　{ROLE_TEXTS[one.role]}　{one.made} 登记{f'，{one.ended} 停用' if one.ended else ''}"
        for one in listed
    ] or ["还没有登记用户：谁打开都能做全部工作。"]
    roles = [f"{ROLE_TEXTS[role]}：{sentence}" for role, sentence in ROLE_SENTENCES.items()]
    return Answer({"users": data}, [*([done] if done else []), *lines, *roles, HONEST])


def log(archive: Archive, options: Namespace) -> Answer:
    """Show the trail of what was done with the archive, or write it as a sheet."""
    found = audit.lines(archive, kinds=options.kind or (), user=options.by or "", limit=options.limit)
    data = [
        {"at": one.at, "user": one.user, "kind": one.kind, "action": one.action, "detail": one.detail, "desk": one.desk}
        for one in found
    ]
    lines = [f"{one.at}　{one.user or '—'}　{one.action}　{one.detail}" for one in found] or ["没有记录。"]
    problems = audit.check_chains(archive.connection)
    return Answer({"lines": data, "problems": problems}, [*problems, *lines], 1 if problems else 0)


def changes(archive: Archive, options: Namespace) -> Answer:
    """Tell per month, user and desk how much was changed, looked at in full, and carried out."""
    rows = change_report(archive, month=options.month, user=options.by)
    data = [
        {
            "month": one.month, "user": one.user, "desk": one.desk, "changes": one.changes, "records": one.records,
            "batches": one.batches, "days": one.days, "deletions": one.deletions, "erasures": one.erasures,
            "reveals": one.lines_of(Kind.REVEAL), "full_out": one.lines_of(Kind.OUT),
            "wrong_passwords": one.lines_of(Kind.WRONG_PASSWORD),
        }
        for one in rows
    ]  # fmt: skip
    lines = [
        f"{one.month}　{one.user or '—'}　{one.desk}　改动 {one.changes:,}　记录 {one.records:,}　天数 {one.days}"
        for one in rows
    ]
    return Answer({"months": data}, lines or ["没有改动。"])
