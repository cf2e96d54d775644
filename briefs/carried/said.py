"""Sentences as the rules of denial see them: what each denies, refuses and accepts, within its reach."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from briefs.carried.tables import (
    ACCEPTANCES,
    BREAKS,
    DETERMINERS,
    EMPTY,
    NEGATORS,
    NOT_UN,
    OUTRIGHT,
    REFUSALS,
    REFUSING_PAIRS,
    UNIVERSALS,
)
from briefs.derive.words import is_number, stem, words_of
from briefs.sentences import split_sentences

_REACH = 4  # content words behind a negation
_RUN = 5  # words behind a negation that the strict look compares
_OPENING = frozenset(':;"“—')
_OF_ALL = frozenset("so true right correct case fact".split())  # "it is not so that ..." denies all that follows
_LIKELIHOOD_NO = re.compile(r"\balmost no chance\b", re.IGNORECASE)
_NO_LONGER = re.compile(r"\bno\s+longer\b", re.IGNORECASE)
_ASIDE = re.compile(
    r", (?:(?!(?:not|never|no|no-longer|hardly|\w+n['’]t) )[\w.'’-]{1,30} ){1,4}(?:says?|said|adds|added|argued),",
    re.IGNORECASE,
)
_NO_ONE = re.compile(r"\bno one\b(?! of)", re.IGNORECASE)
_BARE_NO = re.compile(r"\bno\.?\s(?=\d)", re.IGNORECASE)  # "No. 5"


@dataclass(frozen=True)
class Negation:
    """A word that denies, and what it denies."""

    word: str  # "not"
    around: str  # "will not offer": as the message shows it
    left: tuple[str, ...]  # the word before it; where nothing follows, back to the last that says something
    run: tuple[str, ...]  # the words behind it, up to the first that says something
    longer: tuple[str, ...]  # up to the second
    denied: str  # the stem of the first word that it denies; empty where nothing follows
    scope: tuple[str, ...]  # the stems that it denies; where nothing follows, what stands before it in the clause
    before: tuple[str, ...]  # back to the last word that says something
    claim: frozenset[str]  # where it denies all that follows, the first stems of that


@dataclass(frozen=True)
class Said:
    """A sentence as the rules of denial see it."""

    plain: tuple[str, ...]  # stems without marks and determiners; negations as "¬"
    content: frozenset[str]
    denied: frozenset[str]  # stems within the reach of a negation or a refusal
    asserted: frozenset[str]  # content that stands outside of any
    negations: tuple[Negation, ...]
    refusals: tuple[tuple[str, frozenset[str]], ...]  # each word that refuses outright, and the stems that it reaches
    acceptances: tuple[tuple[str, frozenset[str]], ...]
    universals: frozenset[tuple[str, ...]]  # what stands before each "all" and "everybody"
    refuses: bool  # it has a refusal, or a negation


def read_sentences(text: str) -> list[Said]:
    """Every sentence of a text, with what it denies."""
    text = text[:20_000]
    return [read_sentence(text[start:end]) for start, end in split_sentences(text, 0, len(text))]


@lru_cache(maxsize=1024)
def read_sentence(sentence: str) -> Said:
    """One sentence, with what it denies."""
    sentence = _NO_ONE.sub("no-one", sentence)
    sentence = _NO_LONGER.sub("no-longer", _BARE_NO.sub("number ", _LIKELIHOOD_NO.sub("a chance", sentence[:3000])))
    words = words_of(_ASIDE.sub(" ", sentence))
    stems = [stem(word) for word in words]
    negated = [_negates(words, place) for place in range(len(words))]
    refusing = [_refuses(words, stems, place) for place in range(len(words))]
    reach = [
        _within_reach(words, stems, place) if negated[place] or refusing[place] else [] for place in range(len(words))
    ]
    denied_places = {place for places in reach for place in places}
    content = {
        place for place in range(len(words)) if _says_something(words[place], stems[place]) and not negated[place]
    }
    return Said(
        plain=tuple(_plain(words, stems, negated)),
        content=frozenset(stems[place] for place in content),
        denied=frozenset(stems[place] for place in denied_places),
        asserted=frozenset(stems[place] for place in content - denied_places),
        negations=tuple(
            _negation(words, stems, negated, place, reach[place]) for place in range(len(words)) if negated[place]
        ),
        refusals=tuple(
            (words[place], frozenset(stems[other] for other in reach[place]))
            for place in range(len(words))
            if refusing[place] and stems[place] in OUTRIGHT
        ),
        acceptances=tuple(
            (stems[place], frozenset(stems[other] for other in _within_reach(words, stems, place)))
            for place in range(len(words))
            if stems[place] in ACCEPTANCES and place not in denied_places
        ),
        universals=frozenset(
            tuple(_back(words, stems, negated, place)) for place in range(len(words)) if words[place] in UNIVERSALS
        ),
        refuses=any(negated) or any(refusing),
    )


def _negates(words: Sequence[str], place: int) -> bool:
    if words[place] not in NEGATORS:
        return False
    return not (place and words[place] == "not" and words[place - 1] == "or" and "whether" in words[:place])


def _refuses(words: Sequence[str], stems: Sequence[str], place: int) -> bool:
    word = words[place]
    if stems[place] in REFUSALS or (word.startswith("un") and len(word) > 5 and not word.startswith(NOT_UN)):
        return True
    if word == "too":  # "too complex for him to solve"
        return bool({"to", "for"} & set(words[place + 2 : place + 6]))
    return any((stems[place], other) in REFUSING_PAIRS for other in words[place + 1 : place + 5])


def _says_something(word: str, root: str) -> bool:
    return word[:1].isalnum() and word not in EMPTY and root not in EMPTY


def _within_reach(words: Sequence[str], stems: Sequence[str], place: int) -> list[int]:
    """The content words that a negation denies: those behind it in its clause."""
    found: list[int] = []
    begin = place + 1
    if words[begin : begin + 1] == [","]:  # "shall not, on account of it, be tried"
        begin = next(
            (other + 1 for other in range(begin + 1, min(len(words), begin + 15)) if words[other] == ","), begin
        )
    for behind in range(begin, min(len(words), begin + 14)):
        if words[behind] in BREAKS or len(found) == _REACH:
            break
        if _says_something(words[behind], stems[behind]) and words[behind] not in NEGATORS:
            found.append(behind)
    return found


def _plain(words: Sequence[str], stems: Sequence[str], negated: Sequence[bool]) -> Iterator[str]:
    for place, word in enumerate(words):
        if negated[place]:
            yield "¬"
        elif word[:1].isalnum() and word not in DETERMINERS:
            yield "#" if is_number(word) else stems[place]


def _negation(
    words: Sequence[str], stems: Sequence[str], negated: Sequence[bool], place: int, reach: Sequence[int]
) -> Negation:
    kept = [other for other in range(len(words)) if words[other][:1].isalnum() and words[other] not in DETERMINERS]
    behind = [other for other in kept if other > place]
    left = _back(words, stems, negated, place)
    if reach:
        left = [] if left[-1:] in (["but"], ["that"]) else left[-1:]
    shown = [word.replace("-", " ") for word in words[max(0, place - 2) : place + 4] if word[:1].isalnum()]
    only = place + 1 < len(words) and words[place + 1] in ("only", "just", "merely")
    return Negation(
        word=words[place].replace("-", " "),
        around=" ".join(shown),
        left=tuple(left),
        run=tuple(_run(words, stems, negated, behind, 1)),
        longer=tuple(_run(words, stems, negated, behind, 2)),
        denied=stem(words[place + 1]) if only else stems[reach[0]] if reach else "",
        scope=tuple(stems[other] for other in reach or _clause_before(words, stems, place)),
        before=tuple(_back(words, stems, negated, place)),
        claim=frozenset(_claim(words, stems, place)),
    )


def _clause_before(words: Sequence[str], stems: Sequence[str], place: int) -> list[int]:
    """What a negation with nothing behind it denies: "the treaty is not"."""
    found: list[int] = []
    for other in range(place - 1, max(-1, place - 15), -1):
        if words[other] in BREAKS or len(found) == _REACH:
            break
        if _says_something(words[other], stems[other]) and words[other] not in NEGATORS:
            found.append(other)
    return found


def _back(words: Sequence[str], stems: Sequence[str], negated: Sequence[bool], place: int) -> list[str]:
    """The words before a place, back to one that says something."""
    begun = max((other + 1 for other in range(place) if words[other] in _OPENING), default=0)
    before = [other for other in range(begun, place) if words[other][:1].isalnum() and words[other] not in DETERMINERS]
    return _run(words, stems, negated, before[::-1], 1)[::-1]


def _claim(words: Sequence[str], stems: Sequence[str], place: int) -> list[str]:
    """What "it is not so that ..." denies: it stands behind the "that", whatever else the sentence denies."""
    for behind in range(place + 2, min(len(words), place + 4)):
        if words[behind] == "that" and words[behind - 1] in _OF_ALL:
            return [stems[other] for other in _within_reach(words, stems, behind)]
    return []


def _run(
    words: Sequence[str], stems: Sequence[str], negated: Sequence[bool], places: Sequence[int], telling: int
) -> list[str]:
    """The words at these places as `plain` has them, up to so many that say something, or to a negation."""
    run: list[str] = []
    for place in places[: _RUN * telling]:
        run.append("¬" if negated[place] else "#" if is_number(words[place]) else stems[place])
        telling -= _says_something(words[place], stems[place])
        if negated[place] or telling == 0:
            break
    return run
