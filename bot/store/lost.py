"""Channels in which we cannot post any more, until we can again, and what people could not be told there."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.chat import Channel, Person, Space
from bot.store.database import Connection, utc_moment, utc_text

LOOK = timedelta(minutes=15)  # between two looks at a lost channel
LOOK_SELDOM = timedelta(days=1)  # ... at one that was lost long ago, and at direct messages, which say nothing
LONG = timedelta(days=2)


@dataclass(frozen=True)
class Lost:
    """A channel in which we cannot post."""

    channel: Channel
    because: str  # for whoever can mend it
    since: datetime


@dataclass(frozen=True)
class Outage:
    """A time in which a channel could not be posted in, now over."""

    channel: str  # Channel.key
    because: str
    since: datetime
    until: datetime


async def lose(db: Connection, channel: Channel, because: str, now: datetime) -> bool:
    """Note that a channel cannot be posted in; False where that was known."""
    rows = await db.execute_fetchall(
        "INSERT INTO lost_channels (channel, because, since, look_at) VALUES (:channel, :because, :now, :look)"
        " ON CONFLICT DO NOTHING RETURNING 1",
        {
            "channel": channel.key,
            "because": because,
            "now": utc_text(now),
            "look": utc_text(now + (LOOK_SELDOM if channel.direct else LOOK)),
        },
    )
    return bool(list(rows))


async def regain(db: Connection, channel: Channel, now: datetime) -> bool:
    """Note that a channel can be posted in again; False where it was not lost. What was missed will be asked about."""
    await db.execute(
        "INSERT INTO outages (channel, since, until, because) SELECT channel, since, :now, because FROM lost_channels"
        " WHERE channel = :channel ON CONFLICT DO NOTHING",
        {"channel": channel.key, "now": utc_text(now)},
    )
    rows = await db.execute_fetchall(
        "DELETE FROM lost_channels WHERE channel = :channel RETURNING 1", {"channel": channel.key}
    )
    return bool(list(rows))


async def outages(db: Connection, channels: Iterable[str]) -> list[Outage]:
    """When these channels (by Channel.key) could not be posted in, and can again."""
    rows = await db.execute_fetchall(
        "SELECT outages.* FROM json_each(:channels) AS one JOIN outages ON outages.channel = one.value",
        {"channels": json.dumps(list(channels))},
    )
    return [Outage(row["channel"], row["because"], utc_moment(row["since"]), utc_moment(row["until"])) for row in rows]


async def find(db: Connection, channel: Channel) -> Lost | None:
    """Why and since when a channel is lost; None where it is not."""
    rows = await db.execute_fetchall("SELECT * FROM lost_channels WHERE channel = :channel", {"channel": channel.key})
    return next((Lost(channel, row["because"], utc_moment(row["since"])) for row in rows), None)


async def to_look_at(db: Connection, now: datetime, limit: int = 100) -> list[Lost]:
    """Lost channels that should be looked at again, the longest waiting first."""
    rows = await db.execute_fetchall(
        "SELECT * FROM lost_channels WHERE look_at <= :now ORDER BY look_at LIMIT :limit",
        {"now": utc_text(now), "limit": limit},
    )
    return [Lost(Channel.of(row["channel"]), row["because"], utc_moment(row["since"])) for row in rows]


async def of(db: Connection, space: Space | None) -> list[Lost]:
    """The lost channels of a space, or all there are, the first lost first."""
    rows = await db.execute_fetchall(
        "SELECT * FROM lost_channels WHERE :space IS NULL OR channel LIKE :space || '/%' ORDER BY since",
        {"space": space.key if space else None},
    )
    return [Lost(Channel.of(row["channel"]), row["because"], utc_moment(row["since"])) for row in rows]


async def hurry(db: Connection, where: Space | Channel, now: datetime) -> None:
    """Let a lost channel be looked at at once, or those of a space: direct messages say nothing when looked at."""
    of = "channel = :where" if isinstance(where, Channel) else "channel LIKE :where || '/%' AND channel NOT LIKE '%/@%'"
    await db.execute(f"UPDATE lost_channels SET look_at = :now WHERE {of}", {"where": where.key, "now": utc_text(now)})


async def any_in(db: Connection, where: Space | Channel) -> bool:
    """Whether a channel is lost, or any of a space."""
    of = "channel = :where" if isinstance(where, Channel) else "channel LIKE :where || '/%'"
    return bool(await db.execute_fetchall(f"SELECT 1 FROM lost_channels WHERE {of} LIMIT 1", {"where": where.key}))


async def still(db: Connection, lost: Lost, because: str, now: datetime) -> None:
    """Note that a channel is still lost, and for which reason now."""
    wait = LOOK_SELDOM if now - lost.since > LONG else LOOK
    await db.execute(
        "UPDATE lost_channels SET because = :because, look_at = :look WHERE channel = :channel",
        {"because": because, "look": utc_text(now + wait), "channel": lost.channel.key},
    )


async def leave_notice(db: Connection, space: Space, person: str, said: str, now: datetime) -> None:
    """Keep a sentence for a person (by id) until they ask for something."""
    await db.execute(
        "INSERT INTO notices (space, person, said, at) VALUES (:space, :person, :said, :now) ON CONFLICT DO NOTHING",
        {"space": space.key, "person": person, "said": said, "now": utc_text(now)},
    )


async def with_notices(db: Connection) -> set[tuple[str, str]]:
    """Whom a notice waits for: the key of a space, and the id of somebody in it."""
    rows = await db.execute_fetchall("SELECT DISTINCT space, person FROM notices")
    return {(row["space"], row["person"]) for row in rows}


async def take_notices(db: Connection, space: Space, person: Person) -> list[str]:
    """What a person has to be told, the oldest first; it is told once."""
    rows = await db.execute_fetchall(
        "DELETE FROM notices WHERE space = :space AND person = :person RETURNING said, at",
        {"space": space.key, "person": person.id},
    )
    return [row["said"] for row in sorted(rows, key=lambda row: str(row["at"]))]
