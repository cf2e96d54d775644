"""How the editions of a channel are laid out: one message, or a headline with the cards in its thread."""

from __future__ import annotations

from bot.chat import LOCAL, Request
from bot.commands.desk import Desk
from bot.commands.errors import BadRequest, need_right
from bot.store import layouts
from bot.view import compose
from bot.view.characters import shorten
from bot.view.markup import Markup, words
from bot.view.page import Button, Page

HOW = (
    "An edition is one message, “settings layout one”, or a headline with the counts and the cards one by one in its "
    "thread: “settings layout thread”."
)


async def choose(desk: Desk, request: Request, typed: str) -> Page:
    """ "settings layout thread" or "settings layout one"."""
    match typed.casefold().split():
        case ["thread" | "threads"]:
            return await _thread(desk, request)
        case ["one"] | ["one", "message"]:
            await need_right(request, "change settings")
            async with desk.database.transaction() as db:
                await layouts.one(db, request.channel)
            return compose.done("Editions here are one message.", buttons=(Button("Settings", "settings"),))
    raise BadRequest(HOW, (Button("In a thread", "settings layout thread"), Button("One", "settings layout one")))


async def told(desk: Desk, request: Request) -> tuple[tuple[str, Markup], ...]:
    """The layout of the channel, as a setting's name and value; none where there is no choice."""
    if request.space == LOCAL:
        return ()
    chosen = await layouts.of(desk.database.reader, request.channel)
    if chosen is None:
        return (("Layout", words("one message")),)
    trouble = f". The last came in one message: {shorten(chosen.trouble, 300)}" if chosen.trouble else ""
    return (("Layout", words(f"a headline, with the cards in its thread{trouble}")),)


async def _thread(desk: Desk, request: Request) -> Page:
    await need_right(request, "change settings")
    if request.space == LOCAL:
        raise BadRequest("The local page has no threads: an edition is one message here.")
    because = await request.standing.thread_objection(request.channel)
    if because:
        raise BadRequest(f"{because} Nothing was changed.")
    async with desk.database.transaction() as db:
        await layouts.thread(db, request.channel, request.person)
    return compose.done(
        "Editions here are a headline, with the cards in its thread.",
        "The headline has the counts, and is all that the channel shows; nothing is sent to the channel twice. Where "
        "no thread can be had, the cards come in the headline's message, and you are told why.",
        buttons=(Button("Settings", "settings"),),
    )
