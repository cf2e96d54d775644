"""Commands that choose which cards come by themselves: subscribe, unsubscribe, subscriptions."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from itertools import groupby
from typing import TypeVar

from bot.chat import LOCAL, Channel, Often, Request, Subscription
from bot.commands import filtering, grammar
from bot.commands.desk import Desk
from bot.commands.errors import BadRequest, need_reach, need_right
from bot.commands.filtering import Names
from bot.commands.reading import dossier_here
from bot.schedule import DAY_NAMES, Schedule
from bot.store import cards, dossiers, lost, subscriptions
from bot.store.database import Connection
from bot.store.subscriptions import Planned
from bot.view import compose, wording
from bot.view.characters import shorten
from bot.view.markup import Bold, Inline, Italic, Markup, Time, lines, words
from bot.view.page import MAX_OPTION, MAX_OPTIONS, Button, Option, Page, Select, Text
from bot.view.sheets import paginate, turn_pages
from briefs.filters import Filter, matches, traits
from briefs.model import TOPICS, Dossier

A_PAGE = 8  # blocks on one page of the list
MOST = 25  # filters that one channel follows beside topics: as many as a select offers
LISTED = 500  # characters of the topics that somebody follows
FILTER = 1350  # ... of a filter, which is told twice
LIST = Button("Subscriptions", "subscriptions")
T = TypeVar("T")
DEFAULT = Schedule.parse("09:00", "UTC")
HOW_TO_SCHEDULE = "Write “digest at 09:00 Europe/Berlin”, with “weekdays” or “mon,thu” behind it if not every day."
_MANNER = re.compile(
    r"(?<!\S)(?:(?P<once>at[ -]?once)|(?P<daily>daily)|weekly(?:\s+on)?(?:\s+(?P<day>(?!at\b)[a-z]{2,12}))?)(?!\S)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Asked:
    """What somebody wants to follow or not, for whom, and how often."""

    text: str  # topics, or a filter
    channel: Channel
    often: Often | None
    tail: str  # what stood behind it: "weekly fri me"

    def command(self, verb: str) -> Callable[[str], str]:
        """The same command with another text."""
        return lambda text: f"{verb} {text} {self.tail}".strip()


async def _read(request: Request, typed: str, what: str) -> _Asked:
    """Take it apart. Raises MayNot where it is for a channel in which they may not `what`."""
    manners: list[str] = []

    def take(found: re.Match[str]) -> str:
        day = next(
            (one for one in DAY_NAMES if f"{one}s".casefold().startswith((found["day"] or "mon").casefold())), ""
        )
        weekly = f"weekly {(day or 'mon')[:3].casefold()}"
        manners.append("at once" if found["once"] else "daily" if found["daily"] else weekly)
        return " " if day else f" {found['day']}"  # "weekly redlines": of no day

    parts = re.split(r"([\"“„].*?[\"”“])", typed)  # a source may be called “The Weekly”
    text = "".join(part if n % 2 else _MANNER.sub(take, part) for n, part in enumerate(parts))
    names = text.split()
    whose = names.pop().casefold() if names and names[-1].casefold() in ("me", "channel") else ""
    channel = _own(request) if whose == "me" else request.channel
    if not channel.direct:
        await need_right(request, what)
    if len(set(manners)) > 1:
        raise BadRequest("At once, daily or weekly: choose one of them for what you follow.")
    tail = " ".join(filter(None, (*manners[:1], whose)))
    return _Asked(" ".join(names), channel, Often(manners[0]) if manners else None, tail)


async def subscribe(desk: Desk, request: Request, typed: str) -> Page:
    """Follow topics or what a filter lets in, in this channel or in direct messages."""
    dossier = await dossier_here(desk, request)
    asked = await _read(request, typed, "choose what it follows")
    if not asked.text:
        raise BadRequest(
            "Follow which topic? Write “subscribe redlines”, or several: “subscribe redlines leverage”."
            + ("" if request.space == LOCAL else " With “me” at the end they come to your direct messages."),
            (Button("Topics", "topics"), filtering.HOW),
        )
    names = await Names.of(desk.database.reader, request.space, dossier)
    filters = filtering.read(asked.text, names, asked.command("subscribe"))
    often, channel, now = asked.often or Often.DAILY, asked.channel, desk.now()
    if channel == request.channel:
        await need_reach(request)
    async with desk.database.transaction() as db:
        for filter in filters:
            await subscriptions.add(db, Subscription(channel, dossier.slug, str(filter), request.person, often), now)
        if sum(one.filter not in TOPICS for one in await subscriptions.of(db, channel)) > MOST:
            raise BadRequest(f"At most {MOST} filters are followed in one place. Stop following one first.", (LIST,))
        if channel != request.channel:
            await dossiers.choose(db, channel, dossier.slug)
        plan = await _planned(db, request, asked, now)
    where = "You follow" if channel.direct else "This channel follows"
    said = ", ".join(filtering.spoken(filter, dossier) for filter in filters)
    told: list[Inline] = [await _fitting(desk, request, dossier, filters), _how_often(often)]
    when = await _when(desk.database.reader, plan, channel)
    return compose.done(shorten(f"{where} {said}.", 140), *told, *when, buttons=schedule_buttons(plan, channel))


async def _planned(db: Connection, request: Request, asked: _Asked, now: datetime) -> Planned | None:
    """The digest with which it comes: a new one where it would come with none."""
    channel, day = asked.channel, asked.often.weekday if asked.often else None
    plan = await subscriptions.planned(db, channel)
    if (channel.direct and not (plan and plan.next_due)) or (plan is None and day is not None):
        here = await subscriptions.planned(db, request.channel)
        schedule = here.schedule if here else DEFAULT
        schedule = schedule if day is None else replace(schedule, days=frozenset({day}))
        await subscriptions.plan(db, channel, schedule, request.person, now)
        plan = await subscriptions.planned(db, channel)
    return plan


async def _fitting(desk: Desk, request: Request, dossier: Dossier, filters: Sequence[Filter]) -> str:
    """How many cards a filter lets in, so that whoever typed it sees whether it says what they mean."""
    if all(str(filter) in TOPICS for filter in filters):
        return ""
    entries = await cards.published(desk.database.reader, request.space, dossier.slug)
    essays = {one.id: one for one in await dossiers.essays(desk.database.reader, request.space, dossier.slug)}
    many = sum(any(matches(filter, traits(entry.card, essays)) for filter in filters) for entry in entries)
    return f"So far {many or 'none'} of {wording.count(len(entries), 'card')} fit{'s' if many == 1 else ''}. "


def _how_often(often: Often) -> str:
    if often is Often.AT_ONCE:
        return "Each new card comes as soon as it is published. "
    if often.weekday is not None:
        return f"New cards come weekly, with the first edition from {DAY_NAMES[often.weekday]} on. "
    return ""


async def unsubscribe(desk: Desk, request: Request, typed: str) -> Page:
    """Stop following topics or filters."""
    dossier = await dossier_here(desk, request)
    asked = await _read(request, typed, "choose what it follows")
    if not asked.text:
        raise BadRequest("Stop following which topic? Write “unsubscribe redlines”, or choose from the list.", (LIST,))
    places = dict.fromkeys((asked.channel, *await own_channels(desk.database.reader, request)))
    followed = [one for place in places for one in await subscriptions.of(desk.database.reader, place)]
    ended = await _meant(desk, request, dossier, asked, followed)
    async with desk.database.transaction() as db:
        for one in ended:
            await subscriptions.remove(db, one.channel, one.dossier, one.filter)
        left = {place: await subscriptions.of(db, place) for place in {one.channel for one in ended}}
        for place, still in left.items():
            if place.direct and not still:
                await subscriptions.switch_off(db, place)
    names = {one.slug: one for one in await dossiers.visible(desk.database.reader, asked.channel.space)}
    said = ", ".join(filtering.said(one.filter, names.get(one.dossier)) for one in ended)
    still = [one for place in left.values() for one in place]
    if still:
        rest = shorten(f"Still followed: {_listed(still)}", LISTED) + "."
    else:
        rest = (
            "Your digest has ended with it."
            if asked.channel.direct
            else "Without subscriptions, a digest has every topic."
        )
    return compose.done(shorten(f"No longer followed: {said}.", 140), rest)


async def _meant(
    desk: Desk, request: Request, dossier: Dossier, asked: _Asked, followed: Sequence[Subscription]
) -> list[Subscription]:
    """Which of what is followed they want to end: by the short id that a list gives it, as it stands there, or in other
    words for the same. Raises BadRequest."""
    text = asked.text.casefold()
    named = [one for one in followed if text in (short_id(one), one.filter.casefold())]
    if named:
        return _here_first(named, dossier)
    if text.startswith("~"):
        raise BadRequest("That is not followed any more.", (LIST,))
    names = await Names.of(desk.database.reader, request.space, dossier)
    filters = [str(filter) for filter in filtering.read(asked.text, names, asked.command("unsubscribe"))]
    strangers = [filter for filter in filters if filter not in {one.filter for one in followed}]
    if strangers:
        who = "You do" if asked.channel.direct else "This channel does"
        said = ", ".join(filtering.said(filter, dossier) for filter in strangers)
        raise BadRequest(f"{who} not follow {said}.", (LIST,))
    return [
        one for filter in filters for one in _here_first([one for one in followed if one.filter == filter], dossier)
    ]


def _here_first(followed: Sequence[Subscription], dossier: Dossier) -> list[Subscription]:
    """Those of the dossier that the channel speaks of, before others' of the same name."""
    return [one for one in followed if one.dossier == dossier.slug] or list(followed)


