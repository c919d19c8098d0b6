"""Commands of figures: report."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from pathlib import Path

from models.statistics import BASES, Table
from storage.archive.archive import Archive
from storage.archive.lists import count
from storage.archive.problems import StorageProblem
from storage.archive.statistic_tables import all_tables, find_table
from storage.archive.statistics import compute
from ui.commands.answers import WRONG_USE, Answer, CommandProblem


def report(archive: Archive, options: Namespace) -> Answer:
    """List the statistical tables, or write one of them as .xlsx or .pdf."""
    if options.name == "list":
        return _listed(all_tables(archive))
    table = find_table(archive, options.name)
    if table is None:
        raise CommandProblem("usage", f"没有统计表“{options.name}”，report list 列出全部。", WRONG_USE)
    if not options.out:
        raise CommandProblem("usage", "请写出输出文件，例如 统计表.xlsx。", WRONG_USE)
    if options.year:
        table = replace(table, years=(options.year,))
    result = compute(archive, table, options.village or "")
    if options.village and not count(archive, options.village)[0]:
        told = f"区划代码 {options.village} 下面没有可统计的记录，没有写出文件；请核对代码。"
        raise CommandProblem("no_households", told)
    out, warnings, pages = Path(options.out), list[str](), 0
    from storage.exchange.statistics_out import facts_of, heading_texts, text_rows, write_statistics

    if out.suffix.casefold() == ".pdf":
        from reports.office import print_context
        from reports.problems import ReportProblem
        from reports.statistics_pdf import print_statistics

        try:
            context = print_context(archive)
            told = facts_of(archive, result)
            printed = print_statistics(out, context, table.title, told, heading_texts(result), text_rows(result))
        except ReportProblem as problem:
            raise CommandProblem(problem.code, problem.sentence) from problem
        warnings, pages = printed.warnings, printed.pages
    elif out.suffix.casefold() == ".xlsx":
        write_statistics(archive, out, result)
    else:
        raise CommandProblem("suffix", f"输出文件“{out.name}”应以 .xlsx 或 .pdf 结尾，没有写出。", WRONG_USE)
    data = {
        "file": options.out, "report": table.name, "rows": len(result.rows), "pages": pages,
        "total": result.total, "unit": table.unit, "warnings": warnings,
    }  # fmt: skip
    return Answer(data, [f"{table.title}：{len(result.rows)} 行，已写到 {options.out}。", *warnings])


def _listed(tables: list[Table]) -> Answer:
    rows = [{"report": one.name, "title": one.title, "counts": BASES[one.base]} for one in tables]
    return Answer({"reports": rows}, [f"{one.name:22}{one.title}" for one in tables])


def tour_statistics(archive: Archive, out: Path, households: int) -> tuple[str, list[Path]]:
    """Write a table twice and compare its total with what is on file; StorageProblem where they differ."""
    table = next(one for one in all_tables(archive) if one.name == "people_by_place")
    files = [out / "统计表.xlsx", out / "统计表.pdf"]
    for file in files:
        report(archive, Namespace(name=table.name, out=str(file), year=None, village=None))
    total, people = compute(archive, table).total, count(archive)[1]
    if total != people:
        raise StorageProblem("tour", f"统计表合计 {total} 人，{households} 户的名册上是 {people} 人")
    return f"{table.title}：{total} 人，与名册一致；Excel 和 PDF 各一份", files
