"""Cards in the store: nothing is overwritten, and each space sees its own."""

from __future__ import annotations

import random
import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat import Person, Platform, Space
from bot.store import cards, dossiers
from bot.store.dossiers import load_shipped
from briefs.model import Likelihood, Locator, Quote, Stance, State
from tests.store.shelf import card, change, dossier

ONE, OTHER = Space(Platform.SLACK, "T1"), Space(Platform.SLACK, "T2")
DAY = timedelta(days=1)
RED, OUT = card("redlines/one"), card("outlook/one")


@pytest.fixture
async def filled(database, now):
    await load_shipped(database, dossier(RED, OUT), "h1", now - 30 * DAY)
    return database


async def headlines(database, space, topic="redlines"):
    return [entry.card.headline for entry in await cards.of_topic(database.reader, space, "quota", topic)]


async def history(database, space, id=RED.id):
    return [(one.what, one.headline) for one in await cards.history(database.reader, space, "quota", id)]


async def changes(database, space, since):
    return [(one.what, one.card, one.by) for one in await cards.changes(database.reader, space, "quota", since)]


async def test_a_card_comes_back_as_it_was_saved(filled, now):
    quote = Quote("quota-essay", "“cod”", "before ", " behind", 7, 12)
    full = card("redlines/full", party="us", issue="cod", stance=Stance.RED_LINE, likelihood=Likelihood.ALMOST_CERTAIN)
    full = full.__class__(**{**vars(full), "evidence": (quote, *full.evidence), "text": "Ünïcode – “all” of it\n🐟"})

    await change(filled, ONE.key, full, now)

    entry = await cards.find(filled.reader, ONE, full.id)
    assert entry.card == full
    assert (entry.state, entry.revision, entry.changed, entry.dossier) == (State.PUBLISHED, 1, now, "quota")


@pytest.mark.parametrize("column", ["headline", "text", "at", "by", "note"])
async def test_a_revision_is_never_changed(filled, column):
    with pytest.raises(sqlite3.IntegrityError, match="revisions are never changed"):
        async with filled.transaction() as db:
            await db.execute(f"UPDATE card_revisions SET {column} = 'other'")


async def test_each_change_keeps_who_when_why_and_what_was_there(filled, now):
    async with filled.transaction() as db:
        edited = card(RED.id, "New headline", "New text.")
        await cards.save(
            db, ONE.key, "quota", edited, State.PUBLISHED, Person("u1", "Ada"), now, what="changed", note="A typo."
        )

    latest, first = await cards.history(filled.reader, ONE, "quota", RED.id)
    assert (latest.what, latest.by, latest.at, latest.note) == ("changed", "Ada", now, "A typo.")
    assert latest.before == f"{RED.headline}\n{RED.text}"
    assert (first.what, first.by, first.before) == ("published", "shipped", "")


async def test_an_edit_of_one_space_is_seen_there_alone(filled, now):
    await change(filled, ONE.key, RED, now, headline="As we say")

    assert await headlines(filled, ONE) == ["As we say"]
    assert await headlines(filled, OTHER) == [RED.headline]
    assert await history(filled, OTHER) == [("published", RED.headline)]
    assert await changes(filled, OTHER, now - DAY) == []


async def test_a_card_that_one_space_retires_stays_for_the_others(filled, now):
    await change(filled, ONE.key, RED, now, State.RETIRED)

    assert await headlines(filled, ONE) == []
    assert await headlines(filled, OTHER) == [RED.headline]
    assert (await cards.find(filled.reader, ONE, RED.id)).state is State.RETIRED
    assert {entry.card.id for entry in await cards.published(filled.reader, ONE, "quota")} == {OUT.id}


async def test_a_card_of_one_space_is_not_found_from_another(filled, now):
    await change(filled, ONE.key, card("redlines/ours"), now)

    assert await cards.find(filled.reader, OTHER, "redlines/ours") is None
    assert "redlines/ours" not in await cards.ids(filled.reader, OTHER, "quota")
    assert await cards.like(filled.reader, OTHER, "quota", "ours") == []
    assert [id for id, _ in await cards.like(filled.reader, ONE, "quota", "ours")] == ["redlines/ours"]


async def test_an_edited_card_keeps_its_place_and_a_new_one_comes_last(filled, now):
    more = [card("redlines/two"), card("redlines/three")]
    await load_shipped(filled, dossier(RED, *more, OUT), "h2", now)
    await change(filled, ONE.key, RED, now, headline="Edited")
    await change(filled, ONE.key, card("redlines/new", "New"), now)

    assert await headlines(filled, ONE) == ["Edited", "Headline of redlines/two", "Headline of redlines/three", "New"]


