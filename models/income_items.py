"""Income items: to which group each belongs, and whether it counts as income (dictionary §1.5, §1.6).

The items themselves are the code list `income_item`; a code begins with its group's letter: W wage, B business, P
property, T transfer, E business expense, N aid that does not count. The flag 计入收入 stands at each stored item,
because counties differ; the letter only gives the proposal.
"""

GROUPS: dict[str, str] = {
    "wage": "wage_income",
    "business": "business_income",
    "property": "property_income",
    "transfer": "transfer_income",
    "expense": "business_expense",
}
"""Group → the field of the household-year that reports its total."""

_LETTERS = {"W": "wage", "B": "business", "P": "property", "T": "transfer", "E": "expense", "N": "transfer"}


def group_of(item: str) -> str | None:
    """Return the group of an income item's code, or None where the code is not of the list."""
    return _LETTERS.get(item[:1])


def counts_by_default(item: str) -> bool:
    """Tell whether an item is proposed to count: education, medical, housing and one-off aid (N…) is not."""
    return not item.startswith("N")
