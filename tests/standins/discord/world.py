"""What there is in a Discord: servers, channels, people, messages; as its API describes them."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field
from typing import Any

from tests.standins.discord.limits import EPHEMERAL, V2, walk

EPOCH = 1_420_070_400_000  # 2015, where snowflakes begin

ADMINISTRATOR, MANAGE_CHANNELS, MANAGE_THREADS = 1 << 3, 1 << 4, 1 << 34
VIEW_CHANNEL, SEND_MESSAGES, READ_HISTORY, SEND_IN_THREADS = 1 << 10, 1 << 11, 1 << 16, 1 << 38
MENTION_EVERYONE, CREATE_PUBLIC_THREADS = 1 << 17, 1 << 35
MEMBER = VIEW_CHANNEL | SEND_MESSAGES | READ_HISTORY
OURS = MEMBER | SEND_IN_THREADS | CREATE_PUBLIC_THREADS
LEFT_IN_TIMEOUT = VIEW_CHANNEL | READ_HISTORY
ALL = (1 << 53) - 1
VOICE, THREADS, FORUMS = 2, (10, 11, 12), (15, 16)  # kinds of channels
REQUIRE_TAG, HAS_THREAD = 1 << 4, 1 << 5  # flags of a channel, and of a message

_counter = itertools.count()


def snowflake(moment: float | None = None) -> str:
    """A new id, with the time in it."""
    milliseconds = int((time.time() if moment is None else moment) * 1000) - EPOCH
    return str((milliseconds << 22) | (next(_counter) & 0x3FFFFF))


@dataclass
class Role:
    """A role of a server."""

    name: str
    permissions: int = 0
    id: str = field(default_factory=snowflake)
    mentionable: bool = False

    def described(self) -> dict[str, Any]:
        """A role object."""
        return {
            "id": self.id,
            "name": self.name,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "position": 0,
            "permissions": str(self.permissions),
            "managed": False,
            "mentionable": self.mentionable,
            "flags": 0,
        }


@dataclass
class Person:
    """Somebody with a Discord account."""

    name: str
    permissions: int = MEMBER  # in every server that they share with the bot, beside what their roles give them
    takes_direct_messages: bool = True
    id: str = field(default_factory=snowflake)
    roles: list[Role] = field(default_factory=list)
    timed_out: bool = False
    is_bot: bool = False
    locale: str = "en-US"

    def user(self) -> dict[str, Any]:
        """A user object."""
        return {
            "id": self.id,
            "username": self.name.lower(),
            "global_name": self.name,
            "discriminator": "0",
            "avatar": None,
            **({"bot": True} if self.is_bot else {}),
        }

    def member(self, permissions: int = MEMBER) -> dict[str, Any]:
        """A member object, as interactions have it: with what they may do in the channel where they acted."""
        return {
            "user": self.user(),
            "roles": [role.id for role in self.roles],
            "nick": None,
            "avatar": None,
            "joined_at": "2026-01-01T00:00:00+00:00",
            "deaf": False,
            "mute": False,
            "flags": 0,
            "pending": False,
            "permissions": str(permissions),
            "communication_disabled_until": "2099-01-01T00:00:00+00:00" if self.timed_out else None,
        }


@dataclass
class Guild:
    """A server."""

    name: str
    bot: Person | None = None  # while it is in there
    id: str = field(default_factory=snowflake)
    channels: list[Channel] = field(default_factory=list)
    owner: Person | None = None
    named_roles: list[Role] = field(default_factory=list)
    system_channel: Channel | None = None

    def roles(self) -> list[dict[str, Any]]:
        """Its roles: everybody's, and the others."""
        return [one.described() for one in (Role("@everyone", MEMBER, self.id), *self.named_roles)]

    def created(self) -> dict[str, Any]:
        """What GUILD_CREATE says."""
        return {
            "id": self.id,
            "name": self.name,
            "owner_id": self.owner.id if self.owner else "1",
            "roles": self.roles(),
            "system_channel_id": self.system_channel.id if self.system_channel else None,
            "emojis": [],
            "features": [],
            "channels": [one.described() for one in self.channels if one.kind not in THREADS and not one.gone],
            "threads": [one.described() for one in self.channels if one.kind in THREADS and not one.archived],
            "members": [self.bot.member()] if self.bot else [],  # without the intent, nobody but us
            "member_count": 3,
            "stickers": [],
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "premium_tier": 0,
            "preferred_locale": "en-US",
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "system_channel_flags": 0,
            "afk_timeout": 300,
            "large": False,
            "unavailable": False,
            "joined_at": "2026-01-01T00:00:00+00:00",
        }


@dataclass
class File:
    """A file that somebody sends along."""

    name: str
    content: bytes
    size: int | None = None  # as Discord says; otherwise what it is
    url: str = ""  # where Discord says it lies; otherwise where it does
    id: str = field(default_factory=snowflake)

    def described(self, host: str) -> dict[str, Any]:
        """An attachment object."""
        url = self.url or f"{host}/attachments/{self.id}/{self.name}?ex=6745&is=6744&hm=a%2Fb&"
        return {
            "id": self.id,
            "filename": self.name,
            "size": len(self.content) if self.size is None else self.size,
            "url": url,
            "proxy_url": url,
            "content_type": "text/plain; charset=utf-8",
            "ephemeral": True,
        }


