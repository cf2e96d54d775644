"""`/doctor` on Discord: our rights in the channel, the token, the connection, the clock."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.adapters.discord.adapter import DiscordAdapter
from bot.chat import Channel, Group, Person, Platform, Space
from bot.clock import Clock
from bot.store import layouts, mentions
from bot.store.mentions import Mention
from tests.adapters.discord.conftest import at_desk
from tests.standins.discord import Trouble
from tests.standins.discord.world import (
    CREATE_PUBLIC_THREADS,
    OURS,
    READ_HISTORY,
    SEND_IN_THREADS,
    SEND_MESSAGES,
)


@pytest.fixture
def discord(discord, clock):
    discord.date = lambda: clock().timestamp()
    return discord


@pytest.fixture
async def adapter(discord, desk):
    """The adapter at a desk that looks at it, as the app has it."""
    known: list[DiscordAdapter] = []
    looking = replace(desk, examinations=lambda channel: known[0].examinations(channel))
    async with at_desk(discord, looking) as adapter:
        known.append(adapter)
        await Clock(desk, dict).make_digests()
        yield adapter


async def test_all_is_well_for_a_manager_and_a_reader(discord, adapter, talks, bo):
    manager = (await discord.slash("doctor", {}, bo, talks)).text
    reader = (await discord.slash("doctor", {}, discord.add_person("Eve"), talks)).text
    direct = (await discord.slash("doctor", {}, bo, discord.direct_channel(bo))).text

    for text in (manager, reader, direct):
        assert text.startswith("## Doctor: all is well"), text
        assert "✗" not in text
    for name in ("Discord token", "clock, by Discord", "Discord connection", "rights here", "database"):
        assert name in manager
    assert "token" not in reader
    assert "rights here" in reader


@pytest.mark.parametrize(
    ("allowed", "said"),
    [
        (OURS & ~SEND_MESSAGES, "I lack a right in that channel: Send Messages. Give it to me there."),
        (OURS & ~READ_HISTORY, "I lack the right Read Message History here, so I cannot see whether an edition has"),
    ],
)
async def test_a_right_that_is_missing_here_is_told_to_readers_too(discord, adapter, talks, allowed, said):
    await discord.allow(talks, allowed)
    eve = discord.add_person("Eve")

    text = (await discord.slash("doctor", {}, eve, talks)).text

    assert text.startswith("## Doctor: 1 fault")
    assert f"✗ **rights here**: {said}" in text


async def test_a_right_that_is_missing_in_a_thread(discord, adapter, talks):
    thread = discord.add_channel(talks.guild, "thread", kind=11, parent=talks)
    await discord.allow(talks, OURS & ~SEND_IN_THREADS)

    text = (await discord.slash("doctor", {}, discord.add_person("Eve"), thread)).text

    assert "Send Messages in Threads" in text


async def test_a_layout_and_a_mention_that_we_lack_the_rights_for(discord, adapter, talks, desk):
    here, eve = Channel(Space(Platform.DISCORD, talks.guild.id), talks.id), discord.add_person("Eve")
    role = await discord.add_role(talks.guild, "Desk", mentionable=True)
    async with desk.database.transaction() as db:
        await layouts.thread(db, here, Person("1"))
        await mentions.choose(db, here, Mention(Group(str(role.id), "@Desk"), "ukraine-talks"))
    well = (await discord.slash("doctor", {}, eve, talks)).text
    await discord.allow(talks, OURS & ~CREATE_PUBLIC_THREADS)
    other = await discord.add_role(talks.guild, "Quiet")
    async with desk.database.transaction() as db:
        await mentions.choose(db, here, Mention(Group(str(other.id), "@Quiet"), "ukraine-talks"))
    wrong = (await discord.slash("doctor", {}, eve, talks)).text

    assert "cards in a thread, mention" in well
    assert "✗" not in well
    assert "Doctor: 2 faults" in wrong
    assert "✗ **cards in a thread**: I lack a right in that channel: Create Public Threads. Give it to me" in wrong
    assert "✗ **mention**: I may not mention Quiet: let everybody mention that role, or give me" in wrong


async def test_a_token_that_is_refused_while_we_run_is_not_asked_again_and_again(discord, adapter, talks, bo):
    discord.token = "another"
    first = (await discord.slash("doctor", {}, bo, talks)).text
    asked = discord.count("GET /users/@me")
    second = (await discord.slash("doctor", {}, bo, talks)).text

    for text in (first, second):
        assert "✗ **Discord token**: Discord refuses my token" in text
    assert discord.count("GET /users/@me") == asked == 2  # at the start, and once


async def test_a_clock_that_is_off(discord, adapter, talks, bo, clock):
    discord.date = lambda: clock().timestamp() - 300

    text = (await discord.slash("doctor", {}, bo, talks)).text

    assert "This machine's clock is 5 minutes ahead of Discord's" in text


async def test_a_discord_that_hangs_is_named_within_the_time_that_an_answer_has(discord, adapter, talks, bo):
    discord.troubles.append(Trouble("GET /users/@me", delay=30))

    async with asyncio.timeout(20):
        seen = await discord.slash("doctor", {}, bo, talks)

    assert seen.deferred
    assert "did not answer within 5 seconds" in seen.text
