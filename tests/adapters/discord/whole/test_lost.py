"""What stops the posts to a channel for good, over sockets: told, and gone on from by itself when it is mended."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.chat import Channel, Person, Platform, Space
from bot.schedule import Schedule
from bot.store import subscriptions
from tests.standins.discord import Trouble
from tests.standins.discord.world import (
    MANAGE_THREADS,
    OURS,
    SEND_IN_THREADS,
    SEND_MESSAGES,
    VIEW_CHANNEL,
)


@pytest.fixture(autouse=True)  # there before we are
def thread(discord, talks):
    return discord.add_channel(talks.guild, "thread", kind=11, parent=talks)


def ours(channel) -> Channel:
    """The channel as we know it."""
    return Channel(Space(Platform.DISCORD, channel.guild.id), channel.id)


def person(somebody) -> Person:
    """Somebody as we know them."""
    return Person(somebody.id, somebody.name)


async def schedule(discord, person, channel):
    """A digest each day at midday; the clock stands there, and the first is tomorrow's."""
    seen = await discord.slash("digest schedule", {"time": "12:00", "zone": "UTC"}, person, channel)
    assert "Digest" in seen.text, seen.text


async def plan_at_midday(days, channel, somebody):
    async with days.desk.database.transaction() as db:
        at = Schedule.parse("12:00", "UTC")
        await subscriptions.plan(db, ours(channel), at, person(somebody), days.clock() + timedelta(minutes=1))


def text_of(posts) -> str:
    return json.dumps(posts, ensure_ascii=False)


async def no_view(discord, talks):
    await discord.allow(talks, OURS & ~VIEW_CHANNEL)


async def no_posts(discord, talks):
    await discord.allow(talks, OURS & ~SEND_MESSAGES)


async def all_rights(discord, talks):
    await discord.allow(talks, OURS)


async def kicked(discord, talks):
    await discord.kick(talks.guild)


async def invited(discord, talks):
    await discord.invite(talks.guild)


@pytest.mark.parametrize(
    ("fault", "mended", "why", "still"),
    [
        (no_view, all_rights, "View Channel", "View Channel and Send Messages"),
        (no_posts, all_rights, "Send Messages", "I lack a right in that channel: Send Messages."),
        (kicked, invited, "invite me again", "invite me again"),
    ],
    ids=["cannot see it", "cannot post", "kicked"],
)
async def test_a_channel_that_is_closed_to_us_goes_on_as_soon_as_it_is_open_again(
    discord, days, talks, bo, fault, mended, why, still
):
    await schedule(discord, bo, talks)
    await fault(discord, talks)

    await days.pass_by()
    plan = await subscriptions.planned(days.desk.database.reader, ours(talks))
    assert plan.next_due is None
    assert why in plan.off_because
    (told,) = discord.direct_channel(bo).posts
    assert why in text_of(told)
    assert "goes on by itself" in text_of(told)

    await days.pass_by()
    assert await days.look() == 0
    assert still in await days.why_lost(ours(talks))

    await mended(discord, talks)
    await days.changed()
    assert await days.look() == 1
    await days.pass_by()
    await days.pass_by()

    assert await days.why_lost(ours(talks)) == ""
    first, *rest = talks.posts  # of the day on which it was mended
    assert "No edition came on 23 November;" in text_of(first)
    assert len(rest) == 2
    assert "No edition came" not in text_of(rest)
    assert len(discord.direct_channel(bo).posts) == 1


async def test_days_that_were_missed_are_named_in_the_next_edition(discord, days, talks, bo):
    await schedule(discord, bo, talks)
    await discord.kick(talks.guild)
    await days.pass_by(3)
    days.clock.forward(hours=13)  # on the day after
    await discord.invite(talks.guild)
    await days.changed()

    assert await days.look() == 1
    assert talks.posts == []  # the last one's day is over
    days.clock.now = days.clock.now.replace(hour=12)
    await days.turn()

    (edition,) = talks.posts
    assert "No edition came on 23 November, 24 November and 25 November;" in text_of(edition)


async def test_a_channel_that_was_deleted_is_told_and_looked_at_no_more_than_seldom(discord, days, talks, bo):
    await schedule(discord, bo, talks)
    await discord.delete(talks)

    await days.pass_by()
    assert "gone" in await days.why_lost(ours(talks))
    before = discord.count("GET /channels/")
    for _ in range(24 * 5):
        days.clock.forward(hours=1)
        await days.look()

    assert "gone" in text_of(discord.direct_channel(bo).posts)
    assert discord.count("GET /channels/") - before <= 2 * 24 + 4
    assert discord.count(f"POST /channels/{talks.id}/messages") == 1


async def test_a_role_that_gives_the_rights_back_is_noticed(discord, days, talks, bo):
    await schedule(discord, bo, talks)
    everyone = talks.guild.created()["roles"][0]
    silent = {**everyone, "permissions": str(VIEW_CHANNEL)}
    await discord.gateway.dispatch("GUILD_ROLE_UPDATE", {"guild_id": talks.guild.id, "role": silent})
    discord.troubles = [Trouble(f"POST /channels/{talks.id}", status=403, code=50013)]

    await days.pass_by()
    assert await days.look_later() == 0
    assert "Send Messages" in await days.why_lost(ours(talks))
    await discord.gateway.dispatch("GUILD_ROLE_UPDATE", {"guild_id": talks.guild.id, "role": everyone})
    await days.changed()

    assert await days.look() == 1
    await days.pass_by()
    assert len(talks.posts) == 1


