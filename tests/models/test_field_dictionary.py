"""The written dictionary says what the catalogue says."""

from models.catalogue import ENTITIES
from models.field_dictionary import DOCUMENT, STORED, document
from models.fields import Kind
from tests.models.code_book import CODES


def test_the_document_is_current():
    assert DOCUMENT.read_text("utf-8") == document(CODES), "run: python -m models.field_dictionary"


def test_it_names_every_field_and_code():
    text = document(CODES)
    for entity in ENTITIES.values():
        own = text.split(f"\n## {entity.name}\n")[1].split("\n## ")[0]
        for field in entity.fields:
            assert f"| {field.name} | {field.label} |" in own
    for found in CODES.lists.values():
        own = text.split(f"\n### {found.name}\n")[1].split("\n### ")[0]
        for entry in found.entries:
            assert f"| {entry.code} | {entry.text} |" in own


def test_every_kind_says_how_it_is_stored():
    assert set(STORED) == set(Kind)


def test_no_table_row_is_torn():
    rows = [line for line in document(CODES).splitlines() if line.startswith("|")]
    assert len(rows) > 900
    assert {row.replace("\\|", "").count("|") for row in rows} == {5, 6, 9}
