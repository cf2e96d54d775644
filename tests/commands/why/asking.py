"""How a reader asks why, and what is the same wherever that is tested."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from bot.chat import Channel, Delivery
from bot.commands import Desk, handle
from bot.view.page import Tone
from tests.commands.editors import ADA, OURS, ROOM, by, held
from tests.commands.pages import said
from tests.conftest import FakeChat, ask

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # when the first edition is due
NO_RIGHT = "I may not post in that channel any more: give me View Channel and Send Messages there."


async def why(desk: Desk, typed: str = "", channel: Channel = OURS) -> str:
    """What a reader is told."""
    page = await handle(desk, ask(f"why {typed}", channel, may=False))
    assert page.tone is Tone.PLAIN, said(page)
    return said(page)


async def let_out(desk: Desk, id: str) -> None:
    """Publish a draft about the lake."""
    entry = await held(desk, id)
    page = await handle(desk, by(ADA, f"review publish #{entry.number} {entry.revision}", ROOM))
    assert page.tone is not Tone.MISTAKE, said(page)


async def unknown(desk: Desk, typed: str, channel: Channel) -> str:
    """What a reader is told where nothing is known by that, without what was typed."""
    page = await handle(desk, ask(f"why {typed}", channel, may=False))
    assert page.tone is Tone.MISTAKE, said(page)
    return said(page).replace(f"“{typed}”", "“…”")


def numbered(chat: FakeChat) -> Callable[[Delivery], Awaitable[str]]:
    """A sender whose ids are like Discord's."""
    send = chat.send

    async def numbered(delivery: Delivery) -> str:
        return f"13{int((await send(delivery))[1:]):017}"

    return numbered
