"""Another channel named in a command, over sockets: seen with the asker's eyes, and ours."""

from __future__ import annotations

import pytest

from bot.chat import Channel, Platform, Space
from bot.store import subscriptions
from tests.standins.discord.world import MANAGE_CHANNELS, MANAGE_THREADS, OURS, SEND_MESSAGES, VIEW_CHANNEL

TIME = {"time": "09:00", "zone": "UTC"}


@pytest.fixture(autouse=True)  # there before we are
def other(discord, talks):
    return discord.add_channel(talks.guild, "other")


@pytest.fixture
def ada(discord):
    return discord.add_person("Ada")


async def planned(desk, channel) -> bool:
    known = Channel(Space(Platform.DISCORD, channel.guild.id), channel.id)
    return await subscriptions.planned(desk.database.reader, known) is not None


async def test_a_channel_is_chosen_from_discords_list(discord, adapter, desk, talks, other, bo):
    seen = await discord.slash("digest schedule", TIME | {"in": other}, bo, talks)

    assert f"In <#{other.id}>" in seen.text
    assert await planned(desk, other)
    assert not await planned(desk, talks)


async def test_a_channel_is_typed(discord, adapter, desk, talks, other, bo):
    await discord.slash("settings", {"what": f"quiet 22:00-07:00 UTC in <#{other.id}>"}, bo, talks)

    known = Channel(Space(Platform.DISCORD, other.guild.id), other.id)
    assert (await subscriptions.timing(desk.database.reader, known)).quiet


async def test_who_manages_another_channel_alone_does_nothing_in_this_one(discord, adapter, desk, talks, other, ada):
    talks.overwrites[ada.id] = (MANAGE_CHANNELS, 0)

    seen = await discord.slash("digest schedule", TIME | {"in": other}, ada, talks)

    assert "Only people who manage this channel" in seen.text
    assert not await planned(desk, other)


async def test_what_the_asker_cannot_see_is_not_there(discord, adapter, desk, talks, ada):
    secret = discord.add_channel(talks.guild, "secret")
    secret.overwrites[talks.guild.id] = (0, VIEW_CHANNEL)
    await discord.appear(secret)

    for place in (f"<#{secret.id}>", "#secret"):
        seen = await discord.slash("subscribe", {"topic": f"redlines in {place}"}, ada, talks)
        assert "I see no channel" in seen.text


async def test_a_private_thread_is_named_by_those_alone_who_see_them_all(discord, adapter, talks, bo):
    thread = discord.add_channel(talks.guild, "quiet", kind=12, parent=talks)
    await discord.appear(thread)

    typed = {"what": f"in <#{thread.id}>"}

    assert "I see no channel" in (await discord.slash("settings", typed, bo, talks)).text
    bo.roles.append(await discord.add_role(talks.guild, "Moderators", MANAGE_THREADS))
    assert "I see no channel" not in (await discord.slash("settings", typed, bo, talks)).text


async def test_an_archived_thread_is_found(discord, adapter, desk, talks, bo):
    thread = discord.add_channel(talks.guild, "old", kind=11, parent=talks)
    thread.archived = True

    seen = await discord.slash("digest schedule", TIME | {"in": thread}, bo, talks)

    assert "Digest every day" in seen.text
    assert await planned(desk, thread)


async def test_another_servers_channel_is_not_there(discord, adapter, desk, talks, bo):
    foreign = discord.add_channel(discord.add_guild("Others"), "theirs")

    seen = await discord.slash("digest schedule", TIME | {"zone": f"UTC in <#{foreign.id}>"}, bo, talks)

    assert "I see no channel" in seen.text
    assert not await planned(desk, foreign)


async def test_a_right_that_we_lack_there_is_named(discord, adapter, desk, talks, other, bo):
    await discord.allow(other, OURS & ~SEND_MESSAGES)

    seen = await discord.slash("digest schedule", TIME | {"in": other}, bo, talks)

    assert "Send Messages" in seen.text
    assert not await planned(desk, other)
