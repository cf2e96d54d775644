"""What belongs to a space or to a channel, table by table, as the schema itself says: by a column of that name."""

from __future__ import annotations

import json
from collections.abc import Iterable

from bot.store.database import Connection

PASSING = ("acting",)  # emptied by whoever fills it


async def tables_with(db: Connection, column: str) -> list[str]:
    """The tables that have such a column."""
    rows = await db.execute_fetchall(
        "SELECT tables.name FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns"
        " WHERE tables.type = 'table' AND columns.name = :column ORDER BY tables.name",
        {"column": column},
    )
    return [row["name"] for row in rows if row["name"] not in PASSING]


async def spaces(db: Connection) -> list[str]:
    """The keys of all spaces that own anything."""
    found: set[str] = set()
    for table in await tables_with(db, "space"):
        found |= {row["space"] for row in await db.execute_fetchall(f"SELECT DISTINCT space FROM {table}")}
    for table in await tables_with(db, "channel"):
        rows = await db.execute_fetchall(
            f"SELECT DISTINCT substr(channel, 1, instr(channel, '/') - 1) AS space FROM {table}"
        )
        found |= {row["space"] for row in rows}
    return sorted(found - {""})


async def clear_space(db: Connection, space: str) -> None:
    """Remove all that belongs to a space, by its key."""
    await clear_channels(db, f"{space}/%")
    await db.execute(
        "DELETE FROM feed_entries WHERE feed IN (SELECT id FROM feeds WHERE space = :space)", {"space": space}
    )
    for table in await tables_with(db, "space"):
        await db.execute(f"DELETE FROM {table} WHERE space = :space", {"space": space})


async def clear_channels(db: Connection, like: str) -> None:
    """Remove all that belongs to channels whose key is like this, but for the audit: that is the space's."""
    pages = await db.execute_fetchall(
        "SELECT page FROM deliveries WHERE channel LIKE :channel"
        " UNION SELECT whole FROM deliveries WHERE channel LIKE :channel AND whole IS NOT NULL",
        {"channel": like},
    )
    for table in await tables_with(db, "channel"):
        if table != "audit":
            await db.execute(f"DELETE FROM {table} WHERE channel LIKE :channel", {"channel": like})
    await drop_pages(db, {row["page"] for row in pages})


async def drop_pages(db: Connection, pages: Iterable[str]) -> None:
    """Remove those of these pages that no delivery shows any more."""
    await db.execute(
        "DELETE FROM pages WHERE id IN (SELECT value FROM json_each(:pages))"
        " AND NOT EXISTS (SELECT 1 FROM deliveries WHERE deliveries.page = pages.id)"
        " AND NOT EXISTS (SELECT 1 FROM deliveries WHERE deliveries.whole = pages.id)",
        {"pages": json.dumps(sorted(pages))},
    )
