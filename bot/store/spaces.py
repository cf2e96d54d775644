"""What a space has chosen for itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.chat import Channel, Space
from bot.store.database import Connection, utc_moment, utc_text
from bot.store.keeping import KEEP

WARN_AFTER = 3  # days


@dataclass(frozen=True)
class Choices:
    """A space's choices; what nobody chose stands at its default."""

    review_channel: Channel | None = None  # where drafts arrive
    review_by: str = ""  # the id of who chose it
    two_editors: bool = False  # whether a second editor must agree before a draft is out
    warn_after: int = WARN_AFTER  # days without an essay until somebody is told; 0: never
    warned_at: datetime | None = None  # when that was said last
    keep: int = KEEP  # days for which what is over is kept; 0: for good


async def choices(db: Connection, space: Space) -> Choices:
    """What this space has chosen."""
    rows = await db.execute_fetchall("SELECT * FROM spaces WHERE space = :space", {"space": space.key})
    for row in rows:
        channel = Channel.of(row["review_channel"]) if row["review_channel"] else None
        days = WARN_AFTER if row["warn_after"] is None else row["warn_after"]
        warned = utc_moment(row["warned_at"]) if row["warned_at"] else None
        keep = KEEP if row["keep"] is None else row["keep"]
        return Choices(channel, row["review_by"] or "", bool(row["two_editors"]), days, warned, keep)
    return Choices()


async def note_warning(db: Connection, space: Space, now: datetime) -> None:
    """Note that a space was told of its silence."""
    await db.execute(
        "INSERT INTO spaces (space, warned_at) VALUES (:space, :now)"
        " ON CONFLICT (space) DO UPDATE SET warned_at = :now",
        {"space": space.key, "now": utc_text(now)},
    )


async def choose_keep(db: Connection, space: Space, days: int) -> None:
    """Keep what is over for so many days; 0: for good."""
    await db.execute(
        "INSERT INTO spaces (space, keep) VALUES (:space, :days) ON CONFLICT (space) DO UPDATE SET keep = :days",
        {"space": space.key, "days": days},
    )


async def choose(db: Connection, space: Space, choices: Choices) -> None:
    """Keep a space's choices."""
    await db.execute(
        "INSERT INTO spaces (space, review_channel, review_by, two_editors, warn_after)"
        " VALUES (:space, :channel, :by, :two, :warn) ON CONFLICT (space) DO UPDATE"
        " SET review_channel = :channel, review_by = :by, two_editors = :two, warn_after = :warn",
        {
            "space": space.key,
            "channel": choices.review_channel.key if choices.review_channel else None,
            "by": choices.review_by,
            "two": int(choices.two_editors),
            "warn": choices.warn_after,
        },
    )
