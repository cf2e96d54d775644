"""`why`: what became of a post, an edition, a card or an essay in this channel, and why.

A reader sees this channel and this space: what belongs to another is answered exactly like what there is not.
"""

from __future__ import annotations

from bot.chat import Request
from bot.commands.desk import Desk
from bot.commands.errors import BadRequest
from bot.commands.why import asked as reading
from bot.commands.why import cards, editions, essays, posts
from bot.commands.why.asked import Asked
from bot.store import traces
from bot.view import explaining
from bot.view.characters import shorten
from bot.view.explaining import Explanation
from bot.view.page import Button, Page


async def answer(desk: Desk, request: Request, typed: str) -> Page:
    """ "why", "why ID": a message's link or id, a date, a card, an essay's id or address."""
    asked = await reading.asked(desk, request)
    typed = typed.strip().removeprefix("<").removesuffix(">").strip()
    return explaining.page(await (_find(asked, typed) if typed else editions.latest(asked)))


async def _find(asked: Asked, typed: str) -> Explanation:
    found = await _message(asked, typed) or await cards.find(asked, typed) or await essays.find(asked, typed)
    if found:
        return found
    day = reading.edition_date(typed, await editions.today(asked))
    if day:
        return await editions.on(asked, day)
    raise BadRequest(
        f"Nothing here goes by “{shorten(typed, 120)}”. Write the link or id of a message in this channel, a card's "
        "id, an essay's address, or a date such as 2026-11-22; “why” alone tells of the latest edition.",
        (Button("The latest edition", "why"),),
    )


async def _message(asked: Asked, typed: str) -> Explanation | None:
    """The post whose link or id this is, where it came before the asker's eyes here."""
    here = asked.request.channel
    meant = reading.message(typed, here)
    if meant is None:
        return None
    if meant.ending:
        trace = await traces.ending_in(asked.db, asked.places, meant.id)
    else:
        trace = await traces.of_message(asked.db, here.space.platform, meant.id)
        if trace is None and meant.thread:
            trace = await traces.of_message(asked.db, here.space.platform, f"{meant.thread}/{meant.id}")
    if trace is None or not asked.may_see(trace.channel):
        return None
    if trace.key.startswith("digest "):
        return await editions.of_delivery(asked, trace.channel, trace.key)
    return await posts.explain(asked, trace)
