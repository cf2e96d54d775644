# mypy: ignore-errors
# scikit-learn is no dependency of the project, and the checks run without it.

"""Train the weights of briefs/derive on the labelled essays, and print how well they do on essays left out.

    python tests/labelled/train.py             choose the two thresholds, then write briefs/derive/weights.json
                                               and briefs/derive/left_out.md
    python tests/labelled/train.py --table     print left_out.md again for the weights as they are, and write nothing

Needs scikit-learn (`pip install -e .[train]`); nothing else in the project does. Run from the repository's root.
"""

from __future__ import annotations

import argparse
import json
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(HERE)]

import numpy as np  # noqa: E402
import score as scorer  # noqa: E402
from sklearn.feature_extraction import DictVectorizer  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402

from briefs.derive import derive_cards  # noqa: E402
from briefs.derive.features import Features, Unit, features_of, read_units  # noqa: E402
from briefs.derive.gate import gate_features  # noqa: E402
from briefs.derive.holders import Candidate, acting, candidates  # noqa: E402
from briefs.derive.parties import find_actors  # noqa: E402
from briefs.derive.people import find_people  # noqa: E402
from briefs.derive.scoring import read_labelled, same_party, who_rows  # noqa: E402
from briefs.derive.stance import ROWS, STANCES, StanceRows, stance_features  # noqa: E402
from briefs.derive.weights import Scores, Weights, digest, labels, score, shipped  # noqa: E402
from briefs.essay import read_snapshot  # noqa: E402
from briefs.model import TOPICS  # noqa: E402

STRENGTH = 0.05  # C of the topic rows: less is smoother
STANCE_STRENGTH = 0.1
GATE_SMOOTHING = 0.01
GATE_STEPS = 3000
WINDOWS = (6, 12, 24)  # units; the gate also sees pieces of essays, as short pasted texts are
LEAST_PRECISION = 0.655  # with an author left out
LEAST_COVERED = 0.86
LETTERS = {topic[0]: topic for topic in ("redlines", "positions", "leverage", "obstacles", "history", "facts")}
LETTERS |= {"y": "players", "u": "outlook"}
NOTHING: dict[str, Any] = {"topics": [], "topics_ok": [], "salience": 0}
OUT = ROOT / "briefs" / "derive" / "weights.json"
TABLE = OUT.with_name("left_out.md")


@dataclass
class Text:
    """A labelled essay; or a text that only the gate learns from: about no negotiation, or unlabelled talks."""

    name: str
    on_topic: bool
    units: list[Unit]
    features: list[Features]
    labels: list[dict[str, Any] | None]
    pieces: list[tuple[Features, float]]
    held: list[list[Candidate]]  # for every unit the parties whose statement it may be


def read_texts() -> list[Text]:
    texts = []
    for name, gold in scorer.load_gold(HERE / "gold", HERE).items():
        units = read_units(read_snapshot(gold["text"]))
        by_span = {(s["start"], s["end"]): s for s in gold["sentences"]}
        labels = [by_span.get((unit.sentence.start, unit.sentence.end)) for unit in units]
        features = features_of(units)
        actors = find_actors(units, None, find_people(units))
        # Whose the sentence before is likeliest to be is asked of the shipped weights: a small thing, and slow to vary.
        held = candidates(units, actors, shipped().holder)
        pieces = _pieces(units, features, acting(units, actors))
        texts.append(Text(name, gold["on_topic"], units, features, labels, pieces, held))
    for folder in ("elsewhere", "talks"):
        for path in sorted((HERE / folder).glob("*.md")):
            units = read_units(read_snapshot(path.read_text(encoding="utf-8")))
            label = NOTHING if folder == "elsewhere" else None
            features = features_of(units)
            pieces = _pieces(units, features, acting(units, find_actors(units, None, find_people(units))))
            texts.append(Text(path.stem, label is None, units, features, [label] * len(units), pieces, []))
    return texts


