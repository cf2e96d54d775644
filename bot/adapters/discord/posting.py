"""Post what the outbox sends, once: with a nonce, and with a mark by which a post is found again."""

from __future__ import annotations

import asyncio
import time
from base64 import b32encode
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import TypeVar

import aiohttp
import discord

from bot.adapters.discord.pacer import Pacer
from bot.adapters.discord.refusal import meant_for_all, send_failed
from bot.adapters.discord.render import components
from bot.adapters.discord.sheet import Sheet
from bot.chat import Channel, Delivery, SendFailed

NONCE_LASTS = timedelta(minutes=2)  # Discord: "the past few minutes"
CLOCKS_DIFFER = timedelta(minutes=1)  # ours and Discord's, at most
MOST_HISTORY = 1000  # messages to look through
PATIENCE = 32.0  # seconds for one request; discord.py waits and tries again meanwhile, for at most 30
_UNKNOWN_MESSAGE = 10008  # Discord

Place = discord.PartialMessageable | discord.DMChannel
Answer = TypeVar("Answer")


class Posting:
    """Sends deliveries at the pace that Discord allows."""

    def __init__(self, client: discord.Client, pace: float, now: Callable[[], datetime]) -> None:
        """Post through `client`, `pace` times a second at most."""
        self._client = client
        self._pacer = Pacer(pace)
        self._now = now
        self._shut: SendFailed | None = None  # why nothing is sent for a while
        self._shut_until = 0.0

    async def send(self, delivery: Delivery) -> str:
        """Post or edit; answers with the message's id. Raises SendFailed, and nothing else of Discord's."""
        left = self._shut_until - time.monotonic()
        if self._shut and left > 0:
            raise SendFailed(self._shut.reason, retry_after=left)
        try:
            return await self._send(delivery)
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:  # TimeoutError is an OSError
            failed = send_failed(error)
            if failed.retry_after and meant_for_all(error):  # 10,000 such answers in ten minutes are a ban
                self._shut, self._shut_until = failed, time.monotonic() + failed.retry_after.total_seconds()
            raise failed from error

    async def _send(self, delivery: Delivery) -> str:
        channel = await self._open(delivery.channel)
        if delivery.replaces:
            return await self._edit(channel, delivery.replaces, delivery)
        if delivery.unsure and delivery.first_tried and self._now() - delivery.first_tried > NONCE_LASTS:
            found = await self._find(channel, delivery.key, delivery.first_tried)
            if found:
                return found
        return await self._post(channel, delivery)

    async def _open(self, channel: Channel) -> Place:
        if not channel.direct:
            return self._client.get_partial_messageable(int(channel.id))
        person = discord.Object(int(channel.id.removeprefix("@")), type=discord.User)
        return await self._ask(lambda: self._client.create_dm(person))

    async def _post(self, channel: Place, delivery: Delivery) -> str:
        sheet = Sheet(components(delivery.page, mark(delivery.key)))
        try:
            return str((await self._ask(lambda: channel.send(view=sheet, nonce=nonce(delivery.key)))).id)
        except discord.NotFound as error:
            if error.code == _UNKNOWN_MESSAGE:  # it was posted under this nonce, and somebody deleted it since
                return ""
            raise

    async def _edit(self, channel: Place, message: str, delivery: Delivery) -> str:
        sheet = Sheet(components(delivery.page, mark(delivery.key)))
        known = channel.get_partial_message(int(message))
        try:
            # discord.py leaves out the client's default where an edit has no content of the old kind.
            await self._ask(lambda: known.edit(view=sheet, allowed_mentions=discord.AllowedMentions.none()))
        except discord.NotFound as error:
            if error.code != _UNKNOWN_MESSAGE:  # deleted: there is nothing left to change
                raise
        return message

    async def _find(self, channel: Place, key: str, since: datetime) -> str | None:
        """The id of the message that carries the key's mark, where an earlier try arrived after all."""
        wanted = mark(key)
        await self._pacer.turn()
        async with asyncio.timeout(PATIENCE):
            async for message in channel.history(after=since - CLOCKS_DIFFER, limit=MOST_HISTORY):
                if any(getattr(component, "id", None) == wanted for component in message.components):
                    return str(message.id)
        return None

    async def _ask(self, request: Callable[[], Awaitable[Answer]]) -> Answer:
        await self._pacer.turn()
        async with asyncio.timeout(PATIENCE):
            return await request()


def nonce(key: str) -> str:
    """What keeps Discord from posting a delivery twice: at most 25 characters."""
    return b32encode(blake2b(key.encode(), digest_size=15).digest()).decode()


def mark(key: str) -> int:
    """The number under which a delivery's container stands in the message: 31 bits, never 0."""
    return int.from_bytes(blake2b(key.encode(), digest_size=4, person=b"mark").digest()) & 0x7FFFFFFF or 1
