"""Filters: what is typed means what it says, its text means the same again, and hostile input is a sentence."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefs import filters
from briefs.filters import And, BadFilter, Filter, Gap, Is, Key, Not, Or, matches, parse, traits
from briefs.model import TOPICS, Card, Essay, Kind, Locator

PARTIES = (None, "russia", "ukraine", "united-states")
ISSUES = (None, "sanctions", "nato-membership")
ESSAYS = {
    one.id: one
    for one in (
        Essay("bryant-terms", "Terms", "Matthew Bryant", "", "2024-12"),
        Essay("quarterly-1", "Straße", "A. Author and B. Author", "Example Quarterly", "2026-01"),
        Essay("not", "Not", "", "And, Or & Not", "2026-01"),
    )
}


def card(chance: random.Random, id: str = "one", **said) -> Card:
    """A card of any topic, kind, party, issue and sources."""
    evidence = tuple(Locator(essay, 1, 1, "0" * 64) for essay in ESSAYS if chance.random() < 0.4)
    made = Card(id, chance.choice(TOPICS), "Headline", "Text", chance.choice(list(Kind)), evidence, "2026")
    return replace(made, **{"party": chance.choice(PARTIES), "issue": chance.choice(ISSUES), **said})


CHANCE = random.Random(20261122)
CARDS = [card(CHANCE, f"c{number}") for number in range(40)]
TRAITS = {one.id: traits(one, ESSAYS) for one in CARDS}


def let_in(text: str) -> set[str]:
    return {id for id, held in TRAITS.items() if matches(parse(text), held)}


# A naive evaluator: a filter is typed together with the set of cards that it means, and no parser is asked.


def naive_condition(chance: random.Random) -> tuple[str, set[str]]:
    topic, kind, party, issue = (
        chance.choice(some)
        for some in (TOPICS, list(Kind), [*filter(None, PARTIES), "nobody"], [*filter(None, ISSUES)])
    )
    typed, means = chance.choice(
        [
            (topic, lambda one: one.topic == topic),
            (f"topic:{topic.upper()}", lambda one: one.topic == topic),
            (f"kind: {kind}", lambda one: one.kind == kind),
            (f"party:{party}", lambda one: one.party == party),
            (f"Parties:{party.title()}", lambda one: one.party == party),
            (f'issue:"{issue}"', lambda one: one.issue == issue),
            ('source:"Example Quarterly"', rests_on("quarterly-1")),
            ("source:example  quarterly", rests_on("quarterly-1")),
            ("source: “A. Author and B. Author”", rests_on("quarterly-1")),
            ('source:"And, Or & Not"', rests_on("not")),
            ("source:bryant-terms", rests_on("bryant-terms")),
            ("source:matthew bryant", rests_on("bryant-terms")),
        ]
    )
    return typed, {one.id for one in CARDS if means(one)}


def rests_on(essay: str) -> Callable[[Card], bool]:
    return lambda one: essay in [evidence.essay for evidence in one.evidence]


EVERY = {one.id for one in CARDS}


def naive_filter(chance: random.Random, room: int) -> tuple[str, set[str], str]:
    """A filter as somebody might type it, the cards that it means, and which operator binds it loosest."""
    if room <= 1 or chance.random() < 0.15:
        return (*naive_condition(chance), "")
    if chance.random() < 0.25:
        text, meant, loosest = naive_filter(chance, room - 1)
        word = chance.choice(["not ", "NOT ", "except "])
        return word + (f"({text})" if loosest in ("and", "or") else text), EVERY - meant, "not"
    many = chance.randint(2, min(3, room))
    parts = [naive_filter(chance, room // many) for _ in range(many)]
    if chance.random() < 0.5:
        texts = [f"({text})" if loosest == "or" or chance.random() < 0.2 else text for text, _, loosest in parts]
        joined = texts[0]
        for text in texts[1:]:
            joined += (
                chance.choice([" and ", " AND ", " & "] + ([" ", " but "] if text.startswith("not ") else [])) + text
            )
        return joined, set.intersection(*(meant for _, meant, _ in parts)), "and"
    texts = [f" ( {text} ) " if chance.random() < 0.2 else text for text, _, _ in parts]
    return chance.choice([" or ", " OR ", " | "]).join(texts), set.union(*(meant for _, meant, _ in parts)), "or"


def test_ten_thousand_filters_let_in_what_a_naive_evaluator_says():
    chance, sizes = CHANCE, []
    for _ in range(10_000):
        typed, meant, _ = naive_filter(chance, chance.choice([1, 2, 4, 8, 16]))

        found = parse(typed)

        assert {id for id, held in TRAITS.items() if matches(found, held)} == meant, typed
        assert parse(str(found)) == found, typed
        sizes.append(len(filters.conditions(found)))
    assert max(sizes) > 8
    assert sizes.count(1) < 5_000


names = st.text(min_size=1, max_size=30).map(filters.plain).filter(bool)
trees = st.recursive(
    st.builds(Is, st.sampled_from(Key), names),
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(And, st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(Or, st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=8,
)


@given(trees)
def test_the_text_of_any_filter_is_read_as_that_filter(tree: Filter):
    assert parse(str(tree)) == tree


@given(st.text(alphabet='ab"“():,& \n\tnotandor', max_size=200) | st.text(max_size=300))
def test_whatever_is_typed_is_a_filter_or_a_sentence(text: str):
    with suppress(BadFilter):
        found = parse(text)
        assert parse(str(found)) == found


@pytest.mark.timeout(5)
@pytest.mark.parametrize(
    "text",
    [
        "(" * 3000,
        "not " * 700 + "redlines",
        "(" * 900 + "redlines" + ")" * 900,
        " or ".join(["redlines"] * 300),
        "a" * 2999,
        '"' * 2999,
        "a:" * 1400,
        "a" * 100_000,
        '"a' * 1400,
    ],
)
def test_what_is_far_too_much_is_refused_at_once(text: str):
    with pytest.raises(BadFilter):
        parse(text)


def test_the_largest_filter_that_is_taken_can_be_read_again():
    name = "x" * filters.LONGEST_VALUE
    deep = parse("not (" * (filters.DEEPEST // 2) + "redlines" + ")" * (filters.DEEPEST // 2))
    wide = parse(" and not ".join([f'source:"{name[:-2]} y"'] * filters.MOST))

    assert (parse(str(deep)), parse(str(wide))) == (deep, wide)


@pytest.mark.parametrize(
    ("text", "as_kept"),
    [
        ("redlines", "redlines"),
        ("topic:redlines", "redlines"),
        ("red lines", '"red lines"'),
        ("redlines and party:russia or kind:fact", "(redlines and party:russia) or kind:fact"),
        ("redlines not party:russia", "redlines and not party:russia"),
        ("redlines but not party:russia", "redlines and not party:russia"),
        ("redlines without party:russia", "redlines and not party:russia"),
        ("not not redlines", "not not redlines"),
        ("((redlines))", "redlines"),
        ("source:“Example Quarterly”", 'source:"Example Quarterly"'),
        ("source:„Zeit“", "source:Zeit"),
        ("source:'Example Quarterly'", 'source:"Example Quarterly"'),
        ('source:"not"', 'source:"not"'),
        ('party:"a: (b)"', 'party:"a: (b)"'),
        ("source:O'Brien", "source:O'Brien"),
    ],
)
def test_what_people_type_is_kept_in_one_spelling(text: str, as_kept: str):
    assert str(parse(text)) == as_kept


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Something is missing: a topic"),
        ("and redlines", "missing before “and”"),
        ("redlines and", "missing behind “and”"),
        ("redlines or and leverage", "missing behind “or”"),
        ("not", "missing behind “not”"),
        ("()", "missing behind “(”"),
        ("(redlines", "A bracket is not closed"),
        ("redlines)", "no “(” before it"),
        ("party:", "Which party? Write it behind “party:”"),
        ('party:"" and redlines', "Which party?"),
        ('source:"Example', "has no other one"),
        (": russia", "topic, party, issue, source or kind"),
        ("prty:russia", "Did you mean “party:”?"),
        ("colour:red", "There are topic, party, issue, source and kind."),
        (" or ".join(["redlines"] * 21), "at most 20 conditions"),
        ("not (" * 9 + "redlines" + ")" * 9, "at most 8 deep"),
        ("source:" + "x" * 101, "more than 100 characters"),
    ],
)
def test_a_mistake_is_told_with_a_way_out(text: str, said: str):
    with pytest.raises(BadFilter) as wrong:
        parse(text)

    assert said in str(wrong.value)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("redlines party:russia", ("redlines and party:russia", "redlines or party:russia")),
        ("party:russia, kind:fact", ("party:russia and kind:fact", "party:russia or kind:fact")),
        ("party:russia (kind:fact)", ("party:russia and (kind:fact)", "party:russia or (kind:fact)")),
    ],
)
def test_where_nothing_stands_between_two_conditions_both_readings_are_offered(text: str, readings: tuple[str, str]):
    with pytest.raises(Gap) as gap:
        parse(text)

    assert gap.value.readings == readings
    assert [let_in(reading) for reading in readings]


def test_a_card_without_a_party_is_not_of_any():
    of_nobody = traits(card(CHANCE, party=None, issue=None), ESSAYS)

    assert matches(parse("not party:russia"), of_nobody)
    assert not matches(parse("party:russia or issue:sanctions"), of_nobody)


def test_an_essay_that_is_not_known_is_a_source_by_its_id_alone():
    held = traits(card(CHANCE, evidence=(Locator("quarterly-1", 1, 1, "0" * 64),)), {})

    assert matches(parse("source:quarterly-1"), held)
    assert not matches(parse('source:"Example Quarterly"'), held)


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("redlines and leverage", ("redlines", "leverage")),
        ("kind:fact or (party:russia and not redlines and party:ukraine)", ("party:russia", "party:ukraine")),
        ("redlines and Redlines", None),
        ("redlines or leverage", None),
        ("source:a and source:b", None),
        ("redlines and not leverage", None),
    ],
)
def test_what_no_card_can_meet_is_seen(text: str, pair: tuple[str, str] | None):
    found = filters.at_odds(parse(text))

    assert (tuple(map(str, found)) if found else None) == pair


def test_each_condition_can_be_put_in_other_words():
    filter = parse("redlines and (not party:Moscow or party:Kyiv)")

    changed = filters.each(filter, lambda one: Is(one.key, one.value[::-1]))

    assert str(changed) == "senilder and (not party:wocsoM or party:viyK)"
