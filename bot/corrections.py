"""Put right what was posted: whoever corrects a card corrects every message of the outbox that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from bot.chat import Space
from bot.store import deliveries, parts
from bot.store.database import Connection
from bot.view.characters import clean, shorten
from bot.view.characters import weight as weight_of
from bot.view.markup import Bold, Inline, Italic, Markup, Time, lines, plain, words
from bot.view.page import MAX_LABEL, Block, Note, Oversize, Page, Select, Text, block_weight
from briefs.model import TOLD, Card, Entry, State
from briefs.selection import key
from briefs.statements import a_kind

SAID = "Corrected "  # how the note of a correction begins
TELLING = 30  # characters: so much of a headline is known again where the rest was cut off
SHORTEST = 120  # weight of a text that is not cut to make room for a correction


@dataclass(frozen=True)
class Cut:
    """How much a corrected page says, where there is little room."""

    headline: int
    text: int
    note: int  # of each headline in the note that says what changed
    earlier: bool = False  # whether the notes of earlier corrections stay


CUTS = (Cut(140, 900, 110, True), Cut(140, 900, 110), Cut(130, 220, 110), Cut(100, 80, 60), Cut(60, 40, 40))


def needs_one(before: Card, after: Card) -> bool:
    """Whether somebody who read a card should know that it changed: its words did, or whose statement it is."""
    return any(getattr(before, name) != getattr(after, name) for name in TOLD)


async def queue(db: Connection, space: Space, before: Entry, after: Entry, now: datetime) -> int:
    """Queue a correction of each message in the space that shows the card; answers with how many.

    What still waits to be sent is put right where it lies.
    """
    many = 0
    for shown in await deliveries.showing(db, space, key(before)):
        page = corrected(shown.page, before, after, now)
        if shown.waits:
            await deliveries.rewrite(db, shown.waits, page)
        else:
            await deliveries.add_correction(db, shown, f"{key(after)} {after.revision}", page, now)
        many += 1
    for id, page in await parts.spare(db, space, key(before)):  # what nobody reads, unless a thread cannot be had
        await parts.rewrite_spare(db, id, corrected(page, before, after, now))
    return many


def corrected(page: Page, before: Entry, after: Entry, now: datetime) -> Page:
    """The page with the card as it is now, and a note that says what was changed and when.

    Where that is more than a page holds, the other texts on it become shorter, and none goes.
    """
    for cut in CUTS:
        with suppress(Oversize):
            return _corrected(page, before, after, now, cut)
    smaller = page.blocks
    while (tighter := _tighter(smaller, key(before))) != smaller:
        smaller = tighter
        with suppress(Oversize):
            return _corrected(replace(page, blocks=smaller), before, after, now, CUTS[-1])
    last = (Text(_card_text(after, 100, 220), key(before)), _note(before, after, now, CUTS[-1]))
    return Page(shorten(page.title, 100), last, page.select, page.buttons, cards=page.cards)


def _corrected(page: Page, before: Entry, after: Entry, now: datetime, cut: Cut) -> Page:
    whole = _tells(page.title, before.card.headline)  # a page about this card alone
    blocks = [
        _block(block, before, after, cut)
        for block in page.blocks
        if cut.earlier or not (isinstance(block, Note) and block.markup[0] == SAID)
    ]
    if whole and isinstance(blocks[0], Text):
        blocks[0] = _whole_text(after, cut)
    return replace(
        page,
        title=_now(after, cut.headline) if whole else page.title,
        blocks=(*blocks, _note(before, after, now, cut)),
        select=_select(page.select, before, after),
    )


def _block(block: Block, before: Entry, after: Entry, cut: Cut) -> Block:
    match block:
        case Text(_, about) if about == key(before):
            room = max(220, block_weight(block) - weight_of(before.card.headline))  # as much as it said before
            return replace(block, markup=_card_text(after, cut.headline, min(cut.text, room)))
        case Text(markup):
            return replace(block, markup=tuple(_part(part, before.card, after, cut) for part in markup))
        case _:
            return block


def _part(part: Inline, before: Card, after: Entry, cut: Cut) -> Inline:
    """A list of headlines keeps its other lines."""
    match part:
        case str(text) if _tells(text, before.headline):
            return _now(after, cut.headline)
        case Bold(text) | Italic(text) if _tells(text, before.headline):
            return replace(part, text=_now(after, cut.headline))
        case _:
            return part


def _select(select: Select | None, before: Entry, after: Entry) -> Select | None:
    if select is None:
        return None
    options = tuple(
        replace(one, label=_now(after, MAX_LABEL)) if _tells(one.label, before.card.headline) else one
        for one in select.options
    )
    return replace(select, options=options)


def _tells(text: str, headline: str) -> bool:
    """Whether a text is this headline, whole or cut off."""
    whole = clean(headline).strip()
    return text == whole or (text.endswith("…") and len(text) > TELLING and whole.startswith(text[:-1]))


def _now(after: Entry, room: int) -> str:
    """The headline as it is from now on."""
    gone = "Withdrawn: " if after.state is State.RETIRED else ""
    return shorten(gone + after.card.headline, room) or after.card.id


def _whole_text(after: Entry, cut: Cut) -> Text:
    if after.state is State.RETIRED:
        return Text(words(Italic("We no longer stand by this card.")))
    return Text(words(shorten(after.card.text, cut.text) or "…"))


def _card_text(after: Entry, headline: int, text: int) -> Markup:
    if after.state is State.RETIRED:
        return lines([words(Bold(_now(after, headline))), words(Italic("We no longer stand by this card."))])
    return lines([words(Bold(_now(after, headline))), words(shorten(after.card.text, text))])


def _note(before: Entry, after: Entry, now: datetime, cut: Cut) -> Note:
    return Note(words(SAID, Time(now), ": ", *_difference(before.card, after, cut.note)))


def _difference(before: Card, after: Entry, room: int) -> Markup:
    old = shorten(before.headline, room)
    if after.state is State.RETIRED:
        return words(f"“{old}” is withdrawn.")
    if before.headline != after.card.headline:
        return words(f"“{old}” is now “{shorten(after.card.headline, room)}”.")
    if before.text != after.card.text:
        return words(f"the text of “{old}”.")
    if before.kind != after.card.kind:
        return words(f"“{old}” is told as {a_kind(after.card.kind)}, and no longer as {a_kind(before.kind)}.")
    return words(f"whose {before.kind} “{old}” is.")


def _tighter(blocks: Sequence[Block], about: str) -> tuple[Block, ...]:
    """The same blocks, with the longest text among the others cut to half; unchanged where all are short."""
    texts = [block for block in blocks if isinstance(block, Text) and block.about != about]
    longest = max(texts, key=block_weight, default=None)
    if longest is None or block_weight(longest) <= SHORTEST:
        return tuple(blocks)
    return tuple(_halved(block) if block is longest else block for block in blocks)


def _halved(block: Text) -> Text:
    long = max((part for part in block.markup if isinstance(part, str)), key=weight_of, default="")
    if weight_of(long) <= SHORTEST // 4:
        return replace(block, markup=words(shorten(plain(block.markup), block_weight(block) // 2)))
    return replace(
        block,
        markup=tuple(shorten(part, weight_of(part) // 2) if part == long else part for part in block.markup),
    )
