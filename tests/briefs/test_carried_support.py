"""Whoever a quote calls "she" is named by the sentence before, and only when nobody else can be meant."""

from __future__ import annotations

from briefs.carried import attach_support, objections
from briefs.essay import read_snapshot
from briefs.evidence import quote
from briefs.model import Card, Dossier, Essay, Kind, Quote

DOSSIER = Dossier("lake", "Lake", (), (), (), (), ())


def attached(text: str, words: str, quoted: str) -> list[str]:
    """The sentences that are attached to a card with these words and this quote."""
    snapshot = read_snapshot(text)
    start = text.index(quoted)
    evidence = (quote("river", snapshot, start, start + len(quoted)),)
    card = Card("players/x", "players", "The point", words, Kind.FACT, evidence, "2026")

    supported = attach_support(card, snapshot, DOSSIER)

    assert supported.evidence[:1] == evidence
    if len(supported.evidence) > 1:
        essays = {"river": Essay("river", "", "", "", "2026-11-18")}
        assert objections(supported, essays, {"river": snapshot}, DOSSIER) == []
    return [one.exact for one in supported.evidence[1:] if isinstance(one, Quote)]


NAMED = "Hanne Coldwell leads the delegation."


def test_a_surname_gets_the_sentence_with_the_full_name():
    text = f"{NAMED} The winter can wait. Coldwell wants a number."

    assert attached(text, "Hanne Coldwell wants a number.", "Coldwell wants a number.") == [NAMED]


def test_a_surname_that_two_people_share_gets_none():
    text = f"{NAMED} Her brother Mark Coldwell farms. Coldwell wants a number."

    assert attached(text, "Hanne Coldwell wants a number.", "Coldwell wants a number.") == []


def test_a_pronoun_gets_the_sentence_before_that_names_the_person():
    text = f"{NAMED} The winter can wait. She wants a number."

    assert attached(text, "Hanne Coldwell wants a number.", "She wants a number.") == [NAMED]


def test_a_pronoun_with_somebody_else_in_between_gets_none():
    text = f"{NAMED} Odile Marrant chairs. She wants a number."

    assert attached(text, "Hanne Coldwell wants a number.", "She wants a number.") == []


def test_a_card_whose_names_are_carried_stays_as_it_is():
    assert attached(f"{NAMED} She wants a number.", "She wants a number.", "She wants a number.") == []


def test_an_organisation_is_found_like_a_person():
    text = "The Ghedem Front asked for drones. A day went by. The Front said yes."

    assert attached(text, "Ghedem Front: The Front said yes.", "The Front said yes.") == [
        "The Ghedem Front asked for drones."
    ]
