"""The only file that knows all parts: builds, starts and stops them."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any, Protocol

from bot.chat import Channel, Platform
from bot.checks import Check, Examination, examine
from bot.clock import Clock
from bot.commands import Desk
from bot.commands.desk import Deriver, Sources, utc_now
from bot.commands.doctor import database, machine
from bot.outbox import Outlet
from bot.settings import Settings
from bot.sources.fetch import Fetcher
from bot.sources.model import derive_with_model, is_on
from bot.sources.workers import Workers
from bot.store.database import Database
from bot.store.dossiers import is_loaded, load_shipped
from bot.upkeep import BackupPlan
from briefs.derive import Derivation
from briefs.dossier import content_hash, load_dossier, shipped
from briefs.essay import Snapshot
from briefs.model import Dossier

FAREWELL = 2.4  # seconds that the clock has to end, and then all other parts together

log = logging.getLogger(__name__)


class Adapter(Outlet, Protocol):
    """What the app needs of a platform."""

    async def start(self) -> Any:
        """Be there, or say in an exception's text why not and what to do."""

    async def stop(self) -> None:
        """End within two seconds."""

    def examinations(self, channel: Channel | None) -> list[Examination]:
        """What `doctor` looks at, for somebody who asks in a channel of any platform's."""
        ...

    @property
    def connected(self) -> bool:
        """Whether it can be posted to just now."""
        ...


@asynccontextmanager
async def open_desk(settings: Settings, now: Callable[[], Any] = utc_now) -> AsyncIterator[Desk]:
    """A desk over the database that the settings name, with the shipped content up to date."""
    database = await Database.open(settings.database)
    try:
        await load_content(database, now)
        yield Desk(database, now, derive=_model(settings))
    finally:
        await database.close()


async def load_content(database: Database, now: Callable[[], Any]) -> None:
    """Load the shipped dossiers that are new or have changed."""
    for folder in shipped():
        hash = await asyncio.to_thread(content_hash, folder)
        if not await is_loaded(database.reader, hash):
            dossier = await asyncio.to_thread(load_dossier, folder)
            await load_shipped(database, dossier, hash, now())
            log.info("Loaded %s: %s cards.", dossier.slug, len(dossier.cards))


class App:
    """The whole bot: local page, the platforms that have tokens, clock and outbox."""

    def __init__(self, settings: Settings, desk: Desk) -> None:
        """Build the parts; `start` brings them to life."""
        self.workers = Workers()
        self.desk = replace(
            desk,
            wake=lambda: self.clock.wake(),
            derive=_model(settings),
            sources=Sources(Fetcher(), self.workers),
            examinations=self.examinations,
        )
        self._settings = settings
        heartbeat = str(settings.heartbeat_url or "")
        self.clock = Clock(self.desk, self.senders, settings.watch_folder, heartbeat, _backups(settings))
        self.platforms = _platforms(settings, self.desk)
        self.web = _web(settings, self.desk, self.platforms, self._missing)
        self._starting: set[asyncio.Task[None]] = set()

    async def start(self) -> str:
        """Start everything; answers with the local page's address. Platforms go on connecting behind it."""
        address: str = await self.web.start()
        for platform, adapter in self.platforms.items():
            self._starting.add(asyncio.create_task(_start(platform, adapter)))
        self.clock.start()
        return address

    async def stop(self) -> None:
        """End every part; what was queued waits in the database."""
        for task in self._starting:
            task.cancel()
        await _in_time(self.clock.stop())
        ends = [self.web.stop(), self.workers.close(), *(adapter.stop() for adapter in self.platforms.values())]
        await asyncio.gather(*(_in_time(end) for end in ends))

    def senders(self) -> Mapping[Platform, Outlet]:
        """The platforms that can be posted to just now."""
        connected = {platform: adapter for platform, adapter in self.platforms.items() if adapter.connected}
        return {Platform.LOCAL: self.web, **connected}

    def examinations(self, channel: Channel | None) -> list[Examination]:
        """What `doctor` looks at beside the database."""
        platforms = [one for adapter in self.platforms.values() for one in adapter.examinations(channel)]
        return [*machine.examinations(self._settings, self.desk.now), *platforms]

    async def _missing(self) -> str:
        away = [str(platform) for platform, adapter in self.platforms.items() if not adapter.connected]
        return ", ".join([*away, *([] if self.clock.runs else ["clock"])])