def short_id(followed: Subscription) -> str:
    """What a button calls it: a filter may be longer than a command."""
    whole = f"{followed.channel.key} {followed.dossier} {followed.filter}"
    return f"~{blake2b(whole.encode(), digest_size=4).hexdigest()}"


async def list_subscriptions(desk: Desk, request: Request, typed: str) -> Page:
    """What this channel and the asker follow, and when it comes."""
    db = desk.database.reader
    whose = [] if request.channel.direct else [("This channel", request.channel)]
    own = dict.fromkeys((_own(request), *await own_channels(db, request)))
    whose += [("You", one) for one in own if request.channel.direct or one != request.channel]
    items = [item for who, channel in whose for item in await _follows(db, who, channel)]
    sheets = paginate([[text] for text, _ in items], A_PAGE)
    number = asked_page(typed, "subscriptions", len(sheets))
    first = sum(map(len, sheets[: number - 1]))
    shown = items[first : first + len(sheets[number - 1])]
    plan = await subscriptions.planned(db, request.channel)
    latest = (Button("What became of the latest edition", "why"),) if plan else ()
    turns = turn_pages("subscriptions", number, len(sheets))
    return Page(
        "Subscriptions",
        tuple(text for text, _ in shown),
        select=_to_end([one for _, followed in shown for one in followed], request),
        buttons=(*turns, *schedule_buttons(plan, request.channel), *latest),
    )


