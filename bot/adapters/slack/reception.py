"""What people do in Slack, made into Requests."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import Any, TypeVar

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.response import BoltResponse

from bot.adapters.slack import material, render
from bot.adapters.slack.calls import Calls
from bot.adapters.slack.files import Files, name_of
from bot.adapters.slack.manifest import SHORTCUT
from bot.adapters.slack.origin import address_of, record_of
from bot.adapters.slack.replies import Place, Replies, of_the_channel, remembered
from bot.adapters.slack.rights import Objection, Rights
from bot.adapters.slack.typed import as_asked, as_meant, unescape
from bot.chat import Channel, Person, Platform, Request, Space, Upload
from bot.view import characters
from bot.view.markup import plain, words
from bot.view.page import MAX_BUTTONS, Button, Choice, Page, Text, Tone

ANSWER_WITHIN = 2.0  # seconds in which an answer travels in the acknowledgement itself; Slack: three
OPEN_WITHIN = 1.5  # seconds in which a form is worth waiting for; Slack: a trigger dies after three
MAX_ACK = 16_000  # bytes; Slack closes a websocket on which more than 20,480 come at once
READING_AFTER = 0.7  # seconds after which somebody is told that their essay is being read
MAX_ERROR = 150  # characters that stand well under an input
MOST_COMPLETIONS = 100  # Slack
REMEMBERED_EVENTS = 1000
REMEMBERED_NAMES = 1000
READING = Page("Reading …", (Text(words("I am reading it. What comes of it follows here.")),))
SAID_BY_PEOPLE = (None, "file_share", "thread_broadcast", "me_message")  # a message's subtype

Json = dict[str, Any]
Answer = Callable[[Request], Awaitable[Page]]
Suggest = Callable[[Request, str, str], Awaitable[list[Choice]]]  # (who asks, what it completes, as typed so far)
Result = TypeVar("Result")

log = logging.getLogger(__name__)


class Reception:
    """Listens to bolt, asks for an answer, and shows it."""

    def __init__(
        self, answer: Answer, suggest: Suggest, calls: Calls, objection: Objection, answer_within: float = ANSWER_WITHIN
    ) -> None:
        """Answer with `answer`, which never raises, and complete with what `suggest` offers.

        `objection` tells why a post would not arrive.
        """
        self._answer = answer
        self._suggest = suggest
        self._objection = objection
        self._calls = calls
        self._replies = Replies(calls)
        self._answer_within = answer_within
        self._open_within = min(OPEN_WITHIN, answer_within)
        self._reading_after = min(READING_AFTER, answer_within)
        self._files = Files(calls)
        self._names: OrderedDict[str, str] = OrderedDict()
        self._under_way: set[asyncio.Task[Any]] = set()
        self._events: OrderedDict[str, None] = OrderedDict()
        self.team = ""
        self.bot_user = ""

    def listen(self, app: AsyncApp) -> None:
        """Take what this app hears."""
        app.command(re.compile("^/"))(self._on_command)
        app.action(re.compile(f"^[{render.RUN[0]}{render.OPEN[0]}{render.CHOOSE[0]}]:"))(self._on_action)
        app.view(render.FORM)(self._on_form)
        app.options(re.compile(f"^({'|'.join(render.MIN_QUERY)})$"))(self._on_typing)
        app.message_shortcut(SHORTCUT)(self._on_shortcut)
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
        person = self._person(body["user_id"], body.get("user_name", ""))
        text = _asked(body.get("text", ""))
        coming = self._begin(self._ask(body.get("team_id"), place, person, text))
        page = await _within(self._answer_within, coming)
        if page and not page.form and len(answer := render.whisper(page)) <= MAX_ACK:
            return _acknowledged_with(answer)
        self._begin(self._show(coming, place, body.get("trigger_id", "")))
        if not page and _adds(text):
            return _acknowledged_with(render.whisper(READING))
        return await ack()

    async def _on_action(self, ack: AsyncAck, body: Json) -> None:
        action = body["actions"][0]
        command = action.get("value") or (action.get("selected_option") or {}).get("value") or ""
        place, person = _place_of(body), self._person_of(body)
        coming = self._begin(self._ask(_team_of(body), place, person, unescape(command)))
        trigger = body.get("trigger_id", "")
        if action["action_id"].startswith(render.OPEN):
            self._begin(self._open(coming, place, trigger))
        else:
            self._begin(self._show(coming, place, trigger))
        await ack()

    async def _on_form(self, ack: AsyncAck, body: Json) -> None:
        view = body["view"]
        memory = json.loads(view["private_metadata"])
        place, person = Place.of(memory["place"]), self._person_of(body)
        fields = {block: render.answered(typed) for block, typed in _inputs_of(view)}
        coming = self._begin(self._ask(_team_of(body), place, person, memory["command"], fields))
        page = await _within(self._answer_within, coming)
        if not page:  # the modal stays: what was typed may have to be typed differently
            self._begin(self._settle(coming, place, view, fields))
            await ack(response_action="update", view=render.waiting())
        elif page.form:
            await ack(response_action="update", view=render.modal(page.form, remembered(place, page.form)))
        elif page.tone is Tone.MISTAKE and fields:
            await ack(**_sent_back(view, fields, page))
        else:
            self._begin(self._show(coming, place))
            await ack()

    async def _on_typing(self, ack: AsyncAck, body: Json) -> None:
        """Complete what somebody types into a form; where that breaks, they can type on."""
        choices: list[Choice] = []
        try:
            place = Place.of(json.loads(body["view"]["private_metadata"])["place"])
            async with asyncio.timeout(self._answer_within):
                request = await self._request(_team_of(body), place, self._person_of(body), "")
                choices = await self._complete(request, body["action_id"], body.get("value") or "")
        except TimeoutError:
            log.warning("Completions took longer than %s s.", self._answer_within)
        except Exception:
            log.exception("Completions broke.")
        await ack(options=[render.choice(one) for one in choices])

    async def _complete(self, request: Request, completes: str, typed: str) -> list[Choice]:
        if completes != "group":
            return await self._suggest(request, completes, typed)
        groups = await Rights(self._calls.web, self.team, request.person.id, "", "").groups()
        wanted = typed.removeprefix("@").casefold()
        found = [Choice(one.title, one.id) for one in groups if wanted in one.title.casefold()]
        return found[:MOST_COMPLETIONS]

    async def _on_shortcut(self, ack: AsyncAck, body: Json) -> None:
        message, channel = body["message"], (body.get("channel") or {}).get("id", "")
        thread = message.get("thread_ts", "")
        place = Place(
            channel,
            body["user"]["id"],
            url=body.get("response_url", ""),
            thread=thread if thread != message.get("ts") else "",
        )
        files = material.files_of(message)
        coming = self._begin(self._brief(body, place, files))
        self._begin(self._show_in_time(coming, place, _reading(files)))
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
        text, files = _asked(event.get("text") or "", self.bot_user), material.files_of(event)
        upload = self._files.upload(files[0]) if files else None
        if upload and not _adds(text):
            text = f"add {text}"
        person = self._person(place.user)
        coming = self._begin(self._ask(_team_that_spoke(body), place, person, text, _further(files), upload))
        self._begin(self._show_in_time(coming, place, _reading(files)) if _adds(text) else self._show(coming, place))

    async def _brief(self, body: Json, place: Place, files: Sequence[Json]) -> Page:
        """What comes of the message whose menu was opened: of its file, the link that it is about, or its words."""
        message, person, team = body["message"], self._person_of(body), _team_of(body)
        domain = str((body.get("team") or {}).get("domain") or "")
        link = "" if files else material.link_of(message)
        if link:  # what stands there says itself whose it is
            return await self._ask(team, place, person, f"add {link}")
        if files:  # who sent a file need not have written it
            known = {"address": address_of(message, place.channel, domain), **_further(files)}
            fields = {name: value for name, value in known.items() if value}
            return await self._ask(team, place, person, "add", fields, self._files.upload(files[0]))
        record = await record_of(self._calls.web, message, place.channel, domain)
        fields = {"text": material.words_of(message, self.bot_user), **record}
        return await self._ask(team, place, person, "add", fields)

    async def _ask(
        self,
        team: str | None,
        place: Place,
        person: Person,
        text: str,
        fields: Mapping[str, str] | None = None,
        upload: Upload | None = None,
    ) -> Page:
        page = await self._answer(await self._request(team, place, person, text, fields, upload))
        return of_the_channel(page, place, text)

    async def _request(
        self,
        team: str | None,
        place: Place,
        person: Person,
        text: str,
        fields: Mapping[str, str] | None = None,
        upload: Upload | None = None,
    ) -> Request:
        rights = Rights(self._calls.web, self.team, person.id, place.channel, text, self._objection)
        if team and team != self.team and not await rights.is_stranger():
            team = self.team  # of one company's several workspaces, Slack names whichever
        space = Space(Platform.SLACK, team or self.team)
        channel = Channel.directly_to(person, space) if place.direct else Channel(space, place.channel)
        return Request(text, channel, person, rights.may_configure, fields or {}, upload, standing=rights)

    def _person_of(self, body: Json) -> Person:
        user = body["user"]
        return self._person(user["id"], user.get("username") or user.get("name") or "")

    def _person(self, id: str, name: str = "") -> Person:
        """Somebody, by the name that they had last: events do not tell it, and histories say who did what."""
        name = name or self._names.pop(id, "")
        if name:
            self._names[id] = name
            if len(self._names) > REMEMBERED_NAMES:
                self._names.popitem(last=False)
        return Person(id, name)

    async def _show(self, coming: asyncio.Task[Page], place: Place, trigger: str = "") -> None:
        page = await coming
        if not (page.form and trigger and await self._replies.open(trigger, place, page.form)):
            await self._replies.show(place, _with_way_to_form(page))

    async def _show_in_time(self, coming: asyncio.Task[Page], place: Place, meanwhile: Page) -> None:
        """Show what takes a while, and before it that it does."""
        if not await _within(self._reading_after, coming):
            place = await self._replies.show_meanwhile(place, meanwhile)
        await self._show(coming, place)

    async def _settle(self, coming: asyncio.Task[Page], place: Place, view: Json, typed: Mapping[str, str]) -> None:
        """Put what came of a form into the modal that holds its place."""
        page = await coming
        if page.tone is Tone.MISTAKE and not page.form:
            await self._replies.say_wrong(view["id"], place, render.again(view, typed, _said(page)), page)
            return
        await self._replies.fill(view["id"], place, page)
        if not page.form:
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
    """The workspace of whoever acted: in a shared channel, it may be another than ours. "E..." is a company's whole."""
    theirs: str = body["user"].get("team_id") or ""
    team: str | None = theirs if theirs.startswith("T") else (body.get("team") or {}).get("id")
    return team


