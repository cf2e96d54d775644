"""The numbers in a text, by what they are worth: "3.2 million", "3,200,000" and "61%" beside "61 per cent".

A number has readings, because "a third" may be a share or a place in a row; one reading in common is enough. Measures
(days, tonnes, dollars) must agree where both say one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from briefs.carried import tables
from briefs.derive.words import stem

Reading = tuple[str, Fraction]  # count, place, share or vague; and how many

_TOKEN = re.compile(
    r"(?P<digits>(?<![^\W_])\d{1,3}(?:[,\u00a0\u202f]\d{3}){1,5}(?:\.\d{1,9})?(?!\d)|\d{1,15}(?:\.\d{1,9})?)"
    r"|(?P<word>[^\W\d_]{1,40}(?:['’][^\W\d_]{1,10})?)|(?P<sign>[%$€£¥₽])"
)
_PERCENT = ("%", "percent", "cent", "pc")
_LINKED = re.compile(r"\s{0,2}(?:to|or|and|of(?: the)?|[-–—])?\s{0,2}(?:[$€£¥₽])?")


@dataclass(frozen=True)
class Number:
    """A number where it stands."""

    raw: str
    start: int
    end: int
    readings: frozenset[Reading]
    measure: str = ""
    scale: int = 1  # the last word of size: "3 to 5 million" is 3 million to 5 million
    demanded: bool = True  # False: it may carry another, and need not be carried
    implied: bool = False  # "both": it carries a number only before the same word
    before: str = ""
    behind: str = ""


@dataclass(frozen=True)
class _Token:
    text: str
    start: int
    end: int
    digits: bool


@lru_cache(maxsize=512)
def read_numbers(text: str) -> tuple[Number, ...]:
    """The numbers in a text, in their order."""
    tokens = [
        _Token(match.group().casefold(), match.start(), match.end(), match.lastgroup == "digits")
        for match in _TOKEN.finditer(text)
    ]
    found: list[Number] = []
    place = 0
    while place < len(tokens):
        number, after = _Reader(text, tokens, place).read()
        if number:
            found.append(number)
        place = max(after, place + 1)
    return tuple(_spread(text, found))


class _Reader:
    """Reads one number from a place in the row of tokens."""

    def __init__(self, text: str, tokens: Sequence[_Token], place: int) -> None:
        self._text, self._tokens, self._first, self._at = text, tokens, place, place
        self._scale = 1

    def read(self) -> tuple[Number | None, int]:
        word = self._word()
        if word in tables.MULTIPLES or word in tables.IMPLIED:
            value = Fraction(tables.MULTIPLES.get(word) or tables.IMPLIED[word])
            self._at += 1
            made = self._made({("count", value)}, demanded=word in tables.MULTIPLES)
            return replace(made, implied=word in tables.IMPLIED), self._at
        if word in tables.VAGUE:
            self._at += 1
            return self._made({("vague", Fraction(tables.VAGUE[word]))}), self._at
        value_or_none = self._article() or self._cardinal()
        readings: set[Reading] = set()
        if value_or_none is not None:
            readings = self._behind(value_or_none)
        elif word == "half":
            self._at += 1
            readings = self._half()
        elif word in tables.ORDINALS:
            self._at += 1
            readings = {("place", Fraction(tables.ORDINALS[word]))}
            if word in tables.PARTS:
                readings.add(("share", tables.PARTS[word]))
        if not readings:
            return None, self._at
        return self._made(readings, demanded=not self._is_idiom(word)), self._at

    def _word(self, ahead: int = 0) -> str:
        place = self._at + ahead
        return self._tokens[place].text if place < len(self._tokens) else ""

    def _adjacent(self, ahead: int = 0) -> bool:
        """Whether this token follows the one before it with nothing but a space or a hyphen between."""
        place = self._at + ahead
        if not 0 < place < len(self._tokens):
            return False
        gap = self._text[self._tokens[place - 1].end : self._tokens[place].start]
        return len(gap) < 3 and not gap.strip(" -‐‑\u00a0\u202f\n")

    def _article(self) -> Fraction | None:
        """ "a third" and "a hundred", but not the "a" of "a union"."""
        if self._word() not in ("a", "an"):
            return None
        behind = self._word(1)
        if behind in tables.PARTS or behind in tables.SCALES:
            if behind in tables.SHORT_SCALES:
                return None
            self._at += 1
            if behind in tables.SCALES:
                return self._sized(Fraction(1))
            return Fraction(1)
        return None

    def _cardinal(self) -> Fraction | None:
        if self._at >= len(self._tokens):
            return None
        token = self._tokens[self._at]
        if token.digits:
            self._at += 1
            return self._sized(Fraction(re.sub(r"[^\d.]", "", token.text)))
        if token.text in tables.UNITS or token.text in tables.TENS:
            return self._sized(self._below_hundred())
        if token.text in tables.SCALES and token.text not in tables.SHORT_SCALES and self._at + 1 < len(self._tokens):
            return self._sized(Fraction(1))
        return None

    def _below_hundred(self) -> Fraction:
        word = self._word()
        self._at += 1
        if word in tables.UNITS:
            return Fraction(tables.UNITS[word])
        if self._adjacent() and 0 < tables.UNITS.get(self._word(), 0) < 10:
            self._at += 1
            return Fraction(tables.TENS[word] + tables.UNITS[self._word(-1)])
        return Fraction(tables.TENS[word])

    def _sized(self, value: Fraction) -> Fraction:
        """What words of size and parts behind a number make of it: "two and a half million", "two hundred and six"."""
        if self._word() == "and" and self._word(1) in ("a", "one") and self._word(2) in ("half", "quarter", "third"):
            value += tables.PARTS[self._word(2)]
            self._at += 3
        total, steps = Fraction(0), 0
        while self._word() in tables.SCALES and (self._adjacent() or steps == 0) and steps < 6:
            if self._word() in tables.SHORT_SCALES and (self._at == 0 or not self._tokens[self._at - 1].digits):
                break
            size = tables.SCALES[self._word()]
            self._scale = size
            value *= size
            self._at, steps = self._at + 1, steps + 1
            more = 1 if self._word() == "and" else 0
            follows = self._word(more)
            if self._word(more) in tables.SCALES and not more:
                continue
            if follows in tables.UNITS or follows in tables.TENS:
                if not more and not self._adjacent():
                    break
                self._at += more
                total, value = (total + value, Fraction(0)) if size >= 1000 else (total, value)
                value += self._below_hundred()
        return total + value

    def _half(self) -> set[Reading]:
        """ "half a million", "half the seats"."""
        if self._word() in ("a", "an") and self._word(1) in tables.SCALES:
            self._at += 1
            return {("count", self._sized(Fraction(1, 2)))}
        return {("share", Fraction(1, 2)), ("count", Fraction(1, 2))}

    def _behind(self, value: Fraction) -> set[Reading]:
        """A count, unless what follows makes a share or a place of it."""
        word = self._word()
        if word in tables.PARTS and self._word(-1) in ("a", "an", "one"):
            self._at += 1
            part = tables.PARTS[word]
            return {("share", part)} | ({("place", 1 / part)} if word in tables.ORDINALS else set())
        if word in tables.PLURAL_PARTS and self._adjacent():
            self._at += 1
            return {("share", value * tables.PLURAL_PARTS[word])}
        if (
            word in tables.ORDINALS
            and tables.ORDINALS[word] < 10
            and self._word(-1) in tables.TENS
            and self._adjacent()
        ):
            self._at += 1
            return {("place", value + tables.ORDINALS[word])}
        if word in ("st", "nd", "rd", "th") and self._text[self._tokens[self._at - 1].end].isalpha():
            self._at += 1
            return {("place", value)}
        if word == "percentage" or (word in ("%", "percent") and self._word(1) in ("point", "points")):
            self._at += 1  # "percentage points" are points, and no share of anything
            return {("count", value)}
        if word in ("%", "percent", "pc") or (word == "per" and self._word(1) == "cent"):
            self._at += 2 if word == "per" else 1
            return {("share", value / 100)}
        return {("count", value)}

    def _is_idiom(self, word: str) -> bool:
        """ "at first", "one another", "no one": words that count nothing."""
        before = self._tokens[self._first - 1].text if self._first else ""
        behind = self._word()
        if word == "two":
            return before == "the" and behind in tables.IN_TWOS
        if word == "first":
            return before in ("at", "in") or (behind == "of" and self._word(1) == "all")
        if word == "one":
            return before in ("no", "any", "every", "some", "each", "this", "that", "which", "the", "only", "not") or (
                behind in tables.EMPTY or behind in ("side", "hand", "thing", "day", "point", "way", "")
            )
        return False

    def _made(self, readings: set[Reading], *, demanded: bool = True) -> Number:
        start, end = self._tokens[self._first].start, self._tokens[self._at - 1].end
        measure = "percent" if any(kind == "share" for kind, _ in readings) and self._word(-1) in _PERCENT else ""
        if self._first and self._text[self._tokens[self._first - 1].start : start].strip() in ("$", "€", "£", "¥", "₽"):
            start = self._tokens[self._first - 1].start
            measure = tables.MEASURES[self._text[start]]
        ahead = 0
        while not measure and ahead < 2:
            word = self._word(ahead)
            place = self._at + ahead
            if place < len(self._tokens) and self._text[self._tokens[place - 1].end : self._tokens[place].start].strip(
                " -‐‑\u00a0\u202f\n"
            ):
                break
            if word in tables.MEASURES and word != "%" and word not in ("$", "€", "£", "¥", "₽"):
                measure, end = tables.MEASURES[word], self._tokens[place].end
            elif word not in tables.SIZED:
                break
            ahead += 1
        before = stem(self._tokens[self._first - 1].text) if self._first else ""
        behind = self._word(1) if self._word() in tables.SIZED else self._word()
        return Number(
            raw=self._text[start:end],
            start=start,
            end=end,
            readings=frozenset(readings),
            measure=measure,
            scale=self._scale,
            demanded=demanded,
            before=before,
            behind=stem(behind),
        )


def _spread(text: str, numbers: Sequence[Number]) -> list[Number]:
    """In "20 to 45 per cent" the first number is a percentage too."""
    spread = list(numbers)
    for place in range(len(numbers) - 2, -1, -1):
        one, other = spread[place], spread[place + 1]
        if one.measure or (one.scale > 1 and other.scale > 1) or other.start - one.end > 8:
            continue
        if not _LINKED.fullmatch(text[one.end : other.start]):
            continue
        counts = {value for kind, value in one.readings if kind == "count"}
        extra: set[Reading] = set()
        if other.measure == "percent":
            extra = {("share", value / 100) for value in counts}
        elif other.scale > 1 and one.scale == 1:
            extra = {("count", value * other.scale) for value in counts}
        if extra:
            spread[place] = replace(one, readings=one.readings | extra)
    return spread


def uncarried(text: str, sources: Sequence[str], spans: Collection[tuple[int, int]] = ()) -> list[Number]:
    """The numbers in a text, outside `spans` (dates), that no source carries."""
    held = [number for source in sources for number in read_numbers(source)]
    shares = any(number.measure == "percent" for number in held)  # then "47" may be short for "47 per cent"
    measures = {number.measure for number in held} | {
        tables.MEASURES[word] for source in sources for word in _measuring(source)
    }
    return [
        number
        for number in read_numbers(text)
        if number.demanded
        and not any(start < number.end and number.start < end for start, end in spans)
        and not (_is_measured(number, measures) and any(_carries(one, number, shares=shares) for one in held))
        and not (number.readings & _FIRSTS and _is_free(number, held))
    ]


def _measuring(source: str) -> Iterator[str]:
    """The words of a source that measure something, wherever they stand."""
    for match in _TOKEN.finditer(source):
        if (word := match.group().casefold()) in tables.MEASURES:
            yield word


def _is_measured(number: Number, measures: Collection[str]) -> bool:
    """Whether the sources know a number's measure at all: "1.1 billion" is not "1.1 billion dollars"."""
    if number.measure in ("", "percent", *measures):
        return True
    return number.measure == "year" and "decade" in measures


