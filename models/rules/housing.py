"""Rules 109–128 that need no housing case: housing, water and land (住房、饮水、土地)."""

from __future__ import annotations

from models.rules.base import Hit, Rule, household_rule
from models.rules.checked import CheckedHousehold
from models.rules.explain import label, plain

HOUSING, WATER = "50", "51"
"""Measure groups 住房安全保障 and 饮水安全保障."""

LEFT_POVERTY = frozenset({"1", "4"})
_UNSAFE = frozenset({"C", "D"})
_SAFE = frozenset({"A", "B"})
MONITORED_FROM = 2021


def _planned(house: CheckedHousehold, group: str) -> bool:
    """Tell whether a measure of the group stands for the checked year or later: then something is being done."""
    return any(
        record.get("group") == group and (record.get("year") or 0) >= house.year
        for record in house.file.parts.get("measure", ())
    )


def _unattended(house: CheckedHousehold, group: str) -> str | None:
    """Return what is missing, or None where the household is monitored or a measure stands."""
    if _planned(house, group) or (house.year >= MONITORED_FROM and house.open_monitoring):
        return None
    measure = house.text("measure_group", group)
    return f"不是监测对象，也没有“{measure}”措施" if house.year >= MONITORED_FROM else f"没有“{measure}”措施"


@household_rule(109, "W")
def unsafe_and_unattended(house: CheckedHousehold) -> Hit | None:
    """An unsafe house, but neither monitored (from 2021) nor a measure of housing."""
    if house.values.get("house_unsafe") is not True:
        return None
    missing = _unattended(house, HOUSING)
    if missing is None:
        return None
    sentence = f"{house.year}年是危房户，{missing}"
    return house.year_hit(
        "house_unsafe", sentence, "列入改造计划并登记措施，符合条件的纳入监测；已改造的改为“否”", "是"
    )


@household_rule(110, "E")
def grade_against_mark(house: CheckedHousehold) -> Hit | None:
    """Not unsafe, but graded C or D; or unsafe, but graded A or B."""
    unsafe, grade = house.values.get("house_unsafe"), house.values.get("house_grade")
    if not (unsafe is False and grade in _UNSAFE) and not (unsafe is True and grade in _SAFE):
        return None
    sentence = f"{house.year}年是否危房户填“{'是' if unsafe else '否'}”，危房级别却是 {grade} 级"
    return house.year_hit("house_grade", sentence, "对照鉴定报告改正危房级别或是否危房户", grade)


@household_rule(111, "E")
def left_poverty_in_unsafe_house(house: CheckedHousehold) -> Hit | None:
    """Out of poverty in a house of grade C or D; one that is marked as safe is rule 110."""
    grade, state = house.values.get("house_grade"), house.record.get("poverty_state")
    if grade not in _UNSAFE or house.values.get("house_unsafe") is False or state not in LEFT_POVERTY:
        return None
    left = house.record.get("exit_year")
    if left is not None and left > house.year:
        return None
    sentence = f"脱贫状态是“{house.text('poverty_state', state)}”，{house.year}年住房却还是 {grade} 级危房"
    return house.year_hit("house_grade", sentence, "已改造的改正危房级别和是否危房户；没有改造的先解决住房", grade)


@household_rule(112, "E")
def rebuilt_but_unsafe(house: CheckedHousehold) -> Hit | None:
    """Rebuilt in the checked year or before, but still marked as unsafe."""
    rebuilt = house.values.get("house_rebuilt_year")
    if rebuilt is None or rebuilt > house.year or house.values.get("house_unsafe") is not True:
        return None
    sentence = f"{rebuilt}年已危改，{house.year}年却还标为危房户"
    return house.year_hit("house_unsafe", sentence, "入户看房，已住上安全住房的改为“否”；没有完工的清空危改年度", "是")


@household_rule(114, "W")
def house_area_odd(house: CheckedHousehold) -> Hit | None:
    """No house but an area, or too little or too much area for each person."""
    area, has = house.values.get("house_area"), house.values.get("has_house")
    if area is None:
        return None
    shown = f"{plain(area)}㎡"
    if has is False and area > 0:
        return house.year_hit("house_area", f"有无住房填“无”，住房面积却有 {shown}", "改正有无住房或住房面积", shown)
    least, most, people = house.limit("house_area_least"), house.limit("house_area_most"), len(house.people)
    if not people or has is False or area <= 0 or least is None or most is None:
        return None
    if least * people <= area <= most * people:
        return None
    sentence = f"住房面积 {shown}，{people} 人人均 {plain(area // people)}㎡，不在 {plain(least)}—{plain(most)}㎡ 之间"
    return house.year_hit("house_area", sentence, "入户量一遍，核对面积和人口；属实的注明", shown)


