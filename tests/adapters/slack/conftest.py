"""A workspace on loopback, and the adapter connected to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest
from aiohttp import web

from bot.adapters.slack.adapter import SlackAdapter
from bot.chat import Request
from bot.commands import Desk
from bot.commands.errors import BadRequest
from bot.settings import Settings
from bot.view import compose
from bot.view.markup import words
from bot.view.page import Button, Form, Page, Question, Text, Tone
from tests.standins.slack import SlackStandIn
from tests.standins.slack.signed import SECRET, SignedRequests
from tests.view.questions import every_kind

Connect = Callable[..., Awaitable[SlackAdapter]]


@pytest.fixture
async def slack() -> AsyncIterator[SlackStandIn]:
    async with SlackStandIn() as slack:
        yield slack


def settings_for(slack: SlackStandIn, mode: str = "socket", **more) -> Settings:
    """What the environment says when the bot is to reach this workspace."""
    known = {
        "slack_bot_token": slack.bot_token,
        "slack_app_token": slack.app_token if mode == "socket" else None,
        "slack_signing_secret": SECRET,
        "slack_api_url": slack.url,
        "slack_pace": 1000,
    }
    return Settings.model_validate(known | more)


@pytest.fixture
async def connect(slack: SlackStandIn, desk: Desk) -> AsyncIterator[Connect]:
    """Start an adapter, by "socket" or by "http"; it is stopped at the end."""
    async with AsyncExitStack() as stack:

        async def connect(mode: str = "socket", *args, settings: Settings | None = None, **kwargs) -> SlackAdapter:
            adapter = SlackAdapter(settings or settings_for(slack, mode), desk, *args, **kwargs)
            stack.push_async_callback(adapter.stop)
            await adapter.start()
            if mode == "http":
                if slack.http:
                    await slack.http.close()
                slack.http = SignedRequests(await _serve(adapter, stack))
            return adapter

        yield connect


async def _serve(adapter: SlackAdapter, stack: AsyncExitStack) -> str:
    app = web.Application()
    assert adapter.http_handler
    app.router.add_post("/slack/events", adapter.http_handler)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"


@pytest.fixture(params=["socket", "http"])
async def adapter(request: pytest.FixtureRequest, connect: Connect) -> SlackAdapter:
    """The adapter at the real desk, both ways."""
    return await connect(request.param)


class Script:
    """Answers for what the shipped commands do not do yet; it keeps every request."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.wait: Callable[[Request], Awaitable[None]] | None = None

    async def __call__(self, desk: Desk, request: Request) -> Page:
        self.requests.append(request)
        if self.wait:
            await self.wait(request)
        try:
            return await self.page(request)
        except BadRequest as mistake:
            return compose.mistake(str(mistake))

    async def page(self, request: Request) -> Page:
        if request.fields.get("headline") == "":
            return Page("Mistake", (Text(words("A headline is needed.")),), tone=Tone.MISTAKE)
        if request.fields.get("headline") == "long":
            return Page("Mistake", (Text(words("a name that no quote carries. " * 20)),), tone=Tone.MISTAKE)
        if request.fields.get("time") == "" and request.fields["topics"]:
            return Page("Mistake", (Text(words("No time was given. " * 20)),), tone=Tone.MISTAKE)
        if request.text == "kinds" and not request.fields:
            return Page("Set up", form=replace(every_kind("C1"), command="kinds"))
        if "headline" in request.fields:
            return Page("Saved", (Text(words(request.fields["headline"])),))
        if request.upload:
            content = (await request.upload.read()).decode()
            return Page("Taken in", (Text(words(f"{request.upload.name}: {content}")),))
        if request.text == "edit":
            return Page("Edit", (Text(words("Type it.")),), form=FORM)
        if request.text == "may":
            return Page("May", (Text(words(str(await request.may_configure()))),))
        return Page(
            f"You asked {request.text}",
            buttons=(
                Button("Next", "next"),
                Button("Edit", "edit", opens_form=True),
                Button("Aside", "aside"),
            ),
            aside=request.text == "aside",
        )


FORM = Form(
    "Edit a card",
    "edit",
    (Question("headline", "Headline", "Old"),),
    beside=words("“Neutrality is not for sale.”"),
)


@pytest.fixture
def script() -> Script:
    return Script()
