"""Dossiers: which negotiations a space follows, and which of them a channel speaks of."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from sqlite3 import Row

from aiosqlite import Connection
from pydantic import TypeAdapter

from bot.chat import Channel, Person, Space
from bot.store import cards
from bot.store.database import Database, utc_moment, utc_text
from briefs.model import Dossier, Entry, Essay, State

SHIPPED = ""  # the space of what everybody sees
SHIPPER = Person("", "shipped")  # who wrote it, as a card's history has it
_outline: TypeAdapter[Dossier] = TypeAdapter(Dossier)


async def is_loaded(db: Connection, content_hash: str) -> bool:
    """Whether shipped content with this hash is in the database."""
    rows = await db.execute_fetchall(
        "SELECT 1 FROM dossiers WHERE space = :space AND content_hash = :hash", {"space": SHIPPED, "hash": content_hash}
    )
    return bool(list(rows))


async def load_shipped(database: Database, dossier: Dossier, content_hash: str, now: datetime) -> bool:
    """Bring shipped content up to date when its hash changed; what a space edited stays. Says whether it did."""
    async with database.transaction() as db:
        if await is_loaded(db, content_hash):
            return False
        await add(db, SHIPPED, dossier, content_hash)
        for essay in dossier.essays:
            await add_essay(db, SHIPPED, dossier.slug, essay, None, SHIPPER, now)
        await cards.replace_all(db, SHIPPED, dossier.slug, dossier.cards, SHIPPER, now)
    return True


async def add(db: Connection, space: str, dossier: Dossier, content_hash: str = "") -> None:
    """Keep a dossier's outline (parties, issues, topics), new or changed."""
    await db.execute(
        "INSERT INTO dossiers (space, slug, title, content_hash, outline)"
        " VALUES (:space, :slug, :title, :hash, :outline)"
        " ON CONFLICT (space, slug) DO UPDATE SET title = :title, content_hash = :hash, outline = :outline",
        {
            "space": space,
            "slug": dossier.slug,
            "title": dossier.title,
            "hash": content_hash,
            "outline": _outline.dump_json(replace(dossier, essays=(), cards=())).decode(),
        },
    )


async def visible(db: Connection, space: Space) -> list[Dossier]:
    """The dossiers that a space follows, as outlines (without essays and cards): the shipped ones, then its own."""
    rows = await db.execute_fetchall(
        "SELECT outline FROM dossiers WHERE space IN (:space, '') ORDER BY space, slug", {"space": space.key}
    )
    return [_outline.validate_json(row["outline"]) for row in rows]


async def home(db: Connection, space: Space, entry: Entry) -> Dossier:
    """The dossier of a card that the space sees, as an outline."""
    return next(one for one in await visible(db, space) if one.slug == entry.dossier)


async def titles(db: Connection, space: Space) -> dict[str, str]:
    """What the dossiers that a space follows are called, by their slugs."""
    rows = await db.execute_fetchall(
        "SELECT slug, title FROM dossiers WHERE space IN (:space, '') ORDER BY space, slug", {"space": space.key}
    )
    return {row["slug"]: row["title"] for row in rows}


async def chosen(db: Connection, channel: Channel) -> Dossier | None:
    """The outline of the dossier that a channel speaks of: the one chosen there, else the first that its space has."""
    rows = await db.execute_fetchall(
        "SELECT outline FROM dossiers LEFT JOIN channels ON channels.channel = :channel"
        " WHERE space IN (:space, '') ORDER BY slug = channels.dossier DESC, space, slug LIMIT 1",
        {"space": channel.space.key, "channel": channel.key},
    )
    return next((_outline.validate_json(row["outline"]) for row in rows), None)


async def choose(db: Connection, channel: Channel, slug: str) -> None:
    """Let a channel speak of a dossier from now on."""
    await db.execute(
        "INSERT INTO channels (channel, dossier) VALUES (:channel, :slug)"
        " ON CONFLICT (channel) DO UPDATE SET dossier = :slug",
        {"channel": channel.key, "slug": slug},
    )


