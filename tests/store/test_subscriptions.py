"""Subscriptions and schedules: who follows what, and when it is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.chat import LOCAL, Channel, Often, Person, Platform, Space, Subscription
from bot.schedule import Schedule
from bot.store import editions, subscriptions
from tests.conftest import PAGE

ADA, BOB = Person("u1", "Ada"), Person("u2", "Bob")
SLACK = Space(Platform.SLACK, "T1")


def follow(topic, channel=PAGE, dossier="quota"):
    return Subscription(channel, dossier, topic, ADA)


async def plan(database, channel, at, now, zone="UTC", by=ADA):
    async with database.transaction() as db:
        return await subscriptions.plan(db, channel, Schedule.parse(at, zone), by, now)


async def test_a_topic_is_followed_once_and_left_once(database, now):
    async with database.transaction() as db:
        assert [await subscriptions.add(db, follow("redlines"), now) for _ in range(2)] == [True, False]
        assert [await subscriptions.remove(db, PAGE, "quota", "redlines") for _ in range(2)] == [True, False]


async def test_what_one_channel_follows_is_its_own_business(database, now):
    other = Channel(LOCAL, "other")
    async with database.transaction() as db:
        await subscriptions.add(db, follow("redlines"), now)
        await subscriptions.add(db, follow("outlook"), now)
        await subscriptions.add(db, follow("history", other), now)

    followed = await subscriptions.of(database.reader, PAGE)

    assert [(one.channel, one.dossier, one.filter, one.by.id) for one in followed] == [
        (PAGE, "quota", "outlook", "u1"),
        (PAGE, "quota", "redlines", "u1"),
    ]


@pytest.mark.parametrize("days", ["", "weekdays", "sun", "mon,thu"])
async def test_a_schedule_comes_back_as_it_was_planned(database, now, days):
    schedule = Schedule.parse("07:05", "Asia/Kolkata", days)
    async with database.transaction() as db:
        first = await subscriptions.plan(db, PAGE, schedule, ADA, now)

    planned = await subscriptions.planned(database.reader, PAGE)

    assert (planned.channel, planned.schedule, planned.by) == (PAGE, schedule, ADA)
    assert planned.next_due == first == schedule.next_after(now)


async def test_a_schedule_planned_again_replaces_the_one_before_and_is_on(database, now):
    await plan(database, PAGE, "09:00", now)
    async with database.transaction() as db:
        assert await subscriptions.switch_off(db, PAGE, "The channel is gone.")
        assert not await subscriptions.switch_off(db, PAGE, "It is archived.")
    off = await subscriptions.planned(database.reader, PAGE)

    await plan(database, PAGE, "18:00", now, by=BOB)

    again = await subscriptions.planned(database.reader, PAGE)
    assert (off.next_due, off.off_because) == (None, "The channel is gone.")
    assert (again.schedule.at.hour, again.by, again.off_because) == (18, BOB, "")
    assert again.next_due


async def test_nobody_asked_for_a_digest_in_a_new_channel(database):
    assert await subscriptions.planned(database.reader, PAGE) is None
    async with database.transaction() as db:
        assert not await subscriptions.switch_off(db, PAGE)


async def test_the_longest_waiting_is_due_first_and_nothing_before_its_time(database, now):
    for number, at in enumerate(("14:00", "13:00", "15:00")):
        await plan(database, Channel(LOCAL, f"c{number}"), at, now)

    due = await subscriptions.due(database.reader, now + timedelta(hours=2))

    assert [one.channel for one in due] == ["local:local/c1", "local:local/c0"]
    assert await subscriptions.due(database.reader, now + timedelta(minutes=59)) == []
    assert len(await subscriptions.due(database.reader, now + timedelta(hours=9), 1)) == 1


async def test_what_is_due_knows_all_that_decides_what_is_in_it(database, now):
    await plan(database, PAGE, "13:00", now)
    async with database.transaction() as db:
        await subscriptions.add(db, follow("redlines"), now)
        await subscriptions.add(db, follow("outlook", dossier="strike"), now)
        await editions.add(db, [editions.Made(PAGE.key, "2026-11-21", now, "shown", "all-seen")], now)

    [due] = await subscriptions.due(database.reader, now + timedelta(hours=2))

    assert due.follows == {("quota", "redlines", Often.DAILY), ("strike", "outlook", Often.DAILY)}
    assert (due.seen, due.dossier, due.space) == ("all-seen", "", "local:local")
    out_of_turn = await subscriptions.now_due(database.reader, PAGE, due.since)
    assert out_of_turn == due


async def test_channels_move_on_together_and_no_others_with_them(database, now):
    channels = [Channel(LOCAL, f"c{number}") for number in range(3)]
    for channel in channels:
        await plan(database, channel, "13:00", now)
    later = datetime(2026, 12, 1, 13, 0, tzinfo=UTC)

    async with database.transaction() as db:
        await subscriptions.advance(db, [channel.key for channel in channels[:2]], later)

    due = [(await subscriptions.planned(database.reader, channel)).next_due for channel in channels]
    assert due == [later, later, now + timedelta(hours=1)]


async def test_a_persons_direct_messages_are_found_in_every_space_and_nobody_elses(database, now):
    mine = [Channel.directly_to(ADA, space) for space in (SLACK, Space(Platform.SLACK, "T2"))]
    others = [Channel.directly_to(Person("xu1"), SLACK), Channel.directly_to(ADA, LOCAL), Channel(SLACK, "u1")]
    for channel in mine + others:
        await plan(database, channel, "09:00", now)

    found = await subscriptions.direct_channels(database.reader, Platform.SLACK, ADA)

    assert sorted(one.key for one in found) == sorted(one.key for one in mine)


async def test_an_edition_is_recorded_once_and_says_so(database, now):
    made = [
        editions.Made(PAGE.key, "2026-11-22", now, "s1", "a1"),
        editions.Made("local:local/x", "2026-11-22", now, "", ""),
    ]
    async with database.transaction() as db:
        first = await editions.add(db, made, now)
        second = await editions.add(db, [editions.Made(PAGE.key, "2026-11-22", now, "s2", "a2")], now)

    assert first == {PAGE.key, "local:local/x"}
    assert second == set()
    assert (await subscriptions.now_due(database.reader, PAGE, now)).seen == "a1"
    asked = [(PAGE, "2026-11-22"), (PAGE, "2026-11-23")]
    assert await editions.made_on(database.reader, asked) == {(PAGE, "2026-11-22")}


async def test_editions_out_of_turn_are_counted_by_the_day(database, now):
    async with database.transaction() as db:
        names = []
        for _ in range(2):
            names.append(await editions.next_extra(db, PAGE, "2026-11-22"))
            await editions.add(db, [editions.Made(PAGE.key, names[-1], now, "", "")], now)
        names.append(await editions.next_extra(db, PAGE, "2026-11-23"))

    assert names == ["2026-11-22+1", "2026-11-22+2", "2026-11-23+1"]


async def test_a_set_of_seen_cards_is_the_same_in_any_order(database):
    one, same = editions.seen_set({"b": 1, "a": 2}), editions.seen_set({"a": 2, "b": 1})
    async with database.transaction() as db:
        await editions.keep_seen(db, [one, same])

    assert one == same
    assert await editions.seen(database.reader, one[0]) == {"a": 2, "b": 1}
    assert await editions.seen(database.reader, "unknown") == {}
