"""Digests of a small dossier: planned for a channel, made, and read back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.chat import Channel, Person
from bot.schedule import Schedule
from bot.store import subscriptions
from bot.store.database import Database
from bot.view.page import Page, from_json, to_json
from tests.conftest import PAGE
from tests.store.shelf import card

ADA = Person("u1", "Ada")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # when the first digest is due
DAY = timedelta(days=1)
RED, OUT = card("redlines/one"), card("outlook/one")


async def plan(
    database: Database, now: datetime, channel: Channel = PAGE, at: str = "09:00", zone: str = "UTC", days: str = ""
) -> None:
    """Give a channel a digest."""
    async with database.transaction() as db:
        await subscriptions.plan(db, channel, Schedule.parse(at, zone, days), ADA, now)


async def pages(database: Database, channel: Channel = PAGE) -> list[Page]:
    """What was queued for a channel, in order."""
    rows = await database.reader.execute_fetchall(
        "SELECT body FROM deliveries JOIN pages ON pages.id = page WHERE channel = :channel ORDER BY deliveries.id",
        {"channel": channel.key},
    )
    return [from_json(row["body"]) for row in rows]


async def texts(database: Database, channel: Channel = PAGE) -> list[str]:
    """The same as JSON."""
    return [to_json(page) for page in await pages(database, channel)]


async def count(database: Database, table: str) -> int:
    """How many rows a table has."""
    [row] = await database.reader.execute_fetchall(f"SELECT COUNT(*) AS many FROM {table}")
    return int(row["many"])


async def states(database: Database, channel: Channel = PAGE) -> dict[str, str]:
    """What became of each edition of a channel, by date."""
    rows = await database.reader.execute_fetchall(
        "SELECT date, state FROM editions WHERE channel = :channel ORDER BY date", {"channel": channel.key}
    )
    return {row["date"]: row["state"] for row in rows}


async def next_due(database: Database, channel: Channel = PAGE) -> datetime | None:
    """When a channel's next edition is due."""
    planned = await subscriptions.planned(database.reader, channel)
    return planned.next_due if planned else None
