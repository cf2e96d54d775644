"""What an editor sees who would publish a card that says too much, or is no statement of its kind, everywhere."""

from __future__ import annotations

from bot.commands import Desk
from bot.store import review
from briefs.model import Entry, Kind, State
from tests.adapters.walk import DOSSIER, LABELLED, Editor

# What is changed in the draft, and what the message must say.
BROKEN = (
    (
        {"headline": "Kellogg Marwick wants it so"},
        "The headline says “Kellogg Marwick”, and no quote carries that name.",
    ),
    ({"text": "{text} There are 412 of them."}, "The text says “412”, and no quote carries that number."),
    ({"text": "{text} So it was on 9 March 1987."}, "The text says “9 March 1987”, and no quote carries that date."),
    ({"text": "{text} It never rains."}, "The text says “never” (“it never rains”), and no quote denies that."),
    ({"kind": "judgement"}, "A judgement says how likely it is, and “{start}"),
    ({"kind": "judgement", "text": "A deal is unlikely (high confidence)."}, "how sure we are (“high confidence”)"),
    (
        {"kind": "position russia", "text": "{text}"},
        "does not name its holder. Write Russia or one of its other names.",
    ),
    ({"kind": "argument", "text": "{text}"}, "This is an argument, and “{start}"),
)


async def break_and_mend(editor: Editor, desk: Desk) -> None:
    """Break each rule in a draft, press Publish, read what is wrong, and mend it by the button beside that."""
    taken = await editor.send(LABELLED[0].name, LABELLED[0].read_bytes(), DOSSIER)
    assert "drafts from" in taken.words
    page = await editor.ask("review")
    while "Reported" not in page.words or "cannot be published" in page.words:
        page = await editor.press(page, "Next")
    before = (await _told(editor, desk, page.words)).card
    text, start = before.text, before.text[:40]
    plain = {"headline": before.headline, "text": before.text, "kind": str(Kind.FACT)}
    for changed, told in BROKEN:
        words = plain | {name: value.format(text=text) for name, value in changed.items()}
        page = await editor.edit(page, **words)

        refused = await editor.press(page, "Publish")

        assert "It cannot be published as it is. It stays a draft, with your words." in refused.words
        assert told.format(start=start) in refused.words, refused.words
        assert "Back to the draft" in refused.buttons
        held = await _told(editor, desk, page.words)
        assert (held.state, held.card.headline, held.card.text) == (State.DRAFT, words["headline"], words["text"])
        page = await editor.press(refused, "Back to the draft")

    page = await editor.edit(page, **plain)
    assert f"Published: {before.headline[:60]}" in (await editor.press(page, "Publish")).words


async def _told(editor: Editor, desk: Desk, words: str) -> Entry:
    """The draft that a page shows."""
    drafts = await review.drafts(desk.database.reader, editor.space)
    return next(one for one in drafts if f"{one.card.id} · revision" in words)
