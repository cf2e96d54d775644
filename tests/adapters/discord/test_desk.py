"""The whole way on Discord: the shipped content, the real commands and the real outbox."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.adapters.discord.adapter import DiscordAdapter
from bot.chat import Platform
from bot.commands import Desk
from bot.commands.table import COMMANDS
from bot.outbox import send_waiting
from tests.adapters.discord.conftest import a_discord, settings_for
from tests.standins.discord import Trouble
from tests.standins.discord.world import MANAGE_CHANNELS, MEMBER

VALUES = {
    "topic": "redlines",
    "words": "security guarantees",
    "id": "redlines/neutrality",
    "since": "7d",
    "name": "ukraine-talks",
    "for": "me",
    "time": "09:00",
    "zone": "Europe/Berlin",
    "days": "weekdays",
    "often": "weekly fri",
    "address": "",  # nothing is fetched here
    "text": "Kyiv says that neutrality is not on offer, and Moscow that nothing else is.",
    "file": None,
    "dossier": "ukraine-talks",
    "what": "review here",
    "page": "1",
}
VALUES_OF = {"feeds remove": {"id": "1"}, "feeds add": {"address": "http://127.0.0.1/feed"}}


@pytest.fixture
async def discord():
    async with a_discord() as standin:
        standin.add_channel(standin.add_guild())
        yield standin


@pytest.fixture
def channel(discord):
    return discord.guilds[0].channels[0]


@pytest.fixture
def editor(discord):
    return discord.add_person("Bo", MEMBER | MANAGE_CHANNELS)


@pytest.fixture
async def adapter(discord, desk):
    desk = Desk(desk.database, lambda: datetime.now(UTC))
    adapter = DiscordAdapter(settings_for(discord), desk)
    await adapter.start()
    yield adapter
    await adapter.stop()


async def test_every_command_is_answered(discord, adapter, channel, editor):
    for command in COMMANDS:
        known = VALUES | VALUES_OF.get(command.name, {})
        values = {one.name: value for one in command.parameters if (value := known.get(one.name))}
        seen = await discord.slash(command.name, values, editor, channel)
        assert seen.ephemeral or seen.modal, command.name
        assert "Something went wrong" not in seen.text, command.name
        assert not seen.deferred
        for parameter in [one for one in command.parameters if one.completes not in ("", "file", "channel")]:
            await discord.autocomplete(command.name, parameter.name, "", editor, channel)


async def test_a_topic_is_shared_and_its_buttons_answer_whoever_clicks(discord, adapter, desk, channel, editor):
    ada = discord.add_person("Ada")
    offered = await discord.autocomplete("brief", "topic", "red", ada, channel)
    assert {"name": "Red lines", "value": "redlines"} in offered

    seen = await discord.slash("brief", {"topic": "redlines"}, ada, channel)
    shared = await discord.click(seen.message, seen.buttons["Share"], ada, channel)
    await send_waiting(desk.database, {Platform.DISCORD: adapter}, lambda: datetime.now(UTC))

    assert shared.ephemeral
    assert not shared.edited
    (post,) = channel.posts
    assert "Shared by Ada" in str(post)
    label, custom_id = next((label, id) for label, id in seen.buttons.items() if label != "Share")
    after = await discord.click(post, custom_id, editor, channel)
    assert after.ephemeral, label


async def test_only_who_manages_the_channel_changes_what_it_gets(discord, adapter, channel, editor):
    refused = await discord.slash("subscribe", {"topic": "redlines"}, discord.add_person("Ada"), channel)
    done = await discord.slash("subscribe", {"topic": "redlines"}, editor, channel)

    colours = [seen.message["components"][0]["accent_color"] for seen in (refused, done)]
    assert colours[0] != colours[1]


async def test_a_digest_arrives_once_though_its_answer_is_lost(discord, adapter, desk, channel, editor):
    await discord.slash("digest now", {}, editor, channel)
    discord.troubles = [Trouble("POST /channels", drop="after")]

    sent = []
    for wait in (timedelta(0), timedelta(hours=1)):
        moment = datetime.now(UTC) + wait
        sent.append(await send_waiting(desk.database, {Platform.DISCORD: adapter}, lambda moment=moment: moment))

    assert sent == [0, 1]
    assert len(channel.posts) == 1
