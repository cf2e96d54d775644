"""A local page on a free port, and a browser to look at it with."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect

from bot.adapters.web.adapter import WebAdapter
from bot.chat import LOCAL, PAGE, Platform, Request
from bot.commands import Desk, handle
from bot.commands.desk import Sources
from bot.outbox import send_waiting
from bot.settings import Settings
from bot.sources.fetch import Fetcher
from bot.sources.workers import Workers
from bot.store import deliveries
from bot.store.database import Database
from bot.store.dossiers import load_shipped
from bot.view import page as view
from briefs.dossier import content_hash, load_dossier, shipped
from tests.adapters.web.pages import HOSTILE, PAGES
from tests.conftest import SUNDAY, Clock

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SWITCHES = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
CARD = "test/card"  # on every page that is posted here, so that it can be corrected
PATIENCE = 15_000  # milliseconds, for a machine that does other things too
SHOWN = {**{f"show {name}": page for name, page in PAGES.items()}, "show hostile": HOSTILE}


async def answer(desk: Desk, request: Request) -> view.Page:
    """The real answers, and `show NAME` for a page of pages.py."""
    return SHOWN.get(request.text) or await handle(desk, request)


class LocalPage:
    """A local page that can go away and come back under its address."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.adapter = WebAdapter(Settings(web_port=0), desk, answer=answer)
        self.address = ""

    async def start(self) -> None:
        self.address = await self.adapter.start()

    async def stop(self) -> None:
        await self.adapter.stop()

    async def come_back(self) -> None:
        port = int(self.address.rstrip("/").rpartition(":")[2])
        self.adapter = WebAdapter(Settings(web_port=port), self.desk, answer=answer)
        await self.adapter.start()

    async def post(self, page: view.Page, *, send: bool = True) -> int:
        """Post a page as the outbox does; without `send`, as it did while nobody listened."""
        now = self.desk.now()
        page = replace(page, cards=(*page.cards, CARD))
        async with self.desk.database.transaction() as db:
            await deliveries.add(db, f"test {page.title} {os.urandom(4).hex()}", PAGE, page, now)
            [delivery] = await deliveries.claim(db, ["local"], now)
        message = await self.adapter.send(delivery) if send else str(delivery.id)
        async with self.desk.database.transaction() as db:
            await deliveries.finish(db, delivery.id, message, now)
        return delivery.id

    async def correct(self, id: int, page: view.Page, *, send: bool = True) -> None:
        """Correct a post as the outbox does; without `send`, as it did while nobody listened."""
        async with self.desk.database.transaction() as db:
            [shown] = [one for one in await deliveries.showing(db, LOCAL, CARD) if one.id == id]
            page = replace(page, cards=(*page.cards, CARD))
            await deliveries.add_correction(db, shown, os.urandom(4).hex(), page, self.desk.now())
            [delivery] = await deliveries.claim(db, ["local"], self.desk.now())
        message = await self.adapter.send(delivery) if send else str(id)
        assert message == str(id)
        async with self.desk.database.transaction() as db:
            await deliveries.finish(db, delivery.id, message, self.desk.now())

    async def send_waiting(self) -> None:
        """Let the outbox do its work."""
        await send_waiting(self.desk.database, {Platform.LOCAL: self.adapter}, self.desk.now)


@pytest.fixture
async def local(desk: Desk) -> AsyncIterator[LocalPage]:
    local = LocalPage(desk)
    await local.start()
    yield local
    await local.stop()


@pytest.fixture
async def client() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


# The browser is started once, so all that speaks with it runs on one loop.


@pytest.fixture(scope="session")
def chromium() -> str:
    """The Chromium of this machine."""
    named = os.environ.get("COMMUNIQUE_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found:
        return found
    reason = f"no browser: install one of {', '.join(CHROMIUM)} for the tests of the local page"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=SWITCHES)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def shown(tmp_path: Path) -> AsyncIterator[LocalPage]:
    """A local page on the browser's loop."""
    database = await Database.open(tmp_path / "communique.db")
    for folder in shipped():
        await load_shipped(database, load_dossier(folder), content_hash(folder), SUNDAY - timedelta(days=30))
    async with Workers(patience=20) as workers:
        local = LocalPage(Desk(database, Clock(SUNDAY), sources=Sources(Fetcher(), workers)))
        await local.start()
        yield local
        await local.stop()
    await database.close()


class Reader:
    """Somebody with the page open; whatever their browser complains of fails the test."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.complaints: list[str] = []
        self.requests: list[str] = []

    def listen(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(f"dialog: {dialog.message}"))
        self.page.on("request", lambda request: self.requests.append(request.url))

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning"):
            self.complaints.append(said.text)

    async def open(self) -> None:
        await self.page.goto(self.address)
        await self.page.locator("html[data-posts=followed] #now .answer").wait_for()

    async def ask(self, text: str) -> None:
        """Type a question, and wait for the answer."""
        await self.page.locator("#line").fill(text)
        await self.page.keyboard.press("Enter")
        await self.page.locator(".working").wait_for(state="detached")


async def _window(browser: Browser, **how: Any) -> AsyncIterator[Reader]:
    settings: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce", **how}
    context = await browser.new_context(locale="en-GB", timezone_id="Europe/Berlin", **settings)
    context.set_default_timeout(PATIENCE)
    reader = Reader(await context.new_page(), "")
    reader.listen()
    await reader.page.clock.install(time=SUNDAY)
    yield reader
    await context.close()


async def _reads(window: Reader, shown: LocalPage) -> AsyncIterator[Reader]:
    """Each test has a page on a port, and so a storage, of its own; the window it shares."""
    window.address = shown.address
    await window.page.clock.set_system_time(SUNDAY)
    window.complaints.clear()
    window.requests.clear()
    await window.open()
    yield window
    await window.page.unroute_all(behavior="ignoreErrors")
    await window.page.emulate_media(color_scheme="null")
    await window.page.goto("about:blank")
    assert window.complaints == []


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def desk_window(browser: Browser) -> AsyncIterator[Reader]:
    async for window in _window(browser):
        yield window


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def phone_window(browser: Browser) -> AsyncIterator[Reader]:
    viewport = {"width": 390, "height": 844}
    async for window in _window(browser, viewport=viewport, is_mobile=True, has_touch=True, color_scheme="dark"):
        yield window


@pytest_asyncio.fixture(loop_scope="session")
async def reader(desk_window: Reader, shown: LocalPage) -> AsyncIterator[Reader]:
    """At a desk."""
    async for reader in _reads(desk_window, shown):
        yield reader


@pytest_asyncio.fixture(loop_scope="session")
async def phone(phone_window: Reader, shown: LocalPage) -> AsyncIterator[Reader]:
    """On a phone, at night."""
    async for reader in _reads(phone_window, shown):
        yield reader
