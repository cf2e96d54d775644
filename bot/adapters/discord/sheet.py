"""What we rendered, in the forms that discord.py sends. It keeps none of them: clicks come back as raw interactions."""

from __future__ import annotations

from typing import Any

import discord

from bot.adapters.discord.render import Component


class Sheet(discord.ui.LayoutView):
    """Components, sent as they are."""

    def __init__(self, components: list[Component]) -> None:
        """Take them; a stopped view is not kept after sending."""
        super().__init__(timeout=None)
        self._components = components
        self.stop()

    def to_components(self) -> list[Component]:
        """What discord.py puts into the message."""
        return self._components

    def has_components_v2(self) -> bool:
        """Whether the message needs the flag for them."""
        return True


class Dialog(discord.ui.Modal):
    """A modal, sent as it is."""

    def __init__(self, modal: Component) -> None:
        """Take it; a stopped modal is not kept after sending."""
        super().__init__(title=modal["title"], custom_id=modal["custom_id"])
        self._modal = modal
        self.stop()

    def to_dict(self) -> dict[str, Any]:
        """What discord.py answers with."""
        return self._modal
