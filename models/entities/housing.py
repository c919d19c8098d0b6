"""House renovation 危房改造: one case per house, from the written application to moving in (dictionary §4.1).

Who the household is (head, number, phone, address) stands in the household file and is not written again. What a
figure was at the time stands here: people counted, areas, amounts. Dates of stages are ordered by
`models.housing_stages`, amounts are held against each other by `models.housing_money`.
"""

from models.case_type import CaseType
from models.fields import Entity, Facet, Field, Kind, Policy, Record, Section

SOURCES: tuple[str, ...] = (
    "central_money",
    "province_money",
    "county_money",
    "society_money",
    "own_money",
    "loan_money",
)
"""The fields that make up the whole investment, in the order of the form."""

NO_HOUSE_METHOD = "6"
"""Method 无房户新建."""

_LOAN = (
    "loan_kind",
    "loan_bank",
    "loan_account",
    "loan_date",
    "loan_months",
    "loan_rate",
    "loan_interest",
    "loan_subsidy",
    "loan_repaid",
)


def _has_house(record: Record) -> bool:
    return record.get("without_house") is not True


def _has_loan(record: Record) -> bool:
    return record.get("loan_money") != 0 and record.get("full_cover") is not True


HOUSING = Entity(
    name="housing",
    label="危房改造",
    owner="household",
    fields=(
        # file
        Field("number", "档案编号", Kind.NUMBER_TEXT, searchable=True, help="××乡镇危改字〔年度〕×号；留空由程序编号"),
        Field("plan_year", "改造年度", Kind.YEAR, required=True, least=2008, most=2100, help="列入计划的年度"),
        Field("person", "申请人", Kind.LINK, help="空 = 户主"),
        Field("people", "申请时家庭人口", Kind.INTEGER, unit="人", least=1, most=60),
        Field("hardship", "贫困类型", Kind.CODE, codes="housing_group", required=True),
        Field("one_homestead", "是否一户一宅", Kind.YES_NO),
        Field("border", "是否边境一线", Kind.YES_NO),
        Field("energy_pilot", "是否节能示范", Kind.YES_NO),
        Field("quake_pilot", "是否抗震示范", Kind.YES_NO),
        Field("full_cover", "是否政府兜底", Kind.YES_NO, help="政府出全部资金；哪些县有，看“设置—标准与金额”"),
        # the old house
        Field("without_house", "是否无房户", Kind.YES_NO),
        Field("old_built", "旧房建造年代", Kind.YEAR, least=1900, most=2100),
        Field("old_structure", "旧房结构", Kind.CODE, codes="house_structure"),
        Field("old_area", "旧房建筑面积", Kind.DECIMAL, unit="㎡", least=0),
        Field("grade", "危险等级", Kind.CODE, codes="house_grade", help="C、D 级才能列入改造"),
        Field("report_number", "鉴定报告编号", Kind.NUMBER_TEXT),
        Field("report_unit", "鉴定单位", Kind.TEXT),
        Field("report_date", "鉴定日期", Kind.DATE),
        # the work
        Field("cause", "改造原因", Kind.CODE, codes="housing_cause"),
        Field("method", "改造方式", Kind.CODE, codes="housing_method"),
        Field("building_way", "建设方式", Kind.CODE, codes="housing_way"),
        Field("builder", "施工方", Kind.TEXT, help="自建填工匠或队长姓名，统建填企业名称"),
        Field("new_structure", "改造后结构", Kind.CODE, codes="house_structure"),
        Field("new_area", "改造后面积", Kind.DECIMAL, unit="㎡", least=0),
        # stages
        Field("applied", "申请日期", Kind.DATE),
        Field("discussed", "评议日期", Kind.DATE),
        Field("notice_from", "公示开始日期", Kind.DATE),
        Field("notice_to", "公示结束日期", Kind.DATE, help="空 = 按“设置”里的公示天数推算"),
        Field("objection", "公示有无异议", Kind.YES_NO),
        Field("township_checked", "乡镇审核日期", Kind.DATE),
        Field("county_approved", "县级审批日期", Kind.DATE),
        Field("agreed", "三方协议日期", Kind.DATE),
        Field("start_planned", "计划开工日期", Kind.DATE),
        Field("started", "开工日期", Kind.DATE),
        Field("finish_planned", "计划竣工日期", Kind.DATE),
        Field("finished", "竣工日期", Kind.DATE),
        Field("accepted", "验收日期", Kind.DATE),
        Field("acceptor", "验收人", Kind.NAME),
        Field("acceptance", "验收结论", Kind.CODE, codes="housing_acceptance"),
        Field("paid_date", "拨付日期", Kind.DATE, help="补助拨齐的日期"),
        Field("moved_in", "入住日期", Kind.DATE),
        Field("papers", "已齐材料", Kind.CODES, codes="housing_paper"),
        Field("date_reason", "跳过、补填理由", Kind.NOTE, help="跳过一步、或补填前面的日期时写明原因"),
        # money, fen
        Field("standard", "补助标准", Kind.MONEY, unit="元", least=0, help="空 = 按标准表"),
        Field("applied_money", "申请补助金额", Kind.MONEY, unit="元", least=0),
        Field("approved_money", "审批补助金额", Kind.MONEY, unit="元", least=0),
        Field("paid_money", "实际补助金额", Kind.MONEY, unit="元", least=0, help="到今天一共拨付的"),
        Field("payout_batch", "拨付批次", Kind.NUMBER_TEXT),
        Field("payer", "拨付人", Kind.NAME),
        Field("bank", "开户行", Kind.TEXT),
        Field("bank_account", "补助账号", Kind.BANK_CARD, sensitive=True),
        Field("bank_holder", "账户姓名", Kind.NAME),
        Field("total_money", "总投资", Kind.MONEY, unit="元", least=0, help="空 = 各来源合计"),
        Field("central_money", "中央补助", Kind.MONEY, unit="元", least=0),
        Field("province_money", "省级补助", Kind.MONEY, unit="元", least=0),
        Field("county_money", "市县配套", Kind.MONEY, unit="元", least=0),
        Field("society_money", "社会、企业、帮扶单位", Kind.MONEY, unit="元", least=0),
        Field("own_money", "农户自筹", Kind.MONEY, unit="元", least=0),
        Field("loan_money", "农户贷款", Kind.MONEY, unit="元", least=0),
        Field("loan_kind", "贷款类型", Kind.TEXT),
        Field("loan_bank", "贷款机构", Kind.TEXT),
        Field("loan_account", "贷款账号", Kind.BANK_CARD, sensitive=True),
        Field("loan_date", "贷款发放日期", Kind.DATE),
        Field("loan_months", "贷款期限", Kind.INTEGER, unit="月", least=1, most=600),
        Field("loan_rate", "贷款年利率", Kind.DECIMAL, unit="%", least=0, most=10000),
        Field("loan_interest", "贷款利息", Kind.MONEY, unit="元", least=0),
        Field("loan_subsidy", "应贴息金额", Kind.MONEY, unit="元", least=0),
        Field("loan_repaid", "贷款已还", Kind.MONEY, unit="元", least=0),
        # as reported by others, and the rest
        Field(
            "reported_progress", "上报进度", Kind.CODE, codes="housing_progress", help="别处表上写的；实际进度按日期"
        ),
        Field("reported_pace", "上报状态", Kind.CODE, codes="housing_pace", help="别处表上写的；实际状态按日期"),
        Field("helper", "帮扶责任人", Kind.LINK),
        Field("filled", "填表时间", Kind.DATE),
        Field("quarter", "季度", Kind.CODE, codes="quarter"),
        Field("facts_posted", "住房情况已更新", Kind.DATE, help="验收后把户的危房情况改过来的日期"),
        Field("note", "备注", Kind.NOTE),
    ),
    sections=(
        Section(
            "档案",
            (
                "number",
                "plan_year",
                "person",
                "people",
                "hardship",
                "one_homestead",
                "border",
                "energy_pilot",
                "quake_pilot",
                "full_cover",
            ),
        ),
        Section(
            "旧房与鉴定",
            (
                "without_house",
                "old_built",
                "old_structure",
                "old_area",
                "grade",
                "report_number",
                "report_unit",
                "report_date",
            ),
        ),
        Section("改造", ("cause", "method", "building_way", "builder", "new_structure", "new_area")),
        Section(
            "流程",
            (
                "applied",
                "discussed",
                "notice_from",
                "notice_to",
                "objection",
                "township_checked",
                "county_approved",
                "agreed",
                "start_planned",
                "started",
                "finish_planned",
                "finished",
                "accepted",
                "acceptor",
                "acceptance",
                "paid_date",
                "moved_in",
                "papers",
                "date_reason",
            ),
        ),
        Section(
            "补助",
            (
                "standard",
                "applied_money",
                "approved_money",
                "paid_money",
                "payout_batch",
                "payer",
                "bank",
                "bank_account",
                "bank_holder",
            ),
        ),
        Section("资金来源", ("total_money", *SOURCES)),
        Section("贷款", _LOAN),
        Section(
            "其他",
            ("reported_progress", "reported_pace", "helper", "filled", "quarter", "facts_posted", "note"),
        ),
    ),
    facets=(
        Facet("assessment", ("grade", "report_number", "report_unit", "report_date")),
        Facet("notice", ("notice_from", "notice_to", "objection")),
        Facet("account", ("bank", "bank_account", "bank_holder")),
        # two people who each tick the papers they have seen are both right
        Facet("papers", ("papers",), Policy.UNION),
        Facet("note", ("note",), Policy.AUTO),
    ),
    repeatable=("plan_year", "report_unit", "building_way", "builder", "bank", "payer"),
    shown_when={
        "old_built": _has_house,
        "old_structure": _has_house,
        "old_area": _has_house,
        **dict.fromkeys(_LOAN, _has_loan),
    },
)

ENTITIES: tuple[Entity, ...] = (HOUSING,)

CASE_TYPES: tuple[CaseType, ...] = (
    CaseType(
        "housing",
        domain="housing",
        columns=("plan_year", "grade", "method", "started", "finished", "accepted", "approved_money", "paid_money"),
        title=("plan_year", "method"),
        state="method",
        year="plan_year",
        filters=("grade", "hardship", "full_cover"),
        order="plan_year",
        descending=True,
    ),
)
