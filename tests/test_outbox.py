"""The outbox: each page arrives once, in order, however the platform behaves and whenever we die."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.chat import LOCAL, Channel, Delivery, Person, Platform, SendFailed, Space
from bot.outbox import LONGEST_WAIT, MOST_ATTEMPTS, send_waiting, wait_before
from bot.schedule import Schedule
from bot.store import deliveries, subscriptions
from bot.store.database import Database
from tests.conftest import PAGE, FakeChat
from tests.queued import Slow, local, queue, rows

ADA = Person("u1", "Ada")
SLACK = Space(Platform.SLACK, "T1")


async def test_what_waits_is_sent_once_and_in_order(database, chat, clock):
    await queue(database, clock(), "first", "second", "third")

    assert await send_waiting(database, local(chat), clock) == 3
    assert await send_waiting(database, local(chat), clock) == 0
    assert chat.titles == ["first", "second", "third"]


async def test_a_key_that_is_there_is_not_queued_again(database, chat, clock):
    await queue(database, clock(), "once")
    await queue(database, clock(), "once")

    await send_waiting(database, local(chat), clock)

    assert chat.titles == ["once"]


async def test_a_page_is_not_overtaken_by_a_later_one_of_its_channel(database, chat, clock):
    await queue(database, clock(), "first", "second")
    chat.failures = [SendFailed("busy", retry_after=30)]

    assert await send_waiting(database, local(chat), clock) == 0
    clock.forward(seconds=29)
    assert await send_waiting(database, local(chat), clock) == 0
    clock.forward(seconds=1)
    assert await send_waiting(database, local(chat), clock) == 2
    assert chat.titles == ["first", "second"]


async def test_the_platform_says_how_long_to_wait(database, chat, clock):
    await queue(database, clock(), "digest")
    chat.failures = [SendFailed("rate limited", retry_after=300)]

    await send_waiting(database, local(chat), clock)

    [row] = await rows(database)
    assert row["due"] == "2026-11-22T12:05:00.000000Z"
    assert row["trouble"] == "rate limited"


def test_waits_double_up_to_the_longest_with_jitter():
    assert wait_before(2, 1.0) == timedelta(seconds=5)
    assert wait_before(2, 0.0) == timedelta(seconds=2.5)
    assert wait_before(3, 1.0) == timedelta(seconds=10)
    assert wait_before(4, 1.0) == timedelta(seconds=20)
    assert wait_before(39, 1.0) == LONGEST_WAIT
    assert wait_before(10_000, 0.0) == LONGEST_WAIT / 2


async def test_each_failure_waits_longer_than_the_one_before(database, chat, clock):
    await queue(database, clock(), "digest")
    chat.failures = [SendFailed("no answer") for _ in range(5)]
    waits = []

    for _ in range(5):
        await send_waiting(database, local(chat), clock)
        [row] = await rows(database)
        waits.append((deliveries.utc_moment(row["due"]) - clock()).total_seconds())
        clock.now = deliveries.utc_moment(row["due"])
    await send_waiting(database, local(chat), clock)

    assert [2.5 * 2**n <= wait <= 5 * 2**n for n, wait in enumerate(waits)] == [True] * 5
    assert chat.titles == ["digest"]


async def test_a_try_without_an_answer_stays_unsure_until_it_arrives(database, chat, clock):
    await queue(database, clock(), "digest")
    chat.failures = [SendFailed("connection lost", unsure=True), SendFailed("not now", retry_after=60)]

    for _ in range(3):
        await send_waiting(database, local(chat), clock)
        clock.forward(minutes=2)

    [delivery] = chat.sent
    assert delivery.unsure
    assert delivery.attempts == 3
    assert [row["unsure"] for row in await rows(database)] == [0]


async def test_a_refusal_leaves_nothing_to_be_unsure_of(database, chat, clock):
    await queue(database, clock(), "digest")
    chat.failures = [SendFailed("not now", retry_after=60)]

    await send_waiting(database, local(chat), clock)
    clock.forward(minutes=2)
    await send_waiting(database, local(chat), clock)

    assert [delivery.unsure for delivery in chat.sent] == [False]


async def test_a_worker_that_dies_while_sending_loses_nothing(database, chat, clock):
    await queue(database, clock(), "digest")
    async with database.transaction() as db:
        [taken] = await deliveries.claim(db, ["local"], clock())  # ... and the worker dies here

    assert await send_waiting(database, local(chat), clock) == 0
    clock.forward(seconds=deliveries.LEASE.total_seconds())
    assert await send_waiting(database, local(chat), clock) == 1
    assert not taken.unsure
    assert [(one.unsure, one.first_tried) for one in chat.sent] == [(True, taken.first_tried)]


async def test_two_workers_send_each_page_once(database, tmp_path, clock):
    for number in range(60):
        await queue(database, clock(), "digest", channel=Channel(LOCAL, f"c{number}"))
    chats = [FakeChat(), FakeChat()]
    other = await Database.open(database.path)

    try:
        sent = await asyncio.gather(
            send_waiting(database, local(chats[0]), clock), send_waiting(other, local(chats[1]), clock)
        )
    finally:
        await other.close()

    assert sum(sent) == 60
    assert len({delivery.key for chat in chats for delivery in chat.sent}) == 60


async def test_a_delivery_ends_after_the_most_attempts_and_the_digest_goes_on(database, chat, clock):
    async with database.transaction() as db:
        await subscriptions.plan(db, PAGE, Schedule.parse("09:00", "UTC"), ADA, clock())
    await queue(database, clock(), "digest")
    chat.failures = [SendFailed("busy") for _ in range(MOST_ATTEMPTS)]

    for _ in range(MOST_ATTEMPTS + 1):
        await send_waiting(database, local(chat), clock)
        clock.forward(minutes=15)

    assert [(row["state"], row["attempts"]) for row in await rows(database)] == [("failed", MOST_ATTEMPTS)]
    assert chat.sent == []
    assert (await subscriptions.planned(database.reader, PAGE)).next_due


async def test_a_platform_that_asks_for_many_short_waits_does_not_use_up_the_tries(database, chat, clock):
    await queue(database, clock(), "digest")
    chat.failures = [SendFailed("slow down", retry_after=60) for _ in range(2 * MOST_ATTEMPTS)]

    for _ in range(2 * MOST_ATTEMPTS + 1):
        await send_waiting(database, local(chat), clock)
        clock.forward(seconds=60)

    assert chat.titles == ["digest"]


async def test_without_answers_each_wait_is_longer_however_short_the_first_may_be(database, chat, clock):
    await queue(database, clock(), "digest")
    chat.failures = [SendFailed("no answer", unsure=True, retry_after=40) for _ in range(9)]
    waits = []

    for _ in range(9):
        await send_waiting(database, local(chat), clock)
        [row] = await rows(database)
        waits.append((deliveries.utc_moment(row["due"]) - clock()).total_seconds())
        clock.now = deliveries.utc_moment(row["due"])

    assert waits[:3] == [40, 40, 40]
    assert waits[-1] > 400


async def test_a_fault_of_a_sender_is_survived_and_leaves_it_unsure(database, chat, clock, caplog):
    class Broken(FakeChat):
        async def send(self, delivery: Delivery) -> str:
            if not delivery.unsure:
                raise KeyError("no such thing")
            return await super().send(delivery)

    broken = Broken()
    await queue(database, clock(), "digest")

    await send_waiting(database, local(broken), clock)
    clock.forward(seconds=10)
    await send_waiting(database, local(broken), clock)

    assert broken.titles == ["digest"]
    assert "no such thing" in caplog.text


async def test_what_is_being_sent_at_the_end_is_looked_for_at_the_next_start(database, clock):
    chat = Slow()
    await queue(database, clock(), "digest", channel=Channel(LOCAL, "slow"))
    sending = asyncio.create_task(send_waiting(database, local(chat), clock))
    await chat.began.wait()

    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    clock.forward(seconds=deliveries.LEASE.total_seconds())
    chat.let_go.set()
    await send_waiting(database, local(chat), clock)

    assert [delivery.unsure for delivery in chat.sent] == [True]


async def test_a_platform_that_is_away_keeps_its_pages(database, chat, clock):
    away = Channel(SLACK, "C1")
    await queue(database, clock(), "slack", channel=away)
    await queue(database, clock(), "local")

    assert await send_waiting(database, local(chat), clock) == 1
    assert await send_waiting(database, {}, clock) == 0
    assert await send_waiting(database, {Platform.SLACK: chat}, clock) == 1
    assert chat.titles == ["local", "slack"]


async def test_what_cannot_be_recorded_is_looked_for_later_and_stops_no_other(database, chat, clock, caplog):
    class Damaging(FakeChat):
        """After whose first post the database refuses to note that."""

        async def send(self, delivery: Delivery) -> str:
            refused = delivery.page.title == "unlucky" and not delivery.unsure
            async with database.transaction() as db:
                await db.execute("DROP TRIGGER IF EXISTS refuse")
                if refused:
                    await db.execute(
                        "CREATE TRIGGER refuse BEFORE UPDATE ON deliveries"
                        " BEGIN SELECT RAISE(ABORT, 'database is locked'); END"
                    )
            return await super().send(delivery)

    chat = Damaging()
    await queue(database, clock(), "unlucky")

    assert await send_waiting(database, local(chat), clock) == 0
    async with database.transaction() as db:
        await db.execute("DROP TRIGGER refuse")
    clock.forward(seconds=deliveries.LEASE.total_seconds())
    assert await send_waiting(database, local(chat), clock) == 1
    assert [delivery.unsure for delivery in chat.sent] == [False, True]
    assert "could not be recorded" in caplog.text


async def test_a_failure_noted_late_does_not_undo_that_it_arrived(database, clock):
    await queue(database, clock(), "digest")
    async with database.transaction() as db:
        [delivery] = await deliveries.claim(db, ["local"], clock())
        await deliveries.finish(db, delivery.id, "m1", clock())
        await deliveries.postpone(db, delivery.id, clock(), "slow", unsure=True)
        await deliveries.give_up(db, delivery.id, "slower", clock())

    assert [(row["state"], row["message"]) for row in await rows(database)] == [("sent", "m1")]


async def test_what_was_posted_is_read_back_in_order_from_a_place_on(database, chat, clock):
    await queue(database, clock(), "one", "two", "three")
    await queue(database, clock(), "elsewhere", channel=Channel(LOCAL, "other"))
    await send_waiting(database, local(chat), clock)
    await queue(database, clock(), "still waiting")

    everything = await deliveries.posted(database.reader, PAGE, 0)

    assert [post.page.title for post in everything] == ["one", "two", "three"]
    assert [post.page.title for post in await deliveries.posted(database.reader, PAGE, everything[0].id)] == [
        "two",
        "three",
    ]
    assert [post.page.title for post in await deliveries.posted(database.reader, PAGE, 0, 1)] == ["three"]
