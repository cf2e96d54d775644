"""The same essay twice is one essay, though another site puts its own head and foot around it."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence

from briefs.sentences import split_sentences

SHINGLE = 4  # words
ALIKE = 0.4  # of the shorter text's shingles are in the longer; measured in tests/sources/test_same.py
_FEWEST = 30  # shingles: below that, texts share words by chance
_SENTENCE = 60  # words
_SHORTEST = 0.5  # of the other's length: an excerpt is not the essay


def same_text_hash(text: str) -> str:
    """A hash of the words alone: marks, spaces, quotation marks and capitals may differ."""
    return hashlib.sha256(" ".join(_words(text)).encode()).hexdigest()


def overlap(first: str, second: str) -> float:
    """How much of the shorter text stands in the longer one, from 0 to 1, without the longest sentence they share.

    A report that quotes one long sentence of an essay is no copy of it. 0 for texts of very different length.
    """
    return _overlap(_by_sentence(first), _shingles(_words(second)))


def find_same(text: str, others: Mapping[str, str]) -> str | None:
    """The id of the essay, of id -> text, that this text is a copy of; the likest one, or None."""
    words = same_text_hash(text)
    mine = _by_sentence(text)
    best, found = ALIKE, None
    for id, other in others.items():
        if same_text_hash(other) == words:
            return id
        alike = _overlap(mine, _shingles(_words(other)))
        if alike >= best:
            best, found = alike, id
    return found


def _overlap(mine: Sequence[set[int]], other: set[int]) -> float:
    every = set().union(*mine)
    small, large = sorted((len(every), len(other)))
    if small < _FEWEST or small < large * _SHORTEST:
        return 0.0
    quoted = max((sentence & other for sentence in mine), key=len)
    return len(every & other - quoted) / max(1, small - len(quoted))


def _by_sentence(text: str) -> list[set[int]]:
    """The shingles that begin in each sentence; what goes on for longer than a sentence is cut."""
    found: list[set[int]] = []
    behind: list[str] = []  # the first words of the sentence behind
    for start, end in reversed(list(split_sentences(text, 0, len(text)))):
        words = _words(text[start:end])
        for place in reversed(range(0, len(words), _SENTENCE)):
            part = words[place : place + _SENTENCE]
            found.append(_shingles(part + behind))
            behind = (part + behind)[: SHINGLE - 1]
    return found


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold().replace("’", "").replace("'", ""))


def _shingles(words: Sequence[str]) -> set[int]:
    return {hash(tuple(words[i : i + SHINGLE])) for i in range(len(words) - SHINGLE + 1)}
