"""Whoever is slow or hangs, one channel or a crowd, holds up nobody else."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.chat import LOCAL, Channel, Delivery, Platform, Space
from bot.outbox import AT_ONCE, send_waiting
from tests.conftest import FakeChat
from tests.queued import Slow, local, queue, rows

SLACK = Space(Platform.SLACK, "T1")


async def test_a_slow_channel_delays_nobody_but_itself(database, clock):
    chat = Slow()
    await queue(database, clock(), "slow", channel=Channel(LOCAL, "slow"))
    await queue(database, clock(), "one", "two", "three")

    sending = asyncio.create_task(send_waiting(database, local(chat), clock))
    async with asyncio.timeout(5):
        while len(chat.sent) < 3:
            await asyncio.sleep(0.01)
    chat.let_go.set()

    assert await sending == 4
    assert chat.titles == ["one", "two", "three", "slow"]


async def test_one_platform_that_hangs_with_a_crowd_holds_up_no_other(database, clock):
    slow, quick = Slow(), FakeChat()
    for number in range(AT_ONCE + 20):
        await queue(database, clock(), "digest", channel=Channel(SLACK, f"slow{number}"))
    await queue(database, clock(), "quick")

    sending = asyncio.create_task(send_waiting(database, {Platform.SLACK: slow, Platform.LOCAL: quick}, clock))
    async with asyncio.timeout(5):
        while not quick.sent:
            await asyncio.sleep(0.01)
    slow.let_go.set()

    assert await sending == AT_ONCE + 21


async def test_a_crowd_of_channels_that_hang_holds_up_no_other_channel(database, clock, monkeypatch):
    monkeypatch.setattr("bot.outbox.OVERTAKEN", timedelta())
    chat = Slow()
    quick = 0
    for number in range(AT_ONCE + 20):
        await queue(database, clock(), "digest", channel=Channel(LOCAL, f"slow{number}"))
        if number % 3 == 0:
            await queue(database, clock(), "digest", channel=Channel(LOCAL, f"quick{number}"))
            quick += 1

    sending = asyncio.create_task(send_waiting(database, local(chat), clock))
    async with asyncio.timeout(20):
        while len(chat.sent) < quick:
            await asyncio.sleep(0.01)
    chat.let_go.set()

    assert await sending == AT_ONCE + 20 + quick


async def test_what_waits_in_line_with_all_others_does_not_hang(database, clock, monkeypatch):
    monkeypatch.setattr("bot.outbox.OVERTAKEN", timedelta())
    under_way = most = 0

    class Paced(FakeChat):
        def __init__(self) -> None:
            super().__init__()
            self.pace = asyncio.Semaphore(5)  # first come, first served

        async def send(self, delivery: Delivery) -> str:
            nonlocal under_way, most
            under_way += 1
            most = max(most, under_way)
            async with self.pace:
                await asyncio.sleep(0.002)
            under_way -= 1
            return await super().send(delivery)

    for number in range(3 * AT_ONCE):
        await queue(database, clock(), "digest", channel=Channel(LOCAL, f"c{number}"))

    assert await send_waiting(database, local(Paced()), clock) == 3 * AT_ONCE
    assert most <= AT_ONCE + 5


async def test_nothing_is_claimed_again_while_it_is_being_sent(database, chat, clock, monkeypatch):
    monkeypatch.setattr("bot.outbox.LONGEST_SEND", timedelta(seconds=0.05))
    chat = Slow()
    await queue(database, clock(), "digest", channel=Channel(LOCAL, "slow"))

    async with asyncio.timeout(5):
        assert await send_waiting(database, local(chat), clock) == 0

    [row] = await rows(database)
    assert (row["state"], row["sending"], row["unsure"], row["attempts"]) == ("waiting", 0, 1, 1)
    assert row["trouble"] == "The platform did not answer in time."
