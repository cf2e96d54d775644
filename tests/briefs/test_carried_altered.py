"""Two hundred altered cards are refused, their two hundred twins pass, and so do the drafts that derivation makes."""

from __future__ import annotations

import random
from collections.abc import Iterator

from briefs.carried import attach_support, objections
from briefs.derive import derive_cards
from briefs.evidence import quote
from briefs.model import Card, Essay
from tests.briefs.altered import DOSSIER, Pair, labelled_essays, pairs

EACH = {
    "name": 32,
    "first word": 15,
    "names": 6,
    "number": 15,
    "digits": 15,
    "unit": 19,
    "date": 25,
    "before": 10,
    "left out": 20,
    "put in": 15,
    "no longer": 10,
    "only": 10,
    "only left out": 5,
    "unless": 3,
}


def chosen() -> list[Pair]:
    """Some pairs of every sort (all of a rare one), two hundred in all, the same ones each time."""
    found = [pair for pair in pairs(seed=20) if pair.card.headline != "(no words)"]
    dice = random.Random(20)
    dice.shuffle(found)
    each = [pair for what, count in EACH.items() for pair in [pair for pair in found if pair.what == what][:count]]
    assert {pair.what for pair in each} == set(EACH)
    return (each + [pair for pair in found if pair not in each])[:200]


def told(pair: Pair, card: Card) -> list[str]:
    return objections(card, {pair.essay.id: pair.essay}, {pair.essay.id: pair.snapshot}, DOSSIER)


def test_two_hundred_altered_cards_are_refused_with_the_token_named_and_their_twins_pass():
    sample = chosen()

    assert len(sample) == 200
    refused = [(pair.card.text, told(pair, pair.card)) for pair in sample if told(pair, pair.card)]
    passed = [
        (pair.what, pair.token, pair.twin.headline, pair.twin.text)
        for pair in sample
        if not any(f"{pair.token}".casefold() in objection.casefold() for objection in told(pair, pair.twin))
    ]

    assert refused == []
    assert passed == []


def drafts() -> Iterator[tuple[Card, list[str]]]:
    """Every draft of the labelled essays, with what is said against it."""
    for essay, snapshot in labelled_essays():
        known = Essay(essay.id, "", "", "", essay.published)
        for draft in derive_cards(snapshot, DOSSIER, essay.published).drafts:
            spans = (*draft.spans, *draft.support)
            evidence = tuple(quote(essay.id, snapshot, span.start, span.end) for span in spans)
            card = Card(
                "x/x", draft.topic, draft.headline, draft.text, draft.kind, evidence, essay.published, draft.party
            )
            supported = attach_support(card, snapshot, DOSSIER)
            yield supported, objections(supported, {essay.id: known}, {essay.id: snapshot}, DOSSIER)


def test_no_draft_is_refused_as_it_stands():
    judged = list(drafts())

    assert len(judged) > 2900  # as many cards as the labelled essays give
    assert [(card.headline, card.text, said) for card, said in judged if said] == []
