"""Take an essay in: its text is kept for the space, and what it says becomes draft cards."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from bot.chat import LOCAL, PAGE, Person, Space
from bot.commands import arrivals
from bot.commands.desk import Desk
from bot.commands.errors import BadRequest
from bot.commands.proof import read_snapshots
from bot.sources.same import find_same
from bot.sources.taken import Taken
from bot.store import cards, dossiers, intakes, review
from bot.store.database import Actor, Connection, acting, acting_as
from bot.view.characters import shorten
from briefs.carried import attach_support, objections
from briefs.derive import Derivation, Draft, derive_cards
from briefs.derive.kinds import named
from briefs.essay import Snapshot
from briefs.evidence import find_again, normalise, quote, sentence_hash
from briefs.model import NOBODY, TOPICS, Card, Dossier, Entry, Essay, Evidence, Locator, Quote, State, Topic
from briefs.retold import retells

TITLES = {"redlines": "Red lines"}
MOST = 500  # drafts of one essay: one transaction
CITED = 0.8  # share of the places cited from an essay that its text has to hold


@dataclass(frozen=True)
class Intake:
    """What became of an essay."""

    dossier: Dossier
    essay: Essay
    drafts: tuple[Card, ...]
    reason: str = ""  # why there are no drafts
    known: bool = False  # the very same text was taken in before
    confirmed: int = 0  # cards that were there, and rest on this essay too from now on
    lost: int = 0  # cards whose words are no longer in the essay, which has changed
    note: str = ""  # what editors should know of how the drafts were made
    kept: bool = True  # whether the space has it


async def take_in(desk: Desk, taken: Taken, space: Space, by: Person, slug: str = "", place: str = "") -> Intake:
    """Keep an essay and its drafts in a dossier of the space: `slug`, which is begun if it is new; without one, that of
    which the local page speaks, and elsewhere the first.

    Raises BadRequest for a name that no dossier can have. An essay that gives no card is not kept; why is.
    `place`: the address or the file's name under which it was given. Where no command does it (but a feed, the folder
    or the command line), the audit names `by` and that.
    """
    what = shorten(f"takes in {place or taken.essay.title}", 120)
    with acting_as(acting.get() or Actor.unasked(space.key, by.id, by.name, what, desk.now())):
        intake = await _take_in(desk, taken, space, by, slug)
    places = (place, taken.essay.address or taken.essay.title)
    await note_intake(desk, space, intake.dossier.slug, places, intake.essay.id if intake.kept else None, intake.reason)
    return intake


async def note_intake(
    desk: Desk, space: Space, dossier: str, places: Sequence[str], essay: str | None, because: str
) -> None:
    """Remember what became of an essay, for `why`."""
    async with desk.database.transaction() as db:
        await intakes.note(db, space, dossier, places, desk.now(), essay=essay, because=because)


async def _take_in(desk: Desk, taken: Taken, space: Space, by: Person, slug: str) -> Intake:
    db = desk.database.reader
    if space == LOCAL and not slug and (here := await dossiers.chosen(db, PAGE)):
        slug = here.slug
    known = await dossiers.visible(db, space)
    dossier = next((one for one in known if one.slug == slug), None) if slug else known[0] if known else None
    begun = dossier is None
    dossier = dossier or new_dossier(slug)
    held = await dossiers.essay_with(db, space, dossier.slug, taken.essay.snapshot_hash)
    if held and await dossiers.snapshots(db, space, [taken.essay.snapshot_hash]):
        return Intake(dossier, held, (), "This very text was taken in before, so nothing was added.", known=True)
    held = held or await _cited(db, space, dossier.slug, taken.snapshot)
    earlier = held or await _earlier(db, space, dossier.slug, taken.essay)
    copy = None if earlier else await _copy(db, space, dossier.slug, taken.snapshot.text)
    if copy:
        where = f"“{copy.title[:100]}” ({copy.publisher or copy.author})"
        return Intake(dossier, copy, (), f"It is a copy of {where}, so nothing was added.", known=True)
    essay = replace(held or taken.essay, snapshot_hash=taken.essay.snapshot_hash)
    essay = replace(essay, id=earlier.id) if earlier else essay
    derived, note = await _derive(desk, taken.snapshot, dossier, essay.published)
    if not (derived.drafts or earlier):
        return Intake(dossier, essay, (), derived.reason, note=note, kept=False)
    async with desk.database.transaction() as writer:
        faster = await dossiers.essay_with(writer, space, dossier.slug, essay.snapshot_hash)
        if faster and await dossiers.snapshots(writer, space, [essay.snapshot_hash]):
            return Intake(dossier, faster, (), "Somebody else took it in just now.", known=True)
        if begun:
            await dossiers.add(writer, space.key, dossier)
        await dossiers.add_essay(writer, space.key, dossier.slug, essay, taken.snapshot.text, by, desk.now())
        intake = _Intake(desk, writer, space, dossier, essay, taken.snapshot, by)
        lost = await intake.look_again() if earlier else 0
        drafts, confirmed = await intake.keep(derived.drafts[:MOST])
        for changed in intake.changed.values():
            await arrivals.move_on(writer, desk, space, changed)
        if drafts:
            await arrivals.tell(writer, desk, space, dossier, essay)
    desk.wake()
    reason = derived.reason or "Everything that it says was drafted before."
    return Intake(dossier, essay, tuple(drafts), "" if drafts else reason, confirmed=confirmed, lost=lost, note=note)


def new_dossier(slug: str, title: str = "") -> Dossier:
    """A dossier without content yet, with the eight topics."""
    if not re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?", slug):
        raise BadRequest(f"A dossier's name is like lake-water: small letters, digits and hyphens, not “{slug[:60]}”.")
    topics = tuple(Topic(topic, TITLES.get(topic, topic.capitalize()), "") for topic in TOPICS)
    return Dossier(slug, title[:100] or slug.replace("-", " ").capitalize(), (), (), topics, (), ())


async def _derive(desk: Desk, snapshot: Snapshot, dossier: Dossier, published: str) -> tuple[Derivation, str]:
    """The model's drafts where one is set and answers as it should, else those of the offline rules, with a note."""
    if desk.derive:
        derived, note = await desk.derive(snapshot, dossier, published)
        if derived:
            return derived, note
    else:
        note = ""
    return await asyncio.to_thread(derive_cards, snapshot, dossier, published), note  # 0.1 s for 1,000 words


