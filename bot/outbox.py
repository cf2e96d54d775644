"""Send what waits: claim, pace, retry, give up."""

from __future__ import annotations

from typing import Protocol

from bot.chat import Delivery


class Sender(Protocol):
    """What the outbox needs of a platform."""

    async def send(self, delivery: Delivery) -> str:
        """Post the delivery's page (or edit the message it replaces) and answer with the message's id.

        Where `delivery.unsure`, look for `delivery.key` since `delivery.first_tried` before posting again.
        Raises SendFailed, and nothing else that a platform or the network can cause.
        """
        ...
