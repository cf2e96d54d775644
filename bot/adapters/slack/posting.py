"""The outbox's side: post a delivery once, or say why not."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.adapters.slack import render
from bot.adapters.slack.calls import Calls
from bot.adapters.slack.mentions import silence
from bot.adapters.slack.refusals import PERMANENT, REINSTALL, TROUBLE, code_of, needed_scope, send_failed
from bot.chat import Channel, Delivery, SendFailed

EVENT = "communique_delivery"  # the type of the metadata in which a delivery's key is kept
CLOCKS_DIFFER = timedelta(minutes=2)  # how far ours may be ahead of Slack's
MOST_PAGES = 10  # of history, when we look for a message that may be there
PAGE = 100  # messages of history in one call
HEADLINE_GONE = ("invalid_thread_ts", "thread_not_found")  # Slack
NO_THREADS = {  # Slack
    "invalid_thread_ts": "The headline was deleted.",
    "thread_not_found": "The headline was deleted.",
    "cannot_reply_to_message": "Slack takes no replies to that message.",
    "restricted_action_non_threadable_channel": "That channel takes no threads. Let people reply in threads there.",
    "restricted_action_thread_locked": "That thread is locked.",
}

log = logging.getLogger(__name__)


class Pace:
    """So many messages a second in each channel. A channel that waits holds up no other."""

    def __init__(self, a_second: float) -> None:
        """Set the pace."""
        self._between = 1 / a_second
        self._next: dict[str, float] = {}

    async def turn(self, channel: str) -> None:
        """Wait for this channel's next turn."""
        now = asyncio.get_running_loop().time()
        if len(self._next) > 1000:
            self._next = {other: moment for other, moment in self._next.items() if moment > now}
        turn = max(now, self._next.get(channel, 0))
        self._next[channel] = turn + self._between
        await asyncio.sleep(turn - now)


