"""Make the digests that are due: choose the cards, write the page, queue it and move the schedule on, in one
transaction."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from bot import metrics
from bot.chat import Channel, Subscription
from bot.rounds import Edition, Kept, Round, Shelf, Wanted
from bot.schedule import EVERY_DAY, BadSchedule, Schedule
from bot.store import deliveries, editions, gaps, layouts, lost, mentions, parts, subscriptions
from bot.store.database import BATCH, Connection, Database
from bot.store.deliveries import LATE, Queued
from bot.store.editions import Made, Missed, Seen
from bot.store.gaps import Gap
from bot.store.mentions import Mention
from bot.store.subscriptions import Due, Follow
from bot.view.digest import Frame
from bot.view.page import Oversize, Page
from briefs.model import Entry
from briefs.selection import Selection, key

MOST_MISSED = 31  # editions in a row that are recorded as missed
NOT_RUNNING = "The bot was not running."

AGAIN = timedelta(hours=1)  # when a schedule that cannot be read is looked at again

log = logging.getLogger(__name__)


async def make_due_digests(database: Database, now: datetime) -> int:
    """Queue every digest that is due, and say when each is due next; answers with how many were queued."""
    made = turns = 0
    stamp: tuple[int, int] | None = None
    while True:
        async with database.transaction() as db:
            before, stamp = stamp, await database.stamp(turns)
            if stamp != before:  # the first turn, or somebody else wrote since the last
                round = Round(db)
            batch = await subscriptions.due(db, now, BATCH)
            made += await _queue(round, batch, now)
        turns += 1
        if len(batch) < BATCH:
            return made


@dataclass(frozen=True)
class Preview:
    """What would be posted in a channel if an edition were made now."""

    page: Page
    due: bool = False  # it would come by itself; otherwise for who asks for it
    unsaid: bool = False  # nothing would be: there is no news, and the channel wants no word of that
    thread: tuple[Page, ...] = ()  # the cards that would come in its thread, where it would be a headline
    whole: Page | None = None  # the same in one message, where it would be a headline
    mention: Mention | None = None  # whom an edition of these cards pings when it comes by itself
    spent: bool = False  # ... or would, had enough not been pinged today


async def preview(db: Connection, channel: Channel, now: datetime) -> Preview:
    """The edition that is due, exactly as it would be made now; where none is, the one that “digest now” would give."""
    due = await subscriptions.due_in(db, channel, now)
    when = _known(due, _plan(due.schedule, due.since, due.catch_up, now), await gaps.lately(db, now)) if due else None
    if due and when and when.until:
        frame, wanted = _planned(due, when, now)
        edition, told = await _foretold(db, channel, due, frame, wanted, now)
        return replace(told, due=True, unsaid=_is_unsaid(due, wanted, edition))
    due, frame = await _out_of_turn(db, channel, now)
    _, told = await _foretold(db, channel, due, frame, _wanted(due.follows, EVERY_DAY), now)
    return told


async def _foretold(
    db: Connection, channel: Channel, due: Due, frame: Frame, wanted: Wanted, now: datetime
) -> tuple[Edition, Preview]:
    """An edition as it would be made, laid out as the channel wants it, and whom it would ping."""
    round = Round(db)
    edition = await round.edition(due, frame, wanted, threaded=await layouts.of(db, channel) is not None)
    mention = await mentions.of(db, channel)
    if mention and not await round.pinged(due, edition, mention):
        mention = None
    spent = mention is not None and await mentions.is_spent(db, channel, mention.group.id, now)
    if edition.parts is None:
        return edition, Preview(edition.page, mention=mention, spent=spent)
    laid_out = Preview(edition.parts.headline, thread=edition.parts.cards, whole=edition.page)
    return edition, replace(laid_out, mention=mention, spent=spent)


async def queue_now(db: Connection, channel: Channel, now: datetime) -> None:
    """Queue an edition of its own: it neither moves the schedule nor counts as today's, but its cards count as seen.

    It pings nobody: somebody asked for it, and has seen that it came.
    """
    due, frame = await _out_of_turn(db, channel, now)
    round = Round(db)
    threaded = await layouts.of(db, channel) is not None
    edition = await round.edition(due, frame, _wanted(due.follows, EVERY_DAY), threaded=threaded)
    date = await editions.next_extra(db, channel, frame.day.isoformat())
    kept = round.keep(edition)
    await round.write()
    await editions.add(db, [Made(channel.key, date, now, edition.shown, edition.seen, told=edition.told)], now)
    key, page = _delivery_key(channel.key, date), edition.parts.headline if edition.parts else edition.page
    await deliveries.add(db, key, channel, page, now, asked=True)
    await _add_parts(db, [(key, kept)], now)


class Rule(StrEnum):
    """What decides about a published card in a channel's next edition."""

    NEW = "new"  # it comes
    CHANGED = "changed"  # it comes again, for its words have changed
    SEEN = "seen"  # it has come, as it stands
    FILTERED = "filtered"  # nothing that is followed there lets it in
    DAY = "day"  # what lets it in is weekly, and this is not its day
    CAPPED = "capped"  # no more of its topic come that day
    FULL = "full"  # there is no room; it comes with a later one


