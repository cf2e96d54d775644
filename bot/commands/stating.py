"""What sort of statement an editor says that a card is, and whose: one choice in the form of a card."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bot.chat import Space
from bot.commands.errors import BadRequest
from bot.store import cards, dossiers
from bot.store.database import Connection
from bot.view.characters import length, shorten
from bot.view.page import MAX_OPTION, MAX_OPTIONS, Choice, Question
from briefs.model import Card, Dossier, Entry, Kind, Quote
from briefs.statements import likelihood_of, names_one

PLAIN = (
    Choice("A fact: somebody reports it", Kind.FACT),
    Choice("An argument: the essay's author makes it", Kind.ARGUMENT),
    Choice("A judgement: ours, with a likelihood word", Kind.JUDGEMENT),
)
HINT = "A position or argument names its holder in the text; a judgement says how likely it is."


async def question(db: Connection, space: Space, entry: Entry) -> Question:
    """The question which sort of statement a card is, answered with what it is now."""
    home = await dossiers.home(db, space, entry)
    choices = (*PLAIN, *_positions(entry.card, home, await cards.alive(db, space, entry.dossier)))
    now = value(entry.card)
    return Question(
        "kind", "What sort of statement it is", now, hint=HINT, kind="choice", choices=choices[:MAX_OPTIONS]
    )


def value(card: Card) -> str:
    """What a card is, as a choice has it: "fact", or "position russia"."""
    if card.kind is not Kind.POSITION:
        return str(card.kind)
    whole = f"{Kind.POSITION} {card.party or ''}".strip()
    return whole if _fits(whole) else str(Kind.POSITION)


def stated(card: Card, chosen: str, offered: Sequence[Choice]) -> Card:
    """The card as the statement that was chosen, with the likelihood that its words say; empty: as it is.

    Raises BadRequest for what was not offered.
    """
    if chosen and chosen not in [one.value for one in offered]:
        raise BadRequest("Choose one of the listed sorts of statement. Nothing was saved.")
    if chosen and chosen != value(card):
        kind, _, party = chosen.partition(" ")
        is_position = kind == Kind.POSITION
        stance = card.stance if is_position else None
        card = replace(card, kind=Kind(kind), party=party if is_position else card.party, stance=stance)
    said = likelihood_of(f"{card.headline}. {card.text}") if card.kind is Kind.JUDGEMENT else None
    return replace(card, likelihood=said)


def noted(before: Card, after: Card, offered: Sequence[Choice]) -> str:
    """What a card's history says of another choice; empty where it is the same."""
    if value(before) == value(after):
        return ""
    label = next(one.label for one in offered if one.value == value(after))
    return f"now {label[:1].lower()}{label[1:].partition(':')[0]}"


def _positions(card: Card, home: Dossier, alive: Sequence[Entry]) -> list[Choice]:
    """A position of each party that the dossier or one of its cards knows: the card's own, then those in its quotes."""
    known = {party.slug: (party.name, *party.aliases) for party in home.parties}
    counted = Counter(one.card.party for one in alive if one.card.party)
    known |= {party: (party,) for party, _ in counted.most_common() if party not in known}
    quotes = " ".join(one.exact for one in card.evidence if isinstance(one, Quote))
    order = sorted(known, key=lambda slug: (slug != card.party, not names_one(quotes, known[slug])))
    found = [
        Choice(shorten(f"A position of {known[slug][0]}", MAX_OPTION), f"{Kind.POSITION} {slug}")
        for slug in order
        if _fits(f"{Kind.POSITION} {slug}")
    ]
    nobody = [Choice("A position: whose is not said yet", str(Kind.POSITION))]
    return [*(nobody if value(card) == Kind.POSITION else []), *found]


def _fits(value: str) -> bool:
    return length(value) <= MAX_OPTION
