"""What a card must be to be a statement of its kind: whose it is, how likely it is, and how long it may be.

The rules of the dossier files (rules.py) and of publishing (carried) are the same rules, and stand here once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from briefs.capitals import CALLED
from briefs.model import Card, Dossier, Essay, Kind, Likelihood
from briefs.spelling import normal, same_name

MAX_HEADLINE = 120
MAX_TEXT = 700  # a phone screen, with room for the evidence below it

LIKELIHOODS = [word.value for word in Likelihood]

_CONFIDENCE = re.compile(
    r"\b(?:low|moderate|medium|high)(?:er|ly)?[ -]confiden(?:ce|t)\b"
    r"|\bconfidence (?:is|remains|level is) (?:low|moderate|medium|high)\b",
    re.IGNORECASE,
)
# The longest first, so that "unlikely" and "very likely" are not taken for "likely".
_ONE_OF_THEM = "|".join(sorted(LIKELIHOODS, key=len, reverse=True))
_LIKELIHOOD = re.compile(rf"\b({_ONE_OF_THEM})(?:(?<=certain)ly)?\b", re.IGNORECASE)
# Another word before it makes another likelihood of it, which is none of the seven.
_ALTERED = re.compile(
    r"\b(?:not|more|most|less|least|highly|quite|rather|fairly|extremely|hardly|scarcely|equally|increasingly|as"
    rf"|\w{{1,12}}n['’]t) (?:at all |so |that |very )?(?:{_ONE_OF_THEM})\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_CAPITAL = re.compile(r"(?<!\w)[^\W\d_a-z][^\W\d_]{3,40}")
_THE_AUTHOR = ("the author", "the authors")
_SEVERAL = re.compile(r"\s*(?:,|;|&|\band\b)\s*")


def likelihoods(text: str) -> list[str]:
    """The likelihood words in a text, in small letters."""
    return [word.lower() for word in _LIKELIHOOD.findall(text)]


def likelihood_of(text: str) -> Likelihood | None:
    """The likelihood that a text says; None where it says none, or more than one."""
    said = set(likelihoods(text))
    return Likelihood(said.pop()) if len(said) == 1 else None


def mixed_sentences(text: str) -> list[str]:
    """Sentences with a likelihood and a confidence level, which ICD 203 keeps apart."""
    return [
        sentence
        for sentence in _SENTENCE_END.split(text)
        if _LIKELIHOOD.search(sentence) and _CONFIDENCE.search(sentence)
    ]


def names_one(text: str, names: Iterable[str]) -> bool:
    """Whether one of the names stands in the text; "US" only in capitals, so that "us" is nobody's name."""
    for name in names:
        case = re.NOFLAG if name.isupper() else re.IGNORECASE
        if name and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, case):
            return True
    return False


def author_names(author: str) -> list[str]:
    """By what names a text may call an author: in full, and by surname; each of several."""
    people = [person for person in _SEVERAL.split(author) if person]
    return [name for person in people for name in (person, person.split()[-1])]


def statement_objections(card: Card, essays: Mapping[str, Essay], dossier: Dossier) -> list[str]:
    """Why a card is no statement of its kind, a sentence each; empty when it is one."""
    return [*_of_size(card), *_of_likelihood(card), *_of_holder(card, essays, dossier)]


def _of_size(card: Card) -> Iterator[str]:
    for what, words, limit in (("headline", card.headline, MAX_HEADLINE), ("text", card.text, MAX_TEXT)):
        if not words.strip():
            yield f"The card has no {what}. Write one."
        elif len(words) > limit:
            yield f"The {what} has {len(words)} characters. Shorten it to {limit} at most."
    if not card.evidence:
        yield "The card rests on nothing. Attach a sentence of the essay."


def _of_likelihood(card: Card) -> Iterator[str]:
    if card.kind is not Kind.JUDGEMENT:
        if card.likelihood:
            yield (
                f"This is {a_kind(card.kind)} with the likelihood “{card.likelihood}”, which only a judgement has. "
                "Take it off, or make it a judgement."
            )
        return
    whole = f"{card.headline}. {card.text}"
    said = sorted(set(likelihoods(whole)))
    listed = ", ".join(LIKELIHOODS)
    if not said:
        yield f"A judgement says how likely it is, and “{_short(card.text, 60)}” does not. Write one of: {listed}."
    elif altered := _ALTERED.search(whole):
        yield f"A judgement says how likely it is by one of seven, and not “{altered.group()}”. Write one of: {listed}."
    elif len(said) > 1:
        yield f"This judgement says “{'” and “'.join(said)}”. Keep one likelihood word for one judgement."
    elif card.likelihood is None:
        yield f"The text says “{said[0]}”, and the card's likelihood is not set. Set it to “{said[0]}”."
    elif card.likelihood != said[0]:
        yield f"The text says “{said[0]}”, but the card's likelihood is “{card.likelihood}”. Make them the same word."
    for words in (card.headline, card.text):
        for sentence in mixed_sentences(words):
            level = _CONFIDENCE.search(sentence)
            yield (
                f"“{_short(sentence)}” says how likely it is and how sure we are "
                f"(“{level.group() if level else ''}”). Give the confidence a sentence of its own."
            )


def _of_holder(card: Card, essays: Mapping[str, Essay], dossier: Dossier) -> Iterator[str]:
    if not card.text.strip():
        return
    if card.kind is Kind.POSITION:
        if not card.party:
            yield "This is a position, and the card does not say whose. Choose its party, or another kind."
        elif not _names_party(card.text, card.party, dossier):
            yield (
                f"This is a position, and “{_short(card.text)}” does not name its holder. "
                f"Write {_display(card.party, dossier)} or one of its other names."
            )
    elif card.kind is Kind.ARGUMENT:
        authors = {essay.author for one in card.evidence if (essay := essays.get(one.essay)) and essay.author}
        names = [name for author in sorted(authors) for name in author_names(author)]
        if not names_one(card.text, [*names, *_THE_AUTHOR]):
            who = f"{' or '.join(sorted(authors))}, or “the author”" if authors else "“the author”"
            yield f"This is an argument, and “{_short(card.text)}” does not say whose. Name {who}."


def _names_party(text: str, party: str, dossier: Dossier) -> bool:
    """Whether a text names a party: by one of its names, its people's ("the Sorvians"), or its seat's."""
    names = _party_names(party, dossier)
    if names_one(text, names):
        return True
    capitals = {normal(word) for word in _CAPITAL.findall(text)}
    return any(same_name(word, normal(name)) for word in capitals for name in names if " " not in name)


def _party_names(party: str, dossier: Dossier) -> list[str]:
    """All that a party is called; also the seat and the people of a government."""
    known = next((one for one in dossier.parties if party in (one.slug, one.name)), None)
    names = [known.name, *known.aliases] if known else [party]
    return [*names, *(called for name in names for called in CALLED.get(name, ()))]


def _display(party: str, dossier: Dossier) -> str:
    return next((one.name for one in dossier.parties if party in (one.slug, one.name)), party)


def a_kind(kind: Kind) -> str:
    """A kind with its article: "an argument"."""
    return f"an {kind}" if kind is Kind.ARGUMENT else f"a {kind}"


def _short(sentence: str, limit: int = 80) -> str:
    words = " ".join(sentence.split())
    return words if len(words) <= limit else f"{words[: limit - 1].rstrip()}…"
