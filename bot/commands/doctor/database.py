"""The database, and what stands in it of how the bot does: rounds, outbox, channels, feeds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path

from bot.chat import Channel, Request, Space
from bot.checks import Check, Examination, in_thread, spoken
from bot.commands.desk import Desk
from bot.commands.doctor.zones import zone_data
from bot.store import checkup, feeds, health, layouts, lost, mentions
from bot.store.database import Connection
from bot.store.health import NOTHING, OVERDUE, STUCK
from bot.view import wording
from bot.view.characters import shorten

NAMED = 3  # channels or feeds that are named
Look = Callable[[], Awaitable[Sequence[Check]]]


def examinations(desk: Desk, request: Request) -> list[Examination]:
    """For somebody who asks in a channel."""
    db, channel = desk.database.reader, request.channel

    async def here() -> Sequence[Check]:
        return [await _round(db, desk.now(), "The log says why."), await _channel(db, channel, desk.now())]

    async def choices() -> Sequence[Check]:
        return [*await _layout(db, request), *await _mention(db, request)]

    async def everything() -> Sequence[Check]:
        wrong = await in_thread(lambda: checkup.objection(desk.database.path))
        zones = zone_data(await health.zones(db), desk.now())
        return [Check("database", wrong), await _outbox(db, desk.now()), *await _space(db, channel.space), zones]

    return [
        Examination("posts here", here, here=True),
        Examination("what this channel chose", choices, here=True),
        Examination("database", everything),
    ]


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
                await _round(db, now, "The bot is not running: start it with “communique run”."),
                await _outbox(db, now),
                *await _space(db, None),
                zone_data(await health.zones(db), now),
            ]

    return look


async def _round(db: Connection, now: datetime, otherwise: str) -> Check:
    """Whether digests are looked for each minute."""
    last = await health.last_round(db)
    if last and last - now > OVERDUE:
        said = f"The last round of digests was {spoken(last - now)} from now: this machine's clock was set back."
        return Check("clock", f"{said} Set it right: timedatectl set-ntp true.")
    if last and now - last > OVERDUE:
        return Check("last round", f"Digests were looked for {spoken(now - last)} ago, and not since. {otherwise}")
    return Check("last round")


async def _outbox(db: Connection, now: datetime) -> Check:
    """Whether what is due is sent."""
    waits = (await health.read(db, now)).oldest
    if waits <= STUCK:
        return Check("outbox")
    said = f"What should be sent has waited for {spoken(waits)}. See that every platform is connected: "
    return Check("outbox", f"{said}/readyz names those that are not.")


async def _channel(db: Connection, channel: Channel, now: datetime) -> Check:
    """What keeps posts from one channel."""
    gone = await lost.find(db, channel)
    waits = await health.waiting_here(db, channel, now) if not gone else NOTHING
    fix = ""
    if gone:
        fix = f"Nothing has been posted here for {spoken(now - gone.since)}: {gone.because}"
    elif waits > STUCK:
        fix = f"A post has waited for {spoken(waits)}. “why” says what it waits for."
    return Check("posts here", fix)


async def _layout(db: Connection, request: Request) -> list[Check]:
    """Whether the cards of an edition can come in a thread, where the channel chose that."""
    if await layouts.of(db, request.channel) is None:
        return []
    because = await request.standing.thread_objection(request.channel)
    return [Check("cards in a thread", because and f"{because} Until then, an edition is one message.")]


async def _mention(db: Connection, request: Request) -> list[Check]:
    """Whether a mention would ping anybody, where the channel chose one."""
    chosen = await mentions.of(db, request.channel)
    return [Check("mention", await request.standing.silence(chosen.group.id, request.channel))] if chosen else []


async def _space(db: Connection, space: Space | None) -> list[Check]:
    """The channels and feeds of a space that are in trouble; those of all, where none is named."""
    lost_ones = await lost.of(db, space)
    gone = [f"{one.channel.key}: {one.because}" for one in lost_ones]
    ill = [f"{one.title or one.address}: {one.trouble}" for one in await feeds.ill(db, space)]
    return [
        Check("channels", _named("cannot be posted in", "channel", gone), [one.channel for one in lost_ones[:NAMED]]),
        Check("feeds", _named("cannot be read", "feed", ill)),
    ]


def _named(what: str, noun: str, troubles: Sequence[str]) -> str:
    if not troubles:
        return ""
    more = f"; and {len(troubles) - NAMED} more" if len(troubles) > NAMED else ""
    shown = "; ".join(shorten(one, 200) for one in troubles[:NAMED])
    return f"{wording.count(len(troubles), noun)} {what}: {shown}{more}"
