"""Headings of the sheets in circulation, word for word, and what each heading is called elsewhere (data only).

`FORMER` lists former and foreign headings beside the field they mean; a field's own label need not be repeated.
`FORMS` lists the known sheets. Sources: exports of the national system 2016–2020 and of the relapse-prevention system
from 2021, and Shandong county ledgers of 2018–2019.
"""

FORMER: dict[str, tuple[str, ...]] = {
    "household.number": ("户码", "户号"),
    "household.division": ("区划代码", "行政区划代码", "行政村代码", "村代码"),
    "household.hamlet": ("自然村", "自然村(组)", "村民小组", "组"),
    "household.address": ("家庭住址", "住址", "家庭地址"),
    "household.phone": ("联系电话", "户联系电话", "电话", "户主联系电话"),
    "household.head_name": ("户主姓名", "户主"),
    "household.head_id_number": ("户主证件号码", "户主身份证号", "户主身份证号码"),
    "household.head_person_number": ("户主编号", "户主个人编号", "户主人编号"),
    "household.bank_name": ("开户银行", "开户银行名称"),
    "household.bank_card": ("银行卡号", "一卡通账号", "银行账号"),
    "household.household_type": ("贫困户属性", "户属性"),
    "household.rural_type": ("户类型",),
    "household.poverty_state": ("脱贫状态", "脱贫属性"),
    "household.main_cause": ("主要致贫原因", "致贫原因", "致贫原因1"),
    "household.other_causes": ("其他致贫原因", "次要致贫原因", "致贫原因2"),
    "household.martyr_family": ("军烈属", "是否军烈属"),
    "household.only_child_family": ("独生子女户", "是否独生子女户"),
    "household.two_daughter_family": ("双女户", "是否双女户"),
    "household.head_count": ("家庭人口数", "人数", "家庭人口", "家庭成员数", "当前家庭人口数", "家庭人数"),
    "household.exit_year": ("脱贫年度", "脱贫年份"),
    "household.first_identified": ("首次识别时间",),
    "household.relocated": ("是否易地扶贫搬迁户", "易地扶贫搬迁户", "是否易地搬迁户"),
    "member.person_number": ("人编号", "人口编号", "个人编号"),
    "member.name": ("姓名", "成员姓名", "家庭成员姓名", "学生姓名"),
    "member.relation": ("与户主关系", "家庭关系"),
    "member.id_number": ("证件号码", "身份证号", "身份证号码", "公民身份号码", "公民身份证号码"),
    "member.phone": ("成员联系电话", "人联系电话", "家庭成员联系电话", "长号码", "本人电话"),
    "member.identified": ("人员识别时间",),
    "member.disability_year": ("残疾证办证年度",),
    "year.head_count_year": ("年度家庭人口数",),
    "year.cropland": ("耕地面积", "耕地"),
    "year.irrigated_land": ("有效灌溉面积", "有效灌溉"),
    "year.forest_land": ("林地面积", "林地"),
    "year.returned_forest": ("退耕还林面积", "退耕还林"),
    "year.orchard": ("林果面积", "林果"),
    "year.pasture": ("牧草地面积", "牧草地"),
    "year.water_area": ("水面面积", "水面"),
    "year.water_safe": ("是否解决安全饮用水", "饮水安全", "饮水是否安全", "是否安全饮水"),
    "year.water_scarce": ("饮水是否困难", "饮水困难"),
    "year.house_unsafe": ("是否危房户", "危房户", "是否危房"),
    "year.toilet": ("有无卫生厕所", "是否有卫生厕所", "卫生厕所"),
    "year.road_distance": ("与村主干路距离", "与主干路距离"),
    "year.cooperative": ("是否加入农民专业合作组织", "是否加入农民专业合作社"),
    "year.annual_income": ("年收入", "家庭总收入"),
    "year.income_per_head": ("人均纯收入", "家庭人均纯收入"),
    "year.self_paid_expense": ("合规自付支出",),
    "member_year.labour": ("劳动能力", "劳动技能"),
    "member_year.work_months": ("务工时间", "务工月数", "务工时长"),
    "member_year.work_place": ("务工所在地", "务工所在县", "务工地点"),
    "member_year.employer": ("务工企业名称", "务工企业"),
    "member_year.employ_channel": ("就业渠道", "就业渠道(易地搬迁后扶使用)"),
    "member_year.public_post": ("公益性岗位", "公益性岗位类型", "公益岗位"),
    "member_year.public_post_months": ("公益性岗位(月数)", "公益性岗位月数"),
    "member_year.medical_resident": (
        "是否参加城乡居民基本医疗保险",
        "新农合",
        "是否参加新型农村合作医疗(城乡居民基本医疗保险)",
        "是否参加新型农村合作医疗",
        "新型农村合作医疗",
        "参加新农合",
        "居民医保",
    ),
    "member_year.serious_illness_cover": ("是否参加大病保险", "参加大病医疗", "大病保险"),
    "member_year.supplement_cover": ("是否参加商业补充医疗保险", "特惠保", "扶贫特惠保"),
    "member_year.illness_aid": ("是否接受大病医疗救助", "是否接受医疗救助"),
    "member_year.other_health_aid": ("是否接受其他健康扶贫", "其他健康扶贫"),
    "member_year.pension_resident": ("是否参加城乡居民基本养老保险", "新农保", "居民养老保险"),
    "member_year.low_income_aid": ("享受低保政策情况", "是否享受低保", "是否享受农村居民最低生活保障"),
    "member_year.destitute_aid": ("享受特困供养政策情况", "是否特困供养人员", "是否特困供养"),
    "member_year.out_of_school_reason": ("义务教育阶段未上学原因", "失学或辍学原因"),
    "monitoring.monitor_type": ("监测对象类别", "易返贫致贫户(监测对象)类型", "监测对象类型"),
    "monitoring.settlement_area": ("是否居住集中安置区", "居住集中安置区"),
    "monitoring.identified": ("识别监测时间", "风险识别时间"),
    "monitoring.risks": ("致贫/返贫风险", *(f"致贫/返贫风险{number}" for number in range(1, 6))),
    "monitoring.risk_note": ("风险备注", "致贫/返贫风险备注"),
    "monitoring.risk_cleared": ("风险是否已消除", "风险是否消除"),
    "monitoring.cleared": ("消除监测时间", "风险消除时间"),
    "helper.number": ("帮扶责任人编号",),
    "helper.name": ("姓名", "帮扶责任人", "帮扶责任人姓名", "帮扶人"),
    "helper.phone": ("联系人电话", "帮扶人手机号", "帮扶责任人手机号", "帮扶责任人电话"),
    "helper.unit": ("单位名称", "单位", "派出单位", "帮扶单位"),
    "assignment.starts": ("帮扶开始时间", "结对时间"),
    "assignment.ends": ("帮扶结束时间",),
    "village_year.people": ("总人口数", "总人口"),
}

