"""What the editions of one round are made of, and what they share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from bot.chat import Space
from bot.store import caps, cards, deliveries, dossiers, editions, feeds
from bot.store.database import BATCH, Connection
from bot.store.editions import Seen
from bot.store.mentions import Mention
from bot.store.subscriptions import Due
from bot.view.digest import Frame, digest, titled
from bot.view.page import Page
from bot.view.threaded import Parts, parts
from briefs.filters import Trait, lets_in, traits
from briefs.model import Dossier, Entry, Essay
from briefs.selection import Selection, key, select

EVERYBODY = ""  # whose content it is where a space sees nothing of its own
Wanted = frozenset[tuple[str, str]] | None  # (dossier, filter) of what is followed that day; None for every topic


@dataclass(frozen=True)
class Edition:
    """An edition, and the ids of what it shows and of what the channel has seen with it."""

    page: Page
    shown: str
    seen: str
    empty: bool  # nothing is new in it
    told: str  # how many new cards have come that day with it
    cards: tuple[Entry, ...]  # those that it shows
    parts: Parts | None = None  # the same as a headline with the cards in its thread, where the channel wants it so


@dataclass(frozen=True)
class Kept:
    """The same, with the page's id in its place."""

    page: str
    shown: str
    seen: str
    empty: bool
    told: str
    cards: tuple[Entry, ...]
    headline: str = ""
    parts: tuple[str, ...] = ()  # in the headline's thread; none where it is one message


