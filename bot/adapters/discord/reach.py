"""Whether a post would arrive in a channel, as far as Discord tells without one."""

from __future__ import annotations

import aiohttp
import discord

from bot.adapters.discord.refusal import send_failed
from bot.chat import Channel

_NEEDED = {"view_channel": "View Channel", "send_messages": "Send Messages"}
_NEEDED_IN_THREADS = {"view_channel": "View Channel", "send_messages_in_threads": "Send Messages in Threads"}


async def objection(client: discord.Client, channel: Channel) -> str:
    """Why a post would not arrive; "" where nothing speaks against it. Raises SendFailed, and nothing else.

    Of direct messages Discord tells nothing before one is sent.
    """
    if channel.direct:
        return ""
    try:
        found = client.get_channel(int(channel.id)) or await client.fetch_channel(int(channel.id))
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        failed = send_failed(error)
        if failed.permanent:
            return failed.reason
        raise failed from error
    if not isinstance(found, discord.abc.GuildChannel | discord.Thread):
        return ""
    allowed = found.permissions_for(found.guild.me)
    needed = _NEEDED_IN_THREADS if isinstance(found, discord.Thread) else _NEEDED
    missing = [name for right, name in needed.items() if not getattr(allowed, right)]
    return f"I lack a right in that channel: {' and '.join(missing)}. Give it to me there." if missing else ""
