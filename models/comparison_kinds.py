"""Kinds of comparison as data: whose list it is, which of our people it should name, what differences mean.

Sources: the department comparisons of a province's monitoring system (rules 81, 113, 131, 133 and 143 of the rule
book), which told apart “we have it, they don't”, “they have it, we don't” and “neither”.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from models.fields import Value


class Outcome(StrEnum):
    """What became of a line of the list, or of one of our people; the value is what people read."""

    SUSPECT = "疑似"
    LEFT = "已死亡或迁出"
    HIT = "名单中有我们的人"
    MINE = "我有他无"
    THEIRS = "我无他有"
    NEITHER = "两边都没有"
    DIFFERS = "两边值不同"
    ABSENT = "档案中没有这个人"
    REPEATED = "名单内重复"
    UNREAD = "认不出是谁"
    SAME = "一致"


@dataclass(frozen=True, slots=True)
class Claim:
    """One way in which our file says that somebody belongs in the list: a field (“entity.field”) that is filled.

    否 and the codes in `nothing` don't count as filled; with `only` nothing but these codes does.
    """

    field: str
    nothing: tuple[Value, ...] = ()
    only: tuple[Value, ...] = ()

    def holds(self, value: Value) -> bool | None:
        """Tell whether the value claims a place in the list; None where nobody has answered."""
        if value is None:
            return None
        if self.only:
            return value in self.only
        return value is not False and value not in self.nothing


@dataclass(frozen=True, slots=True)
class Standing:
    """Columns of the list that say whether the line is in force, and the words with which they say that it isn't."""

    headings: tuple[str, ...]
    ended: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComparisonKind:
    """One kind of list.

    `claims`: any of them makes somebody expected in the list; empty = nobody is expected. `compares`: fields compared
    where the list has them as columns; `every_field`: all columns that mean a field. `ages`: keys of the thresholds
    between which somebody counts, on 1 September. `neither`: people who count and are on neither side are told too.
    `hit`: being in the list is itself what has to be looked at. `household`: the list is about households, their heads
    stand for them. `everybody`: all our people are expected. `absent`: people who aren't ours are told too; not
    so where the list is of a whole county's people. `words` say what an outcome means here. `rule` is the number in the
    rule book, 0 for none.
    """

    key: str
    title: str
    office: str
    rule: int = 0
    claims: tuple[Claim, ...] = ()
    compares: tuple[str, ...] = ()
    every_field: bool = False
    ages: tuple[str, str] | None = None
    neither: bool = False
    hit: bool = False
    household: bool = False
    everybody: bool = False
    absent: bool = True
    standing: Standing | None = None
    words: dict[Outcome, str] = field(default_factory=dict[Outcome, str])

    def say(self, outcome: Outcome) -> str:
        """Return what an outcome means for this kind of list."""
        return self.words.get(outcome, _WORDS[outcome])


_WORDS: dict[Outcome, str] = {
    Outcome.SUSPECT: "可能是同一人，核对后改正错的一边",
    Outcome.LEFT: "名单还有，档案里已死亡或迁出；确认后请对方核减，或改正档案",
    Outcome.HIT: "名单中有我们的人，入户核实",
    Outcome.MINE: "档案登记了，名单里没有",
    Outcome.THEIRS: "名单里有，档案没有登记",
    Outcome.NEITHER: "档案没有登记，名单里也没有",
    Outcome.DIFFERS: "同一个人，两边的内容不一样",
    Outcome.ABSENT: "档案里没有这个证件号码，也没有相近的人",
    Outcome.REPEATED: "名单里同一个人出现了两次",
    Outcome.UNREAD: "没有姓名和证件号码，或号码不完整，没法查",
    Outcome.SAME: "两边一致",
}

_IDENTITY = ("member.name", "member.sex", "member.birth_date")

