"""What people do in Slack, and what they see for it."""

from __future__ import annotations

import asyncio
import html
import re
import time
import uuid
from abc import abstractmethod
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.standins.slack.blocks import Refused, check_message, check_options
from tests.standins.slack.faults import Faults
from tests.standins.slack.web_api import WebApi, as_slack_tells, cut
from tests.standins.slack.workspace import APP_ID, BOT, NotAnswered, Seen, Workspace

ACK_PATIENCE = 3.0  # Slack's own


@dataclass
class Respondable:
    """Behind one response_url: where answers go, and how many went."""

    url: str
    channel: str
    user: str
    original: Seen | None  # the message that was clicked on
    uses: int = 0


class People:
    """Somebody at a screen. Each deed returns what they then see, or raises NotAnswered."""

    workspace: Workspace
    api: WebApi
    faults: Faults
    address: str
    patience = 5.0  # seconds until somebody gives up looking
    ack_patience = ACK_PATIENCE

    def __init__(self) -> None:
        self.respondables: dict[str, Respondable] = {}

    @abstractmethod
    async def deliver(self, kind: str, payload: dict[str, Any]) -> dict[str, Any]:
        """Hand an envelope to the app and return its acknowledgement."""

    async def command(self, text: str = "", user: str = "U1", channel: str = "C1", name: str = "/brief") -> Seen:
        """Type a slash command."""
        url, trigger = self._respondable(channel, user), self._trigger()
        payload = {
            "command": name,
            "text": self._as_told(text),
            "user_id": user,
            "user_name": self.workspace.users[user].name,
            "channel_id": channel,
            "channel_name": "directmessage" if channel.startswith("D") else channel.lower(),
            "team_id": self.workspace.users[user].team_id,
            "team_domain": "example",
            "api_app_id": APP_ID,
            "is_enterprise_install": "false",
            "response_url": url,
            "trigger_id": trigger,
        }
        return await self._see(
            "slash_commands", payload, lambda seen: url == seen.response_url or seen.channel == trigger
        )

    async def click(self, seen: Seen, label: str, user: str = "U1") -> Seen:
        """Press a button."""
        button = seen.buttons[label]
        return await self._act(seen, {"type": "button", "value": button["value"], "text": button["text"]}, button, user)

    async def choose(self, seen: Seen, label: str, user: str = "U1") -> Seen:
        """Choose a line of the select."""
        option = seen.options[label]
        element = next(
            found for block in seen.blocks for found in block.get("elements", []) if option in found.get("options", [])
        )
        return await self._act(seen, {"type": "static_select", "selected_option": option}, element, user)

    async def submit(self, modal: Seen, user: str = "U1", **answers: str) -> Seen:
        """Fill in a modal and send it: the message that follows, or the modal again, with errors."""
        values = {
            name: {block["element"]["action_id"]: self._answered(modal, block, answers.pop(name, None), user)}
            for name, block in modal.questions.items()
        }
        assert not answers, f"the modal has no {answers}"
        view = {
            "id": modal.id,
            "team_id": self.workspace.team,
            **modal.view,
            "state": {"values": values},
            "app_id": APP_ID,
        }
        payload = {"type": "view_submission", **self._who(user), "view": view, "trigger_id": self._trigger()}
        urls = set(self.respondables)  # a modal has none of its own: any that the app still has may serve
        queue = self.workspace.watch(lambda seen: seen.response_url in urls or seen.only_for == user or seen is modal)
        try:
            answer = await self._delivered("interactive", payload)
            if answer.get("response_action") == "errors":
                modal.errors = answer["errors"]
                assert set(modal.errors) <= set(modal.questions), f"errors for no input: {modal.errors}"
                return modal
            if answer.get("response_action") == "update":
                self.api.show_view(modal, answer["view"])
                if modal.questions:
                    return modal
                await queue.get()  # the view that holds the place of what comes
            return await self._first(queue, "the modal closed, and nothing followed")
        finally:
            self.workspace.forget(queue)

    async def complete(self, modal: Seen, name: str, typed: str, user: str = "U1") -> list[str]:
        """Type into a select of a modal that the app completes; what is offered."""
        block = modal.questions[name]
        payload = {
            "type": "block_suggestion",
            **self._who(user),
            "container": {"type": "view", "view_id": modal.id},
            "action_id": block["element"]["action_id"],
            "block_id": name,
            "value": typed,
            "view": {"id": modal.id, "team_id": self.workspace.team, **modal.view},
        }
        options = (await self._delivered("interactive", payload))["options"]
        check_options(options)
        modal.offered.setdefault(name, []).extend(options)
        return [html.unescape(option["text"]["text"]) for option in options]

    def _answered(self, modal: Seen, block: dict[str, Any], answer: str | None, user: str) -> dict[str, Any]:
        """An input's state: as it stood there, or what somebody answered; choices by what they stand for."""
        element = block["element"]
        told = {"type": element["type"]}
        match element["type"]:
            case "plain_text_input":
                return told | {"value": element.get("initial_value") if answer is None else answer or None}
            case "timepicker":
                return told | {"selected_time": element.get("initial_time") if answer is None else answer or None}
            case "conversations_select":
                chosen = element.get("initial_conversation") if answer is None else answer or None
                assert not answer or self._lists(answer, user), f"{user} is offered no {answer}"
                return told | {"selected_conversation": chosen}
            case "multi_static_select":
                several = element.get("initial_options", []) if answer is None else self._picked(modal, block, answer)
                return told | {"selected_options": several}
        single = [element["initial_option"]] if "initial_option" in element else []
        picked = single if answer is None else self._picked(modal, block, answer)
        return told | {"selected_option": picked[0] if picked else None}

    def _picked(self, modal: Seen, block: dict[str, Any], answer: str) -> list[dict[str, Any]]:
        element = block["element"]
        offered = element.get("options") or [*modal.offered.get(block["block_id"], []), element.get("initial_option")]
        by_value = {option["value"]: option for option in offered if option}
        wanted = answer.split(" ") if element["type"].startswith("multi_") else [answer]
        assert {one for one in wanted if one} <= by_value.keys(), f"{answer} is not offered: {list(by_value)}"
        return [by_value[one] for one in wanted if one]

    def _lists(self, channel: str, user: str) -> bool:
        """Whether a conversations_select lists it for somebody: public ones, and those that they are in."""
        known = self.workspace.channels.get(channel)
        return bool(known and not known.archived and (not known.private or user in known.members))

    async def brief_this(self, message: Seen, user: str = "U1") -> Seen:
        """Choose "Brief this" in a message's menu."""
        url = self._respondable(message.channel, user)
        payload = {
            "type": "message_action",
            "callback_id": "brief_this",
            **self._who(user),
            "trigger_id": self._trigger(),
            "message_ts": message.id,
            "channel": {"id": message.channel, "name": "x"},
            "message": as_slack_tells(message),
            "response_url": url,
        }
        return await self._see(
            "interactive", payload, lambda seen: url == seen.response_url or (seen.only_for == user and not seen.view)
        )

    async def at_last(self, deed: Awaitable[Seen], patience: float = 20) -> Seen:
        """What a deed leads to, after what is said while somebody waits. Raises TimeoutError."""
        queue = self.workspace.watch(lambda seen: True)
        try:
            async with asyncio.timeout(patience):
                seen = await deed
                while seen.said.startswith(("Reading", "One moment")):
                    seen = await queue.get()
        finally:
            self.workspace.forget(queue)
        return seen

    def says(self, text: str, user: str = "U1", channel: str = "C1", thread: str = "", **held: Any) -> Seen:
        """Write to others, with `blocks`, `files` or `attachments` as Slack tells them."""
        said = Seen(self.workspace.timestamp(), channel, text, author=user, thread=thread, **held)
        self.workspace.posts.append(said)
        return said

    async def mention(
        self, text: str, user: str = "U1", channel: str = "C1", thread: str = "", files: list[Any] | None = None
    ) -> Seen:
        """Say something to the bot in a channel."""
        said = self._said(f"<@{BOT}> {self._as_told(text)}", user, channel, thread)
        event = said | {"type": "app_mention"} | ({"files": files} if files else {})
        return await self._after_event(event, lambda seen: seen.channel == channel and seen.only_for == user)

    async def direct_message(self, text: str, user: str = "U1", files: list[Any] | None = None) -> Seen:
        """Write to the bot alone."""
        channel = self.workspace.direct(user).id
        event = self._said(self._as_told(text), user, channel) | {"type": "message", "channel_type": "im"}
        event |= {"files": files, "subtype": "file_share"} if files else {}
        return await self._after_event(event, lambda seen: seen.channel == channel and seen.author == BOT)

    async def open_home(self, user: str = "U1") -> Seen:
        """Look at the app's home tab."""
        event = {"type": "app_home_opened", "user": user, "channel": self.workspace.direct(user).id, "tab": "home"}
        return await self._after_event(event, lambda seen: seen is self.workspace.homes.get(user))

    def archive(self, channel: str = "C1") -> None:
        """Archive a channel."""
        self.workspace.channels[channel].archived = True

    async def unarchive(self, channel: str = "C1") -> None:
        """Open it again."""
        known = self.workspace.channels[channel]
        known.archived = False
        kind = "group_unarchive" if known.private else "channel_unarchive"
        await self.event({"type": kind, "channel": channel, "user": "U0OWNER"})

    def put_out(self, channel: str = "C1") -> None:
        """Remove the bot from a channel."""
        self.workspace.channels[channel].members.discard(BOT)

    async def let_in(self, channel: str = "C1", user: str = BOT) -> None:
        """Invite the bot, or somebody else."""
        known = self.workspace.channels[channel]
        known.members.add(user)
        about = {"channel": channel, "channel_type": "G" if known.private else "C", "team": self.workspace.team}
        await self.event({"type": "member_joined_channel", "user": user, "inviter": "U0OWNER", **about})

    async def event(self, event: dict[str, Any], id: str = "", retry: int = 0) -> None:
        """Tell the app of an event, whatever it is."""
        payload = {
            "type": "event_callback",
            "team_id": self.workspace.team,
            "api_app_id": APP_ID,
            "event": event,
            "event_id": id or f"Ev{uuid.uuid4().hex}",
            "event_time": int(time.time()),
            "authorizations": [{"team_id": self.workspace.team, "user_id": BOT, "is_bot": True}],
        }
        if retry:
            payload |= {"retry_attempt": retry, "retry_reason": "timeout"}
        await self._delivered("events_api", payload)

    async def respond(self, request: web.Request) -> web.StreamResponse:
        """What the app posts to a response_url."""
        fault = self.faults.next("response_url")
        await asyncio.sleep(fault.delay)
        if fault.dropped:
            return cut(request)
        if fault.status != 200:
            return web.Response(status=fault.status, text="no", headers={"Retry-After": str(fault.retry_after)})
        found = self.respondables.get(f"{self.address}{request.path}")
        if found is None or found.uses == 5:  # Slack: five times within thirty minutes
            return web.Response(status=404, text="used_url" if found else "expired_url")
        answer = await request.json()
        try:
            check_message(answer.get("text", ""), answer.get("blocks", []))
        except Refused as refused:
            return web.json_response({"ok": False, "error": refused.error, "why": refused.why}, status=400)
        found.uses += 1
        self._respond(found, answer)
        return web.Response(text="ok")

    def _respond(self, to: Respondable, answer: dict[str, Any]) -> None:
        text, blocks = answer.get("text", ""), answer.get("blocks", [])
        if answer.get("replace_original") and to.original:
            seen = to.original
            seen.text, seen.blocks, seen.edits, seen.response_url = text, blocks, seen.edits + 1, to.url
        else:
            ephemeral = answer.get("response_type", "ephemeral") == "ephemeral"
            seen = Seen(self.workspace.timestamp(), to.channel, text, blocks, thread=answer.get("thread_ts", ""))
            seen.only_for, seen.response_url = to.user if ephemeral else "", to.url
            (self.workspace.whispers if ephemeral else self.workspace.posts).append(seen)
        self.workspace.show(seen)

    async def _act(self, seen: Seen, action: dict[str, Any], element: dict[str, Any], user: str) -> Seen:
        if seen.only_for:
            assert seen.only_for == user, f"{user} cannot see it"
        trigger, block = self._trigger(), seen.block_of(element)
        action |= {"action_id": element["action_id"], "block_id": block["block_id"], "action_ts": str(time.time())}
        payload = {"type": "block_actions", **self._who(user), "trigger_id": trigger, "actions": [action]}
        if seen.view:
            payload |= {"container": {"type": "view", "view_id": seen.id}, "view": {"id": seen.id, **seen.view}}
            return await self._see("interactive", payload, lambda now: now is seen or now.channel == trigger)
        url = self._respondable(seen.channel, user, seen)
        container: dict[str, Any] = {"type": "message", "message_ts": seen.id, "channel_id": seen.channel}
        container |= {"is_ephemeral": bool(seen.only_for)} | ({"thread_ts": seen.thread} if seen.thread else {})
        payload |= {"container": container, "channel": {"id": seen.channel, "name": "x"}, "response_url": url}
        if not seen.only_for:  # of an ephemeral message, Slack tells only where it is
            payload["message"] = as_slack_tells(seen)
        return await self._see("interactive", payload, lambda now: url == now.response_url or now.channel == trigger)

    async def _see(self, kind: str, payload: dict[str, Any], concerns: Callable[[Seen], bool]) -> Seen:
        queue = self.workspace.watch(concerns)
        try:
            answer = await self._delivered(kind, payload)
            if kind == "slash_commands" and (answer.get("text") or answer.get("blocks")):
                try:
                    check_message(answer.get("text", ""), answer.get("blocks", []))
                except Refused as refused:
                    raise NotAnswered(f"Slack would refuse the answer: {refused}") from refused
                self._respond(self.respondables[payload["response_url"]], answer)
            return await self._first(queue, f"no answer to {kind}")
        finally:
            self.workspace.forget(queue)

    async def _after_event(self, event: dict[str, Any], concerns: Callable[[Seen], bool]) -> Seen:
        queue = self.workspace.watch(concerns)
        try:
            await self.event(event)
            return await self._first(queue, f"no answer to {event}")
        finally:
            self.workspace.forget(queue)

    async def _delivered(self, kind: str, payload: dict[str, Any]) -> dict[str, Any]:
        try:
            return await self.deliver(kind, payload)
        except (TimeoutError, ConnectionError) as problem:
            raise NotAnswered(f"{kind} was not acknowledged within {self.ack_patience} s: {problem}") from problem

    async def _first(self, queue: asyncio.Queue[Seen], otherwise: str) -> Seen:
        try:
            async with asyncio.timeout(self.patience):
                return await queue.get()
        except TimeoutError:
            raise NotAnswered(otherwise) from None

    def _said(self, text: str, user: str, channel: str, thread: str = "") -> dict[str, Any]:
        ts = self.workspace.timestamp()
        self.workspace.posts.append(Seen(ts, channel, text, author=user, thread=thread))
        team = self.workspace.users[user].team_id
        said = {"user": user, "text": text, "ts": ts, "channel": channel, "event_ts": ts, "team": team}
        return said | ({"thread_ts": thread} if thread else {})

    def _as_told(self, text: str) -> str:
        """What Slack makes of a typed text: characters escaped, and ids in the place of the names that it knows."""

        def told(found: re.Match[str]) -> str:
            channel = self.workspace.channels.get(found[1].upper())
            return f"<#{channel.id}|{found[1]}>" if channel and not channel.direct else found[0]

        def called(found: re.Match[str]) -> str:
            if found[1] in ("here", "channel", "everyone"):
                return f"<!{found[1]}>"
            group = next((id for id, (handle, _) in self.workspace.groups.items() if handle == found[1]), "")
            return f"<!subteam^{group}|@{found[1]}>" if group else found[0]

        escaped = re.sub(r"#([\w-]+)", told, html.escape(text, quote=False))
        return re.sub(r"(?<![\w<])@([\w-]+)", called, escaped)

    def _who(self, user: str) -> dict[str, Any]:
        name = self.workspace.users[user].name
        who = {"id": user, "username": name, "name": name, "team_id": self.workspace.users[user].team_id}
        return {
            "user": who,
            "team": {"id": self.workspace.team, "domain": "example"},
            "api_app_id": APP_ID,
            "enterprise": None,
        }

    def _respondable(self, channel: str, user: str, original: Seen | None = None) -> str:
        url = f"{self.address}/response/{uuid.uuid4().hex}"
        self.respondables[url] = Respondable(url, channel, user, original)
        return url

    def _trigger(self) -> str:
        trigger = f"{self.workspace.number()}.{uuid.uuid4().hex}"
        self.api.triggers[trigger] = asyncio.get_running_loop().time()
        return trigger
