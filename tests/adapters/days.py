"""Days going by over a real platform: what the clock does, one turn at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.chat import Channel, Platform
from bot.commands import Desk
from bot.digests import make_due_digests
from bot.outbox import Outlet, look_again, send_waiting
from bot.store import lost
from bot.store.lost import LOOK
from tests.conftest import Clock


@dataclass
class Days:
    """The clock's turns at a desk, over the platforms that are connected."""

    desk: Desk
    clock: Clock
    outlets: Mapping[Platform, Outlet]

    async def pass_by(self, days: int = 1) -> None:
        """So many days later, the digests that are due go out."""
        for _ in range(days):
            self.clock.forward(days=1)
            await self.turn()

    async def turn(self) -> int:
        """Make what is due and send what waits; answers with how many arrived."""
        await make_due_digests(self.desk.database, self.clock())
        return await send_waiting(self.desk.database, self.outlets, self.clock)

    async def look(self) -> int:
        """Look at lost channels whose time has come, and go on there; answers with how many are back."""
        back = await look_again(self.desk.database, self.outlets, self.clock)
        await self.turn()
        return back

    async def look_later(self) -> int:
        """The same when a lost channel is looked at without anybody saying that something changed."""
        self.clock.now += LOOK
        return await self.look()

    async def changed(self) -> None:
        """Wait until a change that somebody made has been heard of."""
        async with asyncio.timeout(5):
            while not await lost.to_look_at(self.desk.database.reader, self.clock()):
                await asyncio.sleep(0.01)

    async def why_lost(self, channel: Channel) -> str:
        """The reason for which a channel is lost; "" where it is not."""
        found = await lost.find(self.desk.database.reader, channel)
        return found.because if found else ""

    def until_midday(self) -> None:
        """On to the next midday, when digests are due here."""
        self.clock.now = self.clock.now.replace(hour=12, minute=0) + timedelta(days=1)
