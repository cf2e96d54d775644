"""Which cards reach a channel: filters, how often each comes, and no more of a topic in a day than its cap."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat import LOCAL, Channel, Often, Subscription
from bot.digests import Rule, fate, make_due_digests, preview, queue_now
from bot.store import caps, cards, editions, subscriptions
from bot.store.dossiers import load_shipped
from bot.view.page import to_json
from briefs.model import Essay, Kind, Locator, Party, State
from tests.conftest import PAGE
from tests.editions import ADA, DAY, MONDAY, next_due, pages, plan, states, texts
from tests.store.shelf import card, change, dossier

OURS = card("redlines/ours", party="us")
THEIRS = card("redlines/theirs", party="them")
NOBODYS = card("outlook/nobodys")
WEEKLY = Essay("weekly-1", "Nets", "C. Column", "Example Quarterly", "2026-11-01")


@pytest.fixture
async def filled(database, now):
    """Three published cards of a month ago: one of ours, one of theirs, and one of nobody's from another source."""
    nobodys = replace(NOBODYS, kind=Kind.ARGUMENT, evidence=(Locator(WEEKLY.id, 1, 1, "0" * 64),))
    whole = dossier(OURS, THEIRS, nobodys)
    whole = replace(whole, parties=(Party("us", "Us"), Party("them", "Them")), essays=(*whole.essays, WEEKLY))
    await load_shipped(database, whole, "h1", now - timedelta(days=30))
    return database


async def follow(database, now, filter, often=Often.DAILY, channel=PAGE):
    async with database.transaction() as db:
        await subscriptions.add(db, Subscription(channel, "quota", filter, ADA, often), now)


async def cap(database, many, channel=PAGE):
    async with database.transaction() as db:
        await caps.choose(db, channel, many)


def shown(text: str) -> set[str]:
    return {one.id for one in (OURS, THEIRS, NOBODYS) if one.headline in text}


@pytest.mark.parametrize(
    ("filters", "held"),
    [
        (["party:us"], {OURS.id}),
        (["not party:us"], {THEIRS.id, NOBODYS.id}),
        (["redlines and not party:us"], {THEIRS.id}),
        (["kind:argument", "party:us"], {OURS.id, NOBODYS.id}),
        (['source:"example quarterly"'], {NOBODYS.id}),
        (['source:"C. Column" or redlines'], {OURS.id, THEIRS.id, NOBODYS.id}),
        (["issue:cod"], set()),
        (["no filter (any more"], set()),
    ],
)
async def test_an_edition_has_what_any_filter_of_the_channel_lets_in(filled, now, filters, held):
    await plan(filled, now)
    for filter in filters:
        await follow(filled, now, filter)

    await make_due_digests(filled, MONDAY)

    assert shown((await texts(filled))[0]) == held


async def test_channels_that_share_a_filter_share_a_page(filled, now):
    others = [Channel(LOCAL, f"c{number}") for number in range(20)]
    for channel in others:
        await plan(filled, now, channel)
        await follow(filled, now, "party:us or outlook", channel=channel)

    assert await make_due_digests(filled, MONDAY) == 20

    [row] = await filled.reader.execute_fetchall("SELECT COUNT(*) AS many FROM pages")
    assert row["many"] == 1


async def test_a_card_that_was_shown_and_retired_is_withdrawn_where_the_filter_let_it_in(filled, now):
    ours, theirs = Channel(LOCAL, "ours"), Channel(LOCAL, "theirs")
    for channel in (ours, theirs):
        await plan(filled, now, channel)
    await make_due_digests(filled, MONDAY)
    await follow(filled, now, "party:us", channel=ours)
    await follow(filled, now, "not party:us", channel=theirs)
    await change(filled, "", OURS, MONDAY, State.RETIRED)

    await make_due_digests(filled, MONDAY + DAY)

    assert "Withdrawn" in (await texts(filled, ours))[1]
    assert "nothing new" in (await texts(filled, theirs))[1]


