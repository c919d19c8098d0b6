"""The plan of a sheet that we wrote ourselves: each row goes to the record whose mark it carries.

Rows without a mark are new: people and households go the way of every other sheet, other records are added to the
household whose number the row names. Importing the same sheet twice never makes a second record.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from models.catalogue import ENTITIES
from models.codes import CodeBook
from models.fields import Entity, Field, Kind, Record, Value
from models.household_file import HouseholdFile
from models.income_items import counts_by_default
from models.keys import income_key, member_key, year_uid
from models.measures import parse_options
from storage.archive.archive import Archive
from storage.archive.files import iterate_files
from storage.archive.matching import match_households
from storage.archive.progress import Progress
from storage.archive.records import load
from storage.exchange.cells import Bad, Coded
from storage.exchange.household_diff import flat_year
from storage.exchange.households import Refusals
from storage.exchange.own_columns import CORRECTED, FORM, fields_of
from storage.exchange.own_values import reads_the_same, shown_names, who_of
from storage.exchange.plan_parts import SAME, HouseholdPlan, ImportPlan, PersonPlan, RecordPlan
from storage.exchange.record_diff import Rules, plain, plan_record
from storage.exchange.sheet_layout import Layout
from storage.exchange.sheet_rows import BadCell, Shape, SheetRow, SheetRows

_MARKS = "household.number"
_GO_THE_USUAL_WAY = frozenset({"household", "member"})
_NATURAL: dict[str, tuple[str, ...]] = {
    "monitoring": ("identified",),
    "measure": ("year", "group", "person"),
    "assignment": ("helper", "starts"),
}
"""What tells two records of a household apart; the required fields where nothing is said."""


def is_own(layout: Layout) -> bool:
    """Tell whether the sheet is one of ours."""
    return layout.form.startswith(FORM)


def fill(
    archive: Archive, plan: ImportPlan, layout: Layout, rows: SheetRows, rules: Rules, progress: Progress
) -> SheetRows | None:
    """Fill the plan from the marked rows; return the others where they go the usual way, None where none is left."""
    kind = layout.form.removeprefix(FORM)
    if any(column.heading.endswith(CORRECTED) for column in layout.columns):
        rules = replace(rules, blank="keep")  # nothing written beside a value means that it is right
    plan.speaks_of_people = kind == "member"
    refusals = Refusals([rows.shape], plan.where)
    work = _Work(archive, kind, rows, rules, refusals)
    marked, new = _divide(rows)
    if kind == "helper":
        plan.helpers = work.helpers([*marked, *new])
    else:
        if kind not in _GO_THE_USUAL_WAY:
            for household, placed in work.place_new(new).items():
                marked.setdefault(household, []).extend(placed)
        _fill_households(archive, plan, work, marked, progress)
    plan.refused += refusals.found
    plan.refused_households += len(refusals.rows)
    if kind not in _GO_THE_USUAL_WAY or not new:
        return None
    return replace(rows, rows=new, bad={row.number: rows.bad[row.number] for row in new if row.number in rows.bad})


Marked = dict[str, list[tuple[SheetRow, str]]]
"""Household uid → its rows, each with the uid of its record (“” = new)."""


def _divide(rows: SheetRows) -> tuple[Marked, list[SheetRow]]:
    marked: Marked = {}
    new: list[SheetRow] = []
    place = rows.shape.about["mark"]
    for row in rows.rows:
        household, _bar, record = (row.cells[place] or "").partition("|")
        if household or record:
            marked.setdefault(household, []).append((row, record))
        elif any(value is not None for value in row.cells):
            new.append(row)
    return marked, new


def _fill_households(archive: Archive, plan: ImportPlan, work: _Work, marked: Marked, progress: Progress) -> None:
    total = len(marked)
    for done, file in enumerate(iterate_files(archive, uids=list(marked))):
        if done % 200 == 0:
            progress(done, total, "比对档案")
        plan.households.append(work.household(file, marked.pop(file.uid)))
    for rows in marked.values():
        for row, _record in rows:
            work.gone(row)
    plan.households.sort(key=lambda household: household.rows[0])


class _Work:
    def __init__(self, archive: Archive, kind: str, rows: SheetRows, rules: Rules, refusals: Refusals) -> None:
        self._archive = archive
        self._kind = kind
        self._sheet = rows
        self._shape: Shape = rows.shape
        self._rules = rules
        self._refusals = refusals

    def gone(self, row: SheetRow) -> None:
        """Refuse a row whose record the archive has no more."""
        self._refusals.row(
            row.number, _MARKS, row.value("household", "number"),
            "档案里已经没有这条记录（可能已删除，或这张表来自别的单位），这一行未导入",
            "要恢复的，到回收站里恢复；要新增的，清空“记录标识”后再导入",
        )  # fmt: skip

    def place_new(self, rows: Sequence[SheetRow]) -> Marked:
        """Return new rows by the household they name; refuse those whose household is not known."""
        numbers = [self._number(row) for row in rows]
        known = match_households(self._archive, [number for number in numbers if number])
        found: Marked = {}
        for row, number in zip(rows, numbers, strict=True):
            if number in known:
                found.setdefault(known[number], []).append((row, ""))
            else:
                self._refusals.row(
                    row.number, _MARKS, number,
                    "档案里没有这一户，这一行未导入" if number else "户编号是空的，不知道是哪一户",
                    "核对户编号（或本地户号）；新的户请先录入或导入",
                )  # fmt: skip
        return found

    def _number(self, row: SheetRow) -> str:
        return row.value("household", "number") or row.value("household", "local_number") or ""

    def household(self, file: HouseholdFile, rows: list[tuple[SheetRow, str]]) -> HouseholdPlan:
        """Return the plan of one household's rows."""
        shown_head = str(who_of(self._archive, file)[5] or "")
        result = HouseholdPlan.of_file(file, (row.number for row, _record in rows), shown_head)
        names = shown_names(file)
        years: dict[int, dict[str, Value]] = {}
        for row, record in rows:
            self._refuse_cells(row, file)
            self._row(result, file, row, record, names, years)
        for year, wanted in sorted(years.items()):
            current = flat_year(file.years[year]) if year in file.years else None
            if current is None and not any(value is not None for value in wanted.values()):
                continue
            result.records += _some(plan_record("year", year_uid(file.uid, year), current, wanted, self._rules))
        return result

    def _row(
        self,
        result: HouseholdPlan,
        file: HouseholdFile,
        row: SheetRow,
        record: str,
        names: dict[str, str],
        years: dict[int, dict[str, Value]],
    ) -> None:
        if self._kind in ("household", "year"):
            self._own_year(file, row, names, years)
        if self._kind == "household":
            wanted = self._wanted(ENTITIES["household"], row, file.household, names)
            result.records += _some(plan_record("household", file.uid, file.household, wanted, self._rules))
        elif self._kind == "member":
            self._member(result, file, row, record, names, years)
        elif self._kind == "income":
            self._income(file, row, record, names, years)
        elif self._kind != "year":
            self._part(result, file, row, record, names)

    def _own_year(
        self, file: HouseholdFile, row: SheetRow, names: dict[str, str], years: dict[int, dict[str, Value]]
    ) -> None:
        found = file.years.get(row.year)
        wanted = self._wanted(ENTITIES["year"], row, found.values if found else {}, names)
        years.setdefault(row.year, {}).update(wanted)

    def _member(
        self,
        result: HouseholdPlan,
        file: HouseholdFile,
        row: SheetRow,
        record: str,
        names: dict[str, str],
        years: dict[int, dict[str, Value]],
    ) -> None:
        current = next((member for member in file.members if member["uid"] == record), None)
        if current is None:
            self.gone(row)
            return
        result.people.append(PersonPlan(record, current.get("name") or "", (row.number,), SAME))
        wanted = self._wanted(ENTITIES["member"], row, current, names)
        result.records += _some(plan_record("member", record, current, wanted, self._rules, person=record))
        facts = self._wanted(ENTITIES["member_year"], row, file.year_facts(row.year, record), names)
        year = years.setdefault(row.year, {})
        for name, value in facts.items():
            if value is not None or self._rules.blank == "clear":
                year[member_key(name, record)] = value

    def _income(
        self,
        file: HouseholdFile,
        row: SheetRow,
        record: str,
        names: dict[str, str],
        years: dict[int, dict[str, Value]],
    ) -> None:
        wanted = self._wanted(ENTITIES["income"], row, {}, names)
        item, person = plain(wanted.get("item")), wanted.get("person")
        if item is None:
            self._refusals.row(row.number, "income.item", None, "收入项目是空的，这一行未导入", "填上收入项目")
            return
        key = income_key(item, person)
        known = flat_year(file.years[row.year]).get(key) if row.year in file.years else None
        if record and record != "".join(key.split()):
            column = self._shape.column_of("income.item")
            if column is not None:
                bad = Bad(str(item), "项目和成员是这一行的名字，不能改", "在程序里删去这一项，另起一行填新的")
                self._refusals.cell(row.number, BadCell(column, bad))
            return
        told = {name: wanted.get(name) for name in ("amount", "counts", "note")}
        base: dict[str, Value] = known or {"amount": None, "counts": counts_by_default(item), "note": None}
        merged = {
            name: value if value is not None or self._rules.blank == "clear" else base[name]
            for name, value in told.items()
        }
        years.setdefault(row.year, {})[key] = merged

    def _part(
        self, result: HouseholdPlan, file: HouseholdFile, row: SheetRow, record: str, names: dict[str, str]
    ) -> None:
        entity, known = ENTITIES[self._kind], file.parts.get(self._kind, [])
        current = next((one for one in known if one["uid"] == record), None) if record else None
        if record and current is None:
            self.gone(row)
            return
        wanted = self._wanted(entity, row, current or {}, names)
        if current is None:
            if self._kind == "attachment":
                self._refusals.row(
                    row.number, "attachment.file_name", wanted.get("file_name"), "附件的内容不在表里，这一行未导入",
                    "请在户档案的“附件”页添加照片或文件",
                )  # fmt: skip
                return
            natural = _NATURAL.get(self._kind) or tuple(one.name for one in entity.fields if one.required)
            identity = [plain(wanted.get(name)) for name in natural]
            current = next((one for one in known if [one.get(name) for name in natural] == identity), None)
            missing = [one for one in entity.fields if one.required and wanted.get(one.name) is None]
            if current is None and missing:
                self._refusals.row(
                    row.number, f"{self._kind}.{missing[0].name}", None, f"{missing[0].label}是空的，这一行未导入",
                    f"新增一条{entity.label}要填{missing[0].label}",
                )  # fmt: skip
                return
            record = current["uid"] if current is not None else _new_uid(file.uid, self._kind, identity)
        result.records += _some(plan_record(self._kind, record, current, wanted, self._rules))

    def helpers(self, _rows: object) -> list[RecordPlan]:
        """Return the helpers that are new or differ; a helper of several households stands in several rows."""
        entity = ENTITIES["helper"]
        wanted: dict[str, dict[str, Value]] = {}
        current: dict[str, Record | None] = {}
        place = self._shape.about["mark"]
        for row in self._sheet.rows:
            self._refuse_cells(row, None)
            uid = (row.cells[place] or "").partition("|")[2]
            values = self._wanted(entity, row, {}, {})
            if not uid:
                if not values.get("name"):
                    self._refusals.row(
                        row.number, "helper.name", None, "帮扶责任人的姓名是空的，这一行未导入", "补上姓名"
                    )
                    continue
                uid = helper_uid(values)
            if uid not in current:
                current[uid] = load(self._archive, "helper", uid)
            known = current[uid] or {}
            values = self._wanted(entity, row, known, {})
            told = wanted.setdefault(uid, {})
            told |= {
                name: value for name, value in values.items() if name not in told or plain(value) != known.get(name)
            }
        plans = [plan_record("helper", uid, current[uid], told, self._rules) for uid, told in wanted.items()]
        return [plan for plan in plans if plan is not None]

    def _wanted(self, entity: Entity, row: SheetRow, current: Record, names: dict[str, str]) -> dict[str, Value]:
        """Return the row's values of an entity; cells that read as we wrote them mean what the record holds."""
        values = row.values(entity.name)
        uids = {text: uid for uid, text in names.items()}
        found: dict[str, Value] = {}
        for one in fields_of(entity):
            if one.name not in values:
                continue
            value, known = values[one.name], current.get(one.name)
            if one.kind is Kind.LINK and value is not None:
                found[one.name] = self._person(entity, one, row, value, known, uids)
            elif self._is_as_written(one, value, known):
                found[one.name] = known
            elif type(value) is Coded and entity.name == "measure" and one.name == "options":
                found[one.name] = _options(self._archive.codes, plain(values.get("group")), value)
            else:
                found[one.name] = value
        return found

    def _is_as_written(self, one: Field, value: Value, known: Value) -> bool:
        text = value.text if type(value) is Coded else value
        return isinstance(text, str) and reads_the_same(self._archive, one, known, text)

    def _person(
        self, entity: Entity, one: Field, row: SheetRow, text: str, known: Value, uids: dict[str, str]
    ) -> Value:
        if text in uids or text in uids.values():
            return uids.get(text, text)
        if text == known:
            return known
        column = self._shape.column_of(f"{entity.name}.{one.name}")
        if column is not None:
            bad = Bad(
                text,
                f"{one.label}“{text}”不在这一户",
                "填本户成员（或本户帮扶责任人）的姓名，同名的连括号里的号码一起填",
            )
            self._refusals.cell(row.number, BadCell(column, bad))
        return known

    def _refuse_cells(self, row: SheetRow, file: HouseholdFile | None) -> None:
        """Tell the cells that can't be read, and changes in the leading columns, which only say whom a row is about."""
        for cell in self._sheet.bad.get(row.number, ()):
            self._refusals.cell(row.number, cell)
        if file is None:
            return
        keys = ("household.number", "household.local_number", "county", "town", "village", "household.head_name")
        for key, written in zip(keys, who_of(self._archive, file), strict=True):
            column = self._shape.column_of(key)
            if column is None:
                continue
            entity, _dot, name = key.partition(".")
            told = row.value(entity, name) if name else row.place(key)
            if told and "".join(str(told).split()) != "".join(str(written or "").split()):
                bad = Bad(str(told), f"这一列只说明是哪一户，档案里是“{written or ''}”，改动没有采用", "请在户档案里改")
                self._refusals.cell(row.number, BadCell(column, bad))


def helper_uid(values: dict[str, Value]) -> str:
    """Return the uid of a helper whom the archive may not have: the same one on every desk."""
    number, *others = (plain(values.get(name)) for name in ("number", "name", "phone", "unit"))
    told = number or "\n".join(str(part or "") for part in others)
    return f"helper.{hashlib.sha256(told.encode()).hexdigest()[:24]}"


def _new_uid(household: str, kind: str, identity: Iterable[Value]) -> str:
    told = "\n".join(str(part) for part in identity)
    return f"{household}.{kind}.{hashlib.sha256(told.encode()).hexdigest()[:16]}"


def _options(codes: CodeBook, group: Value, value: Coded) -> Value:
    options = parse_options(codes, group, value.text) if group else None
    return Coded(options, value.text, value.year) if options else value


def _some(record: RecordPlan | None) -> list[RecordPlan]:
    return [record] if record is not None else []