async def _follows(db: Connection, who: str, channel: Channel) -> list[tuple[Text, list[Subscription]]]:
    """What a channel follows, as texts for a list, with what each is about: the topics together, each filter alone."""
    followed = await subscriptions.of(db, channel)
    plan = await subscriptions.planned(db, channel)
    if not followed and plan is None:
        return [(Text(words(Bold(who), f"\nNothing is followed{' by you' if who == 'You' else ' here'} yet.")), [])]
    topics = [one for one in followed if one.filter in TOPICS]
    filters = [one for one in followed if one.filter not in TOPICS]
    listed = f"{_listed(topics)}. " if topics else "" if filters else "Every topic. "
    known = {one.slug: one for one in await dossiers.visible(db, channel.space)} if filters else {}
    texts = [(Text(words(Bold(who), "\n", listed, *await _when(db, plan, channel))), topics)]
    return texts + [(Text(_filter_rows(one, known, followed)), [one]) for one in filters]


def _filter_rows(one: Subscription, known: Mapping[str, Dossier], among: Sequence[Subscription]) -> Markup:
    """A filter in plain words, and as it is typed."""
    said = filtering.said(one.filter, known.get(one.dossier))
    home = f" ({one.dossier})" if len({other.dossier for other in among}) > 1 else ""
    manner = _manner(one.often).strip()
    first = f"• {shorten(_capital(said), FILTER)}{home}{f' · {manner}' if manner else ''}"
    return lines([words(first), words(Italic(shorten(one.filter, FILTER)))])


def _capital(text: str) -> str:
    """As a sentence begins."""
    return text[:1].upper() + text[1:]


def _listed(followed: Sequence[Subscription]) -> str:
    """What is followed, sorted by dossier; where there are several dossiers, behind each one's name."""
    rows = {
        dossier: ", ".join(f"{one.filter}{_manner(one.often)}" for one in ones)
        for dossier, ones in groupby(followed, key=lambda one: one.dossier)
    }
    if len(rows) == 1:
        return shorten(_capital(next(iter(rows.values()))), LISTED)
    return shorten("; ".join(f"{dossier}: {topics}" for dossier, topics in rows.items()), LISTED)


def _manner(often: Often) -> str:
    """How often it comes, behind what it is; nothing for most."""
    if often.weekday is not None:
        return f" weekly on {DAY_NAMES[often.weekday]}s"
    return " at once" if often is Often.AT_ONCE else ""


def _to_end(followed: Sequence[Subscription], request: Request) -> Select | None:
    """A list from which to stop following something."""
    options = [
        Option(
            shorten(one.filter, MAX_OPTION),
            f"unsubscribe {short_id(one)}{'' if one.channel == request.channel or request.channel.direct else ' me'}",
            f"{'you' if one.channel.direct else 'this channel'}{_manner(one.often)}",
        )
        for one in followed
    ]
    return Select("Stop following …", tuple(options[:MAX_OPTIONS])) if options else None


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


def asked_page(typed: str, command: str, last: int) -> int:
    """The number of the page that was typed. Raises BadRequest where there is none such."""
    number = grammar.page_number(typed)[1]
    if not 1 <= number <= last:
        raise BadRequest(f"There is no page {number}: they begin on page 1.", (Button("First page", command),))
    return number


def on_page(things: Sequence[T], typed: str, command: str, most: int) -> tuple[Sequence[T], tuple[Button, ...]]:
    """The things on the page whose number was typed, and the buttons that turn it. Raises BadRequest without such."""
    last = max(1, math.ceil(len(things) / most))
    number = asked_page(typed, command, last)
    first = (number - 1) * most
    return things[first : first + most], turn_pages(command, number, last)


def _own(request: Request) -> Channel:
    """Where somebody follows for themselves: their direct messages, or the local page, which has none."""
    return request.channel if request.space == LOCAL else Channel.directly_to(request.person, request.space)


async def own_channels(db: Connection, request: Request) -> list[Channel]:
    """In direct messages, what a person follows there from other spaces: one clock rules them all."""
    if not request.channel.direct:
        return []
    there = await subscriptions.direct_channels(db, request.space.platform, request.person)
    return [channel for channel in there if channel != request.channel]
