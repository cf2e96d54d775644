"""Discord: be there, listen, and post."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from discord.state import ConnectionState

from bot.adapters.discord import checkup
from bot.adapters.discord.checkup import REFUSED, Heard
from bot.adapters.discord.conversation import Answer, Conversation, Suggest
from bot.adapters.discord.files import Files
from bot.adapters.discord.limits import LONGEST_HOLD, Buckets, paced
from bot.adapters.discord.posting import Posting
from bot.adapters.discord.refusal import brief
from bot.adapters.discord.registration import register
from bot.adapters.discord.rights import WHERE, Objection, no_objection
from bot.chat import Channel, Delivery, Platform, SendFailed, Space
from bot.checks import Check, Examination
from bot.commands import Desk, greet, handle, suggest
from bot.settings import Settings
from bot.store import dossiers

API, GATEWAY = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY  # Discord's own

LAST_WORDS = 0.8  # seconds for answers under way when we stop
CLOSING = 0.8  # seconds for Discord to say goodbye
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0  # seconds between two tries to come in

ENDED = {
    4004: REFUSED,
    4010: "Discord does not take our shard. Start Communiqué again.",
    4011: "Discord wants this bot sharded: it is in more than 2,500 servers, and one Communiqué serves no more.",
    4013: "Discord does not know an intent of ours: update Communiqué.",
    4014: "Discord does not allow an intent of ours: update Communiqué.",
}

log = logging.getLogger(__name__)


class DiscordFailed(Exception):
    """Discord does not have us. The text says why, and what to do."""


class _State(ConnectionState["_Client"]):
    """discord.py's, which keeps nothing of a channel whose type it does not know, and breaks off on what is new."""

    def parse_interaction_create(self, data: Any) -> None:
        try:
            interaction: discord.Interaction[_Client] = discord.Interaction(data=data, state=self)
            interaction.extras[WHERE] = {"id": data["channel_id"], **(data.get("channel") or {})}
        except Exception:
            log.exception("What somebody did in Discord cannot be read, and is passed over.")
        else:
            self.dispatch("interaction", interaction)


class _Client(discord.Client):
    """discord.py with as little memory as it can do with: servers and channels, no members, no messages."""

    def __init__(self, pace: float) -> None:
        self.heard = Heard()
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # we never speak
        super().__init__(
            intents=discord.Intents(guilds=True),
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=0.5,  # of 2.4 s to ready, 2.0 were this
            max_ratelimit_timeout=LONGEST_HOLD,
            http_trace=paced(pace, self.heard),
        )
        self.http._buckets = Buckets()
        self.conversation: Conversation | None = None
        self.changed: Callable[[Space | Channel], Awaitable[None]] | None = None
        self.joined: Callable[[discord.Guild], Awaitable[None]] | None = None
        self.objection: Objection = no_objection

    def _get_state(self, **options: Any) -> _State:
        return _State(dispatch=self.dispatch, handlers=self._handlers, hooks=self._hooks, http=self.http, **options)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        if self.conversation:
            await self.conversation.take(interaction)

    # What may let us post again where we could not.

    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self._look_at(guild.id)
        if self.joined:
            await self.joined(guild)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        await self._look_at(guild.id)

    async def on_guild_channel_update(self, before: object, after: discord.abc.GuildChannel) -> None:
        await self._look_at(after.guild.id)  # not at that alone: its threads and, of a category, its channels follow it

    async def on_guild_role_update(self, before: object, after: discord.Role) -> None:
        await self._look_at(after.guild.id)

    async def on_guild_role_delete(self, role: discord.Role) -> None:
        await self._look_at(role.guild.id)

    async def on_member_update(self, before: object, after: discord.Member) -> None:
        await self._look_at(after.guild.id)  # of nobody but us does Discord tell it

    async def on_raw_thread_update(self, payload: discord.RawThreadUpdateEvent) -> None:
        await self._look_at(payload.guild_id)

    async def _look_at(self, guild: int) -> None:
        if self.changed:
            await self.changed(Space(Platform.DISCORD, str(guild)))


def _point_at(settings: Settings) -> None:
    Route.BASE = str(settings.discord_api_url or API).rstrip("/")
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(str(settings.discord_gateway_url or GATEWAY))


def examinations(settings: Settings, now: Callable[[], datetime]) -> list[Examination]:
    """What `doctor` looks at of Discord where no bot runs: whether it takes our token, and its clock."""
    token = settings.discord_token
    if token is None:
        return []

    async def look() -> list[Check]:
        _point_at(settings)
        client = _Client(settings.discord_pace)
        try:
            return await checkup.ask(lambda: client.login(token.get_secret_value()), client.heard, now)
        finally:
            await client.http.close()

    return [Examination(checkup.TOKEN, look)]


