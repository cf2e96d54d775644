"""What people do in Slack, made into Requests."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from functools import partial
from typing import Any, TypeVar

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.response import BoltResponse

from bot.adapters.slack import render
from bot.adapters.slack.calls import Calls
from bot.adapters.slack.replies import Place, Replies, remembered
from bot.adapters.slack.rights import may_configure
from bot.adapters.slack.typed import as_meant, unescape
from bot.chat import Channel, Person, Platform, Request, Space
from bot.view import characters
from bot.view.markup import plain
from bot.view.page import Page, Text, Tone

ANSWER_WITHIN = 2.0  # seconds in which an answer travels in the acknowledgement itself; Slack: three
OPEN_WITHIN = 1.5  # seconds in which a form is worth waiting for; Slack: a trigger dies after three
MAX_ACK = 16_000  # bytes; Slack closes a websocket on which more than 20,480 come at once
MAX_ERROR = 300  # what stands under an input
REMEMBERED_EVENTS = 1000
SAID_BY_PEOPLE = (None, "file_share", "thread_broadcast", "me_message")  # a message's subtype

Json = dict[str, Any]
Answer = Callable[[Request], Awaitable[Page]]
Result = TypeVar("Result")

log = logging.getLogger(__name__)


class Reception:
    """Listens to bolt, asks for an answer, and shows it."""

    def __init__(self, answer: Answer, calls: Calls, answer_within: float = ANSWER_WITHIN) -> None:
        """Answer with `answer`, which never raises."""
        self._answer = answer
        self._calls = calls
        self._replies = Replies(calls)
        self._answer_within = answer_within
        self._open_within = min(OPEN_WITHIN, answer_within)
        self._under_way: set[asyncio.Task[Any]] = set()
        self._events: OrderedDict[str, None] = OrderedDict()
        self.team = ""
        self.bot_user = ""

    def listen(self, app: AsyncApp) -> None:
        """Take what this app hears."""
        app.command(re.compile("^/"))(self._on_command)
        app.action(re.compile(f"^[{render.RUN[0]}{render.OPEN[0]}{render.CHOOSE[0]}]:"))(self._on_action)
        app.view(render.FORM)(self._on_form)
        app.event("app_mention")(self._on_mention)
        app.event("message")(self._on_message)
        app.event("app_home_opened")(self._on_home)
        app.event(re.compile(""))(self._on_anything)

    async def close(self, within: float) -> None:
        """Let what is under way come to an end, for a while."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=within)
        for task in self._under_way:
            task.cancel()

    async def _on_command(self, ack: AsyncAck, body: Json) -> BoltResponse:
        place = Place(body["channel_id"], body["user_id"], url=body.get("response_url", ""))
        person = Person(body["user_id"], body.get("user_name", ""))
        coming = self._begin(self._ask(body.get("team_id"), place, person, unescape(body.get("text", ""))))
        page = await _within(self._answer_within, coming)
        if page and not page.form and len(answer := render.whisper(page)) <= MAX_ACK:
            return BoltResponse(status=200, body=answer, headers={"content-type": ["application/json"]})
        self._begin(self._show(coming, place, body.get("trigger_id", "")))
        return await ack()

    async def _on_action(self, ack: AsyncAck, body: Json) -> None:
        action = body["actions"][0]
        command = action.get("value") or (action.get("selected_option") or {}).get("value") or ""
        place, user = _place_of(body), body["user"]
        person = Person(user["id"], user.get("username") or user.get("name") or "")
        coming = self._begin(self._ask(_team_of(body), place, person, unescape(command)))
        trigger = body.get("trigger_id", "")
        if action["action_id"].startswith(render.OPEN):
            self._begin(self._open(coming, place, trigger))
        else:
            self._begin(self._show(coming, place, trigger))
        await ack()

    async def _on_form(self, ack: AsyncAck, body: Json) -> None:
        view, user = body["view"], body["user"]
        memory = json.loads(view["private_metadata"])
        place, person = Place.of(memory["place"]), Person(user["id"], user.get("username") or user.get("name") or "")
        fields = {block: typed.get("value") or "" for block, typed in _inputs_of(view)}
        coming = self._begin(self._ask(_team_of(body), place, person, memory["command"], fields))
        page = await _within(self._answer_within, coming)
        if page and page.form:
            await ack(response_action="update", view=render.modal(page.form, remembered(place, page.form)))
        elif page and page.tone is Tone.MISTAKE and fields:
            await ack(response_action="errors", errors={next(iter(fields)): _error(page)})
        else:
            self._begin(self._show(coming, place))
            await ack()

    async def _on_mention(self, ack: AsyncAck, body: Json) -> None:
        event = body["event"]
        if not event["channel"].startswith("D"):  # there, a message says the same
            self._hear(body, Place(event["channel"], event.get("user", ""), thread=event.get("thread_ts", "")))
        await ack()

    async def _on_message(self, ack: AsyncAck, body: Json) -> None:
        event = body["event"]
        if event.get("channel_type") == "im" and event.get("subtype") in SAID_BY_PEOPLE:
            self._hear(body, Place(event["channel"], event.get("user", ""), thread=event.get("thread_ts", "")))
        await ack()

    async def _on_home(self, ack: AsyncAck, body: Json) -> None:
        event = body["event"]
        if event.get("tab") == "home":
            self._hear(body, Place(event["channel"], event["user"], home=True))
        await ack()

    async def _on_anything(self, ack: AsyncAck) -> None:
        await ack()

    def _hear(self, body: Json, place: Place) -> None:
        """Answer an event, once: Slack tells it again when it did not hear from us in time."""
        event, id = body["event"], body.get("event_id", "")
        if not place.user or event.get("bot_id") or place.user == self.bot_user or id in self._events:
            return
        self._events[id] = None
        if len(self._events) > REMEMBERED_EVENTS:
            self._events.popitem(last=False)
        text = as_meant(event.get("text", ""), self.bot_user)
        coming = self._begin(self._ask(body.get("team_id"), place, Person(place.user), text))
        self._begin(self._show(coming, place))

    async def _ask(
        self, team: str | None, place: Place, person: Person, text: str, fields: Mapping[str, str] | None = None
    ) -> Page:
        space = Space(Platform.SLACK, team or self.team)
        channel = Channel.directly_to(person, space) if place.direct else Channel(space, place.channel)
        may = partial(may_configure, self._calls.web, place.channel, person.id)
        return await self._answer(Request(text, channel, person, may, fields or {}))

    async def _show(self, coming: asyncio.Task[Page], place: Place, trigger: str = "") -> None:
        page = await coming
        if not (page.form and trigger and await self._replies.open(trigger, place, page.form)):
            await self._replies.show(place, page)

    async def _open(self, coming: asyncio.Task[Page], place: Place, trigger: str) -> None:
        """Open a form. A trigger does not wait for a slow answer, so something is opened in its place."""
        if not await _within(self._open_within, coming):
            held = await self._replies.hold(trigger)
            if held:
                await self._replies.fill(held, place, await coming)
                return
        await self._show(coming, place, trigger)

    def _begin(self, deed: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
        task = asyncio.get_running_loop().create_task(deed)
        self._under_way.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._under_way.discard(task)
        if not task.cancelled() and task.exception():
            log.error("Answering in Slack broke.", exc_info=task.exception())


async def _within(seconds: float, coming: asyncio.Task[Page]) -> Page | None:
    await asyncio.sleep(0)  # an answer that was kept is there by now, and `wait` would cost more than it
    if not coming.done():
        await asyncio.wait({coming}, timeout=seconds)
    return coming.result() if coming.done() else None


def _place_of(body: Json) -> Place:
    container, user = body.get("container") or {}, body["user"]["id"]
    if container.get("type") == "view":
        return Place(f"D{user}", user, home=True)
    channel = (body.get("channel") or {}).get("id") or container.get("channel_id", "")
    ours = str(body["actions"][0].get("block_id", "")).startswith(render.ANSWER)
    return Place(
        channel,
        user,
        url=body.get("response_url", ""),
        thread=container.get("thread_ts", ""),
        replaces=bool(container.get("is_ephemeral")) or (ours and channel.startswith("D")),
    )


def _team_of(body: Json) -> str | None:
    team: str | None = (body.get("team") or {}).get("id") or body["user"].get("team_id")
    return team


def _inputs_of(view: Json) -> list[tuple[str, Json]]:
    values = (view.get("state") or {}).get("values") or {}
    return [(block, typed) for block, inputs in values.items() for typed in inputs.values()]


def _error(page: Page) -> str:
    said = " ".join(plain(block.markup) for block in page.blocks if isinstance(block, Text))
    return characters.shorten(said or page.title, MAX_ERROR)
