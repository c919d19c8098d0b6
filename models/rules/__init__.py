"""The checks of a household file: one function per rule, gathered here; see docs/how-to-add-a-rule.md."""

from __future__ import annotations

from functools import lru_cache

from models.household_file import HouseholdFile
from models.rules import (
    accounts,
    changes,
    handbooks,
    helping,
    housing,
    housing_cases,
    identity,
    income,
    insurance,
    labour,
    loans,
    medical_bills,
    monitoring,
    monitoring_measures,
    projects,
    public_posts,
    required,
    schooling,
    structure,
    student_aid,
    transfers,
    village,
    work,
    work_spells,
)
from models.rules.base import (
    Finding,
    Hit,
    HouseholdCheck,
    HouseholdRule,
    Level,
    PersonCheck,
    PersonRule,
    ProjectRule,
    Rule,
    RuleContext,
    SameId,
    Twin,
    VillageRule,
    holds_in,
    no_load,
    no_twins,
)
from models.rules.checked import CheckedHousehold
from models.rules.checked_project import CheckedProject, Distributed
from models.rules.checked_village import CheckedVillage, Standing
from models.rules.rule_book import RuleInfo, load_rule_book

__all__ = [
    "RULES",
    "CheckedProject",
    "CheckedVillage",
    "Distributed",
    "Finding",
    "Level",
    "Rule",
    "RuleContext",
    "RuleInfo",
    "SameId",
    "Standing",
    "Twin",
    "check_household",
    "check_project",
    "check_village",
    "load_rule_book",
    "no_load",
    "no_twins",
]

RULES: tuple[Rule, ...] = (
    *identity.RULES,
    *required.RULES,
    *structure.RULES,
    *changes.RULES,
    *labour.RULES,
    *schooling.RULES,
    *student_aid.RULES,
    *income.RULES,
    *transfers.RULES,
    *housing.RULES,
    *housing_cases.RULES,
    *insurance.RULES,
    *medical_bills.RULES,
    *public_posts.RULES,
    *work.RULES,
    *work_spells.RULES,
    *monitoring.RULES,
    *monitoring_measures.RULES,
    *helping.RULES,
    *handbooks.RULES,
    *village.RULES,
    *projects.RULES,
    *loans.RULES,
    *accounts.RULES,
)
"""Every rule that is written, in the order of the rule book's sections."""

_OF_HOUSEHOLD = tuple(rule for rule in RULES if isinstance(rule, HouseholdRule))
_OF_PERSON = tuple(rule for rule in RULES if isinstance(rule, PersonRule))
_OF_FORMER = tuple(rule for rule in _OF_PERSON if rule.former)
_OF_VILLAGE = tuple(rule for rule in RULES if isinstance(rule, VillageRule))
_OF_PROJECT = tuple(rule for rule in RULES if isinstance(rule, ProjectRule))


def check_household(file: HouseholdFile, context: RuleContext) -> list[Finding]:
    """Return what every rule finds: the household's findings first, then each active member's, by rule.

    Checks the year of the context, or the latest year before it that the household has.
    """
    house = CheckedHousehold(file, context)
    found: list[Finding] = []
    household_rules, people_rules = _in_force(house.year)
    uid = file.uid
    for check, rule in household_rules:
        if (hit := check(house)) is not None:
            found.append(_finding(rule, uid, hit))
    for person in house.people:
        for check, rule in people_rules:
            if (hit := check(house, person)) is not None:
                found.append(_finding(rule, uid, hit))
    for person in house.former:
        for rule in _OF_FORMER:
            if holds_in(rule, house.year) and (hit := rule.check(house, person)) is not None:
                found.append(_finding(rule, uid, hit))
    return found


def check_village(checked: CheckedVillage) -> list[Finding]:
    """Return what the rules about villages find, by rule; the findings carry the village's division, no household."""
    found: list[Finding] = []
    for rule in _OF_VILLAGE:
        if holds_in(rule, checked.year) and (hit := rule.check(checked)) is not None:
            found.append(
                Finding(
                    rule.number, rule.level, hit.entity, "", None, hit.field, hit.value, hit.sentence, hit.remedy,
                    checked.division,
                )
            )  # fmt: skip
    return found


def check_project(project: CheckedProject) -> list[Finding]:
    """Return what the rules about projects find, by rule; the findings stand under the project's village, and `person`
    holds the project's uid."""
    found: list[Finding] = []
    for rule in _OF_PROJECT:
        if holds_in(rule, project.context.year) and (hit := rule.check(project)) is not None:
            found.append(_finding(rule, "", hit)._replace(village=project.place))
    return found


@lru_cache(maxsize=64)
def _in_force(
    year: int,
) -> tuple[tuple[tuple[HouseholdCheck, HouseholdRule], ...], tuple[tuple[PersonCheck, PersonRule], ...]]:
    return (
        tuple((rule.check, rule) for rule in _OF_HOUSEHOLD if holds_in(rule, year)),
        tuple((rule.check, rule) for rule in _OF_PERSON if holds_in(rule, year)),
    )


def _finding(rule: Rule, household: str, hit: Hit) -> Finding:
    return Finding(
        rule.number, rule.level, hit.entity, household, hit.person, hit.field, hit.value, hit.sentence, hit.remedy
    )
