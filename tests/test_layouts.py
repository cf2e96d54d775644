"""An edition in parts: a headline, then its cards in its thread, each once and in order; or all in the headline."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat import Channel, Delivery, Group, Platform, SendFailed
from bot.commands import handle
from bot.digests import make_due_digests, queue_now
from bot.outbox import LONGEST_TRYING, MOST_ATTEMPTS, send_waiting
from bot.schedule import QuietHours, Schedule
from bot.store import deliveries, editions, layouts, mentions, subscriptions
from bot.store.mentions import Mention
from bot.view.page import Tone
from tests.commands.editors import ADA, OURS, by, held, keep_three, rewrite
from tests.commands.pages import said

IDS = ("redlines/gate", "positions/summer", "redlines/railway")
THEIRS = Channel(OURS.space, f"@{ADA.id}")


async def publish(desk, id: str) -> None:
    entry = await held(desk, id)
    page = await handle(desk, by(ADA, f"review publish #{entry.number} {entry.revision}", OURS))
    assert page.tone is Tone.DONE


@pytest.fixture
async def desk(desk, clock):
    """Three published cards about a lake, in a channel that has its cards in a thread, and its digest in an hour."""
    await keep_three(desk, *IDS)
    await handle(desk, by(ADA, "dossier lake", OURS))
    for id in IDS:
        await publish(desk, id)
    async with desk.database.transaction() as db:
        await layouts.thread(db, OURS, ADA)
        await subscriptions.plan(db, OURS, Schedule.parse("13:00", "UTC"), ADA, clock())
    return desk


async def make(desk, clock) -> int:
    return await make_due_digests(desk.database, clock.forward(hours=1))


async def send(desk, chat) -> list[Delivery]:
    before = len(chat.sent)
    await send_waiting(desk.database, {Platform.DISCORD: chat}, desk.now)
    return chat.sent[before:]


async def shown(desk) -> set[str]:
    return set(await editions.seen_by(desk.database.reader, OURS))


async def test_the_cards_follow_the_headline_into_its_thread(desk, chat, clock):
    assert await make(desk, clock) == 1

    headline, *cards = await send(desk, chat)

    assert "3 new cards" in said(headline.page)
    assert "Redlines 2 · Positions 1" in said(headline.page)
    assert headline.page.cards == ()
    assert headline.thread is None
    assert [one.thread.message for one in cards] == ["m1"] * 3
    assert {one.thread.title for one in cards} == {headline.page.title}
    assert {card for one in cards for card in one.page.cards} == {f"lake {id}" for id in IDS} == await shown(desk)
    assert await send(desk, chat) == []


async def test_one_message_is_what_a_channel_has_without_a_choice(desk, chat, clock):
    async with desk.database.transaction() as db:
        await layouts.one(db, OURS)
    await make(desk, clock)

    [edition] = await send(desk, chat)

    assert len(edition.page.cards) == 3


async def test_nothing_new_is_one_line_in_the_channel(desk, chat, clock):
    await make(desk, clock)
    await send(desk, chat)
    clock.forward(hours=23)
    await make(desk, clock)

    [line] = await send(desk, chat)

    assert "nothing new" in line.page.title
    assert line.thread is None


async def test_an_edition_that_somebody_asks_for_is_in_parts_too(desk, chat, clock):
    async with desk.database.transaction() as db:
        await queue_now(db, OURS, clock())

    assert [one.asked for one in await send(desk, chat)] == [True] * 4


async def test_no_card_is_sent_before_its_headline_is_there(desk, chat, clock):
    await make(desk, clock)
    chat.failures = [SendFailed("busy", retry_after=60)]

    assert await send(desk, chat) == []
    clock.forward(seconds=59)
    assert await send(desk, chat) == []
    clock.forward(seconds=1)
    assert len(await send(desk, chat)) == 4


async def test_a_card_that_has_to_wait_holds_up_those_behind_it(desk, chat, clock):
    await make(desk, clock)
    first = chat.send
    calls = []

    async def send_second_late(delivery):
        calls.append(delivery.key)
        if len(calls) == 3:
            raise SendFailed("no answer", unsure=True)
        return await first(delivery)

    chat.send = send_second_late
    assert len(await send(desk, chat)) == 2
    clock.forward(minutes=1)
    again = await send(desk, chat)

    assert [one.unsure for one in again] == [True, False]
    keys = [one.key for one in chat.sent]
    assert keys == sorted(keys, key=lambda key: (key.startswith("part"), key))


async def test_only_the_headline_pings(desk, chat, clock):
    async with desk.database.transaction() as db:
        await mentions.choose(db, OURS, Mention(Group("7", "Desk"), "lake", "positions"))
    await make(desk, clock)

    assert [one.mention for one in await send(desk, chat)] == ["7", None, None, None]


async def test_quiet_hours_hold_the_whole_and_never_the_end_of_it(desk, chat, clock):
    async with desk.database.transaction() as db:
        await subscriptions.be_quiet(db, OURS, QuietHours.parse("12:30-14:00", "UTC"))
    await make(desk, clock)
    assert await send(desk, chat) == []
    assert not await deliveries.any_due(desk.database.reader, ["discord"], clock())

    clock.forward(hours=1)
    async with desk.database.transaction() as db:
        headline, *_ = await deliveries.claim(db, ["discord"], clock())
        await deliveries.finish(db, headline.id, "m0", clock())
        await subscriptions.be_quiet(db, OURS, QuietHours.parse("13:30-15:00", "UTC"))

    assert len(await send(desk, chat)) == 3


async def test_what_is_put_right_is_the_part_that_shows_the_card(desk, chat, clock):
    await make(desk, clock)
    sent = await send(desk, chat)
    [part] = [number for number, one in enumerate(sent, 1) if one.page.cards == ("lake positions/summer",)]

    await rewrite(desk, "card positions/summer edit", headline="Mereth says otherwise")

    [edit] = await send(desk, chat)
    assert edit.replaces == f"m{part}"
    assert edit.page.title == "Mereth says otherwise"
    assert edit.thread.message == "m1"


async def test_what_waits_is_put_right_where_it_lies_and_in_the_spare(desk, chat, clock):
    await make(desk, clock)
    await rewrite(desk, "card positions/summer edit", headline="Mereth says otherwise")
    refused = SendFailed("No threads here.", threadless=True)
    sent = [one for one in await refuse_parts(desk, chat, refused) if one.channel == OURS]

    assert "Mereth says otherwise" in said(sent[-1].page)
    await rewrite(desk, "card positions/summer edit", headline="Mereth says this")
    [edit] = [one for one in await send(desk, chat) if one.channel == OURS]
    assert edit.replaces == "m1"
    assert "Mereth says this" in said(edit.page)


async def refuse_parts(desk, chat, refused: SendFailed, after: int = 0) -> list[Delivery]:
    """Let a platform take so many parts and no more."""
    first, taken = chat.send, []

    async def send_no_parts(delivery):
        if delivery.thread and not delivery.replaces:
            taken.append(delivery)
            if len(taken) > after:
                raise refused
        return await first(delivery)

    chat.send = send_no_parts
    sent = await send(desk, chat)
    chat.send = first
    return sent


@pytest.mark.parametrize("after", [0, 2])
async def test_without_a_thread_the_headline_says_it_all_and_who_chose_is_told_once(desk, chat, clock, after):
    await make(desk, clock)
    sent = await refuse_parts(desk, chat, SendFailed("Give me a right.", threadless=True), after)

    here = [one for one in sent if one.channel == OURS]
    assert len(here) == 2 + after
    assert here[-1].replaces == "m1"
    assert set(here[-1].page.cards) == {f"lake {id}" for id in IDS} == await shown(desk)
    [told] = [one for one in sent if one.channel == THEIRS]
    assert "Give me a right." in said(told.page)
    assert "Give me a right." in said(await handle(desk, by(ADA, "settings", OURS)))

    async with desk.database.transaction() as db:
        await db.execute("UPDATE channels SET seen = NULL")
        await queue_now(db, OURS, clock())
    again = await refuse_parts(desk, chat, SendFailed("Give me a right.", threadless=True))
    assert {one.channel for one in again} == {OURS}
    async with desk.database.transaction() as db:
        await db.execute("UPDATE channels SET seen = NULL")
        await queue_now(db, OURS, clock())
    assert len(await send(desk, chat)) == 4
    assert "Give me a right." not in said(await handle(desk, by(ADA, "settings", OURS)))


async def test_a_headline_that_somebody_deleted_does_not_come_back(desk, chat, clock):
    await make(desk, clock)

    sent = await refuse_parts(desk, chat, SendFailed("It is gone.", threadless=True, gone=True))

    assert len(sent) == 1
    assert await send(desk, chat) == []
    assert not await deliveries.any_due(desk.database.reader, ["discord"], clock() + timedelta(days=9))


async def test_a_headline_that_never_arrives_takes_its_cards_along_and_they_are_news_again(desk, chat, clock):
    await make(desk, clock)
    chat.failures = [SendFailed("closed", permanent=True)]

    assert [one.channel for one in await send(desk, chat)] == [THEIRS]
    assert await shown(desk) == set()
    states = await desk.database.reader.execute_fetchall(
        "SELECT DISTINCT state FROM deliveries WHERE channel = :channel", {"channel": OURS.key}
    )
    assert [row["state"] for row in states] == ["failed"]


async def test_an_edition_that_is_too_old_to_send_is_so_with_its_cards(desk, chat, clock):
    await make(desk, clock)
    clock.forward(days=1)

    assert await send(desk, chat) == []
    assert not await deliveries.any_due(desk.database.reader, ["discord"], clock() + timedelta(days=9))
    assert await shown(desk) == set()


async def test_a_card_that_is_given_up_is_news_again(desk, chat, clock):
    await make(desk, clock)
    async with desk.database.transaction() as db:
        await db.execute(
            "UPDATE deliveries SET attempts = :many, first_tried = :then WHERE key LIKE 'part % 2'",
            {"many": MOST_ATTEMPTS, "then": (clock() - LONGEST_TRYING).isoformat()},
        )
    calls = []
    first = chat.send

    async def refuse_second(delivery):
        calls.append(delivery)
        if len(calls) == 3:
            raise SendFailed("no")
        return await first(delivery)

    chat.send = refuse_second
    sent = await send(desk, chat)

    assert len(sent) == 3
    assert await shown(desk) == {f"lake {id}" for id in IDS} - set(calls[2].page.cards)


async def test_the_choice_is_for_those_who_manage_where_there_are_threads(desk):
    assert "with the cards in its thread" in said(await handle(desk, by(ADA, "settings layout thread", OURS)))
    assert "a headline, with the cards in its thread" in said(await handle(desk, by(ADA, "settings", OURS)))
    assert "one message" in said(await handle(desk, by(ADA, "settings layout one", OURS)))
    assert "settings layout one" in said(await handle(desk, by(ADA, "settings layout sideways", OURS)))
    assert await layouts.of(desk.database.reader, OURS) is None
