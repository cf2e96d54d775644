"""A small language for cues, matched against the stems of a sentence.

A cue is written as its words: "give up", "walk out". `~` stands for up to four words between ("no ~ without"), `|` for
a choice of words in one place ("will|would not ~ accept|sign"), `#` for a number and `^` for the start of the sentence.
A cue is looked up by its first word, so a thousand cues cost little more than one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from briefs.derive.words import stem

GAP = 4

Step = tuple[frozenset[str], bool]  # the words allowed here, and whether a gap may stand before them


@dataclass(frozen=True)
class Match:
    """A cue group that fired, and the words that made it fire (positions in the sentence)."""

    group: str
    first: int
    last: int


class Matcher:
    """All cue groups, ready to be looked up."""

    def __init__(self, groups: Mapping[str, Iterable[str]]) -> None:
        self._by_first: dict[str, list[tuple[str, tuple[Step, ...]]]] = {}
        for group, cues in groups.items():
            for cue in cues:
                steps = _steps(cue)
                for word in steps[0][0]:
                    self._by_first.setdefault(word, []).append((group, steps[1:]))

    def find(self, stems: list[str]) -> list[Match]:
        """Every cue that stands in the sentence; a group may come more than once."""
        marked = ["^", *stems]
        return list(self._matches(marked))

    def _matches(self, marked: list[str]) -> Iterator[Match]:
        present = set(marked)
        for place, word in enumerate(marked):
            for group, steps in self._by_first.get(word, ()):
                if steps and steps[-1][0].isdisjoint(present):  # most cues end here, and cheaply
                    continue
                last = _follow(marked, place, steps)
                if last is not None:
                    yield Match(group, max(0, place - 1), max(0, last - 1))


def _steps(cue: str) -> tuple[Step, ...]:
    steps: list[Step] = []
    gap = False
    for part in cue.split():
        if part == "~":
            gap = True
            continue
        steps.append((frozenset(word if word in ("#", "^") else stem(word) for word in part.split("|")), gap))
        gap = False
    return tuple(steps)


def _follow(marked: list[str], place: int, steps: tuple[Step, ...]) -> int | None:
    for allowed, gap in steps:
        for behind in range(place + 1, min(place + 2 + (GAP if gap else 0), len(marked))):
            if marked[behind] in allowed:
                place = behind
                break
        else:
            return None
    return place


def lines(table: str) -> tuple[str, ...]:
    """The cues of a table: one a line, or several with commas between them."""
    return tuple(cue for line in table.splitlines() for part in line.split(",") if (cue := part.strip()))
