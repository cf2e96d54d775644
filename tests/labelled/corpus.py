# mypy: ignore-errors
# scikit-learn is no dependency of the project, and the checks run without it.

"""The texts that derivation learns from, with what their labels say."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(HERE)]

import score as scorer  # noqa: E402

from briefs.derive.features import Features, Unit, features_of, read_units  # noqa: E402
from briefs.derive.holders import Candidate, candidates  # noqa: E402
from briefs.derive.parties import find_actors  # noqa: E402
from briefs.derive.people import find_people  # noqa: E402
from briefs.derive.stance import stance_features  # noqa: E402
from briefs.derive.weights import shipped  # noqa: E402
from briefs.essay import read_snapshot  # noqa: E402

LETTERS = {topic[0]: topic for topic in ("redlines", "positions", "leverage", "obstacles", "history", "facts")}
LETTERS |= {"y": "players", "u": "outlook"}
NOTHING: dict[str, Any] = {"topics": [], "topics_ok": [], "salience": 0}


@dataclass(eq=False)
class Text:
    """A labelled essay; or a text that only the gate learns from: about no negotiation, or unlabelled talks."""

    name: str
    on_topic: bool
    units: list[Unit]
    features: list[Features]
    labels: list[dict[str, Any] | None]
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
        texts.append(Text(name, gold["on_topic"], units, features, labels, held))
    for folder in ("elsewhere", "talks"):
        for path in sorted((HERE / folder).glob("*.md")):
            units = read_units(read_snapshot(path.read_text(encoding="utf-8")))
            label = NOTHING if folder == "elsewhere" else None
            texts.append(Text(path.stem, label is None, units, features_of(units), [label] * len(units), []))
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
    return Text("phrasebook", True, units, features, labels, [])


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


def wanted(label: dict[str, Any] | None, topic: str) -> int | None:
    """1 where a card must cite the sentence, 0 where it must not, None where it may."""
    if label is None:
        return None
    if topic in label["topics"]:
        return 1 if label["salience"] else None
    return None if topic in label["topics_ok"] else 0


def by_itself(text: Text) -> str:
    """Labelled essays one by one; the texts that only the gate learns from a sixth at a time."""
    return text.name if (HERE / "gold" / f"{text.name}.json").exists() else f"sixth {sum(map(ord, text.name)) % 6}"


def by_hand(text: Text) -> str:
    """a-, b-, c-, d-, e-: whose hand wrote it."""
    prefix, dash, _ = text.name.partition("-")
    return prefix if dash and len(prefix) == 1 else by_itself(text)
