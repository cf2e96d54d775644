"""A space that follows feeds hears of it when no essay comes in any more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat import LOCAL, Channel, Person
from bot.schedule import Schedule
from bot.silence import warn_of_silence
from bot.store import deliveries, feeds, lost, spaces, subscriptions
from tests.commands.pages import said
from tests.conftest import PAGE

ADA = Person("u1", "Ada")
DAY = timedelta(days=1)
ROOM = Channel(LOCAL, "room")


@pytest.fixture
async def following(database, now):
    """A database in which a space follows two feeds from now on, and an editors' room."""
    async with database.transaction() as db:
        for name in ("Harbour News", "Quay Weekly"):
            await feeds.add(db, LOCAL, "quota", f"https://example.org/{name[:4]}", name, "u1", now)
        await spaces.choose(db, LOCAL, spaces.Choices(ROOM, "u1"))
    return database


async def waiting(database, now):
    async with database.transaction() as db:
        return await deliveries.claim(db, ["local"], now, 10)


async def fail(database, now):
    async with database.transaction() as db:
        [first, *_] = await feeds.of(db, LOCAL)
        await feeds.note_trouble(db, first, now, "Its server does not answer. Look whether it has moved.")


async def test_it_is_said_once_in_as_many_days_with_the_feeds_that_fail(following, now):
    await fail(following, now)

    counts = [await warn_of_silence(following, now + hours * timedelta(hours=1)) for hours in range(24 * 7)]

    assert [hour for hour, many in enumerate(counts) if many] == [72, 144]
    one, _ = await waiting(following, now + 7 * DAY), None
    assert [delivery.channel for delivery in one] == [ROOM]
    text = said(one[0].page)
    assert "No essay for 3 days" in text
    assert "Harbour News: Its server does not answer." in text
    assert "Quay Weekly" not in text


async def test_feeds_that_answer_and_bring_nothing_are_said_to(following, now):
    await warn_of_silence(following, now + 3 * DAY)

    [told] = await waiting(following, now + 3 * DAY)
    assert "All 2 feeds answer" in said(told.page)


async def test_an_essay_ends_the_silence(following, now):
    async with following.transaction() as db:
        await db.execute(
            "INSERT INTO essays (space, dossier, id, title, author, publisher, published, address, snapshot_hash,"
            " added_at, added_by) VALUES ('local:local', 'quota', 'e', '', '', '', '', '', '', :at, 'u1')",
            {"at": (now + 2 * DAY).isoformat().replace("+00:00", ".000000Z")},
        )

    assert await warn_of_silence(following, now + 4 * DAY) == 0
    assert await warn_of_silence(following, now + 5 * DAY) == 1


async def test_who_does_not_want_it_or_follows_no_feed_hears_nothing(following, database, now):
    async with following.transaction() as db:
        await spaces.choose(db, LOCAL, spaces.Choices(ROOM, "u1", warn_after=0))

    assert await warn_of_silence(following, now + 30 * DAY) == 0


async def test_the_days_are_a_choice(following, now):
    async with following.transaction() as db:
        await spaces.choose(db, LOCAL, spaces.Choices(ROOM, "u1", warn_after=1))

    assert await warn_of_silence(following, now + DAY) == 1
    assert await warn_of_silence(following, now + DAY * 1.5) == 0


async def test_without_a_room_it_goes_where_a_digest_does_or_to_whoever_follows_the_feed(following, now):
    async with following.transaction() as db:
        await spaces.choose(db, LOCAL, spaces.Choices())
    await warn_of_silence(following, now + 3 * DAY)
    async with following.transaction() as db:
        await subscriptions.plan(db, Channel(LOCAL, "@u1"), Schedule.parse("09:00", "UTC"), ADA, now)
        await subscriptions.plan(db, PAGE, Schedule.parse("09:00", "UTC"), ADA, now)
    await warn_of_silence(following, now + 6 * DAY)

    assert [one.channel for one in await waiting(following, now + 6 * DAY)] == [Channel(LOCAL, "@u1"), PAGE]


async def test_where_the_room_is_lost_it_goes_elsewhere_and_where_all_is_lost_it_is_said_later(following, now):
    async with following.transaction() as db:
        await lost.lose(db, ROOM, "It is archived.", now)
        await lost.lose(db, Channel(LOCAL, "@u1"), "They are closed.", now)

    assert await warn_of_silence(following, now + 3 * DAY) == 0
    async with following.transaction() as db:
        await lost.regain(db, Channel(LOCAL, "@u1"), now)

    assert await warn_of_silence(following, now + 3 * DAY) == 1
    assert [one.channel for one in await waiting(following, now + 3 * DAY)] == [Channel(LOCAL, "@u1")]
