"""A headline names whom its "she" or "it" means, where there is hardly a doubt, and its evidence names them as well."""

from __future__ import annotations

import pytest

from briefs.derive import Draft, derive_cards
from briefs.derive.explain import explain
from briefs.essay import read_snapshot

TALKS = """The talks between Ruvia and Kelvar went into a fifth week. Ruvia has offered a joint court in return for the
harbour; Kelvar wants the toll first and says that it will never sign without it. The mediator proposed a pause."""


def drafts(text: str, sentence: str) -> list[Draft]:
    """The drafts of the sentence that begins so, among the talks."""
    found = derive_cards(read_snapshot(f"{TALKS}\n\n{text}")).drafts
    return [one for one in found if one.spans[0].text.startswith(sentence)]


@pytest.mark.parametrize(
    ("before", "sentence", "expected"),
    [
        (
            "The envoy, Ana Brel, came late.",
            "She will never accept a toll on the harbour, she says.",
            "Ana Brel will never accept a toll on the harbour, she says",
        ),
        (
            "The envoy, Ana Brel, came late.",
            "Her demand is that the toll be paid before the talks go on.",
            "Ana Brel’s demand is that the toll be paid before the talks go on",
        ),
        (
            "Kelvar has left the table.",
            "It wants an apology and the toll before it comes back.",
            "Kelvar wants an apology and the toll before it comes back",
        ),
        (
            "The Porters’ Union has left the table.",
            "It wants an apology and the toll before it comes back.",
            "The Porters’ Union wants an apology and the toll before it comes back",
        ),
        (
            "The envoy, Ana Brel, came late.",
            (
                "Brel has read the page about the court of three judges from abroad, the one with two seals on it, "
                "and in return she demands a promise that no ship will ever be searched at sea again."
            ),
            "In return Ana Brel demands a promise that no ship will ever be searched at sea again",
        ),
    ],
)
def test_the_name_takes_the_place_of_the_pronoun(before, sentence, expected):
    found = next(one for one in drafts(f"{before} {sentence}", sentence) if one.headline == expected)

    assert any(name in one.text for one in found.support for name in ("Ana Brel", "Kelvar", "Porters’ Union"))


@pytest.mark.parametrize(
    ("before", "sentence"),
    [
        (
            "Behind the envoy, Ana Brel, stands the minister, Vera Holt.",
            "She will never accept a toll on the harbour, she says.",
        ),
        ("Nobody in the room speaks for Kelvar.", "It wants an apology and the toll before it comes back."),
        ("The envoy, Ana Brel, came late.", "She has never said so, nor will."),
    ],
)
def test_a_pronoun_of_which_there_is_a_doubt_keeps_its_place(before, sentence):
    assert {one.headline for one in drafts(f"{before} {sentence}", sentence)} <= {sentence.rstrip(".")}


def test_the_text_has_the_name_as_well():
    text = "The envoy, Ana Brel, came late. She will never accept a toll on the harbour, she says."

    texts = [one.text for one in drafts(text, "She will never")]

    assert texts
    assert all(one.endswith("Ana Brel will never accept a toll on the harbour, she says.") for one in texts)


def test_the_reasons_say_how_sure_a_label_is_and_where_a_name_is_from():
    text = "The envoy, Ana Brel, came late. Her demand is that the toll be paid before the talks go on."
    one = drafts(text, "Her demand")[0]

    first, *reasons = explain(one)

    assert first.startswith(f"{one.score:.0%} sure that this is about {one.topic}")
    assert any("“The envoy, Ana Brel, came late.”" in reason for reason in reasons)
