"""The learned weights, and the probability that a unit supports each topic. Trained by tests/labelled/train.py."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from briefs.derive.again import Scores, second_features
from briefs.derive.features import Features, Unit, features_of
from briefs.derive.gate import Gate
from briefs.model import TOPICS

FARTHEST = 9.0  # log odds; nothing is surer, and no accident of one sentence carries far in the second look


@dataclass(frozen=True)
class Rows:
    """One logistic row a topic: a bias, and what each feature adds in log odds."""

    bias: tuple[float, ...] = (0.0,) * len(TOPICS)  # in the order of TOPICS, as all rows are
    weights: Mapping[str, tuple[float, ...]] = field(default_factory=dict)  # by the feature's name

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Rows:
        return cls(tuple(raw["bias"]), {name: tuple(row) for name, row in raw["weights"].items()})

    def odds(self, features: Features) -> dict[str, float]:
        """The log odds of every topic."""
        odds = list(self.bias)
        for name, value in features.items():
            row = self.weights.get(name)
            if row:
                for place, weight in enumerate(row):
                    odds[place] += weight * value
        return {topic: max(-FARTHEST, min(FARTHEST, odd)) for topic, odd in zip(TOPICS, odds, strict=True)}


@dataclass(frozen=True)
class Weights:
    """All that was learnt, and the three thresholds."""

    sure: float  # a label at or above this stands
    best: float  # and so does a sentence's best label at or above this, when it has no sure one
    open: float  # a text whose openness is below this gives no card
    first: Rows
    again: Rows
    gate: Gate = field(default_factory=Gate)
    holder: Mapping[str, float] = field(default_factory=dict)  # what speaks for a party as the holder of a statement
    stance: Mapping[str, tuple[float, ...]] = field(default_factory=dict)  # feature -> its weight in stance.ROWS
    trained_on: frozenset[str] = frozenset()  # digests of the essays

    @classmethod
    def from_json(cls, text: str) -> Weights:
        raw = json.loads(text)
        return cls(
            raw["sure"],
            raw["best"],
            raw["open"],
            Rows.from_json(raw["first"]),
            Rows.from_json(raw["again"]),
            Gate(raw["gate"]["each"], raw["gate"]["whole"]),
            raw["holder"],
            {name: tuple(row) for name, row in raw["stance"].items()},
            frozenset(raw["trained_on"]),
        )


def digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:12]


@cache
def shipped() -> Weights:
    return Weights.from_json((files("briefs.derive") / "weights.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Judged:
    """What a unit shows by itself, what the second look sees of it, and how likely it supports each topic."""

    features: Features
    again: Features
    scores: Scores


def judge(units: Sequence[Unit], weights: Weights) -> list[Judged]:
    """Every unit, looked at twice."""
    features = features_of(units)
    odds = [weights.first.odds(own) for own in features]
    again = second_features(units, features, odds, [_scores(own) for own in odds])
    return [Judged(own, seen, _scores(weights.again.odds(seen))) for own, seen in zip(features, again, strict=True)]


def _scores(odds: Mapping[str, float]) -> dict[str, float]:
    return {topic: sigmoid(odd) for topic, odd in odds.items()}


def labels(scores: Scores, weights: Weights) -> list[str]:
    """The topics that a unit supports: every sure one, else its best when that is good enough."""
    sure = [topic for topic in TOPICS if scores[topic] >= weights.sure]
    if sure:
        return sure
    best = max(TOPICS, key=lambda topic: scores[topic])
    return [best] if scores[best] >= weights.best else []


def contributions(judged: Judged, topic: str, weights: Weights, most: int = 12) -> list[tuple[str, float]]:
    """The features that moved this label most, for or against, in log odds: of both looks."""
    parts = dict(_parts(judged, topic, weights))
    ranked = sorted(parts.items(), key=lambda part: (-abs(part[1]), part[0]))
    return [(name, round(weight, 3)) for name, weight in ranked[:most] if abs(weight) >= 0.01]


def _parts(judged: Judged, topic: str, weights: Weights) -> Iterator[tuple[str, float]]:
    """What each feature adds: in the second look, or in the first times what the second makes of that."""
    place, own = TOPICS.index(topic), f"own:{topic}"
    carried = weights.again.weights[own][place] / 2 if own in weights.again.weights else 0.0
    for name in {**judged.features, **judged.again}:
        if name == own:
            continue
        first, second = weights.first.weights.get(name), weights.again.weights.get(name)
        worth = first[place] * carried * judged.features.get(name, 0.0) if first else 0.0
        worth += second[place] * judged.again.get(name, 0.0) if second else 0.0
        if worth:
            yield name, worth


def sigmoid(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