@dataclass(frozen=True)
class Fate:
    """What becomes of a card in a channel's next edition."""

    rule: Rule
    day: date  # the edition's, local
    follows: tuple[Subscription, ...] = ()  # those that let it in; none where the channel has every topic
    cap: int | None = None  # new cards of one topic in a day


async def fate(db: Connection, channel: Channel, entry: Entry, now: datetime) -> Fate:
    """What the channel's next edition does with a published card."""
    return (await fates(db, channel, [entry], now))[0]


async def fates(db: Connection, channel: Channel, entries: Sequence[Entry], now: datetime) -> list[Fate]:
    """What the channel's next edition does with each of these published cards, by the very choice that makes editions.

    That edition is the one that is due next; where none is planned, the one that “digest now” would give.
    """
    due, frame = await _out_of_turn(db, channel, now)
    weekdays = EVERY_DAY
    if frame.next_due:
        due = replace(due, since=frame.next_due)
        frame = replace(frame, day=due.schedule.day_of(frame.next_due))
        weekdays = _weekdays(due.schedule, due.since, frame)
    round = Round(db)
    whole = await round.shelf(channel.space, due.dossier, _wanted(due.follows, EVERY_DAY))
    shelf, chosen = await round.chosen(due, frame, _wanted(due.follows, weekdays))
    all, seen = await subscriptions.of(db, channel), await editions.seen(db, due.seen)

    def fate(entry: Entry) -> Fate:
        follows = tuple(one for one in all if whole.lets_in(one.dossier, one.filter, entry))
        return Fate(_rule(entry, whole, shelf, chosen, seen), frame.day, follows, due.cap)

    return [fate(entry) for entry in entries]


def _rule(entry: Entry, whole: Shelf, shelf: Shelf, chosen: Selection, seen: Seen) -> Rule:
    def among(entries: Iterable[Entry]) -> bool:
        return key(entry) in map(key, entries)

    if key(entry) not in whole.keys:
        return Rule.FILTERED
    if among(chosen.new + chosen.headlines):
        return Rule.NEW
    if among(chosen.changed):
        return Rule.CHANGED
    if among(chosen.held):
        return Rule.CAPPED
    if seen.get(key(entry), 0) >= (entry.worded or entry.revision):
        return Rule.SEEN
    return Rule.FULL if key(entry) in shelf.keys else Rule.DAY


async def _out_of_turn(db: Connection, channel: Channel, now: datetime) -> tuple[Due, Frame]:
    due = await subscriptions.now_due(db, channel, now)
    plan = await subscriptions.planned(db, channel)
    next_due = plan.next_due if plan else None
    day, zone = due.schedule.local_date(now), due.schedule.lost_zone
    return due, Frame(day, next_due, due.last, _dates(due.untold), lost_zone=zone, cap=due.cap)


async def _queue(round: Round, batch: Sequence[Due], now: datetime) -> int:
    db = round.db
    round.forget_own()
    plan = lru_cache(_plan_aloud)  # thousands of channels share a few schedules
    unknown = await gaps.lately(db, now)
    planned = [(due, _known(due, plan(due.schedule, due.since, due.catch_up, now), unknown)) for due in batch]
    missed = [(due.channel, date, at) for due, when in planned if when for date, at in when.missed]
    if missed:
        await editions.miss(db, await _with_reasons(db, missed), now)
        metrics.EDITIONS_MISSED.inc(len(missed))
    metrics.EDITIONS_DUE.inc(len(batch))
    made: list[Made] = []
    chosen = await mentions.among(db, [due.channel for due in batch])
    threaded = await layouts.among(db, [due.channel for due in batch])
    kept: dict[str, Kept] = {}
    pinged: dict[str, str | None] = {}
    later: defaultdict[datetime, list[str]] = defaultdict(list)
    for due, when in planned:
        later[when.next if when else now + AGAIN].append(due.channel)
        if when and when.until:
            frame, wanted = _planned(due, when, now)
            try:
                edition = await round.kept_edition(due, frame, wanted, threaded=due.channel in threaded)
            except Oversize:  # a fault of ours: no reason for the others to go without
                log.exception("The edition for %s does not fit on a page.", due.channel)
                continue
            kept[due.channel] = edition
            pinged[due.channel] = await round.pinged(due, edition, chosen.get(due.channel))
            unsaid, date = _is_unsaid(due, wanted, edition), when.day.isoformat()
            made.append(Made(due.channel, date, when.at, edition.shown, edition.seen, unsaid, edition.told))
    metrics.EDITIONS_LATE.inc(sum(now - one.planned > LATE for one in made))
    await round.write()
    new = await editions.add(db, made, now)
    whens = {due.channel: when for due, when in planned}
    queued = [
        _queued(one, kept[one.channel], pinged[one.channel], whens[one.channel])
        for one in made
        if one.channel in new and not one.empty
    ]
    await deliveries.add_editions(db, queued, now)
    await _add_parts(db, [(one.key, kept[one.channel]) for one in queued], now)
    for next_due, channels in later.items():
        await subscriptions.advance(db, channels, next_due)
    return len(queued)


