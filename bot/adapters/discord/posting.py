"""Post what the outbox sends, once: with a nonce, and with a mark by which a post is found again."""

from __future__ import annotations

import asyncio
import functools
import logging
import time
from base64 import b32encode
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any, Literal, TypeVar

import aiohttp
import discord
from discord.http import MultipartParameters, Route

from bot.adapters.discord.forums import Forums, Titles, thread_name
from bot.adapters.discord.mentions import silence
from bot.adapters.discord.reach import objection, shortcomings
from bot.adapters.discord.refusal import no_thread, send_failed
from bot.adapters.discord.render import Component, message
from bot.chat import Channel, Delivery, SendFailed, Thread

NONCE_LASTS = timedelta(minutes=2)  # Discord: "the past few minutes"
CLOCKS_DIFFER = timedelta(minutes=1)  # ours and Discord's, at most
PAGE, MOST_PAGES = 100, 10  # messages of a channel's history to look through
MOST_OPENED = 1000  # direct messages whose channel we remember
PATIENCE = 32.0  # seconds for one request; discord.py waits and tries again meanwhile, for at most 30
A_DAY: Literal[1440] = 1440  # Discord: minutes until a thread in which nobody writes leaves the list of channels
_BEGUN_ALREADY = 160004  # Discord
_UNKNOWN_MESSAGE, _NOT_OURS, _ARCHIVED = 10008, 50005, 50083  # Discord; a new message opens an archived thread

Answer = TypeVar("Answer")

log = logging.getLogger(__name__)


