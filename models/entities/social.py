"""Donors, pairings, gifts and the charity shops' points (dictionary §7.6)."""

from models.benefit import Benefit
from models.case_type import CaseType
from models.fields import Entity, Facet, Field, Kind, Policy, Section


def _money(name: str, label: str, note: str = "") -> Field:
    return Field(name, label, Kind.MONEY, unit="元", help=note, least=0)


DONOR = Entity(
    name="donor",
    label="帮扶企业和捐赠人",
    fields=(
        Field("name", "企业或捐赠人名称", Kind.TEXT, required=True, searchable=True),
        Field("kind", "捐赠人类型", Kind.CODE, codes="donor_kind", required=True),
        Field("campaign", "帮扶行动", Kind.CODE, codes="campaign"),
        Field("contact", "联系人", Kind.NAME),
        Field("phone", "联系人电话", Kind.PHONE, sensitive=True),
        Field("address", "地址", Kind.TEXT),
        Field("note", "备注", Kind.NOTE),
    ),
    sections=(Section("帮扶企业和捐赠人", ("name", "kind", "campaign", "contact", "phone", "address", "note")),),
    facets=(Facet("note", ("note",), Policy.AUTO),),
    repeatable=("kind", "campaign"),
)

VILLAGE_PAIRING = Entity(
    name="village_pairing",
    label="企村结对",
    fields=(
        Field("donor", "结对企业", Kind.LINK, required=True),
        Field("division", "结对行政村", Kind.DIVISION, required=True),
        Field("campaign", "帮扶行动", Kind.CODE, codes="campaign", required=True),
        Field("starts", "结对开始日期", Kind.DATE, required=True),
        Field("ends", "结对结束日期", Kind.DATE),
        Field("plan", "帮扶计划", Kind.NOTE),
        Field("result", "帮扶成效", Kind.NOTE),
        _money("amount", "投入资金"),
        Field("jobs", "提供岗位", Kind.INTEGER, unit="个", least=0),
    ),
    sections=(
        Section("企村结对", ("donor", "division", "campaign", "starts", "ends", "plan", "result", "amount", "jobs")),
    ),
    facets=(Facet("period", ("starts", "ends")),),
    repeatable=("campaign", "starts"),
)

DONOR_PAIRING = Entity(
    name="donor_pairing",
    label="社会结对",
    owner="household",
    fields=(
        Field("donor", "帮扶人", Kind.LINK, required=True),
        Field("campaign", "帮扶行动", Kind.CODE, codes="campaign", required=True),
        Field("starts", "结对开始日期", Kind.DATE, required=True),
        Field("ends", "结对结束日期", Kind.DATE),
        Field("content", "结对内容", Kind.TEXT),
        Field("note", "备注", Kind.TEXT),
    ),
    sections=(Section("社会结对", ("donor", "campaign", "starts", "ends", "content", "note")),),
    facets=(Facet("period", ("starts", "ends")),),
    repeatable=("donor", "campaign", "starts", "content"),
)

GIFT = Entity(
    name="gift",
    label="捐赠",
    owner="household",
    fields=(
        Field("donor", "捐赠人", Kind.LINK, required=True),
        Field("person", "受赠成员", Kind.LINK, help="空 = 全户"),
        Field("date", "捐赠日期", Kind.DATE, required=True),
        Field("form", "捐赠形式", Kind.CODE, codes="gift_form", required=True),
        Field("goods", "物品或岗位", Kind.TEXT),
        Field("quantity", "数量", Kind.DECIMAL, least=0),
        Field("quantity_unit", "单位", Kind.TEXT),
        _money("amount", "金额", "物资填折价"),
        Field("note", "备注", Kind.TEXT),
    ),
    sections=(
        Section(
            "捐赠",
            ("donor", "person", "date", "form", "goods", "quantity", "quantity_unit", "amount", "note"),
        ),
    ),
    facets=(Facet("quantity", ("quantity", "quantity_unit")),),
    repeatable=("donor", "date", "form", "goods", "quantity", "quantity_unit", "amount"),
    required_when={"amount": lambda record: record.get("form") == "1"},
)

