"""Socket Mode: one websocket, envelopes one way, acknowledgements the other."""

from __future__ import annotations

import asyncio
import contextlib
import json
import uuid
from typing import Any

from aiohttp import WSMsgType, web

from tests.standins.slack.workspace import APP_ID

MAX_FRAME = 20_480  # Slack closes a websocket on which more comes at once (1009)


class Sockets:
    """The websockets that an app has open."""

    def __init__(self) -> None:
        self.address = ""  # ws://127.0.0.1:PORT/link, once it is known
        self.open: list[web.WebSocketResponse] = []
        self.refused = 0  # so many of the next connections are refused
        self.opened = 0  # so many were made so far
        self.connected = asyncio.Event()
        self._tickets: set[str] = set()
        self._acks: dict[str, asyncio.Future[dict[str, Any]]] = {}

    def new(self) -> str:
        """An address that opens one websocket, once."""
        ticket = uuid.uuid4().hex
        self._tickets.add(ticket)
        return f"{self.address}?ticket={ticket}&app_id={APP_ID}"

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One websocket, from hello to its end."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=404)
        self._tickets.remove(ticket)
        if self.refused:
            self.refused -= 1
            return web.Response(status=503)
        socket = web.WebSocketResponse(max_msg_size=MAX_FRAME)
        await socket.prepare(request)
        self.open.append(socket)
        self.opened += 1
        await socket.send_json(
            {"type": "hello", "num_connections": len(self.open), "connection_info": {"app_id": APP_ID}}
        )
        self.connected.set()
        try:
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    self._acknowledge(json.loads(message.data))
        finally:
            self._lost(socket)
        return socket

    async def deliver(self, kind: str, payload: dict[str, Any], patience: float) -> dict[str, Any]:
        """Send an envelope on the newest websocket and wait for its acknowledgement; TimeoutError without one."""
        async with asyncio.timeout(patience):
            await self.connected.wait()
            envelope = uuid.uuid4().hex
            self._acks[envelope] = asyncio.get_running_loop().create_future()
            takes_answer = kind != "events_api"
            await self.open[-1].send_json(
                {"type": kind, "envelope_id": envelope, "payload": payload, "accepts_response_payload": takes_answer}
            )
            try:
                return await self._acks[envelope]
            finally:
                del self._acks[envelope]

    async def refresh(self) -> None:
        """Tell the app to connect anew, as Slack does every few hours."""
        for socket in list(self.open):
            await socket.send_json({"type": "disconnect", "reason": "refresh_requested"})

    def drop(self) -> None:
        """Cut every websocket without a word."""
        for socket in list(self.open):
            self._lost(socket)
            transport = socket._req.transport if socket._req else None
            if transport is not None:
                transport.abort()

    async def close(self) -> None:
        """The end of the stand-in."""
        for socket in list(self.open):
            with contextlib.suppress(ConnectionError, TimeoutError):
                async with asyncio.timeout(1):
                    await socket.close()

    def _lost(self, socket: web.WebSocketResponse) -> None:
        if socket in self.open:
            self.open.remove(socket)
        if not self.open:
            self.connected.clear()

    def _acknowledge(self, message: dict[str, Any]) -> None:
        waiting = self._acks.get(message.get("envelope_id", ""))
        if waiting and not waiting.done():
            waiting.set_result(message.get("payload") or {})