class Posting:
    """Sends deliveries; the client keeps the pace that Discord allows."""

    def __init__(self, client: discord.Client, now: Callable[[], datetime], titles: Titles) -> None:
        """Post through `client`; `titles` tells how a space's dossiers are called."""
        self._client = client
        self._http = client.http
        self._forums = Forums(client, titles)
        self._opened: dict[int, int] = {}
        self._begun: set[int] = set()  # threads
        self._now = now
        self._shut: SendFailed | None = None  # why nothing is sent for a while
        self._shut_until = 0.0

    @property
    def shut(self) -> bool:
        """Whether Discord takes nothing of us for a while: it refuses our token, or has banned us."""
        return self._shut_until > time.monotonic()

    async def send(self, delivery: Delivery) -> str:
        """Post or edit; answers with the message's id, behind that of its thread where it is in one: "7/8".

        Raises SendFailed, and nothing else of Discord's.
        """
        return await self._unless_shut(lambda: self._send(delivery))

    async def objection(self, channel: Channel) -> str:
        """Why a post would not arrive just now; "" where nothing speaks against it. Raises SendFailed alone."""
        return await self._unless_shut(lambda: objection(self._client, self._forums, channel))

    async def shortcomings(self, channel: Channel) -> list[str]:
        """What does not work in a channel, a post's arrival first. Raises SendFailed alone."""
        return await self._unless_shut(lambda: shortcomings(self._client, self._forums, channel))

    async def introduce(self) -> str:
        """Ask Discord who we are; answers with our id. Raises SendFailed alone."""
        return await self._unless_shut(lambda: self._introduce())

    async def _introduce(self) -> str:
        return str((await self._ask(lambda: self._http.request(Route("GET", "/users/@me"))))["id"])

    async def _unless_shut(self, work: Callable[[], Awaitable[Answer]]) -> Answer:
        if self._shut and self.shut:
            raise SendFailed(self._shut.reason, retry_after=self._shut_until - time.monotonic(), for_all=True)
        try:
            return await work()
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:  # TimeoutError is an OSError
            failed = send_failed(error)
            if failed.for_all and failed.retry_after:  # 10,000 such answers in ten minutes are a ban
                if not self.shut:
                    log.error("Nothing is sent to Discord for %s, and nothing is lost. %s", failed.retry_after, failed)
                self._shut, self._shut_until = failed, time.monotonic() + failed.retry_after.total_seconds()
            raise failed from error

    async def _send(self, delivery: Delivery) -> str:
        home = await self._open(delivery.channel)
        if delivery.replaces:
            return await self._edit(home, delivery.replaces, delivery)
        if delivery.thread and not delivery.answers:
            return await self._post_in_thread(home, delivery.thread, delivery)
        thread, _ = _parted(delivery.answers or "")
        forum = None if thread else self._forums.get(delivery.channel)
        if forum:
            return await self._post_in_forum(forum, delivery)
        id = await self._post_once(int(thread or home), delivery)
        return f"{thread}/{id}" if thread and id else id

    async def _post_once(self, place: int, delivery: Delivery) -> str:
        found = None
        if delivery.unsure and delivery.first_tried and self._now() - delivery.first_tried > NONCE_LASTS:
            found = await self._find(place, delivery.key, delivery.first_tried)
        return found or await self._post(place, delivery)

    async def _post_in_thread(self, home: int, thread: Thread, delivery: Delivery) -> str:
        try:
            place = await self._begin(home, thread)
            id = await self._post_once(place, delivery)
        except discord.HTTPException as error:
            because = no_thread(error)
            if because:
                raise SendFailed(because, threadless=True, gone=error.code == _UNKNOWN_MESSAGE) from error
            raise
        return f"{place}/{id}" if id else id

    async def _begin(self, home: int, thread: Thread) -> int:
        """The number of a message's thread, begun where it was not yet: in a forum, the post is the thread.

        It is the message's own number, so that to begin it again does no harm.
        """
        above, number = _parted(thread.message)
        if not number:
            raise SendFailed("The headline is gone.", threadless=True, gone=True)
        if not above and int(number) not in self._begun:
            start = functools.partial(
                self._http.start_thread_with_message,
                home,
                int(number),
                name=thread_name(thread.title),
                auto_archive_duration=A_DAY,
            )
            try:
                await self._ask(start)
            except discord.HTTPException as error:
                if error.code != _BEGUN_ALREADY:
                    raise
            if len(self._begun) >= MOST_OPENED:
                self._begun.clear()
            self._begun.add(int(number))
        return int(above or number)

    async def _post_in_forum(self, forum: discord.ForumChannel, delivery: Delivery) -> str:
        """A post is a thread, and its first message has the thread's id."""
        found = None
        if delivery.unsure and delivery.first_tried:
            since, wanted = delivery.first_tried - CLOCKS_DIFFER, mark(delivery.key)
            found = await self._ask(lambda: self._forums.find(forum, since, lambda known: _carries(known, wanted)))
        post = functools.partial(self._forums.post, forum, delivery.page, self._message(delivery))
        id = found or await self._ask(post)
        return f"{id}/{id}"

    async def _open(self, channel: Channel) -> int:
        """The channel's number; direct messages have one once they are opened."""
        if not channel.direct:
            if stranger(self._client.get_channel(int(channel.id)), channel):
                raise SendFailed(
                    "That channel belongs to another server: nothing of this one's goes there.", permanent=True
                )
            return int(channel.id)
        person = int(channel.id.removeprefix("@"))
        if person not in self._opened:
            if len(self._opened) >= MOST_OPENED:
                self._opened.clear()
            self._opened[person] = int((await self._ask(lambda: self._http.start_private_message(person)))["id"])
        return self._opened[person]

    async def _post(self, channel: int, delivery: Delivery) -> str:
        payload = self._message(delivery) | {"nonce": nonce(delivery.key), "enforce_nonce": True}
        if delivery.answers:
            payload["message_reference"] = {"message_id": _parted(delivery.answers)[1], "fail_if_not_exists": False}
        try:
            return str((await self._ask(lambda: self._http.send_message(channel, params=_params(payload))))["id"])
        except discord.NotFound as error:
            if error.code == _UNKNOWN_MESSAGE:  # it was posted under this nonce, and somebody deleted it since
                return ""
            raise

    def _message(self, delivery: Delivery) -> Component:
        """The page as a new message, with its mention where somebody would hear of it."""
        mention = delivery.mention
        if mention and (because := silence(self._client, delivery.channel, mention)):
            log.warning("Delivery %s mentions nobody: %s", delivery.id, because)
            mention = None
        return message(delivery.page, mark(delivery.key), mention=mention)

    async def _edit(self, home: int, id: str, delivery: Delivery) -> str:
        params = _params(message(delivery.page, mark(delivery.key)))
        thread, number = _parted(id)
        try:
            await self._ask(lambda: self._http.edit_message(thread or home, int(number), params=params))
        except discord.HTTPException as error:
            if error.code in (_UNKNOWN_MESSAGE, _NOT_OURS, _ARCHIVED):
                gone = error.code == _UNKNOWN_MESSAGE
                raise SendFailed("That message is gone, not mine, or archived.", uneditable=True, gone=gone) from error
            raise
        return id

    async def _find(self, channel: int, key: str, since: datetime) -> str | None:
        """The id of the message that carries the key's mark, where an earlier try arrived after all."""
        wanted, after = mark(key), discord.utils.time_snowflake(since - CLOCKS_DIFFER)
        for _ in range(MOST_PAGES):
            page = await self._ask(functools.partial(self._http.logs_from, channel, PAGE, after=after))
            for known in page:
                if _carries(known, wanted):
                    return str(known["id"])
            if len(page) < PAGE:
                break
            after = max(int(known["id"]) for known in page)
        return None

    async def _ask(self, request: Callable[[], Awaitable[Answer]]) -> Answer:
        async with asyncio.timeout(PATIENCE):
            return await request()


def stranger(known: object, channel: Channel) -> bool:
    """Whether Discord knows this channel as another server's: its id may come from a file that somebody made."""
    guild = getattr(known, "guild", None)
    return guild is not None and str(guild.id) != channel.space.id


def _params(payload: Component) -> MultipartParameters:
    return MultipartParameters(payload=payload, multipart=None, files=None)


def _parted(id: str) -> tuple[str, str]:
    """A message's id as the thread that it stands in ("" in none) and its number there: "7/8"."""
    thread, _, number = id.rpartition("/")
    return thread, number


def _carries(message: Mapping[str, Any], mark: int) -> bool:
    return any(component.get("id") == mark for component in message.get("components", []))


def nonce(key: str) -> str:
    """What keeps Discord from posting a delivery twice: at most 25 characters."""
    return b32encode(blake2b(key.encode(), digest_size=15).digest()).decode()


def mark(key: str) -> int:
    """The number under which a delivery's container stands in the message: 31 bits, never 0."""
    return int.from_bytes(blake2b(key.encode(), digest_size=4, person=b"mark").digest()) & 0x7FFFFFFF or 1
