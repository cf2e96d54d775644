"""The bot as a process: how fast it is there, how much memory it holds with both platforms, how fast it is gone."""

from __future__ import annotations

import asyncio
import os
import signal
import statistics
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp

from tests.bench.rows import Row
from tests.standins.discord import DiscordStandIn
from tests.standins.slack import SlackStandIn

COMMUNIQUE = Path(sys.executable).with_name("communique")


@asynccontextmanager
async def process(*command: str, **variables: str) -> AsyncIterator[tuple[Process, str]]:
    """A program of ours, and the first line that it printed."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("COMMUNIQUE_", "SLACK_"))}
    started = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=DEVNULL, env={**clean, **variables})
    try:
        assert started.stdout
        async with asyncio.timeout(30):
            yield started, (await started.stdout.readline()).decode().strip()
    finally:
        if started.returncode is None:
            started.kill()
        await started.wait()


def environment(folder: Path) -> dict[str, str]:
    """For a bot without tokens."""
    return {"COMMUNIQUE_DATABASE": str(folder / "communique.db"), "COMMUNIQUE_WEB_PORT": "0"}


def discord_variables(discord: DiscordStandIn) -> dict[str, str]:
    """What points a bot to a Discord on loopback."""
    return {
        "COMMUNIQUE_DISCORD_TOKEN": discord.token,
        "COMMUNIQUE_DISCORD_API_URL": discord.api_url,
        "COMMUNIQUE_DISCORD_GATEWAY_URL": discord.gateway_url,
    }


def slack_variables(slack: SlackStandIn) -> dict[str, str]:
    """What points a bot to a Slack on loopback, by Socket Mode."""
    return {
        "COMMUNIQUE_SLACK_BOT_TOKEN": slack.bot_token,
        "COMMUNIQUE_SLACK_APP_TOKEN": slack.app_token,
        "COMMUNIQUE_SLACK_API_URL": slack.url,
    }


@asynccontextmanager
async def bot(folder: Path, variables: Mapping[str, str]) -> AsyncIterator[Process]:
    """`communique run`, as soon as it is connected."""
    async with process(str(COMMUNIQUE), "run", **environment(folder), **variables) as (running, line):
        address = line.split()[-1]
        async with aiohttp.ClientSession() as http, asyncio.timeout(20):
            while True:
                async with http.get(f"{address}readyz") as answer:
                    if answer.status == 200:
                        break
                await asyncio.sleep(0.05)
        yield running


def memory(pid: int) -> float:
    """What a process holds, in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise AssertionError("no VmRSS")


async def _start_up(folder: Path, times: int = 5) -> tuple[float, float]:
    starts, ends = [], []
    for number in range(times + 1):
        began = time.perf_counter()
        async with process(str(COMMUNIQUE), "run", **environment(folder)) as (running, _):
            if number:  # the first one makes the database
                starts.append(time.perf_counter() - began)
            began = time.perf_counter()
            running.send_signal(signal.SIGTERM)
            await running.wait()
            ends.append(time.perf_counter() - began)
    return statistics.median(starts), max(ends)


async def _idle_memory(folder: Path) -> float:
    async with DiscordStandIn() as discord, SlackStandIn() as slack:
        discord.add_channel(discord.add_guild())
        async with bot(folder, {**discord_variables(discord), **slack_variables(slack)}) as running:
            await asyncio.sleep(3)
            return memory(running.pid)


async def _measure(folder: Path) -> list[Row]:
    start, end = await _start_up(folder)
    return [
        Row("second start, to the printed address", start, "s", 3),
        Row("SIGTERM to the end", end, "s", 5),
        Row("idle memory with Discord and Slack connected", await _idle_memory(folder), "MB", 90),
    ]


def measure() -> list[Row]:
    """Take the measurements."""
    with TemporaryDirectory(prefix="communique-bench-") as folder:
        return asyncio.run(_measure(Path(folder)))


if __name__ == "__main__":
    from tests.bench.rows import table

    print(table(measure()))
