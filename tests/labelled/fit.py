# mypy: ignore-errors
# scikit-learn is no dependency of the project, and the checks run without it.

"""What is learnt from labelled texts: the rows of both looks, the gate, whose a statement is, and its stance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from corpus import NOTHING, Text, by_hand, phrasebook, stancebook, told, wanted
from scipy.sparse import csr_matrix
from score import same_party
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from briefs.derive.again import second_features
from briefs.derive.cues import TOPIC_CUES
from briefs.derive.features import Features
from briefs.derive.gate import Gate, is_of_gate, roots
from briefs.derive.phrases import lines
from briefs.derive.signs import SIGNS
from briefs.derive.stance import ROWS, STANCES, StanceRows, stance_features
from briefs.derive.weights import Rows, Weights, sigmoid
from briefs.derive.words import stem
from briefs.model import TOPICS

FIRST_STRENGTH = 0.1  # C of the first look's rows: less is smoother
AGAIN_STRENGTH = 0.3
GATE_STRENGTH = 0.2
WHOLE_STRENGTH = 5.0
WHOLE = 1 / 6  # of what the whole says counts beside the mean of the sentences
STANCE_STRENGTH = 0.1
ALLOWED = 0.3  # how much a topic that a sentence may have counts beside one that it must have
MUST_HAVE = 1.5  # and so a must-have
TELLING = 0.5  # how far a feature counts by how telling it is: 0 not at all, 1 wholly
RARE_TEXTS, RARE_UNITS = 3, 5  # words and pairs of fewer are left out, so that names of one essay carry nothing


def fit(texts: Sequence[Text], gate: Gate) -> Weights:
    """All that is learnt from labelled essays, with a gate, but for the three thresholds."""
    first, again = fit_looks(texts)
    return Weights(0.5, 0.5, 0.0, first, again, gate, fit_holder(texts), fit_stance(texts))


def labelled(texts: Sequence[Text]) -> list[Text]:
    """The essays on negotiations: what other texts borrow must not count against the words that they borrow."""
    return [text for text in texts if text.on_topic and any(text.labels)]


def fit_looks(texts: Sequence[Text]) -> tuple[Rows, Rows]:
    """The rows of the first look; and those of the second, which learn from what a first look makes of new texts."""
    texts = tuple(labelled(texts))
    seen: list[tuple[Text, list[Features]]] = []
    hands = sorted({by_hand(text) for text in texts})
    for third in (hands[0::3], hands[1::3], hands[2::3]):
        rows = fit_first(tuple(text for text in texts if by_hand(text) not in third))
        seen += [(text, seen_again(text, rows)) for text in texts if by_hand(text) in third]
    labels = [label for text, _ in seen for label in text.labels]
    return fit_first(texts), _fit_rows(*_table(own for _, found in seen for own in found), labels, AGAIN_STRENGTH)


def seen_again(text: Text, rows: Rows) -> list[Features]:
    odds = [rows.odds(own) for own in text.features]
    scores = [{topic: sigmoid(odd) for topic, odd in own.items()} for own in odds]
    return second_features(text.units, text.features, odds, scores)


@cache
def fit_first(texts: tuple[Text, ...]) -> Rows:
    texts = (*texts, phrasebook())
    known = _known_features(texts)
    table = _table({n: x for n, x in own.items() if n in known} for text in texts for own in text.features)
    return _fit_rows(*table, [label for text in texts for label in text.labels], FIRST_STRENGTH)


def _known_features(texts: Sequence[Text]) -> set[str]:
    in_texts: Counter[str] = Counter()
    in_units: Counter[str] = Counter()
    for text in texts:
        in_texts.update({name for own in text.features for name in own})
        for own in text.features:
            in_units.update(own.keys())
    return {
        name
        for name in in_texts
        if not name.startswith(("word.", "pair.")) or (in_texts[name] >= RARE_TEXTS and in_units[name] >= RARE_UNITS)
    }


def _table(features: Iterable[Features]) -> tuple[csr_matrix, list[str]]:
    """One row a unit, one column a feature, and the features' names."""
    vectorizer = DictVectorizer()
    table = _narrow(vectorizer.fit_transform(features))
    return table, [str(name) for name in vectorizer.get_feature_names_out()]


