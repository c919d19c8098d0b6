"""People who help, visits, monitoring and measures (dictionary §1.9, §1.10), and attachments."""

from models.fields import Entity, Facet, Field, Kind, Policy, Record, Section


def _risk_cleared(record: Record) -> bool:
    return record.get("risk_cleared") is True


class RiskTest:
    """Condition: the monitored household names risk `code`."""

    def __init__(self, code: str) -> None:
        """Remember the risk's code."""
        self.code = code

    def __call__(self, record: Record) -> bool:
        """Tell whether the record's risks contain the code."""
        return self.code in (record.get("risks") or ())


HELPER = Entity(
    name="helper",
    label="帮扶责任人",
    fields=(
        Field("number", "帮扶责任人编号", Kind.NUMBER_TEXT, searchable=True),
        Field("name", "姓名", Kind.NAME, required=True, searchable=True),
        Field("sex", "性别", Kind.CODE, codes="sex"),
        Field("politics", "政治面貌", Kind.CODE, codes="politics"),
        Field("phone", "联系人电话", Kind.PHONE, sensitive=True),
        Field("unit_number", "帮扶单位编号", Kind.NUMBER_TEXT),
        Field("unit", "单位名称", Kind.TEXT, required=True),
        Field("affiliation", "隶属关系", Kind.CODE, codes="affiliation"),
        Field("duty", "村内职务", Kind.TEXT),
        Field("note", "备注", Kind.NOTE),
    ),
    sections=(
        Section(
            "帮扶责任人",
            (
                "name",
                "sex",
                "politics",
                "phone",
                "number",
                "unit",
                "unit_number",
                "affiliation",
                "duty",
                "note",
            ),
        ),
    ),
    facets=(Facet("unit", ("unit_number", "unit", "affiliation")),),
    repeatable=("unit", "unit_number", "affiliation"),
)

ASSIGNMENT = Entity(
    name="assignment",
    label="结对帮扶",
    owner="household",
    fields=(
        Field("helper", "帮扶责任人", Kind.LINK, required=True),
        Field("starts", "帮扶开始时间", Kind.DATE, required=True),
        Field("ends", "帮扶结束时间", Kind.DATE, help="空 = 仍在帮扶；换人时结束旧的、另起一行"),
        Field("note", "备注", Kind.TEXT),
    ),
    sections=(Section("结对帮扶", ("helper", "starts", "ends", "note")),),
    facets=(Facet("period", ("starts", "ends")),),
)

VISIT = Entity(
    name="visit",
    label="走访记录",
    owner="household",
    fields=(
        Field("date", "走访日期", Kind.DATE, required=True),
        Field("visitor", "走访人", Kind.NAME, required=True),
        Field("helper", "帮扶责任人", Kind.LINK),
        Field("content", "走访内容", Kind.NOTE),
        Field("findings", "发现问题", Kind.NOTE),
        Field("next_steps", "下步措施", Kind.NOTE),
        Field("due", "整改期限", Kind.DATE),
        Field("done", "是否整改到位", Kind.YES_NO),
    ),
    sections=(Section("走访记录", ("date", "visitor", "helper", "content", "findings", "next_steps", "due", "done")),),
    repeatable=("date", "visitor", "helper"),
)

_CLEARED = (
    "cleared_dropout",
    "cleared_house_damaged",
    "cleared_uninsured",
    "cleared_water_damaged",
    "cleared_wage_income",
    "cleared_property_income",
    "cleared_transfer_income",
    "cleared_business_income",
    "cleared_business_expense",
    "cleared_net_income",
    "cleared_income_per_head",
    "cleared_claim_income",
    "cleared_self_paid",
)

