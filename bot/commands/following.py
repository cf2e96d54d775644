"""Commands that choose what comes by itself: dossiers, subscriptions, digests."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from itertools import groupby
from typing import TypeVar

from bot import digests
from bot.chat import Channel, Request, Subscription
from bot.commands import grammar
from bot.commands.desk import Desk
from bot.commands.errors import BadRequest, need_right
from bot.commands.essays import new_dossier
from bot.commands.reading import dossier_here
from bot.schedule import BadSchedule, Schedule, parse_zone
from bot.store import dossiers, editions, lost, subscriptions
from bot.store.database import Connection
from bot.store.subscriptions import Planned
from bot.view import compose, wording
from bot.view.characters import shorten
from bot.view.markup import Bold, Inline, Markup, Time, words
from bot.view.page import Button, Note, Option, Page, Select, Text
from briefs.model import State

DOSSIERS, SUBSCRIPTIONS = 8, 5  # on one page of a list
LISTED = 500  # characters of the topics that somebody follows
T = TypeVar("T")
DEFAULT = Schedule.parse("09:00", "UTC")
HOW_TO_SCHEDULE = "Write “digest at 09:00 Europe/Berlin”, with “weekdays” or “mon,thu” behind it if not every day."


async def list_dossiers(desk: Desk, request: Request, typed: str) -> Page:
    """The negotiations that this space follows; "dossiers 2" is the second page of them."""
    db, here = desk.database.reader, await dossier_here(desk, request)
    shown, turns = _on_page(await dossiers.visible(db, request.space), typed, "dossiers", DOSSIERS)
    rows: list[Markup] = []
    for dossier in shown:
        counts = await dossiers.count_cards(db, request.space, dossier.slug)
        mark = " · spoken of here" if dossier.slug == here.slug else ""
        many = f"{counts.get(State.PUBLISHED, 0)} published, {wording.count(counts.get(State.DRAFT, 0), 'draft')}"
        rows.append(words(Bold(shorten(dossier.title, 120)), f"\n{dossier.slug} · {many}{mark}"))
    options = [Option(shorten(one.title, 70), f"dossier {one.slug}"[:75], one.slug[:70]) for one in shown]
    choice = Select("Speak of this one here", tuple(options))
    return Page("Dossiers", tuple(map(Text, rows)), select=choice, buttons=turns)


def _on_page(things: Sequence[T], typed: str, command: str, most: int) -> tuple[Sequence[T], tuple[Button, ...]]:
    """The things on the page whose number was typed, and the buttons that turn it. Raises BadRequest without such."""
    number = grammar.page_number(typed)[1]
    last = max(1, math.ceil(len(things) / most))
    if not 1 <= number <= last:
        raise BadRequest(f"There is no page {number}: they begin on page 1.", (Button("First page", command),))
    first = (number - 1) * most
    return things[first : first + most], compose.turn_pages(command, number, last)


async def choose_dossier(desk: Desk, request: Request, typed: str) -> Page:
    """Which negotiation this channel speaks of."""
    known = await dossiers.visible(desk.database.reader, request.space)
    if not typed:
        return await list_dossiers(desk, request, "")
    first, _, rest = typed.partition(" ")
    if first.casefold() == "new" and rest:
        return await _begin_dossier(desk, request, rest)
    wanted = typed.casefold()
    dossier = next((one for one in known if wanted in (one.slug, one.title.casefold())), None)
    if dossier is None:
        near = grammar.near(wanted.replace(" ", "-"), [one.slug for one in known])
        hint = f"Did you mean {' or '.join(near)}?" if near else f"There is {', '.join(one.slug for one in known)}."
        raise BadRequest(f"There is no dossier called “{typed[:60]}”. {hint}", (Button("Dossiers", "dossiers"),))
    await need_right(request, "choose what it speaks of")
    async with desk.database.transaction() as db:
        await dossiers.choose(db, request.channel, dossier.slug)
    return compose.done(f"This channel speaks of {shorten(dossier.title, 100)}.")


async def _begin_dossier(desk: Desk, request: Request, typed: str) -> Page:
    """A new negotiation, with the eight topics: "lake-water The talks over the lake"."""
    await need_right(request, "begin a dossier")
    slug, _, title = typed.partition(" ")
    if not slug.islower():  # a title alone: "The lake"
        slug, title = re.sub(r"[^a-z0-9]+", "-", typed.casefold()).strip("-")[:40].strip("-"), typed
    dossier = new_dossier(slug, title)
    if dossier.slug in {one.slug for one in await dossiers.visible(desk.database.reader, request.space)}:
        raise BadRequest(f"There is a dossier called {dossier.slug} already.", (Button("Dossiers", "dossiers"),))
    async with desk.database.transaction() as db:
        await dossiers.add(db, request.space.key, dossier)
        await dossiers.choose(db, request.channel, dossier.slug)
    return compose.done(
        f"{shorten(dossier.title, 100)} is begun.",
        "This channel speaks of it from now on. Take an essay in with “add ADDRESS”, or paste its text behind “add”.",
    )


async def subscribe(desk: Desk, request: Request, typed: str) -> Page:
    """Follow topics, in this channel or in direct messages."""
    dossier = await dossier_here(desk, request)
    typed, at_once = _at_once(typed)
    channel, names = await _target(request, typed, "choose what it follows")
    topics = grammar.topics_called(dossier, names)
    if not topics:
        raise BadRequest(
            "Follow which topic? Write “subscribe redlines”, or several: “subscribe redlines leverage”. "
            "With “me” at the end they come to your direct messages.",
            (Button("Topics", "topics"),),
        )
    now = desk.now()
    async with desk.database.transaction() as db:
        for topic in topics:
            followed = Subscription(channel, dossier.slug, topic.slug, request.person, at_once)
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
    return compose.done(shorten(f"{where} {names}.", 140), *told, *when, buttons=_schedule_buttons(plan, channel))


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
    strangers = [topic.title for topic in topics if topic.slug not in {one.topic for one in followed}]
    if strangers:
        who = "You do" if channel.direct else "This channel does"
        raise BadRequest(f"{who} not follow {', '.join(strangers)}.", (Button("Subscriptions", "subscriptions"),))
    async with desk.database.transaction() as db:
        for topic in topics:
            homes = {one.dossier for one in followed if one.topic == topic.slug}  # the channel's dossier before others
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
    whose += [("You", one) for one in dict.fromkeys((mine, *await _own_channels(db, request)))]
    shown, turns = _on_page(whose, typed, "subscriptions", SUBSCRIPTIONS)
    rows = [await _follows(db, who, channel) for who, channel in shown]
    plan = await subscriptions.planned(db, request.channel)
    buttons = (*turns, *_schedule_buttons(plan, request.channel))
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
        dossier: ", ".join(f"{one.topic}{' at once' if one.at_once else ''}" for one in ones)
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


def _schedule_buttons(plan: Planned | None, channel: Channel) -> tuple[Button, ...]:
    if channel.direct or (plan and (plan.next_due or plan.off_because)):
        return (Button("Preview the digest", "digest preview"),)
    return (Button("Daily at 09:00 UTC", "digest at 09:00 UTC", style="main"), Button("Preview", "digest preview"))


async def digest(desk: Desk, request: Request, typed: str) -> Page:
    """The digest of this channel: at, preview, now, off."""
    verb, _, rest = typed.partition(" ")
    match verb.casefold():
        case "at" | "schedule":
            return await _schedule(desk, request, rest)
        case "preview":
            return await _preview(desk, request)
        case "now":
            return await _now(desk, request)
        case "off":
            return await _off(desk, request)
        case "":
            return await list_subscriptions(desk, request, "")
    raise BadRequest(
        f"A digest can be set “at” a time, shown as “preview”, posted “now” or switched “off”, but not “{verb[:40]}”. "
        f"{HOW_TO_SCHEDULE}",
        (Button("Preview", "digest preview"),),
    )


async def _schedule(desk: Desk, request: Request, rest: str) -> Page:
    await need_right(request, "plan its digest")
    at, *words = rest.split() or [""]
    if not words:
        raise BadRequest(f"At what time, in which zone? {HOW_TO_SCHEDULE}")
    try:
        schedule = Schedule.parse(at, *_zone_and_days(words))
    except BadSchedule as wrong:
        raise BadRequest(str(wrong)) from None
    now = desk.now()
    first: datetime | None = None
    async with desk.database.transaction() as db:
        for channel in [request.channel, *await _own_channels(db, request)]:
            first = await subscriptions.plan(db, channel, schedule, request.person, now)
            today = schedule.day_of(first).isoformat()
            if await editions.made_on(db, [(channel, today)]):  # today's has come already: the first is tomorrow's
                first = schedule.next_after(first)
                await subscriptions.advance(db, [channel.key], first)
    assert first
    where = "Your digest" if request.channel.direct else "Digest"
    return compose.done(
        f"{where} {schedule}.", "The first one: ", Time(first), ".", buttons=(Button("Preview it", "digest preview"),)
    )


def _zone_and_days(words: list[str]) -> tuple[str, str]:
    """Where the zone ends and the days begin: "New York weekdays"."""
    for many in range(min(3, len(words)), 1, -1):
        with suppress(BadSchedule):
            return parse_zone(" ".join(words[:many])), " ".join(words[many:])
    return words[0], " ".join(words[1:])


async def _own_channels(db: Connection, request: Request) -> list[Channel]:
    """In direct messages, what a person follows there from other spaces: one clock rules them all."""
    if not request.channel.direct:
        return []
    there = await subscriptions.direct_channels(db, request.space.platform, request.person)
    return [channel for channel in there if channel != request.channel]


async def _preview(desk: Desk, request: Request) -> Page:
    page = await digests.preview(desk.database.reader, request.channel, desk.now())
    note = Note(words("A preview, for you alone. Nothing was posted."))
    return Page(page.title, (*page.blocks, note), page.select, page.buttons)


async def _now(desk: Desk, request: Request) -> Page:
    await need_right(request, "have an edition posted")
    async with desk.database.transaction() as db:
        await digests.queue_now(db, request.channel, desk.now())
    desk.wake()
    return compose.done("An edition is on its way to this channel.", aside=True)


async def _off(desk: Desk, request: Request) -> Page:
    await need_right(request, "stop its digest")
    async with desk.database.transaction() as db:
        ended = [
            await subscriptions.switch_off(db, one) for one in [request.channel, *await _own_channels(db, request)]
        ]
    if not any(ended):
        raise BadRequest(f"No digest is planned here. {HOW_TO_SCHEDULE}")
    return compose.done("The digest is off.", "What is followed stays as it is. ", HOW_TO_SCHEDULE)


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
