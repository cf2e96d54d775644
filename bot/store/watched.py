"""Files of the watched folder that were looked at."""

from __future__ import annotations

from datetime import datetime

from bot.store.database import Connection, utc_text


async def seen(db: Connection) -> set[str]:
    """The hashes of all contents that were looked at."""
    return {row["hash"] for row in await db.execute_fetchall("SELECT hash FROM watched_files")}


async def note(db: Connection, hash: str, name: str, now: datetime) -> None:
    """Remember a file by its content."""
    await db.execute(
        "INSERT INTO watched_files (hash, name, at) VALUES (:hash, :name, :now) ON CONFLICT DO NOTHING",
        {"hash": hash, "name": name, "now": utc_text(now)},
    )
