"""Whether a card denies what its quotes deny, and nothing else.

Two looks. The strict one is for a card that keeps the essay's words: what stands around a "not" must not stand in the
other text without it. The wide one is for a card in words of its own: a quote must deny the same thing, by "not" or by
a word that refuses, or must say its opposite ("shut" for "not open").
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from briefs.carried.said import Negation, Said
from briefs.carried.tables import (
    ALIKE,
    CONDITIONS,
    EMPTY,
    GENERAL,
    OPPOSITES,
    OUTRIGHT,
)
from briefs.derive.words import stem

_DENYING = ("un", "in", "im", "il", "ir", "dis", "non-")
_REQUIRING = frozenset(map(stem, "require need condition provided depend".split()))
_TOTAL = frozenset("no nobody none neither no-one".split())


def added(card: Sequence[Said], quotes: Sequence[Said]) -> list[Negation]:
    """Negations of the card that no quote carries."""
    return [
        negation for sentence in card for negation in sentence.negations if not _carried(negation, sentence, quotes)
    ]


def _is_condition(sentence: Said, quotes: Sequence[Said]) -> bool:
    """Whether it says "not unless", where a quote says what is required."""
    return "unless" in sentence.plain and any(
        _REQUIRING.intersection(quote.plain) and len(quote.content & sentence.content) > 1 for quote in quotes
    )


def _carried(negation: Negation, sentence: Said, quotes: Sequence[Said]) -> bool:
    with_it, without = _strict(negation, quotes)
    if with_it:
        return not _is_of_another(negation, quotes)
    if without:  # "no troops" for "refuses any troops" is none, nor "they will not sign" for "nobody will sign"
        if negation.word != "no" and _TOTAL.intersection(one.word for one in sentence.negations):
            return False
        denied = [quote.denied - quote.asserted for quote in quotes] if negation.word == "no" else _nobodys(quotes)
        return any(negation.denied in one for one in denied)
    if _is_condition(sentence, quotes):
        return True
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


def _nobodys(quotes: Sequence[Said]) -> list[Collection[str]]:
    """What nobody does: "no Meskherian will sign a paper"."""
    return [one.scope for quote in quotes for one in quote.negations if one.word in _TOTAL]


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
    if one in quote.content and any(negation.left[-1:] == ("rather",) for negation in quote.negations):
        return True  # "she would rather not"
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
    if not negation.left and any(len(set(one.scope) & set(negation.scope)) > 1 for one in sentence.negations):
        return False  # it denies the same in another place: "in Vienna no one believes it"
    if negation.before and negation.before in sentence.universals:
        return True  # "it binds everybody", where the essay has "nobody"
    if _makes_a_condition(sentence, best):
        return False
    if without:
        return not _said_without(negation, sentence, quotes)
    if sentence.refuses or negation.denied not in sentence.content or len(best.content & sentence.content) < 2:
        return False
    if negation.word == "never" and "first" in sentence.content:  # "came for the first time"
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
