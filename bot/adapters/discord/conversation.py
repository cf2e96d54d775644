"""Answer whatever people do with us on Discord: commands, menus, clicks, choices, forms, and options half typed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

import aiohttp
import discord

from bot.adapters.discord import asking
from bot.adapters.discord.files import Files
from bot.adapters.discord.line import Kind, Line
from bot.adapters.discord.refusal import brief
from bot.adapters.discord.reply import FORM_PATIENCE, PATIENCE, Reply
from bot.adapters.discord.unfinished import Unfinished
from bot.chat import Request
from bot.commands import Choice, Desk
from bot.view.markup import words
from bot.view.page import Button, Page, Text, Tone

Answer = Callable[[Desk, Request], Awaitable[Page]]
Suggest = Callable[[Desk, Request, str, str], Awaitable[list[Choice]]]

MOST_COMPLETIONS = 25  # Discord
COMPLETION_PATIENCE = 1.0  # seconds; people type on meanwhile

OUTDATED = Page(
    "That button no longer works",
    (Text(words("It is from an older version. Ask again: /brief.")),),
    buttons=(Button("State of the talks", "brief"),),
    tone=Tone.MISTAKE,
)

log = logging.getLogger(__name__)


class Conversation:
    """Turns interactions into requests, and pages into answers."""

    def __init__(self, desk: Desk, answer: Answer, suggest: Suggest, files: Files) -> None:
        """Answer with what `answer` says, and complete with what `suggest` offers; `files` fetches what is sent."""
        self._desk = desk
        self._files = files
        self._unfinished = Unfinished()
        self._answer = answer
        self._suggest = suggest
        self._under_way: set[asyncio.Task[None]] = set()

    async def take(self, interaction: discord.Interaction) -> None:
        """Answer one interaction."""
        task = asyncio.current_task()
        assert task is not None
        self._under_way.add(task)
        try:
            if interaction.type is discord.InteractionType.autocomplete:
                await self._complete(interaction)
            elif interaction.type is not discord.InteractionType.ping:
                await self._reply(interaction)
        finally:
            self._under_way.discard(task)

    async def finish(self, seconds: float) -> None:
        """Let the answers under way arrive, for at most so long."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=seconds)

    async def _reply(self, interaction: discord.Interaction) -> None:
        with Reply(interaction, FORM_PATIENCE if asking.opens_form(interaction) else PATIENCE) as reply:
            request = asking.request(interaction, self._files)
            page = await self._page(interaction, request) if request else OUTDATED
            await reply.give(page, request.text if request else "")

    async def _page(self, interaction: discord.Interaction, request: Request) -> Page:
        page = await self._answer(self._desk, request)
        if interaction.type is discord.InteractionType.modal_submit:
            if page.tone is Tone.MISTAKE or page.form:
                return self._unfinished.keep(request, page)
            self._unfinished.forget(request)
        return self._unfinished.fill(request, page) if asking.opens_again(interaction) else page

    async def _complete(self, interaction: discord.Interaction) -> None:
        choices = await self._choices(interaction)
        completions = [{"name": one.label, "value": one.value} for one in choices if one.label.strip()]
        try:
            await Line(interaction).answer(Kind.CHOICES, {"choices": completions[:MOST_COMPLETIONS]})
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.info("Completions did not reach Discord: %s", brief(error))  # nobody waits for them

    async def _choices(self, interaction: discord.Interaction) -> list[Choice]:
        """What to offer; nothing where that takes too long or breaks, so that people can type on."""
        try:
            typing = asking.typing(interaction)
            if typing is None:
                return []
            async with asyncio.timeout(COMPLETION_PATIENCE):
                return await self._suggest(self._desk, typing.request, typing.completes, typing.typed)
        except TimeoutError:
            log.warning("Completions took longer than %s s.", COMPLETION_PATIENCE)
        except Exception:
            log.exception("Completions broke.")
        return []