async def test_a_time_out_of_ours_that_ends_by_itself_is_noticed(discord, days, talks, bo):
    await schedule(discord, bo, talks)
    away = {**discord.bot.member(), "guild_id": talks.guild.id, "communication_disabled_until": "2100-01-01T00:00:00Z"}
    await discord.gateway.dispatch("GUILD_MEMBER_UPDATE", away)
    discord.troubles = [Trouble(f"POST /channels/{talks.id}", status=403, code=50013)]

    await days.pass_by()
    assert await days.look_later() == 0
    await discord.gateway.dispatch("GUILD_MEMBER_UPDATE", {**away, "communication_disabled_until": None})
    await days.changed()

    assert await days.look() == 1
    await days.pass_by()
    assert len(talks.posts) == 1


@pytest.mark.parametrize("archived", [True, False])
async def test_a_thread_that_is_locked_goes_on_when_it_is_open_again(discord, days, thread, bo, archived):
    await schedule(discord, bo, thread)
    await discord.close(thread, archived=archived, locked=True)

    await days.pass_by()
    assert "unlock it" in await days.why_lost(ours(thread))
    assert await days.look_later() == 0
    assert "locked" in await days.why_lost(ours(thread))

    await discord.close(thread, archived=False, locked=False)
    await days.changed()
    assert await days.look() == 1
    await days.pass_by()
    assert len(thread.posts) == 1


async def test_a_locked_thread_goes_on_where_we_may_manage_threads(discord, days, talks, thread, bo):
    await schedule(discord, bo, thread)
    await discord.close(thread, archived=True, locked=True)
    await days.pass_by()

    await discord.allow(talks, OURS | MANAGE_THREADS)
    await days.changed()

    assert await days.look() == 1
    await days.pass_by()
    assert len(thread.posts) == 1


async def test_a_thread_that_is_merely_archived_is_opened_by_the_digest(discord, days, thread, bo):
    await schedule(discord, bo, thread)
    await discord.close(thread, archived=True, locked=False)

    await days.pass_by()

    assert len(thread.posts) == 1
    assert not thread.archived


async def test_a_thread_needs_a_right_of_its_own(discord, days, talks, thread, bo):
    await schedule(discord, bo, thread)
    await discord.allow(talks, OURS & ~SEND_IN_THREADS)

    await days.pass_by()
    assert await days.look_later() == 0
    assert "Send Messages in Threads" in await days.why_lost(ours(thread))

    await discord.allow(talks, OURS)
    await days.changed()
    assert await days.look() == 1


async def test_closed_direct_messages_are_told_with_the_next_answer_and_tried_again_each_day(discord, days, talks, bo):
    await discord.slash("subscribe", {"topic": "redlines", "for": "me"}, bo, talks)
    mine = Channel.directly_to(person(bo), Space(Platform.DISCORD, talks.guild.id))
    bo.takes_direct_messages = False

    await days.pass_by()
    assert "direct messages" in await days.why_lost(mine)
    tries = discord.count(f"POST /channels/{discord.direct_channel(bo).id}/messages")
    for _ in range(24):
        days.clock.forward(hours=1)
        await days.look()
    assert discord.count(f"POST /channels/{discord.direct_channel(bo).id}/messages") <= tries + 1
    assert await days.why_lost(mine)

    answer = await discord.slash("topics", {}, bo, talks)
    assert "While you were away" in answer.text
    assert "direct messages" in answer.text
    assert "While you were away" not in (await discord.slash("topics", {}, bo, talks)).text

    bo.takes_direct_messages = True
    days.clock.forward(days=1, minutes=1)
    assert await days.look() == 1
    (edition,) = discord.direct_channel(bo).posts
    assert "No edition came on" in text_of(edition)


async def test_whoever_takes_no_direct_messages_hears_of_a_lost_channel_with_the_next_answer(discord, days, talks, bo):
    other = discord.add_channel(talks.guild, "other")
    await schedule(discord, bo, talks)
    await discord.delete(talks)
    bo.takes_direct_messages = False

    await days.pass_by()

    answer = await discord.slash("topics", {}, bo, other)
    assert "I could not post the digest in" in answer.text
    assert "That channel is gone" in answer.text


async def test_a_token_that_is_refused_loses_no_channel_and_queues_no_more_than_the_editions(
    discord, days, talks, bo, caplog
):
    channels = [discord.add_channel(talks.guild, f"talks-{n}") for n in range(60)]
    for channel in channels:
        await plan_at_midday(days, channel, bo)
    adapter = days.outlets[Platform.DISCORD]
    good, discord.token = discord.token, "another"

    await days.pass_by()
    asked = discord.count("POST /channels")
    for _ in range(5):
        await days.turn()

    assert asked <= 20
    assert discord.count("POST /channels") == asked  # nothing more for a quarter of an hour
    assert not adapter.connected  # so /readyz says no, and nothing more is claimed
    assert caplog.text.count("COMMUNIQUE_DISCORD_TOKEN") == 1
    rows = list(await days.desk.database.reader.execute_fetchall("SELECT state, key FROM deliveries"))
    assert {(row["state"], row["key"].split()[0]) for row in rows} == {("waiting", "digest")}
    assert len(rows) == 60
    assert not list(await days.desk.database.reader.execute_fetchall("SELECT * FROM lost_channels"))

    discord.token = good
    adapter._posting._shut_until = 0  # a quarter of an hour later
    assert adapter.connected
    days.clock.forward(minutes=16)
    assert await days.turn() == 60
    assert all(len(channel.posts) == 1 for channel in channels)