KINDS: dict[str, ComparisonKind] = {
    kind.key: kind
    for kind in (
        ComparisonKind(
            "low_income", "低保名单", "民政", rule=133,
            claims=(Claim("member_year.low_income_aid", nothing=("0",)),),
            compares=("member_year.low_income_aid",),
            standing=Standing(("状态", "救助状态", "享受状态", "是否停发"), ("停发", "注销", "取消", "退出", "停保")),
            words={
                Outcome.MINE: "档案登记享受低保，民政名单没有",
                Outcome.THEIRS: "民政名单有，档案登记未享受低保或没填",
            },
        ),
        ComparisonKind(
            "destitute", "特困供养（五保）名单", "民政", rule=133,
            claims=(Claim("member_year.destitute_aid", nothing=("0",)),),
            compares=("member_year.destitute_aid",),
            standing=Standing(("状态", "救助状态", "享受状态"), ("停发", "注销", "取消", "退出")),
            words={
                Outcome.MINE: "档案登记特困供养，民政名单没有",
                Outcome.THEIRS: "民政名单有，档案登记未享受特困或没填",
            },
        ),
        ComparisonKind(
            "school", "学籍名单（义务教育）", "教育", rule=81, absent=False,
            claims=(Claim("member_year.school_state", nothing=("01", "02")),),
            compares=("member_year.school_state",),
            ages=("school_age_least", "school_age_below"), neither=True,
            standing=Standing(("学籍状态", "学生状态", "状态", "是否在校"), ("休学", "退学", "转出", "离校", "否")),
            words={
                Outcome.MINE: "档案登记在校，教育名单没有学籍",
                Outcome.THEIRS: "有学籍，档案没有登记在校",
                Outcome.NEITHER: "适龄，档案没有登记在校，也没有学籍：入户核实是否失学辍学",
            },
        ),
        ComparisonKind(
            "medical", "医保参保名单", "医保", rule=131, absent=False,
            claims=(Claim("member_year.medical_resident"), Claim("member_year.medical_employee")),
            everybody=True, neither=True,
            standing=Standing(
                ("参保状态", "是否参保", "缴费状态", "参保缴费状态"),
                ("否", "未参保", "停保", "暂停", "未缴费", "终止", "暂停参保"),
            ),
            words={
                Outcome.MINE: "档案登记已参保，医保名单没有",
                Outcome.THEIRS: "医保名单已参保，档案登记未参保或没填",
                Outcome.NEITHER: "两边都没有参保：动员参保",
            },
        ),
        ComparisonKind(
            "disabled", "持证残疾人名单", "残联", absent=False,
            claims=(Claim("member.disability_number"), Claim("member.disability_type")),
            compares=("member.disability_number", "member.disability_type", "member.disability_level"),
            standing=Standing(("证件状态", "残疾证状态", "状态"), ("注销", "过期", "冻结")),
            words={
                Outcome.MINE: "档案登记有残疾证，残联名单没有",
                Outcome.THEIRS: "残联名单有证，档案没有登记",
            },
        ),
        ComparisonKind(
            "housing", "农村危房名单", "住建", rule=113, household=True,
            claims=(Claim("year.house_unsafe"), Claim("year.house_grade", only=("C", "D"))),
            compares=("year.house_grade", "year.house_unsafe"), neither=False,
            standing=Standing(("改造进度", "工程进度", "改造状态"), ("已竣工", "已完成", "已验收", "竣工", "完成")),
            words={
                Outcome.MINE: "档案登记危房，住建名单没有",
                Outcome.THEIRS: "住建名单是危房，档案登记不是或没填",
            },
        ),
        ComparisonKind("vehicles", "车辆登记名单", "公安车管", rule=143, hit=True, absent=False,
                       words={Outcome.HIT: "名下有车：核实是否生产生活必需"}),
        ComparisonKind("property", "房产登记名单", "不动产登记", rule=143, hit=True, absent=False,
                       words={Outcome.HIT: "名下有房产：核实是否商品房、商铺"}),
        ComparisonKind("companies", "工商登记名单", "市场监管", rule=143, hit=True, absent=False,
                       words={Outcome.HIT: "有工商登记：核实是否实际经营"}),
        ComparisonKind("payroll", "财政供养人员名单", "组织、财政", rule=143, hit=True, absent=False,
                       words={Outcome.HIT: "财政供养：核实身份和家庭关系"}),
        ComparisonKind("dead", "死亡（火化、销户）人员名单", "公安、民政", rule=50, hit=True, absent=False,
                       words={Outcome.HIT: "名单上已死亡，档案仍在册：核实后登记死亡"}),
        ComparisonKind("national", "国家系统导出的户和人", "上级系统", everybody=True, every_field=True,
                       compares=_IDENTITY,
                       words={
                           Outcome.MINE: "档案有，国家系统没有：待录入",
                           Outcome.ABSENT: "国家系统有，档案没有",
                           Outcome.DIFFERS: "两边不一样：按档案改系统，或核实后改档案",
                       }),
        ComparisonKind("any", "其他名单", "任意单位", hit=True, compares=_IDENTITY,
                       words={Outcome.HIT: "在册"}),
    )
}  # fmt: skip
"""Kinds by key, in the order they are offered."""
