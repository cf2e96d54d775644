"""Whether a text is about a negotiation at all, or only borrows its words."""

from __future__ import annotations

from collections.abc import Sequence

from briefs.derive.features import Features
from briefs.derive.weights import Scores, Weights, sigmoid

SHORT = 12  # units; below this one plain sentence of bargaining is enough

REASON = (
    "This text does not seem to be about a negotiation: too few of its sentences say what somebody wants, "
    "offers, refuses or can hold out for."
)
EMPTY = "There is no text to read here: no sentence that could carry a card."


def gate_features(features: Sequence[Features], scores: Sequence[Scores]) -> Features:
    """What the whole text looks like: shares of its sentences that carry each sign."""
    count = max(1, len(features))
    signs = {f"gate.{name}": sum(name in own for own in features) / count for name in GATE_SIGNS}
    tops = sorted((max(own.values()) for own in scores), reverse=True)
    upper = tops[: max(1, len(tops) * 3 // 10)]
    return signs | {
        "gate.mean": sum(sum(own.values()) for own in scores) / count,
        "gate.upper": sum(upper) / max(1, len(upper)),
        **{
            f"gate.topic.{topic}": sum(own[topic] for own in scores) / count
            for topic in ("positions", "redlines", "leverage", "obstacles", "players", "history", "outlook", "facts")
        },
    }


GATE_SIGNS = tuple(
    """
    sign.parties sign.talks sign.official sign.speech sign.scene sign.author sign.memory sign.reader
    sign.denial positions.decisive redlines.decisive leverage.decisive obstacles.decisive players.decisive
    outlook.decisive shape.titled shape.full_name shape.no_names sign.will
    """.split()
)


def openness(features: Sequence[Features], scores: Sequence[Scores], weights: Weights) -> float:
    """The probability that the text is about a negotiation."""
    odds = weights.gate.get("bias", 0.0)
    for name, value in gate_features(features, scores).items():
        odds += weights.gate.get(name, 0.0) * value
    return sigmoid(odds)


def is_open(features: Sequence[Features], scores: Sequence[Scores], weights: Weights) -> bool:
    if len(features) < SHORT:
        return any(max(own.values()) > 0.5 for own in scores)
    return openness(features, scores, weights) >= weights.gate.get("threshold", 0.5)
