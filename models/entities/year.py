"""Household-year 户年度: living conditions, reported income, members' yearly facts, income items.

One record per household and year (dictionary §1.4, 1.5, 1.7). The reported totals are what a form or export states;
`models.derived` computes the same figures from the income items and prefers the items where there are any.
"""

from models.fields import Entity, Facet, Field, Kind, Policy, Record, Section


def _unsafe(record: Record) -> bool:
    return record.get("house_unsafe") is not False


def _works(record: Record) -> bool:
    return bool(record.get("work_months") or record.get("work_place") or record.get("work_scope"))


YEAR = Entity(
    name="year",
    label="年度情况",
    owner="household",
    fields=(
        Field("head_count_start", "年初家庭人口数", Kind.INTEGER, unit="人", least=0, most=60),
        Field("head_count_end", "年底家庭人口数", Kind.INTEGER, unit="人", least=0, most=60),
        Field("head_count_year", "年度家庭人口数", Kind.INTEGER, unit="人", least=0, most=60),
        # living conditions
        Field("cropland", "耕地面积", Kind.DECIMAL, unit="亩", required=True, national="AAC301", least=0),
        Field("irrigated_land", "有效灌溉面积", Kind.DECIMAL, unit="亩", national="AAC302", least=0),
        Field("forest_land", "林地面积", Kind.DECIMAL, unit="亩", required=True, national="AAC303", least=0),
        Field("returned_forest", "退耕还林面积", Kind.DECIMAL, unit="亩", required=True, national="AAC304", least=0),
        Field("orchard", "林果面积", Kind.DECIMAL, unit="亩", required=True, national="AAC305", least=0),
        Field("pasture", "牧草地面积", Kind.DECIMAL, unit="亩", required=True, national="AAC306", least=0),
        Field("water_area", "水面面积", Kind.DECIMAL, unit="亩", required=True, national="AAC307", least=0),
        Field("production_power", "是否通生产用电", Kind.YES_NO, national="AAC308"),
        Field("household_power", "是否通生活用电", Kind.YES_NO, required=True, national="AAC313"),
        Field("water_scarce", "饮水是否困难", Kind.YES_NO, national="AAC311"),
        Field("water_safe", "是否解决安全饮用水", Kind.YES_NO, required=True, national="AAC091"),
        Field("water_supply", "供水方式", Kind.CODE, codes="water_supply"),
        Field("tap_water", "自来水是否入户", Kind.YES_NO),
        Field("water_solved_year", "饮水解决年份", Kind.YEAR),
        Field("broadcast_tv", "是否通广播电视", Kind.YES_NO, national="AAC314"),
        Field("road_distance", "与村主干路距离", Kind.DECIMAL, unit="公里", required=True, national="AAC315", least=0),
        Field("road_type", "入户路类型", Kind.CODE, codes="road_type", required=True, national="AAC316"),
        Field("road_hardened", "入户道路是否硬化", Kind.YES_NO),
        Field("has_house", "有无住房", Kind.YES_NO),
        Field("house_area", "住房面积", Kind.DECIMAL, unit="㎡", required=True, national="AAC317", least=0),
        Field("house_structure", "住房结构", Kind.CODE, codes="house_structure"),
        Field("house_unsafe", "是否危房户", Kind.YES_NO, required=True, national="AAC318"),
        Field("house_grade", "危房级别", Kind.CODE, codes="house_grade", national="AAC322"),
        Field("house_rebuilt_year", "危改年度", Kind.YEAR),
        Field("toilet", "有无卫生厕所", Kind.YES_NO, required=True, national="AAC319"),
        Field("toilet_works", "卫生厕所能否正常使用", Kind.YES_NO),
        Field("fuel", "主要燃料类型", Kind.CODE, codes="fuel", national="AAC320"),
        Field("cooperative", "是否加入农民专业合作组织", Kind.YES_NO, national="AAC084"),
        Field("leading_firm", "是否有龙头企业带动", Kind.YES_NO, national="AAC088"),
        Field("leading_person", "是否有创业致富带头人带动", Kind.YES_NO, national="AAC089"),
        # reported income, hundredths of a yuan
        Field("wage_income", "工资性收入", Kind.MONEY, unit="元", required=True, national="AAC073"),
        Field("business_income", "生产经营性收入", Kind.MONEY, unit="元", required=True, national="AAC071"),
        Field("property_income", "财产性收入", Kind.MONEY, unit="元", required=True, national="AAC072"),
        Field("transfer_income", "转移性收入", Kind.MONEY, unit="元", required=True, national="AAC085"),
        Field("business_expense", "生产经营性支出", Kind.MONEY, unit="元", national="AAC074"),
        Field("annual_income", "年收入", Kind.MONEY, unit="元", national="AAC081"),
        Field("net_income", "纯收入", Kind.MONEY, unit="元", national="AAC079"),
        Field("income_per_head", "人均纯收入", Kind.MONEY, unit="元", national="AAC082"),
        Field("claim_income", "理赔收入", Kind.MONEY, unit="元"),
        Field("self_paid_expense", "合规自付支出", Kind.MONEY, unit="元"),
        Field("reference_income", "纳入收入参考范围", Kind.MONEY, unit="元"),
        Field("reference_income_per_head", "人均参考范围", Kind.MONEY, unit="元"),
        Field("unpaid_loans", "未偿还借（贷）款", Kind.MONEY, unit="元"),
        Field("note", "年度备注", Kind.NOTE),
    ),
    sections=(
        Section("人口", ("head_count_start", "head_count_end", "head_count_year")),
        Section("住房", (
            "has_house", "house_area", "house_structure", "house_unsafe", "house_grade", "house_rebuilt_year", "toilet",
            "toilet_works",
        )),
        Section("饮水用电道路", (
            "water_safe", "water_scarce", "water_supply", "tap_water", "water_solved_year", "household_power",
            "production_power", "broadcast_tv", "road_type", "road_hardened", "road_distance", "fuel",
        )),
        Section("土地与带动", (
            "cropland", "irrigated_land", "forest_land", "returned_forest", "orchard", "pasture", "water_area",
            "cooperative", "leading_firm", "leading_person",
        )),
        Section("收入合计（按登记表）", (
            "wage_income", "business_income", "property_income", "transfer_income", "business_expense",
            "annual_income", "net_income", "income_per_head", "claim_income", "self_paid_expense", "reference_income",
            "reference_income_per_head", "unpaid_loans", "note",
        )),
    ),
    facets=(
        Facet("house", ("house_unsafe", "house_grade")),
        Facet("note", ("note",), Policy.AUTO),
    ),
    repeatable=("water_safe", "water_scarce", "water_supply", "household_power", "broadcast_tv", "road_type", "fuel"),
    shown_when={"house_grade": _unsafe},
)

