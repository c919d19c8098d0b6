"""Member 成员: who the person is (dictionary §1.4). Yearly facts are in `member_year`."""

from models.fields import Entity, Facet, Field, Kind, Policy, Record, Section


def _is_gone(record: Record) -> bool:
    return record.get("member_state") not in (None, "1")


def _is_dead(record: Record) -> bool:
    return record.get("member_state") == "2"


MEMBER = Entity(
    name="member",
    label="成员",
    owner="household",
    fields=(
        Field("person_number", "人编号", Kind.NUMBER_TEXT, searchable=True, national="AAB001"),
        Field("name", "姓名", Kind.NAME, required=True, searchable=True, national="AAB002"),
        Field("relation", "与户主关系", Kind.CODE, codes="relation", required=True, national="AAB006"),
        Field("id_type", "证件类型", Kind.CODE, codes="id_type"),
        Field(
            "id_number", "证件号码", Kind.ID_NUMBER, required=True, sensitive=True, searchable=True, national="AAB004"
        ),
        Field("sex", "性别", Kind.CODE, codes="sex", required=True, national="AAB003", help="由证件号码带出"),
        Field("birth_date", "出生日期", Kind.DATE, required=True, help="由证件号码带出"),
        Field("ethnicity", "民族", Kind.CODE, codes="ethnicity", required=True, national="AAB007"),
        Field("politics", "政治面貌", Kind.CODE, codes="politics", national="AAK033"),
        Field("phone", "成员联系电话", Kind.PHONE, sensitive=True, searchable=True),
        Field("bank_name", "开户银行", Kind.TEXT),
        Field("bank_card", "银行卡号", Kind.BANK_CARD, sensitive=True, searchable=True),
        Field("id_issuer", "身份证签发机关", Kind.TEXT),
        Field("id_valid_from", "身份证有效期起", Kind.DATE),
        Field("id_valid_to", "身份证有效期止", Kind.DATE),
        Field("disability_number", "残疾证号", Kind.ID_NUMBER, sensitive=True),
        Field("disability_type", "残疾类别", Kind.CODE, codes="disability_type"),
        Field("disability_level", "残疾等级", Kind.CODE, codes="disability_level"),
        Field("disability_year", "残疾证办证年度", Kind.YEAR),
        Field("soldier", "是否现役军人", Kind.YES_NO),
        Field("orphaned_child", "是否事实无人抚养儿童", Kind.YES_NO),
        Field("identified", "人员识别时间", Kind.MONTH),
        Field("member_state", "人员状态", Kind.CODE, codes="member_state", national="AAB015"),
        Field("change_reason", "增减变化原因", Kind.CODE, codes="change_reason"),
        Field("change_date", "增减变化日期", Kind.DATE),
        Field("death_month", "身故年月", Kind.MONTH),
        Field("note", "备注", Kind.NOTE),
    ),
    sections=(
        Section(
            "身份",
            (
                "name",
                "relation",
                "id_type",
                "id_number",
                "sex",
                "birth_date",
                "ethnicity",
                "politics",
                "phone",
                "person_number",
            ),
        ),
        Section(
            "证件与账户",
            (
                "bank_name",
                "bank_card",
                "id_issuer",
                "id_valid_from",
                "id_valid_to",
                "disability_number",
                "disability_type",
                "disability_level",
                "disability_year",
            ),
        ),
        Section(
            "状态",
            (
                "member_state",
                "change_reason",
                "change_date",
                "death_month",
                "soldier",
                "orphaned_child",
                "identified",
                "note",
            ),
        ),
    ),
    facets=(
        Facet("identity", ("name", "id_type", "id_number", "sex", "birth_date")),
        Facet("bank", ("bank_name", "bank_card")),
        Facet("disability", ("disability_number", "disability_type", "disability_level")),
        Facet("state", ("member_state", "change_reason", "change_date", "death_month")),
        Facet("note", ("note",), Policy.AUTO),
    ),
    repeatable=("ethnicity", "id_type"),
    required_when={"change_reason": _is_gone, "change_date": _is_gone},
    shown_when={"death_month": _is_dead},
)
