"""Distributing a project's income: a preview that writes nothing, then one batch that can be taken back.

The batch (kind “dividend”) writes the distribution, a line for each household, and adds each line to the household's
income item of that year, with the flag 计入收入. `dividend_undo` takes it back even after other edits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from models.dividends import (
    BY_FACTOR,
    BY_HEAD,
    BY_UNIT,
    Split,
    divide,
    explain_points,
    factor_counts,
    factor_points,
    heads_of,
    points_of,
    split_income,
)
from models.fields import Record
from models.income_items import counts_by_default
from models.keys import income_key, new_uid, year_uid
from models.values import hundredths
from storage.archive.archive import Archive
from storage.archive.files import iterate_files
from storage.archive.problems import StorageProblem
from storage.archive.progress import Progress, silent
from storage.archive.records import Change, load, save
from storage.archive.rows import read_flat
from storage.archive.writing import RecordChange

DIVIDEND_ITEM = "P01"
"""The income item a dividend is posted to where no other is chosen: 资产收益扶贫分红."""

_HOLDERS = """
SELECT s.household, sum(coalesce(s.units, 0)), r.number, r.head_name, r.village
FROM share s JOIN household_row r ON r.uid = s.household
WHERE s.project = ?1 AND s.deleted = 0 AND (s.starts IS NULL OR s.starts <= ?2) AND (s.ends IS NULL OR s.ends >= ?2)
GROUP BY s.household ORDER BY r.number, s.household
"""


@dataclass(frozen=True, slots=True)
class Terms:
    """What is distributed and how. `income` in fen, the two shares in hundredths of a per cent (None = all of it).

    `decided` is the ISO day on which shares count, None = the last of the year. `counts` is the flag 计入收入, None =
    as proposed for the item.
    """

    project: str
    year: int
    batch: str
    income: int
    method: str
    right_share: int | None = None
    household_share: int | None = None
    item: str = DIVIDEND_ITEM
    counts: bool | None = None
    decided: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """What one household gets: `basis` in hundredths of a share, head or point, `amount` in fen."""

    household: str
    number: str
    head_name: str
    village: str
    basis: int
    explained: str
    amount: int


@dataclass(frozen=True, slots=True)
class Preview:
    """A distribution before it is written. Where `problems` has a sentence, it can't be."""

    terms: Terms
    project: str
    split: Split
    lines: tuple[Line, ...]
    weights: str
    problems: tuple[str, ...]


def terms_of(project: Record, year: int, batch: str, income: int, decided: str | None = None) -> Terms:
    """Return the terms a project's own rule says; without a method, by share."""
    return Terms(
        project["uid"],
        year,
        batch,
        income,
        project.get("method") or BY_UNIT,
        project.get("right_share"),
        project.get("household_share"),
        decided=decided,
    )


def preview(archive: Archive, terms: Terms) -> Preview:
    """Return what a distribution would write. StorageProblem where there is no such project."""
    project = load(archive, "project", terms.project)
    if project is None:
        raise StorageProblem("no_project", "档案里没有这个产业项目，没有分配。请在项目登记册里核对。")
    try:
        split = split_income(terms.income, terms.right_share, terms.household_share)
    except ValueError:
        raise StorageProblem("bad_share", "收益总额不能是负数，比例要在 0 到 100 之间；没有分配。") from None
    day = terms.decided or f"{terms.year}-12-31"
    holders = archive.connection.execute(_HOLDERS, (terms.project, day)).fetchall()
    bases, explained, weights = _bases(archive, terms, holders, project)
    problems = _problems(archive, terms, bases, day)
    keyed = {f"{number} {household}": bases[household] for household, _units, number, _name, _village in holders}
    amounts = divide(split.households, keyed) if not problems or any(bases.values()) else {}
    lines = tuple(
        Line(
            household,
            number,
            head_name,
            village,
            bases[household],
            explained.get(household, ""),
            amounts.get(f"{number} {household}", 0),
        )
        for household, _units, number, head_name, village in holders
    )
    return Preview(terms, project.get("name") or "", split, lines, weights, tuple(problems))


