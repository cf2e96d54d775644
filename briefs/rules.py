"""What a dossier's words must say: the rules that keep an argument from passing as a fact.

Each rule yields problems with the line where an editor mends them. Reading the files is for `topicfile.py` and
`dossier.py`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from briefs.model import TOPICS, Kind, Locator, Party, Stance
from briefs.statements import LIKELIHOODS, MAX_HEADLINE, MAX_TEXT, author_names, likelihoods, mixed_sentences, names_one
from briefs.topicfile import SLUG, Problem, RawCard, RawTopic, Value, listed

MAX_BOTTOM_LINE = 240
MAX_ALIAS = 60
MAX_CHOICES = 12
MAX_SLUG = 40  # with its topic it fits a button's value on every platform

KINDS = [kind.value for kind in Kind]
STANCES = [stance.value for stance in Stance]

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?~?")
_LOCATOR = re.compile(r"(\S+)\s+p([0-9]{1,6})\s+s([0-9]{1,6})(?:\s+([0-9a-f]{8,64}))?")


@dataclass(frozen=True)
class Known:
    """The names that a dossier's cards may use."""

    parties: dict[str, Party]
    issues: Collection[str]
    authors: dict[str, str]  # by the essay's id


def check_topic(topic: RawTopic) -> Iterator[Problem]:
    """What is wrong with a topic's own lines."""
    for value in topic.keys.get("bottom line", []):
        if len(value.text) > MAX_BOTTOM_LINE:
            yield _too_long(topic.file, value.line, "bottom line", len(value.text), MAX_BOTTOM_LINE)
        yield from _check_mixed_certainty(topic.file, value)
    first_lines: dict[str, int] = {}
    for card in topic.cards:
        if card.slug and card.slug.text in first_lines:
            first = first_lines[card.slug.text]
            message = f"uses the short name '{card.slug.text}' again (first on line {first}); every card has its own."
            yield Problem(topic.file, card.slug.line, message)
        elif card.slug:
            first_lines[card.slug.text] = card.slug.line


def check_aliases(topics: Iterable[RawTopic]) -> Iterator[Problem]:
    """An alias leads to one topic, so no two topics may share it."""
    owners = {slug: f"{slug}.md" for slug in TOPICS}
    for topic in topics:
        for value in topic.keys.get("aliases", []):
            for alias in split_aliases(value.text):
                if len(alias) > MAX_ALIAS:
                    yield _too_long(topic.file, value.line, "alias", len(alias), MAX_ALIAS)
                owner = owners.setdefault(alias.casefold(), topic.file)
                if owner != topic.file:
                    message = f"has the alias '{alias}', which is also {owner}'s; keep it in one of them."
                    yield Problem(topic.file, value.line, message)


def split_aliases(text: str) -> list[str]:
    """The words between the commas."""
    return [alias for part in text.split(",") if (alias := " ".join(part.split()))]


def check_card(file: str, card: RawCard, known: Known) -> Iterator[Problem]:
    """Everything that is wrong with one card."""
    yield from _check_heading(file, card)
    yield from _check_words(file, card)
    yield from _check_text(file, card)
    yield from _check_names(file, card, known)
    yield from _check_as_of(file, card)
    yield from _check_kind(file, card, known)
    yield from _check_likelihood(file, card)
    yield from _check_evidence(file, card, known)


def _check_heading(file: str, card: RawCard) -> Iterator[Problem]:
    line = card.headline.line
    if card.slug is None:
        yield Problem(file, line, "is a headline without a short name; end it with one, like {#neutrality}.")
    elif not is_slug(card.slug.text):
        yield Problem(file, line, f"has the short name '{card.slug.text[:MAX_SLUG]}'; {SLUG_RULE}")
    if not card.headline.text:
        yield Problem(file, line, "has no headline before the short name; say the point in a few words.")
    if len(card.headline.text) > MAX_HEADLINE:
        yield _too_long(file, line, "headline", len(card.headline.text), MAX_HEADLINE)


SLUG_RULE = f"use small letters, digits and single hyphens, at most {MAX_SLUG} characters."


def is_slug(text: str) -> bool:
    """Whether a text may name a dossier, party, issue, essay or card."""
    return len(text) <= MAX_SLUG and SLUG.fullmatch(text) is not None


def _check_words(file: str, card: RawCard) -> Iterator[Problem]:
    choices = {
        "kind": ("a card's kind", KINDS),
        "stance": ("a stance", STANCES),
        "likelihood": ("a likelihood word", LIKELIHOODS),
    }
    for key, (what, words) in choices.items():
        value = card.first(key)
        if value and value.text not in words:
            yield Problem(file, value.line, f'says {key} "{value.text[:60]}"; {what} is {listed(words, "or")}.')


def _check_text(file: str, card: RawCard) -> Iterator[Problem]:
    if not card.text:
        yield Problem(file, card.headline.line, "is a card without a text; write a sentence or two below a blank line.")
    elif len(card.paragraph) > MAX_TEXT:
        yield _too_long(file, card.text[0].line, "text", len(card.paragraph), MAX_TEXT)


def _check_names(file: str, card: RawCard, known: Known) -> Iterator[Problem]:
    for key, names in (("party", known.parties), ("issue", known.issues)):
        value = card.first(key)
        if value and value.text not in names:
            message = f'says {key} "{value.text[:60]}"; dossier.toml has {_some(names)}.'
            yield Problem(file, value.line, message)


def _check_as_of(file: str, card: RawCard) -> Iterator[Problem]:
    value = card.first("as of")
    if value is None:
        yield Problem(file, card.headline.line, "says no date; add a line like 'as of: 2024-12-03'.")
    elif not is_date(value.text):
        yield Problem(file, value.line, f'says as of "{value.text[:60]}"; {DATE_RULE}')


