"""What the outbox sends arrives once, at Discord's pace, and what goes wrong is told apart."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.discord.posting import mark, nonce
from bot.chat import Channel, Platform, SendFailed, Space
from bot.view.page import Page
from tests.adapters.discord.conftest import Script, adapter_for, connected
from tests.adapters.discord.pages import delivery
from tests.standins.discord import Trouble
from tests.standins.discord.trouble import Bucket
from tests.standins.discord.world import SEND_MESSAGES, VIEW_CHANNEL

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_post_arrives_with_its_nonce_and_its_mark(discord, adapter, channel):
    id = await adapter.send(delivery(channel, key="edition 1"))

    (post,) = channel.posts
    assert post["id"] == id
    assert post["nonce"] == nonce("edition 1")
    assert post["components"][0]["id"] == mark("edition 1")


@pytest.mark.parametrize("key", ["", "a", "é" * 500, "edition discord:1/2 2026-11-22"])
async def test_nonces_and_marks_are_within_discords_limits(key):
    assert 0 < len(nonce(key)) <= 25
    assert 0 < mark(key) < 2**31


async def test_a_lost_answer_leaves_one_message(discord, adapter, channel):
    discord.troubles = [Trouble("POST /channels", drop="after")]

    with pytest.raises(SendFailed) as failed:
        await adapter.send(delivery(channel))
    id = await adapter.send(delivery(channel, unsure=True, ago=5))

    assert failed.value.unsure
    assert not failed.value.permanent
    assert [post["id"] for post in channel.posts] == [id]


async def test_a_message_that_never_left_is_posted_later(discord, adapter, channel):
    discord.troubles = [Trouble("POST /channels", drop="before")]

    with pytest.raises(SendFailed) as failed:
        await adapter.send(delivery(channel))
    await adapter.send(delivery(channel, unsure=True, ago=300))

    assert failed.value.unsure
    assert len(channel.posts) == 1


async def test_an_old_try_is_found_in_the_history(discord, adapter, channel):
    other = await adapter.send(delivery(channel, key="another"))
    id = await adapter.send(delivery(channel))
    channel.nonces.clear()  # Discord has forgotten

    again = await adapter.send(delivery(channel, unsure=True, ago=300))

    assert again == id != other
    assert len(channel.posts) == 2


async def test_without_its_history_a_channel_still_gets_its_post(discord, adapter, channel):
    channel.allowed = VIEW_CHANNEL | SEND_MESSAGES

    await adapter.send(delivery(channel, unsure=True, ago=300))

    assert len(channel.posts) == 1


async def test_a_channel_of_another_server_is_not_posted_in_whatever_brought_its_id_here(discord, adapter):
    channel = discord.guilds[0].channels[0]
    page = delivery(channel)
    theirs = Channel(Space(Platform.DISCORD, "7"), page.channel.id)

    with pytest.raises(SendFailed, match="belongs to another server") as failed:
        await adapter.send(replace(page, channel=theirs))

    assert failed.value.permanent
    assert channel.posts == []


async def test_an_edit_replaces_its_message(discord, adapter, channel):
    id = await adapter.send(delivery(channel))

    again = await adapter.send(delivery(channel, Page("Withdrawn"), key="edit 1", replaces=id))

    (post,) = channel.posts
    assert again == id == post["id"]
    assert post["components"][0]["components"][0]["content"] == "## Withdrawn"


async def test_a_message_that_is_gone_cannot_be_edited_and_the_channel_stays(discord, adapter, channel):
    id = await adapter.send(delivery(channel))
    channel.messages.clear()

    with pytest.raises(SendFailed) as failed:
        await adapter.send(delivery(channel, key="edit 2", replaces=id))

    assert failed.value.uneditable
    assert not failed.value.permanent


@pytest.mark.parametrize(("status", "code"), [(403, 50005), (400, 50083)], ids=["not ours", "archived"])
async def test_a_message_that_cannot_be_edited_any_more_does_not_close_its_channel(
    discord, adapter, channel, status, code
):
    id = await adapter.send(delivery(channel))
    discord.troubles = [Trouble("PATCH /channels", status=status, code=code)]

    with pytest.raises(SendFailed) as failed:
        await adapter.send(delivery(channel, key="edit 3", replaces=id))

    assert failed.value.uneditable
    assert not failed.value.permanent


async def test_a_message_that_arrived_and_was_deleted_since_is_not_posted_again(discord, adapter, channel):
    await adapter.send(delivery(channel))
    channel.messages.clear()

    assert await adapter.send(delivery(channel, unsure=True, ago=5)) == ""
    assert channel.posts == []


async def test_direct_messages_are_opened_when_there_is_something_to_say(discord, adapter, ada):
    direct = discord.direct_channel(ada)

    await adapter.send(delivery(direct))

    assert len(direct.posts) == 1


async def test_closed_direct_messages_are_told(discord, adapter, ada):
    ada.takes_direct_messages = False

    with pytest.raises(SendFailed, match="allow them") as failed:
        await adapter.send(delivery(discord.direct_channel(ada)))

    assert failed.value.permanent


@pytest.mark.parametrize(
    ("allowed", "gone", "says"),
    [(0, False, "give me View Channel"), (VIEW_CHANNEL, False, "Send Messages"), (0, True, "is gone")],
)
async def test_a_channel_that_is_closed_to_us_is_given_up_with_a_way_out(
    discord, adapter, channel, allowed, gone, says
):
    channel.allowed, channel.gone = allowed, gone

    with pytest.raises(SendFailed, match=says) as failed:
        await adapter.send(delivery(channel))

    assert failed.value.permanent
    assert not failed.value.unsure


@pytest.mark.parametrize(
    ("trouble", "permanent", "unsure", "wait"),
    [
        (Trouble("POST /ch", status=403, code=0), True, False, None),
        (Trouble("POST /ch", status=404, code=0), True, False, None),
        (Trouble("POST /ch", status=400, code=50035), False, False, 900),
        (Trouble("POST /ch", status=429, retry_after=45), False, False, 45),
        (Trouble("POST /ch", status=503), False, True, None),
    ],
    ids=lambda value: f"{value.status}-{value.code}" if isinstance(value, Trouble) else "",
)
async def test_what_goes_wrong_is_told_apart(discord, adapter, channel, trouble, permanent, unsure, wait):
    trouble.times = 1
    discord.troubles = [trouble]

    with pytest.raises(SendFailed) as failed:
        await adapter.send(delivery(channel))

    error = failed.value
    assert (error.permanent, error.unsure) == (permanent, unsure)
    assert error.retry_after == (timedelta(seconds=wait) if wait else None)
    assert error.reason.endswith((".", "!"))
    discord.troubles = []
    assert await adapter.send(delivery(channel, key="the next"))


@pytest.mark.parametrize(
    ("trouble", "wait"),
    [(Trouble("POST /ch", status=401), 900), (Trouble("POST /ch", status=429, unmarked=True), 600)],
    ids=["token refused", "banned"],
)
async def test_after_a_refusal_meant_for_all_nothing_is_sent_for_a_while(discord, channel, trouble, wait):
    discord.troubles = [trouble]
    async with connected(discord, Script()) as adapter:
        reasons = []
        for key in ("one", "two", "three"):
            with pytest.raises(SendFailed) as failed:
                await adapter.send(delivery(channel, key=key))
            reasons.append(failed.value.reason)
            assert not failed.value.permanent  # the subscriptions are good
            assert timedelta(seconds=wait - 5) < failed.value.retry_after <= timedelta(seconds=wait)

    assert len(set(reasons)) == 1
    assert discord.count(f"POST /channels/{channel.id}") == 1


async def test_a_short_wait_is_waited_for_and_holds_up_nobody_else(discord, adapter, channel):
    other = discord.add_channel(channel.guild)
    discord.troubles = [Trouble(f"POST /channels/{channel.id}", status=429, retry_after=2.0)]

    async def took(delivery):
        began = time.monotonic()
        await adapter.send(delivery)
        return time.monotonic() - began

    slow, fast = await asyncio.gather(took(delivery(channel)), took(delivery(other)))

    assert fast < 2 < slow


async def test_an_error_of_discords_is_tried_again_under_the_same_nonce(discord, adapter, channel):
    discord.troubles = [Trouble("POST /channels", status=500)]

    await adapter.send(delivery(channel))

    assert len(channel.posts) == 1


async def test_before_it_is_connected_nothing_is_lost(discord, channel):
    with pytest.raises(SendFailed) as failed:
        await adapter_for(discord, Script()).send(delivery(channel))

    assert not failed.value.permanent
    assert not failed.value.unsure
    assert failed.value.retry_after


async def test_a_fan_out_keeps_the_pace_and_is_never_refused(discord, channel):
    channels = [discord.add_channel(channel.guild) for _ in range(60)]
    async with connected(discord, Script(), discord_pace=40) as adapter:  # this Discord counts late: it has our loop
        discord.everything = Bucket(50, 1.0)  # what the tests before this one asked for is forgotten
        began, before = time.monotonic(), discord.count("POST /channels")

        await asyncio.gather(*(adapter.send(delivery(channel)) for channel in channels))

    took = time.monotonic() - began
    assert all(len(channel.posts) == 1 for channel in channels)
    assert discord.count("POST /channels") - before == 60  # not one 429
    assert took > 59 / 40 - 0.05
