"""Whether a card turns what somebody does into its opposite: "rejected" for "accepted", "denied" for "said".

A word with an opposite must not stand near the same words as that opposite does in a quote, unless the quote has the
word's own side too. A word that refuses must be carried by a refusal or a denial.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from briefs.carried.opposites import SIDES, TURNED
from briefs.carried.said import Said, read_sentence
from briefs.carried.tables import EMPTY
from briefs.derive.words import is_number, stem, words_of
from briefs.sentences import split_sentences

_NEAR = 5  # words that say something, on each side
_DENIES_TO = frozenset(stem(word) for word in "refuse decline forbid forbidden unwilling unable fail".split())
_PAIRED = {"rul": "{} out", "turn": "{} down"}  # by their stems, as one says them


@dataclass(frozen=True)
class Deed:
    """A sentence with what stands near each of its words that say something, by their stems."""

    said: Said
    spelled: dict[str, str]
    near: dict[str, frozenset[str]]
    refused: tuple[tuple[str, str], ...]  # "refused", and the stem of what one refused to do


def read_deeds(text: str) -> list[Deed]:
    """Every sentence of a text."""
    text = text[:20_000]
    return [_read(text[start:end]) for start, end in split_sentences(text, 0, len(text))]


@lru_cache(maxsize=1024)
def _read(sentence: str) -> Deed:
    words = words_of(sentence[:3000])
    stems = [stem(word) for word in words]
    telling = [place for place in range(len(words)) if _says_something(words, place)]
    near: dict[str, frozenset[str]] = {}
    for number, place in enumerate(telling):
        around = (*telling[max(0, number - _NEAR) : number], *telling[number + 1 : number + 1 + _NEAR])
        near[stems[place]] = near.get(stems[place], frozenset()) | {stems[other] for other in around}
    refused = [
        (words[place], stems[place + 2])
        for place in range(len(words) - 2)
        if stems[place] in _DENIES_TO and words[place + 1] == "to"
    ]
    return Deed(read_sentence(sentence), dict(zip(stems, words, strict=True)), near, tuple(refused))


def _says_something(words: Sequence[str], place: int) -> bool:
    """Whether a word does; of "up" and "down", where they tell how a number moved: "up from 74"."""
    if words[place] in ("up", "down"):
        behind = words[place + 1 : place + 3]
        return behind[:1] == ["from"] or (behind[:1] in (["by"], ["to"]) and any(map(is_number, behind[1:])))
    return words[place][:1].isalnum() and words[place] not in EMPTY


def turned(card: Sequence[Deed], quotes: Sequence[Deed]) -> Iterator[tuple[str, str]]:
    """Words of the card, each with its opposite near the same words of a quote: "rose" and "fell"."""
    held = frozenset(one for quote in quotes for one in quote.near)
    kept = frozenset(one for sentence in card for one in sentence.near)
    for sentence in card:
        for one in sorted(sentence.near.keys() & TURNED.keys() - held):
            if SIDES[one] & held:
                continue
            found = [
                quote.spelled[other]
                for quote in quotes
                for other in sorted(TURNED[one] & quote.near.keys() - kept)
                if sentence.near[one] & quote.near[other]
                and (one in sentence.said.denied) == (other in quote.said.denied)
            ]
            if found:
                yield sentence.spelled[one], found[0]


def refusals(card: Sequence[Deed], quotes: Sequence[Deed]) -> Iterator[str]:
    """Words of the card that refuse outright, where no quote refuses or denies the same."""
    if any(quote.said.refusals for quote in quotes):
        return
    denied = frozenset(one for quote in quotes for one in quote.said.denied)
    asserted = frozenset(one for quote in quotes for one in quote.said.asserted)
    is_denied = any(quote.said.refuses for quote in quotes)
    for sentence in card:
        for word, reach in sentence.said.refusals:
            if not is_denied or (reach & asserted and not reach & denied):
                yield _PAIRED.get(stem(word), "{}").format(word)


def done(card: Sequence[Deed], quotes: Sequence[Deed]) -> Iterator[str]:
    """Words by which a quote says that somebody would not do a thing that the card says they do."""
    for sentence in card:
        if sentence.said.refuses:
            continue
        for quote in quotes:
            yield from (word for word, deed in quote.refused if deed in sentence.said.asserted & quote.said.denied)
