"""What two outlets tell of one event is known as one, and what only sounds like it is not."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from briefs.essay import ParagraphKind, read_snapshot
from briefs.retold import retells

ESSAYS = sorted((Path(__file__).parent.parent / "labelled/essays").glob("*.md"))
ONE_EVENT = [
    (
        "Ruvia rejected the proposal of a ceasefire, the Kelvar ministry said.",
        "The Kelvar ministry said Ruvia rejected the proposal of a ceasefire.",
    ),
    (
        "Kelvar will not cede the port, President Zoran Petek said in Bresk.",
        "President Zoran Petek said Kelvar will not cede the port.",
    ),
    (
        "The ministers will meet again in Bresk on 14 May 2026.",
        "The ministers are to meet again on 14 May 2026 in Bresk.",
    ),
    (
        "Kessary will not open the northern gate before the vote on 7 February, its government said on Monday.",
        "On Monday the government of Kessary said the northern gate would not be opened until the vote on 7 February.",
    ),
    (
        "The union rejected the company's offer of a 4 per cent rise on Tuesday.",
        "The company's offer of 4 per cent was rejected by the union on Tuesday.",
    ),
    (
        "Foreign Minister Cem Altuner said his country would not withdraw a single soldier before flights resume.",
        "Not a single soldier will be withdrawn before flights resume, Foreign Minister Cem Altuner said.",
    ),
    (
        "Dravenia offered on Friday to let Egyptian sweepers clear the mines in the lane.",
        "In an offer made on Friday, Dravenia would let Egyptian sweepers clear mines from the lane.",
    ),
    (
        "The two sides agreed to meet again in Valletta on 3 March.",
        "Both sides will meet again in Valletta on 3 March, they agreed.",
    ),
    (
        "Mereth demands 3.2 cubic kilometres of water each summer.",
        "Each summer, 3.2 cubic kilometres of water must flow, Mereth demands.",
    ),
    (
        "The mediators proposed a ceasefire of 40 days in exchange for the release of 22 captives.",
        "A 40-day ceasefire in exchange for 22 captives is what the mediators have proposed.",
    ),
    (
        "The ministry suspended the talks after a drone struck the harbour at Bresk.",
        "Talks were suspended by the ministry after the harbour at Bresk was struck by a drone.",
    ),
    (
        "The president ruled out any concession on the islands.",
        "The president has ruled out concessions over the islands.",
    ),
    ("Parliament voted 212 to 97 to ratify the accord.", "The accord was ratified by parliament by 212 votes to 97."),
]
TWO_EVENTS = [
    (
        "The northern gate stays shut before the vote in Kessary.",
        "The southern gate stays shut before the vote in Kessary.",
    ),
    ("The union rejected the company's last offer.", "The company rejected the union's last offer."),
    ("The union said that the company had broken its word.", "The company said that the union had broken its word."),
    ("The union rejected the company's offer in Bresk.", "The union accepted the company's offer in Bresk."),
    ("Kessary will open the northern gate in spring.", "Kessary will not open the northern gate in spring."),
    ("Kessary will open the northern gate in spring.", "Kessary may open the northern gate in spring."),
    (
        "Sorvia will release the ships if the premium is paid.",
        "Sorvia will release the ships after the premium is paid.",
    ),
    ("The ministry suspended the talks after the strike.", "The ministry resumed the talks after the strike."),
    (
        "The president ruled out any concession on the islands.",
        "The president ruled out any concession on the fisheries.",
    ),
    ("The mediators proposed a ceasefire of 40 days.", "The mediators proposed a ceasefire of 60 days."),
    ("Teachers want smaller classes before they return.", "Teachers want higher pay before they return."),
    ("The minister told parliament that talks would fail.", "The minister told parliament that talks would succeed."),
    ("Talks resumed on Monday.", "Talks resumed on Monday."),  # too little to tell one Monday from another
    ("Ruvia said Kelvar rejected the offer of talks.", "Kelvar said Ruvia rejected the offer of talks."),
    ("Ruvia stops firing in Tavin and Kelvar in Bresk.", "Ruvia stops firing in Bresk and Kelvar in Tavin."),
]


@pytest.mark.parametrize(("one", "other"), ONE_EVENT)
def test_one_event_in_other_words_is_one(one, other):
    assert retells(one, other)
    assert retells(other, one)


@pytest.mark.parametrize(("one", "other"), TWO_EVENTS)
def test_two_events_in_like_words_are_two(one, other):
    assert not retells(one, other)
    assert not retells(other, one)


def test_no_two_essays_about_different_talks_tell_one_event():
    began = time.perf_counter()
    prose = (ParagraphKind.PROSE, ParagraphKind.ITEM)
    said = [
        (file.name, sentence.text)
        for file in ESSAYS[:30]
        for paragraph in read_snapshot(file.read_text(encoding="utf-8")).paragraphs
        if paragraph.kind in prose
        for sentence in paragraph.sentences
    ]

    found = [
        (one, other)
        for place, (essay, one) in enumerate(said)
        for elsewhere, other in said[:place]
        if essay != elsewhere and retells(one, other)
    ]

    assert found == []
    assert (time.perf_counter() - began) / len(said) ** 2 < 100e-6  # seconds a pair: an essay meets thousands of cards
