"""Rules 52 and 197–202: the village's own figures, and its households from year to year (村、户数勾稽)."""

from __future__ import annotations

from dataclasses import dataclass

from models.rules.base import Hit, Rule, village_rule
from models.rules.checked_village import LAND, CheckedVillage, Standing
from models.rules.explain import label, labels, plain

_ASKED = (
    "households", "people", "collective_income", "schools", "clinics", "doctors", "public_toilets", "waste_points",
    "libraries", "low_income_people", "destitute_people", "disabled_people", "pension_insured", "bus",
)  # fmt: skip
_SHOWN_NAMES = 5


@dataclass(frozen=True, slots=True)
class Turn:
    """The households of a village from one year's end to the next, each number with the households behind it."""

    start: list[Standing]
    new: list[Standing]
    ended: list[Standing]
    end: list[Standing]

    @property
    def adds_up(self) -> bool:
        """Tell whether beginning + new − ended is the end."""
        return len(self.start) + len(self.new) - len(self.ended) == len(self.end)

    @property
    def unexplained(self) -> list[Standing]:
        """Return the households that break the sum: gone without being struck off, or there without being new."""
        explained = {one.uid for one in (*self.new, *self.ended)}
        here = {one.uid for one in self.end}
        before = {one.uid for one in self.start}
        return [
            one
            for one in (*self.start, *self.end)
            if (one.uid in here) != (one.uid in before) and one.uid not in explained
        ]


def turn_of(standings: list[Standing], year: int) -> Turn:
    """Sort the households of a village into the four numbers of `year`; one whose year of identification isn't known
    counts as new where its data begin."""
    return Turn(
        start=[one for one in standings if one.before],
        new=[one for one in standings if not one.before and one.now and one.identified in (None, year)],
        ended=[one for one in standings if one.before and one.cancelled],
        end=[one for one in standings if one.now and not one.cancelled],
    )


@village_rule(52, "E")
def households_do_not_add_up(village: CheckedVillage) -> Hit | None:
    """Households at the year's beginning + new − struck off aren't those at its end.

    Silent while fewer than `turn_share_least` per cent of the beginning's households have the year: it is being typed.
    """
    turn, least = turn_of(village.standings, village.year), village.limit("turn_share_least")
    typed = sum(one.now or one.cancelled for one in turn.start)
    if not turn.start or least is None or typed * 100 < least * len(turn.start) or turn.adds_up:
        return None
    due = len(turn.start) + len(turn.new) - len(turn.ended)
    unexplained = turn.unexplained
    names = "、".join(one.name or "未填户主" for one in unexplained[:_SHOWN_NAMES])
    more = f"等 {len(unexplained)} 户" if len(unexplained) > _SHOWN_NAMES else ""
    sentence = (
        f"年初 {len(turn.start)} 户 + 新增 {len(turn.new)} 户 − 终止销户 {len(turn.ended)} 户 = {due} 户，"
        f"有{village.year}年资料的是 {len(turn.end)} 户；对不上的有{names}{more}"
    )
    return village.hit("households", sentence, "补录缺的年度情况；新增的填新识别年度，终止的把脱贫状态改为“注销”")


@village_rule(197, "E")
def figures_empty(village: CheckedVillage) -> Hit | None:
    """A village that left poverty with figures empty or 0."""
    if village.record.get("left_poverty") is not True:
        return None
    empty = [name for name in _ASKED if not village.record.get(name)]
    if not empty:
        return None
    sentence = f"已出列，还有 {len(empty)} 项为空或为 0：{labels('village_year', empty)}"
    return village.hit(empty[0], sentence, "向村委会核实后补填；属实的标为已核实")


@village_rule(198, "E")
def road_not_paved(village: CheckedVillage) -> Hit | None:
    """A village that left poverty without a paved road to the township."""
    if village.record.get("left_poverty") is not True or village.record.get("paved_road") is not False:
        return None
    return village.hit("paved_road", "已出列，到乡镇却没有通沥青（水泥）路", "核对后改为“是”；确实没有通的报交通部门")


@village_rule(199, "E")
def more_problems_than_households(village: CheckedVillage) -> Hit | None:
    """Unsafe water and unsafe houses of more households than the village has."""
    water, houses, all_of = (
        village.record.get(name) for name in ("unsafe_water_households", "unsafe_houses", "households")
    )
    if water is None or houses is None or all_of is None or water + houses <= all_of:
        return None
    sentence = f"未实现饮水安全 {water} 户 + 危房 {houses} 户，超过总户数 {all_of} 户"
    return village.hit("households", sentence, "核对三个数，改正填错的一项")


@village_rule(200, "W")
def less_land_than_households(village: CheckedVillage) -> Hit | None:
    """Less land of a kind than its poor households have together."""
    for name in LAND:
        area, of_households = village.record.get(name), village.land.get(name, 0)
        if area is not None and area < of_households:
            sentence = f"{label('village_year', name)} {plain(area)}亩，各户合计已有 {plain(of_households)}亩"
            return village.hit(name, sentence, "核对村和户的面积、单位（亩），改正填错的一方")
    return None


@village_rule(201, "Q")
def guarantees_missing(village: CheckedVillage) -> Hit | None:
    """Households without safe water or broadcasting, or no clinic or doctor."""
    record = village.record
    water, broadcast, all_of = (
        record.get(n) for n in ("unsafe_water_households", "broadcast_households", "households")
    )
    if water:
        return village.hit("unsafe_water_households", f"还有 {water} 户没有实现饮水安全", "到村核实，逐户登记饮水措施")
    if broadcast is not None and all_of is not None and broadcast < all_of:
        sentence = f"通广播电视 {broadcast} 户，总户数 {all_of} 户"
        return village.hit("broadcast_households", sentence, "到村核实没有通的户")
    for name in ("clinics", "doctors"):
        if record.get(name) == 0:
            return village.hit(name, f"{label('village_year', name)}为 0", "到村核实；邻村共用的注明")
    return None


@village_rule(202, "Q")
def little_funds(village: CheckedVillage) -> Hit | None:
    """Less help money in the year than the measure of a poor village."""
    funds, least = village.record.get("help_funds"), village.limit("village_funds_least")
    if funds is None or least is None or funds >= least:
        return None
    sentence = f"帮扶资金 {plain(funds)}万元，不足 {plain(least)}万元"
    return village.hit("help_funds", sentence, "对照资金台账核对；属实的注明")


RULES: tuple[Rule, ...] = (
    households_do_not_add_up,
    figures_empty,
    road_not_paved,
    more_problems_than_households,
    less_land_than_households,
    guarantees_missing,
    little_funds,
)
