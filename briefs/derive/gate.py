"""Whether a text is about a negotiation at all, or only borrows its words.

A learned row over the whole text: how often each cue and each common word stands in a thousand words. Simple counts of
institutions turned away good essays on strikes and gas fields, and let a book review in; this row is calibrated by the
length of the text, since a pasted paragraph shows less of everything.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from briefs.derive.features import Features, Unit
from briefs.derive.weights import Weights, sigmoid

REASON = (
    "This text does not seem to be about a negotiation: too few of its sentences say what somebody wants, "
    "offers, refuses or can hold out for."
)
EMPTY = "There is no text to read here: no sentence that could carry a card."

OPEN = 0.58  # left out, the least open essay came to .76 and the most open other text to .51

_OWN = ("word.", "sign.", "shape.")


def gate_features(units: Sequence[Unit], features: Sequence[Features]) -> Features:
    """How often each cue and word stands in a thousand words, on a scale that flattens."""
    counts: Counter[str] = Counter()
    for own in features:
        counts.update(name for name, value in own.items() if value and _counts(name))
    words = sum(len(unit.words) for unit in units) or 1
    return {name: math.log1p(count * 1000 / words) for name, count in counts.items()}


def _counts(name: str) -> bool:
    return name.startswith(_OWN) or (name.endswith((".decisive", ".supporting")) and ":" not in name)


def raw_odds(found: Features, gate: dict[str, float]) -> float:
    return gate["bias"] + sum(gate.get(name, 0.0) * value for name, value in found.items())


def openness(units: Sequence[Unit], features: Sequence[Features], weights: Weights) -> float:
    """The probability that the text is about a negotiation."""
    gate = dict(weights.gate)
    size = math.log(10 + sum(len(unit.words) for unit in units))
    raw = raw_odds(gate_features(units, features), gate)
    return sigmoid(gate["of raw"] * raw + gate["of size"] * size + gate["shift"])


def is_open(units: Sequence[Unit], features: Sequence[Features], weights: Weights) -> bool:
    return openness(units, features, weights) >= OPEN
