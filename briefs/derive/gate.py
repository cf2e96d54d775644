"""Whether a text is about a negotiation at all, or only borrows its words.

A recipe may have a red line and a footballer's transfer an offer, so no single sentence proves anything. Two trained
rows (log odds, weights.json) look at all that sentences have: cues, signs, shape, words. One says of each sentence how
much it reads like one from a text about talks, and the mean counts; a sentence adds or takes so much at most. The other
looks at the whole at once, where a thing said in every tenth sentence counts for a third of one said in all (the root
of its share), so that what a text has at all tells more than how often. How long a text is counts neither way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from briefs.derive.features import Features

REASON = (
    "This text does not seem to be about a negotiation: too few of its sentences say what somebody wants, "
    "offers, refuses or can hold out for. If a part of it is, add that part by itself."
)
EMPTY = "There is no text to read here: no sentence that could carry a card."
MOST = 2.0  # log odds that one sentence adds or takes, so that no quotation opens a cookery column
SURROUNDINGS = ("place.", "before:", "behind:", "before.", "behind.", "heading:")  # say where a sentence stands


@dataclass(frozen=True)
class Gate:
    """What a feature adds in log odds; "bias" is among them."""

    each: Mapping[str, float] = field(default_factory=dict)  # to a sentence that has it
    whole: Mapping[str, float] = field(default_factory=dict)  # to a text, times the root of its share of sentences


def is_of_gate(name: str) -> bool:
    """Whether a feature is one that the gate looks at: what a sentence has by itself."""
    return not name.startswith(SURROUNDINGS)


def talk(features: Features, gate: Gate) -> float:
    """How much one sentence reads like one about talks: log odds, from -MOST to MOST."""
    own = gate.each
    odds = own["bias"] + sum(own.get(name, 0.0) * value for name, value in features.items() if is_of_gate(name))
    return max(-MOST, min(MOST, odds))


def roots(features: Sequence[Features]) -> Features:
    """Of each feature that a text has, the root of its share: its sum over the sentences, divided by how many."""
    found: Features = {}
    for own in features:
        for name, value in own.items():
            if is_of_gate(name):
                found[name] = found.get(name, 0.0) + value
    return {name: (value / len(features)) ** 0.5 for name, value in found.items()}


def openness(features: Sequence[Features], gate: Gate) -> float:
    """How much a text of one sentence or more reads like one about talks: by its sentences, and by the whole."""
    mean = sum(talk(own, gate) for own in features) / len(features)
    return mean + gate.whole["bias"] + sum(gate.whole.get(name, 0.0) * value for name, value in roots(features).items())
