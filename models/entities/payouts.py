"""Payouts of every programme: a batch that goes to the bank, and its lines, one per payee."""

from models.benefit import Benefit
from models.case_type import CaseType
from models.fields import Entity, Facet, Field, Kind, Policy, Section

PAYOUT_BATCH = Entity(
    name="payout_batch",
    label="发放批次",
    fields=(
        Field("name", "批次名称", Kind.TEXT, required=True),
        Field("programme", "发放项目", Kind.CODE, codes="payout_programme", required=True),
        Field("period", "发放期", Kind.TEXT, required=True, help="例如 2017年秋季学期、2017年、2017-10"),
        Field("date", "发放日期", Kind.DATE),
        Field("division", "发放范围", Kind.DIVISION),
        Field("batch_state", "批次状态", Kind.CODE, codes="payout_batch_state"),
        Field("note", "备注", Kind.NOTE),
    ),
    sections=(Section("发放批次", ("name", "programme", "period", "date", "division", "batch_state", "note")),),
    facets=(Facet("note", ("note",), Policy.AUTO),),
)

PAYOUT_LINE = Entity(
    name="payout_line",
    label="发放明细",
    owner="household",
    fields=(
        Field("payout_batch", "发放批次", Kind.LINK),
        Field("person", "享受人", Kind.LINK, help="空着 = 全户"),
        Field("programme", "发放项目", Kind.CODE, codes="payout_programme", required=True),
        Field("period", "发放期", Kind.TEXT, required=True),
        Field("amount", "发放金额", Kind.MONEY, unit="元", required=True, least=0),
        Field("payee", "收款人", Kind.NAME),
        Field("payee_id", "收款人证件号码", Kind.ID_NUMBER, sensitive=True),
        Field("bank_name", "开户银行", Kind.TEXT),
        Field("account", "收款账号", Kind.BANK_CARD, sensitive=True),
        Field("payout_state", "发放状态", Kind.CODE, codes="payout_state", required=True),
        Field("paid_on", "到账日期", Kind.DATE),
        Field("bank_reason", "银行退回原因", Kind.TEXT),
        Field("source", "依据的记录", Kind.NUMBER_TEXT, help="这笔钱依据的档案的编号，由程序填"),
        Field("note", "备注", Kind.NOTE),
    ),
    sections=(
        Section(
            "发放明细",
            (
                "person", "programme", "period", "amount", "payout_state", "payee", "payee_id", "bank_name", "account",
                "paid_on", "bank_reason", "payout_batch", "source", "note",
            ),
        ),
    ),
    facets=(
        Facet("payment", ("payee", "payee_id", "bank_name", "account")),
        Facet("outcome", ("payout_state", "paid_on", "bank_reason")),
        Facet("note", ("note",), Policy.AUTO),
    ),
)  # fmt: skip

ENTITIES = (PAYOUT_BATCH, PAYOUT_LINE)

CASE_TYPES = (
    CaseType(
        "payout_batch",
        domain="payouts",
        columns=("name", "programme", "period", "date", "division", "batch_state"),
        title=("name",),
        state="batch_state",
        filters=("programme",),
        order="date",
        descending=True,
    ),
    CaseType(
        "payout_line",
        domain="payouts",
        columns=("person.name", "programme", "period", "amount", "payee", "account", "payout_state", "bank_reason",
                 "payout_batch.name"),
        title=("programme", "period"),
        state="payout_state",
        filters=("programme",),
        order="period",
        descending=True,
    ),
)  # fmt: skip

BENEFITS: tuple[Benefit, ...] = (
    Benefit(
        "payout_line", "学生资助", detail=("period",), paid="paid_on", state="payout_state", received=("2",), item="N02"
    ),
)
"""The programme stays unsaid: some of them tell a disability, and the card hangs on a wall."""
