"""What became of deliveries, for whoever asks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Row
from typing import Literal

from bot.chat import Channel, Platform
from bot.store.database import Connection, utc_moment


@dataclass(frozen=True)
class Trace:
    """The way of one delivery so far."""

    id: int
    key: str
    channel: Channel
    title: str  # of its page
    state: Literal["waiting", "sent", "failed"]
    queued: datetime
    due: datetime  # while it waits: when it is tried next; while it is being sent: when the lease ends
    sending: bool
    attempts: int
    first_tried: datetime | None
    ended: datetime | None
    trouble: str  # the last thing that went wrong, whether it arrived after all or not
    held_until: datetime | None  # by quiet hours
    planned: datetime | None  # of an edition
    asked: bool
    mention: str  # the id of the role or group that it was to ping
    pinged: bool  # whether it did
    parted: bool  # whether it is a headline, and what its parts say is nowhere but in its thread


async def of_message(db: Connection, platform: Platform, message: str) -> Trace | None:
    """The delivery by which a message came, wherever that is: whoever asks looks whether they may know of it.

    `message`: its id on the platform, or what stands in that before a slash.
    """
    rows = await db.execute_fetchall(
        f"{_TRACES} WHERE platform = :platform AND corrects IS NULL"
        " AND (message = :message OR message BETWEEN :message || '/' AND :message || '/~' OR earlier = :message)"
        " LIMIT 1",
        {"platform": platform.value, "message": message},
    )
    return next(map(_trace, rows), None)


async def ending_in(db: Connection, channels: Collection[Channel], ending: str) -> Trace | None:
    """The delivery to one of these channels whose message's id ends so, behind a slash."""
    for channel in channels:
        rows = await db.execute_fetchall(
            f"{_TRACES} WHERE channel = :channel AND corrects IS NULL AND message IS NOT NULL"
            " AND (substr(message, -length(:ending) - 1) = '/' || :ending OR instr(message, '/' || :ending || '/'))"
            " LIMIT 1",
            {"channel": channel.key, "ending": ending},
        )
        for row in rows:
            return _trace(row)
    return None


async def of_key(db: Connection, key: str) -> Trace | None:
    """The delivery with this key."""
    rows = await db.execute_fetchall(f"{_TRACES} WHERE key = :key", {"key": key})
    return next(map(_trace, rows), None)


async def showing(db: Connection, channel: Channel, card: str, limit: int = 10) -> list[Trace]:
    """The deliveries to a channel that show a card (by selection.key), the newest first."""
    rows = await db.execute_fetchall(  # CROSS: one page may be in thousands of channels, so it begins with the channel
        f"{_TRACES} CROSS JOIN page_cards ON page_cards.page = deliveries.page AND page_cards.card = :card"
        " WHERE channel = :channel AND corrects IS NULL ORDER BY deliveries.id DESC LIMIT :limit",
        {"channel": channel.key, "card": card, "limit": limit},
    )
    return [_trace(row) for row in rows]


async def parts(db: Connection, trace: Trace) -> list[Trace]:
    """What belongs in the thread of an edition's headline, in its order."""
    rows = await db.execute_fetchall(f"{_TRACES} WHERE part_of = :id ORDER BY deliveries.id", {"id": trace.id})
    return [_trace(row) for row in rows]


async def corrected(db: Connection, trace: Trace) -> list[datetime]:
    """When the message of a delivery was put right, the first first."""
    rows = await db.execute_fetchall(
        "SELECT ended_at FROM deliveries INDEXED BY deliveries_correcting WHERE channel = :channel"
        " AND corrects IS NOT NULL AND corrects = :id AND state = 'sent' AND key NOT LIKE 'whole %' ORDER BY ended_at",
        {"channel": trace.channel.key, "id": trace.id},
    )
    return [utc_moment(row["ended_at"]) for row in rows]


_TRACES = (
    "SELECT deliveries.*, (SELECT body ->> 'title' FROM pages WHERE pages.id = deliveries.page) AS title"
    " FROM deliveries"
)


def _trace(row: Row) -> Trace:
    return Trace(
        id=row["id"],
        key=row["key"],
        channel=Channel.of(row["channel"]),
        title=row["title"],
        state=row["state"],
        queued=utc_moment(row["queued_at"]),
        due=utc_moment(row["due"]),
        sending=bool(row["sending"]),
        attempts=row["attempts"],
        first_tried=_moment(row["first_tried"]),
        ended=_moment(row["ended_at"]),
        trouble=row["trouble"] or "",
        held_until=_moment(row["held_until"]),
        planned=_moment(row["planned"]),
        asked=bool(row["asked"]),
        mention=row["mention"] or "",
        pinged=row["pinged"] is not None,
        parted=row["whole"] is not None,
    )


def _moment(text: str | None) -> datetime | None:
    return utc_moment(text) if text else None
