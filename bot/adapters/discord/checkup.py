"""What `doctor` looks at of Discord: our token, the connection, the clock, and what we may do in a channel."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime

import aiohttp
import discord

from bot.adapters.discord.posting import Posting
from bot.adapters.discord.refusal import send_failed
from bot.chat import Channel, SendFailed
from bot.checks import Check, clock

TOKEN, CONNECTION, RIGHTS = "Discord token", "Discord connection", "rights here"  # what was looked at
REFUSED = (
    "Discord refuses the token in COMMUNIQUE_DISCORD_TOKEN. Make a new one at "
    "https://discord.com/developers/applications (your application, Bot, Reset Token), "
    "put it there and start again."
)
AWAY = "Discord is not connected just now. It goes on trying by itself; the log says since when."


class Heard:
    """What Discord's clock says, by its last answer."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._date = ""

    def __call__(self, headers: Mapping[str, str]) -> None:
        """Take the headers of an answer."""
        self._date = headers.get("Date", "")

    def check(self, ours: datetime) -> list[Check]:
        """How far our clock is off, where Discord said what its own says."""
        try:
            return [clock("Discord", parsedate_to_datetime(self._date), ours)]
        except (ValueError, TypeError):
            return []


async def ask(question: Callable[[], Awaitable[object]], heard: Heard, now: Callable[[], datetime]) -> list[Check]:
    """What Discord says to our token, and when."""
    try:
        await question()
    except SendFailed as failed:
        return [Check(TOKEN, failed.reason)]
    except (discord.LoginFailure, ValueError):  # ValueError: a line break within it
        return [Check(TOKEN, REFUSED)]
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        return [Check(TOKEN, send_failed(error).reason)]
    return [Check(TOKEN), *heard.check(now())]


async def here(posting: Posting, channel: Channel | None, *, connected: bool) -> list[Check]:
    """Whether Discord hears us, and what we may not do in a channel, where that is one of Discord's."""
    if not connected or channel is None:
        return [Check(CONNECTION, "" if connected else AWAY)]
    try:
        lacking = await posting.shortcomings(channel)
    except SendFailed as failed:
        lacking = [failed.reason]
    return [Check(CONNECTION), *([Check(RIGHTS, one) for one in lacking] or [Check(RIGHTS)])]
