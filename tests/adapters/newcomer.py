"""The whole bot as somebody starts it, for a newcomer who has nothing but `setup`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.app import App, open_desk
from bot.chat import Channel
from bot.settings import Settings
from bot.store import subscriptions

PATIENCE = 15.0  # seconds, for a machine that does other things too


@asynccontextmanager
async def whole_bot(folder: Path, **settings: Any) -> AsyncIterator[App]:
    """With its clock and its outbox, on platforms that the settings name."""
    chosen = Settings.model_validate({"database": folder / "communique.db", "web_port": 0, **settings})
    async with open_desk(chosen) as desk:
        app = App(chosen, desk)
        await app.start()
        try:
            await until(lambda: len(app.senders()) == 1 + len(app.platforms))
            yield app
        finally:
            await app.stop()


async def until(holds: Callable[[], Any]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(PATIENCE):
        while not holds():
            await asyncio.sleep(0.02)


async def planned(app: App, channel: Channel) -> str:
    """When a channel's digest comes; "" where none does."""
    plan = await subscriptions.planned(app.desk.database.reader, channel)
    return str(plan.schedule) if plan and plan.next_due else ""
