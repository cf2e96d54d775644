"""What an edition shows: changes first, then what is new, topic after topic, and nothing twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from briefs.model import TOPICS, Card, Entry, Kind, State
from briefs.selection import FULL, HEADLINES, key, one_topic_after_another, select

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def entry(id: str, revision: int = 1, changed: datetime = NOW) -> Entry:
    card = Card(id, id.partition("/")[0], id, id, Kind.FACT, (), "2026")
    return Entry("d", card, State.PUBLISHED, revision, changed)


ids = st.tuples(st.sampled_from(TOPICS), st.integers(0, 9)).map(lambda pair: f"{pair[0]}/{pair[1]}")
moments = st.integers(0, 3).map(lambda days: NOW + timedelta(days=days))
held = st.lists(st.builds(entry, ids, st.integers(1, 3), moments), max_size=40, unique_by=key)
seen_before = st.dictionaries(ids.map(lambda id: f"d {id}"), st.integers(1, 3), max_size=20)


@given(held, seen_before)
def test_nothing_seen_unchanged_is_shown_and_nothing_is_lost(entries, seen):
    chosen = select(entries, seen)

    fresh = {key(one) for one in entries if seen.get(key(one), 0) < one.revision}
    shown = [key(one) for one in chosen.shown]
    assert len(shown) == len(set(shown))
    assert set(shown) <= fresh
    assert len(shown) + chosen.left == len(fresh)
    assert set(chosen.withdrawn) == set(seen) - {key(one) for one in entries}


@given(held, seen_before)
def test_an_edition_is_never_longer_than_a_message(entries, seen):
    chosen = select(entries, seen)

    assert len(chosen.changed) + len(chosen.new) <= FULL
    assert len(chosen.headlines) <= HEADLINES
    assert not chosen.headlines or len(chosen.changed) + len(chosen.new) == FULL


@given(held)
def test_edition_after_edition_shows_every_card_once_and_then_nothing(entries):
    seen: dict[str, int] = {}
    shown: list[str] = []

    while not (chosen := select(entries, seen)).empty:
        shown += [key(one) for one in chosen.shown]
        seen |= {key(one): one.revision for one in chosen.shown}

    assert sorted(shown) == sorted(map(key, entries))


@given(held)
def test_taking_turns_loses_no_card_and_keeps_each_topics_order(entries):
    turns = one_topic_after_another(entries)

    for topic in TOPICS:
        assert [one for one in turns if one.card.topic == topic] == [one for one in entries if one.card.topic == topic]
    assert len(turns) == len(entries)


def test_no_topic_crowds_out_the_rest():
    entries = [entry(f"redlines/{n}") for n in range(20)] + [entry("outlook/1")]

    assert "outlook/1" in [one.card.id for one in select(entries, {}).new]


def test_what_was_published_comes_with_the_next_edition_though_the_dossier_came_with_many_cards():
    shipped = [entry(f"{topic}/{n}") for topic in TOPICS for n in range(6)]
    later = [entry(f"{topic}/new", 2, NOW + timedelta(minutes=5)) for topic in TOPICS[-2:]]

    assert select([*shipped, *later], {}).new[:2] == tuple(later)
    assert select([*shipped, *later], {key(one): 1 for one in shipped[:20]}).new[:2] == tuple(later)


def test_what_changed_leads():
    chosen = select([entry("redlines/1"), entry("outlook/1", 2)], {"d outlook/1": 1})

    assert [one.card.id for one in chosen.shown] == ["outlook/1", "redlines/1"]
    assert not chosen.empty


@given(held, seen_before, st.integers(1, 4), st.dictionaries(st.sampled_from(TOPICS), st.integers(0, 5)))
def test_no_more_of_a_topic_come_in_a_day_than_its_cap_and_the_rest_waits(entries, seen, cap, told):
    told = {f"d {topic}": many for topic, many in told.items()}

    chosen = select(entries, seen, cap=cap, told=told)

    new = [one for one in entries if key(one) not in seen]
    for topic in {one.card.topic for one in new}:
        come = [one for one in chosen.new + chosen.headlines if one.card.topic == topic]
        waits = [one for one in chosen.held if one.card.topic == topic]
        assert len(come) + told.get(f"d {topic}", 0) <= max(cap, told.get(f"d {topic}", 0))
        assert not waits or len(waits) + cap >= sum(one.card.topic == topic for one in new)
    shown = select(entries, seen)
    assert chosen.changed == shown.changed
    assert chosen.withdrawn == shown.withdrawn
    assert len(chosen.shown) + len(chosen.held) + chosen.left == len(shown.shown) + shown.left


@given(held, st.integers(1, 4))
def test_day_after_day_what_waited_comes(entries, cap):
    seen: dict[str, int] = {}

    while not (chosen := select(entries, seen, cap=cap)).empty:
        seen |= {key(one): one.revision for one in chosen.shown}

    assert set(seen) == set(map(key, entries))
    assert not chosen.held
