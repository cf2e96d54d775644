"""What somebody has in hand: a message's link or id, a date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.chat import Channel, Platform, Request
from bot.commands.desk import Desk
from bot.schedule import BadSchedule, parse_date
from bot.store import subscriptions, traces
from bot.store.database import Connection

RECENT = timedelta(days=300)  # a date without a year is the first since then

_DISCORD_LINK = re.compile(
    r"https?://(?:\w+\.)?discord(?:app)?\.com/channels/(?:\d+|@me)/(\d+)/(\d+)/?", re.IGNORECASE | re.ASCII
)
_SLACK_LINK = re.compile(
    r"https?://[\w.-]+\.slack\.com/archives/(\w+)/p(\d{10})(\d{6})(?:[?#]\S*)?", re.IGNORECASE | re.ASCII
)
_SLACK_ID = re.compile(r"p?(\d{10})\.?(\d{6})", re.ASCII)


@dataclass(frozen=True)
class Asked:
    """Who wants to know, and where."""

    desk: Desk
    request: Request
    places: tuple[Channel, ...]  # this channel, and what else is told here: see `asked`
    now: datetime

    @property
    def db(self) -> Connection:
        """For reading."""
        return self.desk.database.reader

    def may_see(self, channel: Channel) -> bool:
        """Whether what came to a channel came before the asker's eyes here."""
        here = self.request.channel
        same_person = here.direct and (channel.id, channel.space.platform) == (here.id, here.space.platform)
        return channel in self.places or same_person


async def asked(desk: Desk, request: Request) -> Asked:
    """Where the asker is, and what is told there.

    In direct messages that is all that comes there from other spaces too; in a thread of Discord's that one of our
    posts began, it is what comes where that was posted.
    """
    db, here, there = desk.database.reader, request.channel, list[Channel]()
    if here.direct:
        there = await subscriptions.direct_channels(db, request.space.platform, request.person)
    elif here.space.platform is Platform.DISCORD:  # where a thread has the id of the message that it began with
        begun = await traces.of_message(db, Platform.DISCORD, here.id)
        there = [begun.channel] if begun and begun.channel.space == here.space else []
    return Asked(desk, request, tuple(dict.fromkeys((here, *there))), desk.now())


@dataclass(frozen=True)
class Message:
    """A message as somebody names it."""

    id: str  # as `deliveries` has it
    ending: bool = False  # it is only the last part of that, where a platform's ids begin with a channel
    thread: str = ""  # where it may stand, so that its id begins with that


def message(typed: str, channel: Channel) -> Message | None:
    """The message whose link or id this is, on the platform of `channel`."""
    match channel.space.platform:
        case Platform.DISCORD:
            if found := _DISCORD_LINK.fullmatch(typed):
                return Message(found[2], thread=found[1])
            return Message(typed, thread=channel.id) if re.fullmatch("[0-9]{15,20}", typed) else None
        case Platform.SLACK:
            if found := _SLACK_LINK.fullmatch(typed):
                return Message(f"{found[1].upper()}/{found[2]}.{found[3]}")
            if found := _SLACK_ID.fullmatch(typed):
                return Message(f"{found[1]}.{found[2]}", ending=True)
            return Message(typed) if re.fullmatch(r"\w+/\d{10}\.\d{6}", typed, re.ASCII) else None
        case Platform.LOCAL:
            return Message(typed) if re.fullmatch("[0-9]{1,15}", typed) else None


def edition_date(typed: str, today: date) -> str | None:
    """The local date that is meant, as `editions` has it: "today", "2026-11-22", "22 november", "2026-11-22+1"."""
    day, plus, number = typed.partition("+")
    if plus and not re.fullmatch("[1-9][0-9]{0,4}", number):
        return None
    if day.casefold() in _DAYS:
        return (today + timedelta(days=_DAYS[day.casefold()])).isoformat() + plus + number
    try:
        named = re.search(r"[a-z]", day, re.IGNORECASE) and not re.search("[0-9]{4}", day)
        return parse_date(day, today - RECENT if named else today).isoformat() + plus + number
    except BadSchedule:
        return None


_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
