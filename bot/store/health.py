"""How the bot does, by what stands in the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.chat import Channel
from bot.store.database import Connection, utc_moment, utc_text

NOTHING = timedelta()
OVERDUE = timedelta(minutes=3)  # without a good round: something is wrong
STUCK = timedelta(minutes=15)  # that something waits in the outbox: as long as the longest wait between two tries


@dataclass(frozen=True)
class Health:
    """What waits, for how long, and what is in trouble."""

    waiting: int  # deliveries, also for a later time
    oldest: timedelta  # for how long the oldest delivery could have been there, however often it was tried
    overdue: timedelta  # for how long the oldest digest has been due
    lost: int  # channels
    feeds: int  # in trouble


async def read(db: Connection, now: datetime) -> Health:
    """How the bot does."""
    [row] = await db.execute_fetchall(
        "SELECT (SELECT COUNT(*) FROM deliveries WHERE state = 'waiting') AS waiting,"
        " (SELECT MIN(MAX(queued_at, COALESCE(held_until, ''))) FROM deliveries WHERE state = 'waiting'"
        " AND (due <= :now OR attempts > 0) AND COALESCE(held_until, '') <= :now) AS oldest,"
        " (SELECT MIN(next_due) FROM schedules WHERE next_due <= :now) AS overdue,"
        " (SELECT COUNT(*) FROM lost_channels) AS lost,"
        " (SELECT COUNT(*) FROM feeds WHERE trouble <> '') AS feeds",
        {"now": utc_text(now)},
    )
    oldest = now - utc_moment(row["oldest"]) if row["oldest"] else NOTHING
    overdue = now - utc_moment(row["overdue"]) if row["overdue"] else NOTHING
    return Health(row["waiting"], oldest, overdue, row["lost"], row["feeds"])


async def note_round(db: Connection, now: datetime) -> None:
    """Note that a round of digests has ended well."""
    await db.execute(
        "INSERT INTO rounds (id, at) VALUES (1, :now) ON CONFLICT (id) DO UPDATE SET at = :now", {"now": utc_text(now)}
    )


async def last_round(db: Connection) -> datetime | None:
    """When a round of digests last ended well; None where none has yet."""
    rows = await db.execute_fetchall("SELECT at FROM rounds")
    return next((utc_moment(row["at"]) for row in rows), None)


async def waiting_here(db: Connection, channel: Channel, now: datetime) -> timedelta:
    """For how long something has been due for a channel and not being sent."""
    rows = await db.execute_fetchall(
        "SELECT MIN(due) AS oldest FROM deliveries WHERE channel = :channel AND state = 'waiting' AND sending = 0"
        " AND due <= :now",
        {"channel": channel.key, "now": utc_text(now)},
    )
    return next((now - utc_moment(row["oldest"]) for row in rows if row["oldest"]), NOTHING)


async def zones(db: Connection) -> list[str]:
    """The time zones by which digests come and hours are quiet."""
    rows = await db.execute_fetchall(
        "SELECT zone FROM schedules UNION SELECT substr(quiet, instr(quiet, ' ') + 1) FROM channels"
        " WHERE quiet IS NOT NULL ORDER BY 1"
    )
    return [row["zone"] for row in rows]
