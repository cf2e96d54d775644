"""Whether a card denies what its quotes deny, and nothing else.

Two looks. The strict one is for a card that keeps the essay's words: what stands around a "not" must not stand in the
other text without it. The wide one is for a card in words of its own: a quote must deny the same thing, by "not" or by
a word that refuses, or must say its opposite ("shut" for "not open").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from briefs.carried.tables import (
    ACCEPTANCES,
    ALIKE,
    BREAKS,
    CONDITIONS,
    DETERMINERS,
    EMPTY,
    GENERAL,
    NEGATORS,
    NOT_UN,
    OPPOSITES,
    OUTRIGHT,
    REFUSALS,
    REFUSING_PAIRS,
    UNIVERSALS,
)
from briefs.derive.words import is_number, stem, words_of
from briefs.sentences import split_sentences

_DENYING = ("un", "in", "im", "il", "ir", "dis", "non-")
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
    return [_read(text[start:end]) for start, end in split_sentences(text, 0, len(text))]


@lru_cache(maxsize=1024)
def _read(sentence: str) -> Said:
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


def added(card: Sequence[Said], quotes: Sequence[Said]) -> list[Negation]:
    """Negations of the card that no quote carries."""
    return [negation for sentence in card for negation in sentence.negations if not _carried(negation, quotes)]


def _carried(negation: Negation, quotes: Sequence[Said]) -> bool:
    with_it, without = _strict(negation, quotes)
    if with_it:
        return not _is_of_another(negation, quotes)
    if without:  # "no troops" for "refuses any troops" is none
        return negation.word == "no" and any(negation.denied in quote.denied - quote.asserted for quote in quotes)
    if not negation.scope:  # he said “no”
        return any(negation.word == other.word for quote in quotes for other in quote.negations)
    if negation.claim:
        return any(negation.claim & quote.denied for quote in quotes)
    if negation.word in ("not", "never") and any(
        negation.denied in quote.asserted and _count(quote.plain, negation.longer) for quote in quotes
    ):
        return False  # "did not offer a rise", of whom "has offered a rise" is said
    telling = [one for one in negation.scope if one not in GENERAL] or negation.scope
    refused = [one for one in telling if one in OUTRIGHT]  # "does not reject the pause"
    if refused:
        return any(_does_not_refuse(quote, refused, telling) for quote in quotes)
    return any(_denies(quote, one) for quote in quotes for one in telling)


def _is_of_another(negation: Negation, quotes: Sequence[Said]) -> bool:
    """Whether the quotes deny the verb of something else, and speak of this one without denying it."""
    if (negation.denied,) != negation.scope[:1] or EMPTY.intersection(negation.longer):
        return False  # only what follows at once is an object
    if any(_count(quote.plain, ("¬", *negation.longer)) for quote in quotes):
        return False
    second = negation.scope[1:2]
    return any(set(second) & quote.asserted for quote in quotes) and not any(
        set(second) & quote.denied for quote in quotes
    )


def _denies(quote: Said, one: str) -> bool:
    """Whether a quote denies a word or one that means the same, or says its opposite."""
    same = {one} | ALIKE.get(one, frozenset())
    denied = quote.denied.union(*(negation.scope for negation in quote.negations))
    if same & denied or any(_is_of_one_stem(one, other) for other in denied):
        return True
    opposites = {f"{prefix}{one}" for prefix in _DENYING} | OPPOSITES.get(one, frozenset())
    return bool(opposites & quote.content)


def _is_of_one_stem(one: str, other: str) -> bool:
    """Whether a stem goes on in the other: "agree" and "agreement"."""
    return min(len(one), len(other)) > 3 and (one.startswith(other) or other.startswith(one))


def _does_not_refuse(quote: Said, refused: Sequence[str], telling: Sequence[str]) -> bool:
    accepted = {one for _, stems in quote.acceptances for one in stems}
    return bool(set(refused) & quote.denied or set(telling) & accepted)


def removed(card: Sequence[Said], quotes: Sequence[Said]) -> list[Negation]:
    """Negations of the sentences that the card rests on, where the card says the same without them."""
    missing: list[Negation] = []
    for sentence in card:
        if not sentence.content or not quotes:
            continue
        best = max(quotes, key=lambda quote: len(quote.content & sentence.content))
        missing.extend(negation for negation in best.negations if _left_out(negation, sentence, best, quotes))
    return missing


def _left_out(negation: Negation, sentence: Said, best: Said, quotes: Sequence[Said]) -> bool:
    with_it, without = _strict(negation, [sentence])
    if with_it:
        return False
    if negation.before and negation.before in sentence.universals:
        return True  # "it binds everybody", where the essay has "nobody"
    if _makes_a_condition(sentence, best):
        return False
    if without:
        return not _said_without(negation, sentence, quotes)
    if sentence.refuses or negation.denied not in sentence.content or len(best.content & sentence.content) < 2:
        return False
    if any(OPPOSITES.get(one, frozenset()) & (sentence.content - best.content) for one in negation.scope):
        return False  # "both have kept their guns", where neither has withdrawn them
    return not any(negation.denied in quote.asserted for quote in quotes)


def _makes_a_condition(sentence: Said, best: Said) -> bool:
    """Whether it says "only with a guarantee", where the essay has "not without a guarantee"."""
    kept = any(one.word == "without" for one in sentence.negations)
    lost = any(one.word == "without" and one.denied in sentence.content for one in best.negations)
    return lost and not kept and bool(CONDITIONS.intersection(sentence.plain).difference(best.plain))


def turned(card: Sequence[Said], quotes: Sequence[Said]) -> list[str]:
    """Words that refuse in the sentences that the card rests on, where the card accepts the same."""
    found: list[str] = []
    for sentence in card:
        best = max(quotes, key=lambda quote: len(quote.content & sentence.content), default=None)
        if best is None or not sentence.acceptances:
            continue
        kept = {stem(word) for word, _ in sentence.refusals}
        found.extend(
            word
            for word, refused in best.refusals
            if stem(word) not in kept and any(_accepts(refused, one, best) for one in sentence.acceptances)
        )
    return found


def opposed(card: Sequence[Said], quotes: Sequence[Said]) -> list[tuple[str, str]]:
    """Stems of the card with their opposites in the quotes: "likely" where the essay has "unlikely", or the reverse."""
    plain = {one for quote in quotes for one in quote.content}
    asserted = {one for quote in quotes for one in quote.asserted}
    found = [
        (one, other)
        for sentence in card
        for one in sorted(sentence.asserted - plain)
        for other in (f"un{one}", one.removeprefix("un"))
        if other != one and len(one) > 3 and other in asserted and other not in sentence.content
    ]
    return list(dict.fromkeys(found))


def _accepts(refused: frozenset[str], acceptance: tuple[str, frozenset[str]], best: Said) -> bool:
    word, accepted = acceptance
    return bool(refused & accepted) and word not in best.content


def _strict(negation: Negation, sentences: Sequence[Said]) -> tuple[bool, bool]:
    """Whether the words around a negation stand in these sentences with it, and whether they stand there without.

    Two words that say something tell more than one, so they are looked for first.
    """
    plain = [(*sentence.plain, "") for sentence in sentences]
    for run in (negation.longer, negation.run):
        with_it, without = _found(negation.left, run, plain)
        if with_it or without:
            return with_it, without
    return False, False


def _said_without(negation: Negation, sentence: Said, quotes: Sequence[Said]) -> bool:
    """Whether the essay says the same without the negation, as often: "I would not look there; I would look here"."""
    for run in (negation.longer, negation.run):
        if said := sum(_without(negation.left, run, (*quote.plain, "")) for quote in quotes):
            return _without(negation.left, run, (*sentence.plain, "")) <= said
    return False


def _found(left: Sequence[str], run: Sequence[str], plain: Sequence[Sequence[str]]) -> tuple[bool, bool]:
    if not (left or run):
        return False, False
    with_it = any(_count(words, (*left, "¬", *run)) for words in plain)
    return with_it, any(_without(left, run, words) for words in plain)


def _without(left: Sequence[str], run: Sequence[str], words: Sequence[str]) -> int:
    """How often what stands around a negation stands in words without it."""
    if len(left) + len(run) < 2:
        return 0
    end = () if run else ("",)  # nothing follows: then nothing may follow in the other sentence
    return _count(words if left else _affirmed(words), (*left, *run, *end))


def _affirmed(words: Sequence[str]) -> list[str]:
    """The words, with a gap for each that stands right behind a negation."""
    return ["" if place and words[place - 1] == "¬" else word for place, word in enumerate(words)]


def _count(words: Sequence[str], run: Sequence[str]) -> int:
    size = len(run)
    return sum(tuple(words[place : place + size]) == tuple(run) for place in range(len(words) - size + 1))
