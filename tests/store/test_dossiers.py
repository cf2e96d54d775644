"""Dossiers: shipped content follows its hash, and what a space made of it stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.chat import Channel, Person, Platform, Space
from bot.store import cards, dossiers
from bot.store.dossiers import load_shipped
from briefs.model import State
from tests.store.shelf import ESSAY, card, change, dossier

ONE, OTHER = Space(Platform.SLACK, "T1"), Space(Platform.SLACK, "T2")
ADA = Person("u1", "Ada")
RED, OUT = card("redlines/one"), card("outlook/one")
DAY = timedelta(days=1)


async def what_happened(database, since, space=OTHER):
    found = await cards.changes(database.reader, space, "quota", since)
    return sorted((change.what, change.card, change.headline) for change in found)


async def test_the_same_content_changes_nothing(database, now):
    assert await load_shipped(database, dossier(RED, OUT), "h1", now - DAY)

    assert not await load_shipped(database, dossier(RED, OUT), "h1", now)
    assert await what_happened(database, now) == []
    assert await dossiers.is_loaded(database.reader, "h1")


async def test_another_hash_with_the_same_cards_makes_no_revision(database, now):
    await load_shipped(database, dossier(RED, OUT), "h1", now - DAY)

    assert await load_shipped(database, dossier(RED, OUT), "h2", now)
    assert await what_happened(database, now) == []


async def test_changed_added_and_removed_cards_are_changes_that_can_be_read(database, now):
    await load_shipped(database, dossier(RED, OUT), "h1", now - DAY)

    await load_shipped(database, dossier(card(RED.id, "Anew"), card("outlook/two")), "h2", now)

    assert await what_happened(database, now) == [
        ("changed", RED.id, "Anew"),
        ("published", "outlook/two", "Headline of outlook/two"),
        ("retired", OUT.id, OUT.headline),
    ]


async def test_the_order_of_the_content_is_the_order_in_which_it_is_read(database, now):
    two = card("redlines/two")
    await load_shipped(database, dossier(RED, two), "h1", now - DAY)

    await load_shipped(database, dossier(two, RED), "h2", now)

    read = await cards.of_topic(database.reader, ONE, "quota", "redlines")
    assert [entry.card.id for entry in read] == [two.id, RED.id]
    assert await what_happened(database, now) == []


async def test_a_card_that_comes_back_is_published_again(database, now):
    await load_shipped(database, dossier(RED, OUT), "h1", now - 2 * DAY)
    await load_shipped(database, dossier(RED), "h2", now - DAY)

    await load_shipped(database, dossier(RED, OUT), "h3", now)

    assert [entry.revision for entry in await cards.of_topic(database.reader, ONE, "quota", "outlook")] == [3]


async def test_what_a_space_edited_or_withdrew_stays_through_new_content(database, now):
    await load_shipped(database, dossier(RED, OUT), "h1", now - 2 * DAY)
    await change(database, ONE.key, RED, now - DAY, headline="As we say")
    await change(database, ONE.key, OUT, now - DAY, State.RETIRED)
    await change(database, ONE.key, card("outlook/ours"), now - DAY, what="published")

    await load_shipped(database, dossier(card(RED.id, "Anew"), card(OUT.id, "Anew as well")), "h2", now)

    ours = {entry.card.headline for entry in await cards.published(database.reader, ONE, "quota")}
    theirs = {entry.card.headline for entry in await cards.published(database.reader, OTHER, "quota")}
    assert ours == {"As we say", "Headline of outlook/ours"}
    assert theirs == {"Anew", "Anew as well"}


async def test_a_space_sees_the_shipped_dossiers_first_then_its_own_and_no_others(database, now):
    await load_shipped(database, dossier(), "h1", now)
    async with database.transaction() as db:
        await dossiers.add(db, ONE.key, dossier(slug="strike"))

    assert [one.slug for one in await dossiers.visible(database.reader, ONE)] == ["quota", "strike"]
    assert [one.slug for one in await dossiers.visible(database.reader, OTHER)] == ["quota"]
    assert await dossiers.with_own_content(database.reader) == {ONE.key}


async def test_an_outline_comes_back_without_essays_and_cards(database, now):
    whole = dossier(RED, OUT)
    await load_shipped(database, whole, "h1", now)

    assert await dossiers.visible(database.reader, ONE) == [replace(whole, essays=(), cards=())]


async def test_a_channel_speaks_of_what_was_chosen_in_it(database, now):
    here, elsewhere = Channel(ONE, "C1"), Channel(ONE, "C2")
    await load_shipped(database, dossier(), "h1", now)
    await load_shipped(database, dossier(slug="strike"), "h2", now)
    async with database.transaction() as db:
        await dossiers.choose(db, here, "strike")

    assert (await dossiers.chosen(database.reader, here)).slug == "strike"
    assert (await dossiers.chosen(database.reader, elsewhere)).slug == "quota"


async def test_a_choice_of_what_is_no_longer_there_falls_back_to_what_is(database, now):
    here = Channel(ONE, "C1")
    await load_shipped(database, dossier(), "h1", now)
    async with database.transaction() as db:
        await dossiers.choose(db, here, "gone")

    assert (await dossiers.chosen(database.reader, here)).slug == "quota"


async def test_an_empty_database_has_no_dossier(database):
    assert await dossiers.chosen(database.reader, Channel(ONE, "C1")) is None
    assert await dossiers.visible(database.reader, ONE) == []


async def test_an_essay_of_one_space_is_not_seen_from_another(database, now):
    held = replace(ESSAY, id="ours", snapshot_hash="abc")
    async with database.transaction() as db:
        await dossiers.add_essay(db, ONE.key, "quota", held, "The text.", ADA, now)

    assert await dossiers.essays(database.reader, ONE, "quota") == [held]
    assert await dossiers.essays(database.reader, OTHER, "quota") == []
    assert await dossiers.essay_with(database.reader, ONE, "quota", "abc") == held
    assert await dossiers.essay_with(database.reader, OTHER, "quota", "abc") is None
    assert await dossiers.snapshots(database.reader, ONE, ["abc", "def"]) == {"abc": "The text."}
    assert await dossiers.snapshots(database.reader, OTHER, ["abc"]) == {}


async def test_an_essay_kept_again_without_its_text_keeps_the_text(database, now):
    held = replace(ESSAY, snapshot_hash="abc")
    for snapshot in ("The text.", None):
        async with database.transaction() as db:
            await dossiers.add_essay(db, ONE.key, "quota", held, snapshot, ADA, now)

    assert await dossiers.snapshots(database.reader, ONE, ["abc"]) == {"abc": "The text."}


async def test_cards_are_counted_as_the_space_sees_them(database, now):
    await load_shipped(database, dossier(RED, OUT), "h1", now)
    await change(database, ONE.key, RED, now, State.RETIRED)
    await change(database, ONE.key, card("outlook/draft"), now, State.DRAFT)

    assert await dossiers.count_cards(database.reader, ONE, "quota") == {
        State.PUBLISHED: 1,
        State.RETIRED: 1,
        State.DRAFT: 1,
    }
    assert await dossiers.count_cards(database.reader, OTHER, "quota") == {State.PUBLISHED: 2}
