"""The line on which an interaction is answered.

discord.py wants views, and builds a message out of what Discord says about the answer. We have dictionaries, and no
use for the message, so we call what lies beneath: it takes half as long, and nothing has to be kept from being kept.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import discord
from discord.webhook.async_ import async_context, interaction_response_params

Json = dict[str, Any]


class Kind(IntEnum):
    """Discord's kinds of first answers."""

    MESSAGE = 4
    THINKING = 5  # a message will come
    LATER = 6  # the message that was clicked on will change
    UPDATE = 7  # it changes now
    CHOICES = 8
    MODAL = 9


class Line:
    """To whoever acted."""

    def __init__(self, interaction: discord.Interaction) -> None:
        """Answer this interaction."""
        self._interaction = interaction
        http = interaction._state.http
        self._way: Json = {"session": interaction._session, "proxy": http.proxy, "proxy_auth": http.proxy_auth}

    async def answer(self, kind: Kind, data: Json | None = None) -> None:
        """The first answer; there is only one."""
        params = interaction_response_params(kind.value, data)
        id, token = self._interaction.id, self._interaction.token
        await async_context.get().create_interaction_response(id, token, params=params, **self._way)

    async def edit(self, message: Json) -> None:
        """Change the first answer: give the message that was promised."""
        id, token = self._interaction.application_id, self._interaction.token
        await async_context.get().edit_original_interaction_response(id, token, payload=message, **self._way)

    async def add(self, message: Json) -> None:
        """Say something more."""
        id, token = self._interaction.application_id, self._interaction.token
        await async_context.get().execute_webhook(id, token, payload=message, wait=True, **self._way)
