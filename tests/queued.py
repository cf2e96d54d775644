"""Pages that wait in the outbox, and a chat that is slow to take them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.chat import Channel, Delivery, Platform
from bot.outbox import Sender
from bot.store import deliveries
from bot.store.database import Database
from bot.view.markup import words
from bot.view.page import Page, Text
from tests.conftest import PAGE, FakeChat


def page(title: str) -> Page:
    """A page that says next to nothing."""
    return Page(title, (Text(words("Something.")),))


async def queue(database: Database, now: datetime, *titles: str, channel: Channel = PAGE) -> None:
    """Queue a page of each title in a channel."""
    async with database.transaction() as db:
        for title in titles:
            await deliveries.add(db, f"{channel.key} {title}", channel, page(title), now)


async def rows(database: Database) -> list[dict[str, Any]]:
    """All deliveries, in the order in which they were queued."""
    return [dict(row) for row in await database.reader.execute_fetchall("SELECT * FROM deliveries ORDER BY id")]


def local(chat: FakeChat) -> Mapping[Platform, Sender]:
    """A chat as the sender of the local page."""
    return {Platform.LOCAL: chat}


class Slow(FakeChat):
    """Whose channels called "slow" do not answer until they are let go."""

    def __init__(self) -> None:
        super().__init__()
        self.began = asyncio.Event()
        self.let_go = asyncio.Event()

    async def send(self, delivery: Delivery) -> str:
        if delivery.channel.id.startswith("slow"):
            self.began.set()
            await self.let_go.wait()
        return await super().send(delivery)
