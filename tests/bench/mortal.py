"""The whole bot in a process that is about to die: at one of the worst moments, or whenever somebody kills it."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.adapters.discord.adapter import DiscordAdapter
from bot.app import Adapter, App, open_desk
from bot.chat import LOCAL, Channel, Delivery, Subscription
from bot.checks import Examination
from bot.settings import Settings
from bot.store import subscriptions
from bot.store.database import Database
from tests.bench.crowd import ADA

FOLLOWER = Channel(LOCAL, "follower")


@dataclass(frozen=True)
class Moment:
    """When a process dies: as the database begins `then`, after it ran a statement with `statement` in it."""

    name: str
    statement: str
    then: str


SENDING, SENT = "sending", "sent"  # no statements, but what the outbox does between two of them
MOMENTS = (
    Moment("an edition was written, and not committed", "INSERT INTO deliveries", "COMMIT"),
    Moment("an edition was committed, and nobody woken", "INSERT INTO deliveries", "BEGIN"),
    Moment("posts were claimed, and not committed", "attempts = attempts + 1", "COMMIT"),
    Moment("a post was claimed, and not sent", "attempts = attempts + 1", SENDING),
    Moment("a post was answered, and that not noted", SENDING, SENT),
    Moment("an arrival was noted, and not committed", "SET state = 'sent'", "COMMIT"),
    Moment("a failure was noted, and not committed", "sending = 0, unsure = MAX", "COMMIT"),
)


@dataclass(frozen=True)
class Life:
    """What a process has before it."""

    settings: Settings
    ahead: timedelta  # of our clock
    diary: Path  # where it writes of what moment it dies, and what it has promised to somebody
    moment: Moment | None = None
    times: int = 1  # that the moment comes


class _Watch:
    """Sees what the bot does, and ends it when its moment has come."""

    def __init__(self, life: Life) -> None:
        self._moment = life.moment
        self._left = life.times
        self._diary = life.diary
        self._near = False

    def see(self, what: str) -> None:
        """What is about to happen: a statement, SENDING or SENT."""
        if not self._moment:
            return
        if self._near and what.startswith(self._moment.then):
            self._near, self._left = False, self._left - 1
            if not self._left:
                write(self._diary / "moments", self._moment.name)
                os.kill(os.getpid(), signal.SIGKILL)
        elif self._moment.statement in what:
            self._near = True


class _Watched:
    """A platform's adapter, seen by a watch."""

    def __init__(self, adapter: Adapter, watch: _Watch) -> None:
        self._adapter = adapter
        self._watch = watch

    async def start(self) -> Any:
        return await self._adapter.start()

    async def stop(self) -> None:
        await self._adapter.stop()

    @property
    def connected(self) -> bool:
        return self._adapter.connected

    async def objection(self, channel: Channel) -> str:
        return await self._adapter.objection(channel)

    def examinations(self, channel: Channel | None) -> list[Examination]:
        return self._adapter.examinations(channel)

    async def send(self, delivery: Delivery) -> str:
        self._watch.see(SENDING)
        message = await self._adapter.send(delivery)
        self._watch.see(SENT)
        return message


def write(path: Path, line: str) -> None:
    """Add a line that outlives us."""
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(file, f"{line}\n".encode())
    os.fsync(file)
    os.close(file)


async def live(life: Life) -> None:
    """Do all that the bot does, until somebody kills us."""
    logging.disable(logging.CRITICAL)
    watch = _Watch(life)
    async with open_desk(life.settings, lambda: datetime.now(UTC) + life.ahead) as desk:
        await desk.database._writer.set_trace_callback(watch.see)
        app = App(life.settings, desk)
        for platform, adapter in list(app.platforms.items()):
            if isinstance(adapter, DiscordAdapter):
                adapter._client._connection.guild_ready_timeout = 0.05  # of so short a life, half a second is much
            app.platforms[platform] = _Watched(adapter, watch)
        await app.start()
        await _promise(desk.database, life.diary / "promised", desk.now)


async def _promise(database: Database, promised: Path, now: Callable[[], datetime]) -> None:
    """Let somebody follow one thing after the other, and tell them so."""
    for number in range(1_000_000):
        topic = f"t{os.getpid()}-{number}"
        async with database.transaction() as db:
            await subscriptions.add(db, Subscription(FOLLOWER, "x", topic, ADA), now())
        write(promised, topic)
        await asyncio.sleep(0.02)
