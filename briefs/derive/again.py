"""The second look at a sentence: what it seemed to say at first, and what its neighbours seemed to say.

A sentence that says little by itself ("Neither would be first.") is read by what stands beside it in its paragraph, and
what it says under one topic by what it says under the others. The first look's scores are the features here, with the
shape and the place of the sentence, and whether it names a topic outright ("red line"): where it stands and what stands
beside it may count against what it says itself. A second set of rows (weights.py) weighs them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from briefs.derive.features import Features, Unit
from briefs.model import TOPICS

Scores = Mapping[str, float]  # topic -> probability

KEPT = re.compile(r"shape\.|place\.|before\.any|behind\.any|\w+\.named\Z")


def second_features(
    units: Sequence[Unit], features: Sequence[Features], odds: Sequence[Scores], scores: Sequence[Scores]
) -> list[Features]:
    """What the second look sees of every unit; `odds` and `scores` are the first look's, as log odds and as shares."""
    found = []
    for place, unit in enumerate(units):
        own = {f"own:{topic}": odds[place][topic] / 2 for topic in TOPICS}
        ranked = sorted(own.values(), reverse=True)
        own |= {"best": ranked[0], "second": ranked[1]}
        for label, other in (("before", place - 1), ("behind", place + 1)):
            if 0 <= other < len(units) and units[other].sentence.paragraph == unit.sentence.paragraph:
                own |= {f"{label}:{topic}": scores[other][topic] for topic in TOPICS}
        own |= {name: value for name, value in features[place].items() if KEPT.match(name)}
        found.append(own)
    return found