def post(archive: Archive, shown: Preview, progress: Progress = silent) -> Change:
    """Write a previewed distribution as one batch: distribution, lines and income items, all or nothing.

    StorageProblem where the preview has problems, or where shares or households have changed since it was made.
    """
    return post_all(archive, [shown], progress)


def post_all(archive: Archive, shown: list[Preview], progress: Progress = silent) -> Change:
    """Write several previewed distributions (of different projects) as one batch."""
    for one in shown:
        if one.problems:
            raise StorageProblem("dividend_problem", f"{one.project}：{one.problems[0]}")
        if preview(archive, one.terms) != one:
            sentence = f"“{one.project}”的持股名单或人数在预览之后变了，没有写入。请重新预览，核对后再分配。"
            raise StorageProblem("dividend_changed", sentence)
    posted: dict[str, dict[str, int]] = {}
    counts: dict[str, bool] = {}
    changes: list[RecordChange] = []
    for one in shown:
        item = one.terms.item
        counts[item] = counts_by_default(item) if one.terms.counts is None else one.terms.counts
        changes += _records(archive, one, counts[item])
        for line in one.lines:
            if line.amount:
                added = posted.setdefault(year_uid(line.household, one.terms.year), {})
                added[item] = added.get(item, 0) + line.amount
    changes += _income(archive, posted, counts)
    reason = (
        f"收益分配：{shown[0].project} {shown[0].terms.batch}" if len(shown) == 1 else f"收益分配：{len(shown)} 个项目"
    )
    return save(archive, changes, kind="dividend", reason=reason, progress=progress, total=len(changes))


def _bases(
    archive: Archive, terms: Terms, holders: list[tuple[str, int, str, str, str]], project: Record
) -> tuple[dict[str, int], dict[str, str], str]:
    """Return each household's basis in hundredths, in words where it needs them, and the weights that were used."""
    if terms.method == BY_UNIT:
        return {row[0]: row[1] for row in holders}, {}, ""
    if terms.method not in (BY_HEAD, BY_FACTOR):
        return {row[0]: 100 for row in holders}, {}, ""
    thresholds, region = archive.thresholds, project.get("division") or ""
    points = factor_points(thresholds, terms.year, region)
    old = thresholds.get("old_age", terms.year, region) or 60
    bases: dict[str, int] = {}
    explained: dict[str, str] = {}
    for file in iterate_files(archive, uids=[row[0] for row in holders]):
        if terms.method == BY_HEAD:
            bases[file.uid] = 100 * heads_of(file, terms.year)
        else:
            counts = factor_counts(file, terms.year, date(terms.year, 12, 31), old)
            bases[file.uid], explained[file.uid] = 100 * points_of(counts, points), explain_points(counts)
    if terms.method == BY_HEAD:
        return bases, explained, ""
    labels = {row.key: row.label.removeprefix("因素法：") for row in thresholds}
    weights = "；".join(f"{labels[f'dividend_point_{factor}']} {number} 分" for factor, number in points.items())
    return bases, explained, weights


def _problems(archive: Archive, terms: Terms, bases: Mapping[str, int], day: str) -> list[str]:
    problems: list[str] = []
    if not bases:
        problems.append(f"{day} 没有持股的户。请先在各户登记“项目股权”，再分配。")
    elif not any(bases.values()):
        what = "股数" if terms.method == BY_UNIT else "人数"
        problems.append(f"持股的 {len(bases)} 户都没有填{what}，分不出来。请补填，或改用“按户平均”。")
    if not terms.batch.strip():
        problems.append("没有填批次，例如“2017年度”。")
    same = archive.connection.execute(
        "SELECT 1 FROM distribution WHERE project = ? AND year = ? AND batch = ? AND deleted = 0",
        (terms.project, terms.year, terms.batch),
    ).fetchone()
    if same:
        problems.append(f"这个项目{terms.year}年的“{terms.batch}”已经分配过，不能重复。要重来，先撤销那一批。")
    years = read_flat(archive.connection, "year", [year_uid(uid, terms.year) for uid in bases])
    if binned := sum(bool(record["deleted"]) for record in years.values()):
        problems.append(f"有 {binned} 户{terms.year}年的年度情况在回收站里，收入记不进去。请先恢复。")
    return problems


