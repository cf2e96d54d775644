"""The one mention of a channel: only it ever pings, for what it is for, and never more often than was chosen."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat import Channel, Delivery, Group, Person, Platform, SendFailed, Space
from bot.commands import handle
from bot.digests import make_due_digests, queue_now
from bot.outbox import send_waiting
from bot.schedule import Schedule
from bot.store import deliveries, mentions, subscriptions
from bot.store.database import Database
from bot.store.mentions import Mention
from bot.view.markup import words
from bot.view.page import Page, Text, Tone
from tests.commands.editors import ADA as EDITOR
from tests.commands.editors import OURS, by, held, keep_three, rewrite
from tests.conftest import SUNDAY, Clock

DESK = Group("700", "Desk")
ROOM = Channel(Space(Platform.DISCORD, "1"), "10")
ADA = Person("u1", "Ada")


async def choose(database, channel, *, filter: str = "", dossier: str = "lake", most: int = 1, group: Group = DESK):
    async with database.transaction() as db:
        await mentions.choose(db, channel, Mention(group, dossier, filter, most))


async def send(desk, chat) -> list[Delivery]:
    before = len(chat.sent)
    await send_waiting(desk.database, {Platform.DISCORD: chat}, desk.now)
    return chat.sent[before:]


@pytest.fixture
async def lake(desk):
    """Three drafts about a lake; our channel speaks of it and hears of all of them at once."""
    await keep_three(desk, "redlines/gate", "positions/summer", "redlines/railway")
    for text in ("dossier lake", "subscribe redlines positions at once"):
        await handle(desk, by(EDITOR, text, OURS))
    return desk


async def publish(desk, id: str) -> None:
    entry = await held(desk, id)
    await handle(desk, by(EDITOR, f"review publish #{entry.number} {entry.revision}", OURS))


async def correct(desk, id: str) -> None:
    entry = await held(desk, id)
    page = await rewrite(desk, f"card {id} edit", headline=f"{entry.card.headline.split()[0]} said so")
    assert page.tone is Tone.DONE, page


async def test_what_comes_at_once_pings_for_what_the_mention_is_for(lake, chat):
    await choose(lake.database, OURS, filter="redlines", most=5)

    for id in ("redlines/gate", "positions/summer", "redlines/railway"):
        await publish(lake, id)

    assert [one.mention for one in await send(lake, chat)] == [DESK.id, None, DESK.id]


async def test_no_more_pings_than_were_chosen_come_in_a_day(lake, chat, clock):
    await choose(lake.database, OURS, most=1)

    await publish(lake, "redlines/gate")
    await publish(lake, "positions/summer")
    first = await send(lake, chat)
    clock.forward(hours=12)  # midnight in UTC, by which the channel goes without a schedule
    await publish(lake, "redlines/railway")
    later = await send(lake, chat)

    assert [one.mention for one in first] == [DESK.id, None]
    assert [one.mention for one in later] == [DESK.id]


async def test_the_day_is_the_one_on_the_channels_clock(lake, chat, clock):
    await choose(lake.database, OURS, most=1)
    async with lake.database.transaction() as db:
        await subscriptions.plan(db, OURS, Schedule.parse("09:00", "Pacific/Auckland"), ADA, clock())

    await publish(lake, "redlines/gate")  # at 01:00 on Monday, there
    await send(lake, chat)
    clock.forward(hours=12)  # midnight in UTC is 13:00 there
    await publish(lake, "redlines/railway")

    assert [one.mention for one in await send(lake, chat)] == [None]


async def test_a_further_try_is_the_same_ping(lake, chat, clock):
    await choose(lake.database, OURS, most=1)
    chat.failures = [SendFailed("no answer", unsure=True), SendFailed("busy")]

    await publish(lake, "redlines/gate")
    for _ in range(3):
        await send(lake, chat)
        clock.forward(minutes=1)
    await publish(lake, "redlines/railway")
    await send(lake, chat)

    assert [one.mention for one in chat.sent] == [DESK.id, None]


async def test_what_failed_for_good_has_pinged_nobody(lake, chat):
    await choose(lake.database, OURS, most=1)
    chat.failures = [SendFailed("closed", permanent=True)]
    await publish(lake, "redlines/gate")
    await send(lake, chat)

    await handle(lake, by(EDITOR, "digest at 09:00 UTC", OURS))  # whoever plans it takes it to be mended
    await publish(lake, "redlines/railway")

    assert [one.mention for one in await send(lake, chat)] == [DESK.id]


async def test_an_edition_pings_where_it_shows_a_card_to_ping_for(lake, chat, clock):
    for id in ("redlines/gate", "positions/summer"):
        await publish(lake, id)
    async with lake.database.transaction() as db:
        await db.execute("DELETE FROM deliveries")
        await db.execute("UPDATE channels SET seen = NULL")
        await subscriptions.plan(db, OURS, Schedule.parse("13:00", "UTC"), ADA, clock())
    await choose(lake.database, OURS, filter="positions")

    made = []
    for hours in (1, 24, 24):
        await make_due_digests(lake.database, clock.forward(hours=hours))
        made += await send(lake, chat)
        if hours == 1:
            await correct(lake, "redlines/gate")

    editions = [one.mention for one in made if one.key.startswith("digest ")]
    assert editions == [DESK.id, None, None]  # new; another topic's change; nothing new


async def test_what_somebody_asks_for_pings_nobody(lake, chat, clock):
    await publish(lake, "redlines/gate")
    await send(lake, chat)
    await choose(lake.database, OURS, most=9)

    async with lake.database.transaction() as db:
        await db.execute("UPDATE channels SET seen = NULL")
        await queue_now(db, OURS, clock())
    await handle(lake, by(EDITOR, "share redlines", OURS))
    await correct(lake, "redlines/gate")  # a correction

    sent = await send(lake, chat)
    assert len(sent) >= 3
    assert {one.mention for one in sent} == {None}


async def test_what_waits_pings_nobody_once_the_mention_is_changed(lake, chat):
    await choose(lake.database, OURS)
    await publish(lake, "redlines/gate")

    await choose(lake.database, OURS, group=Group("701", "Others"))
    await publish(lake, "positions/summer")
    async with lake.database.transaction() as db:
        assert await mentions.drop(db, OURS)
        assert not await mentions.drop(db, OURS)

    assert [one.mention for one in await send(lake, chat)] == [None, None]


# Whatever happens


class Ledger:
    """A platform that keeps what it took by key, and fails by chance, also after it took something."""

    def __init__(self, now, luck: random.Random) -> None:
        self.now, self.luck = now, luck
        self.taken: dict[str, tuple[datetime, str | None]] = {}

    async def send(self, delivery: Delivery) -> str:
        await asyncio.sleep(0)
        if delivery.key in self.taken:
            return "m"
        lot = self.luck.random()
        if lot < 0.15:
            raise SendFailed("no", unsure=lot < 0.05)
        self.taken[delivery.key] = (self.now(), delivery.mention)
        if lot < 0.3:
            raise SendFailed("no answer", unsure=True)
        return "m"


async def _live(seed: int, most: int, zone: str, folder: str) -> tuple[Ledger, int]:
    """Twelve days of posts, at random, by two processes on one file, one of which dies now and then."""
    luck, clock = random.Random(seed), Clock(SUNDAY)
    path = Path(folder) / "communique.db"
    databases = [await Database.open(path), await Database.open(path)]
    ledger, queued = Ledger(clock, luck), 0
    async with databases[0].transaction() as db:
        await subscriptions.plan(db, ROOM, Schedule.parse("09:00", zone), ADA, clock())
    await choose(databases[0], ROOM, most=most)
    for _ in range(60):
        for database in databases:
            async with database.transaction() as db:
                for _ in range(luck.choice((0, 0, 1, 2))):
                    queued += 1
                    page = Page(f"Card {queued}", (Text(words("It says so.")),))
                    await deliveries.add(db, f"card {queued}", ROOM, page, clock(), mention=DESK.id)
                if luck.random() < 0.3:  # and whoever claims it dies
                    await deliveries.claim(db, [Platform.DISCORD], clock())
        senders = {Platform.DISCORD: ledger}
        await asyncio.gather(*(send_waiting(database, senders, clock) for database in databases))
        clock.forward(minutes=luck.choice((1, 5, 30, 300, 600)))
    for _ in range(40):
        clock.forward(minutes=16)
        await send_waiting(databases[0], {Platform.DISCORD: ledger}, clock)
    for database in databases:
        await database.close()
    return ledger, queued


@settings(deadline=None, max_examples=12, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**6), st.integers(1, 3), st.sampled_from(["UTC", "Europe/Berlin", "America/New_York"]))
def test_no_day_ever_has_more_pings_than_were_chosen(seed, most, zone):
    with TemporaryDirectory() as folder:
        ledger, queued = asyncio.run(_live(seed, most, zone, folder))

    assert len(ledger.taken) == queued  # each arrived
    days: Counter[date] = Counter()
    for moment, mention in ledger.taken.values():
        if mention:
            days[moment.astimezone(ZoneInfo(zone)).date()] += 1
    assert days
    assert max(days.values()) <= most
    assert any(many == most for many in days.values())  # and as many as that did come


async def test_a_mention_is_no_reason_to_wait(database, chat, clock):
    """Thousands of channels have none: nothing is asked for them one by one."""
    async with database.transaction() as db:
        await deliveries.add(db, "card 1", ROOM, Page("Card"), clock(), mention=DESK.id)  # with nothing chosen there

    await send_waiting(database, {Platform.DISCORD: chat}, clock)

    assert [one.mention for one in chat.sent] == [None]
