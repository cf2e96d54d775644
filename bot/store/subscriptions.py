"""Who follows what, and when it is due."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache
from sqlite3 import Row

from aiosqlite import Connection

from bot.chat import Channel, Person, Platform, Space, Subscription
from bot.schedule import Schedule
from bot.store.database import BATCH, utc_moment, utc_text


@dataclass(frozen=True)
class Planned:
    """A channel's digest: when it comes, and who set it up."""

    channel: Channel
    schedule: Schedule
    next_due: datetime | None  # None while it is off
    by: Person
    off_because: str = ""  # why the platform would not have it any more


@dataclass(frozen=True)
class Due:
    """A digest that is due, with all that decides what is in it."""

    channel: str  # Channel.key
    schedule: Schedule
    dossier: str  # chosen in the channel; empty for the space's first
    topics: frozenset[tuple[str, str]]  # (dossier, topic); empty for every topic
    seen: str  # id of the set of cards that the channel has seen; empty for none

    @property
    def space(self) -> str:
        """The key of the channel's space."""
        return self.channel.partition("/")[0]


async def add(db: Connection, subscription: Subscription, now: datetime) -> bool:
    """Follow a topic; False when it was followed already, in the same way."""
    rows = await db.execute_fetchall(
        "INSERT INTO subscriptions (channel, dossier, topic, by_id, at, at_once)"
        " VALUES (:channel, :dossier, :topic, :by, :now, :at_once)"
        " ON CONFLICT (channel, dossier, topic) DO UPDATE SET at_once = :at_once, by_id = :by, at = :now"
        " WHERE at_once != :at_once RETURNING 1",
        {
            "channel": subscription.channel.key,
            "dossier": subscription.dossier,
            "topic": subscription.topic,
            "by": subscription.by.id,
            "now": utc_text(now),
            "at_once": int(subscription.at_once),
        },
    )
    return bool(list(rows))


async def at_once(db: Connection, space: Space, dossier: str, topic: str) -> list[Channel]:
    """The channels of a space that want to hear of a topic as soon as something is published."""
    rows = await db.execute_fetchall(
        "SELECT channel FROM subscriptions WHERE dossier = :dossier AND topic = :topic AND at_once = 1"
        " AND substr(channel, 1, length(:space) + 1) = :space || '/' ORDER BY channel",
        {"dossier": dossier, "topic": topic, "space": space.key},
    )
    return [Channel.of(row["channel"]) for row in rows]


async def remove(db: Connection, channel: Channel, dossier: str, topic: str) -> bool:
    """Stop following a topic; False when it was not followed."""
    rows = await db.execute_fetchall(
        "DELETE FROM subscriptions WHERE channel = :channel AND dossier = :dossier AND topic = :topic RETURNING 1",
        {"channel": channel.key, "dossier": dossier, "topic": topic},
    )
    return bool(list(rows))


async def of(db: Connection, channel: Channel) -> list[Subscription]:
    """What a channel follows."""
    rows = await db.execute_fetchall(
        "SELECT * FROM subscriptions WHERE channel = :channel ORDER BY dossier, topic", {"channel": channel.key}
    )
    return [
        Subscription(channel, row["dossier"], row["topic"], Person(row["by_id"]), bool(row["at_once"])) for row in rows
    ]


async def plan(db: Connection, channel: Channel, schedule: Schedule, by: Person, now: datetime) -> datetime:
    """Let a channel have its digest at these times from now on; answers with the first."""
    first = schedule.next_after(now)
    await db.execute(
        "INSERT INTO schedules (channel, time, zone, days, next_due, by_id, by_name)"
        " VALUES (:channel, :time, :zone, :days, :first, :by, :name)"
        " ON CONFLICT (channel) DO UPDATE SET time = :time, zone = :zone, days = :days, next_due = :first,"
        " off_because = NULL, by_id = :by, by_name = :name",
        {
            "channel": channel.key,
            "time": f"{schedule.at:%H:%M}",
            "zone": schedule.zone,
            "days": "".join(map(str, sorted(schedule.days))),
            "first": utc_text(first),
            "by": by.id,
            "name": by.name,
        },
    )
    return first