def _records(archive: Archive, shown: Preview, counts: bool) -> Iterator[RecordChange]:
    terms, uid = shown.terms, new_uid()
    project = load(archive, "project", terms.project) or {}
    values: Record = {
        "project": terms.project,
        "division": project.get("division"),
        "year": terms.year,
        "batch": terms.batch,
        "income": terms.income,
        "right_share": terms.right_share,
        "household_share": terms.household_share,
        "method": terms.method,
        "weights": shown.weights or None,
        "total": shown.split.households,
        "village_amount": shown.split.village,
        "other_amount": shown.split.other,
        "item": terms.item,
        "counts": counts,
        "decided": terms.decided,
    }
    yield RecordChange("distribution", uid, {name: value for name, value in values.items() if value is not None})
    for line in shown.lines:
        line_values: Record = {
            "distribution": uid,
            "project": terms.project,
            "year": terms.year,
            "batch": terms.batch,
            "basis": line.basis,
            "amount": line.amount,
        }
        if line.explained:
            line_values["note"] = line.explained
        yield RecordChange("dividend", new_uid(), line_values, household=line.household)


def _income(
    archive: Archive, posted: Mapping[str, Mapping[str, int]], counts: Mapping[str, bool]
) -> Iterator[RecordChange]:
    stored = read_flat(archive.connection, "year", list(posted))
    for uid, items in posted.items():
        values: Record = {}
        for item, amount in items.items():
            key = income_key(item, None)
            before = stored.get(uid, {}).get(key) or {"amount": None, "counts": counts[item], "note": None}
            values[key] = {**before, "amount": (before["amount"] or 0) + amount}
        yield RecordChange("year", uid, values, household=uid.rsplit(".", 1)[0])


def describe(shown: Preview) -> str:
    """Return a distribution in one sentence, for a preview and the command line."""
    split, method = shown.split, shown.terms.method
    parts = [f"收益 {hundredths(shown.terms.income)} 元"]
    if split.other:
        parts.append(f"其余产权 {hundredths(split.other)} 元")
    if split.village:
        parts.append(f"村集体 {hundredths(split.village)} 元")
    parts.append(f"{len(shown.lines)} 户分 {hundredths(split.households)} 元")
    groups: dict[int, int] = {}
    for line in shown.lines:
        groups[line.amount] = groups.get(line.amount, 0) + 1
    if len(groups) <= 2 and method != BY_FACTOR:
        listed = sorted(groups.items())
        parts.append(" + ".join(f"{number} 户 × {hundredths(amount)}" for amount, number in listed))
    return "，".join(parts)


@dataclass(frozen=True, slots=True)
class PaidLine:
    """One dividend of a year as the register lists it; `paid` is ISO or "" where it isn't paid yet."""

    project: str
    batch: str
    household: str
    number: str
    head_name: str
    village: str
    amount: int
    paid: str


_OF_YEAR = """
SELECT coalesce(p.name, ''), coalesce(l.batch, ''), l.household, r.number, r.head_name, r.village, l.amount,
    coalesce(l.paid, '')
FROM dividend l JOIN household_row r ON r.uid = l.household LEFT JOIN project p ON p.uid = l.project
WHERE l.deleted = 0 AND l.year = ? AND r.division >= ? AND r.division < ?
ORDER BY p.name, l.project, l.batch, r.number
"""


def lines_of_year(archive: Archive, year: int, scope: str = "") -> list[PaidLine]:
    """Return every dividend of `year` of households under a division prefix, by project, batch and number."""
    rows = archive.connection.execute(_OF_YEAR, (year, scope, scope + ":"))
    return [PaidLine(*row) for row in rows]


def find_project(archive: Archive, text: str) -> str:
    """Return the project meant by a uid, number or name; StorageProblem where none or several are meant."""
    rows = archive.connection.execute(
        "SELECT uid FROM project WHERE deleted = 0 AND (uid = ?1 OR number = ?1 OR name = ?1)", (text.strip(),)
    ).fetchall()
    if not rows:
        raise StorageProblem("no_project", f"没有编号或名称是“{text}”的产业项目。请核对，或先登记项目。")
    if len(rows) > 1:
        raise StorageProblem("several_projects", f"有 {len(rows)} 个项目都叫“{text}”，请改用项目编号。")
    return rows[0][0]
