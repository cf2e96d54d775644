"""Commands that choose what comes by itself and when: dossiers, digests."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from bot import digests
from bot.chat import Channel, Person, Request
from bot.commands import grammar, subscribing
from bot.commands.desk import Desk
from bot.commands.errors import BadRequest, need_reach, need_right
from bot.commands.essays import new_dossier
from bot.commands.reading import dossier_here
from bot.commands.subscribing import HOW_TO_SCHEDULE, on_page, own_channels
from bot.digests import Preview
from bot.schedule import BadSchedule, Schedule, parse_zone
from bot.store import dossiers, editions, mentions, subscriptions
from bot.store.database import Connection
from bot.store.subscriptions import Timing
from bot.view import compose, wording
from bot.view.characters import shorten
from bot.view.markup import Bold, Markup, Time, lines, words
from bot.view.page import Button, Note, Option, Oversize, Page, Select, Text
from briefs.model import State

A_PAGE = 8  # dossiers on one page of the list


async def list_dossiers(desk: Desk, request: Request, typed: str) -> Page:
    """The negotiations that this space follows; "dossiers 2" is the second page of them."""
    db, here = desk.database.reader, await dossier_here(desk, request)
    shown, turns = on_page(await dossiers.visible(db, request.space), typed, "dossiers", A_PAGE)
    rows: list[Markup] = []
    for dossier in shown:
        counts = await dossiers.count_cards(db, request.space, dossier.slug)
        mark = " · spoken of here" if dossier.slug == here.slug else ""
        many = f"{counts.get(State.PUBLISHED, 0)} published, {wording.count(counts.get(State.DRAFT, 0), 'draft')}"
        rows.append(words(Bold(shorten(dossier.title, 120)), f"\n{dossier.slug} · {many}{mark}"))
    options = [Option(shorten(one.title, 70), f"dossier {one.slug}"[:75], one.slug[:70]) for one in shown]
    choice = Select("Speak of this one here", tuple(options))
    return Page("Dossiers", tuple(map(Text, rows)), select=choice, buttons=turns)


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
            return await subscribing.list_subscriptions(desk, request, "")
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
    await need_reach(request)
    try:
        schedule = Schedule.parse(at, *_zone_and_days(words))
    except BadSchedule as wrong:
        raise BadRequest(str(wrong)) from None
    now = desk.now()
    first: datetime | None = None
    async with desk.database.transaction() as db:
        for channel in [request.channel, *await own_channels(db, request)]:
            first = await plan_digest(db, channel, schedule, request.person, now)
    assert first
    where = "Your digest" if request.channel.direct else "Digest"
    return compose.done(
        f"{where} {schedule}.", "The first one: ", Time(first), ".", buttons=(Button("Preview it", "digest preview"),)
    )


async def plan_digest(db: Connection, channel: Channel, schedule: Schedule, by: Person, now: datetime) -> datetime:
    """Let a channel have its digest at these times; answers with the first. Today's comes once."""
    first = await subscriptions.plan(db, channel, schedule, by, now)
    if await editions.made_on(db, [(channel, schedule.day_of(first).isoformat())]):
        first = schedule.next_after(first)
        await subscriptions.advance(db, [channel.key], first)
    return first


def _zone_and_days(words: list[str]) -> tuple[str, str]:
    """Where the zone ends and the days begin: "New York weekdays"."""
    for many in range(min(3, len(words)), 1, -1):
        with suppress(BadSchedule):
            return parse_zone(" ".join(words[:many])), " ".join(words[many:])
    return words[0], " ".join(words[1:])


async def _preview(desk: Desk, request: Request) -> Page:
    told = await digests.preview(desk.database.reader, request.channel, desk.now())
    timing = await subscriptions.timing(desk.database.reader, request.channel)
    said = words("A preview, for you alone. Nothing was posted.")
    page = _laid_out(told)
    ways, pings = _in_its_way(told, timing, desk.now()), _pings(told, timing)
    for further in ([*ways, *pings], ways, pings):
        with suppress(Oversize):
            return _with_note(page, lines([said, *further]))
    return _with_note(page, said)


def _laid_out(told: Preview) -> Page:
    """The edition; of one in parts the headline, and what would come in its thread."""
    if not told.whole:
        return told.page
    rows = [words("• ", one.title) for one in told.thread]
    below = Text(lines([words(Bold("In its thread, one by one")), *rows]))
    return replace(told.page, blocks=(*told.page.blocks, below), select=told.whole.select)


def _with_note(page: Page, said: Markup) -> Page:
    return Page(page.title, (*page.blocks, Note(said)), page.select, page.buttons)


def _pings(told: Preview, timing: Timing) -> list[Markup]:
    """Whom it would ping."""
    if told.mention is None:
        return []
    name = told.mention.group.title
    if told.spent:
        return [words(f"It mentions nobody: today {name} was mentioned as often as was chosen.")]
    if told.due:
        return [words(f"It mentions {name}.")]
    return [words(f"At its time it mentions {name}.")] if timing.plan and timing.plan.next_due else []


def _in_its_way(told: Preview, timing: Timing, now: datetime) -> list[Markup]:
    """Why it would not come by itself as it stands here."""
    if timing.lost:
        return [words(*wording.stopped(timing.lost.since, timing.lost.because))]
    if timing.paused_until and timing.paused_until > now:
        return [words("Paused: by itself nothing comes before ", Time(timing.paused_until), ".")]
    if told.unsaid:
        return [words("It would not be posted: nothing is new, and this channel wants no word of that.")]
    return []


async def _now(desk: Desk, request: Request) -> Page:
    await need_right(request, "have an edition posted")
    await need_reach(request)
    async with desk.database.transaction() as db:
        await digests.queue_now(db, request.channel, desk.now())
        mention = await mentions.of(db, request.channel)
    desk.wake()
    told = ["It mentions nobody: somebody asked for it."] if mention else []
    return compose.done("An edition is on its way to this channel.", *told, aside=True)


async def _off(desk: Desk, request: Request) -> Page:
    await need_right(request, "stop its digest")
    async with desk.database.transaction() as db:
        ended = [await subscriptions.switch_off(db, one) for one in [request.channel, *await own_channels(db, request)]]
    if not any(ended):
        raise BadRequest(f"No digest is planned here. {HOW_TO_SCHEDULE}")
    return compose.done("The digest is off.", "What is followed stays as it is. ", HOW_TO_SCHEDULE)
