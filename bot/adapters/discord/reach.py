"""Whether a post would arrive in a channel, as far as Discord tells without one."""

from __future__ import annotations

import discord

from bot.adapters.discord.forums import Forums
from bot.adapters.discord.refusal import LOCKED, WRONG_KIND, send_failed
from bot.chat import Channel

NO_HISTORY = (
    "I lack the right Read Message History here, so I cannot see whether an edition has arrived: it may come twice "
    "after a crash. Give it to me."
)
_NEEDED_TO_BEGIN = {
    "create_public_threads": "Create Public Threads",
    "send_messages_in_threads": "Send Messages in Threads",
}
_NEEDED = {"view_channel": "View Channel", "send_messages": "Send Messages"}
_NEEDED_IN_THREADS = {"view_channel": "View Channel", "send_messages_in_threads": "Send Messages in Threads"}


async def objection(client: discord.Client, forums: Forums, channel: Channel) -> str:
    """Why a post would not arrive; "" where nothing speaks against it. Raises what Discord or the network does."""
    return next(iter(await _look(client, forums, channel)), "")


async def shortcomings(client: discord.Client, forums: Forums, channel: Channel) -> list[str]:
    """The same, or else what does not work although posts arrive. Raises what Discord or the network does."""
    return [one for one in await _look(client, forums, channel) if one]


def thread_objection(client: discord.Client, channel: Channel) -> str:
    """Why the cards of an edition could not come in a thread, as far as we know; "" where they could."""
    found = None if channel.direct else client.get_channel(int(channel.id))
    if found is None or isinstance(found, discord.Thread | discord.abc.PrivateChannel):
        return "Direct messages and threads have no threads of their own: there, an edition is one message."
    if not isinstance(found, discord.TextChannel | discord.ForumChannel):
        return "That channel has no threads: there, an edition is one message."
    allowed = found.permissions_for(found.guild.me)
    needed = dict(_NEEDED_TO_BEGIN)
    if isinstance(found, discord.ForumChannel):  # a post in it is a thread already
        del needed["create_public_threads"]
    missing = [name for right, name in needed.items() if not getattr(allowed, right)]
    return f"I lack a right in that channel: {' and '.join(missing)}. Give it to me there." if missing else ""


async def _look(client: discord.Client, forums: Forums, channel: Channel) -> list[str]:
    """Why a post would not arrive, "" where it would; then what else does not work.

    Of direct messages Discord tells nothing before one is sent.
    """
    if channel.direct:
        return []
    try:  # discord.py keeps all channels, and of threads those that are open
        found = client.get_channel(int(channel.id)) or await client.fetch_channel(int(channel.id))
    except discord.HTTPException as error:
        failed = send_failed(error)
        if failed.permanent:
            return [failed.reason]
        raise
    if isinstance(found, discord.abc.PrivateChannel):
        return []
    if not isinstance(found, discord.abc.Messageable | discord.ForumChannel):
        return [WRONG_KIND]
    me: discord.Member | None = found.guild.me
    if me is None:  # a server that Discord has told nothing of yet: a post has to tell
        return []
    allowed = found.permissions_for(me)
    refused = await _refused(found, forums, allowed)
    return [refused] if refused or allowed.read_message_history else ["", NO_HISTORY]


async def _refused(
    found: discord.abc.GuildChannel | discord.Thread, forums: Forums, allowed: discord.Permissions
) -> str:
    needed = _NEEDED_IN_THREADS if isinstance(found, discord.Thread) else _NEEDED
    missing = [name for right, name in needed.items() if not getattr(allowed, right)]
    if missing:
        return f"I lack a right in that channel: {' and '.join(missing)}. Give it to me there."
    if isinstance(found, discord.ForumChannel):
        return await forums.tag_objection(found)
    # A thread that is archived and not locked is opened by the post.
    return LOCKED if isinstance(found, discord.Thread) and found.locked and not allowed.manage_threads else ""
