"""Everything due at one instant: 2,000 Discord channels and 500 of Slack, while a thousand people ask on each.

The bot and each platform's stand-in are processes of their own, so that none waits for another's loop. All of them read
one clock (time.monotonic is the machine's). Some channels fail, each in a way of its own.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from discord.http import HTTPClient

from bot.adapters.discord.limits import LONGEST_HOLD, Buckets
from bot.app import App, open_desk
from bot.chat import Channel, Person, Platform, Space
from bot.commands.desk import utc_now
from bot.digests import preview
from bot.schedule import Schedule
from bot.settings import read_settings
from bot.store import deliveries, subscriptions
from bot.store.database import BATCH, Database
from bot.store.deliveries import Queued
from tests.bench.parts import orders, say
from tests.bench.processes import discord_variables, environment, slack_variables
from tests.bench.rows import Row
from tests.standins.discord import Channel as DiscordChannel
from tests.standins.discord import DiscordStandIn, Trouble
from tests.standins.slack import NotAnswered, SlackStandIn
from tests.standins.slack.web_api import PostLimit

DISCORD, SLACK = 2000, 500  # channels
EACH = 4  # messages that wait for each Slack channel, where it is not one
TURNS = 3
FAILING = 20  # of the Discord channels: they refuse, break or hang
ASKING = 1000  # on each platform
PER_SECOND = 50  # Discord's limit
CHANNELS_A_GUILD = 50
LIMITS = 10_000  # channels whose limits discord.py keeps
PATIENCE = 70.0  # seconds, for everything due to arrive
ASKED = ("redlines", "leverage", "outlook", "")

Say = Callable[[Any], None]


# What each part does, in its own process


async def evenly(times: int, seconds: float, ask: Callable[[int], Coroutine[Any, Any, float]]) -> list[float]:
    """Ask so often, at even distances whether answers come or not; answers with what each `ask` did."""
    asking: list[asyncio.Task[float]] = []
    for number in range(times):
        asking.append(asyncio.create_task(ask(number)))
        await asyncio.sleep(seconds / times)
    return list(await asyncio.gather(*asking))


async def until(arrived: Callable[[], bool]) -> None:
    """Wait until it is so, but not for ever."""
    end = time.monotonic() + PATIENCE
    while not arrived() and time.monotonic() < end:
        await asyncio.sleep(0.1)


async def discord_part() -> None:
    """A Discord with its limits, in which people ask."""
    async with DiscordStandIn() as discord:
        good, bad = _discord_channels(discord)
        ada = discord.add_person()

        async def ask(number: int) -> float:
            seen = await discord.slash("brief", {"topic": ASKED[number % 3]}, ada, good[number])
            return PATIENCE if seen.failed or seen.acknowledged is None else seen.acknowledged

        rooms = [[channel.guild.id, channel.id] for channel in (*good, *bad) if channel.guild]
        say({"variables": discord_variables(discord), "channels": rooms, "person": ada.id})
        async for seconds in orders():
            asked_before = len(discord.asked)
            asking = asyncio.create_task(evenly(ASKING, seconds, ask))
            await until(lambda: all(channel.messages for channel in good))
            acknowledged = await asking
            wanted = {f"/channels/{channel.id}/messages" for channel in good}
            paced = [one for one in discord.asked[asked_before:] if not one.path.startswith(("/inter", "/webhooks"))]
            posts = [one.at for one in paced if one.path in wanted and one.status == 200]
            say(
                {
                    "arrived": sum(bool(channel.messages) for channel in good),
                    "wanted": len(good),
                    "last": max(posts, default=0),
                    "refused": sum(one.status == 429 for one in paced),
                    "requests": sum(one.at <= max(posts, default=0) for one in paced),
                    "busiest": _busiest([one.at for one in paced]),
                    "acknowledged": acknowledged,
                }
            )


def _discord_channels(discord: DiscordStandIn) -> tuple[list[DiscordChannel], list[DiscordChannel]]:
    """Channels in many servers; and a few that go wrong."""
    channels: list[DiscordChannel] = []
    for _ in range(DISCORD // CHANNELS_A_GUILD):
        guild = discord.add_guild()
        guild.channels = [DiscordChannel(guild, f"talks-{number}") for number in range(CHANNELS_A_GUILD)]
        channels += guild.channels
    discord.channels |= {channel.id: channel for channel in channels}
    discord.gateway.guilds = [guild.created() for guild in discord.guilds]
    bad = channels[:: DISCORD // FAILING]
    for number, channel in enumerate(bad):
        where, often = f"POST /channels/{channel.id}/messages", 1000
        ways = (
            Trouble(where, status=403, code=50013, times=often),
            Trouble(where, status=500, times=often),
            Trouble(where, delay=60, times=often),
            Trouble(where, drop="before", times=often),
        )
        discord.troubles.append(ways[number % len(ways)])
    broken = {channel.id for channel in bad}
    return [channel for channel in channels if channel.id not in broken], bad


def _busiest(moments: list[float]) -> int:
    """The most requests within any second."""
    first = most = 0
    for last, moment in enumerate(moments):
        while moment - moments[first] >= 1:
            first += 1
        most = max(most, last - first + 1)
    return most


class _TimedSlack(SlackStandIn):
    """A Slack that notes how long acknowledgements take."""

    def __init__(self) -> None:
        super().__init__()
        self.patience = self.ack_patience = 30.0
        self.acknowledged: list[float] = []

    async def deliver(self, kind: str, payload: dict[str, Any]) -> dict[str, Any]:
        began = time.monotonic()
        try:
            return await super().deliver(kind, payload)
        finally:
            self.acknowledged.append(time.monotonic() - began)


async def slack_part() -> None:
    """A Slack with its limits, in which people ask."""
    async with _TimedSlack() as slack:
        slack.api.post_limit = limit = PostLimit()
        channels = [slack.workspace.channel(f"C{number + 100}").id for number in range(SLACK)]
        say({"variables": slack_variables(slack), "channels": channels})

        async def ask(number: int) -> float:
            try:
                await slack.command(ASKED[number % len(ASKED)])
            except NotAnswered:
                return PATIENCE
            return 0

        async for asking_many, seconds, wanted in orders():
            before, refused, slack.acknowledged = len(slack.workspace.posts), limit.refused, []
            called = len(slack.api.calls)
            asking = asyncio.create_task(evenly(asking_many, seconds, ask))
            await until(lambda: len(slack.workspace.posts) - before >= wanted)  # noqa: B023
            troubles = await asking
            posts = [call.at for call in slack.api.calls[called:] if call.method == "chat.postMessage"]
            say(
                {
                    "arrived": len(slack.workspace.posts) - before,
                    "wanted": wanted,
                    "last": max(posts, default=0),
                    "refused": limit.refused - refused,
                    "acknowledged": [*slack.acknowledged, *filter(None, troubles)],
                }
            )


async def bot_part(rooms: Path) -> None:
    """The whole bot, for which everything is due as soon as we are told to let the time come."""
    told = json.loads(rooms.read_text())
    discords = [Channel(Space(Platform.DISCORD, guild), id) for guild, id in told["discord"]]
    slacks = [Channel(Space(Platform.SLACK, "T1"), id) for id in told["slack"]]
    ahead = timedelta()
    due = utc_now().replace(second=0, microsecond=0) + timedelta(hours=12)
    async with open_desk(read_settings(), lambda: utc_now() + ahead) as desk:
        await _plan(desk.database, discords + slacks, due, Person(told["person"], "Ada"))
        app = App(desk=desk, settings=read_settings())
        await app.start()
        try:
            while not all(adapter.connected for adapter in app.platforms.values()):
                await asyncio.sleep(0.02)
            say("ready")
            async for order in orders():
                if order == "due":
                    ahead = due - utc_now()
                    began = time.monotonic()
                    await app.clock.make_digests()
                else:
                    each, turn = order
                    began = await _queue_more(desk.database, slacks, each, turn, due)
                    app.clock.wake()
                say(began)
        finally:
            await app.stop()


async def _plan(database: Database, channels: list[Channel], due: datetime, person: Person) -> None:
    schedule = Schedule.parse(f"{due:%H:%M}", "UTC")
    for start in range(0, len(channels), BATCH):
        async with database.transaction() as db:
            for channel in channels[start : start + BATCH]:
                await subscriptions.plan(db, channel, schedule, person, due - timedelta(hours=12))


async def _queue_more(database: Database, channels: list[Channel], each: int, turn: int, due: datetime) -> float:
    """As many pages for each channel, each as long as an edition; answers with when."""
    id, body = deliveries.kept_page(
        (await preview(database.reader, Channel(Space(Platform.SLACK, "T2"), "C1"), due)).page
    )
    more = [
        Queued(f"more {each} {turn} {number} {one.key}", one.key, id, due, due + timedelta(days=1))
        for number in range(each)
        for one in channels
    ]
    async with database.transaction() as db:
        began = time.monotonic()
        await deliveries.keep_pages(db, [(id, body)])
        await deliveries.add_editions(db, more, due)
    return began


# The measurement


@dataclass(frozen=True)
class Part:
    """One of our processes."""

    process: Process

    async def hear(self) -> Any:
        """What it says next."""
        assert self.process.stdout
        line = await self.process.stdout.readline()
        assert line, "a part of the measurement broke; what it wrote above says why"
        return json.loads(line)

    def tell(self, what: Any) -> None:
        """Tell it what to do."""
        assert self.process.stdin
        self.process.stdin.write(f"{json.dumps(what)}\n".encode())

    @property
    def used(self) -> float:
        """Seconds of a processor so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def _part(name: str, *arguments: str, variables: Mapping[str, str] | None = None) -> AsyncIterator[Part]:
    """A part, which ends with us."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("COMMUNIQUE_", "SLACK_"))}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.fanout", name, *arguments),
        stdin=PIPE,
        stdout=PIPE,
        limit=2**22,
        env={**clean, **(variables or {})},
    )
    try:
        yield Part(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _measure(folder: Path) -> list[Row]:
    async with asyncio.timeout(110), AsyncExitStack() as stack:
        discord = await stack.enter_async_context(_part("discord"))
        slack = await stack.enter_async_context(_part("slack"))
        discord_told, slack_told = await discord.hear(), await slack.hear()
        rooms = folder / "rooms.json"
        rooms.write_text(
            json.dumps(
                {
                    "discord": discord_told["channels"],
                    "slack": slack_told["channels"],
                    "person": discord_told["person"],
                }
            )
        )
        variables = environment(folder) | discord_told["variables"] | slack_told["variables"]
        bot = await stack.enter_async_context(_part("bot", str(rooms), variables=variables))
        assert await bot.hear() == "ready"

        bound = DISCORD / PER_SECOND
        used = bot.used
        discord.tell(bound - 1)
        slack.tell([ASKING, bound - 1, SLACK])
        bot.tell("due")
        due = await bot.hear()
        first, second = await discord.hear(), await slack.hear()
        first |= {"took": first["last"] - due, "used": bot.used - used}

        needed = max(DISCORD, first["requests"]) / PER_SECOND  # discord.py tries some of them more than once
        rows = [
            *_rows(f"{DISCORD:,} Discord channels, {FAILING} of them fail", first, needed),
            Row("  most requests in one second", first["busiest"], note="as they arrived; Discord takes 50"),
            Row(f"{SLACK} Slack channels beside them", second["last"] - due, "s"),
            *_troubles(second),
        ]
        for each in (1, EACH):
            turns = [await _slack_turn(slack, bot, each, turn) for turn in range(TURNS)]
            rows += _rows(f"{SLACK} Slack channels by themselves, {each} each", _summed(turns), each)
    return rows


async def _slack_turn(slack: Part, bot: Part, each: int, turn: int) -> dict[str, Any]:
    used = bot.used
    slack.tell([round(ASKING * each * PER_SECOND / DISCORD), each, SLACK * each])  # as many a second
    bot.tell([each, turn])
    began = await bot.hear()
    result = await slack.hear()
    return {**result, "took": result["last"] - began, "used": bot.used - used}


def _summed(turns: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The fastest of a few turns, since what else runs here makes none of them faster; and the troubles of all."""
    fastest = min(turns, key=lambda turn: turn["took"])
    counted = {name: sum(turn[name] for turn in turns) for name in ("arrived", "wanted", "refused")}
    return {**fastest, **counted, "acknowledged": [took for turn in turns for took in turn["acknowledged"]]}


