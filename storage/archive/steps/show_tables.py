"""Prints the CREATE statements of entities, for a step to keep: python -m storage.archive.steps.show_tables NAME …"""

from __future__ import annotations

import sys
import textwrap

from models.cases import link_fields
from models.catalogue import ENTITIES
from storage.archive.columns import SQL_TYPES, table_of


def statements_of(name: str) -> str:
    """Return the table of an entity and its indexes: by household, and by every link to another record."""
    entity, table = ENTITIES[name], table_of(name)
    columns = ["id INTEGER PRIMARY KEY", "uid TEXT NOT NULL UNIQUE"]
    columns += ["household TEXT NOT NULL"] if entity.owner else []
    columns += ["scope TEXT NOT NULL", "deleted INTEGER NOT NULL DEFAULT 0", "received TEXT", "extra TEXT"]
    columns += ["updated TEXT NOT NULL", *(f'"{one.name}" {SQL_TYPES[one.kind]}' for one in entity.fields)]
    body = textwrap.fill(", ".join(columns), 112, initial_indent="    ", subsequent_indent="    ")
    made = [f"CREATE TABLE {table} (\n{body}\n);"]
    made += [f"CREATE INDEX {table}_household ON {table}(household);"] if entity.owner else []
    for one in link_fields(name):
        made.append(f'CREATE INDEX {table}_{one.name} ON {table}("{one.name}") WHERE "{one.name}" IS NOT NULL;')
    return "\n".join(made)


if __name__ == "__main__":
    sys.stdout.write("\n".join(statements_of(name) for name in sys.argv[1:]) + "\n")
