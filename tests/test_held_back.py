"""Editions that nobody wants, today or for a while: skipped, paused, stopped, switched off."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.digests import make_due_digests
from bot.store import subscriptions
from bot.store.dossiers import load_shipped
from tests.conftest import PAGE
from tests.editions import DAY, MONDAY, OUT, RED, plan, states, texts
from tests.store.shelf import card, change, dossier


@pytest.fixture
async def filled(database, now):
    """A database with two published cards of a month ago."""
    await load_shipped(database, dossier(RED, OUT), "h1", now - timedelta(days=30))
    return database


async def test_nothing_new_is_passed_over_where_the_channel_wants_it_so(filled, now):
    await plan(filled, now)
    async with filled.transaction() as db:
        await subscriptions.choose_manner(db, PAGE, None, skip_empty=True)

    assert [await make_due_digests(filled, MONDAY + day * DAY) for day in range(2)] == [1, 0]
    await change(filled, "", card("outlook/two"), MONDAY, what="published")
    assert await make_due_digests(filled, MONDAY + 2 * DAY) == 1
    assert list((await states(filled)).values()) == ["made", "empty", "made"]
    assert "New since" in (await texts(filled))[1]


async def test_a_skipped_date_has_no_edition_and_none_is_missed(filled, now):
    await plan(filled, now)
    async with filled.transaction() as db:
        first = await subscriptions.skip(db, PAGE, [MONDAY.date(), (MONDAY + 2 * DAY).date()], now)
    assert first == MONDAY + DAY

    assert [await make_due_digests(filled, MONDAY + day * DAY) for day in range(4)] == [0, 1, 0, 1]
    assert list(await states(filled)) == ["2026-11-24", "2026-11-26"]


async def test_a_pause_holds_the_digest_back_until_its_end_and_none_is_missed(filled, now):
    await plan(filled, now)
    async with filled.transaction() as db:
        assert await subscriptions.pause(db, PAGE, MONDAY + 2 * DAY, now) == MONDAY + 2 * DAY
        assert await subscriptions.paused(db, PAGE, MONDAY)
        assert not await subscriptions.paused(db, PAGE, MONDAY + 2 * DAY)

    assert [await make_due_digests(filled, MONDAY + day * DAY) for day in range(3)] == [0, 0, 1]
    assert list(await states(filled)) == ["2026-11-25"]


async def test_a_pause_ends_early_where_somebody_says_so(filled, now):
    await plan(filled, now)
    async with filled.transaction() as db:
        await subscriptions.pause(db, PAGE, MONDAY + 20 * DAY, now)
        assert await subscriptions.pause(db, PAGE, None, now) == MONDAY


async def test_a_digest_that_the_platform_stopped_goes_on_where_it_was(filled, now):
    await plan(filled, now)
    await make_due_digests(filled, MONDAY)
    async with filled.transaction() as db:
        await subscriptions.switch_off(db, PAGE, "The bot was removed from the channel.")
    assert await make_due_digests(filled, MONDAY + DAY) == 0

    async with filled.transaction() as db:
        assert await subscriptions.switch_on(db, PAGE)
        assert not await subscriptions.switch_on(db, PAGE)

    assert await make_due_digests(filled, MONDAY + 2 * DAY) == 1
    assert "No edition came on 24 November" in (await texts(filled))[1]


async def test_a_digest_that_the_platform_stopped_goes_on_after_a_pause(filled, now):
    await plan(filled, now)
    async with filled.transaction() as db:
        await subscriptions.switch_off(db, PAGE, "The bot was removed from the channel.")
        await subscriptions.pause(db, PAGE, MONDAY + 5 * DAY - timedelta(hours=9), now)
        await subscriptions.switch_on(db, PAGE)

    assert await make_due_digests(filled, MONDAY + 2 * DAY) == 0
    assert await make_due_digests(filled, MONDAY + 5 * DAY) == 1
    assert "No edition came" not in (await texts(filled))[0]


async def test_what_somebody_switched_off_is_not_switched_on_by_itself(filled, now):
    await plan(filled, now)
    async with filled.transaction() as db:
        await subscriptions.switch_off(db, PAGE)
        assert not await subscriptions.switch_on(db, PAGE)
