"""Weeks in which the clocks change: 300 channels of both platforms in 60 zones, with faults, outages and restarts.

The bot's parts are the real ones, over sockets. Time is a number, the platforms' too: when nothing is left to do in one
minute, it moves on to the next in which there is.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import available_timezones

from bot.app import App, open_desk
from bot.chat import Channel, Platform
from bot.digests import make_due_digests
from bot.outbox import look_again, send_waiting
from bot.schedule import EVERY_DAY, WEEKDAYS, Schedule
from bot.settings import Settings
from bot.store import subscriptions
from bot.store.database import Database, utc_moment
from tests.bench import crowd
from tests.bench.rows import Row
from tests.standins.discord import DiscordStandIn
from tests.standins.slack import SlackStandIn

CHANNELS, ZONES, DAYS = 300, 60, 7
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
IDLE = timedelta(minutes=30)
AUTUMN = datetime(2026, 10, 25, tzinfo=UTC)  # Europe's clocks go back that night, and America's a week later
SPRING = datetime(2026, 3, 28, tzinfo=UTC)  # Europe's go forward on the second day
CHANGING = (
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/Scoresbysund",
    "America/Nuuk",
    "America/Havana",
    "Antarctica/Troll",
    "Asia/Beirut",
)
ODDS = 0.02
EVENING = 18  # o'clock: from then on an edition may come in the night
NIGHT = timedelta(hours=12)
LATE = timedelta(minutes=10)


@dataclass(frozen=True)
class Plan:
    """A channel's digest."""

    channel: Channel
    schedule: Schedule
    catch_up: timedelta | None


@dataclass
class World:
    """Both platforms, what time it is there, and what has yet to happen."""

    folder: Path
    now: datetime
    end: datetime
    chance: random.Random
    discord: DiscordStandIn
    slack: SlackStandIn
    luck: crowd.Luck
    to_come: list[tuple[datetime, str]]
    cut_off: datetime | None = None  # since when we have no connection to one of them
    happened: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Outcome:
    """What became of the editions of some days."""

    due: int
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    strange: int  # messages that are no edition that was due
    late: int  # by more than ten minutes
    latest: timedelta
    missed: int  # as the bot itself has it
    happened: Mapping[str, int]


