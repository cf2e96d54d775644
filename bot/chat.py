"""The nouns of chat: who asks, where, and what is on its way to whom."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.view.page import Page


class Platform(StrEnum):
    """A way in."""

    DISCORD = "discord"
    SLACK = "slack"
    LOCAL = "local"


@dataclass(frozen=True)
class Space:
    """A Discord server, a Slack workspace, or `local`. What one adds no other can see."""

    platform: Platform
    id: str

    @property
    def key(self) -> str:
        """One text for platform and id, as the database has it."""
        return f"{self.platform}:{self.id}"

    @property
    def lone(self) -> bool:
        """Whether one person is alone in it: the local page, and direct messages on Discord."""
        return self.platform is Platform.LOCAL or self.id.startswith("@")

    @classmethod
    def of(cls, key: str) -> Space:
        """The space whose `key` this is."""
        platform, _, id = key.partition(":")
        return cls(Platform(platform), id)


@dataclass(frozen=True)
class Channel:
    """A place in a space to post.

    The direct messages of a person are the channel "@" + their id: platforms open it when there is something to say.
    """

    space: Space
    id: str

    @property
    def key(self) -> str:
        """One text for space and id, as the database has it."""
        return f"{self.space.key}/{self.id}"

    @property
    def direct(self) -> bool:
        """Whether this is one person's direct messages."""
        return self.id.startswith("@")

    @classmethod
    def of(cls, key: str) -> Channel:
        """The channel whose `key` this is."""
        space, _, id = key.partition("/")
        return cls(Space.of(space), id)

    @classmethod
    def directly_to(cls, person: Person, space: Space) -> Channel:
        """The direct messages of `person`, about what `space` knows."""
        return cls(space, f"@{person.id}")


@dataclass(frozen=True)
class Person:
    """Somebody in a space."""

    id: str
    name: str = ""  # as their platform shows it; hostile text

    @property
    def called(self) -> str:
        """What to call them."""
        return self.name or self.id


LOCAL = Space(Platform.LOCAL, "local")
PAGE = Channel(LOCAL, "page")  # the local page and the terminal: what one sets up in either holds in both
YOU = Person("local", "you")  # who sits at them


async def nobody() -> bool:
    """The answer of a platform that lets nobody configure anything."""
    return False


@dataclass(frozen=True)
class Group:
    """A role of a Discord server, or a user group of a Slack workspace."""

    id: str
    title: str  # as its platform shows it; hostile text


class Standing:
    """What else a platform tells of whoever asks. Each is asked only by what needs it, and may raise BadRequest.

    As it stands here, it is that of somebody of whom nothing is known.
    """

    async def sees(self, channel: Channel) -> bool:
        """Whether they can read in a channel of their space."""
        return False

    async def manages(self, channel: Channel) -> bool:
        """Whether they may configure a channel of their space, by the platform's own rights."""
        return False

    async def objection(self, channel: Channel) -> str:
        """Why a post of ours would not arrive in a channel, and what to do; "" where nothing speaks against it."""
        return ""

    async def appoints(self) -> bool:
        """Whether they may choose who else manages their space: by rights in all of it, and not in one channel."""
        return False

    async def group(self, typed: str) -> Group | None:
        """The role or user group of their space that is meant by its id, a mention or its name."""
        return None

    async def groups(self) -> list[Group]:
        """The roles or user groups of their space."""
        return []

    async def may_mention(self, group: str, channel: Channel) -> bool:
        """Whether they could mention a group (by its id) in a channel themselves, so that it pings."""
        return False

    async def thread_objection(self, channel: Channel) -> str:
        """Why the cards of an edition could not come in a thread there, and what to do; "" where they could."""
        return ""

    async def silence(self, group: str, channel: Channel) -> str:
        """Why a mention of ours would ping nobody there, and what to do; "" where it would."""
        return ""

    async def belongs_to(self, group: str) -> bool:
        """Whether they are in a group (by its id), and neither a guest nor a bot nor of another space."""
        return False

    async def zone(self) -> str:
        """On whose clocks they live, as a name of the IANA database; "" where nothing tells."""
        return ""


