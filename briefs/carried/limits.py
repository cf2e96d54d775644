"""Whether a card limits what its quotes limit, and on the same side: "only", "unless", "before", "without".

"Only" and "unless" must be carried by a word of their sort that stands near the same words, and may not be dropped from
a card that otherwise keeps the essay's words. A word with an opposite ("before", "rose") must not stand where the
essay has the other one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from briefs.carried.tables import ALONE, CONDITIONS, DETERMINERS, EMPTY, LIMITS, NEGATORS, ONLY, OPPOSITES, OTHER_SIDES
from briefs.derive.words import stem, words_of
from briefs.sentences import split_sentences

_NEAR = 4  # words that say something, on each side
_CONDITIONAL = (("if",), ("when",), ("with",), ("once",), ("after",))
_REQUIRING = frozenset("require requires required need needs needed condition provided depends".split())
_POINTING = frozenset("it him her them us me this that these those".split())


@dataclass(frozen=True)
class Row:
    """The words of a sentence with their stems; marks and articles are left out."""

    words: tuple[str, ...]
    stems: tuple[str, ...]
    content: frozenset[str]
    sided: frozenset[tuple[str, tuple[str, ...]]]  # words that have an opposite, each with what follows it
    is_cut: bool  # it ends with "…"


def read_rows(text: str) -> list[Row]:
    """Every sentence of a text."""
    text = text[:20_000]
    return [_read(text[start:end]) for start, end in split_sentences(text, 0, len(text))]


@lru_cache(maxsize=1024)
def _read(sentence: str) -> Row:
    words = [word for word in words_of(sentence[:3000]) if word[:1].isalnum() and word not in DETERMINERS - {"with"}]
    stems = [stem(word) for word in words]
    return Row(
        tuple(words),
        tuple(stems),
        frozenset(one for word, one in zip(words, stems, strict=True) if _says_something(word)),
        frozenset(
            (_named(word, one), _following(words, stems, place) or tuple(stems[place + 1 : place + 4]))
            for place, (word, one) in enumerate(zip(words, stems, strict=True))
            if _has_a_side(words, stems, place)
        ),
        is_cut=sentence.endswith("…"),
    )


def _has_a_side(words: Sequence[str], stems: Sequence[str], place: int) -> bool:
    """Whether a word has an opposite that would say the opposite here: not so behind a "not", or in "only with"."""
    word = words[place]
    if word == "with" and CONDITIONS.intersection(stems[max(0, place - 2) : place]):
        return False
    if word in OTHER_SIDES:
        return True
    return stems[place] in OPPOSITES and not NEGATORS.intersection(words[max(0, place - 4) : place])


def _says_something(word: str) -> bool:
    return word not in EMPTY and stem(word) not in EMPTY and word not in NEGATORS and word not in LIMITS


def _named(word: str, one: str) -> str:
    return word if word in OTHER_SIDES else one


def _following(words: Sequence[str], stems: Sequence[str], place: int) -> tuple[str, ...]:
    """What follows a word, up to the first that says something or points to it; empty where nothing does."""
    for behind in range(place + 1, min(len(words), place + 5)):
        if words[behind] in _POINTING or _says_something(words[behind]):
            return tuple(stems[place + 1 : behind + 1])
    return ()


def added(card: Sequence[Row], quotes: Sequence[Row]) -> Iterator[str]:
    """The limits of a card that no quote has."""
    for row in card:
        for place, word in enumerate(row.words):
            if word in LIMITS and not _is_denied(row, place) and not _is_carried(row, place, quotes):
                yield word


def _is_carried(row: Row, place: int, quotes: Sequence[Row]) -> bool:
    """Whether a quote has a limit of that sort near the same words; right beside them, where it has them without."""
    word = row.words[place]
    if (
        word in ONLY and row.words[place + 1 : place + 2] in _CONDITIONAL
    ):  # "only if all agree", where it "requires" that
        return _is_limited(_near(row, place), LIMITS[word] | _REQUIRING, quotes)
    if word in ONLY and any(_drops_only(row, place, quote) for quote in quotes):
        return _is_limited(_near(row, place, 2), ALONE, quotes, 2) and any(
            not _behind(row, place) or _behind(row, place) & _behind(quote, other)
            for quote in quotes
            for other, one in enumerate(quote.words)
            if one in ALONE
        )
    return _is_limited(_near(row, place), LIMITS[word], quotes)


def removed(card: Sequence[Row], quotes: Sequence[Row]) -> Iterator[str]:
    """The limits of the sentences that the card rests on, where the card says the same without them."""
    for row in card:
        best = max(quotes, key=lambda quote: len(quote.content & row.content), default=None)
        for place, word in enumerate(best.words if best else ()):
            if best is None or word not in LIMITS or _is_denied(best, place):
                continue
            drops, carriers = (_drops_only, ALONE) if word in ONLY else (_drops_condition, LIMITS[word])
            fresh = carriers - (frozenset(best.words) - {word})  # "otherwise" stands for no "unless" beside it
            if drops(best, place, row) and not _is_limited(_near(best, place), fresh, [row]):
                yield word


def other_sides(card: Sequence[Row], quotes: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """Words of the card whose opposites the quotes have in the same place: "after" for "before the vote"."""
    held = {one for quote in quotes for one in quote.sided}
    for row in card:
        for word, following in sorted(row.sided - held):
            opposites = OTHER_SIDES.get(word) or OPPOSITES[word]
            found = sorted(other for other in opposites if following and (other, following) in held)
            if found:
                yield _as_written(word, [row]), _as_written(found[0], quotes)


def _as_written(word: str, rows: Sequence[Row]) -> str:
    return next((raw for row in rows for raw, one in zip(row.words, row.stems, strict=True) if one == word), word)


def _is_denied(row: Row, place: int) -> bool:
    """Whether it is a "not only", which limits nothing."""
    return place > 0 and row.words[place - 1] in NEGATORS


def _near(row: Row, place: int, most: int = _NEAR) -> frozenset[str]:
    before = [one for one in row.stems[:place] if one in row.content][-most:]
    behind = [one for one in row.stems[place + 1 :] if one in row.content][:most]
    return frozenset([*before, *behind])


def _behind(row: Row, place: int) -> frozenset[str]:
    return frozenset([one for one in row.stems[place + 1 :] if one in row.content][:2])


def _is_limited(near: frozenset[str], carriers: frozenset[str], quotes: Sequence[Row], most: int = _NEAR) -> bool:
    return any(
        word in carriers and (not near or near & _near(quote, place, most))
        for quote in quotes
        for place, word in enumerate(quote.words)
    )


def _drops_only(quote: Row, place: int, card: Row) -> bool:
    """Whether the card has what stands before and behind an "only" side by side."""
    run = (*quote.stems[max(0, place - 1) : place], *_following(quote.words, quote.stems, place))
    return len(run) > 1 and _runs(card.stems, run) > _runs(quote.stems, run)


def _drops_condition(quote: Row, place: int, card: Row) -> bool:
    """Whether the card has the main clause of an "unless" as if it were all, or its condition as something else."""
    behind = [one for one in quote.stems[place + 1 :] if one in quote.content][:2]
    before = [one for one in quote.stems[:place] if one in quote.content][-3:]
    turned = len(behind) > 1 and card.content.issuperset(behind)
    return turned or (not card.is_cut and len(before) > 1 and card.content.issuperset(before))


def _runs(words: Sequence[str], run: Sequence[str]) -> int:
    size = len(run)
    return sum(tuple(words[place : place + size]) == tuple(run) for place in range(len(words) - size + 1))
