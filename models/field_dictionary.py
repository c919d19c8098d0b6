"""Writes `docs/field-dictionary.md` from the catalogue and the code lists: `python -m models.field_dictionary`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from models.catalogue import ENTITIES
from models.codes import CodeBook, CodeList, load_code_book
from models.fields import HUNDREDTHS, Entity, Field, Kind
from models.headings import HEADINGS

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "field-dictionary.md"
CODES = ROOT / "resources" / "codes"

STORED: dict[Kind, str] = {
    Kind.NAME: "text, NFC, one middle dot",
    Kind.TEXT: "text, one line",
    Kind.NOTE: "text, several lines",
    Kind.NUMBER_TEXT: "text of digits and letters",
    Kind.ID_NUMBER: "text, 18, 20 or 22 characters",
    Kind.PHONE: "text of digits",
    Kind.BANK_CARD: "text of digits",
    Kind.INTEGER: "integer",
    Kind.DECIMAL: "integer, hundredths of the unit",
    Kind.MONEY: "integer, fen",
    Kind.DATE: "text yyyy-mm-dd",
    Kind.MONTH: "text yyyy-mm",
    Kind.YEAR: "integer",
    Kind.YES_NO: "true / false",
    Kind.CODE: "code, or the text as received",
    Kind.CODES: "list of codes",
    Kind.DIVISION: "division code, 2 to 12 digits",
    Kind.LINK: "uid of a record",
}

_HEAD = """# Field dictionary

Made from the catalogue by `python -m models.field_dictionary`; a test says when it is out of date. Empty is null:
未填 is neither 0 nor 否. “Required” marks fields that count for completeness: ✓ always, ◐ under a condition. “National”
is the field's id in the national system where a source names it. “Also read as” lists former and foreign headings.
"""


def document(codes: CodeBook) -> str:
    """Return the whole document."""
    parts = [_HEAD, "## Entities\n", "\n".join(_entity_list()), ""]
    for entity in ENTITIES.values():
        parts.extend(_entity(entity))
    parts.append("## Code lists\n")
    for name in sorted(codes.lists):
        parts.extend(_code_list(codes[name]))
    return "\n".join(parts).rstrip() + "\n"


def _entity_list() -> Iterator[str]:
    yield "| entity | label | belongs to | fields |"
    yield "|---|---|---|---|"
    for entity in ENTITIES.values():
        belongs = f"{entity.owner}, inside {entity.part_of}" if entity.part_of else entity.owner
        yield f"| [{entity.name}](#{entity.name}) | {entity.label} | {belongs} | {len(entity.fields)} |"


def _entity(entity: Entity) -> Iterator[str]:
    yield f"## {entity.name}\n"
    yield f"{entity.label}\n"
    for section in entity.sections:
        yield f"### {entity.label} · {section.title}\n"
        yield "| field | label | kind | stored as | required | national | also read as | remarks |"
        yield "|---|---|---|---|---|---|---|---|"
        yield from (_field(entity, entity.field(name)) for name in section.names)
        yield ""
    shared = [f"{facet.name} ({', '.join(facet.names)}; {facet.policy})" for facet in entity.facets]
    if shared:
        yield f"Decided together in a conflict: {'; '.join(shared)}.\n"


def _field(entity: Entity, field: Field) -> str:
    required = "◐" if field.name in entity.required_when else "✓" if field.required else ""
    others = "、".join(HEADINGS[f"{entity.name}.{field.name}"][1:])
    kind = f"{field.kind} [{field.codes}](#{field.codes})" if field.codes else str(field.kind)
    cells = (
        field.name,
        field.label,
        kind,
        STORED[field.kind],
        required,
        field.national,
        others,
        _remarks(entity, field),
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _remarks(entity: Entity, field: Field) -> str:
    found = [field.unit] if field.unit else []
    scale = 100 if field.kind in HUNDREDTHS else 1
    if field.least is not None:
        found.append(f"≥ {field.least // scale}")
    if field.most is not None:
        found.append(f"≤ {field.most // scale}")
    if field.sensitive:
        found.append("masked")
    if field.searchable:
        found.append("searchable")
    if field.name in entity.shown_when:
        found.append("shown under a condition")
    if field.help:
        found.append(field.help)
    return "; ".join(found)


def _code_list(found: CodeList) -> Iterator[str]:
    yield f"### {found.name}\n"
    yield "| code | text | years | also read as | source |"
    yield "|---|---|---|---|---|"
    for entry in found.entries:
        years = f"{entry.from_year or ''}–{entry.to_year or ''}" if entry.from_year or entry.to_year else ""
        cells = (entry.code, entry.text, years, "、".join(entry.aliases), entry.note)
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
    yield ""


def main() -> None:
    """Write the document anew."""
    DOCUMENT.write_text(document(load_code_book(CODES)), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