@cache
def phrasebook() -> Text:
    """Plain sentences by themselves, each a paragraph."""
    units, labels = [], []
    for line in (HERE / "phrasebook.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            letters, _, sentence = line.partition(" | ")
            required, _, also = letters.partition("/")
            topics = [LETTERS[letter] for letter in required if letter in LETTERS]
            read = read_units(read_snapshot(sentence))
            if not read:  # it looks like a heading when it stands alone
                continue
            units += read
            labels.append(
                {
                    "topics": topics,
                    "topics_ok": [LETTERS[letter] for letter in also if letter in LETTERS],
                    "salience": len(topics) and 1,
                }
            )
    features = [features_of([unit])[0] for unit in units]
    for own in features:
        for name in [name for name in own if name.startswith("place.")]:
            del own[name]
    return Text("phrasebook", True, units, features, labels, [], [])


@cache
def stancebook() -> list[tuple[Features, set[str]]]:
    """Plain sentences by themselves, each with its stances."""
    letters = {"r": "red line", "d": "demand", "o": "offer", "c": "concession", "j": "rejection", "t": "threat"}
    book = []
    for line in (HERE / "stances.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            said, _, sentence = line.partition(" | ")
            for unit in read_units(read_snapshot(sentence))[:1]:
                own = {name: x for name, x in features_of([unit])[0].items() if not name.startswith("place.")}
                book.append((stance_features(unit, own), {letters[one] for one in said if one in letters}))
    return book


def told(label: dict[str, Any]) -> set[str]:
    """The stances of a label, by the names of Stance."""
    return {one["type"].replace("_", " ") for one in label["stance"]} - {"none"}


def fit_stance(texts: Sequence[Text]) -> StanceRows:
    """A row for whether a stance is told at all, and one a stance for which it is."""
    texts = [text for text in texts if text.on_topic and any(text.labels)]
    known = _known_features(texts)
    cases = [
        (stance_features(unit, {n: x for n, x in own.items() if n in known}), told(label))
        for text in texts
        for unit, own, label in zip(text.units, text.features, text.labels, strict=True)
        if label is not None and "dup" not in label["flags"]
    ]
    cases += [
        ({n: x for n, x in found.items() if n in known or not n.startswith("word.")}, s) for found, s in stancebook()
    ]
    vectorizer = DictVectorizer()
    table = vectorizer.fit_transform([found for found, _ in cases])
    table.indices, table.indptr = table.indices.astype(np.int32), table.indptr.astype(np.int32)  # as sklearn wants them
    any_told = LogisticRegression(C=STANCE_STRENGTH, max_iter=500, solver="liblinear", random_state=0)
    any_told.fit(table, [bool(stances) for _, stances in cases])
    counts = Counter(stance for _, stances in cases for stance in stances)
    apart = [(place, one) for place, (_, stances) in enumerate(cases) for one in sorted(stances)]
    which = LogisticRegression(C=STANCE_STRENGTH, max_iter=2000)
    which.fit(
        table[[place for place, _ in apart]],
        [STANCES.index(one) for _, one in apart],
        sample_weight=[(sum(counts.values()) / 6 / counts[one]) ** 0.5 / len(cases[place][1]) for place, one in apart],
    )
    columns = np.vstack([any_told.coef_, which.coef_])
    rows = {
        str(name): tuple(round(float(x), 2) for x in columns[:, place])
        for place, name in enumerate(vectorizer.get_feature_names_out())
        if np.abs(columns[:, place]).max() >= 0.1 or name == "bias"
    }
    biases = (any_told.intercept_[0], *which.intercept_)
    rows["bias"] = tuple(round(x + float(y), 2) for x, y in zip(rows["bias"], biases, strict=True))
    assert len(rows["bias"]) == len(ROWS)
    return rows


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
    vectorizer = DictVectorizer(sparse=False)
    row = LogisticRegression(C=0.3, max_iter=500, solver="liblinear", random_state=0)
    row.fit(vectorizer.fit_transform(found), answers)
    weights = {
        str(n): round(float(x), 2) for n, x in zip(vectorizer.get_feature_names_out(), row.coef_[0], strict=True)
    }
    return {**weights, "bias": round(weights["bias"] + float(row.intercept_[0]), 2)}


def fit(texts: Sequence[Text]) -> Weights:
    """All that is learnt, but for the two thresholds."""
    return replace(fit_rows(texts), gate=fit_gate(texts), holder=fit_holder(texts), stance=fit_stance(texts))


def wanted(label: dict[str, Any] | None, topic: str) -> int | None:
    """1 where a card must cite the sentence, 0 where it must not, None where it may."""
    if label is None:
        return None
    if topic in label["topics"]:
        return 1 if label["salience"] else None
    return None if topic in label["topics_ok"] else 0


def fit_rows(texts: Sequence[Text]) -> Weights:
    """One logistic row a topic; rare words are left out, so that names of one essay carry nothing."""
    # Only essays on negotiations: what other texts borrow must not count against the words that they borrow.
    texts = [*(text for text in texts if text.on_topic and any(text.labels)), phrasebook()]
    known = _known_features(texts)
    vectorizer = DictVectorizer()
    table = vectorizer.fit_transform([_only(known, f) for text in texts for f in text.features])
    labels = [label for text in texts for label in text.labels]
    bias: dict[str, float] = {}
    columns = []
    for topic in TOPICS:
        answers = [wanted(label, topic) for label in labels]
        kept = [place for place, answer in enumerate(answers) if answer is not None]
        weight = [1.5 if answers[i] and (labels[i] or {}).get("salience") == 2 else 1.0 for i in kept]
        row = LogisticRegression(C=STRENGTH, max_iter=500, solver="liblinear", random_state=0)
        row.fit(table[kept], [answers[i] for i in kept], sample_weight=weight)
        bias[topic] = round(float(row.intercept_[0]), 3)
        columns.append(row.coef_[0])
    names = vectorizer.get_feature_names_out()
    rows = {
        str(name): tuple(round(float(column[i]), 2) for column in columns)
        for i, name in enumerate(names)
        if max(abs(float(column[i])) for column in columns) >= 0.02
    }
    return Weights(bias, 0.34, 0.2, rows, {})


def _known_features(texts: Sequence[Text]) -> set[str]:
    in_texts: Counter[str] = Counter()
    in_units: Counter[str] = Counter()
    for text in texts:
        in_texts.update({name for f in text.features for name in f})
        for f in text.features:
            in_units.update(f)
    return {name for name in in_texts if not name.startswith("word.") or (in_texts[name] >= 4 and in_units[name] >= 6)}


def _only(known: set[str], features: Features) -> Features:
    return {name: value for name, value in features.items() if name in known}


def fit_gate(texts: Sequence[Text]) -> dict[str, float]:
    """A logistic row over whole texts and pieces of them, whose weights keep the sign that their names say."""
    cases = [(text, found, weight) for text in texts for found, weight in text.pieces]
    names = sorted(cases[0][1])
    table = np.array([[found[name] for name in names] for _, found, _ in cases])
    answers = np.array([float(text.on_topic) for text, _, _ in cases])
    weight = np.array([weight for _, _, weight in cases])
    for answer in (0.0, 1.0):
        weight[answers == answer] /= 2 * weight[answers == answer].sum()
    mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-6
    table = (table - mean) / spread
    least = np.array([0.0 if name.startswith("for.") else -np.inf for name in names])
    most = np.array([0.0 if name.startswith("against.") else np.inf for name in names])
    row, bias = np.zeros(len(names)), 0.0
    for _ in range(GATE_STEPS):
        wrong = weight * (1 / (1 + np.exp(-(table @ row + bias))) - answers)
        row = np.clip(row - (table.T @ wrong + GATE_SMOOTHING * row), least, most)
        bias -= wrong.sum()
    row = row / spread
    found = {name: round(float(w), 3) for name, w in zip(names, row, strict=True) if abs(w) >= 0.001}
    return {**found, "bias": round(float(bias - row @ mean), 3)}


def _pieces(units: list[Unit], features: list[Features], acts: list[bool]) -> list[tuple[Features, float]]:
    """The whole text and pieces of it, as short pasted texts are: rates and weight."""
    count = len(units)
    spans = [(0, count)] + [(s, s + w) for w in WINDOWS if w < count for s in range(0, count - w + 1, max(2, w // 2))]
    return [
        (gate_features(units[s:e], features[s:e], acts[s:e]), 1.0 if e - s == count else 1.0 / len(spans))
        for s, e in spans
    ]


def left_out_scores(texts: Sequence[Text], fold: Callable[[Text], str]) -> dict[str, list[Scores]]:
    """Every text scored by weights that were trained without it (and without the rest of its fold)."""
    scores = {}
    for group in sorted({fold(text) for text in texts}):
        weights = fit_rows([text for text in texts if fold(text) != group])
        for text in texts:
            if fold(text) == group:
                scores[text.name] = [score(features, weights) for features in text.features]
    return scores


def best_thresholds(texts: Sequence[Text], scores: dict[str, list[Scores]], weights: Weights) -> Weights:
    """Two thresholds for all topics (single ones would only fit noise): good F1, precision and must-haves covered."""
    gold = _gold(texts)
    best = (-9.0, weights)
    for sure in range(28, 48, 2):
        for low in range(14, 30, 2):
            tried = replace(weights, sure=sure / 100, best=low / 100)
            result = scorer.score(gold, _cards(texts, scores, tried))
            precision, _, f1 = result["micro"]
            worth = f1 + 0.3 * min(result["cov2"], LEAST_COVERED) - 2 * max(0.0, LEAST_PRECISION - precision)
            best = max(best, (worth, tried), key=lambda pair: pair[0])
    return best[1]


def _gold(texts: Sequence[Text]) -> dict[str, Any]:
    names = {text.name for text in texts}
    return {name: gold for name, gold in scorer.load_gold(HERE / "gold", HERE).items() if name in names}


def _cards(texts: Sequence[Text], scores: dict[str, list[Scores]], weights: Weights) -> dict[str, Any]:
    return {
        text.name: [
            {"topic": topic, "evidence": [[unit.sentence.start, unit.sentence.end]]}
            for unit, own in zip(text.units, scores[text.name], strict=True)
            if text.on_topic
            for topic in labels(own, weights)
        ]
        for text in texts
    }


def train(texts: Sequence[Text], scores: dict[str, list[Scores]]) -> Weights:
    return best_thresholds(texts, scores, fit(texts))


def left_out_cards(texts: Sequence[Text], fold: Callable[[Text], str]) -> dict[str, Any]:
    """What `derive_cards` makes of every text with weights that were trained without its fold, gate and all.

    Only the two thresholds are those of the shipped weights, chosen once on all essays.
    """
    cards = {}
    for group in sorted({fold(text) for text in texts}):
        rest = [text for text in texts if fold(text) != group]
        weights = replace(fit(rest), sure=shipped().sure, best=shipped().best)
        for text in texts:
            if fold(text) == group:
                cards[text.name] = _derived(text.name, weights)
    return cards


def _itself(text: Text) -> str:
    """Labelled essays one by one; the texts that only the gate learns from a sixth at a time."""
    return text.name if (HERE / "gold" / f"{text.name}.json").exists() else f"sixth {sum(map(ord, text.name)) % 6}"


def _set(text: Text) -> str:
    """a-, b-, c-, d-, e-: whose hand wrote it."""
    prefix, dash, _ = text.name.partition("-")
    return prefix if dash and len(prefix) == 1 else _itself(text)


def _derived(name: str, weights: Weights) -> list[dict[str, Any]]:
    path = next(HERE.glob(f"*/{name}.md"))
    found = derive_cards(read_snapshot(path.read_text(encoding="utf-8")), weights=weights)
    return [
        {
            "topic": draft.topic,
            "party": draft.party,
            "stance": draft.stance.name.lower() if draft.stance else None,
            "evidence": [{"start": s.start, "end": s.end, "text": s.text} for s in draft.spans],
        }
        for draft in found.drafts
    ]


def table(texts: Sequence[Text]) -> str:
    """The table of left_out.md."""
    lines = []
    for title, fold in (("one essay left out", _itself), ("one author's hand left out", _set)):
        cards = left_out_cards(texts, fold)
        result = scorer.score(_gold(texts), cards)
        lines += [f"### With {title}", "", *_topic_rows(result), ""]
        if fold is _itself:
            lines += [*_essay_rows(result), ""]
        refused = [text.name for text in texts if text.on_topic and not cards[text.name]]
        let_in = [text.name for text in texts if not text.on_topic and cards[text.name]]
        lines += [f"Texts on a negotiation turned away: {', '.join(refused) or 'none'}.", ""]
        lines += [f"Texts on something else that gave a card: {', '.join(let_in) or 'none'}.", ""]
    lines += ["### People", "", *who_rows(read_labelled(HERE))]
    return "\n".join(lines).rstrip() + "\n"


def _topic_rows(result: dict[str, Any]) -> Iterable[str]:
    yield "| topic | precision | recall | F1 | pairs |"
    yield "| --- | --- | --- | --- | --- |"
    for topic in TOPICS:
        precision, recall, f1, count = result["topics"][topic]
        yield f"| {topic} | {precision:.2f} | {recall:.2f} | {f1:.2f} | {count} |"
    precision, recall, f1 = result["micro"]
    pairs = result["counts"][0] + result["counts"][2]
    yield f"| **all** | **{precision:.3f}** | **{recall:.3f}** | **{f1:.3f}** | {pairs} |"
    yield ""
    yield f"Must-have sentences covered with a right topic: {result['cov2']:.3f} of {result['n2']}."
    yield f"Evidence verbatim: {result['verbatim']}."
    if result["stance"]:
        p, r, f = result["stance"]
        yield f"Stance type: precision {p:.2f}, recall {r:.2f}, F1 {f:.2f};"
        yield f"type and party both right: {result['stance_party_precision']:.2f} of those given,"
        yield f"{result['stance_party_loose']:.2f} where “the Council” may stand for “the Southern Council”."
        yield f"Stance type where the sentence and its topic are rightly found: F1 {result['stance_found'][2]:.2f}."


def _essay_rows(result: dict[str, Any]) -> Iterable[str]:
    yield "| essay | precision | recall | F1 | must-haves covered | cards |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for name, row in sorted(result["per_essay"].items(), key=lambda item: item[1]["F"]):
        yield f"| {name} | {row['P']:.2f} | {row['R']:.2f} | {row['F']:.2f} | {row['cov2']:.2f} | {row['cards']} |"


def write(weights: Weights, path: Path) -> None:
    rows = ",\n".join(f"  {json.dumps(name)}: {json.dumps(row)}" for name, row in sorted(weights.rows.items()))
    essays = sorted(digest(gold["text"]) for gold in scorer.load_gold(HERE / "gold", HERE).values())
    head = json.dumps(
        {
            "bias": weights.bias,
            "sure": weights.sure,
            "best": weights.best,
            "gate": weights.gate,
            "holder": weights.holder,
            "trained_on": essays,
        },
        indent=1,
    )
    stance = ",\n".join(f"  {json.dumps(name)}: {json.dumps(row)}" for name, row in sorted(weights.stance.items()))
    path.write_text(f'{head[:-2]},\n "stance": {{\n{stance}\n }},\n "rows": {{\n{rows}\n }}\n}}\n', encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--table", action="store_true", help="print the table and write nothing")
    warnings.filterwarnings("ignore")
    texts = read_texts()
    if parser.parse_args().table:
        print(table(texts), end="")
        return
    scores = left_out_scores(texts, _set)
    weights = train(texts, scores)
    result = scorer.score(_gold(texts), _cards(texts, scores, weights))
    write(weights, OUT)
    shipped.cache_clear()
    TABLE.write_text(table(texts), encoding="utf-8")
    p, r, f1 = result["micro"]
    print(f"{OUT.relative_to(ROOT)}: {len(weights.rows)} features, from {len(texts)} texts")
    print(f"one author left out: precision {p:.3f}, recall {r:.3f}, F1 {f1:.3f}, must-haves {result['cov2']:.3f}")


if __name__ == "__main__":
    main()