@dataclass
class Round:
    """What channels share while nobody else writes: each dossier is read once, each distinct page written once."""

    db: Connection
    _own: set[str] | None = None
    _visible: dict[str, list[Dossier]] = field(default_factory=dict)
    _held: dict[tuple[str, str], Held] = field(default_factory=dict)
    _shelves: dict[tuple[str, str, Wanted], Shelf] = field(default_factory=dict)
    _seen: dict[str, Seen] = field(default_factory=dict)
    _editions: dict[tuple[str, str, Wanted, str, str, Frame, bool], Kept] = field(default_factory=dict)
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

    async def kept_edition(self, due: Due, frame: Frame, wanted: Wanted, *, threaded: bool = False) -> Kept:
        """What the channel's edition is made of, for `write` to keep; `threaded`: with its cards in a thread."""
        told = due.told if due.told.startswith(frame.day.isoformat()) else ""  # another day's says nothing
        known = (await self._content_of(due.space), due.dossier, wanted, due.seen, told, frame, threaded)
        if known not in self._editions:
            self._editions[known] = self.keep(await self.edition(due, frame, wanted, threaded=threaded))
        return self._editions[known]

    def keep(self, edition: Edition) -> Kept:
        """An edition with its pages' ids in their place, for `write` to keep."""
        headline = self._kept_page(edition.parts.headline) if edition.parts else ""
        return Kept(
            self._kept_page(edition.page),
            edition.shown,
            edition.seen,
            edition.empty,
            edition.told,
            edition.cards,
            headline,
            tuple(map(self._kept_page, edition.parts.cards)) if edition.parts else (),
        )

    def _kept_page(self, page: Page) -> str:
        id, self._pages[id] = deliveries.kept_page(page)
        return id

    async def write(self) -> None:
        """Keep what the editions since the last `write` are made of."""
        await deliveries.keep_pages(self.db, self._pages.items())
        await editions.keep_seen(self.db, self._sets.items())
        self._pages, self._sets = {}, {}

    async def edition(self, due: Due, frame: Frame, wanted: Wanted, *, threaded: bool = False) -> Edition:
        """The channel's edition."""
        space = Space.of(due.space)
        shelf, chosen = await self.chosen(due, frame, wanted)
        all_seen = self._seen[due.seen]
        before = {
            key(entry): await self._headline_before(space, entry, all_seen[key(entry)]) for entry in chosen.changed
        }
        told_of = (
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
        told = caps.told_with(frame.day, caps.told_on(frame.day, due.told), chosen.new + chosen.headlines)
        return Edition(
            digest(*told_of),
            self._kept_set(shown),
            self._kept_set({**kept, **shown}),
            chosen.empty,
            told,
            chosen.shown,
            parts(*told_of) if threaded else None,
        )

    async def pinged(self, due: Due, edition: Edition | Kept, mention: Mention | None) -> str | None:
        """The role or group that an edition pings: where any card that it shows is one to ping for."""
        if mention is None or edition.empty:
            return None
        content = await self._content_of(due.space)
        for entry in edition.cards:
            if mention.concerns(entry.dossier, self._held[content, entry.dossier].traits_of(entry)):
                return mention.group.id
        return None

    async def chosen(self, due: Due, frame: Frame, wanted: Wanted) -> tuple[Shelf, Selection]:
        """The cards that the channel follows, and those that its edition shows."""
        space = Space.of(due.space)
        shelf = await self.shelf(space, due.dossier, wanted)
        if due.seen not in self._seen:
            self._seen[due.seen] = await editions.seen(self.db, due.seen) if due.seen else {}
        all_seen = self._seen[due.seen]
        gone = await self._gone(space, shelf, wanted, all_seen)
        here = {card: revision for card, revision in all_seen.items() if card in shelf.keys or card in gone}
        return shelf, select(shelf.entries, here, cap=due.cap, told=caps.told_on(frame.day, due.told))

    async def _gone(self, space: Space, shelf: Shelf, wanted: Wanted, seen: Seen) -> set[str]:
        """The cards that the channel has seen, follows, and that are no longer published."""
        gone: set[str] = set()
        for held in shelf.held:
            ids = [card.partition(" ")[2] for card in seen if card not in held.keys and card.startswith(held.prefix)]
            if ids:  # seldom
                entries = await cards.with_ids(self.db, space, held.dossier.slug, ids)
                gone |= {key(entry) for entry in held.wanted(wanted, entries)}
        return gone

    def _kept_set(self, cards: Seen) -> str:
        id, self._sets[id] = editions.seen_set(cards)
        return id

    async def _content_of(self, space: str) -> str:
        """The space's key where it sees anything of its own, the same text for all others."""
        if self._own is None:
            self._troubled = await feeds.in_trouble(self.db)
            self._own = await dossiers.with_own_content(self.db) | self._troubled.keys()
        return space if space in self._own else EVERYBODY

    async def shelf(self, space: Space, dossier: str, wanted: Wanted) -> Shelf:
        """The published cards that a channel chooses from which speaks of `dossier` and wants these."""
        content = await self._content_of(space.key)
        known = (content, dossier, wanted)
        if known not in self._shelves:
            if content not in self._visible:
                self._visible[content] = await dossiers.visible(self.db, space)
            visible = self._visible[content]
            followed = {slug for slug, _ in wanted or ()} or {dossier or next((one.slug for one in visible), "")}
            held = [await self._holding(content, space, one) for one in visible if one.slug in followed]
            self._shelves[known] = Shelf(held, wanted)
        return self._shelves[known]

    async def _holding(self, content: str, space: Space, dossier: Dossier) -> Held:
        if (content, dossier.slug) not in self._held:
            entries = await cards.published(self.db, space, dossier.slug)
            essays = await dossiers.essays(self.db, space, dossier.slug)
            self._held[content, dossier.slug] = Held(dossier, entries, essays)
        return self._held[content, dossier.slug]

    async def _headline_before(self, space: Space, entry: Entry, revision: int) -> str:
        return await cards.headline_at(self.db, space, entry.dossier, entry.card.id, revision)


class Held:
    """What a space sees of a dossier."""

    def __init__(self, dossier: Dossier, entries: Sequence[Entry], essays: Sequence[Essay]) -> None:
        self.dossier, self.entries = dossier, entries
        self.essays = {essay.id: essay for essay in essays}
        self.keys = frozenset(map(key, entries))
        self.prefix = f"{dossier.slug} "
        self._traits: dict[str, frozenset[Trait]] = {}

    def wanted(self, wanted: Wanted, entries: Iterable[Entry]) -> list[Entry]:
        """Those cards of this dossier that anything followed lets in."""
        if wanted is None:
            return list(entries)
        filters = [filter for slug, filter in wanted if slug == self.dossier.slug]
        return [entry for entry in entries if any(lets_in(filter, self.traits_of(entry)) for filter in filters)]

    def traits_of(self, entry: Entry) -> frozenset[Trait]:
        """What filters look at in a card of this dossier."""
        if key(entry) not in self._traits:
            self._traits[key(entry)] = traits(entry.card, self.essays)
        return self._traits[key(entry)]


class Shelf:
    """The published cards that a digest chooses from."""

    def __init__(self, held: Sequence[Held], wanted: Wanted) -> None:
        self.held = held
        self.dossiers = tuple(one.dossier for one in held)
        self.entries = tuple(entry for one in held for entry in one.wanted(wanted, one.entries))
        self.keys = frozenset(map(key, self.entries))
        cited = cards.cited(self.entries)
        self.essays = {id: essay for one in held for id, essay in one.essays.items() if id in cited}

    def lets_in(self, dossier: str, filter: str, entry: Entry) -> bool:
        """Whether a filter on one of these dossiers lets a card in."""
        home = next((one for one in self.held if one.dossier.slug == dossier == entry.dossier), None)
        return home is not None and lets_in(filter, home.traits_of(entry))