def _planned(due: Due, when: _When, now: datetime) -> tuple[Frame, Wanted]:
    """What stands around a planned edition, and what it has of what is followed."""
    untold = (*due.untold, *(date for date, _ in when.missed))
    late_since, zone = when.at if now - when.at > LATE else None, due.schedule.lost_zone
    frame = Frame(when.day, when.next, due.last, _dates(untold), late_since, lost_zone=zone, cap=due.cap)
    return frame, _wanted(due.follows, _weekdays(due.schedule, due.since, frame) if _weekly(due.follows) else EVERY_DAY)


def _is_unsaid(due: Due, wanted: Wanted, edition: Edition | Kept) -> bool:
    """Whether nothing is posted: nothing is new, and the channel wants no word of that, or follows nothing that day."""
    return edition.empty and (due.skip_empty or wanted == frozenset())


async def _with_reasons(db: Connection, missed: Sequence[tuple[str, str, datetime]]) -> list[Missed]:
    """Editions that were missed (channel, date, planned): for want of a right to post, or else of a bot that ran."""
    outages = await lost.outages(db, {channel for channel, _, _ in missed})

    def why(channel: str, planned: datetime) -> str:
        then = (one.because for one in outages if one.channel == channel and one.since <= planned < one.until)
        return next(then, NOT_RUNNING)

    return [Missed(channel, date, planned, why(channel, planned)) for channel, date, planned in missed]


@dataclass(frozen=True)
class _When:
    """What a schedule says at one moment."""

    at: datetime  # the latest time that was planned and has come
    day: date  # local
    next: datetime
    until: datetime | None  # when its edition is too old to send; None when it is already
    missed: tuple[tuple[str, datetime], ...]  # local dates and planned times whose editions never came


def _plan(schedule: Schedule, since: datetime, catch_up: timedelta | None, now: datetime) -> _When | None:
    """When it was due, from `since` on, and when it is due next; None when it never is."""
    try:
        at = schedule.latest_by(now) or now
        day = schedule.day_of(at)
        until = max(schedule.end_of(day) if catch_up is None else at + catch_up, at + LATE)
        missed = [*schedule.between(since, at), *([at] if until <= now else [])][-MOST_MISSED:]
        dates = tuple((schedule.day_of(moment).isoformat(), moment) for moment in missed)
        next_due = schedule.next_after(now)
    except BadSchedule:
        return None
    return _When(at, day, next_due, until if until > now else None, dates)


def _plan_aloud(schedule: Schedule, since: datetime, catch_up: timedelta | None, now: datetime) -> _When | None:
    """The same, and what is amiss in the log."""
    when = _plan(schedule, since, catch_up, now)
    if when is None:
        log.error("Digests due %s cannot be planned; they are tried again in an hour.", schedule)
    elif when.missed:
        log.warning("Editions due %s were missed on %s.", schedule, ", ".join(date for date, _ in when.missed))
    return when


def _known(due: Due, when: _When | None, unknown: Sequence[Gap]) -> _When | None:
    """The same, without calling missed what may have come: nobody can tell."""
    if not (when and when.missed and unknown):
        return when
    missed = tuple(one for one in when.missed if not any(gap.holds(due.space, one[1]) for gap in unknown))
    return replace(when, missed=missed)


async def _add_parts(db: Connection, editions: Iterable[tuple[str, Kept]], now: datetime) -> None:
    """Queue the cards of editions (by their deliveries' keys) that have them in a thread."""
    parted = [(key, edition.page, edition.parts) for key, edition in editions if edition.parts]
    if parted:
        await parts.add(db, parted, now)


def _queued(made: Made, edition: Kept, mention: str | None, when: _When | None) -> Queued:
    assert when
    assert when.until
    page = edition.headline or edition.page
    return Queued(_delivery_key(made.channel, made.date), made.channel, page, made.planned, when.until, mention)


@lru_cache(maxsize=4096)
def _weekly(follows: frozenset[Follow]) -> bool:
    return any(one.often.weekday is not None for one in follows)


@lru_cache(maxsize=4096)
def _weekdays(schedule: Schedule, since: datetime, frame: Frame) -> frozenset[int]:
    """The days of the week for which an edition stands, with those on which none arrived."""
    return schedule.weekdays_for(min(schedule.day_of(since), frame.day, *frame.missed), frame.day)


@lru_cache(maxsize=4096)
def _wanted(follows: frozenset[Follow], weekdays: frozenset[int]) -> Wanted:
    """What an edition that stands for these days of the week has of what is followed."""
    if not follows:
        return None
    return frozenset((one.dossier, one.filter) for one in follows if one.often.weekday in (None, *weekdays))


def _dates(untold: Iterable[str]) -> tuple[date, ...]:
    return tuple(date.fromisoformat(day) for day in dict.fromkeys(untold))


def _delivery_key(channel: str, date: str) -> str:
    return f"digest {channel} {date}"
