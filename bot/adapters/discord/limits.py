"""Discord's limits: kept before Discord has to say so, with what discord.py (2.7.1) does about them mended.

discord.py knows no global limit until it is refused once; then whatever is past its check still goes out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
from discord.http import Ratelimit, Route
from yarl import URL

from bot.adapters.discord.pacer import Held, Pacer

LONGEST_HOLD = 30.0  # seconds, the least that discord.py takes: longer waits are the outbox's

_EXEMPT = ("/interactions/", "/webhooks/")  # Discord: answers to people do not count towards the global limit
_ROOM = 256  # buckets, before we look which are over


class Buckets(dict[str, Ratelimit]):
    """The limits of channels, in the place of HTTPClient._buckets.

    discord.py keeps each for five minutes, and looks at all of them whenever there is a new one
    (HTTPClient._try_clear_expired_ratelimits): a digest to 10,000 channels costs seconds of processor time. Here they
    are looked at when they have doubled, and one whose window is over is forgotten: it says nothing any more.
    """

    def __init__(self) -> None:
        """None yet."""
        super().__init__()
        self._room = _ROOM

    def __missing__(self, key: str) -> Ratelimit:
        """A new one, so that HTTPClient.get_ratelimit always finds what it looks for."""
        if len(self) >= self._room:
            for known in [known for known, bucket in self.items() if _is_over(bucket)]:
                del self[known]
            self._room = max(_ROOM, 2 * len(self))
        self[key] = bucket = _Bucket()
        return bucket


class _Bucket(Ratelimit):
    """A limit that holds back no answer.

    After a request that leaves nothing of it, discord.py sleeps until it is whole again before it hands the answer
    out (Ratelimit.__aexit__), so that what was posted is noted down seconds late, and twice posted if we die meanwhile.
    Here it does so behind our back, and only who asks next waits.
    """

    __slots__ = ("_leaving",)

    def __init__(self) -> None:
        super().__init__(LONGEST_HOLD)
        self._leaving: set[asyncio.Task[None]] = set()

    async def __aexit__(self, *error: Any) -> None:
        leaving = asyncio.create_task(super().__aexit__(*error))
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)


def _is_over(bucket: Ratelimit) -> bool:
    idle = bucket.outgoing == 0 and not bucket._pending_requests
    return (idle and bucket.is_expired()) or bucket.is_inactive()


_sent_once: ContextVar[list[None] | None] = ContextVar("sent_once", default=None)


@contextmanager
def once() -> Iterator[None]:
    """Send what Discord would do twice no more than once.

    discord.py sends again by itself what was answered with a server's error, or what a lost connection left without an
    answer; here that is an error, after which somebody looks.
    """
    token = _sent_once.set([])
    try:
        yield
    finally:
        _sent_once.reset(token)


def paced(pace: float, heard: Callable[[Mapping[str, str]], None] = lambda headers: None) -> aiohttp.TraceConfig:
    """For discord.Client's `http_trace`: so many requests a second, each further try of discord.py's among them.

    Where Discord refuses for the global limit all the same, nothing goes out until it may.
    `heard` is given the headers of each answer.
    """
    pacer = Pacer(pace, LONGEST_HOLD)

    async def begin(
        session: aiohttp.ClientSession, context: SimpleNamespace, request: aiohttp.TraceRequestStartParams
    ) -> None:
        if _sent_once.get():
            raise aiohttp.ClientConnectionError("Discord did not say whether it has taken this.")
        if not _counts(request.url):
            return
        try:
            await pacer.turn()
        except Held as held:
            raise discord.RateLimited(held.seconds) from held
        if session.closed:  # aiohttp looked before we waited
            raise aiohttp.ClientConnectionError("The connection to Discord was closed.")

    async def end(_: aiohttp.ClientSession, context: SimpleNamespace, answered: aiohttp.TraceRequestEndParams) -> None:
        headers = answered.response.headers
        heard(headers)
        if answered.response.status == 429 and "X-RateLimit-Global" in headers:
            pacer.hold(float(headers["Retry-After"]))
        if answered.response.status >= 500:
            _may_have_been_taken()

    async def broken(
        _: aiohttp.ClientSession, context: SimpleNamespace, how: aiohttp.TraceRequestExceptionParams
    ) -> None:
        _may_have_been_taken()

    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(begin)
    trace.on_request_end.append(end)
    trace.on_request_exception.append(broken)
    return trace


def _may_have_been_taken() -> None:
    sent = _sent_once.get()
    if sent is not None:
        sent.append(None)


def _counts(url: URL) -> bool:
    """Whether a request counts towards the global limit."""
    address = str(url)
    return address.startswith(Route.BASE) and not address.removeprefix(Route.BASE).startswith(_EXEMPT)