MEMBER_YEAR = Entity(
    name="member_year",
    label="成员年度情况",
    owner="household",
    part_of="year",
    fields=(
        Field("education", "文化程度", Kind.CODE, codes="education", national="AAB008", help="在校生不填"),
        Field("school_state", "在校生状况", Kind.CODE, codes="school_state", national="AAB009", help="不在校不填"),
        Field("out_of_school_reason", "义务教育阶段未上学原因", Kind.CODE, codes="out_of_school_reason"),
        Field("health", "健康状况", Kind.CODES, codes="health", required=True, national="AAB017"),
        Field("illness", "疾病类型", Kind.TEXT),
        Field("chronic_card", "慢性病卡", Kind.YES_NO),
        Field("labour", "劳动能力", Kind.CODE, codes="labour", required=True, national="AAB010"),
        Field("work_scope", "务工状况", Kind.CODE, codes="work_scope"),
        Field("work_place", "务工所在地", Kind.TEXT, national="AAB025"),
        Field("work_months", "务工时间（月）", Kind.DECIMAL, unit="月", national="AAB012", least=0),
        Field("employer", "务工企业名称", Kind.TEXT),
        Field("works_abroad", "是否国外务工", Kind.YES_NO),
        Field("employ_channel", "就业渠道", Kind.CODE, codes="employ_channel"),
        Field("public_post", "公益性岗位", Kind.CODES, codes="public_post"),
        Field("public_post_months", "公益性岗位（月数）", Kind.INTEGER, unit="月", least=0, most=12),
        Field("medical_resident", "是否参加城乡居民基本医疗保险", Kind.YES_NO, national="AAB013", required=True),
        Field("medical_employee", "是否参加城镇职工基本医疗保险", Kind.YES_NO),
        Field("serious_illness_cover", "是否参加大病保险", Kind.YES_NO, national="AAB022", required=True),
        Field("supplement_cover", "是否参加商业补充医疗保险", Kind.YES_NO, national="AAB067", help="济宁为扶贫特惠保"),
        Field("illness_aid", "是否接受大病医疗救助", Kind.YES_NO),
        Field("other_health_aid", "是否接受其他健康扶贫", Kind.YES_NO),
        Field("pension_resident", "是否参加城乡居民基本养老保险", Kind.YES_NO, national="AAB014"),
        Field("pension_employee", "是否参加城镇职工基本养老保险", Kind.YES_NO),
        Field("accident_cover", "是否享受人身意外保险补贴", Kind.YES_NO, national="AAB066"),
        Field("low_income_aid", "享受低保政策情况", Kind.CODE, codes="low_income_aid", national="AAB030"),
        Field("destitute_aid", "享受特困供养政策情况", Kind.CODE, codes="destitute_aid"),
        Field("speaks_mandarin", "是否会讲普通话", Kind.YES_NO, national="AAB065"),
        Field("graduate_jobless_reason", "大专或本科毕业生未就业原因", Kind.TEXT),
    ),
    sections=(
        Section("教育", ("education", "school_state", "out_of_school_reason", "graduate_jobless_reason")),
        Section("健康与劳动", ("health", "illness", "chronic_card", "labour")),
        Section("务工", (
            "work_scope", "work_place", "work_months", "employer", "works_abroad", "employ_channel", "public_post",
            "public_post_months",
        )),
        Section("参保与保障", (
            "medical_resident", "medical_employee", "serious_illness_cover", "supplement_cover", "illness_aid",
            "other_health_aid", "pension_resident", "pension_employee", "accident_cover", "low_income_aid",
            "destitute_aid", "speaks_mandarin",
        )),
    ),
    repeatable=("medical_resident", "medical_employee", "serious_illness_cover", "pension_resident"),
    shown_when={"employer": _works, "works_abroad": _works},
)

INCOME = Entity(
    name="income",
    label="收入明细",
    owner="household",
    part_of="year",
    fields=(
        Field("item", "收入项目", Kind.CODE, codes="income_item", required=True),
        Field("person", "成员", Kind.LINK, help="空 = 全户"),
        Field("amount", "金额", Kind.MONEY, unit="元", required=True),
        Field("counts", "计入收入", Kind.YES_NO, required=True),
        Field("note", "说明", Kind.TEXT),
    ),
    sections=(Section("收入明细", ("item", "person", "amount", "counts", "note")),),
)
