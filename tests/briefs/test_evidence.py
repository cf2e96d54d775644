"""What a card rests on is found again, also in a text that has changed, or it is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefs.essay import read_snapshot
from briefs.evidence import find_again, locate, normalise, quote, sentence_hash
from briefs.model import Locator

TEXT = "The port will not sell. The union wants a vote.\n\nThe port will not sell. It said so twice."
SNAPSHOT = read_snapshot(TEXT)


def test_two_typesetters_sentences_have_one_hash():
    assert normalise("“It’s  OVER”,\nhe\u00a0said") == normalise('"it\'s over", he said')
    assert sentence_hash("A “deal”.") == sentence_hash(' a "DEAL". ')
    assert len(sentence_hash("x")) == 16


def test_a_quote_carries_its_surroundings():
    found = quote("port", SNAPSHOT, 24, 47)

    assert (found.exact, found.prefix, found.suffix[:4]) == (
        "The union wants a vote.",
        "The port will not sell. ",
        "\n\nTh",
    )


def test_a_quote_outside_the_text_is_refused():
    with pytest.raises(ValueError, match="The essay has"):
        quote("port", SNAPSHOT, 5, 5000)


def test_a_locator_finds_its_place_and_else_its_words():
    words = sentence_hash("The port will not sell.")

    there = locate(SNAPSHOT, Locator("port", 2, 1, words))
    moved = locate(SNAPSHOT, Locator("port", 7, 7, words))

    assert there is not None
    assert (there.paragraph, there.number) == (2, 1)
    assert moved is not None
    assert moved.text == "The port will not sell."
    assert locate(SNAPSHOT, Locator("port", 1, 1, sentence_hash("The port will sell."))) is None


def test_a_quote_moves_to_the_place_whose_surroundings_fit():
    second = quote("port", SNAPSHOT, TEXT.rindex("The port"), TEXT.rindex("The port") + 23)
    changed = read_snapshot("A new first line.\n\n" + TEXT)

    found = find_again(changed, second)

    assert found is not None
    assert found.start == second.start + len("A new first line.\n\n")
    assert find_again(read_snapshot("Something else."), second) is None


def test_a_quote_that_was_set_with_other_marks_and_spaces_is_found_as_it_stands_now():
    old = read_snapshot('Some say so. The port won\'t sell - "not now" - it said. Others wait.')
    wanted = quote("port", old, 13, 55)
    new = read_snapshot("A new line.\n\nSome say so. The port won’t\nsell – “not  now” – it\u00ad said. Others wait.")

    found = find_again(new, wanted)

    assert wanted.exact == 'The port won\'t sell - "not now" - it said.'
    assert found is not None
    assert found.exact == "The port won’t\nsell – “not  now” – it\u00ad said."
    assert new.text[found.start : found.end] == found.exact


@pytest.mark.parametrize("now", ["The port will sell.", "The port wont sell.", "The ports won't sell.", ""])
def test_a_quote_whose_words_changed_is_not_found(now):
    old = read_snapshot("The port won't sell.")

    assert find_again(read_snapshot(now), quote("port", old, 0, 20)) is None


@given(st.text(min_size=1, max_size=200), st.data())
def test_a_quote_of_an_unchanged_text_is_found_where_it_stood(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    snapshot = read_snapshot(text)
    made = quote("any", snapshot, start, end)

    assert find_again(snapshot, made) == made
    again = find_again(snapshot, replace(made, start=len(text) + 5, end=len(text) + 5 + len(made.exact)))
    assert again is not None
    assert again.exact == made.exact
