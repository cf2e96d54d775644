"""Who changed what, when, and how it was before. Written by the database itself: see schema/0007_audit.sql."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Row

from bot.chat import Channel, Person, Space
from bot.store.database import Connection, utc_moment, utc_text


@dataclass(frozen=True)
class Line:
    """One change of one thing."""

    at: datetime
    channel: Channel
    by: Person
    asked: str  # the command
    noun: str  # of what sort the thing is
    what: str  # which one
    before: Mapping[str, object] | None  # None where it is new
    after: Mapping[str, object] | None  # None where it is gone

    @property
    def changed(self) -> list[tuple[str, object, object]]:
        """What it was and became, by name; all that there was of a thing that is new or gone."""
        before, after = self.before or {}, self.after or {}
        names = dict.fromkeys((*before, *after))
        return [(name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)]


async def of(db: Connection, space: Space, skipped: int = 0, limit: int = 10) -> list[Line]:
    """A space's lines, the newest first."""
    rows = await db.execute_fetchall(
        "SELECT * FROM audit WHERE space = :space ORDER BY id DESC LIMIT :limit OFFSET :skipped",
        {"space": space.key, "limit": limit, "skipped": skipped},
    )
    return [_line(row) for row in rows]


async def first_after(db: Connection, space: Space, noun: str, what: str, moment: datetime) -> Line | None:
    """The first change of one thing since a moment: what it was before is what it was then. None where none came."""
    rows = await db.execute_fetchall(
        "SELECT * FROM audit WHERE space = :space AND noun = :noun AND what = :what AND at > :moment"
        " ORDER BY id LIMIT 1",
        {"space": space.key, "noun": noun, "what": what, "moment": utc_text(moment)},
    )
    return next(map(_line, rows), None)


async def note_forgotten(db: Connection, channel: Channel, now: datetime) -> None:
    """Add the line that somebody was forgotten, whom it does not name."""
    await db.execute(
        "INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before)"
        " VALUES (:space, :channel, '', 'somebody', 'forget', :now, 'person', '', '{}')",
        {"space": channel.space.key, "channel": channel.key, "now": utc_text(now)},
    )


async def count(db: Connection, space: Space) -> int:
    """How many lines a space has."""
    [row] = await db.execute_fetchall("SELECT COUNT(*) AS many FROM audit WHERE space = :space", {"space": space.key})
    return int(row["many"])


def _line(row: Row) -> Line:
    return Line(
        utc_moment(row["at"]),
        Channel.of(row["channel"]),
        Person(row["person"], row["name"]),
        row["asked"],
        row["noun"],
        row["what"],
        json.loads(row["before"]) if row["before"] else None,
        json.loads(row["after"]) if row["after"] else None,
    )
