"""Slack's Web API, as far as the bot uses it."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.standins.slack.blocks import Refused, check_message, check_view
from tests.standins.slack.faults import Faults
from tests.standins.slack.pings import pings
from tests.standins.slack.workspace import APP_ID, BOT, BOT_ID, Conversation, Seen, Workspace

JSON_ARGUMENTS = ("blocks", "metadata", "view")


class Failed(Exception):
    """{"ok": false, "error": ...}"""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.answer = {"ok": False, "error": error, **more}


@dataclass
class PostLimit:
    """So many posts a second in each channel; Slack lets a few come at once beyond that."""

    a_second: float = 1
    at_once: int = 2
    refused: int = 0
    _paid: dict[str, float] = field(default_factory=dict)  # until when a channel's posts so far have used its rate up

    def wait(self, channel: str, now: float) -> float:
        """Seconds for which this post comes too early, 0 where it does not; counts."""
        paid = max(now, self._paid.get(channel, now))
        early = paid - now - (self.at_once - 1) / self.a_second
        if early > 1e-6:
            self.refused += 1
            return early
        self._paid[channel] = paid + 1 / self.a_second
        return 0


@dataclass(frozen=True)
class Call:
    """One call of a method, as it arrived."""

    method: str
    arguments: dict[str, Any]
    at: float  # on the loop's clock


class WebApi:
    """Answers what slack_sdk asks."""

    def __init__(self, workspace: Workspace, faults: Faults, new_socket: Callable[[], str]) -> None:
        self.workspace = workspace
        self.faults = faults
        self.bot_token = "xoxb-made-up-bot-token"
        self.app_token = "xapp-made-up-app-token"
        self.scopes = set[str]()  # those of the bot token
        self.app_scopes = {"connections:write"}
        self.revoked = ""  # "token_revoked" or "account_inactive", once it is
        self.trigger_life = 3.0  # seconds
        self.triggers: dict[str, float] = {}  # when each was made, on the loop's clock
        self.calls: list[Call] = []
        self.files: dict[str, dict[str, Any]] = {}  # what files.info tells
        self.post_limit: PostLimit | None = None
        self._new_socket = new_socket

    def called(self, method: str) -> list[dict[str, Any]]:
        """The arguments of every call of a method so far."""
        return [call.arguments for call in self.calls if call.method == method]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One call, with the fault that waits for it."""
        method = request.match_info["method"]
        arguments = await _arguments(request)
        self.calls.append(Call(method, arguments, asyncio.get_running_loop().time()))
        fault = self.faults.next(method)
        await asyncio.sleep(fault.delay)
        if fault.dropped:
            return cut(request)
        if fault.status == 429:
            return _limited(fault.retry_after)
        if method == "chat.postMessage" and self.post_limit:
            early = self.post_limit.wait(arguments["channel"], asyncio.get_running_loop().time())
            if early:
                return _limited(math.ceil(early))
        if fault.status != 200:
            return web.Response(status=fault.status, text="<html>Oh no</html>", content_type="text/html")
        try:
            if fault.error:
                raise Failed(fault.error)
            answer = {"ok": True, **self._call(method, request, arguments)}
        except Failed as failed:
            answer = failed.answer
        except Refused as refused:
            answer = {"ok": False, "error": refused.error, "response_metadata": {"messages": [refused.why]}}
        await asyncio.sleep(fault.slow)
        if fault.unheard:
            return cut(request)
        return web.json_response(answer, headers={"x-oauth-scopes": ",".join(sorted(self.scopes))})

    async def serve_file(self, request: web.Request) -> web.StreamResponse:
        """A file, for whoever may read it; others are sent to sign in, as Slack does."""
        self.calls.append(Call("file", {"path": request.path}, asyncio.get_running_loop().time()))
        fault = self.faults.next("file")
        await asyncio.sleep(fault.delay)
        if fault.dropped:
            return cut(request)
        if fault.status != 200:
            return web.Response(status=fault.status)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token != self.bot_token or "files:read" not in self.scopes:
            return web.Response(status=302, headers={"Location": "https://example.slack.com/signin"})
        content = self.workspace.files.get(request.raw_path)
        return web.Response(status=404) if content is None else web.Response(body=content, content_type="text/plain")

    def _call(self, method: str, request: web.Request, arguments: dict[str, Any]) -> dict[str, Any]:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        known = {
            "auth.test": (self._auth_test, None),
            "apps.connections.open": (self._connections_open, None),
            "chat.postMessage": (self._post, "chat:write"),
            "chat.postEphemeral": (self._whisper, "chat:write"),
            "chat.update": (self._update, "chat:write"),
            "chat.delete": (self._delete, "chat:write"),
            "conversations.open": (self._open, "im:write"),
            "conversations.info": (self._info, ":read"),
            "conversations.history": (self._history, ":history"),
            "conversations.replies": (self._replies, ":history"),
            "conversations.members": (self._members, ":read"),
            "users.info": (self._user, "users:read"),
            "usergroups.list": (self._groups, "usergroups:read"),
            "usergroups.users.list": (self._group_members, "usergroups:read"),
            "files.info": (self._file, "files:read"),
            "views.open": (self._open_view, None),
            "views.update": (self._update_view, None),
            "views.publish": (self._publish, None),
        }
        if method not in known:
            raise Failed("unknown_method", req_method=method)
        run, scope = known[method]
        if method == "apps.connections.open":
            self._permit(token, self.app_token, self.app_scopes, "connections:write")
        else:
            if scope and scope.startswith(":"):
                channel = self.workspace.channels.get(arguments.get("channel", ""))
                scope = (channel.kind if channel else "channels") + scope
            self._permit(token, self.bot_token, self.scopes, scope)
        return run(arguments)

    def _permit(self, token: str, right: str, scopes: set[str], needed: str | None) -> None:
        if not token:
            raise Failed("not_authed")
        if token in (self.bot_token, self.app_token) and token != right:
            raise Failed("not_allowed_token_type")
        if token != right:
            raise Failed("invalid_auth")
        if self.revoked:
            raise Failed(self.revoked)
        if needed and needed not in scopes:
            raise Failed("missing_scope", needed=needed, provided=",".join(sorted(scopes)))

    def _auth_test(self, arguments: dict[str, Any]) -> dict[str, Any]:
        team = self.workspace.team
        return {
            "url": "https://example.slack.com/",
            "team": "Example",
            "team_id": team,
            "user": "communique",
            "user_id": BOT,
            "bot_id": BOT_ID,
        }

    def _connections_open(self, arguments: dict[str, Any]) -> dict[str, Any]:
        return {"url": self._new_socket()}

    def _channel(self, arguments: dict[str, Any], *, to_post: bool = True) -> Conversation:
        channel = self.workspace.channels.get(arguments.get("channel", ""))
        if channel is None or (channel.private and BOT not in channel.members):
            raise Failed("channel_not_found")
        if to_post and channel.direct and any(self.workspace.users[one].deleted for one in channel.members):
            raise Failed("is_inactive")
        if to_post and channel.archived:
            raise Failed("is_archived")
        if to_post and BOT not in channel.members:
            raise Failed("not_in_channel")
        return channel

    def _post(self, arguments: dict[str, Any]) -> dict[str, Any]:
        channel = self._channel(arguments)
        post = self._message(arguments, channel)
        if post.thread and all(one.id != post.thread or one.thread for one in self.workspace.posted_in(channel.id)):
            raise Failed("invalid_thread_ts")  # where there is no such message, or it is a reply itself
        self.workspace.posts.append(post)
        self.workspace.pinged += [(channel.id, whom) for whom in pings(post.text, post.blocks)]
        self.workspace.show(post)
        return {"channel": channel.id, "ts": post.id, "message": as_slack_tells(post)}

    def _whisper(self, arguments: dict[str, Any]) -> dict[str, Any]:
        channel = self._channel(arguments)
        if arguments.get("user") not in self.workspace.users:
            raise Failed("user_not_in_channel")
        whisper = self._message(arguments, channel, only_for=arguments["user"])
        self.workspace.whispers.append(whisper)
        self.workspace.show(whisper)
        return {"message_ts": whisper.id}

    def _message(self, arguments: dict[str, Any], channel: Conversation, only_for: str = "") -> Seen:
        text, blocks = arguments.get("text", ""), arguments.get("blocks") or []
        check_message(text, blocks)
        metadata, thread = arguments.get("metadata") or {}, arguments.get("thread_ts", "")
        ts = self.workspace.timestamp()
        broadcast = str(arguments.get("reply_broadcast")).lower() in ("true", "1")
        seen = Seen(ts, channel.id, text, blocks, only_for=only_for, metadata=metadata)
        seen.thread, seen.broadcast = thread, broadcast
        return seen

    def _update(self, arguments: dict[str, Any]) -> dict[str, Any]:
        post = self._own_post(arguments)
        text, blocks = arguments.get("text", ""), arguments.get("blocks") or []
        check_message(text, blocks)
        post.text, post.blocks, post.edits = text, blocks, post.edits + 1
        post.metadata = arguments.get("metadata") or post.metadata
        self.workspace.show(post)
        return {"channel": post.channel, "ts": post.id, "message": as_slack_tells(post)}

    def _delete(self, arguments: dict[str, Any]) -> dict[str, Any]:
        post = self._own_post(arguments)
        post.deleted = True
        return {"channel": post.channel, "ts": post.id}

    def _own_post(self, arguments: dict[str, Any]) -> Seen:
        channel = self._channel(arguments)
        for post in self.workspace.posted_in(channel.id):
            if post.id == arguments.get("ts"):
                if post.author != BOT:
                    raise Failed("cant_update_message")
                return post
        raise Failed("message_not_found")

    def _open(self, arguments: dict[str, Any]) -> dict[str, Any]:
        user = arguments.get("users", "")
        if user not in self.workspace.users:
            raise Failed("user_not_found")
        if self.workspace.users[user].deleted:
            raise Failed("user_disabled")
        return {"channel": {"id": self.workspace.direct(user).id}}

    def _info(self, arguments: dict[str, Any]) -> dict[str, Any]:
        channel = self._channel(arguments, to_post=False)
        told = {"id": channel.id, "creator": channel.creator, "is_im": channel.direct, "is_private": channel.private}
        return {"channel": {**told, "is_archived": channel.archived, "is_member": BOT in channel.members}}

    def _history(self, arguments: dict[str, Any]) -> dict[str, Any]:
        channel = self._channel(arguments, to_post=False)
        if BOT not in channel.members:
            raise Failed("not_in_channel")
        shown = [post for post in self.workspace.posted_in(channel.id) if not post.thread or post.broadcast]
        return self._page_of(list(reversed(shown)), arguments)

    def _replies(self, arguments: dict[str, Any]) -> dict[str, Any]:
        channel = self._channel(arguments, to_post=False)
        if BOT not in channel.members:
            raise Failed("not_in_channel")
        ts = arguments.get("ts", "")
        posted = self.workspace.posted_in(channel.id)
        head = [post for post in posted if post.id == ts and not post.thread]
        if not head:
            raise Failed("thread_not_found")
        return self._page_of(head + [post for post in posted if post.thread == ts], arguments)

    def _page_of(self, posts: list[Seen], arguments: dict[str, Any]) -> dict[str, Any]:
        oldest, limit = float(arguments.get("oldest") or 0), int(arguments.get("limit") or 100)
        start = int(arguments.get("cursor") or 0)
        told = [post for post in posts if float(post.id) > oldest]
        with_metadata = str(arguments.get("include_all_metadata")).lower() in ("true", "1")
        messages = [as_slack_tells(post, with_metadata=with_metadata) for post in told[start : start + limit]]
        more = str(start + limit) if len(told) > start + limit else ""
        return {"messages": messages, "has_more": bool(more), "response_metadata": {"next_cursor": more}}

    def _user(self, arguments: dict[str, Any]) -> dict[str, Any]:
        user = self.workspace.users.get(arguments.get("user", ""))
        if user is None:
            raise Failed("user_not_found")
        name = user.name.capitalize()
        profile = {"real_name": name, "display_name": ""}
        return {"user": {**vars(user), "is_stranger": False, "real_name": name, "profile": profile}}

    def _members(self, arguments: dict[str, Any]) -> dict[str, Any]:
        channel = self._channel(arguments, to_post=False)
        start, limit = int(arguments.get("cursor") or 0), int(arguments.get("limit") or 100)
        known = sorted(channel.members)
        more = str(start + limit) if len(known) > start + limit else ""
        return {"members": known[start : start + limit], "response_metadata": {"next_cursor": more}}

    def _groups(self, arguments: dict[str, Any]) -> dict[str, Any]:
        groups = self.workspace.groups.items()
        told = [
            {"id": id, "handle": handle, "name": handle.capitalize(), "date_delete": 0} for id, (handle, _) in groups
        ]
        return {"usergroups": told}

    def _group_members(self, arguments: dict[str, Any]) -> dict[str, Any]:
        if arguments.get("usergroup") not in self.workspace.groups:
            raise Failed("no_such_subteam")
        return {"users": self.workspace.groups[arguments["usergroup"]][1]}

    def _file(self, arguments: dict[str, Any]) -> dict[str, Any]:
        if arguments.get("file") not in self.files:
            raise Failed("file_not_found")
        return {"file": self.files[arguments["file"]]}

    def _open_view(self, arguments: dict[str, Any]) -> dict[str, Any]:
        made = self.triggers.get(arguments.get("trigger_id", ""))
        if made is None:
            raise Failed("invalid_trigger_id")
        if asyncio.get_running_loop().time() - made > self.trigger_life:
            raise Failed("expired_trigger_id")
        del self.triggers[arguments["trigger_id"]]  # good for one modal
        return self._view(arguments, Seen(f"V{self.workspace.number()}", arguments["trigger_id"]))

    def _update_view(self, arguments: dict[str, Any]) -> dict[str, Any]:
        for modal in self.workspace.modals:
            if modal.id == arguments.get("view_id"):
                return self._view(arguments, modal)
        raise Failed("not_found")

    def show_view(self, modal: Seen, view: dict[str, Any]) -> None:
        """Put another view into a modal, as an acknowledgement can."""
        self._view({"view": view}, modal)

    def _view(self, arguments: dict[str, Any], modal: Seen) -> dict[str, Any]:
        check_view(arguments["view"])
        modal.view, modal.blocks = arguments["view"], arguments["view"]["blocks"]
        if modal not in self.workspace.modals:
            self.workspace.modals.append(modal)
        else:
            modal.edits += 1
        self.workspace.show(modal)
        return {"view": {"id": modal.id, **modal.view}}

    def _publish(self, arguments: dict[str, Any]) -> dict[str, Any]:
        check_view(arguments["view"])
        user = arguments["user_id"]
        if user not in self.workspace.users:
            raise Failed("user_not_found")
        home = self.workspace.homes.setdefault(user, Seen(f"V{self.workspace.number()}", "", only_for=user))
        home.view, home.blocks, home.edits = arguments["view"], arguments["view"]["blocks"], home.edits + 1
        self.workspace.show(home)
        return {"view": {"id": home.id, **home.view}}


