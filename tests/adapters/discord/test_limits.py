"""Discord's limits are kept before it refuses, for every request that counts, and at a cost that does not grow."""

from __future__ import annotations

import asyncio
import time

import aiohttp
import pytest
from discord import RateLimited
from discord.http import HTTPClient, Route

from bot.adapters.discord.limits import Buckets, paced
from bot.adapters.discord.pacer import Held, Pacer
from bot.chat import SendFailed
from tests.adapters.discord.conftest import Script, connected
from tests.adapters.discord.pages import delivery
from tests.standins.discord import Trouble

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def turns(pacer: Pacer, many: int) -> list[float]:
    taken = []

    async def take() -> None:
        await pacer.turn()
        taken.append(time.monotonic())

    await asyncio.gather(*(take() for _ in range(many)))
    return taken


async def test_turns_come_at_even_distances():
    taken = await turns(Pacer(100), 21)

    assert taken[-1] - taken[0] > 0.19


async def test_what_was_missed_while_the_loop_stood_still_does_not_go_out_at_once():
    pacer = Pacer(100)
    await pacer.turn()
    waiting = asyncio.create_task(turns(pacer, 11))
    await asyncio.sleep(0)
    time.sleep(0.1)  # as a page that is hard to write does

    taken = await waiting

    assert taken[-1] - taken[0] > 0.09


async def test_nobody_waits_for_a_turn_that_is_too_far_off():
    pacer = Pacer(100, longest=5)
    pacer.hold(60)

    with pytest.raises(Held) as held:
        await pacer.turn()

    assert 59 < held.value.seconds <= 60


async def test_a_crowd_that_waits_is_told_when_the_wait_becomes_too_long():
    pacer = Pacer(100, longest=5)
    crowd = [asyncio.create_task(pacer.turn()) for _ in range(3)]
    await asyncio.sleep(0)
    pacer.hold(60)

    assert [type(came) for came in await asyncio.gather(*crowd, return_exceptions=True)] == [type(None), Held, Held]


async def test_all_that_counts_keeps_the_pace_and_answers_to_people_do_not(discord, adapter):
    async with aiohttp.ClientSession(trace_configs=[paced(20)]) as session:

        async def ask(path: str) -> float:
            began = time.monotonic()
            async with session.get(f"{Route.BASE}{path}"):
                return time.monotonic() - began

        await ask("/gateway")
        slots = await asyncio.gather(*(ask("/gateway") for _ in range(5)))
        discord.troubles = [Trouble("GET /gateway", status=429, retry_after=45, everywhere=True)]
        await ask("/gateway")
        with pytest.raises(RateLimited) as refused:
            await ask("/gateway")
        await ask("/webhooks/1/x/messages/@original")
        await ask("/interactions/1/x/callback")

    assert max(slots) > 0.2
    assert refused.value.retry_after > 30


async def test_a_long_wait_for_all_is_kept_without_asking_again(discord, channel):
    other = discord.add_channel(channel.guild)
    discord.troubles = [Trouble("POST /channels", status=429, retry_after=45, everywhere=True)]
    async with connected(discord, Script()) as adapter:
        for place in (channel, other):
            with pytest.raises(SendFailed) as failed:
                await adapter.send(delivery(place))
            assert failed.value.retry_after
            assert not failed.value.permanent
            assert not failed.value.unsure

    assert discord.count(f"POST /channels/({channel.id}|{other.id})") == 1


async def test_a_post_that_leaves_nothing_of_its_channels_limit_is_told_at_once(discord, adapter, channel):
    before, discord.message_limit = discord.message_limit, (2, 20.0)
    try:
        await adapter.send(delivery(channel, key="first"))
        second = await asyncio.wait_for(adapter.send(delivery(channel, key="second")), 10)
    finally:
        discord.message_limit = before

    assert [post["id"] for post in channel.posts][-1] == second


async def test_who_asks_next_waits_for_the_channels_limit(discord, adapter, channel):
    before, discord.message_limit = discord.message_limit, (2, 0.3)
    try:
        for number in range(5):
            await adapter.send(delivery(channel, key=f"post {number}"))
    finally:
        discord.message_limit = before

    assert len(channel.posts) == 5
    assert discord.count(f"POST /channels/{channel.id}") == 5  # not one was refused


async def test_limits_that_say_nothing_any_more_are_forgotten():
    http = HTTPClient(asyncio.get_running_loop(), max_ratelimit_timeout=30)
    http._buckets = Buckets()
    out = http.get_ratelimit("under way")
    await out.acquire()

    for number in range(5000):
        bucket = http.get_ratelimit(f"channel {number}")
        bucket.expires = bucket._loop.time() - 1

    assert len(http._buckets) <= 512
    assert http.get_ratelimit("under way") is out
