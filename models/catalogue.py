"""The one catalogue of entities and fields; every other part of the program reads it."""

from models.entities import care, housing, loans, medical, payouts, projects, social, students, teams, work
from models.entities.help import ASSIGNMENT, ATTACHMENT, HELPER, MEASURE, MONITORING, VISIT
from models.entities.household import HOUSEHOLD
from models.entities.member import MEMBER
from models.entities.place import DIVISION, VILLAGE_YEAR
from models.entities.year import INCOME, MEMBER_YEAR, YEAR
from models.fields import Entity

CASE_MODULES = (students, housing, medical, projects, loans, work, care, social, teams, payouts)
"""Modules that declare case types (`ENTITIES`, `CASE_TYPES`), in the order of the registers."""

ENTITIES: dict[str, Entity] = {
    entity.name: entity
    for entity in (
        DIVISION,
        VILLAGE_YEAR,
        HOUSEHOLD,
        MEMBER,
        YEAR,
        MEMBER_YEAR,
        INCOME,
        HELPER,
        ASSIGNMENT,
        VISIT,
        MONITORING,
        MEASURE,
        ATTACHMENT,
        *(entity for module in CASE_MODULES for entity in module.ENTITIES),
    )
}
"""Every entity by name, owners before what they own."""

RECORD_ENTITIES: tuple[str, ...] = tuple(name for name, entity in ENTITIES.items() if not entity.part_of)
"""The entities whose records are written down on their own; the others travel inside them."""

HOUSEHOLD_PARTS: tuple[str, ...] = (
    "assignment",
    "visit",
    "monitoring",
    "measure",
    "attachment",
    *(entity.name for module in CASE_MODULES for entity in module.ENTITIES if entity.owner),
)
"""Record entities that hang under a household beside members and years."""

TOP_LEVEL: tuple[str, ...] = tuple(
    entity.name for module in CASE_MODULES for entity in module.ENTITIES if not entity.owner
)
"""Case types that belong to no household: projects, donors, batches of payouts."""


def entity_by_label(text: str) -> Entity | None:
    """Return the entity whose name or Chinese label is `text`, or None."""
    for entity in ENTITIES.values():
        if text in (entity.name, entity.label):
            return entity
    return None