@dataclass
class Tag:
    """What a forum sorts its posts by."""

    name: str
    moderated: bool = False  # for those alone who have Manage Threads
    id: str = field(default_factory=snowflake)

    def described(self) -> dict[str, Any]:
        """A forum tag object."""
        return {**vars(self), "emoji_id": None, "emoji_name": None}


@dataclass
class Channel:
    """A place for messages."""

    guild: Guild | None
    name: str = "talks"
    kind: int = 0
    person: Person | None = None  # with whom, where there is no server
    allowed: int = OURS  # what the bot may do here
    gone: bool = False
    parent: Channel | None = None  # a thread's
    archived: bool = False
    locked: bool = False
    overwrites: dict[str, tuple[int, int]] = field(
        default_factory=dict
    )  # allowed and denied, by a role's or person's id
    tags: list[Tag] = field(default_factory=list)  # a forum's
    needs_tag: bool = False
    applied: list[str] = field(default_factory=list)  # ids of tags, of a post in a forum
    owner: str = "1"  # whoever began a thread
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    nonces: dict[str, str] = field(default_factory=dict)
    id: str = field(default_factory=snowflake)

    def described(self) -> dict[str, Any]:
        """A channel object."""
        if self.person:
            return {"id": self.id, "type": 1, "last_message_id": None, "recipients": [self.person.user()], "flags": 0}
        return {
            **(self._as_thread() if self.kind in THREADS else {}),
            "id": self.id,
            "type": self.kind,
            "name": self.name,
            "position": 0,
            "topic": None,
            "nsfw": False,
            **({"parent_id": None} if self.kind == 0 else {}),
            "permission_overwrites": self._overwrites(),
            "rate_limit_per_user": 0,
            "last_message_id": None,
            "flags": REQUIRE_TAG if self.needs_tag else 0,
            **({"bitrate": 64_000, "user_limit": 0} if self.kind == VOICE else {}),
            **({"available_tags": [tag.described() for tag in self.tags]} if self.kind in FORUMS else {}),
            **({"guild_id": self.guild.id} if self.guild else {}),
        }

    def _as_thread(self) -> dict[str, Any]:
        state = {**_THREAD, "archived": self.archived, "locked": self.locked}
        parent = self.parent.id if self.parent else "2"
        about = {"owner_id": self.owner, "parent_id": parent, "message_count": 0, "member_count": 1}
        return {**about, "thread_metadata": state, "applied_tags": self.applied}

    def permissions_of(self, person: Person) -> int:
        """What somebody may do here, as Discord works it out."""
        if self.parent:
            return self.parent.permissions_of(person)
        if self.guild and self.guild.owner is person:
            return ALL
        may = person.permissions
        for role in person.roles:
            may |= role.permissions
        if may & ADMINISTRATOR:
            return ALL
        everybody = self.guild.id if self.guild else ""
        for ids in ([everybody], [role.id for role in person.roles], [person.id]):
            ours = [self.overwrites[id] for id in ids if id in self.overwrites]
            for _, deny in ours:
                may &= ~deny
            for allow, _ in ours:
                may |= allow
        return may & LEFT_IN_TIMEOUT if person.timed_out else may

    def _overwrites(self) -> list[dict[str, Any]]:
        """How rights differ here from those in the whole server: everybody's, and the bot's."""
        people = [
            {"id": id, "type": int(self._is_person(id)), "allow": str(allow), "deny": str(deny)}
            for id, (allow, deny) in self.overwrites.items()
        ]
        if not self.guild or not self.guild.bot or self.allowed == MEMBER:
            return people
        allow, deny = self.allowed & ~MEMBER, MEMBER & ~self.allowed
        return [*people, {"id": self.guild.bot.id, "type": 1, "allow": str(allow), "deny": str(deny)}]

    def _is_person(self, id: str) -> bool:
        assert self.guild
        return id not in (self.guild.id, *(role.id for role in self.guild.named_roles))

    def may(self, needed: int) -> bool:
        """Whether the bot has these rights here; those of a thread are its channel's."""
        return (self.parent or self).allowed & needed == needed

    @property
    def posts(self) -> list[dict[str, Any]]:
        """What everybody here can read, oldest first."""
        return list(self.messages.values())


_THREAD = {
    "archived": False,
    "auto_archive_duration": 1440,
    "archive_timestamp": "2026-01-01T00:00:00+00:00",
    "locked": False,
}


def message_from(payload: dict[str, Any], author: dict[str, Any], channel: Channel, id: str) -> dict[str, Any]:
    """A message object, as Discord keeps it: every component has an id."""
    components = payload.get("components") or []
    taken = {part["id"] for part in walk(components) if part.get("id")}
    free = (number for number in itertools.count(1) if number not in taken)
    for part in walk(components):
        if not part.get("id"):
            part["id"] = next(free)
    return {
        "id": id,
        "type": 0,
        "channel_id": channel.id,
        "author": author,
        "content": payload.get("content") or "",
        "embeds": payload.get("embeds") or [],
        "components": components,
        "flags": payload.get("flags", 0) & (V2 | EPHEMERAL),
        "attachments": [],
        "mentions": [],
        "mention_roles": [],
        "mention_everyone": False,
        "pinned": False,
        "tts": False,
        "timestamp": time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime()),
        "edited_timestamp": None,
        **({"nonce": payload["nonce"]} if payload.get("nonce") is not None else {}),
    }
