"""A command for another channel than the one where it is asked: "digest at 09:00 Europe/Berlin in #forum".

Nobody can type in a forum itself, and whoever sets many channels up need not walk through them.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from functools import partial

from bot.chat import Channel, Request
from bot.commands.access import may_configure_there
from bot.commands.desk import Desk
from bot.commands.errors import BadRequest
from bot.commands.grammar import Asked
from bot.view import wording
from bot.view.characters import length, shorten
from bot.view.markup import words
from bot.view.page import MAX_COMMAND, MAX_OPTION, Oversize, Page, Text

VERBS = frozenset("subscribe follow unsubscribe unfollow subscriptions dossier digest settings".split())
_PLACE = re.compile(r"(?i)(?:(.*?)\s+)?\bin\s+(<#\w+>|#\S+)")


async def read(desk: Desk, request: Request, asked: Asked) -> tuple[Request, Asked]:
    """The request in the channel that it names at its end, and what it asks there; both unchanged without one.

    Raises BadRequest where there is no such channel that the asker can see.
    """
    found = _PLACE.fullmatch(asked.rest) if asked.verb in VERBS else None
    if not found:
        return request, asked
    id = re.fullmatch(r"<#(\w{1,40})>", found[2])
    channel = Channel(request.space, id[1]) if id else None
    if channel is None or not await request.standing.sees(channel):
        raise BadRequest(
            f"I see no channel “{shorten(found[2], 60)}” here that you can see too. Choose one from the list that "
            "opens while you type #, and invite me there if it is private."
        )
    may_configure = partial(may_configure_there, desk, request, channel)
    return replace(request, channel=channel, may_configure=may_configure), Asked(asked.verb, found[1] or "")


def told(page: Page, channel: Channel) -> Page:
    """The answer, which says of which channel it speaks, and whose buttons do there what they say."""
    behind = f" in <#{channel.id}>"
    buttons = [replace(one, command=_placed(one.command, behind)) for one in page.buttons]
    page = replace(page, buttons=tuple(one for one in buttons if length(one.command) <= MAX_COMMAND))
    if page.select:
        options = [replace(one, command=_placed(one.command, behind)) for one in page.select.options]
        fitting = tuple(one for one in options if length(one.command) <= MAX_OPTION)
        page = replace(page, select=replace(page.select, options=fitting) if fitting else None)
    with suppress(Oversize):
        return replace(page, blocks=(Text(words("In ", wording.channel(channel), ":")), *page.blocks))
    return page


def _placed(command: str, behind: str) -> str:
    return command + behind if command.partition(" ")[0] in VERBS else command