def as_slack_tells(post: Seen, *, with_metadata: bool = True) -> dict[str, Any]:
    """A message, as the Web API and interactions carry it."""
    told: dict[str, Any] = {
        "type": "message",
        "ts": post.id,
        "text": post.text,
        "blocks": post.blocks,
        "user": post.author,
    }
    if post.author == BOT:
        told |= {"bot_id": BOT_ID, "app_id": APP_ID}
    if post.thread:
        told["thread_ts"] = post.thread
    told |= {name: held for name in ("files", "attachments") if (held := getattr(post, name))}
    if with_metadata and post.metadata:
        told["metadata"] = post.metadata
    return told


def cut(request: web.Request) -> web.StreamResponse:
    """Break the connection instead of answering."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()  # nobody hears it


def _limited(wait: int) -> web.Response:
    limited = {"ok": False, "error": "ratelimited"}
    return web.json_response(limited, status=429, headers={"Retry-After": str(wait)})


async def _arguments(request: web.Request) -> dict[str, Any]:
    arguments: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        arguments |= await request.json()
    else:
        arguments |= {name: str(value) for name, value in (await request.post()).items()}
    for name in JSON_ARGUMENTS:
        if isinstance(arguments.get(name), str):
            arguments[name] = json.loads(arguments[name])
    return arguments