async def planned(db: Connection, channel: Channel) -> Planned | None:
    """When a channel's digest comes; None when nobody asked for one."""
    rows = await db.execute_fetchall("SELECT * FROM schedules WHERE channel = :channel", {"channel": channel.key})
    return next(map(_planned, rows), None)


async def direct_channels(db: Connection, platform: Platform, person: Person) -> list[Channel]:
    """The direct messages of a person, once for each space about which they want to hear."""
    rows = await db.execute_fetchall(
        "SELECT channel FROM schedules WHERE channel LIKE :platform || ':%'"
        " AND substr(channel, -length(:ending)) = :ending",
        {"platform": platform.value, "ending": f"/@{person.id}"},
    )
    return [Channel.of(row["channel"]) for row in rows]


async def switch_off(db: Connection, channel: Channel, because: str = "") -> bool:
    """Stop a channel's digest; False when there was none."""
    rows = await db.execute_fetchall(
        "UPDATE schedules SET next_due = NULL, off_because = :because"
        " WHERE channel = :channel AND next_due IS NOT NULL RETURNING 1",
        {"channel": channel.key, "because": because or None},
    )
    return bool(list(rows))


async def due(db: Connection, now: datetime, limit: int = BATCH) -> list[Due]:
    """Digests that are due, the longest waiting first, those of a space together."""
    rows = await db.execute_fetchall(
        "SELECT schedules.*, channels.dossier, channels.seen,"
        " (SELECT group_concat(dossier || ' ' || topic, ';') FROM subscriptions"
        "   WHERE subscriptions.channel = schedules.channel) AS topics"
        " FROM schedules LEFT JOIN channels ON channels.channel = schedules.channel"
        " WHERE next_due <= :now ORDER BY next_due, schedules.channel LIMIT :limit",
        {"now": utc_text(now), "limit": limit},
    )
    return [
        Due(
            row["channel"],
            _schedule(row["time"], row["zone"], row["days"]),
            row["dossier"] or "",
            _topics(row["topics"] or ""),
            row["seen"] or "",
        )
        for row in rows
    ]


async def now_due(db: Connection, channel: Channel) -> tuple[str, frozenset[tuple[str, str]], str]:
    """What decides what is in a channel's digest: its dossier, its topics, and its set of seen cards (see Due)."""
    rows = await db.execute_fetchall(
        "SELECT channels.dossier, channels.seen, (SELECT group_concat(dossier || ' ' || topic, ';') FROM subscriptions"
        " WHERE subscriptions.channel = :channel) AS topics FROM (SELECT 1) LEFT JOIN channels ON channel = :channel",
        {"channel": channel.key},
    )
    row = next(iter(rows))
    return row["dossier"] or "", _topics(row["topics"] or ""), row["seen"] or ""


async def advance(db: Connection, channels: Iterable[str], next_due: datetime) -> None:
    """Say when these channels (by Channel.key) are due next."""
    await db.execute(
        "UPDATE schedules SET next_due = :next WHERE channel IN (SELECT value FROM json_each(:channels))",
        {"channels": json.dumps(list(channels)), "next": utc_text(next_due)},
    )


@lru_cache(maxsize=4096)
def _topics(text: str) -> frozenset[tuple[str, str]]:
    pairs = (part.partition(" ") for part in text.split(";") if part)
    return frozenset((dossier, topic) for dossier, _, topic in pairs)


@lru_cache(maxsize=4096)
def _schedule(at: str, zone: str, days: str) -> Schedule:
    hour, minute = at.split(":")
    return Schedule(time(int(hour), int(minute)), zone, frozenset(map(int, days)))


def _planned(row: Row) -> Planned:
    return Planned(
        Channel.of(row["channel"]),
        _schedule(row["time"], row["zone"], row["days"]),
        utc_moment(row["next_due"]) if row["next_due"] else None,
        Person(row["by_id"], row["by_name"]),
        row["off_because"] or "",
    )
