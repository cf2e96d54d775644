"""Commands that choose which cards come by themselves: subscribe, unsubscribe, subscriptions."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import groupby
from typing import TypeVar

from bot.chat import Channel, Often, Request, Subscription
from bot.commands import grammar
from bot.commands.desk import Desk
from bot.commands.errors import BadRequest, need_reach, need_right
from bot.commands.reading import dossier_here
from bot.schedule import Schedule
from bot.store import dossiers, lost, subscriptions
from bot.store.database import Connection
from bot.store.subscriptions import Planned
from bot.view import compose, wording
from bot.view.characters import shorten
from bot.view.markup import Bold, Inline, Markup, Time, words
from bot.view.page import Button, Page, Text

A_PAGE = 5  # channels on one page of the list
LISTED = 500  # characters of the topics that somebody follows
T = TypeVar("T")
DEFAULT = Schedule.parse("09:00", "UTC")
HOW_TO_SCHEDULE = "Write “digest at 09:00 Europe/Berlin”, with “weekdays” or “mon,thu” behind it if not every day."


async def subscribe(desk: Desk, request: Request, typed: str) -> Page:
    """Follow topics, in this channel or in direct messages."""
    dossier = await dossier_here(desk, request)
    typed, at_once = _at_once(typed)
    channel, names = await _target(request, typed, "choose what it follows")
    topics = grammar.topics_called(dossier, names)
    if channel == request.channel:
        await need_reach(request)
    if not topics:
        raise BadRequest(
            "Follow which topic? Write “subscribe redlines”, or several: “subscribe redlines leverage”. "
            "With “me” at the end they come to your direct messages.",
            (Button("Topics", "topics"),),
        )
    now = desk.now()
    async with desk.database.transaction() as db:
        for topic in topics:
            followed = Subscription(
                channel, dossier.slug, topic.slug, request.person, Often.AT_ONCE if at_once else Often.DAILY
            )
            await subscriptions.add(db, followed, now)
        if channel != request.channel:
            await dossiers.choose(db, channel, dossier.slug)
        plan = await subscriptions.planned(db, channel)
        if channel.direct and (plan is None or plan.next_due is None):
            here = await subscriptions.planned(db, request.channel)
            await subscriptions.plan(db, channel, here.schedule if here else DEFAULT, request.person, now)
            plan = await subscriptions.planned(db, channel)
    names = ", ".join(topic.title for topic in topics)
    where = "You follow" if channel.direct else "This channel follows"
    told = ["Each new card comes as soon as it is published. "] if at_once else []
    when = await _when(desk.database.reader, plan, channel)
    return compose.done(shorten(f"{where} {names}.", 140), *told, *when, buttons=schedule_buttons(plan, channel))


def _at_once(typed: str) -> tuple[str, bool]:
    """What stands before "at once", and whether that is said: before or behind "me"."""
    found = re.sub(r"(?i)\s+at[ -]?once\b", "", f" {typed}").strip()
    return found, found != typed.strip()


async def unsubscribe(desk: Desk, request: Request, typed: str) -> Page:
    """Stop following topics."""
    dossier = await dossier_here(desk, request)
    channel, names = await _target(request, typed, "choose what it follows")
    followed = await subscriptions.of(desk.database.reader, channel)
    topics = grammar.topics_called(dossier, names)
    if not topics:
        raise BadRequest(
            "Stop following which topic? Write “unsubscribe redlines”.", (Button("Subscriptions", "subscriptions"),)
        )
    strangers = [topic.title for topic in topics if topic.slug not in {one.filter for one in followed}]
    if strangers:
        who = "You do" if channel.direct else "This channel does"
        raise BadRequest(f"{who} not follow {', '.join(strangers)}.", (Button("Subscriptions", "subscriptions"),))
    async with desk.database.transaction() as db:
        for topic in topics:
            homes = {one.dossier for one in followed if one.filter == topic.slug}  # the channel's dossier before others
            for home in homes & {dossier.slug} or homes:
                await subscriptions.remove(db, channel, home, topic.slug)
        left = await subscriptions.of(db, channel)
        if channel.direct and not left:
            await subscriptions.switch_off(db, channel)
    ended = f"No longer followed: {', '.join(topic.title for topic in topics)}."
    if left:
        return compose.done(shorten(ended, 140), f"Still followed: {_listed(left)}.")
    rest = "Your digest has ended with it." if channel.direct else "Without subscriptions, a digest has every topic."
    return compose.done(shorten(ended, 140), rest)


async def list_subscriptions(desk: Desk, request: Request, typed: str) -> Page:
    """What this channel and the asker follow, and when it comes."""
    db = desk.database.reader
    mine = Channel.directly_to(request.person, request.space)
    whose = [] if request.channel.direct else [("This channel", request.channel)]
    whose += [("You", one) for one in dict.fromkeys((mine, *await own_channels(db, request)))]
    shown, turns = on_page(whose, typed, "subscriptions", A_PAGE)
    rows = [await _follows(db, who, channel) for who, channel in shown]
    plan = await subscriptions.planned(db, request.channel)
    latest = (Button("What became of the latest edition", "why"),) if plan else ()
    buttons = (*turns, *schedule_buttons(plan, request.channel), *latest)
    return Page("Subscriptions", tuple(Text(row) for row in rows), buttons=buttons)


async def _follows(db: Connection, who: str, channel: Channel) -> Markup:
    followed = await subscriptions.of(db, channel)
    plan = await subscriptions.planned(db, channel)
    if not followed and plan is None:
        return words(Bold(who), f"\nNothing is followed{' by you' if who == 'You' else ' here'} yet.")
    return words(Bold(who), f"\n{_listed(followed) or 'every topic'}. ", *await _when(db, plan, channel))


def _listed(followed: Sequence[Subscription]) -> str:
    """The topics, sorted by dossier; where there are several dossiers, behind each one's name."""
    rows = {
        dossier: ", ".join(f"{one.filter}{' at once' if one.often is Often.AT_ONCE else ''}" for one in ones)
        for dossier, ones in groupby(followed, key=lambda one: one.dossier)
    }
    return shorten(
        "; ".join(f"{dossier}: {topics}" if len(rows) > 1 else topics for dossier, topics in rows.items()), LISTED
    )