async def add_essay(
    db: Connection, space: str, dossier: str, essay: Essay, snapshot: str | None, by: Person, now: datetime
) -> None:
    """Keep an essay's record, and its text where we may hold it."""
    await db.execute(
        "INSERT INTO essays (space, dossier, id, title, author, publisher, published, address, snapshot_hash, snapshot,"
        " added_at, added_by, added_by_id) VALUES (:space, :dossier, :id, :title, :author, :publisher, :published,"
        " :address, :snapshot_hash, :snapshot, :now, :by, :by_id)"
        " ON CONFLICT (space, dossier, id) DO UPDATE SET title = :title, author = :author, publisher = :publisher,"
        " published = :published, address = :address, snapshot_hash = :snapshot_hash,"
        " snapshot = COALESCE(:snapshot, snapshot)",
        {
            **vars(essay),
            "space": space,
            "dossier": dossier,
            "snapshot": snapshot,
            "now": utc_text(now),
            "by": by.called,
            "by_id": by.id,
        },
    )


async def essays(db: Connection, space: Space, dossier: str) -> list[Essay]:
    """The essays of a dossier that a space sees, the newest first."""
    rows = await db.execute_fetchall(
        "SELECT * FROM essays WHERE dossier = :dossier AND (space = :space OR space = '' AND NOT EXISTS"
        " (SELECT 1 FROM essays AS own WHERE own.space = :space AND own.dossier = :dossier AND own.id = essays.id))"
        " ORDER BY published DESC, added_at DESC",
        {"space": space.key, "dossier": dossier},
    )
    return [_essay(row) for row in rows]


async def essay_with(db: Connection, space: Space, dossier: str, snapshot_hash: str) -> Essay | None:
    """The essay that a space already holds with this very text."""
    rows = await db.execute_fetchall(
        "SELECT * FROM essays WHERE space IN (:space, '') AND dossier = :dossier AND snapshot_hash = :hash"
        " ORDER BY space DESC LIMIT 1",
        {"space": space.key, "dossier": dossier, "hash": snapshot_hash},
    )
    return next(map(_essay, rows), None)


@dataclass(frozen=True)
class Holding:
    """An essay as a space has it."""

    dossier: str
    essay: Essay
    at: datetime  # when it was taken in
    by: str


async def find_essay(db: Connection, space: Space, name: str) -> Holding | None:
    """The essay that goes by this id, address or title in a space, the newest first."""
    rows = await db.execute_fetchall(
        "SELECT * FROM essays WHERE space IN (:space, '')"
        " AND (id = :name OR address = :name OR title = :name COLLATE NOCASE)"
        " ORDER BY id = :name DESC, space DESC, added_at DESC LIMIT 1",
        {"space": space.key, "name": name},
    )
    return next(
        (Holding(row["dossier"], _essay(row), utc_moment(row["added_at"]), row["added_by"]) for row in rows), None
    )


async def snapshots(db: Connection, space: Space, hashes: Iterable[str]) -> dict[str, str]:
    """The essay texts that a space holds, of those with these hashes."""
    rows = await db.execute_fetchall(
        "SELECT snapshot_hash, snapshot FROM essays WHERE space = :space AND snapshot IS NOT NULL"
        " AND snapshot_hash IN (SELECT value FROM json_each(:hashes))",
        {"space": space.key, "hashes": json.dumps(sorted(set(hashes)))},
    )
    return {row["snapshot_hash"]: row["snapshot"] for row in rows}


async def with_own_content(db: Connection) -> set[str]:
    """The keys of the spaces that see anything but what is shipped."""
    rows = await db.execute_fetchall(
        "SELECT space FROM dossiers UNION SELECT space FROM essays UNION SELECT space FROM cards"
    )
    return {row["space"] for row in rows} - {SHIPPED}


async def count_cards(db: Connection, space: Space, dossier: str) -> dict[State, int]:
    """How many cards a space has in a dossier, by state."""
    rows = await db.execute_fetchall(
        f"SELECT state, COUNT(*) AS many FROM cards WHERE dossier = :dossier AND {cards.VISIBLE} GROUP BY state",
        {"space": space.key, "dossier": dossier},
    )
    return {State(row["state"]): int(row["many"]) for row in rows}


def _essay(row: Row) -> Essay:
    return Essay(
        row["id"], row["title"], row["author"], row["publisher"], row["published"], row["address"], row["snapshot_hash"]
    )
