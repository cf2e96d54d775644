"""The learned weights, and the probability that a unit supports each topic. Trained by tests/labelled/train.py."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from briefs.derive.features import Features, Unit, features_of
from briefs.model import TOPICS


@dataclass(frozen=True)
class Weights:
    """One row a topic: a bias, and what each feature adds in log odds."""

    bias: Mapping[str, float]
    sure: float  # a label at or above this stands
    best: float  # and so does a sentence's best label at or above this, when it has no sure one
    rows: Mapping[str, tuple[float, ...]]  # feature -> its weight under each topic, in the order of TOPICS
    gate: Mapping[str, float]
    holder: Mapping[str, float] = field(default_factory=dict)  # what speaks for a party as the holder of a statement
    stance: Mapping[str, tuple[float, ...]] = field(default_factory=dict)  # feature -> its weight in stance.ROWS
    trained_on: frozenset[str] = frozenset()  # digests of the essays

    @classmethod
    def from_json(cls, text: str) -> Weights:
        raw = json.loads(text)
        rows = {name: tuple(row) for name, row in raw["rows"].items()}
        return cls(
            raw["bias"],
            raw["sure"],
            raw["best"],
            rows,
            raw["gate"],
            raw["holder"],
            {name: tuple(row) for name, row in raw["stance"].items()},
            frozenset(raw["trained_on"]),
        )


def digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:12]


@cache
def shipped() -> Weights:
    return Weights.from_json((files("briefs.derive") / "weights.json").read_text(encoding="utf-8"))


Scores = dict[str, float]  # topic -> probability


def score_units(units: Sequence[Unit], weights: Weights) -> list[tuple[Features, Scores]]:
    """Each unit's features and what they say under every topic."""
    return [(features, score(features, weights)) for features in features_of(units)]


def score(features: Features, weights: Weights) -> Scores:
    odds = [weights.bias[topic] for topic in TOPICS]
    for name, value in features.items():
        row = weights.rows.get(name)
        if row:
            for place, weight in enumerate(row):
                odds[place] += weight * value
    return {topic: sigmoid(odd) for topic, odd in zip(TOPICS, odds, strict=True)}


def labels(scores: Scores, weights: Weights) -> list[str]:
    """The topics that a unit supports: every sure one, else its best when that is good enough."""
    sure = [topic for topic in TOPICS if scores[topic] >= weights.sure]
    if sure:
        return sure
    best = max(TOPICS, key=lambda topic: scores[topic])
    return [best] if scores[best] >= weights.best else []


def contributions(features: Features, topic: str, weights: Weights, most: int = 12) -> list[tuple[str, float]]:
    """The features that moved this label most, for or against."""
    place = TOPICS.index(topic)
    parts = [
        (name, weights.rows[name][place] * value) for name, value in features.items() if name in weights.rows and value
    ]
    parts.sort(key=lambda part: (-abs(part[1]), part[0]))
    return [(name, round(weight, 3)) for name, weight in parts[:most] if abs(weight) >= 0.01]


def sigmoid(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def logit(share: float) -> float:
    share = max(1e-6, min(1 - 1e-6, share))
    return math.log(share / (1 - share))
