"""Times of which the database knows nothing, since it was restored from an older copy, or a space was brought here.

What was posted then may be there: it is looked for before it is posted again, and nothing of then is called missed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.store.database import Connection, utc_moment, utc_text

REMEMBERED = timedelta(days=7)  # for so long what may have been posted then is looked for before it is posted
UNKNOWN = "It came before this database was restored from a copy, or never will: nobody can tell."


@dataclass(frozen=True)
class Gap:
    """Such a time."""

    space: str  # Space.key; '' for all
    since: datetime
    until: datetime

    def holds(self, space: str, moment: datetime) -> bool:
        """Whether we know nothing of what was done in a space (by its key) at a moment."""
        return self.space in ("", space) and moment < self.until


async def lately(db: Connection, now: datetime) -> list[Gap]:
    """The gaps that still matter."""
    rows = await db.execute_fetchall(
        "SELECT * FROM gaps WHERE until > :long_ago", {"long_ago": utc_text(now - REMEMBERED)}
    )
    return [Gap(row["space"], utc_moment(row["since"]), utc_moment(row["until"])) for row in rows]


async def restored(db: Connection, now: datetime) -> None:
    """Note that this database is a copy, as old as the newest thing in it, and in use from now on."""
    [row] = await db.execute_fetchall(
        "SELECT max(coalesce((SELECT max(queued_at) FROM deliveries), ''),"
        " coalesce((SELECT max(ended_at) FROM deliveries), ''), coalesce((SELECT max(made) FROM editions), ''),"
        " coalesce((SELECT max(at) FROM card_revisions), ''), coalesce((SELECT max(at) FROM audit), '')) AS newest"
    )
    await note(db, min(row["newest"] or utc_text(now), utc_text(now)), now)


async def note(db: Connection, since: str, now: datetime, space: str = "") -> None:
    """Note a gap from `since` (as utc_text has it) until now, of a space (by its key) or of all.

    What waits to be sent there may have been sent meanwhile.
    """
    values = {"space": space, "since": since, "now": utc_text(now), "of": f"{space}/%" if space else "%"}
    await db.execute(
        "INSERT INTO gaps (space, since, until) VALUES (:space, :since, :now) ON CONFLICT DO NOTHING", values
    )
    await db.execute(
        "UPDATE deliveries SET state = 'failed', sending = 0, ended_at = :now, trouble = :trouble"
        " WHERE state = 'waiting' AND until <= :now AND channel LIKE :of",
        {**values, "trouble": UNKNOWN},
    )
    await db.execute(
        "UPDATE deliveries SET unsure = 1, sending = 0, first_tried = coalesce(first_tried, queued_at)"
        " WHERE state = 'waiting' AND channel LIKE :of",
        values,
    )


async def look_first(db: Connection, keys: Iterable[str], now: datetime) -> None:
    """Let deliveries that were queued just now be looked for, where they may have been posted in a gap."""
    await db.execute(
        "UPDATE deliveries SET unsure = 1, first_tried = coalesce(planned, gap.since)"
        " FROM (SELECT * FROM gaps WHERE until > :long_ago) AS gap"
        " WHERE key IN (SELECT value FROM json_each(:keys)) AND attempts = 0 AND asked = 0 AND queued_at = :now"
        " AND gap.space IN ('', substr(channel, 1, instr(channel, '/') - 1))"
        " AND (planned IS NULL OR planned < gap.until)",
        {"keys": json.dumps(list(keys)), "now": utc_text(now), "long_ago": utc_text(now - REMEMBERED)},
    )
