"""Markup as Discord's Markdown. Every character of a text is shown as it was typed, and none of it does anything."""

from __future__ import annotations

import re
from itertools import groupby
from typing import assert_never

from bot.view import characters
from bot.view.markup import Bold, ChannelName, Inline, Italic, Link, Markup, PersonName, Time, words

# Before what a backslash goes: marks, mentions, the colon of ":emoji:" and "https:" anywhere; and at the start of a
# line what makes a list of it ("- " and "1. "), or small print.
_BEFORE = re.compile(r"(?m)(^[ \t]*\d*(?=[-.]))|(?=[\\*_~`|<>\[\]@#]|:(?!\s))")

_STYLES = {"date": "D", "moment": "f", "ago": "R"}
_BETWEEN = "\u200b"  # keeps the marks of neighbours apart: "**a***b*" would be read as something else


def markdown(markup: Markup) -> str:
    """The whole markup."""
    written, marked = "", False
    for part in _joined(words(*markup)):
        piece = _part(part)
        is_marked = isinstance(part, Bold | Italic) and piece.endswith("*")
        written += _BETWEEN + piece if marked and piece.startswith("*") else piece
        marked = is_marked
    return written


def one_line(text: str) -> str:
    """Escaped text without line breaks, as a heading needs it."""
    return _escape(characters.clean(text).replace("\n", " ").strip())


def _escape(text: str) -> str:
    return _BEFORE.sub(r"\1\\", text)


def _joined(markup: Markup) -> list[Inline]:
    """The markup with bold next to bold made one, and without parts that say nothing."""
    parts: list[Inline] = []
    for kind, group in groupby(
        (part for part in markup if isinstance(part, Time | ChannelName) or _text(part)), key=type
    ):
        if kind is Bold:
            parts.append(Bold("".join(map(_text, group))))
        elif kind is Italic:
            parts.append(Italic("".join(map(_text, group))))
        else:
            parts += group
    return parts


def _text(part: Inline) -> str:
    match part:
        case str():
            return part
        case Bold(text) | Italic(text):
            return text
        case Link(text, address):
            return text or address
        case PersonName(_, name):
            return name
        case Time() | ChannelName():
            return ""
        case _:
            assert_never(part)


def _part(part: Inline) -> str:
    match part:
        case str():
            return _escape(part)
        case PersonName(_, name):
            return _escape(name)
        case Bold(text):
            return _between("**", text)
        case Italic(text):
            return _between("*", text)
        case Link(text, address):
            return _link(text, address)
        case Time(moment, style):
            return f"<t:{int(moment.timestamp())}:{_STYLES[style]}>"
        case ChannelName(id):
            return f"<#{id}>"
        case _:
            assert_never(part)


def _between(mark: str, text: str) -> str:
    """Text between marks. White space stays outside: "* a" is a list."""
    inner = text.strip()
    if not inner:
        return text
    before, after = text[: text.index(inner[0])], text[len(text.rstrip()) :]
    return f"{before}{mark}{_escape(inner)}{mark}{after}"


def _link(text: str, address: str) -> str:
    """Words that lead somewhere. Round brackets for square ones: an escaped one would still end the words."""
    label = one_line(text.replace("[", "(").replace("]", ")"))
    address = characters.clean(address)
    return f"[{label}]({address})" if label else f"<{address}>"
