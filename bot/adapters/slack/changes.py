"""What Slack tells of changes: a channel that may be open to us again, a token that may be gone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.chat import Channel, Platform, Space


class Changes:
    """Listens to bolt for changes."""

    def __init__(
        self, changed: Callable[[Space | Channel], Awaitable[None]], doubted: Callable[[], Awaitable[None]]
    ) -> None:
        """Tell `changed` of a channel, and `doubted` of our token."""
        self._changed = changed
        self._doubted = doubted
        self.bot_user = ""

    def listen(self, app: AsyncApp) -> None:
        """Take what this app hears."""
        app.event("member_joined_channel")(self._on_member)
        app.event("channel_unarchive")(self._on_channel)
        app.event("group_unarchive")(self._on_channel)
        app.event("tokens_revoked")(self._on_token)
        app.event("app_uninstalled")(self._on_token)

    async def _on_member(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        if body["event"].get("user") == self.bot_user:
            await self._changed(_channel(body))
        await ack()

    async def _on_channel(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._changed(_channel(body))
        await ack()

    async def _on_token(self, ack: AsyncAck) -> None:
        await ack()
        await self._doubted()


def _channel(body: dict[str, Any]) -> Channel:
    return Channel(Space(Platform.SLACK, body["team_id"]), body["event"]["channel"])