class DiscordAdapter:
    """Our part in Discord."""

    def __init__(self, settings: Settings, desk: Desk, *, answer: Answer = handle, suggest: Suggest = suggest) -> None:
        """Serve `desk` with the token in `settings`; `start` connects."""
        assert settings.discord_token is not None
        self._token = settings.discord_token
        self._now = desk.now
        # Only discord.py's details are in its debug lines, and the tokens of interactions in them.
        logging.getLogger("discord").setLevel(logging.INFO)
        _point_at(settings)
        self._client = _Client(settings.discord_pace)
        self._posting = Posting(self._client, desk.now, lambda space: dossiers.titles(desk.database.reader, space))
        files = Files(str(settings.discord_api_url or ""))
        self._client.conversation = self._conversation = Conversation(desk, answer, suggest, files)
        self._client.changed = desk.changed
        self._client.joined = self._greet
        self._desk = desk
        self._client.objection = self.objection
        self._connection: asyncio.Task[None] | None = None
        self._started = False

    async def start(self) -> None:
        """Log in, tell Discord our commands, and connect. Tries again while Discord cannot be reached.

        Raises DiscordFailed where trying again cannot help.
        """
        await self._log_in()
        self._connection = asyncio.create_task(self._connect())
        ready = asyncio.create_task(self._client.wait_until_ready())
        try:
            await self._register()
            await asyncio.wait({self._connection, ready}, return_when=asyncio.FIRST_COMPLETED)
            if self._connection.done():
                await self._connection
            self._started = True
        finally:
            ready.cancel()

    async def stop(self) -> None:
        """Finish the answers under way, and leave."""
        await self._conversation.finish(LAST_WORDS)
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSING):
                await self._client.close()
        if self._connection:
            self._connection.cancel()
            await asyncio.gather(self._connection, return_exceptions=True)
        await self._client.http.close()

    @property
    def connected(self) -> bool:
        """Whether Discord hears us just now, and takes what we send."""
        socket: DiscordWebSocket | None = self._client.ws
        hears = self._client.is_ready() and not self._client.is_closed() and socket is not None and socket.open
        return hears and not self._posting.shut

    async def send(self, delivery: Delivery) -> str:
        """Post a delivery, or edit the message that it replaces; answers with the message's id."""
        if not self._client.is_ready():
            raise SendFailed("Discord is not connected yet.", retry_after=10)
        return await self._posting.send(delivery)

    async def objection(self, channel: Channel) -> str:
        """Why a post would not arrive in a channel just now; "" where nothing speaks against it. Raises SendFailed."""
        if not self._client.is_ready():
            raise SendFailed("Discord is not connected yet.", retry_after=10)
        return await self._posting.objection(channel)

    def examinations(self, channel: Channel | None) -> list[Examination]:
        """What `doctor` looks at of Discord."""

        place = channel if channel and channel.space.platform is Platform.DISCORD else None

        async def token() -> list[Check]:
            return await checkup.ask(self._posting.introduce, self._client.heard, self._now)

        async def here() -> list[Check]:
            return await checkup.here(self._posting, place, connected=self.connected)

        return [Examination(checkup.TOKEN, token), Examination(checkup.CONNECTION, here, here=place is not None)]

    async def _greet(self, guild: discord.Guild) -> None:
        """Say how to begin where a server has its own announcements read, if we may write there."""
        place = guild.system_channel
        if place and (may := place.permissions_for(guild.me)).view_channel and may.send_messages:
            await greet(self._desk, Channel(Space(Platform.DISCORD, str(guild.id)), str(place.id)))

    async def _log_in(self) -> None:
        wait = FIRST_WAIT
        while True:
            try:
                await self._client.login(self._token.get_secret_value())
                return
            except (discord.LoginFailure, ValueError):  # ValueError: a line break within it
                await self._client.http.close()
                raise DiscordFailed(REFUSED) from None
            except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
                log.warning("Discord cannot be reached (%s). Trying again in %.0f s.", brief(error), wait)
            # discord.py makes a session for each try, on one connector that closes with the first.
            await self._client.http.close()
            self._client.http.connector = discord.utils.MISSING
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)

    async def _register(self) -> None:
        """A failure here is logged and no more: the commands that Discord knows go on working."""
        application = self._client.application_id
        assert application is not None
        try:
            await register(self._client, application)
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            log.error("Discord did not take our slash commands: %s. They are as they were.", brief(error))

    async def _connect(self) -> None:
        """Stay connected.

        discord.py comes back by itself after whatever the network does, but for two things: a gateway that was not
        there the first time, and an event that it cannot read.
        """
        wait = FIRST_WAIT
        while not self._client.is_closed():
            began = time.monotonic()
            try:
                await self._client.connect()
            except (discord.ConnectionClosed, discord.PrivilegedIntentsRequired) as closed:
                raise self._ended(closed) from None
            except Exception:
                wait = FIRST_WAIT if time.monotonic() - began > LONGEST_WAIT else wait
                log.exception("The connection to Discord broke. Connecting again in %.0f s.", wait)
                socket: DiscordWebSocket | None = self._client.ws
                if socket:
                    await socket.close(code=1000)
                await asyncio.sleep(wait)
                wait = min(2 * wait, LONGEST_WAIT)

    def _ended(self, closed: discord.ConnectionClosed | discord.PrivilegedIntentsRequired) -> DiscordFailed:
        code = closed.code if isinstance(closed, discord.ConnectionClosed) else 4014
        why = ENDED.get(code or 0, f"Discord closed the connection for good (code {code}). Start Communiqué again.")
        if self._started:  # `start` has returned, so nobody else says it
            log.error(why)
        return DiscordFailed(why)
