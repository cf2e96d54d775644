"""Single characters: which are let through, and how much room they take once escaped."""

from __future__ import annotations

import re

# Controls (but line feed), and the characters that change the direction of text behind them or hide in it.
_DISTURBING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_ESCAPED_WITH_TWO = re.compile(r"[\\*_~`|>#\-\[\]().!@:+]")  # Discord's Markdown: a backslash before it
_ESCAPED_WITH_FIVE = re.compile("[&<>]")  # Slack: "&amp;"
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Without what could disturb the text around it."""
    return _DISTURBING.sub(lambda found: " " if found.group() in "\t\r\x0b\x0c\x85\u2028\u2029" else "", text)


def length(text: str) -> int:
    """The length in UTF-16 units, as platforms count what they do not escape."""
    return len(text) + len(_ASTRAL.findall(text))


def weight(text: str) -> int:
    """The length in UTF-16 units once escaped for whichever platform needs most."""
    return length(text) + len(_ESCAPED_WITH_TWO.findall(text)) + 4 * len(_ESCAPED_WITH_FIVE.findall(text))


def shorten(text: str, room: int) -> str:
    """As much of the text as weighs at most `room`, cut between words, with an ellipsis where something is missing."""
    text = clean(text).strip()
    if weight(text) <= room:
        return text
    end = taken = 0
    while end < len(text) and taken + weight(text[end]) <= room - 1:
        taken += weight(text[end])
        end += 1
    cut = text.rfind(" ", end // 2, end)
    return text[: cut if cut > 0 else end].rstrip(" ,;:.-") + "…"
