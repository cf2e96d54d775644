"""Make the digests that are due: choose the cards, write the page, queue it and move the schedule on, in one
transaction."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfoNotFoundError

from bot.chat import Channel, Space
from bot.schedule import BadSchedule
from bot.store import cards, deliveries, dossiers, editions, subscriptions
from bot.store.database import BATCH, Connection, Database
from bot.store.editions import Made, Seen
from bot.store.subscriptions import Due
from bot.view.digest import Frame, digest, titled
from bot.view.page import Oversize, Page
from briefs.model import Dossier, Entry, Essay
from briefs.selection import key, select

LATE = timedelta(minutes=10)  # from then on an edition says that it is late
CATCH_UP = timedelta(hours=12)  # an edition missed longer ago, on an earlier day, is not sent any more

AGAIN = timedelta(hours=1)  # when a schedule that cannot be read is looked at again

log = logging.getLogger(__name__)
Topics = frozenset[tuple[str, str]]


async def make_due_digests(database: Database, now: datetime) -> int:
    """Queue every digest that is due, and say when each is due next; answers with how many were queued."""
    made = 0
    while True:
        async with database.transaction() as db:
            batch = await subscriptions.due(db, now, BATCH)
            made += await _queue(db, batch, now)
        if len(batch) < BATCH:
            return made


async def preview(db: Connection, channel: Channel, now: datetime) -> Page:
    """What the channel's next edition would say if it were made now."""
    return (await _compose_now(_Round(db), channel, now))[0]


async def queue_now(db: Connection, channel: Channel, now: datetime) -> None:
    """Queue an edition of its own: it neither moves the schedule nor counts as today's, but its cards count as seen."""
    round = _Round(db)
    page, shown, seen = await _compose_now(round, channel, now)
    planned = await subscriptions.planned(db, channel)
    local = planned.schedule.local_date(now) if planned else now.date()
    date = await editions.next_extra(db, channel, local.isoformat())
    await editions.add(db, [Made(channel, date, now, shown, seen)], now)
    await deliveries.add(db, _delivery_key(channel, date), channel, page, now)


async def _compose_now(round: _Round, channel: Channel, now: datetime) -> tuple[Page, Seen, str]:
    dossier, topics, seen = await subscriptions.now_due(round.db, channel)
    planned = await subscriptions.planned(round.db, channel)
    local = planned.schedule.local_date(now) if planned else now.date()
    frame = Frame(local, planned.next_due if planned else None)
    return await round.edition(channel.space, dossier, topics, seen, frame)


async def _queue(db: Connection, batch: Sequence[Due], now: datetime) -> int:
    round = _Round(db)
    planned = [one for due in batch if (one := _plan(due, now))]
    there = await editions.made_on(db, [(one.channel, one.date) for one in planned])
    made: list[Made] = []
    queued: list[tuple[str, Channel, str]] = []
    for one in planned:
        if one.fresh and (one.channel, one.date) not in there:
            try:
                page, shown, seen = await round.kept_edition(one.due, one.frame(now))
            except Oversize:  # a fault of ours: no reason for the others to go without
                log.exception("The edition for %s does not fit on a page.", one.channel.key)
                continue
            made.append(Made(one.channel, one.date, one.at, shown, seen))
            queued.append((_delivery_key(one.channel, one.date), one.channel, page))
    await editions.add(db, made, now)
    await deliveries.add_many(db, queued, now)
    later = {due.planned.channel: now + AGAIN for due in batch}
    later.update({one.channel: one.next for one in planned})
    await subscriptions.advance(db, later.items())
    return len(queued)


@dataclass(frozen=True)
class _Planned:
    """A due digest on its own clock."""

    due: Due
    at: datetime  # the latest time that was planned and has come
    date: str  # local
    next: datetime
    fresh: bool  # not too old to send

    @property
    def channel(self) -> Channel:
        return self.due.planned.channel

    def frame(self, now: datetime) -> Frame:
        """What stands around its cards."""
        return Frame(date.fromisoformat(self.date), self.next, self.at if now - self.at > LATE else None)