def _backups(settings: Settings) -> BackupPlan | None:
    return BackupPlan(settings.backup_folder, timedelta(days=settings.backup_days)) if settings.backup_folder else None


async def look_over(settings: Settings) -> list[Check]:
    """What `communique doctor` says of a set-up, whether a bot runs there or not. Makes no database."""
    on_this_machine = [
        Examination("database", database.of_file(settings.database, utc_now())),
        *machine.examinations(settings, utc_now),
        Examination("web page", lambda: _web_page(settings)),
    ]
    return await examine([*on_this_machine, *_platform_examinations(settings)])


def _platform_examinations(settings: Settings) -> list[Examination]:
    found: list[Examination] = []
    if settings.discord_token:
        from bot.adapters.discord import adapter as discord

        found += discord.examinations(settings, utc_now)
    if settings.slack_bot_token:
        from bot.adapters.slack import adapter as slack

        found += slack.examinations(settings, utc_now)
    return found


async def _web_page(settings: Settings) -> list[Check]:
    from bot.adapters.web.listening import objection

    return [Check("web page", await objection(settings.web_host, settings.web_port))]


def _model(settings: Settings) -> Deriver | None:
    """The second deriver, where the settings name a model."""
    if not is_on(settings):
        return None

    async def derive(snapshot: Snapshot, dossier: Dossier, published: str) -> tuple[Derivation | None, str]:
        modelled = await derive_with_model(settings, snapshot, dossier, published)
        return modelled.derivation, modelled.note

    return derive


async def run(settings: Settings, say: Callable[[str], None]) -> None:
    """Run the bot until SIGTERM or SIGINT."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    async with open_desk(settings) as desk:
        await desk.database.need_writable()
        app = App(settings, desk)
        address = await app.start()
        try:
            say(f"Communiqué is at {address}")
            names = ", ".join(app.platforms)
            say(
                f"Connecting to {names}." if names else "No tokens are set: the local page and the console are the bot."
            )
            say("Ctrl-C ends it.")
            await ended.wait()
        finally:
            await app.stop()


def _platforms(settings: Settings, desk: Desk) -> dict[Platform, Adapter]:
    """The platforms whose tokens are there. Each library is imported only then: it takes 10 MB and 0.2 s."""
    platforms: dict[Platform, Adapter] = {}
    if settings.discord_token:
        from bot.adapters.discord.adapter import DiscordAdapter

        platforms[Platform.DISCORD] = DiscordAdapter(settings, desk)
    if settings.slack_bot_token:
        from bot.adapters.slack.adapter import SlackAdapter

        platforms[Platform.SLACK] = SlackAdapter(settings, desk)
    elif settings.slack_app_token or settings.slack_signing_secret:
        log.error("slack: COMMUNIQUE_SLACK_BOT_TOKEN is not set (it begins with xoxb-): Slack does not start.")
    return platforms


def _web(
    settings: Settings, desk: Desk, platforms: Mapping[Platform, Adapter], missing: Callable[[], Awaitable[str]]
) -> Any:
    from aiohttp import web

    from bot.adapters.web.adapter import WebAdapter

    slack = platforms.get(Platform.SLACK)
    events = getattr(slack, "http_handler", None)  # none in Socket Mode
    routes = [web.post("/slack/events", events)] if events else []
    return WebAdapter(settings, desk, routes=routes, missing=missing)


async def _start(platform: Platform, adapter: Adapter) -> None:
    try:
        await adapter.start()
        if adapter.connected:  # else it goes on trying, and says so
            log.info("Connected to %s.", platform)
    except asyncio.CancelledError:
        raise
    except Exception as failed:
        log.error("%s: %s", platform, failed)


async def _in_time(end: Awaitable[None]) -> None:
    try:
        await asyncio.wait_for(end, FAREWELL)
    except Exception:
        log.exception("A part did not end as it should.")
