"""What became of each essay that was read, also of those that were not kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Row

from bot.chat import Space
from bot.store.database import Connection, utc_moment, utc_text

KEPT = timedelta(days=400)
LONGEST = 600  # characters of a reason


@dataclass(frozen=True)
class Known:
    """What became of an essay when it was last read."""

    dossier: str
    place: str  # its address; without one, its file's name or its title
    essay: str | None  # the id of the essay that it is, or is a copy of; None where none was kept
    because: str  # why it gave no draft; "" where it gave some
    at: datetime


async def note(
    db: Connection,
    space: Space,
    dossier: str,
    places: Iterable[str],
    now: datetime,
    *,
    essay: str | None = None,
    because: str = "",
) -> None:
    """Note what became of an essay, under each of its places that is any."""
    await db.executemany(
        "INSERT INTO intakes (space, dossier, place, essay, because, at)"
        " VALUES (:space, :dossier, :place, :essay, :because, :now)"
        " ON CONFLICT (space, place, dossier) DO UPDATE SET essay = :essay, because = :because, at = :now",
        [
            {
                "space": space.key,
                "dossier": dossier,
                "place": place,
                "essay": essay,
                "because": because[:LONGEST],
                "now": utc_text(now),
            }
            for place in dict.fromkeys(places)
            if place
        ],
    )


async def find(db: Connection, space: Space, place: str) -> Known | None:
    """What became of what was read there, whichever dossier it was for; the last time."""
    rows = await db.execute_fetchall(
        "SELECT * FROM intakes WHERE space = :space AND place = :place ORDER BY at DESC LIMIT 1",
        {"space": space.key, "place": place},
    )
    return next(map(_known, rows), None)


def _known(row: Row) -> Known:
    return Known(row["dossier"], row["place"], row["essay"], row["because"], utc_moment(row["at"]))


async def refused(db: Connection, space: Space, since: datetime, limit: int) -> list[Known]:
    """The addresses that, when they were last read, gave no card and had none; since then, the latest first."""
    rows = await db.execute_fetchall(
        "SELECT * FROM intakes WHERE space = :space AND at >= :since AND essay IS NULL AND because <> ''"
        " AND place LIKE 'http%' AND NOT EXISTS (SELECT 1 FROM intakes AS later WHERE later.space = intakes.space"
        " AND later.place = intakes.place AND (later.at, later.dossier) > (intakes.at, intakes.dossier))"
        " ORDER BY at DESC, place LIMIT :limit",
        {"space": space.key, "since": utc_text(since), "limit": limit},
    )
    return [_known(row) for row in rows]


async def forget_old(db: Connection, now: datetime, limit: int = 500) -> int:
    """Forget what was read more than a year ago. Says how many rows went; call again until none do."""
    gone = await db.execute_fetchall(
        "DELETE FROM intakes WHERE (space, place, dossier) IN"
        " (SELECT space, place, dossier FROM intakes WHERE at < :before LIMIT :limit) RETURNING place",
        {"before": utc_text(now - KEPT), "limit": limit},
    )
    return len(list(gone))
