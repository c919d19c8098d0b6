"""Commands on projects and loans: dividend dividends loans."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from models.thresholds import parse_value
from models.values import hundredths
from storage.archive import dividends as distributing
from storage.archive.archive import Archive
from storage.archive.dividends import Terms, describe, find_project, lines_of_year, terms_of
from storage.archive.loan_lists import open_loans
from storage.archive.records import load
from ui.commands.answers import Answer, CommandProblem


def dividend(archive: Archive, options: Namespace) -> Answer:
    """Show what a distribution would give each household; with --post write it."""
    shown = distributing.preview(archive, _terms(archive, options))
    data: dict[str, Any] = {
        "project": shown.project,
        "households": shown.split.households,
        "village": shown.split.village,
        "other": shown.split.other,
        "lines": [asdict(line) for line in shown.lines],
        "problems": list(shown.problems),
        "batch": "",
    }
    if shown.problems:
        if options.post:
            raise CommandProblem("dividend_problem", shown.problems[0])
        return Answer(data, list(shown.problems), 3)
    lines = [
        f"{one.number}  {one.head_name}  {hundredths(one.amount)} 元  {one.explained}".rstrip() for one in shown.lines
    ]
    lines.append(f"{shown.project}：{describe(shown)}")
    if not options.post:
        return Answer(data, [*lines, "只是预览，没有写入。核对无误后加 --post 写入。"])
    data["batch"] = distributing.post(archive, shown).batch
    return Answer(data, [*lines, f"已写入，收入已记到各户。要撤销：undo {data['batch']}"])


def dividends(archive: Archive, options: Namespace) -> Answer:
    """List the dividends of a year."""
    year = options.year or archive.settings.year
    found = lines_of_year(archive, year, options.village or "")
    total = sum(one.amount for one in found)
    lines = [
        "  ".join(
            (one.project, one.batch, one.number, one.head_name, f"{hundredths(one.amount)} 元", one.paid or "待发放")
        )
        for one in found
    ]
    households = len({one.household for one in found})
    lines.append(f"{year}年分红 {households} 户，共 {hundredths(total)} 元")
    return Answer({"year": year, "total": total, "lines": [asdict(one) for one in found]}, lines)


def loans(archive: Archive, options: Namespace) -> Answer:
    """List the loans that are overdue or due soon; with --all every loan with something owed."""
    today = date.fromisoformat(options.on) if options.on else archive.settings.today
    within = None if options.all else options.days
    if within is None and not options.all:
        within = archive.thresholds.get("loan_due_soon", today.year, archive.office.division) or 0
    found = open_loans(archive, today, within=within, scope=options.village or "")
    lines: list[str] = []
    for one in found:
        now = one.standing
        when = (
            f"逾期 {now.overdue} 天"
            if now.overdue
            else f"还有 {now.left} 天到期"
            if now.left is not None
            else "到期日未填"
        )
        due = now.due or ""
        lines.append(f"{one.number}  {one.borrower or one.head_name}  欠 {hundredths(now.balance)} 元  {due}  {when}")
    overdue = sum(one.standing.overdue is not None for one in found)
    lines.append(f"{len(found)} 笔，其中逾期 {overdue} 笔")
    data = [
        {"household": one.number, "borrower": one.borrower, "loan": one.loan["uid"], **asdict(one.standing)}
        for one in found
    ]
    return Answer({"loans": data, "overdue": overdue}, lines)


def _terms(archive: Archive, options: Namespace) -> Terms:
    project = load(archive, "project", find_project(archive, options.project)) or {}
    try:
        terms = terms_of(project, options.year, options.batch, parse_value(options.income, "元"), options.on)
        if options.right is not None:
            terms = replace(terms, right_share=parse_value(options.right, "元"))
        if options.share is not None:
            terms = replace(terms, household_share=parse_value(options.share, "元"))
    except ValueError as problem:
        raise CommandProblem("not_a_number", f"{problem}，没有分配。", 2) from None
    return replace(terms, method=options.method) if options.method else terms
