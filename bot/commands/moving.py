"""Take a space along: all that it owns to a file, and from a file into a database."""

from __future__ import annotations

import asyncio
import re

from bot.chat import LOCAL, Platform, Space
from bot.commands.desk import Desk
from bot.commands.errors import BadRequest
from bot.sources.addresses import check_address
from bot.sources.taken import Unreadable
from bot.store import owned
from bot.store.exports import checks, putting, taking
from bot.store.exports.checks import Unusable
from bot.store.exports.form import Export
from bot.store.exports.putting import Put
from bot.store.exports.taking import Json


async def export_space(desk: Desk, space: Space) -> Json:
    """All that a space owns. Raises BadRequest where that is nothing."""
    async with desk.database.aside() as db:
        if await putting.is_empty(db, space):
            known = ", ".join(await owned.spaces(db)) or "no space that has anything yet"
            raise BadRequest(f"There is nothing of {space.key} here. There is: {known}.")
        return await taking.take(db, space, desk.now())


async def import_space(
    desk: Desk, content: bytes, into: Space | None = None, *, replace: bool = False
) -> tuple[Space, Put]:
    """Put an export into the space that it came from, or into another; answers with which, and what was put in.

    All of it or nothing. `replace`: what the space owns goes first. Raises Unusable, or BadRequest where the space owns
    something already.
    """
    shipped = await checks.shipped_with(desk.database.reader)
    checked = await asyncio.to_thread(checks.read, content, shipped, desk.now())  # seconds, for a large one
    _check_feeds(checked.export)
    space = into or Space.of(checked.export.space)
    async with desk.database.transaction() as db:
        if not await putting.is_empty(db, space):
            if not replace:
                raise BadRequest(
                    f"{space.key} owns something here already. Look at it with `export`; with --replace the file takes "
                    "its place, with --as the file's content goes to another space."
                )
            await owned.clear_space(db, space.key)
        return space, await putting.put(db, checked, space, desk.now())


def space_called(key: str) -> Space:
    """The space with this key. Raises BadRequest."""
    platform, _, id = (LOCAL.key if key == "local" else key).partition(":")
    if platform in list(map(str, Platform)) and re.fullmatch(checks.SPACES[Platform(platform)], id):
        return Space(Platform(platform), id)
    raise BadRequest(
        f"“{key[:60]}” is no space. One is written as discord:81384788765712384, slack:T024BE7LD or local."
    )


def _check_feeds(export: Export) -> None:
    """A feed's address is one that we would go to if somebody typed it."""
    for place, feed in enumerate(export.feeds):
        try:
            check_address(feed.address)
        except Unreadable as wrong:
            raise Unusable(f"feeds[{place}].address: {wrong}") from None
