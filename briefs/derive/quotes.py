"""Which words of a sentence are somebody's own, in quotation marks, also where the quotation runs over sentences."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from briefs.derive.features import Unit
from briefs.derive.roles import SPEECH

FAR = 40  # sentences of one quotation, over which its speaker is looked for

_MARK = re.compile(r"[“”\"]")
_SPOKEN = re.compile(rf"\b(?:{SPEECH}|put it|according to|in the words of|called)\b")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Quoted:
    """The quotations in one sentence, as offsets into it."""

    spans: tuple[tuple[int, int], ...]
    whole: bool  # nothing of the sentence stands outside

    def holds(self, place: int) -> bool:
        """Whether a character of the sentence is quoted."""
        before = bisect_right(self.spans, place, key=_begins)
        return before > 0 and place < self.spans[before - 1][1]


def _begins(span: tuple[int, int]) -> int:
    return span[0]


def find_quotes(units: Sequence[Unit]) -> list[Quoted]:
    """The quotations of each unit; one that is open at the end of a sentence goes on in the next of its paragraph."""
    found: list[Quoted] = []
    is_open, paragraph = False, 0
    for unit in units:
        text = unit.sentence.text
        if unit.sentence.paragraph != paragraph:
            is_open, paragraph = False, unit.sentence.paragraph
        spans, begun = [], 0
        for mark in _MARK.finditer(text):
            opens = mark.group() == "“" or (mark.group() == '"' and not is_open)
            if opens and not is_open:
                is_open, begun = True, mark.start()
            elif not opens and is_open:
                spans.append((begun, mark.end()))
                is_open = False
        if is_open:
            spans.append((begun, len(text)))
        outside = "".join(text[end:start] for end, start in _gaps(spans, len(text)))
        found.append(Quoted(tuple(spans), bool(spans) and len(_WORD.findall(outside)) == 0))
    return found


def _gaps(spans: Sequence[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    ends = [0, *(end for _, end in spans)]
    return list(zip(ends, [*(start for start, _ in spans), length], strict=True))


def spoken_in(place: int, units: Sequence[Unit], quotes: Sequence[Quoted]) -> int | None:
    """The unit that says who speaks the words of a unit: itself, or for a bare quotation its neighbour."""
    if not quotes[place].spans:
        return None
    if not quotes[place].whole:
        return place if speech_outside(units[place].sentence.text, quotes[place]) else None
    for step in (-1, 1):
        other = place + step
        while (
            0 <= other < len(units)
            and abs(other - place) <= FAR
            and units[other].sentence.paragraph == units[place].sentence.paragraph
        ):
            if speech_outside(units[other].sentence.text, quotes[other]):
                if quotes[other].spans:
                    return other
                break
            if not quotes[other].whole:
                break
            other += step
    return None


def speech_outside(text: str, quoted: Quoted) -> int | None:
    """Where a verb of speech stands outside the quotations."""
    for match in _SPOKEN.finditer(text):
        if not quoted.holds(match.start()):
            return match.start() or 1
    return None