INVERSE: dict[str, tuple[str, ...]] = {
    "year.water_safe": ("饮水不安全", "饮水是否不安全", "是否未解决安全饮用水", "未实现饮水安全"),
    "year.water_scarce": ("饮水是否不困难", "饮水不困难"),
    "member_year.medical_resident": ("未参加医保", "是否未参保", "未参加城乡居民基本医疗保险"),
    "member_year.pension_resident": ("未参加城乡居民基本养老保险",),
    "year.toilet": ("无卫生厕所",),
}
"""Headings under which 是 means the field's 否."""

OPPOSITES: dict[str, str] = {"year.water_scarce": "year.water_safe"}
"""Two fields that both exist and say the opposite of each other: a sheet that carries both can be checked."""

PLACES: dict[str, tuple[str, ...]] = {
    "province": ("省", "省份", "省(自治区、直辖市)"),
    "city": ("市", "地市", "市(州)", "市(地、州、盟)"),
    "county": ("县", "县(市、区、旗)", "行政县", "县区", "区县", "县(区)", "县(市、区)"),
    "town": ("乡", "乡(镇)", "乡镇", "镇", "街道", "镇街", "乡镇(街道)", "乡(镇、街道)"),
    "village": ("村", "行政村", "村庄", "村名", "村(居)", "行政村名称"),
}

SHEET: dict[str, tuple[str, ...]] = {
    "row": ("序号", "行号"),
    "date": ("数据日期", "导出时间"),
    "year": ("年度", "年份", "数据年度"),
}
"""Headings about the sheet itself, not about a household."""

MEASURES: dict[str, tuple[str, ...]] = {
    "39": ("产业帮扶", "产业扶贫", "到户产业帮扶类型"),
    "40": ("就业帮扶", "就业扶贫"),
    "41": ("金融帮扶", "金融扶贫"),
    "42": ("公益岗位帮扶", "公益性岗位帮扶"),
    "45": ("健康帮扶", "健康扶贫"),
    "46": ("义务教育保障",),
    "47": ("教育帮扶", "教育扶贫"),
    "48": ("综合保障",),
    "50": ("住房安全保障",),
    "51": ("饮水安全保障",),
    "52": ("社会帮扶", "社会扶贫"),
    "53": ("搬迁", "易地扶贫搬迁"),
    "54": ("生产生活条件改善",),
    "55": ("基础设施建设",),
}
"""Measure group → the columns that list a household's measures of that group."""