MONITORING = Entity(
    name="monitoring",
    label="防返贫监测",
    owner="household",
    fields=(
        Field("address", "家庭住址", Kind.TEXT),
        Field("phone", "联系电话", Kind.PHONE, sensitive=True),
        Field("settlement_area", "是否居住集中安置区", Kind.YES_NO),
        Field("monitor_type", "监测对象类别", Kind.CODE, codes="monitor_type", required=True),
        Field("left_poverty", "是否脱贫户", Kind.YES_NO),
        Field("no_labour_backstop", "整户无劳动能力兜底保障户", Kind.YES_NO),
        Field("identified", "识别监测时间", Kind.MONTH, required=True),
        Field("risks", "致贫/返贫风险", Kind.CODES, codes="risk", required=True, help="最多五项"),
        Field("risk_note", "风险备注", Kind.TEXT),
        Field("disaster_kind", "因自然灾害子项", Kind.CODE, codes="disaster"),
        Field("dropout", "是否义务教育阶段适龄儿童少年失学辍学", Kind.YES_NO),
        Field("house_problem", "住房是否出现安全问题", Kind.YES_NO),
        Field("water_problem", "饮水是否出现安全问题", Kind.YES_NO),
        Field("uninsured", "是否有家庭成员未参加医保", Kind.YES_NO),
        Field("wage_income", "识别时工资性收入", Kind.MONEY, unit="元"),
        Field("business_income", "识别时生产经营性收入", Kind.MONEY, unit="元"),
        Field("property_income", "识别时财产性收入", Kind.MONEY, unit="元"),
        Field("transfer_income", "识别时转移性收入", Kind.MONEY, unit="元"),
        Field("business_expense", "识别时生产经营性支出", Kind.MONEY, unit="元"),
        Field("net_income", "识别时纯收入", Kind.MONEY, unit="元"),
        Field("income_per_head", "识别时人均纯收入", Kind.MONEY, unit="元"),
        Field("claim_income", "识别时理赔收入", Kind.MONEY, unit="元"),
        Field("self_paid", "识别时合规自付支出", Kind.MONEY, unit="元"),
        Field("reference_income", "识别时纳入收入参考范围", Kind.MONEY, unit="元"),
        Field("development_measures", "实施开发式帮扶措施情况", Kind.CODE, codes="development_measures"),
        Field("risk_cleared", "风险是否已消除", Kind.YES_NO),
        Field("cleared", "消除监测时间", Kind.MONTH),
        Field("clearing_way", "风险消除方式", Kind.CODE, codes="clearing_way"),
        Field("cleared_dropout", "消除后是否失学辍学", Kind.YES_NO),
        Field("cleared_house_damaged", "消除后住房是否损毁", Kind.YES_NO),
        Field("cleared_uninsured", "消除后是否未参保", Kind.YES_NO),
        Field("cleared_water_damaged", "消除后饮水设施是否损毁", Kind.YES_NO),
        Field("cleared_wage_income", "消除后工资性收入", Kind.MONEY, unit="元"),
        Field("cleared_property_income", "消除后财产性收入", Kind.MONEY, unit="元"),
        Field("cleared_transfer_income", "消除后转移性收入", Kind.MONEY, unit="元"),
        Field("cleared_business_income", "消除后生产经营性收入", Kind.MONEY, unit="元"),
        Field("cleared_business_expense", "消除后生产经营性支出", Kind.MONEY, unit="元"),
        Field("cleared_net_income", "消除后纯收入", Kind.MONEY, unit="元"),
        Field("cleared_income_per_head", "消除后人均纯收入", Kind.MONEY, unit="元"),
        Field("cleared_claim_income", "消除后理赔收入", Kind.MONEY, unit="元"),
        Field("cleared_self_paid", "消除后合规自付支出", Kind.MONEY, unit="元"),
        Field("contact", "监测联系人", Kind.NAME),
        Field("contact_phone", "监测联系人电话", Kind.PHONE, sensitive=True),
        Field("note", "备注", Kind.NOTE),
    ),
    sections=(
        Section(
            "识别",
            (
                "monitor_type",
                "identified",
                "left_poverty",
                "no_labour_backstop",
                "settlement_area",
                "address",
                "phone",
                "risks",
                "risk_note",
                "disaster_kind",
                "dropout",
                "house_problem",
                "water_problem",
                "uninsured",
                "development_measures",
            ),
        ),
        Section(
            "识别时收支",
            (
                "wage_income",
                "business_income",
                "property_income",
                "transfer_income",
                "business_expense",
                "net_income",
                "income_per_head",
                "claim_income",
                "self_paid",
                "reference_income",
            ),
        ),
        Section("风险消除", ("risk_cleared", "cleared", "clearing_way", *_CLEARED, "contact", "contact_phone", "note")),
    ),
    facets=(
        Facet("risk", ("risks", "risk_note", "disaster_kind")),
        Facet("clearing", ("risk_cleared", "cleared", "clearing_way")),
    ),
    required_when={
        "risk_note": RiskTest("99"),
        "disaster_kind": RiskTest("04"),
        "cleared": _risk_cleared,
        "clearing_way": _risk_cleared,
        "contact": _risk_cleared,
    },
    shown_when={
        "disaster_kind": RiskTest("04"),
        "cleared": _risk_cleared,
        "clearing_way": _risk_cleared,
        "contact": _risk_cleared,
        "contact_phone": _risk_cleared,
        **dict.fromkeys(_CLEARED, _risk_cleared),
    },
)

MEASURE = Entity(
    name="measure",
    label="帮扶措施",
    owner="household",
    fields=(
        Field("year", "年度", Kind.YEAR, required=True),
        Field("group", "措施类别", Kind.CODE, codes="measure_group", required=True),
        Field("options", "措施内容", Kind.CODES, codes="measure_option"),
        Field("person", "受益成员", Kind.LINK),
        Field("detail", "具体内容", Kind.TEXT),
        Field("quantity", "数量", Kind.DECIMAL, least=0),
        Field("quantity_unit", "单位", Kind.TEXT),
        Field("amount", "金额", Kind.MONEY, unit="元", least=0),
        Field("planned", "计划时间", Kind.DATE),
        Field("done", "落实时间", Kind.DATE),
        Field("effect", "成效", Kind.NOTE),
    ),
    sections=(
        Section(
            "帮扶措施",
            (
                "year",
                "group",
                "options",
                "person",
                "detail",
                "quantity",
                "quantity_unit",
                "amount",
                "planned",
                "done",
                "effect",
            ),
        ),
    ),
    # two people who each tick what they did both did it
    facets=(Facet("options", ("options",), Policy.UNION),),
    repeatable=("year", "group", "options", "planned"),
)

ATTACHMENT = Entity(
    name="attachment",
    label="附件",
    owner="household",
    fields=(
        Field("slot", "类别", Kind.CODE, codes="attachment_slot", required=True),
        Field("person", "成员", Kind.LINK),
        Field("content_hash", "内容指纹", Kind.TEXT, required=True),
        Field("file_name", "文件名", Kind.TEXT, required=True),
        Field("media_type", "格式", Kind.TEXT),
        Field("size", "大小", Kind.INTEGER, unit="字节"),
        Field("taken", "拍摄日期", Kind.DATE),
        Field("note", "说明", Kind.TEXT),
        Field("housing", "危房改造档案", Kind.LINK),
        Field("look", "画面指纹", Kind.NUMBER_TEXT, help="由照片内容算出，用来发现重复使用的照片"),
    ),
    sections=(Section(
            "附件",
            (
                "slot",
                "person",
                "housing",
                "file_name",
                "taken",
                "note",
                "content_hash",
                "media_type",
                "size",
                "look",
            ),
        ),),
    facets=(Facet("content", ("content_hash", "file_name", "media_type", "size", "look")),),
)
