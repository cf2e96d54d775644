"""Whether a text is about a negotiation: length, surroundings and a single loud sentence count for nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefs.derive.features import features_of, read_units
from briefs.derive.gate import MOST, Gate, openness, roots, talk
from briefs.derive.weights import shipped
from briefs.essay import read_snapshot

LABELLED = Path(__file__).parents[1] / "labelled"
TALKS = (LABELLED / "talks" / "gas-field.md").read_text(encoding="utf-8")
RECIPE = (LABELLED / "elsewhere" / "stew.md").read_text(encoding="utf-8")
LOUD = "Ruvia's chief negotiator rejected the offer, and its red line on sovereignty is not negotiable. "


def opens(text: str) -> float:
    return openness(features_of(read_units(read_snapshot(text))), shipped().gate)


def test_a_text_said_twice_is_as_open_as_said_once():
    once = features_of(read_units(read_snapshot(TALKS)))
    assert openness(once * 2, shipped().gate) == pytest.approx(openness(once, shipped().gate))


def test_a_recipe_with_one_loud_sentence_stays_shut():
    assert opens(LOUD * 3) > shipped().open > opens(RECIPE)
    assert opens(f"{RECIPE}\n\n{LOUD}") < shipped().open


def test_a_sentence_adds_or_takes_so_much_at_most():
    gate = Gate({"bias": 0.0, "word.treaty": 50.0}, {"bias": 0.0})
    assert talk({"word.treaty": 1.0}, gate) == MOST
    assert talk({"word.treaty": -1.0}, gate) == -MOST


def test_where_a_sentence_stands_does_not_count():
    assert roots([{"place.late": 1.0, "heading:redlines.named": 1.0, "word.treaty": 1.0}] * 4) == {"word.treaty": 1.0}


def test_what_every_fourth_sentence_has_counts_for_half_of_what_all_have():
    assert roots([{"word.treaty": 1.0}, {}, {}, {}]) == {"word.treaty": 0.5}
