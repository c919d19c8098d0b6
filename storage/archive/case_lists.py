"""Named lists of registers: the cases that something is due, missing or wrong with, as a condition in SQL.

A condition speaks of `c` (the case), `r` (household_row), `p` (the member the case is about, where it names one) and
`:today`, `:year`, `:self_paid_share`. A domain adds its own lists in a line here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CaseList:
    """One list: its name, title, and the condition."""

    name: str
    title: str
    where: str


_OWED = (
    "(coalesce(c.amount, 0) - (SELECT coalesce(sum(s.principal), 0) FROM repayment s WHERE s.loan = c.uid"
    " AND s.deleted = 0 AND s.date <= :today))"
)
_DUE = "coalesce(c.extended_to, c.due, date(c.granted, '+' || c.months || ' months'))"
"""The same day as `models.loans.due_day`, but for a loan lent on a day that the last month doesn't have."""

CASE_LISTS: dict[str, tuple[CaseList, ...]] = {
    "student_aid": (
        CaseList("no_number", "学籍号未填", "c.student_number IS NULL"),
        CaseList("no_account", "收款账户不全", "(c.account IS NULL OR c.payee IS NULL OR c.bank_name IS NULL)"),
        CaseList("left", "已毕业转出", "c.file_state IN ('3', '4')"),
    ),
    "aid_plan": (
        CaseList("missing", "应享未享", "coalesce(c.granted_amount, 0) < coalesce(c.entitled_amount, 0)"),
        CaseList("no_reason", "未享受且未填原因",
                 "coalesce(c.granted_amount, 0) < coalesce(c.entitled_amount, 0) AND c.missing_reason IS NULL"),
        CaseList("dropout", "疑似辍学", "c.control = '2'"),
    ),
    "payout_line": (
        CaseList("failed", "银行退回", "c.payout_state = '3'"),
        CaseList("due", "待付", "c.payout_state = '1'"),
        CaseList("no_account", "没有账号", "c.account IS NULL"),
    ),
    "medical_bill": (
        CaseList("unsettled", "没有结算", "c.total IS NOT NULL AND c.basic IS NULL AND c.stated_self_paid IS NULL"),
        CaseList("heavy", "自付达到提示线",
                 "c.total > 0 AND c.basic IS NOT NULL AND (c.total - coalesce(c.relief, 0) - c.basic"
                 " - coalesce(c.serious, 0) - coalesce(c.aid, 0) - coalesce(c.special, 0)) * 100"
                 " >= c.total * :self_paid_share"),
    ),
    "cover_claim": (CaseList("open", "还没赔付", "c.state IN ('1', '2')"),),
    "work_spell": (
        CaseList("away", "在外务工", "c.gone = 1 AND c.ends IS NULL"),
        CaseList("planned", "计划务工", "c.planned = 1"),
    ),
    "post_spell": (CaseList("on", "在岗", "c.ends IS NULL OR c.ends >= :today"),),
    "handbook": (CaseList("unsigned", "没有签字", "c.signed IS NULL"),),
    "project": (
        CaseList("late", "超期未完工", "c.state = '2' AND c.planned_end < :today"),
        CaseList("ending", "合同已到期", "c.contract_end < :today"),
    ),
    "share": (CaseList("no_units", "没有股数", "c.units IS NULL"), CaseList("held", "仍持股", "c.ends IS NULL")),
    "dividend": (CaseList("unpaid", "还没发放", "c.paid IS NULL"),),
    "loan": (
        CaseList("overdue", "逾期未还", f"{_OWED} > 0 AND {_DUE} < :today"),
        CaseList("soon", "60 天内到期", f"{_OWED} > 0 AND {_DUE} BETWEEN :today AND date(:today, '+60 days')"),
        CaseList("no_due", "到期日未填", f"{_OWED} > 0 AND {_DUE} IS NULL"),
    ),
    "subsidy": (CaseList("unpaid", "还没发放", "c.paid IS NULL"),),
    "team_plan": (CaseList("late", "超期未完成", "c.done IS NULL AND c.due < :today"),),
}  # fmt: skip