CHARITY_SHOP = Entity(
    name="charity_shop",
    label="爱心超市",
    fields=(
        Field("name", "超市名称", Kind.TEXT, required=True, searchable=True),
        Field("kind", "类别", Kind.CODE, codes="shop_kind"),
        Field("division", "所在行政村", Kind.DIVISION, required=True),
        Field("keeper", "管理员", Kind.NAME),
        Field("phone", "管理员电话", Kind.PHONE, sensitive=True),
        Field("opened", "开办日期", Kind.DATE),
        Field("note", "备注", Kind.NOTE),
    ),
    sections=(Section("爱心超市", ("name", "kind", "division", "keeper", "phone", "opened", "note")),),
    facets=(Facet("note", ("note",), Policy.AUTO),),
    repeatable=("kind", "division"),
)

SHOP_POINTS = Entity(
    name="shop_points",
    label="爱心积分",
    owner="household",
    fields=(
        Field("charity_shop", "爱心超市", Kind.LINK, required=True),
        Field("person", "积分成员", Kind.LINK, help="空 = 全户"),
        Field("date", "积分日期", Kind.DATE, required=True),
        Field("way", "积分类别", Kind.CODE, codes="points_way", required=True),
        Field("points", "分数", Kind.INTEGER, unit="分", required=True, least=1),
        Field("reason", "事由", Kind.TEXT, help="得分的事由，或兑换的物品"),
        _money("value", "物品折价"),
    ),
    sections=(Section("爱心积分", ("charity_shop", "person", "date", "way", "points", "reason", "value")),),
    facets=(Facet("booking", ("way", "points")),),
    repeatable=("charity_shop", "date", "way", "points", "reason"),
)

TOP_ENTITIES: tuple[Entity, ...] = (DONOR, VILLAGE_PAIRING, CHARITY_SHOP)
"""Registers of their own."""

ENTITIES: tuple[Entity, ...] = (*TOP_ENTITIES, DONOR_PAIRING, GIFT, SHOP_POINTS)
"""Registers of their own, then what hangs under a household."""

BENEFITS: tuple[Benefit, ...] = (
    Benefit("gift", "社会捐赠", detail=("goods",), paid="date", item="N08"),
    Benefit(
        "shop_points", "爱心超市兑换", detail=("reason",), amount="value", paid="date", state="way", received=("2",)
    ),
)
"""Gifts and what points were exchanged for, by their value."""

CASE_TYPES: tuple[CaseType, ...] = (
    CaseType(
        "donor", domain="social", columns=("name", "kind", "campaign", "contact", "phone"), title=("name",),
        state="kind", filters=("campaign",), order="name",
    ),
    CaseType(
        "village_pairing", domain="social",
        columns=("donor.name", "division", "campaign", "starts", "ends", "amount", "jobs"),
        title=("donor", "division"), state="campaign", order="starts",
    ),
    CaseType(
        "donor_pairing", domain="social", columns=("donor.name", "campaign", "starts", "ends", "content"),
        title=("donor", "starts"), state="campaign", order="starts",
    ),
    CaseType(
        "gift", domain="social",
        columns=("donor.name", "date", "form", "goods", "quantity", "quantity_unit", "amount"),
        title=("date", "goods"), state="form", order="date", descending=True,
    ),
    CaseType(
        "charity_shop", domain="social", columns=("name", "kind", "division", "keeper", "phone", "opened"),
        title=("name",), state="kind", order="name",
    ),
    CaseType(
        "shop_points", domain="social", columns=("charity_shop.name", "date", "way", "points", "reason", "value"),
        title=("date", "way", "points"), state="way", order="date", descending=True,
    ),
)  # fmt: skip
