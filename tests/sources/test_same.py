"""The same essay twice is one; different essays never are. Measured on the labelled ones."""

from __future__ import annotations

import random
import re
from itertools import combinations
from pathlib import Path

import pytest

from bot.sources.same import ALIKE, find_same, overlap, same_text_hash

FOLDER = Path(__file__).parent.parent / "labelled"
ESSAYS = {file.stem: file.read_text() for file in sorted(FOLDER.glob("e*/*.md"))[::3]}
HEAD = "Harbour Review\nThe site for all who care\n\nPUBLISHED TODAY\n\nThis essay first appeared elsewhere.\n\n"
FOOT = (
    "\n\nRead more on our site. Subscribe. The writer's views are their own and not those of the Review or its staff."
)


def republished(text: str) -> str:
    """The text under another title, with other marks, wrapped otherwise."""
    body = re.sub(r"\A#[^\n]*\n", "# Another title altogether\n", text)
    return HEAD + re.sub(r"(?<!\n)\n(?!\n)", " ", body.replace("’", "'").replace("“", '"').replace("—", " - ")) + FOOT


def edited(text: str, share: float) -> str:
    """The text with so much of its words replaced."""
    words = text.split()
    replaced = set(random.Random(7).sample(range(len(words)), int(len(words) * share)))
    return " ".join("changed" if place in replaced else word for place, word in enumerate(words))


def test_marks_spaces_and_capitals_do_not_make_another_text():
    assert same_text_hash("“It’s over,” she\nsaid.") == same_text_hash('# "IT\'S over" she said')
    assert same_text_hash("It is over") != same_text_hash("It is not over")


@pytest.mark.parametrize("name", ESSAYS)
def test_a_copy_with_another_head_and_foot_is_found(name):
    assert find_same(republished(ESSAYS[name]), ESSAYS) == name
    assert find_same(edited(ESSAYS[name], 0.1), ESSAYS) == name


def test_different_essays_are_far_below_the_line():
    nearest = max(overlap(first, second) for first, second in combinations(ESSAYS.values(), 2))

    assert nearest < ALIKE / 10


def test_an_excerpt_is_not_the_essay():
    text = next(iter(ESSAYS.values()))

    assert overlap(text[: len(text) // 4], text) == 0
    assert find_same("A few words only.", {"a": "A few words only, and more."}) is None


LONG = (
    "The government of Kessary will not open the northern gate of the dam before the vote on 7 February, whatever the "
    "farmers of the delta and the banks of Tavin may say to it in public or write to it in private this winter."
)
COLUMN = (
    f"The lake has fallen for nine years. {LONG} That is the sentence on which the whole winter turns. "
    "A vote is no plan. Those who wait for rain have stopped waiting for ministers."
)
WIRE = (
    f"LISSE, 18 November. Talks on the lake ended on Tuesday without a date for more. “{LONG}” the host's paper "
    "said. Apricots rose. The mediators fly home tonight and meet again next week."
)


def test_a_report_that_quotes_one_long_sentence_is_another_essay():
    assert find_same(WIRE, {"column": COLUMN}) is None
    assert find_same(COLUMN, {"wire": WIRE}) is None


def test_a_copy_of_a_short_text_is_found():
    assert find_same(f"{HEAD}{COLUMN}", {"column": COLUMN}) == "column"
    assert find_same(COLUMN, {"column": f"{COLUMN}{FOOT}"}) == "column"


def test_a_text_without_a_full_stop_is_still_found_again():
    endless = " ".join(re.findall(r"\w+", next(iter(ESSAYS.values()))))

    assert find_same(f"{HEAD}{endless}", {"a": endless}) == "a"
