"""A card is a statement of its kind, or it is told which sentence breaks which rule."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefs.model import Card, Dossier, Essay, Kind, Likelihood, Locator, Party
from briefs.statements import statement_objections

ESSAY = Essay("river", "The River", "Ines Calloway", "The Basin Review", "2026-11-18")
DOSSIER = Dossier("lake", "Lake", (Party("kessary", "Kessary", ("Tavin", "Orlan")),), (), (), (ESSAY,), ())
CARD = Card(
    "positions/share",
    "positions",
    "Kessary offers power",
    "Kessary offers Mereth a tenth of the power.",
    Kind.POSITION,
    (Locator("river", 1, 1, "0123456789abcdef"),),
    "2026-11-18",
    party="kessary",
)
JUDGED = replace(
    CARD, kind=Kind.JUDGEMENT, text="It is unlikely that both sign this year.", likelihood=Likelihood.UNLIKELY
)


def objections(card: Card) -> list[str]:
    return statement_objections(card, {"river": ESSAY}, DOSSIER)


@pytest.mark.parametrize(
    "card",
    [
        CARD,
        replace(CARD, text="The Kessarians offer a tenth of the power."),
        replace(CARD, text="Orlan offers a tenth of the power."),
        replace(CARD, party="Russia", text="Moscow offers nothing."),
        replace(CARD, kind=Kind.ARGUMENT, text="The author argues that both need a deal."),
        replace(CARD, kind=Kind.ARGUMENT, text="Calloway doubts that they sign."),
        replace(CARD, kind=Kind.FACT, party=None, text="The treaty is likely to lapse, officials say."),
        JUDGED,
        replace(JUDGED, text="Both will almost certainly sign.", likelihood=Likelihood.ALMOST_CERTAIN),
        replace(JUDGED, text=f"{JUDGED.text} We say so with moderate confidence."),
    ],
)
def test_an_honest_statement_may_pass(card):
    assert objections(card) == []


@pytest.mark.parametrize(
    ("card", "told"),
    [
        (replace(CARD, headline=" "), "The card has no headline."),
        (replace(CARD, headline="x" * 121), "The headline has 121 characters."),
        (replace(CARD, text="Kessary " * 100), "The text has 800 characters."),
        (replace(CARD, evidence=()), "rests on nothing"),
        (replace(CARD, party=None), "does not say whose"),
        (replace(CARD, text="A tenth of the power is offered."), "does not name its holder. Write Kessary"),
        (replace(CARD, kind=Kind.ARGUMENT, text="Both need a deal."), "Name Ines Calloway, or “the author”"),
        (replace(CARD, likelihood=Likelihood.LIKELY), "which only a judgement has"),
        (
            replace(JUDGED, text="They will not sign."),
            "“They will not sign.” does not. Write one of: almost no chance, very unlikely",
        ),
        (replace(JUDGED, text="It isn’t likely that both sign.", likelihood=Likelihood.LIKELY), "not “isn’t likely”"),
        (replace(JUDGED, text="A deal is highly unlikely."), "not “highly unlikely”"),
        (replace(JUDGED, text="A deal is less likely.", likelihood=Likelihood.LIKELY), "not “less likely”"),
        (replace(JUDGED, headline="Likely no deal"), "“likely” and “unlikely”"),
        (replace(JUDGED, likelihood=None), "likelihood is not set"),
        (replace(JUDGED, likelihood=Likelihood.LIKELY), "but the card's likelihood is “likely”"),
        (replace(JUDGED, text="We have high confidence that a deal is unlikely."), "“We have high confidence"),
    ],
)
def test_a_broken_rule_is_named_with_its_sentence(card, told):
    (objection,) = objections(card)

    assert told in objection
