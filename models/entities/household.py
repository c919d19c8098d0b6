"""Household 户: identity and standing (dictionary §1.1)."""

from models.fields import Entity, Facet, Field, Kind, Policy, Record, Section


def _has_left_poverty(record: Record) -> bool:
    return record.get("poverty_state") in ("1", "4")


def _is_relocated(record: Record) -> bool:
    return record.get("relocated") is True


def _returned(record: Record) -> bool:
    return record.get("poverty_state") == "3" or bool(record.get("return_cause"))


HOUSEHOLD = Entity(
    name="household",
    label="户",
    fields=(
        Field(
            "number", "户编号", Kind.NUMBER_TEXT, searchable=True, national="AAC001", help="国家系统的户编号，14—16 位"
        ),
        Field(
            "local_number",
            "本地户号",
            Kind.NUMBER_TEXT,
            searchable=True,
            help="离线建户时自动编出，国家户编号到来后仍可查到",
        ),
        Field("division", "行政村", Kind.DIVISION, required=True, help="户所在的村；村未知时可只到乡镇"),
        Field("hamlet", "自然村（组）", Kind.TEXT),
        Field("address", "详细地址", Kind.TEXT),
        Field("managing_unit", "管理单位", Kind.TEXT, help="管理归属，与区划代码分开"),
        Field("phone", "户联系电话", Kind.PHONE, required=True, sensitive=True, searchable=True, national="AAR012"),
        Field("head_name", "户主姓名", Kind.NAME, national="AAC029"),
        Field("head_id_number", "户主证件号码", Kind.ID_NUMBER, sensitive=True, national="AAC031"),
        Field("head_person_number", "户主编号", Kind.NUMBER_TEXT, national="AAC025"),
        Field("bank_name", "开户银行", Kind.TEXT, national="AAQ002"),
        Field("bank_card", "银行卡号", Kind.BANK_CARD, sensitive=True, searchable=True, national="AAC004"),
        Field("bank_holder", "账户姓名", Kind.NAME),
        Field("line_used", "识别标准", Kind.CODE, codes="line_used", required=True, national="AAC005"),
        Field("household_type", "贫困户属性", Kind.CODE, codes="household_type", required=True, national="AAC006"),
        Field("rural_type", "户类型", Kind.CODE, codes="rural_type", help="2021 年起的户类型"),
        Field("poverty_state", "脱贫状态", Kind.CODE, codes="poverty_state", required=True, national="AAR010"),
        Field("main_cause", "主要致贫原因", Kind.CODE, codes="cause", required=True, national="AAC007"),
        Field(
            "other_causes",
            "其他致贫原因",
            Kind.CODES,
            codes="cause",
            national="AAC008",
            help="最多两项，不与主要原因重复",
        ),
        Field("return_cause", "返贫原因", Kind.CODE, codes="cause", national="AAC009"),
        Field("cause_detail", "纳入时贫困的详细原因", Kind.NOTE),
        Field("martyr_family", "军烈属", Kind.YES_NO, national="AAC012"),
        Field("only_child_family", "独生子女户", Kind.YES_NO, national="AAC013"),
        Field("two_daughter_family", "双女户", Kind.YES_NO, national="AAC014"),
        Field("no_labour_backstop", "整户无劳动能力兜底保障户", Kind.YES_NO),
        Field("head_count", "家庭人口数", Kind.INTEGER, unit="人", national="AAC017", least=1, most=60),
        Field("planned_exit_year", "计划脱贫年度", Kind.YEAR),
        Field("pre_exit", "预脱贫", Kind.YES_NO),
        Field("exit_year", "脱贫年度", Kind.YEAR, national="AAC023"),
        Field("return_year", "返贫年度", Kind.YEAR),
        Field("identified_year", "新识别年度", Kind.YEAR, national="AAR041"),
        Field("first_identified", "首次识别时间", Kind.MONTH),
        Field("valid", "有效标志", Kind.YES_NO, national="AAR100"),
        Field("relocated", "是否易地扶贫搬迁户", Kind.YES_NO),
        Field("relocation_way", "搬迁方式", Kind.CODE, codes="relocation_way", national="ACR077"),
        Field("settlement_way", "安置方式", Kind.CODE, codes="settlement_way"),
        Field("settlement_place", "安置地", Kind.TEXT),
        Field("relocation_difficulty", "搬迁可能困难", Kind.TEXT),
        Field("relocation_will", "搬迁意愿", Kind.YES_NO),
        Field("positioning", "定位", Kind.TEXT, help="经纬度"),
        Field("collector", "信息采集人", Kind.NAME),
        Field("collector_phone", "信息采集人联系电话", Kind.PHONE, sensitive=True),
        Field("form_filler", "填表人", Kind.NAME),
        Field("form_filler_phone", "填表人电话", Kind.PHONE, sensitive=True),
        Field("form_date", "填表时间", Kind.DATE),
        Field("signed_by", "户主签名", Kind.NAME),
        Field("change_note", "变更情况说明", Kind.NOTE),
        Field("note", "备注", Kind.NOTE),
    ),
    sections=(
        Section(
            "户基本情况",
            (
                "number",
                "local_number",
                "division",
                "hamlet",
                "address",
                "phone",
                "household_type",
                "poverty_state",
                "main_cause",
                "other_causes",
                "line_used",
                "identified_year",
                "exit_year",
                "head_count",
                "bank_name",
                "bank_card",
                "bank_holder",
            ),
        ),
        Section(
            "识别与身份",
            (
                "rural_type",
                "first_identified",
                "return_cause",
                "return_year",
                "planned_exit_year",
                "pre_exit",
                "valid",
                "martyr_family",
                "only_child_family",
                "two_daughter_family",
                "no_labour_backstop",
                "managing_unit",
                "head_name",
                "head_id_number",
                "head_person_number",
                "cause_detail",
            ),
        ),
        Section(
            "易地搬迁",
            (
                "relocated",
                "relocation_way",
                "settlement_way",
                "settlement_place",
                "relocation_difficulty",
                "relocation_will",
            ),
        ),
        Section(
            "采集与备注",
            (
                "positioning",
                "collector",
                "collector_phone",
                "form_filler",
                "form_filler_phone",
                "form_date",
                "signed_by",
                "change_note",
                "note",
            ),
        ),
    ),
    facets=(
        Facet("number", ("number",)),
        Facet("bank", ("bank_name", "bank_card", "bank_holder")),
        Facet("head", ("head_name", "head_id_number", "head_person_number")),
        Facet("change_note", ("change_note",), Policy.AUTO),
        Facet("note", ("note",), Policy.AUTO),
    ),
    repeatable=(
        "division",
        "hamlet",
        "line_used",
        "identified_year",
        "managing_unit",
        "collector",
        "collector_phone",
        "form_filler",
        "form_filler_phone",
        "form_date",
        "bank_name",
    ),
    required_when={"exit_year": _has_left_poverty},
    shown_when={
        "return_year": _returned,
        "relocation_way": _is_relocated,
        "settlement_way": _is_relocated,
        "settlement_place": _is_relocated,
        "relocation_difficulty": _is_relocated,
    },
)
