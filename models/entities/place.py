"""Division 区划 and village-year 村年度 (dictionary §0.3, §1.11)."""

from models.fields import Entity, Facet, Field, Kind, Policy, Section

DIVISION = Entity(
    name="division",
    label="区划",
    fields=(
        Field("code", "区划代码", Kind.DIVISION, required=True),
        Field("name", "名称", Kind.TEXT, required=True),
        Field("managing_unit", "管理单位", Kind.TEXT, help="谁来报，与代码归属可以不同"),
        Field("former_names", "曾用名", Kind.TEXT, help="用顿号分开，导入时按曾用名也能认出"),
        Field("replaced_by", "并入区划", Kind.DIVISION, help="合并或改名后的代码；旧代码继续可查"),
        Field("replaced_on", "并入日期", Kind.DATE),
    ),
    sections=(Section("区划", ("code", "name", "managing_unit", "former_names", "replaced_by", "replaced_on")),),
    facets=(
        Facet("replacement", ("replaced_by", "replaced_on")),
        Facet("former_names", ("former_names",), Policy.AUTO),
    ),
)


def _count(name: str, label: str, unit: str = "") -> Field:
    return Field(name, label, Kind.INTEGER, unit=unit, least=0)


def _area(name: str, label: str) -> Field:
    return Field(name, label, Kind.DECIMAL, unit="亩", least=0)


VILLAGE_YEAR = Entity(
    name="village_year",
    label="村年度情况",
    fields=(
        Field("division", "行政村", Kind.DIVISION, required=True),
        Field("year", "年度", Kind.YEAR, required=True),
        Field("left_poverty", "是否出列", Kind.YES_NO),
        _count("households", "总户数", "户"),
        _count("people", "总人口数", "人"),
        _count("hamlets", "自然村数", "个"),
        _count("low_income_households", "低保户数", "户"),
        _count("low_income_people", "低保人口数", "人"),
        _count("destitute_households", "特困供养户数", "户"),
        _count("destitute_people", "特困供养人口数", "人"),
        _count("disabled_people", "残疾人口数", "人"),
        _count("labour_people", "劳动力数", "人"),
        _count("migrant_workers", "外出务工数", "人"),
        Field("collective_income", "村级集体经济收入", Kind.DECIMAL, unit="万元"),
        Field("help_funds", "年帮扶资金", Kind.DECIMAL, unit="万元", least=0),
        _area("cropland", "耕地面积"),
        _area("irrigated_land", "有效灌溉面积"),
        _area("forest_land", "林地面积"),
        _area("returned_forest", "退耕还林面积"),
        _area("orchard", "林果面积"),
        Field("paved_road", "到乡镇是否通沥青（水泥）路", Kind.YES_NO),
        Field("bus", "是否通客运班车", Kind.YES_NO),
        _count("schools", "村小学", "个"),
        _count("clinics", "行政村卫生室个数", "个"),
        _count("doctors", "行政村执业（助理）医师", "人"),
        _count("public_toilets", "行政村公共卫生厕所个数", "个"),
        _count("waste_points", "行政村生产生活垃圾集中堆放点个数", "个"),
        _count("libraries", "行政村文化（图书）室个数", "个"),
        _count("broadband_households", "通宽带户数", "户"),
        _count("mobile_net_households", "用手机上网户数", "户"),
        _count("broadcast_households", "通广播电视户数", "户"),
        _count("informants", "信息员", "人"),
        _count("unsafe_houses", "危房户数", "户"),
        _count("unsafe_water_households", "未实现饮水安全户数", "户"),
        _count("water_scarce_households", "饮水困难户数", "户"),
        _count("medical_insured", "参加城乡居民基本医疗保险人数", "人"),
        _count("pension_insured", "参加城乡居民基本养老保险人数", "人"),
        _count("cooperatives", "合作社个数", "个"),
        _count("cooperative_households", "参加合作社贫困户数", "户"),
        Field("head", "村主任", Kind.NAME),
        Field("head_phone", "村主任电话", Kind.PHONE, sensitive=True),
        Field("party_secretary", "村支书", Kind.NAME),
        Field("party_secretary_phone", "村支书电话", Kind.PHONE, sensitive=True),
        Field("first_secretary", "第一书记", Kind.NAME),
        Field("first_secretary_phone", "第一书记电话", Kind.PHONE, sensitive=True),
        Field("unit_leader", "帮扶单位负责人", Kind.NAME),
        Field("unit_leader_phone", "帮扶单位负责人电话", Kind.PHONE, sensitive=True),
    ),
    sections=(
        Section(
            "基本情况",
            (
                "division",
                "year",
                "left_poverty",
                "households",
                "people",
                "hamlets",
                "low_income_households",
                "low_income_people",
                "destitute_households",
                "destitute_people",
                "disabled_people",
                "labour_people",
                "migrant_workers",
                "collective_income",
                "help_funds",
            ),
        ),
        Section("土地", ("cropland", "irrigated_land", "forest_land", "returned_forest", "orchard")),
        Section(
            "公共服务",
            (
                "paved_road",
                "bus",
                "schools",
                "clinics",
                "doctors",
                "public_toilets",
                "waste_points",
                "libraries",
                "broadband_households",
                "mobile_net_households",
                "broadcast_households",
                "informants",
            ),
        ),
        Section(
            "三保障",
            (
                "unsafe_houses",
                "unsafe_water_households",
                "water_scarce_households",
                "medical_insured",
                "pension_insured",
                "cooperatives",
                "cooperative_households",
            ),
        ),
        Section(
            "人员",
            (
                "head",
                "head_phone",
                "party_secretary",
                "party_secretary_phone",
                "first_secretary",
                "first_secretary_phone",
                "unit_leader",
                "unit_leader_phone",
            ),
        ),
    ),
)
