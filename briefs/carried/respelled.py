"""A name that a card sets right, and says how its essay has it: Ada Lindgren, whom it spells “Lindgrin”."""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefs.spelling import normal

_SPELLS = re.compile(r"\bspel(?:ls|t|led)\b[^.?!\"“”]{0,30}[\"“]([^\W\d_]{5,40})[\"”]", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{4,41}")


def as_spelled(words: str, card: str) -> str:
    """Words of a card with each such name as the card says that its essay spells it; at most one letter may differ."""
    spelled = _SPELLS.findall(card)
    return _WORD.sub(lambda match: _theirs(match.group(), spelled), words)


def _theirs(ours: str, spelled: Sequence[str]) -> str:
    return next((theirs for theirs in spelled if _is_one_apart(ours, theirs)), ours)


def _is_one_apart(ours: str, theirs: str) -> bool:
    """Whether two names with capitals differ by one letter: another one, one more or one less."""
    if not (ours[0].isupper() and theirs[0].isupper()):
        return False
    short, long = sorted((normal(ours), normal(theirs)), key=len)
    place = next((n for n, (one, other) in enumerate(zip(short, long, strict=False)) if one != other), len(short))
    if len(short) == len(long):
        return short[place + 1 :] == long[place + 1 :]
    return short[place:] == long[place + 1 :]
