"""Elder care and disability aid (dictionary §2.6, §7.5)."""

from models.benefit import Benefit
from models.case_type import CaseType
from models.fields import Entity, Facet, Field, Kind, Policy, Record, Section


def _money(name: str, label: str, note: str = "", *, required: bool = False) -> Field:
    return Field(name, label, Kind.MONEY, unit="元", help=note, required=required, least=0)


def _by_fund(record: Record) -> bool:
    return record.get("model") in (None, "1")


def _in_home(record: Record) -> bool:
    return record.get("model") in (None, "2")


def _at_home(record: Record) -> bool:
    return record.get("model") in (None, "3")


CARE_HOME = Entity(
    name="care_home",
    label="互助养老院",
    fields=(
        Field("name", "养老院名称", Kind.TEXT, required=True, searchable=True),
        Field("division", "所在行政村", Kind.DIVISION, required=True),
        Field("places", "床位", Kind.INTEGER, unit="张", required=True, least=0),
        Field("manager", "负责人", Kind.NAME),
        Field("phone", "负责人电话", Kind.PHONE, sensitive=True),
        Field("opened", "启用日期", Kind.DATE),
        Field("closed", "停用日期", Kind.DATE),
        Field("note", "备注", Kind.NOTE),
    ),
    sections=(Section("互助养老院", ("name", "division", "places", "manager", "phone", "opened", "closed", "note")),),
    facets=(Facet("period", ("opened", "closed")), Facet("note", ("note",), Policy.AUTO)),
    repeatable=("division",),
)

ELDER_CARE = Entity(
    name="elder_care",
    label="养老扶贫",
    owner="household",
    fields=(
        Field("person", "老人", Kind.LINK, required=True),
        Field("model", "养老模式", Kind.CODE, codes="care_model", required=True),
        Field("starts", "开始月份", Kind.MONTH, required=True),
        Field("ends", "结束月份", Kind.MONTH, help="空 = 还在享受"),
        Field(
            "share", "基金补贴比例", Kind.DECIMAL, unit="%", least=0, most=10_000, help="按本地文件填，例如 10 或 20"
        ),
        Field("care_home", "互助养老院", Kind.LINK),
        Field("room", "房间床位", Kind.TEXT),
        Field("post_spell", "居家养老服务员", Kind.LINK, help="公益性岗位任职里的一条"),
        Field("carer_name", "服务员姓名", Kind.NAME),
        Field("note", "备注", Kind.NOTE),
    ),
    sections=(
        Section(
            "养老扶贫",
            ("person", "model", "starts", "ends", "share", "care_home", "room", "post_spell", "carer_name", "note"),
        ),
    ),
    facets=(Facet("period", ("starts", "ends")), Facet("note", ("note",), Policy.AUTO)),
    repeatable=("model", "starts", "share", "care_home"),
    required_when={"care_home": lambda record: record.get("model") == "2"},
    shown_when={
        "share": _by_fund,
        "care_home": _in_home,
        "room": _in_home,
        "post_spell": _at_home,
        "carer_name": _at_home,
    },
)

ELDER_CHILD = Entity(
    name="elder_child",
    label="赡养人",
    owner="household",
    fields=(
        Field("person", "被赡养老人", Kind.LINK, required=True),
        Field("name", "赡养人姓名", Kind.NAME, required=True),
        Field("relation", "与老人关系", Kind.CODE, codes="relation"),
        Field("phone", "赡养人电话", Kind.PHONE, sensitive=True),
        _money("monthly", "月缴金额", required=True),
        Field("starts", "起缴月份", Kind.MONTH, required=True),
        Field("ends", "止缴月份", Kind.MONTH),
        Field("note", "备注", Kind.TEXT),
    ),
    sections=(Section("赡养人", ("person", "name", "relation", "phone", "monthly", "starts", "ends", "note")),),
    facets=(Facet("period", ("starts", "ends")),),
    repeatable=("person", "monthly", "starts"),
)

