"""10,000 digests that are due at one instant: how long it takes to queue them, and how long the loop stands still."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.chat import Channel, Delivery, Person, Platform, Space, Subscription
from bot.digests import make_due_digests
from bot.outbox import send_waiting
from bot.schedule import Schedule
from bot.store import cards, subscriptions
from bot.store.database import BATCH, Database
from bot.store.dossiers import load_shipped
from briefs.dossier import content_hash, load_dossier, shipped
from briefs.model import State
from tests.bench.rows import Row

MANY = 10_000
TURNS = 3
SPACES = 400  # of these, each twentieth has content of its own
DUE = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SCHEDULES = (("09:00", "Europe/Berlin"), ("08:00", "Europe/London"), ("03:00", "America/New_York"))
TOPICS: tuple[tuple[str, ...], ...] = ((), ("redlines",), ("redlines", "leverage"), ("outlook",))


@dataclass
class Lateness:
    """The longest time for which the loop let nobody else run, in seconds."""

    longest: float = 0


@asynccontextmanager
async def watching_the_loop() -> AsyncIterator[Lateness]:
    """Watch how late a sleep of a millisecond comes back."""
    lateness = Lateness()

    async def watch() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            lateness.longest = max(lateness.longest, time.perf_counter() - before - 0.001)

    watcher = asyncio.create_task(watch())
    try:
        yield lateness
    finally:
        watcher.cancel()


def channels(many: int = MANY) -> Iterator[Channel]:
    """Channels of Discord and Slack in turn, over many spaces."""
    for number in range(many):
        space = number % SPACES
        platform = Platform.DISCORD if space % 2 else Platform.SLACK
        yield Channel(Space(platform, f"S{space}"), f"C{number}")


async def fill(database: Database, many: int = MANY) -> None:
    """Shipped content, spaces of which some have their own, and `many` channels whose digest is due at one instant."""
    before = DUE - timedelta(hours=20)
    for folder in shipped():
        await load_shipped(database, load_dossier(folder), content_hash(folder), before - timedelta(days=30))
    dossier = load_dossier(shipped()[0])
    person = Person("u1", "Ada")
    everyone = list(channels(many))
    for start in range(0, many, BATCH):
        async with database.transaction() as db:
            for number, channel in enumerate(everyone[start : start + BATCH], start):
                schedule = Schedule.parse(*SCHEDULES[number % len(SCHEDULES)])
                await subscriptions.plan(db, channel, schedule, person, before)
                for topic in TOPICS[number % len(TOPICS)]:
                    await subscriptions.add(db, Subscription(channel, dossier.slug, topic, person), before)
    async with database.transaction() as db:
        for number in range(0, SPACES, 20):
            card = replace(dossier.cards[number % len(dossier.cards)], headline=f"What space {number} says")
            space = f"{Platform.SLACK}:S{number}"
            await cards.save(db, space, dossier.slug, card, State.PUBLISHED, Person("u1"), before, what="changed")


class _Nowhere:
    """A platform that takes everything at once."""

    async def send(self, delivery: Delivery) -> str:
        return "m"


@dataclass(frozen=True)
class Turn:
    """What one time of 10,000 due digests cost."""

    queueing: float  # seconds
    stood_still: float
    sending: float
    sending_stood_still: float
    idle: float


async def _measure(path: Path) -> Turn:
    database = await Database.open(path)
    try:
        async with watching_the_loop() as queueing:
            began = time.perf_counter()
            made = await make_due_digests(database, DUE)
            queued = time.perf_counter() - began
        assert made == MANY, made
        async with watching_the_loop() as sending:
            began = time.perf_counter()
            senders = {Platform.DISCORD: _Nowhere(), Platform.SLACK: _Nowhere()}
            sent = await send_waiting(database, senders, lambda: DUE)
            delivered = time.perf_counter() - began
        assert sent == MANY, sent
        return Turn(queued, queueing.longest, delivered, sending.longest, await _idle(database))
    finally:
        await database.close()


async def _filled(path: Path) -> None:
    database = await Database.open(path)
    await fill(database)
    await database.close()


async def _idle(database: Database, turns: int = 50) -> float:
    began = time.perf_counter()
    for _ in range(turns):
        await make_due_digests(database, DUE)
    return (time.perf_counter() - began) / turns


def measure() -> list[Row]:
    """Take the measurements on copies of one file: what else runs on the machine makes none of them faster."""
    with TemporaryDirectory(prefix="communique-bench-") as folder:
        filled = Path(folder) / "filled.db"
        asyncio.run(_filled(filled))
        turns = []
        for number in range(TURNS):
            copy = Path(shutil.copy(filled, filled.with_name(f"{number}.db")))
            turns.append(asyncio.run(_measure(copy)))
    best = min(turns, key=lambda turn: turn.queueing)
    note = f"fastest of {TURNS}; {SPACES} spaces, 3 zones, 4 sets of topics"
    return [
        Row(f"{MANY:,} due digests queued", best.queueing, "s", 0.5, note),
        Row("  longest time the loop stood still", best.stood_still * 1000, "ms", 50),
        Row(f"{MANY:,} deliveries claimed, sent nowhere, finished", best.sending, "s"),
        Row("  longest time the loop stood still", best.sending_stood_still * 1000, "ms"),
        Row("a minute in which nothing is due", best.idle * 1000, "ms"),
    ]


if __name__ == "__main__":
    from tests.bench.rows import table

    print(table(measure()))
