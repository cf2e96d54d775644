"""Whether two outlets tell one event: in the same words, though in another order, and by the same people.

Where it says no, an editor gets a second card and can merge it; where it said yes too easily, a card would rest on
words that speak of something else. So one sentence may add to the other's words, but not each to the other's.
"""

from __future__ import annotations

import re
from functools import lru_cache

from briefs.carried import said
from briefs.carried.tables import MONTHS
from briefs.derive.parties import COLLECTIVES
from briefs.derive.words import stem, words_of

FEWEST = 4  # words that carry meaning; sentences of fewer are alike by chance


def _stems(words: str) -> frozenset[str]:
    return frozenset(map(stem, words.split()))


_EMPTY = _stems(
    """
    a an the this that these those and or but of to in on at by for from with as it its is are was were be been being
    has have had will would shall can do does did which who whom whose what when where while any each both all he they
    she his her their them also again not no 's must until before after
    say said tell told announce announced report reported agree agreed state stated add added insist insisted
    spokesman spokeswoman statement according make made
    """
)
_WHEN = _stems(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
    october november december today yesterday tomorrow week month year day summer winter spring autumn morning evening
    night last next
    """
)
_TURNING = _stems(  # which one sentence cannot add without saying something else
    """
    after if unless only except may might could should perhaps possibly likely unlikely probably almost hardly barely
    allegedly reportedly former
    """
)
_BODIES = frozenset(map(stem, COLLECTIVES)) | _stems("minister president parliament court mediator negotiator delegate")
_NAME = re.compile(r"(?<=\w )[A-Z][\w’'-]+")  # not the first word, which every sentence writes so
_SPEAKER = re.compile(
    r"((?:[A-Z][\w’'-]+ ){1,4})(?:(?:foreign |prime |defence |finance )?"
    r"(?:government|ministry|minister|president|parliament|delegation|embassy|army|officials?|spokes(?:wo)?man) )?"
    r"(?:has |have |had )?(?:said|says|say|told|announced)\b"
)
_MONTHS = "|".join(month.capitalize() for month in MONTHS)
_MONTH = re.compile(rf"(?<=\d )(?:{_MONTHS})\b|\b(?:{_MONTHS})(?= \d)")  # "14 May": stands anywhere
_PLACE = re.compile(r"\bin ([A-Z][\w’'-]+)")
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being)\b.{1,60}?\bby\b", re.IGNORECASE)


def retells(one: str, other: str) -> bool:
    """Whether two sentences tell the same, by the same words, and neither denies the other."""
    mine, theirs = _told(one), _told(other)
    if min(len(mine), len(theirs)) < FEWEST or (set(mine) - set(theirs) and set(theirs) - set(mine)):
        return False
    if _denies(one) != _denies(other) or _turns(one) != _turns(other):
        return False
    if bool(_PASSIVE.search(one)) != bool(_PASSIVE.search(other)):  # who does it stands at the other end
        return True
    first, second = _actors(one, other)
    return first == second


@lru_cache(maxsize=4096)  # a new essay's sentences are compared with those of all cards
def _told(sentence: str) -> list[str]:
    """The words that carry its meaning, each once, in their order."""
    words = (word.rstrip(".,") for word in words_of(sentence) if word[:1].isalnum())
    return [word for word in dict.fromkeys(map(stem, words)) if word not in _EMPTY]


def _turns(sentence: str) -> frozenset[str]:
    return _TURNING.intersection(map(stem, words_of(sentence)))


def _actors(one: str, other: str) -> tuple[list[str], list[str]]:
    """Who acts in both sentences, in the order of each: those with names, or else the union, the company."""
    both = set(_told(one)) & set(_told(other)) - _WHEN
    both -= _beside(_SPEAKER, one) & _beside(_SPEAKER, other)  # "it rejects that, Ruvia said": told first or last
    both -= _beside(_MONTH, one) & _beside(_MONTH, other)
    places = _beside(_PLACE, one), _beside(_PLACE, other)
    if places[0] == places[1] and len(places[0]) == 1:  # of two, each has something of its own
        both -= places[0]
    names = {stem(word.lower()) for text in (one, other) for word in _NAME.findall(text)} & both
    wanted = names or _BODIES & both
    return [word for word in _told(one) if word in wanted], [word for word in _told(other) if word in wanted]


def _beside(pattern: re.Pattern[str], sentence: str) -> set[str]:
    """The names that stand in such a place of a sentence."""
    return {
        stem(word.lower()) for found in pattern.findall(sentence) for word in re.findall(r"[^\W\d_][\w’'-]*", found)
    }


def _denies(text: str) -> bool:
    return any(sentence.refuses for sentence in said.read_sentences(text))
