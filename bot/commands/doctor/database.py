"""The database, and what stands in it of how the bot does: rounds, outbox, channels, feeds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path

from bot.chat import Channel, Space
from bot.checks import Check, in_thread, spoken
from bot.commands.desk import Desk
from bot.commands.doctor.zones import zone_data
from bot.store import checkup, feeds, health, lost
from bot.store.database import Connection
from bot.store.health import NOTHING, OVERDUE, STUCK
from bot.view import wording
from bot.view.characters import shorten

NAMED = 3  # channels or feeds that are named
Look = Callable[[], Awaitable[Sequence[Check]]]


def of_desk(desk: Desk, channel: Channel) -> Look:
    """For somebody who asks in a channel of a bot that runs, or on the command line."""

    async def look() -> Sequence[Check]:
        wrong = await in_thread(lambda: checkup.objection(desk.database.path))
        db, now = desk.database.reader, desk.now()
        return [
            Check("database", wrong),
            *await _rounds(db, now, "The log says why."),
            *await _channel(db, channel, now),
            *await _space(db, channel.space),
            zone_data(await health.zones(db), now),
        ]

    return look


def of_file(path: Path, now: datetime) -> Look:
    """For the command line: the bot may run or not, and the file may be missing, damaged or not ours."""

    async def look() -> Sequence[Check]:
        wrong = await in_thread(lambda: checkup.objection(path))
        if wrong or not await in_thread(path.exists):
            return [Check("database", wrong), zone_data([], now)]
        async with checkup.reading(path) as db:
            if db is None:
                return [Check("database"), zone_data([], now)]
            return [
                Check("database"),
                *await _rounds(db, now, "The bot is not running: start it with “communique run”."),
                *await _space(db, None),
                zone_data(await health.zones(db), now),
            ]

    return look


async def _rounds(db: Connection, now: datetime, otherwise: str) -> list[Check]:
    """Whether digests are looked for each minute, and what is due is sent."""
    last, state = await health.last_round(db), await health.read(db, now)
    checks = [Check("last round", here=True)]
    if last and last - now > OVERDUE:
        said = f"The last round of digests was {spoken(last - now)} from now: this machine's clock was set back."
        checks = [Check("clock", f"{said} Set it right: timedatectl set-ntp true.")]
    elif last and now - last > OVERDUE:
        said = f"Digests were looked for {spoken(now - last)} ago, and not since. {otherwise}"
        checks = [Check("last round", said, here=True)]
    stuck = state.oldest > STUCK
    waits = f"What should be sent has waited for {spoken(state.oldest)}. See that every platform is connected: "
    checks.append(Check("outbox", f"{waits}/readyz names those that are not." if stuck else ""))
    return checks


async def _channel(db: Connection, channel: Channel, now: datetime) -> list[Check]:
    """What keeps posts from one channel."""
    gone = await lost.find(db, channel)
    waits = await health.waiting_here(db, channel, now) if not gone else NOTHING
    fix = ""
    if gone:
        fix = f"Nothing has been posted here for {spoken(now - gone.since)}: {gone.because}"
    elif waits > STUCK:
        fix = f"A post has waited for {spoken(waits)}. “why” says what it waits for."
    return [Check("posts here", fix, here=True)]


async def _space(db: Connection, space: Space | None) -> list[Check]:
    """The channels and feeds of a space that are in trouble; those of all, where none is named."""
    gone = [f"{one.channel.key}: {one.because}" for one in await lost.of(db, space)]
    ill = [f"{one.title or one.address}: {one.trouble}" for one in await feeds.ill(db, space)]
    return [
        Check("channels", _named("cannot be posted in", "channel", gone)),
        Check("feeds", _named("cannot be read", "feed", ill)),
    ]


def _named(what: str, noun: str, troubles: Sequence[str]) -> str:
    if not troubles:
        return ""
    more = f"; and {len(troubles) - NAMED} more" if len(troubles) > NAMED else ""
    shown = "; ".join(shorten(one, 200) for one in troubles[:NAMED])
    return f"{wording.count(len(troubles), noun)} {what}: {shown}{more}"