ELDER_PAYMENT = Entity(
    name="elder_payment",
    label="孝心基金缴补",
    owner="household",
    fields=(
        Field("person", "领取老人", Kind.LINK, required=True),
        Field("month", "缴补月份", Kind.MONTH, required=True),
        Field("elder_child", "缴费赡养人", Kind.LINK),
        _money("paid", "子女缴纳", required=True),
        _money("supplement", "基金补贴"),
        Field("paid_on", "发放日期", Kind.DATE),
        Field("note", "备注", Kind.TEXT),
    ),
    sections=(Section("孝心基金缴补", ("person", "month", "elder_child", "paid", "supplement", "paid_on", "note")),),
    facets=(Facet("amount", ("paid", "supplement")),),
    repeatable=("month", "elder_child", "paid", "supplement", "paid_on"),
)

DISABILITY_AID = Entity(
    name="disability_aid",
    label="残疾人补贴",
    owner="household",
    fields=(
        Field("person", "残疾成员", Kind.LINK, required=True),
        Field("kind", "补贴类别", Kind.CODE, codes="disability_subsidy", required=True),
        Field("starts", "享受起始月份", Kind.MONTH, required=True),
        Field("ends", "停发月份", Kind.MONTH, help="空 = 还在享受；停发当月不再发放"),
        _money("monthly", "月补贴标准", "标准见“标准与额度”"),
        Field("approved", "审批日期", Kind.DATE),
        Field("stop_reason", "停发原因", Kind.TEXT),
        Field("note", "备注", Kind.TEXT),
    ),
    sections=(
        Section("残疾人补贴", ("person", "kind", "starts", "ends", "monthly", "approved", "stop_reason", "note")),
    ),
    facets=(Facet("period", ("starts", "ends", "stop_reason")),),
    repeatable=("kind", "starts", "monthly", "approved"),
)

DISABILITY_DEVICE = Entity(
    name="disability_device",
    label="辅助器具",
    owner="household",
    fields=(
        Field("person", "适配成员", Kind.LINK, required=True),
        Field("date", "发放日期", Kind.DATE, required=True),
        Field("device", "器具名称", Kind.TEXT, required=True),
        Field("quantity", "数量", Kind.INTEGER, unit="件", least=1),
        _money("amount", "折价金额"),
        Field("provider", "发放单位", Kind.TEXT),
        Field("note", "备注", Kind.TEXT),
    ),
    sections=(Section("辅助器具", ("person", "date", "device", "quantity", "amount", "provider", "note")),),
    repeatable=("date", "device", "quantity", "amount", "provider"),
)

ENTITIES: tuple[Entity, ...] = (
    CARE_HOME,
    ELDER_CARE,
    ELDER_CHILD,
    ELDER_PAYMENT,
    DISABILITY_AID,
    DISABILITY_DEVICE,
)
"""The homes as a register of their own, then what hangs under a household."""

BENEFITS: tuple[Benefit, ...] = (
    Benefit("elder_payment", "孝心基金补贴", amount="supplement", paid="paid_on"),
    Benefit("disability_device", "民政类补贴", paid="date"),
)
"""The card hangs on a wall: no title tells a disability. The monthly subsidies are told by their income items."""

CASE_TYPES: tuple[CaseType, ...] = (
    CaseType(
        "care_home", domain="care", columns=("name", "division", "places", "manager", "opened", "closed"),
        title=("name",), order="name",
    ),
    CaseType(
        "elder_care", domain="care",
        columns=("person.name", "person.id_number", "model", "starts", "ends", "care_home.name", "carer_name"),
        title=("person", "model"), state="model", order="starts",
    ),
    CaseType(
        "elder_child", domain="care", columns=("person.name", "name", "relation", "monthly", "starts", "ends"),
        title=("name", "person"), order="starts",
    ),
    CaseType(
        "elder_payment", domain="care",
        columns=("person.name", "month", "elder_child.name", "paid", "supplement", "paid_on"),
        title=("person", "month"), order="month", descending=True,
    ),
    CaseType(
        "disability_aid", domain="care",
        columns=("person.name", "person.id_number", "kind", "starts", "ends", "monthly", "approved", "stop_reason"),
        title=("person", "kind"), state="kind", order="starts",
    ),
    CaseType(
        "disability_device", domain="care", columns=("person.name", "date", "device", "quantity", "amount", "provider"),
        title=("person", "device", "date"), order="date", descending=True,
    ),
)  # fmt: skip
