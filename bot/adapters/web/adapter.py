"""The local page: a chat in the browser, for the person at this machine."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import asdict

from aiohttp import web
from aiohttp.typedefs import Handler
from yarl import URL

from bot import metrics
from bot.adapters.web.asking import Refused, always, read_question, read_upload
from bot.adapters.web.files import read_files
from bot.adapters.web.guard import Guard, is_loopback
from bot.adapters.web.listening import NAME, listen
from bot.adapters.web.streams import KEPT, Streams
from bot.chat import LOCAL, PAGE, YOU, Channel, Delivery, Request
from bot.commands import Choice, Desk, handle, suggest
from bot.commands.line import complete
from bot.settings import Settings
from bot.store import deliveries, health
from bot.store.deliveries import Post
from bot.view.markup import words
from bot.view.page import Page, Text, Tone, to_json

GOODBYE = 0.8  # seconds that answers under way have left when we stop; aiohttp waits so long twice
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Server": NAME,
}

CHANNELS = (PAGE, Channel.directly_to(YOU, LOCAL))  # one reader, who sees both in one place

log = logging.getLogger(__name__)

Answer = Callable[[Desk, Request], Awaitable[Page]]
Complete = Callable[[Desk, Request, str, str], Awaitable[list[Choice]]]


class WebAdapter:
    """Serves the page and its API, and is the Sender of the local space."""

    def __init__(
        self,
        settings: Settings,
        desk: Desk,
        *,
        routes: Iterable[web.RouteDef] = (),
        missing: Callable[[], Awaitable[str]] | None = None,
        answer: Answer = handle,
        completes: Complete = suggest,
    ) -> None:
        """Get ready; `start` listens.

        `routes`: further ones, outside the check of Host and Origin (Slack's events). `missing`: what /readyz
        asks, the names of what does not work just now.
        """
        self._settings = settings
        self._desk = desk
        self._routes = [
            web.get("/healthz", _healthy),
            web.get("/readyz", self._is_ready),
            web.get("/metrics", self._metrics),
            *routes,
        ]
        self._missing = missing
        self._answer = answer
        self._completes = completes
        self._streams = Streams(self._posted)
        self._files = read_files()
        self._guard = Guard(settings.web_host, settings.web_port)
        self._runner: web.AppRunner | None = None

    async def start(self) -> str:
        """Listen; answers with the address of the page. Raises SettingsWrong where that cannot be done."""
        host = self._settings.web_host
        if not is_loopback(host) and not self._settings.public_url:
            log.warning(
                "The local page listens on %s: whoever can reach this machine can use it, as you can. "
                "COMMUNIQUE_WEB_HOST=127.0.0.1 keeps it to this machine.",
                host,
            )
        listening = listen(host, self._settings.web_port)
        port = listening.getsockname()[1]
        public = self._settings.public_url
        self._guard = Guard(host, port, URL(str(public)) if public else None)
        self._runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=GOODBYE)
        await self._runner.setup()
        await web.SockSite(self._runner, listening).start()
        shown = "localhost" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host  # noqa: S104
        return f"http://{shown}:{port}/"

    async def stop(self) -> None:
        """End the streams, let answers under way finish, stop listening."""
        self._streams.close()
        if self._runner:
            await self._runner.cleanup()

    async def send(self, delivery: Delivery) -> str:
        """Show the delivery on every open page; pages that open later read it from the database."""
        post = Post(delivery.id, delivery.page, self._desk.now())
        self._streams.push(post, delivery.replaces)
        return delivery.replaces or str(delivery.id)

    async def objection(self, channel: Channel) -> str:
        """Nothing ever speaks against a post on the local page."""
        return ""

    def _application(self) -> web.Application:
        app = web.Application(middlewares=[self._answer_plainly])
        open_to_all = {route.path for route in self._routes}

        @web.middleware
        async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
            if request.path not in open_to_all:
                objection = self._guard.objection(request.headers, opens_page=request.path == "/")
                if objection:
                    raise Refused(403, objection)
            return await handler(request)

        app.middlewares.append(guarded)
        app.on_response_prepare.append(_dress)
        app.add_routes(self._routes)
        app.add_routes(
            [
                web.post("/api/ask", self._ask),
                web.post("/api/upload", self._upload),
                web.get("/api/suggest", self._suggest),
                web.get("/api/events", self._events, allow_head=False),
                *(web.get(path, file.serve) for path, file in self._files.items()),
            ]
        )
        return app

    async def _ask(self, request: web.Request) -> web.Response:
        return await self._show_answer(await read_question(request))

    async def _upload(self, request: web.Request) -> web.Response:
        return await self._show_answer(await read_upload(request))

    async def _show_answer(self, asked: Request) -> web.Response:
        page = await self._answer(self._desk, asked)
        return web.Response(text=to_json(page), content_type="application/json", headers={"Cache-Control": "no-store"})

    async def _suggest(self, request: web.Request) -> web.Response:
        asked = Request("", PAGE, YOU, always)

        async def offer(completes: str, typed: str) -> list[Choice]:
            return await self._completes(self._desk, asked, completes, typed)

        choices = await complete(request.query.get("q", ""), offer)
        return web.json_response(
            {"choices": [asdict(choice) for choice in choices]}, headers={"Cache-Control": "no-store"}
        )

    async def _events(self, request: web.Request) -> web.StreamResponse:
        after = request.headers.get("Last-Event-ID") or request.query.get("after", "0")
        if not (after.isascii() and after.isdigit() and len(after) < 19):
            raise Refused(400, "“after” is the number of the post that was seen last, such as 12.")
        return await self._streams.serve(request, int(after))

    async def _is_ready(self, request: web.Request) -> web.Response:
        missing = await self._missing() if self._missing else ""
        return web.Response(text=f"not ready: {missing}" if missing else "ready", status=503 if missing else 200)

    async def _metrics(self, request: web.Request) -> web.Response:
        now = await health.read(self._desk.database.reader, self._desk.now())
        metrics.WAITING.set(now.waiting)
        metrics.OLDEST.set(now.oldest.total_seconds())
        metrics.OVERDUE.set(now.overdue.total_seconds())
        metrics.LOST.set(now.lost)
        metrics.FEEDS_IN_TROUBLE.set(now.feeds)
        return web.Response(body=metrics.exposition(), headers={"Content-Type": metrics.CONTENT_TYPE})

    async def _posted(self, after: int) -> list[Post]:
        posts = [
            post
            for channel in CHANNELS
            for post in await deliveries.posted(self._desk.database.reader, channel, after, KEPT)
        ]
        return sorted(posts, key=lambda post: post.id)

    @web.middleware
    async def _answer_plainly(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Whatever happens, a sentence and no traceback."""
        try:
            return await handler(request)
        except Refused as refused:
            return _refusal(request, refused.status, str(refused))
        except web.HTTPException as known:
            return _refusal(request, known.status, _SENTENCES.get(known.status, f"{known.reason}."))
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("%s %s failed (reference %s)", request.method, request.path, reference)
            return _refusal(
                request, 500, f"Something is broken on our side. The log has the details under {reference}."
            )


_SENTENCES = {
    404: "There is nothing under this address. The page itself is at /.",
    405: "This address does not take that kind of request.",
}


async def _healthy(request: web.Request) -> web.Response:
    return web.Response(text="ok")


async def _dress(request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)


def _refusal(request: web.Request, status: int, reason: str) -> web.Response:
    """The sentence, as a page where a page is expected."""
    if not request.path.startswith("/api/"):
        return web.Response(status=status, text=reason + "\n")
    page = Page("That did not work", (Text(words(reason)),), tone=Tone.MISTAKE)
    return web.Response(status=status, text=to_json(page), content_type="application/json")
