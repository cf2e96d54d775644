"""Who may change what a channel receives: the workspace's owners and admins, and the channel's creator."""

from __future__ import annotations

from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.refusals import INVITE, REINSTALL, TROUBLE, code_of, needed_scope
from bot.commands.errors import BadRequest


async def may_configure(client: AsyncWebClient, channel: str, user: str) -> bool:
    """Whether this person may configure this channel. Raises BadRequest where Slack does not tell."""
    if channel.startswith("D"):  # their own direct messages
        return True
    try:
        person = (await client.users_info(user=user))["user"]
        if _is_outsider(person):
            return False
        if person.get("is_admin") or person.get("is_owner"):
            return True
        known = (await client.conversations_info(channel=channel))["channel"]
        return bool(known.get("creator") == user)
    except TROUBLE as trouble:
        raise BadRequest(_why_unknown(trouble)) from trouble


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
