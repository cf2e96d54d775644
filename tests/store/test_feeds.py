"""Feeds in the database: due, backing off, and what was seen."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat import LOCAL, Platform, Space
from bot.store import feeds

ELSEWHERE = Space(Platform.SLACK, "T1")
ADDRESS = "https://example.org/feed.xml"


@pytest.fixture
async def feed(database, now):
    async with database.transaction() as db:
        return await feeds.add(db, LOCAL, "ukraine-talks", ADDRESS, "", "Ada", now)


async def one(database):
    (feed,) = await feeds.of(database.reader, LOCAL)
    return feed


async def test_a_new_feed_is_due_at_once(database, feed, now):
    assert await feeds.due(database.reader, now) == [feed]


async def test_what_one_space_follows_no_other_sees_or_removes(database, feed, now):
    async with database.transaction() as db:
        assert await feeds.remove(db, ELSEWHERE, feed.id) is None

    assert await feeds.of(database.reader, ELSEWHERE) == []
    assert await feeds.of(database.reader, LOCAL) == [feed]


async def test_the_same_feed_twice_is_one_feed(database, feed, now):
    async with database.transaction() as db:
        again = await feeds.add(db, LOCAL, "ukraine-talks", ADDRESS, "", "Bo", now)

    assert again.id == feed.id
    assert len(await feeds.of(database.reader, LOCAL)) == 1


async def test_removing_a_feed_forgets_what_it_has_shown(database, feed, now):
    async with database.transaction() as db:
        await feeds.note_seen(db, feed, ["a"], now)
        assert await feeds.remove(db, LOCAL, feed.id) == feed

    assert await feeds.is_new(database.reader, feed, ["a"])


async def test_a_success_ends_the_trouble_and_keeps_what_the_next_question_needs(database, feed, now):
    async with database.transaction() as db:
        await feeds.note_trouble(db, feed, now, "It broke.")
        await feeds.note_success(db, await _held(db), now, title="News", etag='"1"', modified="then")

    feed = await one(database)
    assert (feed.title, feed.etag, feed.modified) == ("News", '"1"', "then")
    assert (feed.trouble, feed.trouble_since, feed.failures) == ("", None, 0)
    assert feed.next_check == now + feeds.OFTEN


async def _held(db):
    (feed,) = await feeds.of(db, LOCAL)
    return feed


async def test_each_failure_in_a_row_waits_twice_as_long_up_to_a_day(database, feed, now):
    waits = []
    for _ in range(8):
        async with database.transaction() as db:
            await feeds.note_trouble(db, await _held(db), now, "It broke.")
        waits.append((await one(database)).next_check - now)

    assert waits[:3] == [feeds.OFTEN, feeds.OFTEN * 2, feeds.OFTEN * 4]
    assert waits[-1] == feeds.SELDOM
    assert (await one(database)).trouble_since == now


async def test_a_feed_that_names_its_wait_is_left_alone_that_long(database, feed, now):
    async with database.transaction() as db:
        await feeds.note_trouble(db, feed, now, "Too often.", wait=timedelta(hours=5))

    assert await feeds.due(database.reader, now + timedelta(hours=4)) == []
    assert len(await feeds.due(database.reader, now + timedelta(hours=5))) == 1


async def test_a_feed_that_is_gone_is_never_due_again_and_still_listed(database, feed, now):
    async with database.transaction() as db:
        await feeds.note_trouble(db, feed, now, "It is gone.", gone=True)

    assert await feeds.due(database.reader, now + timedelta(days=999)) == []
    assert (await one(database)).trouble == "It is gone."


async def test_a_feed_that_moved_is_asked_at_its_new_address(database, feed, now):
    async with database.transaction() as db:
        await feeds.note_success(db, feed, now, address="https://example.org/new.xml")

    assert (await one(database)).address == "https://example.org/new.xml"


async def test_a_feed_that_moved_onto_another_of_ours_stays_where_it_is(database, feed, now):
    async with database.transaction() as db:
        other = await feeds.add(db, LOCAL, "ukraine-talks", "https://example.org/new.xml", "", "Ada", now)
        await feeds.note_success(db, feed, now, address=other.address)

    assert {held.address for held in await feeds.of(database.reader, LOCAL)} == {ADDRESS, other.address}


async def test_an_entry_known_by_either_of_its_keys_is_not_new(database, feed, now):
    async with database.transaction() as db:
        await feeds.note_seen(db, feed, ["id", "link"], now)

    assert not await feeds.is_new(database.reader, feed, ["other id", "link"])
    assert await feeds.is_new(database.reader, feed, ["other id", "other link"])


async def test_old_entries_are_forgotten_only_of_feeds_that_have_shown_others_since(database, feed, now):
    later = now + feeds.KEPT * 1.5
    async with database.transaction() as db:
        still = await feeds.add(db, LOCAL, "other", ADDRESS, "", "Ada", now)
        for each in (feed, still):
            await feeds.note_seen(db, each, ["old"], now)
        await feeds.note_seen(db, feed, ["new"], later)
        assert await feeds.forget_old_entries(db, later) == 1

    assert await feeds.is_new(database.reader, feed, ["old"])
    assert not await feeds.is_new(database.reader, feed, ["new"])
    assert not await feeds.is_new(database.reader, still, ["old"])
