"""Coming, staying and going."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any, cast

import pytest

from bot.adapters.discord.adapter import DiscordAdapter, DiscordFailed
from bot.commands import Desk
from bot.view.page import Button, Page
from tests.adapters.discord.conftest import Script, a_discord, adapter_for, connected, settings_for
from tests.standins.discord import Trouble


@pytest.fixture
async def discord():
    async with a_discord() as standin:
        standin.add_channel(standin.add_guild())
        yield standin


@pytest.fixture
def channel(discord):
    return discord.guilds[0].channels[0]


async def _until(condition, seconds=5.0):
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


async def test_buttons_and_commands_survive_a_restart(discord, channel):
    script, ada = Script(), discord.add_person()
    script.pages["topics"] = Page("Topics", buttons=(Button("Red lines", "redlines"),))
    async with connected(discord, script):
        seen = await discord.slash("topics", {}, ada, channel)
    assert discord.commands_sent == 1

    async with connected(discord, script):
        after = await discord.click(seen.message, seen.buttons["Red lines"], ada, channel)

    assert script.requests[-1].text == "redlines"
    assert after.edited
    assert discord.commands_sent == 1  # told once, and not again


async def test_it_asks_for_no_more_than_it_needs_and_is_ready_soon(discord):
    for _ in range(3):  # a busy machine may be slow once
        adapter = DiscordAdapter(settings_for(discord), Desk(cast(Any, None)))
        began = time.monotonic()
        await adapter.start()
        took = time.monotonic() - began
        if took < 1.5:
            break
        await adapter.stop()

    assert took < 1.5  # discord.py by itself waits for two seconds more
    assert adapter.connected
    assert discord.gateway.identified[0]["intents"] == 1  # guilds
    assert adapter._client._connection._messages is None
    await adapter.stop()
    assert not adapter.connected


async def test_changed_commands_are_told_again(discord, channel):
    async with connected(discord, Script()):
        pass
    discord.commands.pop()

    async with connected(discord, Script()):
        pass

    assert discord.commands_sent == 2


async def test_trouble_with_the_commands_keeps_nobody_out(discord, channel, caplog):
    discord.troubles = [Trouble("PUT /applications", status=403, code=50001)]

    async with connected(discord, Script()) as adapter:
        assert adapter.connected

    assert "did not take our slash commands" in caplog.text


@pytest.mark.parametrize("lose", ["drop", "ask_to_reconnect"])
async def test_a_lost_connection_is_taken_up_where_it_broke(discord, channel, lose):
    script, ada = Script(), discord.add_person()
    async with connected(discord, script) as adapter:
        await getattr(discord.gateway, lose)()
        meanwhile = asyncio.create_task(discord.slash("topics", {}, ada, channel))
        await _until(lambda: discord.gateway.resumed == 1)

        assert not (await meanwhile).failed
        assert adapter.connected
    assert len(discord.gateway.identified) == 1


async def test_a_session_that_discord_forgot_is_begun_anew(discord, channel):
    async def at_once(*_: object, **__: object) -> None:
        """Instead of the five seconds that Discord asks for."""

    async with connected(discord, Script()) as adapter:
        adapter._client.before_identify_hook = at_once
        await discord.gateway.invalidate()
        await _until(lambda: len(discord.gateway.identified) == 2 and adapter.connected)

        assert (await discord.slash("topics", {}, discord.add_person(), channel)).message


async def test_an_event_that_discord_py_cannot_read_does_not_end_us(discord, channel, caplog):
    async with connected(discord, Script()) as adapter:
        await discord.gateway.dispatch("GUILD_CREATE", {"id": "none"})
        await _until(lambda: len(discord.gateway.identified) == 2 and adapter.connected)

        assert (await discord.slash("topics", {}, discord.add_person(), channel)).message
    assert "Connecting again" in caplog.text


async def test_an_interaction_that_discord_py_cannot_read_is_passed_over(discord, channel, caplog):
    async with connected(discord, Script()):
        await discord.gateway.dispatch("INTERACTION_CREATE", {"id": "1", "type": 2})

        assert (await discord.slash("topics", {}, discord.add_person(), channel)).message
    assert "passed over" in caplog.text
    assert len(discord.gateway.identified) == 1


@pytest.mark.parametrize("token", ["wrong", "with\na line", "ünïcode"])
async def test_a_wrong_token_is_named_with_a_way_out(discord, caplog, token):
    caplog.set_level(logging.DEBUG)
    adapter = adapter_for(discord, Script(), token=f"not.the.token.{token}")

    with pytest.raises(DiscordFailed, match=r"COMMUNIQUE_DISCORD_TOKEN.*discord\.com/developers"):
        await adapter.start()
    await adapter.stop()

    assert "not.the.token" not in caplog.text


async def test_a_token_that_is_taken_away_is_told(discord, caplog):
    async with connected(discord, Script()) as adapter:
        await discord.gateway.close(4004)
        await _until(lambda: "COMMUNIQUE_DISCORD_TOKEN" in caplog.text)

        assert not adapter.connected


async def test_a_gateway_that_takes_no_token_is_told_at_the_start(discord):
    discord.gateway.token = "another"

    with pytest.raises(DiscordFailed, match="COMMUNIQUE_DISCORD_TOKEN"):
        async with connected(discord, Script()):
            pass


async def test_it_waits_for_a_discord_that_cannot_be_reached(discord, caplog):
    discord.troubles = [Trouble("GET /users/@me", drop="before", times=2)]  # aiohttp itself repeats a GET

    async with connected(discord, Script()) as adapter:
        assert adapter.connected

    assert "Discord cannot be reached" in caplog.text


async def test_it_waits_for_a_gateway_that_is_busy(discord):
    discord.gateway.busy = 1

    async with connected(discord, Script()) as adapter:
        assert adapter.connected


async def test_it_leaves_in_time_though_discord_says_nothing(discord, channel):
    discord.gateway.mute = True
    script = Script()
    script.delays["topics"] = 30
    adapter = adapter_for(discord, script)
    await adapter.start()
    asking = asyncio.create_task(discord.slash("topics", {}, discord.add_person(), channel, wait=0.5))
    await _until(lambda: script.requests)

    async with asyncio.timeout(20):  # Discord would keep us for a minute
        await adapter.stop()

    assert (await asking).failed


async def test_an_answer_under_way_still_arrives(discord, channel):
    script = Script()
    script.delays["topics"] = 0.3
    adapter = adapter_for(discord, script)
    await adapter.start()
    asking = asyncio.create_task(discord.slash("topics", {}, discord.add_person(), channel))
    await _until(lambda: script.requests)

    await adapter.stop()

    assert "topics" in (await asking).text


async def test_it_can_be_stopped_before_it_has_started(discord):
    await adapter_for(discord, Script()).stop()
