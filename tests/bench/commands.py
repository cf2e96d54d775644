"""`/brief redlines` through the whole bot, against a constant answer through the same library on the same stand-in."""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.processes import bot, discord_variables, process, slack_variables
from tests.bench.rows import Row
from tests.standins.discord import DiscordStandIn
from tests.standins.slack import SlackStandIn

Ask = Callable[[], Awaitable[object]]


@dataclass(frozen=True)
class Asked:
    """A bot that can be asked."""

    ask: Ask
    pid: int


ALONE, TOGETHER = 120, 400  # commands a round
ROUNDS = 5


@asynccontextmanager
async def _both(platform: str, folder: Path) -> AsyncIterator[tuple[Asked, Asked]]:
    """The constant bot, and ours: each in its own process, with a stand-in of its own."""
    async with AsyncExitStack() as stack:
        if platform == "discord":
            discords = [await stack.enter_async_context(DiscordStandIn()) for _ in range(2)]
            for one in discords:
                one.add_channel(one.add_guild())
            variables = [discord_variables(one) for one in discords]
            asks = [_discord(one) for one in discords]
        else:
            slacks = [await stack.enter_async_context(SlackStandIn()) for _ in range(2)]
            variables = [slack_variables(one) for one in slacks]
            asks = [_slack(one) for one in slacks]
        plain = process(sys.executable, "-m", "tests.bench.constant", platform, **variables[0])
        constant, line = await stack.enter_async_context(plain)
        assert line == "ready", line
        ours = await stack.enter_async_context(bot(folder, variables[1]))
        yield Asked(asks[0], constant.pid), Asked(asks[1], ours.pid)


def _discord(discord: DiscordStandIn) -> Ask:
    person = discord.add_person()

    async def ask() -> None:
        channel = discord.guilds[0].channels[0]
        seen = await discord.slash("brief", {"topic": "redlines"}, person, channel)
        assert not seen.failed

    return ask


def _slack(slack: SlackStandIn) -> Ask:
    async def ask() -> None:
        seen = await slack.command("redlines")
        assert seen.text or seen.blocks

    return ask


async def _one_by_one(asked: Asked) -> float:
    times = []
    for _ in range(ALONE):
        began = time.perf_counter()
        await asked.ask()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


async def _fifty_at_once(asked: Asked) -> float:
    left = iter(range(TOGETHER))

    async def somebody() -> None:
        for _ in left:
            await asked.ask()

    began = time.perf_counter()
    await asyncio.gather(*(somebody() for _ in range(50)))
    return (time.perf_counter() - began) / TOGETHER


async def _processor_time(asked: Asked) -> float:
    """What a command costs the bot's own process: the stand-in, slower than Discord, has no part in it."""
    before = _used(asked.pid)
    await _fifty_at_once(asked)
    return (_used(asked.pid) - before) / TOGETHER


def _used(pid: int) -> float:
    """Seconds of a processor that a process has used: user and system."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _measure(platform: str, goal: float, folder: Path) -> list[Row]:
    rows = []
    async with _both(platform, folder) as (constant, ours):
        ways = (("1 in flight", _one_by_one), ("50 in flight", _fifty_at_once), ("processor time", _processor_time))
        for name, way in ways:
            await way(constant)
            await way(ours)
            pairs = [(await way(constant), await way(ours)) for _ in range(ROUNDS)]
            plain, answered = (statistics.median(times) * 1000 for times in zip(*pairs, strict=True))
            note = f"{answered:.2f} ms against {plain:.2f}"
            rows.append(Row(f"{platform}: /brief redlines, {name}", answered / plain, "times", goal, note))
    return rows


def measure() -> list[Row]:
    """Take the measurements."""
    rows = []
    for platform, goal in (("discord", 1.3), ("slack", 1.8)):
        with TemporaryDirectory(prefix="communique-bench-") as folder:
            rows += asyncio.run(_measure(platform, goal, Path(folder)))
    return rows


if __name__ == "__main__":
    from tests.bench.rows import table

    print(table(measure()))
