"""`digest preview` is what would be posted now: page for page, whatever has happened before."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.chat import Channel, Group, Platform, SendFailed, Space
from bot.commands import Desk, handle
from bot.digests import make_due_digests, preview
from bot.outbox import look_again, send_waiting
from bot.store import feeds, layouts, mentions
from bot.store.mentions import Mention
from bot.view.page import Page, from_json
from briefs.model import State
from tests.commands.editors import ADA, OURS, ROOM, SENTENCES, by, drafted, essay, held, keep, rewrite
from tests.commands.pages import said

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # when the first edition is due
DAY = timedelta(days=1)
TOPICS = ("redlines", "positions", "leverage", "outlook")


@pytest.fixture
async def desk(desk: Desk) -> Desk:
    """Our channel speaks of the lake, on which thirty cards are out, and has a digest at nine."""
    await publish(desk, 30)
    await handle(desk, by(ADA, "dossier lake"))
    await handle(desk, by(ADA, "digest at 09:00 UTC"))
    return desk


async def publish(desk: Desk, many: int, name: str = "card") -> None:
    taken = essay(*SENTENCES, title=f"Of {name}")
    ids = [f"{TOPICS[n % len(TOPICS)]}/{name}-{n}" for n in range(many)]
    cards = [drafted(taken, SENTENCES[n % 3], id, f"Headline of {id}") for n, id in enumerate(ids)]
    await keep(desk, taken, *cards, state=State.PUBLISHED)


async def queued(desk: Desk, channel: Channel) -> Page | None:
    """The edition that was queued last, as its page was made."""
    rows = await desk.database.reader.execute_fetchall(
        "SELECT body FROM deliveries JOIN pages ON pages.id = page WHERE channel = :channel AND key LIKE 'digest %'"
        " ORDER BY deliveries.id DESC LIMIT 1",
        {"channel": channel.key},
    )
    return next((from_json(row["body"]) for row in rows), None)


async def many_queued(desk: Desk, channel: Channel) -> int:
    [row] = await desk.database.reader.execute_fetchall(
        "SELECT COUNT(*) AS many FROM deliveries WHERE channel = :channel AND key LIKE 'digest %'",
        {"channel": channel.key},
    )
    return int(row["many"])


async def asked(desk: Desk, channel: Channel) -> Page:
    """What somebody sees of "digest preview", without the note behind it."""
    page = await handle(desk, by(ADA, "digest preview", channel))
    assert "A preview, for you alone. Nothing was posted." in said(page)
    return replace(page, blocks=page.blocks[:-1])


async def is_exact(desk: Desk, channel: Channel = OURS) -> Page:
    """The edition that is made now, planned or asked for, is the preview of a moment before."""
    foretold, shown = await preview(desk.database.reader, channel, desk.now()), await asked(desk, channel)
    before = await many_queued(desk, channel)
    if foretold.due:
        await make_due_digests(desk.database, desk.now())
    else:
        await handle(desk, by(ADA, "digest now", channel))
    made = foretold.page if foretold.unsaid else await queued(desk, channel)
    assert await many_queued(desk, channel) == before + (not foretold.unsaid)
    assert made == foretold.page
    assert made == replace(shown, tone=made.tone, cards=made.cards)
    await make_due_digests(desk.database, desk.now())
    return made


async def test_when_it_is_due_and_before(desk, clock):
    early = await is_exact(desk)
    clock.now = MONDAY
    due = await is_exact(desk)

    assert "22 November" in early.title
    assert "23 November" in due.title
    assert early.cards != due.cards


async def test_when_nothing_is_new_and_when_that_is_not_said(desk, clock):
    for day in range(3):
        clock.now = MONDAY + day * DAY
        page = await is_exact(desk)
    await handle(desk, by(ADA, "settings empty skip"))
    clock.forward(days=1)
    unsaid = await handle(desk, by(ADA, "digest preview"))
    await is_exact(desk)

    assert page.title.endswith("nothing new")
    assert "It would not be posted: nothing is new, and this channel wants no word of that." in said(unsaid)


async def test_with_caps_filters_and_what_is_weekly(desk, clock):
    await handle(desk, by(ADA, "settings cap 2"))
    await handle(desk, by(ADA, "subscribe redlines or (leverage and not kind:judgement)"))
    await handle(desk, by(ADA, "subscribe outlook weekly thu"))
    shown = []
    for day in range(5):
        clock.now = MONDAY + day * DAY
        shown.append((await is_exact(desk)).cards)

    topics = [sorted({card.split()[1].partition("/")[0] for card in cards}) for cards in shown]
    assert [len(cards) for cards in shown] == [4, 4, 4, 5, 0]
    assert topics == [["leverage", "redlines"]] * 3 + [["leverage", "outlook", "redlines"], []]


async def test_when_it_is_late_and_after_editions_that_nobody_was_told_are_missing(desk, clock, chat):
    clock.now = MONDAY + 2 * DAY + timedelta(hours=2)
    missed = await is_exact(desk)
    chat.failures = [SendFailed("No more room.", permanent=True)]
    await send_waiting(desk.database, {Platform.DISCORD: chat}, clock)
    clock.forward(days=1)
    await look_again(desk.database, {Platform.DISCORD: chat}, clock)
    untold = await is_exact(desk)

    assert "Late: planned for" in said(missed)
    assert "No edition came on 23 November and 24 November" in said(missed)
    assert "25 November" in said(untold)


async def test_in_a_pause_and_after_it(desk, clock):
    await handle(desk, by(ADA, "settings pause 3d"))
    clock.now = MONDAY
    paused = await handle(desk, by(ADA, "digest preview"))
    await is_exact(desk)
    clock.now = MONDAY + 3 * DAY
    await is_exact(desk)

    assert "Paused: by itself nothing comes before 25 November 2026, 12:00 UTC." in said(paused)


async def test_where_nothing_can_be_posted_it_says_so(desk, clock, chat):
    await handle(desk, by(ADA, "digest now"))
    chat.failures = [SendFailed("I may not post there.", permanent=True)]
    await send_waiting(desk.database, {Platform.DISCORD: chat}, clock)

    page = await handle(desk, by(ADA, "digest preview"))

    assert "Stopped 22 November 2026, 12:00 UTC: I may not post there." in said(page)
    await is_exact(desk)


async def test_with_feeds_in_trouble_changes_and_withdrawals(desk, clock):
    clock.now = MONDAY
    await is_exact(desk)
    async with desk.database.transaction() as db:
        feed = await feeds.add(db, OURS.space, "lake", "https://a.example/rss", "The Letter", "u1", clock())
        await feeds.note_trouble(db, feed, clock(), "It is gone.")
    await rewrite(desk, "card redlines/card-0 edit", headline="The gate stays shut")
    await handle(desk, by(ADA, "card positions/card-1 retire"))
    clock.forward(days=1)
    page = await is_exact(desk)

    assert "Feed in trouble: The Letter." in said(page)
    assert "The gate stays shut" in said(page)
    assert "Withdrawn\npositions/card-1" in said(page)


async def test_in_a_channel_without_a_plan_in_direct_messages_and_in_another_space(desk, clock):
    mine = Channel.directly_to(ADA, OURS.space)
    await handle(desk, by(ADA, "subscribe redlines me"))
    clock.now = MONDAY

    for channel in (ROOM, mine, Channel(Space(Platform.SLACK, "T1"), "C1")):
        await is_exact(desk, channel)


async def in_thread(desk: Desk) -> list[Page]:
    """What was queued for the thread of the last edition in our channel."""
    rows = await desk.database.reader.execute_fetchall(
        "SELECT body FROM deliveries JOIN pages ON pages.id = page WHERE part_of = (SELECT MAX(id) FROM deliveries"
        " WHERE channel = :channel AND key LIKE 'digest %') ORDER BY deliveries.id",
        {"channel": OURS.key},
    )
    return [from_json(row["body"]) for row in rows]


async def test_a_headline_and_what_comes_in_its_thread(desk, clock):
    async with desk.database.transaction() as db:
        await layouts.thread(db, OURS, ADA)
    for moment in (clock(), MONDAY):  # asked for out of turn, and by itself
        clock.now = moment
        foretold, page = (
            await preview(desk.database.reader, OURS, clock()),
            await handle(desk, by(ADA, "digest preview")),
        )
        await (make_due_digests(desk.database, clock()) if foretold.due else handle(desk, by(ADA, "digest now")))

        headline, parts = await queued(desk, OURS), await in_thread(desk)
        assert headline == foretold.page
        assert tuple(parts) == foretold.thread
        assert len(parts) == 7  # six cards, and the further headlines
        assert (page.title, page.blocks[:2]) == (headline.title, headline.blocks)
        assert "In its thread, one by one\n• Headline of " in said(page)
        assert all(part.title in said(page) for part in parts)
        await handle(desk, by(ADA, "subscribe not outlook"))


async def test_whom_it_mentions_and_when_enough_were_mentioned_that_day(desk, clock, chat):
    async def mentioned(channel: Channel = OURS) -> list[str]:
        text = said(await handle(desk, by(ADA, "digest preview", channel)))
        return [row for row in text.splitlines() if "mentions" in row]

    await handle(desk, by(ADA, "dossier lake", ROOM))
    for channel in (OURS, ROOM):
        async with desk.database.transaction() as db:
            await mentions.choose(db, channel, Mention(Group("7", "@desk"), "lake", "redlines or outlook"))
    early = await mentioned()
    clock.now = MONDAY
    due = await mentioned()
    await make_due_digests(desk.database, clock())
    await send_waiting(desk.database, {Platform.DISCORD: chat}, clock)
    assert [one.mention for one in chat.sent] == ["7"]
    await handle(desk, by(ADA, "digest at 10:00 UTC"))
    clock.forward(hours=1)
    again = await mentioned()
    await handle(desk, by(ADA, "subscribe positions"))

    assert early == ["At its time it mentions @desk."]
    assert due == ["It mentions @desk."]
    assert again == ["It mentions nobody: today @desk was mentioned as often as was chosen."]
    assert await mentioned() == await mentioned(ROOM) == []  # for it is not for that, or nothing is planned


STEPS = (
    "subscribe redlines",
    "subscribe redlines or outlook",
    "subscribe not leverage",
    "subscribe outlook weekly wed",
    "unsubscribe redlines",
    "settings cap 1",
    "settings cap off",
    "settings empty skip",
    "settings empty say",
    "settings late 30m",
    "settings late day",
    "settings pause 2d",
    "settings pause off",
    "settings skip tomorrow",
    "settings skip off",
    "digest at 07:30 America/New_York weekdays",
    "digest at 09:00 UTC",
    "digest at 21:00 Asia/Tokyo mon,thu",
    "digest now",
    "dossier ukraine-talks",
    "dossier lake",
)


@pytest.mark.parametrize("seed", range(8))
async def test_whatever_is_done_in_whatever_order(desk, clock, chat, seed):
    luck = random.Random(seed)
    for step in range(14):
        for _ in range(luck.randint(0, 3)):
            await handle(desk, by(ADA, luck.choice(STEPS)))
        if luck.random() < 0.3:
            await publish(desk, luck.randint(1, 9), f"more-{step}")
        if luck.random() < 0.3:
            id = luck.choice([f"{TOPICS[n % 4]}/card-{n}" for n in range(30)])
            if (await held(desk, id)).state is State.PUBLISHED:
                await handle(desk, by(ADA, f"card {id} retire"))
        if luck.random() < 0.2:
            chat.failures = [SendFailed("No.", permanent=luck.random() < 0.5, retry_after=60)]
        clock.forward(minutes=luck.choice((3, 40, 700, 1440, 3000, 9000)))
        await look_again(desk.database, {Platform.DISCORD: chat}, clock)
        await is_exact(desk)
        await send_waiting(desk.database, {Platform.DISCORD: chat}, clock)
