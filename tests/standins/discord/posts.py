"""Discord's REST API of channels: their messages, read and written with the bot's rights."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.standins.discord import limits
from tests.standins.discord.limits import EPHEMERAL, Refused
from tests.standins.discord.pings import pings
from tests.standins.discord.world import (
    EPOCH,
    MANAGE_THREADS,
    READ_HISTORY,
    SEND_IN_THREADS,
    SEND_MESSAGES,
    THREADS,
    VIEW_CHANNEL,
    Channel,
    Person,
    message_from,
    snowflake,
)

Answer = tuple[int, Any]


class Posts:
    """What the bot does in channels."""

    bot: Person
    channels: dict[str, Channel]
    pinged: list[str]
    now: Callable[[], float]
    nonce_window: float

    @abstractmethod
    async def close(self, thread: Channel, *, archived: bool, locked: bool) -> None:
        """Archive or lock a thread, or open it again."""

    def _channel(self, id: str, needed: int = VIEW_CHANNEL) -> Channel:
        channel = self.channels.get(id)
        if channel is None or channel.gone:
            raise Refused(404, 10003, "Unknown Channel")
        allowed = channel.parent.allowed if channel.parent else channel.allowed
        if not allowed & VIEW_CHANNEL or (channel.guild and not channel.guild.bot):
            raise Refused(403, 50001, "Missing Access")
        if allowed & needed != needed:
            raise Refused(403, 50013, "Missing Permissions")
        if channel.person and needed & SEND_MESSAGES and not channel.person.takes_direct_messages:
            raise Refused(403, 50007, "Cannot send messages to this user")
        return channel

    async def _show_channel(self, request: web.Request, payload: Any, id: str) -> Answer:
        return 200, self._channel(id).described()

    async def _list_messages(self, request: web.Request, payload: Any, id: str) -> Answer:
        channel = self._channel(id)
        if not channel.allowed & READ_HISTORY:
            return 200, []  # as Discord does: no history, no error
        limit = int(request.query.get("limit", 50))
        after, before = int(request.query.get("after", 0)), int(request.query.get("before", 2**63))
        found = [message for number, message in channel.messages.items() if after < int(number) < before]
        page = found[:limit] if "after" in request.query else found[-limit:]
        return 200, [_without_nonce(message) for message in reversed(page)]  # newest first

    async def _post(self, request: web.Request, payload: Any, id: str) -> Answer:
        thread = self.channels.get(id)
        if thread and thread.kind in THREADS:
            channel = self._channel(id, VIEW_CHANNEL | SEND_IN_THREADS)
            await self._open_thread(channel)
        else:
            channel = self._channel(id, VIEW_CHANNEL | SEND_MESSAGES)
        limits.check_message(payload)
        nonce = str(payload["nonce"]) if payload.get("nonce") is not None else None
        if nonce and payload.get("enforce_nonce") and nonce in channel.nonces:
            known = channel.messages.get(channel.nonces[nonce])
            if known is None:
                raise Refused(404, 10008, "Unknown Message")  # deleted since
            if self.now() - _posted(known["id"]) < self.nonce_window:
                return 200, known
        message = message_from(payload, self.bot.user(), channel, snowflake(self.now()))
        self.pinged += pings(payload)
        channel.messages[message["id"]] = message
        if nonce:
            channel.nonces[nonce] = message["id"]
        return 200, message

    async def _open_thread(self, thread: Channel) -> None:
        """A message opens a thread that is archived, unless it is locked."""
        assert thread.parent
        if thread.locked and not thread.parent.allowed & MANAGE_THREADS:
            raise Refused(400, *((50083, "Thread is archived") if thread.archived else (160005, "Thread is locked")))
        if thread.archived:
            await self.close(thread, archived=False, locked=False)

    async def _edit(self, request: web.Request, payload: Any, id: str, message_id: str) -> Answer:
        channel = self._channel(id)
        message = channel.messages.get(message_id)
        if message is None:
            raise Refused(404, 10008, "Unknown Message")
        channel.messages[message_id] = self._edited(message, payload, channel)
        return 200, channel.messages[message_id]

    def _edited(self, message: dict[str, Any], payload: dict[str, Any], channel: Channel) -> dict[str, Any]:
        flags = payload.get("flags", 0) & ~EPHEMERAL | message["flags"]
        whole = {**{name: message[name] for name in ("content", "embeds", "components")}, **payload, "flags": flags}
        limits.check_message(whole)
        self.pinged += pings(payload)
        new = message_from(whole, self.bot.user(), channel, message["id"])
        return {**new, "timestamp": message["timestamp"], "edited_timestamp": new["timestamp"]}


def _posted(id: str) -> float:
    return ((int(id) >> 22) + EPOCH) / 1000


def _without_nonce(message: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in message.items() if name != "nonce"}
