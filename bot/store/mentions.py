"""Whom the posts to a channel may ping, and how often: the only thing of ours that ever pings anybody."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from bot.chat import Channel, Group
from bot.schedule import Schedule
from bot.store.database import Connection
from briefs.filters import Trait, lets_in


@dataclass(frozen=True)
class Mention:
    """A role or user group that the posts to a channel ping."""

    group: Group
    dossier: str  # what the filter is about
    filter: str = ""  # as briefs.filters writes it; empty for whatever comes
    most: int = 1  # pings in a local day

    def concerns(self, dossier: str, traits: frozenset[Trait]) -> bool:
        """Whether a card of a dossier, for which these hold, is one to ping for."""
        return not self.filter or (dossier == self.dossier and lets_in(self.filter, traits))


async def of(db: Connection, channel: Channel) -> Mention | None:
    """Whom the posts to a channel ping."""
    return (await among(db, [channel.key])).get(channel.key)


async def among(db: Connection, channels: Sequence[str]) -> dict[str, Mention]:
    """Whom the posts to these channels (by Channel.key) ping, where they do."""
    rows = await db.execute_fetchall(
        "SELECT mentions.* FROM json_each(:channels) AS one JOIN mentions ON mentions.channel = one.value",
        {"channels": json.dumps(channels)},
    )
    return {
        row["channel"]: Mention(Group(row["id"], row["title"]), row["dossier"], row["filter"], row["most"])
        for row in rows
    }


async def choose(db: Connection, channel: Channel, mention: Mention) -> None:
    """Let posts ping this from now on, and nobody else; what waits already pings nobody."""
    await _forget_waiting(db, channel)
    await db.execute(
        "INSERT INTO mentions (channel, id, title, dossier, filter, most)"
        " VALUES (:channel, :id, :title, :dossier, :filter, :most) ON CONFLICT (channel) DO UPDATE"
        " SET id = :id, title = :title, dossier = :dossier, filter = :filter, most = :most",
        {
            "channel": channel.key,
            "id": mention.group.id,
            "title": mention.group.title,
            "dossier": mention.dossier,
            "filter": mention.filter,
            "most": mention.most,
        },
    )


async def drop(db: Connection, channel: Channel) -> bool:
    """Let posts ping nobody, nor what waits already; False where they did not."""
    await _forget_waiting(db, channel)
    rows = await db.execute_fetchall(
        "DELETE FROM mentions WHERE channel = :channel RETURNING 1", {"channel": channel.key}
    )
    return bool(list(rows))


async def _forget_waiting(db: Connection, channel: Channel) -> None:
    await db.execute(
        "UPDATE deliveries SET mention = NULL WHERE channel = :channel AND state = 'waiting' AND sending = 0",
        {"channel": channel.key},
    )


async def spend(db: Connection, delivery: int, channel: Channel, group: str, now: datetime) -> bool:
    """Whether a delivery that was claimed pings this group: within the most of the local day on which it is sent.

    A further try is the same ping, counted once: on the day of the last one that may have arrived.
    """
    day, most = await _today(db, channel, group, now)
    pinged = await db.execute_fetchall(
        f"UPDATE deliveries SET pinged = :day WHERE id = :id AND :most > ({_PINGED} AND other.id <> :id) RETURNING 1",
        {"id": delivery, "channel": channel.key, "day": day, "most": most},
    )
    return bool(list(pinged))


async def is_spent(db: Connection, channel: Channel, group: str, now: datetime) -> bool:
    """Whether a post that were sent now would not ping this group any more."""
    day, most = await _today(db, channel, group, now)
    [row] = await db.execute_fetchall(
        f"SELECT :most <= ({_PINGED}) AS spent", {"channel": channel.key, "day": day, "most": most}
    )
    return bool(row["spent"])


_PINGED = (
    "SELECT COUNT(*) FROM deliveries AS other WHERE other.channel = :channel AND other.pinged = :day"
    " AND (other.state <> 'failed' OR other.unsure = 1)"
)


async def _today(db: Connection, channel: Channel, group: str, now: datetime) -> tuple[str, int]:
    """The local date of the channel, and how often a group is pinged there in a day; 0 for any but the chosen one."""
    rows = await db.execute_fetchall(
        "SELECT mentions.most, schedules.zone FROM mentions LEFT JOIN schedules ON schedules.channel = mentions.channel"
        " WHERE mentions.channel = :channel AND mentions.id = :group",
        {"channel": channel.key, "group": group},
    )
    for row in rows:
        return Schedule(time(), row["zone"] or "UTC").local_date(now).isoformat(), row["most"]
    return "", 0
