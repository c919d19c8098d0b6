"""The published figures of the programmes come out of the training population at every size."""

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from storage.exchange.training.generate import generate
from storage.exchange.training.identity import Numbers
from storage.exchange.training.programmes import CITY, Programmes, Quota

RESOURCES = Path(__file__).parents[4] / "resources"
LINES = dict.fromkeys(range(2013, 2018), 2952)
FIGURES = {"drugs": 4_762, "stays": 626, "1": 103, "2": 52, "secretaries": 785, "officers": 20}


@pytest.mark.parametrize("households", [10, 998, 1_000, 20_000, CITY])
@pytest.mark.parametrize("figure", FIGURES.values())
def test_a_figure_comes_out_in_proportion_and_exactly_for_the_city(figure, households):
    quota = Quota(figure, households)
    for count in range(1, households + 1):
        while quota.due(count) > 0:
            quota.given += 1
    assert quota.given == max(1, round(figure * households / CITY))
    assert households < CITY or quota.given == figure


def test_what_is_due_is_handed_out_in_a_thousand_households():
    size = 1_000
    rng = Random(4)
    programmes = Programmes(4, size)
    found: Counter[str] = Counter()
    people, insured, patients = 0, set(), set()
    for village in generate(rng, Numbers(rng), RESOURCES, size, LINES):
        for made in village.households:
            people += len(made.people)
            for change in programmes.of(made):
                kind = change.values.get("kind") or change.values.get("duty") or ""
                found[f"{change.entity} {kind}"] += 1
                if change.entity == "special_cover":
                    insured.add(change.values["person"])
                if change.entity == "mental_aid":
                    patients.add((change.values["person"], kind))
    due = {name: max(1, round(figure * size / CITY)) for name, figure in FIGURES.items()}
    assert len(insured) == found["special_cover "] == people
    assert (found["mental_aid 1"], found["mental_aid 2"]) == (due["drugs"], due["stays"])
    assert len(patients) == due["drugs"] + due["stays"]
    assert (found["workplace 1"], found["workplace 2"]) == (due["1"], due["2"])
    assert (found["team_member 1"], found["team_member 4"]) == (due["secretaries"], due["officers"])
