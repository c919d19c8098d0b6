"""Runs the rules over households of an archive: one while typing, or many with what they share looked up once."""

from __future__ import annotations

from models.household_file import HouseholdFile
from models.rules import Finding, RuleContext, check_household
from storage.archive import neighbours
from storage.archive.archive import Archive

check = check_household


def context_of(archive: Archive, *, bulk: bool = False) -> RuleContext:
    """Return the context rules run in; with `bulk` what households share is looked up once for all."""
    settings, connection = archive.settings, archive.connection
    ask = neighbours.bulk_twins if bulk else neighbours.twins
    load = neighbours.bulk_load if bulk else neighbours.load_of
    return RuleContext(
        year=settings.year,
        as_of=settings.as_of,
        codes=archive.codes,
        thresholds=archive.thresholds,
        same_id=ask(connection, "id"),
        same_phone=ask(connection, "phone"),
        same_card=ask(connection, "card"),
        helper_load=load(connection, settings.as_of),
        same_house=ask(connection, "house"),
        standards=archive.standards,
        places=neighbours.places_above_county(archive.resources),
    )


def live_findings(archive: Archive, file: HouseholdFile) -> list[Finding]:
    """Return the findings of a household as it stands in memory."""
    return check_household(file, context_of(archive))
