"""The whole way on Discord: a server of its own for each test, and us in it with the real commands."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.adapters.discord.adapter import DiscordAdapter
from bot.chat import Platform
from bot.commands import Desk
from tests.adapters.days import Days
from tests.adapters.discord.conftest import a_discord, at_desk
from tests.conftest import Clock
from tests.standins.discord import Channel, DiscordStandIn, Guild, Person
from tests.standins.discord.world import MANAGE_CHANNELS


@pytest.fixture
async def discord() -> AsyncIterator[DiscordStandIn]:
    async with a_discord() as standin:
        standin.add_channel(standin.add_guild())
        yield standin


@pytest.fixture
def guild(discord: DiscordStandIn) -> Guild:
    return discord.guilds[0]


@pytest.fixture
def talks(guild: Guild) -> Channel:
    return guild.channels[0]


@pytest.fixture
async def adapter(discord: DiscordStandIn, desk: Desk) -> AsyncIterator[DiscordAdapter]:
    async with at_desk(discord, desk) as adapter:
        yield adapter


@pytest.fixture
async def bo(discord: DiscordStandIn, adapter: DiscordAdapter, guild: Guild) -> Person:
    """Somebody whose role lets them manage channels."""
    bo = discord.add_person("Bo")
    bo.roles.append(await discord.add_role(guild, "Editors", MANAGE_CHANNELS))
    return bo


@pytest.fixture
def days(desk: Desk, clock: Clock, adapter: DiscordAdapter) -> Days:
    return Days(desk, clock, {Platform.DISCORD: adapter})