INCOME: dict[str, tuple[str, ...]] = {
    "W02": ("公益性岗位收入",), "W09": ("其他工资性收入",),
    "P01": ("资产收益扶贫分红收入", "资产收益扶贫分红"), "P02": ("土地流转收入",), "P05": ("村集体入股分红",),
    "P06": ("产业扶贫项目受益",), "P09": ("其他财产性收入", "其他财产性收入(旧指标)"),
    "T01": ("计划生育金",), "T02": ("低保金", "最低生活保障金"),
    "T03": ("特困供养金", "五保金", "特困人员救助供养金"), "T04": ("养老保险金", "养老金或离退休金"),
    "T05": ("生态补偿金",), "T06": ("高龄补贴",), "T07": ("困难残疾人生活补贴",), "T08": ("重度残疾人护理补贴",),
    "T09": ("孤儿生活费",), "T10": ("农支地保", "农资综合补贴", "粮食直补"), "T11": ("优抚金",), "T12": ("赡养费",),
    "T13": ("奖扶金",), "T14": ("特扶金",), "T15": ("低保高龄补贴",), "T16": ("低保电量补贴",),
    "T17": ("不能自理老人护理补贴",), "T18": ("城镇三无人员生活费",), "T19": ("其他转移性收入",),
    "T20": ("困境儿童生活费",), "T29": ("老年乡村医生生活补贴",), "T30": ("企业遗属补助",), "T31": ("职工养老保险金",),
    "T32": ("原民办代课教师教龄补助",), "T33": ("棉花补贴",), "T35": ("老民师待遇金",), "T36": ("老放影员生活补助",),
    "T37": ("村集体发放款",), "T38": ("京博90岁以上老年人救助金",), "T39": ("占地补偿",), "T40": ("乡村干部退休金",),
    "T41": ("产业奖励",), "T42": ("就业奖励",), "T43": ("专项用于减少生产经营性支出的补贴",),
    "N01": ("雨露计划",), "N02": ("教育资助金",), "N14": ("朝阳助学",), "N18": ("春节慰问金",),
    "N19": ("慈善帮扶项目",), "N20": ("特困基金项目",),
}  # fmt: skip
"""Income item → columns that hold its amount in any sheet."""

INCOME_LEDGER: dict[str, str] = {
    "伤残军人": "T21", "病故军人的家属": "T22", "在乡复员军人": "T23", "带病回乡退伍军人": "T24", "参加核试验": "T25",
    "参战": "T26", "60岁以上农村籍退役士兵": "T27", "部分烈士子女": "T28", "居家托养": "T34", "残疾学生": "N15",
    "残疾子女": "N16", "生产贷": "N17", "慈善": "N21", "其他": "T19", "工资性收入": "W09", "生产经营性收入": "B09",
    "生产经营性支出": "E01",
}  # fmt: skip
"""Columns that are amounts of one person in the Shandong income ledger only; elsewhere they mean something else."""

LEDGER_SUMS: dict[str, str] = {
    "其他转移性收入合计": "other_transfer",
    "转移性收入合计": "transfer",
    "家庭总收入": "annual",
    "人均纯收入": "per_head",
}
"""Columns of the ledger that add up its other columns: to be compared, not stored."""

LATER: dict[str, tuple[str, ...]] = {
    "学生资助（一人一档）": (
        "所在学校班级", "是否为寄宿生", "是否寄宿生", "学籍号", "学段", "就读学校", "年级", "班级", "班主任姓名",
        "班主任电话", "在校地区", "监护人姓名", "监护人身份证", "监护人关系", "监护人电话", "困难类型", "资助年度",
        "学期", "资助项目", "资助金额", "资助时间", "受助项目", "受助金额", "户籍地址", "现住址",
    ),
    "补助发放": (
        "发放类别", "发放月份", "发放金额", "开户行", "开户行用户名", "开户行账号", "账户名", "账户号码",
    ),
    "危房改造": ("改造进度", "是否列入行业计划"),
    "帮扶走访统计": ("驻村队长", "当年走访次数", "累计走访次数"),
    "异常核查": ("异常类型", "异常描述"),
    "金融帮扶（小额贷款）": ("贷款金额", "贷款银行", "放款时间", "到期时间", "贷款用途"),
}  # fmt: skip
"""Kinds of record that the program does not keep yet → headings that belong to them: kept as they came, and said so."""
