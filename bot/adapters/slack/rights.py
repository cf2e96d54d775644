"""Who may change what a channel receives, and review: the workspace's owners and admins, and the channel's creator.

Direct messages with us are somebody's own channel in the workspace: what comes there is theirs to choose, and what
the workspace's cards say is not.
"""

from __future__ import annotations

from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.refusals import INVITE, REINSTALL, TROUBLE, code_of, needed_scope
from bot.commands import grammar
from bot.commands.errors import BadRequest

# What is about direct messages themselves, and not about the workspace.
_OWN = frozenset("digest dossier subscribe unsubscribe follow unfollow".split())


async def may_configure(client: AsyncWebClient, channel: str, user: str, asked: str = "") -> bool:
    """Whether this person may do in this channel what they asked. Raises BadRequest where Slack does not tell."""
    direct = channel.startswith("D")
    if direct and _is_their_own(asked):
        return True
    try:
        person = (await client.users_info(user=user))["user"]
        if _is_outsider(person):
            return False
        if person.get("is_admin") or person.get("is_owner"):
            return True
        if direct:
            return False
        known = (await client.conversations_info(channel=channel))["channel"]
        return bool(known.get("creator") == user)
    except TROUBLE as trouble:
        raise BadRequest(_why_unknown(trouble)) from trouble


def _is_their_own(asked: str) -> bool:
    read = grammar.read(asked)
    return read.verb in _OWN and not (read.verb == "dossier" and read.rest.casefold().startswith("new "))


def _is_outsider(person: dict[str, Any]) -> bool:
    """Guests, bots, closed accounts, and people of another workspace in a shared channel."""
    kinds = ("is_restricted", "is_ultra_restricted", "is_bot", "is_stranger", "deleted")
    return any(person.get(kind) for kind in kinds)


def _why_unknown(trouble: BaseException) -> str:
    match code_of(trouble):
        case "missing_scope":
            return (
                "I cannot see who manages this channel, because my Slack app lacks the scope "
                f"{needed_scope(trouble)}. For whoever set me up: {REINSTALL[0].lower()}{REINSTALL[1:]}."
            )
        case "channel_not_found" | "not_in_channel":
            return f"I cannot see this channel, so I do not know who manages it. {INVITE}, then try again."
    return "Slack did not tell me who manages this channel. Try again in a minute."
