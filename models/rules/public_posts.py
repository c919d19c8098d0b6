"""Rules 144–149: public posts (公益性岗位)."""

from __future__ import annotations

from models.rules.base import Hit, Rule, person_rule
from models.rules.checked import LOST_LABOUR, NO_LABOUR, CheckedHousehold, CheckedPerson, codes_of


def _posts(house: CheckedHousehold, person: CheckedPerson) -> str:
    return "，".join(house.text("public_post", code) for code in codes_of(person.facts, "public_post"))


@person_rule(144, "E")
def months_without_post(_house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """Months on a public post, but no post."""
    months = person.facts.get("public_post_months")
    if not months or person.facts.get("public_post"):
        return None
    sentence = f"{person.name}的公益性岗位有 {months} 个月，岗位没有填"
    return person.hit("public_post", sentence, "补填岗位；没有上岗的清空月数")


@person_rule(145, "E")
def post_without_months(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """A public post, but no months or none of them."""
    months = person.facts.get("public_post_months")
    if months or not person.facts.get("public_post"):
        return None
    said = "没有填" if months is None else "是 0"
    sentence = f"{person.name}有公益性岗位（{_posts(house, person)}），月数{said}"
    return person.hit("public_post_months", sentence, "按上岗协议补填本年在岗月数；没有上岗的清空岗位")


@person_rule(146, "W")
def several_posts(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """Three public posts or more."""
    count, most = len(codes_of(person.facts, "public_post")), house.limit("public_posts_most")
    if most is None or count <= most:
        return None
    shown = _posts(house, person)
    sentence = f"{person.name}有 {count} 种公益性岗位：{shown}"
    return person.hit("public_post", sentence, "核对上岗协议，只留实际在岗的岗位", shown)


@person_rule(147, "E")
def child_on_post(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """A public post under working age."""
    least = house.limit("working_age")
    if not person.facts.get("public_post") or person.age is None or least is None or person.age >= least:
        return None
    sentence = f"{person.name}只有 {person.age} 岁，不满 {least} 岁，却有公益性岗位"
    return person.hit("public_post", sentence, "核对出生日期；岗位是别人的移到本人名下", _posts(house, person))


@person_rule(148, "W")
def old_on_post(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """A public post at 70 or older."""
    most = house.limit("public_post_age_most")
    if not person.facts.get("public_post") or person.age is None or most is None or person.age < most:
        return None
    sentence = f"{person.name}已经 {person.age} 岁，还有公益性岗位"
    return person.hit(
        "public_post", sentence, f"{most} 岁及以上一般不再安排公益性岗位，核对后清退", _posts(house, person)
    )


@person_rule(149, "W")
def unable_on_post(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """A public post without the ability to work; a child is rule 147."""
    if not person.facts.get("public_post") or person.labour not in (LOST_LABOUR, NO_LABOUR):
        return None
    least = house.limit("working_age")
    if person.age is not None and least is not None and person.age < least:
        return None
    labour = house.text("labour", person.labour)
    sentence = f"{person.name}是“{labour}”，却有公益性岗位（{_posts(house, person)}）"
    return person.hit("public_post", sentence, "核对劳动能力和上岗情况，改正其中一项", _posts(house, person))


RULES: tuple[Rule, ...] = (
    months_without_post,
    post_without_months,
    several_posts,
    child_on_post,
    old_on_post,
    unable_on_post,
)
