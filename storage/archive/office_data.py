"""What an office sets itself over what the program ships: lines and amounts by year, options of code lists.

Each value keeps its validity; nothing shipped is changed or lost, taking the office's own away brings it back. Every
change is written down with who and when, and can be undone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, cast

from models.codes import Code
from models.housing_standards import Standard, standard_key
from models.thresholds import Threshold
from storage.archive.problems import StorageProblem, known_problems

if TYPE_CHECKING:
    from storage.archive.archive import Archive

THRESHOLDS = "office_thresholds"
CODES = "office_codes"
STANDARDS = "office_housing_standards"
LOG = "office_data_log"
"""Settings that hold the office's own rows by key, and what was changed."""

MOST_LOGGED = 500

Kind = Literal["threshold", "code", "standard"]
_TABLES: dict[Kind, str] = {"threshold": THRESHOLDS, "code": CODES, "standard": STANDARDS}


@dataclass(frozen=True, slots=True)
class OfficeChange:
    """One change: UTC time, user, and the row before and after, None where there was none of the office's own."""

    number: int
    at: str
    user: str
    kind: Kind
    key: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    undone: bool = False


def office_thresholds(archive: Archive) -> list[Threshold]:
    """Return the office's own lines and amounts."""
    return [Threshold(**row) for row in _rows(archive, THRESHOLDS).values()]


def office_codes(archive: Archive) -> dict[str, list[Code]]:
    """Return the office's own entries by list."""
    found: dict[str, list[Code]] = {}
    for key, row in _rows(archive, CODES).items():
        named: dict[str, Any] = {**row, "aliases": tuple(row.get("aliases") or ())}
        entry = Code(**named)
        found.setdefault(key.partition("|")[0], []).append(entry)
    return found


def office_standards(archive: Archive) -> list[Standard]:
    """Return the office's own lines of the table of house renovation subsidies."""
    found: list[Standard] = []
    for row in _rows(archive, STANDARDS).values():
        lists: dict[str, Any] = {name: tuple(row.get(name) or ()) for name in ("groups", "grades", "methods")}
        found.append(Standard(**{**row, **lists}))
    return found


def put_standard(archive: Archive, row: Standard) -> None:
    """Set a line of the table of subsidies for this office; StorageProblem for odd years or no amount."""
    _check_years(row.from_year, row.to_year)
    if row.amount <= 0:
        raise StorageProblem("bad_amount", "补助标准要大于 0，没有保存。")
    _put(archive, "standard", standard_key(row), asdict(row))


def drop_standard(archive: Archive, row: Standard) -> None:
    """Take the office's own line away; the shipped one, if any, is there again."""
    _put(archive, "standard", standard_key(row), None)


def threshold_key(row: Threshold) -> str:
    """Return what tells two rows apart: key, first year, region."""
    return f"{row.key}|{row.from_year or ''}|{row.region}"


def code_key(name: str, code: str) -> str:
    """Return what tells two entries apart: list and code."""
    return f"{name}|{code}"


def put_threshold(archive: Archive, row: Threshold) -> None:
    """Set a line or amount for this office; StorageProblem where its years are the wrong way round."""
    _check_years(row.from_year, row.to_year)
    _put(archive, "threshold", threshold_key(row), asdict(row))


def drop_threshold(archive: Archive, row: Threshold) -> None:
    """Take the office's own row away; the shipped one, if any, is in force again."""
    _put(archive, "threshold", threshold_key(row), None)


def put_code(archive: Archive, name: str, entry: Code) -> None:
    """Set an option for this office; StorageProblem for an empty one or an unknown list."""
    _check_years(entry.from_year, entry.to_year)
    shipped = archive.shipped[0].lists.get(name)
    if shipped is None or not entry.code.strip() or not entry.text.strip():
        raise StorageProblem("bad_code", "选项要有代码和名称，没有保存。")
    entry = replace(entry, local=entry.code not in shipped.by_code)
    _put(archive, "code", code_key(name, entry.code), asdict(entry))


def drop_code(archive: Archive, name: str, code: str) -> None:
    """Take the office's own entry away. Records that hold the code keep it and show it as it is."""
    _put(archive, "code", code_key(name, code), None)


def changes(archive: Archive) -> list[OfficeChange]:
    """Return what was changed, newest first."""
    logged = [OfficeChange(**one) for one in archive.settings.get(LOG, [])]
    return logged[::-1]


def undo_change(archive: Archive, number: int) -> None:
    """Put back what stood before a change; StorageProblem where something later touched the same row."""
    logged = [OfficeChange(**one) for one in archive.settings.get(LOG, [])]
    change = next((one for one in logged if one.number == number and not one.undone), None)
    if change is None:
        raise StorageProblem("no_change", "没有找到这次改动，或已经撤销过。没有改动。")
    if _rows(archive, _TABLES[change.kind]).get(change.key) != change.after:
        raise StorageProblem("changed_since", "这一项后来又改过，没有撤销。请先撤销后来的改动。")
    _put(archive, change.kind, change.key, change.before, undoes=number)


def apply(archive: Archive) -> None:
    """Let the office's own rows count in an open archive."""
    codes, thresholds = archive.shipped
    archive.codes.take_over(codes.with_entries(office_codes(archive)))
    archive.thresholds = thresholds.with_rows(office_thresholds(archive))
    archive.standards = archive.shipped_standards.with_rows(office_standards(archive))


def _rows(archive: Archive, table: str) -> dict[str, dict[str, Any]]:
    stored = archive.settings.get(table, {})
    return cast("dict[str, dict[str, Any]]", stored) if isinstance(stored, dict) else {}


def _put(archive: Archive, kind: Kind, key: str, row: dict[str, Any] | None, *, undoes: int | None = None) -> None:
    archive.refuse_read_only()
    rows = _rows(archive, _TABLES[kind])
    row = _as_stored(row)
    before = rows.get(key)
    if before == row:
        return
    if row is None:
        del rows[key]
    else:
        rows[key] = row
    logged: list[dict[str, Any]] = archive.settings.get(LOG, [])
    number = 1 + max((one["number"] for one in logged), default=0)
    for one in logged:
        if one["number"] == undoes:
            one["undone"] = True
    now = datetime.now(UTC).isoformat(timespec="seconds")
    if undoes is None:
        logged.append(asdict(OfficeChange(number, now, archive.user, kind, key, before, row)))
    _in_one(archive, lambda: _store(archive, kind, rows, logged[-MOST_LOGGED:]))
    apply(archive)


def _store(archive: Archive, kind: Kind, rows: dict[str, dict[str, Any]], logged: list[dict[str, Any]]) -> None:
    archive.settings.set(_TABLES[kind], rows)
    archive.settings.set(LOG, logged)


def _in_one(archive: Archive, write: Callable[[], None]) -> None:
    with known_problems():
        archive.connection.execute("BEGIN IMMEDIATE")
        try:
            write()
            archive.connection.commit()
        except BaseException:
            archive.connection.rollback()
            raise


def _as_stored(row: dict[str, Any] | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        name: list(cast("tuple[Any, ...]", value)) if isinstance(value, tuple) else value for name, value in row.items()
    }


def _check_years(first: int | None, last: int | None) -> None:
    if first is not None and last is not None and last < first:
        raise StorageProblem("bad_years", f"年份的先后不对：从 {first} 到 {last}，没有保存。")
