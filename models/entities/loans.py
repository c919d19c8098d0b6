"""Small loans: the loan, what was paid back, and the interest subsidy (dictionary §7.2)."""

from models.benefit import Benefit
from models.case_type import CaseType
from models.fields import Entity, Facet, Field, Kind, Section

LOAN = Entity(
    name="loan",
    label="小额信贷",
    owner="household",
    fields=(
        Field("person", "借款人", Kind.LINK, required=True),
        Field("kind", "贷款种类", Kind.CODE, codes="loan_kind"),
        Field("contract", "合同编号", Kind.NUMBER_TEXT),
        Field("bank", "承贷机构", Kind.TEXT),
        Field("account", "贷款账号", Kind.NUMBER_TEXT, sensitive=True),
        Field("purpose", "贷款用途", Kind.CODE, codes="loan_purpose"),
        Field("purpose_note", "用途说明", Kind.TEXT),
        Field("amount", "贷款金额", Kind.MONEY, unit="元", least=0, required=True),
        Field("months", "贷款期限", Kind.INTEGER, unit="个月", least=1, most=120),
        Field("rate", "年利率", Kind.DECIMAL, unit="%", least=0, most=3_600),
        Field("granted", "放款日期", Kind.DATE),
        Field("due", "到期日期", Kind.DATE, help="空 = 按放款日期加期限推算"),
        Field("extended_to", "展期至", Kind.DATE),
        Field("renewed", "是否续贷", Kind.YES_NO),
        Field("repay_way", "还款方式", Kind.CODE, codes="repay_way"),
        Field("no_mortgage", "是否免担保免抵押", Kind.YES_NO),
        Field("subsidised", "是否财政贴息", Kind.YES_NO),
        Field("risk_paid", "风险补偿金额", Kind.MONEY, unit="元", least=0),
        Field("income_gain", "年增收", Kind.MONEY, unit="元", least=0),
        Field("note", "备注", Kind.NOTE),
    ),
    sections=(
        Section(
            "小额信贷",
            (
                "person", "kind", "contract", "bank", "account", "purpose", "purpose_note", "amount", "months", "rate",
                "granted", "due", "extended_to", "renewed", "repay_way", "no_mortgage", "subsidised", "risk_paid",
                "income_gain", "note",
            ),
        ),
    ),
    facets=(Facet("term", ("granted", "months", "due", "extended_to")), Facet("bank", ("bank", "account"))),
    repeatable=("kind", "bank", "purpose", "amount", "months", "rate", "granted", "no_mortgage", "subsidised"),
)  # fmt: skip

REPAYMENT = Entity(
    name="repayment",
    label="还款记录",
    owner="household",
    fields=(
        Field("loan", "小额信贷", Kind.LINK, required=True),
        Field("date", "还款日期", Kind.DATE, required=True),
        Field("principal", "归还本金", Kind.MONEY, unit="元", least=0),
        Field("interest", "归还利息", Kind.MONEY, unit="元", least=0),
        Field("note", "备注", Kind.TEXT),
    ),
    sections=(Section("还款记录", ("loan", "date", "principal", "interest", "note")),),
    repeatable=("date",),
)

SUBSIDY = Entity(
    name="subsidy",
    label="贷款贴息",
    owner="household",
    fields=(
        Field("loan", "小额信贷", Kind.LINK, required=True),
        Field("year", "年度", Kind.YEAR, required=True),
        Field("starts", "贴息开始日期", Kind.DATE, required=True),
        Field("ends", "贴息结束日期", Kind.DATE, required=True),
        Field("amount", "贴息金额", Kind.MONEY, unit="元", least=0, required=True),
        Field("paid", "发放日期", Kind.DATE),
        Field("note", "备注", Kind.TEXT),
    ),
    sections=(Section("贷款贴息", ("loan", "year", "starts", "ends", "amount", "paid", "note")),),
    facets=(Facet("period", ("starts", "ends")),),
    repeatable=("year", "starts", "ends"),
)

ENTITIES: tuple[Entity, ...] = (LOAN, REPAYMENT, SUBSIDY)

BENEFITS: tuple[Benefit, ...] = (
    Benefit("subsidy", "小额信贷贴息", detail=("starts", "ends"), year="year", paid="paid", item="N10"),
)

CASE_TYPES: tuple[CaseType, ...] = (
    CaseType(
        "loan",
        domain="loans",
        columns=("person.name", "kind", "bank", "amount", "months", "rate", "granted", "due", "extended_to"),
        title=("person", "granted", "amount"),
        state="kind",
        filters=("purpose", "subsidised"),
        order="due",
    ),
    CaseType(
        "repayment",
        domain="loans",
        columns=("loan", "date", "principal", "interest"),
        title=("date", "principal"),
        order="date",
        descending=True,
    ),
    CaseType(
        "subsidy",
        domain="loans",
        columns=("loan", "year", "starts", "ends", "amount", "paid"),
        title=("year", "starts", "amount"),
        year="year",
        order="year",
        descending=True,
    ),
)
