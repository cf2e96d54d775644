"""Whether a text is about a negotiation at all, or only borrows its words.

A recipe may have a red line and a footballer's transfer an offer, so no single sentence proves anything. A trained row
says of each sentence how much it reads like one from a text about talks (log odds, weights.json), by all that the
sentence has: cues, signs, shape, words. The mean over the whole text decides; a sentence counts for so much at most,
and how long the text is counts neither way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from briefs.derive.features import Features

REASON = (
    "This text does not seem to be about a negotiation: too few of its sentences say what somebody wants, "
    "offers, refuses or can hold out for."
)
EMPTY = "There is no text to read here: no sentence that could carry a card."
MOST = 2.0  # log odds that one sentence adds or takes, so that no quotation opens a cookery column
SURROUNDINGS = ("place.", "before:", "behind:", "before.", "behind.", "heading:")  # say where a sentence stands


def is_of_gate(name: str) -> bool:
    """Whether a feature is one that the gate looks at: what a sentence has by itself."""
    return not name.startswith(SURROUNDINGS)


def talk(features: Features, gate: Mapping[str, float]) -> float:
    """How much one sentence reads like one about talks: log odds, from -MOST to MOST."""
    odds = gate["bias"] + sum(gate.get(name, 0.0) * value for name, value in features.items() if is_of_gate(name))
    return max(-MOST, min(MOST, odds))


def openness(features: Sequence[Features], gate: Mapping[str, float]) -> float:
    """How much the whole text does: the mean over its sentences."""
    return sum(talk(own, gate) for own in features) / max(1, len(features))