async def test_a_card_that_no_longer_fits_the_filter_is_not_withdrawn(filled, now):
    await plan(filled, now)
    await follow(filled, now, "party:us")
    await make_due_digests(filled, MONDAY)
    await change(filled, "", OURS, MONDAY, party="them")

    await make_due_digests(filled, MONDAY + DAY)

    assert "nothing new" in (await texts(filled))[1]


async def test_what_is_weekly_comes_with_the_edition_of_its_day(filled, now):
    await plan(filled, now)
    await follow(filled, now, "party:us", Often.WEDNESDAYS)
    await follow(filled, now, "outlook")

    for day in range(4):
        await make_due_digests(filled, MONDAY + day * DAY)

    assert [shown(text) for text in await texts(filled)] == [{NOBODYS.id}, set(), {OURS.id}, set()]


async def test_where_all_is_weekly_there_is_no_edition_on_other_days(filled, now):
    await plan(filled, now)
    await follow(filled, now, "party:us", Often.WEDNESDAYS)

    made = [await make_due_digests(filled, MONDAY + day * DAY) for day in range(10)]

    assert made == [0, 0, 1, 0, 0, 0, 0, 0, 0, 1]
    assert list((await states(filled)).values())[:3] == ["empty", "empty", "made"]
    assert await next_due(filled) == MONDAY + 10 * DAY


async def test_what_is_weekly_comes_with_the_first_edition_from_its_day_on(filled, now):
    await plan(filled, now, days="mon,thu")
    await follow(filled, now, "party:us", Often.TUESDAYS)

    made = [await make_due_digests(filled, MONDAY + day * DAY) for day in range(4)]

    assert made == [0, 0, 0, 1]
    assert shown((await texts(filled))[0]) == {OURS.id}


@pytest.mark.parametrize("made", [True, False])
async def test_what_is_weekly_does_not_wait_another_week_where_its_edition_did_not_come(filled, now, made):
    await plan(filled, now)
    await follow(filled, now, "party:us", Often.MONDAYS)
    if made:
        await make_due_digests(filled, MONDAY)
        async with filled.transaction() as db:
            await editions.lose(db, PAGE, "2026-11-23", "It came too late.")

    await make_due_digests(filled, MONDAY + DAY)

    assert shown((await texts(filled))[-1]) == {OURS.id}


async def test_an_edition_asked_for_waits_for_no_day_and_a_preview_is_just_that_edition(filled, now):
    await plan(filled, now)
    await follow(filled, now, "party:us", Often.WEDNESDAYS)

    told = (await preview(filled.reader, PAGE, now)).page
    async with filled.transaction() as db:
        await queue_now(db, PAGE, now)

    assert await pages(filled) == [told]
    assert shown(to_json(told)) == {OURS.id}


@pytest.fixture
async def crowded(filled, now):
    """Five further cards on red lines."""
    for number in range(5):
        await change(filled, "", card(f"redlines/n{number}"), now - DAY, what="published")
    await plan(filled, now)
    return filled


def red(text: str) -> int:
    return text.count("Text of redlines/") + text.count("• Headline of redlines/")


async def test_no_more_of_a_topic_come_in_a_day_than_its_cap_and_the_page_says_how_many_wait(crowded, now):
    await cap(crowded, 3)

    for day in range(4):
        await make_due_digests(crowded, MONDAY + day * DAY)

    whole = await texts(crowded)
    assert [red(text) for text in whole] == [3, 3, 1, 0]
    waiting = "more new cards with the next edition: at most 3 of a topic come in a day"
    assert [waiting in text for text in whole] == [True, False, False, False]
    assert "1 more new card with the next edition: at most 3 of a topic" in whole[1]
    assert NOBODYS.headline in whole[0]


