"""The open local pages, and what is pushed to them (server-sent events)."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from aiohttp import web

from bot.store.deliveries import Post
from bot.view.page import to_json

HEARTBEAT = 15  # seconds; a proxy drops what is silent, and a write tells us who has gone
BACKLOG = 100  # posts that a page may be behind before it has to come again
KEPT = 50

History = Callable[[int], Awaitable[Sequence[Post]]]  # what was posted behind a post, oldest first


class Streams:
    """Posts on their way to every open page, each page from the post that it saw last."""

    def __init__(self, history: History) -> None:
        """Read from `history` what was posted before."""
        self._history = history
        self._name = secrets.token_hex(
            4
        )  # a page that knows other streams may have missed a correction: it asks for all
        self._recent: deque[tuple[Post, str | None]] = deque(maxlen=KEPT)  # pushed, and perhaps not in the history yet
        self._open: set[asyncio.Queue[str | None]] = set()

    def push(self, post: Post, replaces: str | None = None) -> None:
        """Show a post on every open page."""
        self._recent.append((post, replaces))
        for queue in list(self._open):
            if queue.full():
                self._end(queue)
            else:
                queue.put_nowait(_event(post, replaces))

    def close(self) -> None:
        """End every stream; pages come again by themselves."""
        for queue in list(self._open):
            self._end(queue)

    async def serve(self, request: web.Request, after: int) -> web.StreamResponse:
        """Tell one page what was posted behind `after`, then whatever comes, until it goes away or we do."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        )
        queue: asyncio.Queue[str | None] = asyncio.Queue(BACKLOG)
        self._open.add(queue)  # first, so that nothing falls between what was and what comes
        try:
            missed = await self._missed(after)
            await response.prepare(request)
            await response.write("".join([*missed, f'event: ready\ndata: {{"streams": "{self._name}"}}\n\n']).encode())
            while (event := await _next(queue)) is not None:
                await response.write(event.encode())
        except ConnectionResetError:
            pass  # the page was closed
        finally:
            self._open.discard(queue)
        return response

    async def _missed(self, after: int) -> list[str]:
        missed: dict[int, tuple[Post, str | None]] = {post.id: (post, None) for post in await self._history(after)}
        for post, replaces in self._recent:
            original = next((known for known in missed if str(known) == replaces), None)
            if original is not None:  # this page has not seen what was there first
                missed[original] = (replace(missed[original][0], page=post.page), None)
            elif post.id > after:
                missed.setdefault(post.id, (post, replaces))  # the history's may be a corrected one
        return [_event(*missed[id]) for id in sorted(missed)]

    def _end(self, queue: asyncio.Queue[str | None]) -> None:
        self._open.discard(queue)
        while queue.full():
            queue.get_nowait()
        queue.put_nowait(None)


async def _next(queue: asyncio.Queue[str | None]) -> str | None:
    """The next event, a comment when there is none for a while, None at the end."""
    try:
        async with asyncio.timeout(HEARTBEAT):
            return await queue.get()
    except TimeoutError:
        return ": still here\n\n"


def _event(post: Post, replaces: str | None) -> str:
    head = json.dumps({"id": post.id, "at": post.at.isoformat(), "replaces": replaces})
    return f'id: {post.id}\nevent: post\ndata: {head[:-1]}, "page": {to_json(post.page)}}}\n\n'
