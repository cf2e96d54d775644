"""Whether a card counts what its quotes count: forty ships are no forty soldiers."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate

from briefs.carried.numbers import Number, read_numbers
from briefs.carried.tables import EMPTY, IN_TWOS
from briefs.derive.words import stem, words_of

_MANY = frozenset("people men women children troops staff police personnel aircraft".split())
_ALIKE = [  # words on the left may stand for each other, and for those on the right, which say more
    (frozenset(map(stem, alike.split())), frozenset(map(stem, narrower.split())))
    for alike, _, narrower in (
        line.partition("|")
        for line in """
            ships vessels | boats tankers freighters
            people persons | men women workers employees staff members residents citizens civilians inhabitants
            people persons | soldiers troops servicemen personnel prisoners captives detainees hostages
            workers employees staff
            residents inhabitants
            countries states nations governments capitals members parties
            soldiers troops servicemen personnel
            men | soldiers troops servicemen
            aircraft planes | jets
            doctors physicians medics | registrars
            children | pupils students
            pupils students
            jobs posts positions
            firms companies businesses | outlets
            seats places
            seats deputies
            deputies members
            villages settlements
            communities places | villages settlements towns
            homes houses dwellings
            households families
            homes | households families
            lorries trucks
            rounds sessions meetings talks
            votes ballots
            prisoners captives detainees
            councils municipalities communes
            islands atolls
            claims demands requests
        """.strip().splitlines()
    )
]
_AHEAD = 3  # words behind a number among which the counted ones are


def miscounted(text: str, sources: Sequence[str], spans: Collection[tuple[int, int]]) -> Iterator[tuple[str, str]]:
    """What a card counts, outside `spans` (dates), with what every quote counts by the same number."""
    held = [
        (one, _measured(one) or _counted(source, one), beside)
        for source in sources
        for one, beside in _with_beside(source, read_numbers(source))
    ]
    for number in read_numbers(text):
        counted = _counted(text, number)
        if not counted or any(start < number.end and number.start < end for start, end in spans):
            continue
        same = [(other, beside) for one, other, beside in held if one.readings & number.readings]
        mine = stem(counted.rsplit(" ", 1)[-1].lower())
        others = [other for other, _ in same if other]
        if others and not any(mine in beside or (other and _is_alike(mine, other)) for other, beside in same):
            yield counted, others[0]


def _measured(number: Number) -> str:
    """A number with its measure, where that is a word: "a hundred and two days"."""
    return number.raw if number.measure and number.raw[-2:].isalpha() and number.raw.endswith("s") else ""


def _with_beside(source: str, numbers: Sequence[Number]) -> Iterator[tuple[Number, frozenset[str]]]:
    """Each number with the words on both its sides, from what the number before counts up to the next number."""
    others = sorted((one for one in numbers if one.demanded), key=lambda one: one.end)
    ends = [one.end for one in others]
    reach = [0, *accumulate((max(one.end, one.start + len(_counted(source, one))) for one in others), max)]
    starts = sorted(one.start for one in others)
    for number in numbers:
        begun = reach[bisect_right(ends, number.start)]
        behind = bisect_left(starts, number.end)
        ended = starts[behind] if behind < len(starts) else len(source)
        yield number, frozenset(map(stem, words_of(source[begun:ended])))


def _is_alike(mine: str, other: str) -> bool:
    """Whether a card may count so what an essay counts by these words."""
    theirs = stem(other.rsplit(" ", 1)[-1])
    return mine == theirs or any(mine in alike and theirs in alike | narrower for alike, narrower in _ALIKE)


def _counted(text: str, number: Number) -> str:
    """A number with the plural that it counts: "40 Russian ships"; empty where none follows it at once."""
    if number.measure or any(kind != "count" for kind, _ in number.readings):
        return ""
    words = text[number.end : number.end + 80].split()
    for place, word in enumerate(words[:_AHEAD]):
        bare = word.strip(".,;:!?()\"“”'’").lower()
        if bare in EMPTY or bare in IN_TWOS or not bare.isalpha():
            return ""
        if bare in _MANY or (bare.endswith("s") and len(bare) > 3 and not bare.endswith(("ss", "us", "ous"))):
            return f"{number.raw} {' '.join(words[: place + 1])}".rstrip(".,;:!?()\"“”'’")
        if not word[-1:].isalpha():
            return ""
    return ""
