"""Discord's REST API of channels: their messages, read and written with the bot's rights."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from aiohttp import web

from tests.standins.discord import limits
from tests.standins.discord.limits import EPHEMERAL, Refused
from tests.standins.discord.pings import pings
from tests.standins.discord.world import (
    CREATE_PUBLIC_THREADS,
    EPOCH,
    FORUMS,
    HAS_THREAD,
    MANAGE_THREADS,
    MENTION_EVERYONE,
    READ_HISTORY,
    SEND_IN_THREADS,
    SEND_MESSAGES,
    THREADS,
    VIEW_CHANNEL,
    Channel,
    Guild,
    Person,
    message_from,
    snowflake,
)

Answer = tuple[int, Any]


class Posts:
    """What the bot does in channels."""

    bot: Person
    channels: dict[str, Channel]
    guilds: list[Guild]
    pinged: list[str]
    rung: list[tuple[str, str]]
    now: Callable[[], float]
    nonce_window: float

    @abstractmethod
    async def close(self, thread: Channel, *, archived: bool, locked: bool) -> None:
        """Archive or lock a thread, or open it again."""

    @abstractmethod
    async def appear(self, channel: Channel) -> None:
        """Tell the bot of a channel that was added."""

    @abstractmethod
    def _add(self, channel: Channel) -> None:
        """Have a channel in its server."""

    def _channel(self, id: str, needed: int = VIEW_CHANNEL) -> Channel:
        channel = self.channels.get(id)
        if channel is None or channel.gone:
            raise Refused(404, 10003, "Unknown Channel")
        if not channel.may(VIEW_CHANNEL) or (channel.guild and not channel.guild.bot):
            raise Refused(403, 50001, "Missing Access")
        if not channel.may(needed):
            raise Refused(403, 50013, "Missing Permissions")
        if channel.person and needed & SEND_MESSAGES and not channel.person.takes_direct_messages:
            raise Refused(403, 50007, "Cannot send messages to this user")
        return channel

    async def _show_channel(self, request: web.Request, payload: Any, id: str) -> Answer:
        return 200, self._channel(id).described()

    async def _list_messages(self, request: web.Request, payload: Any, id: str) -> Answer:
        channel = self._channel(id)
        if not channel.may(READ_HISTORY):
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
        if channel.kind in FORUMS:
            raise Refused(400, 50008, "Cannot send messages in a non-text channel")
        limits.check_message(payload)
        nonce = str(payload["nonce"]) if payload.get("nonce") is not None else None
        if nonce and payload.get("enforce_nonce") and nonce in channel.nonces:
            known = channel.messages.get(channel.nonces[nonce])
            if known is None:
                raise Refused(404, 10008, "Unknown Message")  # deleted since
            if self.now() - _posted(known["id"]) < self.nonce_window:
                return 200, known
        message = self._keep(payload, channel, snowflake(self.now()))
        if nonce:
            channel.nonces[nonce] = message["id"]
        return 200, message

    def _keep(self, payload: Any, channel: Channel, id: str) -> dict[str, Any]:
        """A message of the bot's that is posted, and rings with whom it pings."""
        message = message_from(payload, self.bot.user(), channel, id)
        channel.messages[id] = message
        pinged = pings(payload)
        self.pinged += pinged
        for role in channel.guild.named_roles if channel.guild else ():
            if role.id in pinged and (role.mentionable or channel.may(MENTION_EVERYONE)):
                self.rung.append((channel.id, role.id))
                message["mention_roles"].append(role.id)
        return message

    async def _open_thread(self, thread: Channel) -> None:
        """A message opens a thread that is archived, unless it is locked."""
        if thread.locked and not thread.may(MANAGE_THREADS):
            raise Refused(400, *((50083, "Thread is archived") if thread.archived else (160005, "Thread is locked")))
        if thread.archived:
            await self.close(thread, archived=False, locked=False)

    async def _edit(self, request: web.Request, payload: Any, id: str, message_id: str) -> Answer:
        channel = self._channel(id)
        message = channel.messages.get(message_id)
        if message is None:
            raise Refused(404, 10008, "Unknown Message")
        if channel.archived:
            raise Refused(400, 50083, "Thread is archived")
        channel.messages[message_id] = self._edited(message, payload, channel)
        return 200, channel.messages[message_id]

    def _edited(self, message: dict[str, Any], payload: dict[str, Any], channel: Channel) -> dict[str, Any]:
        flags = payload.get("flags", 0) & ~EPHEMERAL | message["flags"]
        whole = {**{name: message[name] for name in ("content", "embeds", "components")}, **payload, "flags": flags}
        limits.check_message(whole)
        self.pinged += pings(payload)
        new = message_from(whole, self.bot.user(), channel, message["id"])
        return {**new, "timestamp": message["timestamp"], "edited_timestamp": new["timestamp"]}

    async def _show_message(self, request: web.Request, payload: Any, id: str, message_id: str) -> Answer:
        channel = self._channel(id, VIEW_CHANNEL | READ_HISTORY)
        if message_id not in channel.messages:
            raise Refused(404, 10008, "Unknown Message")
        return 200, _without_nonce(channel.messages[message_id])

    # Threads

    async def _start_thread(self, request: web.Request, payload: Any, id: str, message_id: str) -> Answer:
        channel = self._channel(id, VIEW_CHANNEL | CREATE_PUBLIC_THREADS)
        if channel.kind not in (0, 5):
            raise Refused(400, 50024, "Cannot execute action on this channel type")
        if message_id not in channel.messages:
            raise Refused(404, 10008, "Unknown Message")
        limits.check_thread(payload)
        known = self.channels.get(message_id)
        if known and not known.gone:
            raise Refused(400, 160004, "A thread has already been created for this message")
        thread = await self._begin(channel, payload["name"], message_id)
        channel.messages[message_id]["flags"] |= HAS_THREAD
        return 201, thread.described()

    async def _post_in_forum(self, request: web.Request, payload: Any, id: str) -> Answer:
        forum = self._channel(id, VIEW_CHANNEL | SEND_MESSAGES)
        if forum.kind not in FORUMS:
            raise Refused(400, 50024, "Cannot execute action on this channel type")
        limits.check_thread(payload)
        limits.check_message(payload["message"])
        applied = payload.get("applied_tags") or []
        if forum.needs_tag and not applied:
            raise Refused(400, 40067, "A tag is required to create a forum post in this channel")
        tags = [tag for tag in forum.tags if tag.id in applied]
        if len(tags) < len(applied):
            raise Refused(400, 10087, "Unknown Tag")
        if any(tag.moderated for tag in tags) and not forum.may(MANAGE_THREADS):
            raise Refused(403, 50013, "Missing Permissions")
        thread = await self._begin(forum, payload["name"], snowflake(self.now()), applied)
        return 201, {**thread.described(), "message": self._keep(payload["message"], thread, thread.id)}

    async def _begin(self, parent: Channel, name: str, id: str, applied: Sequence[str] = ()) -> Channel:
        kind = 10 if parent.kind == 5 else 11
        thread = Channel(parent.guild, name, kind, parent=parent, applied=list(applied), owner=self.bot.id, id=id)
        self._add(thread)
        await self.appear(thread)
        return thread

    async def _list_active(self, request: web.Request, payload: Any, guild_id: str) -> Answer:
        guild = next((guild for guild in self.guilds if guild.id == guild_id and guild.bot), None)
        if guild is None:
            raise Refused(403, 50001, "Missing Access")
        return 200, {"threads": self._threads_told(guild.channels, archived=False), "members": []}

    async def _list_archived(self, request: web.Request, payload: Any, id: str) -> Answer:
        channel = self._channel(id, VIEW_CHANNEL | READ_HISTORY)
        assert channel.guild
        below = [thread for thread in channel.guild.channels if thread.parent is channel]
        return 200, {"threads": self._threads_told(below, archived=True), "members": [], "has_more": False}

    def _threads_told(self, channels: Iterable[Channel], *, archived: bool) -> list[dict[str, Any]]:
        threads = [one for one in channels if one.kind in THREADS and not one.gone and one.may(VIEW_CHANNEL)]
        return [one.described() for one in threads if one.archived == archived]


def _posted(id: str) -> float:
    return ((int(id) >> 22) + EPOCH) / 1000


def _without_nonce(message: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in message.items() if name != "nonce"}
