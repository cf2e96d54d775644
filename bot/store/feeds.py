"""Feeds: which a space follows, when each is looked at next, and what of it was seen."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Row

from aiosqlite import Connection

from bot.chat import Space
from bot.store.database import utc_moment, utc_text

MOST = 30  # feeds of one space
OFTEN = timedelta(minutes=30)  # between two looks at a feed that is well
SELDOM = timedelta(days=1)  # ... and at one that has failed for long
KEPT = timedelta(days=400)  # how long we remember an entry that its feed no longer shows


@dataclass(frozen=True)
class Feed:
    """A feed that a space follows, for one dossier."""

    id: int
    space: Space
    dossier: str
    address: str
    title: str
    etag: str
    modified: str  # its Last-Modified, word for word
    checked_at: datetime | None  # absent before the first look
    next_check: datetime | None  # absent once it is gone for good
    trouble: str  # "" while all is well, else what happened and what to do
    trouble_since: datetime | None
    failures: int  # in a row
    added_by: str  # Person.id


async def add(db: Connection, space: Space, dossier: str, address: str, title: str, by: str, now: datetime) -> Feed:
    """Follow a feed, from now on; one that is followed already starts afresh, with what it has shown remembered."""
    rows = await db.execute_fetchall(
        "INSERT INTO feeds (space, dossier, address, title, next_check, added_at, added_by)"
        " VALUES (:space, :dossier, :address, :title, :now, :now, :by)"
        " ON CONFLICT (space, dossier, address) DO UPDATE SET next_check = :now, etag = '', modified = '',"
        " trouble = '', trouble_since = NULL, failures = 0 RETURNING *",
        {
            "space": space.key,
            "dossier": dossier,
            "address": address,
            "title": title,
            "now": utc_text(now),
            "by": by,
        },
    )
    return _feed(next(iter(rows)))


async def remove(db: Connection, space: Space, id: int) -> Feed | None:
    """Follow a feed no more. The feed it was, or None when the space has no feed with this id."""
    rows = await db.execute_fetchall(
        "SELECT * FROM feeds WHERE id = :id AND space = :space", {"id": id, "space": space.key}
    )
    feed = next(map(_feed, rows), None)
    if feed:
        await db.execute("DELETE FROM feed_entries WHERE feed = :id", {"id": id})
        await db.execute("DELETE FROM feeds WHERE id = :id", {"id": id})
    return feed


async def of(db: Connection, space: Space) -> list[Feed]:
    """The feeds that a space follows, the first added first."""
    rows = await db.execute_fetchall("SELECT * FROM feeds WHERE space = :space ORDER BY id", {"space": space.key})
    return [_feed(row) for row in rows]


async def followers(db: Connection) -> list[Space]:
    """The spaces that follow any feed."""
    return [Space.of(row["space"]) for row in await db.execute_fetchall("SELECT DISTINCT space FROM feeds")]


async def last_essay(db: Connection, space: Space) -> datetime | None:
    """When an essay last came in, or the first feed was followed, if that was later."""
    [row] = await db.execute_fetchall(
        "SELECT max((SELECT min(added_at) FROM feeds WHERE space = :space),"
        " coalesce((SELECT max(added_at) FROM essays WHERE space = :space), '')) AS last",
        {"space": space.key},
    )
    return utc_moment(row["last"]) if row["last"] else None


async def in_trouble(db: Connection) -> dict[str, tuple[str, ...]]:
    """By the key of each space that has any, what its feeds that cannot be read are called."""
    found: dict[str, tuple[str, ...]] = {}
    for row in await db.execute_fetchall("SELECT space, title, address FROM feeds WHERE trouble <> '' ORDER BY id"):
        found[row["space"]] = (*found.get(row["space"], ()), row["title"] or row["address"])
    return found


async def ill(db: Connection, space: Space | None) -> list[Feed]:
    """The feeds of a space, or of all, that cannot be read, the first added first."""
    rows = await db.execute_fetchall(
        "SELECT * FROM feeds WHERE trouble <> '' AND (:space IS NULL OR space = :space) ORDER BY id",
        {"space": space.key if space else None},
    )
    return [_feed(row) for row in rows]


async def due(db: Connection, now: datetime, limit: int = 20) -> list[Feed]:
    """Feeds that should be looked at, the longest waiting first."""
    rows = await db.execute_fetchall(
        "SELECT * FROM feeds WHERE next_check <= :now ORDER BY next_check LIMIT :limit",
        {"now": utc_text(now), "limit": limit},
    )
    return [_feed(row) for row in rows]


async def note_success(
    db: Connection,
    feed: Feed,
    now: datetime,
    *,
    title: str = "",
    etag: str = "",
    modified: str = "",
    address: str = "",
    wait: timedelta | None = None,
) -> None:
    """The feed answered: its trouble is over. `address`: where it has moved for good. `wait`: how long it asked for."""
    taken = "(SELECT 1 FROM feeds WHERE space = :space AND dossier = :dossier AND address = :address AND id <> :id)"
    await db.execute(
        "UPDATE feeds SET title = :title, etag = :etag, modified = :modified,"
        f" address = CASE WHEN EXISTS {taken} THEN address ELSE :address END,"
        " checked_at = :now, next_check = :next, trouble = '', trouble_since = NULL, failures = 0 WHERE id = :id",
        {
            "id": feed.id,
            "space": feed.space.key,
            "dossier": feed.dossier,
            "title": title or feed.title,
            "etag": etag,
            "modified": modified,
            "address": address or feed.address,
            "now": utc_text(now),
            "next": utc_text(now + max(wait or OFTEN, OFTEN)),
        },
    )


async def note_trouble(
    db: Connection, feed: Feed, now: datetime, trouble: str, *, wait: timedelta | None = None, gone: bool = False
) -> None:
    """The feed could not be read. Each failure in a row doubles the wait, up to a day; `gone` ends the looking."""
    pause = max(wait or OFTEN, min(OFTEN * 2 ** min(feed.failures, 10), SELDOM))
    await db.execute(
        "UPDATE feeds SET trouble = :trouble, trouble_since = COALESCE(trouble_since, :now), failures = failures + 1,"
        " checked_at = :now, next_check = :next WHERE id = :id",
        {"id": feed.id, "trouble": trouble, "now": utc_text(now), "next": None if gone else utc_text(now + pause)},
    )


async def is_new(db: Connection, feed: Feed, keys: Iterable[str]) -> bool:
    """Whether an entry that goes by these keys was never seen in the feed."""
    rows = await db.execute_fetchall(
        "SELECT 1 FROM feed_entries WHERE feed = :feed AND entry IN (SELECT value FROM json_each(:keys)) LIMIT 1",
        {"feed": feed.id, "keys": json.dumps(sorted(set(keys)))},
    )
    return not list(rows)


async def listing(db: Connection, space: Space, keys: Iterable[str]) -> list[Feed]:
    """The feeds of a space in which an entry that goes by one of these keys was seen."""
    rows = await db.execute_fetchall(
        "SELECT * FROM feeds WHERE space = :space AND EXISTS (SELECT 1 FROM feed_entries WHERE feed = feeds.id"
        " AND entry IN (SELECT value FROM json_each(:keys))) ORDER BY id",
        {"space": space.key, "keys": json.dumps(sorted(set(keys)))},
    )
    return [_feed(row) for row in rows]


async def note_seen(db: Connection, feed: Feed, keys: Iterable[str], now: datetime) -> None:
    """Remember the keys of entries that were taken in, or passed over."""
    await db.execute(
        "INSERT INTO feed_entries (feed, entry, seen_at) SELECT :feed, value, :now FROM json_each(:keys) WHERE TRUE"
        " ON CONFLICT (feed, entry) DO UPDATE SET seen_at = :now",
        {"feed": feed.id, "keys": json.dumps(sorted(set(keys))), "now": utc_text(now)},
    )


async def forget_old_entries(db: Connection, now: datetime, limit: int = 500) -> int:
    """Forget what feeds have not shown for more than a year. Says how many rows went; call again until none do.

    A feed that stood still all that time keeps everything: with its next article it shows the old ones again.
    """
    gone = await db.execute_fetchall(
        "DELETE FROM feed_entries WHERE rowid IN"
        " (SELECT old.rowid FROM feed_entries old WHERE old.seen_at < :before AND EXISTS"
        " (SELECT 1 FROM feed_entries newer WHERE newer.feed = old.feed AND newer.seen_at >= :before)"
        " LIMIT :limit) RETURNING entry",
        {"before": utc_text(now - KEPT), "limit": limit},
    )
    return len(list(gone))


def _feed(row: Row) -> Feed:
    return Feed(
        id=row["id"],
        space=Space.of(row["space"]),
        dossier=row["dossier"],
        address=row["address"],
        title=row["title"],
        etag=row["etag"],
        modified=row["modified"],
        checked_at=_moment(row["checked_at"]),
        next_check=_moment(row["next_check"]),
        trouble=row["trouble"],
        trouble_since=_moment(row["trouble_since"]),
        failures=row["failures"],
        added_by=row["added_by"],
    )


def _moment(text: str | None) -> datetime | None:
    return utc_moment(text) if text else None
