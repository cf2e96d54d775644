"""The websocket of Socket Mode, kept open."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.adapters.slack.refusals import TROUBLE

STUCK = 15.0  # seconds without a connection after which we no longer leave it to slack_sdk
CONNECT_WITHIN = 10.0  # seconds; slack_sdk would try the same address for ever, and each works once

log = logging.getLogger(__name__)


class Link:
    """Connects an app to Slack.

    slack_sdk reconnects by itself, but when the websocket does not open at once it goes on with an address that has
    died. So we watch, and begin anew.
    """

    def __init__(
        self, app: AsyncApp, token: str, proxy: str | None, ping_interval: float, stuck: float = STUCK
    ) -> None:
        """Connect with an app-level token; a dropped connection is noticed within `ping_interval` seconds."""
        self._app = app
        self._token = token
        self._proxy = proxy
        self._ping_interval = ping_interval
        self._stuck = stuck
        self._handler: AsyncSocketModeHandler | None = None
        self._watching: asyncio.Task[None] | None = None

    @property
    def connected(self) -> bool:
        """Whether the websocket is open."""
        client = self._handler.client if self._handler else None
        session = client.current_session if client else None
        return session is not None and not session.closed and not (client and client.stale)

    async def open(self) -> None:
        """Connect, and stay connected. Raises what Slack says to the token, or what the network does."""
        await self._connect()
        self._watching = asyncio.create_task(self._watch())

    async def close(self, within: float) -> None:
        """Say goodbye, but not for long."""
        if self._watching:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
        await self._leave(within)

    async def _connect(self) -> None:
        address = (await self._app.client.apps_connections_open(app_token=self._token))["url"]
        self._handler = AsyncSocketModeHandler(self._app, self._token, ping_interval=self._ping_interval)
        client = self._handler.client
        client.proxy, client.wss_uri = self._proxy, address
        client.socket_mode_request_listeners = [self._hear]
        try:
            async with asyncio.timeout(CONNECT_WITHIN):
                await client.connect()  # type: ignore[no-untyped-call]
        except BaseException:
            await self._leave(1)
            raise

    async def _hear(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """What slack_bolt does with a request, but for reading its own JSON only to write it again."""
        response = await run_async_bolt_app(self._app, request)
        if response.status == 200 and response.body.startswith("{"):
            await client.send_message(
                f'{{"envelope_id": {json.dumps(request.envelope_id)}, "payload": {response.body}}}'
            )
        else:
            await send_async_response(client, request, response, time.time())

    async def _watch(self) -> None:
        clock = asyncio.get_running_loop().time
        seen = clock()
        while True:
            await asyncio.sleep(min(self._ping_interval, self._stuck) / 2)
            if self.connected:
                seen = clock()
            elif clock() - seen > self._stuck:
                log.warning("Slack has been out of reach for %.0f s; connecting anew.", clock() - seen)
                try:
                    await self._leave(1)
                    await self._connect()
                except TROUBLE as trouble:
                    log.warning("Slack is still out of reach: %s", trouble)
                seen = clock()

    async def _leave(self, within: float) -> None:
        """What `close_async` does, in an order in which nothing can hang or reconnect meanwhile."""
        if not self._handler:
            return
        client, self._handler = self._handler.client, None
        client.closed, client.auto_reconnect_enabled = True, False
        running = [client.message_processor, client.current_session_monitor, client.message_receiver]
        tasks = [task for task in running if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if client.current_session is not None:
            with contextlib.suppress(TimeoutError, OSError):
                async with asyncio.timeout(within):
                    await client.current_session.close()
        await client.aiohttp_client_session.close()
