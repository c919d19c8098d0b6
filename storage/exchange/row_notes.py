"""What was mended while a sheet's rows were read, as sentences for the plan."""

from __future__ import annotations

from storage.exchange.plan_parts import ROW_SPAN
from storage.exchange.sheet_facts import spans
from storage.exchange.sheet_rows import SheetRows

MOST_LINES = 30


def notes_of_rows(rows: SheetRows) -> list[str]:
    """Return Chinese sentences, each with row and column; the first thirty where there are more."""
    found = [
        f"“{heading}”列有合并单元格，第 {spans(numbers)} 行按合并的内容读入。"
        for heading, numbers in rows.spread.items()
    ]
    found += [
        f"第 {remark.row % ROW_SPAN} 行 {remark.column.letter} 列（{remark.column.heading}）：{remark.sentence}。"
        for remark in rows.remarks[:MOST_LINES]
    ]
    if len(rows.remarks) > MOST_LINES:
        found.append(f"还有 {len(rows.remarks) - MOST_LINES} 处同类的改写没有逐一列出。")
    return found