async def _when(db: Connection, plan: Planned | None, channel: Channel) -> list[Inline]:
    gone = await lost.find(db, channel)
    if gone:
        return [f"The digest comes {plan.schedule}. " if plan else "", *wording.stopped(gone.since, gone.because)]
    if plan is None:
        return [f"No digest is planned yet. {HOW_TO_SCHEDULE}"]
    if plan.next_due is None:
        because = f": {shorten(plan.off_because, 300)}" if plan.off_because else "."
        return [f"The digest is off{because} {HOW_TO_SCHEDULE}"]
    change = " To change it, send me “digest at 08:00 Europe/Berlin” as a direct message." if channel.direct else ""
    return [f"The digest comes {plan.schedule}. Next: ", Time(plan.next_due), f".{change}"]


def schedule_buttons(plan: Planned | None, channel: Channel) -> tuple[Button, ...]:
    if channel.direct or (plan and (plan.next_due or plan.off_because)):
        return (Button("Preview the digest", "digest preview"),)
    return (Button("Daily at 09:00 UTC", "digest at 09:00 UTC", style="main"), Button("Preview", "digest preview"))


async def _target(request: Request, typed: str, what: str) -> tuple[Channel, str]:
    """Whom a subscription is for, and the topics' names: "redlines me" is the asker's direct messages."""
    names = typed.split()
    if names and names[-1].casefold() in ("me", "channel"):
        own = names.pop().casefold() == "me"
        if own:
            return Channel.directly_to(request.person, request.space), " ".join(names)
    if not request.channel.direct:
        await need_right(request, what)
    return request.channel, " ".join(names)


def on_page(things: Sequence[T], typed: str, command: str, most: int) -> tuple[Sequence[T], tuple[Button, ...]]:
    """The things on the page whose number was typed, and the buttons that turn it. Raises BadRequest without such."""
    number = grammar.page_number(typed)[1]
    last = max(1, math.ceil(len(things) / most))
    if not 1 <= number <= last:
        raise BadRequest(f"There is no page {number}: they begin on page 1.", (Button("First page", command),))
    first = (number - 1) * most
    return things[first : first + most], compose.turn_pages(command, number, last)


async def own_channels(db: Connection, request: Request) -> list[Channel]:
    """In direct messages, what a person follows there from other spaces: one clock rules them all."""
    if not request.channel.direct:
        return []
    there = await subscriptions.direct_channels(db, request.space.platform, request.person)
    return [channel for channel in there if channel != request.channel]