DATE_RULE = "a date is 2024-12-03, 2024-12 or 2024, with '~' behind it where it is only about right."


def is_date(text: str) -> bool:
    """Whether a text is an ISO date or its beginning, perhaps with "~" behind it."""
    found = _DATE.fullmatch(text)
    if not found:
        return False
    year, month, day = (int(part) if part else 1 for part in found.groups())
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _check_kind(file: str, card: RawCard, known: Known) -> Iterator[Problem]:
    kind = card.first("kind")
    if kind is None:
        yield Problem(file, card.headline.line, f"says no kind; add 'kind:' and {listed(KINDS, 'or')}.")
    elif kind.text == Kind.POSITION:
        yield from _check_position(file, card, kind, known)
    elif kind.text == Kind.ARGUMENT:
        yield from _check_argument(file, card, known)


def _check_position(file: str, card: RawCard, kind: Value, known: Known) -> Iterator[Problem]:
    missing = [key for key in ("party", "issue", "stance") if key not in card.keys]
    if missing:
        yield Problem(file, kind.line, f"is a position without {listed(missing)}; say whose it is, on what, and how.")
    value = card.first("party")
    party = known.parties.get(value.text) if value else None
    if party and card.text and not names_one(card.paragraph, [party.name, *party.aliases]):
        message = f"is a position that does not name its party; write {party.name} or one of its aliases."
        yield Problem(file, card.text[0].line, message)


def _check_argument(file: str, card: RawCard, known: Known) -> Iterator[Problem]:
    ids = [locator.essay for value in card.keys.get("evidence", []) if (locator := read_locator(value.text))]
    authors = sorted({author for essay in ids if (author := known.authors.get(essay))})
    names = [name for author in authors for name in author_names(author)]
    if authors and card.text and not names_one(card.paragraph, names):
        message = f"is an argument that does not say whose; name {listed(authors, 'or')} in the text."
        yield Problem(file, card.text[0].line, message)


def _check_likelihood(file: str, card: RawCard) -> Iterator[Problem]:
    kind, likelihood = card.first("kind"), card.first("likelihood")
    judged = kind is not None and kind.text == Kind.JUDGEMENT
    if judged and kind and not likelihood:
        message = f"is a judgement without a likelihood; add 'likelihood:' and {listed(LIKELIHOODS, 'or')}."
        yield Problem(file, kind.line, message)
    if likelihood and not judged:
        message = "says a likelihood, which only a judgement has; delete the line or make it 'kind: judgement'."
        yield Problem(file, likelihood.line, message)
    if judged and likelihood and card.text and likelihood.text not in likelihoods(card.paragraph):
        message = f"does not use its likelihood word; say '{likelihood.text[:60]}' in the text."
        yield Problem(file, card.text[0].line, message)
    for line in [card.headline, *card.text]:
        for word in likelihoods(line.text):
            if not judged:
                message = f"uses the likelihood word '{word}', which is kept for judgements; say it another way."
                yield Problem(file, line.line, message)
            elif likelihood and likelihood.text in LIKELIHOODS and word != likelihood.text:
                message = f"says '{word}', but its likelihood is '{likelihood.text}'; use one word for one judgement."
                yield Problem(file, line.line, message)
    yield from _check_mixed_certainty(file, card.headline)
    if card.text:
        yield from _check_mixed_certainty(file, Value(card.paragraph, card.text[0].line))


def _check_mixed_certainty(file: str, value: Value) -> Iterator[Problem]:
    """ICD 203 keeps how likely a thing is apart from how sure we are of saying so."""
    for _ in mixed_sentences(value.text):
        message = "has a likelihood and a confidence level in one sentence; give the confidence its own sentence."
        yield Problem(file, value.line, message)


def _check_evidence(file: str, card: RawCard, known: Known) -> Iterator[Problem]:
    values = card.keys.get("evidence", [])
    if not values:
        message = "is a card without evidence; add a line like 'evidence: ESSAY p14 s6 HASH' for each sentence."
        yield Problem(file, card.headline.line, message)
    seen: set[tuple[str, int, int]] = set()
    for value in values:
        locator = read_locator(value.text)
        if locator is None:
            message = f'says evidence "{value.text[:60]}"; write the essay, p and s with numbers from 1, and the hash.'
            yield Problem(file, value.line, message)
            continue
        if locator.essay not in known.authors:
            message = f"cites the essay '{locator.essay[:60]}'; dossier.toml has {_some(known.authors)}."
            yield Problem(file, value.line, message)
        if not locator.hash:
            message = "is evidence without a hash; `communique check FOLDER --essay FILE` says which it is."
            yield Problem(file, value.line, message)
        place = (locator.essay, locator.paragraph, locator.sentence)
        if place in seen:
            yield Problem(file, value.line, "cites the same sentence again; delete the line.")
        seen.add(place)


def read_locator(text: str) -> Locator | None:
    """`bryant-peace-terms p14 s6 0123456789abcdef`; the hash may still be missing and is then empty."""
    found = _LOCATOR.fullmatch(text)
    if not found:
        return None
    essay, paragraph, sentence, digest = found.groups()
    if int(paragraph) < 1 or int(sentence) < 1:
        return None
    return Locator(essay, int(paragraph), int(sentence), digest or "")


def _some(names: Collection[str]) -> str:
    """The names to choose from, as far as a reader wants to see them."""
    if len(names) > MAX_CHOICES:
        return f"{', '.join(sorted(names)[:MAX_CHOICES])} and {len(names) - MAX_CHOICES} more"
    return listed(sorted(names)) or "none"


def _too_long(file: str, line: int, what: str, length: int, limit: int) -> Problem:
    return Problem(file, line, f"has a {what} of {length} characters; shorten it to {limit} at most.")
