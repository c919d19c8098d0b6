"""Village teams and first secretaries, their days and plans, and a household's handbook (dictionary §7.7)."""

from models.case_type import CaseType
from models.fields import Entity, Facet, Field, Kind, Policy, Section

VILLAGE_TEAM = Entity(
    name="village_team",
    label="驻村工作队",
    fields=(
        Field("name", "工作队名称", Kind.TEXT, required=True, searchable=True),
        Field("division", "驻村地点", Kind.DIVISION, required=True, help="派到乡镇的填乡镇"),
        Field("level", "派出级别", Kind.CODE, codes="affiliation"),
        Field("unit", "派出单位", Kind.TEXT),
        Field("starts", "进驻日期", Kind.DATE, required=True),
        Field("ends", "撤离日期", Kind.DATE),
        Field("note", "备注", Kind.NOTE),
    ),
    sections=(Section("驻村工作队", ("name", "division", "level", "unit", "starts", "ends", "note")),),
    facets=(Facet("period", ("starts", "ends")), Facet("note", ("note",), Policy.AUTO)),
    repeatable=("level", "unit", "starts", "ends"),
)

TEAM_MEMBER = Entity(
    name="team_member",
    label="驻村干部",
    fields=(
        Field("name", "驻村干部姓名", Kind.NAME, required=True, searchable=True),
        Field("duty", "驻村职务", Kind.CODE, codes="team_duty", required=True),
        Field("village_team", "驻村工作队", Kind.LINK),
        Field("division", "驻村地点", Kind.DIVISION, required=True, help="派到乡镇的填乡镇"),
        Field("sex", "性别", Kind.CODE, codes="sex"),
        Field("politics", "政治面貌", Kind.CODE, codes="politics"),
        Field("level", "派出级别", Kind.CODE, codes="affiliation"),
        Field("unit", "派出单位", Kind.TEXT),
        Field("phone", "驻村干部电话", Kind.PHONE, sensitive=True),
        Field("starts", "驻村开始日期", Kind.DATE, required=True),
        Field("ends", "驻村结束日期", Kind.DATE),
        Field("note", "备注", Kind.TEXT),
    ),
    sections=(
        Section(
            "驻村干部",
            (
                "name",
                "duty",
                "village_team",
                "division",
                "level",
                "unit",
                "sex",
                "politics",
                "phone",
                "starts",
                "ends",
                "note",
            ),
        ),
    ),
    facets=(Facet("period", ("starts", "ends")),),
    repeatable=("duty", "village_team", "division", "level", "unit", "starts", "ends"),
)

TEAM_MONTH = Entity(
    name="team_month",
    label="驻村考勤",
    fields=(
        Field("team_member", "驻村干部", Kind.LINK, required=True),
        Field("month", "考勤月份", Kind.MONTH, required=True),
        Field("due", "应签天数", Kind.INTEGER, unit="天", least=0, most=31),
        Field("present", "实签天数", Kind.INTEGER, unit="天", least=0, most=31, required=True),
        Field("valid", "有效天数", Kind.INTEGER, unit="天", least=0, most=31),
        Field("log", "工作日志", Kind.NOTE),
    ),
    sections=(Section("驻村考勤", ("team_member", "month", "due", "present", "valid", "log")),),
    facets=(Facet("days", ("due", "present", "valid")), Facet("log", ("log",), Policy.AUTO)),
    repeatable=("month", "due"),
)

TEAM_PLAN = Entity(
    name="team_plan",
    label="驻村帮扶计划",
    fields=(
        Field("village_team", "驻村工作队", Kind.LINK),
        Field("division", "计划所在村", Kind.DIVISION, required=True),
        Field("year", "计划年度", Kind.YEAR, required=True),
        Field("content", "计划内容", Kind.TEXT, required=True),
        Field("due", "完成期限", Kind.DATE),
        Field("done", "完成日期", Kind.DATE),
        Field("result", "完成情况", Kind.NOTE),
    ),
    sections=(Section("驻村帮扶计划", ("village_team", "division", "year", "content", "due", "done", "result")),),
    facets=(Facet("outcome", ("done", "result")),),
    repeatable=("village_team", "division", "year", "due"),
)

HANDBOOK = Entity(
    name="handbook",
    label="扶贫手册发放",
    owner="household",
    fields=(
        Field("year", "手册年度", Kind.YEAR, required=True),
        Field("number", "手册编号", Kind.NUMBER_TEXT),
        Field("printed", "印发日期", Kind.DATE, required=True),
        Field("handed", "发放日期", Kind.DATE),
        Field("signed", "签字日期", Kind.DATE, help="签字页上写的日期"),
        Field("signer", "签字人", Kind.NAME),
        Field("attachment", "签字页扫描件", Kind.LINK, help="照片附件里“手册扫描”的一张"),
        Field("note", "备注", Kind.TEXT),
    ),
    sections=(
        Section("扶贫手册发放", ("year", "number", "printed", "handed", "signed", "signer", "attachment", "note")),
    ),
    facets=(Facet("signature", ("signed", "signer", "attachment")),),
    repeatable=("year", "printed", "handed"),
)

ENTITIES: tuple[Entity, ...] = (VILLAGE_TEAM, TEAM_MEMBER, TEAM_MONTH, TEAM_PLAN, HANDBOOK)
"""Registers of their own, then the handbook, which hangs under a household."""

CASE_TYPES: tuple[CaseType, ...] = (
    CaseType(
        "village_team", domain="team", columns=("name", "division", "level", "unit", "starts", "ends"),
        title=("name",), state="level", order="name",
    ),
    CaseType(
        "team_member", domain="team",
        columns=("name", "duty", "division", "village_team.name", "level", "unit", "phone", "starts", "ends"),
        title=("name", "division"), state="duty", filters=("level",), order="name",
    ),
    CaseType(
        "team_month", domain="team", columns=("team_member.name", "month", "due", "present", "valid"),
        title=("team_member", "month"), order="month", descending=True,
    ),
    CaseType(
        "team_plan", domain="team", columns=("village_team.name", "division", "year", "content", "due", "done"),
        title=("division", "content"), year="year", order="due",
    ),
    CaseType(
        "handbook", domain="team", columns=("year", "number", "printed", "handed", "signed", "signer"),
        title=("year", "number"), year="year", order="printed", descending=True,
    ),
)  # fmt: skip