def _plan(due: Due, now: datetime) -> _Planned | None:
    """When it was due and when it is due next; None when its zone is not known here (any more)."""
    schedule = due.planned.schedule
    try:
        at = schedule.latest_by(now) or now
        local = schedule.day_of(at)
        fresh = now - at < CATCH_UP or schedule.local_date(now) == local
        planned = _Planned(due, at, local.isoformat(), schedule.next_after(now), fresh)
    except (BadSchedule, ZoneInfoNotFoundError):
        log.exception("The schedule of %s cannot be read; it is tried again in an hour.", due.planned.channel.key)
        return None
    if not fresh:
        log.warning("The edition for %s planned at %s is too old to send.", due.planned.channel.key, at)
    return planned


def _delivery_key(channel: Channel, date: str) -> str:
    return f"digest {channel.key} {date}"


@dataclass
class _Round:
    """What channels share in one transaction: each dossier is read once, each distinct page written once."""

    db: Connection
    _own: set[str] | None = None
    _shelves: dict[tuple[str, str, Topics], _Shelf] = field(default_factory=dict)
    _seen: dict[str, Seen] = field(default_factory=dict)
    _editions: dict[tuple[object, ...], tuple[str, Seen, str]] = field(default_factory=dict)

    async def kept_edition(self, due: Due, frame: Frame) -> tuple[str, Seen, str]:
        """The id of the kept page, what it shows, and the id of what the channel has seen with it."""
        space = due.planned.channel.space
        known = (await self._content_of(space), due.dossier, due.topics, due.seen, frame)
        if known not in self._editions:
            page, shown, now_seen = await self.edition(space, due.dossier, due.topics, due.seen, frame)
            self._editions[known] = (await deliveries.keep_page(self.db, page), shown, now_seen)
        return self._editions[known]

    async def edition(
        self, space: Space, dossier: str, topics: Topics, seen: str, frame: Frame
    ) -> tuple[Page, Seen, str]:
        """An edition's page, what it shows, and the id of what the channel has seen with it."""
        shelf = await self._shelf(space, dossier, topics)
        if seen not in self._seen:
            self._seen[seen] = await editions.seen(self.db, seen) if seen else {}
        all_seen = self._seen[seen]
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
            frame,
        )
        shown = {key(entry): entry.revision for entry in chosen.shown}
        kept = {card: revision for card, revision in all_seen.items() if card not in chosen.withdrawn}
        return page, shown, await editions.keep_seen(self.db, {**kept, **shown})

    async def _content_of(self, space: Space) -> str:
        """The space's key where it sees anything of its own; the same empty text for all others."""
        if self._own is None:
            self._own = await dossiers.with_own_content(self.db)
        return space.key if space.key in self._own else ""

    async def _shelf(self, space: Space, dossier: str, topics: Topics) -> _Shelf:
        known = (await self._content_of(space), dossier, topics)
        if known not in self._shelves:
            self._shelves[known] = await _read_shelf(self.db, space, dossier, topics)
        return self._shelves[known]

    async def _headline_before(self, space: Space, entry: Entry, revision: int) -> str:
        return await cards.headline_at(self.db, space, entry.dossier, entry.card.id, revision)


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


async def _read_shelf(db: Connection, space: Space, dossier: str, topics: Topics) -> _Shelf:
    visible = await dossiers.visible(db, space)
    followed = {slug for slug, _ in topics} or {dossier if dossier else visible[0].slug if visible else ""}
    mine = tuple(one for one in visible if one.slug in followed)
    wanted = topics or frozenset((one.slug, topic.slug) for one in mine for topic in one.topics)
    entries = [entry for one in mine for entry in await cards.published(db, space, one.slug)]
    shown = tuple(entry for entry in entries if (entry.dossier, entry.card.topic) in wanted)
    cited = cards.cited(shown)
    essays = {
        essay.id: essay for one in mine for essay in await dossiers.essays(db, space, one.slug) if essay.id in cited
    }
    return _Shelf(mine, shown, essays, wanted)
