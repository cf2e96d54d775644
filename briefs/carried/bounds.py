"""Whether a card bounds a number as its quotes do: "more than 3,400 members" is another number than "3,400 members"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from briefs.carried.numbers import Number, read_numbers

# What a card says right before a number, and what an essay may say near it to the same effect.
_SAID = {
    "above": re.compile(
        r"(?<!no )(?<!not )\b(?:(?:more|greater|higher|longer) than|at least|no (?:less|fewer) than)\s[$€£¥₽]?\Z",
        re.IGNORECASE,
    ),
    "below": re.compile(
        r"(?<!no )(?<!not )\b(?:(?:less|fewer|lower|smaller|shorter) than|at most|not? more than)\s[$€£¥₽]?\Z",
        re.IGNORECASE,
    ),
}
_NEAR = {
    "above": re.compile(
        r"(?<!no )\b(?:more|greater|higher|longer)\b|\bno (?:less|fewer)\b|\bat least\b|\+|\bguarantee\w*"
        r"|\b(?:not|cannot|never|no)\b.{0,30}\bless than\b"
        r"|\b(?:over|above|beyond|upwards?|exceed\w*|excess|minimum|floor|outnumber\w*|past)\b",
        re.IGNORECASE,
    ),
    "below": re.compile(
        r"(?<!no )\b(?:less|fewer|lower|smaller|shorter)\b|\bnot? more\b|\bat most\b|\bup to\b"
        r"|\b(?:short of|not even|under|below|beneath|nearly|almost|maximum|cap\w*|ceiling|limit\w*|within)\b",
        re.IGNORECASE,
    ),
}
_BEFORE, _BEHIND = 40, 25  # characters in which an essay's bound may stand


def added(text: str, sources: Sequence[str]) -> Iterator[str]:
    """The bounds of a card, each with its number, that no quote with this number has: "more than 4.5 per cent"."""
    for number in read_numbers(text):
        for side, pattern in _SAID.items():
            said = pattern.search(text, max(0, number.start - _BEFORE), number.start)
            places = list(_places(number, sources)) if said else []
            if said and places and not any(_NEAR[side].search(place) for place in places):
                yield f"{said.group()}{number.raw}"


def _places(number: Number, sources: Sequence[str]) -> Iterator[str]:
    """What stands around the same number in the quotes."""
    for source in sources:
        for one in read_numbers(source):
            if one.readings & number.readings:
                yield source[max(0, one.start - _BEFORE) : one.start] + " " + source[one.end : one.end + _BEHIND]
