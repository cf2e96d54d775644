"""Search: finds what is published, says where, and takes whatever people type."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat import LOCAL, Platform, Space
from bot.store.dossiers import load_shipped
from bot.store.search import END, MOST, START, keep_words, kept_words, search
from briefs.model import State
from tests.store.shelf import card, change, dossier

ONE, OTHER = Space(Platform.SLACK, "T1"), Space(Platform.SLACK, "T2")

CARDS = (
    card("redlines/neutrality", "Kyiv refuses neutrality", "It wants guarantees, whatever the treaty says."),
    card("redlines/gas", "Gas flows again", "Neutrality is not on the table for gas."),
    card("outlook/ceasefire", "No ceasefire before winter", "Guarantees first. Café talks at the Élysée go on."),
)


@pytest.fixture
async def filled(database, now):
    await load_shipped(database, dossier(*CARDS), "h1", now)
    return database


async def found(database, words, space=LOCAL):
    return [hit.entry.card.id.partition("/")[2] for hit in await search(database.reader, space, "quota", words)]


async def test_a_headline_counts_more_than_a_text(filled):
    assert await found(filled, "neutrality") == ["neutrality", "gas"]


async def test_all_words_must_be_there_where_any_card_has_them_all(filled):
    assert await found(filled, "neutrality gas") == ["gas"]


async def test_some_of_the_words_will_do_where_no_card_has_all(filled):
    assert set(await found(filled, "winter gas unicorn")) == {"gas", "ceasefire"}


@pytest.mark.parametrize("words", ["neutr", "gua", "the guarant", "CEASEF"])
async def test_the_beginning_of_the_last_word_is_enough(filled, words):
    assert await found(filled, words)


@pytest.mark.parametrize("words", ["ne", "neut gas"])
async def test_a_shorter_beginning_or_one_in_the_middle_is_not(filled, words):
    assert "neutrality" not in await found(filled, words)


@pytest.mark.parametrize("words", ["cafe", "CAFÉ", "elysee", "Élysée"])
async def test_accents_and_capitals_do_not_matter(filled, words):
    assert await found(filled, words) == ["ceasefire"]


async def test_small_words_do_not_decide(filled):
    assert await found(filled, "what is the neutrality of a treaty") == ["neutrality"]


async def test_small_words_alone_are_searched_for_all_the_same(filled):
    assert set(await found(filled, "on the")) == {"gas", "ceasefire"}


async def test_a_snippet_marks_what_was_found(filled):
    [hit] = await search(filled.reader, LOCAL, "quota", "talks")
    assert f"{START}talks{END}" in hit.snippet


@pytest.mark.parametrize("words", ["", "   ", "…", "🐟", "!!!", "_", "\x00", "'", '"', "^", "()", "*"])
async def test_nothing_to_search_for_finds_nothing(filled, words):
    assert await found(filled, words) == []


@pytest.mark.parametrize(
    "words",
    [
        '"neutrality',
        "neutrality*",
        "NEAR(neutrality gas)",
        "headline:neutrality",
        "-neutrality",
        "neutrality AND",
        "{headline text}: neutrality",
        "neutrality; DROP TABLE cards",
        "^neutrality",
        "neutrality OR",
        "treaty NOT neutrality",
    ],
)
async def test_operators_are_words_like_others(filled, words):
    assert "neutrality" in await found(filled, words)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
@given(words=st.text(max_size=60))
async def test_whatever_is_typed_is_taken(filled, words):
    await search(filled.reader, LOCAL, "quota", words)


async def test_ten_thousand_characters_are_taken(filled):
    assert "gas" in await found(filled, "gas " * 2500)


async def test_drafts_and_retired_cards_are_not_found(filled, now):
    await change(filled, "", CARDS[0], now, State.RETIRED)
    await change(filled, LOCAL.key, card("redlines/draft", "Neutrality drafted"), now, State.DRAFT)

    assert await found(filled, "neutrality") == ["gas"]


async def test_an_edited_card_is_found_by_its_new_words_alone(filled, now):
    await change(filled, "", CARDS[0], now, headline="Kyiv wants an umbrella", text="Nothing else.")

    assert await found(filled, "umbrella") == ["neutrality"]
    assert await found(filled, "treaty") == []


async def test_an_own_copy_hides_the_shipped_card_and_is_seen_there_alone(filled, now):
    other = Space(Platform.SLACK, "T1")
    await change(filled, LOCAL.key, CARDS[0], now, headline="Our umbrella", text="Ours.")

    assert await found(filled, "umbrella") == ["neutrality"]
    assert await found(filled, "treaty") == []
    assert await found(filled, "umbrella", other) == []
    assert await found(filled, "treaty", other) == ["neutrality"]


async def test_there_is_an_end_to_what_anybody_pages_through(filled, now):
    for number in range(MOST + 5):
        await change(filled, "", card(f"outlook/n{number}", f"Herring {number}"), now)

    assert len(await found(filled, "herring")) == MOST


async def test_a_long_search_is_kept_under_a_short_name(filled, now):
    async with filled.transaction() as db:
        names = [await keep_words(db, ONE, "guarantees " * 50, now) for _ in range(2)]

    assert names[0] == names[1]
    assert len(names[0]) < 20
    assert await kept_words(filled.reader, ONE, names[0]) == "guarantees " * 50
    assert await kept_words(filled.reader, ONE, "~unknown") is None


async def test_what_one_space_searched_for_no_other_finds_by_its_name(filled, now):
    async with filled.transaction() as db:
        name = await keep_words(db, ONE, "a secret " * 50, now)

        assert await keep_words(db, OTHER, "a secret " * 50, now) != name
    assert await kept_words(filled.reader, OTHER, name) is None
