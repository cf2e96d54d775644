"""Drafts, agreements and bottom lines in the store: each space's own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat import Channel, Person, Platform, Space
from bot.store import cards, deliveries, review, spaces
from bot.store.dossiers import load_shipped
from bot.view.page import Note, Page
from briefs.model import State
from tests.store.shelf import card, change, dossier

ONE, OTHER = Space(Platform.SLACK, "T1"), Space(Platform.SLACK, "T2")
ADA, BEN = Person("u1", "Ada"), Person("u2", "Ben")
RED, OUT = card("redlines/one"), card("outlook/one")


@pytest.fixture
async def filled(database, now):
    await load_shipped(database, dossier(RED), "h1", now)
    for one in (card("redlines/b"), card("redlines/a")):
        await change(database, ONE.key, one, now, State.DRAFT)
    return database


async def drafts(database, space=ONE):
    return [entry.card.id for entry in await review.drafts(database.reader, space)]


async def test_drafts_are_a_spaces_own_and_come_in_the_order_of_their_keeping(filled, now):
    assert await drafts(filled) == ["redlines/b", "redlines/a"]
    assert await drafts(filled, OTHER) == []

    await change(filled, ONE.key, card("redlines/b"), now, State.PUBLISHED)
    await change(filled, ONE.key, card("redlines/a"), now, State.RETIRED)

    assert await drafts(filled) == []


async def test_a_draft_that_is_reworded_keeps_its_place(filled, now):
    await change(filled, ONE.key, card("redlines/b"), now, State.DRAFT, headline="Other words")

    assert await drafts(filled) == ["redlines/b", "redlines/a"]


async def test_who_agreed_is_remembered_once_for_that_revision_alone(filled, now):
    held = await cards.find(filled.reader, ONE, "redlines/b")
    async with filled.transaction() as db:
        for n, person in enumerate((ADA, BEN, ADA)):
            await review.agree(db, ONE, held, person, now + timedelta(seconds=n))
    assert await review.agreed(filled.reader, ONE, held) == [ADA, BEN]
    assert await review.agreed(filled.reader, OTHER, held) == []

    await change(filled, ONE.key, card("redlines/b"), now, State.DRAFT, headline="Other words")

    assert await review.agreed(filled.reader, ONE, await cards.find(filled.reader, ONE, "redlines/b")) == []


async def test_a_bottom_line_is_replaced_and_an_empty_one_goes(database, now):
    async def write(text, by=ADA, space=ONE):
        async with database.transaction() as db:
            await review.write_bottom_line(db, space, "quota", "redlines", text, by, now)

    await write("First.")
    await write("Theirs.", space=OTHER)
    await write("Second.", BEN)
    lines = await review.bottom_lines(database.reader, ONE, "quota")
    assert lines == {"redlines": review.BottomLine("Second.", now, "Ben")}

    await write("")

    assert await review.bottom_lines(database.reader, ONE, "quota") == {}
    assert (await review.bottom_lines(database.reader, OTHER, "quota"))["redlines"].text == "Theirs."


async def test_choices_come_back_as_they_were_made_and_are_a_spaces_own(database):
    assert await spaces.choices(database.reader, ONE) == spaces.Choices()
    room = Channel(ONE, "C/1:2")
    async with database.transaction() as db:
        await spaces.choose(db, ONE, spaces.Choices(room, two_editors=True))

    chosen = await spaces.choices(database.reader, ONE)
    assert (chosen.review_channel, chosen.two_editors) == (room, True)
    assert await spaces.choices(database.reader, OTHER) == spaces.Choices()


async def test_what_became_of_a_draft_before_it_was_published_is_no_change_that_readers_see(filled, now):
    await change(filled, ONE.key, card("redlines/b"), now, State.DRAFT, "changed", headline="Other words")
    await change(filled, ONE.key, card("redlines/b"), now, State.PUBLISHED, "published")
    await change(filled, ONE.key, card("redlines/b"), now, State.PUBLISHED, "changed", headline="Now")
    await change(filled, ONE.key, card("redlines/a"), now, State.RETIRED, "rejected")
    await change(filled, ONE.key, RED, now, State.PUBLISHED, "changed", headline="Ours")

    changes = await cards.changes(filled.reader, ONE, "quota", now)

    told = [(one.card, one.what) for one in changes]
    assert sorted(told) == [
        ("redlines/b", "changed"),
        ("redlines/b", "published"),
        ("redlines/one", "changed"),
        ("redlines/one", "published"),
    ]
    assert await cards.was_out(filled.reader, ONE, "quota", "redlines/b")
    assert not await cards.was_out(filled.reader, ONE, "quota", "redlines/a")


async def test_pages_are_found_by_the_cards_that_they_show_in_their_own_space(database, now):
    page = Page("P", (Note(("words",)),), cards=("quota redlines/one", "quota redlines/one", "quota 100%_"))
    places = [
        Channel(ONE, "C1"),
        Channel(ONE, "@u1"),
        Channel(OTHER, "C1"),
        Channel(Space(Platform.SLACK, "T11"), "C1"),
    ]
    async with database.transaction() as db:
        for place in places:
            await deliveries.add(db, f"key {place.key}", place, page, now)

    async def showing(card):
        return [one.channel for one in await deliveries.showing(database.reader, ONE, card)]

    assert await showing("quota redlines/one") == places[:2]
    assert await showing("quota 100%_") == places[:2]
    assert await showing("quota redlines/o") == []
