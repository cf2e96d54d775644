"""Discord's gateway: sessions over a websocket, that survive a lost connection."""

from __future__ import annotations

import asyncio
import json
import zlib
from typing import Any

from aiohttp import WSMsgType, web

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 0, 1, 2, 6, 7, 9, 10, 11


class Connection:
    """One websocket, compressed as the client asked."""

    def __init__(self, socket: web.WebSocketResponse, compress: str | None) -> None:
        self.socket = socket
        self.sequence = asyncio.Lock()  # compressed frames depend on the ones before
        self._deflate = zlib.compressobj() if compress == "zlib-stream" else None
        self._zstd = None
        if compress == "zstd-stream":
            import zstandard

            self._zstd = zstandard.ZstdCompressor().compressobj()

    async def send(self, op: int, data: Any = None, event: str | None = None, number: int | None = None) -> None:
        text = json.dumps({"op": op, "d": data, "s": number, "t": event}).encode()
        async with self.sequence:
            if self._deflate:
                await self.socket.send_bytes(self._deflate.compress(text) + self._deflate.flush(zlib.Z_SYNC_FLUSH))
            elif self._zstd:
                await self.socket.send_bytes(self._zstd.compress(text) + self._zstd.flush(1))
            else:
                await self.socket.send_str(text.decode())


class Session:
    """What a client identified as. It outlives its connection, and keeps what it was not sent."""

    def __init__(self, id: str, connection: Connection, intents: int) -> None:
        self.id = id
        self.connection: Connection | None = connection
        self.intents = intents
        self.events: list[tuple[int, str, Any]] = []

    async def dispatch(self, event: str, data: Any) -> None:
        self.events.append((len(self.events) + 1, event, data))
        await self._send(self.events[-1])

    async def replay(self, after: int) -> None:
        for event in self.events[after:]:
            await self._send(event)

    async def _send(self, event: tuple[int, str, Any]) -> None:
        number, name, data = event
        if self.connection and not self.connection.socket.closed:
            try:
                await self.connection.send(DISPATCH, data, name, number)
            except ConnectionError:
                self.connection = None  # it will resume, and be sent this again


class Gateway:
    """All sessions, and the trouble there may be with them."""

    def __init__(self, token: str, heartbeat: float = 41.25) -> None:
        self.token = token
        self.url = ""
        self.heartbeat = heartbeat  # seconds
        self.sessions: dict[str, Session] = {}
        self.identified: list[dict[str, Any]] = []  # what IDENTIFY said, each time
        self.resumed = 0
        self.beats = 0
        self.busy = 0  # so many connections are not taken
        self.mute = False  # hang instead of closing: a server that does not answer a close frame
        self.ready: dict[str, Any] = {}  # the rest of READY
        self.guilds: list[dict[str, Any]] = []

    @property
    def session(self) -> Session:
        """The newest."""
        return list(self.sessions.values())[-1]

    async def dispatch(self, event: str, data: Any) -> None:
        """Tell the client."""
        await self.session.dispatch(event, data)

    async def drop(self) -> None:
        """Lose every connection, without a word."""
        for session in self.sessions.values():
            if session.connection:
                transport = session.connection.socket._req.transport if session.connection.socket._req else None
                if transport:
                    transport.abort()
                session.connection = None

    async def ask_to_reconnect(self) -> None:
        """Opcode 7: the server goes away, come back and resume."""
        if self.session.connection:
            await self.session.connection.send(RECONNECT)

    async def invalidate(self) -> None:
        """Opcode 9: the session is gone, identify again."""
        session = self.session
        del self.sessions[session.id]
        if session.connection:
            await session.connection.send(INVALID_SESSION, False)

    async def close(self, code: int) -> None:
        """Close with one of Discord's codes: 4004 for a token that is no longer one."""
        if self.session.connection:
            await self.session.connection.socket.close(code=code)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One connection, from HELLO to its end."""
        if self.busy:
            self.busy -= 1
            raise web.HTTPServiceUnavailable
        socket = web.WebSocketResponse(autoclose=not self.mute)
        await socket.prepare(request)
        connection = Connection(socket, request.query.get("compress"))
        await connection.send(HELLO, {"heartbeat_interval": int(self.heartbeat * 1000), "_trace": []})
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await self._take(connection, json.loads(message.data))
        if self.mute:
            await asyncio.sleep(60)
        return socket

    async def _take(self, connection: Connection, message: dict[str, Any]) -> None:
        data: Any = message.get("d")
        match message["op"]:
            case 1:
                self.beats += 1
                await connection.send(HEARTBEAT_ACK)
            case 2:
                await self._identify(connection, data)
            case 6:
                await self._resume(connection, data)

    async def _identify(self, connection: Connection, data: dict[str, Any]) -> None:
        if data["token"] != self.token:
            await connection.socket.close(code=4004, message=b"Authentication failed.")
            return
        self.identified.append({key: value for key, value in data.items() if key != "token"})
        session = Session(f"session-{len(self.identified)}", connection, data["intents"])
        self.sessions[session.id] = session
        away = [{"id": guild["id"], "unavailable": True} for guild in self.guilds]
        about = {"v": 10, "session_id": session.id, "resume_gateway_url": self.url, "guilds": away}
        await session.dispatch("READY", {**about, **self.ready})
        for guild in self.guilds:
            if session.intents & 1:
                await session.dispatch("GUILD_CREATE", guild)

    async def _resume(self, connection: Connection, data: dict[str, Any]) -> None:
        session = self.sessions.get(data["session_id"])
        if data["token"] != self.token or session is None:
            await connection.send(INVALID_SESSION, False)
            return
        self.resumed += 1
        session.connection = connection
        await session.replay(after=data["seq"])
        await session.dispatch("RESUMED", {"_trace": []})
