"""The stand-in: one server on loopback with Discord's gateway and REST API, version 10."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable
from email.utils import formatdate
from typing import Any, Self

from aiohttp import web

from tests.standins.discord import limits
from tests.standins.discord.answers import TooMany, hang_up, json_answer, refuse, reported, wait
from tests.standins.discord.gateway import Gateway
from tests.standins.discord.limits import EPHEMERAL, Refused
from tests.standins.discord.people import Interaction, People
from tests.standins.discord.pings import pings
from tests.standins.discord.posts import Answer, Posts
from tests.standins.discord.trouble import Asked, Bucket, Trouble
from tests.standins.discord.world import (
    THREADS,
    Channel,
    Guild,
    Person,
    Role,
    message_from,
    snowflake,
)

Handler = Callable[..., Awaitable[Answer]]


class DiscordStandIn(Posts, People):
    """A Discord of our own. Use it as a context manager; `token` is the one that it takes.

    By the clock `now` messages have their ids, and nonces are forgotten.
    """

    def __init__(self, token: str = "stand-in.token.of-discord", now: Callable[[], float] = time.time) -> None:
        super().__init__()
        self.token = token
        self.now = now
        self.gateway = Gateway(token)
        self.application = snowflake()
        self.bot = Person("Communique", id=self.application)
        self.guilds: list[Guild] = []
        self.channels: dict[str, Channel] = {}
        self.direct: dict[str, Channel] = {}
        self.commands: list[dict[str, Any]] = []
        self.commands_sent = 0
        self.asked: list[Asked] = []
        self.fetched: list[web.Request] = []  # files
        self.pinged: list[str] = []  # whom messages would ping, whoever has the right
        self.rung: list[tuple[str, str]] = []  # channels and roles: those that a message did ping
        self.troubles: list[Trouble] = []
        self.luck: Callable[[str], Trouble | None] = lambda request: None  # where none of these waits for a request
        self.message_limit = (5, 5.0)  # posts a window, for each channel
        self.everything = Bucket(50, 1.0)  # the global limit
        self.nonce_window = 180.0  # seconds
        self._buckets: dict[str, Bucket] = {}
        self._runner: web.AppRunner | None = None
        self.url = ""
        self.date: Callable[[], float] = time.time  # what its answers say that the time is

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=2**24)
        app.on_response_prepare.append(self._date)
        app.router.add_get("/gateway/", self.gateway.serve)
        app.router.add_get("/{where:attachments|elsewhere}/{id}/{name}", self._hand_over)
        app.router.add_route("*", "/api/v10/{path:.*}", self._serve)
        self._runner = web.AppRunner(app, shutdown_timeout=0.2, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}"
        self.gateway.url = f"ws://127.0.0.1:{port}/gateway/"
        self.gateway.ready = {
            "user": {**self.bot.user(), "bot": True, "verified": True, "mfa_enabled": False, "email": None, "flags": 0},
            "application": {"id": self.application, "flags": 0},
            "private_channels": [],
        }
        return self

    async def _date(self, request: web.Request, response: web.StreamResponse) -> None:
        response.headers["Date"] = formatdate(self.date(), usegmt=True)

    async def __aexit__(self, *_: object) -> None:
        if self._runner:
            await self._runner.cleanup()

    @property
    def api_url(self) -> str:
        """For COMMUNIQUE_DISCORD_API_URL."""
        return f"{self.url}/api/v10"

    @property
    def gateway_url(self) -> str:
        """For COMMUNIQUE_DISCORD_GATEWAY_URL."""
        return self.gateway.url

    def add_guild(self, name: str = "Desk") -> Guild:
        """A server that has the bot."""
        guild = Guild(name, self.bot)
        self.guilds.append(guild)
        self._know_guilds()
        return guild

    def add_channel(self, guild: Guild, name: str = "talks", kind: int = 0, parent: Channel | None = None) -> Channel:
        """A channel in it, for text unless `kind` says otherwise; a thread has a parent."""
        channel = Channel(guild, name, kind, parent=parent)
        self._add(channel)
        return channel

    def _add(self, channel: Channel) -> None:
        assert channel.guild
        channel.guild.channels.append(channel)
        self.channels[channel.id] = channel
        self._know_guilds()

    def _know_guilds(self) -> None:
        self.gateway.guilds = [known.created() for known in self.guilds if known.bot]

    # What people who manage a server do, and the bot is told of

    async def allow(self, channel: Channel, allowed: int) -> None:
        """Let the bot do this in a channel, and no more."""
        channel.allowed = allowed
        await self._told_of("CHANNEL_UPDATE", channel)

    async def delete(self, channel: Channel) -> None:
        """Delete a channel."""
        channel.gone = True
        await self._told_of("CHANNEL_DELETE", channel)

    async def close(self, thread: Channel, *, archived: bool, locked: bool) -> None:
        """Archive or lock a thread, or open it again."""
        thread.archived, thread.locked = archived, locked
        await self._told_of("THREAD_UPDATE", thread)

    async def kick(self, guild: Guild) -> None:
        """Remove the bot from a server."""
        guild.bot = None
        self._know_guilds()
        await self.gateway.dispatch("GUILD_DELETE", {"id": guild.id})

    async def invite(self, guild: Guild) -> None:
        """Let it in (again)."""
        guild.bot = self.bot
        self._know_guilds()
        joined = {key: value for key, value in guild.created().items() if key != "unavailable"}
        await self.gateway.dispatch("GUILD_CREATE", joined)

    async def appear(self, channel: Channel) -> None:
        """A channel that was added since the bot came in."""
        await self._told_of("THREAD_CREATE" if channel.kind in THREADS else "CHANNEL_CREATE", channel)

    async def add_role(self, guild: Guild, name: str, permissions: int = 0, *, mentionable: bool = False) -> Role:
        """A role of a server."""
        role = Role(name, permissions, mentionable=mentionable)
        guild.named_roles.append(role)
        await self._told_of_role("GUILD_ROLE_CREATE", guild, role)
        return role

    async def change_role(self, guild: Guild, role: Role, *, mentionable: bool) -> None:
        """Let everybody mention a role, or those alone who may mention all."""
        role.mentionable = mentionable
        await self._told_of_role("GUILD_ROLE_UPDATE", guild, role)

    async def delete_role(self, guild: Guild, role: Role) -> None:
        """Delete a role."""
        guild.named_roles.remove(role)
        await self._told_of_role("GUILD_ROLE_DELETE", guild, role)

    async def _told_of_role(self, event: str, guild: Guild, role: Role) -> None:
        self._know_guilds()
        which = {"role_id": role.id} if event == "GUILD_ROLE_DELETE" else {"role": role.described()}
        await self.gateway.dispatch(event, {"guild_id": guild.id, **which})

    async def _told_of(self, event: str, channel: Channel) -> None:
        self._know_guilds()
        await self.gateway.dispatch(event, channel.described())

    def direct_channel(self, person: Person) -> Channel:
        """The direct messages of a person and the bot."""
        if person.id not in self.direct:
            channel = Channel(None, person=person)
            self.direct[person.id] = self.channels[channel.id] = channel
        self.people[person.id] = person
        return self.direct[person.id]

    def count(self, where: str) -> int:
        """How many requests began so: "POST /channels/"."""
        return sum(1 for asked in self.asked if re.match(where, str(asked)))

    # The hosts of files

    async def _hand_over(self, request: web.Request) -> web.StreamResponse:
        asked = Asked("GET", request.path_qs, None)
        self.fetched.append(request)
        trouble = next((trouble for trouble in self.troubles if trouble.meets(str(asked))), None) or Trouble("")
        await asyncio.sleep(trouble.delay)
        if trouble.drop:
            return hang_up(request)
        if trouble.status:
            return web.Response(status=trouble.status, headers={"Location": f"{self.url}/elsewhere/1/a"})
        if "hm=a%2Fb" not in request.path_qs:
            return web.Response(status=404)  # not as it was signed
        return web.Response(body=self.files[request.match_info["id"]].content)

    # The REST API

    async def _serve(self, request: web.Request) -> web.Response:
        path = "/" + request.match_info["path"]
        body = await request.read()
        asked = Asked(request.method, path, json.loads(body) if body else None)
        self.asked.append(asked)
        waiting = (trouble for trouble in self.troubles if trouble.meets(str(asked)))
        trouble = next(waiting, None) or self.luck(str(asked)) or Trouble("")
        await asyncio.sleep(trouble.delay)
        if trouble.drop == "before":
            return hang_up(request)
        if trouble.status and not trouble.done:
            return refuse(asked, trouble)
        headers: dict[str, str] = {}
        try:
            headers = self._within_limits(request, asked)
            status, answer = await self._route(request, asked)
        except Refused as no:
            status, answer = no.status, no.body
        await asyncio.sleep(trouble.slow)
        if trouble.drop == "after":
            return hang_up(request)
        if trouble.done:
            return refuse(asked, trouble)
        asked.status = status
        if status == 429:
            return wait(asked, answer["retry_after"], headers, everywhere=answer["global"])
        return json_answer(status, answer, headers)

    def _within_limits(self, request: web.Request, asked: Asked) -> dict[str, str]:
        if re.match("/(interactions|webhooks)/", asked.path):
            return {}  # interactions are exempt from the global limit
        if not self.everything.take():
            raise TooMany(self.everything.ends - time.monotonic(), everywhere=True)
        found = re.fullmatch(r"/channels/(\d+)/messages", asked.path)
        if not (found and asked.method == "POST"):
            return {}
        bucket = self._buckets.setdefault(found[1], Bucket(*self.message_limit))
        if not bucket.take():
            raise TooMany(bucket.ends - time.monotonic())
        return bucket.headers("messages")

    async def _route(self, request: web.Request, asked: Asked) -> Answer:
        for method, pattern, handler in self._routes():
            found = re.fullmatch(pattern, asked.path)
            if found and method == asked.method:
                public = re.match("/(interactions|webhooks)/", asked.path)
                if not public and request.headers.get("Authorization") != f"Bot {self.token}":
                    raise Refused(401, 0, "401: Unauthorized")
                return await handler(request, asked.payload, *found.groups())
        raise Refused(404, 0, f"404: Not Found: {asked}")

    def _routes(self) -> list[tuple[str, str, Handler]]:
        return [
            ("GET", "/users/@me", self._me),
            ("GET", "/oauth2/applications/@me", self._my_application),
            ("GET", "/applications/@me", self._my_application),
            ("GET", "/gateway", self._where),
            ("GET", "/gateway/bot", self._where),
            ("GET", r"/applications/(\d+)/commands", self._list_commands),
            ("PUT", r"/applications/(\d+)/commands", self._put_commands),
            ("GET", r"/channels/(\d+)", self._show_channel),
            ("GET", r"/channels/(\d+)/messages", self._list_messages),
            ("POST", r"/channels/(\d+)/messages", self._post),
            ("GET", r"/channels/(\d+)/messages/(\d+)", self._show_message),
            ("PATCH", r"/channels/(\d+)/messages/(\d+)", self._edit),
            ("POST", r"/channels/(\d+)/messages/(\d+)/threads", self._start_thread),
            ("POST", r"/channels/(\d+)/threads", self._post_in_forum),
            ("GET", r"/channels/(\d+)/threads/archived/public", self._list_archived),
            ("GET", r"/guilds/(\d+)/threads/active", self._list_active),
            ("POST", "/users/@me/channels", self._open_direct),
            ("POST", r"/interactions/(\d+)/([^/]+)/callback", self._callback),
            ("POST", r"/webhooks/\d+/([^/]+)", self._follow_up),
            ("GET", r"/webhooks/\d+/([^/]+)/messages/@original", self._show_original),
            ("PATCH", r"/webhooks/\d+/([^/]+)/messages/@original", self._edit_original),
        ]

    async def _me(self, request: web.Request, payload: Any) -> Answer:
        return 200, self.gateway.ready["user"]

    async def _my_application(self, request: web.Request, payload: Any) -> Answer:
        return 200, {
            "id": self.application,
            "name": "Communiqué",
            "icon": None,
            "description": "",
            "summary": "",
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "flags": 0,
            "owner": self.bot.user(),
            "team": None,
            "bot": self.bot.user(),
            "install_params": None,
            "tags": [],
            "redirect_uris": [],
            "interactions_endpoint_url": None,
            "role_connections_verification_url": None,
            "approximate_guild_count": len(self.guilds),
        }

    async def _where(self, request: web.Request, payload: Any) -> Answer:
        start = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        return 200, {"url": self.gateway_url, "shards": 1, "session_start_limit": start}

    async def _list_commands(self, request: web.Request, payload: Any, application: str) -> Answer:
        return 200, self.commands

    async def _put_commands(self, request: web.Request, payload: Any, application: str) -> Answer:
        limits.check_commands(payload)
        self.commands_sent += 1
        self.commands = [reported(command, self.application) for command in payload]
        return 200, self.commands

    async def _open_direct(self, request: web.Request, payload: Any) -> Answer:
        person = self.people.get(str(payload["recipient_id"]))
        if person is None:
            raise Refused(400, 50033, "Invalid Recipient(s)")
        return 200, self.direct_channel(person).described()

    # Interactions

    async def _callback(self, request: web.Request, payload: Any, id: str, token: str) -> Answer:
        interaction = self._interaction(token)
        if interaction.id != id or time.monotonic() - interaction.began > self.deadline:
            raise Refused(404, 10062, "Unknown interaction")
        if interaction.answered_with:
            raise Refused(400, 40060, "Interaction has already been acknowledged.")
        kind, data = payload["type"], payload.get("data") or {}
        if kind not in interaction.may_answer_with:
            raise Refused(400, 50035, "Invalid Form Body", {"type": {"_errors": [{"message": f"Not here: {kind}"}]}})
        message = None
        match kind:
            case 4:
                limits.check_message(data)
                self.pinged += pings(data)
                message = interaction.say(message_from(data, self.bot.user(), interaction.channel, snowflake()))
            case 5:
                interaction.ephemeral = bool(data.get("flags", 0) & EPHEMERAL)
            case 7:
                assert interaction.source is not None
                message = interaction.update(self._edited(interaction.source, data, interaction.channel))
            case 8:
                limits.check_choices(data["choices"])
                interaction.seen.choices = data["choices"]
            case 9:
                limits.check_modal(data)
                interaction.seen.modal = data
        interaction.acknowledge(kind)
        about = {"id": id, "type": interaction.kind, "response_message_loading": kind == 5}
        if message:
            about |= {"response_message_id": message["id"], "response_message_ephemeral": interaction.seen.ephemeral}
        return 200, {"interaction": about, "resource": {"type": kind, **({"message": message} if message else {})}}

    def _interaction(self, token: str) -> Interaction:
        interaction = self.interactions.get(token)
        if interaction is None:
            raise Refused(404, 10015, "Unknown Webhook")
        return interaction

    async def _follow_up(self, request: web.Request, payload: Any, token: str) -> Answer:
        interaction = self._interaction(token)
        if not interaction.answered_with:
            raise Refused(404, 10015, "Unknown Webhook")
        limits.check_message(payload)
        self.pinged += pings(payload)
        message = message_from(payload, self.bot.user(), interaction.channel, snowflake())
        return 200, interaction.say(message)

    async def _show_original(self, request: web.Request, payload: Any, token: str) -> Answer:
        message = self._interaction(token).seen.message
        if message is None:
            raise Refused(404, 10008, "Unknown Message")
        return 200, message

    async def _edit_original(self, request: web.Request, payload: Any, token: str) -> Answer:
        interaction = self._interaction(token)
        match interaction.answered_with:
            case 5:
                limits.check_message(payload)
                self.pinged += pings(payload)
                flags = payload.get("flags", 0) | (EPHEMERAL if interaction.ephemeral else 0)
                made = message_from({**payload, "flags": flags}, self.bot.user(), interaction.channel, snowflake())
                return 200, interaction.say(made)
            case 6 | 7 if interaction.source:
                return 200, interaction.update(self._edited(interaction.source, payload, interaction.channel))
            case 4 if interaction.seen.message:
                return 200, interaction.say(self._edited(interaction.seen.message, payload, interaction.channel))
        raise Refused(404, 10008, "Unknown Message")