async def test_shipped_changes_to_a_card_that_a_space_made_its_own_are_none_for_that_space(filled, now):
    await change(filled, ONE.key, RED, now - 2 * DAY, headline="As we say")
    await load_shipped(filled, dossier(card(RED.id, "Shipped anew"), OUT), "h2", now)

    assert await changes(filled, ONE, now - DAY) == []
    assert await headlines(filled, ONE) == ["As we say"]
    assert await history(filled, ONE) == [("changed", "As we say"), ("published", RED.headline)]
    assert await changes(filled, OTHER, now - DAY) == [("changed", RED.id, "shipped")]


async def test_what_was_shipped_before_the_own_edit_stays_in_its_history(filled, now):
    await load_shipped(filled, dossier(card(RED.id, "Shipped anew"), OUT), "h2", now - DAY)
    await change(filled, ONE.key, RED, now, headline="As we say")

    assert await history(filled, ONE) == [
        ("changed", "As we say"),
        ("changed", "Shipped anew"),
        ("published", RED.headline),
    ]
    assert await cards.headline_at(filled.reader, ONE, "quota", RED.id, 2) == "Shipped anew"
    assert await cards.headline_at(filled.reader, ONE, "quota", RED.id, 9) == ""


async def test_drafts_are_no_change_until_they_are_published(filled, now):
    draft = card("redlines/draft")
    await change(filled, ONE.key, draft, now, State.DRAFT)
    assert await changes(filled, ONE, now - DAY) == []

    await change(filled, ONE.key, draft, now, what="published")
    assert await changes(filled, ONE, now - DAY) == [("published", draft.id, "u1")]


async def test_changes_come_latest_first_from_the_moment_asked_for(filled, now):
    for hours in (3, 1, 2):
        await change(filled, "", card(f"redlines/{hours}"), now - timedelta(hours=hours), what="published")

    found = await changes(filled, ONE, now - timedelta(hours=2))

    assert [id for _, id, _ in found] == ["redlines/1", "redlines/2"]


async def test_of_several_dossiers_the_one_that_is_spoken_of_comes_first(filled, now):
    async with filled.transaction() as db:
        await dossiers.add(db, ONE.key, dossier(slug="a-strike"))
        await cards.save(db, ONE.key, "a-strike", RED, State.PUBLISHED, Person("u1"), now, what="published")

    assert (await cards.find(filled.reader, ONE, RED.id, "quota")).dossier == "quota"
    assert (await cards.find(filled.reader, ONE, RED.id)).dossier == "a-strike"


async def test_completions_that_begin_with_what_is_typed_come_first(filled, now):
    await change(filled, "", card("outlook/redlines-later"), now)

    found = await cards.like(filled.reader, ONE, "quota", "REDLINES")

    assert [id for id, _ in found] == [RED.id, "outlook/redlines-later"]
    assert await cards.like(filled.reader, ONE, "quota", "%") == []


async def test_what_is_counted_and_newest_is_what_reading_every_card_gives(database, now):
    chance = random.Random(11)
    shown = [card(f"{topic}/c{n}") for topic in ("redlines", "outlook") for n in range(12)]
    await load_shipped(database, dossier(*shown), "h1", now - 30 * DAY)
    for space in (ONE, OTHER):
        for one in chance.sample(shown, 10):
            cited = tuple(Locator(f"essay-{n}", n, 1, "0" * 64) for n in chance.choices(range(3), k=3))
            changed = replace(one, evidence=(*one.evidence, *cited))
            moment = now - chance.randrange(3) * DAY  # several at one moment
            await change(database, space.key, changed, moment, chance.choice(list(State)))

    for space in (ONE, OTHER, Space(Platform.SLACK, "T3")):
        every = await cards.published(database.reader, space, "quota")
        topics = {one.card.topic: [held for held in every if held.card.topic == one.card.topic] for one in every}
        essays = {evidence.essay for one in every for evidence in one.card.evidence}

        assert await cards.count_by_topic(database.reader, space, "quota") == {
            topic: len(held) for topic, held in topics.items()
        }
        assert await cards.newest(database.reader, space, "quota") == {
            topic: max(held, key=lambda one: one.changed) for topic, held in topics.items()
        }
        assert await cards.count_by_essay(database.reader, space, "quota") == {
            essay: sum(essay in cards.cited([one]) for one in every) for essay in essays
        }


async def test_what_was_published_last_leads_its_topic_and_what_came_together_stays_in_its_order(database, now):
    first, second = card("redlines/first"), card("redlines/second")
    await load_shipped(database, dossier(first, second), "h1", now - 30 * DAY)
    for id, moment in (("redlines/older", now - DAY), ("redlines/newer", now)):
        async with database.transaction() as db:
            await cards.save(db, ONE.key, "quota", card(id), State.PUBLISHED, Person("u1"), moment, what="published")

    entries = await cards.of_topic(database.reader, ONE, "quota", "redlines")

    assert [one.card.id for one in entries] == ["redlines/newer", "redlines/older", first.id, second.id]
