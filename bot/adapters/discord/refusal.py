"""What went wrong between us and Discord, as the outbox and the person who set it up need it."""

from __future__ import annotations

import logging
from collections.abc import Mapping

import aiohttp
import discord

from bot.chat import SendFailed

# Discord's codes that no further try can help, and what to do about them.
_FOR_GOOD: Mapping[int, str] = {
    10003: "That channel is gone. Set the digest up in another one.",
    10004: "I am no longer in that server. Invite me again, and set the digest up once more.",
    50001: "I may not post in that channel any more: give me View Channel and Send Messages there, or invite me again.",
    50007: "I may not send you direct messages any more: allow them from members of a server that we share.",
    50008: "I cannot post in a channel of that kind. Set the digest up in a text channel.",
    50013: "I may not post in that channel any more: give me View Channel and Send Messages there.",
    50024: "I cannot post in a channel of that kind. Set the digest up in a text channel.",
    50083: "That thread is archived: open it again, or set the digest up in a channel.",
    50278: "I may not send you direct messages any more: we share no server. Invite me to one of yours.",
    160005: "That thread is locked: unlock it, or set the digest up in a channel.",
}
_REFUSED = "Discord does not let me post in that channel: give me View Channel and Send Messages there."
_NO_SUCH = "Discord knows no such channel any more. Set the digest up in another one."

TOKEN_WAIT = 900.0  # seconds: a refused token is the operator's to mend, and each refusal counts towards a ban
BAN_WAIT = 600.0
FAULT_WAIT = 900.0

log = logging.getLogger(__name__)


def brief(error: Exception) -> str:
    """One line for the log; some errors of the network have no text."""
    return str(error) or type(error).__name__


def send_failed(error: Exception) -> SendFailed:
    """The exception for the outbox."""
    match error:
        case discord.RateLimited():
            return SendFailed("Discord asks us to wait.", retry_after=error.retry_after)
        case discord.HTTPException():
            return _answered(error)
        case aiohttp.ClientConnectorError():
            return SendFailed("Discord cannot be reached.")
        case _:
            return SendFailed("Discord did not answer.", unsure=True)


def meant_for_all(error: Exception) -> bool:
    """Whether every other post would be answered so too: a token that is refused, or a ban."""
    return isinstance(error, discord.HTTPException) and (
        error.status == 401 or (error.status == 429 and "Via" not in error.response.headers)
    )


def _answered(error: discord.HTTPException) -> SendFailed:
    if error.status == 429:
        return SendFailed("Discord asks us to wait.", retry_after=_asked_wait(error))
    if error.status >= 500:
        return SendFailed("Discord has trouble of its own.", unsure=True)
    if error.status == 401:  # not permanent: the subscriptions are good, and the next token delivers
        log.error("Discord refuses the token. Put a new one into COMMUNIQUE_DISCORD_TOKEN and start again.")
        return SendFailed("Discord refuses my token; whoever runs me has to renew it.", retry_after=TOKEN_WAIT)
    if error.code in _FOR_GOOD:
        return SendFailed(_FOR_GOOD[error.code], permanent=True)
    if error.status in (403, 404):
        return SendFailed(_REFUSED if error.status == 403 else _NO_SUCH, permanent=True)
    log.error("Discord did not take a post: %s", error)
    return SendFailed("Discord did not take the message as it is. That is our fault.", retry_after=FAULT_WAIT)


def _asked_wait(error: discord.HTTPException) -> float:
    """How long Discord asked to wait. A ban says so without a `Via`, and may say it without a time."""
    try:
        return float(error.response.headers["Retry-After"])
    except (KeyError, ValueError):
        return BAN_WAIT
