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
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import score as scorer
from corpus import HERE, ROOT, Text, by_hand, by_itself, read_texts
from fit import fit, fit_gate, fit_looks, labelled, seen_again

from briefs.derive import derive_cards
from briefs.derive.gate import Gate
from briefs.derive.scoring import read_labelled, who_rows
from briefs.derive.weights import Rows, Scores, Weights, digest, labels, shipped, sigmoid
from briefs.essay import read_snapshot
from briefs.model import TOPICS

LEAST_PRECISION = 0.67  # with an author left out
OPEN = 0.15  # left out with their author, 8 of 264 texts on something else come above it, and 7 of 321 on talks below
OUT = ROOT / "briefs" / "derive" / "weights.json"
TABLE = OUT.with_name("left_out.md")


def left_out_scores(texts: Sequence[Text]) -> dict[str, list[Scores]]:
    """Every labelled essay scored by rows that were trained without its author."""
    scores = {}
    for hand in sorted({by_hand(text) for text in labelled(texts)}):
        first, again = fit_looks([text for text in texts if by_hand(text) != hand])
        for text in labelled(texts):
            if by_hand(text) == hand:
                odds = [again.odds(own) for own in seen_again(text, first)]
                scores[text.name] = [{topic: sigmoid(odd) for topic, odd in own.items()} for own in odds]
    return scores


def best_thresholds(texts: Sequence[Text], scores: dict[str, list[Scores]]) -> tuple[float, float]:
    """Two thresholds for all topics (single ones would only fit noise): precise, must-haves covered, and a good F1.

    The F1 is the mean over topics, so that the few red lines count as much as the many positions.
    """
    gold = _gold(texts)
    best = (-9.0, (0.5, 0.5))
    for sure in range(40, 62, 2):
        for low in range(26, 46, 2):
            result = scorer.score(gold, _cards(texts, scores, sure / 100, low / 100))
            precision, f1 = result["micro"][0], result["macroF"]
            worth = f1 + 0.5 * result["cov2"] - 2 * max(0.0, LEAST_PRECISION - precision)
            best = max(best, (worth, (sure / 100, low / 100)))
    return best[1]


def left_out_gates(texts: Sequence[Text]) -> dict[str, Gate]:
    """For every hand a gate that was trained without it."""
    return {hand: fit_gate([text for text in texts if by_hand(text) != hand]) for hand in set(map(by_hand, texts))}


def _gold(texts: Sequence[Text]) -> dict[str, Any]:
    names = {text.name for text in texts}
    return {name: gold for name, gold in scorer.load_gold(HERE / "gold", HERE).items() if name in names}


def _cards(texts: Sequence[Text], scores: dict[str, list[Scores]], sure: float, best: float) -> dict[str, Any]:
    thresholds = Weights(sure, best, 0.0, Rows(), Rows())
    return {
        text.name: [
            {"topic": topic, "evidence": [[unit.sentence.start, unit.sentence.end]]}
            for unit, own in zip(text.units, scores[text.name], strict=True)
            for topic in labels(own, thresholds)
        ]
        for text in labelled(texts)
    }


def left_out_cards(texts: Sequence[Text], fold: Callable[[Text], str], gates: Mapping[str, Gate]) -> dict[str, Any]:
    """What `derive_cards` makes of every text with weights trained without its fold, and a gate without its hand.

    Only the three thresholds are those of the shipped weights, chosen once on all texts.
    """
    cards = {}
    for group in sorted({fold(text) for text in texts}):
        rest = [text for text in texts if fold(text) != group]
        weights = replace(fit(rest, Gate()), sure=shipped().sure, best=shipped().best, open=shipped().open)
        for text in texts:
            if fold(text) == group:
                cards[text.name] = _derived(text.name, replace(weights, gate=gates[by_hand(text)]))
    return cards


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
    lines, gates = [], left_out_gates(texts)
    for title, fold in (("one essay left out", by_itself), ("one author's hand left out", by_hand)):
        cards = left_out_cards(texts, fold, gates)
        result = scorer.score(_gold(texts), cards)
        lines += [f"### With {title}", "", *_topic_rows(result), ""]
        if fold is by_itself:
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
    essays = sorted(digest(gold["text"]) for gold in scorer.load_gold(HERE / "gold", HERE).values())
    head = {
        "sure": weights.sure,
        "best": weights.best,
        "open": weights.open,
        "gate": {"each": weights.gate.each, "whole": weights.gate.whole},
        "holder": weights.holder,
        "trained_on": essays,
    }
    parts = [f'"{name}": {json.dumps(value, indent=1)}' for name, value in head.items()]
    parts.append(f'"stance": {_lines(weights.stance)}')
    for name, rows in (("again", weights.again), ("first", weights.first)):
        parts.append(f'"{name}": {{"bias": {json.dumps(rows.bias)}, "weights": {_lines(rows.weights)}}}')
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


def _lines(rows: Mapping[str, Sequence[float]]) -> str:
    """A row a line, so that a change is seen as what it is."""
    return "{\n" + ",\n".join(f" {json.dumps(name)}: {json.dumps(row)}" for name, row in sorted(rows.items())) + "\n}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--table", action="store_true", help="print the table and write nothing")
    warnings.filterwarnings("ignore")
    arguments = parser.parse_args()
    texts = read_texts()
    if arguments.table:
        print(table(texts), end="")
        return
    scores = left_out_scores(texts)
    sure, best = best_thresholds(texts, scores)
    result = scorer.score(_gold(labelled(texts)), _cards(texts, scores, sure, best))
    weights = replace(fit(texts, fit_gate(texts)), sure=sure, best=best, open=OPEN)
    write(weights, OUT)
    shipped.cache_clear()
    TABLE.write_text(table(texts), encoding="utf-8")
    p, r, f1 = result["micro"]
    print(f"{OUT.relative_to(ROOT)}: {len(weights.first.weights)} features, from {len(texts)} texts")
    print(f"one author left out: precision {p:.3f}, recall {r:.3f}, F1 {f1:.3f}, must-haves {result['cov2']:.3f}")


if __name__ == "__main__":
    main()
