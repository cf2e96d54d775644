"""Show an answer to whoever asked, where they asked, and to nobody else."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.adapters.slack import render
from bot.adapters.slack.calls import Calls
from bot.adapters.slack.refusals import TROUBLE
from bot.commands import elsewhere, grammar
from bot.view.markup import words
from bot.view.page import Form, Note, Oversize, Page, Tone

NO_CHANNEL = "A thread is no channel of its own in Slack: this holds for the whole channel, and posts come there."

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Place:
    """Where somebody asked, and how an answer gets there."""

    channel: str
    user: str
    url: str = ""  # a response_url: works where we are no member, for half an hour and five answers
    thread: str = ""
    replaces: bool = False  # the answer takes the place of the message that was clicked on
    home: bool = False  # they asked on their home tab
    holds: str = ""  # a message of ours that holds the answer's place

    @property
    def direct(self) -> bool:
        """Whether they are alone with us, or with somebody whom a message of ours would disturb."""
        return self.channel.startswith("D")

    def to_json(self) -> dict[str, Any]:
        """For a modal to remember."""
        return asdict(self)

    @classmethod
    def of(cls, told: dict[str, Any]) -> Self:
        """The place that a modal remembered."""
        return cls(**told)


class Replies:
    """Shows pages and opens forms."""

    def __init__(self, calls: Calls) -> None:
        """Answer through these clients."""
        self._calls = calls

    async def show(self, place: Place, page: Page) -> None:
        """Show the page by the first way that works; the log says so when none did."""
        ways: list[Callable[[Place, Page], Awaitable[bool]]] = [self._by_direct_message]
        if place.home:
            ways = [self._at_home]
        elif place.holds:
            ways = [self._in_its_place, self._in_channel, *ways]
        elif place.url and (place.replaces or not place.thread):  # Slack keeps no answer to a response_url in a thread
            ways = [self._by_url, self._in_channel, *ways]
        else:
            ways = [self._in_channel, self._by_url, *ways]
        for way in ways:
            try:
                if await way(place, page):
                    return
            except TROUBLE as trouble:
                log.info("An answer did not get through (%s): %s", way.__name__, trouble)
        log.warning("An answer to %s in %s did not get through in any way.", place.user, place.channel)

    async def show_meanwhile(self, place: Place, page: Page) -> Place:
        """Show a page until there is an answer; where the answer goes then."""
        if not place.direct or place.url:
            await self.show(place, page)
            return place
        try:
            posted = await self._post(place, page)
        except TROUBLE as trouble:
            log.info("A word in between did not get through: %s", trouble)
            return place
        return replace(place, holds=str(posted["ts"]))

    async def open(self, trigger: str, place: Place, form: Form) -> bool:
        """Open the form as a modal; whether Slack still let us."""
        return bool(await self._opened(trigger, render.modal(form, remembered(place, form))))

    async def hold(self, trigger: str) -> str:
        """Open a modal in which something will stand; its id, or nothing when Slack did not let us."""
        return await self._opened(trigger, render.waiting())

    async def fill(self, view: str, place: Place, page: Page) -> None:
        """Put a form, or the page that came instead of one, into a modal that was held open."""
        dressed = render.modal(page.form, remembered(place, page.form)) if page.form else render.reading(page)
        try:
            await self._calls.web.views_update(view_id=view, view=dressed)
        except TROUBLE as trouble:
            log.info("A form did not get through: %s", trouble)
            await self.show(place, page)

    async def say_wrong(self, view: str, place: Place, dressed: dict[str, Any], page: Page) -> None:
        """Put a form back into a modal that holds its place, with what was typed and what was wrong with it."""
        try:
            await self._calls.web.views_update(view_id=view, view=dressed)
        except TROUBLE as trouble:
            log.info("A form did not come back: %s", trouble)
            await self.show(place, page)

    async def _opened(self, trigger: str, view: dict[str, Any]) -> str:
        try:
            opened = await self._calls.web.views_open(trigger_id=trigger, view=view)
        except TROUBLE as trouble:
            log.info("A form did not open: %s", trouble)
            return ""
        return str(opened["view"]["id"])

    async def _by_url(self, place: Place, page: Page) -> bool:
        if not place.url:
            return False
        replaces = place.replaces and not page.aside
        answer = {"replace_original": replaces} | ({} if replaces else {"response_type": "ephemeral"})
        return await self._calls.respond(place.url, answer | render.message(page))

    async def _in_channel(self, place: Place, page: Page) -> bool:
        if place.direct:
            await self._post(place, page)
        else:
            message = render.message(page) | {"thread_ts": place.thread or None}
            await self._calls.web.chat_postEphemeral(
                channel=place.channel, user=place.user, parse="none", link_names=False, **message
            )
        return True

    async def _post(self, place: Place, page: Page) -> AsyncSlackResponse:
        message = render.message(page) | {"thread_ts": place.thread or None}
        return await self._calls.web.chat_postMessage(
            channel=place.channel, unfurl_links=False, unfurl_media=False, parse="none", link_names=False, **message
        )

    async def _in_its_place(self, place: Place, page: Page) -> bool:
        await self._calls.web.chat_update(
            channel=place.channel, ts=place.holds, parse="none", link_names=False, **render.message(page)
        )
        return True

    async def _by_direct_message(self, place: Place, page: Page) -> bool:
        opened = await self._calls.web.conversations_open(users=place.user)
        return await self._in_channel(Place(opened["channel"]["id"], place.user), page)

    async def _at_home(self, place: Place, page: Page) -> bool:
        await self._calls.web.views_publish(user_id=place.user, view=render.home(page))
        return True


def remembered(place: Place, form: Form) -> dict[str, Any]:
    """What a modal brings back when it is sent."""
    return {"command": form.command, "place": place.to_json()}


def of_the_channel(page: Page, place: Place, asked: str) -> Page:
    """The answer; where something was changed from within a thread, it says that this holds for the whole channel."""
    if not place.thread or page.tone is not Tone.DONE or grammar.read(asked).verb not in elsewhere.VERBS:
        return page
    with suppress(Oversize):
        return replace(page, blocks=(*page.blocks, Note(words(NO_CHANNEL))))
    return page
