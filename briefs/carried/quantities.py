"""Whether a card says of all, of most, of many or of few what its quotes say of so many.

A word for how many must be carried by one of its sort that stands near the same words; "some" need only not stand
where the essay has "all" or "few", and "few" may not be dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from briefs.carried.numbers import read_numbers
from briefs.carried.tables import EMPTY, NEGATORS, REFUSALS
from briefs.derive.words import is_number, stem, words_of
from briefs.sentences import split_sentences

_SORTS = {
    word: sort
    for sort, words in {
        "all": "all every everybody everyone everything each always unanimous unanimously",
        "most": "most majority mostly",
        "many": "many numerous",
        "few": "few handful minority",
        "some": "some several",
    }.items()
    for word in words.split()
}
_NEARLY = frozenset("nearly almost virtually practically".split())  # "nearly all" are most
_CARRIED_BY = {
    "all": frozenset(
        """
        all every everybody everyone everything each always unanimous unanimously both either any anybody anyone
        anything whole entire entirely fully throughout complete completely total neither nobody nothing none no never
        exception constantly regularly
        """.split()
    ),
    "most": frozenset("most majority mostly largely mainly chiefly predominantly overwhelmingly bulk more".split()),
    "many": frozenset(
        """
        many numerous most majority all every everybody everyone both lot lots dozens scores hundreds thousands millions
        several widespread widely plenty more crowd multitude range host often repeatedly frequently
        """.split()
    ),
    "few": frozenset(
        """
        few handful minority hardly scarcely barely rarely seldom little only two three four five couple pair small not
        """.split()
    ),
}
_ONE_ANOTHER = frozenset("other another else".split())
_WHEN = frozenset(
    "day week month quarter year hour minute second morning evening night time summer winter spring autumn season round"
    " session".split()
)
_IDIOMS = frozenset("but along too right told".split())
_BEFORE_IDIOMS = frozenset("at after above how as so too not".split())
_OWNED = frozenset("the a an its his her their our my your 's at".split())
_SOFT = frozenset(stem(word) for word in "few little rarely seldom less doubt doubtful only".split())
_TOTAL = frozenset("no none nobody nothing never no-one noone".split())
_CALLED = re.compile(r"@\w{1,40}")  # "@everyone" is no amount
_NEAR = 4  # words that say something, on each side


@dataclass(frozen=True)
class Amount:
    """A word for how many, and what stands near it."""

    word: str
    sort: str
    of: str  # the stem of the first word behind it that says something: of what it speaks
    number: bool  # a number stands right behind it: "all five"
    near: frozenset[str]


@dataclass(frozen=True)
class Counted:
    """A sentence with what it says of how many."""

    words: tuple[str, ...]
    content: frozenset[str]
    amounts: tuple[Amount, ...]
    near: tuple[tuple[str, frozenset[str]], ...]  # of every word, what stands near it
    shares: frozenset[Fraction]
    is_denied: bool  # outright, not by "few" or "rarely"
    is_thin: bool  # "few", "rarely"
    is_part: bool  # it counts some of more: "three of the five"


def read_counted(text: str) -> list[Counted]:
    """Every sentence of a text."""
    text = text[:20_000]
    return [_read(text[start:end]) for start, end in split_sentences(text, 0, len(text))]


@lru_cache(maxsize=1024)
def _read(sentence: str) -> Counted:
    sentence = _CALLED.sub(" ", sentence[:3000])
    words = [word for word in words_of(sentence) if word[:1].isalnum() or word in ("'s", "%")]
    stems = [stem(word) for word in words]
    telling = [place for place, word in enumerate(words) if _says_something(word)]
    near = [_near(stems, telling, place) for place in range(len(words))]
    refusing = [one for one in stems if one in REFUSALS or (one.startswith("un") and len(one) > 5)]
    return Counted(
        tuple(words),
        frozenset(stems[place] for place in telling),
        tuple(_amounts(words, stems, near)),
        tuple(zip(words, near, strict=True)),
        frozenset(value for one in read_numbers(sentence) for kind, value in one.readings if kind == "share"),
        is_denied=bool(NEGATORS.intersection(words)) or any(one not in _SOFT for one in refusing),
        is_thin=any(one in _SOFT for one in stems),
        is_part=any(is_number(word) and _is_of_more(words, place) for place, word in enumerate(words)),
    )


def _says_something(word: str) -> bool:
    return word[:1].isalnum() and word not in EMPTY and stem(word) not in EMPTY and word not in _SORTS


def _near(stems: Sequence[str], telling: Sequence[int], place: int) -> frozenset[str]:
    before = [stems[other] for other in telling if other < place][-_NEAR:]
    return frozenset([*before, *[stems[other] for other in telling if other > place][:_NEAR]])


def _is_of_more(words: Sequence[str], place: int) -> bool:
    before = [
        word for word in words[max(0, place - 4) : place] if word not in ("the", "its", "their", "these", "those")
    ]
    return before[-1:] == ["of"] and len(before) > 1 and (is_number(before[-2]) or before[-2] == "one")


def _amounts(words: Sequence[str], stems: Sequence[str], near: Sequence[frozenset[str]]) -> Iterator[Amount]:
    for place, word in enumerate(words):
        if word in _SORTS and not _is_idiom(words, place):
            behind = range(place + 1, min(len(words), place + 6))
            of = next((stems[n] for n in behind if _says_something(words[n]) and not is_number(words[n])), "")
            follows = [other for other in words[place + 1 : place + 4] if other not in ("of", "the", "its", "these")]
            yield Amount(word, _sort(words, place), of, bool(follows) and is_number(follows[0]), near[place])


def _sort(words: Sequence[str], place: int) -> str:
    before = words[place - 1] if place else ""
    if _SORTS[words[place]] == "all" and before in _NEARLY:
        return "most"
    return "some" if words[place] == "few" and before == "a" else _SORTS[words[place]]


def _is_idiom(words: Sequence[str], place: int) -> bool:
    """ "at all", "each other", "the most important", "how many", "some 400": nothing is said of how many."""
    before = words[place - 1] if place else ""
    behind = words[place + 1] if place + 1 < len(words) else ""
    match words[place]:
        case "all":
            return before in _BEFORE_IDIOMS or behind in _IDIOMS
        case "each" | "every":
            return behind in _ONE_ANOTHER or behind == "side" or stem(behind) in _WHEN or is_number(behind)
        case "most":
            return before in _OWNED or not (behind == "of" or behind.endswith("s") or behind in ("people", "in"))
        case "many":
            return before in _BEFORE_IDIOMS or stem(behind) in _WHEN
        case "few":
            return before in ("last", "past", "next", "first", "the", "not") or stem(behind) in _WHEN
        case "some":
            return is_number(behind) or stem(behind) in _WHEN or behind in ("other", "way", "form")
        case _:
            return before == "not"


def added(card: Sequence[Counted], quotes: Sequence[Counted]) -> Iterator[str]:
    """What a card says of how many, and no quote says so."""
    for sentence in card:
        for one in sentence.amounts:
            if not (_is_some(one, quotes) if one.sort == "some" else _is_carried(one, sentence, quotes)):
                yield one.word
        if any(word in _TOTAL for word in sentence.words) and _is_only_thin(quotes):
            yield next(word for word in sentence.words if word in _TOTAL)


def removed(card: Sequence[Counted], quotes: Sequence[Counted]) -> Iterator[str]:
    """A "few" of the sentences that the card rests on, where the card says the same without it."""
    for sentence in card:
        best = max(quotes, key=lambda quote: len(quote.content & sentence.content), default=None)
        if best is None or sentence.is_denied or sentence.is_thin or sentence.amounts:
            continue
        yield from (one.word for one in best.amounts if one.sort == "few" and one.of in sentence.content)


def _is_carried(one: Amount, sentence: Counted, quotes: Sequence[Counted]) -> bool:
    if one.sort == "all" and one.number and not any(quote.is_part for quote in quotes):
        return True
    if one.sort == "most" and any(share > Fraction(1, 2) for quote in quotes for share in quote.shares):
        return True
    if any(one.sort == other.sort and _is_near(one, other.near) for quote in quotes for other in quote.amounts):
        return True
    return any(
        word in _CARRIED_BY[one.sort] and (word in _SORTS or word not in sentence.words) and _is_near(one, near)
        for quote in quotes
        for word, near in _carriers(quote, one.sort)
    )


def _carriers(quote: Counted, sort: str) -> Iterator[tuple[str, frozenset[str]]]:
    """The words of a quote with what stands near each, but for those that say something else where they stand."""
    for place, (word, near) in enumerate(quote.near):
        before = quote.words[max(0, place - 4) : place]
        behind = quote.words[place + 1 : place + 2]
        match word:
            case "any" | "anybody" | "anyone" | "anything":  # "not in any one of them" are none
                speaks = not NEGATORS.intersection(before)
            case "either":
                speaks = bool(behind)
            case "not":  # "not many"
                speaks = behind in (("many",), ("much",), ("all",), ("every",))
            case "two" | "three" | "four" | "five":
                speaks = behind == ("of",)
            case _:
                speaks = not (sort == "all" and before[-1:] and before[-1] in _NEARLY)
        if speaks:
            yield word, near


def _is_near(one: Amount, near: frozenset[str]) -> bool:
    return not one.near or bool(one.near & near)


def _is_some(one: Amount, quotes: Sequence[Counted]) -> bool:
    """Whether no quote says of the same that it is all, most or few of it."""
    others = [other for quote in quotes for other in quote.amounts if other.of == one.of]
    return not others or any(other.sort in ("some", "many") for other in others)


def _is_only_thin(quotes: Sequence[Counted]) -> bool:
    return any(quote.is_thin for quote in quotes) and not any(quote.is_denied for quote in quotes)