@household_rule(121, "W")
def water_and_unattended(house: CheckedHousehold) -> Hit | None:
    """Drinking water not solved, but neither monitored (from 2021) nor a measure of water."""
    if house.values.get("water_safe") is not False:
        return None
    missing = _unattended(house, WATER)
    if missing is None:
        return None
    sentence = f"{house.year}年没有解决安全饮用水，{missing}"
    return house.year_hit("water_safe", sentence, "登记饮水措施，符合条件的纳入监测；已解决的改为“是”", "否")


@household_rule(122, "W")
def returned_forest_exceeds(house: CheckedHousehold) -> Hit | None:
    """More returned forest than forest and pasture together."""
    values = house.values
    returned, forest, pasture = (values.get(field) for field in ("returned_forest", "forest_land", "pasture"))
    if returned is None or forest is None or pasture is None or returned <= forest + pasture:
        return None
    sentence = f"退耕还林面积 {plain(returned)}亩，比林地和牧草地合计 {plain(forest + pasture)}亩还多"
    return house.year_hit(
        "returned_forest", sentence, "退耕还林的地应算在林地或牧草地里，核对三项面积", f"{plain(returned)}亩"
    )


def _too_large(house: CheckedHousehold, fields: tuple[str, ...], key: str) -> Hit | None:
    most = house.limit(key)
    for field in fields:
        area = house.values.get(field)
        if not isinstance(area, int) or most is None or 0 <= area <= most:
            continue
        sentence = f"{house.year}年{label('year', field)} {plain(area)}亩，不在 0—{plain(most)}亩 之间"
        return house.year_hit(field, sentence, "核对面积和单位（亩）；属实的注明", f"{plain(area)}亩")
    return None


@household_rule(123, "W")
def cropland_large(house: CheckedHousehold) -> Hit | None:
    """Cropland beyond any household's."""
    return _too_large(house, ("cropland",), "cropland_most")


@household_rule(124, "W")
def forest_large(house: CheckedHousehold) -> Hit | None:
    """Forest, returned forest or orchard beyond any household's."""
    return _too_large(house, ("forest_land", "returned_forest", "orchard"), "forest_most")


@household_rule(125, "W")
def pasture_large(house: CheckedHousehold) -> Hit | None:
    """Pasture or water beyond any household's."""
    return _too_large(house, ("pasture", "water_area"), "pasture_most")


@household_rule(126, "W")
def road_far(house: CheckedHousehold) -> Hit | None:
    """Farther from the village's main road than any household."""
    distance, most = house.values.get("road_distance"), house.limit("road_distance_most")
    if not isinstance(distance, int) or most is None or distance <= most:
        return None
    sentence = f"与村主干路距离 {plain(distance)}公里，超过 {plain(most)}公里"
    return house.year_hit(
        "road_distance", sentence, "核对距离和单位（公里，不是米）；属实的注明", f"{plain(distance)}公里"
    )


@household_rule(127, "W")
def without_power(house: CheckedHousehold) -> Hit | None:
    """No electricity for living."""
    if house.values.get("household_power") is not False:
        return None
    return house.year_hit("household_power", f"{house.year}年没有通生活用电", "入户核对；确实没有通电的报供电所", "否")


@household_rule(128, "W")
def irrigated_exceeds_cropland(house: CheckedHousehold) -> Hit | None:
    """More irrigated land than cropland."""
    irrigated, cropland = house.values.get("irrigated_land"), house.values.get("cropland")
    if irrigated is None or cropland is None or irrigated <= cropland:
        return None
    sentence = f"{house.year}年有效灌溉面积 {plain(irrigated)}亩，比耕地面积 {plain(cropland)}亩还多"
    return house.year_hit("irrigated_land", sentence, "核对两项面积和单位（亩）", f"{plain(irrigated)}亩")


RULES: tuple[Rule, ...] = (
    unsafe_and_unattended,
    grade_against_mark,
    left_poverty_in_unsafe_house,
    rebuilt_but_unsafe,
    house_area_odd,
    water_and_unattended,
    returned_forest_exceeds,
    cropland_large,
    forest_large,
    pasture_large,
    road_far,
    without_power,
    irrigated_exceeds_cropland,
)
