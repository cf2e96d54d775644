"""A web of our own on loopback, and names that lead where a test wants them to."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def site(**paths: Answer) -> AsyncIterator[int]:
    """A server that answers /NAME as the function called NAME does; its port."""
    app = web.Application()
    for name, answer in paths.items():
        app.router.add_get(f"/{name}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


class Names(AbstractResolver):
    """A name server that gives each name's answers in turn, the last one for ever."""

    def __init__(self, **names: list[str]) -> None:
        self._names = {name.replace("_", "."): list(ips) for name, ips in names.items()}
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked.append(host)
        answers = self._names.get(host)
        if not answers:
            raise OSError(f"no {host}")
        ip = answers.pop(0) if len(answers) > 1 else answers[0]
        kind = socket.AF_INET6 if ":" in ip else socket.AF_INET
        return [ResolveResult(hostname=host, host=ip, port=port, family=kind, proto=0, flags=0)]

    async def close(self) -> None:
        pass
