"""The stand-in as a whole: one server on loopback, and the people in front of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from email.utils import formatdate
from typing import Any, Self

from aiohttp import web

from tests.standins.slack.faults import Fault, Faults
from tests.standins.slack.people import People
from tests.standins.slack.signed import SignedRequests
from tests.standins.slack.sockets import Sockets
from tests.standins.slack.web_api import WebApi
from tests.standins.slack.workspace import ALL_SCOPES, BOT, Workspace


class SlackStandIn(People):
    """Slack on loopback.

    Give the app `url` as the address of the Web API, with `bot_token` and `app_token`. Envelopes go into its websocket,
    or, where `http` is set (SignedRequests), to the address on which it listens.
    """

    def __init__(self, team: str = "T1", now: Callable[[], float] = time.time) -> None:
        super().__init__()
        self.address = ""
        self.faults = Faults()
        self.sockets = Sockets()
        self.workspace = Workspace(team, now)
        self.api = WebApi(self.workspace, self.faults, self.sockets.new)
        self.api.scopes = set(ALL_SCOPES)
        self.http: SignedRequests | None = None
        self.date: Callable[[], float] = time.time  # what its answers say that the time is
        self.workspace.user(BOT, "communique", is_bot=True)
        self.workspace.user("U0OWNER", "olena", is_admin=True, is_owner=True)
        self.workspace.user("U1", "ada")
        self.workspace.channel("C1")
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """The address of the Web API."""
        return f"{self.address}/api/"

    @property
    def bot_token(self) -> str:
        """The token that the Web API takes."""
        return self.api.bot_token

    @property
    def app_token(self) -> str:
        """The token that opens websockets."""
        return self.api.app_token

    def file(self, name: str, content: bytes, **facts: Any) -> dict[str, Any]:
        """Have a file that somebody can send."""
        return self.workspace.file(name, content, self.address, **facts)

    def fail(self, method: str, *faults: Fault) -> None:
        """The next calls of a method ("response_url" and "*" are methods too) meet these faults, one each."""
        self.faults.add(method, *faults)

    async def deliver(self, kind: str, payload: dict[str, Any]) -> dict[str, Any]:
        """Hand an envelope to the app and return its acknowledgement."""
        return await (self.http or self.sockets).deliver(kind, payload, self.ack_patience)

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=2**24)
        app.on_response_prepare.append(self._date)
        app.router.add_route("*", "/api/{method}", self.api.serve)
        app.router.add_get("/files-pri/{file}/{name}", self.api.serve_file)
        app.router.add_get("/link", self.sockets.serve)
        app.router.add_post("/response/{token}", self.respond)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        port = self._runner.addresses[0][1]
        self.address = f"http://127.0.0.1:{port}"
        self.sockets.address = f"ws://127.0.0.1:{port}/link"
        return self

    async def _date(self, request: web.Request, response: web.StreamResponse) -> None:
        response.headers["Date"] = formatdate(self.date(), usegmt=True)

    async def __aexit__(self, *_: object) -> None:
        assert self._runner
        if self.http:
            await self.http.close()
        await self.sockets.close()
        await self._runner.cleanup()
