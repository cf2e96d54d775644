"""What went wrong between us and Discord, as the outbox and the person who set it up need it."""

from __future__ import annotations

import logging
from collections.abc import Mapping

import aiohttp
import discord

from bot.chat import SendFailed

USUAL_TAG = "digest"
UNTAGGED = (
    f"That forum wants a tag on each post, and none of its tags is for mine: make one called “{USUAL_TAG}”, or like "
    "the dossier, that everybody may use."
)
WRONG_KIND = "I cannot post in a channel of that kind. Plan what came there in a text channel."
LOCKED = "That thread is locked: unlock it, or give me Manage Threads."

# Discord's codes that no further try can help, and what to do about them.
_FOR_GOOD: Mapping[int, str] = {
    10003: "That channel is gone. Plan what came there in another one.",
    10004: "I am no longer in that server. Invite me again.",
    40067: UNTAGGED,
    50001: "I may not post in that channel any more: give me View Channel and Send Messages there, or invite me again.",
    50007: "I may not send you direct messages any more: allow them from members of a server that we share.",
    50008: WRONG_KIND,
    50013: "I may not post in that channel any more: give me View Channel and Send Messages there.",
    50024: WRONG_KIND,
    50083: "That thread is closed: open it again, and unlock it.",
    50278: "I may not send you direct messages any more: we share no server. Invite me to one of yours.",
    160005: LOCKED,
}
CROWDED = "That channel has as many open threads as Discord allows: archive some of them."
_FOR_NOW: Mapping[int, str] = {160006: CROWDED}
# Of the thread in which the cards of an edition come.
_NO_THREAD: Mapping[int, str] = {
    10003: "That thread was deleted.",
    10008: "The headline was deleted.",
    50013: "I may not begin a thread there or write in it: give me Create Public Threads and Send Messages in Threads.",
    50024: "That channel has no threads.",
    50083: LOCKED,
    160005: LOCKED,
    160006: CROWDED,
}
_REFUSED = "Discord does not let me post in that channel: give me View Channel and Send Messages there."
_NO_SUCH = "Discord knows no such channel any more. Plan what came there in another one."
_STRANGER = (
    "Discord refuses my token: whoever runs me puts a new one into COMMUNIQUE_DISCORD_TOKEN and starts me again."
)
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


def _answered(error: discord.HTTPException) -> SendFailed:
    if error.status == 429:
        banned = "Via" not in error.response.headers  # which is what Discord says on its behalf: this is its wall
        return SendFailed("Discord asks us to wait.", retry_after=_asked_wait(error), for_all=banned)
    if error.status >= 500:
        return SendFailed("Discord has trouble of its own.", unsure=True)
    if error.status == 401:  # not permanent: the channels are good, and with the next token everything goes on
        return SendFailed(_STRANGER, retry_after=TOKEN_WAIT, for_all=True)
    if error.code in _FOR_GOOD:
        return SendFailed(_FOR_GOOD[error.code], permanent=True)
    if error.code in _FOR_NOW:
        return SendFailed(_FOR_NOW[error.code], retry_after=FAULT_WAIT)
    if error.status in (403, 404):
        return SendFailed(_REFUSED if error.status == 403 else _NO_SUCH, permanent=True)
    log.error("Discord did not take a post: %s", error)
    return SendFailed("Discord did not take the message as it is. That is our fault.", retry_after=FAULT_WAIT)


def no_thread(error: discord.HTTPException) -> str:
    """Why a thread cannot be begun or posted in, and what to do; "" where it is no trouble of the thread's own."""
    if error.code in _NO_THREAD:
        return _NO_THREAD[error.code]
    return _NO_THREAD[50013] if error.status == 403 else ""


def _asked_wait(error: discord.HTTPException) -> float:
    """How long Discord asked to wait. A ban says so without a `Via`, and may say it without a time."""
    try:
        return float(error.response.headers["Retry-After"])
    except (KeyError, ValueError):
        return BAN_WAIT
