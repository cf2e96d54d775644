"""The words of a text where they stand. Every pattern is bounded."""

from __future__ import annotations

import re
from dataclasses import dataclass

from briefs.carried.tables import ABBREVIATED
from briefs.spelling import normal

_WORD = re.compile(r"(?:[A-Z]\.){2,6}|[^\W_]{1,80}(?:['’][^\W_]{1,80}){0,3}")
_OPENS = '.!?…:;\n"“”„«»‘([—–•*_#>|'


@dataclass(frozen=True)
class Word:
    """A word of a text: `text[start:end] == raw`."""

    raw: str
    norm: str
    start: int
    end: int
    opens: bool  # a sentence, a quotation or a part behind a colon: its capital means nothing
    joined: bool  # to the word before it, with nothing but spaces, a hyphen or a possessive between


def read_words(text: str) -> list[Word]:
    """The words of a text; the parts of a hyphenated one are words of their own."""
    found: list[Word] = []
    for match in _WORD.finditer(text):
        before = found[-1] if found else None
        gap = text[before.end if before else 0 : match.start()]
        found.append(
            Word(
                match.group(),
                normal(match.group()),
                match.start(),
                match.end(),
                opens=before is None or _opens(gap, before),
                joined=before is not None and gap.strip(" \t\n\u00a0\u202f-‐‑") in ("", "'", "’"),
            )
        )
    return found


def _opens(gap: str, before: Word) -> bool:
    marks = gap.strip(" \t\u00a0\u202f")
    if marks == "." and (before.norm in ABBREVIATED or (len(before.norm) == 1 and before.norm.isalpha())):
        return False
    return any(mark in _OPENS for mark in marks)
