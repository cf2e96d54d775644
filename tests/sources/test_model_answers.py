"""Whatever a model writes, its picks are numbers and labels of ours, and drafts are words of the essay."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sources.answer import NoAnswer, Pick, read_answer
from bot.sources.picked import draft_picks
from briefs.derive.features import read_units
from briefs.derive.wording import LONGEST
from briefs.essay import read_snapshot
from briefs.model import TOPICS, Kind, Stance
from tests.standins.model import completion

ESSAY = """The pilots' union and Corvane Air met on Tuesday. The airline has offered 4 per cent; the union wants 9.
Its chief negotiator, Ana Brody, says that her members will never sign a contract that keeps the nights.

Corvane Air can wait until June. Corvane Air has refused to say when it would return. A deal looks unlikely."""
SNAPSHOT = read_snapshot(ESSAY)
UNITS = read_units(SNAPSHOT)
NUMBERS = range(1, len(UNITS) + 1)

junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)
numbers = st.integers(-2, 9) | st.integers(0, 9).map(str) | junk
topics = st.sampled_from([*TOPICS, "Red lines", "gossip"]) | junk
kinds = st.sampled_from([*Kind, "POSITION"]) | junk
stances = st.sampled_from([*Stance, "red_line"]) | junk
parties = st.sampled_from(["Corvane Air", "corvane air", "the union", "Ana Brody", "Ruritania", "@everyone"]) | junk
words = st.lists(st.sampled_from([*ESSAY.split(), "@here", "<b>", "not", "\u202e", "https://a.b"]), max_size=20)
headlines = words.map(" ".join) | st.text(max_size=200) | junk
cards = st.fixed_dictionaries(
    {"sentence": numbers, "topic": topics},
    optional={"kind": kinds, "stance": stances, "party": parties, "headline": headlines, "text": st.text(), "x": junk},
)
lists = st.lists(cards | junk, max_size=8) | junk
contents = (
    st.builds(lambda cards: json.dumps({"cards": cards}), lists)
    | st.builds(lambda before, cards, behind: before + json.dumps(cards) + behind, st.text(), lists, st.text())
    | st.builds(lambda cards, end: json.dumps({"cards": cards})[:end], lists, st.integers(0, 300))
    | st.text()
)
bodies = (
    st.builds(lambda content: json.dumps(completion(content)).encode(), contents | junk)
    | junk.map(lambda value: json.dumps(value).encode())
    | st.binary(max_size=300)
)


def picks_of(body: bytes) -> list[Pick]:
    try:
        return read_answer(body, NUMBERS)
    except NoAnswer:
        return []


@settings(max_examples=600, deadline=2000)
@given(bodies)
def test_no_answer_gives_anything_but_our_sentences_and_labels(body):
    picks = picks_of(body)

    drafts = draft_picks(UNITS, picks, None)

    assert len(drafts) == len({(pick.number, pick.topic) for pick in picks})
    sentences = {unit.sentence.text for unit in UNITS}
    for draft in drafts:
        (span,) = draft.spans
        assert span.text in sentences
        assert " ".join(span.text.split()) in draft.text
        assert all(SNAPSHOT.text[one.start : one.end] == one.text for one in (span, *draft.support))
        assert draft.topic in TOPICS
        assert draft.kind in (Kind.FACT, Kind.POSITION, Kind.ARGUMENT)
        assert (draft.party is not None) == (draft.kind is Kind.POSITION)
        assert draft.party is None or draft.party in ESSAY
        assert draft.stance is None or draft.party
        assert 0 <= draft.score <= 1


@settings(max_examples=600, deadline=2000)
@given(st.sampled_from(NUMBERS), headlines, parties)
def test_a_headline_is_one_plain_line_of_the_essays_words(number, said, party):
    body = json.dumps(completion(json.dumps({"cards": [{"sentence": number, "topic": "facts", "headline": said}]})))

    (draft,) = draft_picks(UNITS, picks_of(body.encode()), None)

    assert 0 < len(draft.headline) <= LONGEST
    assert draft.headline.isprintable()
    assert not set(draft.headline) & set("<>@`*[]|\\")
    assert "://" not in draft.headline


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "make",
    [
        lambda size: "[" * size,
        lambda size: "{" * size,
        lambda size: '{"cards":' * (size // 9),
        lambda size: '{"cards":[' * (size // 10),
        lambda size: "[1," * (size // 3),
        lambda size: '[{"a":1},' * (size // 9),
        lambda size: '{"cards":[' + '{"sentence":1,"topic":"facts"},' * (size // 31) + "]",
        lambda size: '{"cards":["' + "x" * size,
        lambda size: "{" + " " * size,
        lambda size: ('{"cards"' + " " * 1000) * (size // 1008),
        lambda size: ('[{"a":1},' * 4 + '{"cards":[' + "0," * 400) * (size // 846),
    ],
)
def test_an_answer_of_a_megabyte_cannot_hold_us_up(make: Callable[[int], str]):
    body = json.dumps(completion(make(900_000))).encode()
    assert picks_of(body) == []
