"""kill -9, again and again, of a process that makes digests and sends them: what is lost, and what comes twice.

The clock runs twenty times as fast as ours, so that leases end while we look, and each minute of theirs makes hundreds
of digests due. A child is forked, works, and is
killed at a moment that nobody chose; the next one goes on from the same file.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from bot.chat import LOCAL, Channel, Delivery, Person, Platform, Subscription
from bot.digests import make_due_digests
from bot.outbox import send_waiting
from bot.schedule import Schedule
from bot.store import subscriptions
from bot.store.database import Database
from bot.store.deliveries import LEASE
from bot.store.dossiers import load_shipped
from briefs.dossier import content_hash, load_dossier, shipped
from tests.bench.rows import Row

START = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)
SPEED = 20  # seconds of theirs in one of ours: a lease is three of ours, far more than any post takes
EACH_MINUTE = 250  # digests
MINUTES = 6
ADA = Person("u1", "Ada")


@dataclass(frozen=True)
class Toll:
    """What became of everything."""

    deaths: int
    due: int  # editions that should have come
    lost: int
    doubled: int
    again: int  # sent more often than once, as far as the outbox knows: those that had to be looked for
    promised: int  # subscriptions that somebody was told of
    forgotten: int


class Ledger:
    """A platform whose channels are lines of a file, safe on the disk before it answers."""

    def __init__(self, path: Path, look: bool) -> None:
        self.path = path
        self.look = look
        self.again = 0

    async def send(self, delivery: Delivery) -> str:
        if delivery.unsure:
            self.again += 1
            if self.look and delivery.key in self.lines():
                return "found"
        await asyncio.sleep(random.random() * 0.01)
        append(self.path, delivery.key)
        await asyncio.sleep(random.random() * 0.01)  # a good moment to die
        return "posted"

    def lines(self) -> list[str]:
        return self.path.read_text().splitlines() if self.path.exists() else []


def append(path: Path, line: str) -> None:
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


async def work(folder: Path, origin: float, look: bool) -> None:
    """Do what the bot does, until somebody kills us."""
    database = await Database.open(folder / "communique.db")
    ledger = Ledger(folder / "sent", look)

    def now() -> datetime:
        return at(time.time() - origin)

    async def follow() -> None:
        for number in range(1_000_000):
            topic = f"t{os.getpid()}-{number}"
            async with database.transaction() as db:
                await subscriptions.add(db, Subscription(Channel(LOCAL, "follower"), "x", topic, ADA), now())
            append(folder / "promised", topic)
            await asyncio.sleep(0.005)

    following = asyncio.create_task(follow())
    while not following.done():
        await make_due_digests(database, now())
        await send_waiting(database, {Platform.LOCAL: ledger}, now)
        await asyncio.sleep(0.002)
    following.result()


async def settle(folder: Path, end: datetime, deaths: int, look: bool) -> Toll:
    """Let the last one finish in peace, and count."""
    database = await Database.open(folder / "communique.db")
    ledger = Ledger(folder / "sent", look)
    await make_due_digests(database, end)
    await send_waiting(database, {Platform.LOCAL: ledger}, lambda: end + LEASE)
    tries = await database.reader.execute_fetchall("SELECT COUNT(*) AS many FROM deliveries WHERE attempts > 1")
    held = await database.reader.execute_fetchall("SELECT topic FROM subscriptions")
    await database.close()
    sent = ledger.lines()
    expected = {
        f"digest {channel.key} {schedule.day_of(due)}"
        for channel, schedule in schedules()
        if (due := schedule.next_after(START)) <= end
    }
    promised = set((folder / "promised").read_text().split())
    return Toll(
        deaths=deaths,
        due=len(expected),
        lost=len(expected - set(sent)),
        doubled=len(sent) - len(set(sent)),
        again=next(iter(tries))["many"],
        promised=len(promised),
        forgotten=len(promised - {row["topic"] for row in held}),
    )


def at(seconds: float) -> datetime:
    """Their time, so long after the beginning: the first digests are due at once."""
    return START + timedelta(seconds=59 + seconds * SPEED)


def count_the_dead(folder: Path, rounds: int, *, look: bool = True, longest: float = 0.4) -> Toll:
    """Kill a worker so often, each within `longest` seconds."""
    asyncio.run(prepare(folder))
    origin = time.time()
    for _ in range(rounds):
        child = os.fork()
        if not child:
            try:
                asyncio.run(work(folder, origin, look))
            finally:
                os._exit(1)  # it never ends by itself
        time.sleep(random.uniform(0.01, longest))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status), "the worker broke before it was killed"
    end = at(time.time() - origin)
    return asyncio.run(settle(folder, end, rounds, look))


def measure(rounds: int = 40) -> list[Row]:
    """Count with and without looking first."""
    rows = []
    for look, name in ((True, "looks before it sends again"), (False, "sends again blindly")):
        with TemporaryDirectory(prefix="communique-bench-") as folder:
            toll = count_the_dead(Path(folder), rounds, look=look)
        note = f"of {toll.due}; {toll.again} tried again; {toll.forgotten} of {toll.promised} subscriptions forgotten"
        rows.append(Row(f"kill -9 ({rounds} times), a platform that {name}: lost", toll.lost, "", 0, note))
        rows.append(Row("  arrived twice", toll.doubled, "", 0 if look else None))
    return rows


if __name__ == "__main__":
    print(json.dumps(asdict(count_the_dead(Path(sys.argv[1]), int(sys.argv[2]), look=sys.argv[3:] != ["blind"]))))
