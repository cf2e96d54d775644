"""Each new card at once, for those who want it so; and not again in their next digest."""

from __future__ import annotations

import pytest

from bot.chat import Channel, Often, Platform, SendFailed, Subscription
from bot.commands import Desk, handle
from bot.digests import make_due_digests
from bot.outbox import look_again, send_waiting
from bot.store import caps, subscriptions
from bot.view.page import Tone
from briefs.model import Kind
from tests.commands.editors import ADA, BEN, FIRST, OURS, SECOND, THEIRS, THIRD, by, held, keep_three, rewrite
from tests.commands.pages import said

OTHER = Channel(OURS.space, "other")
MINE = Channel.directly_to(ADA, OURS.space)


@pytest.fixture
async def desk(desk: Desk) -> Desk:
    """Drafts about the lake wait, of which both channels of our space speak."""
    await keep_three(desk, "redlines/gate", "positions/summer", "redlines/railway")
    for channel in (OURS, OTHER):
        await handle(desk, by(ADA, "dossier lake", channel))
    return desk


async def publish(desk, id: str):
    entry = await held(desk, id)
    return await handle(desk, by(ADA, f"review publish #{entry.number} {entry.revision}", OTHER))


async def send(desk, chat) -> list[tuple[Channel, str]]:
    before = len(chat.sent)
    await send_waiting(desk.database, {Platform.DISCORD: chat}, desk.now)
    return [(one.channel, said(one.page)) for one in chat.sent[before:]]


@pytest.mark.parametrize(
    "typed", ["redlines at once", "redlines at-once", "Red lines AT ONCE", "redlines, positions at once"]
)
async def test_a_published_card_comes_at_once_where_its_topic_is_followed_so(desk, chat, typed):
    page = await handle(desk, by(ADA, f"subscribe {typed}"))
    assert "as soon as it is published" in said(page)

    await publish(desk, "redlines/gate")

    [(channel, text)] = await send(desk, chat)
    assert channel == OURS
    assert FIRST in text
    assert "New: Redlines, The lake" in text
    assert "at once" in said(await handle(desk, by(ADA, "subscriptions")))


async def test_its_buttons_lead_to_the_card_and_its_topic(desk, chat):
    await handle(desk, by(ADA, "subscribe redlines at once"))
    await publish(desk, "redlines/gate")
    await send(desk, chat)

    for button in chat.sent[0].page.buttons:
        page = await handle(desk, by(BEN, button.command))
        assert page.tone is not Tone.MISTAKE
        assert FIRST in said(page)


async def test_other_topics_other_channels_and_other_spaces_hear_nothing_at_once(desk, chat):
    await handle(desk, by(ADA, "subscribe positions at once"))
    await handle(desk, by(ADA, "subscribe redlines", OTHER))
    await handle(desk, by(ADA, "subscribe redlines at once", THEIRS))

    await publish(desk, "redlines/gate")

    assert await send(desk, chat) == []


async def test_me_hears_it_in_direct_messages(desk, chat):
    await handle(desk, by(ADA, "subscribe redlines at once me"))
    await publish(desk, "redlines/gate")

    assert [channel for channel, _ in await send(desk, chat)] == [MINE]


async def test_a_pause_holds_it_back_for_the_next_edition(desk, chat):
    await handle(desk, by(ADA, "subscribe redlines at once"))
    await handle(desk, by(ADA, "settings pause 1w"))
    await publish(desk, "redlines/gate")
    assert await send(desk, chat) == []

    await handle(desk, by(ADA, "digest now"))

    assert FIRST in dict(await send(desk, chat))[OURS]


async def test_what_cannot_be_posted_is_news_to_the_first_edition_that_can(desk, chat, clock):
    await handle(desk, by(ADA, "subscribe redlines at once"))
    chat.failures = [SendFailed("I may not post there.", permanent=True)]
    await publish(desk, "redlines/gate")
    await send(desk, chat)  # which ends in a lost channel
    await publish(desk, "redlines/railway")

    clock.forward(days=1)
    await look_again(desk.database, {Platform.DISCORD: chat}, clock)
    await handle(desk, by(ADA, "digest now"))

    edition = dict(await send(desk, chat))[OURS]
    assert FIRST in edition
    assert THIRD in edition


async def test_what_came_at_once_is_not_new_in_the_next_digest_but_the_rest_is(desk, chat):
    await handle(desk, by(ADA, "subscribe redlines at once"))
    await handle(desk, by(ADA, "subscribe redlines", OTHER))
    await publish(desk, "redlines/gate")
    await send(desk, chat)
    await handle(desk, by(ADA, "unsubscribe redlines"))
    await handle(desk, by(ADA, "subscribe redlines"))
    await publish(desk, "redlines/railway")
    for channel in (OURS, OTHER):
        await handle(desk, by(ADA, "digest now", channel))

    digests = dict(await send(desk, chat))

    assert THIRD in digests[OURS]
    assert FIRST not in digests[OURS]
    assert FIRST in digests[OTHER]


