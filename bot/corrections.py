"""Put right what was posted: whoever corrects a card corrects every message of the outbox that shows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.chat import Space
from bot.store import deliveries
from bot.store.database import Connection
from bot.view.characters import shorten
from bot.view.markup import Bold, Inline, Italic, Markup, Time, lines, words
from bot.view.page import Block, Note, Oversize, Page, Text
from briefs.model import Card, Entry, State
from briefs.selection import key


async def queue(db: Connection, space: Space, before: Entry, after: Entry, now: datetime) -> int:
    """Queue a correction of each message in the space that shows the card; answers with how many.

    What still waits to be sent is put right where it lies.
    """
    many = 0
    for shown in await deliveries.showing(db, space, key(before)):
        page = corrected(shown.page, before, after, now)
        if shown.message is None:
            await deliveries.rewrite(db, shown.id, page)
        else:
            await deliveries.add_correction(db, shown, after.revision, page, now)
        many += 1
    return many


def corrected(page: Page, before: Entry, after: Entry, now: datetime) -> Page:
    """The page with the card as it is now, and a note that says what was changed and when."""
    said = Note(words("Corrected ", Time(now), ": ", *_difference(before.card, after)))
    blocks: list[Block] = [_block(block, before, after) for block in page.blocks]
    was = shorten(before.card.headline, 140)
    title = shorten(after.card.headline, 140) if page.title == was else page.title
    try:
        return replace(page, title=title, blocks=(*_without_old_text(page.title == was, blocks, after), said))
    except Oversize:
        return Page(title, (_card_text(after), said), page.select, page.buttons, cards=page.cards)


def _block(block: Block, before: Entry, after: Entry) -> Block:
    match block:
        case Text(markup, about) if about == key(before):
            return replace(_card_text(after), about=about)
        case Text(markup):
            return replace(block, markup=tuple(_headline(part, before.card, after) for part in markup))
        case _:
            return block


def _headline(part: Inline, before: Card, after: Entry) -> Inline:
    """A list of headlines keeps its other lines."""
    if isinstance(part, str) and part == shorten(before.headline, 100):
        gone = "withdrawn: " if after.state is State.RETIRED else ""
        return gone + shorten(after.card.headline, 100)
    return part


def _without_old_text(whole: bool, blocks: list[Block], after: Entry) -> list[Block]:
    """A page about this card alone begins with its text."""
    if whole and blocks and isinstance(blocks[0], Text):
        return [Text(words(shorten(after.card.text, 900))), *blocks[1:]]
    return blocks


def _card_text(after: Entry) -> Text:
    headline, text = shorten(after.card.headline, 130), shorten(after.card.text, 220)
    if after.state is State.RETIRED:
        return Text(lines([words(Bold(f"Withdrawn: {headline}")), words(Italic("We no longer stand by this card."))]))
    return Text(lines([words(Bold(headline)), words(text)]))


def _difference(before: Card, after: Entry) -> Markup:
    old = shorten(before.headline, 110)
    if after.state is State.RETIRED:
        return words(f"“{old}” is withdrawn.")
    if before.headline != after.card.headline:
        return words(f"“{old}” is now “{shorten(after.card.headline, 110)}”.")
    return words(f"the text of “{old}”.")
