"""Who wrote a message, when, and where it stands: the record of an essay that is one."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.material import forwarded_in
from bot.adapters.slack.refusals import TROUBLE

Json = dict[str, Any]

log = logging.getLogger(__name__)


async def record_of(client: AsyncWebClient, message: Json, channel: str, domain: str) -> dict[str, str]:
    """The fields of "add" for a message's words; of a message that it forwards, for that one's."""
    forwarded = forwarded_in(message)
    if forwarded:
        record = {
            "poster": str(forwarded.get("author_name") or ""),
            "date": _day(forwarded.get("ts")),
            "address": str(forwarded.get("from_url") or ""),
        }
    else:
        poster = await _name(client, message)
        record = {"poster": poster, "date": _day(message.get("ts")), "address": address_of(message, channel, domain)}
    return {name: value for name, value in record.items() if value}


def address_of(message: Json, channel: str, domain: str) -> str:
    """Where people of the workspace open a message, as "Copy link" in its menu has it."""
    ts, thread = str(message.get("ts") or ""), str(message.get("thread_ts") or "")
    if not (ts and channel and domain):
        return ""
    beside = f"?thread_ts={thread}&cid={channel}" if thread not in ("", ts) else ""
    return f"https://{domain}.slack.com/archives/{channel}/p{ts.replace('.', '')}{beside}"


async def _name(client: AsyncWebClient, message: Json) -> str:
    """The writer's name as people know it; "" where Slack does not tell."""
    if not message.get("user") or message.get("bot_id"):
        return str(message.get("username") or (message.get("bot_profile") or {}).get("name") or "")
    try:
        user = (await client.users_info(user=message["user"]))["user"]
    except TROUBLE as trouble:
        log.info("Slack does not tell who wrote a message: %s", trouble)
        return ""
    profile = user.get("profile") or {}
    return str(profile.get("real_name") or user.get("real_name") or profile.get("display_name") or user.get("name", ""))


def _day(ts: Any) -> str:
    try:
        return datetime.fromtimestamp(float(ts), UTC).date().isoformat()
    except (TypeError, ValueError, OverflowError, OSError):
        return ""
