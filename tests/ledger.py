"""A process to kill that makes digests and sends them into a file, twenty times as fast as the clock runs."""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.chat import LOCAL, Channel, Delivery, Person, Platform
from bot.digests import make_due_digests
from bot.outbox import send_waiting
from bot.schedule import Schedule
from bot.store import subscriptions
from bot.store.database import Database
from bot.store.dossiers import load_shipped
from briefs.dossier import content_hash, load_dossier, shipped

START = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)
SPEED = 20  # seconds of theirs in one of ours: a lease is three of ours, far more than any post takes
EACH_MINUTE = 250  # digests
MINUTES = 6
ADA = Person("u1", "Ada")


class Ledger:
    """A platform whose channels are lines of a file, safe on the disk before it answers."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.again = 0

    async def send(self, delivery: Delivery) -> str:
        if delivery.unsure:
            self.again += 1
            if delivery.key in self.lines():
                return "found"
        await asyncio.sleep(random.random() * 0.01)
        _append(self.path, delivery.key)
        await asyncio.sleep(random.random() * 0.01)  # a good moment to die
        return "posted"

    def lines(self) -> list[str]:
        return self.path.read_text().splitlines() if self.path.exists() else []


def _append(path: Path, line: str) -> None:
    """Add a line that outlives us."""
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(file, f"{line}\n".encode())
    os.fsync(file)
    os.close(file)


def schedules() -> Iterator[tuple[Channel, Schedule]]:
    """Channels whose digests come within a few minutes, on the clocks of several zones."""
    zones = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata")
    for number in range(EACH_MINUTE * MINUTES):
        zone = ZoneInfo(zones[number % len(zones)])
        due = (START + timedelta(minutes=1 + number // EACH_MINUTE)).astimezone(zone)
        yield Channel(LOCAL, f"c{number}"), Schedule(due.time(), zone.key)


async def prepare(folder: Path) -> None:
    """A database in which every channel has its schedule."""
    database = await Database.open(folder / "communique.db")
    dossier = shipped()[0]
    await load_shipped(database, load_dossier(dossier), content_hash(dossier), START - timedelta(days=30))
    async with database.transaction() as db:
        for channel, schedule in schedules():
            await subscriptions.plan(db, channel, schedule, ADA, START)
    await database.close()


async def work(folder: Path, origin: float) -> None:
    """Do what the bot does, until somebody kills us."""
    database = await Database.open(folder / "communique.db")
    ledger = Ledger(folder / "sent")

    def now() -> datetime:
        return at(time.time() - origin)

    while True:
        await make_due_digests(database, now())
        await send_waiting(database, {Platform.LOCAL: ledger}, now)
        await asyncio.sleep(0.002)


def at(seconds: float) -> datetime:
    """Their time, so long after the beginning: the first digests are due at once."""
    return START + timedelta(seconds=59 + seconds * SPEED)
