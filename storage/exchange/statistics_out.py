"""A statistical table as a workbook: numbers stay numbers, totals are formulas that hold when a number is changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from models.fields import HUNDREDTHS
from models.list_fields import list_field
from storage.archive.archive import Archive
from storage.archive.statistics import ALL, Result
from storage.exchange.excel_out import TRAINING_BANNER
from storage.exchange.sheet_writer import opened_book

PER_CENT = "占比 %"


def heading_texts(result: Result) -> list[str]:
    """Return the headings of a result: what the rows are, the columns, the total, the shares."""
    first = result.table.rows.field
    texts = [first.label if first else "区划", *(head.text for head in result.columns)]
    if result.by_year:
        return texts + [f"{head.text}发生率 %" for head in result.columns if result.rates]
    return [*texts, ALL, *([PER_CENT] if result.rates else [])]


def scale_of(result: Result) -> int:
    """Return by how much a stored number is divided for people: 100 for money, areas and months."""
    measure = result.table.measure
    return 100 if measure and list_field(measure).kind in HUNDREDTHS else 1


def text_rows(result: Result) -> list[list[str]]:
    """Return the rows of a result as people read them, the totals last."""
    scale = scale_of(result)

    def told(number: int) -> str:
        return f"{number / 100:,.2f}" if scale == 100 else f"{number:,}"

    def rate(key: object, column: object) -> str:
        found = result.rates.get((key, column))
        return "—" if found is None else f"{found / 100:.2f}"

    rows: list[list[str]] = []
    for head in [*result.rows, None]:
        key = head.value if head else ALL
        if head:
            cells = [result.cells.get((key, column.value), 0) for column in result.columns]
            whole = result.row_totals.get(key, 0)
        else:
            cells = [result.column_totals.get(column.value, 0) for column in result.columns]
            whole = result.total
        row = [head.text if head else ALL, *map(told, cells)]
        if result.by_year:
            row += [rate(key, column.value) for column in result.columns if result.rates]
        else:
            row += [told(whole), *([rate(key, None)] if result.rates else [])]
        rows.append(row)
    return rows


def facts_of(archive: Archive, result: Result) -> str:
    """Return the line under the title: place, year, who is counted, unit."""
    from models.list_filter import filter_sentence
    from models.statistics import STATE_TEXTS

    place = archive.divisions.name(result.scope) if result.scope else archive.office.name
    asked = filter_sentence(result.table.filter, archive.codes)
    parts = [f"范围：{place}", f"年度：{result.year}", STATE_TEXTS[result.table.state], asked]
    parts += [f"单位：{result.table.unit}", TRAINING_BANNER if archive.office.training else ""]
    return "　".join(part for part in parts if part)


def write_statistics(archive: Archive, out: Path, result: Result) -> int:
    """Write a result as .xlsx with totals as formulas and return how many rows; ExchangeProblem, StorageProblem."""
    archive.refuse_own_file(out)
    scale = scale_of(result)
    with opened_book(out) as book:
        base: dict[str, Any] = {"font_name": "宋体", "font_size": 10, "border": 1}
        title = book.add_format({"font_name": "宋体", "font_size": 16, "bold": True, "align": "center"})
        plain = book.add_format({"font_name": "宋体", "font_size": 10, "text_wrap": True, "valign": "top"})
        head = book.add_format({
            **base, "bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "bg_color": "#DCE6F1",
        })  # fmt: skip
        text, bold = book.add_format(base), book.add_format({**base, "bold": True})
        code = "#,##0.00" if scale == 100 else "#,##0"
        number = book.add_format({**base, "num_format": code})
        strong = book.add_format({**base, "num_format": code, "bold": True})
        share = book.add_format({**base, "num_format": "0.00"})
        sheet = book.add_worksheet("统计表")
        texts = heading_texts(result)
        last = len(texts) - 1
        sheet.set_column(0, 0, max(14, *(2 * len(one.text) + 2 for one in result.rows), 14) if result.rows else 14)
        sheet.set_column(1, max(1, last), 13)
        if last:
            sheet.merge_range(0, 0, 0, last, result.table.title, title)
            sheet.merge_range(1, 0, 1, last, facts_of(archive, result), plain)
        for at, one in enumerate(texts):
            sheet.write_string(2, at, one, head)
        for line, one in enumerate(result.rows, 3):
            _write_row(sheet, line, result, one.value, one.text, (text, number, strong, share))
        _write_totals(sheet, 3 + len(result.rows), result, (bold, strong, strong, share))
        if result.table.note and last:
            line = 4 + len(result.rows)
            sheet.merge_range(line, 0, line, last, f"说明：{result.table.note}", plain)
        sheet.freeze_panes(3, 1)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.repeat_rows(2)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C第 &P 页　共 &N 页")
    return len(result.rows)


def _cell(row: int, column: int) -> str:
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def _write_row(sheet: Any, line: int, result: Result, key: Any, name: str, looks: tuple[Any, ...]) -> None:
    text, number, strong, share = looks
    scale, place = scale_of(result), 1
    sheet.write_string(line, 0, name, text)
    for column in result.columns:
        sheet.write_number(line, place, result.cells.get((key, column.value), 0) / scale, number)
        place += 1
    if result.by_year:
        for column in result.columns if result.rates else ():
            _rate(sheet, line, place, result, (key, column.value), share)
            place += 1
        return
    whole = result.row_totals.get(key, 0) / scale
    if result.columns and result.sums_up:
        sheet.write_formula(line, place, f"=SUM({_cell(line, 1)}:{_cell(line, place - 1)})", strong, whole)
    else:
        sheet.write_number(line, place, whole, strong)
    if result.rates:
        total = _cell(3 + len(result.rows), place)
        value = (result.rates.get((key, None)) or 0) / 100
        if result.denominators.get((key, None)) == result.total and result.total:
            sheet.write_formula(line, place + 1, f"={_cell(line, place)}/{total}*100", share, value)
        else:
            _rate(sheet, line, place + 1, result, (key, None), share)


def _rate(sheet: Any, line: int, place: int, result: Result, key: tuple[Any, Any], look: Any) -> None:
    found = result.rates.get(key)
    if found is None:
        sheet.write_string(line, place, "—", look)
    else:
        sheet.write_number(line, place, found / 100, look)


def _write_totals(sheet: Any, line: int, result: Result, looks: tuple[Any, ...]) -> None:
    bold, strong, _strong, share = looks
    scale, place = scale_of(result), 1
    sheet.write_string(line, 0, ALL, bold)
    values = [result.column_totals.get(column.value, 0) for column in result.columns]
    if not result.by_year:
        values.append(result.total)
    for value in values:
        if result.sums_up and result.rows:
            formula = f"=SUM({_cell(3, place)}:{_cell(line - 1, place)})"
            sheet.write_formula(line, place, formula, strong, value / scale)
        else:
            sheet.write_number(line, place, value / scale, strong)
        place += 1
    for column in (result.columns if result.by_year else (None,)) if result.rates else ():
        _rate(sheet, line, place, result, (ALL, column.value if column else None), share)
        place += 1
