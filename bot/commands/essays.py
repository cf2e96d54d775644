"""Take an essay in: its text is kept for the space, and what it says becomes draft cards."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from bot.chat import Person, Space
from bot.commands.desk import Desk
from bot.commands.errors import BadRequest
from bot.sources.files import Taken
from bot.store import cards, dossiers
from briefs.derive import Draft, derive_cards
from briefs.evidence import quote
from briefs.model import TOPICS, Card, Dossier, Essay, State, Topic

TITLES = {"redlines": "Red lines"}
MOST = 500  # drafts of one essay: one transaction


@dataclass(frozen=True)
class Intake:
    """What became of an essay."""

    dossier: Dossier
    essay: Essay
    drafts: tuple[Card, ...]
    reason: str = ""  # why there are no drafts
    known: bool = False  # the very same text was taken in before


async def take_in(desk: Desk, taken: Taken, space: Space, by: Person, slug: str = "") -> Intake:
    """Keep an essay and its drafts in a dossier of the space: the first one, or `slug`, which is begun if it is new.

    Raises BadRequest for a name that no dossier can have. An essay that gives no card is not kept.
    """
    db = desk.database.reader
    known = await dossiers.visible(db, space)
    dossier = next((one for one in known if one.slug == slug), None) if slug else known[0] if known else None
    begun = dossier is None
    dossier = dossier or new_dossier(slug)
    held = await dossiers.essay_with(db, space, dossier.slug, taken.essay.snapshot_hash)
    if held and await dossiers.snapshots(db, space, [taken.essay.snapshot_hash]):
        return Intake(dossier, held, (), "This very text was taken in before, so nothing was added.", known=True)
    essay = replace(held or taken.essay, snapshot_hash=taken.essay.snapshot_hash)
    derived = derive_cards(taken.snapshot, dossier, essay.published)
    if not derived.drafts:
        return Intake(dossier, essay, (), derived.reason)
    now = desk.now()
    async with desk.database.transaction() as writer:
        if begun:
            await dossiers.add(writer, space.key, dossier)
        await dossiers.add_essay(writer, space.key, dossier.slug, essay, taken.snapshot.text, by.name or by.id, now)
        drafts: list[Card] = []
        names = await cards.ids(writer, space, dossier.slug)
        for draft in derived.drafts[:MOST]:
            as_of = essay.published or now.date().isoformat()
            card = _card(draft, taken, essay, dossier, as_of, names)
            names.add(card.id)
            drafts.append(card)
            await cards.save(writer, space.key, dossier.slug, card, State.DRAFT, by.name or by.id, now, what="drafted")
    return Intake(dossier, essay, tuple(drafts))


def new_dossier(slug: str) -> Dossier:
    """A dossier without content yet, with the eight topics."""
    if not re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?", slug):
        raise BadRequest(f"A dossier's name is like lake-water: small letters, digits and hyphens, not “{slug[:60]}”.")
    topics = tuple(Topic(topic, TITLES.get(topic, topic.capitalize()), "") for topic in TOPICS)
    return Dossier(slug, slug.replace("-", " ").capitalize(), (), (), topics, (), ())


def _card(draft: Draft, taken: Taken, essay: Essay, dossier: Dossier, as_of: str, names: Collection[str]) -> Card:
    spans = (*draft.spans, *draft.support)
    return Card(
        id=_free_id(draft, names),
        topic=draft.topic,
        headline=draft.headline,
        text=draft.text,
        kind=draft.kind,
        evidence=tuple(quote(essay.id, taken.snapshot, span.start, span.end) for span in spans),
        as_of=as_of,
        party=next((one.slug for one in dossier.parties if one.name == draft.party), draft.party),
        stance=draft.stance,
    )


def _free_id(draft: Draft, names: Collection[str]) -> str:
    """An id that is not taken: the topic and the headline's first words."""
    words = re.findall(r"[a-z0-9]+", draft.headline.casefold())[:5]
    base = f"{draft.topic}/{'-'.join(words)[:40].strip('-') or 'card'}"
    number, id = 2, base
    while id in names:
        number, id = number + 1, f"{base}-{number}"
    return id
