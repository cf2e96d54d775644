"""Make the digests that are due: choose the cards, write the page, queue it and move the schedule on, in one
transaction."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from bot import metrics
from bot.chat import Channel, Space
from bot.schedule import BadSchedule, Schedule
from bot.store import cards, deliveries, dossiers, editions, feeds, gaps, lost, subscriptions
from bot.store.database import BATCH, Connection, Database
from bot.store.deliveries import LATE, Queued
from bot.store.editions import Made, Missed, Seen
from bot.store.gaps import Gap
from bot.store.subscriptions import Due
from bot.view.digest import Frame, digest, titled
from bot.view.page import Oversize, Page
from briefs.model import Dossier, Entry, Essay
from briefs.selection import key, select

MOST_MISSED = 31  # editions in a row that are recorded as missed
NOT_RUNNING = "The bot was not running."

EVERYBODY = ""  # whose content it is where a space sees nothing of its own
AGAIN = timedelta(hours=1)  # when a schedule that cannot be read is looked at again

log = logging.getLogger(__name__)
Topics = frozenset[tuple[str, str]]


async def make_due_digests(database: Database, now: datetime) -> int:
    """Queue every digest that is due, and say when each is due next; answers with how many were queued."""
    made = turns = 0
    stamp: tuple[int, int] | None = None
    while True:
        async with database.transaction() as db:
            before, stamp = stamp, await database.stamp(turns)
            if stamp != before:  # the first turn, or somebody else wrote since the last
                round = _Round(db)
            batch = await subscriptions.due(db, now, BATCH)
            made += await _queue(round, batch, now)
        turns += 1
        if len(batch) < BATCH:
            return made


async def preview(db: Connection, channel: Channel, now: datetime) -> Page:
    """What the channel's next edition would say if it were made now."""
    due, frame = await _out_of_turn(db, channel, now)
    return (await _Round(db).edition(due, frame)).page


async def queue_now(db: Connection, channel: Channel, now: datetime) -> None:
    """Queue an edition of its own: it neither moves the schedule nor counts as today's, but its cards count as seen."""
    due, frame = await _out_of_turn(db, channel, now)
    round = _Round(db)
    edition = await round.edition(due, frame)
    date = await editions.next_extra(db, channel, frame.day.isoformat())
    await round.write()
    await editions.add(db, [Made(channel.key, date, now, edition.shown, edition.seen)], now)
    await deliveries.add(db, _delivery_key(channel.key, date), channel, edition.page, now, asked=True)


async def _out_of_turn(db: Connection, channel: Channel, now: datetime) -> tuple[Due, Frame]:
    due = await subscriptions.now_due(db, channel, now)
    plan = await subscriptions.planned(db, channel)
    next_due = plan.next_due if plan else None
    frame = Frame(due.schedule.local_date(now), next_due, due.last, _dates(due.untold))
    return due, replace(frame, lost_zone=due.schedule.lost_zone)


async def _queue(round: _Round, batch: Sequence[Due], now: datetime) -> int:
    db = round.db
    round.forget_own()
    plan = lru_cache(_plan)  # thousands of channels share a few schedules
    unknown = await gaps.lately(db, now)
    planned = [(due, _known(due, plan(due.schedule, due.since, due.catch_up, now), unknown)) for due in batch]
    missed = [(due.channel, date, at) for due, when in planned if when for date, at in when.missed]
    if missed:
        await editions.miss(db, await _with_reasons(db, missed), now)
        metrics.EDITIONS_MISSED.inc(len(missed))
    metrics.EDITIONS_DUE.inc(len(batch))
    made: list[Made] = []
    pages: dict[str, str] = {}
    later: defaultdict[datetime, list[str]] = defaultdict(list)
    for due, when in planned:
        later[when.next if when else now + AGAIN].append(due.channel)
        if when and when.until:
            untold = (*due.untold, *(date for date, _ in when.missed))
            frame = Frame(when.day, when.next, due.last, _dates(untold), when.at if now - when.at > LATE else None)
            frame = replace(frame, lost_zone=due.schedule.lost_zone)
            try:
                edition = await round.kept_edition(due, frame)
            except Oversize:  # a fault of ours: no reason for the others to go without
                log.exception("The edition for %s does not fit on a page.", due.channel)
                continue
            pages[due.channel] = edition.page
            unsaid = due.skip_empty and edition.empty
            made.append(Made(due.channel, when.day.isoformat(), when.at, edition.shown, edition.seen, unsaid))
    metrics.EDITIONS_LATE.inc(sum(now - one.planned > LATE for one in made))
    await round.write()
    new = await editions.add(db, made, now)
    whens = {due.channel: when for due, when in planned}
    queued = [
        _queued(one, pages[one.channel], whens[one.channel]) for one in made if one.channel in new and not one.empty
    ]
    await deliveries.add_editions(db, queued, now)
    for next_due, channels in later.items():
        await subscriptions.advance(db, channels, next_due)
    return len(queued)


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
        log.exception("Digests due %s cannot be planned; they are tried again in an hour.", schedule)
        return None
    if dates:
        log.warning("Editions due %s were missed on %s.", schedule, ", ".join(date for date, _ in dates))
    return _When(at, day, next_due, until if until > now else None, dates)


