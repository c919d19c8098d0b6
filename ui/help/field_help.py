"""What a field is, written out of the catalogue: what may stand in it, what it is checked against. No Qt here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.catalogue import ENTITIES
from models.codes import CodeBook
from models.fields import HUNDREDTHS, Entity, Field, Kind
from models.headings import HEADINGS
from models.rules import RuleInfo

MOST_OPTIONS = 60

HOW: dict[Kind, str] = {
    Kind.NAME: "打姓名。少数民族名字中间的点打“·”；名字之间的空格会提醒。",
    Kind.TEXT: "打文字，一行。",
    Kind.NOTE: "打文字，可以多行；**Ctrl+Enter** 离开。",
    Kind.NUMBER_TEXT: "打数字或字母，按原样存，前面的 0 不会丢。",
    Kind.ID_NUMBER: "打 18 位身份证号，或 20、22 位残疾证号。空格自动去掉，x 变 X，最后一位当场核对。",
    Kind.PHONE: "打 11 位手机号或带区号的电话。",
    Kind.BANK_CARD: "打卡号，空格自动去掉。",
    Kind.INTEGER: "打整数。",
    Kind.DECIMAL: "打数字，最多两位小数。",
    Kind.MONEY: "打金额：`1200`、`1,200`、`0.12万` 都行，精确到分。",
    Kind.DATE: "打日期：`20170315`、`2017.3.15`、`170315` 都行。",
    Kind.MONTH: "打年月：`201703`、`2017.3` 都行。",
    Kind.YEAR: "打四位年份。",
    Kind.YES_NO: "按 **1** 是、**0** 或 **2** 否；不知道就空着，空和“否”是两回事。",
    Kind.CODE: "打代码、汉字、拼音首字母或全拼，Enter 取第一个；**F4** 看全部。",
    Kind.CODES: "可以选几个：打一个，按逗号或空格再打下一个；**F4** 看全部。",
    Kind.DIVISION: "打村名、拼音首字母或区划代码。",
    Kind.LINK: "打姓名或拼音首字母，从名单里选。",
}
"""Kind → how it is typed."""


@dataclass(frozen=True, slots=True)
class FieldHelp:
    """A field with the title and text of its help."""

    key: str
    title: str
    where: str
    text: str


def field_help(entity_name: str, name: str, codes: CodeBook, rules: Iterable[RuleInfo]) -> FieldHelp | None:
    """Return the help of a field, None where the catalogue has no such field."""
    entity = ENTITIES.get(entity_name)
    field = next((one for one in entity.fields if one.name == name), None) if entity is not None else None
    if entity is None or field is None:
        return None
    section = next((one.title for one in entity.sections if name in one.names), "")
    where = " · ".join(part for part in (entity.label, section) if part)
    parts = [HOW[field.kind]]
    parts += [f"{field.help}。" if field.help else ""]
    parts += _facts(entity, field)
    if field.codes:
        parts.append(_options(field, codes))
    others = HEADINGS.get(f"{entity_name}.{name}", ())[1:]
    if others:
        parts.append(f"表格里也叫：{'、'.join(others)}。")
    checked = [f"- 规则 {rule.number}：{rule.title}" for rule in rules if _is_about(rule, field)]
    if checked:
        parts.append("**核查**\n\n" + "\n".join(checked))
    return FieldHelp(f"{entity_name}:{name}", field.label, where, "\n\n".join(part for part in parts if part))


def all_fields(codes: CodeBook) -> list[FieldHelp]:
    """Return the help of every field, without rules: for the search."""
    made = [field_help(entity.name, field.name, codes, ()) for entity in ENTITIES.values() for field in entity.fields]
    return [one for one in made if one is not None]


def _facts(entity: Entity, field: Field) -> list[str]:
    told: list[str] = []
    if field.unit:
        told.append(f"单位：{field.unit}。")
    scale = 100 if field.kind in HUNDREDTHS else 1
    if field.least is not None and field.most is not None:
        told.append(f"范围：{field.least // scale}—{field.most // scale}。")
    elif field.least is not None:
        told.append(f"不小于 {field.least // scale}。")
    if field.name in entity.required_when:
        told.append("有些情况下必填。")
    elif field.required:
        told.append("必填，计入完整度。")
    if field.sensitive:
        told.append("打印和导出默认遮盖中间几位。")
    if field.name in entity.repeatable:
        told.append("**F6** 可以沿用上一户。")
    if field.national:
        told.append(f"国家系统字段 {field.national}。")
    return ["".join(told)] if told else []


def _options(field: Field, codes: CodeBook) -> str:
    listed = codes[field.codes].entries
    lines = ["| 代码 | 选项 | 年份 |", "|---|---|---|"]
    for entry in listed[:MOST_OPTIONS]:
        years = f"{entry.from_year or ''}—{entry.to_year or ''}" if entry.from_year or entry.to_year else ""
        lines.append(f"| {entry.code} | {entry.text.replace('|', '/')} | {years} |")
    more = f"\n\n共 {len(listed)} 项，其余按 F4 看。" if len(listed) > MOST_OPTIONS else ""
    return "\n".join(lines) + more


def _is_about(rule: RuleInfo, field: Field) -> bool:
    return len(field.label) > 2 and field.label in rule.title
