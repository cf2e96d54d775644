"""A lake with a digest at nine, and a clock that turns, for all that asks why."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.chat import Platform
from bot.commands import Desk, handle
from bot.digests import make_due_digests
from bot.outbox import look_again, send_waiting
from tests.commands.editors import ADA, IDS, by, keep_three
from tests.commands.why.asking import let_out

*_, RAILWAY = IDS


@pytest.fixture
async def desk(desk: Desk) -> Desk:
    """Our channel speaks of the lake, on which one card is out and two drafts wait, and has a digest at nine."""
    await keep_three(desk)
    await handle(desk, by(ADA, "dossier lake"))
    await handle(desk, by(ADA, "digest at 09:00 UTC"))
    await let_out(desk, RAILWAY)
    return desk


@pytest.fixture
def turn(desk, chat, clock):
    """What the clock does at a moment: make what is due, look at what was lost, send what waits."""

    async def turn(moment: datetime | None = None) -> None:
        clock.now = moment or clock.now
        if await look_again(desk.database, {Platform.DISCORD: chat}, clock):
            await make_due_digests(desk.database, clock())
        await make_due_digests(desk.database, clock())
        await send_waiting(desk.database, {Platform.DISCORD: chat}, clock)

    return turn
