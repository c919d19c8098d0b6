"""Rules 211 and 212: bank accounts (一卡通)."""

from __future__ import annotations

from models.rules.base import Hit, Rule, household_rule
from models.rules.checked import CheckedHousehold


@household_rule(211, "W")
def card_of_others(house: CheckedHousehold) -> Hit | None:
    """One bank card at two people: two of this household under different names, or somebody of another household."""
    cards: dict[str, tuple[str, str]] = {}
    own = house.record.get("bank_card")
    holders = [(own, "户", house.record.get("bank_holder") or house.record.get("head_name") or "", None)]
    holders += [(one.record.get("bank_card"), "成员", one.record.get("name") or "", one) for one in house.people]
    for card, _kind, name, person in holders:
        if not card:
            continue
        before = cards.setdefault(card, (name, card))
        if person is not None and before[0] != name and before[0] and name:
            sentence = f"{before[0]}和{name}的银行卡号相同：{card}"
            return person.hit("bank_card", sentence, "对照银行卡或一卡通发放表，各填本人的卡号", card)
        for twin in house.same_card(card):
            sentence = (
                f"{name or '本户'}的银行卡号 {card}，和{twin.household_number or '另一'}户{twin.name or ''}的相同"
            )
            remedy = "对照银行卡或一卡通发放表核对卡号；代领的注明"
            return (
                person.hit("bank_card", sentence, remedy, card) if person else house.hit("bank_card", sentence, remedy)
            )
    return None


@household_rule(212, "W")
def stranger_is_paid(house: CheckedHousehold) -> Hit | None:
    """The account's holder is neither the head nor a member; silent while a member's name isn't known."""
    holder = house.record.get("bank_holder")
    names = {person.record.get("name") for person in house.people}
    if not holder or not names or None in names or holder in names or holder == house.record.get("head_name"):
        return None
    sentence = f"账户姓名是{holder}，不是户主，也不是在册成员"
    return house.hit("bank_holder", sentence, "对照银行卡核对；由亲属代领的注明关系")


RULES: tuple[Rule, ...] = (card_of_others, stranger_is_paid)
