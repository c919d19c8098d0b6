"""The shipped code lists, for the tests of the models."""

from pathlib import Path

from models.codes import load_code_book

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
CODES = load_code_book(RESOURCES / "codes")
