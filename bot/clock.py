"""APScheduler: what runs when. The schedules of digests are in the database; here is only what looks at them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot import metrics
from bot.chat import Platform
from bot.commands import Desk
from bot.commands.feeds import forget_old, look_at_due
from bot.commands.folder import look_into
from bot.digests import make_due_digests
from bot.outbox import Outlet, Sender, look_again, send_waiting
from bot.silence import warn_of_silence
from bot.sources.heartbeat import beat
from bot.store import health, keeping
from bot.store.database import trouble
from bot.store.health import OVERDUE, STUCK
from bot.upkeep import BackupPlan, back_up, late_backup

PATIENCE = 2  # seconds for a turn to finish when the bot ends

log = logging.getLogger(__name__)


class Clock:
    """Makes digests at each full minute, and sends what waits each second or as soon as it is woken."""

    def __init__(
        self,
        desk: Desk,
        senders: Callable[[], Mapping[Platform, Outlet]],
        watched: Path | None = None,
        heartbeat: str = "",
        backups: BackupPlan | None = None,
    ) -> None:
        """`senders` answers with the platforms that can be posted to just now.

        `watched`: a folder to take in from. `heartbeat`: the address of a dead-man's check, told after each round.
        `backups`: where copies of the database go each day.
        """
        self._desk = desk
        self._senders = senders
        self._watched = watched
        self._heartbeat = heartbeat
        self._backups = backups
        self._stopping = False
        self._last_round: datetime | None = None
        self._woken = asyncio.Event()
        self._outbox: asyncio.Task[None] | None = None
        self._sending: dict[Platform, asyncio.Task[None]] = {}
        self._looking: asyncio.Task[None] | None = None
        self._turns: set[asyncio.Task[Any]] = set()
        self._scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )

    def start(self) -> None:
        """Begin; what came due while nobody looked is made at once."""
        self._scheduler.add_job(self.make_digests, CronTrigger(second=0, timezone="UTC"))
        self._scheduler.add_job(self.wake, IntervalTrigger(seconds=1))
        self._scheduler.add_job(self.make_digests)
        self._scheduler.add_job(self._look_outside, IntervalTrigger(seconds=1))
        self._scheduler.add_job(self._look_at_feeds, CronTrigger(second=20, timezone="UTC"))
        self._scheduler.add_job(self._warn_of_silence, CronTrigger(minute=7, timezone="UTC"))
        self._scheduler.add_job(self._forget_old_entries, CronTrigger(hour=3, minute=30, timezone="UTC"))
        if self._backups:
            self._scheduler.add_job(self._back_up)
            self._scheduler.add_job(self._back_up, CronTrigger(minute=13, timezone="UTC"))
        if self._watched:
            self._scheduler.add_job(self._look_into_folder, IntervalTrigger(seconds=10))
        self._scheduler.start()
        self._outbox = asyncio.create_task(self._empty_outbox())

    async def stop(self) -> None:
        """End; a turn that has begun is let finish. What was sent and not answered is looked for at the next start."""
        self._stopping = True
        self._scheduler.pause()
        if self._turns:
            await asyncio.wait(self._turns, timeout=PATIENCE)
        self._scheduler.shutdown(wait=False)
        ending = [task for task in (*self._sending.values(), self._outbox, self._looking) if task]
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)

    def wake(self) -> None:
        """Say that something waits in the outbox."""
        self._woken.set()

    @property
    def runs(self) -> bool:
        """Whether the last round of digests ended well a short time ago, or the first is still to come."""
        return self._last_round is None or self._desk.now() - self._last_round < OVERDUE

    async def make_digests(self) -> None:
        """Queue what is due now, and report to whoever watches us."""
        made = await self._turn("making digests", make_due_digests(self._desk.database, self._desk.now()))
        if made:
            log.info("Queued %s digests.", made)
            self.wake()
        await self._turn("reporting the round", self._report(made is not None))

    async def _report(self, went_well: bool) -> None:
        now = self._desk.now()
        waits = (await health.read(self._desk.database.reader, now)).oldest
        wrong = "" if went_well else "A round of digests failed; the log says why."
        if waits > STUCK:
            wrong += f" What should have been sent has waited for {waits}."
        if went_well:
            self._last_round = now
            metrics.LAST_ROUND.set(now.timestamp())
            async with self._desk.database.transaction() as db:
                await health.note_round(db, now)
        if self._heartbeat:
            if self._backups:
                wrong += f" {await late_backup(self._backups, now)}"
            await beat(self._heartbeat, wrong.strip())

    async def _empty_outbox(self) -> None:
        """Each platform in a turn of its own: one that is slow, fails or connects late is no other's business."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            try:
                for platform, sender in self._senders().items():
                    if platform not in self._sending:  # else its turn goes on, and takes what is new by itself
                        self._sending[platform] = asyncio.create_task(self._send(platform, sender))
                if self._looking is None or self._looking.done():
                    self._looking = asyncio.create_task(self._look_for_lost())
            except Exception as fault:
                _log("sending", fault)

    async def _send(self, platform: Platform, sender: Sender) -> None:
        try:
            await send_waiting(self._desk.database, {platform: sender}, self._desk.now)
        except Exception as fault:
            _log("sending", fault)
        finally:
            del self._sending[platform]

    async def _look_for_lost(self) -> None:
        regained = await self._turn(
            "looking at lost channels", look_again(self._desk.database, self._senders(), self._desk.now)
        )
        if regained:
            await self.make_digests()

    async def _look_at_feeds(self) -> None:
        taken = await self._turn("looking at feeds", look_at_due(self._desk))
        if taken:
            log.info("Feeds brought %s essays.", taken)

    async def _warn_of_silence(self) -> None:
        if await self._turn("looking for silence", warn_of_silence(self._desk.database, self._desk.now())):
            self.wake()

    async def _forget_old_entries(self) -> None:
        await self._turn("forgetting old entries of feeds", forget_old(self._desk))
        gone = await self._turn("forgetting what is over", keeping.forget_old(self._desk.database, self._desk.now()))
        log.info("What is over was forgotten: %s rows.", gone)

    async def _back_up(self) -> None:
        assert self._backups
        copying = back_up(self._desk.database, self._backups, self._desk.now(), lambda: self._stopping)
        await self._turn("copying the database", copying)

    async def _look_into_folder(self) -> None:
        assert self._watched
        await self._turn("looking into the folder", look_into(self._desk, self._watched))

    async def _look_outside(self) -> None:
        await self._turn("looking at the database", self._desk.database.look_outside())

    async def _turn(self, what: str, work: Awaitable[Any]) -> Any:
        """The work's result; a fault is logged and does not stop the clock: the next turn tries again."""
        this = asyncio.current_task()
        assert this
        self._turns.add(this)
        try:
            return await work
        except Exception as fault:
            _log(what, fault)
            return None
        finally:
            self._turns.discard(this)


def _log(what: str, fault: Exception) -> None:
    """The database's trouble is a sentence for whoever runs the bot; all else is a bug, and needs its traceback."""
    sentence = trouble(fault)
    log.error("A turn of %s broke; the next one tries again. %s", what, sentence or fault, exc_info=not sentence)
