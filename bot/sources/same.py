"""The same essay twice is one essay, though another site puts its own head and foot around it."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping

SHINGLE = 4  # words
ALIKE = 0.4  # of the shorter text's shingles are in the longer; measured in tests/sources/test_same.py
_FEWEST = 30  # shingles: below that, texts share words by chance
_SHORTEST = 0.5  # of the other's length: an excerpt is not the essay


def same_text_hash(text: str) -> str:
    """A hash of the words alone: marks, spaces, quotation marks and capitals may differ."""
    return hashlib.sha256(" ".join(_words(text)).encode()).hexdigest()


def overlap(first: str, second: str) -> float:
    """How much of the shorter text stands in the longer one, from 0 to 1; 0 for texts of very different length."""
    return _overlap(_shingles(first), _shingles(second))


def find_same(text: str, others: Mapping[str, str]) -> str | None:
    """The id of the essay, of id -> text, that this text is a copy of; the likest one, or None."""
    words = same_text_hash(text)
    mine = _shingles(text)
    best, found = ALIKE, None
    for id, other in others.items():
        if same_text_hash(other) == words:
            return id
        alike = _overlap(mine, _shingles(other))
        if alike >= best:
            best, found = alike, id
    return found


def _overlap(mine: set[int], other: set[int]) -> float:
    small, large = sorted((len(mine), len(other)))
    if small < _FEWEST or small < large * _SHORTEST:
        return 0.0
    return len(mine & other) / small


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold().replace("’", "").replace("'", ""))


def _shingles(text: str) -> set[int]:
    words = _words(text)
    return {hash(tuple(words[i : i + SHINGLE])) for i in range(len(words) - SHINGLE + 1)}
