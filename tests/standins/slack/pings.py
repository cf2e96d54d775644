"""Whom a message would ping. Slack reads mentions in its text and in mrkdwn, unless their brackets are escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_MENTION = re.compile(r"<(?:@([UW]\w+)|!subteam\^(\w+)|!(here|channel|everyone))(?:\|[^<>]*)?>")
_TYPED = re.compile(r"@(here|channel|everyone)\b")


def pings(text: str, blocks: list[dict[str, Any]]) -> list[str]:
    """Everybody whom a message would ping, each time that its reader would see it."""
    shown = list(_mrkdwn(blocks)) if blocks else [(text, True)]  # blocks stand in the place of the text
    pinged = [next(filter(None, found)) for said, _ in shown for found in _MENTION.findall(said)]
    return pinged + [name for said, verbatim in shown if not verbatim for name in _TYPED.findall(said)]


def _mrkdwn(thing: Any) -> Iterator[tuple[str, bool]]:
    if isinstance(thing, dict):
        if thing.get("type") == "mrkdwn":
            yield thing["text"], bool(thing.get("verbatim"))
        for part in thing.values():
            yield from _mrkdwn(part)
    elif isinstance(thing, list):
        for part in thing:
            yield from _mrkdwn(part)
