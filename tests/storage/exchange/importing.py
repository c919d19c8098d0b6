"""Sheets into an archive in one call, for the tests of importing."""

from storage.archive.files import load_file, resolve_household
from storage.exchange.excel_apply import apply_plan
from storage.exchange.excel_plan import plan_import


def counts(plan):
    households, persons = plan.household_counts(), plan.people_counts()
    return {k: v for k, v in households.items() if v}, {k: v for k, v in persons.items() if v}


def bring_in(archive, path, **more):
    plan = plan_import(archive, path, **more)
    return plan, apply_plan(archive, plan)


def file_of(archive, number):
    file = load_file(archive, resolve_household(archive, number))
    assert file is not None
    return file
