"""Editions that come late or were missed: which still come, and where the others are said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.chat import LOCAL, Channel
from bot.digests import make_due_digests
from bot.store import editions, subscriptions
from bot.store.dossiers import load_shipped
from tests.conftest import PAGE
from tests.editions import DAY, MONDAY, OUT, RED, next_due, pages, plan, states, texts
from tests.store.shelf import dossier


@pytest.fixture
async def filled(database, now):
    """A database with two published cards of a month ago."""
    await load_shipped(database, dossier(RED, OUT), "h1", now - timedelta(days=30))
    return database


async def test_a_late_edition_says_so_and_a_punctual_one_does_not(filled, now):
    await plan(filled, now)
    await plan(filled, now, Channel(LOCAL, "other"), at="09:19")

    await make_due_digests(filled, MONDAY + timedelta(minutes=20))

    assert "Late: planned for" in (await texts(filled))[0]
    assert "Late" not in (await texts(filled, Channel(LOCAL, "other")))[0]


async def test_after_three_days_down_todays_comes_and_no_older_one(filled, now):
    await plan(filled, now)

    assert await make_due_digests(filled, MONDAY + 3 * DAY + timedelta(minutes=5)) == 1
    assert await make_due_digests(filled, MONDAY + 3 * DAY + timedelta(minutes=6)) == 0
    assert [page.title for page in await pages(filled)] == ["Fishing quota, 26 November 2026"]
    assert await next_due(filled) == MONDAY + 4 * DAY


async def test_after_three_days_down_nothing_comes_before_todays_is_due(filled, now):
    await plan(filled, now)

    assert await make_due_digests(filled, MONDAY + 3 * DAY - timedelta(hours=1)) == 0
    assert await next_due(filled) == MONDAY + 3 * DAY
    assert await make_due_digests(filled, MONDAY + 3 * DAY) == 1


async def test_an_edition_comes_until_its_local_day_ends_and_is_missed_from_then_on(filled, now):
    await plan(filled, now, at="18:30", zone="Europe/Berlin")
    late = Channel(LOCAL, "late")
    await plan(filled, now, late, at="23:55")  # one of the last minutes is not lost to a restart

    assert await make_due_digests(filled, datetime(2026, 11, 22, 22, 59, tzinfo=UTC)) == 1
    assert await make_due_digests(filled, datetime(2026, 11, 23, 0, 4, tzinfo=UTC)) == 1
    assert await make_due_digests(filled, datetime(2026, 11, 23, 23, 0, tzinfo=UTC)) == 0
    assert await make_due_digests(filled, datetime(2026, 11, 24, 0, 5, tzinfo=UTC)) == 0
    assert [page.title for page in await pages(filled)] == ["Fishing quota, 22 November 2026"]
    assert [page.title for page in await pages(filled, late)] == ["Fishing quota, 22 November 2026"]
    assert await states(filled) == {"2026-11-22": "made", "2026-11-23": "missed"}
    assert await states(filled, late) == {"2026-11-22": "made", "2026-11-23": "missed"}


async def test_a_channel_chooses_how_late_an_edition_still_comes(filled, now):
    await plan(filled, now)
    async with filled.transaction() as db:
        await subscriptions.choose_manner(db, PAGE, timedelta(hours=2), skip_empty=False)

    assert await make_due_digests(filled, MONDAY + timedelta(hours=2)) == 0
    assert await make_due_digests(filled, MONDAY + DAY + timedelta(hours=1, minutes=59)) == 1


async def test_missed_editions_are_said_once_in_the_next_one(filled, now):
    await plan(filled, now)
    await make_due_digests(filled, MONDAY)

    await make_due_digests(filled, MONDAY + 3 * DAY)
    await make_due_digests(filled, MONDAY + 4 * DAY)

    [_, told, after] = await texts(filled)
    assert "No edition came on 24 November and 25 November" in told
    assert "No edition came" not in after
    assert list((await states(filled)).values()) == ["made", "missed", "missed", "made", "made"]


async def test_missed_ones_wait_for_an_edition_that_is_made(filled, now):
    await plan(filled, now)
    for moment in (MONDAY + DAY - timedelta(hours=1), MONDAY + 2 * DAY - timedelta(hours=1), MONDAY + 2 * DAY):
        await make_due_digests(filled, moment)

    assert "No edition came on 23 November and 24 November" in (await texts(filled))[0]


async def test_after_months_down_the_last_month_is_recorded(filled, now):
    await plan(filled, now)

    await make_due_digests(filled, MONDAY + 200 * DAY)

    assert list((await states(filled)).values()).count("missed") == 31
    assert "and 26 more" in (await texts(filled))[0]


async def test_an_edition_that_never_arrived_is_missed_and_its_cards_are_news_again(filled, now):
    await plan(filled, now)
    await make_due_digests(filled, MONDAY)
    async with filled.transaction() as db:
        await editions.lose(db, PAGE, "2026-11-23", "Slack did not answer.")
        await editions.lose(db, PAGE, "2026-11-23", "Slack did not answer.")

    await make_due_digests(filled, MONDAY + DAY)

    [_, text] = await texts(filled)
    assert RED.headline in text
    assert "No edition came on 23 November;" in text