def _narrow(table: csr_matrix) -> csr_matrix:
    """The same with the indices that scikit-learn wants."""
    table.indices, table.indptr = table.indices.astype(np.int32), table.indptr.astype(np.int32)
    return table


def _fit_rows(
    table: csr_matrix, names: Sequence[str], labels: Sequence[dict[str, Any] | None], strength: float
) -> Rows:
    """One logistic row a topic. What a sentence may have counts for it a little: a card that cites it is not wrong.

    Features are scaled by how telling they are before the row is fitted, so that smoothing spares the telling ones
    (Wang and Manning, Baselines and Bigrams, 2012); the weights that come out are those of the unscaled features.
    """
    bias, columns = [], []
    for topic in TOPICS:
        answers = [(place, *_answer(label, topic)) for place, label in enumerate(labels) if label is not None]
        places, right, weight = (np.array(column) for column in zip(*answers, strict=True))
        scale = 1 - TELLING + TELLING * _telling(table[places], right * weight, (1 - right) * weight)
        row = LogisticRegression(C=strength, max_iter=500, solver="liblinear", random_state=0)
        row.fit(_narrow(table[places].multiply(scale).tocsr()), right, sample_weight=weight)
        bias.append(round(float(row.intercept_[0]), 3))
        columns.append(row.coef_[0] * scale)
    weights = np.round(np.vstack(columns).T, 2)
    return Rows(
        tuple(bias),
        {name: tuple(map(float, row)) for name, row in zip(names, weights, strict=True) if np.abs(row).max() >= 0.05},
    )


def _telling(table: csr_matrix, with_topic: np.ndarray, without: np.ndarray) -> np.ndarray:
    """How much oftener each feature comes with the topic than without, or the other way: a log ratio of 0 or more."""
    seen = (table > 0).astype(float).T
    with_it, without_it = 1 + seen @ with_topic, 1 + seen @ without
    return np.abs(np.log((with_it / with_it.sum()) / (without_it / without_it.sum())))


def _answer(label: dict[str, Any], topic: str) -> tuple[int, float]:
    """Whether a sentence has a topic, and what that counts."""
    answer = wanted(label, topic)
    if answer is None:
        return 1, ALLOWED
    return answer, MUST_HAVE if answer and label["salience"] == 2 else 1.0


def fit_gate(texts: Sequence[Text]) -> Gate:
    """Two rows that tell texts on talks from others: by their sentences, and by the whole. Every text counts once."""
    known = {name for name in _known_features(texts) if is_of_gate(name)}
    answers = [text.on_topic for text in texts for _ in text.units]
    each = _fit_honestly([own for text in texts for own in text.features], answers,
                         [1 / len(text.units) for text in texts for _ in text.units], known, GATE_STRENGTH)  # fmt: skip
    whole = _fit_honestly([roots(text.features) for text in texts], [text.on_topic for text in texts],
                          [1.0] * len(texts), known, WHOLE_STRENGTH)  # fmt: skip
    return Gate(_rounded(each, 2), _rounded({name: x * WHOLE for name, x in whole.items()}, 3))


def _rounded(row: Mapping[str, float], places: int) -> dict[str, float]:
    """A row without what adds next to nothing."""
    least = 5 * 10.0**-places
    return {name: round(x, places) for name, x in row.items() if abs(x) >= least or name == "bias"}


def _fit_honestly(
    features: Sequence[Features], answers: Sequence[bool], weights: Sequence[float], known: set[str], strength: float
) -> dict[str, float]:
    """A row that is right as often on either side. What comes out with the wrong sign is left out, and the rest learnt
    again: that our essays avoid the plain words of bargaining, and our other texts borrow them, must not speak
    against a text that has them.
    """
    right, weight = np.array(answers), np.array(weights)
    for answer in (True, False):
        weight[right == answer] *= len(right) / weight[right == answer].sum()
    known = wrong = set(known)
    while wrong:
        table, names = _table({n: x for n, x in own.items() if n in known} for own in features)
        row = LogisticRegression(C=strength, max_iter=1000, solver="liblinear", random_state=0)
        row.fit(table, right, sample_weight=weight)
        wrong = {name for name, x in zip(names, row.coef_[0], strict=True) if speaks_for_talks(name) * x < 0}
        known = known - wrong
    return {**{n: float(x) for n, x in zip(names, row.coef_[0], strict=True)}, "bias": float(row.intercept_[0])}


