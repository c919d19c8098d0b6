"""The command that compares another office's list with the archive."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from models.comparison_kinds import KINDS, Outcome
from storage.archive.archive import Archive
from storage.archive.audit import note_disclosure
from storage.archive.comparisons import comparison, comparison_lines
from storage.exchange.column_mapping import mapping_from_file
from storage.exchange.compare_list import compare_file, field_text, write_comparison
from ui.commands.answers import WAITING, Answer, progress


def compare(archive: Archive, options: Namespace) -> Answer:
    """Compare a list, keep the result, write it as a workbook where asked; differences not handled yet wait."""
    number = compare_file(
        archive,
        Path(options.file),
        options.kind,
        sheet=options.sheet,
        mapping=mapping_from_file(Path(options.mapping)) if options.mapping else None,
        scope=options.village or "",
        year=options.year,
        progress=progress,
    )
    made = comparison(archive, number)
    assert made is not None
    kind = KINDS[made.kind]
    lines = [f"{kind.title}：名单 {made.rows} 行，一致 {made.same} 行，不是本档案的人 {made.others} 行。"]
    lines += [
        f"{name} {count}（未处理 {made.open_counts[name]}）：{kind.say(Outcome(name))}"
        for name, count in made.counts.items()
    ]
    lines += made.notes
    file = ""
    if options.out:
        note_disclosure(archive, f"导出比对结果“{kind.title}”（完整号码）", options.village or "全部")
        file = str(write_comparison(archive, number, Path(options.out)).file)
        lines.append(f"结果已写到 {file}。")
    data = {
        "comparison": number, "kind": made.kind, "rows": made.rows, "same": made.same, "others": made.others,
        "counts": {Outcome(name).name.lower(): count for name, count in made.counts.items()},
        "open": {Outcome(name).name.lower(): count for name, count in made.open_counts.items()},
        "lines": [
            {
                "outcome": Outcome(line.outcome).name.lower(), "row": line.row or None,
                "household": line.number, "person": line.person, "name": line.name or line.their_name,
                "id_number": line.id_number, "their_id_number": line.their_id, "field": field_text(line.field),
                "mine": line.mine, "theirs": line.theirs, "reason": line.reason, "handled": bool(line.handled),
                "note": line.note,
            }
            for line in (comparison_lines(archive, number) if options.json else ())
        ],
        "file": file or None, "warnings": list(made.notes),
    }  # fmt: skip
    return Answer(data, lines, WAITING if sum(made.open_counts.values()) else 0)
