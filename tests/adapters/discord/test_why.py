"""`/why` on Discord, of real posts in real channels."""

from __future__ import annotations

import pytest

from bot.adapters.discord.adapter import DiscordAdapter
from bot.chat import Platform
from tests.adapters.days import Days
from tests.adapters.discord.conftest import a_discord, settings_for
from tests.standins.discord import Trouble
from tests.standins.discord.world import MANAGE_CHANNELS, MEMBER, OURS, SEND_MESSAGES


@pytest.fixture
async def discord():
    async with a_discord() as standin:
        standin.add_channel(standin.add_guild())
        yield standin


@pytest.fixture
async def adapter(discord, desk):
    adapter = DiscordAdapter(settings_for(discord), desk)
    adapter._client._connection.guild_ready_timeout = 0.05
    await adapter.start()
    yield adapter
    await adapter.stop()


async def test_from_a_messages_link_to_a_missing_right_and_back(discord, adapter, desk, clock):
    talks = discord.guilds[0].channels[0]
    other = discord.add_channel(talks.guild, "other")
    bo, eve = discord.add_person("Bo", MEMBER | MANAGE_CHANNELS), discord.add_person("Eve")
    days = Days(desk, clock, {Platform.DISCORD: adapter})

    async def why(id: str = "", channel=talks) -> str:
        return (await discord.slash("why", {"id": id} if id else {}, eve, channel)).text

    assert "No digest is planned here." in await why()
    await discord.slash("digest schedule", {"time": "12:00", "zone": "UTC"}, bo, talks)
    assert "The next edition is due" in await why()

    discord.troubles.append(Trouble(f"POST /channels/{talks.id}/messages", status=503))
    await days.pass_by()
    assert "Discord has trouble of its own." in await why()
    clock.forward(minutes=1)
    assert await days.turn() == 1
    link = f"https://discord.com/channels/{talks.guild.id}/{talks.id}/{talks.posts[-1]['id']}"
    told = await why(link)
    assert "It came <t:" in told
    assert "Tried 2 times" in told
    assert "with 16 cards" in told
    assert "Nothing here goes by" in await why(link, other)

    await discord.allow(talks, OURS & ~SEND_MESSAGES)
    await days.pass_by()
    stopped = await why("today")
    assert "It was missed: I may not post in that channel any more" in stopped
    assert "give me View Channel and Send Messages there" in stopped
    await discord.allow(talks, OURS)
    await days.changed()
    await days.look()
    await days.pass_by()
    assert "What was new then came with the edition of" in await why("yesterday")


async def test_completion_offers_days_and_cards(discord, adapter):
    eve, talks = discord.add_person("Eve"), discord.guilds[0].channels[0]

    offered = await discord.autocomplete("why", "id", "", eve, talks)
    cards = await discord.autocomplete("why", "id", "neutr", eve, talks)

    assert [one["value"] for one in offered[:2]] == ["today", "yesterday"]
    assert "redlines/neutrality" in [one["value"] for one in cards]