def _known(due: Due, when: _When | None, unknown: Sequence[Gap]) -> _When | None:
    """The same, without calling missed what may have come: nobody can tell."""
    if not (when and when.missed and unknown):
        return when
    missed = tuple(one for one in when.missed if not any(gap.holds(due.space, one[1]) for gap in unknown))
    return replace(when, missed=missed)


def _queued(made: Made, page: str, when: _When | None) -> Queued:
    assert when
    assert when.until
    return Queued(_delivery_key(made.channel, made.date), made.channel, page, made.planned, when.until)


def _dates(untold: Iterable[str]) -> tuple[date, ...]:
    return tuple(date.fromisoformat(day) for day in dict.fromkeys(untold))


def _delivery_key(channel: str, date: str) -> str:
    return f"digest {channel} {date}"


@dataclass(frozen=True)
class _Edition:
    """An edition, and the ids of what it shows and of what the channel has seen with it."""

    page: Page
    shown: str
    seen: str
    empty: bool  # nothing is new in it


@dataclass(frozen=True)
class _Kept:
    """The same, with the page's id in its place."""

    page: str
    shown: str
    seen: str
    empty: bool


@dataclass
class _Round:
    """What channels share while nobody else writes: each dossier is read once, each distinct page written once."""

    db: Connection
    _own: set[str] | None = None
    _visible: dict[str, list[Dossier]] = field(default_factory=dict)
    _held: dict[tuple[str, str], _Held] = field(default_factory=dict)
    _shelves: dict[tuple[str, str, Topics], _Shelf] = field(default_factory=dict)
    _seen: dict[str, Seen] = field(default_factory=dict)
    _editions: dict[tuple[str, str, Topics, str, Frame], _Kept] = field(default_factory=dict)
    _troubled: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _pages: dict[str, str] = field(default_factory=dict)
    _sets: dict[str, str] = field(default_factory=dict)

    def forget_own(self) -> None:
        """Keep what many spaces share, and no more: digests come sorted by space."""
        self._visible = {content: value for content, value in self._visible.items() if content == EVERYBODY}
        self._held = {held: value for held, value in self._held.items() if held[0] == EVERYBODY}
        self._shelves = {shelf: value for shelf, value in self._shelves.items() if shelf[0] == EVERYBODY}
        self._editions = {known: value for known, value in self._editions.items() if known[0] == EVERYBODY}
        if len(self._seen) > BATCH:
            self._seen, self._editions = {}, {}

    async def kept_edition(self, due: Due, frame: Frame) -> _Kept:
        """What the channel's edition is made of, for `write` to keep."""
        known = (await self._content_of(due.space), due.dossier, due.topics, due.seen, frame)
        if known not in self._editions:
            edition = await self.edition(due, frame)
            id, self._pages[id] = deliveries.kept_page(edition.page)
            self._editions[known] = _Kept(id, edition.shown, edition.seen, edition.empty)
        return self._editions[known]

    async def write(self) -> None:
        """Keep what the editions since the last `write` are made of."""
        await deliveries.keep_pages(self.db, self._pages.items())
        await editions.keep_seen(self.db, self._sets.items())
        self._pages, self._sets = {}, {}

    async def edition(self, due: Due, frame: Frame) -> _Edition:
        """The channel's edition."""
        space = Space.of(due.space)
        shelf = await self._shelf(space, due.dossier, due.topics)
        if due.seen not in self._seen:
            self._seen[due.seen] = await editions.seen(self.db, due.seen) if due.seen else {}
        all_seen = self._seen[due.seen]
        here = {card: revision for card, revision in all_seen.items() if shelf.covers(card)}
        chosen = select(shelf.entries, here)
        before = {key(entry): await self._headline_before(space, entry, here[key(entry)]) for entry in chosen.changed}
        page = digest(
            titled(shelf.dossiers),
            chosen,
            {one.slug: one for one in shelf.dossiers},
            shelf.essays,
            before,
            len(shelf.entries),
            replace(frame, troubled=self._troubled.get(space.key, ())),
        )
        shown = {key(entry): entry.revision for entry in chosen.shown}
        kept = {card: revision for card, revision in all_seen.items() if card not in chosen.withdrawn}
        return _Edition(page, self._kept_set(shown), self._kept_set({**kept, **shown}), chosen.empty)

    def _kept_set(self, cards: Seen) -> str:
        id, self._sets[id] = editions.seen_set(cards)
        return id

    async def _content_of(self, space: str) -> str:
        """The space's key where it sees anything of its own, the same text for all others."""
        if self._own is None:
            self._troubled = await feeds.in_trouble(self.db)
            self._own = await dossiers.with_own_content(self.db) | self._troubled.keys()
        return space if space in self._own else EVERYBODY

    async def _shelf(self, space: Space, dossier: str, topics: Topics) -> _Shelf:
        content = await self._content_of(space.key)
        known = (content, dossier, topics)
        if known not in self._shelves:
            if content not in self._visible:
                self._visible[content] = await dossiers.visible(self.db, space)
            visible = self._visible[content]
            followed = {slug for slug, _ in topics} or {dossier if dossier else visible[0].slug if visible else ""}
            held = [await self._holding(content, space, one) for one in visible if one.slug in followed]
            self._shelves[known] = _choose_from(held, topics)
        return self._shelves[known]

    async def _holding(self, content: str, space: Space, dossier: Dossier) -> _Held:
        if (content, dossier.slug) not in self._held:
            entries = await cards.published(self.db, space, dossier.slug)
            essays = await dossiers.essays(self.db, space, dossier.slug)
            self._held[content, dossier.slug] = _Held(dossier, entries, essays)
        return self._held[content, dossier.slug]

    async def _headline_before(self, space: Space, entry: Entry, revision: int) -> str:
        return await cards.headline_at(self.db, space, entry.dossier, entry.card.id, revision)


@dataclass(frozen=True)
class _Held:
    """What a space sees of a dossier."""

    dossier: Dossier
    entries: Sequence[Entry]
    essays: Sequence[Essay]


@dataclass(frozen=True)
class _Shelf:
    """The published cards that a digest chooses from."""

    dossiers: tuple[Dossier, ...]
    entries: tuple[Entry, ...]
    essays: Mapping[str, Essay]
    topics: Topics

    def covers(self, card: str) -> bool:
        """Whether a card (by selection.key) is of these topics."""
        dossier, _, id = card.partition(" ")
        return (dossier, id.partition("/")[0]) in self.topics


def _choose_from(held: Sequence[_Held], topics: Topics) -> _Shelf:
    mine = tuple(one.dossier for one in held)
    wanted = topics or frozenset((one.slug, topic.slug) for one in mine for topic in one.topics)
    shown = tuple(entry for one in held for entry in one.entries if (entry.dossier, entry.card.topic) in wanted)
    cited = cards.cited(shown)
    essays = {essay.id: essay for one in held for essay in one.essays if essay.id in cited}
    return _Shelf(mine, shown, essays, wanted)
