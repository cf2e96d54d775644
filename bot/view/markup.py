"""Text with a little dress, as values: no marks to parse, so no text can put on a dress of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.view import characters


@dataclass(frozen=True)
class Bold:
    """Words that stand out."""

    text: str
    type: Literal["bold"] = "bold"


@dataclass(frozen=True)
class Italic:
    """Words that stand back."""

    text: str
    type: Literal["italic"] = "italic"


@dataclass(frozen=True)
class Link:
    """Words that lead to an address (http or https, nothing else)."""

    text: str
    address: str
    type: Literal["link"] = "link"

    def __post_init__(self) -> None:
        """Refuse what could run a script or end the link early."""
        plain_address = re.fullmatch(r"https?://[^\s<>|()\"'`\\]+", self.address)
        if not plain_address or characters.clean(self.address) != self.address:
            raise ValueError(f"not an address to link to: {self.address!r}")


@dataclass(frozen=True)
class Time:
    """A moment, shown on the reader's own clock where the platform can."""

    moment: datetime  # UTC
    style: Literal["date", "moment", "ago"] = "moment"
    type: Literal["time"] = "time"


@dataclass(frozen=True)
class ChannelName:
    """A channel under the name that readers know, which the platform looks up by the channel's id."""

    id: str
    type: Literal["channel"] = "channel"

    def __post_init__(self) -> None:
        """Refuse what a platform could read as a person or as everybody."""
        if not re.fullmatch(r"[A-Za-z0-9]{1,40}", self.id):
            raise ValueError(f"not a channel to name: {self.id!r}")


@dataclass(frozen=True)
class PersonName:
    """What somebody is called. It never pings them; the id is there so that a page can forget them."""

    id: str
    name: str
    type: Literal["person"] = "person"


Inline = str | Bold | Italic | Link | Time | ChannelName | PersonName
Markup = tuple[Inline, ...]


def words(*parts: Inline) -> Markup:
    """Parts in a row, without what could disturb the lines around them (control and direction-changing characters)."""
    return tuple(_clean(part) for part in parts if part != "")


def lines(rows: Iterable[Markup]) -> Markup:
    """Rows under one another."""
    joined: list[Inline] = []
    for row in rows:
        joined += ("\n", *row) if joined else row
    return tuple(joined)


def plain(markup: Markup) -> str:
    """The words alone; a moment in UTC."""
    return "".join(_plain(part) for part in markup)


def weight(markup: Markup) -> int:
    """How much room it takes on the platform that needs the most for it, in UTF-16 units."""
    return sum(_weight(part) for part in markup)


def _clean(part: Inline) -> Inline:
    match part:
        case str():
            return characters.clean(part)
        case Bold(text):
            return Bold(characters.clean(text))
        case Italic(text):
            return Italic(characters.clean(text))
        case Link(text, address):
            return Link(characters.clean(text), address)
        case PersonName(id, name):
            return PersonName(id, characters.clean(name))
        case Time() | ChannelName():
            return part


def _plain(part: Inline) -> str:
    match part:
        case str():
            return part
        case Bold(text) | Italic(text) | Link(text):
            return text
        case Time(moment, style):
            day = f"{moment.day} {moment:%B %Y}"
            return {"date": day, "ago": f"{moment:%B %Y}", "moment": f"{day}, {moment:%H:%M} UTC"}[style]
        case ChannelName(id):
            return f"channel {id}"
        case PersonName(_, name):
            return name


def _weight(part: Inline) -> int:
    match part:
        case str():
            return characters.weight(part)
        case Bold(text) | Italic(text):
            return characters.weight(text) + 4
        case Link(text, address):
            return characters.weight(text) + characters.weight(address) + 4
        case Time():
            return 90  # Slack's <!date^...^...|fallback>
        case ChannelName(id):
            return len(id) + 8
        case PersonName(_, name):
            return characters.weight(name)
