"""The outbox and the clock on the wall: quiet hours, what has become late, what is too old to send."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.chat import LOCAL, Channel, Person, Platform, SendFailed
from bot.digests import make_due_digests, queue_now
from bot.outbox import look_again, send_waiting
from bot.schedule import QuietHours, Schedule
from bot.store import deliveries, lost, subscriptions
from bot.store.dossiers import load_shipped
from bot.view.markup import words
from bot.view.page import Page, Text, to_json
from tests.conftest import PAGE
from tests.store.shelf import card, dossier

ADA = Person("u1", "Ada")
NIGHT = QuietHours.parse("22:00-07:00", "Europe/Berlin")
OTHER = Channel(LOCAL, "other")


async def queue(database, now, title, channel=PAGE, asked=False):
    async with database.transaction() as db:
        await deliveries.add(db, f"{channel.key} {title}", channel, Page(title, (Text(words("x")),)), now, asked=asked)


async def send(database, chat, clock):
    return await send_waiting(database, {Platform.LOCAL: chat}, clock)


@pytest.fixture
async def planned(database, now):
    """A channel whose first digest is due at nine in the morning of 23 November, UTC."""
    await load_shipped(database, dossier(card("redlines/one")), "h1", now)
    async with database.transaction() as db:
        await subscriptions.plan(db, PAGE, Schedule.parse("09:00", "UTC"), ADA, now)
    return database


@pytest.fixture
async def quiet(database):
    """A database in which one channel wants its nights quiet."""
    async with database.transaction() as db:
        await subscriptions.be_quiet(db, PAGE, NIGHT)
    return database


async def test_what_comes_by_itself_waits_for_the_end_of_quiet_hours(quiet, chat, clock):
    clock.now = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
    await queue(quiet, clock(), "held")
    await queue(quiet, clock(), "free", OTHER)

    assert await send(quiet, chat, clock) == 1
    clock.now = datetime(2026, 11, 23, 5, 59, 59, tzinfo=UTC)
    assert await send(quiet, chat, clock) == 0
    clock.forward(seconds=1)
    assert await send(quiet, chat, clock) == 1
    assert chat.titles == ["free", "held"]


async def test_an_edition_planned_for_quiet_hours_comes_at_their_end_though_its_day_is_over(planned, chat, clock):
    async with planned.transaction() as db:
        await subscriptions.plan(db, PAGE, Schedule.parse("23:00", "Europe/Berlin"), ADA, clock())
        await subscriptions.be_quiet(db, PAGE, NIGHT)
    clock.now = datetime(2026, 11, 22, 22, 0, tzinfo=UTC)
    await make_due_digests(planned, clock())

    assert await send(planned, chat, clock) == 0
    clock.now = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
    assert await send(planned, chat, clock) == 1
    assert "Late: planned for" in to_json(chat.sent[0].page)


async def test_quiet_hours_in_a_zone_that_is_not_known_any_more_hold_up_nobody_else(quiet, chat, clock):
    async with quiet.transaction() as db:
        await db.execute("UPDATE channels SET quiet = '22:00-07:00 Mars/Base'")
    clock.now = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
    await queue(quiet, clock(), "by UTC")
    await queue(quiet, clock(), "free", OTHER)

    assert await send(quiet, chat, clock) == 2
    await queue(quiet, clock.forward(hours=1), "held by UTC")
    assert await send(quiet, chat, clock) == 0
    assert await send(quiet, chat, lambda: clock() + timedelta(hours=9)) == 1


async def test_what_somebody_asks_for_comes_in_quiet_hours_too_past_what_is_held(quiet, chat, clock):
    clock.now = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
    await queue(quiet, clock(), "held")
    assert await send(quiet, chat, clock) == 0
    await queue(quiet, clock(), "asked", asked=True)

    assert await send(quiet, chat, clock) == 1
    assert chat.titles == ["asked"]


async def test_a_retry_does_not_break_the_quiet(quiet, chat, clock):
    clock.now = datetime(2026, 11, 22, 20, 59, 59, tzinfo=UTC)
    await queue(quiet, clock(), "retried")
    chat.failures = [SendFailed("busy", retry_after=5)]
    assert await send(quiet, chat, clock) == 0

    clock.forward(seconds=10)
    assert await send(quiet, chat, clock) == 0
    clock.now = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
    assert await send(quiet, chat, clock) == 1


async def test_an_edition_asked_for_at_night_comes_at_night(planned, quiet, chat, clock):
    clock.now = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
    async with planned.transaction() as db:
        await queue_now(db, PAGE, clock())

    assert await send(planned, chat, clock) == 1


async def test_an_edition_that_the_platform_delays_says_when_it_was_planned(planned, chat, clock):
    clock.now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    await make_due_digests(planned, clock())
    chat.failures = [SendFailed("busy", retry_after=1200)]
    await send(planned, chat, clock)

    clock.forward(seconds=1200)
    assert await send(planned, chat, clock) == 1

    [sent] = chat.sent
    assert to_json(sent.page).count("Late: planned for") == 1
    [kept] = await deliveries.posted(planned.reader, PAGE, 0)
    assert kept.page == sent.page


async def test_an_edition_that_was_made_late_says_it_once(planned, chat, clock):
    clock.now = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    await make_due_digests(planned, clock())
    chat.failures = [SendFailed("busy", retry_after=1200)]
    await send(planned, chat, clock)
    clock.forward(seconds=1200)

    await send(planned, chat, clock)

    assert to_json(chat.sent[0].page).count("Late: planned for") == 1


async def test_an_edition_whose_day_is_over_is_dropped_and_the_next_one_says_so(planned, chat, clock):
    clock.now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    await make_due_digests(planned, clock())
    assert await send_waiting(planned, {}, clock) == 0  # the platform is away

    clock.now = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
    assert await send(planned, chat, clock) == 0
    clock.now = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    await make_due_digests(planned, clock())
    assert await send(planned, chat, clock) == 1

    text = to_json(chat.sent[0].page)
    assert "No edition came on 23 November;" in text
    assert "Headline of redlines/one" in text


async def test_an_edition_that_may_be_there_is_looked_for_however_old_it_is(planned, chat, clock):
    clock.now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    await make_due_digests(planned, clock())
    chat.failures = [SendFailed("no answer", unsure=True, retry_after=3600)]
    await send(planned, chat, clock)

    clock.forward(days=1)
    assert await send(planned, chat, clock) == 1
    assert chat.sent[0].unsure


async def test_an_edition_that_is_given_up_is_news_again_and_one_asked_for_is_not_missed(planned, chat, clock):
    async with planned.transaction() as db:
        await queue_now(db, PAGE, clock())
    chat.failures = [SendFailed("no", permanent=True)]
    await send(planned, chat, clock)
    async with planned.transaction() as db:
        await lost.regain(db, PAGE, clock())
        await subscriptions.switch_on(db, PAGE)
    clock.now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    await make_due_digests(planned, clock())
    await send(planned, chat, clock)

    text = to_json(chat.sent[-1].page)
    assert "Headline of redlines/one" in text
    assert "No edition came" not in text


async def test_nothing_of_this_holds_up_an_edit(quiet, chat, clock):
    await queue(quiet, clock(), "first")
    await send(quiet, chat, clock)
    clock.now = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
    await queue(quiet, clock(), "edit")
    async with quiet.transaction() as db:
        await db.execute("UPDATE deliveries SET replaces = 'm1' WHERE key LIKE '%edit'")

    assert await send(quiet, chat, clock) == 1
    assert timedelta(0) == clock() - datetime(2026, 11, 22, 23, 0, tzinfo=UTC)


async def test_editions_that_no_right_let_arrive_are_missed_for_that_reason(planned, chat, clock):
    clock.now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    await make_due_digests(planned, clock())
    chat.failures = [SendFailed("I may not post there.", permanent=True)]
    await send(planned, chat, clock)
    clock.forward(days=2, hours=3)
    chat.objections = {PAGE.key: ""}

    await look_again(planned, {Platform.LOCAL: chat}, clock)
    clock.forward(days=3)  # ... and then the bot was not running
    await make_due_digests(planned, clock())

    rows = await planned.reader.execute_fetchall("SELECT date, because FROM editions WHERE state = 'missed'")
    assert {row["date"]: row["because"] for row in rows} == {
        "2026-11-23": "I may not post there.",
        "2026-11-24": "I may not post there.",
        "2026-11-25": "I may not post there.",
        "2026-11-26": "The bot was not running.",
        "2026-11-27": "The bot was not running.",
    }
