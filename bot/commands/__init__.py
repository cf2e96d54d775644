"""What one can ask. One door: `handle(desk, request)` answers every request with a Page and never raises."""

from bot.commands.desk import Choice, Desk

__all__ = ["Choice", "Desk", "handle", "suggest"]

from bot.chat import Request
from bot.view.page import Page


async def handle(desk: Desk, request: Request) -> Page:
    """The answer to a request. Never raises: a mistake is a Page with a way out, a bug a Page with a reference."""
    raise NotImplementedError


async def suggest(desk: Desk, request: Request, completes: str, typed: str) -> list[Choice]:
    """At most 25 completions of `typed` for a parameter that completes so (see table.Parameter), best first."""
    raise NotImplementedError
