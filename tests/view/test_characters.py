"""Characters: what is let through, and how much room it takes."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from bot.view.characters import clean, length, shorten, weight
from bot.view.markup import Bold, Italic, words

anything = st.text(st.characters(exclude_categories=()), max_size=200)
heavy = st.sampled_from("&<>*_~`|\\ a\U0001f98a\u05d0\u200b\u202e\n\0é").flatmap(
    lambda character: st.integers(1, 400).map(lambda many: character * many)
)
texts = anything | heavy | st.lists(heavy | anything, max_size=4).map("".join)


@given(texts, st.integers(1, 500))
def test_what_is_shortened_never_weighs_more_than_there_is_room_for(text, room):
    assert weight(shorten(text, room)) <= room


@given(texts, st.integers(1, 500))
def test_what_is_shortened_is_a_beginning_or_the_whole(text, room):
    short = shorten(text, room)

    whole = clean(text).strip()
    assert short == whole or (short.endswith("…") and whole.startswith(short[:-1]))


@given(st.integers(1, 60))
def test_a_character_of_two_units_is_never_cut_in_half(room):
    short = shorten("\U0001f98a" * 50, room)

    assert set(short) <= {"\U0001f98a", "…"}
    assert short.encode("utf-16")


def test_words_are_cut_between_words():
    assert shorten("Moscow will not bargain over a neutral Ukraine", 30) == "Moscow will not bargain over…"
    assert shorten("Moscow will not bargain", 23) == "Moscow will not bargain"


def test_ten_thousand_characters_are_shortened_at_once():
    assert weight(shorten("&" * 10_000, 900)) <= 900
    assert weight(shorten("a " * 5_000, 900)) <= 900


@given(texts)
def test_no_control_and_no_change_of_direction_survives(text):
    for part in words(text, Bold(text), Italic(text)):
        left = part if isinstance(part, str) else part.text
        assert not [one for one in left if unicodedata.category(one) in ("Cc", "Cs") and one != "\n"]
        assert not [one for one in left if unicodedata.bidirectional(one) in BIDI]


BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


@given(texts)
def test_cleaning_is_done_once_and_for_all(text):
    assert clean(clean(text)) == clean(text)


@given(texts, texts)
def test_weights_add_up(one, other):
    assert weight(one + other) == weight(one) + weight(other)
    assert length(one) <= weight(one)


def test_right_to_left_words_and_joined_emoji_are_left_alone():
    for text in ("שלום עולם", "مرحبا", "👩‍👩‍👧", "e\u0301", "\u200f"):
        assert clean(text) == text
