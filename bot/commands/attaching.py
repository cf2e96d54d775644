"""What an edited card rests on: a sentence that the editor attaches, those that name its people, no lost quotes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.chat import Space
from bot.commands.errors import BadRequest
from bot.commands.proof import texts_of
from bot.store import dossiers
from bot.store.database import Connection
from bot.view.characters import shorten
from briefs.carried import attach_support
from briefs.essay import Snapshot
from briefs.evidence import find_again, quote, sentences_with
from briefs.model import Card, Entry, Evidence, Quote

FEWEST = 3  # words by which a sentence is found


async def attach(db: Connection, space: Space, entry: Entry, card: Card, attached: str) -> tuple[Card, str]:
    """The card as it was edited, with what carries it further, and what its history says of that.

    `attached`: some words of a sentence of its essays, or none. With a sentence, the quotes go that a source, read
    again, no longer has. Who is named in full, and in the quotes only by surname or as "she", is looked for.
    """
    texts = await texts_of(db, space, entry)
    before = card.evidence
    if attached:
        further = _sentence(texts, attached)
        card = replace(card, evidence=_with(further, before, texts))
    home = await dossiers.home(db, space, entry)
    for snapshot in texts.values():
        card = attach_support(card, snapshot, home)
    fresh = [one for one in card.evidence if one not in before]
    return card, ("a further quote" if len(fresh) == 1 else f"{len(fresh)} further quotes") if fresh else ""


def _with(further: Quote, before: Sequence[Evidence], texts: Mapping[str, Snapshot]) -> tuple[Evidence, ...]:
    """What a card rests on, with a further quote: at its end, or in the place of the first that is lost.

    The first of all says from which essay a card was made.
    """
    lost = [place for place, one in enumerate(before) if is_lost(one, texts)]
    kept = [one for place, one in enumerate(before) if place not in lost]
    if further not in kept:
        kept.insert(lost[0] if lost else len(kept), further)
    return tuple(kept)


def is_lost(evidence: Evidence, texts: Mapping[str, Snapshot]) -> bool:
    """Whether a quote stands no longer in its essay, as the space holds that."""
    snapshot = texts.get(evidence.essay)
    return isinstance(evidence, Quote) and snapshot is not None and find_again(snapshot, evidence) is None


def _sentence(texts: Mapping[str, Snapshot], attached: str) -> Quote:
    """The sentence of the card's essays in which these words stand. Raises BadRequest where it is not exactly one."""
    nothing = "Nothing was saved."
    if not texts:
        raise BadRequest(f"The text of its essay is not held here, so no sentence can be attached. {nothing}")
    if len(attached.split()) < FEWEST:
        raise BadRequest(f"“{attached}” is too little to find a sentence by. Copy more of it. {nothing}")
    found = [
        quote(id, snapshot, sentence.start, sentence.end)
        for id, snapshot in texts.items()
        for sentence in sentences_with(snapshot, attached)
    ]
    if len(found) != 1:
        where = f"stands in {len(found)} sentences of the essay" if found else "stands in no sentence of the essay"
        raise BadRequest(f"“{shorten(attached, 200)}” {where}. Copy words that stand in one and no other. {nothing}")
    return found[0]
