"""Work: workplaces, spells of work away and planned, public posts, trainings (dictionary §7.3, §7.4, sheet E6)."""

from models.case_type import CaseType
from models.fields import Entity, Facet, Field, Kind, Policy, Record, Section


def _plans(record: Record) -> bool:
    return record.get("planned") is not False


WORKPLACE = Entity(
    name="workplace",
    label="用工单位",
    fields=(
        Field("name", "用工单位名称", Kind.TEXT, required=True, searchable=True),
        Field("kind", "单位类别", Kind.CODE, codes="workplace_kind", required=True),
        Field("division", "所在行政村", Kind.DIVISION, required=True),
        Field("address", "地址", Kind.TEXT),
        Field("business", "主营业务", Kind.TEXT, help="手套、纸花、柳编来料加工等"),
        Field("contact", "负责人", Kind.NAME),
        Field("phone", "负责人电话", Kind.PHONE, sensitive=True),
        Field("opened", "开办日期", Kind.DATE),
        Field("closed", "停办日期", Kind.DATE),
        Field("places", "可提供岗位", Kind.INTEGER, unit="个", least=0),
        Field("note", "备注", Kind.NOTE),
    ),
    sections=(
        Section(
            "用工单位",
            (
                "name", "kind", "division", "address", "business", "contact", "phone", "places", "opened", "closed",
                "note",
            ),
        ),
    ),
    facets=(Facet("period", ("opened", "closed")), Facet("note", ("note",), Policy.AUTO)),
    repeatable=("kind", "division"),
)  # fmt: skip

WORK_SPELL = Entity(
    name="work_spell",
    label="务工经历",
    owner="household",
    fields=(
        Field("person", "务工成员", Kind.LINK, required=True),
        Field("county", "务工所在县", Kind.TEXT, help="填到县级，例如 上海市浦东新区"),
        Field("gone", "是否已务工", Kind.YES_NO, help="现在在外务工填“是”，已回来填“否”"),
        Field("starts", "开始时间", Kind.MONTH),
        Field("ends", "结束时间", Kind.MONTH, help="空 = 还在务工"),
        Field("month_wage", "务工月收入", Kind.MONEY, unit="元", least=0),
        Field("travel_aid", "年度交通费补助", Kind.MONEY, unit="元", least=0),
        Field("workplace", "用工单位", Kind.LINK, help="本地车间、基地从登记的用工单位里选"),
        Field("employer", "务工企业名称", Kind.TEXT),
        Field("industry", "所属行业", Kind.CODE, codes="industry_class"),
        Field("channel", "就业渠道", Kind.CODE, codes="employ_channel"),
        Field("point_to_point", "是否点对点输送", Kind.YES_NO),
        Field("planned", "是否计划务工", Kind.YES_NO),
        Field("planned_county", "计划务工所在县", Kind.TEXT),
        Field("service_need", "就业服务需求", Kind.CODE, codes="employ_service"),
        Field("note", "备注", Kind.TEXT),
    ),
    sections=(
        Section(
            "务工",
            (
                "person", "gone", "starts", "ends", "county", "workplace", "employer", "industry", "channel",
                "point_to_point", "month_wage", "travel_aid",
            ),
        ),
        Section("计划", ("planned", "planned_county", "service_need", "note")),
    ),
    facets=(Facet("period", ("gone", "starts", "ends")), Facet("plan", ("planned", "planned_county", "service_need"))),
    repeatable=("county", "workplace", "employer", "industry", "channel", "point_to_point"),
    shown_when={"planned_county": _plans, "service_need": _plans},
)  # fmt: skip

POST_SPELL = Entity(
    name="post_spell",
    label="公益性岗位任职",
    owner="household",
    fields=(
        Field("person", "任职成员", Kind.LINK, required=True),
        Field("post", "岗位", Kind.CODE, codes="public_post", required=True),
        Field("workplace", "设岗单位", Kind.LINK),
        Field("starts", "上岗日期", Kind.DATE, required=True),
        Field("ends", "离岗日期", Kind.DATE, help="空 = 还在岗"),
        Field("month_pay", "月工资", Kind.MONEY, unit="元", least=0),
        Field("duty", "工作内容", Kind.TEXT),
        Field("agreement", "协议编号", Kind.NUMBER_TEXT),
        Field("leaving", "离岗原因", Kind.TEXT),
        Field("note", "备注", Kind.TEXT),
    ),
    sections=(
        Section(
            "公益性岗位任职",
            (
                "person", "post", "workplace", "starts", "ends", "month_pay", "duty", "agreement", "leaving", "note",
            ),
        ),
    ),
    facets=(Facet("period", ("starts", "ends", "leaving")),),
    repeatable=("post", "workplace", "starts", "month_pay", "duty"),
)  # fmt: skip

JOB_TRAINING = Entity(
    name="job_training",
    label="技能培训",
    owner="household",
    fields=(
        Field("person", "培训成员", Kind.LINK, required=True),
        Field("need", "培训需求", Kind.CODE, codes="training_need"),
        Field("course", "培训类别", Kind.CODE, codes="training_course"),
        Field("institution", "培训机构", Kind.TEXT),
        Field("starts", "培训开始日期", Kind.DATE),
        Field("ends", "培训结束日期", Kind.DATE),
        Field("hours", "培训学时", Kind.INTEGER, unit="学时", least=0),
        Field("funds", "资金来源", Kind.TEXT),
        Field("finished", "是否结业", Kind.YES_NO),
        Field("certificate", "取得证书", Kind.TEXT),
        Field("went_to", "培训后去向", Kind.TEXT),
        Field("month_wage", "培训后月工资", Kind.MONEY, unit="元", least=0),
        Field("employer", "就业单位", Kind.TEXT),
        Field("note", "备注", Kind.TEXT),
    ),
    sections=(
        Section(
            "培训",
            ("person", "need", "course", "institution", "starts", "ends", "hours", "funds", "finished", "certificate"),
        ),
        Section("去向", ("went_to", "employer", "month_wage", "note")),
    ),
    facets=(Facet("period", ("starts", "ends")),),
    repeatable=("need", "course", "institution", "starts", "ends", "hours", "funds"),
)

ENTITIES: tuple[Entity, ...] = (WORKPLACE, WORK_SPELL, POST_SPELL, JOB_TRAINING)
"""The workplaces as a register of their own, then what hangs under a household."""

CASE_TYPES: tuple[CaseType, ...] = (
    CaseType(
        "workplace", domain="work", columns=("name", "kind", "division", "business", "contact", "places", "opened"),
        title=("name",), state="kind", order="name",
    ),
    CaseType(
        "work_spell", domain="work",
        columns=("person.name", "person.id_number", "gone", "starts", "ends", "county", "workplace.name", "employer",
                 "month_wage", "channel", "planned"),
        title=("person", "starts", "county"), filters=("gone", "planned", "channel"), order="starts", descending=True,
    ),
    CaseType(
        "post_spell", domain="work",
        columns=("person.name", "person.id_number", "post", "workplace.name", "starts", "ends", "month_pay"),
        title=("person", "post", "starts"), state="post", order="starts", descending=True,
    ),
    CaseType(
        "job_training", domain="work",
        columns=("person.name", "course", "institution", "starts", "ends", "hours", "finished", "certificate"),
        title=("person", "course", "starts"), filters=("course", "finished"), order="starts", descending=True,
    ),
)  # fmt: skip