async def _cited(db: Connection, space: Space, dossier: str, snapshot: Snapshot) -> Essay | None:
    """The essay whose text this is, of those that cards only point into: most of its places are here."""
    hashes = {sentence_hash(one.text) for paragraph in snapshot.paragraphs for one in paragraph.sentences}
    places: dict[str, list[bool]] = {}
    for entry in await cards.published(db, space, dossier):
        for one in entry.card.evidence:
            if isinstance(one, Locator):
                places.setdefault(one.essay, []).append(one.hash in hashes)
    known = {id for id, found in places.items() if sum(found) >= CITED * len(found)}
    return next((one for one in await dossiers.essays(db, space, dossier) if one.id in known), None)


async def _earlier(db: Connection, space: Space, dossier: str, essay: Essay) -> Essay | None:
    """The essay that the space read at this address before."""
    if not essay.address:
        return None
    return next((one for one in await dossiers.essays(db, space, dossier) if one.address == essay.address), None)


async def _copy(db: Connection, space: Space, dossier: str, text: str) -> Essay | None:
    """The essay that the space has with this text already, though with another head and foot around it."""
    held = await dossiers.essays(db, space, dossier)
    texts = await dossiers.snapshots(db, space, [one.snapshot_hash for one in held if one.snapshot_hash])
    same = await asyncio.to_thread(find_same, text, texts)  # some milliseconds for each essay
    return next((one for one in held if same and one.snapshot_hash == same), None)