async def live(
    folder: Path, start: datetime, days: int, channels: int, zones: int, *, odds: float = ODDS, seed: int = 7
) -> Outcome:
    """Live through some days, and count. `odds`: of each misfortune, for each post."""
    async with _world(folder, start, days, seed) as world:
        rooms = crowd.discord_channels(world.discord, channels // 2)
        rooms += crowd.slack_channels(world.slack, channels - channels // 2)
        plans = _plans(world.chance.sample(rooms, len(rooms)), zones, world.chance)
        async with _running(world) as app:
            await _plan_all(app.desk.database, plans, start)
        world.luck.possible = crowd.misfortunes(odds, slow=0.02)
        while world.now < world.end:
            await _a_life(world, world.now + timedelta(hours=world.chance.uniform(2, 14)))
            world.now += world.chance.randrange(1, 20) * MINUTE  # in which nobody is there
        async with _running(world) as app:
            await make_due_digests(app.desk.database, world.now)
            stopped = world.now
            await _come_to_rest(world, app)
            return await _count(world, app.desk.database, plans, start, stopped)


@asynccontextmanager
async def _world(folder: Path, start: datetime, days: int, seed: int) -> AsyncIterator[World]:
    def now() -> float:
        return world.now.timestamp()

    chance = random.Random(seed)
    async with DiscordStandIn(now=now) as discord, SlackStandIn(now=now) as slack:
        discord.everything.limit, discord.message_limit = 10_000, (10_000, 1.0)  # their seconds are longer than ours
        luck = crowd.Luck(chance, discord, slack)
        to_come = _storms(start, days, chance)
        world = World(folder, start, start + days * DAY, chance, discord, slack, luck, to_come)
        yield world


def _plans(channels: Sequence[Channel], zones: int, chance: random.Random) -> list[Plan]:
    """A digest for each channel: most in the hours in which clocks change, and some not every day."""
    others = sorted(available_timezones() - {"localtime", "Factory", *CHANGING})
    names = [*CHANGING, *chance.sample(others, zones - len(CHANGING))]
    made = []
    for number, channel in enumerate(channels):
        hour, minute = chance.randrange(24), chance.randrange(60)
        if number % 3:
            hour, minute = chance.choice((23, 0, 1, 2, 3)), chance.choice((0, 30))
        days = WEEKDAYS if number % 7 == 0 else frozenset({number % 7}) if number % 11 == 0 else EVERY_DAY
        schedule = Schedule(time(hour, minute), names[number % zones], days)
        made.append(Plan(channel, schedule, NIGHT if hour >= EVENING else None))
    return made


async def _plan_all(database: Database, plans: Sequence[Plan], now: datetime) -> None:
    async with database.transaction() as db:
        for plan in plans:
            await subscriptions.plan(db, plan.channel, plan.schedule, crowd.ADA, now)
            await subscriptions.choose_manner(db, plan.channel, plan.catch_up, skip_empty=False)


# What happens in the world


def _storms(start: datetime, days: int, chance: random.Random) -> list[tuple[datetime, str]]:
    """What befalls us besides: most of it once a day. What takes the libraries seconds to mend is rarer."""
    names = [name for name in STORMS if name not in RARE] * days + list(RARE) * (days // 3)
    return sorted((start + chance.random() * days * DAY, name) for name in names)


def _cut_off(platform: Platform) -> Callable[[World], None]:
    def begin(world: World) -> None:
        world.luck.away.add(platform)
        world.to_come.append((world.now + world.chance.randrange(5, 60) * MINUTE, f"{platform} is there again"))
        world.to_come.sort()

    return begin


STORMS: dict[str, Callable[[World], Awaitable[None] | None]] = {
    "Discord is out of reach": _cut_off(Platform.DISCORD),
    "Slack is out of reach": _cut_off(Platform.SLACK),
    "Discord's gateway breaks off": lambda world: world.discord.gateway.drop(),
    "Discord's gateway asks to resume": lambda world: world.discord.gateway.ask_to_reconnect(),
    "Discord's gateway ends the session": lambda world: world.discord.gateway.invalidate(),
    "Slack's websocket breaks off": lambda world: world.slack.sockets.drop(),
    "Slack's websocket asks to connect anew": lambda world: world.slack.sockets.refresh(),
}
RARE = (
    "Discord's gateway ends the session",
    "Slack's websocket breaks off",
    "Slack's websocket asks to connect anew",
)


async def _weather(world: World, app: App) -> None:
    """Let happen what is to come by now, and have us connected again a few minutes later."""
    while world.to_come and world.to_come[0][0] <= world.now:
        _, name = world.to_come.pop(0)
        if name in STORMS:
            world.happened[name] += 1
            storm = STORMS[name](world)
            if storm:
                await storm
        else:
            world.luck.away.discard(Platform(name.split()[0]))
    if all(adapter.connected for adapter in app.platforms.values()):
        world.cut_off = None
    elif world.cut_off is None:
        world.cut_off = world.now
    elif world.now - world.cut_off > 3 * MINUTE:
        await _connected(app)


# What the bot does


@asynccontextmanager
async def _running(world: World) -> AsyncIterator[App]:
    """The bot, connected to both platforms. Its own clock does not run: ours does."""
    as_fast_as_it_can = {"discord_pace": 1000, "slack_pace": 1000, "web_port": 0}
    where = {"database": world.folder / "communique.db", **crowd.addresses(world.discord, world.slack)}
    settings = Settings.model_validate({**where, **as_fast_as_it_can})
    async with open_desk(settings, lambda: world.now) as desk:
        app = App(settings, desk)
        try:
            await asyncio.gather(*(adapter.start() for adapter in app.platforms.values()))
            await _connected(app)
            yield app
        finally:
            await asyncio.gather(*(adapter.stop() for adapter in app.platforms.values()))


async def _connected(app: App) -> None:
    async with asyncio.timeout(60):
        while not all(adapter.connected for adapter in app.platforms.values()):
            await asyncio.sleep(0.01)


async def _a_life(world: World, until: datetime) -> None:
    """From a start to an end; one of two dies while it sends."""
    async with _running(world) as app:
        dies = world.chance.random() < 0.5
        while world.now < world.end and (dies or world.now < until):
            await _weather(world, app)
            made = await make_due_digests(app.desk.database, world.now)
            sending = asyncio.create_task(_send(world, app))
            if made and dies and world.now >= until:
                world.happened["died while sending"] += 1
                await asyncio.sleep(world.chance.random() * 0.03)
                sending.cancel()
                await asyncio.gather(sending, return_exceptions=True)
                return
            await sending
            world.now = await _next(world, app.desk.database)
    world.happened["ended"] += 1


async def _next(world: World, database: Database) -> datetime:
    """The next minute in which there is something to do; at most half an hour on, in case we do not know of it."""
    rows = await database.reader.execute_fetchall(
        "SELECT MIN(next_due) AS next FROM schedules UNION ALL SELECT MIN(due) FROM deliveries WHERE state = 'waiting'"
    )
    known = [moment for moment, _ in world.to_come] + [utc_moment(row["next"]) for row in rows if row["next"]]
    soon = min([world.now + IDLE, *known])
    return max(world.now + MINUTE, soon + (datetime.min.replace(tzinfo=UTC) - soon) % MINUTE)


async def _send(world: World, app: App) -> None:
    await send_waiting(app.desk.database, app.senders(), lambda: world.now)
    await look_again(app.desk.database, app.senders(), lambda: world.now)


async def _come_to_rest(world: World, app: App) -> None:
    """Let everything arrive, with nothing bad any more."""
    world.luck.possible, world.luck.away, world.to_come = (), set(), []
    while await _waiting(app.desk.database):
        world.now = await _next(world, app.desk.database)
        await _send(world, app)


async def _waiting(database: Database) -> int:
    rows = await database.reader.execute_fetchall("SELECT COUNT(*) AS many FROM deliveries WHERE state = 'waiting'")
    return int(next(iter(rows))["many"])


async def _count(
    world: World, database: Database, plans: Sequence[Plan], start: datetime, stopped: datetime
) -> Outcome:
    moment = timedelta(microseconds=1)
    due = {
        crowd.edition_key(plan.channel, plan.schedule.day_of(due)): due
        for plan in plans
        for due in plan.schedule.between(start + moment, stopped + moment)
    }
    found = crowd.arrived(world.discord, world.slack, due)
    strange = len(found.pop("", []))
    lateness = [datetime.fromtimestamp(max(when), UTC) - due[key] for key, when in found.items()]
    missed = await database.reader.execute_fetchall("SELECT COUNT(*) AS many FROM editions WHERE state = 'missed'")
    return Outcome(
        due=len(due),
        lost=tuple(due.keys() - found.keys()),
        doubled=tuple(key for key, when in found.items() if len(when) > 1),
        strange=strange,
        late=sum(by > LATE for by in lateness),
        latest=max(lateness, default=timedelta()),
        missed=int(next(iter(missed))["many"]),
        happened=world.happened + world.luck.met,
    )


def _rows(name: str, outcome: Outcome) -> list[Row]:
    for key in (*outcome.lost[:10], *outcome.doubled[:10]):
        print(f"went wrong: {key}")
    late = f"the latest by {outcome.latest}: what could not be sent then, or nobody was there"
    return [
        Row(f"{DAYS} days of {name}, {CHANNELS} channels in {ZONES} zones: lost", len(outcome.lost), "", 0),
        Row("  arrived twice", len(outcome.doubled), "", 0, f"of {outcome.due:,} editions"),
        Row("  arrived though not due", outcome.strange, "", 0),
        Row("  recorded as missed", outcome.missed, "", 0),
        Row("  over ten minutes late", outcome.late, note=late),
    ]


def measure() -> list[Row]:
    """Live through two weeks."""
    rows: list[Row] = []
    happened: Counter[str] = Counter()
    for name, start in (("spring", SPRING), ("autumn", AUTUMN)):
        with TemporaryDirectory(prefix="communique-bench-") as folder:
            outcome = asyncio.run(live(Path(folder), start, DAYS, CHANNELS, ZONES))
        rows += _rows(name, outcome)
        happened.update(outcome.happened)
    return rows + [Row(f"  in both weeks: {what}", times) for what, times in happened.most_common()]


if __name__ == "__main__":
    from tests.bench.rows import table

    print(table(measure()))
