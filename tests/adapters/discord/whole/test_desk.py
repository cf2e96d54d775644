"""The whole way on Discord: the shipped content, the real commands and the real outbox."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.chat import Platform
from bot.commands.table import COMMANDS
from bot.outbox import send_waiting
from tests.standins.discord import Trouble

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
def clock():
    """The real time: Discord says when a message came."""
    return lambda: datetime.now(UTC)


async def test_every_command_is_answered(discord, adapter, talks, bo):
    for command in COMMANDS:
        known = VALUES | VALUES_OF.get(command.name, {})
        values = {one.name: value for one in command.parameters if (value := known.get(one.name))}
        seen = await discord.slash(command.name, values, bo, talks)
        assert seen.ephemeral or seen.modal, command.name
        assert "Something went wrong" not in seen.text, command.name
        assert not seen.deferred
        for parameter in [one for one in command.parameters if one.completes not in ("", "file", "channel")]:
            await discord.autocomplete(command.name, parameter.name, "", bo, talks)


async def test_a_topic_is_shared_and_its_buttons_answer_whoever_clicks(discord, adapter, desk, talks, bo):
    ada = discord.add_person("Ada")
    offered = await discord.autocomplete("brief", "topic", "red", ada, talks)
    assert {"name": "Red lines", "value": "redlines"} in offered

    seen = await discord.slash("brief", {"topic": "redlines"}, ada, talks)
    shared = await discord.click(seen.message, seen.buttons["Share"], ada, talks)
    await send_waiting(desk.database, {Platform.DISCORD: adapter}, lambda: datetime.now(UTC))

    assert shared.ephemeral
    assert not shared.edited
    (post,) = talks.posts
    assert "Shared by Ada" in str(post)
    label, custom_id = next((label, id) for label, id in seen.buttons.items() if label != "Share")
    after = await discord.click(post, custom_id, bo, talks)
    assert after.ephemeral, label


async def test_only_who_manages_the_channel_changes_what_it_gets(discord, adapter, talks, bo):
    refused = await discord.slash("subscribe", {"topic": "redlines"}, discord.add_person("Ada"), talks)
    done = await discord.slash("subscribe", {"topic": "redlines"}, bo, talks)

    colours = [seen.message["components"][0]["accent_color"] for seen in (refused, done)]
    assert colours[0] != colours[1]


async def test_a_digest_arrives_once_though_its_answer_is_lost(discord, adapter, desk, talks, bo):
    await discord.slash("digest now", {}, bo, talks)
    discord.troubles = [Trouble("POST /channels", drop="after")]

    sent = []
    for wait in (timedelta(0), timedelta(hours=1)):
        moment = datetime.now(UTC) + wait
        sent.append(await send_waiting(desk.database, {Platform.DISCORD: adapter}, lambda moment=moment: moment))

    assert sent == [0, 1]
    assert len(talks.posts) == 1
