"""Sentences that say the same thing twice: pasted paragraphs, pull quotes, a sentence left in beside its rewording."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from briefs.derive.features import Unit

CONTAINED = 0.6  # the share of two-word shingles of the shorter sentence that the longer one holds too
SHORTEST = 6  # words; shorter sentences repeat by chance


def repeats(units: Sequence[Unit]) -> set[int]:
    """The places of units that another unit already says at least as fully."""
    shingles = [_shingles(unit) for unit in units]
    holders: dict[tuple[str, str], list[int]] = {}
    dropped: set[int] = set()
    for place, own in enumerate(shingles):
        shared: dict[int, int] = {}
        for shingle in own:
            for other in holders.get(shingle, ())[:50]:
                shared[other] = shared.get(other, 0) + 1
        for other, count in sorted(shared.items()):
            if other not in dropped and count >= CONTAINED * min(len(own), len(shingles[other])):
                dropped.add(_poorer(units, other, place))
        if len(own) >= SHORTEST - 1:
            for shingle in own:
                holders.setdefault(shingle, []).append(place)
    return dropped


def _shingles(unit: Unit) -> set[tuple[str, str]]:
    words = [word for word in unit.words if word[:1].isalnum()]
    return set(pairwise(words)) if len(words) >= SHORTEST else set()


def _poorer(units: Sequence[Unit], first: int, second: int) -> int:
    """Of two sentences the one that says less; of two equals the later."""
    return first if len(units[second].words) > len(units[first].words) else second
