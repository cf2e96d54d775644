"""A workspace: its people, its channels, what was posted, and what somebody sees of it."""

from __future__ import annotations

import asyncio
import html
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from tests.standins.slack.blocks import texts

BOT = "U0BOT"  # our app's user
APP_ID = "A0COMMUNIQUE"
BOT_ID = "B0COMMUNIQUE"

ALL_SCOPES = frozenset(
    "app_mentions:read channels:history channels:read chat:write commands groups:history groups:read"
    " im:history im:write users:read files:read usergroups:read".split()
)


class NotAnswered(AssertionError):
    """Nothing came in time: what a person would see is Slack's own error message, or nothing."""


@dataclass
class User:
    """Somebody in the workspace."""

    id: str
    name: str
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False  # a guest
    is_ultra_restricted: bool = False  # ... of a single channel; both are set then
    is_bot: bool = False
    deleted: bool = False
    team_id: str = "T1"  # of another workspace in a shared channel; Slack calls nobody there a stranger
    tz: str = "Europe/Berlin"
    enterprise_user: dict[str, Any] = field(default_factory=dict)  # of a company with several workspaces


@dataclass
class Conversation:
    """A channel, or one person's direct messages with us."""

    id: str
    creator: str = "U0OWNER"
    private: bool = False
    archived: bool = False
    members: set[str] = field(default_factory=set)  # we are one when BOT is among them

    @property
    def direct(self) -> bool:
        """Whether these are direct messages."""
        return self.id.startswith("D")

    @property
    def kind(self) -> str:
        """The first half of the scopes that it needs."""
        return "im" if self.direct else "groups" if self.private else "channels"


@dataclass
class Seen:
    """A message, a modal or a home tab, as somebody sees it."""

    id: str
    channel: str
    text: str = ""
    blocks: list[dict[str, Any]] = field(default_factory=list)
    author: str = BOT
    only_for: str = ""  # the one who sees it, when it is ephemeral
    thread: str = ""
    broadcast: bool = False  # a reply that the channel shows too
    metadata: dict[str, Any] = field(default_factory=dict)
    view: dict[str, Any] = field(default_factory=dict)  # a modal or a home tab
    edits: int = 0
    deleted: bool = False
    errors: dict[str, str] = field(default_factory=dict)  # under the inputs of a modal that was sent back
    offered: dict[str, list[dict[str, Any]]] = field(default_factory=dict)  # completions, by the name of their input
    files: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[dict[str, Any]] = field(default_factory=list)
    response_url: str = ""  # where an ephemeral message came from

    @property
    def said(self) -> str:
        """Every word in it, as a reader sees them."""
        shown = "\n".join(texts([self.view.get("title", {}), self.blocks])) if self.blocks else self.text
        return html.unescape(shown.replace("\u200b", ""))

    @property
    def buttons(self) -> dict[str, dict[str, Any]]:
        """Its buttons, by what is written on them."""
        return {html.unescape(found["text"]["text"]): found for found in self._elements("button")}

    @property
    def options(self) -> dict[str, dict[str, Any]]:
        """The lines of its select, by what is written on them."""
        return {
            html.unescape(option["text"]["text"]): option
            for found in self._elements("static_select")
            for option in found["options"]
        }

    @property
    def questions(self) -> dict[str, dict[str, Any]]:
        """The inputs of a modal, by the name of their block."""
        return {block["block_id"]: block for block in self.blocks if block["type"] == "input"}

    def block_of(self, element: dict[str, Any]) -> dict[str, Any]:
        """The block in which an element stands."""
        return next(block for block in self.blocks if element in block.get("elements", []))

    def _elements(self, kind: str) -> list[dict[str, Any]]:
        return [
            element for block in self.blocks for element in block.get("elements", []) if element.get("type") == kind
        ]


class Workspace:
    """All that Slack remembers of one workspace."""

    def __init__(self, team: str, now: Callable[[], float]) -> None:
        self.team = team
        self.now = now
        self.users: dict[str, User] = {}
        self.channels: dict[str, Conversation] = {}
        self.posts: list[Seen] = []  # for everybody in their channel, oldest first
        self.pinged: list[tuple[str, str]] = []  # channels, and whom a post of the bot's pinged there
        self.whispers: list[Seen] = []  # for one person alone
        self.modals: list[Seen] = []
        self.homes: dict[str, Seen] = {}
        self.groups: dict[str, tuple[str, list[str]]] = {}  # handle and members
        self.files: dict[str, bytes] = {}  # by the path at which they lie
        self._numbers = itertools.count(1)
        self._watching: list[tuple[Callable[[Seen], bool], asyncio.Queue[Seen]]] = []

    def number(self) -> int:
        """A number that nothing else has."""
        return next(self._numbers)

    def timestamp(self) -> str:
        """A message's id: the time, and a number that makes it unique in its channel."""
        return f"{int(self.now())}.{self.number():06d}"

    def user(self, id: str, name: str = "", **facts: Any) -> User:
        """Have somebody in the workspace."""
        self.users[id] = User(id, name or id.lower(), **{"team_id": self.team, **facts})
        return self.users[id]

    def group(self, id: str, handle: str, *members: str) -> None:
        """Have a user group."""
        self.groups[id] = (handle, list(members))

    def channel(self, id: str, *, joined: bool = True, **facts: Any) -> Conversation:
        """Have a channel, with us in it or not."""
        self.channels[id] = Conversation(id, **facts)
        if joined:
            self.channels[id].members.add(BOT)
        return self.channels[id]

    def direct(self, user: str) -> Conversation:
        """Somebody's direct messages with us."""
        id = f"D{user.removeprefix('U')}"
        return self.channels.get(id) or self.channel(id, members={user, BOT}, private=True)

    def file(self, name: str, content: bytes, address: str, **facts: Any) -> dict[str, Any]:
        """Have a file that lies behind an address of ours, as messages tell of it."""
        path = f"/files-pri/T1-F{self.number()}/{quote(name)}"
        self.files[path] = content
        known = {"id": path.split("-")[-1].split("/")[0], "name": name, "size": len(content), "mode": "hosted"}
        return known | {"mimetype": "text/plain", "filetype": "text", "url_private": f"{address}{path}"} | facts

    def posted_in(self, channel: str) -> list[Seen]:
        """What everybody in a channel sees, oldest first."""
        return [post for post in self.posts if post.channel == channel and not post.deleted]

    def watch(self, concerns: Callable[[Seen], bool]) -> asyncio.Queue[Seen]:
        """A queue of what is shown from now on, as far as it concerns somebody."""
        queue: asyncio.Queue[Seen] = asyncio.Queue()
        self._watching.append((concerns, queue))
        return queue

    def forget(self, queue: asyncio.Queue[Seen]) -> None:
        """Watch no longer."""
        self._watching = [(concerns, watched) for concerns, watched in self._watching if watched is not queue]

    def show(self, seen: Seen) -> None:
        """Put something before somebody's eyes."""
        for concerns, queue in self._watching:
            if concerns(seen):
                queue.put_nowait(seen)
