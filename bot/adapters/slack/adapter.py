"""Slack, as the rest of the bot sees it: start, stop, send."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.adapters.slack import checkup
from bot.adapters.slack.bolt import bolt_app
from bot.adapters.slack.calls import SLACK, Calls
from bot.adapters.slack.changes import Changes
from bot.adapters.slack.link import STUCK, Link
from bot.adapters.slack.manifest import OPTIONAL_SCOPES, REQUIRED_SCOPES
from bot.adapters.slack.posting import Posting
from bot.adapters.slack.reception import ANSWER_WITHIN, Reception
from bot.adapters.slack.refusals import (
    APP_TOKEN,
    BOT_TOKEN,
    REINSTALL,
    SIGNING_SECRET,
    TOKEN_WAIT,
    TROUBLE,
    settings_wrong,
)
from bot.chat import Channel, Delivery, Platform, Request, SendFailed
from bot.checks import Check, Examination
from bot.commands import Desk, handle, suggest
from bot.settings import Settings, SettingsWrong
from bot.view.page import Page

PING_INTERVAL = 3.0  # seconds; with slack_sdk's 10, a dropped connection is noticed 8 s late
FINISH_WITHIN = 0.8  # seconds that answers under way have when we stop
GOODBYE_WITHIN = 0.5  # seconds for the websocket to close
START_WITHIN = 8.0  # seconds after which we no longer wait for Slack at the start
FIRST_WAIT = 1.0  # seconds until the second try to reach Slack at the start; doubled each time
LONGEST_WAIT = 60.0

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = logging.getLogger(__name__)


def examinations(settings: Settings, now: Callable[[], datetime]) -> list[Examination]:
    """What `doctor` looks at of Slack where no bot runs: whether it takes our tokens, its clock, and our scopes."""
    token, app_token = settings.slack_bot_token, settings.slack_app_token
    if token is None:
        return []

    async def look() -> list[Check]:
        calls = Calls(token.get_secret_value(), str(settings.slack_api_url or SLACK))
        try:
            checks = await checkup.token(calls, now)
            if app_token and checks[0].ok:
                checks.append(await checkup.app_token(calls, app_token.get_secret_value()))
            return checks
        finally:
            await calls.close()

    return [Examination(checkup.TOKEN, look)]


class SlackAdapter:
    """One workspace, by Socket Mode where there is an app token, otherwise by signed HTTP. The outbox's Sender."""

    def __init__(
        self,
        settings: Settings,
        desk: Desk,
        answer: Callable[[Desk, Request], Awaitable[Page]] = handle,
        *,
        answer_within: float = ANSWER_WITHIN,
        ping_interval: float = PING_INTERVAL,
        stuck: float = STUCK,
        first_wait: float = FIRST_WAIT,
        start_within: float = START_WITHIN,
        token_wait: float = TOKEN_WAIT,
    ) -> None:
        """Answer requests at `desk`. The numbers are for tests in a hurry."""
        self._settings = settings
        self._now = desk.now
        self._answer = partial(answer, desk)
        self._suggest = partial(suggest, desk)
        self._answer_within = answer_within
        self._ping_interval = ping_interval
        self._stuck = stuck
        self._first_wait = first_wait
        self._start_within = start_within
        self._token_wait = token_wait
        self._changes = Changes(desk.changed, self._doubt_token)
        self._calls: Calls | None = None
        self._app: AsyncApp | None = None
        self._reception: Reception | None = None
        self._posting: Posting | None = None
        self._link: Link | None = None
        self._starting: asyncio.Task[None] | None = None
        self._signed_in = False

    @property
    def connected(self) -> bool:
        """Whether Slack takes our token, and can reach us as far as we can tell."""
        return self._signed_in and (self._link is None or self._link.connected)

    @property
    def http_handler(self) -> Handler | None:
        """What answers POST /slack/events; None in Socket Mode, and without a secret to check signatures with."""
        return self._on_http if self._settings.slack_signing_secret and not self._settings.slack_app_token else None

    async def start(self) -> None:
        """Sign in and connect. Raises SettingsWrong where a token is; waits in the background where Slack is away."""
        token = _required(self._settings)
        self._calls = Calls(token, str(self._settings.slack_api_url or SLACK))
        self._posting = Posting(self._calls, self._settings.slack_pace)
        self._reception = Reception(
            self._answer, self._suggest, self._calls, self._posting.objection, self._answer_within
        )
        secret = self._settings.slack_signing_secret
        self._app = bolt_app(self._calls, token, secret.get_secret_value() if secret else "")
        self._changes.listen(self._app)
        self._reception.listen(self._app)
        if self._settings.slack_app_token:
            app_token = self._settings.slack_app_token.get_secret_value()
            self._link = Link(self._app, app_token, self._calls.proxy, self._ping_interval, self._stuck)
        try:
            async with asyncio.timeout(self._start_within):
                await self._sign_in()
        except SettingsWrong:
            await self.stop()
            raise
        except TROUBLE as trouble:
            log.warning("Slack is out of reach; trying again until it is not. %s", trouble)
            self._starting = asyncio.create_task(self._sign_in_later())

    async def stop(self) -> None:
        """Leave within two seconds."""
        if self._starting:
            self._starting.cancel()
            await asyncio.gather(self._starting, return_exceptions=True)
        if self._reception:
            await self._reception.close(FINISH_WITHIN)
        if self._link:
            await self._link.close(GOODBYE_WITHIN)
        if self._calls:
            await self._calls.close()
        self._signed_in = False

    async def send(self, delivery: Delivery) -> str:
        """Post or edit, and answer with CHANNEL/TS. Raises SendFailed alone."""
        if not self._posting:
            raise SendFailed("I am not connected to Slack yet.")
        return await self._unless_refused(self._posting.send(delivery))

    async def objection(self, channel: Channel) -> str:
        """Why a post would not arrive in a channel just now; "" where nothing speaks against it. Raises SendFailed."""
        if not self._posting:
            raise SendFailed("I am not connected to Slack yet.")
        return await self._unless_refused(self._posting.objection(channel))

    def examinations(self, channel: Channel | None) -> list[Examination]:
        """What `doctor` looks at of Slack."""
        calls, posting = self._calls, self._posting
        place = channel if channel and channel.space.platform is Platform.SLACK else None
        if calls is None or posting is None:
            return [Examination(checkup.CONNECTION, checkup.not_started, here=place is not None)]

        async def here() -> list[Check]:
            return await checkup.here(posting, place, connected=self.connected)

        return [
            Examination(checkup.TOKEN, lambda: checkup.token(calls, self._now)),
            Examination(checkup.CONNECTION, here, here=place is not None),
        ]

    async def _unless_refused(self, asked: Awaitable[str]) -> str:
        try:
            return await asked
        except SendFailed as failed:
            if failed.for_all:
                self._stand_back(failed.reason)
            raise

    async def _doubt_token(self) -> None:
        """Slack says that tokens are gone: see whether ours is."""
        try:
            await self._show_token()
        except SettingsWrong as wrong:
            self._stand_back(str(wrong))
        except TROUBLE:
            pass  # the next post tells

    def _stand_back(self, why: str) -> None:
        """Send nothing while Slack refuses our token, and see now and then whether it still does."""
        if self._signed_in:
            self._signed_in = False
            log.error("Nothing is sent to Slack, and nothing is lost. %s", why)
            self._starting = asyncio.create_task(self._come_back())

    async def _come_back(self) -> None:
        while not self._signed_in:
            await asyncio.sleep(self._token_wait)
            try:
                await self._show_token()
            except (SettingsWrong, *TROUBLE) as still:
                log.debug("Slack still refuses the token: %s", still)
            else:
                self._signed_in = True
                log.info("Slack takes the token again.")

    async def _show_token(self) -> AsyncSlackResponse:
        """What Slack says to our token. Raises SettingsWrong where it refuses it."""
        assert self._calls
        try:
            told = await self._calls.web.auth_test()
        except TROUBLE as trouble:
            raise settings_wrong(trouble, BOT_TOKEN) or trouble from trouble
        _check_scopes(told.headers.get("x-oauth-scopes", ""))
        return told

    async def _sign_in(self) -> None:
        assert self._reception
        told = await self._show_token()
        self._reception.team, self._reception.bot_user = told.get("team_id") or "", told.get("user_id") or ""
        self._changes.bot_user = self._reception.bot_user
        if self._link:
            try:
                await self._link.open()
            except TROUBLE as trouble:
                raise settings_wrong(trouble, APP_TOKEN) or trouble from trouble
        self._signed_in = True
        log.info(
            "Connected to the Slack workspace %s by %s.", told.get("team"), "Socket Mode" if self._link else "HTTP"
        )

    async def _sign_in_later(self) -> None:
        wait = self._first_wait
        while not self._signed_in:
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)
            try:
                await self._sign_in()
            except SettingsWrong as wrong:
                log.error("Slack stays off. %s", wrong)
                return
            except TROUBLE as trouble:
                log.info("Slack is still out of reach: %s", trouble)

    async def _on_http(self, request: web.Request) -> web.StreamResponse:
        if not self._app:
            return web.Response(status=503)
        if not request.headers.get("X-Slack-Request-Timestamp", "").isdecimal():  # bolt would fail on it
            return web.json_response({"error": "invalid request"}, status=401)
        return await to_aiohttp_response(await self._app.async_dispatch(await to_bolt_request(request)))


def _required(settings: Settings) -> str:
    if not settings.slack_bot_token:
        raise SettingsWrong(f"{BOT_TOKEN}: it is empty. Copy it from api.slack.com/apps, OAuth & Permissions.")
    if not settings.slack_app_token and not settings.slack_signing_secret:
        raise SettingsWrong(
            f"{APP_TOKEN} or {SIGNING_SECRET}: with neither, Slack cannot reach the bot. Make an app-level token with "
            "the scope connections:write at api.slack.com/apps, Basic Information, and set it as the first."
        )
    return settings.slack_bot_token.get_secret_value()


def _check_scopes(header: str) -> None:
    """Refuse to start without the scopes that everything needs; say what does not work without the others."""
    granted = {scope.strip() for scope in header.split(",") if scope.strip()}
    if not granted:  # Slack did not say
        return
    missing = [scope for scope in REQUIRED_SCOPES if scope not in granted]
    if missing:
        raise SettingsWrong(f"{BOT_TOKEN}: this token lacks the scope {', '.join(missing)}. {REINSTALL}.")
    for scope, why in OPTIONAL_SCOPES.items():
        if scope not in granted:
            log.warning("The Slack app lacks the scope %s, which it needs to %s. %s.", scope, why, REINSTALL)
