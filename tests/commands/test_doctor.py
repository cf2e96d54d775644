"""`doctor` in chat: people who manage a channel see everything, a reader what is about the channel."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat import Platform, SendFailed
from bot.checks import Check, Examination
from bot.clock import Clock
from bot.commands import Desk, handle
from bot.outbox import send_waiting
from bot.store import feeds, lost
from bot.view.page import Tone
from tests.commands.editors import ADA, OURS, ROOM, THEIRS, by
from tests.commands.pages import said
from tests.conftest import ask


@pytest.fixture
async def desk(desk: Desk) -> Desk:
    """A desk whose clock has just made a round."""
    await Clock(desk, dict).make_digests()
    return desk


def with_faults(desk: Desk, *checks: Check, here: bool = False) -> Desk:
    """The desk, with one thing more to look at, of which these come."""

    async def look():
        return checks

    before = desk.examinations
    return replace(desk, examinations=lambda channel: [*before(channel), Examination("x", look, here=here)])


async def doctor(desk: Desk, channel=OURS, *, may: bool = True) -> str:
    page = await handle(desk, ask("doctor", channel, may=may))
    assert page.tone is Tone.PLAIN
    return said(page)


async def test_where_nothing_is_wrong_it_says_so_and_what_was_looked_at(desk):
    text = await doctor(desk)

    assert text.startswith("Doctor: all is well")
    assert "✓ last round, posts here, database, outbox, channels, feeds, zone data" in text
    assert "✗" not in text


async def test_a_reader_sees_what_is_about_the_channel_and_no_more(desk):
    faulty = with_faults(desk, Check("Discord token", "Discord refuses it."), Check("disk"))
    faulty = with_faults(faulty, Check("rights here", "Give me Send Messages."), here=True)

    reader, manager = await doctor(faulty, may=False), await doctor(faulty)

    assert "Doctor: 1 fault\n✗ rights here: Give me Send Messages." in reader
    assert "✓ last round, posts here" in reader
    assert "People who manage this channel see the rest" in reader
    for hidden in ("token", "disk", "database", "feeds"):
        assert hidden not in reader
    assert "Doctor: 2 faults\n✗ Discord token: Discord refuses it.\n✗ rights here: Give me Send Messages." in manager


async def test_a_channel_that_is_lost_and_a_post_that_waits(desk, chat, clock):
    await handle(desk, by(ADA, "digest now"))
    clock.forward(minutes=20)
    await Clock(desk, dict).make_digests()
    waits = await doctor(desk, may=False)
    chat.failures = [SendFailed("I may not post there: give me Send Messages.", permanent=True)]
    await send_waiting(desk.database, {Platform.DISCORD: chat}, clock)
    clock.forward(days=2)
    await Clock(desk, dict).make_digests()
    gone = await doctor(desk, may=False)

    assert "✗ posts here: A post has waited for 20 minutes. “why” says what it waits for." in waits
    assert "✗ posts here: Nothing has been posted here for 2 days: I may not post there: give me Send Messages." in gone
    assert "✗" not in await doctor(desk, ROOM, may=False)


async def test_a_clock_that_stands_still_is_named_to_everybody(desk, clock):
    clock.forward(minutes=10)

    text = await doctor(desk, may=False)

    assert "✗ last round: Digests were looked for 10 minutes ago, and not since. The log says why." in text


async def test_channels_and_feeds_of_other_spaces_are_nobodys_business(desk, clock):
    async with desk.database.transaction() as db:
        await lost.lose(db, THEIRS, "Their secret reason.", clock())
        feed = await feeds.add(db, THEIRS.space, "lake", "https://a.example/rss", "Their feed", "u9", clock())
        await feeds.note_trouble(db, feed, clock(), "It is gone.")

    assert (await doctor(desk)).startswith("Doctor: all is well")
    theirs = await doctor(desk, THEIRS)
    assert "1 channel cannot be posted in: channel general: Their secret reason." in theirs
    assert "1 feed cannot be read: Their feed: It is gone." in theirs


async def test_very_many_faults_fit_on_a_page(desk):
    many = [Check(f"check {n}", "This is wrong, and that is what to do about it. " * 12) for n in range(30)]

    text = await doctor(with_faults(desk, *many))

    assert text.startswith("Doctor: 30 faults")
    assert "And 23 more: “communique doctor” lists them all." in text


async def test_a_doctor_is_never_shared_and_never_remembered(desk, clock):
    assert "Doctor: all is well" in await doctor(desk)
    clock.now += timedelta(seconds=1)
    assert "Doctor: 1 fault" in await doctor(with_faults(desk, Check("disk", "Full.")))
    assert not any(button.label == "Share" for button in (await handle(desk, ask("doctor", OURS))).buttons)
    assert (await handle(desk, ask("share doctor", OURS))).tone is Tone.MISTAKE