@dataclass(frozen=True)
class Upload:
    """A file that somebody sent along, not read yet."""

    name: str  # as they called it; hostile text
    size: int  # bytes, as the platform says
    read: Callable[[], Awaitable[bytes]]


@dataclass(frozen=True)
class Request:
    """What somebody asked, wherever and however they asked it."""

    text: str  # command text: "redlines 2"
    channel: Channel
    person: Person
    may_configure: Callable[[], Awaitable[bool]] = nobody  # asked only by what changes something
    fields: Mapping[str, str] = field(default_factory=dict)  # what a Form was filled in with
    upload: Upload | None = None
    may_post: bool = True  # whether they may write in that channel themselves
    standing: Standing = field(default_factory=Standing)

    @property
    def space(self) -> Space:
        """The space in which they asked."""
        return self.channel.space


class Often(StrEnum):
    """How often what somebody follows comes, as people type it."""

    AT_ONCE = "at once"  # each card when it is published, and not only in the digest
    DAILY = "daily"  # with each edition
    MONDAYS = "weekly mon"  # with the first edition from that day of the week on
    TUESDAYS = "weekly tue"
    WEDNESDAYS = "weekly wed"
    THURSDAYS = "weekly thu"
    FRIDAYS = "weekly fri"
    SATURDAYS = "weekly sat"
    SUNDAYS = "weekly sun"

    @classmethod
    def _missing_(cls, value: object) -> Often:
        """What another version wrote comes with each edition, and stops nobody else's."""
        return cls.DAILY

    @property
    def weekday(self) -> int | None:
        """The day of the week, where it is one; Monday is 0."""
        return WEEKLY.index(self) if self in WEEKLY else None


WEEKLY = tuple(Often)[2:]


@dataclass(frozen=True)
class Subscription:
    """What a channel follows of a dossier. Without any, a channel's digest has every topic."""

    channel: Channel
    dossier: str
    filter: str  # as briefs.filters writes it; a topic alone is the shortest
    by: Person  # who set it up
    often: Often = Often.DAILY


@dataclass(frozen=True)
class Thread:
    """The thread of a message of ours, which is begun when there is something to put in it."""

    message: str  # its id on the platform; empty where that is not known
    title: str


@dataclass(frozen=True)
class Delivery:
    """One page on its way to one channel, once."""

    id: int
    key: str  # unique; what tells a second try from a second message
    channel: Channel
    page: Page
    attempts: int  # this one included
    first_tried: datetime | None  # when the first try began
    unsure: bool  # an earlier try may have arrived: look before sending again
    replaces: str | None = None  # the message to edit instead of posting a new one
    asked: bool = False  # by somebody who waits for it
    late_since: datetime | None = None  # when it was planned, if its page has yet to say that it is late
    answers: str | None = None  # a message that is there and could not be edited: this puts it right
    mention: str | None = None  # the role or user group (by its id) that a new message pings
    thread: Thread | None = None  # where it belongs, if not in the channel itself


class SendFailed(Exception):
    """The platform said no, or nothing. The outbox reads the flags and never the text."""

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool = False,
        retry_after: float | timedelta | None = None,
        unsure: bool = False,
        uneditable: bool = False,
        gone: bool = False,
        for_all: bool = False,
        threadless: bool = False,
    ) -> None:
        """Take what the platform said.

        `permanent`: no further try can help. `retry_after`: seconds to wait, as the platform asked.
        `unsure`: no answer came, so the message may be there. `uneditable`: the message to edit cannot be edited
        (any more), but the channel would take a new one. `gone`: because it is not there any more.
        `for_all`: every other post would be answered so too, just now: our token is refused, or we are banned.
        `threadless`: the thread in which it belongs cannot be had, though the channel may take posts. `gone`: because
        the thread's message is not there any more.
        """
        super().__init__(reason)
        self.reason = reason  # for the person who set it up: what happened and what to do
        self.permanent = permanent
        self.retry_after = timedelta(seconds=retry_after) if isinstance(retry_after, int | float) else retry_after
        self.unsure = unsure
        self.uneditable = uneditable
        self.gone = gone
        self.for_all = for_all
        self.threadless = threadless
