"""An OpenAI-compatible server on loopback, which misbehaves as it is told to."""

from __future__ import annotations

import asyncio
import json
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Self

from aiohttp import web

Chooser = Callable[[dict[str, Any]], list[dict[str, Any]]]


@dataclass(frozen=True)
class Asked:
    """One request, as it came."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def question(self) -> dict[str, Any]:
        """What stands in the user's message."""
        return json.loads(self.body["messages"][-1]["content"])


Behaviour = Callable[[web.Request, Asked], Awaitable[web.StreamResponse]]


class ModelStandIn:
    """Give `url` as COMMUNIQUE_LLM_URL; `behaviour` says how it answers."""

    def __init__(self, behaviour: Behaviour | None = None) -> None:
        self.behaviour = behaviour or says('{"cards": []}')
        self.asked: list[Asked] = []
        self.under_way = self.most_under_way = 0
        self.url = ""
        self.models: list[str] | None = None  # what it lists, if it lists any
        self.key = ""  # without which it lists none

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=10_000_000)
        app.router.add_get("/v1/models", self._list)
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/v1"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _list(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Authorization", "").removeprefix("Bearer ") != self.key:
            return web.json_response({"error": {"message": "Incorrect API key"}}, status=401)
        if self.models is None:
            return web.Response(status=404)
        return web.json_response({"object": "list", "data": [{"id": name, "object": "model"} for name in self.models]})

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        asked = Asked(request.path_qs, dict(request.headers), await request.json())
        self.asked.append(asked)
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            return await self.behaviour(request, asked)
        finally:
            self.under_way -= 1


def completion(content: object, ended: str = "stop") -> dict[str, Any]:
    """The JSON of an answer with this content."""
    return {
        "object": "chat.completion",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": ended}],
    }


def says(content: object, ended: str = "stop") -> Behaviour:
    """Answer as it should, with this text."""

    async def behave(request: web.Request, asked: Asked) -> web.StreamResponse:
        return web.json_response(completion(content, ended))

    return behave


def chooses(chooser: Chooser) -> Behaviour:
    """Answer with the cards that a function makes of the question."""

    async def behave(request: web.Request, asked: Asked) -> web.StreamResponse:
        return web.json_response(completion(json.dumps({"cards": chooser(asked.question)})))

    return behave


def sends(body: bytes, content_type: str = "application/json", status: int = 200, **headers: str) -> Behaviour:
    """Answer with exactly these bytes."""

    async def behave(request: web.Request, asked: Asked) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(body=body, status=status, content_type=content_type, headers=named)

    return behave


def packs(body: bytes) -> Behaviour:
    """Answer with a body that is far larger once it is unpacked."""
    return sends(zlib.compress(body), Content_Encoding="deflate")


def hangs() -> Behaviour:
    """Take the request and never answer."""

    async def behave(request: web.Request, asked: Asked) -> web.StreamResponse:
        await asyncio.sleep(3600)
        raise AssertionError

    return behave


def drips(every: float = 0.02) -> Behaviour:
    """Begin an answer and go on for ever, a byte at a time."""

    async def behave(request: web.Request, asked: Asked) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        while True:
            await response.write(b" ")
            await asyncio.sleep(every)

    return behave


def floods() -> Behaviour:
    """Send more than anybody wants, as fast as it is taken."""

    async def behave(request: web.Request, asked: Asked) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        while True:
            await response.write(b"x" * 65536)

    return behave


def hangs_up(after: bytes = b"") -> Behaviour:
    """Close the connection before the answer, or in the middle of it."""

    async def behave(request: web.Request, asked: Asked) -> web.StreamResponse:
        assert request.transport is not None
        if after:
            response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "5000"})
            await response.prepare(request)
            await response.write(after)
        request.transport.close()
        return web.Response()

    return behave


def refuses_wishes(then: Behaviour, status: int = 400) -> Behaviour:
    """Refuse whatever has more in it than a model and messages, as small servers do."""

    async def behave(request: web.Request, asked: Asked) -> web.StreamResponse:
        if asked.body.keys() - {"model", "messages", "stream"}:
            return web.json_response({"error": {"message": "unknown field"}}, status=status)
        return await then(request, asked)

    return behave