def _in_years(decades: Number) -> set[Reading]:
    return {(kind, value * 10) for kind, value in decades.readings if kind == "count"}


def _carries(held: Number, wanted: Number, *, shares: bool) -> bool:
    if held.measure and wanted.measure and held.measure != wanted.measure:
        return held.measure == "decade" and wanted.measure == "year" and bool(_in_years(held) & wanted.readings)
    if held.measure == "decade" and not wanted.measure and _in_years(held) & wanted.readings:
        return True
    if held.implied:
        same = wanted.behind == held.behind or wanted.before in ("the", "these", "those", "all")
        return same and bool(held.readings & wanted.readings)
    if held.readings & wanted.readings:
        return True
    bare = {value for kind, value in held.readings if kind == "count" and shares and not held.measure}
    turned = (
        {value for _, value in held.readings} if held.before == wanted.behind or held.behind == wanted.before else ()
    )
    return any(
        (kind == "share" and wanted.measure == "percent" and value * 100 in bare)
        or (
            kind == "count"
            and not wanted.measure
            and held.measure == "percent"
            and ("share", value / 100) in held.readings
        )
        or (kind in ("count", "place") and value in turned)  # "round three", "the third round"
        for kind, value in wanted.readings
    )


_FIRSTS: frozenset[Reading] = frozenset({("count", Fraction(1)), ("place", Fraction(1))})


def _is_free(number: Number, held: Sequence[Number]) -> bool:
    """Whether "one" and "first" are only a manner of speaking: no source counts what stands behind them."""
    return not number.raw[0].isdigit() and not any(number.behind == one.behind and not one.implied for one in held)
