"""Put an essay's record right: whoever adds the same text again, and says who wrote it or when, is believed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from bot.chat import Request
from bot.commands import arrivals
from bot.commands.desk import Desk
from bot.store import cards, dossiers, review
from briefs.derive.kinds import AUTHOR, named
from briefs.model import NOBODY, Card, Essay, State

RECORD = ("title", "author", "publisher", "published", "address")
NOTE = "its essay's record was put right"


async def put_right(
    desk: Desk, request: Request, dossier: str, held: Essay, given: Essay, said: Collection[str]
) -> Essay | None:
    """Keep what was said of an essay that a dossier has already, and let its drafts say it too.

    `held`: the essay that is here; `given`: as it was given again; `said`: which parts of its record were said beside
    its text. Of a copy, whose text is not quite the same, only what is not known yet: it may be another outlet's. What
    is published stays as it is: an editor puts that right card by card. Answers with the essay as it is now; None where
    that is nothing new, or the dossier no longer has this text.
    """
    space, now = request.space, desk.now()
    async with desk.database.transaction() as db:
        before = await dossiers.essay_with(db, space, dossier, held.snapshot_hash)
        if before is None:
            return None
        is_same = given.snapshot_hash == before.snapshot_hash
        new = [name for name in RECORD if name in said and (is_same or getattr(before, name) in ("", NOBODY))]
        essay = replace(before, **{name: getattr(given, name) for name in new})
        if essay == before:
            return None
        await dossiers.add_essay(db, space.key, dossier, essay, None, request.person, now)
        drafts = review.of_essay(await review.drafts(db, space), dossier, essay.id)
        for draft in drafts:
            card = _recorded(draft.card, before, essay)
            if card != draft.card:
                await cards.save(
                    db, space.key, dossier, card, State.DRAFT, request.person, now, what="changed", note=NOTE
                )
        if drafts:
            await arrivals.move_on(db, desk, space, drafts[0])
    desk.wake()
    return essay


def _recorded(card: Card, before: Essay, essay: Essay) -> Card:
    """The card with the author and the date of the record, where it had those that stood there before."""
    text = card.text
    if essay.author != before.author:
        text = named(text, card.kind, essay.author, AUTHOR if text.startswith(AUTHOR) else before.author)
    return replace(card, text=text, as_of=essay.published if card.as_of == before.published else card.as_of)
