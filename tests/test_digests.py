"""Digests: each due one is made once, in one piece with its delivery and its next due time."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.chat import LOCAL, Channel, Platform, Space, Subscription
from bot.digests import make_due_digests, preview, queue_now
from bot.schedule import Schedule
from bot.store import cards, deliveries, dossiers, feeds, subscriptions
from bot.store.database import Database
from bot.store.dossiers import load_shipped
from bot.view.page import to_json
from briefs.model import Kind, State
from tests.conftest import PAGE
from tests.editions import ADA, DAY, MONDAY, OUT, RED, count, next_due, pages, plan, texts
from tests.store.shelf import card, change, dossier


@pytest.fixture
async def filled(database, now):
    """A database with two published cards of a month ago."""
    await load_shipped(database, dossier(RED, OUT), "h1", now - timedelta(days=30))
    return database


async def test_a_due_digest_becomes_an_edition_and_a_delivery_and_moves_on(filled, now):
    await plan(filled, now)

    assert await make_due_digests(filled, MONDAY - timedelta(seconds=1)) == 0
    assert await make_due_digests(filled, MONDAY) == 1
    assert await count(filled, "editions") == await count(filled, "deliveries") == 1
    assert await next_due(filled) == MONDAY + DAY
    [text] = await texts(filled)
    assert "23 November 2026" in text
    assert RED.headline in text
    assert OUT.headline in text
    assert "Late" not in text


async def test_the_same_minute_twice_gives_one(filled, now):
    await plan(filled, now)

    assert [await make_due_digests(filled, MONDAY) for _ in range(2)] == [1, 0]
    assert len(await pages(filled)) == 1


@pytest.mark.parametrize("table", ["editions", "channels", "deliveries", "pages", "seen_sets"])
async def test_a_failure_in_the_middle_leaves_nothing_and_the_next_turn_makes_it(filled, now, table):
    await plan(filled, now)
    async with filled.transaction() as db:
        await db.execute(f"CREATE TRIGGER no BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'no'); END")

    with pytest.raises(Exception, match="no"):
        await make_due_digests(filled, MONDAY)

    assert [await count(filled, name) for name in ("editions", "deliveries", "pages", "seen_sets")] == [0] * 4
    assert await next_due(filled) == MONDAY
    async with filled.transaction() as db:
        await db.execute("DROP TRIGGER no")
    assert await make_due_digests(filled, MONDAY) == 1


async def test_several_processes_at_once_make_each_digest_once(filled, now):
    channels = [Channel(LOCAL, f"c{number}") for number in range(40)]
    for channel in channels:
        await plan(filled, now, channel)
    others = [await Database.open(filled.path) for _ in range(3)]

    try:
        made = await asyncio.gather(*(make_due_digests(one, MONDAY) for one in (filled, *others)))
    finally:
        for other in others:
            await other.close()

    assert sum(made) == 40
    assert [len(await pages(filled, channel)) for channel in channels] == [1] * 40


async def test_with_nothing_new_it_is_one_line(filled, now):
    await plan(filled, now)
    await make_due_digests(filled, MONDAY)

    await make_due_digests(filled, MONDAY + DAY)

    [_, page] = await pages(filled)
    assert page.title.endswith("24 November 2026: nothing new")
    assert len(page.blocks) == 1
    assert "2 cards as before" in to_json(page)
    assert ", from The Paper. " in to_json(page)


async def test_cards_that_were_shown_and_did_not_change_are_not_repeated(filled, now):
    await plan(filled, now)
    await make_due_digests(filled, MONDAY)
    await change(filled, "", card("outlook/two"), MONDAY, what="published")

    await make_due_digests(filled, MONDAY + DAY)

    [_, text] = await texts(filled)
    assert "Headline of outlook/two" in text
    assert RED.headline not in text


async def test_a_changed_card_leads_and_says_what_was_there_before(filled, now):
    await plan(filled, now)
    await make_due_digests(filled, MONDAY)
    await change(filled, "", card("redlines/new"), MONDAY, what="published")
    await change(filled, "", OUT, MONDAY, headline="Another outlook")

    await make_due_digests(filled, MONDAY + DAY)

    [_, text] = await texts(filled)
    assert text.index("Another outlook") < text.index("Headline of redlines/new")
    assert f"Before: {OUT.headline}" in text


@pytest.mark.parametrize("other", [{"text": "Other words."}, {"kind": Kind.ARGUMENT}, {"party": "lagoon"}], ids=str)
async def test_a_change_below_the_headline_leads_under_the_headline_that_stands(filled, now, other):
    await plan(filled, now)
    await make_due_digests(filled, MONDAY)
    await change(filled, "", OUT, MONDAY, **other)

    await make_due_digests(filled, MONDAY + DAY)

    assert "The headline stands; what is below it has changed." in (await texts(filled))[1]


async def test_a_withdrawn_card_is_named_once(filled, now):
    await plan(filled, now)
    await make_due_digests(filled, MONDAY)
    await change(filled, "", OUT, MONDAY, State.RETIRED)

    await make_due_digests(filled, MONDAY + DAY)
    await make_due_digests(filled, MONDAY + 2 * DAY)

    [_, second, third] = await texts(filled)
    assert "Withdrawn" in second
    assert OUT.id in second
    assert "nothing new" in third
    assert OUT.id not in third


async def test_a_card_that_comes_back_after_it_was_withdrawn_is_new(filled, now):
    await plan(filled, now)
    for day, state in enumerate([State.PUBLISHED, State.RETIRED, State.PUBLISHED]):
        await change(filled, "", OUT, now, state)
        await make_due_digests(filled, MONDAY + day * DAY)

    assert OUT.headline in (await texts(filled))[2]


async def test_subscriptions_choose_the_topics(filled, now):
    await plan(filled, now)
    async with filled.transaction() as db:
        await subscriptions.add(db, Subscription(PAGE, "quota", "outlook", ADA), now)

    await make_due_digests(filled, MONDAY)

    [text] = await texts(filled)
    assert OUT.headline in text
    assert RED.headline not in text


async def test_a_topic_left_and_followed_again_does_not_withdraw_or_repeat_its_cards(filled, now):
    await plan(filled, now)
    await make_due_digests(filled, MONDAY)
    async with filled.transaction() as db:
        await subscriptions.add(db, Subscription(PAGE, "quota", "outlook", ADA), now)
    await make_due_digests(filled, MONDAY + DAY)
    async with filled.transaction() as db:
        await subscriptions.remove(db, PAGE, "quota", "outlook")

    await make_due_digests(filled, MONDAY + 2 * DAY)

    assert [("nothing new" in text) for text in await texts(filled)] == [False, True, True]


async def test_the_footer_says_since_when_from_whom_and_which_feeds_are_in_trouble(filled, now):
    theirs, ours = Channel(Space(Platform.SLACK, "T1"), "C1"), Channel(Space(Platform.SLACK, "T2"), "C1")
    for channel in (theirs, ours):
        await plan(filled, now, channel)
    async with filled.transaction() as db:
        feed = await feeds.add(db, theirs.space, "quota", "https://example.org/feed", "Harbour News", "u1", now)
        await feeds.note_trouble(db, feed, now, "It is gone.")

    for day in range(2):
        await make_due_digests(filled, MONDAY + day * DAY)

    [first, second] = await texts(filled, theirs)
    assert "this edition is from" in first
    assert "New since" not in first
    assert all("Feed in trouble: Harbour News" in text for text in (first, second))
    assert all("Harbour News" not in text for text in await texts(filled, ours))


async def test_a_schedule_moved_later_on_the_same_day_gives_no_second_edition(filled, now):
    await plan(filled, now)
    await make_due_digests(filled, MONDAY)
    await plan(filled, MONDAY, at="10:00")  # as if nobody had looked what was made today

    assert await make_due_digests(filled, MONDAY + timedelta(hours=1)) == 0
    assert await next_due(filled) == MONDAY + DAY + timedelta(hours=1)
    assert len(await pages(filled)) == 1


@pytest.mark.parametrize(
    ("zone", "at", "instants"),
    [
        ("Europe/Berlin", "02:30", ["2026-03-28T01:30", "2026-03-29T01:30", "2026-03-30T00:30"]),  # skipped
        ("Europe/Berlin", "02:30", ["2026-10-24T00:30", "2026-10-25T00:30", "2026-10-26T01:30"]),  # repeated
        ("America/Nuuk", "23:30", ["2026-03-29T01:30", "2026-03-30T00:30", "2026-03-31T00:30"]),  # into the next day
        ("Africa/Cairo", "00:15", ["2026-04-22T22:15", "2026-04-23T22:15", "2026-04-24T21:15"]),  # midnight skipped
    ],
)
async def test_nights_on_which_the_clock_changes_give_one_edition_each(filled, zone, at, instants):
    due = [datetime.fromisoformat(instant).replace(tzinfo=UTC) for instant in instants]
    await plan(filled, due[0] - timedelta(hours=5), zone=zone, at=at)
    made = []

    moment = due[0] - timedelta(hours=1)
    while moment <= due[-1]:
        made += [moment] * await make_due_digests(filled, moment)
        moment += timedelta(minutes=15)

    assert made == due


async def test_where_a_zone_is_not_known_any_more_utc_holds_and_the_edition_says_so(filled, now):
    other = Channel(LOCAL, "other")
    await plan(filled, now)
    await plan(filled, now, other)
    async with filled.transaction() as db:
        await db.execute("UPDATE schedules SET zone = 'Mars/Base' WHERE channel = :c", {"c": other.key})

    assert await make_due_digests(filled, MONDAY) == 2
    assert await next_due(filled, other) == MONDAY + timedelta(days=1)
    assert "Mars" not in (await texts(filled))[0]
    assert "Mars/Base is not known here any more, so this comes by UTC" in (await texts(filled, other))[0]


async def test_a_schedule_that_cannot_be_kept_stops_nobody_else(filled, now, caplog):
    other = Channel(LOCAL, "other")
    await plan(filled, now)
    await plan(filled, now, other)
    async with filled.transaction() as db:
        await db.execute("UPDATE schedules SET days = '' WHERE channel = :c", {"c": other.key})

    assert await make_due_digests(filled, MONDAY) == 1
    assert await next_due(filled, other) == MONDAY + timedelta(hours=1)
    assert "tried again in an hour" in caplog.text


async def test_1200_digests_due_at_once_in_spaces_of_all_sorts_come_once_each(filled, now):
    spaces = [Space(Platform.SLACK if number % 2 else Platform.DISCORD, f"S{number}") for number in range(30)]
    channels = [Channel(spaces[number % 30], f"c{number}") for number in range(1200)]
    for space in spaces[:5]:
        await change(filled, space.key, RED, now, headline=f"As {space.id} says")
    async with filled.transaction() as db:
        for number, channel in enumerate(channels):
            zone = ("09:00", "UTC") if number % 3 else ("10:00", "Europe/Berlin")
            await subscriptions.plan(db, channel, Schedule.parse(*zone), ADA, now)

    assert await make_due_digests(filled, MONDAY) == 1200
    assert await make_due_digests(filled, MONDAY) == 0
    rows = await filled.reader.execute_fetchall("SELECT channel, COUNT(*) AS many FROM deliveries GROUP BY channel")
    assert {row["channel"]: row["many"] for row in rows} == {channel.key: 1 for channel in channels}
    for channel in channels[:35]:
        [text] = await texts(filled, channel)
        own = channel.space in spaces[:5]
        assert (f"As {channel.space.id} says" in text) == own
        assert (RED.headline in text) != own


async def test_what_one_space_adds_no_other_reads(filled, now):
    theirs, ours = Channel(Space(Platform.SLACK, "T1"), "C1"), Channel(Space(Platform.SLACK, "T2"), "C1")
    for channel in (theirs, ours):
        await plan(filled, now, channel)
    await change(filled, theirs.space.key, card("redlines/secret", "Our secret"), now, what="published")
    await change(filled, theirs.space.key, OUT, now, State.RETIRED)

    await make_due_digests(filled, MONDAY)

    [secret], [plain] = await texts(filled, theirs), await texts(filled, ours)
    assert "Our secret" in secret
    assert OUT.headline not in secret
    assert "Our secret" not in plain
    assert OUT.headline in plain


async def test_what_is_written_between_two_transactions_of_a_turn_is_in_what_follows(filled, now, monkeypatch):
    monkeypatch.setattr("bot.digests.BATCH", 1)
    monkeypatch.setattr("bot.store.subscriptions.BATCH", 1)
    first, last = Channel(LOCAL, "a"), Channel(LOCAL, "b")
    await plan(filled, now, first)
    await plan(filled, now, last)

    async def write():
        await change(filled, "", card("redlines/fresh"), now, what="published")

    making = asyncio.create_task(make_due_digests(filled, MONDAY))
    await asyncio.sleep(0)  # it has the writer's turn; the next in the line is ...
    await asyncio.gather(making, write())

    assert "redlines/fresh" not in (await texts(filled, first))[0]
    assert "Headline of redlines/fresh" in (await texts(filled, last))[0]


async def test_drafts_are_in_no_digest(filled, now):
    await plan(filled, now)
    await change(filled, LOCAL.key, card("redlines/draft"), now, State.DRAFT)

    await make_due_digests(filled, MONDAY)

    assert "redlines/draft" not in (await texts(filled))[0]


async def test_cards_that_do_not_fit_come_with_the_next_edition(filled, now):
    for number in range(40):
        await change(filled, "", card(f"redlines/n{number:02}"), now, what="published")
    await plan(filled, now)

    for day in range(3):
        await make_due_digests(filled, MONDAY + day * DAY)

    whole = await texts(filled)
    assert "more new cards with the next edition" in whole[0]
    shown = [sum(f"Headline of redlines/n{number:02}" in text for text in whole) for number in range(40)]
    assert shown == [1] * 40


async def test_a_channel_has_the_dossier_that_was_chosen_in_it(filled, now):
    async with filled.transaction() as db:
        await dossiers.add(db, LOCAL.key, dossier(slug="strike"))
        await dossiers.choose(db, PAGE, "strike")
    await plan(filled, now)

    await make_due_digests(filled, MONDAY)

    [text] = await texts(filled)
    assert RED.headline not in text


async def test_without_any_dossier_a_digest_still_comes(database, now):
    await plan(database, now)

    assert await make_due_digests(database, MONDAY) == 1


async def test_an_edition_out_of_turn_neither_moves_the_schedule_nor_counts_as_todays(filled, now):
    await plan(filled, now)
    for _ in range(2):
        async with filled.transaction() as db:
            await queue_now(db, PAGE, MONDAY - timedelta(minutes=1))

    assert await next_due(filled) == MONDAY
    assert await make_due_digests(filled, MONDAY) == 1
    assert [("nothing new" in text) for text in await texts(filled)] == [False, True, True]


async def test_a_preview_changes_nothing(filled, now):
    await plan(filled, now)

    page = (await preview(filled.reader, PAGE, now)).page

    assert RED.headline in to_json(page)
    assert await make_due_digests(filled, MONDAY) == 1
    assert RED.headline in (await texts(filled))[0]


async def test_a_digest_that_is_off_is_not_due(filled, now):
    await plan(filled, now)
    async with filled.transaction() as db:
        assert await subscriptions.switch_off(db, PAGE)

    assert await make_due_digests(filled, MONDAY) == 0


async def test_a_page_that_two_channels_share_is_kept_once(filled, now):
    await plan(filled, now)
    await plan(filled, now, Channel(LOCAL, "other"))

    await make_due_digests(filled, MONDAY)

    assert await count(filled, "deliveries") == 2
    assert await count(filled, "pages") == 1
    async with filled.transaction() as db:
        one, two = await deliveries.claim(db, ["local"], MONDAY, 2)
    assert one.page == two.page


async def test_a_further_source_of_a_card_is_no_news(filled, now):
    await plan(filled, now)
    await make_due_digests(filled, MONDAY)
    async with filled.transaction() as db:
        entry = (await cards.published(db, LOCAL, "quota"))[0]
        await cards.save(db, "", "quota", entry.card, State.PUBLISHED, ADA, MONDAY, what="changed", note="a source")

    await make_due_digests(filled, MONDAY + DAY)

    assert "nothing new" in (await texts(filled))[1]