FOR_TALKS = (*(f"sign.{one}" for one in ("talks", "bargaining", "parties", "official", "speech", "denial")),
             *(f"{topic}." for topic in TOPICS if topic not in ("history", "facts")))  # fmt: skip
AGAINST_TALKS = tuple(f"sign.{one}" for one in ("other_field", "reader", "memory", "scene"))
TALK_WORDS = {
    stem(word)
    for table in (
        SIGNS["talks"],
        SIGNS["bargaining"],
        *(TOPIC_CUES[topic]["named"] for topic in ("redlines", "positions", "leverage", "obstacles")),
    )
    for cue in lines(table)
    for word in cue.split()
    if len(word) > 3
}


def speaks_for_talks(name: str) -> int:
    """1 for what may only speak for talks, -1 for what may only speak against, 0 for what may do either."""
    if name.startswith(("word.", "pair.")):
        return int(not TALK_WORDS.isdisjoint(name.partition(".")[2].split()))
    return name.startswith(FOR_TALKS) - name.startswith(AGAINST_TALKS)


def fit_stance(texts: Sequence[Text]) -> StanceRows:
    """A row for whether a stance is told at all, and one a stance for which it is."""
    texts = labelled(texts)
    known = _known_features(texts)
    cases = [case for text in texts for case in stances_told(text)] + list(stancebook())
    cases = [
        ({n: x for n, x in found.items() if n in known or not n.startswith("word.")}, said) for found, said in cases
    ]
    table, names = _table(found for found, _ in cases)
    any_told = LogisticRegression(C=STANCE_STRENGTH, max_iter=500, solver="liblinear", random_state=0)
    any_told.fit(table, [bool(stances) for _, stances in cases])
    counts = Counter(stance for _, stances in cases for stance in stances)
    apart = [(place, one) for place, (_, stances) in enumerate(cases) for one in sorted(stances)]
    which = LogisticRegression(C=STANCE_STRENGTH, max_iter=2000, tol=1e-3)
    which.fit(
        table[[place for place, _ in apart]],
        [STANCES.index(one) for _, one in apart],
        sample_weight=[(sum(counts.values()) / 6 / counts[one]) ** 0.5 / len(cases[place][1]) for place, one in apart],
    )
    columns = np.vstack([any_told.coef_, which.coef_])
    rows = {
        name: tuple(round(float(x), 2) for x in columns[:, place])
        for place, name in enumerate(names)
        if np.abs(columns[:, place]).max() >= 0.1 or name == "bias"
    }
    biases = (any_told.intercept_[0], *which.intercept_)
    rows["bias"] = tuple(round(x + float(y), 2) for x, y in zip(rows["bias"], biases, strict=True))
    assert len(rows["bias"]) == len(ROWS)
    return rows


@cache
def stances_told(text: Text) -> list[tuple[Features, set[str]]]:
    """The units of a text with what may tell a stance, and the stances that they tell; repeats are left out."""
    return [
        (stance_features(unit, own), told(label))
        for unit, own, label in zip(text.units, text.features, text.labels, strict=True)
        if label is not None and "dup" not in label["flags"]
    ]


def fit_holder(texts: Sequence[Text]) -> dict[str, float]:
    """What tells the party whose stance it is from the others that the sentence names."""
    found, answers = [], []
    for text in texts:
        for own, label in zip(text.held, text.labels, strict=False):
            parties = {one["party"] for one in (label or NOTHING).get("stance", ()) if one["party"]}
            right = [any(same_party(one.name, party) for party in parties) for one in own]
            if any(right):
                found += [one.features for one in own]
                answers += right
    row = LogisticRegression(C=0.3, max_iter=500, solver="liblinear", random_state=0)
    table, names = _table(found)
    row.fit(table, answers)
    weights = {name: round(float(x), 2) for name, x in zip(names, row.coef_[0], strict=True)}
    return {**weights, "bias": round(weights["bias"] + float(row.intercept_[0]), 2)}
