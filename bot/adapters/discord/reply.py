"""The answer to one interaction: at once where that is soon enough, and otherwise promised first.

Discord waits three seconds for a first word, and a quarter of an hour for the answer that it promised.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

import aiohttp
import discord

from bot.adapters.discord.line import Kind, Line
from bot.adapters.discord.refusal import brief
from bot.adapters.discord.render import EPHEMERAL, message, modal
from bot.view import characters
from bot.view.page import MAX_BUTTONS, MAX_COMMAND, Button, Page

PATIENCE = 1.5  # seconds before we promise an answer
FORM_PATIENCE = 2.3  # ... after a click that has to open a form: a modal cannot follow a promise
_ALREADY_ACKNOWLEDGED = 40060  # Discord

log = logging.getLogger(__name__)


class Reply:
    """What one person gets for one interaction. Enter it when the work begins: that starts the clock."""

    def __init__(self, interaction: discord.Interaction, patience: float = PATIENCE) -> None:
        """Answer `interaction`; where that takes longer than `patience`, promise it first."""
        self._line = Line(interaction)
        self._patience = patience
        self._may_open_form = interaction.type is not discord.InteractionType.modal_submit
        # Only the asker sees an ephemeral message, so a click there may turn it into the next page.
        self._in_place = interaction.message is not None and interaction.message.flags.ephemeral
        self._promise: asyncio.Task[None] | None = None
        self._promised = False

    def __enter__(self) -> Self:
        """Start the clock."""
        self._timer = asyncio.get_running_loop().call_later(self._patience, self._start_promise)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        """Stop it."""
        self._timer.cancel()

    async def give(self, page: Page, command: str) -> None:
        """Show the page that answers `command`."""
        self._timer.cancel()
        try:
            if self._promise:
                await self._promise
            await self._twice(lambda: self._show(page, command))
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.warning("An answer did not reach Discord: %s", brief(error))

    def _start_promise(self) -> None:
        self._promise = asyncio.create_task(self._give_promise())

    async def _give_promise(self) -> None:
        # Where the promise fails, the answer itself may still come in time.
        with suppress(discord.HTTPException, aiohttp.ClientError, OSError):
            if self._in_place:
                await self._twice(lambda: self._line.answer(Kind.LATER))
            else:
                await self._twice(lambda: self._line.answer(Kind.THINKING, {"flags": EPHEMERAL}))
            self._promised = True

    async def _twice(self, say: Callable[[], Awaitable[Any]]) -> None:
        """Say it again where the connection was lost: a kept one may have been closed just then."""
        try:
            await say()
        except (aiohttp.ClientError, OSError):
            try:
                await say()
            except discord.HTTPException as error:
                if error.code != _ALREADY_ACKNOWLEDGED:  # it had arrived the first time
                    raise

    async def _show(self, page: Page, command: str) -> None:
        stays = page.aside or not self._in_place  # what was clicked on
        if page.form and self._may_open_form and not self._promised:
            await self._line.answer(Kind.MODAL, modal(page.form))
            return
        page = _with_way_to_form(page, command)
        if not self._promised:
            if stays:
                await self._line.answer(Kind.MESSAGE, message(page, flags=EPHEMERAL))
            else:
                await self._line.answer(Kind.UPDATE, message(page))
        elif self._in_place and stays:
            await self._line.add(message(page, flags=EPHEMERAL))
        else:
            await self._line.edit(message(page))


def _with_way_to_form(page: Page, command: str) -> Page:
    """The page with a button for its form, which did not open by itself."""
    taken = command in [button.command for button in page.buttons]
    if not page.form or taken or len(page.buttons) == MAX_BUTTONS or characters.length(command) > MAX_COMMAND:
        return page
    return page.with_button(Button(page.form.title, command, style="main", opens_form=True))
