"""Quotes and locators: what a card rests on is found again in its essay, or it is refused."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

from briefs.essay import ParagraphKind, Sentence, Snapshot
from briefs.model import Evidence, Locator, Quote

CONTEXT = 32  # characters kept on each side of a quote

_MARKS = {"‘": "'", "’": "'", "‚": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"'}
_STRAIGHT = str.maketrans({**_MARKS, "\u00ad": None})
_ONE_FOR_ONE = str.maketrans({**_MARKS, "‐": "-", "‑": "-", "–": "-", "—": "-"})


def normalise(sentence: str) -> str:
    """The sentence as two typesetters would agree on it: straight quotes, one case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", sentence).translate(_STRAIGHT).casefold().split())


def sentence_hash(sentence: str) -> str:
    """What a locator keeps of a sentence that we may not carry."""
    return hashlib.sha256(normalise(sentence).encode()).hexdigest()[:16]


def quote(essay_id: str, snapshot: Snapshot, start: int, end: int) -> Quote:
    """The words at `start:end`, with a little of what stands around them."""
    text = snapshot.text
    if not 0 <= start < end <= len(text):
        raise ValueError(f"The essay has {len(text)} characters; there is no quote from {start} to {end}.")
    return Quote(
        essay_id, text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT], start, end
    )


def locate(snapshot: Snapshot, locator: Locator) -> Sentence | None:
    """The sentence that a locator means: at its place when the words agree, else anywhere with the same words."""
    elsewhere = None
    for sentence in _sentences(snapshot):
        if sentence_hash(sentence.text) != locator.hash:
            continue
        if (sentence.paragraph, sentence.number) == (locator.paragraph, locator.sentence):
            return sentence
        elsewhere = elsewhere or sentence
    return elsewhere


def exact_words(evidence: Evidence, snapshots: Mapping[str, Snapshot]) -> str | None:
    """A quote's own words; those at a locator's place where its essay is among these, by id."""
    if isinstance(evidence, Quote):
        return evidence.exact
    snapshot = snapshots.get(evidence.essay)
    sentence = locate(snapshot, evidence) if snapshot else None
    return sentence.text if sentence else None


def find_again(snapshot: Snapshot, wanted: Quote) -> Quote | None:
    """The quote in a text that may have changed: where it stood, else where the words around it fit best.

    Another typesetter's quotation marks, hyphens and spaces make no other words: the quote is then as the text has it.
    """
    text = snapshot.text
    if wanted.exact and text[wanted.start : wanted.end] == wanted.exact:
        return quote(wanted.essay, snapshot, wanted.start, wanted.end)
    places = [(place, place + len(wanted.exact)) for place in _places(text, wanted.exact)] or _set_otherwise(
        text, wanted.exact
    )
    if not places:
        return None
    start, end = max(places, key=lambda place: (_fit(text, place[0], place[1], wanted), -abs(place[0] - wanted.start)))
    return quote(wanted.essay, snapshot, start, end)


def sentences_with(snapshot: Snapshot, words: str) -> list[Sentence]:
    """The sentences of the essay, not its headings and captions, in which these words stand, however they are set."""
    wanted = normalise(words)
    prose = (one for one in snapshot.paragraphs if one.kind in (ParagraphKind.PROSE, ParagraphKind.ITEM))
    return [one for paragraph in prose for one in paragraph.sentences if wanted in normalise(one.text)]


def _sentences(snapshot: Snapshot) -> Iterator[Sentence]:
    for paragraph in snapshot.paragraphs:
        yield from paragraph.sentences


def _places(text: str, exact: str, most: int = 1000) -> Iterator[int]:
    place = text.find(exact) if exact else -1
    while place >= 0 and most:
        yield place
        place, most = text.find(exact, place + 1), most - 1


def _set_otherwise(text: str, exact: str) -> list[tuple[int, int]]:
    """Where the words of a quote stand with other marks and spaces, each from its start to its end."""
    folded, offsets = _folded(text)
    looked_for, _ = _folded(exact)
    looked_for = looked_for.strip()
    return [(offsets[place], offsets[place + len(looked_for) - 1] + 1) for place in _places(folded, looked_for)]


@lru_cache(maxsize=8)
def _folded(text: str) -> tuple[str, tuple[int, ...]]:
    """A text with plain quotation marks, hyphens and single spaces, and where each of its characters stood."""
    kept: list[tuple[str, int]] = []
    for offset, mark in enumerate(text.translate(_ONE_FOR_ONE)):
        if mark == "\u00ad":  # a soft hyphen
            continue
        if mark.isspace():
            if not kept or kept[-1][0] == " ":
                continue
            mark = " "
        kept.append((mark, offset))
    return "".join(mark for mark, _ in kept), tuple(offset for _, offset in kept)


def _fit(text: str, place: int, end: int, wanted: Quote) -> int:
    """How many characters around this place agree with those that stood around the quote."""
    before = text[max(0, place - CONTEXT) : place]
    behind = text[end : end + CONTEXT]
    return _shared(before[::-1], wanted.prefix[::-1]) + _shared(behind, wanted.suffix)


def _shared(one: str, other: str) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count
