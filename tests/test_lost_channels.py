"""A channel in which nothing can be posted any more: who is told, and when it is looked at again."""

from __future__ import annotations

from bot.chat import LOCAL, Channel, Delivery, Often, Person, Platform, SendFailed, Space, Subscription
from bot.outbox import AT_A_TIME, MOST_ATTEMPTS, look_again, look_soon, send_waiting
from bot.schedule import Schedule
from bot.store import deliveries, lost, spaces, subscriptions
from bot.view.markup import plain
from bot.view.page import Text
from tests.conftest import PAGE, FakeChat
from tests.queued import local, page, queue, rows

ADA = Person("u1", "Ada")
SLACK = Space(Platform.SLACK, "T1")


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
