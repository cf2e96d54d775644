"""How the bot does, by what stands in the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.store.database import Connection, utc_moment, utc_text

NOTHING = timedelta()


@dataclass(frozen=True)
class Health:
    """What waits, for how long, and what is in trouble."""

    waiting: int  # deliveries, also for a later time
    oldest: timedelta  # for how long the oldest delivery has been due and not being sent
    overdue: timedelta  # for how long the oldest digest has been due
    lost: int  # channels
    feeds: int  # in trouble


async def read(db: Connection, now: datetime) -> Health:
    """How the bot does."""
    [row] = await db.execute_fetchall(
        "SELECT (SELECT COUNT(*) FROM deliveries WHERE state = 'waiting') AS waiting,"
        " (SELECT MIN(due) FROM deliveries WHERE state = 'waiting' AND sending = 0 AND due <= :now) AS oldest,"
        " (SELECT MIN(next_due) FROM schedules WHERE next_due <= :now) AS overdue,"
        " (SELECT COUNT(*) FROM lost_channels) AS lost,"
        " (SELECT COUNT(*) FROM feeds WHERE trouble <> '') AS feeds",
        {"now": utc_text(now)},
    )
    oldest = now - utc_moment(row["oldest"]) if row["oldest"] else NOTHING
    overdue = now - utc_moment(row["overdue"]) if row["overdue"] else NOTHING
    return Health(row["waiting"], oldest, overdue, row["lost"], row["feeds"])
