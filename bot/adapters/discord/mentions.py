"""Roles that are mentioned: whether anybody would hear of it."""

from __future__ import annotations

import discord

from bot.adapters.discord.render import ROLE_ID
from bot.chat import Channel

GONE = "That role is gone: choose another with “settings mention @role”, or none with “settings mention off”."


def silence(client: discord.Client, channel: Channel, role: str) -> str:
    """Why a mention of ours would ping nobody in a channel, and what to do; "" where it would, as far as we know."""
    guild = client.get_guild(int(channel.space.id)) if channel.space.id.isdecimal() else None
    if guild is None or guild.unavailable or guild.me is None:
        return ""
    known = guild.get_role(int(role)) if ROLE_ID.fullmatch(role) else None
    if known is None or known.is_default():
        return GONE
    place = guild.get_channel_or_thread(int(channel.id))
    allowed = place.permissions_for(guild.me) if place else guild.me.guild_permissions
    if known.mentionable or allowed.mention_everyone:
        return ""
    return (
        f"I may not mention {known.name}: let everybody mention that role, or give me “Mention @everyone, @here and "
        "All Roles” there. I mention nobody else with it."
    )
