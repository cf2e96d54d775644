"""Whether a card gives each name the part that its quotes give it: who rejected whose offer.

Only what can be told without grammar: two names have changed places around the same words. A part that moved into other
words ("the offer was rejected by") is not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from briefs.carried.names import Name, Sources, read_names
from briefs.carried.tables import EMPTY, MONTHS, WEEKDAYS
from briefs.carried.tokens import Word, read_words
from briefs.derive.words import stem
from briefs.sentences import split_sentences
from briefs.spelling import same_name

_MOST = 30  # names of a sentence
_JOINED = re.compile(r"(?:[\s,&]|\b(?:and|or|of|in|for|from|with|the)\b){0,8}")
_HELPING = frozenset(
    """
    will would can could may might must shall should do does did has have had having is are was were be been being not
    never a an the its his her their also still now then to
    """.split()
)


_DAYS = WEEKDAYS.keys() | MONTHS.keys()
_TELLING = frozenset("say said says it them him so this that".split())  # of the words that else say nothing


@dataclass(frozen=True)
class Part:
    """A name, and the words that say what it does or has: "rejected", "'s offer"."""

    name: Name
    parties: frozenset[str]
    does: tuple[str, ...]
    joined: bool  # to the name before it: "Kessary and Mereth", "Astari of Kessary"


def read_parts(text: str, sources: Sources) -> list[list[Part]]:
    """The names of each sentence in their order."""
    return [list(_read(text[start:end], sources)) for start, end in split_sentences(text, 0, len(text))]


def _read(sentence: str, sources: Sources) -> Iterator[Part]:
    words = read_words(sentence)
    end = 0
    for name in islice(read_names(sentence), _MOST):
        if all(word.norm in _DAYS for word in name.words):  # "on Monday" stands anywhere, and does nothing
            continue
        joined = end > 0 and _JOINED.fullmatch(sentence, end, name.words[0].start) is not None
        yield Part(name, sources.known.named(name.raw), tuple(_does(sentence, words, name)), joined)
        end = name.words[-1].end


def _does(sentence: str, words: Sequence[Word], name: Name) -> Iterator[str]:
    """The words behind a name, up to the first that is no helping one; none where a mark stands between."""
    last = name.words[-1]
    if last.raw.endswith(("'s", "’s", "s'", "s’")):
        yield "'s"
    end = last.end
    for word in words:
        if word.start <= last.start:
            continue
        if sentence[end : word.start].strip(" '’\n"):
            return
        if word.norm in EMPTY - _HELPING - _TELLING:  # "in", "who": no part to play
            return
        if word.raw[0].isupper():
            yield "a name"
            return
        yield stem(word.norm)
        if word.norm not in _HELPING:
            return
        end = word.end


def swapped(card: Sequence[Sequence[Part]], quotes: Sequence[Sequence[Part]]) -> Iterator[tuple[str, str]]:
    """Names of the card, each with the one that stands in its place in a quote.

    Either the two changed places, or the card's name is in no quote, as an author's, and took a place in one.
    """
    for parts in card:
        for place, one in enumerate(parts):
            if set(one.does) <= _HELPING or any(_is_so(one, quote) for quote in quotes):
                continue
            behind = parts[place + 1 :]
            stranger = not any(_is_same(one, other) for quote in quotes for other in quote)
            for quote in quotes:
                other = _instead(one, quote, stranger=stranger)
                if other and (_has(behind, other) or (stranger and not _is_so(other, parts))):
                    yield one.name.raw, other.name.raw


def _is_so(one: Part, quote: Sequence[Part]) -> bool:
    return any(one.does == other.does and _is_same(one, other) for other in quote)


def _instead(one: Part, quote: Sequence[Part], *, stranger: bool) -> Part | None:
    """Another name with the same words behind it in a quote, where this one stands only further behind, or nowhere."""
    for place, other in enumerate(quote):
        if other.does != one.does or _is_same(one, other) or _has(_joined_to(quote, place), one):
            continue
        if stranger or _has(quote[place + 1 :], one):
            return other
    return None


def _joined_to(quote: Sequence[Part], place: int) -> Sequence[Part]:
    """The names that do the same, or of which this one is only a part."""
    first = place
    while first and quote[first].joined:
        first -= 1
    return quote[first:place]


def _has(parts: Sequence[Part], one: Part) -> bool:
    return any(_is_same(one, other) for other in parts)


def _is_same(one: Part, other: Part) -> bool:
    if one.parties and other.parties:
        return bool(one.parties & other.parties)
    return same_name(one.name.words[-1].norm, other.name.words[-1].norm)