def _rows(what: str, result: Mapping[str, Any], bound: float) -> Iterable[Row]:
    took = result["took"]
    note = f"{took:.2f} s of {bound:.2f}; the bot used {result['used']:.1f} s of a processor"
    yield Row(what, took / bound, "of the bound", 1.05, note)
    yield from _troubles(result)


def _troubles(result: Mapping[str, Any]) -> Iterable[Row]:
    acknowledged = result["acknowledged"]
    yield Row("  did not arrive", result["wanted"] - result["arrived"], "", 0, f"of {result['wanted']:,}")
    yield Row("  answered 429", result["refused"], "", 0)
    yield Row(f"  slowest acknowledgement of {len(acknowledged):,}", max(acknowledged), "s", 1)


async def _limits(kept: Buckets | None) -> float:
    """Processor time for the limits of as many channels as this, in discord.py's own client."""
    http = HTTPClient(asyncio.get_running_loop(), max_ratelimit_timeout=LONGEST_HOLD)
    http._buckets = http._buckets if kept is None else kept
    began = time.process_time()
    for number in range(LIMITS):
        async with http.get_ratelimit(f"messages:{number}") as limit:
            limit.limit, limit.remaining = 5, 4  # as Discord's first answer says
            limit.expires = asyncio.get_running_loop().time() + 5
    await asyncio.sleep(0)  # what was left to do behind our back
    return time.process_time() - began


def _limits_row() -> Row:
    theirs, ours = asyncio.run(_limits(None)), asyncio.run(_limits(Buckets()))
    note = f"{ours:.2f} s against {theirs:.2f} of discord.py by itself"
    return Row(f"limits of {LIMITS:,} Discord channels, processor time", ours / theirs, "times", 0.2, note)


def measure() -> list[Row]:
    """Take the measurements."""
    with TemporaryDirectory(prefix="communique-bench-") as folder:
        return [*asyncio.run(_measure(Path(folder))), _limits_row()]


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["discord"]:
            gc.disable()  # a stand-in that stands still would count late what came in time
            asyncio.run(discord_part())
        case ["slack"]:
            gc.disable()
            asyncio.run(slack_part())
        case ["bot", rooms]:
            asyncio.run(bot_part(Path(rooms)))
        case _:
            from tests.bench.rows import table

            print(table(measure()))
