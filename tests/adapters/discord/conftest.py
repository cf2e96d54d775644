"""A Discord on loopback, and us in it through the real discord.py."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from typing import Any, cast

import pytest
import pytest_asyncio
from pydantic import AnyHttpUrl, AnyUrl, SecretStr

from bot.adapters.discord.adapter import DiscordAdapter
from bot.chat import Request
from bot.commands import Choice, Desk
from bot.settings import Settings
from bot.view.markup import words
from bot.view.page import Page, Text
from tests.standins.discord import Channel, DiscordStandIn, Person
from tests.standins.discord.published import DOCUMENT, faults


class Script:
    """What is answered, by command text; everything else with a page that says what was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.delays: dict[str, float] = {}
        self.requests: list[Request] = []
        self.choices: list[Choice] | Exception = []
        self.asked: list[tuple[str, str, str]] = []

    async def answer(self, desk: Desk, request: Request) -> Page:
        self.requests.append(request)
        await asyncio.sleep(self.delays.get(request.text, 0))
        return self.pages.get(request.text) or Page("Asked", (Text(words(f"“{request.text}”")),))

    async def suggest(self, desk: Desk, request: Request, completes: str, typed: str) -> list[Choice]:
        self.asked.append((request.text, completes, typed))
        await asyncio.sleep(self.delays.get(typed, 0))
        if isinstance(self.choices, Exception):
            raise self.choices
        return self.choices


def settings_for(standin: DiscordStandIn, **others: Any) -> Settings:
    return Settings(
        discord_token=SecretStr(others.pop("token", standin.token)),
        discord_api_url=AnyHttpUrl(standin.api_url),
        discord_gateway_url=AnyUrl(standin.gateway_url),
        **others,
    )


def adapter_for(standin: DiscordStandIn, script: Script, now: Callable[[], datetime] | None = None, **others: Any):
    desk = Desk(cast(Any, None), now or (lambda: datetime.now(UTC)))
    adapter = DiscordAdapter(settings_for(standin, **others), desk, answer=script.answer, suggest=script.suggest)
    return _soon_ready(adapter)


def _soon_ready(adapter: DiscordAdapter) -> DiscordAdapter:
    adapter._client._connection.guild_ready_timeout = 0.05  # half a second for each test is too long
    return adapter


def connected(standin: DiscordStandIn, script: Script, **others: Any) -> AbstractAsyncContextManager[DiscordAdapter]:
    """Us in a Discord, answering by a script."""
    return _started(adapter_for(standin, script, **others))


def at_desk(standin: DiscordStandIn, desk: Desk) -> AbstractAsyncContextManager[DiscordAdapter]:
    """Us in a Discord, with the real commands at a desk."""
    return _started(_soon_ready(DiscordAdapter(settings_for(standin), desk)))


@asynccontextmanager
async def _started(adapter: DiscordAdapter) -> AsyncIterator[DiscordAdapter]:
    try:
        await adapter.start()
        yield adapter
    finally:
        await adapter.stop()


@asynccontextmanager
async def a_discord() -> AsyncIterator[DiscordStandIn]:
    """A Discord; what was sent to it has to be what its published document allows."""
    async with DiscordStandIn() as standin:
        yield standin
    if DOCUMENT.exists():
        assert faults(asked for asked in standin.asked if asked.status < 300) == []


# One Discord and one connection for the tests of a module.


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord() -> AsyncIterator[DiscordStandIn]:
    async with a_discord() as standin:
        standin.add_channel(standin.add_guild())
        yield standin


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def talking() -> Script:
    return Script()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def adapter(discord: DiscordStandIn, talking: Script) -> AsyncIterator[DiscordAdapter]:
    async with connected(discord, talking) as adapter:
        yield adapter


@pytest.fixture
def script(adapter: DiscordAdapter, talking: Script) -> Script:
    """The script, empty again."""
    talking.__init__()  # type: ignore[misc]
    return talking


@pytest.fixture
def channel(discord: DiscordStandIn) -> Channel:
    """A channel of its own for each test."""
    return discord.add_channel(discord.guilds[0])


@pytest.fixture
def ada(discord: DiscordStandIn) -> Person:
    return discord.add_person("Ada")
