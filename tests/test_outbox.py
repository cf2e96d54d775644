"""The outbox: each page arrives once, in order, however the platform behaves and whenever we die."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.chat import LOCAL, Channel, Delivery, Often, Person, Platform, SendFailed, Space, Subscription
from bot.outbox import (
    AT_A_TIME,
    AT_ONCE,
    LONGEST_WAIT,
    MOST_ATTEMPTS,
    look_again,
    look_soon,
    send_waiting,
    wait_before,
)
from bot.schedule import Schedule
from bot.store import deliveries, lost, spaces, subscriptions
from bot.store.database import Database
from bot.view.markup import plain, words
from bot.view.page import Page, Text
from tests.conftest import PAGE, FakeChat

ADA = Person("u1", "Ada")
SLACK = Space(Platform.SLACK, "T1")


def page(title: str) -> Page:
    return Page(title, (Text(words("Something.")),))


async def queue(database, now, *titles, channel=PAGE):
    async with database.transaction() as db:
        for title in titles:
            await deliveries.add(db, f"{channel.key} {title}", channel, page(title), now)


async def rows(database):
    return [dict(row) for row in await database.reader.execute_fetchall("SELECT * FROM deliveries ORDER BY id")]


def local(chat):
    return {Platform.LOCAL: chat}


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


async def test_a_channel_that_is_gone_loses_its_digest_and_the_person_who_set_it_up_is_told(database, chat, clock):
    async with database.transaction() as db:
        await subscriptions.plan(db, PAGE, Schedule.parse("09:00", "UTC"), ADA, clock())
    await queue(database, clock(), "digest")
    chat.failures = [SendFailed("The channel has been deleted.", permanent=True)]

    assert await send_waiting(database, local(chat), clock) == 1

    [told] = chat.sent
    assert told.channel == Channel(LOCAL, "@u1")
    assert "The channel has been deleted." in str(told.page)
    plan = await subscriptions.planned(database.reader, PAGE)
    assert (plan.next_due, plan.off_because) == (None, "The channel has been deleted.")
    assert [row["state"] for row in await rows(database)] == ["failed", "sent"]


async def test_someone_is_told_once_however_many_pages_were_on_their_way(database, chat, clock):
    async with database.transaction() as db:
        await subscriptions.plan(db, PAGE, Schedule.parse("09:00", "UTC"), ADA, clock())
    await queue(database, clock(), "one", "two", "three")

    class Gone(FakeChat):
        async def send(self, delivery: Delivery) -> str:
            if delivery.channel == PAGE:
                raise SendFailed("Gone.", permanent=True)
            return await super().send(delivery)

    chat = Gone()
    await send_waiting(database, local(chat), clock)

    assert chat.titles == ["Stopped: the digest"]
    [said] = [block for block in chat.sent[0].page.blocks if isinstance(block, Text)]
    assert plain(said.markup).startswith(
        "I could not post the digest in the channel of the local page: Gone. It goes on"
    )
    assert [row["state"] for row in await rows(database)] == ["failed", "failed", "failed", "sent"]


async def test_nobody_is_told_by_the_way_that_failed(database, chat, clock):
    mine = Channel.directly_to(ADA, LOCAL)
    async with database.transaction() as db:
        await subscriptions.plan(db, mine, Schedule.parse("09:00", "UTC"), ADA, clock())
    await queue(database, clock(), "digest", channel=mine)
    chat.failures = [SendFailed("They take no messages.", permanent=True)]

    await send_waiting(database, local(chat), clock)

    assert chat.sent == []
    assert (await subscriptions.planned(database.reader, mine)).off_because == "They take no messages."
    async with database.transaction() as db:
        [told] = await lost.take_notices(db, LOCAL, ADA)
        assert await lost.take_notices(db, LOCAL, ADA) == []
    assert told.startswith("I could not post the digest in your direct messages: They take no messages.")


async def test_whoever_cannot_be_written_to_either_hears_it_with_the_next_answer(database, chat, clock):
    async with database.transaction() as db:
        await subscriptions.plan(db, PAGE, Schedule.parse("09:00", "UTC"), ADA, clock())
        await lost.lose(db, Channel.directly_to(ADA, LOCAL), "Closed.", clock())
    await queue(database, clock(), "digest")
    chat.failures = [SendFailed("Gone.", permanent=True)]

    await send_waiting(database, local(chat), clock)

    assert chat.sent == []
    assert await lost.with_notices(database.reader) == {(LOCAL.key, "u1")}


async def test_all_that_stops_in_a_channel_is_told_to_whoever_set_it_up(database, chat, clock):
    bo = Person("u2", "Bo")
    async with database.transaction() as db:
        await subscriptions.plan(db, PAGE, Schedule.parse("09:00", "UTC"), ADA, clock())
        await subscriptions.add(db, Subscription(PAGE, "x", "redlines", ADA, Often.AT_ONCE), clock())
        await subscriptions.add(db, Subscription(PAGE, "x", "outlook", ADA, Often.AT_ONCE), clock())
        await spaces.choose(db, LOCAL, spaces.Choices(PAGE, bo.id))
    await queue(database, clock(), "any")
    chat.failures = [SendFailed("Gone.", permanent=True)]

    await send_waiting(database, local(chat), clock)

    assert {one.channel.id: one.page.title for one in chat.sent} == {
        "@u1": "Stopped: the digest and new cards",
        "@u2": "Stopped: drafts to review",
    }
    assert (await spaces.choices(database.reader, LOCAL)).review_channel == PAGE


async def test_a_lost_channel_is_looked_at_again_and_goes_on_by_itself(database, chat, clock):
    async with database.transaction() as db:
        first = await subscriptions.plan(db, PAGE, Schedule.parse("09:00", "UTC"), ADA, clock())
    await queue(database, clock(), "digest")
    chat.failures = [SendFailed("I was removed.", permanent=True)]
    chat.objections = {PAGE.key: "I am still not there."}
    await send_waiting(database, local(chat), clock)

    assert await look_again(database, local(chat), clock) == 0  # not yet due
    clock.forward(minutes=15)
    assert await look_again(database, local(chat), clock) == 0
    assert (await lost.find(database.reader, PAGE)).because == "I am still not there."
    await queue(database, clock(), "into the void")
    chat.objections = {}
    clock.forward(minutes=14)
    assert await look_again(database, local(chat), clock) == 0
    clock.forward(minutes=1)
    assert await look_again(database, local(chat), clock) == 1

    assert await lost.find(database.reader, PAGE) is None
    plan = await subscriptions.planned(database.reader, PAGE)
    assert (plan.next_due, plan.off_because) == (first, "")
    await queue(database, clock(), "after")
    await send_waiting(database, local(chat), clock)
    assert [title for title in chat.titles if title in ("into the void", "after")] == ["after"]


async def test_what_somebody_asks_for_is_tried_in_a_lost_channel_and_finds_it_again(database, chat, clock):
    async with database.transaction() as db:
        await subscriptions.plan(db, PAGE, Schedule.parse("09:00", "UTC"), ADA, clock())
        await subscriptions.switch_off(db, PAGE, "Gone.")
        await lost.lose(db, PAGE, "Gone.", clock())
        await deliveries.add(db, "now", PAGE, page("asked"), clock(), asked=True)

    await send_waiting(database, local(chat), clock)

    assert chat.titles == ["asked"]
    assert (await subscriptions.planned(database.reader, PAGE)).next_due


async def test_a_platform_that_does_not_answer_tells_nothing_of_a_lost_channel(database, clock):
    class Silent(FakeChat):
        async def objection(self, channel: Channel) -> str:
            raise SendFailed("No answer.", unsure=True)

    async with database.transaction() as db:
        await lost.lose(db, PAGE, "Gone.", clock())
        await lost.lose(db, Channel(SLACK, "C1"), "Gone too.", clock())
    clock.forward(hours=1)

    assert await look_again(database, local(Silent()), clock) == 0
    assert (await lost.find(database.reader, PAGE)).because == "Gone."


async def test_a_look_that_breaks_holds_up_no_other(database, chat, clock, caplog):
    class Broken(FakeChat):
        async def objection(self, channel: Channel) -> str:
            if channel == PAGE:
                raise ZeroDivisionError
            return ""

    other = Channel(LOCAL, "other")
    async with database.transaction() as db:
        await lost.lose(db, PAGE, "Gone.", clock())
        await lost.lose(db, other, "Gone too.", clock())
    clock.forward(hours=1)

    assert await look_again(database, local(Broken()), clock) == 1
    assert await lost.find(database.reader, other) is None
    assert (await lost.find(database.reader, PAGE)).because == "Gone."
    assert "Looking at local:local/page broke" in caplog.text


async def test_where_something_changed_is_looked_at_at_once(database, chat, clock):
    mine, elsewhere = Channel.directly_to(ADA, LOCAL), Channel(SLACK, "C1")
    async with database.transaction() as db:
        for channel in (PAGE, mine, elsewhere):
            await lost.lose(db, channel, "Gone.", clock())

    assert not await look_soon(database, Channel(LOCAL, "other"), clock())
    assert not await look_soon(database, Space(Platform.SLACK, "T"), clock())
    assert await look_again(database, local(chat), clock) == 0
    assert await look_soon(database, LOCAL, clock())
    assert await look_again(database, local(chat), clock) == 1

    assert await lost.find(database.reader, PAGE) is None
    assert await lost.find(database.reader, mine)  # that somebody changed something says nothing of those
    assert await look_soon(database, elsewhere, clock())


async def test_whoever_closed_their_messages_meanwhile_hears_of_it_with_the_next_answer(database, clock):
    one, two = Channel(SLACK, "C1"), Channel(SLACK, "C2")
    async with database.transaction() as db:
        for channel in (one, two):
            await subscriptions.plan(db, channel, Schedule.parse("09:00", "UTC"), ADA, clock())
    await queue(database, clock(), "digest", channel=one)
    await queue(database, clock(), "digest", channel=two)

    class Closed(FakeChat):
        async def send(self, delivery: Delivery) -> str:
            raise SendFailed("Closed." if delivery.channel.direct else "Gone.", permanent=True)

    await send_waiting(database, {Platform.SLACK: Closed()}, clock)

    async with database.transaction() as db:
        told = await lost.take_notices(db, SLACK, ADA)
    assert len(told) == 2
    assert all("could not post the digest in" in one and "Gone." in one for one in told)
    assert [row["state"] for row in await rows(database)] == ["failed"] * 4


async def test_a_refusal_that_is_meant_for_all_stops_the_rest_and_loses_nothing(database, chat, clock):
    for number in range(200):
        await queue(database, clock(), f"digest {number}", channel=Channel(LOCAL, str(number)))
    tried = []

    class Refused(FakeChat):
        async def send(self, delivery: Delivery) -> str:
            tried.append(delivery.key)
            raise SendFailed("The token is refused.", for_all=True, retry_after=60)

    for _ in range(MOST_ATTEMPTS + 5):
        await send_waiting(database, local(Refused()), clock)
        clock.forward(minutes=2)

    assert len(tried) <= AT_A_TIME * (MOST_ATTEMPTS + 5)
    assert not await lost.to_look_at(database.reader, clock.forward(days=2))
    assert {row["state"] for row in await rows(database)} == {"waiting"}
    assert await send_waiting(database, local(chat), clock) == 200


async def test_a_channel_that_was_lost_long_ago_is_looked_at_once_a_day(database, chat, clock):
    async with database.transaction() as db:
        await lost.lose(db, PAGE, "Gone.", clock())
    chat.objections = {PAGE.key: "Gone."}
    looks = []
    chat.objection = lambda channel: looks.append(channel) or _gone()
    for _ in range(24 * 5):
        clock.forward(hours=1)
        await look_again(database, local(chat), clock)

    assert 49 <= len(looks) <= 53


async def _gone() -> str:
    return "Gone."


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


class Slow(FakeChat):
    """Whose channels called "slow" do not answer until they are let go."""

    def __init__(self) -> None:
        super().__init__()
        self.began = asyncio.Event()
        self.let_go = asyncio.Event()

    async def send(self, delivery: Delivery) -> str:
        if delivery.channel.id.startswith("slow"):
            self.began.set()
            await self.let_go.wait()
        return await super().send(delivery)


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