async def test_what_came_out_of_turn_counts_against_the_cap_of_that_day(crowded, now):
    await cap(crowded, 3)
    async with crowded.transaction() as db:
        await queue_now(db, PAGE, MONDAY - timedelta(hours=1))

    await make_due_digests(crowded, MONDAY)
    await make_due_digests(crowded, MONDAY + DAY)

    whole = await texts(crowded)
    assert [red(text) for text in whole] == [3, 0, 3]
    assert "nothing more today" in (await pages(crowded))[1].title
    assert "4 more new cards with the next edition" in whole[1]
    assert "cards as before" not in whole[1]


async def test_a_cap_set_at_noon_knows_what_came_in_the_morning(crowded, now):
    await make_due_digests(crowded, MONDAY)
    await change(crowded, "", card("redlines/late"), MONDAY, what="published")
    await cap(crowded, 3)

    async with crowded.transaction() as db:
        await queue_now(db, PAGE, MONDAY + timedelta(hours=3))

    assert "1 more new card with the next edition" in (await texts(crowded))[1]


async def test_a_correction_is_never_held_back(crowded, now):
    await make_due_digests(crowded, MONDAY)
    await cap(crowded, 1)
    for number in range(3):
        await change(crowded, "", card(f"redlines/n{number}"), MONDAY, headline=f"Changed {number}")

    await make_due_digests(crowded, MONDAY + DAY)

    [_, text] = await texts(crowded)
    assert all(f"Changed {number}" in text for number in range(3))


async def test_what_never_arrived_does_not_count_against_the_cap(crowded, now):
    await cap(crowded, 3)
    await make_due_digests(crowded, MONDAY)
    async with crowded.transaction() as db:
        await editions.lose(db, PAGE, "2026-11-23", "It came too late.")
        await queue_now(db, PAGE, MONDAY + timedelta(hours=3))

    assert red((await texts(crowded))[1]) == 3


async def decided(database, id, now, channel=PAGE):
    entry = await cards.find(database.reader, LOCAL, id)
    return await fate(database.reader, channel, entry, now)


async def test_the_fate_of_a_card_names_the_rule_and_the_follows_that_let_it_in(filled, now):
    await plan(filled, now)
    await follow(filled, now, "party:us")
    await follow(filled, now, "redlines", Often.WEDNESDAYS)

    ours, theirs, nobodys = [await decided(filled, id, now) for id in (OURS.id, THEIRS.id, NOBODYS.id)]

    assert (ours.rule, [one.filter for one in ours.follows]) == (Rule.NEW, ["party:us", "redlines"])
    assert (theirs.rule, [one.often for one in theirs.follows]) == (Rule.DAY, [Often.WEDNESDAYS])
    assert (nobodys.rule, nobodys.follows) == (Rule.FILTERED, ())
    assert ours.day == MONDAY.date()


async def test_the_fate_of_what_is_weekly_is_to_come_where_the_next_edition_is_that_days(filled, now):
    await plan(filled, now, days="wed")
    await follow(filled, now, "redlines", Often.WEDNESDAYS)

    assert (await decided(filled, OURS.id, now)).rule is Rule.NEW


async def test_the_fate_of_a_card_that_came_depends_on_whether_it_changed(filled, now):
    await plan(filled, now)
    await make_due_digests(filled, MONDAY)
    await change(filled, "", OURS, MONDAY, headline="Ours, changed")

    assert (await decided(filled, OURS.id, MONDAY)).rule is Rule.CHANGED
    assert (await decided(filled, THEIRS.id, MONDAY)).rule is Rule.SEEN


async def test_the_fate_of_cards_over_the_cap_or_the_room_is_to_wait(crowded, now):
    for number in range(30):
        await change(crowded, "", card(f"outlook/n{number:02}"), now - DAY, what="published")
    await cap(crowded, 20)

    full = await decided(crowded, "outlook/n18", now)
    capped = await decided(crowded, "outlook/n29", now)

    assert (full.rule, capped.rule, capped.cap) == (Rule.FULL, Rule.CAPPED, 20)
