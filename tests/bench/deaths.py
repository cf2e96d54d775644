"""kill -9, a hundred times, of bots that send editions to Discord and Slack: what is lost, and what comes twice.

Two processes work on one database at the same time. They die at the worst moments, and at others that nobody chose;
meanwhile the platforms store posts and do not answer, drop, refuse, break and dawdle, and cut our connections. The
clock runs as it does; but while nobody lives it jumps, by what a claim lasts or by an hour, so that nobody has to wait.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from bot.app import load_content
from bot.chat import Channel
from bot.schedule import Schedule
from bot.settings import Settings
from bot.store import layouts, mentions, subscriptions
from bot.store.database import BATCH, Database, utc_text
from bot.store.deliveries import LEASE
from bot.store.mentions import Mention
from tests.bench import crowd
from tests.bench.crowd import ADA, edition_key
from tests.bench.mortal import FOLLOWER, MOMENTS, Life, Moment, live
from tests.bench.rows import Row

CHANNELS = 2000
IN_PARTS = 12  # channels at most whose editions have their cards in a thread: each is eight posts, at the pace there is
START = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
EACH_HOUR = 10  # deaths, between two jumps of an hour
ZONES = ("UTC", "Europe/Berlin", "Africa/Cairo", "Asia/Kolkata", "America/Sao_Paulo")  # where the day lasts so long
LONGEST_LIFE = 2.5  # seconds, where no moment was chosen
LONGEST_WAIT = 3.0  # ... for a moment that was
PATIENCE = 120.0  # seconds for all to arrive at the end
AT_RANDOM = "at a moment that nobody chose"
STORED = "{} had stored a post, and not answered"


@dataclass(frozen=True)
class Toll:
    """What became of everything."""

    deaths: Mapping[str, int]  # by their moment
    due: int  # editions that should have come
    lost: int
    waiting: int  # of these, those that were still on their way when we lost patience
    doubled: int
    strange: int  # messages that are no edition that was due
    again: int  # editions that were tried more than once
    met: Mapping[str, int]  # what went wrong besides
    promised: int  # subscriptions that somebody was told of
    forgotten: int
    parts: int  # of editions that have their cards in a thread
    pinged_twice: int  # channels in which more was pinged than once, the most of a day
    pinged: int  # channels in which somebody was


class Platforms:
    """The process with the stand-ins; each order is answered before we go on."""

    def __init__(self, channels: int) -> None:
        command = [sys.executable, "-m", "tests.bench.platforms", str(channels)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        told = self._hear()
        self.addresses: dict[str, str] = told["addresses"]
        self.channels = [Channel.of(key) for key in told["channels"]]

    def tell(self, order: str, value: Any = None) -> Any:
        """Give an order; answers with what comes of it."""
        assert self.process.stdin
        self.process.stdin.write(f"{json.dumps([order, value])}\n")
        self.process.stdin.flush()
        return self._hear()

    def _hear(self) -> Any:
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, "the platforms broke; what they wrote above says why"
        return json.loads(line)


@dataclass
class _Bot:
    """A process that will die."""

    pid: int
    moment: Moment | None
    until: float  # by time.monotonic: then it is killed


@dataclass
class _Trial:
    """All that goes on."""

    folder: Path
    platforms: Platforms
    settings: Settings
    chance: random.Random
    ahead: timedelta
    deaths: Counter[str] = field(default_factory=Counter)
    bots: list[_Bot] = field(default_factory=list)

    def bear(self, moment: Moment | None = None) -> None:
        """Start a bot."""
        life = Life(self.settings, self.ahead, self.folder, moment, self.chance.randrange(1, 4))
        pid = os.fork()
        if not pid:
            try:
                asyncio.run(live(life))
            finally:
                os._exit(1)  # it never ends by itself
        lasts = LONGEST_WAIT if moment else self.chance.uniform(0.05, LONGEST_LIFE)
        self.bots.append(_Bot(pid, moment, time.monotonic() + lasts))

    def next_death(self) -> None:
        """Wait until one of them has died, or its time has come."""
        while not any(self._is_dead(bot) for bot in self.bots):
            late = [bot for bot in self.bots if time.monotonic() > bot.until]
            if late:
                return self.kill(late[0])
            time.sleep(0.005)
        return None

    def kill(self, bot: _Bot, moment: str = AT_RANDOM) -> None:
        """End one of them."""
        if not self._is_dead(bot):
            os.kill(bot.pid, signal.SIGKILL)
            self._bury(bot, os.waitpid(bot.pid, 0)[1], moment)

    def kill_all(self, moment: str = AT_RANDOM) -> None:
        """End all at once, as a power cut does; the first of them at this moment."""
        for bot, its in zip(list(self.bots), itertools.chain([moment], itertools.repeat(AT_RANDOM)), strict=False):
            self.kill(bot, its)

    def _is_dead(self, bot: _Bot) -> bool:
        pid, status = os.waitpid(bot.pid, os.WNOHANG)
        if pid:
            self._bury(bot, status, bot.moment.name if bot.moment else "")
        return bool(pid)

    def _bury(self, bot: _Bot, status: int, moment: str) -> None:
        assert os.WIFSIGNALED(status), "a bot broke before it was killed; what it wrote above says why"
        self.bots.remove(bot)
        self.deaths[moment] += 1

    def jump(self, by: timedelta) -> None:
        """Move the clock on, ours and theirs. Nobody may live."""
        assert not self.bots
        self.ahead += by
        self.platforms.tell("ahead", self.ahead.total_seconds())


@contextmanager
def _trial(folder: Path, channels: int) -> Iterator[_Trial]:
    platforms = Platforms(channels)
    pace = {"discord_pace": 8, "slack_pace": 1, "web_port": 0}
    settings = Settings.model_validate({"database": folder / "communique.db", **platforms.addresses, **pace})
    trial = _Trial(folder, platforms, settings, random.Random(7), START - datetime.now(UTC))
    try:
        yield trial
    finally:
        trial.kill_all()
        platforms.process.kill()
        platforms.process.wait()


def count_the_dead(folder: Path, deaths: int, channels: int = CHANNELS, *, memory: bool = True) -> Toll:
    """Kill bots so often, let the last ones finish in peace, and count.

    `memory`: whether the platforms remember nonces and show their history. Without, nobody can tell what arrived.
    """
    with _trial(folder, channels) as trial:
        hours = max(1, deaths // EACH_HOUR)
        schedules = list(_schedules(trial.platforms.channels, hours))
        asyncio.run(_prepare(trial.settings.database, schedules))
        if not memory:
            trial.platforms.tell("forget")
        trial.platforms.tell("trouble", True)
        moments = itertools.cycle([*MOMENTS, None, None])
        for hour in range(1, hours + 1):
            trial.jump(START + timedelta(hours=hour) - (datetime.now(UTC) + trial.ahead))
            _let_die(trial, moments, deaths * hour // hours)
        trial.platforms.tell("trouble", False)
        trial.jump(timedelta(hours=1))
        _let_finish(trial)
        return _count(trial, schedules)


def _schedules(channels: Sequence[Channel], hours: int) -> Iterator[tuple[Channel, Schedule]]:
    """A digest for each channel, in one of so many hours, by the clocks of one of the zones."""
    for number, channel in enumerate(channels):
        zone = ZoneInfo(ZONES[number % len(ZONES)])
        due = (START + timedelta(hours=1 + number % hours)).astimezone(zone)
        yield channel, Schedule(due.time(), zone.key)


async def _prepare(path: Path, schedules: Sequence[tuple[Channel, Schedule]]) -> None:
    database = await Database.open(path)
    await load_content(database, lambda: START - timedelta(days=30))
    for first in range(0, len(schedules), BATCH):
        async with database.transaction() as db:
            for number, (channel, schedule) in enumerate(schedules[first : first + BATCH], first):
                await subscriptions.plan(db, channel, schedule, ADA, START)
                if not channel.direct:
                    await mentions.choose(db, channel, Mention(crowd.group_of(channel), ""))
                    if number % (len(schedules) // IN_PARTS + 1) == 0:
                        await layouts.thread(db, channel, ADA)
    await database.close()


def _let_die(trial: _Trial, moments: Iterator[Moment | None], deaths: int) -> None:
    """Let so many die in all; the last ones all together, so that the clock may jump."""
    platform = itertools.cycle(("slack", "discord"))
    for moment in MOMENTS[:2]:  # these come soon after something is due, or not at all
        trial.bear(moment)
    while sum(trial.deaths.values()) < deaths - 1:
        if trial.chance.random() < 0.2:
            holding = next(platform)
            held = trial.platforms.tell("hold", holding)
            trial.kill_all(STORED.format(holding.capitalize()) if held else AT_RANDOM)
            trial.jump(LEASE + timedelta(seconds=10))
        else:
            trial.next_death()
        while len(trial.bots) < 2:
            trial.bear(next(moments))
    trial.kill_all()


def _let_finish(trial: _Trial) -> None:
    """Let two bots send in peace what is left."""
    for _ in range(2):
        trial.bear()
    end = time.monotonic() + PATIENCE
    while _left(trial) and time.monotonic() < end:
        time.sleep(0.1)
    trial.kill_all()
    trial.deaths[AT_RANDOM] -= 2  # these have nothing left to lose


def _left(trial: _Trial) -> int:
    """Editions that have yet to be made or sent."""
    return _ask(
        trial,
        "SELECT (SELECT COUNT(*) FROM deliveries WHERE state = 'waiting')"
        " + (SELECT COUNT(*) FROM schedules WHERE next_due < ?)",
        utc_text(datetime.now(UTC) + trial.ahead),
    )


def _count(trial: _Trial, schedules: Sequence[tuple[Channel, Schedule]]) -> Toll:
    due = [edition_key(channel, schedule.day_of(schedule.next_after(START))) for channel, schedule in schedules]
    parts = _parts(trial)
    due += parts
    told = trial.platforms.tell("count", due)
    arrived: dict[str, int] = told["arrived"]
    promised = set((trial.folder / "promised").read_text().split())
    followed = asyncio.run(_followed(trial.settings.database))
    return Toll(
        deaths=dict(trial.deaths.most_common()),
        due=len(due),
        lost=len(set(due) - arrived.keys()),
        waiting=_left(trial),
        doubled=sum(arrived.get(key, 0) > 1 for key in due),
        strange=arrived.get("", 0),
        again=_ask(trial, "SELECT COUNT(*) FROM deliveries WHERE attempts > ?", 1),
        met=told["met"],
        promised=len(promised),
        forgotten=len(promised - followed),
        parts=len(parts),
        pinged_twice=sum(many > 1 for many in told["pinged"].values()),
        pinged=len(told["pinged"]),
    )


def _parts(trial: _Trial) -> list[str]:
    """The keys of the cards that were to come in threads; where there was none, the headline says what they would."""
    with contextlib.closing(sqlite3.connect(trial.settings.database)) as database:
        rows = database.execute("SELECT key FROM deliveries WHERE part_of IS NOT NULL AND state <> 'failed'").fetchall()
    return [key for (key,) in rows]


async def _followed(path: Path) -> set[str]:
    database = await Database.open(path)
    try:
        return {subscription.filter for subscription in await subscriptions.of(database.reader, FOLLOWER)}
    finally:
        await database.close()


def _ask(trial: _Trial, question: str, *values: Any) -> int:
    """A number from the database."""
    with contextlib.closing(sqlite3.connect(trial.settings.database)) as database:
        return int(database.execute(question, values).fetchone()[0])


def measure(deaths: int = 100) -> list[Row]:
    """Count; and count again where nobody can tell what has arrived, to see what that is good for."""
    with TemporaryDirectory(prefix="communique-bench-") as folder:
        toll = count_the_dead(Path(folder), deaths)
    with TemporaryDirectory(prefix="communique-bench-") as folder:
        blind = count_the_dead(Path(folder), deaths // 4, CHANNELS // 8, memory=False)
    note = f"of {toll.due} editions; {toll.again} were tried more than once"
    return [
        Row(
            f"kill -9 ({sum(toll.deaths.values())} times), two bots on Discord and Slack: lost", toll.lost, "", 0, note
        ),
        Row("  of these still on their way", toll.waiting, "", 0),
        Row("  arrived twice", toll.doubled, "", 0),
        Row("  arrived though not due", toll.strange, "", 0),
        Row("  of them cards in threads", toll.parts),
        Row("  channels with more pings than one a day", toll.pinged_twice, "", 0, f"of {toll.pinged}"),
        Row("  subscriptions that were told of and forgotten", toll.forgotten, "", 0, f"of {toll.promised:,}"),
        *(Row(f"  died: {moment}", times) for moment, times in toll.deaths.items()),
        *(Row(f"  met: {what}", times) for what, times in toll.met.items()),
        Row(
            f"kill -9 ({sum(blind.deaths.values())} times), platforms without memory and history: lost",
            blind.lost,
            "",
            0,
        ),
        Row("  arrived twice", blind.doubled, note=f"of {blind.due} editions"),
    ]


if __name__ == "__main__":
    match sys.argv[1:]:
        case [folder, deaths, channels]:
            print(json.dumps(asdict(count_the_dead(Path(folder), int(deaths), int(channels)))))
        case _:
            from tests.bench.rows import table

            print(table(measure()))
