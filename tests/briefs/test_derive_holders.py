"""Whose statement a sentence is, by what, and what sort of statement that makes it."""

from __future__ import annotations

import pytest

from briefs.derive import Draft, derive_cards
from briefs.derive.features import read_units
from briefs.derive.holders import Holder, holders
from briefs.derive.parties import find_actors
from briefs.derive.people import find_people
from briefs.derive.weights import shipped
from briefs.essay import read_snapshot
from briefs.model import Kind, Stance

TALKS = """Ruvia and Kelvar met a sixth time on Tuesday. Ruvia's chief negotiator, Zoran Petek, asked for the port.
Kelvar has offered a lease of ten years, and Kelvar wants a toll on every ship. The Kelvar delegation refuses to discuss
the lighthouse. Ruvia said that it was open to a joint authority."""


def whose(text: str, sentence: str) -> Holder | None:
    """The holder of the sentence that is added to the talks."""
    units = read_units(read_snapshot(f"{TALKS}\n\n{text}"))
    found = holders(units, find_actors(units, None, find_people(units)), shipped().holder)
    return next(one for unit, one in zip(units, found, strict=True) if unit.sentence.text.startswith(sentence))


def drafts(text: str) -> list[Draft]:
    return list(derive_cards(read_snapshot(f"{TALKS}\n\n{text}")).drafts)


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("Kelvar rejected the plan.", "Kelvar"),
        ("Ruvia’s offer of a joint court is still on the table.", "Ruvia"),
        ("Petek would accept a toll in return for the port.", "Ruvia"),
    ],
)
def test_whoever_acts_or_owns_the_offer_holds_it(text, party):
    holder = whose(text, text[:5])

    assert holder is not None
    assert holder.name == party


def test_a_surname_is_carried_by_the_sentence_that_names_the_person_in_full():
    holder = whose("Petek would accept a toll in return for the port.", "Petek")

    assert holder is not None
    assert (holder.how, holder.by) == ("surname", "the surname “Petek”")
    assert ["Zoran Petek" in sentence.text for sentence in holder.named_in] == [True]


def test_a_pronoun_is_carried_by_the_sentence_before():
    holder = whose("Kelvar has left the table. It wants an apology and the toll.", "It wants")

    assert holder is not None
    assert holder.name == "Kelvar"
    assert holder.by
    assert any("Kelvar" in sentence.text for sentence in holder.named_in)


def test_a_reported_line_is_a_position_with_its_holder_and_not_a_fact():
    text = "The Government says that there is no deal without a mayor. The Government has offered two million a year."

    line = [draft for draft in drafts(text) if draft.spans[0].text.startswith("The Government says")]

    assert line
    assert {draft.kind for draft in line if draft.topic in ("redlines", "positions")} == {Kind.POSITION}
    assert {draft.party for draft in line if draft.kind is Kind.POSITION} == {"Government"}


def test_quoted_words_are_not_the_authors():
    text = "“We can wait,” said Zoran Petek. “Our reserves will last until the spring, and I will not sell them.”"

    assert not [draft for draft in drafts(text) if "reserves" in draft.text and draft.kind is Kind.ARGUMENT]


def test_what_stands_in_the_calendar_is_a_fact_and_a_forecast_is_the_authors():
    dated, guessed = "The two delegations meet again in Tavin on 14 April.", "A deal before 14 April is unlikely."

    kinds = {draft.spans[0].text: draft.kind for draft in drafts(f"{dated} {guessed}") if draft.topic == "outlook"}

    assert kinds == {dated: Kind.FACT, guessed: Kind.ARGUMENT}


def test_a_denied_offer_is_a_rejection():
    text = "Kelvar denied that it had ever offered a share of the toll."

    stances = {draft.stance for draft in drafts(text) if draft.topic == "positions" and draft.spans[0].text == text}

    assert stances == {Stance.REJECTION}


def test_an_offer_and_a_demand_are_told_apart():
    stances = {draft.spans[0].text[:14]: draft.stance for draft in drafts("") if draft.topic == "positions"}

    assert stances["Kelvar has off"] is Stance.OFFER


def test_everybody_named_is_listed_with_their_party():
    people = derive_cards(read_snapshot(TALKS)).people

    assert [(one.name, one.role, one.party) for one in people] == [("Zoran Petek", "Ruvia's chief negotiator", "Ruvia")]