@dataclass(frozen=True)
class _Intake:
    """One essay on its way into a dossier, within one transaction."""

    desk: Desk
    db: Connection
    space: Space
    dossier: Dossier
    essay: Essay
    snapshot: Snapshot
    by: Person
    changed: dict[str, Entry] = field(default_factory=dict)  # a draft that was, of each essay of which one was
    essays: dict[str, Essay] = field(default_factory=dict)  # of the dossier, read when first needed
    texts: dict[str, Snapshot] = field(default_factory=dict)

    async def keep(self, drafts: Sequence[Draft]) -> tuple[list[Card], int]:
        """Keep drafts; what a card of another essay tells already becomes a further source of that card.

        What was drafted from this essay before, whatever became of it, is not drafted again.
        """
        quoted = await cards.quoted(self.db, self.space, self.dossier.slug, self.essay.id)
        known = {(topic, normalise(exact)) for topic, exact in quoted}
        names = await cards.ids(self.db, self.space, self.dossier.slug)
        told = [
            entry for entry in await cards.alive(self.db, self.space, self.dossier.slug) if self._is_elsewhere(entry)
        ]
        kept: list[Card] = []
        confirmed = 0
        for draft in drafts:
            card = self._card(draft, names)
            if (card.topic, normalise(_first_quote(card))) in known:
                continue
            same = next((one for one in _topic_first(told, card.topic) if _tells_the_same(one, card)), None)
            if same and (confirms := await self._confirm(same, card)) is not None:
                confirmed += confirms
                continue
            names.add(card.id)
            kept.append(card)
            await self._save(card, State.DRAFT, "drafted")
        return kept, confirmed

    async def look_again(self) -> int:
        """Find the quotes of this essay's cards in its new text; says how many cards have lost theirs."""
        lost = 0
        for entry in await cards.alive(self.db, self.space, self.dossier.slug):
            mine = [one for one in entry.card.evidence if isinstance(one, Quote) and one.essay == self.essay.id]
            found = {one: find_again(self.snapshot, one) for one in mine}
            if not mine or all(found[one] == one for one in mine):
                continue
            gone = [one for one in mine if found[one] is None]
            lost += bool(gone)
            evidence = tuple(found.get(one) or one if isinstance(one, Quote) else one for one in entry.card.evidence)
            note = "its quote is no longer in the source, read again" if gone else "its source was read again"
            await self._change(entry, evidence, note)
        return lost

    def _is_elsewhere(self, entry: Entry) -> bool:
        return any(isinstance(one, Quote) for one in entry.card.evidence) and all(
            one.essay != self.essay.id for one in entry.card.evidence
        )

    async def _confirm(self, entry: Entry, card: Card) -> int | None:
        """Give this essay's quotes to a card: 1, or 0 where it has them; None where they do not carry what it says."""
        held = await cards.find(self.db, self.space, entry.card.id, entry.dossier)
        assert held
        if any(one in held.card.evidence for one in card.evidence):
            return 0
        if not await self._carry(card.evidence, held.card):
            return None
        await self._change(held, held.card.evidence + card.evidence, f"also in “{self.essay.title[:80]}”")
        return 1

    async def _carry(self, evidence: tuple[Evidence, ...], card: Card) -> bool:
        """Whether these quotes carry a card, by themselves and beside its own: a published card is held to both."""
        if not self.essays:
            self.essays.update({one.id: one for one in await dossiers.essays(self.db, self.space, self.dossier.slug)})
        missing = {id: self.essays[id] for id in {one.essay for one in (*card.evidence, *evidence)} - set(self.texts)}
        self.texts.update(await read_snapshots(self.db, self.space, missing))
        own, alone, both = (
            set(objections(replace(card, evidence=all), self.essays, self.texts, self.dossier))
            for all in (card.evidence, evidence, card.evidence + evidence)
        )
        return alone <= own and both <= own

    async def _change(self, entry: Entry, evidence: tuple[Evidence, ...], note: str) -> None:
        if entry.state is State.DRAFT:
            self.changed.setdefault(review.source(entry), entry)
        await self._save(replace(entry.card, evidence=evidence), entry.state, "changed", note)

    async def _save(self, card: Card, state: State, what: str, note: str = "") -> None:
        await cards.save(
            self.db,
            self.space.key,
            self.dossier.slug,
            card,
            state,
            self.by,
            self.desk.now(),
            what=what,
            note=note,
        )

    def _card(self, draft: Draft, names: Collection[str]) -> Card:
        spans, author = (*draft.spans, *draft.support), self.essay.author
        card = Card(
            id=_free_id(draft, names),
            topic=draft.topic,
            headline=draft.headline,
            text=draft.text if author == NOBODY else named(draft.text, draft.kind, author),
            kind=draft.kind,
            evidence=tuple(quote(self.essay.id, self.snapshot, span.start, span.end) for span in spans),
            as_of=self.essay.published,  # empty where nobody says when
            party=next((one.slug for one in self.dossier.parties if one.name == draft.party), draft.party),
            stance=draft.stance,
        )
        return attach_support(card, self.snapshot, self.dossier)


def _topic_first(entries: Sequence[Entry], topic: str) -> list[Entry]:
    return sorted(entries, key=lambda entry: entry.card.topic != topic)


def _tells_the_same(entry: Entry, card: Card) -> bool:
    """Whether a card rests on a sentence that tells what this card's first quote tells."""
    own = _first_quote(card)
    return any(retells(own, one.exact) for one in entry.card.evidence if isinstance(one, Quote))


def _first_quote(card: Card) -> str:
    first = card.evidence[0]
    assert isinstance(first, Quote)
    return first.exact


def _free_id(draft: Draft, names: Collection[str]) -> str:
    """An id that is not taken: the topic and the headline's first words."""
    words = re.findall(r"[a-z0-9]+", draft.headline.casefold())[:5]
    base = f"{draft.topic}/{'-'.join(words)[:40].strip('-') or 'card'}"
    number, id = 2, base
    while id in names:
        number, id = number + 1, f"{base}-{number}"
    return id
