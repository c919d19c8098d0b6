"""Student aid: one file per student, one plan per student and school year (dictionary §3.2, §3.3)."""

from models.case_type import CaseType
from models.fields import Entity, Facet, Field, Kind, Policy, Record, Section


def _outside(record: Record) -> bool:
    return not record.get("person")


STUDENT_AID = Entity(
    name="student_aid",
    label="学生档案",
    owner="household",
    fields=(
        Field("person", "学生", Kind.LINK, help="本户成员；不在册的学生空着，填姓名和证件号码"),
        Field("name", "学生姓名", Kind.NAME, help="不在本户名册上的学生才填"),
        Field("id_number", "学生证件号码", Kind.ID_NUMBER, sensitive=True, help="不在本户名册上的学生才填"),
        Field("student_number", "学籍号", Kind.NUMBER_TEXT, sensitive=True, help="19 位：一个字母加证件号码"),
        Field("stage", "学段", Kind.CODE, codes="school_stage", required=True),
        Field("school", "就读学校", Kind.TEXT),
        Field("school_area", "在校地区", Kind.CODE, codes="school_area"),
        Field("grade", "年级", Kind.INTEGER, least=1, most=9, help="本学段的第几年级"),
        Field("class_name", "班级", Kind.TEXT),
        Field("teacher", "班主任姓名", Kind.NAME),
        Field("teacher_phone", "班主任电话", Kind.PHONE, sensitive=True),
        Field("boarder", "是否寄宿生", Kind.YES_NO),
        Field("file_state", "学籍状态", Kind.CODE, codes="student_state", required=True),
        Field("hardship", "困难类型", Kind.CODES, codes="hardship"),
        Field("guardian", "监护人姓名", Kind.NAME),
        Field("guardian_id", "监护人证件号码", Kind.ID_NUMBER, sensitive=True),
        Field("guardian_relation", "监护人关系", Kind.TEXT),
        Field("guardian_phone", "监护人电话", Kind.PHONE, sensitive=True),
        Field("phone", "学生本人电话", Kind.PHONE, sensitive=True),
        Field("address", "学生现住址", Kind.TEXT),
        Field("bank_name", "开户行", Kind.TEXT),
        Field("payee", "账户名", Kind.NAME, help="学生本人或监护人"),
        Field("account", "账户号码", Kind.BANK_CARD, sensitive=True),
        Field("opened", "建档日期", Kind.DATE),
        Field("note", "备注", Kind.NOTE),
    ),
    sections=(
        Section(
            "学籍",
            (
                "person", "name", "id_number", "student_number", "stage", "grade", "class_name", "school",
                "school_area", "boarder", "file_state", "teacher", "teacher_phone", "opened",
            ),
        ),
        Section(
            "家庭",
            (
                "hardship", "guardian", "guardian_relation", "guardian_id", "guardian_phone", "phone", "address",
            ),
        ),
        Section("收款账户", ("payee", "bank_name", "account", "note")),
    ),
    facets=(
        Facet("schooling", ("stage", "school", "school_area", "grade", "class_name")),
        Facet("payment", ("bank_name", "payee", "account")),
        Facet("note", ("note",), Policy.AUTO),
    ),
    repeatable=("school", "school_area", "bank_name"),
    required_when={"name": _outside, "id_number": _outside},
    shown_when={"name": _outside, "id_number": _outside},
)  # fmt: skip

AID_PLAN = Entity(
    name="aid_plan",
    label="资助计划",
    owner="household",
    fields=(
        Field("student_aid", "学生档案", Kind.LINK, required=True),
        Field("person", "学生", Kind.LINK),
        Field("school_year", "学年", Kind.YEAR, required=True, help="学年开始的那一年：2017 = 2017—2018 学年"),
        Field("stage", "学段", Kind.CODE, codes="school_stage"),
        Field("grade", "年级", Kind.INTEGER, least=1, most=9),
        Field("boarder", "是否寄宿生", Kind.YES_NO),
        Field("hardship", "困难类型", Kind.CODES, codes="hardship"),
        Field("burden", "家庭负担", Kind.TEXT),
        Field("entitled", "应享受项目", Kind.CODES, codes="payout_programme", help="按学段、困难类型和当年标准算出"),
        Field("entitled_amount", "应享受金额", Kind.MONEY, unit="元", least=0),
        Field("granted", "已享受项目", Kind.CODES, codes="payout_programme", help="由发放记录带出，也可以直接填"),
        Field("granted_amount", "已享受金额", Kind.MONEY, unit="元", least=0),
        Field("missing_reason", "未享受原因", Kind.TEXT),
        Field("control", "控辍状态", Kind.CODE, codes="dropout_control"),
        Field("tutor", "帮扶教师", Kind.NAME),
        Field("tutor_phone", "帮扶教师电话", Kind.PHONE, sensitive=True),
        Field("visits", "走访情况", Kind.NOTE),
        Field("next_steps", "下学期计划", Kind.NOTE),
        Field("note", "备注", Kind.NOTE),
    ),
    sections=(
        Section(
            "学生与学年", ("student_aid", "person", "school_year", "stage", "grade", "boarder", "hardship", "burden")
        ),
        Section("资助项目", ("entitled", "entitled_amount", "granted", "granted_amount", "missing_reason")),
        Section("控辍与帮扶", ("control", "tutor", "tutor_phone", "visits", "next_steps", "note")),
    ),
    facets=(
        Facet("entitlement", ("entitled", "entitled_amount")),
        Facet("grant", ("granted", "granted_amount")),
        Facet("note", ("note",), Policy.AUTO),
    ),
    repeatable=("school_year",),
)

ENTITIES = (STUDENT_AID, AID_PLAN)

CASE_TYPES = (
    CaseType(
        "student_aid",
        domain="students",
        columns=("person.name", "person.id_number", "stage", "grade", "school", "class_name", "boarder", "hardship",
                 "file_state", "payee", "account"),
        title=("person", "name", "school"),
        state="file_state",
        filters=("stage", "boarder"),
    ),
    CaseType(
        "aid_plan",
        domain="students",
        columns=("person.name", "school_year", "stage", "grade", "entitled", "entitled_amount", "granted_amount",
                 "missing_reason", "control"),
        title=("person", "school_year"),
        state="control",
        year="school_year",
        filters=("stage",),
        order="school_year",
        descending=True,
    ),
)  # fmt: skip