class Posting:
    """Posts deliveries; it is the outbox's Sender for Slack."""

    def __init__(self, calls: Calls, pace: float) -> None:
        """Post with `calls.posting`, so many messages a second a channel."""
        self._client = calls.posting
        self._pace = Pace(pace)
        self._opened: dict[str, str] = {}  # a person's direct messages
        self._cannot_look = False

    async def send(self, delivery: Delivery) -> str:
        """Post or edit, and answer with CHANNEL/TS, in a thread CHANNEL/TS/THREAD. Raises SendFailed alone."""
        try:
            if delivery.replaces:
                return await self._edit(delivery, delivery.replaces)
            channel = await self._channel(delivery.channel.id)
            found = await self._find(channel, delivery) if delivery.unsure else None
            return found or await self._post(channel, delivery)
        except TROUBLE as trouble:
            raise send_failed(trouble) from trouble

    async def objection(self, channel: Channel) -> str:
        """Why a post would not arrive just now; "" where nothing speaks against it. Raises SendFailed alone.

        Where the app may not look, a post has to tell.
        """
        try:
            if channel.direct:
                await self._client.conversations_open(users=channel.id[1:])
                return ""
            known = (await self._client.conversations_info(channel=channel.id))["channel"]
        except TROUBLE as trouble:
            failed = send_failed(trouble)
            if code_of(trouble) == "missing_scope" and not channel.direct:
                return ""
            if failed.permanent:
                return failed.reason
            raise failed from trouble
        if known.get("is_archived"):
            return PERMANENT["is_archived"]
        return "" if known.get("is_member") else PERMANENT["not_in_channel"]

    async def _channel(self, id: str) -> str:
        if not id.startswith("@"):
            return id
        if id not in self._opened:
            opened = await self._client.conversations_open(users=id[1:])
            self._opened[id] = opened["channel"]["id"]
        return self._opened[id]

    async def _post(self, channel: str, delivery: Delivery) -> str:
        """Post it: in reply to the message that it answers, and to be seen in the channel too."""
        message = {"unfurl_links": False, "unfurl_media": False, **_message(delivery)}
        if delivery.thread and not delivery.answers:
            return await self._reply(channel, delivery.thread.message, message)
        if delivery.mention:
            message |= await self._mentioning(delivery.mention, delivery)
        if delivery.answers:
            thread = delivery.answers.rpartition("/")[2]
            try:
                await self._pace.turn(channel)
                posted = await self._client.chat_postMessage(
                    channel=channel, thread_ts=thread, reply_broadcast=delivery.thread is None, **message
                )
                return f"{posted['channel']}/{posted['ts']}/{thread}"
            except SlackApiError as refused:
                if code_of(refused) not in NO_THREADS:
                    raise
        await self._pace.turn(channel)
        posted = await self._client.chat_postMessage(channel=channel, **message)
        return f"{posted['channel']}/{posted['ts']}"

    async def _reply(self, channel: str, headline: str, message: dict[str, Any]) -> str:
        """Post in a headline's thread, and nowhere else. Raises SendFailed where there is none to be had."""
        thread = headline.split("/")[1] if headline else ""
        if not thread:
            raise SendFailed("The headline is gone.", threadless=True, gone=True)
        await self._pace.turn(channel)
        try:
            posted = await self._client.chat_postMessage(channel=channel, thread_ts=thread, **message)
        except SlackApiError as refused:
            code = code_of(refused)
            if code in NO_THREADS:
                raise SendFailed(NO_THREADS[code], threadless=True, gone=code in HEADLINE_GONE) from refused
            raise
        return f"{posted['channel']}/{posted['ts']}/{thread}"

    async def _mentioning(self, group: str, delivery: Delivery) -> dict[str, Any]:
        """The page with its mention, where somebody would hear of it."""
        because = await silence(self._client, group)
        if because:
            log.warning("Delivery %s mentions nobody: %s", delivery.id, because)
            return {}
        return render.mentioning(group, render.post(delivery.page))

    async def _edit(self, delivery: Delivery, id: str) -> str:
        channel, ts = id.split("/")[:2]
        await self._pace.turn(channel)
        await self._client.chat_update(channel=channel, ts=ts, **_message(delivery))
        return id

    async def _find(self, channel: str, delivery: Delivery) -> str | None:
        """The message that an earlier try left, if it did."""
        oldest = str((delivery.first_tried - CLOCKS_DIFFER).timestamp()) if delivery.first_tried else "0"
        cursor = ""
        try:
            for _ in range(MOST_PAGES):
                history = await self._history(channel, delivery, oldest, cursor)
                for message in history["messages"]:
                    if _key_of(message) == delivery.key:
                        thread = message.get("thread_ts", message["ts"])
                        return f"{channel}/{message['ts']}" + (f"/{thread}" if thread != message["ts"] else "")
                cursor = (history.get("response_metadata") or {}).get("next_cursor") or ""
                if not cursor:
                    break
        except TROUBLE as trouble:
            if code_of(trouble) in HEADLINE_GONE:
                return None
            if code_of(trouble) != "missing_scope":
                raise
            if not self._cannot_look:
                self._cannot_look = True
                log.warning(
                    "Without the scope %s I cannot see whether a message has arrived, so one may arrive twice. %s.",
                    needed_scope(trouble),
                    REINSTALL,
                )
        return None

    async def _history(self, channel: str, delivery: Delivery, oldest: str, cursor: str) -> AsyncSlackResponse:
        """A page of what was posted where the delivery belongs."""
        asked: dict[str, Any] = {"channel": channel, "oldest": oldest, "limit": PAGE, "cursor": cursor or None}
        if delivery.thread and "/" in delivery.thread.message:
            ts = delivery.thread.message.split("/")[1]
            return await self._client.conversations_replies(ts=ts, include_all_metadata=True, **asked)
        return await self._client.conversations_history(include_all_metadata=True, **asked)


def _message(delivery: Delivery) -> dict[str, Any]:
    metadata = {"event_type": EVENT, "event_payload": {"key": delivery.key}}
    return render.post(delivery.page) | {"metadata": metadata, "parse": "none", "link_names": False}


def _key_of(message: dict[str, Any]) -> str:
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    return str(payload.get("key", "")) if metadata.get("event_type") == EVENT else ""
