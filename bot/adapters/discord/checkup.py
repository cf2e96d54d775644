"""What `doctor` looks at of Discord: our token, the connection, the clock, and what we may do in a channel."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime

import aiohttp
import discord

from bot.adapters.discord.posting import Posting
from bot.adapters.discord.refusal import send_failed
from bot.chat import Channel, Platform, SendFailed
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


async def from_inside(posting: Posting, heard: Heard, now: Callable[[], datetime], *, connected: bool) -> list[Check]:
    """The token, the connection and the clock of a bot that runs."""
    checks = await ask(posting.introduce, heard, now)
    if checks[0].ok:
        checks.append(Check(CONNECTION, "" if connected else AWAY, here=True))
    return checks


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


async def rights(posting: Posting, channel: Channel | None) -> list[Check]:
    """What we may not do in a channel of Discord's."""
    if channel is None or channel.space.platform is not Platform.DISCORD:
        return []
    try:
        lacking = await posting.shortcomings(channel)
    except SendFailed as failed:
        lacking = [failed.reason]
    return [Check(RIGHTS, one, here=True) for one in lacking] or [Check(RIGHTS, here=True)]
