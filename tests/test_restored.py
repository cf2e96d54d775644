"""Restored from an older copy: nothing is posted twice, nothing is lost, nothing is wrongly called missed."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from bot.chat import Channel, Often, Person, Platform, Space, Subscription
from bot.digests import make_due_digests
from bot.news import announce
from bot.outbox import send_waiting
from bot.schedule import Schedule
from bot.store import backups, cards, deliveries, gaps, subscriptions
from bot.store.database import Database
from bot.store.dossiers import load_shipped
from bot.view.markup import words
from bot.view.page import Page, Text
from briefs.model import State
from tests.ledger import START, Ledger, at, prepare, schedules, work
from tests.store.shelf import card, change, dossier

ADA = Person("u1", "Ada")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SPACE = Space(Platform.SLACK, "T1")
DESK = Channel(SPACE, "C1")
PAGE = Page("A page", (Text(words("Something.")),))


class Wall:
    """A platform that looks for what it may have, as both of ours do."""

    def __init__(self) -> None:
        self.posts: list[str] = []
        self.looked: list[str] = []

    async def send(self, delivery) -> str:
        if delivery.unsure:
            assert delivery.first_tried
            self.looked.append(delivery.key)
            if delivery.key in self.posts:
                return "found"
        self.posts.append(delivery.key)
        return f"m{len(self.posts)}"


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
async def file(tmp_path, now):
    """A database in which a channel has its digest at nine, and new cards at once."""
    file = tmp_path / "communique.db"
    async with opened(file) as database:
        await load_shipped(database, dossier(card("redlines/one"), card("outlook/one")), "h1", now - 30 * DAY)
        async with database.transaction() as db:
            await subscriptions.plan(db, DESK, Schedule.parse("09:00", "UTC"), ADA, now)
            await subscriptions.add(db, Subscription(DESK, "quota", "redlines", ADA, Often.AT_ONCE), now)
    return file


@asynccontextmanager
async def opened(file):
    database = await Database.open(file)
    try:
        yield database
    finally:
        await database.close()


async def turn(database, wall, now) -> None:
    await make_due_digests(database, now)
    await send_waiting(database, {Platform.SLACK: wall}, lambda: now)


async def publish(database, now, id="redlines/two") -> None:
    await change(database, SPACE.key, card(id), now, State.PUBLISHED, "published")
    async with database.transaction() as db:
        entry = await cards.find(db, SPACE, id, "quota")
        assert entry
        await announce(db, SPACE, entry, now)


async def held(database, what="*"):
    return [dict(row) for row in await database.reader.execute_fetchall(f"SELECT {what} FROM deliveries ORDER BY id")]


async def test_an_edition_that_came_after_the_copy_is_found_and_not_posted_again(file, tmp_path, wall):
    taken = backups.take(file, tmp_path / "kept", MONDAY - HOUR)
    async with opened(file) as database:
        await turn(database, wall, MONDAY)
    await backups.restore(taken.path, file, MONDAY + HOUR)

    async with opened(file) as database:
        await turn(database, wall, MONDAY + HOUR)
        await turn(database, wall, MONDAY + DAY)
        rows = await held(database, "key, state, unsure, message")

    assert wall.posts == [f"digest {DESK.key} 2026-11-23", f"digest {DESK.key} 2026-11-24"]
    assert wall.looked == wall.posts[:1]  # what is due after the restore is posted as ever
    assert [(row["state"], row["message"]) for row in rows] == [("sent", "found"), ("sent", "m2")]


async def test_an_edition_that_was_due_meanwhile_and_never_came_comes(file, tmp_path, wall):
    taken = backups.take(file, tmp_path / "kept", MONDAY - HOUR)
    await backups.restore(taken.path, file, MONDAY + HOUR)

    async with opened(file) as database:
        await turn(database, wall, MONDAY + HOUR)

    assert wall.posts == [f"digest {DESK.key} 2026-11-23"]


async def test_what_waited_in_the_copy_is_looked_for_or_left_when_it_is_too_old(file, tmp_path, wall):
    async with opened(file) as database:
        await make_due_digests(database, MONDAY)
        async with database.transaction() as db:
            await deliveries.add(db, f"share {DESK.key} a", DESK, PAGE, MONDAY, asked=True)
    taken = backups.take(file, tmp_path / "kept", MONDAY)
    async with opened(file) as database:
        await turn(database, wall, MONDAY)
    assert len(wall.posts) == 2
    await backups.restore(taken.path, file, MONDAY + DAY + HOUR)

    async with opened(file) as database:
        await turn(database, wall, MONDAY + DAY + HOUR)
        rows = {row["key"]: row["state"] for row in await held(database)}
        [edition, *_] = await database.reader.execute_fetchall("SELECT state FROM editions ORDER BY date")

    assert rows[f"digest {DESK.key} 2026-11-23"] == "failed"  # yesterday's: it came, or is too old
    assert edition["state"] == "made"
    assert rows[f"share {DESK.key} a"] == "sent"
    assert wall.posts[2:] == [f"digest {DESK.key} 2026-11-24"]


async def test_editions_of_the_time_between_are_not_called_missed(file, tmp_path, wall):
    taken = backups.take(file, tmp_path / "kept", MONDAY - HOUR)
    async with opened(file) as database:
        for day in range(4):
            await turn(database, wall, MONDAY + day * DAY)
    await backups.restore(taken.path, file, MONDAY + 3 * DAY + HOUR)

    async with opened(file) as database:
        await turn(database, wall, MONDAY + 3 * DAY + HOUR)
        await turn(database, wall, MONDAY + 6 * DAY)  # it slept for two days, of which it knows
        rows = await database.reader.execute_fetchall("SELECT date, state FROM editions ORDER BY date")

    assert [(row["date"][-2:], row["state"]) for row in rows] == [
        ("26", "made"),
        ("27", "missed"),
        ("28", "missed"),
        ("29", "made"),
    ]
    assert len(wall.posts) == len(set(wall.posts)) == 5


async def test_a_card_that_is_published_once_more_is_not_told_once_more(file, tmp_path, wall):
    taken = backups.take(file, tmp_path / "kept", MONDAY - HOUR)
    async with opened(file) as database:
        await publish(database, MONDAY - HOUR)
        await turn(database, wall, MONDAY - HOUR)
    await backups.restore(taken.path, file, MONDAY - HOUR / 2)

    async with opened(file) as database:
        assert await cards.find(database.reader, SPACE, "redlines/two", "quota") is None
        await publish(database, MONDAY + DAY)
        await publish(database, MONDAY + DAY, "redlines/three")
        await turn(database, wall, MONDAY + DAY)
        await publish(database, MONDAY + 9 * DAY, "redlines/four")
        await turn(database, wall, MONDAY + 9 * DAY)

    told = [key for key in wall.posts if key.startswith("card ")]
    assert [key.split("/")[-1] for key in told] == ["two 1", "three 1", "four 1"]
    assert not any("four" in key for key in wall.looked)  # nobody looks for ever


async def test_one_space_that_was_brought_here_is_no_concern_of_the_others(file, wall, now):
    other = Channel(Space(Platform.SLACK, "T2"), "C9")
    async with opened(file) as database:
        async with database.transaction() as db:
            await subscriptions.plan(db, other, Schedule.parse("09:00", "UTC"), ADA, now)
            await gaps.note(db, "2026-11-22T00:00:00.000000Z", MONDAY + HOUR, SPACE.key)
        await turn(database, wall, MONDAY + 2 * HOUR)

    assert wall.looked == [f"digest {DESK.key} 2026-11-23"]
    assert len(wall.posts) == 2


async def test_a_bot_that_is_killed_and_restored_from_an_older_copy_posts_nothing_twice(tmp_path):
    """A child makes and sends hundreds of digests; a copy is taken beside it; it is killed; the copy goes on."""
    await prepare(tmp_path)
    file, kept, origin = tmp_path / "communique.db", tmp_path / "kept", time.time()
    child = os.fork()
    if not child:
        try:
            asyncio.run(asyncio.wait_for(work(tmp_path, origin), 60))
        finally:
            os._exit(1)
    ledger = Ledger(tmp_path / "sent")
    while len(ledger.lines()) < 30:
        await asyncio.sleep(0.01)
    taken = await asyncio.to_thread(backups.take, file, kept, START)
    at_copy = len(ledger.lines())
    while len(ledger.lines()) < at_copy + 400:  # some waited in the copy, others were made after it
        await asyncio.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    killed = at(time.time() - origin)

    await backups.restore(taken.path, file, killed)
    async with opened(file) as database:
        end = killed + timedelta(minutes=10)
        await make_due_digests(database, killed)
        await make_due_digests(database, end)
        await send_waiting(database, {Platform.LOCAL: ledger}, lambda: end)

    sent = ledger.lines()
    assert len(sent) == len(set(sent))
    assert set(sent) == {
        f"digest {channel.key} {schedule.day_of(schedule.next_after(START))}" for channel, schedule in schedules()
    }
    assert ledger.again >= 400  # each of those that the copy did not know of was looked for
