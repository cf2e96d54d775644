"""Put an essay's record right: whoever adds the same text again, and says who wrote it or when, is believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.chat import Request
from bot.commands.desk import Desk
from bot.commands.essays import AUTHOR, Intake
from bot.store import cards, dossiers, review
from briefs.model import Card, Essay, State

RECORD = ("title", "author", "publisher", "published")


async def put_right(desk: Desk, request: Request, intake: Intake, said: Mapping[str, str]) -> Essay | None:
    """Keep what was said of an essay that is here already, and let its drafts say it too; None where nothing is new.

    What is published stays as it is: an editor puts that right card by card.
    """
    before = intake.essay
    essay = replace(before, **{name: said[name] for name in RECORD if said.get(name)})
    if essay == before:
        return None
    space, now = request.space, desk.now()
    async with desk.database.transaction() as db:
        await dossiers.add_essay(db, space.key, intake.dossier.slug, essay, None, request.person, now)
        for draft in await review.drafts(db, space):
            card = _recorded(draft.card, before, essay)
            if (draft.dossier, review.source(draft)) == (intake.dossier.slug, essay.id) and card != draft.card:
                note = "its essay's record was put right"
                await cards.save(
                    db, space.key, draft.dossier, card, State.DRAFT, request.person, now, what="changed", note=note
                )
    return essay


def _recorded(card: Card, before: Essay, essay: Essay) -> Card:
    """The card with the author and the date of the record, where it had those that stood there before."""
    named = next((name for name in (AUTHOR, before.author) if card.text.startswith(f"{name} ")), "")
    text = f"{essay.author}{card.text.removeprefix(named)}" if named and essay.author != before.author else card.text
    return replace(card, text=text, as_of=essay.published if card.as_of == before.published else card.as_of)
