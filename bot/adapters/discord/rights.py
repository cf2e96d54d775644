"""What Discord tells of whoever acts: their rights, as it has worked them out, their roles and their language."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, cast

import aiohttp
import discord

from bot.adapters.discord.mentions import silence
from bot.adapters.discord.reach import thread_objection
from bot.chat import Channel, Group, SendFailed, Standing

THREADS = (10, 11, 12)  # Discord: types of a channel
WHERE = "channel"  # what an interaction says of its channel, in its extras

# Where people who have Discord in this language live, if that is nearly always one zone.
_ZONES = {
    "bg": "Europe/Sofia",
    "cs": "Europe/Prague",
    "da": "Europe/Copenhagen",
    "de": "Europe/Berlin",
    "el": "Europe/Athens",
    "en-GB": "Europe/London",
    "es-ES": "Europe/Madrid",
    "fi": "Europe/Helsinki",
    "fr": "Europe/Paris",
    "hi": "Asia/Kolkata",
    "hr": "Europe/Zagreb",
    "hu": "Europe/Budapest",
    "id": "Asia/Jakarta",
    "it": "Europe/Rome",
    "ja": "Asia/Tokyo",
    "ko": "Asia/Seoul",
    "lt": "Europe/Vilnius",
    "nl": "Europe/Amsterdam",
    "no": "Europe/Oslo",
    "pl": "Europe/Warsaw",
    "pt-BR": "America/Sao_Paulo",
    "ro": "Europe/Bucharest",
    "ru": "Europe/Moscow",
    "sv-SE": "Europe/Stockholm",
    "th": "Asia/Bangkok",
    "tr": "Europe/Istanbul",
    "uk": "Europe/Kyiv",
    "vi": "Asia/Ho_Chi_Minh",
    "zh-CN": "Asia/Shanghai",
    "zh-TW": "Asia/Taipei",
}


Objection = Callable[[Channel], Awaitable[str]]


async def no_objection(channel: Channel) -> str:
    """Where nobody asks whether a post would arrive."""
    return ""


class _Posting(Protocol):
    """A client that tells whether a post would arrive."""

    objection: Objection


class Rights(Standing):
    """Of whoever caused an interaction. In direct messages, a space of their own, they may do everything."""

    def __init__(self, interaction: discord.Interaction) -> None:
        """Read what the interaction says."""
        self._interaction = interaction
        self._member = interaction.user if isinstance(interaction.user, discord.Member) else None

    @property
    def direct(self) -> bool:
        """Whether they are alone with us."""
        return self._interaction.guild_id is None

    def may_configure(self) -> bool:
        """Whether they manage the channel in which they acted."""
        return self.direct or (not self._held_back and _manages(self._interaction.permissions))

    def may_write(self) -> bool:
        """Whether they may write in it: Discord has worked that out already."""
        may = self._interaction.permissions
        is_thread = self._interaction.extras[WHERE].get("type") in THREADS
        return self.direct or (
            not self._held_back
            and (may.administrator or (may.send_messages_in_threads if is_thread else may.send_messages))
        )

    async def sees(self, channel: Channel) -> bool:
        """Whether they can read there. Of private threads only those that we know them to see: who sees all does."""
        may = await self._permissions_in(channel)
        return may.administrator or may.view_channel

    async def manages(self, channel: Channel) -> bool:
        """Whether they have Manage Channels there."""
        if self.direct:
            return channel.id == f"@{self._interaction.user.id}"
        return not self._held_back and await self.sees(channel) and _manages(await self._permissions_in(channel))

    async def objection(self, channel: Channel) -> str:
        """Why a post of ours would not arrive; "" also where Discord does not tell just now."""
        try:
            return await cast(_Posting, self._interaction.client).objection(channel)
        except SendFailed:
            return ""

    async def appoints(self) -> bool:
        """Whether they have Manage Channels in the whole server, and not only where one channel gives it to them."""
        if self._member is None or not self.may_configure():
            return False
        return not self._is_given_here() or _manages(self._member.guild_permissions)

    async def group(self, typed: str) -> Group | None:
        """The role that is meant: "<@&7>", "7", "@Editors" or "editors". Everybody's is none."""
        guild = self._interaction.guild
        id = re.fullmatch(r"(?:<@&)?([0-9]{1,20})>?", typed)
        name = typed.removeprefix("@").casefold()
        roles = [role for role in guild.roles if not role.is_default()] if guild else []
        meant = [role for role in roles if (role.id == int(id[1]) if id else role.name.casefold() == name)]
        return Group(str(meant[0].id), meant[0].name) if len(meant) == 1 else None

    async def groups(self) -> list[Group]:
        """The roles of the server, but for everybody's and those of bots."""
        guild = self._interaction.guild
        known = [one for one in guild.roles if not (one.is_default() or one.managed)] if guild else []
        return [Group(str(one.id), f"@{one.name}") for one in known]

    async def may_mention(self, group: str, channel: Channel) -> bool:
        """Whether they could mention a role there themselves."""
        role = self._interaction.guild.get_role(int(group)) if self._interaction.guild else None
        may = await self._permissions_in(channel)
        return role is not None and not self._held_back and (role.mentionable or may.mention_everyone)

    async def thread_objection(self, channel: Channel) -> str:
        """Why the cards of an edition could not come in a thread."""
        return thread_objection(self._interaction.client, channel)

    async def silence(self, group: str, channel: Channel) -> str:
        """Why a mention of ours would ping nobody."""
        return silence(self._interaction.client, channel, group)

    async def belongs_to(self, group: str) -> bool:
        """Whether they have a role."""
        return self._member is not None and not self._held_back and self._member.get_role(int(group)) is not None

    async def zone(self) -> str:
        """A guess from the language of their Discord."""
        return _ZONES.get(str(self._interaction.locale), "")

    @property
    def _held_back(self) -> bool:
        """Whether they may do nothing but read: bots, and people in a time-out (which administrators cannot be in)."""
        member = self._member
        in_time_out = member is not None and member.is_timed_out() and not self._interaction.permissions.administrator
        return self._interaction.user.bot or in_time_out

    async def _permissions_in(self, channel: Channel) -> discord.Permissions:
        """What they may do in a channel: as Discord says with the interaction, otherwise by the roles that we know."""
        guild, member, id = self._interaction.guild, self._member, channel.id
        if guild is None or member is None or not id.isdecimal() or channel.space.id != str(guild.id):
            return discord.Permissions.none()
        if id == str(self._interaction.extras[WHERE]["id"]):
            return self._interaction.permissions
        data = cast(dict[str, Any], self._interaction.data or {})
        picked = ((data.get("resolved") or {}).get("channels") or {}).get(id)
        if picked:
            return discord.Permissions(int(picked.get("permissions", 0)))
        known = guild.get_channel_or_thread(int(id)) or await self._archived(guild, int(id))
        may = known.permissions_for(member) if known else discord.Permissions.none()
        hidden = isinstance(known, discord.Thread) and known.is_private() and not may.manage_threads
        return discord.Permissions.none() if hidden else may

    async def _archived(self, guild: discord.Guild, id: int) -> discord.Thread | None:
        """A thread of the server that is archived: discord.py keeps those alone that are open."""
        try:
            found = await self._interaction.client.fetch_channel(id)
        except (discord.DiscordException, aiohttp.ClientError, OSError):
            return None
        return found if isinstance(found, discord.Thread) and found.guild == guild else None

    def _is_given_here(self) -> bool:
        """Whether this channel alone gives them, or a role of theirs, Manage Channels."""
        channel = self._interaction.channel
        place = channel.parent if isinstance(channel, discord.Thread) else channel
        if self._member is None or not isinstance(place, discord.abc.GuildChannel):
            return False
        theirs = {self._member.id, place.guild.id, *(role.id for role in self._member.roles)}
        return any(given.manage_channels and whose.id in theirs for whose, given in place.overwrites.items())


def _manages(permissions: discord.Permissions) -> bool:
    return permissions.manage_channels or permissions.administrator
