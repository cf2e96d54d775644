"""The clock, on the real APScheduler: what it does when, and that nothing stops it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.chat import Channel, Person, Platform, Space
from bot.clock import Clock
from bot.outbox import look_soon
from bot.schedule import Schedule
from bot.store import deliveries, lost, subscriptions
from bot.view.markup import words
from bot.view.page import Page, Text
from tests.conftest import PAGE, FakeChat

ADA = Person("u1", "Ada")


@asynccontextmanager
async def ticking(desk, chat):
    clock = Clock(desk, lambda: {Platform.LOCAL: chat})
    clock.start()
    try:
        yield clock
    finally:
        await clock.stop()


async def queue(desk, title="hello"):
    async with desk.database.transaction() as db:
        await deliveries.add(db, title, PAGE, Page(title, (Text(words("x")),)), desk.now())


async def until(condition):
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.01)


async def test_what_is_queued_goes_out_at_once_when_the_clock_is_woken(desk, chat):
    async with ticking(desk, chat) as clock:
        clock._scheduler.pause()  # nothing else wakes it
        await queue(desk)

        clock.wake()

        await until(lambda: chat.sent)


async def test_what_another_process_queued_goes_out_within_seconds(desk, chat):
    async with ticking(desk, chat):
        await asyncio.sleep(0.1)
        await queue(desk)

        await until(lambda: chat.sent)


async def test_what_came_due_while_nobody_looked_goes_out_at_the_start(desk, chat, clock):
    async with desk.database.transaction() as db:
        await subscriptions.plan(db, PAGE, Schedule.parse("09:00", "UTC"), ADA, clock() - timedelta(days=1))

    async with ticking(desk, chat):
        await until(lambda: chat.sent)

    assert len(chat.sent) == 1


async def test_a_turn_that_breaks_does_not_stop_the_next(desk, chat, caplog):
    broken = [Exception("a broken turn")]

    def senders():
        if broken:
            raise broken.pop()
        return {Platform.LOCAL: chat}

    await queue(desk)
    clock = Clock(desk, senders)
    clock.start()
    await until(lambda: chat.sent)
    await clock.stop()

    assert "a broken turn" in caplog.text


async def test_a_database_that_cannot_be_written_is_a_sentence_in_the_log(desk, chat, caplog):
    await queue(desk)
    await desk.database._writer.execute("PRAGMA query_only = ON")

    async with ticking(desk, chat):
        await until(lambda: "turn of sending" in caplog.text)

    assert "cannot be written to" in caplog.text
    assert "Traceback" not in caplog.text


async def test_digests_that_cannot_be_made_stop_nothing_that_waits(desk, chat, caplog):
    async with desk.database.transaction() as db:
        await subscriptions.plan(db, PAGE, Schedule.parse("09:00", "UTC"), ADA, desk.now() - timedelta(days=1))
        await db.execute("CREATE TRIGGER no BEFORE INSERT ON editions BEGIN SELECT RAISE(ABORT, 'no editions'); END")
    await queue(desk)

    async with ticking(desk, chat) as clock:
        await until(lambda: chat.sent and "no editions" in caplog.text)
        async with desk.database.transaction() as db:
            await db.execute("DROP TRIGGER no")
        await clock.make_digests()
        await until(lambda: len(chat.sent) == 2)


async def test_it_ends_at_once_though_a_channel_does_not_answer(desk):
    class Hanging(FakeChat):
        async def send(self, delivery):
            self.sent.append(delivery)
            await asyncio.sleep(3600)
            return "never"

    chat = Hanging()
    await queue(desk)

    async with asyncio.timeout(30), ticking(desk, chat):
        await until(lambda: chat.sent)


async def test_a_page_queued_for_somebody_while_another_hangs_still_goes_out(desk):
    class Hanging(FakeChat):
        async def send(self, delivery):
            if delivery.channel != PAGE:
                await asyncio.sleep(3600)
            return await super().send(delivery)

    chat = Hanging()
    async with desk.database.transaction() as db:
        page = Page("slow", (Text(words("x")),))
        await deliveries.add(db, "slow", Channel(PAGE.space, "slow"), page, desk.now())
    async with ticking(desk, chat) as clock:
        await asyncio.sleep(0.2)
        await queue(desk)
        clock.wake()

        await until(lambda: chat.sent)


async def test_a_platform_that_connects_while_another_hangs_is_served_at_once(desk, chat):
    class Hanging(FakeChat):
        async def send(self, delivery):
            self.sent.append(delivery)
            await asyncio.sleep(3600)
            return "never"

    hanging = Hanging()
    senders = {Platform.SLACK: hanging}
    async with desk.database.transaction() as db:
        page = Page("slow", (Text(words("x")),))
        await deliveries.add(db, "slow", Channel(Space(Platform.SLACK, "T1"), "C1"), page, desk.now())
    clock = Clock(desk, lambda: dict(senders))
    clock.start()
    await until(lambda: hanging.sent)

    senders[Platform.LOCAL] = chat
    await queue(desk)
    await until(lambda: chat.sent)
    await clock.stop()

    assert len(hanging.sent) == 1


async def test_a_lost_channel_is_looked_at_at_once_when_it_is_time_and_its_digest_goes_on(desk, chat, clock):
    async with desk.database.transaction() as db:
        await subscriptions.plan(db, PAGE, Schedule.parse("11:00", "UTC"), ADA, clock.now - timedelta(hours=6))
        await subscriptions.switch_off(db, PAGE, "Gone.")
        await lost.lose(db, PAGE, "Gone.", clock())

    async with ticking(desk, chat) as ticks:
        await look_soon(desk.database, PAGE, clock())
        ticks.wake()
        await until(lambda: chat.titles)

    assert await lost.find(desk.database.reader, PAGE) is None
