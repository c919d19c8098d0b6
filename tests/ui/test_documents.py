"""What README and user guide show and name is there, and is so."""

import re
from pathlib import Path

import pytest

from models.rules import RULES
from ui.import_plan_view import Outcome
from ui.pages import PAGES
from ui.shortcuts_sheet import KEYS

ROOT = Path(__file__).parents[2]
DOCUMENTS = ("README.md", "docs/user-guide.md")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_and_picture_is_there(name):
    document = ROOT / name
    links = re.findall(r"\]\(([^)]+)\)", document.read_text("utf-8"))
    local = [link for link in links if not link.startswith(("http", "#"))]
    assert local
    assert [link for link in local if not (document.parent / link).exists()] == []


def test_the_guides_own_headings_are_those_it_links_to():
    text = (ROOT / "docs/user-guide.md").read_text("utf-8")
    titles = re.findall(r"^## (.+)$", text, re.M)
    headings = {re.sub(r"[、，。：]", "", title).lower().replace(" ", "-") for title in titles}
    linked = set(re.findall(r"\]\(#([^)]+)\)", text))
    assert linked == headings


def test_the_guide_explains_every_outcome_of_an_import():
    text = (ROOT / "docs/user-guide.md").read_text("utf-8")
    assert [outcome.value for outcome in Outcome if f"| {outcome.value} |" not in text] == []


def test_the_guide_names_every_page_with_its_key():
    text = (ROOT / "docs/user-guide.md").read_text("utf-8")
    named = [f"{spec.title} Ctrl+{spec.digit}" if spec.digit else spec.title for spec in PAGES]
    assert [one for one in named if one not in text] == []


def test_keys_of_the_guide_stand_on_the_sheet_of_keys():
    text = (ROOT / "docs/user-guide.md").read_text("utf-8")
    told = " ".join(key for _title, keys in KEYS for key, _does in keys)
    used = {key for bold in re.findall(r"\*\*([^*]+)\*\*", text) for key in re.findall(r"F\d+|Ctrl\+[A-Z/]\b", bold)}
    assert {"F3", "F8", "Ctrl+S"} <= used
    assert {key for key in used if key not in told} == set()


def test_the_readme_tells_the_right_number_of_rules():
    digits = "零一二三四五六七八九"
    tens, ones = divmod(len(RULES), 10)
    number = f"{digits[tens]}十{digits[ones] if ones else ''}" if len(RULES) < 100 else str(len(RULES))
    assert f"{number}条规则" in (ROOT / "README.md").read_text("utf-8")