async def test_what_came_at_once_and_was_changed_since_is_a_change_in_the_next_digest(desk, chat):
    await handle(desk, by(ADA, "subscribe redlines at once"))
    await publish(desk, "redlines/gate")
    await send(desk, chat)
    await rewrite(desk, "card redlines/gate edit", headline="Kessary will not open the gate")

    await handle(desk, by(ADA, "digest now"))

    texts = [text for _, text in await send(desk, chat)]
    assert "Before: Kessary will not open the gate before the vote" in texts[-1]


async def test_a_card_that_waits_for_a_second_editor_is_told_when_it_is_out_and_once(desk, chat):
    await handle(desk, by(ADA, "subscribe redlines at once"))
    await handle(desk, by(ADA, "settings two-editors on"))
    await publish(desk, "redlines/gate")
    assert await send(desk, chat) == []

    entry = await held(desk, "redlines/gate")
    for person in (BEN, BEN, ADA):
        await handle(desk, by(person, f"review publish #{entry.number} {entry.revision}"))

    assert len(await send(desk, chat)) == 1


async def test_a_rejected_draft_is_told_to_nobody(desk, chat):
    await handle(desk, by(ADA, "subscribe redlines at once"))
    entry = await held(desk, "redlines/gate")
    await handle(desk, by(ADA, f"review reject #{entry.number} 1"))

    assert await send(desk, chat) == []


async def test_following_a_topic_again_without_at_once_leaves_it_to_the_digest(desk, chat):
    await handle(desk, by(ADA, "subscribe redlines at once"))
    await handle(desk, by(ADA, "subscribe redlines"))

    await publish(desk, "redlines/gate")

    assert await send(desk, chat) == []
    assert [one.often for one in await subscriptions.of(desk.database.reader, OURS)] == [Often.DAILY]


async def test_a_channel_that_no_longer_follows_hears_nothing(desk, chat):
    await handle(desk, by(ADA, "subscribe redlines at once"))
    await handle(desk, by(ADA, "unsubscribe redlines"))

    await publish(desk, "redlines/gate")

    assert await send(desk, chat) == []


async def test_a_card_told_at_once_is_put_right_when_it_is_withdrawn(desk, chat):
    await handle(desk, by(ADA, "subscribe positions at once"))
    await publish(desk, "positions/summer")
    await send(desk, chat)

    await handle(desk, by(ADA, "card positions/summer retire"))

    [(channel, text)] = await send(desk, chat)
    assert (channel, chat.sent[-1].replaces) == (OURS, "m1")
    assert "Withdrawn:" in text
    assert SECOND not in text.splitlines()


async def test_a_filter_decides_what_comes_at_once(desk, chat):
    async with desk.database.transaction() as db:
        for channel, filter in ((OURS, "redlines and not kind:fact"), (OTHER, "redlines and kind:fact")):
            await subscriptions.add(db, Subscription(channel, "lake", filter, ADA, Often.AT_ONCE), desk.now())
    entry = await held(desk, "redlines/gate")

    await publish(desk, "redlines/gate")

    assert [channel for channel, _ in await send(desk, chat)] == [OTHER if entry.card.kind is Kind.FACT else OURS]


async def test_what_two_filters_let_in_comes_once(desk, chat):
    async with desk.database.transaction() as db:
        for filter in ("redlines", "redlines or outlook"):
            await subscriptions.add(db, Subscription(OURS, "lake", filter, ADA, Often.AT_ONCE), desk.now())

    await publish(desk, "redlines/gate")

    assert len(await send(desk, chat)) == 1


async def test_over_the_cap_it_waits_for_the_digest(desk, chat, clock):
    await handle(desk, by(ADA, "subscribe redlines at once"))
    await handle(desk, by(ADA, "digest at 15:00 UTC"))
    async with desk.database.transaction() as db:
        await caps.choose(db, OURS, 1)
    for id in ("redlines/gate", "redlines/railway"):
        await publish(desk, id)
    assert [FIRST in text for _, text in await send(desk, chat)] == [True]

    told = []
    for wait in (3, 24):
        await make_due_digests(desk.database, clock.forward(hours=wait))
        told += [text for _, text in await send(desk, chat)]

    assert ["1 more new card with the next edition" in text for text in told] == [True, False]
    assert [THIRD in text for text in told] == [False, True]


async def test_without_a_digest_a_cap_holds_nothing_back(desk, chat):
    await handle(desk, by(ADA, "subscribe redlines at once"))
    async with desk.database.transaction() as db:
        await caps.choose(db, OURS, 1)

    for id in ("redlines/gate", "redlines/railway"):
        await publish(desk, id)

    assert len(await send(desk, chat)) == 2