def _team_that_spoke(body: Json) -> str | None:
    """... of whoever wrote a message, or opened a home tab."""
    event = body["event"]
    team: str | None = event.get("user_team") or event.get("source_team") or event.get("team") or body.get("team_id")
    return team


def _inputs_of(view: Json) -> list[tuple[str, Json]]:
    values = (view.get("state") or {}).get("values") or {}
    return [(block, typed) for block, inputs in values.items() for typed in inputs.values()]


def _sent_back(view: Json, typed: Mapping[str, str], page: Page) -> Json:
    """What keeps a modal open: the mistake under its input (the first), or above all where it has more to say."""
    said = _said(page)
    if len(said) <= MAX_ERROR:
        return {"response_action": "errors", "errors": {page.wrong if page.wrong in typed else next(iter(typed)): said}}
    return {"response_action": "update", "view": render.again(view, typed, said)}


def _said(page: Page) -> str:
    return " ".join(plain(block.markup) for block in page.blocks if isinstance(block, Text)) or page.title


def _with_way_to_form(page: Page) -> Page:
    """The page with a button for its form, where that did not open by itself."""
    if not page.form or len(page.buttons) == MAX_BUTTONS:
        return page
    return page.with_button(Button(page.form.title, page.form.command, style="main", opens_form=True))


def _adds(text: str) -> bool:
    """Whether it takes an essay in, which may take a while."""
    return re.match(r"\s*(?:/?brief\s+)?/?add\b", text, re.IGNORECASE) is not None


def _asked(text: str, bot: str = "") -> str:
    """What was typed; a text to take in has names where a command has ids."""
    meant = as_meant(text, bot)
    return meant if _adds(meant) else as_asked(text, bot)


def _further(files: Sequence[Json]) -> dict[str, str]:
    """The files that are not read, since one is at a time."""
    return {"further": ", ".join(map(name_of, files[1:]))} if len(files) > 1 else {}


def _reading(files: Sequence[Json]) -> Page:
    """What is said while an essay is read."""
    if not files:
        return READING
    one = f"I am reading {characters.shorten(name_of(files[0]), 100)}. What comes of it follows here."
    more = " One file at a time: send the others by themselves." if len(files) > 1 else ""
    return Page("Reading …", (Text(words(one + more)),))


def _acknowledged_with(answer: str) -> BoltResponse:
    return BoltResponse(status=200, body=answer, headers={"content-type": ["application/json"]})
