"""Mistakes of the reader's."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat import Request
from bot.view.page import Button


class BadRequest(Exception):
    """The reader can put it right. The message is shown, so it is full sentences with a way out."""

    def __init__(self, text: str, buttons: Sequence[Button] = (), *, question: str = "") -> None:
        """Take the sentences, commands that are a way out, and the question of a form that has to be answered anew."""
        super().__init__(text)
        self.buttons = tuple(buttons)
        self.question = question


class MayNot(BadRequest):
    """They would need a right that they do not have."""


async def need_right(request: Request, what: str) -> None:
    """Raise MayNot unless the asker may; `what` completes "Only people who manage this channel can ..."."""
    if not await request.may_configure():
        place = "this workspace or server" if request.channel.direct else "this channel"
        raise MayNot(
            f"Only people who manage {place} can {what}. Ask one of them, or follow topics for yourself: "
            "“subscribe redlines me” brings them to your direct messages.",
            (Button("Follow red lines myself", "subscribe redlines me"),),
        )


async def need_reach(request: Request) -> None:
    """Raise BadRequest where a post of ours would not arrive in the channel."""
    because = await request.standing.objection(request.channel)
    if because:
        raise BadRequest(f"{because} Nothing was changed: then ask again.")


async def may_edit(request: Request) -> bool:
    """Whether to offer what editors can do. Where a platform will not say, a reader reads on without it."""
    try:
        return await request.may_configure()
    except BadRequest:
        return False
